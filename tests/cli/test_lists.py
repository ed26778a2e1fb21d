"""Lists in files of their own: how their rows are joined to the records they belong to."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from command_line import Cli
from relrules.cli.joined import ListFile, ListSource, list_sources, with_list
from relrules.cli.reading import read_records
from relrules.cli.records import Records
from relrules.cli.streams import CommandError
from workbooks import Formula, make

POLICY = "customer_relationship"
ACCOUNTS = "account,size\nA,1\nB,2\nC,3\n"
CONTACTS = "account,role,name\nB,user,Chen\nA,influencer,Li\nB,decision_maker,Ito\n"
FACTS = ("role", "name")


def records(tmp_path: Path, name: str, text: str) -> Records:
    (tmp_path / name).write_text(text)
    return read_records(str(tmp_path / name), "utf-8")


def joined(
    tmp_path: Path, accounts: str = ACCOUNTS, contacts: str = CONTACTS, on: str = "account"
) -> tuple[Records, ListFile]:
    here, there = on.partition("=")[::2]
    source = ListSource("contacts", "contacts.csv", here, there or here)
    main = records(tmp_path, "accounts.csv", accounts)
    return with_list(main, source, records(tmp_path, "contacts.csv", contacts), FACTS)


def names(found: Records) -> list[list[object]]:
    return [[row["name"] for row in record.lists["contacts"]] for record in found.records]


# ---- joining ----------------------------------------------------------------------------------


def test_rows_go_to_the_record_with_the_same_key_in_the_order_of_the_file(tmp_path: Path) -> None:
    found, file = joined(tmp_path)
    assert names(found) == [["Li"], ["Chen", "Ito"], []]
    assert file.astray == ()


def test_a_record_without_rows_has_an_empty_list_not_an_unknown_one(tmp_path: Path) -> None:
    found, _ = joined(tmp_path)
    assert found.records[2].lists == {"contacts": []}


def test_rows_hold_the_facts_of_the_list_and_nothing_else(tmp_path: Path) -> None:
    found, _ = joined(tmp_path, contacts="account,role,name,phone\nA,user,Li,123\n")
    assert found.records[0].lists["contacts"] == [{"role": "user", "name": "Li"}]
    assert dict(found.records[0].cells) == {"account": "A", "size": "1"}


def test_titles_may_differ_and_are_found_in_any_spelling(tmp_path: Path) -> None:
    contacts = CONTACTS.replace("account,", "Client ID,")
    found, _ = joined(tmp_path, contacts=contacts, on="Account=client_id")
    assert names(found) == [["Li"], ["Chen", "Ito"], []]


def test_keys_are_compared_without_spaces_around_them_and_in_their_case(tmp_path: Path) -> None:
    found, file = joined(tmp_path, contacts="account,role,name\n A ,user,Li\nb,user,Bo\n")
    assert names(found)[0] == ["Li"]
    assert len(file.astray) == 1


def test_records_with_the_same_key_have_the_same_rows(tmp_path: Path) -> None:
    found, _ = joined(tmp_path, accounts="account\nB\nB\n")
    assert names(found) == [["Chen", "Ito"], ["Chen", "Ito"]]


def test_a_number_is_the_same_key_in_every_kind_of_file(tmp_path: Path) -> None:
    main = records(tmp_path, "a.json", '[{"id": 7, "size": 1}]')
    path = make(tmp_path / "c.xlsx", {"S": [["id", "role", "name"], [7, "user", "Li"]]})
    rows = read_records(str(path), "utf-8")
    found, file = with_list(main, ListSource("contacts", "c.xlsx", "id", "id"), rows, FACTS)
    assert names(found) == [["Li"]]
    assert file.astray == ()


def test_rows_that_belong_to_no_record_are_told(tmp_path: Path) -> None:
    contacts = "account,role,name\nAccount Z,user,Li\n,user,Bo\nA,user,Mo\n"
    _, file = joined(tmp_path, contacts=contacts)
    main = tmp_path / "accounts.csv"
    assert [(row.record.place, row.problem) for row in file.astray] == [
        ("line 2", f"no record of {main} has `Account Z` as `account`"),
        ("line 3", "`account` is empty: it says which record the row belongs to"),
    ]


def test_a_slip_in_a_key_is_guessed(tmp_path: Path) -> None:
    _, file = joined(tmp_path, "account\nNorthgate\n", "account,name\nNorthgat,Li\n")
    assert file.astray[0].problem.endswith("did you mean `Northgate`?")


def test_a_record_without_a_key_and_one_with_a_broken_row_are_bad_records(tmp_path: Path) -> None:
    found, _ = joined(
        tmp_path, "account,size\n,1\nA,2\nB,3\n", "account,role,name\nA,user,Li,extra\n"
    )
    file = tmp_path / "contacts.csv"
    assert [record.problem for record in found.records] == [
        "`account` is empty: it joins the rows of `contacts`",
        f"{file}: line 2: there are 4 cells under 3 titles; without a title: `extra`",
        "",
    ]


def test_an_error_in_a_cell_makes_the_record_of_its_row_a_bad_one(tmp_path: Path) -> None:
    main = records(tmp_path, "accounts.csv", ACCOUNTS)
    grid: list[list[object]] = [["account", "role"], ["A", Formula("=NA()", "#N/A")]]
    rows = read_records(str(make(tmp_path / "c.xlsx", {"S": grid})), "utf-8")
    source = ListSource("contacts", "c.xlsx", "account", "account")
    found, _ = with_list(main, source, rows, ("role",))
    assert found.records[0].problem.endswith("c.xlsx: row 2: S!B2 (`role`) holds the error #N/A")
    assert found.records[1].problem == ""


def test_records_that_hold_the_list_already_are_refused(tmp_path: Path) -> None:
    main = records(tmp_path, "a.json", '[{"account": "A", "Contacts": []}]')
    rows = records(tmp_path, "contacts.csv", CONTACTS)
    source = ListSource("contacts", "contacts.csv", "account", "account")
    with pytest.raises(CommandError, match="has `Contacts` already: leave out --list"):
        with_list(main, source, rows, FACTS)


# ---- options ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "ons", "message"),
    [
        (["contacts"], ["account"], "--list is NAME=FILE"),
        (["=c.csv"], ["account"], "--list is NAME=FILE"),
        (["contacts=c.csv"], [], "say with --on which column joins"),
        (["a=a.csv", "b=b.csv", "c=c.csv"], ["x", "y"], "say with --on which column joins"),
        (["contacts=c.csv"], ["a="], "--on is COLUMN, or COLUMN=COLUMN"),
        ([], ["account"], "--on says how a list is joined"),
        (["contacts=a.csv", "Contacts=b.csv"], ["x"], "--list names `Contacts` twice"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(
    lists: list[str], ons: list[str], message: str
) -> None:
    with pytest.raises(CommandError) as caught:
        list_sources(lists, ons)
    assert message in caught.value.message
    assert caught.value.code == 2


def test_one_column_may_join_all_lists_or_each_its_own() -> None:
    one = list_sources(["a=a.csv", "b=x=b.csv"], ["id"])
    assert one == (ListSource("a", "a.csv", "id", "id"), ListSource("b", "x=b.csv", "id", "id"))
    own = list_sources(["a=a.csv", "b=b.csv"], ["id", "key=account"])
    assert own[1] == ListSource("b", "b.csv", "key", "account")


def test_a_policy_without_lists_says_so(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nA,none\n")
    Path("c.csv").write_text(CONTACTS)
    ran = cli("score", POLICY, "a.csv", "--list", "contacts=c.csv", "--on", "account")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (f"error: {POLICY} has no lists: --list contacts is of no use to it\n")


# ---- scoring with lists -----------------------------------------------------------------------

RULES = """\
policy buying "Buying"
fact size: number from 0
list contacts "Buying roles" zh "联系人"
  fact name: text
  fact role "Role": choices decision_maker | user
