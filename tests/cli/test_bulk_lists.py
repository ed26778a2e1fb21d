"""Lists in files scored by DuckDB: the same as the interpreter makes of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import pytest

from both_engines import both
from command_line import Cli

POLICY = """
policy contacts_of "x"
fact visits: number from 0 to 20 whole
list contacts "Contacts"
  fact name: text
  fact role
    levels
      user "User"
      buyer "Buyer"
      decider "Decider"
  fact share: number from 0 to 1 decimals 2
  fact met: date
  fact warm: yes or no
dimension known
  3 points when some contacts have role = decider and warm
  1 point  when count of contacts >= 2
  0 points otherwise
dimension hold = highest share of contacts if empty 0
dimension fresh
  1 point when some contacts have met >= 2026-01-01
  0 points otherwise
score total = known + hold + fresh + visits
advice look "Look" for each contacts
  when role = decider
"""
CELLS = {
    "name": ['"Ann"', '"Bo; Li"', '"=1"', "null", '"a\\u200bc"'],
    "role": ['"user"', '"decider"', '"decider"', '"buyer"', '"Decider"', "null", '"boss"'],
    "share": ["0.5", "0.25", "0", "1", "null", "2"],
    "met": ['"2026-01-01"', '"2025-12-31"', '" 2026-02-01 "', "null", '"soon"'],
    "warm": ["true", "false", "true", "null", '"yes"'],
}
PLAIN = {"name": 3, "role": 4, "share": 4, "met": 2, "warm": 2}
FITTING = {"name": 4, "role": 6, "share": 5, "met": 4, "warm": 4}


def made(seed: int, count: int, some: dict[str, int], *, odd: float = 1) -> None:
    """Write records with lists into `in.ndjson`; of the cells, only the first are used."""
    chance = random.Random(seed)  # noqa: S311 - the same records each time
    lines = []
    for number in range(count):
        of = some if chance.random() < odd else PLAIN
        rows = [_row(chance, of) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
        told = chance.choice([f"[{', '.join(rows)}]"] * 5 + ["null"])
        pairs = [f'"account": "a{number}"', f'"visits": {chance.choice(["3", "7", "null"])}']
        pairs += [f'"contacts": {told}'] if chance.random() > 0.1 else []
        lines.append("{" + ", ".join(pairs) + "}\n")
    Path("in.ndjson").write_text("".join(lines), "utf-8")


def _row(chance: random.Random, some: dict[str, int]) -> str:
    pairs = [f'"{title}": {chance.choice(of[: some[title]])}' for title, of in CELLS.items()]
    chance.shuffle(pairs)
    return "{" + ", ".join(pairs) + "}"


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "p.rel").write_text(POLICY, "utf-8")
    return "p.rel"


def as_parquet() -> None:
    fields = "name VARCHAR, role VARCHAR, share DOUBLE, met VARCHAR, warm BOOLEAN"
    columns = f"{{account: 'VARCHAR', visits: 'INTEGER', contacts: 'STRUCT({fields})[]'}}"
    duckdb.sql(f"copy (from read_json('in.ndjson', columns = {columns})) to 'in.parquet'")


@pytest.mark.parametrize("odd", [0, 0.1], ids=["plain", "some with values that are not known"])
@pytest.mark.parametrize("ending", ["ndjson", "parquet"])
def test_lists_are_scored_the_same(cli: Cli, policy: str, ending: str, odd: float) -> None:
    made(1, 120, FITTING, odd=odd)
    as_parquet()
    run = [policy, f"in.{ending}", "--id", "account", "--today", "2025-12-31"]
    told = both(cli, *run)
    assert told[0] == told[1]
    assert "after" in told[1] or "ahead" in told[1] or "later" in told[1]
    both(cli, *run, out="out.parquet")


@pytest.mark.parametrize("ending", ["ndjson", "parquet"])
def test_lists_that_do_not_fit_are_told_the_same(cli: Cli, policy: str, ending: str) -> None:
    some = {**FITTING, "name": 5, "role": 7, "met": 5, "share": 6}
    made(2, 120, some, odd=0.1)
    as_parquet()
    run = [policy, f"in.{ending}", "--id", "account", "--today", "2025-12-31"]
    told = both(cli, *run, code=1)
    assert told[0] == told[1]
    found = []
    for engine in ("interpreter", "duckdb"):
        aside = ["-o", "out.csv", "--rejects", "bad.ndjson", "--engine", engine, "--ordered"]
        done = cli("score", *run, *aside)
        assert done.code == 1
        found.append((done.err, Path("out.csv").read_bytes(), Path("bad.ndjson").read_bytes()))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("contacts", "reason"),
    [
        ('[{"role": "user", "nick": "x"}]', "holds other than lists of the facts"),
        ('[{"role": "user", "nick": null}]', "holds other than lists of the facts"),
        ('[{"role": "user"}, null]', "holds other than lists of records"),
        ('{"role": "user"}', "holds other than lists of records"),
        ('"none"', "holds other than lists of records"),
        ('[{"warm": "yes"}, {"warm": true}]', "holds other than lists of the facts"),
        ('[{"role": ["user"]}]', "holds other than lists of the facts"),
    ],
)
def test_what_is_no_list_of_records_is_not_given_to_duckdb(
    cli: Cli, policy: str, contacts: str, reason: str
) -> None:
    Path("in.ndjson").write_text(f'{{"visits": 3, "contacts": {contacts}}}\n', "utf-8")
    run = ["score", policy, "in.ndjson", "-o", "out.csv", "--engine", "duckdb"]
    assert reason in cli(*run).err


@pytest.mark.parametrize("contacts", ["null", "[]", "[{}]", '[{"role": null}]', '[{"share": 1}]'])
def test_lists_with_little_in_them(cli: Cli, policy: str, contacts: str) -> None:
    Path("in.ndjson").write_text(f'{{"visits": 3, "contacts": {contacts}}}\n' * 3, "utf-8")
    both(cli, policy, "in.ndjson")


def test_a_policy_with_lists_and_a_file_without(cli: Cli, policy: str) -> None:
    Path("in.csv").write_text("account,visits,owner\na,3,x\nb,,y\n", "utf-8")
    told = both(cli, policy, "in.csv", "--id", "account")
    assert told[0] == told[1]
    Path("in.csv").write_text("account,visits,contacts\na,3,[]\n", "utf-8")
    run = ["score", policy, "in.csv", "-o", "out.csv", "--engine", "duckdb"]
    assert "lists in cells are read one by one" in cli(*run).err


def test_a_policy_of_our_own(cli: Cli) -> None:
    path = Path(__file__).parents[2] / "examples" / "trust_ladder.json"
    records = json.loads(path.read_text("utf-8"))
    Path("in.ndjson").write_text("".join(json.dumps(r) + "\n" for r in records * 3), "utf-8")
    both(cli, "trust_ladder", "in.ndjson", "--today", "2026-06-01")
