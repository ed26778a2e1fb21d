"""NDJSON written by DuckDB: the same bytes as from the interpreter, or a reason why not."""

from __future__ import annotations

import json
import random
import resource
import subprocess
from pathlib import Path

import duckdb
import pytest

import made_csv
import made_hidden
import made_ndjson
from both_engines import POLICY, both
from command_line import COMMAND, ENVIRONMENT, Cli
from relrules.cli import bulk
from relrules.cli.commands import score

OUT = "out.ndjson"
SAYING = """
policy p
fact visits "Visits": number from 0 to 20 decimals 2 unit "times" zh "次"
fact mood "Mood"
  levels
    cold "Cold" zh "冷"
    warm "Warm, or “so”" zh "暖"
fact seen "Seen" zh "上次": date
define twice = visits * 2
dimension d "D" zh "得分"
  4 points when mood = warm
  (visits) points when seen >= 2026-01-01
  0 points otherwise
score s = d
grade g "G" by s
  good "Good" zh "好" from 2
  poor "Poor" zh "差" otherwise
advice tell
  when visits >= 0
  say "{visits}, {mood}: {seen}. So {s} is \\"{g}\\" of {twice}." zh "有 {visits} 次，{mood} 到 {seen}（{s} 得 {g}，{twice}）"
alert much
  when s >= 3
"""
ODD = (
    "select 'a\"\\' || range as account, (range % 21)::integer as visits, 0.25::decimal(4, 2) as share, "
    "date '2026-01-31' as seen, 'Warm' as mood, range % 2 = 0 as active, 1.5::double as size, "
    "chr((range % 40)::integer) || 'x' || chr(92) as owner, nullif(range, 3) as many, "
    "timestamp '2026-01-31 10:00:00' as at, (range / 100)::decimal(9, 6) as far from range(60)"
)


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "review.rel").write_text(POLICY, encoding="utf-8")
    return "review.rel"


@pytest.mark.parametrize("seed", range(2))
def test_of_csv(cli: Cli, policy: str, seed: int) -> None:
    made_csv.made(Path("in.csv"), seed, 200, bom="\ufeff" * seed)
    told = both(cli, policy, "in.csv", "--id", "account", "--keep", "all", out=OUT)
    assert told[0] == told[1]
    both(cli, policy, "in.csv", "--lang", "zh", out=OUT)


@pytest.mark.parametrize("seed", range(2))
def test_of_ndjson(cli: Cli, policy: str, seed: int) -> None:
    """Keys that are missing stay so, and numbers are as they were written, of any kind."""
    made_ndjson.made(Path("in.ndjson"), seed, 200)
    told = both(cli, policy, "in.ndjson", "--id", "account", "--keep", "all", out=OUT)
    assert told[0] == told[1]
    assert "1E+3" in Path(OUT).read_text("utf-8")
    both(cli, policy, "in.ndjson", "--keep", "owner", "--keep", " Size", out=OUT)
    both(cli, policy, "in.ndjson", out=OUT)


def test_of_ndjson_with_lists_and_records_that_are_kept(cli: Cli, policy: str) -> None:
    lines = ['{"visits": 3, "more": [1.50, {"a": null}]}', '{"visits": 4, "more": {"b": []}}', "{}"]
    made_ndjson.written(Path("in.ndjson"), lines)
    both(cli, policy, "in.ndjson", out=OUT)
    told = [json.loads(line) for line in Path(OUT).read_text("utf-8").splitlines()]
    assert [line.get("columns") for line in told] == [
        {"more": [1.5, {"a": None}]},
        {"more": {"b": []}},
        None,
    ]


def test_of_parquet(cli: Cli, policy: str) -> None:
    made_csv.as_parquet(ODD, "in.parquet")
    both(cli, policy, "in.parquet", "--id", "account", "--keep", "all", out=OUT)
    both(cli, policy, "in.parquet", "--id", "visits", out=OUT)
    both(cli, policy, "in.parquet", "--id", "far", out=OUT)


@pytest.mark.parametrize("title", ["0.0000001::decimal(9, 7)", "1e-7::double", "[1]"])
def test_what_python_would_write_otherwise_is_refused(cli: Cli, policy: str, title: str) -> None:
    made_csv.as_parquet(f"select 3 as visits, {title} as size", "in.parquet")
    run = ["score", policy, "in.parquet", "-o", OUT]
    done = cli(*run, "--engine", "duckdb")
    assert done.code == 2
    assert "say --engine interpreter" in done.err
    assert cli(*run).code == 0


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_bad_rows(cli: Cli, policy: str, ending: str) -> None:
    source = f"in.{ending}"
    (made_csv if ending == "csv" else made_ndjson).made(Path(source), 5, 100, bad=9)
    run = [policy, source, "--id", "account", "--keep", "all"]
    told = both(cli, *run, out=OUT, code=1)
    assert told[0] == told[1]
    assert Path(OUT).read_text("utf-8") == "before"
    told = both(cli, *run, "--rejects", "bad.csv", out=OUT, code=1)
    assert told[0] == told[1]


