"""Excel workbooks: what is read from them, and what is said of broken ones."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from command_line import Cli
from relrules.cli.reading import read_records
from relrules.cli.records import BadCell, Records
from relrules.cli.streams import CommandError
from workbooks import Formula, make

POLICY = "customer_relationship"
TITLES = ["account", "coach_level", "price_primary"]
MORNING = dt.datetime(2026, 1, 31, 9, 30)  # noqa: DTZ001 - workbooks know no time zones
MIDNIGHT = dt.datetime(2026, 1, 31)  # noqa: DTZ001 - the same
VISITS = """\
policy visits "Visits"
fact visits "Visits" zh "拜访次数": number from 0 decimals 2
fact last_visit "Last visit": date
fact keen: yes or no
fact rival: choices a "A, Ltd" | b "B"
dimension often
  1 point when visits > 0.3
  0 points otherwise
dimension fresh
  1 point when last_visit >= 2026-01-01
  0 points otherwise
dimension eager
  1 point when keen = yes
  0 points otherwise
score total = often + fresh + eager
"""


def read(tmp_path: Path, *rows: list[object], sheet: str | None = None) -> Records:
    return read_records(str(make(tmp_path / "a.xlsx", {"Sheet1": rows})), "utf-8", sheet)


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(CommandError) as caught:
        read_records(str(path), "utf-8", sheet)
    assert caught.value.code == 2
    return caught.value.message.removeprefix(f"{path}: ")


def scored(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- reading ----------------------------------------------------------------------------------


def test_cells_keep_their_kind_and_numbers_their_shortest_decimal_form(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ["whole", "part", "text", "flag", "day", "midnight", "nothing", "blank"],
        [3, 0.1, "007", True, dt.date(2026, 1, 31), MIDNIGHT, None, "  "],
    )
    assert found.records[0].cells == {
        "whole": 3,
        "part": Decimal("0.1"),
        "text": "007",
        "flag": True,
        "day": dt.date(2026, 1, 31),
        "midnight": dt.date(2026, 1, 31),
        "nothing": None,
        "blank": None,
    }
    assert type(found.records[0].cells["whole"]) is int


def test_a_formula_is_read_as_its_result(tmp_path: Path) -> None:
    found = read(tmp_path, ["a"], [Formula("=1+1", 2)], [Formula('="x"&"y"', "xy")])
    assert [r.cells["a"] for r in found.records] == [2, "xy"]


def test_rows_that_are_empty_are_passed_over_and_places_are_those_of_the_sheet(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, [], [None, "a", "b"], [], [None, 1], [None, " "], [None, None, 2])
    assert found.titles == ("a", "b")
    assert [r.place for r in found.records] == ["row 4", "row 6"]
    assert found.cell(found.records[1], "b") == "Sheet1!C6"


def test_titles_broken_by_hand_are_one_title(tmp_path: Path) -> None:
    assert read(tmp_path, ["Coach\nlevel ", 2026], ["none", 1]).titles == ("Coach level", "2026")


def test_times_errors_and_formulas_without_a_result_are_no_values(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ["a", "b", "c", "d"],
        [
            MORNING,
            dt.time(9, 30),
            Formula("=NA()", "#N/A"),
            Formula("=A1", ""),
        ],
    )
    assert dict(found.records[0].cells) == {
        "a": BadCell("2026-01-31 09:30:00", "is a date with a time of day, 2026-01-31 09:30:00"),
        "b": BadCell("09:30:00", "is a time of day, 09:30:00"),
        "c": BadCell("#N/A", "holds the error #N/A"),
        "d": BadCell("=A1", "is a formula without a result: open the file in Excel and save it"),
    }


def test_a_workbook_scores_as_the_same_csv_does(cli: Cli) -> None:
    Path("visits.rel").write_text(VISITS)
    Path("a.csv").write_text(
        "Visits,last_visit,keen\n0.3,2026-01-01,yes\n0.4,2025-12-31,是\n,,\n1,,no\n"
    )
    make(
        Path("a.xlsx"),
        {
            "Sheet1": [
                ["Visits", "last_visit", "keen"],
                [0.3, dt.date(2026, 1, 1), True],
                ["0.4", "2025-12-31", "是"],
                [],
                [1, None, False],
            ]
        },
    )
    from_csv = cli("score", "visits.rel", "a.csv", "--format", "ndjson")
    from_xlsx = cli("score", "visits.rel", "a.xlsx", "--format", "ndjson")
    assert from_csv.code == from_xlsx.code == 0
    assert from_csv.out == from_xlsx.out
    assert [json.loads(line)["scores"]["total"]["low"] for line in from_csv.out.splitlines()] == [
        2,
        2,
        1,
    ]


def test_a_workbook_may_come_from_standard_input(cli: Cli) -> None:
    make(Path("a.xlsx"), {"Sheet1": [TITLES, ["A", "none", True]]})
    ran = cli("score", POLICY, "-", "--format", "csv", stdin=Path("a.xlsx").read_bytes())
    assert (ran.code, ran.err) == (0, "")
    assert scored(ran.out)[0]["coaching"] == "0"


def test_what_is_wrong_names_the_cell(cli: Cli) -> None:
    rows: list[list[object]] = [
        [*TITLES],
        ["A", Formula("=NA()", "#N/A"), True],
        ["B", "nonne", 1],
        [None, "none", MORNING],
        ["D", "none", False],
    ]
    make(Path("a.xlsx"), {"Q3 accounts": rows})
    ran = cli("score", POLICY, "a.xlsx", "--id", "account")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: a.xlsx: row 2 (A): 'Q3 accounts'!B2 (`coach_level`) holds the error #N/A\n"
        "a.xlsx: row 3 (B): 'Q3 accounts'!B3: `coach_level` is never `nonne`; "
        "did you mean `none`?\n"
        "a.xlsx: row 3 (B): 'Q3 accounts'!C3: `price_primary` is yes or no, not `1`\n"
        "a.xlsx: row 4: `account` is empty: it names the record\n"
        "a.xlsx: row 4: 'Q3 accounts'!C4 (`price_primary`) is a date with a time of day, "
        "2026-01-31 09:30:00\n"
        "3 of 4 rows cannot be scored, so nothing was written; "
        "mend them, or set them aside with --rejects FILE\n"
    )


def test_an_error_in_a_column_that_is_only_carried_stops_nothing(cli: Cli) -> None:
    make(Path("a.xlsx"), {"Sheet1": [["note", *TITLES], [Formula("=1/0", "#DIV/0!"), "A", "none"]]})
    ran = cli("score", POLICY, "a.xlsx", "--format", "csv")
    assert ran.code == 0
    assert scored(ran.out)[0]["note"] == "#DIV/0!"


# ---- worksheets -------------------------------------------------------------------------------


def test_the_first_worksheet_that_is_not_hidden_is_read(cli: Cli) -> None:
    sheets = {"Old": [TITLES, ["O"]], "Q1": [TITLES, ["A"]], "Q2": [TITLES, ["B", "none"]]}
    make(Path("a.xlsx"), sheets, hidden=["Old"])
    ran = cli("score", POLICY, "a.xlsx", "--format", "csv", "--keep", "account")
    assert scored(ran.out)[0]["account"] == "A"
    assert ran.err == (
        "note: a.xlsx: read from the first of 2 worksheets, `Q1`; --sheet NAME reads another\n"
    )


@pytest.mark.parametrize("wanted", ["Q2", "q2", "3"])
def test_a_worksheet_is_chosen_by_name_or_number(cli: Cli, wanted: str) -> None:
    sheets = {"Old": [TITLES, ["O"]], "Q1": [TITLES, ["A"]], "Q2": [TITLES, ["B", "none"]]}
    make(Path("a.xlsx"), sheets)
    ran = cli("explain", POLICY, "a.xlsx", "--id", "account", "--sheet", wanted)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("B: ")


def test_a_name_goes_before_a_number(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"2": [["x"], [1]], "1": [["y"], [1]]})
    assert read_records(str(path), "utf-8", "1").titles == ("y",)


def test_a_worksheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"Accounts": [["x"], [1]], "Notes": []})
    assert refused(path, "Acounts") == "there is no worksheet `Acounts`; did you mean `Accounts`?"
    assert refused(path, "3") == "there is no worksheet `3`; it has `Accounts` and `Notes`"
    (tmp_path / "a.csv").write_text("x\n1\n")
    assert "--sheet is for workbooks" in refused(tmp_path / "a.csv", "1")


# ---- titles -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the worksheet `S` is empty"),
        ([["a", "b"]], "the worksheet `S` has titles, but no records under them"),
        ([["a", "b", "A"], [1]], "worksheet `S`: columns A and C are both titled `A`; rename or remove one"),
        ([["a", None, "b"], [1, 2, 3]], "worksheet `S`: column B has values, but no title"),
        (
            [[], ["Accounts"], ["a", "b", "c"], [1, 2, 3]],
            (
                "worksheet `S`: column B has values, but no title; "
                "the titles were looked for in row 2, the first that is not empty"
            ),
        ),
    ],
)  # fmt: skip
def test_titles_that_make_no_sense_are_refused(
    tmp_path: Path, rows: list[list[object]], message: str
) -> None:
    assert refused(make(tmp_path / "a.xlsx", {"S": rows})) == message


def test_a_merged_title_is_told(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"S": [["a"], [1, 2, 3]]}, merged="B1:C1")
    assert refused(path) == (
        "worksheet `S`: column C has values, but no title: S!B1:C1 is merged; "
        "give every column a title of its own"
    )


def test_merged_cells_are_warned_about(cli: Cli) -> None:
    rows = [["account", "coach_level"], ["A"], ["B"], ["C"]]
    make(Path("a.xlsx"), {"S": rows}, merged="B2:B4")
    ran = cli("score", POLICY, "a.xlsx", "--format", "csv", "--strict")
    assert ran.code == 1
    assert ran.err == (
        "warning: a.xlsx: S!B2:B4 is merged: only its first cell has the value, "
        "the others are empty\n"
    )
    assert [row["coaching"] for row in scored(ran.out)] == ["0", "", ""]


# ---- what is no workbook ----------------------------------------------------------------------

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"a,b\n1,2\n", "this is no Excel workbook, whatever it is called"),
        (b"PK\x03\x04rest", "this workbook is damaged and cannot be read"),
        (OLD, "this is a workbook of Excel 97–2003 (.xls); save it as .xlsx first"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "the workbook has a password"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_way_out(
    tmp_path: Path, data: bytes, told: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert told in refused(path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument file"),
        ("xl/workbook.bin", "x", "a binary workbook (.xlsb)"),
        ("word/document.xml", "x", "an archive, but no Excel workbook"),
        ("xl/workbook.xml", "<broken", "this workbook is damaged"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, name: str, content: str, told: str) -> None:
    path = tmp_path / "a.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    assert told in refused(path)


def changed(path: Path, old: str, new: str) -> Path:
    """Rewrite the first worksheet of a workbook."""
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[sheet].decode()
    parts[sheet] = parts[sheet].decode().replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_damaged_worksheet_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"S": [["a"], [1]]})
    assert "this workbook is damaged" in refused(changed(path, "</sheetData>", ""))


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"S": [["a"], [1]]})
    bomb = '<!DOCTYPE x [<!ENTITY e "eeee">]><worksheet'
    assert "this workbook is damaged" in refused(changed(path, "<worksheet", bomb))


def test_a_cell_far_away_is_named_before_it_takes_all_memory(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"S": [["a"], [1]]})
    changed(path, 'r="A2"', 'r="XFD1048576"')
    assert refused(path) == (
        "its cells reach as far as S!XFD1048576; delete the rows and columns around the table"
    )


def test_without_the_extra_the_way_to_it_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    make(Path("a.xlsx"), {"S": [TITLES, ["A", "none"]]})
    Path("a.csv").write_text("coach_level\nnone\n")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    for arguments in (["a.xlsx"], ["a.csv", "-o", "b.xlsx"]):
        ran = cli("score", POLICY, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert 'pip install "relrules[excel]"' in ran.err
    assert not Path("b.xlsx").exists()
