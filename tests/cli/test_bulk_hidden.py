"""What is confidential, in files scored by DuckDB: hidden as the interpreter hides it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import pytest

from both_engines import both
from command_line import Cli

POLICY = """
policy renewals
fact visits: number from 0 to 50 whole
fact discount
  levels none < usual < high
  confidential to manager
fact loss: number from 0 to 100 decimals 1
  confidential to manager, owner
fact offered: date
  confidential to owner
fact seen: date
dimension care
  2 points when visits >= 6
  0 points otherwise
dimension price
  points by discount
    none: 2, usual: 1, high: 0
dimension cost = loss / 3
dimension fresh
  1 point when offered >= 2026-01-01 or seen >= 2026-01-01
  0 points otherwise
score total = care + price + fresh
score burden = cost
grade outlook by burden
  bad from 20
  good otherwise
advice match
  when discount < high
advice call
  when visits < 3
"""
VALUES = {
    "visits": [0, 7, 50, None],
    "discount": ["none", "usual", "high", None],
    "loss": [0, 33.3, 100, 0.5, None],
    "offered": ["2026-01-31", "2025-01-01", None],
    "seen": ["2026-02-01", "2025-01-01", None],
    "discuont": ["high", None],
    "owner": ["Chen", "", None],
}
BAD = {"discount": "secret", "loss": 123.4, "offered": "2026-02-30", "visits": 51}
AUDIENCES = [[], ["--audience", "manager"], ["--audience", "owner"], ["--lang", "zh"]]


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "p.rel").write_text(POLICY, "utf-8")
    return "p.rel"


def made(path: Path, *, bad: int = 0) -> None:
    """Write records, some of them bad; CSV and Parquet are made of NDJSON."""
    chance = random.Random(bad)  # noqa: S311 - the same records each time
    rows = []
    for number in range(80):
        row: dict[str, object] = {"account": f"a{number}"}
        row |= {title: chance.choice(of) for title, of in VALUES.items()}  # type: ignore[arg-type]  # of several kinds
        rows.append(row)
    for row in chance.sample(rows, bad):
        title = chance.choice(list(BAD))
        row[title] = BAD[title]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    Path("made.ndjson").write_text(text, "utf-8")
    if path.suffix == ".ndjson":
        path.write_text(text, "utf-8")
    else:
        form = "header" if path.suffix == ".csv" else "format parquet"
        told = ", ".join(f"{title}: 'VARCHAR'" for title in ("offered", "seen", "discuont"))
        told = f"columns = {{account: 'VARCHAR', visits: 'INTEGER', discount: 'VARCHAR', loss: 'DECIMAL(6,1)', {told}, owner: 'VARCHAR'}}"
        duckdb.sql(f"copy (from read_json('made.ndjson', {told})) to '{path}' ({form})")


@pytest.mark.parametrize("audience", AUDIENCES, ids=["nobody", "manager", "owner", "zh"])
@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_what_is_hidden_is_the_same(
    cli: Cli, policy: str, ending: str, audience: list[str]
) -> None:
    made(Path(f"in.{ending}"))
    run = [policy, f"in.{ending}", "--id", "account", "--today", "2026-01-15", *audience]
    told = both(cli, *run, "--keep", "all")
    assert told[0] == told[1]
    both(cli, *run, "--keep", "discount", "--keep", "owner", out="out.parquet")
    if not audience:
        assert "confidential" in Path("out.csv").read_text("utf-8")


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_bad_values_that_are_confidential_are_not_shown(cli: Cli, policy: str, ending: str) -> None:
    made(Path(f"in.{ending}"), bad=9)
    run = [policy, f"in.{ending}", "--id", "account"]
    told = both(cli, *run, code=1)
    assert told[0] == told[1]
    found = []
    for engine in ("interpreter", "duckdb"):
        arguments = ["-o", "out.csv", "--rejects", "bad.csv", "--engine", engine, "--ordered"]
        done = cli("score", *run, *arguments)
        found.append((done.err, Path("out.csv").read_bytes(), Path("bad.csv").read_bytes()))
    assert found[0] == found[1]
    assert "secret" not in done.err
    assert b"secret" not in found[1][2]


def test_what_is_confidential_in_some_records_alone_is_not_given_to_duckdb(cli: Cli) -> None:
    when = POLICY.replace("to owner", "to owner when visits > 3")
    Path("p.rel").write_text(when, "utf-8")
    made(Path("in.csv"))
    run = ["score", "p.rel", "in.csv", "-o", "out.csv", "--engine", "duckdb"]
    assert "what is confidential hangs on the record" in cli(*run).err
    assert cli(*run, "--audience", "owner").code == 0