dimension reach
  1 point when some contacts have role = decision_maker
  0 points otherwise
dimension scope
  1 point when size > 1
  0 points otherwise
score total = reach + scope
"""
ROLES = "account,Role,name,phone\nB,user,Chen,1\nA,decision_maker,Li,2\n"
SCORE = ("score", "buying.rel", "a.csv", "--id", "account", "--format", "csv")
JOIN = ("--list", "contacts=c.csv", "--on", "account")


def given(accounts: str = ACCOUNTS, contacts: str = ROLES) -> None:
    Path("buying.rel").write_text(RULES)
    Path("a.csv").write_text(accounts)
    Path("c.csv").write_text(contacts)


def totals(text: str) -> dict[str, str]:
    return {row["account"]: row["total"] for row in csv.DictReader(io.StringIO(text))}


def test_records_are_scored_with_the_rows_of_their_lists(cli: Cli) -> None:
    given()
    ran = cli(*SCORE, *JOIN)
    assert (ran.code, ran.err) == (0, "")
    assert totals(ran.out) == {"A": "1", "B": "1", "C": "1"}
    assert cli(*SCORE, "--list", "联系人=c.csv", "--on", "account").out == ran.out
    assert totals(cli(*SCORE).out) == {"A": "", "B": "", "C": ""}


def test_accounts_and_contacts_may_be_two_sheets_of_one_workbook(cli: Cli) -> None:
    given()
    from_csv = cli(*SCORE, *JOIN)
    sheets: dict[str, list[list[object]]] = {
        "Accounts": [["account", "size"], ["A", 1], ["B", 2], ["C", 3]],
        "Contacts": [
            ["account", "Role", "name"],
            ["B", "user", "Chen"],
            ["A", "decision_maker", "Li"],
        ],
    }
    make(Path("a.xlsx"), sheets)
    options = ("--sheet", "1", "--list", "contacts=a.xlsx", "--on", "account")
    ran = cli("score", "buying.rel", "a.xlsx", "--id", "account", "--format", "csv", *options)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == from_csv.out


def test_lists_come_nested_in_json(cli: Cli) -> None:
    given()
    Path("a.ndjson").write_text(
        '{"account": "A", "size": 1, "联系人": [{"role": "decision_maker"}]}\n'
        '{"account": "B", "size": 2, "contacts": []}\n'
    )
    ran = cli("score", "buying.rel", "a.ndjson", "--id", "account", "--format", "csv")
    assert (ran.code, ran.err) == (0, "")
    assert totals(ran.out) == {"A": "1", "B": "1"}


def test_a_row_that_belongs_nowhere_stops_the_run_or_is_set_aside(cli: Cli) -> None:
    given(contacts=f"{ROLES}Z,user,Bo,3\n")
    ran = cli(*SCORE, *JOIN)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: c.csv: line 4: no record of a.csv has `Z` as `account`\n"
        "1 of 3 rows of c.csv belongs to no record, so nothing was written; "
        "mend them, or set them aside with --rejects FILE\n"
    )
    ran = cli(*SCORE, *JOIN, "--rejects", "bad.csv")
    assert ran.code == 1
    assert totals(ran.out) == {"A": "1", "B": "1", "C": "1"}
    assert ran.err.endswith(
        "1 of 3 rows of c.csv belongs to no record and went to bad.contacts.csv\n"
    )
    assert Path("bad.csv").read_text() == "account,size,problems\n"
    assert Path("bad.contacts.csv").read_text() == (
        "account,Role,name,phone,problems\nZ,user,Bo,3,no record of a.csv has `Z` as `account`\n"
    )


def test_a_wrong_value_in_a_row_names_the_row(cli: Cli) -> None:
    given(contacts=f"{ROLES}A,usr,Bo,3\n")
    ran = cli(*SCORE, *JOIN)
    assert (ran.code, ran.out) == (1, "")
    assert "a.csv: line 2 (A): c.csv: line 4: `contacts[2].Role` is never `usr`" in ran.err


def test_a_column_for_a_list_says_where_its_rows_come_from(cli: Cli) -> None:
    given(accounts="account,size,contacts\nA,1,many\n")
    ran = cli(*SCORE)
    assert ran.code == 0
    assert ran.err == (
        "warning: the column `contacts` is not used; it holds no list in JSON; for rows in a file "
        "of their own: --list contacts=FILE --on COLUMN\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--list", "contact=c.csv", "--on", "account"), "has no list `contact`; did you mean"),
        (("--list", "contacts=c.csv", "--on", "acount"), "a.csv has no column `acount` for --on"),
        (("--list", "contacts=c.csv", "--on", "account=x"), "c.csv has no column `x` for --on"),
        (("--list", "contacts=d.csv", "--on", "account"), "cannot read d.csv: there is no such"),
        (("--list", "contacts=a.csv", "--on", "account"), "no column is a fact of `contacts`"),
        ((*JOIN, "-o", "c.csv"), "-o c.csv would write over what is read"),
    ],
)
def test_a_list_that_cannot_be_joined_is_refused(
    cli: Cli, options: tuple[str, ...], message: str
) -> None:
    given()
    ran = cli(*SCORE, *options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert Path("c.csv").read_text() == ROLES


def test_explain_says_how_many_rows_belong_nowhere(cli: Cli) -> None:
    given(contacts=f"{ROLES}Z,user,Bo,3\n")
    ran = cli("explain", "buying.rel", "a.csv", "--id", "account", "--only", "A", *JOIN)
    assert ran.code == 0
    assert ran.err == "warning: 1 row of c.csv belongs to no record; `score` names them\n"


def test_a_comparison_joins_lists_too(cli: Cli) -> None:
    given(contacts=f"{ROLES}Z,user,Bo,3\n")
    Path("old.rel").write_text(RULES.replace("= decision_maker", "= user"))
    ran = cli("score", "buying.rel", "a.csv", "--id", "account", *JOIN, "--against", "old.rel")
    assert ran.code == 0
    assert "1 row of c.csv belongs to no record" in ran.err
    assert "A" in ran.out
    ran = cli("score", "buying.rel", "a.csv", *JOIN, "--against", "old.rel", "-o", "c.csv")
    assert ran.code == 2
    assert "-o c.csv would write over what is read" in ran.err
