"""Files in and out of DuckDB: what a policy's statement reads of their rows, and what is written.

A file becomes the view `rows`, whose columns are `in0`, `in1` and so on, whatever their titles are;
`records` is what a statement reads of it. Values that are not plain to see are looked at once, by
the reader that reads single records, and put plainly.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
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
from relrules.batch.json_text import GAP, NEXT, escaped
from relrules.batch.patterns import HIDDEN
from relrules.batch.statement import LOOK
from relrules.check import model as m
from relrules.evaluate.facts import Form, read_facts
from relrules.evaluate.program import Program
from relrules.explain import record_form as form
from relrules.explain.plain_json import dumps

ROWS, RECORDS, REST, ID = "rows", "records", "rest", "id"
MOST_LOOKED = 1_000
"""How many values of a column are put plainly, one by one."""
MOST_ODD = 100_000
"""How many values of a column are looked at, in order or not."""
FIRST_ROWS = 20_000
"""How many rows are looked at before the first run."""
QUOTED = ("VARCHAR", "DATE")
"""The types whose values stand in quotation marks in JSON."""
MOST_PLACES = 6
"""How many decimals Python writes out, whatever the number."""
EXPONENT = "error('relrules: exponent')"
EMPTY = "''"
FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula."""


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


@frozen
class Written:
    """A SELECT whose columns are written under `titles`, with what DuckDB calls their types.

    The first are `carried` along from the file; the others are results, whose texts are names of
    the policy where it is `is_plain`.
    """

    select: str
    titles: tuple[str, ...]
    types: tuple[str, ...]
    carried: int
    is_plain: bool


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
    told = f"concat({mark}, {_inner_json(kept.sql, kept.of)}, {mark})"
    return f"case when {kept.sql} is null then 'null' else {told} end"


def _inner_json(column: str, of: str) -> str:
    """Return a value as it stands in JSON, a text without its quotation marks."""
    if of == "VARCHAR":
        return escaped(column)
    places = re.fullmatch(r"DECIMAL\(\d+,\s*(\d+)\)", of)
    if places is not None and int(places[1]) > MOST_PLACES:
        # Python writes a smaller one with an exponent.
        is_plain = f"{column} >= 0.000001 or {column} <= -0.000001"
        return f"case when {is_plain} then cast({column} as varchar) else {EXPONENT} end"
    return _cell(column, of, is_result=False)


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


def with_rest(told: Written, *, ordered: bool) -> Written:
    """Return numbered results with those of the table `rest`, which has the same columns."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    rest = [f"cast({name} as {of})" for name, of in zip(columns, told.types, strict=True)]
    named = f"({told.select}) as told({', '.join([NUMBER, *columns])})"
    both = f"select * from {named} union all select {', '.join([NUMBER, *rest])} from {REST}"
    order = f" order by {NUMBER}" if ordered else ""
    return evolve(told, select=f"select {', '.join(columns)} from ({both}){order}")


def as_cells(told: Written, header: str, path: str) -> str:
    """Return the statement that writes CSV: every cell as text, its header as it is given."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    cells, written = [], []
    for at, (name, of) in enumerate(zip(columns, told.types, strict=True)):
        is_result = at >= told.carried
        is_free = of == "VARCHAR" and not (is_result and told.is_plain)
        cells.append(f"{guarded(name) if is_free else _cell(name, of, is_result)} as {name}")
        # What is free is a column of its own before it is looked through.
        written.append(in_marks(name) if is_free else name)
    select = f"select {', '.join(cells)} from ({told.select}) as told({', '.join(columns)})"
    return _copied(f"select {', '.join(written)} from ({select})", header, path)


def _copied(select: str, header: str, path: str) -> str:
    """Return the statement that writes texts as they are, with a comma between those of a row."""
    options = "format csv, header false, delimiter ',', quote '', escape '', use_tmp_file false"
    # There is no empty header: each row then ends with its line.
    marks = f", prefix {literal(header)}, suffix {literal(chr(10))}" if header else ""
    return f"copy ({select}) to {literal(path)} ({options}{marks})"


def as_lines(told: Written, keys: Sequence[str], path: str) -> str:
    """Return the statement that writes NDJSON; what is kept stands under `keys`, or is missing."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    name, *kept, line = columns
    pairs = [
        f"case when {of} is null then '' else concat({literal(f', {dumps(key)}: ')}, {of}) end"
        for key, of in zip(keys, kept, strict=True)
    ]
    select = f"({told.select}) as told({', '.join(columns)})"
    select = f"select {name}, {line}, concat({', '.join(pairs or [EMPTY])}) as kept from {select}"
    before, after = form.before(GAP).split(GAP)
    named = f"concat({literal(before)}, {_inner_json(name, told.types[0])}, {literal(after)}"
    under = (
        f"concat({literal(f', {dumps(form.KEPT)}: {{')}, substring(kept, {len(NEXT) + 1}), '}}')"
    )
    whole = f"{named}, {line}, case when kept = '' then '' else {under} end, '}}')"
    return _copied(f"select {whole} from ({select})", "", path)


def as_parquet(told: Written, path: str) -> str:
    """Return the statement that writes Parquet."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    named = [f"{c} as {quoted(t)}" for c, t in zip(columns, told.titles, strict=True)]
    select = f"select {', '.join(named)} from ({told.select}) as told({', '.join(columns)})"
    return f"copy ({select}) to {literal(path)} (format parquet, use_tmp_file false)"


def _cell(column: str, of: str, is_result: bool) -> str:  # noqa: FBT001 - one of three that say what it is
    """Return a value that needs no quotation marks as the command line writes it into CSV."""
    if of.startswith("DECIMAL") and is_result:
        return _without_zeros(f"cast({column} as varchar)")
    if of in {"FLOAT", "DOUBLE"}:
        return _real_cell(column)
    return column if of == "VARCHAR" else f"cast({column} as varchar)"


def _without_zeros(text: str) -> str:
    return f"rtrim(rtrim({text}, '0'), '.')"


def _real_cell(column: str) -> str:
    """Return a binary number as text; one with an exponent would be written otherwise by Python."""
    text = f"cast({column} as varchar)"
    return (
        f"case when {column} is null or regexp_full_match({text}, '-?[0-9]+\\.[0-9]+') then {text} "
        f"else {EXPONENT} end"
    )


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run; see `safe` in the command line."""
    number = r"[+-]\p{Nd}+(?:[.,]\p{Nd}+)*%?"
    # Not `in`: DuckDB joins a list of five or more, and rows then lose their order.
    starts = f"{text} <> '' and contains({literal(FORMULA)}, left({text}, 1))"
    runs = f"{starts} and not regexp_full_match({text}, {literal(number)})"
    return f"case when {runs} then '''' || {text} else {text} end"


def in_marks(text: str) -> str:
    """Return a text in quotation marks, if it needs them in CSV."""
    needs = " or ".join(f"contains({text}, {literal(c)})" for c in _special())
    return f"""case when {needs} then '"' || replace({text}, '"', '""') || '"' else {text} end"""


def _special() -> list[str]:
    """Return the characters for which Python's writer puts a cell into quotation marks.

    A carriage return is one from some version on.
    """
    return [c for c in ',"\n\r' if _is_marked(f"a{c}b")]


def _is_marked(cell: str) -> bool:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cell])
    return out.getvalue().startswith('"')
