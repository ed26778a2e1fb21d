"""Results that hold all there was are read again, and come to the same results."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from command_line import Cli
from relrules import load_text
from relrules.check.columns import result_titles
from relrules.cli.cell_lists import with_cell_lists
from relrules.cli.former import without_former
from relrules.cli.reading import read_records
from relrules.cli.records import BadCell, Records
from relrules.policy import Policy
from workbooks import grid, make

RULES = """\
policy buying "Buying"
fact size "Size": number from 0
fact price_cut "Price": yes or no
fact note: text
list contacts "Roles" zh "联系人"
  fact name: text
  fact role: choices boss "Boss" | user "User"
  fact age: number from 0 decimals 2
  fact warm: yes or no
  fact seen: date
dimension reach
  1 point when some contacts have role = boss and warm
  0 points otherwise
dimension price
  1 point when price_cut = no
  0 points otherwise
score total = reach + price
grade ripe by total
  yes_ "Ripe" from 2
  no_ "Unripe" otherwise
advice meet for each contacts
  when seen < 2026-01-01
"""
CONTACTS = [
    {"name": "陈; Li", "role": "boss", "age": 40.50, "warm": True, "seen": "2025-01-31"},
    {"name": "=Ito", "role": None, "warm": False},
    {},
]
RECORDS = [
    {"account": "A", "size": 2, "note": "x", "price_cut": False, "contacts": CONTACTS},
    {"account": "B", "contacts": []},
    {"account": "C", "price_cut": True},
]
ID = ("--id", "account")


@pytest.fixture
def buying(cli: Cli) -> Cli:
    """A policy with a list, and records that hold one."""
    Path("buying.rel").write_text(RULES, encoding="utf-8")
    Path("a.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    return cli


def score(cli: Cli, file: str, *options: str) -> str:
    ran = cli("score", "buying.rel", file, *options)
    assert ran.code == 0, ran.err
    return ran.out


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def policy() -> Policy:
    return load_text(RULES)


def table(tmp_path: Path, text: str) -> Records:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return read_records(str(tmp_path / "a.csv"), "utf-8")


# ---- there and back -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
def test_all_that_is_kept_comes_to_the_same_results(buying: Cli, name: str) -> None:
    score(buying, "a.json", *ID, "--keep", "all", "-o", name)
    again = buying("score", "buying.rel", name, *ID)
    assert again.out == score(buying, "a.json", *ID)
    assert again.err.endswith(
        f"\nnote: {name} holds results of an earlier run: they are worked out anew\n"
    )


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_written_again_it_is_the_same_file(buying: Cli, name: str) -> None:
    score(buying, "a.json", *ID, "--keep", "all", "-o", f"b.{name}")
    score(buying, f"b.{name}", *ID, "--keep", "all", "-o", f"c.{name}")
    assert Path(f"b.{name}").read_bytes() == Path(f"c.{name}").read_bytes()
    score(buying, "a.json", "--keep", "all", "-o", f"b.{name}")
    score(buying, f"b.{name}", "--keep", "all", "-o", f"c.{name}")
    assert Path(f"b.{name}").read_bytes() == Path(f"c.{name}").read_bytes()


def test_a_list_from_another_file_is_kept_too(buying: Cli) -> None:
    Path("b.csv").write_text("account,price_cut\nA,no\nB,yes\n")
    Path("c.csv").write_text("account,name,role,warm,phone\nA,Li,Boss,yes,1\nA,Bo,,,2\n")
    joined = ("b.csv", *ID, "--list", "联系人=c.csv", "--on", "account")
    first = score(buying, *joined)
    score(buying, *joined, "--keep", "all", "-o", "d.xlsx")
    assert score(buying, "d.xlsx", *ID) == first
    titles, one, other = grid(Path("d.xlsx"))[:3]
    assert titles[2] == "contacts"
    assert one[2] == (
        '[{"name": "Li", "role": "Boss", "warm": "yes"}, {"name": "Bo", "role": "", "warm": ""}]'
    )
    assert other[2] == "[]"
    ran = buying(
        "score", "buying.rel", "d.xlsx", *ID, "--list", "contacts=c.csv", "--on", "account"
    )
    assert (ran.code, ran.out) == (2, "")
    assert "d.xlsx has `contacts` already: leave out --list" in ran.err


def test_a_list_from_another_file_is_kept_by_name_in_json(buying: Cli) -> None:
    Path("b.csv").write_text("account,price_cut,contacts\nA,no,3\n")
    Path("c.csv").write_text("account,name\nA,Li\n")
    options = ("--list", "contacts=c.csv", "--on", "account", "--keep", "Roles")
    ran = buying("score", "buying.rel", "b.csv", *ID, *options, "--format", "json")
    assert "`contacts`" not in ran.err
    (record,) = json.loads(ran.out)
    assert record["columns"] == {"contacts": [{"name": "Li"}]}


def test_a_number_under_the_title_of_a_list_is_kept_apart_from_it(buying: Cli) -> None:
    Path("b.csv").write_text("account,price_cut,contacts\nA,no,3\n")
    Path("c.csv").write_text("account,name\nA,Li\n")
    options = ("--list", "contacts=c.csv", "--on", "account", "--keep", "all", "--format", "csv")
    (row,) = rows(score(buying, "b.csv", *ID, *options))
    assert row["contacts (input)"] == "3"
    assert row["contacts"] == '[{"name": "Li"}]'


# ---- former results -----------------------------------------------------------------------------


def test_columns_renamed_for_a_result_get_their_titles_back(buying: Cli) -> None:
    Path("b.csv").write_text("Total,Price,id\nA,no,7\nB,yes,8\n")
    written = score(buying, "b.csv", "--id", "total", "--keep", "all", "--format", "csv")
    assert written.startswith("Total (input),Price (input),id,total,")
    Path("c.csv").write_text(written)
    again = score(buying, "c.csv", "--id", "total", "--keep", "all", "--format", "csv")
    assert again == written
    assert [row["price"] for row in rows(again)] == ["1", "0"]


def test_a_former_result_that_is_asked_for_stays(buying: Cli) -> None:
    score(buying, "a.json", *ID, "--keep", "all", "-o", "b.csv")
    text = Path("b.csv").read_text("utf-8").replace("A,2,x,false", "A,2,x,true")
    Path("b.csv").write_text(text, encoding="utf-8")
    first = rows(score(buying, "b.csv", *ID, "--keep", "total", "--format", "csv"))[0]
    assert (first["total (input)"], first["total"]) == ("2", "1")


@pytest.mark.parametrize(
    "titles",
    [
        "account,size,total,total_low,advice,alerts",
        "account,size,total,advice,alerts,unknown",
        "account,size,owner",
    ],
)
def test_columns_that_only_look_like_results_are_left_alone(tmp_path: Path, titles: str) -> None:
    records = table(tmp_path, f"{titles}\n{'1,' * titles.count(',')}1\n")
    assert without_former(policy().checked, records, ()).records is records


def test_numbers_of_records_are_results_and_other_ids_are_not(tmp_path: Path) -> None:
    titles = ",".join(result_titles(policy().checked))
    empty = "," * titles.count(",")
    numbered = table(tmp_path, f"id,size,{titles}\n1,5,{empty}\n2,6,{empty}\n")
    assert without_former(policy().checked, numbered, ()).records.titles == ("size",)
    assert without_former(policy().checked, numbered, ("id",)).records.titles == ("id", "size")
    named = table(tmp_path, f"id,size,{titles}\n1,5,{empty}\n3,6,{empty}\n")
    assert without_former(policy().checked, named, ()).records.titles == ("id", "size")


def test_results_without_their_facts_are_refused_with_a_way_out(buying: Cli) -> None:
    score(buying, "a.json", *ID, "-o", "b.csv")
    ran = buying("score", "buying.rel", "b.csv", *ID)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: b.csv holds results, but no facts to work them out from: "
        "write it with --keep all, or score the file it was made from\n"
    )


# ---- lists in cells -----------------------------------------------------------------------------


def test_cells_that_are_empty_are_lists_that_are_not_known(tmp_path: Path) -> None:
    records = table(tmp_path, 'size,联系人\n1,\n2,"[]"\n3," [{""age"": 1.50}]"\n')
    found = with_cell_lists(policy().checked, records)
    cells = [record.cells["联系人"] for record in found.records]
    assert cells[:2] == [None, []]
    assert str(cells[2]) == "[{'age': Decimal('1.50')}]"
    assert found.list_titles == {"联系人"}


def test_a_column_without_any_list_is_one_nobody_knows(buying: Cli) -> None:
    Path("b.csv").write_text("account,size,contacts\nA,1,\nB,2, \n")
    ran = buying("score", "buying.rel", "b.csv", *ID, "--format", "csv")
    assert "`contacts`" not in ran.err
    assert [row["unknown"].split("; ")[-1] for row in rows(ran.out)] == ["contacts", "contacts"]
    assert "contacts" not in rows(ran.out)[0]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("[1,", "a value is missing at character 4"),
        ('[{"a": 1, "a": 2}]', "the key `a` stands twice in one object"),
        ("[NaN]", "NaN is no number; leave out what is unknown"),
        ("many", "a value is missing at character 1"),
        ("{}", "it is an object"),
        ("[" * 100_000, "it is nested too deep to be read"),
    ],
)
def test_a_cell_that_is_no_list_says_why(tmp_path: Path, cell: str, reason: str) -> None:
    quoted = cell.replace('"', '""')
    records = table(tmp_path, f'size,contacts\n1,[]\n2,"{quoted}"\n')
    bad = with_cell_lists(policy().checked, records).records[1].cells["contacts"]
    assert isinstance(bad, BadCell)
    assert bad.shown == cell
    assert bad.reason.startswith(f"holds no list: {reason}; write it as [{{")


def test_what_is_wrong_in_a_list_names_its_row_or_cell(buying: Cli) -> None:
    sheet: list[list[object]] = [
        ["account", "size", "contacts"],
        ["A", 1, '[{}, {"role": "bos"}]'],
        ["B", 2, "[,"],
    ]
    make(Path("b.xlsx"), {"S": sheet})
    err = buying("score", "buying.rel", "b.xlsx", *ID).err
    assert "b.xlsx: row 2 (A): S!C2: `contacts[2].role` is never `bos`" in err
    assert "b.xlsx: row 3 (B): S!C3 (`contacts`) holds no list: a value is missing" in err
    score(buying, "a.json", *ID, "--keep", "all", "-o", "b.csv")
    text = Path("b.csv").read_text("utf-8").replace('""boss""', '""bos""')
    Path("b.csv").write_text(text.replace(",[],", ",[{,"), encoding="utf-8")
    ran = buying("score", "buying.rel", "b.csv", *ID)
    assert ran.code == 1
    told = [line for line in ran.err.splitlines() if "b.csv: line" in line]
    assert told[0].endswith(
        "b.csv: line 2 (A): `contacts[1].role` is never `bos`; did you mean `boss`?"
    )
    assert told[1].startswith("b.csv: line 3 (B): `contacts` holds no list: a key in double quotes")
    buying("score", "buying.rel", "b.csv", *ID, "--rejects", "bad.csv")
    assert [row["contacts"] for row in rows(Path("bad.csv").read_text("utf-8"))][1] == "[{"


def test_a_hidden_fact_of_a_joined_list_is_not_kept(buying: Cli) -> None:
    hiding = RULES.replace("fact age: number from 0 decimals 2", "{}\n    confidential to hr")
    Path("hiding.rel").write_text(hiding.format("fact age: number"), encoding="utf-8")
    Path("b.csv").write_text("account,price_cut\nA,no\n")
    Path("c.csv").write_text("account,name,age\nA,Li,61\n")
    options = ("b.csv", *ID, "--list", "contacts=c.csv", "--on", "account", "--keep", "all")
    for form in ("csv", "json", "table"):
        ran = buying("score", "hiding.rel", *options, "--format", form)
        assert ran.code == 0
        assert "confidential" in ran.out
        assert "61" not in ran.out
        seen = buying("score", "hiding.rel", *options, "--format", form, "--audience", "hr")
        assert "61" in seen.out
