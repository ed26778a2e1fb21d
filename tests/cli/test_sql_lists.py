"""`relrules sql` where the records of lists stand in tables of their own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from command_line import Cli

POLICY = """policy p "x"
fact budget: number from 0 to 9 decimals 1
list contacts
  fact name: text
  fact role
    levels low "Low one" < high
  fact spent: number from 0 to 9 decimals 1
dimension people = count of contacts where role = high
dimension beyond = count of contacts where spent > budget
score total = people
advice call for each contacts
  when role = high
"""
NARROW = POLICY.replace("dimension beyond = count of contacts where spent > budget\n", "")
TABLES = """
create table deals as from (values
  (1, 5.0), (2, 5.0), (null, 5.0), (4, null), (5, 5.0), (6, 5.0), (6, 5.0)) as t(deal, budget);
create table people as from (values
  (1, 2, 'Wang', 'high', 5.1), (1, 1, 'Chen', 'high', 5.0), (1, 3, 'Li', 'Low one', 9.0),
  (null, 1, 'Lost', 'high', 1.0), (9, 1, 'Stray', 'high', 1.0),
  (4, 1, 'A', 'low', 1.0), (5, 1, 'B', 'odd', 1.0), (6, 1, 'C', 'high', 9.0)
  ) as t(of_deal, seq, name, "Role__c", spent);
"""
JOINED = (
    *("--from", "deals", "--id", "deal", "--list", "contacts=people", "--on", "deal=of_deal"),
    *("--column", "contacts.role=Role__c"),
)


def sql(cli: Cli, policy: str, *arguments: str) -> str:
    Path("p.rel").write_text(policy, "utf-8")
    ran = cli("sql", "p.rel", "--dialect", "duckdb", *arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def told(text: str, titles: str, prepared: str = "") -> list[tuple[object, ...]]:
    with duckdb.connect() as database:
        database.execute(TABLES + prepared)
        found = database.execute(f"select {titles} from ({text.rstrip().rstrip(';')}\n)")  # noqa: S608 - ours
        return sorted(found.fetchall(), key=str)


def test_records_belong_to_rows_by_a_key(cli: Cli) -> None:
    """A row without records has none, one without a key has records that nobody knows."""
    text = sql(cli, NARROW, *JOINED, "--order", "contacts=seq")
    found = told(text, "deal, total, advice, problems")
    assert found == [
        (1, 2, "call for Chen; call for Wang", ""),
        (2, 0, "", ""),
        (4, 0, "", ""),
        (5, None, None, "contacts"),
        (6, 1, "call for C", ""),
        (6, 1, "call for C", ""),
        (None, None, None, "contacts"),
    ]


def test_records_compared_with_their_row_need_a_key_of_one_row(cli: Cli) -> None:
    text = sql(cli, POLICY, *JOINED, "--order", "contacts=seq")
    found = told(text, "deal, total, beyond, problems")
    assert found == [
        (1, 2, 2, ""),
        (2, 0, 0, ""),
        (4, None, None, "budget"),
        (5, None, None, "contacts"),
        (6, None, None, "deal"),
        (6, None, None, "deal"),
        (None, None, None, "contacts"),
    ]


def test_a_column_says_whether_records_are_known(cli: Cli) -> None:
    more = "alter table deals add column asked boolean; update deals set asked = deal <> 2;"
    text = sql(cli, NARROW, *JOINED, "--order", "contacts=seq", "--known", "contacts=asked")
    found = told(text, "deal, total, problems", more)
    assert found[:2] == [(1, 2, ""), (2, None, "contacts")]
    assert "-- The records of contacts are the rows of people whose of_deal is deal:\n" in text
    assert "--   Role__c  text: low, high, or a label\n" in text
    assert "known where asked is true" in text


def test_a_model_of_dbt_asks_for_both(cli: Cli) -> None:
    text = sql(cli, NARROW, "--dbt", *JOINED, "--order", "contacts=seq")
    assert "FROM {{ ref('deals') }}" in text
    assert "FROM {{ ref('people') }}" in text


TWO = """policy p "x"
list a
  fact n: number from 0 to 9 whole
list b
  fact k: number from 0 to 9 whole
score total = count of a where n < (count of b where k > n)
"""


@pytest.mark.parametrize(
    ("policy", "arguments", "code", "message"),
    [
        (POLICY, ["--list", "contacts=people"], 2, "say with --on which column joins"),
        (POLICY, ["--on", "deal"], 2, "--on says how a list is joined"),
        (POLICY, ["--list", "contact=people", "--on", "x"], 2, "no list 'contact'; did you mean"),
        (POLICY, [*JOINED, "--column", "contacts.rol=x"], 2, "no fact 'rol'; did you mean `role`"),
        (POLICY, [*JOINED, "--order", "others=x"], 2, "no --list names the table of 'others'"),
        (POLICY, [*JOINED, "--known", "contacts"], 2, "--known is LIST=COLUMN, not 'contacts'"),
        (POLICY, [*JOINED], 1, "say with --order contacts=COLUMN"),
        (TWO, ["--list", "a=a", "--on", "x"], 1, "name it with --list b=TABLE --on COLUMN"),
        (
            TWO,
            ["--list", "a=a", "--list", "b=b", "--on", "x"],
            1,
            "compares records of `b` and `a`",
        ),
        (
            TWO,
            ["--list", "a=a", "--list", "b=b", "--on", "x", "--on", "y"],
            2,
            "which all lists are joined by",
        ),
    ],
)
def test_what_does_not_fit_writes_nothing(
    cli: Cli, policy: str, arguments: list[str], code: int, message: str
) -> None:
    Path("p.rel").write_text(policy, "utf-8")
    ran = cli("sql", "p.rel", "--dialect", "postgres", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