def test_where_all_rows_are_bad_nothing_is_written(cli: Cli, policy: str) -> None:
    made_csv.written(Path("in.csv"), [["account", "visits"], ["a", "21"], ["b", "22"]])
    both(cli, policy, "in.csv", "--rejects", "bad.csv", out=OUT, code=1)
    assert Path(OUT).read_bytes() == b""


def test_what_no_statement_works_out_stands_in_its_place(cli: Cli) -> None:
    Path("p.rel").write_text(made_csv.DECLINING, "utf-8")
    rows = [["low", "2"], ["mid", "2.5"], ["high", ""], ["mid", ""], ["", "3"], ["odd", "1"]]
    titles = ["a", "n", 'say "so"']
    cells = [[*row, f'"{at}\n'] for at, row in enumerate(rows * 20)]
    made_csv.written(Path("in.csv"), [titles, *cells])
    told = both(cli, "p.rel", "in.csv", "--rejects", "bad.csv", out=OUT, code=1)
    assert told[0] == told[1]
    ordered = Path(OUT).read_bytes()
    run = ["score", "p.rel", "in.csv", "--rejects", "bad.csv", "-o", OUT, "--engine", "duckdb"]
    assert cli(*run).code == 1
    assert sorted(Path(OUT).read_bytes().splitlines()) == sorted(ordered.splitlines())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_advice_says_what_the_interpreter_says(cli: Cli, lang: str) -> None:
    Path("p.rel").write_text(SAYING, "utf-8")
    chance = random.Random(7)  # noqa: S311 - the same rows each time
    values = [["0", "2.50", "20", ""], ["cold", "warm", ""], ["2025-01-01", "2026-01-01", ""]]
    rows = [[chance.choice(of) for of in values] for _ in range(150)]
    made_csv.written(Path("in.csv"), [["visits", "mood", "seen"], *rows])
    both(cli, "p.rel", "in.csv", "--lang", lang, out=OUT)
    told = Path(OUT).read_text("utf-8")
    assert {"en": "2.5 times, Cold: 2025-01-01.", "zh": "2.5 次"}[lang] in told


@pytest.mark.parametrize("audience", made_hidden.AUDIENCES)
@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_what_is_hidden_is_the_same(cli: Cli, ending: str, audience: list[str]) -> None:
    Path("p.rel").write_text(made_hidden.POLICY, "utf-8")
    made_hidden.made(Path(f"in.{ending}"))
    run = ["p.rel", f"in.{ending}", "--id", "account", "--today", "2026-01-15", *audience]
    both(cli, *run, "--keep", "all", out=OUT)
    both(cli, *run, out=OUT)


def test_large_files_are_written_by_duckdb(
    cli: Cli, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    before = bulk.score_in_bulk

    def counted(*arguments: object, **options: object) -> int:
        runs.append(before(*arguments, **options))  # type: ignore[arg-type]  # what it was called with
        return runs[-1]

    monkeypatch.setattr(bulk, "score_in_bulk", counted)
    monkeypatch.setattr(score, "LEAST", {".csv": 1})
    made_csv.written(Path("in.csv"), [["account", "visits"], ["a", "3"]])
    assert cli("score", policy, "in.csv", "-o", OUT).code == 0
    assert runs == [0]


@pytest.mark.usefixtures("cli")
def test_a_full_disk_is_told_and_the_old_file_stays(policy: str) -> None:
    made_csv.made(Path("in.csv"), 3, 2_000)
    Path(OUT).write_text("before", "utf-8")
    done = subprocess.run(
        [*COMMAND, "score", policy, "in.csv", "-o", OUT, "--engine", "duckdb"],
        env=ENVIRONMENT, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )  # fmt: skip
    assert done.stderr.endswith(b"error: cannot write out.ndjson: file too large\n")
    assert Path(OUT).read_text("utf-8") == "before"


def test_lists_are_not_told_in_lines(cli: Cli) -> None:
    duckdb.sql("copy (select 1 as price) to 'in.parquet' (format parquet)")
    Path("p.rel").write_text(
        "policy p\nfact price: number\nlist l\n  fact n: yes or no\nscore s = 1\n"
    )
    done = cli("score", "p.rel", "in.parquet", "-o", OUT, "--engine", "duckdb")
    assert "results of the records of a list are not told in lines yet" in done.err
