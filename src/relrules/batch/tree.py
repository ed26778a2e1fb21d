"""Pieces of SQL, as trees: every piece can stand inside any other, since operators come in brackets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from sqlglot import exp

from relrules.check.interval import Exact

Sql = exp.Expr
MOST_OF_BIGINT = 2**63 - 1
NULL = exp.Null()
BETWEEN = "; "
TOGETHER = "concat"
CONCAT_WS = "CONCAT_WS"


class Clock(Enum):
    """A day that is known when a statement runs, and not when it is written."""

    DATABASE = "the day it is where the database is"


Day = dt.date | Clock


def column(name: str) -> Sql:
    """Return a column by its name, whatever stands in it."""
    return exp.column(name, quoted=True)


def cast(of: Sql, to: str | exp.DataType) -> Sql:
    """Return something as another type.

    The constructor of the library leaves out what casts to the same kind, whatever its digits.
    """
    type_ = exp.DataType.build(to)
    return of if isinstance(of, exp.Cast) and of.to == type_ else exp.Cast(this=_bare(of), to=type_)


def whole(value: int) -> Sql:
    """Return a whole number."""
    if abs(value) > MOST_OF_BIGINT:
        # As a bare literal a number of more digits is a binary float in some dialects.
        return cast(exp.Literal.string(str(value)), exp.DataType.build("DECIMAL(38, 0)"))
    literal = exp.Literal.number(abs(value))
    return exp.paren(exp.Neg(this=literal)) if value < 0 else literal


def text(value: str) -> Sql:
    """Return a text."""
    return exp.Literal.string(value)


def day(value: Day) -> Sql:
    """Return a date."""
    if isinstance(value, Clock):
        return exp.CurrentDate()
    return cast(exp.Literal.string(value.isoformat()), "DATE")


def real(value: int) -> Sql:
    """Return a binary floating-point number."""
    return cast(exp.Literal.string(str(value)), "DOUBLE")


def matches(of: Sql, pattern: str) -> Sql:
    """Return whether a pattern occurs in a text: one of `patterns`, which every dialect can write."""
    return exp.paren(exp.RegexpLike(this=of.copy(), expression=text(pattern)))


def days_between(start: Sql, end: Sql) -> Sql:
    """Return how many days one date is after another."""
    return exp.paren(exp.DateDiff(this=end.copy(), expression=start.copy(), unit=exp.var("DAY")))


def months_between(start: Sql, end: Sql) -> Sql:
    """Return how many whole months one date is after another, negative where it is before."""
    backwards = exp.Neg(this=_whole_months(end, start))
    return case([(compared(exp.GTE, end, start), _whole_months(start, end))], backwards)


def _whole_months(start: Sql, end: Sql) -> Sql:
    """Return whole months: the last day of a shorter month completes one too."""
    years = times(_minus(_part(exp.Year, end), _part(exp.Year, start)), 12)
    months = added([years, _minus(_part(exp.Month, end), _part(exp.Month, start))])
    due = least([_part(exp.Day, start), _part(exp.Day, exp.LastDay(this=end.copy()))])
    complete = compared(exp.GTE, _part(exp.Day, end), due)
    return exp.paren(_minus(months, case([(complete, whole(0))], whole(1))))


def _part(of: type[exp.Func], value: Sql) -> Sql:
    return of(this=value.copy())


def _minus(left: Sql, right: Sql) -> Sql:
    return exp.paren(exp.Sub(this=left.copy(), expression=right.copy()))


def truth(value: bool) -> Sql:  # noqa: FBT001 - it is the value
    """Return yes or no."""
    return exp.Boolean(this=value)


def case(rows: Iterable[tuple[Sql, Sql]], otherwise: Sql) -> Sql:
    """Return the value of the first row that holds."""
    rows = list(rows)
    while rows and rows[-1][1] == otherwise:
        rows.pop()
    found = [exp.If(this=_bare(when), true=_bare(value)) for when, value in rows]
    if not found:
        return otherwise
    if isinstance(otherwise, exp.Case) and otherwise.this is None:
        further = otherwise.copy()
        return exp.Case(ifs=[*found, *further.args["ifs"]], default=further.args.get("default"))
    # Without a default it is null.
    default = None if isinstance(otherwise, exp.Null) else _bare(otherwise)
    return exp.Case(ifs=found, default=default)


def is_null(of: Sql) -> Sql:
    """Return whether something is not known."""
    return exp.paren(exp.Is(this=of.copy(), expression=exp.Null()))


def compared(operator: type[exp.Binary], left: Sql, right: Sql) -> Sql:
    """Return a comparison."""
    return exp.paren(operator(this=_literal(left.copy()), expression=_literal(right.copy())))


def equal(left: Sql, right: Sql) -> Sql:
    """Return whether two things are the same."""
    return compared(exp.EQ, left, right)


def is_one_of(of: Sql, values: Sequence[Sql]) -> Sql:
    """Return whether something is one of some values."""
    # Of more than four DuckDB makes a table to be joined, and the rows come in another order.
    parts = [values[at : at + 4] for at in range(0, len(values), 4)]
    return any_of(
        [
            equal(of, part[0])
            if len(part) == 1
            else exp.In(this=of.copy(), expressions=[value.copy() for value in part])
            for part in parts
        ]
    )


def all_of(parts: Sequence[Sql]) -> Sql:
    """Return whether all hold."""
    return _balanced(exp.And, parts) if parts else truth(value=True)


def any_of(parts: Sequence[Sql]) -> Sql:
    """Return whether one holds."""
    return _balanced(exp.Or, parts) if parts else truth(value=False)


def added(parts: Sequence[Sql]) -> Sql:
    """Return a sum."""
    return _balanced(exp.Add, parts) if parts else whole(0)


def times(of: Sql, factor: int) -> Sql:
    """Return something times a whole number."""
    return of if factor == 1 else exp.paren(exp.Mul(this=of.copy(), expression=whole(factor)))


def whole_quotient(of: Sql, by: Sql, most: Exact) -> Sql:
    """Return how often one whole number goes into another, none of which is below 0."""
    if most >= MOST_OF_BIGINT:
        # A quotient of decimals would be a binary float.
        of, by = (cast(part.copy(), exp.DataType.build("INT128")) for part in (of, by))
    return exp.paren(exp.IntDiv(this=of, expression=by))


def length(of: Sql) -> Sql:
    """Return how many elements a list has."""
    return exp.ArraySize(this=of.copy())


def filtered(of: Sql, name: str, holds: Sql) -> Sql:
    """Return the elements of a list of which something holds; `name` stands for one in it."""
    return exp.ArrayFilter(this=of.copy(), expression=_of_each(name, holds))


def transformed(of: Sql, name: str, value: Sql) -> Sql:
    """Return a value of each element of a list."""
    return exp.Transform(this=of.copy(), expression=_of_each(name, value))


def _of_each(name: str, value: Sql) -> Sql:
    return exp.Lambda(this=value.copy(), expressions=[exp.to_identifier(name)])


def field(name: str, of: str) -> Sql:
    """Return a field of an element of a list."""
    return exp.Dot(this=exp.to_identifier(name), expression=exp.to_identifier(of, quoted=True))


def structure(fields: Mapping[str, Sql]) -> Sql:
    """Return values side by side, each under a name."""
    pairs = [
        exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=of.copy())
        for name, of in fields.items()
    ]
    return exp.Struct(expressions=pairs)


def both_bits(parts: Sequence[Sql]) -> Sql:
    """Return the bits that all have."""
    return _balanced(exp.BitwiseAnd, parts)


def any_bits(parts: Sequence[Sql]) -> Sql:
    """Return the bits that one has."""
    return _balanced(exp.BitwiseOr, parts)


def has_bits(of: Sql, bits: int) -> Sql:
    """Return whether some of the bits are set."""
    return compared(exp.NEQ, both_bits([of, whole(bits)]), whole(0))


def opposite(of: Sql) -> Sql:
    """Return whether something does not hold; null where that is null."""
    inner = _bare(of)
    if isinstance(inner, exp.NEQ):
        return equal(inner.this, inner.expression)
    plain = isinstance(inner, exp.Is | exp.Column | exp.Identifier)
    # In brackets: `NOT x IS NULL` asks whether x is there, and not whether `NOT x` is.
    return exp.paren(exp.Not(this=inner.copy() if plain else exp.paren(inner.copy())))


def least(parts: Sequence[Sql]) -> Sql:
    """Return the least of some values, none of which is null."""
    return _extreme(exp.LT, parts)


def most(parts: Sequence[Sql]) -> Sql:
    """Return the greatest of some values, none of which is null."""
    return _extreme(exp.GT, parts)


def _extreme(operator: type[exp.Binary], parts: Sequence[Sql]) -> Sql:
    found = parts[0]
    for part in parts[1:]:
        # `LEAST` passes nulls over in some dialects and not in others; and `CASE` is as fast.
        found = case([(compared(operator, part, found), part.copy())], found.copy())
    return found


def named(of: Sql, name: str) -> Sql:
    """Return something under a name."""
    return exp.alias_(_bare(of), name, quoted=True)


def joined(parts: Sequence[Sql]) -> Sql:
    """Return texts one after the other."""
    return _balanced(exp.DPipe, parts) if parts else text("")


def put_together(parts: Sequence[Sql]) -> Sql:
    """Return texts one after the other in one go, none of which is null: for DuckDB alone."""
    found: list[Sql] = []
    for part in _flat(parts):
        if found and found[-1].is_string and part.is_string:
            found[-1] = text(found[-1].name + part.name)
        elif not (part.is_string and not part.name):
            found.append(part.copy())
    if len(found) > 1:
        return exp.Anonymous(this=TOGETHER, expressions=found)
    return found[0] if found else text("")


def _flat(parts: Sequence[Sql]) -> Iterator[Sql]:
    for part in parts:
        if isinstance(part, exp.Anonymous) and part.name == TOGETHER:
            yield from part.expressions
        else:
            yield part


def element(of: Sequence[Sql], place: Sql) -> Sql:
    """Return one of some literals by its place, from 0; null where that is null: for DuckDB alone."""
    values = exp.Array(expressions=list(of))
    return exp.Anonymous(this="list_extract", expressions=[values, added([place, whole(1)])])


def named_in(parts: Sequence[Sequence[tuple[Sql, Sql]]]) -> Sql:
    """Return the texts that hold as one, `BETWEEN` them; of each part it is the first that holds."""
    if len(parts) <= 1:
        return case([row for rows in parts for row in rows], text(""))
    found = [text(BETWEEN), *(case(rows, NULL) for rows in parts)]
    # The library's own node is written so that one part that is not named makes all of it null.
    return exp.Anonymous(this=CONCAT_WS, expressions=found)


def spelled_out(of: exp.Anonymous) -> Sql:
    """Return `named_in` for engines in which `CONCAT_WS` is another function, or takes too few texts."""
    between, *parts = of.expressions
    for part in parts:
        for row in part.args["ifs"]:
            row.set("true", _after(between, row.args["true"]))
        part.set("default", text(""))
    return exp.Substring(this=joined(parts), start=whole(len(between.name) + 1))


def _after(between: Sql, of: Sql) -> Sql:
    """Return a text after another."""
    return text(between.name + of.name) if of.is_string else joined([between, of])


def _balanced(operator: type[exp.Binary], parts: Sequence[Sql]) -> Sql:
    """Return parts under an operator, as a tree of little depth: engines refuse deep ones."""
    if len(parts) == 1:
        return parts[0].copy()
    middle = len(parts) // 2
    sides = [_balanced(operator, parts[:middle]), _balanced(operator, parts[middle:])]
    if operator in LOOSE:
        sides = [_bare(side) if isinstance(side.this, COMPARISONS) else side for side in sides]
    return exp.paren(operator(this=sides[0], expression=sides[1]))


# ---- brackets -----------------------------------------------------------------------------------


LOOSE = (exp.And, exp.Or)
"""The operators that need no brackets around a comparison, or what does not hold."""
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.Not)


def _bare(of: Sql) -> Sql:
    """Return something without brackets, for a place where it stands between words."""
    return of.this if isinstance(of, exp.Paren) else of


def _literal(of: Sql) -> Sql:
    """Return a literal below 0 without brackets."""
    return _bare(of) if isinstance(of.this, exp.Neg) else of
