"""Files in and out of DuckDB: what a policy's statement reads of their rows, and what is written.

A file becomes the view `rows`, whose columns are `in0`, `in1` and so on, whatever their titles are;
`records` is what a statement reads of it. Values that are not plain to see are looked at once, by
the reader that reads single records, and put plainly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction

from attrs import evolve, field, frozen

from relrules.batch import tree
from relrules.batch.errors import NotInBulkError
from relrules.batch.facts import Given, GivenList, Kind, fact_in_sql, is_looked_at
from relrules.batch.inputs import (
    NUMBER,
    CsvFile,
    File,
    JsonFile,
    given_fields,
    is_blank,
    kind_of,
    literal,
    quoted,
    stripped,
)
from relrules.batch.patterns import HIDDEN
from relrules.batch.statement import LOOK
from relrules.batch.writing import inner_json
from relrules.check import model as m
from relrules.evaluate.facts import Form, read_facts
from relrules.evaluate.program import Program
from relrules.explain.plain_json import dumps

ROWS, RECORDS, ID = "rows", "records", "id"
MOST_LOOKED = 1_000
"""How many values of a column are put plainly, one by one."""
MOST_ODD = 100_000
"""How many values of a column are looked at, in order or not."""
FIRST_ROWS = 20_000
"""How many rows are looked at before the first run."""
QUOTED = ("VARCHAR", "DATE")
"""The types whose values stand in quotation marks in JSON."""


class Out(Enum):
    """What results, and the columns that are carried along with them, are written as."""

    CELLS = "CSV: every cell a text"
    COLUMNS = "Parquet: columns that have types"
    LINES = "NDJSON: a record a line"


@frozen
class Layout:
    """What the columns of a file are for, by their places, and what is written `out`.

    `facts` leads from a fact to its column, `id` is the column that names records, `None` for their
    numbers, and `kept` are the columns that are carried along. Of those that are `hidden` nothing is
    shown but a word. `lists` leads from a list to its column.
    """

    file: File
    titles: tuple[str, ...]
    facts: Mapping[str, int]
    id: int | None
    kept: tuple[int, ...]
    out: Out = Out.CELLS
    hidden: frozenset[int] = frozenset()
    word: str = ""
    lists: Mapping[str, int] = field(factory=dict)

    @property
    def form(self) -> Form:
        """Return how values are read: CSV holds texts, and Parquet what JSON holds."""
        return Form.TEXT if isinstance(self.file, CsvFile) else Form.JSON

    @property
    def has_days(self) -> bool:
        """Return whether the texts of dates are carried along as days: all that fit are."""
        return self.typed and self.form is Form.JSON

    @property
    def typed(self) -> bool:
        """Return whether columns that are carried along have types."""
        return self.out is Out.COLUMNS


@frozen
class Looked:
    """The values of a fact that were looked at, as their texts: what is to stand for each.

    `options` lead to what is meant, as `Given.found` has it; `plain` to how it is written plainly.
    """

    options: Mapping[str, m.Value | None] = field(factory=dict)
    plain: Mapping[str, str | None] = field(factory=dict)


def given_of(layout: Layout, looked: Mapping[str, Looked]) -> dict[str, Given]:
    """Return the columns of `records` that give facts."""
    types = layout.file.types()
    found = {}
    for name, at in layout.facts.items():
        kind = kind_of(types[at])
        if kind is None:
            raise AssertionError(types[at])
        options = looked[name].options if name in looked else {}
        found[name] = Given(f"fact{at}", kind, layout.form, options)
    return found


def given_lists(policy: m.CheckedPolicy, layout: Layout) -> dict[str, GivenList]:
    """Return the columns of `records` that give lists. Raises `NotInBulkError`."""
    found = {}
    for name, at in layout.lists.items():
        rows = layout.file.rows(at)
        of = policy.lists[name]
        fields = None if rows is None else given_fields(of, rows.fields, layout.form)
        if fields is None:
            title = layout.titles[at]
            raise NotInBulkError(f"`{title}` holds other than lists of the facts of `{name}`")
        found[name] = GivenList(f"list{at}", fields)
    return found


# ---- views --------------------------------------------------------------------------------------


def views(
    program: Program, layout: Layout, looked: Mapping[str, Looked], *, numbered: bool, bad: str
) -> list[str]:
    """Return statements that make the views `rows` and `records`.

    `bad` says what becomes of rows whose name is not one: SQL that is true, false or fails.
    """
    read = layout.file.select(numbered=numbered or layout.id is None)
    facts = [
        f"{_put_plainly(f'in{at}', looked.get(name, Looked()))} as fact{at}"
        for name, at in layout.facts.items()
    ]
    named = f"case when {is_no_name(layout)} then {bad} else true end"
    kept = [f"{cell} as kept{at}" for at, cell in enumerate(_kept(program.policy, layout))]
    rows_of = {at: layout.file.rows(at) for at in layout.lists.values()}
    lists = [f"{found.sql} as list{at}" for at, found in rows_of.items() if found is not None]
    columns = ", ".join(["*", f"{_name(layout)} as {ID}", *facts, *lists, *kept])
    return [
        f"create or replace temp view {ROWS} as {read}",
        f"create or replace temp view {RECORDS} as select {columns} from {ROWS} where {named}",
    ]


def stop() -> str:
    """Return SQL that fails with `LOOK`."""
    return f"cast(error({literal(LOOK)}) as boolean)"


def _name(layout: Layout) -> str:
    """Return what a record is called."""
    if layout.id is None:
        return NUMBER
    column = f"in{layout.id}"
    return stripped(column) if layout.file.types()[layout.id] == "VARCHAR" else column


def is_no_name(layout: Layout) -> str:
    """Return whether a record has no name that can be shown."""
    if layout.id is None:
        return "false"
    if layout.file.types()[layout.id] != "VARCHAR":
        return f"in{layout.id} is null"
    name = f"in{layout.id}"
    # A return by itself is let through in a fact, and not in a name.
    hidden = literal(HIDDEN.replace("[", r"[\r", 1))
    seen = f"regexp_matches({stripped(name)}, {hidden})"
    return f"({name} is null or {is_blank(name)} or {seen})"


def _put_plainly(column: str, looked: Looked) -> str:
    if not looked.plain:
        return column
    rows = " ".join(
        f"when {literal(raw)} then {'null' if plain is None else literal(plain)}"
        for raw, plain in looked.plain.items()
    )
    return f"case cast({column} as varchar) {rows} else {column} end"


# ---- values that are not plain to see -----------------------------------------------------------


def looks(program: Program, layout: Layout, given: Mapping[str, Given], *, first: bool) -> str:
    """Return a SELECT of how many rows have a value of each fact that has to be looked at.

    The last number is of rows without a name.
    """
    values = ", ".join(
        f"{fact_in_sql(program.policy.facts[name], of).sql('duckdb')} as v{at}"
        for at, (name, of) in enumerate(given.items())
    )
    counts = ", ".join(
        f"count(*) filter (where {_is_looked(program, name, at)})" for at, name in enumerate(given)
    )
    some = f" limit {FIRST_ROWS}" if first else ""
    inner = f"select {values}, {is_no_name(layout)} as nameless from {RECORDS}{some}"
    return f"select {counts}, count(*) filter (where nameless) from ({inner})"


def odd_values(program: Program, name: str, given: Given, *, first: bool) -> str:
    """Return a SELECT of the values of a fact that have to be looked at, as texts, each once."""
    value = fact_in_sql(program.policy.facts[name], given).sql("duckdb")
    # The reader looks at each value, so there is an end to how many there may be.
    some = f" limit {FIRST_ROWS}" if first else ""
    raw = f"cast({quoted(given.title)} as varchar)"
    inner = f"select {value} as v0, {raw} as raw from {RECORDS}{some}"
    found = f"select distinct raw from ({inner}) where {_is_looked(program, name, 0)}"
    return f"{found} limit {MOST_ODD + 1}"


def is_bad(program: Program, layout: Layout, given: Mapping[str, Given]) -> str:
    """Return whether a row of `records` has a value that does not fit, or no name."""
    facts = program.policy.facts
    parts = [is_no_name(layout)]
    for name, of in given.items():
        looked = is_looked_at(facts[name], fact_in_sql(facts[name], of)).sql("duckdb")
        parts.append(f"coalesce({looked}, false)")
    return " or ".join(parts)


def _is_looked(program: Program, name: str, at: int) -> str:
    return is_looked_at(program.policy.facts[name], tree.column(f"v{at}")).sql("duckdb")


def looked_at(
    program: Program, layout: Layout, name: str, values: Sequence[object], before: Looked
) -> Looked:
    """Return the values of a fact with more of them looked at, all that fit.

    Raises `NotInBulkError` where they are too many, or cannot be put plainly.
    """
    if len(values) > MOST_ODD:
        title = layout.titles[layout.facts[name]]
        raise NotInBulkError(f"`{title}` has more than {MOST_ODD:,} values that are not plain")
    title = layout.titles[layout.facts[name]]
    of = program.policy.facts[name].type
    kind = given_of(layout, {})[name].kind
    options, plain = dict(before.options), dict(before.plain)
    for value in values:
        raw = str(value)
        given = raw if kind is Kind.TEXT else _typed(raw)
        reading = read_facts(program.policy, {title: given}, layout.form)
        if reading.problems:
            continue
        found = reading.facts.get(name)
        if isinstance(of, m.LevelType | m.ChoiceType):
            options[raw] = found
        else:
            plain[raw] = _plainly(found, title)
    if len(options) + len(plain) > MOST_LOOKED:
        raise NotInBulkError(
            f"`{title}` has more than {MOST_LOOKED:,} values that are not written plainly"
        )
    return evolve(before, options=options, plain=plain)


def _typed(raw: str) -> object:
    try:
        return Fraction(raw)
    except ValueError:
        return raw


def _plainly(value: m.Value | None, title: str) -> str | None:
    """Return a value as it is plain to see; what is not known is null."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return value.isoformat()
        case int():
            return str(value)
        case Fraction():
            return _decimal(value, title)
        case str():
            raise NotInBulkError(f"`{title}` has texts with characters that cannot be seen")


