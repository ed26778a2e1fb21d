"""What is confidential leaves no command without `--audience`: secrets are planted and looked for.

A secret is a value of a hidden fact, or the label of a level, a reason or a text that tells of one.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import jsonschema
import pytest

from command_line import COMMAND, ENVIRONMENT, ROOT, Cli, Ran
from workbooks import grid, make

POLICY = """\
policy renewal "Renewal"
  language 1 en
  version "1.0"
fact visits: number from 0 to 20 whole
fact pay "Salary band"
  levels
    low "Low"
    high "SECRET level"
  confidential to hr, manager
fact debt: number from 0 to 99999
  confidential to manager
fact is_private: yes or no
fact mood: choices glad | sad
  confidential to manager when is_private
list contacts "Contacts"
  fact who: text
  fact fee: number from 0 to 99999
    confidential to manager
  fact open_fee: yes or no
dimension contact
  3 points when visits >= 5
  0 points otherwise
dimension money
  points by pay
    low: 0
    high: 4 because "SECRET reason"
dimension feeling
  2 points when mood = glad because "SECRET mood"
  0 points otherwise
dimension mixed
  1 point when debt > 7000 and visits > 1 because "SECRET row"
  0 points otherwise
score total = contact + money + feeling + mixed
  out of 10
grade risk by total
  good "Good" from 6
  fair "Fair" from 3
  poor "Poor" otherwise
  at most fair when debt > 7000 because "SECRET gate"
grade purse by money
  rich "SECRET purse" from 3
  bare "Bare" otherwise
advice pay_less "Pay less"
  when pay = high
  say "SECRET advice"
advice visit "Visit them"
  when visits < 3 and is_private is known
  say "Go there."
advice dear for each contacts
  when fee > 100 and open_fee
  say "{who} costs {fee}."
"""
# The same, tuned in hidden rows and in others.
TUNED = (
    POLICY.replace('"1.0"', '"1.1"')
    .replace("visits >= 5", "visits >= 6")
    .replace('high: 4 because "SECRET reason"', 'high: 3 because "SECRET new reason"')
    .replace("debt > 7000 and", "debt > 77100 and")
    .replace("fair when debt > 7000", "fair when debt > 77200")
    .replace("out of 10", "out of 9")
    .replace('"Good" from 6', '"Good" from 7')
    .replace("from 3\n  bare", "from 4\n  bare")
    .replace("when pay = high", "when pay = low")
)
CSV = """\
account,visits,pay,debt,is_private,mood,owner,Debts
Ada,5,SECRET level,77123,yes,glad,Ann,77124
Bea,2,low,12,no,sad,Bob,
Cid,7,high,,,glad,Cy,
"""
BAD = f"""\
{CSV}Dan,many,SECRET pay,SECRET debt,yes,glad,Dan,
Eve,3,77125,1,yes,glad,Eve,1,SECRET slip
SECRET name,77126,SECRET,77127,yes,glad,,1,more
"""
CONTACTS = """\
account,who,fee,open_fee
Ada,Xu,77128,yes
Nobody,Yi,77129,yes
Bea,Zo,SECRET fee,yes
77130,Wu,yes,no,SECRET slip
"""
RECORDS = [
    {"account": "Ada", "visits": 5, "pay": "high", "debt": 77123, "is_private": True, "mood": "glad",
     "contacts": [{"who": "Xu", "fee": 77128, "open_fee": True}]},
    {"account": "Bea", "visits": 2, "pay": "low", "is_private": False, "mood": "sad"},
]  # fmt: skip
BAD_RECORDS = [
    *RECORDS,
    {"account": "Dan", "visits": 3, "pay": 77131, "debt": "SECRET", "mood": ["SECRET"],
     "contacts": [{"who": "Xu", "fee": "SECRET fee"}, "SECRET row"]},
    {"account": "Eve", "contacts": "SECRET contacts"},
]  # fmt: skip
SECRETS = ("SECRET", "771")
MANAGER = ("--audience", "manager")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "p.rel": TUNED,
        "old.rel": POLICY,
        "a.csv": CSV,
        "bad.csv": BAD,
        "contacts.csv": CONTACTS,
        "a.json": json.dumps(RECORDS),
        "bad.json": json.dumps(BAD_RECORDS),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    rows = [line.split(",") for line in CSV.splitlines()]
    make(tmp_path / "a.xlsx", {"records": rows})
    return tmp_path


@pytest.fixture
def here(folder: Path, cli: Cli) -> Cli:
    """Return `cli` in the folder with the files; both stand in the same one."""
    assert (folder / "p.rel").exists()
    return cli


def in_process(folder: Path, *arguments: str) -> Ran:
    """Run a command as its user does."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def all_written(folder: Path, run: Cli, *arguments: str) -> tuple[int, str, str]:
    """Run a command; return its code, all that it wrote anywhere, and its standard error alone."""
    before = set(folder.iterdir())
    ran = run(*arguments)
    written = [ran.out, ran.err]
    for path in set(folder.iterdir()) - before:
        written.append(_text(path.read_bytes()))
        path.unlink()
    return ran.code, "\n".join(written), ran.err


