"""What is confidential, in files scored by DuckDB: hidden as the interpreter hides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from both_engines import both
from command_line import Cli
from made_hidden import AUDIENCES, POLICY, made


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "p.rel").write_text(POLICY, "utf-8")
    return "p.rel"


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
