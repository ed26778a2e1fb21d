"""Tables of pandas, Polars, Arrow and DuckDB, scored as a whole."""

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import polars as pl
import pyarrow as pa
import pytest

from relrules import ArgumentError, FactsError, Policy, load_text, shipped
from relrules.evaluate.facts import find_fact
from relrules.source.shipped import policy_names

ROWS: list[dict[str, Any]] = [
    {
        "account": "Northgate",
        "activity_space": "work",
        "info_quality": "effective",
        "coach_level": "action_commit",
        "price_primary": False,
        "designer_spec": None,
    },
    {
        "account": "Westbury",
        "activity_space": "Socially",
        "info_quality": "公开信息",
        "coach_level": None,
        "price_primary": True,
        "designer_spec": "none",
    },
]
TOLD = [
    {
        "account": "Northgate",
        "total": None,
        "total_low": 5,
        "total_high": 8,
        "relationship_possible": "early; developing",
        "advice": "ask_for_the_order",
        "unknown": "designer_spec",
    },
    {
        "account": "Westbury",
        "total": None,
        "total_low": 1,
        "total_high": 5,
        "relationship_possible": "cold; early",
        "advice": "show_your_worth",
        "unknown": "coach_level",
    },
]
COLUMNS = list(TOLD[0])
KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], list[dict[str, Any]]]]] = {
    "pandas": (
        pd.DataFrame,
        lambda found: found.astype(object).where(found.notna(), None).to_dict("records"),
    ),
    "polars": (pl.DataFrame, lambda found: found.to_dicts()),
    "pyarrow": (pa.Table.from_pylist, lambda found: found.to_pylist()),
    "duckdb": (
        lambda rows: duckdb.from_arrow(pa.Table.from_pylist(rows)),
        lambda found: found.to_arrow_table().to_pylist(),
    ),
}


def policy() -> Policy:
    return shipped("customer_relationship")


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_gives_one_of_its_kind(kind: str) -> None:
    made, rows = KINDS[kind]
    given = made(ROWS)
    found = policy().score_table(given, columns=COLUMNS)
    assert type(found) is type(given)
    assert rows(found) == TOLD


def test_columns_that_are_no_facts_are_carried_along_before_the_results() -> None:
    found = policy().score_table(pl.DataFrame(ROWS))
    assert found.columns[:4] == ["account", "total", "total_low", "total_high"]
    assert found.columns[-3:] == ["alerts", "advice", "unknown"]


@pytest.mark.parametrize("name", ["customer_relationship", "trust_ladder"])
def test_a_column_called_like_a_result_gets_another_name(name: str) -> None:
    of = shipped(name)
    score, fact = next(iter(of.checked.scores)), next(iter(of.facts))
    data = pa.table({score: ["x"], fact: pa.array([None], pa.string())})
    found = of.score_table(data)
    assert found.column_names[:2] == [f"{score} (input)", score]
    assert found.to_pylist()[0][f"{score} (input)"] == "x"


def test_rows_that_do_not_fit_are_named_with_their_numbers() -> None:
    with pytest.raises(FactsError, match="record 1: `coach_level` is never `nobody`") as error:
        policy().score_table(pl.DataFrame([ROWS[0], {**ROWS[1], "coach_level": "nobody"}]))
    assert [problem.path for problem in error.value.problems] == ["[1].coach_level"]


