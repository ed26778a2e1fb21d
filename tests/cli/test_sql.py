"""`relrules sql`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from command_line import Cli

SHIPPED = "customer_relationship"
SMALL = """policy small "Small"
fact mood "Mood"
  levels low "Low {{x}}" < high "High"
fact visits: number from 0 to 9 decimals 1
fact met: date
dimension contact
  2 points when visits > 4.5 and mood = high
  1 point when months since met <= 1
  0 points otherwise
score total = contact
"""
TABLE = """create table deals as from (values
  ('a', 'High', 5.0, date '2026-01-31'),
  ('b', 'low', null, date '2025-12-31'),
  ('c', 'odd', 1.0, null)) as t(total, mood, visits, met)"""


def small(cli: Cli, *arguments: str) -> str:
    Path("small.rel").write_text(SMALL, "utf-8")
    ran = cli("sql", "small.rel", *arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_a_dialect_that_is_missing_is_asked_for_on_one_line(cli: Cli) -> None:
    ran = cli("sql", SHIPPED)
    known = "duckdb, postgres, spark, snowflake, bigquery, trino"
    told = f"missing option '--dialect'; it is one of {known}\nsee `relrules sql --help`"
    assert (ran.code, ran.err) == (2, f"error: {told}\n")


def test_a_statement_has_no_more_brackets_than_it_needs(cli: Cli) -> None:
    text = small(cli, "--dialect", "duckdb", "--from", "deals", "--today", "now")
    assert """WHEN "mood" IN ('high', 'High')""" in text
    assert """ WHEN "fits" """ in text
    assert "ELSE NULL" not in text


def test_what_is_written_runs(cli: Cli) -> None:
    text = small(
        cli, "--dialect", "duckdb", "--from", "deals", "--id", "total", "--today", "2026-02-28"
    )
    with duckdb.connect() as database:
        database.execute(TABLE)
        found = database.execute(text)
        titles = [column[0] for column in found.description or []]
        rows = sorted(found.fetchall())
    assert titles == [
        *("total (input)", "total", "total_low", "total_high"),
        *("contact", "alerts", "advice", "unknown", "problems"),
    ]
    assert rows == [
        ("a", 2, 2, 2, 2, "", "", "", ""),
        ("b", 0, 0, 0, 0, "", "", "visits", ""),
        ("c", None, None, None, None, None, None, None, "mood"),
    ]


def test_rows_that_do_not_fit_can_be_left_out(cli: Cli) -> None:
    text = small(cli, "--dialect", "duckdb", "--from", "deals", "--bad", "leave-out",
                 "--unknown", "visits", "--column", "Mood=mood", "--today", "now")  # fmt: skip
    assert "CURRENT_DATE" in text
    assert "It has no column for, and so does not know: visits." in text
    with duckdb.connect() as database:
        database.execute(TABLE)
        assert len(database.execute(text).fetchall()) == 2


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_a_dialect_that_is_run_says_so(cli: Cli, dialect: str) -> None:
    assert "\n-- Tested: " in cli("sql", SHIPPED, "--dialect", dialect).out


@pytest.mark.parametrize("dialect", ["snowflake", "bigquery", "trino"])
def test_a_dialect_that_is_not_run_says_so(cli: Cli, dialect: str) -> None:
    assert "\n-- Text only: " in cli("sql", SHIPPED, "--dialect", dialect).out


@pytest.mark.parametrize(
    ("name", "asked"),
    [("deals", "{{ ref('deals') }}"), ("crm.deals", "{{ source('crm', 'deals') }}")],
)
def test_a_model_of_dbt_asks_for_another(cli: Cli, name: str, asked: str) -> None:
    text = small(cli, "--dialect", "spark", "--dbt", "--from", name, "--today", "now")
    assert text.startswith("{{ config(materialized='table') }}\n")
    assert text.count(asked) == 1
    assert not text.rstrip().endswith(";")
    # What looks like dbt's own in a label is written so that dbt gives it back.
    assert "'Low {{ '{' }}{x}}'" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--from", "a; drop table b"],
            "--from: 'a; drop table b' is no name of a table in DuckDB",
        ),
        (["--dbt", "--from", "a b"], "--from: 'a b' is no model of dbt"),
        (["--column", "visit"], "--column is FACT=COLUMN, not 'visit'"),
        (["--column", "visit=x"], "no fact 'visit'; did you mean `visits`?"),
        (["--unknown", "visits", "--column", "visits=x"], "`visits` cannot have a --column and be"),
        (["--today", "tomorrow"], "is no day"),
    ],
)
def test_wrong_use_writes_nothing(cli: Cli, arguments: list[str], message: str) -> None:
    Path("small.rel").write_text(SMALL, "utf-8")
    ran = cli("sql", "small.rel", "--dialect", "duckdb", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_without_a_day_it_says_what_is_not_known(cli: Cli) -> None:
    Path("small.rel").write_text(SMALL, "utf-8")
    ran = cli("sql", "small.rel", "--dialect", "duckdb")
    assert ran.code == 0
    assert "say --today DATE, or `now`" in ran.err
    assert "-- No day to count from is given" in ran.out


LISTED = """
policy p "x"
fact a: number from 0 to 9 decimals 1
list contacts
  fact role: levels low < high
dimension d
  (a / (a + 1)) points when some contacts have role = high
  0 points otherwise
score s = d
"""


def test_what_has_to_be_known_is_told_above_the_statement(cli: Cli) -> None:
    Path("p.rel").write_text(LISTED, "utf-8")
    ran = cli("sql", "p.rel", "--dialect", "duckdb")
    assert (ran.code, ran.err) == (0, "")
    assert "--   contacts  list of structures of role\n" in ran.out
    assert "a row in which one of these is not decided: contacts, a.\n" in ran.out


def test_a_policy_without_a_statement_says_why(cli: Cli) -> None:
    Path("p.rel").write_text(LISTED, "utf-8")
    ran = cli("sql", "p.rel", "--dialect", "postgres")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: p has no statement for postgres: ")
    assert "name it with --list contacts=TABLE --on COLUMN" in ran.err
    assert "`relrules score`" in ran.err


def test_bits_are_joined_to_the_rows_that_they_stand_for(cli: Cli) -> None:
    text = small(cli, "--dialect", "duckdb", "--from", "deals", "--id", "total", "--reasons",
                 "--today", "2026-02-28")  # fmt: skip
    Path("rows.csv").write_text(cli("rows", "small.rel").out, "utf-8")
    with duckdb.connect() as database:
        database.execute(TABLE)
        database.execute(f"create table told as {text.rstrip().rstrip(';')}")
        joined = database.execute(
            'select "total (input)", row, worth, text_en, provisional from told '
            "join 'rows.csv' as rows on rows.column = 'contact_rows' "
            "and (contact_rows >> bit) & 1 = 1 order by all"
        ).fetchall()
    assert joined == [
        ("a", 1, 2, "visits is above 4.5 and Mood is “High”", ""),
        ("b", 3, 0, "in all other cases", ""),
    ]
