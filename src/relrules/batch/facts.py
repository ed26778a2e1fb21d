"""Facts in SQL: from the columns of a file or table to values that a policy can work with.

A level or choice becomes its place, yes or no 1 or 0, a number a whole one by its scale, and what is not
known null. A value that is not plain to see becomes one that its fact cannot have: such rows are looked
at by `evaluate.facts`, which reads everything and tells every problem.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.patterns import A_DAY, BLANK, HIDDEN, numeral
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.compiled.terms import place_in
from relrules.evaluate.facts import Form
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.names import data_key

LOOK_AT_OPTION = -1
LOOK_AT_TEXT = "\x01"
LOOK_AT_DAY = dt.date(1, 1, 1)
LAST_DAY = dt.date(9999, 12, 31)
NARROW = 10**9
PLACES_OF_ANY = MOST_DIGITS
"""How many decimals a number without a limit of its own may have."""
DIGITS_OF_REAL = 15
"""How many digits of a decimal number a binary one keeps, whatever they are."""


class Kind(Enum):
    """What an engine holds in a column."""

    TEXT = "text"
    WHOLE = "whole number"
    EXACT = "whole or decimal number"
    REAL = "binary floating point"
    YES_NO = "yes or no"
    DAY = "date"


@frozen
class Given:
    """The column that gives a fact. `found` are texts that have been looked at: a value, or unknown."""

    title: str
    kind: Kind
    form: Form
    found: Mapping[str, m.Value | None] = field(factory=dict)


@frozen
class GivenList:
    """The column that gives the records of a list: structures, whose fields give facts by name."""

    title: str
    facts: Mapping[str, Given]


@frozen
class GivenTable:
    """The table that gives the records of a list: `key` is its column that says of which row one is.

    `order` is the column that the records of a row are in the order of. `known` is a column of the rows,
    which is true where the records are known; without it they are, and without any there are none.
    """

    relation: str
    key: str
    facts: Mapping[str, Given]
    order: str | None = None
    known: str | None = None


def scale_of(of: m.NumberType) -> int:
    """Return by what a number is multiplied to be whole."""
    return int(10 ** (PLACES_OF_ANY if of.decimals is None else of.decimals))


def fact_in_sql(fact: m.Fact, given: Given | None, raw: Sql | None = None) -> Sql:
    """Return the value of a fact; without a column it is not known.

    `raw` is where it stands, if that is not a column.
    """
    if given is None:
        # Without a type, some databases take what is not known for a text.
        return tree.cast(tree.NULL.copy(), _column_type(fact))
    raw = tree.column(given.title) if raw is None else raw
    if always_fits(fact, given):
        return tree.cast(raw.copy(), "INT")
    rows: list[tuple[Sql, Sql]] = [(tree.any_of(_missing(fact, given, raw)), tree.NULL.copy())]
    match fact.type:
        case m.LevelType() | m.ChoiceType() | m.YesNoType():
            rows += _options(fact, given, raw)
            return tree.case(rows, tree.whole(LOOK_AT_OPTION))
        case m.NumberType() as of:
            return tree.case(rows, _number(fact, of, given, raw))
        case m.TextType():
            hidden = tree.matches(raw, HIDDEN)
            return tree.case([*rows, (hidden, tree.text(LOOK_AT_TEXT))], raw.copy())
        case m.DateType():
            return tree.case(rows, _date(fact, given, raw))


def _missing(fact: m.Fact, given: Given, raw: Sql) -> list[Sql]:
    """Return what says that a value is not known."""
    missing = [tree.is_null(raw)]
    if given.kind is not Kind.TEXT:
        return missing
    is_text = isinstance(fact.type, m.TextType)
    markers = [marker for marker in fact.missing if isinstance(marker, str)]
    if is_text and markers:
        raise NotInSqlError(f"what marks {fact.id} as unknown may be spelled in many ways")
    if given.form is Form.TEXT:
        # What is not a text goes on to be looked at, whatever else it is empty of.
        empty = tree.matches(raw, BLANK) if is_text else None
        missing.append(empty or tree.equal(exp.Trim(this=raw.copy()), tree.text("")))
    unknown = [name for name, value in given.found.items() if value is None]
    return missing + [tree.equal(raw, tree.text(name)) for name in (*markers, *unknown)]


def _column_type(fact: m.Fact) -> str:
    """Return the type of the column that holds a fact."""
    match fact.type:
        case m.NumberType() as of:
            return _type_of(of)
        case m.TextType():
            return "VARCHAR"
        case m.DateType():
            return "DATE"
        case _:
            return "BIGINT"


def always_fits(fact: m.Fact, given: Given) -> bool:
    """Return whether all that a column can hold is a value of its fact, or not known."""
    return given.kind is Kind.YES_NO and isinstance(fact.type, m.YesNoType)


def is_looked_at(fact: m.Fact, value: Sql) -> Sql:
    """Return whether a value is one that its fact cannot have."""
    match fact.type:
        case m.NumberType() as of:
            return tree.equal(value, tree.whole(_impossible(of)))
        case m.TextType():
            return tree.equal(value, tree.text(LOOK_AT_TEXT))
        case m.DateType():
            return tree.equal(value, tree.day(LOOK_AT_DAY))
        case _:
            pass
    return tree.equal(value, tree.whole(LOOK_AT_OPTION))


def _date(fact: m.Fact, given: Given, raw: Sql) -> Sql:
    """Return a day; the first there is stands for what has to be looked at."""
    look = tree.day(LOOK_AT_DAY)
    if given.kind is Kind.DAY:
        # Databases have days before the first that a policy knows, after the last, and endless ones.
        known = tree.all_of(
            [tree.compared(exp.GTE, raw, look), tree.compared(exp.LTE, raw, tree.day(LAST_DAY))]
        )
        return tree.case([(known, raw.copy())], look)
    if given.kind is not Kind.TEXT or given.form is Form.PYTHON:
        raise NotInSqlError(f"{given.title} holds {given.kind.value}, and {fact.id} does not")
    return tree.case([(tree.matches(raw, A_DAY), tree.cast(raw.copy(), "DATE"))], look)


def _options(fact: m.Fact, given: Given, raw: Sql) -> list[tuple[Sql, Sql]]:
    """Return the places of options by how they are spelled plainly."""
    of = fact.type
    if given.kind is not Kind.TEXT:
        raise NotInSqlError(f"{given.title} holds {given.kind.value}, and {fact.id} does not")
    places = _spellings(fact) if not isinstance(of, m.YesNoType) else _words(given.form)
    places |= {
        name: int(place_in(value, of))  # type: ignore[arg-type]  # a place
        for name, value in given.found.items()
        if value is not None
    }
    by_place: dict[int, list[Sql]] = {}
    for name, place in places.items():
        by_place.setdefault(place, []).append(tree.text(name))
    return [(tree.is_one_of(raw, names), tree.whole(place)) for place, names in by_place.items()]


def _spellings(fact: m.Fact) -> dict[str, int]:
    of = fact.type
    if not isinstance(of, m.LevelType | m.ChoiceType):
        raise AssertionError(of)
    markers = {data_key(marker) for marker in fact.missing if isinstance(marker, str)}
    ids = of.scale.ids if isinstance(of, m.LevelType) else of.ids
    return {name: at for at, name in enumerate(ids) if data_key(name) not in markers}


def _words(form: Form) -> dict[str, int]:
    return {"yes": 1, "no": 0, "true": 1, "false": 0} if form is Form.TEXT else {}


# ---- numbers --------------------------------------------------------------------------------


def _impossible(of: m.NumberType) -> int:
    """Return a number, by its scale, that is none of its type."""
    low = -(10**MOST_DIGITS) if of.low is None else of.low
    return int(low * scale_of(of)) - 1


def _number(fact: m.Fact, of: m.NumberType, given: Given, raw: Sql) -> Sql:
    look = tree.whole(_impossible(of))
    markers = [marker for marker in fact.missing if not isinstance(marker, str)]
    match given.kind:
        case Kind.WHOLE:
            allowed = _inside(raw, of, 1)
            allowed += [tree.compared(exp.NEQ, raw, tree.whole(int(x))) for x in _whole(markers)]
            scaled = tree.times(tree.cast(raw.copy(), _type_of(of)), scale_of(of))
            return tree.case([(tree.all_of(allowed), scaled)], look)
        case Kind.EXACT:
            return _decimal_number(of, raw, markers, look)
        case Kind.TEXT if given.form is Form.TEXT:
            return _numeral(of, raw, markers, look)
        case Kind.REAL if _places(of) <= DIGITS_OF_REAL:
            return _binary_number(of, raw, markers, look)
        case Kind.REAL:
            return _numeral(of, tree.cast(raw.copy(), "VARCHAR"), markers, look)
        case _:
            raise NotInSqlError(f"{given.title} holds {given.kind.value}, and {fact.id} does not")


def _places(of: m.NumberType) -> int:
    return PLACES_OF_ANY if of.decimals is None else of.decimals


def _decimal_number(of: m.NumberType, raw: Sql, markers: Sequence[Exact], look: Sql) -> Sql:
    """Return the number of a decimal column, whatever its number of decimals."""
    number = tree.cast(raw.copy(), exp.DataType.build(f"DECIMAL(38, {_places(of)})"))
    fits = [tree.equal(raw, number)]
    fits += [tree.compared(exp.NEQ, raw, _decimal(x)) for x in markers]
    scaled = tree.cast(_rescaled(number, scale_of(of)), _type_of(of))
    # Cases within each other: both sides of an `and` may be worked out, and the cast could fail.
    inner = tree.case([(tree.all_of(fits), scaled)], look.copy())
    return tree.case([(tree.all_of(_inside(raw, of, 1)), inner)], look.copy())


def _binary_number(of: m.NumberType, raw: Sql, markers: Sequence[Exact], look: Sql) -> Sql:
    """Return the number whose binary form this is: the one decimal of so few digits, if there is one.

    A whole number of 15 digits over a power of ten is rounded once, as a numeral is when it is read.
    """
    scale = scale_of(of)
    real = tree.cast(raw.copy(), "DOUBLE")
    most = tree.real(10**DIGITS_OF_REAL // scale)
    small = tree.all_of(
        [
            tree.compared(exp.GTE, real, exp.paren(exp.Neg(this=most.copy()))),
            tree.compared(exp.LTE, real, most),
        ]
    )
    product = exp.Mul(this=real.copy(), expression=tree.real(scale))
    whole = tree.cast(exp.func("ROUND", product), "BIGINT")
    back = exp.Div(this=tree.cast(whole.copy(), "DOUBLE"), expression=tree.real(scale))
    fits = [tree.equal(back, real), *_inside(whole, of, scale)]
    fits += [
        tree.compared(exp.NEQ, whole, tree.whole(int(x * scale)))
        for x in markers
        if (x * scale).denominator == 1
    ]
    number = tree.cast(whole.copy(), _type_of(of))
    inner = tree.case([(tree.all_of(fits), number)], look.copy())
    return tree.case([(small, inner)], look.copy())


def _numeral(of: m.NumberType, raw: Sql, markers: Sequence[Exact], look: Sql) -> Sql:
    """Return the number of a numeral without an exponent."""
    is_numeral = tree.matches(raw, numeral(_places(of)))
    number = tree.cast(raw.copy(), exp.DataType.build(f"DECIMAL(38, {_places(of)})"))
    scaled = tree.cast(_rescaled(number, scale_of(of)), _type_of(of))
    inside = _inside(number, of, 1)
    inside += [tree.compared(exp.NEQ, number, _decimal(x)) for x in markers]
    return tree.case(
        [(tree.opposite(is_numeral), look), (tree.all_of(inside), scaled)], look.copy()
    )


def _rescaled(number: Sql, scale: int) -> Sql:
    """Return a decimal number times a power of ten: of wide ones the product would not fit at once."""
    if scale <= NARROW:
        return tree.times(number, scale)
    whole = tree.cast(number.copy(), exp.DataType.build("DECIMAL(38, 0)"))
    rest = exp.paren(exp.Sub(this=number.copy(), expression=whole.copy()))
    added = tree.cast(tree.times(rest, scale), exp.DataType.build("DECIMAL(38, 0)"))
    return tree.added([tree.times(whole, scale), added])


def _inside(value: Sql, of: m.NumberType, scale: int) -> list[Sql]:
    most = 10**MOST_DIGITS - 1
    low = -most if of.low is None else of.low
    high = most if of.high is None else of.high
    return [
        tree.compared(exp.GTE, value, _decimal(low * scale)),
        tree.compared(exp.LTE, value, _decimal(high * scale)),
    ]


def _decimal(value: Exact) -> Sql:
    """Return a number as it is written; one with other than two and five in it is none."""
    if value.denominator == 1:
        return tree.whole(int(value))
    scaled, places = value, 0
    while scaled.denominator != 1 and places <= MOST_DIGITS:
        scaled, places = scaled * 10, places + 1
    if scaled.denominator != 1:
        raise NotInSqlError(f"{value} is no decimal number")
    digits = f"{abs(int(scaled)):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    literal = tree.text(f"{sign}{digits[:-places]}.{digits[-places:]}")
    return tree.cast(literal, exp.DataType.build(f"DECIMAL(38, {places})"))


def _whole(markers: Sequence[Exact]) -> list[Exact]:
    return [marker for marker in markers if marker.denominator == 1]


def _type_of(of: m.NumberType) -> str:
    """Return the type that holds a number by its scale."""
    ends = [10**MOST_DIGITS if end is None else size(end) for end in (of.low, of.high)]
    return type_for(max(ends) * scale_of(of))


def size(value: Exact) -> Exact:
    """Return how large a number is."""
    return value if value >= 0 else -value


def type_for(most: Exact) -> str:
    """Return the type that holds whole numbers up to one."""
    if most < 10**18:
        return "BIGINT"
    if most < 10**37:
        return "DECIMAL(38, 0)"
    raise NotInSqlError("a number may have more digits than a database keeps")
