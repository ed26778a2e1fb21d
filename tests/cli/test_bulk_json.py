"""NDJSON scored by DuckDB: the same bytes as from the interpreter, or a reason why not."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

from both_engines import POLICY, both
from command_line import COMMAND, ENVIRONMENT, Cli
from made_ndjson import made, written
from relrules.cli import bulk_json
from relrules.cli.commands import score


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "review.rel").write_text(POLICY, encoding="utf-8")
    return "review.rel"


@pytest.mark.parametrize("seed", range(4))
def test_ndjson_in_order_is_the_same_bytes(cli: Cli, policy: str, seed: int) -> None:
    made(Path("in.ndjson"), seed, 200)
    told = both(cli, policy, "in.ndjson", "--id", "account", "--keep", "all")
    assert told[0] == told[1]
    both(cli, policy, "in.ndjson", "--keep", "owner")


def test_many_pieces_are_one_file(cli: Cli, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_json, "ROWS_AT_A_TIME", 7)
    made(Path("in.jsonl"), 5, 100)
    both(cli, policy, "in.jsonl", "--keep", "all")


@pytest.mark.parametrize("aside", ["bad.ndjson", "bad.csv"])
def test_bad_records_are_told_and_set_aside_the_same(cli: Cli, policy: str, aside: str) -> None:
    made(Path("in.ndjson"), 6, 200, bad=12)
    told = both(cli, policy, "in.ndjson", "--id", "account", code=1)
    assert told[0] == told[1]
    assert "12 of 200 rows cannot be scored, so nothing was written" in told[1]
    found = []
    for engine in ("interpreter", "duckdb"):
        arguments = ["in.ndjson", "--id", "account", "-o", "out.csv", "--rejects", aside]
        done = cli("score", policy, *arguments, "--engine", engine, "--ordered")
        assert done.code == 1
        found.append((done.err, Path("out.csv").read_bytes(), Path(aside).read_bytes()))
    assert found[0] == found[1]


def test_lines_that_are_blank_or_end_as_on_windows(cli: Cli, policy: str) -> None:
    lines = ['{"account": "a", "visits": 3}', "", "　", ' {"visits": 4, "account": "b\u200bc"} ']
    written(Path("in.ndjson"), lines, end="\r\n", bom="\ufeff")
    told = both(cli, policy, "in.ndjson", "--id", "account", "--rejects", "bad.csv", code=1)
    assert told[0] == told[1]
    assert "in.ndjson: line 4" in told[1]


def test_names_are_looked_at_as_the_interpreter_does(cli: Cli, policy: str) -> None:
    names = ['"a"', '" a "', '""', "null", '"b\\u200bc"', '"d"', '"d"', '"\\u0000"']
    lines = [f'{{"account": {name}, "visits": 3}}' for name in names]
    written(Path("in.ndjson"), [*lines, '{"visits": 4}'])
    told = both(cli, policy, "in.ndjson", "--id", "account", "--rejects", "bad.csv", code=1)
    assert told[0] == told[1]
    assert "line 6 and line 7 are both called `d`" in told[1]


def test_names_may_be_whole_numbers(cli: Cli, policy: str) -> None:
    written(Path("in.ndjson"), [f'{{"no": {n}, "visits": 3}}' for n in (7, -1, 7, 10**12)])
    both(cli, policy, "in.ndjson", "--id", "no")
    both(cli, policy, "in.ndjson", "--id", "no", out="out.parquet")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"account": "b", "visits": 3,}', "line 2 is no JSON"),
        ('{"account": "b"} {"account": "c"}', "something follows the value in column 18"),
        ("[1]", "line 2: a record is an object, not an array"),
        ("7", "a record is an object, not a number"),
        ('{"account": "b", "visits": NaN}', "NaN is no number"),
        ('{"account": "b", "visits": -Infinity}', "-Infinity is no number"),
        ('{"account": "b", "account": "c"}', "the key `account` stands twice in one object"),
        ('{"account": "\\ud800", "visits": 3}', "half a character"),
        ('{"account": "b", "x": 1e9999999999999999999999}', "is too large a number"),
        ('{"account": "b", "x": {"y": 1, "y": 2}}', "the key `y` stands twice"),
        ('{"account": "b\tc", "visits": 3}', "a text is not written as JSON wants it"),
        ('{"account": "b", "visits": 03}', "a comma is missing"),
    ],
)
def test_what_is_no_record_is_told_in_the_same_words(
    cli: Cli, policy: str, line: str, told: str
) -> None:
    written(Path("in.ndjson"), ['{"account": "a", "visits": 3}', line])
    found = both(cli, policy, "in.ndjson", code=2)
    assert found[0] == found[1]
    assert told in found[1]
    assert not list(Path().glob(".out*"))


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_a_file_without_records_is_told(cli: Cli, policy: str, text: str) -> None:
    Path("in.ndjson").write_text(text, "utf-8")
    told = both(cli, policy, "in.ndjson", code=2)
    assert told[0] == told[1] == "error: in.ndjson: the file is empty\n"


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ('{"account": "b", "visits": "4"}', "`visits` has values of several kinds"),
        ('{"account": "b", "visits": [4]}', "`visits` holds lists or records"),
        ('{"account": "b", "visits": 4, "note": {}}', "`note` holds lists or records"),
        ('{"account": true, "visits": 4}', "`account` holds other names"),
        ('{"account": "b", "visits": 1e99}', "`visits` has numbers of more than 38 digits"),
        ('{"account": "b", "Visits": 4}', "two columns are the same fact"),
    ],
)
def test_what_duckdb_does_not_do_is_told(cli: Cli, policy: str, second: str, reason: str) -> None:
    written(Path("in.ndjson"), ['{"account": "a", "visits": 3}', second])
    run = ["score", policy, "in.ndjson", "--id", "account", "-o", "out.csv"]
    done = cli(*run, "--engine", "duckdb")
    assert done.code == 2
    assert reason in done.err


def test_what_is_no_utf_8_is_not_given_to_duckdb(cli: Cli, policy: str) -> None:
    Path("in.ndjson").write_bytes('{"account": "客", "visits": 3}\n'.encode("gbk"))
    run = ["score", policy, "in.ndjson", "-o", "out.csv", "--engine", "duckdb"]
    assert "it is not all UTF-8" in cli(*run).err
    assert "it reads UTF-8, and not gbk" in cli(*run, "--encoding", "gbk").err


def test_parquet_out_holds_the_same_values_and_types(cli: Cli, policy: str) -> None:
    lines = [
        '{"account": "a", "visits": 3, "seen": "2026-01-01", "size": 1.50, "n": 4, "on": true}',
        '{"account": "b", "seen": " 2025-01-01 ", "size": 10.2, "n": null, "mix": 1, "any": 1}',
        '{"account": "c", "mood": "Warm", "size": -0.25, "mix": 1.50, "any": "x", "none": null}',
        '{"account": "d", "n": 5, "big": 12345678901234567890, "share": 0.5}',
    ]
    written(Path("in.ndjson"), lines)
    told = both(cli, policy, "in.ndjson", "--keep", "all", out="out.parquet")
    assert told[0] == told[1]


def test_large_files_are_scored_by_duckdb(
    cli: Cli, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(Path("in.ndjson"), 3, 50)
    monkeypatch.setattr(score, "LEAST", {".ndjson": 1})
    read: list[str] = []
    before = bulk_json.read_in_columns

    def counted(*given: Any) -> Any:  # noqa: ANN401 - handed on
        read.append("read")
        return before(*given)

    monkeypatch.setattr("relrules.cli.bulk_files.read_in_columns", counted)
    assert cli("score", policy, "in.ndjson", "-o", "out.csv").code == 0
    assert read == ["read"]


@pytest.mark.usefixtures("cli")
def test_a_full_disk_is_told_while_the_file_is_read(policy: str) -> None:
    made(Path("in.ndjson"), 3, 5_000)
    Path("out.csv").write_text("before", "utf-8")
    done = subprocess.run(
        [*COMMAND, "score", policy, "in.ndjson", "-o", "out.csv", "--engine", "duckdb"],
        env=ENVIRONMENT, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.stderr == b"error: cannot write out.csv: file too large\n"
    assert done.returncode == 2
    assert Path("out.csv").read_text("utf-8") == "before"
    assert not list(Path().glob(".out*"))
