"""The statement of a policy as a text that stands by itself: a SELECT or a dbt model for a warehouse.

Nothing here can look at a row again. So a label of a level is known by heart, and a row with any other
value that its fact cannot have is told in a column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from relrules.batch.dialects import Dialect, written
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, GivenList, GivenTable, Kind
from relrules.batch.statement import PROBLEMS, Bad, Settings, Source, statement
from relrules.batch.tree import Day
from relrules.check import model as m
from relrules.check.columns import INPUT, counted, result_titles
from relrules.check.say import domain
from relrules.compiled.lists import lists_given
from relrules.evaluate.facts import Form, read_facts
from relrules.evaluate.program import Program

STANDS_FOR = "relrules_relation"
"""What the relation is called before it has its name; with a number, so are the tables of lists."""
JINJA = re.compile(r"\{(?=[{%#])")
NAMES = {
    Dialect.DUCKDB: "DuckDB",
    Dialect.POSTGRES: "PostgreSQL",
    Dialect.SPARK: "Spark",
    Dialect.SNOWFLAKE: "Snowflake",
    Dialect.BIGQUERY: "BigQuery",
    Dialect.TRINO: "Trino",
}
MOST_OPTIONS = 6
"""How many options a comment lists."""


class NoRelationError(Exception):
    """A name that is none of a relation; `str()` says what one looks like."""


@frozen
class ListTable:
    """The table of the records of a list: its name, and its column that says to which row one belongs.

    `columns` are those of facts by fact, without those that are called like theirs. `order` is the
    column that records are in the order of, and `known` that of rows which is true where they are known.
    """

    name: str
    key: str
    columns: Mapping[str, str] = field(factory=dict)
    order: str | None = None
    known: str | None = None


@frozen
class Relation:
    """What is scored: its name, the columns of facts by fact, and those that are passed on.

    A fact without a column is not known. `dbt` asks for a model of dbt, to which the name is that of
    another, or a source with its table, as in `crm.accounts`. The records of `tables` belong to the
    rows by the column `key`.
    """

    name: str
    columns: Mapping[str, str]
    kept: Sequence[str] = ()
    dbt: bool = False
    tables: Mapping[str, ListTable] = field(factory=dict)
    key: str | None = None

    def named(self) -> dict[str, str]:
        """Return the names of all relations by what stands for them."""
        every = [self.name, *(of.name for of in self.tables.values())]
        return {_stands_for(at): name for at, name in enumerate(every)}


@frozen
class Wanted:
    """The dialect, the day to count from, and what becomes of rows whose values do not fit.

    With `reasons` the results say which rows decide, and what is provisional.
    """

    dialect: Dialect
    today: Day | None = None
    bad: Bad = Bad.TOLD
    notes: Sequence[str] = field(factory=tuple)
    reasons: bool = False


def _stands_for(at: int) -> str:
    return f"{STANDS_FOR}_{at}"


def warehouse_text(program: Program, relation: Relation, wanted: Wanted) -> str:
    """Return the text of a statement, with a comment above it.

    Raises `NotInSqlError`, and `NoRelationError` for a name that is none of a table or model.
    """
    policy = program.policy
    given = {name: given_to(policy, name, title) for name, title in relation.columns.items()}
    titles = carried_titles(policy, relation.kept, reasons=wanted.reasons)
    carried = list(zip(relation.kept, titles, strict=True))
    settings = Settings(wanted.today, wanted.bad, reasons=wanted.reasons)
    lists = _lists(policy, relation, wanted.dialect)
    source = Source(_stands_for(0), given, carried, lists, relation.key)
    made = statement(program, source, settings)
    select, comment = made.select, _comment(program, relation, wanted, made.needed)
    if not relation.dbt:
        for stands_in, name in relation.named().items():
            _replace_table(select, stands_in, _table(name, wanted.dialect))
        return f"{comment}\n{_text(select, wanted)};\n"
    for stands_in in relation.named():
        _replace_table(select, stands_in, exp.table_(stands_in))
    comment, text = _without_jinja(comment), _without_jinja(_text(select, wanted))
    for stands_in, name in relation.named().items():
        parts = re.split(rf"\b{stands_in}\b", text)
        if len(parts) != 2:  # noqa: PLR2004 - before and after
            raise NotInSqlError(f"nothing in a policy or table can be called {stands_in}")
        text = _model(name).join(parts)
    return f"{{{{ config(materialized='table') }}}}\n\n{comment}\n{text}\n"


def given_to(policy: m.CheckedPolicy, name: str, title: str) -> Given:
    """Return the column of a fact, with the type that it has in a database, and its labels."""
    fact = policy.facts[name]
    return Given(title, _kind(fact), Form.PYTHON, label_values(policy, fact))


def _lists(
    policy: m.CheckedPolicy, relation: Relation, dialect: Dialect
) -> dict[str, GivenList | GivenTable]:
    """Return the columns of lists, which are called as these are, or their tables.

    Raises `NotInSqlError`.
    """
    names = lists_given(policy)
    if len(relation.tables) < len(names) and (
        relation.tables or dialect not in {Dialect.DUCKDB, Dialect.SPARK}
    ):
        without = next(name for name in names if name not in relation.tables)
        raise NotInSqlError(
            f"the records of `{without}` have no table: name it with --list {without}=TABLE --on COLUMN"
        )
    if not relation.tables:
        return {name: GivenList(name, _facts_in(policy, name, {})) for name in names}
    return {
        name: GivenTable(
            _stands_for(at), of.key, _facts_in(policy, name, of.columns), of.order, of.known
        )
        for at, (name, of) in enumerate(relation.tables.items(), start=1)
    }


def _facts_in(
    policy: m.CheckedPolicy, list_name: str, columns: Mapping[str, str]
) -> dict[str, Given]:
    facts = policy.lists[list_name].facts
    return {
        name: Given(
            columns.get(name, name), _kind(of), Form.PYTHON, label_values(policy, of, list_name)
        )
        for name, of in facts.items()
    }


def carried_titles(
    policy: m.CheckedPolicy, kept: Sequence[str], *, reasons: bool = False
) -> list[str]:
    """Return what columns are called beside the results: another name where a result has it."""
    results = [*result_titles(policy, reasons=reasons), PROBLEMS]
    taken = {title.casefold() for title in results}
    own = [title + INPUT if title.casefold() in taken else title for title in kept]
    return counted([*results, *own])[len(results) :]


def _kind(fact: m.Fact) -> Kind:
    match fact.type:
        case m.NumberType():
            return Kind.EXACT
        case m.YesNoType():
            return Kind.YES_NO
        case m.DateType():
            return Kind.DAY
        case _:
            return Kind.TEXT


def label_values(
    policy: m.CheckedPolicy, fact: m.Fact, list_name: str | None = None
) -> dict[str, m.Value | None]:
    """Return what the labels of options mean, of a fact of a record or of one of a list."""
    match fact.type:
        case m.LevelType(scale=scale):
            options = scale.levels
        case m.ChoiceType(options=options):
            pass
        case _:
            return {}
    ids = {option.id for option in options}
    labels = [text for option in options for _, text in option.label.texts.by_lang]
    found: dict[str, m.Value | None] = {}
    for label in labels:
        values: dict[str, object] = {fact.id: label}
        place = fact.id if list_name is None else f"{list_name}[1].{fact.id}"
        record = values if list_name is None else {list_name: [values]}
        reading = read_facts(policy, record, Form.PYTHON)
        if label not in ids and not reading.problems:
            found[label] = reading.facts.get(place)
    return found


def _table(name: str, dialect: Dialect) -> exp.Table:
    """Return a relation as the user writes it, in the dialect. Raises `NoRelationError`."""
    written_so = f"SELECT * FROM {name}"  # noqa: S608 - it is parsed, and refused if it is more
    try:
        query = parse_one(written_so, dialect=dialect.value)
        table = query.find(exp.Table)
    except SqlglotError:
        table = None
    if table is None or query != exp.select("*").from_(table.copy()):
        raise NoRelationError(f"{name!r} is no name of a table in {NAMES[dialect]}")
    return table


def _replace_table(select: exp.Select, stands_in: str, table: exp.Table) -> None:
    """Put in a relation for what stands for it."""
    for found in list(select.find_all(exp.Table)):
        if found.name == stands_in:
            found.replace(table.copy())


def _text(select: exp.Select, wanted: Wanted) -> str:
    return written(select, wanted.dialect, pretty=True)


def _model(name: str) -> str:
    """Return how a dbt model speaks of another, or of a table that is its source."""
    parts = name.split(".")
    if len(parts) > 2 or not all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", part) for part in parts):  # noqa: PLR2004 - a source and its table
        raise NoRelationError(f"{name!r} is no model of dbt, such as `accounts` or `crm.accounts`")
    asked = ", ".join(f"'{part}'" for part in parts)
    return f"{{{{ {'source' if len(parts) > 1 else 'ref'}({asked}) }}}}"


def _without_jinja(text: str) -> str:
    """Return a text that dbt leaves as it is."""
    return JINJA.sub("{{ '{' }}", text)


# ---- the comment ------------------------------------------------------------------------------


def _comment(program: Program, relation: Relation, wanted: Wanted, needed: Sequence[str]) -> str:
    lines = [*_lines(program, relation, wanted), *_of_needed(needed, wanted)]
    return "\n".join(f"-- {line}".rstrip() for line in lines)


def _of_needed(needed: Sequence[str], wanted: Wanted) -> Iterator[str]:
    """Yield what rows have to have."""
    if needed:
        told = (
            "has no results either, and is named so"
            if wanted.bad is Bad.TOLD
            else "is left out too"
        )
        yield f"So {told} a row in which one of these is not decided: {', '.join(needed)}."
        yield "`relrules score` works such rows out."


def _lines(program: Program, relation: Relation, wanted: Wanted) -> Iterator[str]:
    policy, engine = program.policy, NAMES[wanted.dialect]
    yield f"{policy.id}, version {policy.version}, as one statement for {engine}, written by relrules."
    if wanted.dialect.tested:
        yield f"Tested: the tests of relrules run such statements in {engine}."
    else:
        yield f"Text only: the tests of relrules do not run {engine}. Compare some rows before you rely on it."
    yield from wanted.notes
    yield ""
    yield "It reads these columns; NULL is what is not known:"
    width = max((len(title) for title in relation.columns.values()), default=0)
    for name, title in relation.columns.items():
        yield f"  {title:{width}}  {_expected(policy.facts[name])}"
    yield from _of_lists(policy, relation)
    missing = [name for name in policy.facts if name not in relation.columns]
    if missing:
        yield f"It has no column for, and so does not know: {', '.join(missing)}."
    if wanted.bad is Bad.TOLD:
        yield f"A row with a value that its fact cannot have has no results: `{PROBLEMS}` names the facts."
    else:
        yield "A row with a value that its fact cannot have is left out."


def _of_lists(policy: m.CheckedPolicy, relation: Relation) -> Iterator[str]:
    """Yield where the records of lists are read."""
    for name in lists_given(policy):
        facts = policy.lists[name].facts
        if name not in relation.tables:
            yield f"  {name}  list of structures of {', '.join(facts)}"
            continue
        of = relation.tables[name]
        yield f"The records of {name} are the rows of {of.name} whose {of.key} is {relation.key}:"
        width = max(len(of.columns.get(fact, fact)) for fact in facts)
        for fact, type_ in facts.items():
            yield f"  {of.columns.get(fact, fact):{width}}  {_expected(type_)}"
        if of.order is not None:
            yield f"  {of.order}: they are in this order."
        if of.known is None:
            yield "  A row that has none there has an empty list."
        else:
            yield f"  They are known where {of.known} is true; a row without any has an empty list then."


def _expected(fact: m.Fact) -> str:
    """Return what type a column should have, and what may stand in it."""
    match fact.type:
        case m.LevelType() | m.ChoiceType() as of:
            ids = of.scale.ids if isinstance(of, m.LevelType) else of.ids
            more = " …" if len(ids) > MOST_OPTIONS else ""
            return f"text: {', '.join(ids[:MOST_OPTIONS])}{more}, or a label"
        case m.NumberType():
            return f"whole number or decimal, not binary floating point: {domain(fact.type)}"
        case m.YesNoType():
            return "boolean"
        case m.DateType():
            return "date"
        case m.TextType():
            return "text"