def _decimal(value: Fraction, title: str) -> str:
    places, scaled = 0, value
    while scaled.denominator != 1 and places < MOST_LOOKED:
        places, scaled = places + 1, scaled * 10
    if scaled.denominator != 1:
        raise NotInBulkError(f"`{title}` has a number that is no decimal one")
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


# ---- what is written ----------------------------------------------------------------------------


def carried(layout: Layout) -> list[str]:
    """Return the columns of `records` that are carried along: the name first."""
    return [ID, *(f"kept{at}" for at in range(len(layout.kept)))]


def _kept(policy: m.CheckedPolicy, layout: Layout) -> list[str]:
    """Return what is kept: as JSON, or cells as the command line writes those of facts."""
    if layout.out is Out.LINES:
        return [_json_kept(layout, at) for at in layout.kept]
    of = {at: policy.facts[name].type for name, at in layout.facts.items()}
    found = []
    for at in layout.kept:
        if at in layout.hidden:
            found.append(literal(layout.word))
            continue
        kept = layout.file.kept(at, typed=layout.typed)
        match of.get(at):
            case m.NumberType() if kept.of == "VARCHAR":
                found.append(_number_kept(kept.sql))
            case m.DateType() if kept.of == "VARCHAR" and layout.has_days:
                found.append(f"try_cast({stripped(kept.sql)} as date)")
            case m.DateType() if kept.of == "VARCHAR":
                found.append(_day_kept(kept.sql))
            case _:
                found.append(kept.sql)
    return found


def _json_kept(layout: Layout, at: int) -> str:
    """Return a column that is kept as JSON, null where a record has no such key."""
    if at in layout.hidden:
        return literal(dumps(layout.word))
    if isinstance(layout.file, JsonFile):
        return f"j{at}"
    kept = layout.file.kept(at, typed=False)
    mark = "'\"'" if kept.of in QUOTED else "''"
    told = f"concat({mark}, {inner_json(kept.sql, kept.of)}, {mark})"
    return f"case when {kept.sql} is null then 'null' else {told} end"


def _number_kept(column: str) -> str:
    """Return a cell of a number without blanks around it, as `typed` in the command line reads it."""
    bare = stripped(column)
    plain = rf"regexp_full_match({bare}, '-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?')"
    return f"case when {plain} then {bare} else {column} end"


def _day_kept(column: str) -> str:
    bare = stripped(column)
    plain = f"regexp_full_match({bare}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
    return (
        f"case when {plain} and try_cast({bare} as date) is not null then {bare} else {column} end"
    )