@pytest.mark.parametrize(
    ("data", "columns", "message"),
    [
        (
            ROWS,
            None,
            "a table is a table of pandas, Polars or Arrow, a relation of DuckDB, or a DataFrame",
        ),
        (
            pl.DataFrame({"coach levl": ["none"]}),
            None,
            "did you mean `coach_level` by `coach levl`",
        ),
        (pl.DataFrame(ROWS), "total", "`columns` is a list of titles, not 'total'"),
        (pl.DataFrame({"x": [1]}), None, "no column is a fact of `customer_relationship`"),
        (pl.DataFrame(ROWS), ["totl"], "no column `totl`; did you mean `total`"),
        (
            pl.DataFrame({"coach_level": ["none"], "Coach level": ["none"]}),
            None,
            "are both the fact `coach_level`",
        ),
    ],
)
def test_what_is_no_such_table_is_refused(
    data: object, columns: list[str] | str | None, message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        policy().score_table(data, columns=columns)


def test_today_is_a_date() -> None:
    with pytest.raises(FactsError, match="today"):
        policy().score_table(pl.DataFrame(ROWS), today="2026-06-30")  # type: ignore[arg-type]  # on purpose


def test_what_sql_does_not_work_out_the_interpreter_does_with_the_same_types() -> None:
    text = """
policy {name} "x"
fact a: number from 0 to 10 whole
fact b: number from 1 to 10 decimals 1
dimension d
  2.5 points when a >= 3
  0 points otherwise
dimension e
  {formula} points otherwise
score total = d + e
grade level by total
  high from 5
  low otherwise
"""
    data = pa.table({"a": [1, 5, None], "b": [2.5, None, 10.0]})
    plain = load_text(text.format(name="x", formula="(b / 2)")).score_table(data)
    both = load_text(text.format(name="x", formula="(b * b / 10)")).score_table(data)
    assert both.schema == plain.schema
    assert [row["e"] for row in plain.to_pylist()] == [Decimal("1.25"), None, Decimal(5)]
    assert [row["e"] for row in both.to_pylist()] == [Decimal("0.625"), None, Decimal(10)]


@pytest.mark.parametrize("name", policy_names())
def test_a_table_without_a_known_value_is_scored_by_every_policy(name: str) -> None:
    of = shipped(name)
    first = next(iter(of.facts), None)
    if first is None:
        pytest.skip("all that this policy asks is asked of the records of a list")
    found = of.score_table(pa.table({"id": ["x"], first: pa.array([None], pa.string())}))
    told = of.evaluate({}).scores
    (row,) = found.to_pylist()
    for score, result in told.items():
        if result.state in ("open", "decided"):
            assert (row[f"{score}_low"], row[f"{score}_high"]) == (result.low, result.high)


def test_a_day_is_counted_from() -> None:
    data = pa.table({"engage_date": [dt.date(2026, 1, 31)]})
    found = shipped("opportunity_ripeness").score_table(data, dt.date(2026, 2, 28))
    assert "today" not in found.to_pylist()[0]["unknown"]


EXAMPLES = Path(__file__).parents[2] / "examples"
OF_LISTS = [name for name in policy_names() if (EXAMPLES / f"{name}.json").exists()]


def dated(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what JSON holds with its days as days."""
    match value:
        case dict():
            return {name: dated(inner) for name, inner in value.items()}
        case list():
            return [dated(inner) for inner in value]
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return dt.date.fromisoformat(value)
        case _:
            return value


@pytest.mark.parametrize("name", OF_LISTS)
def test_records_of_lists_are_scored_in_tables_as_they_are_alone(name: str) -> None:
    of = shipped(name)
    text = (EXAMPLES / f"{name}.json").read_text("utf-8")
    records = [{**dated(record), "id": str(at)} for at, record in enumerate(json.loads(text))]
    titles = dict.fromkeys(title for record in records for title in record)
    data = pa.table({title: [record.get(title) for record in records] for title in titles})
    rows = of.score_table(data).to_pylist()
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    for record, row in zip(records, rows, strict=True):
        given = {key: value for key, value in record.items() if find_fact(of.checked, key)}
        alone = of.evaluate(given)
        for score, told in alone.scores.items():
            assert (row[f"{score}_low"], row[f"{score}_high"]) == (told.low, told.high)
        for grade, level in alone.grades.items():
            assert row[f"{grade}_possible"].split("; ") == list(level.possible)
        assert row["unknown"] == "; ".join(alone.unknown)


def test_rows_a_statement_leaves_out_are_told_one_by_one_and_in_their_place() -> None:
    of = load_text("""
policy fees "x"
fact fee: number from 0 to 10 decimals 1
fact rate: number from 1 to 10 decimals 1
dimension price
  (fee / rate) points otherwise
score total = price
""")
    data = pa.table(
        {"n": [1, 2, 3, 4], "fee": [1.0, None, 3.0, 5.0], "rate": [3.0, 2.0, 2.0, None]}
    )
    rows = of.score_table(data).to_pylist()
    told = [(row["n"], row["total"], row["total_low"], row["total_high"]) for row in rows]
    assert told == [
        (1, Decimal("0.333333333"), Decimal("0.333333333"), Decimal("0.333333333")),
        (2, None, Decimal(0), Decimal(5)),
        (3, Decimal("1.5"), Decimal("1.5"), Decimal("1.5")),
        (4, None, Decimal("0.5"), Decimal(5)),
    ]
    with pytest.raises(FactsError, match="record 2: "):
        of.score_table(data.set_column(1, "fee", pa.array([1.0, None, 30.0, 5.0])))


def test_a_dimension_with_one_row_in_fractions_is_told_in_fractions() -> None:
    of = load_text("""
policy halves "x"
fact a: yes or no
dimension half
  1 point when a
  0.5 points otherwise
score total = half
""")
    rows = of.score_table(pa.table({"a": [True, False, None]})).to_pylist()
    assert [row["half"] for row in rows] == [1, Decimal("0.5"), None]


UP_AND_DOWN = """
policy p
fact a: levels x < y < z
dimension d
  points by a
  x: 0, y: 3, z: 6
score s = d
grade g by s
  high when s between 3 and 4
  low otherwise
"""


def test_a_level_that_comes_back_is_not_possible_between_its_numbers() -> None:
    policy = load_text(UP_AND_DOWN)
    data = pa.table({"a": ["x", "y", "z", None]})
    found = policy.score_table(data, columns=["g", "g_possible"]).to_pylist()
    assert [row["g"] for row in found] == ["low", "high", "low", None]
    assert [row["g_possible"] for row in found] == ["low", "high", "low", "low; high"]