def _text(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


SCORE = ("score", "p.rel", "a.csv", "--id", "account")
EXPLAIN = ("explain", "p.rel", "a.csv", "--id", "account")
AGAINST = (*SCORE, "--against", "old.rel")
FINE = [
    (*SCORE, "--keep", "all"),
    (*SCORE, "--keep", "all", "--lang", "zh"),
    (*SCORE, "--keep", "all", "--format", "csv"),
    (*SCORE, "--keep", "pay", "--keep", "mood", "--format", "json"),
    (*SCORE, "--keep", "all", "-o", "out.xlsx"),
    (*SCORE, "--keep", "all", "-o", "out.ndjson"),
    ("score", "p.rel", "a.xlsx", "--id", "account", "--keep", "all", "-o", "out.csv"),
    ("score", "p.rel", "a.json", "--id", "account", "--keep", "all", "--format", "json"),
    ("score", "p.rel", "a.json", "--id", "account", "--keep", "all", "--format", "csv"),
    EXPLAIN,
    (*EXPLAIN, "--format", "markdown", "--lang", "zh"),
    (*EXPLAIN, "--format", "json", "--only", "Ada"),
    ("explain", "p.rel", "a.json", "--id", "account"),
    AGAINST,
    (*AGAINST, "--all", "-o", "out.md"),
    (*AGAINST, "--all", "--format", "csv", "--lang", "zh"),
    (*AGAINST, "--all", "--format", "json"),
]
LISTED = ("--list", "contacts=contacts.csv", "--on", "account")
NOT_FINE = [
    ("score", "p.rel", "bad.csv", "--id", "account"),
    ("score", "p.rel", "bad.csv", "--id", "account", "-o", "out.csv", "--rejects", "r.csv"),
    ("score", "p.rel", "bad.csv", "--id", "account", "--rejects", "r.xlsx"),
    ("score", "p.rel", "bad.csv", "--rejects", "r.json"),
    ("score", "p.rel", "bad.json", "--id", "account", "--rejects", "r.ndjson"),
    ("score", "p.rel", "bad.json", "--id", "account"),
    (*SCORE, *LISTED, "--rejects", "r.csv"),
    (*SCORE, *LISTED, "--rejects", "r.json"),
    (*SCORE, *LISTED),
    ("explain", "p.rel", "bad.csv", "--id", "account"),
    (*AGAINST[:2], "bad.csv", *AGAINST[3:], "--rejects", "r.csv"),
    (*AGAINST[:2], "bad.json", *AGAINST[3:], "--format", "json", "--rejects", "r.tsv"),
]


@pytest.mark.parametrize(
    ("command", "code"),
    [*((command, 0) for command in FINE), *((command, 1) for command in NOT_FINE)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_secret_is_told_to_its_audience_alone(
    folder: Path, here: Cli, command: tuple[str, ...], code: int
) -> None:
    check_secrets(folder, here, command, code)


@pytest.mark.parametrize(("command", "code"), [(FINE[4], 0), (NOT_FINE[1], 1)])
def test_a_process_tells_no_secret_either(
    folder: Path, command: tuple[str, ...], code: int
) -> None:
    check_secrets(folder, partial(in_process, folder), command, code)


def check_secrets(folder: Path, run: Cli, command: tuple[str, ...], code: int) -> None:
    """Assert that a command tells secrets with its audience, and none without."""
    found, written, err = all_written(folder, run, *command)
    assert found == code, err
    assert [line for line in written.splitlines() if any(s in line for s in SECRETS)] == []
    found, written, err = all_written(folder, run, *command, *MANAGER)
    assert found == code, err
    assert any(secret in written for secret in SECRETS)


def rows(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_columns_stay_and_say_that_they_are_confidential(here: Cli) -> None:
    ran = here(*SCORE, "--keep", "all", "--format", "csv")
    assert ran.code == 0
    ada, bea, cid = rows(ran)
    hidden = ["pay", "debt", "mood", "Debts", "money", "feeling", "purse"]
    assert [ada[name] for name in hidden] == ["confidential"] * len(hidden)
    # A fact is open where its `when` is no, and hidden while that is not decided.
    assert (bea["mood"], bea["feeling"], cid["mood"]) == ("sad", "0", "confidential")
    # What is not known looks like what is.
    assert cid["debt"] == "confidential"
    assert (ada["total"], ada["risk"], ada["contact"]) == ("6", "fair", "0")
    assert (
        "note: `contacts.fee`, `debt`, `mood` and `pay` are confidential and not shown; "
        "for those who may see: --audience hr or --audience manager\n" in ran.err
    )


def test_each_audience_sees_what_is_meant_for_it(here: Cli) -> None:
    command = (*SCORE, "--keep", "pay", "--keep", "debt", "--format", "csv")
    ada = rows(here(*command, "--audience", "hr"))[0]
    assert (ada["pay"], ada["money"], ada["debt"]) == ("SECRET level", "3", "confidential")
    ran = here(*command, "--audience", "hr", "--audience", "Manager")
    assert (rows(ran)[0]["pay"], rows(ran)[0]["debt"]) == ("SECRET level", "77123")
    assert "confidential" not in ran.err


def test_the_word_is_in_the_language_of_the_output(here: Cli) -> None:
    for form in ("csv", "table"):
        out = here(*SCORE, "--keep", "pay", "--lang", "zh", "--format", form).out
        assert "保密" in out
        assert "confidential" not in out


def test_in_json_the_rows_of_a_list_keep_what_may_be_seen(here: Cli) -> None:
    options = ("score", "p.rel", "a.json", "--id", "account", "--keep", "contacts")
    ada = json.loads(here(*options, "--format", "json").out)[0]
    assert ada["columns"]["contacts"] == [{"who": "Xu", "fee": "confidential", "open_fee": True}]
    assert ada["dimensions"]["money"]["state"] == "hidden"
    ada = json.loads(here(*options, "--format", "json", *MANAGER).out)[0]
    assert ada["columns"]["contacts"][0]["fee"] == 77128


def test_a_worksheet_offers_no_values_of_a_hidden_fact(here: Cli, folder: Path) -> None:
    options = (*SCORE, "--keep", "all", "-o", "out.xlsx")
    assert here(*options).code == 0
    cells = grid(folder / "out.xlsx")
    assert cells[1][:4] == ["Ada", 5, "confidential", "confidential"]
    with zipfile.ZipFile(folder / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 1
    assert here(*options, *MANAGER).code == 0
    with zipfile.ZipFile(folder / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 3


def test_what_is_hidden_cannot_be_scored_again_as_unknown(here: Cli, folder: Path) -> None:
    out = here(*SCORE, "--keep", "all", "--format", "csv").out
    (folder / "again.csv").write_text(out, "utf-8")
    ran = here("score", "p.rel", "again.csv", "--id", "account", *MANAGER)
    assert ran.code == 1
    assert "`debt` is a number from 0 to 99999, not `confidential`" in ran.err


def test_records_that_differ_in_hidden_facts_alone_look_the_same(here: Cli, folder: Path) -> None:
    """What may be seen of both is the same, so every output is, to the letter."""
    (folder / "b.csv").write_text(CSV.replace("77123", "77150").replace(",12,", ",13,"), "utf-8")
    for command in (SCORE, EXPLAIN, AGAINST):
        for extra in ((), ("--format", "json")):
            options = ("--keep", "all") if command == SCORE else ()
            first = here(*command, *options, *extra)
            second = here(*command[:2], "b.csv", *command[3:], *options, *extra)
            assert first == second


# ---- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["boss"], "no fact of renewal is confidential to `boss`; its audiences are `hr` and `manager`"),
        (["manger"], "`manger`; did you mean `manager`? its audiences are `hr` and `manager`"),
        (["hr", ""], "confidential to ``; its audiences are `hr` and `manager`"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [SCORE, EXPLAIN, AGAINST])
def test_an_audience_that_there_is_not_is_refused(
    here: Cli, command: tuple[str, ...], names: list[str], told: str
) -> None:
    ran = here(*command, *(word for name in names for word in ("--audience", name)))
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_policy_without_confidential_facts_has_no_audience(here: Cli) -> None:
    accounts = str(ROOT / "examples" / "accounts.csv")
    ran = here("score", "customer_relationship", accounts, *MANAGER)
    assert ran.code == 2
    assert "no fact of customer_relationship is confidential: leave out --audience" in ran.err


def test_a_bad_value_is_named_by_its_place_and_told_to_its_audience(here: Cli) -> None:
    ran = here("score", "p.rel", "bad.csv", "--id", "account")
    assert (
        "bad.csv: line 5 (Dan): `debt` does not fit, and is confidential: to see what it is, say "
        "--audience manager\n" in ran.err
    )
    assert "`visits` is a whole number from 0 to 20, not `many`" in ran.err
    assert "bad.csv: line 6: there are 9 cells under 8 titles\n" in ran.err
    ran = here("score", "p.rel", "bad.csv", "--id", "account", *MANAGER)
    assert "`debt` is a number from 0 to 99999, not `SECRET debt`" in ran.err
    assert (
        "line 6 (Eve): there are 9 cells under 8 titles; without a title: `SECRET slip`" in ran.err
    )


def test_rows_set_aside_are_whole_for_those_who_may_see(here: Cli, folder: Path) -> None:
    options = ("score", "p.rel", "bad.csv", "--id", "account", "--rejects", "r.csv")
    here(*options)
    dan, eve, _ = csv.DictReader((folder / "r.csv").read_text("utf-8").splitlines())
    assert (dan["account"], dan["visits"], dan["debt"]) == ("Dan", "many", "confidential")
    # Where cells have slipped, a secret may stand anywhere.
    assert set(list(eve.values())[:-1]) == {"confidential"}
    assert eve["problems"] == "line 6: there are 9 cells under 8 titles"
    here(*options, *MANAGER)
    dan, *_ = csv.DictReader((folder / "r.csv").read_text("utf-8").splitlines())
    assert dan["debt"] == "SECRET debt"


@pytest.mark.parametrize("command", [SCORE, EXPLAIN, AGAINST])
def test_a_hidden_column_names_no_records(here: Cli, command: tuple[str, ...]) -> None:
    options = [*command[:4], "debt", *command[5:]]
    ran = here(*options)
    assert ran.code == 2
    assert (
        "`debt` is confidential, and messages would show it: take another column for --id"
        in ran.err
    )
    assert ran.err.endswith("or say --audience manager\n")


def test_a_hidden_column_joins_no_lists(here: Cli) -> None:
    ran = here(*SCORE, "--list", "contacts=contacts.csv", "--on", "account=fee")
    assert ran.code == 2
    assert "`fee` is confidential" in ran.err
    assert "take another column for --on" in ran.err


# ---- comparisons --------------------------------------------------------------------------------


def test_a_comparison_groups_what_is_hidden(here: Cli) -> None:
    out = here(*AGAINST).out
    assert "  dimension `contact`: `3 points when visits >= 5` became" in out
    assert "  dimension `mixed`: what differs is confidential\n" in out
    assert "  grade `risk`: the rest is confidential\n" in out
    assert "  3 declarations that differ are confidential\n" in out
    for word in ("money", "purse", "pay_less", "Pay less"):
        assert word not in out
    assert "money" in here(*AGAINST, *MANAGER).out


def test_a_comparison_as_data_says_where_something_is_left_out(here: Cli) -> None:
    found = json.loads(here(*AGAINST, "--all", "--format", "json").out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "comparison.schema.json").read_text()))
    assert found["withheld"] == 3
    assert list(found["grades"]) == ["risk"]
    ada, bea, _ = found["changes"]
    assert ada["confidential"] is True
    assert "rows" not in ada["grades"]["risk"]["before"]
    assert list(ada["dimensions"]) == ["contact"]
    assert ada["advice"] == []
    # Of Bea, the advice changes that hangs on her pay: that must not even count.
    assert found["changed"] == 2
    assert bea["advice"] == []
    told = json.loads(here(*AGAINST, "--all", "--format", "json", *MANAGER).out)
    jsonschema.validate(told, json.loads((ROOT / "docs" / "comparison.schema.json").read_text()))
    assert (told["withheld"], list(told["grades"])) == (0, ["risk", "purse"])
    assert "confidential" not in told["changes"][0]


GRADED = """\
policy mooded "Mooded"
  language 1 en
fact is_private: yes or no
fact {mood}: choices glad | sad
  also called "temper"
{confidential}
fact visits: number from 0 to 20 whole
dimension feeling
  2 points when {mood} = {which}
  0 points otherwise
grade state by feeling
  fine "Fine" from 2
  low "Low" otherwise
advice call "Call"
  when visits > 2 and not is_private
"""
HIDES = "  confidential to manager when is_private"
MOODS = "id,is_private,temper,visits\n1,yes,glad,1\n2,no,glad,1\n3,no,sad,1\n"


def graded(folder: Path, **files: Mapping[str, str]) -> None:
    for name, slots in files.items():
        filled = {"mood": "mood", "confidential": HIDES, "which": "glad", **slots}
        (folder / f"{name}.rel").write_text(GRADED.format(**filled), "utf-8")
    (folder / "moods.csv").write_text(MOODS, "utf-8")


def test_a_grade_hidden_in_some_records_is_counted_apart(here: Cli, folder: Path) -> None:
    graded(folder, before={}, after={"which": "sad"})
    command = ("score", "after.rel", "moods.csv", "--id", "id", "--against", "before.rel")
    out = here(*command).out
    assert "1 up, 1 down, 1 confidential\n" in out
    assert "  confidential         ·     ·             1    1\n" in out
    found = json.loads(here(*command, "--format", "json").out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "comparison.schema.json").read_text()))
    pair = {"before": "kept confidential", "after": "kept confidential", "records": 1}
    assert pair in found["grades"]["state"]["matrix"]
    assert [change["id"] for change in found["changes"]] == ["2", "3"]
    lines = rows(here(*command, "--format", "csv", "--all"))
    assert [line["state_before"] for line in lines] == ["confidential", "fine", "low"]


@pytest.mark.parametrize("hides", ["before", "after"])
@pytest.mark.parametrize("name", ["mood", "feel"])
def test_what_either_policy_keeps_confidential_is_so(
    here: Cli, folder: Path, hides: str, name: str
) -> None:
    """Also where they call it by another name: the column is the same."""
    always = {"confidential": "  confidential to manager"}
    never = {"confidential": '  hint "none"', "mood": name}
    first, second = (always, never) if hides == "before" else (never, always)
    graded(folder, before=first, after={**second, "which": "sad"})
    (folder / "moods.csv").write_text(f"{MOODS}4,no,SECRET,1\n", "utf-8")
    command = ("score", "after.rel", "moods.csv", "--id", "id", "--against", "before.rel")
    for form in ("table", "json"):
        ran = here(*command, "--all", "--format", form, "--rejects", "r.csv")
        assert ran.code == 1
        assert "2 points when" not in ran.out
        assert "SECRET" not in ran.out + ran.err + (folder / "r.csv").read_text("utf-8")
    found = json.loads(ran.out)
    assert (found["moved"], found["changed"], found["unchanged"]) == (0, 0, 3)
    shown = json.loads(here(*command, "--format", "json", *MANAGER).out)
    assert shown["moved"] == 3


def test_advice_for_each_record_counts_those_in_sight(here: Cli, folder: Path) -> None:
    tuned = POLICY.replace("fee > 100 and open_fee", "fee > 90000 and open_fee")
    (folder / "p.rel").write_text(tuned, "utf-8")
    command = ("score", "p.rel", "a.json", "--id", "account", "--against", "old.rel")
    assert "dear" in here(*command, "--format", "json", *MANAGER).out
    found = json.loads(here(*command, "--format", "json").out)
    # Given or not: that hangs on more than what is hidden, and is told. Why is not.
    assert [a["name"] for a in found["changes"][0]["advice"]] == ["dear"]
    (declared,) = found["declared"]
    assert (declared["gone"], declared["new"], declared["confidential"]) == ([], [], True)
