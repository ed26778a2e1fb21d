"""Tables scored as a whole: of pandas, Polars, Arrow or DuckDB, and the same kind given back.

A policy that has a statement in SQL is worked out by DuckDB, any other record by record, and so are rows
that the statement leaves out: the columns and their types are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from relrules.answers import answers_of
from relrules.check import model as m
from relrules.check.columns import INPUT, counted, result_titles, result_types
from relrules.check.say import number
from relrules.diagnostics.words import listed, near, quoted
from relrules.errors import ArgumentError, FactsError
from relrules.evaluate.evaluate import Program
from relrules.evaluate.facts import Form, Problem, fact_names, find_fact, read_facts
from relrules.many import BadRecord, evaluate_each
from relrules.result import Result
from relrules.result_cells import Cell, result_cells, state_words

if TYPE_CHECKING:
    import duckdb

    from relrules.batch.facts import Given, GivenList
    from relrules.batch.statement import Settings, Source

KINDS = "a table of pandas, Polars or Arrow, a relation of DuckDB, or a DataFrame of Spark"
MOST_TOLD = 20
"""How many bad records a failure names."""
ROWS_AT_A_TIME = 10_000
SOURCE, NUMBERED, RESULTS, REST = "source", "numbered", "results", "rest"
ROW = "relrules: row"
SPARK = "pyspark"
HIDDEN = ""


@frozen
class _Table:
    """A table in DuckDB: the titles of its columns with their types, and which of them are facts.

    With `reasons` the results say which rows decide, and what is provisional.
    """

    database: duckdb.DuckDBPyConnection
    types: Mapping[str, duckdb.sqltypes.DuckDBPyType]
    facts: Mapping[str, str]
    reasons: bool

    @property
    def carried(self) -> tuple[str, ...]:
        """Return the columns that are no facts."""
        return tuple(title for title in self.types if title not in self.facts.values())

    def titles(self, policy: m.CheckedPolicy) -> tuple[str, ...]:
        """Return what these are called beside the results: another name where a result has it."""
        results = result_titles(policy, reasons=self.reasons)
        taken = {title.casefold() for title in results}
        own = [title + INPUT if title.casefold() in taken else title for title in self.carried]
        return tuple(counted([*results, *own])[len(results) :])


def score_table(
    program: Program,
    data: object,
    today: dt.date | None,
    columns: Sequence[str] | None = None,
    *,
    reasons: bool = False,
) -> Any:  # noqa: ANN401 - the kind it was given
    """Return the results of every row of a table, in its order; see `Policy.score_table`."""
    kind = _kind(data)
    if kind == SPARK:
        return _chosen(_in_spark(program, data, today, reasons=reasons), columns)
    database = _database()
    # A relation belongs to its own connection, and comes over as a table of Arrow.
    database.register(SOURCE, data.to_arrow_table() if kind == "duckdb" else data)  # type: ignore[attr-defined]  # a relation
    table = _table(program, database, reasons=reasons)
    told = _in_sql(program, table, today)
    if told is None:
        every = f'select row_number() over () - 1 as "{ROW}", * from {SOURCE}'  # noqa: S608 - names of ours
        database.register(REST, _interpreted(program, table, list(_rows(table, every)), today))
        told = database.sql(f'select * exclude ("{ROW}") from {REST}')  # noqa: S608 - names of ours
    return _given_back(_chosen(told, columns), kind)


def _database() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
        import pyarrow as pa  # noqa: F401 - DuckDB reads and writes tables with it
        import sqlglot  # noqa: F401 - statements are made with it
    except ImportError as error:
        raise ArgumentError(
            "tables are scored with the extra `batch`: pip install 'relrules[batch]'"
        ) from error
    return duckdb.connect()


def _kind(data: object) -> str:
    """Return which library a table is of. Raises `ArgumentError`."""
    of = type(data)
    library = of.__module__.partition(".")[0].removeprefix("_")
    known = {
        "pandas": ("DataFrame",),
        "polars": ("DataFrame",),
        "pyarrow": ("Table",),
        "duckdb": ("DuckDBPyRelation",),
        SPARK: ("DataFrame",),
    }
    if of.__name__ in known.get(library, ()):
        return library
    raise ArgumentError(f"a table is {KINDS}, not {of.__module__}.{of.__qualname__}")


def _table(program: Program, database: duckdb.DuckDBPyConnection, *, reasons: bool) -> _Table:
    """Return a table with what its columns are for. Raises `ArgumentError`."""
    policy = program.policy
    described = database.table(SOURCE)
    types = dict(zip(described.columns, described.types, strict=True))
    return _Table(database, types, fact_columns(policy, types), reasons)


def fact_columns(policy: m.CheckedPolicy, titles: Iterable[str]) -> dict[str, str]:
    """Return the column of each fact that has one. Raises `ArgumentError`."""
    titles = list(titles)
    facts: dict[str, str] = {}
    for title in titles:
        owners = find_fact(policy, title)
        if len(owners) > 1:
            names = listed([quoted(owner) for owner in owners], "and")
            raise ArgumentError(f"the column {quoted(title)} is the label of {names}")
        for owner in owners:
            if owner in facts:
                both = f"{quoted(facts[owner])} and {quoted(title)}"
                raise ArgumentError(f"the columns {both} are both the fact {quoted(owner)}")
            facts[owner] = title
    if not facts:
        known = fact_names(policy)
        meant = [(title, found[0]) for title in titles if (found := near(title, known))]
        hint = f"; did you mean {quoted(meant[0][1])} by {quoted(meant[0][0])}?" if meant else ""
        raise ArgumentError(f"no column is a fact of {quoted(policy.id)}{hint}")
    return facts


# ---- by a statement ---------------------------------------------------------------------------


def _in_sql(
    program: Program, table: _Table, today: dt.date | None
) -> duckdb.DuckDBPyRelation | None:
    """Return the results as DuckDB works them out, `None` where it cannot. Raises `FactsError`."""
    from relrules.batch.errors import NotInSqlError
    from relrules.batch.statement import LOOK, Bad, Settings, Source

    given = _given_by(program, table)
    if given is None:
        return None
    carried = list(zip(table.carried, table.titles(program.policy), strict=True))
    source = Source(SOURCE, given[0], carried, given[1])
    try:
        _run(program, table, source, Settings(today, reasons=table.reasons))
    except NotInSqlError:
        return None
    except Exception as error:
        if LOOK not in str(error):
            raise
    else:
        return table.database.table(RESULTS)
    # Some rows have values that are not plain to see, or are not told by a statement.
    number = (
        f'create or replace temp view {NUMBERED} as select row_number() over () - 1 as "{ROW}", *'
    )
    table.database.execute(f"{number} from {SOURCE}")
    source = Source(
        NUMBERED, _looked_at(program, table, given[0]), [(ROW, ROW), *carried], given[1]
    )
    _run(program, table, source, Settings(today, Bad.LEFT_OUT, reasons=table.reasons))
    return _with_rest(program, table, today)


def _run(program: Program, table: _Table, source: Source, settings: Settings) -> None:
    """Work out what a statement tells. Raises `NotInSqlError`, and what DuckDB does."""
    from relrules.batch.statement import statement

    found = statement(program, source, settings).select.sql("duckdb")
    table.database.execute(f"create or replace temp table {RESULTS} as {found}")


def _with_rest(program: Program, table: _Table, today: dt.date | None) -> duckdb.DuckDBPyRelation:
    """Return the results with those of the rows that the statement left out, all in order."""
    rest = f'select * from {NUMBERED} where "{ROW}" not in (select "{ROW}" from {RESULTS})'  # noqa: S608 - names of ours
    rows = list(_rows(table, rest))
    table.database.register(REST, _interpreted(program, table, rows, today))
    every = f"(select * from {RESULTS} union all by name select * from {REST})"  # noqa: S608 - names of ours
    return table.database.sql(f'select * exclude ("{ROW}") from {every} order by "{ROW}"')  # noqa: S608 - names of ours


def _given_by(
    program: Program, table: _Table
) -> tuple[dict[str, Given], dict[str, GivenList]] | None:
    """Return the columns that give facts and lists, `None` where SQL does not read one of them."""
    from relrules.batch.facts import Given, GivenList
    from relrules.batch.inputs import fields_of, given_fields, kind_of

    policy = program.policy
    facts: dict[str, Given] = {}
    lists: dict[str, GivenList] = {}
    for name, title in table.facts.items():
        of = table.types[title]
        if name in policy.facts:
            kind = kind_of(str(of))
            if kind is None:
                return None
            facts[name] = Given(title, kind, Form.PYTHON)
            continue
        inside = fields_of(of)
        fields = None if inside is None else given_fields(policy.lists[name], inside, Form.PYTHON)
        if fields is None:
            return None
        lists[name] = GivenList(title, fields)
    return facts, lists


def _looked_at(program: Program, table: _Table, given: Mapping[str, Given]) -> dict[str, Given]:
    """Return the columns with the texts of options that are not plain to see, each looked at once."""
    from relrules.batch.facts import Kind
    from relrules.batch.statement import looked_at

    found: dict[str, Given] = {}
    for name, of in given.items():
        found[name] = of
        options = isinstance(program.policy.facts[name].type, m.LevelType | m.ChoiceType)
        if of.kind is not Kind.TEXT or not options:
            continue
        select = looked_at(program, name, of, SOURCE).sql("duckdb")
        texts: dict[str, m.Value | None] = {}
        for (value,) in table.database.execute(select).fetchall():
            reading = read_facts(program.policy, {of.title: value}, Form.PYTHON)
            if not reading.problems:
                texts[value] = reading.facts.get(name)
        found[name] = evolve(of, found=texts)
    return found


def _in_spark(
    program: Program,
    data: Any,  # noqa: ANN401 - a DataFrame
    today: dt.date | None,
    *,
    reasons: bool,
) -> Any:  # noqa: ANN401 - a DataFrame
    """Return the results as Spark will work them out. Raises `ArgumentError`."""
    try:
        from relrules.batch.errors import NotInSqlError
        from relrules.batch.spark import in_spark
        from relrules.batch.statement import Bad, Settings
    except ImportError as error:
        raise ArgumentError(
            "a DataFrame of Spark is scored with the extra `spark`: pip install 'relrules[spark]'"
        ) from error
    facts = fact_columns(program.policy, data.columns)
    try:
        return in_spark(program, data, facts, Settings(today, Bad.TOLD, reasons=reasons))
    except NotInSqlError as reason:
        raise ArgumentError(
            f"{quoted(program.policy.id)} cannot be worked out by Spark: {reason}; "
            "score a table of another kind, or each record by itself"
        ) from reason


# ---- by the interpreter -----------------------------------------------------------------------


def _interpreted(
    program: Program, table: _Table, rows: Sequence[Mapping[str, object]], today: dt.date | None
) -> Any:  # noqa: ANN401 - a table of Arrow
    """Return the results of rows, each with its number, record by record. Raises `FactsError`."""
    import pyarrow as pa

    policy = program.policy
    records = [{title: row[title] for title in table.facts.values()} for row in rows]
    results = list(evaluate_each(program, records, today, None, Form.PYTHON, answers_of(program)))
    bad = [
        (row[ROW], result)
        for row, result in zip(rows, results, strict=True)
        if isinstance(result, BadRecord)
    ]
    if bad:
        raise FactsError(tuple(_problems(bad)))
    words = state_words(HIDDEN, "en")
    reasons = table.reasons
    cells = [
        result_cells(result, words, reasons=reasons)
        for result in results
        if isinstance(result, Result)
    ]
    columns = typed_columns(policy, reasons=reasons)
    told: dict[str, Any] = {ROW: [row[ROW] for row in rows]}
    for title, own in zip(table.carried, table.titles(policy), strict=True):
        told[own] = [row[title] for row in rows]
    values = zip(*cells, strict=True) if cells else [()] * len(columns)
    for column, each in zip(columns, values, strict=True):
        told[column.title] = column.array(each)
    return pa.table(told)


def _rows(table: _Table, select: str) -> Iterator[dict[str, object]]:
    titles = (ROW, *table.types)
    table.database.execute(select)
    while found := table.database.fetchmany(ROWS_AT_A_TIME):
        for row in found:
            yield dict(zip(titles, row, strict=True))


def _problems(bad: Iterable[tuple[object, BadRecord]]) -> Iterator[Problem]:
    """Yield what is wrong with the first bad records, each with its number, from 0."""
    for count, (number_, record) in enumerate(bad):
        if count == MOST_TOLD:
            return
        for problem in record.problems:
            message = f"record {number_}: {problem.message}"
            yield Problem(f"[{number_}].{problem.path}", problem.code, message)


@frozen
class TypedColumn:
    """A column of results with its type."""

    title: str
    of: m.Type

    def array(self, cells: Sequence[Cell]) -> Any:  # noqa: ANN401 - an array of Arrow
        """Return cells as a column of Arrow."""
        import pyarrow as pa

        return pa.array([_typed(value, self.of) for value in cells], _arrow(self.of))


def typed_columns(policy: m.CheckedPolicy, *, reasons: bool = False) -> list[TypedColumn]:
    """Return the columns of results, in the order of their cells."""
    titles = result_titles(policy, reasons=reasons)
    found = zip(titles, result_types(policy, reasons=reasons), strict=True)
    return [TypedColumn(title, of) for title, of in found]


def _typed(value: Cell, of: m.Type) -> object:
    if isinstance(of, m.NumberType) and isinstance(value, int | Fraction):
        return value if of.whole else Decimal(number(value))
    return None if value is None or isinstance(of, m.NumberType) else str(value)


def _arrow(of: m.Type) -> Any:  # noqa: ANN401 - a type of Arrow
    import pyarrow as pa

    if not isinstance(of, m.NumberType):
        return pa.string()
    return pa.int64() if of.whole else pa.decimal128(38, 9)


# ---- what is given back -----------------------------------------------------------------------


def _chosen(told: Any, columns: Sequence[str] | None) -> Any:  # noqa: ANN401 - of DuckDB or Spark
    """Return the columns that are asked for, in that order. Raises `ArgumentError`."""
    if columns is None:
        return told
    if isinstance(columns, str):
        raise ArgumentError(f"`columns` is a list of titles, not {columns!r}")
    for title in columns:
        if title not in told.columns:
            meant = near(title, told.columns)
            hint = f"; did you mean {listed([quoted(x) for x in meant])}?" if meant else ""
            raise ArgumentError(f"the results have no column {quoted(title)}{hint}")
    mark = "`" if _kind(told) == SPARK else '"'
    return told.select(*[f"{mark}{title.replace(mark, mark * 2)}{mark}" for title in columns])


def _given_back(told: duckdb.DuckDBPyRelation, kind: str) -> Any:  # noqa: ANN401 - the kind it was given
    match kind:
        case "pandas":
            return told.df()
        case "polars":
            return told.pl()
        case "pyarrow":
            return told.to_arrow_table()
        case _:
            return told
