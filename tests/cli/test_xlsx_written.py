"""Excel workbooks as results, and as rows set aside to be mended."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT, Cli
from relrules.cli.sheetout import as_float
from workbooks import grid, make, part

POLICY = "customer_relationship"
TITLES = ["account", "coach_level", "price_primary"]
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


def scored(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- writing ----------------------------------------------------------------------------------


def test_the_workbook_has_the_columns_of_csv(cli: Cli) -> None:
    Path("a.csv").write_text("account,owner,coach_level\nA,=1+1,none\nB,007,strong_recommend\n")
    options = ("a.csv", "--id", "account")
    as_csv = cli("score", POLICY, *options, "--format", "csv")
    ran = cli("score", POLICY, *options, "-o", "b.xlsx")
    assert (ran.code, ran.err) == (0, "2 records scored into b.xlsx\n")
    titles, first, second = grid(Path("b.xlsx"))
    assert titles == as_csv.out.splitlines()[0].split(",")
    assert first[:3] == ["A", "=1+1", ""]
    assert second[1] == "007"
    coaching = titles.index("coaching")
    assert [type(row[coaching]) for row in (first, second)] == [float, float]
    assert second[coaching] == 4


def test_titles_stay_in_sight_and_columns_are_as_wide_as_they_must(cli: Cli) -> None:
    Path("a.csv").write_text(f"账户,备注,coach_level\n上海北门设计院有限公司,{'x' * 200},none\n")
    cli("score", POLICY, "a.csv", "--id", "账户", "-o", "b.xlsx")
    sheet = part(Path("b.xlsx"), "xl/worksheets/sheet1.xml")
    assert 'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"' in sheet
    assert '<autoFilter ref="A1:O2"/>' in sheet
    assert '<col min="1" max="1" width="23.7' in sheet
    assert '<col min="2" max="2" width="60.7' in sheet


def test_facts_have_drop_downs_spelled_as_the_file_does(cli: Cli) -> None:
    Path("a.csv").write_text(
        "account,coach_level,价格主导,designer_spec\nA,没有教练,是,none\nB,提供信息,,\n"
    )
    cli("score", POLICY, "a.csv", "--id", "account", "--keep", "all", "-o", "b.xlsx")
    sheet = part(Path("b.xlsx"), "xl/worksheets/sheet1.xml")
    assert 'sqref="B2:B3"><formula1>"没有教练,' in sheet
    assert 'sqref="C2:C3"><formula1>"是,否"</formula1>' in sheet
    assert 'sqref="D2:D3"><formula1>"none,multi_brand,' in sheet
    assert sheet.count("<dataValidation ") == 3


def test_long_lists_and_words_with_commas_stand_on_a_hidden_sheet(cli: Cli) -> None:
    levels = "\n".join(f'    level_{n} "A rather long label number {n}"' for n in range(20))
    Path("p.rel").write_text(
        f'policy p\nfact rung\n  levels\n{levels}\nfact rival: choices a "A, Ltd" | b "B"\n'
        "dimension d\n  1 point when rung > level_3 and rival = a\n  0 points otherwise\n"
        "score total = d\n"
    )
    Path("a.csv").write_text('rung,rival\nA rather long label number 4,"A, Ltd"\n')
    ran = cli("score", "p.rel", "a.csv", "--keep", "all", "-o", "b.xlsx")
    assert ran.code == 0, ran.err
    sheet = part(Path("b.xlsx"), "xl/worksheets/sheet1.xml")
    assert "<formula1>lists!$A$1:$T$1</formula1>" in sheet
    assert "<formula1>lists!$A$2:$B$2</formula1>" in sheet
    assert 'name="lists" sheetId="2" state="hidden"' in part(Path("b.xlsx"), "xl/workbook.xml")
    rungs, rivals = grid(Path("b.xlsx"), 1)
    assert rungs[19] == "A rather long label number 19"
    assert rivals[:2] == ["A, Ltd", "B"]


def test_numbers_and_dates_of_facts_are_numbers_and_dates(cli: Cli) -> None:
    Path("visits.rel").write_text(VISITS)
    Path("a.csv").write_text("拜访次数,last_visit,size\n0.25,2026-01-31,12\n1.50,,x\n")
    cli("score", "visits.rel", "a.csv", "--keep", "all", "-o", "b.xlsx")
    _, first, second = grid(Path("b.xlsx"))
    assert first[:4] == [1, 0.25, dt.date(2026, 1, 31), "12"]
    assert second[:4] == [2, 1.5, "", "x"]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (0, 0.0),
        (Decimal("0.1"), 0.1),
        (Decimal("123456789.012345"), 123456789.012345),
        (10**20, 1e20),
        (1234567890123456, None),
        (Decimal("0.1234567890123456"), None),
        (Decimal("1E-400"), None),
        (Decimal("-0.00"), 0.0),
    ],
)
def test_a_number_is_one_as_far_as_excel_keeps_it(
    number: int | Decimal, kept: float | None
) -> None:
    assert as_float(number) == kept


def test_long_numbers_and_odd_texts_come_back_as_they_were(cli: Cli) -> None:
    odd = ["12345678901234567890", "_x0041_", " a\tb ", "@x", "+1", "http://x.y", "<&>\"'"]
    records = [{"id": n, "coach_level": "none", "note": text} for n, text in enumerate(odd)]
    records[0]["note"] = int(odd[0])
    Path("a.json").write_text(json.dumps(records))
    cli("score", POLICY, "a.json", "--id", "id", "-o", "b.xlsx")
    assert [row[1] for row in grid(Path("b.xlsx"))[1:]] == odd
    assert [row[0] for row in grid(Path("b.xlsx"))[1:]] == list(range(len(odd)))


def test_the_same_results_are_the_same_bytes(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nA,none\n")
    cli("score", POLICY, "a.csv", "-o", "b.xlsx")
    cli("score", POLICY, "a.csv", "-o", "c.xlsx")
    assert Path("b.xlsx").read_bytes() == Path("c.xlsx").read_bytes()
    assert "2000-01-01T00:00:00Z" in part(Path("b.xlsx"), "docProps/core.xml")


def test_a_workbook_goes_to_standard_output_too(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {"S": [TITLES, ["A", "none"]]})
    done = subprocess.run(
        [*COMMAND, "score", POLICY, str(path), "--format", "xlsx"],
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
    )
    assert grid(done.stdout)[1][1] == "A"
    assert done.stderr == b""


def test_what_a_cell_cannot_hold_is_refused(cli: Cli) -> None:
    Path("a.csv").write_text(f"note,coach_level\n{'x' * 32_768},none\n")
    ran = cli("score", POLICY, "a.csv", "-o", "b.xlsx")
    assert ran.code == 2
    assert ran.err == (
        "error: the cell B2 would hold 32,768 characters, and in a worksheet it can hold 32,767; "
        "write CSV instead\n"
    )
    assert not Path("b.xlsx").exists()


# ---- rows set aside ---------------------------------------------------------------------------


def test_rejects_are_mended_in_the_form_their_name_says(cli: Cli) -> None:
    rows: list[list[object]] = [
        [*TITLES, "since"],
        ["A", "nonne", True, dt.date(2026, 1, 2)],
        ["B", "none", False],
    ]
    make(Path("a.xlsx"), {"S": rows})
    for name in ("bad.xlsx", "bad.csv", "bad.json", "bad.ndjson", "bad"):
        assert cli("score", POLICY, "a.xlsx", "--rejects", name).code == 1
    problem = "S!B2: `coach_level` is never `nonne`; did you mean `none`?"
    titles, row = grid(Path("bad.xlsx"))
    assert titles == [*TITLES, "since", "problems"]
    assert row == ["A", "nonne", True, dt.date(2026, 1, 2), problem]
    assert 'sqref="B2:B2"' in part(Path("bad.xlsx"), "xl/worksheets/sheet1.xml").replace(
        'sqref="B2"', 'sqref="B2:B2"'
    )
    assert Path("bad").read_bytes()[:2] == b"PK"
    (as_csv,) = scored(Path("bad.csv").read_text())
    assert as_csv == {
        "account": "A", "coach_level": "nonne", "price_primary": "true", "since": "2026-01-02",
        "problems": problem,
    }  # fmt: skip
    expected = {
        "account": "A", "coach_level": "nonne", "price_primary": True, "since": "2026-01-02",
        "problems": [problem],
    }  # fmt: skip
    assert json.loads(Path("bad.json").read_text()) == [expected]
    assert json.loads(Path("bad.ndjson").read_text()) == expected


def test_rejects_of_json_may_be_a_workbook_or_csv(cli: Cli) -> None:
    Path("a.json").write_text('[{"coach_level": "nope", "tags": ["x"], "n": 1.50}]')
    cli("score", POLICY, "a.json", "--rejects", "bad.xlsx")
    titles, row = grid(Path("bad.xlsx"))
    assert titles == ["coach_level", "tags", "n", "problems"]
    assert row[:3] == ["nope", '["x"]', 1.5]
    cli("score", POLICY, "a.json", "--rejects", "bad.csv")
    assert (
        Path("bad.csv").read_text().startswith('coach_level,tags,n,problems\nnope,"[""x""]",1.50,')
    )
