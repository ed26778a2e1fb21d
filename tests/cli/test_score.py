"""`relrules score`: what is written, where, and what stops it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from command_line import Cli
from relrules import shipped
from relrules.cli.delimited import safe

POLICY = "customer_relationship"
WAY_OUT = "mend them, or set them aside with --rejects FILE"
TITLES = "account,activity_space,info_quality,coach_level,price_primary,designer_spec"
GOOD = f"{TITLES}\nA,work,public,none,no,none\nB,social,,,no,\n"
BAD = f"{TITLES}\nA,work,public,none,no,none\nB,work,publik,none,maybe,none\nC,wrk,,,,\n"
DATED = """\
policy dated "Dated"
fact last_visit "Last visit": date
dimension freshness
  1 point when days since last_visit <= 30
  0 points otherwise
score total = freshness
"""


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def names() -> set[str]:
    return {path.name for path in Path().iterdir()}


# ---- formats ----------------------------------------------------------------------------------


def test_a_table_is_for_people(cli: Cli) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "--id", "account")
    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0] == "Customer relationship score 1.0"
    assert lines[1].split("   ")[0] == "account"
    assert "1 of 13   Cold" in lines[3]
    assert "2–12 of 13   Cold … Strong" in lines[4]
    assert "Ask for the order?" in lines[4]
    assert lines[4].endswith("3")


def test_a_table_in_chinese(cli: Cli) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "--lang", "zh")
    assert "2–12 / 13   冷淡 … 牢固   推动签约?" in ran.out


def test_a_table_in_a_pipe_is_never_cut(cli: Cli) -> None:
    Path("a.csv").write_text(f"note,coach_level\n{'long ' * 200},none\n")
    ran = cli("score", POLICY, "a.csv")
    assert ("long " * 200).strip() in ran.out


def test_what_could_move_the_cursor_is_shown_harmless(cli: Cli) -> None:
    Path("a.csv").write_text("note,coach_level\n\x1b[2Jx\u202ey,none\n")
    ran = cli("score", POLICY, "a.csv")
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_json_holds_records_and_the_columns_carried_along(cli: Cli) -> None:
    Path("a.json").write_text('[{"id": 7, "coach_level": "none", "size": 1.50, "tags": ["x"]}]')
    ran = cli("score", POLICY, "a.json", "--id", "id", "--format", "json")
    (record,) = json.loads(ran.out)
    assert record["format"] == 1
    assert record["id"] == "7"
    assert record["scores"]["total"]["high"] == 9
    assert '"columns": {"size": 1.50, "tags": ["x"]}' in ran.out


def test_a_record_without_other_columns_is_the_record_of_the_library(cli: Cli) -> None:
    ran = cli("score", POLICY, "-", "--format", "ndjson", stdin='{"coach_level": "none"}')
    assert ran.out == f"{shipped(POLICY).evaluate({'coach_level': 'none'}, id='1').to_json()}\n"


def test_csv_has_a_column_for_each_result(cli: Cli) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "--id", "account", "--format", "csv")
    first, second = rows(ran.out)
    assert first["total"] == first["total_low"] == first["total_high"] == "1"
    assert first["relationship"] == first["relationship_possible"] == "cold"
    assert second["total"] == ""
    assert (second["total_low"], second["total_high"]) == ("2", "12")
    assert second["interaction"] == "1"
    assert second["coaching"] == ""
    assert second["relationship_possible"] == "cold; early; developing; strong"
    assert second["advice"] == "ask_for_the_order (possible)"
    assert second["unknown"] == "info_quality; coach_level; designer_spec"


def test_a_carried_column_never_takes_the_title_of_a_result(cli: Cli) -> None:
    Path("a.csv").write_text("Total,id,coach_level\n99,x,none\n")
    ran = cli("score", POLICY, "a.csv", "--format", "csv")
    (row,) = rows(ran.out)
    assert row["id"] == "1"
    assert row["id (input)"] == "x"
    assert row["Total (input)"] == "99"
    assert row["total_high"] == "9"


def test_the_id_stands_under_its_own_title(cli: Cli) -> None:
    Path("a.csv").write_text("Total,coach_level\nN,none\n")
    (row,) = rows(cli("score", POLICY, "a.csv", "--id", "total", "--format", "csv").out)
    assert list(row)[:2] == ["Total (input)", "total"]
    assert row["Total (input)"] == "N"


def test_equal_facts_give_equal_results_under_their_own_names(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nA,none\nB,none\nC,give_info\nD,none\n")
    ran = cli("score", POLICY, "a.csv", "--id", "account", "--format", "ndjson")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [record.pop("id") for record in found] == ["A", "B", "C", "D"]
    assert found[0] == found[1] == found[3] != found[2]


def test_csv_keeps_the_byte_order_mark_that_spreadsheets_need(cli: Cli) -> None:
    Path("a.csv").write_text("\ufeffcoach_level\nnone\n", "utf-8")
    cli("score", POLICY, "a.csv", "-o", "out.csv")
    assert Path("out.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("=1", "'=1"),
        ("-", "'-"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("+3", "+3"),
        ("-1,234.5", "-1,234.5"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_is_run_by_a_spreadsheet(cell: str, written: str) -> None:
    assert safe(cell) == written


def test_cells_and_titles_of_csv_are_safe(cli: Cli) -> None:
    text = '"=evil()",account,coach_level\n"=HYPERLINK(""http://x"")",@me,none\n'
    Path("a.csv").write_text(text)
    ran = cli("score", POLICY, "a.csv", "--id", "account", "--format", "csv")
    (row,) = rows(ran.out)
    assert row["account"] == "'@me"
    assert row["'=evil()"] == '\'=HYPERLINK("http://x")'


# ---- bad rows ---------------------------------------------------------------------------------


def test_bad_rows_stop_the_run_before_anything_is_written(cli: Cli) -> None:
    Path("a.csv").write_text(BAD)
    ran = cli("score", POLICY, "a.csv", "--id", "account", "-o", "out.csv")
    assert ran.code == 1
    assert ran.out == ""
    assert names() == {"a.csv"}
    assert ran.err == (
        "error: a.csv: line 3 (B): `info_quality` is never `publik`; did you mean `public`?\n"
        "a.csv: line 3 (B): `price_primary` is yes or no, not `maybe`\n"
        "a.csv: line 4 (C): `activity_space` is never `wrk`; did you mean `work`?\n"
        "2 of 3 rows cannot be scored, so nothing was written; "
        "mend them, or set them aside with --rejects FILE\n"
    )


def test_bad_rows_may_be_set_aside(cli: Cli) -> None:
    Path("a.csv").write_text(BAD.replace(",", ";"))
    ran = cli("score", POLICY, "a.csv", "--id", "account", "-o", "out.csv", "--rejects", "bad.csv")
    assert ran.code == 1
    assert ran.err.startswith("1 record scored into out.csv\nerror: a.csv: line 3 (B): ")
    assert ran.err.endswith("2 of 3 rows cannot be scored and went to bad.csv\n")
    assert [row["account"] for row in rows(Path("out.csv").read_text())] == ["A"]
    bad = rows(Path("bad.csv").read_text(), ";")
    assert [row["account"] for row in bad] == ["B", "C"]
    assert bad[0]["info_quality"] == "publik"
    assert bad[0]["problems"] == (
        "`info_quality` is never `publik`; did you mean `public`? | "
        "`price_primary` is yes or no, not `maybe`"
    )


def test_five_bad_rows_are_named_and_the_others_counted(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\n" + "A,nonne\n" * 7 + "A,none\n")
    ran = cli("score", POLICY, "a.csv")
    lines = ran.err.splitlines()
    assert [line.split(": ")[-2] for line in lines[1:5]] == [f"line {n}" for n in range(3, 7)]
    assert lines[5] == "and 2 more; --rejects FILE writes them all"
    assert lines[6:] == [f"7 of 8 rows cannot be scored, so nothing was written; {WAY_OUT}"]
    ran = cli("score", POLICY, "a.csv", "--rejects", "bad.csv")
    assert "\nand 2 more\n7 of 8 rows cannot be scored and went to bad.csv\n" in ran.err
    assert len(rows(Path("bad.csv").read_text())) == 7


def test_records_that_are_called_alike_are_scored_and_warned_about(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nA,none\nB,none\n A,none\nB,none\nB,none\n")
    ran = cli("score", POLICY, "a.csv", "--id", "account", "--format", "csv")
    assert ran.code == 0
    assert len(rows(ran.out)) == 5
    assert ran.err == (
        "warning: a.csv: line 2 and line 4 are both called `A`\n"
        "warning: a.csv: line 3, line 5 and line 6 are all called `B`\n"
    )
    assert cli("score", POLICY, "a.csv", "--id", "account", "--strict").code == 1


def test_no_more_than_five_names_that_occur_twice_are_told(cli: Cli) -> None:
    Path("a.csv").write_text(
        "account,coach_level\n" + "".join(f"N{n},none\n" * 9 for n in range(8))
    )
    lines = cli("score", POLICY, "a.csv", "--id", "account").err.splitlines()
    assert lines[0].endswith(
        "line 2, line 3, line 4, line 5, line 6 and 4 more are all called `N0`"
    )
    assert lines[5:] == ["warning: a.csv: 3 more names occur more than once"]


def test_rejects_of_json_are_ndjson(cli: Cli) -> None:
    Path("a.json").write_text('[{"coach_level": "none"}, {"coach_level": "nope", "x": 1.50}]')
    ran = cli("score", POLICY, "a.json", "--rejects", "bad.ndjson")
    assert ran.code == 1
    text = Path("bad.ndjson").read_text()
    assert text.startswith('{"coach_level": "nope", "x": 1.50, "problems": ["')
    assert len(text.splitlines()) == 1


def test_rejects_are_in_the_encoding_they_came_in(cli: Cli) -> None:
    Path("a.csv").write_bytes("账户,教练作用\n北门,没有\n南门,没有教练\n".encode("gb18030"))
    ran = cli("score", POLICY, "a.csv", "--encoding", "gb18030", "--rejects", "bad.csv")
    assert ran.code == 1
    assert "北门,没有," in Path("bad.csv").read_bytes().decode("gb18030")


def test_rejects_without_bad_rows_hold_only_titles(cli: Cli) -> None:
    Path("bad.csv").write_text("of last time")
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "--rejects", "bad.csv")
    assert ran.code == 0
    assert Path("bad.csv").read_text() == f"{TITLES},problems\n"


@pytest.mark.parametrize("number", ["1" * 80, "0." + "1" * 80, "1" * 39])
def test_a_number_of_too_many_digits_is_a_bad_row_and_never_zero(cli: Cli, number: str) -> None:
    Path("p.rel").write_text(
        "policy p\nfact x: number\ndimension d\n  1 point when x = 0\n  0 points otherwise\n"
        "score total = d\n"
    )
    Path("a.csv").write_text(f"x\n{number}\n")
    ran = cli("score", "p.rel", "a.csv")
    assert (ran.code, ran.out) == (1, "")
    assert "line 2: `x` is a number, not" in ran.err


def test_a_record_without_its_name_is_a_bad_row(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\n ,none\n")
    ran = cli("score", POLICY, "a.csv", "--id", "account")
    assert ran.code == 1
    assert "line 2: `account` is empty: it names the record" in ran.err


def test_a_row_with_too_many_cells_is_set_aside_with_what_it_says(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\na,none,extra\nb,none\n")
    ran = cli("score", POLICY, "a.csv", "--rejects", "bad.csv", "--format", "csv")
    assert ran.code == 1
    assert [row["account"] for row in rows(ran.out)] == ["b"]
    assert "without a title: `extra`" in Path("bad.csv").read_text()


# ---- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [("o.csv", "id,"), ("o.json", "[\n{"), ("o.ndjson", "{"), ("o.jsonl", "{"), ("o.txt", "Cust")],
)
def test_the_format_follows_the_name_of_the_file(cli: Cli, name: str, start: str) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "-o", name)
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err == f"2 records scored into {name}\n"
    assert Path(name).read_text().startswith(start)


def test_a_dash_is_standard_output(cli: Cli) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "-o", "-")
    assert ran == cli("score", POLICY, "a.csv")
    assert names() == {"a.csv"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "out.xls"], "what out.xls should hold is not clear from its name"),
        (["-o", "no/out.csv"], "cannot write no/out.csv: there is no folder no"),
        (["-o", "a.csv"], "-o a.csv would write over what is read"),
        (["--rejects", "./a.csv"], "--rejects a.csv would write over what is read"),
        (["-o", "b.csv", "--rejects", "b.csv"], "-o and --rejects are both b.csv"),
        (["-o", ".", "--format", "csv"], "cannot write .: it is a folder"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(
    cli: Cli, options: list[str], message: str
) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", *options)
    assert ran.code == 2
    assert message in ran.err
    assert Path("a.csv").read_text() == GOOD
    assert names() == {"a.csv"}


# ---- the day ----------------------------------------------------------------------------------


def test_the_day_is_given_or_asked_for(cli: Cli) -> None:
    Path("dated.rel").write_text(DATED)
    Path("a.csv").write_text("last_visit\n2026-01-01\n")
    ran = cli("score", "dated.rel", "a.csv", "--format", "csv")
    assert rows(ran.out)[0]["unknown"] == "today"
    assert ran.err == (
        "note: this policy counts days; say from when with --today 2026-01-31, or --today now\n"
    )
    ran = cli("score", "dated.rel", "a.csv", "--format", "csv", "--today", "2026-01-31")
    assert rows(ran.out)[0]["total"] == "1"
    assert ran.err == ""
    ran = cli("score", "dated.rel", "a.csv", "--format", "csv", "--today", "now")
    assert rows(ran.out)[0]["unknown"] == ""


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "20260131", "2026-W01-1", ""])
def test_what_is_no_day_is_refused(cli: Cli, day: str) -> None:
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv", "--today", day)
    assert ran.code == 2
    assert f"{day!r} is no day: write 2026-01-31, or `now`" in ran.err


def test_dates_that_lie_ahead_are_warned_about(cli: Cli) -> None:
    Path("dated.rel").write_text(DATED)
    Path("a.csv").write_text("last_visit\n" + "2027-01-01\n" * 7)
    ran = cli("score", "dated.rel", "a.csv", "--today", "2026-01-31")
    assert ran.code == 0
    lines = ran.err.splitlines()
    assert lines[0] == ("warning: line 2: Last visit (2027-01-01) is after today (2026-01-31).")
    assert lines[-1] == "warning: and 2 more like these"
    assert len(lines) == 6
    assert cli("score", "dated.rel", "a.csv", "--today", "2026-01-31", "--strict").code == 1


# ---- the policy -------------------------------------------------------------------------------


def test_a_policy_with_mistakes_is_shown_and_refused(cli: Cli) -> None:
    Path("bad.rel").write_text('policy bad "Bad"\nscore total = nothing\n')
    Path("a.csv").write_text(GOOD)
    ran = cli("score", "bad.rel", "a.csv")
    assert ran.code == 1
    assert "error[unknown-name]: nothing is called `nothing`" in ran.err
    assert ran.err.endswith("error: bad.rel has mistakes and cannot be used\n")


def test_a_path_wins_over_a_shipped_name(cli: Cli) -> None:
    Path(POLICY).write_text(DATED)
    Path("a.csv").write_text("last_visit\n2026-01-01\n")
    ran = cli("score", POLICY, "a.csv", "--today", "2026-01-31")
    assert ran.code == 0
    assert ran.out.startswith("Dated\n")


def test_a_copy_that_is_not_used_is_pointed_out(cli: Cli) -> None:
    Path(f"{POLICY}.rel").write_text("anything")
    Path("a.csv").write_text(GOOD)
    ran = cli("score", POLICY, "a.csv")
    assert ran.code == 0
    assert ran.err == (
        "note: this is the shipped policy; "
        "for the file in this folder, say customer_relationship.rel\n"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("customer_relatonship", "did you mean `customer_relationship`?"),
        ("mine", "did you mean `mine.rel`?"),
        ("mine.rle", "did you mean `mine.rel`?"),
        ("zzz", "see `relrules list`"),
    ],
)
def test_a_policy_that_is_not_there_is_refused_with_a_suggestion(
    cli: Cli, name: str, meant: str
) -> None:
    Path("mine.rel").write_text(DATED)
    Path("a.csv").write_text(GOOD)
    ran = cli("score", name, "a.csv")
    assert ran.code == 2
    assert ran.err.startswith(f"error: no policy {name}: ")
    assert ran.err.endswith(f"{meant}\n")


def test_bad_rows_do_not_go_into_a_file_called_as_standard_output(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\na,none\nb,x\n", encoding="utf-8")
    ran = cli("score", POLICY, "a.csv", "-o", "o.csv", "--rejects", "-")
    assert ran.code == 2
    assert ran.err == (
        "error: --rejects takes the name of a file, and - is none: for standard output say /dev/stdout\n"
    )
    assert not Path("o.csv").exists()
    assert not Path("-").exists()


def test_reasons_are_columns(cli: Cli) -> None:
    Path("in.csv").write_text(GOOD, "utf-8")
    ran = cli("score", POLICY, "in.csv", "--id", "account", "--reasons", "--format", "csv")
    first, second = rows(ran.out)
    assert (first["interaction_rows"], second["coaching_rows"]) == ("1", str(0b11111))
    assert (first["relationship_rows"], first["provisional"]) == ("8", "")
    ran = cli("score", POLICY, "in.csv", "--reasons")
    assert (ran.code, ran.out) == (2, "")
    assert "--reasons adds columns to CSV, Excel and Parquet: say --format csv" in ran.err
    ran = cli("score", POLICY, "in.csv", "--reasons", "--against", POLICY)
    assert "--reasons is for results, not for a comparison" in ran.err


def test_what_was_written_with_reasons_is_read_again(cli: Cli) -> None:
    Path("in.csv").write_text(GOOD.replace("account,", "provisional,"), "utf-8")
    again = ["--id", "provisional", "--keep", "all", "--reasons", "--format", "csv"]
    once = cli("score", POLICY, "in.csv", *again).out
    Path("once.csv").write_text(once, "utf-8")
    assert cli("score", POLICY, "once.csv", *again).out == once
    Path("own.csv").write_text(
        cli("score", POLICY, "in.csv", "--keep", "all", "--format", "csv").out, "utf-8"
    )
    # Without the columns of reasons beside it, the column is one of the file.
    plain = cli("score", POLICY, "own.csv", "--keep", "provisional", "--format", "csv")
    assert [row["provisional"] for row in rows(plain.out)] == ["A", "B"]
