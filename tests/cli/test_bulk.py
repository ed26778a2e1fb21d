"""Files scored by DuckDB: the same bytes as from the interpreter, or a reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from both_engines import POLICY, both
from command_line import Cli
from made_csv import DECLINING, as_parquet, made, written
from relrules import shipped
from relrules.check import model as m
from relrules.cli import bulk
from relrules.cli.commands import score
from relrules.cli.scoring import evaluated


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "review.rel").write_text(POLICY, encoding="utf-8")
    return "review.rel"


@pytest.mark.parametrize("seed", range(4))
def test_csv_in_order_is_the_same_bytes(cli: Cli, policy: str, seed: int) -> None:
    made(Path("in.csv"), seed, 300)
    told = both(cli, policy, "in.csv", "--id", "account", "--keep", "all")
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "form",
    [(";", ""), ("\t", ""), (",", "\ufeff")],
    ids=["semicolons", "tabs", "a byte order mark"],
)
def test_however_csv_is_written(cli: Cli, policy: str, form: tuple[str, str]) -> None:
    made(Path("in.csv"), 7, 100, delimiter=form[0], bom=form[1])
    both(cli, policy, "in.csv", "--id", "account")
    both(cli, policy, "in.csv", "--keep", "owner")


def test_the_rows_that_decide_are_the_same(cli: Cli, policy: str) -> None:
    made(Path("in.csv"), 11, 100)
    both(cli, policy, "in.csv", "--id", "account", "--reasons")
    titles = Path("out.csv").read_text("utf-8").partition("\n")[0]
    assert titles.endswith(",unknown,contact_rows,portion_rows,sort_rows,fresh_rows,provisional")
    found = []
    for engine in ("interpreter", "duckdb"):
        arguments = ["in.csv", "--id", "account", "--reasons", "-o", "out.parquet"]
        assert cli("score", policy, *arguments, "--engine", engine, "--ordered").code == 0
        table = duckdb.read_parquet("out.parquet")
        found.append((table.columns, table.types, table.fetchall()))
    assert found[0] == found[1]


def test_lines_that_end_as_on_windows(cli: Cli, policy: str) -> None:
    rows = [["account", "visits", "note"], ["a", "3", "x"], ["", "", ""], ["b", "4", "x, y"]]
    written(Path("in.csv"), rows, end="\r\n")
    both(cli, policy, "in.csv", "--id", "account")


def test_rows_of_blanks_are_none(cli: Cli, policy: str) -> None:
    written(
        Path("in.csv"),
        [["account", "visits"], ["", "　"], ["a", "3"], ["\u2003", ""], ["  ", ""], ["b", ""]],
    )
    both(cli, policy, "in.csv", "--id", "account")
    both(cli, policy, "in.csv")


def test_many_rows_keep_their_order(cli: Cli, policy: str) -> None:
    # More than DuckDB takes at a time, by several threads, with labels that it has to look up.
    made(Path("in.csv"), 11, 9_000)
    both(cli, policy, "in.csv", "--id", "account")


def test_without_ordered_the_rows_are_the_same(cli: Cli, policy: str) -> None:
    made(Path("in.csv"), 3, 300)
    both(cli, policy, "in.csv", "--id", "account")
    ordered = Path("out.csv").read_bytes()
    assert (
        cli("score", policy, "in.csv", "--id", "account", "-o", "o.csv", "--engine", "duckdb").code
        == 0
    )
    assert len(Path("o.csv").read_bytes()) == len(ordered)


def test_bad_rows_stop_the_run_with_the_same_words(cli: Cli, policy: str) -> None:
    made(Path("in.csv"), 5, 300, bad=12)
    told = both(cli, policy, "in.csv", "--id", "account", code=1)
    assert told[0] == told[1]
    assert "12 of 300 rows cannot be scored, so nothing was written" in told[1]
    assert Path("out.csv").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("aside", ["bad.csv", "bad.ndjson"])
def test_bad_rows_are_set_aside_the_same(cli: Cli, policy: str, aside: str) -> None:
    made(Path("in.csv"), 6, 300, bad=12)
    found = []
    for engine in ("interpreter", "duckdb"):
        arguments = ["in.csv", "--id", "account", "-o", "out.csv", "--rejects", aside]
        done = cli("score", policy, *arguments, "--engine", engine, "--ordered")
        assert done.code == 1
        found.append((done.err, Path("out.csv").read_bytes(), Path(aside).read_bytes()))
    assert found[0] == found[1]
    assert "12 of 300 rows cannot be scored and went to" in found[1][0]


def test_where_all_rows_are_bad_only_titles_are_written(cli: Cli, policy: str) -> None:
    written(Path("in.csv"), [["account", "visits"], ["a", "-1"], ["b", "x"]])
    both(cli, policy, "in.csv", "--id", "account", "--rejects", "bad.csv", code=1)


def test_names_are_looked_at_as_the_interpreter_does(cli: Cli, policy: str) -> None:
    names = ["a", " a ", "", "b\u200bc", "d", "e", "d", "d", "d", "d", "d", "x"]
    rows = [[name, "3"] for name in names]
    written(Path("in.csv"), [["account", "visits"], *rows])
    told = both(cli, policy, "in.csv", "--id", "account", "--rejects", "bad.csv", code=1)
    assert told[0] == told[1]
    assert "all called `d`" in told[1]
    assert "its name holds an invisible character" in told[1]


def test_dates_that_lie_ahead_are_told(cli: Cli, policy: str) -> None:
    days = ["2026-01-01", "2025-01-01", "", "2027-01-01", *["2026-05-05"] * 7, "bad"]
    rows = [[f"a{n}", day] for n, day in enumerate(days)]
    written(Path("in.csv"), [["account", "seen"], *rows])
    arguments = ["in.csv", "--id", "account", "--today", "2025-06-01", "--rejects", "bad.csv"]
    told = both(cli, policy, *arguments, code=1)
    assert told[0] == told[1]
    assert "and 4 more like these" in told[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("account,visits\na,3\nb\n", "line 3 has 1 cell under 2 titles"),
        ("account,visits\na,3\nb,4,5\n", "line 3 has 3 cells under 2 titles"),
        ('account,visits\nx"y,3\n', "a quotation mark in it stands inside a cell"),
        ('account,visits\n "x",3\n', "a quotation mark in it stands inside a cell"),
        ("account,visits\r\na,3\nb,4\n", "its lines end in two ways"),
        ("account,visits\na\0,3\n", "holds a NUL character"),
        ("sep=;\naccount;visits\na;3\n", "its first line tells what stands between cells"),
        ("account,visits,\na,3,\n", "one of them is empty"),
        ('account,"visi\nts"\na,3\n', "its titles take more than the first line"),
    ],
)
def test_what_duckdb_would_read_otherwise_is_refused(
    cli: Cli, policy: str, text: str, reason: str
) -> None:
    Path("in.csv").write_bytes(text.encode())
    Path("out.csv").write_text("before", encoding="utf-8")
    done = cli("score", policy, "in.csv", "--id", "account", "-o", "out.csv", "--engine", "duckdb")
    assert reason in done.err
    assert done.code == 2
    assert Path("out.csv").read_text(encoding="utf-8") == "before"
    assert not list(Path().glob(".out*"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["in.csv"], "it writes CSV, Parquet and NDJSON, not a table"),
        (["in.csv", "-o", "o.xlsx"], "it writes CSV, Parquet and NDJSON, not Excel"),
        (["in.csv", "-o", "o.json"], "it writes CSV, Parquet and NDJSON, not JSON"),
        (["in.csv", "--format", "csv"], "name one with -o"),
        (["-", "-o", "o.csv"], "standard input can be read only once"),
        (["in.json", "-o", "o.csv"], "it reads CSV, Parquet and NDJSON here, not JSON"),
        (["in.csv", "-o", "/dev/stdout", "--format", "csv"], "no file that can be replaced"),
        (["in.csv", "-o", "o.csv", "--encoding", "gbk"], "it reads UTF-8, and not gbk"),
    ],
)
def test_what_duckdb_does_not_do_is_told(
    cli: Cli, policy: str, arguments: list[str], reason: str
) -> None:
    written(Path("in.csv"), [["account", "visits"], ["a", "3"]])
    done = cli("score", policy, *arguments, "--engine", "duckdb")
    assert done.code == 2
    assert reason in done.err
    assert "say --engine interpreter" in done.err


def test_large_files_are_scored_by_duckdb_unless_it_cannot(
    cli: Cli, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    before = bulk.score_in_bulk

    def counted(*arguments: object, **options: object) -> int:
        runs.append("begun")
        code = before(*arguments, **options)  # type: ignore[arg-type]  # what it was called with
        runs.append("done")
        return code

    monkeypatch.setattr(bulk, "score_in_bulk", counted)
    written(Path("in.csv"), [["account", "visits"], ["a", "3"]])
    run = ["score", policy, "in.csv", "--id", "account", "-o", "o.csv"]
    assert cli(*run).code == 0
    assert runs == []
    monkeypatch.setattr(score, "LEAST", {".csv": 1})
    assert cli(*run).code == 0
    assert runs == ["begun", "done"]
    written(Path("in.csv"), [["account", "visits"], ["a"]])
    done = cli(*run)
    assert done.code == 0
    assert done.err == "1 record scored into o.csv\n"
    assert runs == ["begun", "done", "begun"]
    assert cli(*run, "--engine", "compiled").code == 0
    assert len(runs) == 3


def test_rows_that_no_statement_works_out_stand_in_their_places(cli: Cli) -> None:
    # What is not known here leaves a calculation that SQL leaves to the interpreter.
    rows = [
        ["a", "Curt", "", "yes"],
        ["b", "", "none", 'two "\nlines'],
        ["c", "nobody", "", ""],
        ["d", "ordinary", "recognised", "\n"],
        ["e", "", "", "x"],
    ]
    titles = ["account", "manner", "value_seen", "owner"]
    facts = shipped("benefit_and_trust").checked.facts.values()
    others = {fact.id: fact.type for fact in facts if fact.id not in titles}
    known = [of.scale.ids[0] if isinstance(of, m.LevelType) else "yes" for of in others.values()]
    filled = [[*row, *(known if row[1] and row[2] else [""] * len(known))] for row in rows]
    written(Path("in.csv"), [[*titles, *others], *filled * 30])
    arguments = ["benefit_and_trust", "in.csv", "--id", "account", "--rejects", "bad.csv"]
    told = both(cli, *arguments, code=1)
    assert told[0] == told[1]
    ordered = Path("out.csv").read_bytes()
    both(cli, *arguments, "--reasons", out="reasons.csv", code=1)
    done = cli("score", *arguments, "-o", "out.csv", "--engine", "duckdb")
    assert done.code == 1
    assert sorted(Path("out.csv").read_bytes()) == sorted(ordered)
    told = both(cli, *arguments, "--keep", "all", out="out.parquet", code=1)
    assert told[0] == told[1]
    both(cli, "benefit_and_trust", "in.csv", "--rejects", "bad.csv", out="out.parquet", code=1)
    in_order = duckdb.read_parquet("out.parquet").fetchall()
    run = ["benefit_and_trust", "in.csv", "--rejects", "bad.csv", "-o", "out.parquet"]
    assert cli("score", *run, "--engine", "duckdb").code == 1
    assert sorted(duckdb.read_parquet("out.parquet").fetchall(), key=str) == sorted(
        in_order, key=str
    )


# ---- Parquet ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_has_no_answer_says_so(cli: Cli, lang: str) -> None:
    Path("p.rel").write_text(DECLINING, "utf-8")
    Path("in.csv").write_text("id,a,n\n1,low,2\n2,mid,2.5\n3,high,\n4,mid,\n5,,3\n", "utf-8")
    both(cli, "p.rel", "in.csv", "--id", "id", "--lang", lang)
    both(cli, "p.rel", "in.csv", "--id", "id", "--lang", lang, out="out.parquet")
    told = Path("out.csv").read_text("utf-8")
    assert {"en": "1,no answer,,,no answer", "zh": "1,无结论,,,无结论"}[lang] in told


ACCOUNTS = (
    "select 'a' || range as account, (range % 21)::integer as visits, 0.25::decimal(4, 2) as share, "
    "date '2026-01-31' as seen, 'Warm' as mood, range % 2 = 0 as active, 1.5::double as size, "
    "null::varchar as owner, timestamp '2026-01-31 10:00:00' as at from range({count})"
)


def test_parquet_in_is_the_same_bytes_as_csv(cli: Cli, policy: str) -> None:
    as_parquet(ACCOUNTS.format(count=300), "in.parquet")
    told = both(cli, policy, "in.parquet", "--id", "account", "--keep", "all")
    assert told[0] == told[1]
    both(cli, policy, "in.parquet", "--keep", "owner")


def test_parquet_out_holds_the_same_values(cli: Cli, policy: str) -> None:
    as_parquet(ACCOUNTS.format(count=300), "in.parquet")
    found = []
    for engine in ("interpreter", "duckdb"):
        arguments = ["in.parquet", "--id", "account", "--keep", "seen", "-o", "out.parquet"]
        assert cli("score", policy, *arguments, "--engine", engine, "--ordered").code == 0
        table = duckdb.read_parquet("out.parquet")
        found.append((table.columns, table.types, table.fetchall()))
    assert found[0] == found[1]


def test_bad_records_of_parquet_are_told_by_their_numbers(cli: Cli, policy: str) -> None:
    as_parquet("select 'a' || range as account, range * 10 as visits from range(5)", "in.parquet")
    told = both(cli, policy, "in.parquet", "--id", "account", "--rejects", "bad.csv", code=1)
    assert told[0] == told[1]
    assert "in.parquet: record 4 (a3)" in told[1]


def test_data_of_used_policies_under_their_names_is_not_given_to_duckdb(cli: Cli) -> None:
    Path("mood.rel").write_text(
        "policy mood\nfact a: number from 0 to 2 whole\nscore s = a\n", "utf-8"
    )
    Path("p.rel").write_text(
        "policy p\nuse mood\nfact b: number from 0 to 2 whole\nscore t = mood.s + b\n", "utf-8"
    )
    as_parquet("select 1 as b, {'a': 1} as mood, 'x' as owner", "in.parquet")
    Path("in.ndjson").write_text('{"b": 1, "mood": {"a": 1}, "owner": "x"}\n', "utf-8")
    for name in ("in.parquet", "in.ndjson"):
        run = ["score", "p.rel", name, "--keep", "owner", "-o", "out.csv"]
        assert "stands under their names" in cli(*run, "--engine", "duckdb").err
        assert cli(*run).code == 0
        assert "1,x,2,2,2" in Path("out.csv").read_text("utf-8")


def test_what_is_no_parquet_is_told(cli: Cli, policy: str) -> None:
    Path("in.parquet").write_bytes(b"account,visits\n")
    for engine in ("interpreter", "duckdb"):
        done = cli("score", policy, "in.parquet", "-o", "o.csv", "--engine", engine)
        assert done.code == 2
        assert "in.parquet cannot be read as Parquet" in done.err


@pytest.mark.parametrize(("engine", "compiled"), [("interpreter", False), ("compiled", True)])
def test_one_after_another_by_the_engine_that_is_named(
    cli: Cli, policy: str, monkeypatch: pytest.MonkeyPatch, engine: str, *, compiled: bool
) -> None:
    told: list[bool] = []

    def seen(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on
        good, bad = evaluated(*given, **named)
        told.extend(scored.result.is_compiled for scored in good)
        return good, bad

    monkeypatch.setattr("relrules.cli.commands.score.evaluated", seen)
    Path("in.csv").write_text("id,mood,visits\n1,cold,3\n2,,\n", "utf-8")
    assert cli("score", policy, "in.csv", "--id", "id", "--engine", engine).code == 0
    assert told == [compiled, compiled]


@pytest.mark.parametrize("ending", ["csv", "parquet", "ndjson"])
def test_a_name_is_no_pattern(cli: Cli, ending: str) -> None:
    folder = Path("deals [1]")
    folder.mkdir()
    given, other = (folder / f"{name}.{ending}" for name in ("a*", "ab"))
    for file, visits in ((given, 6), (other, 1)):
        text = f"visits,account\n{visits},A\n"
        if ending == "ndjson":
            text = f'{{"visits": {visits}, "account": "A"}}\n'
        file.write_text(text, "utf-8")
        if ending == "parquet":
            pq.write_table(pa.table({"visits": [visits], "account": ["A"]}), file)
    Path("p.rel").write_text(POLICY, "utf-8")
    both(cli, "p.rel", str(given), "--id", "account", out=str(folder / "out.csv"))
    assert (folder / "out.csv").read_text("utf-8").splitlines()[1].startswith("A,")
    assert len((folder / "out.csv").read_text("utf-8").splitlines()) == 2
