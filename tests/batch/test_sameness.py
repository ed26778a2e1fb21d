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
from relrules.batch.facts import Given, Kind
from relrules.batch.statement import Settings, Source, statement
from relrules.check import model as m
from relrules.cli.values import cell_text
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.facts import Form, read_facts
from relrules.result_cells import result_cells, state_words
from relrules.source.shipped import policy_names

RECORDS = 5
TOLD: Counter[str] = Counter()
WORDS = state_words("(confidential)", "en")
Row = Mapping[str, object]


def interpreted(policy: Policy, row: Row, today: dt.date | None) -> list[str]:
    reading = read_facts(policy.checked, row)
    assert not reading.problems
    outcome = evaluate(policy.program, reading.facts, today, reading.counts)
    return [cell_text(cell) for cell in result_cells(Result(policy.program, outcome), WORDS)]


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


def in_sql(policy: Policy, rows: Sequence[Row], today: dt.date | None) -> list[list[str]]:
    """Return what the statement gives. Raises `NotInSqlError`."""
    given_ = {
        name: Given(name, kind_of(fact), Form.TEXT) for name, fact in policy.checked.facts.items()
    }
    found = statement(policy.program, Source("source", given_, [("row", "row")]), Settings(today))
    with duckdb.connect() as database:
        names = {name: f'"{name.replace(chr(34), chr(34) * 2)}"' for name in given_}
        types = ", ".join(
            f"{names[name]} {'BOOLEAN' if of.kind is Kind.YES_NO else 'VARCHAR'}"
            for name, of in given_.items()
        )
        database.execute(f'create table source ("row" integer, {types})')
        for at, row in enumerate(rows):
            values = [column(policy.checked.facts[name], row.get(name)) for name in given_]
            marks = ", ".join("?" * (len(values) + 1))
            database.execute(f"insert into source values ({marks})", [at, *values])  # noqa: S608 - question marks
        told = database.execute(found.select.sql("duckdb")).fetchall()
    return [
        ["" if cell is None else plain_cell(cell) for cell in row[1:]]
        for row in sorted(told, key=lambda row: int(row[0]))
    ]


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
    try:
        told = in_sql(policy, rows, today)
    except NotInSqlError as reason:
        TOLD[str(reason)] += 1
        return
    TOLD["the same"] += 1
    assert told == [interpreted(policy, row, today) for row in rows]


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


@pytest.mark.parametrize("name", policy_names())
@given(st.data())
def test_shipped_policies_say_the_same(name: str, data: st.DataObject) -> None:
    policy = shipped(name)
    today = data.draw(st.sampled_from([None, dt.date(2026, 2, 28), dt.date(2026, 6, 30)]))
    rows = [
        {
            fact: value
            for fact, of in policy.checked.facts.items()
            if (value := data.draw(value_of(of) | value_of(of) | st.none())) is not None
        }
        for _ in range(RECORDS)
    ]
    try:
        told = in_sql(policy, rows, today)
    except NotInSqlError as reason:
        TOLD[f"{name}: {reason}"] += 1
        return
    TOLD["the same"] += 1
    assert told == [interpreted(policy, row, today) for row in rows]
