"""What tells values apart one by one, as a look-up in a list: for engines that make code of a statement.

Spark makes one method of Java of all that happens to a row, and Java leaves a method of more than 8,000
bytes as slow as it is. A look-up takes a tenth of the code of a `CASE` with as many rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.tree import Sql

FEWEST = 2
"""How many rows a look-up of whole numbers pays from."""
FEWEST_TEXTS = 6
"""How many texts a look-up pays from: it takes as much code as five comparisons, which are faster."""
MOST_PLACES = 4
"""How many places of a list there may be for each row; those of other numbers are empty."""


@frozen
class _Row:
    """A row of a `CASE`: the column it compares with some literals, and what it gives then."""

    column: Sql
    literals: Sequence[exp.Literal]
    given: Sql


def looked_up(node: exp.Case) -> Sql:
    """Return a `CASE` that tells whole numbers from 0, or texts, of a column apart, as a look-up.

    Any other is returned as it is.
    """
    default = node.args.get("default")
    rows = [_row(each) for each in node.args["ifs"]]
    of_null = default
    if rows and rows[0] is None and _is_null_of(node.args["ifs"][0]):
        of_null, rows = None, rows[1:]
    found = [row for row in rows if row is not None]
    if len(found) < max(FEWEST, len(rows)) or len({row.column.sql() for row in found}) > 1:
        return node
    if default is not None and not _is_literal(default):
        return node
    # A name stands before its labels, and names are looked for first.
    pairs = [(at, literal, row.given) for row in found for at, literal in enumerate(row.literals)]
    given = {literal: value for _, literal, value in sorted(pairs, key=lambda pair: pair[0])}
    column = found[0].column
    if all(literal.is_string for literal in given):
        few = len(given) < FEWEST_TEXTS
        return node if few or of_null is not None else _by_text(column, given, default)
    if of_null is not default or len(given) < len(pairs):
        return node
    return _by_number(column, given, default) or node


def _by_number(column: Sql, given: Mapping[exp.Literal, Sql], default: Sql | None) -> Sql | None:
    """Return what is given for a number, if they are not too far apart."""
    values = {int(literal.name): value for literal, value in given.items()}
    places = max(values) + 1
    if places > MOST_PLACES * len(values):
        return None
    found = _element([values.get(at, tree.NULL) for at in range(places)], column)
    return found if default is None else exp.Coalesce(this=found, expressions=[default.copy()])


def _by_text(column: Sql, given: Mapping[exp.Literal, Sql], default: Sql | None) -> Sql:
    """Return what is given for a text; the place of one that is none of them is 0."""
    place = exp.Anonymous(this="ARRAY_POSITION", expressions=[_array([*given]), column.copy()])
    other = tree.NULL if default is None else default
    return _element([other, *given.values()], tree.cast(place, "INT"))


def _element(values: Sequence[Sql], place: Sql) -> Sql:
    """Return an element of a list by its place, from 0; null where there is none."""
    return exp.Anonymous(this="GET", expressions=[_array(values), place.copy()])


def _array(values: Sequence[Sql]) -> Sql:
    return exp.Anonymous(this="ARRAY", expressions=[value.copy() for value in values])


# ---- what a CASE says ---------------------------------------------------------------------------


def _row(of: exp.If) -> _Row | None:
    """Return a row that compares a column with literals, and gives one; `None` for another."""
    given = of.args["true"]
    found = _compared(of.this)
    return _Row(*found, given) if found and _is_literal(given) else None


def _compared(when: Sql) -> tuple[Sql, list[exp.Literal]] | None:
    """Return the column that is compared with literals, and these."""
    match when:
        case exp.Paren(this=inner):
            return _compared(inner)
        case exp.EQ(this=exp.Column() as column, expression=exp.Literal() as literal):
            return column, [literal]
        case exp.In(this=exp.Column() as column, expressions=literals):
            return column, literals
        case exp.Or(this=left, expression=right):
            sides = [_compared(left), _compared(right)]
            found = [side for side in sides if side is not None]
            if len(found) < len(sides) or found[0][0] != found[1][0]:
                return None
            return found[0][0], [*found[0][1], *found[1][1]]
        case _:
            return None


def _is_null_of(of: exp.If) -> bool:
    """Return whether a row gives null for what is null."""
    when = of.this.this if isinstance(of.this, exp.Paren) else of.this
    return isinstance(when, exp.Is) and isinstance(of.args["true"], exp.Null)


def _is_literal(of: Sql) -> bool:
    inner = of.this if isinstance(of, exp.Paren) else of
    return isinstance(inner.this if isinstance(inner, exp.Neg) else inner, exp.Literal)
