"""The statement of a policy, run by DuckDB, says what the interpreter says, cell by cell."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators import facts
from generators.facts import Known
from generators.policies import Generated, policies
from relrules import Policy, Result, shipped
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, GivenList, Kind
from relrules.batch.statement import Bad, Settings, Source, statement
from relrules.check import model as m
from relrules.check.columns import result_types
from relrules.cli.values import cell_text
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.facts import Form, read_facts
from relrules.result_cells import result_cells, state_words
from relrules.source.shipped import policy_names

RECORDS = 5
TOLD: Counter[str] = Counter()
WORDS = state_words("", "en")
Row = Mapping[str, object]


def interpreted(policy: Policy, row: Row, today: dt.date | None) -> list[str]:
    reading = read_facts(policy.checked, row)
    assert not reading.problems
    outcome = evaluate(policy.program, reading.facts, today, reading.counts)
    cells = result_cells(Result(policy.program, outcome), WORDS)
    return [
        # A column of numbers has no words: what has no answer is null there.
        "" if isinstance(of, m.NumberType) and isinstance(cell, str) else cell_text(cell)
        for cell, of in zip(cells, result_types(policy.checked), strict=True)
    ]


def kind_of(fact: m.Fact) -> Kind:
    return Kind.YES_NO if isinstance(fact.type, m.YesNoType) else Kind.TEXT


def column(fact: m.Fact, value: object) -> object:
    """Return a value as a column holds it: numbers as texts, as a file of text does."""
    if value is None or isinstance(fact.type, m.YesNoType):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | Fraction):
        return cell_text(Decimal(value.numerator) / value.denominator)
    return value


def given_by(name: str, fact: m.Fact) -> Given:
    """Return the column of a fact: an empty text is a text."""
    is_text = isinstance(fact.type, m.TextType)
    return Given(name, kind_of(fact), Form.PYTHON if is_text else Form.TEXT)


def quoted(name: str) -> str:
    return f'"{name.replace(chr(34), chr(34) * 2)}"'


def type_in_sql(fact: m.Fact) -> str:
    return "BOOLEAN" if kind_of(fact) is Kind.YES_NO else "VARCHAR"


def source_of(policy: Policy) -> Source:
    """Return columns that have the names of facts and lists."""
    facts_ = {name: given_by(name, fact) for name, fact in policy.checked.facts.items()}
    lists = {
        name: GivenList(name, {of: given_by(of, fact) for of, fact in listed.facts.items()})
        for name, listed in policy.checked.lists.items()
        if name not in policy.checked.same_records
    }
    return Source("source", facts_, [("row", "row")], lists)


def in_sql(policy: Policy, rows: Sequence[Row], today: dt.date | None) -> list[list[str] | None]:
    """Return what the statement gives, `None` for rows that it asks for.

    Raises `NotInSqlError`.
    """
    source = source_of(policy)
    found = statement(policy.program, source, Settings(today, Bad.TOLD))
    listed = {name: policy.checked.lists[name].facts for name in source.lists}
    with duckdb.connect() as database:
        types = [
            f"{quoted(name)} {type_in_sql(policy.checked.facts[name])}" for name in source.given
        ]
        for name, of in listed.items():
            inside = ", ".join(f"{quoted(x)} {type_in_sql(fact)}" for x, fact in of.items())
            types.append(f"{quoted(name)} STRUCT({inside})[]")
        database.execute(f"create table source ({', '.join(['row integer', *types])})")
        for at, row in enumerate(rows):
            values = [column(policy.checked.facts[name], row.get(name)) for name in source.given]
            for name, of in listed.items():
                values.append(records_of(row.get(name), of))
            marks = ", ".join("?" * (len(values) + 1))
            database.execute(f"insert into source values ({marks})", [at, *values])  # noqa: S608 - question marks
        told = database.execute(found.select.sql("duckdb")).fetchall()
    return [
        None if row[-1] else ["" if cell is None else plain_cell(cell) for cell in row[1:-1]]
        for row in sorted(told, key=lambda row: int(row[0]))
    ]


def records_of(records: object, of: Mapping[str, m.Fact]) -> object:
    if not isinstance(records, list):
        return None
    return [
        {name: column(fact, record.get(name)) for name, fact in of.items()} for record in records
    ]


def compare(policy: Policy, rows: Sequence[Row], today: dt.date | None) -> str:
    """Compare all rows that the statement tells, and return what came of it."""
    try:
        told = in_sql(policy, rows, today)
    except NotInSqlError as reason:
        return str(reason)
    for row, cells in zip(rows, told, strict=True):
        if cells is not None:
            assert cells == interpreted(policy, row, today)
    return "the same" if any(cells is not None for cells in told) else "all asked for"


def plain_cell(cell: object) -> str:
    if isinstance(cell, Decimal):
        return cell_text(cell.normalize() if cell else Decimal(0))
    return cell_text(cell)


def test_generated_policies_say_the_same() -> None:
    """The law says little if hardly any policy has a statement."""
    TOLD.clear()
    generated_policies_say_the_same()
    assert TOLD["the same"]


@given(policies(), st.data())
def generated_policies_say_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts; those with no statement say why."""
    policy = generated.policy
    known: list[Known] = [data.draw(facts.partial(generated.scope)) for _ in range(RECORDS)]
    rows, today = [one.given for one in known], known[0].today
    TOLD[compare(policy, rows, today)] += 1


def value_of(fact: m.Fact) -> st.SearchStrategy[object]:
    match fact.type:
        case m.YesNoType():
            return st.booleans()
        case m.LevelType(scale=scale):
            return st.sampled_from(scale.ids)
        case m.ChoiceType(ids=ids):
            return st.sampled_from(ids)
        case m.NumberType(low=low, high=high):
            return st.integers(int(low or 0), int(100 if high is None else high))
        case m.DateType():
            ends = [dt.date(2026, 1, 31), dt.date(2025, 2, 28), dt.date(2024, 2, 29)]
            return st.sampled_from(ends) | st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
        case m.TextType():
            return st.sampled_from(["a", "'; drop table x --", "客户", 'a\\b"c'])


def row_of(policy: Policy, data: st.DataObject) -> dict[str, object]:
    """Draw a record: all is known of a half."""
    complete = data.draw(st.booleans())
    found = values_of(policy.checked.facts, data, complete=complete)
    for name, of in policy.checked.lists.items():
        if name in policy.checked.same_records or not (complete or data.draw(st.booleans())):
            continue
        count = data.draw(st.integers(0, 4))
        found[name] = [values_of(of.facts, data, complete=complete) for _ in range(count)]
    return found


def values_of(
    facts_: Mapping[str, m.Fact], data: st.DataObject, *, complete: bool
) -> dict[str, object]:
    found = {}
    for name, of in facts_.items():
        value = data.draw(value_of(of) if complete else value_of(of) | value_of(of) | st.none())
        if value is not None:
            found[name] = value
    return found


@pytest.mark.parametrize("name", policy_names())
@given(st.data())
def test_shipped_policies_say_the_same(name: str, data: st.DataObject) -> None:
    policy = shipped(name)
    today = data.draw(st.sampled_from([None, dt.date(2026, 2, 28), dt.date(2026, 6, 30)]))
    rows = [row_of(policy, data) for _ in range(RECORDS)]
    assert compare(policy, rows, today) in {"the same", "all asked for"}
