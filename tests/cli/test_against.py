"""`relrules score --against`: who moves since another policy, and why."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

from command_line import ROOT, Cli

OLD = """\
policy deals "Deals" zh "商机"
  version "1"
fact visits "Visits": number from 0 to 30 whole
fact mood "Mood": choices good | bad
fact gone: yes or no
dimension contact "Contact" zh "联系"
  3 points when visits > 10  because "they see you often"
  1 point  when visits > 3
  0 points otherwise
dimension feeling "Feeling"
  points by mood
    good: 1, bad: 0
score total "Total" zh "总分" = contact + feeling
grade stage "Stage" zh "阶段" by total
  hot  "Hot"  zh "热" from 4
  warm "Warm" zh "温" from 2
  cold "Cold" zh "冷" otherwise
advice call "Call them"
  when visits < 5
alert quiet "Too quiet"
  when gone
"""
NEW = (
    OLD.replace('version "1"', 'version "2"')
    .replace("visits > 10", "visits > 12")
    .replace('"温" from 2', '"温" from 1')
    .replace("when visits < 5", "when visits < 4")
    .replace("from 0 to 30", "from 0 to 20")
    .replace("fact gone: yes or no", "fact fresh: yes or no")
    .replace('alert quiet "Too quiet"\n  when gone', 'advice send "Send an offer"\n  when fresh')
)
FILE = """\
name,visits,mood,note
Ann,12,good,a
Ben,12,bad,b
Cid,4,bad,c
Dee,20,good,d
Eve,12,,e
Fay,4,good,f
Gus,25,good,g
Hal,99,good,h
Ida,1,bad,i
"""
SHOWN = """\
Deals: version 2 against version 1
Before: `old.rel`. After: `new.rel`.
9 records: 3 move to another grade, 2 change within their grade, 2 unchanged, 2 cannot be compared.

What differs between the policies
  fact `visits`: `number from 0 to 30 whole` became `number from 0 to 20 whole`
  fact `fresh` is new
  fact `gone` is gone
  dimension `contact`: `3 points when visits > 10` became `3 points when visits > 12`
  grade `stage`: `warm from 2` became `warm from 1`
  advice `call`: `when visits < 5` became `when visits < 4`
  advice `send` is new
  alert `quiet` is gone
  `fresh` is asked by the new policy only, and no column gives it: there it is unknown
  `gone` is asked by the old policy only, and no column gives it: there it is unknown
"""


@pytest.fixture
def deals(cli: Cli) -> Cli:
    """Two policies and a file of records; without the facts that only one policy asks for."""
    Path("old.rel").write_text(OLD, encoding="utf-8")
    Path("new.rel").write_text(NEW, encoding="utf-8")
    Path("deals.csv").write_text(FILE)
    return cli


@pytest.fixture
def plain(cli: Cli) -> Cli:
    """Two policies that differ in points and thresholds only, in a git repository."""
    Path("deals.csv").write_text("".join(FILE.splitlines(keepends=True)[:7]))
    Path("p.rel").write_text(OLD.replace("when gone", "when visits > 29"), encoding="utf-8")
    return cli


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", *identity, *arguments],  # noqa: S607 - the git that the tester has
        check=True,
        capture_output=True,
    )


SCORE = ["score", "new.rel", "deals.csv", "--id", "name", "--against", "old.rel"]


# ---- as text and Markdown -----------------------------------------------------------------------


def test_a_policy_against_itself_moves_nobody(plain: Cli) -> None:
    ran = plain("score", "p.rel", "deals.csv", "--id", "name", "--against", "p.rel")
    assert ran.code == 0
    assert "6 records: 0 move to another grade, 0 change within their grade, 6 unchanged" in ran.out
    assert "Nothing that decides a result; labels and texts may differ." in ran.out


def test_what_differs_is_said_clause_by_clause(deals: Cli) -> None:
    ran = deals(*SCORE)
    assert ran.code == 1, "two records do not fit"
    assert ran.out[: ran.out.index("\nStage\n")] == SHOWN


def test_who_moves_is_told_with_the_rows_that_decided(deals: Cli) -> None:
    out = deals(*SCORE).out
    assert (
        """
Stage
4 unchanged, 1 up, 1 down, 1 undecided before or after

  before ↓  after →  Cold  Warm  Hot  all
  Cold                  1     1    ·    2
  Warm                  ·     2    ·    2
  Hot                   ·     1    1    2
  undecided             ·     1    ·    1
  all                   1     5    1    7

Hot → Warm: 1 record
  Why: Contact 3 → 1: `3 points when visits > 10` (because they see you often) decided, \
now `1 point when visits > 3` does
  Why: `3 points when visits > 10` became `3 points when visits > 12`
  Why: Stage: `hot from 4` decided, now `warm from 1` does
  Why: `warm from 2` became `warm from 1`
  Ann: Total 4 → 2
"""
        in out
    )
    assert "Cold → Warm: 1 record\n  Why: Stage: `cold otherwise` decided, now" in out
    assert "Warm or Hot → Warm: 1 record\n" in out
    assert "  Eve: Total 3 to 4 → 1 to 2\n" in out
    assert "  Cid: Total 1 in both, advice “Call them” disappears\n" in out
    assert "Changed within their grade\n  Ben: Total 3 → 1\n  Fay: advice “Call them”" in out


def test_a_record_that_fits_one_policy_only_is_told_kindly(deals: Cli) -> None:
    out = deals(*SCORE).out
    assert (
        "  line 8 (Gus) fits the old policy but not the new one: "
        "`visits` is a whole number from 0 to 20, not `25`\n" in out
    )
    assert "  line 9 (Hal): `visits` is a whole number from 0 to 20, not `99`; " in out
    back = deals("score", "old.rel", "deals.csv", "--id", "name", "--against", "new.rel").out
    assert "line 8 (Gus) fits the new policy but not the old one: " in back


def test_a_fact_of_one_policy_that_a_column_gives_is_no_surprise(deals: Cli) -> None:
    lines = FILE.splitlines()
    rows = [f"{lines[0]},fresh,gone", *(f"{line},yes,yes" for line in lines[1:])]
    Path("deals.csv").write_text("\n".join(rows) + "\n")
    out = deals(*SCORE).out
    assert "no column gives it" not in out
    assert "  Dee: advice “Send an offer” appears, alert “Too quiet” disappears\n" in out


def test_a_clause_that_only_changes_is_said_to_have_become_another(plain: Cli) -> None:
    old = Path("p.rel").read_text(encoding="utf-8")
    Path("new.rel").write_text(old.replace("good: 1", "good: 2"), encoding="utf-8")
    out = plain("score", "new.rel", "deals.csv", "--id", "name", "--against", "p.rel").out
    assert "Ann: Total 4 → 5\n" in out
    csv_ = plain(
        "score", "new.rel", "deals.csv", "--id", "name", "--against", "p.rel", "--format", "csv"
    ).out
    assert "Feeling 1 → 2: `good: 1` became `good: 2`," in csv_


def test_levels_and_grades_that_come_and_go_are_said_plainly(plain: Cli) -> None:
    old = Path("p.rel").read_text(encoding="utf-8")
    new = old.replace('warm "Warm" zh "温" from 2', 'mild "Mild" from 2')
    new += "grade other\n  one when visits > 3\n  two otherwise\n"
    Path("new.rel").write_text(new, encoding="utf-8")
    out = plain("score", "new.rel", "deals.csv", "--id", "name", "--against", "p.rel").out
    assert "  grade `stage`: `warm from 2` became `mild from 2`\n" in out
    assert "  grade `other` is new\n" in out
    assert "2 moved, neither up nor down" in out
    assert "  before ↓  after →  Cold  Mild  Hot  undecided  all\n" in out
    assert "Warm → Mild: 2 records\n" in out


def test_chinese_all_through(deals: Cli) -> None:
    out = deals(*SCORE, "--lang", "zh").out
    assert out.startswith(
        "商机：2 版与 1 版对比\n原策略：`old.rel`。新策略：`new.rel`。\n9 条记录："
    )
    assert "热 → 温：1 条记录\n  原因：联系 3 → 1：" in out
    assert "  改前↓ 改后→  冷  温  热  合计\n" in out
    assert "line 8 (Gus) 合乎原策略，但不合新策略：" in out


def test_markdown_is_a_document_and_shows_texts_as_they_are(deals: Cli) -> None:
    Path("deals.csv").write_text(FILE.replace("Ann", "A|n*n"))
    out = deals(*SCORE, "--format", "markdown").out
    assert out.startswith("# Deals: version 2 against version 1\n\nBefore: `old.rel`.")
    assert "\n## Stage\n\n" in out
    assert (
        "| before ↓  after → | Cold | Warm | Hot | all |\n| --- | --: | --: | --: | --: |\n" in out
    )
    assert "\n### Hot → Warm: 1 record\n\n- Why: Contact 3 → 1: `3 points" in out
    assert "- A\\|n\\*n: Total 4 → 2\n" in out


def test_long_lists_are_cut_unless_all_are_wanted(deals: Cli) -> None:
    rows = "".join(f"A{i},12,good,x\n" for i in range(30)) + "Z,1,bad,x\n"
    Path("deals.csv").write_text("name,visits,mood,note\n" + rows)
    out = deals(*SCORE).out
    assert "  A19: Total" in out
    assert "  A20: Total" not in out
    assert "  and 10 more; --all names them, and so do --format csv and json\n" in out
    out = deals(*SCORE, "--all").out
    assert "  A29: Total" in out
    assert "\nUnchanged\n  Z\n" in out


def test_gates_and_caps_that_decide_are_named(plain: Cli) -> None:
    old = Path("p.rel").read_text(encoding="utf-8")
    new = old.replace(
        '"冷" otherwise\n', '"冷" otherwise\n  at most warm when mood = good because "too nice"\n'
    )
    Path("new.rel").write_text(new, encoding="utf-8")
    options = ["score", "new.rel", "deals.csv", "--id", "name", "--against", "p.rel"]
    out = plain(*options).out
    assert "  grade `stage`: new is `at most warm when mood = good`\n" in out
    assert (
        "Why: Stage: `hot from 4` decided, now `hot from 4` with "
        "`at most warm when mood = good` (because too nice) does\n" in out
    )
    found = json.loads(plain(*options, "--format", "json").out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "comparison.schema.json").read_text()))
    assert found["changes"][0]["grades"]["stage"]["after"]["limits"] == [
        {"text": "at most warm when mood = good", "because": "too nice"}
    ]


CAP = '  at most 3 when mood = good  because "the price decides" zh "价格说了算"\n'


def test_a_cap_of_the_score_that_decides_is_named(plain: Cli) -> None:
    old, total = Path("p.rel").read_text("utf-8"), "= contact + feeling\n"
    Path("capped.rel").write_text(old.replace(total, total + CAP), encoding="utf-8")
    Path("other.rel").write_text(
        old.replace(total, total + CAP.replace("at most 3", "at most 2")), encoding="utf-8"
    )
    ran = plain("score", "capped.rel", "deals.csv", "--id", "name", "--against", "p.rel")
    assert (
        "Hot → Warm: 2 records\n"
        "  Why: Total: now with `at most 3 when mood = good` (because the price decides)\n"
        "  Why: Stage: `hot from 4` decided, now `warm from 2` does\n"
        "  Ann: Total 4 → 3\n"
        "  Dee: Total 4 → 3\n"
    ) in ran.out
    ran = plain("score", "p.rel", "deals.csv", "--id", "name", "--against", "capped.rel")
    assert "  Why: Total: no longer with `at most 3 when mood = good` (because" in ran.out
    options = ("other.rel", "deals.csv", "--id", "name", "--against", "capped.rel")
    ran = plain("score", *options, "--format", "csv")
    assert (
        "Total: `at most 3 when mood = good` (because the price decides) became `at most 2 when mood "
        "= good` (because the price decides)"
    ) in ran.out
    assert "with `at most" not in ran.out
    chinese = ("capped.rel", "deals.csv", "--id", "name", "--against", "p.rel", "--lang", "zh")
    told = "总分：现受 `at most 3 when mood = good`（因为价格说了算）限制\n"
    assert told in plain("score", *chinese).out


ASKED = """\
policy asked "Asked"
scale step
  low < mid < high
fact first, second: levels of step
fact keen: yes or no
  default no
questionnaire q
  answers 1 to 5
  item q1
  item q2 reversed
list people
  fact role: choices x | y
  dimension weight
    1 point when role = x
    0 points otherwise
dimension answers = total of q
dimension done
  1 point when first >= mid and second = low and keen
  1 point when some people have weight = 1
  0 points otherwise
score total = answers + done
"""


def test_lists_scales_and_questionnaires_that_differ_are_told(cli: Cli) -> None:
    Path("old.rel").write_text(ASKED)
    new = ASKED.replace("mid < high", "mid < high < top").replace("default no", "default yes")
    new = new.replace("1 to 5", "1 to 7").replace("q2 reversed", "q2").replace("x | y", "x | y | z")
    new = new.replace("1 point when role", "2 points when role").replace("weight = 1", "weight = 2")
    Path("new.rel").write_text(new)
    Path("a.csv").write_text("first\nmid\n")
    out = cli("score", "new.rel", "a.csv", "--against", "old.rel").out
    assert (
        "What differs between the policies\n"
        "  scale `step`: `levels low < mid < high` became `levels low < mid < high < top`\n"
        "  fact `keen`: `default no` became `default yes`\n"
        "  fact `people.role`: `choices x | y` became `choices x | y | z`\n"
        "  questionnaire `q`: `answers 1 to 5` became `answers 1 to 7`, `item q2 reversed` became "
        "`item q2`\n"
        "  dimension `people.weight`: `1 point when role = x` became `2 points when role = x`\n"
        "  dimension `done`: `1 point when some people have weight = 1` became `1 point when some "
        "people have weight = 2`\n"
        "\n"
    ) in out


def test_a_list_and_a_questionnaire_that_only_one_policy_has_are_told_as_one(cli: Cli) -> None:
    Path("old.rel").write_text("\n".join(ASKED.splitlines()[:6]) + KEEN)
    Path("new.rel").write_text(ASKED)
    Path("a.csv").write_text("first\nmid\n")
    out = cli("score", "new.rel", "a.csv", "--against", "old.rel").out
    assert "  list `people` is new\n  questionnaire `q` is new\n  dimension `answers` is" in out
    assert "`people` is asked by the new policy only, and no column gives it" in out
    assert "people.role" not in out
    assert "fact `q1`" not in out
    Path("a.json").write_text('{"first": "mid", "people": [], "q1": 1}')
    given = cli("score", "new.rel", "a.json", "--against", "old.rel", "--format", "json").out
    assert json.loads(given)["not_given"] == [{"fact": "q2", "policy": "after"}]
    schema = json.loads((ROOT / "docs" / "comparison.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(given), schema)
    back = cli("score", "old.rel", "a.csv", "--against", "new.rel").out
    assert "list `people` is gone" in back


KEEN = """
dimension done
  1 point when first >= mid and second = low and keen
  0 points otherwise
score total = done
"""


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        ((), "  scale `step`: `levels"),
        (("--audience", "hr"), "  questionnaire `q`: `answers 1 to 5` became `answers 1 to 7`"),
    ],
)
def test_what_differs_in_a_hidden_list_is_not_told(
    cli: Cli, audience: tuple[str, ...], told: str
) -> None:
    hidden = ASKED.replace("choices x | y", "choices x | y\n    confidential to hr")
    Path("old.rel").write_text(hidden)
    new = hidden.replace("mid < high", "mid < high < top").replace("1 to 5", "1 to 7")
    Path("new.rel").write_text(new.replace("1 point when role", "2 points when role"))
    Path("a.csv").write_text("first\nmid\n")
    out = cli("score", "new.rel", "a.csv", "--against", "old.rel", *audience).out
    assert told in out
    assert ("people.weight" in out) is bool(audience)
    assert ("1 declaration that differs is confidential" in out) is not bool(audience)


@pytest.mark.parametrize(("audience", "told"), [((), False), (("--audience", "hr"), True)])
def test_a_scale_or_list_of_hidden_facts_alone_is_not_named(
    cli: Cli, audience: tuple[str, ...], *, told: bool
) -> None:
    hidden = ASKED.replace("levels of step", "levels of step\n  confidential to hr")
    hidden = hidden.replace("choices x | y", "choices x | y\n    confidential to hr")
    Path("new.rel").write_text(hidden.replace("mid < high", "mid < high < top"))
    Path("old.rel").write_text("\n".join(hidden.splitlines()[:7]) + KEEN)
    Path("a.csv").write_text("keen\nyes\n")
    out = cli("score", "new.rel", "a.csv", "--against", "old.rel", *audience).out
    assert ("scale `step`" in out) is told
    assert ("list `people`" in out) is told
    assert "questionnaire `q` is new" in out


def test_no_answer_stands_apart_from_undecided(plain: Cli) -> None:
    old = Path("p.rel").read_text(encoding="utf-8")
    grade = "grade way\n  far when visits > 3\n  near otherwise\n"
    Path("p.rel").write_text(old + grade, encoding="utf-8")
    silent = grade.replace("near otherwise", "no answer otherwise")
    silent = silent.replace("grade way\n", "grade way\n  levels near < far\n")
    Path("new.rel").write_text(old + silent, encoding="utf-8")
    Path("deals.csv").write_text("name,visits,mood\nAnn,1,good\nBen,,good\n")
    out = plain("score", "new.rel", "deals.csv", "--id", "name", "--against", "p.rel").out
    assert "  before ↓  after →  near  far  no answer  undecided  all\n" in out
    assert "1 moved, neither up nor down, 1 undecided before or after\n" in out


# ---- as data ------------------------------------------------------------------------------------


def test_json_follows_its_schema(deals: Cli) -> None:
    found = json.loads(deals(*SCORE, "--format", "json").out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "comparison.schema.json").read_text()))
    counts = {key: found[key] for key in ("records", "moved", "changed", "unchanged", "unfit")}
    assert counts == {"records": 9, "moved": 3, "changed": 2, "unchanged": 2, "unfit": 2}
    ann = found["changes"][0]
    assert ann["id"] == "Ann"
    assert ann["grades"]["stage"]["direction"] == "down"
    assert ann["grades"]["stage"]["before"] == {
        "value": "hot", "possible": ["hot"], "rows": [{"text": "hot from 4", "because": None}],
    }  # fmt: skip
    assert ann["dimensions"]["contact"]["before"]["rows"] == [
        {"text": "3 points when visits > 10", "because": "they see you often"}
    ]
    assert ann["scores"]["total"]["after"] == {"value": 2, "low": 2, "high": 2}
    assert found["grades"]["stage"]["directions"] == {
        "unchanged": 4, "up": 1, "down": 1, "other": 0, "undecided": 1,
    }  # fmt: skip
    assert {"before": None, "after": "warm", "records": 1} in found["grades"]["stage"]["matrix"]
    assert found["bad"][0] == {
        "id": "Gus", "place": "line 8", "before": [],
        "after": ["`visits` is a whole number from 0 to 20, not `25`"],
    }  # fmt: skip
    everyone = json.loads(deals(*SCORE, "--format", "json", "--all").out)
    assert [c["id"] for c in everyone["changes"]] == [
        "Ann",
        "Ben",
        "Cid",
        "Dee",
        "Eve",
        "Fay",
        "Ida",
    ]


def test_csv_has_a_line_for_each_record_that_changes(deals: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(deals(*SCORE, "--format", "csv").out)))
    assert [(r["id"], r["moved"]) for r in rows] == [
        ("Ann", "yes"), ("Ben", "no"), ("Cid", "yes"), ("Eve", "yes"), ("Fay", "no"),
        ("Gus", ""), ("Hal", ""),
    ]  # fmt: skip
    ann, _, cid, eve, *_, hal = rows
    assert (ann["stage_before"], ann["stage_after"], ann["stage_direction"]) == (
        "hot", "warm", "down",
    )  # fmt: skip
    assert (ann["total_before"], ann["total_after"], ann["total_change"]) == ("4", "2", "-2")
    assert ann["why"].startswith("Contact 3 → 1: `3 points when visits > 10`")
    assert (cid["advice_before"], cid["advice_after"]) == ("call", "")
    assert (eve["stage_before"], eve["total_before"]) == ("warm; hot", "3 to 4")
    assert hal["problems"].startswith("before: `visits` is")
    everyone = deals(*SCORE, "--format", "csv", "--all").out
    assert len(everyone.splitlines()) == 10


def test_the_ending_of_a_file_says_what_it_holds(deals: Cli) -> None:
    heads = {"o.md": "# Deals", "o.csv": "id,place", "o.json": "{", "o.txt": "Deals: version"}
    for name, head in heads.items():
        ran = deals(*SCORE, "-o", name)
        assert ran.code == 1
        assert ran.out == ""
        assert ran.err.endswith(f"9 records compared into {name}\n")
        assert Path(name).read_text(encoding="utf-8").startswith(head)


def test_rows_that_do_not_fit_can_be_set_aside(deals: Cli) -> None:
    ran = deals(*SCORE, "--rejects", "bad.csv")
    assert ran.code == 1
    rows = list(csv.DictReader(io.StringIO(Path("bad.csv").read_text())))
    assert [r["name"] for r in rows] == ["Gus", "Hal"]
    assert rows[1]["problems"].endswith("(in the old policy)")
    assert "2 rows that cannot be compared went to bad.csv\n" in ran.err


def test_the_same_again_is_the_same(deals: Cli) -> None:
    assert deals(*SCORE, "--all").out == deals(*SCORE, "--all").out


# ---- OLD ----------------------------------------------------------------------------------------


@pytest.fixture
def repository(plain: Cli) -> Cli:
    """A repository whose folder `rubrics` holds `p.rel`, changed since it was committed."""
    git("init", "-q", "-b", "main")
    Path("rubrics").mkdir()
    shutil.move("p.rel", "rubrics/p.rel")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("tag", "v1")
    text = Path("rubrics/p.rel").read_text(encoding="utf-8")
    Path("rubrics/p.rel").write_text(text.replace("visits > 10", "visits > 12"), encoding="utf-8")
    return plain


POLICY = ["score", "rubrics/p.rel", "deals.csv", "--id", "name", "--against"]


@pytest.mark.parametrize("old", ["HEAD:rubrics/p.rel", "v1:./rubrics/p.rel", "main:rubrics/p.rel"])
def test_a_revision_of_git_is_compared_with(repository: Cli, old: str) -> None:
    ran = repository(*POLICY, old)
    assert ran.code == 0
    assert f"Before: `{old}`. After: `rubrics/p.rel`." in ran.out
    assert "6 records: 3 move to another grade" in ran.out


def test_in_a_folder_a_path_counts_from_the_top_unless_it_begins_with_a_dot(
    repository: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("rubrics")
    here = ["score", "p.rel", "../deals.csv", "--id", "name", "--against"]
    assert "3 move" in repository(*here, "HEAD:./p.rel").out
    assert "3 move" in repository(*here, "HEAD:rubrics/p.rel").out
    ran = repository(*here, "HEAD:p.rel")
    assert ran.code == 2
    assert ran.err == (
        "error: HEAD:p.rel: there is no p.rel in HEAD; a path counts from the top of the "
        "repository: for this folder, say HEAD:./p.rel\n"
    )


@pytest.mark.parametrize(
    ("old", "told"),
    [
        ("nope:rubrics/p.rel", "nope:rubrics/p.rel: git knows no revision nope; see `git log"),
        ("v1:other.rel", "v1:other.rel: there is no other.rel in v1; see `git ls-tree"),
        ("v1:rubrics", "v1:rubrics is a folder: name a policy file in it"),
        ("--all:p.rel", "--all:p.rel: no revision begins with `-`"),
        ("other.rel", "no policy other.rel: there is no such file"),
    ],
)
def test_what_git_does_not_have_is_said_with_a_way_out(
    repository: Cli, old: str, told: str
) -> None:
    ran = repository(*POLICY, old)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith(f"error: {told}")


def test_a_file_that_is_newer_than_the_revision_is_told(repository: Cli) -> None:
    shutil.copy("rubrics/p.rel", "new.rel")
    git("add", "new.rel")
    git("commit", "-q", "-m", "two")
    ran = repository(*POLICY, "v1:new.rel")
    assert "there is no new.rel in v1, although there is one in HEAD\n" in ran.err


def test_outside_a_repository(plain: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    ran = plain("score", "p.rel", "deals.csv", "--against", "HEAD:p.rel")
    assert ran.code == 2
    assert ran.err == (
        "error: HEAD:p.rel: this folder is in no git repository, and no file is called so\n"
    )


def test_without_git(plain: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path.cwd()))
    ran = plain("score", "p.rel", "deals.csv", "--against", "HEAD:p.rel")
    assert ran.code == 2
    assert ran.err == "error: git is not there to be asked: install it, or give --against a file\n"


def test_an_old_policy_with_mistakes_is_shown_at_its_revision(repository: Cli) -> None:
    Path("broken.rel").write_text('policy b "B"\nscore total = zz\n')
    git("add", "broken.rel")
    git("commit", "-q", "-m", "broken")
    ran = repository(*POLICY, "HEAD:broken.rel")
    assert ran.code == 1
    assert " --> HEAD:broken.rel:2:15\n" in ran.err
    assert ran.err.endswith("error: HEAD:broken.rel has mistakes and cannot be used\n")


def test_a_shipped_policy_is_compared_with(cli: Cli) -> None:
    cli("copy", "customer_relationship")
    path = Path("customer_relationship.rel")
    path.write_text(path.read_text("utf-8").replace("from 10\n", "from 11\n"), encoding="utf-8")
    accounts = str(ROOT / "examples" / "accounts.csv")
    ran = cli("score", path.name, accounts, "--id", "account", "--against", path.stem)
    assert "grade `relationship`: `strong from 10` became `strong from 11`\n" in ran.out


def test_an_overlay_in_git_builds_on_what_stood_beside_it_then(
    repository: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = 'policy north "North" based on deals\nchange stage: hot from 3\n'
    Path("rubrics/p.rel").rename("rubrics/deals.rel")
    Path("rubrics/north.rel").write_text(north)
    git("add", ".")
    git("commit", "-q", "-m", "north")
    text = Path("rubrics/deals.rel").read_text(encoding="utf-8")
    text = text.replace("good: 1", "good: 2")
    Path("rubrics/deals.rel").write_text(text, encoding="utf-8")
    Path("rubrics/north.rel").write_text(north.replace("from 3", "from 4"))
    for folder, policy, old in (
        (".", "rubrics/north.rel", "HEAD:rubrics/north.rel"),
        ("rubrics", "north.rel", "HEAD:./north.rel"),
    ):
        monkeypatch.chdir(folder)
        records = "deals.csv" if folder == "." else "../deals.csv"
        ran = repository("score", policy, records, "--id", "name", "--against", old)
        assert ran.code == 0
        assert "  dimension `feeling`: `good: 1` became `good: 2`\n" in ran.out
        assert "  change `stage`: `hot from 3` became `hot from 4`\n" in ran.out


# ---- wrong use ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--format", "ndjson"], "a comparison has no format ndjson: say table, markdown, json"),
        (["-o", "out.bin"], "what out.bin should hold is not clear from its name: end it in .md"),
        (["-o", "old.rel"], "what old.rel should hold is not clear"),
        (["-o", "old.rel", "--format", "csv"], "-o old.rel would write over what is read"),
        (["-o", "x.csv", "--rejects", "x.csv"], "-o and --rejects are both x.csv"),
        (["--keep", "note"], "--keep is for results, not for a comparison: leave it out"),
    ],
)
def test_what_makes_no_sense_is_refused(deals: Cli, options: list[str], told: str) -> None:
    ran = deals(*SCORE, *options)
    assert ran.code == 2
    assert f"error: {told}" in ran.err
    assert ran.out == ""
    assert Path("old.rel").read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("options", [["--all"], ["--format", "markdown"]])
def test_options_of_a_comparison_need_one(deals: Cli, options: list[str]) -> None:
    ran = deals("score", "new.rel", "deals.csv", *options)
    assert ran.code == 2
    assert f"{' '.join(options)} is for a comparison: say --against OLD too" in ran.err


def test_strict_counts_warnings(plain: Cli) -> None:
    Path("deals.csv").write_text("name,visits,mood,gon\nAnn,3,good,yes\n")
    options = ["score", "p.rel", "deals.csv", "--id", "name", "--against", "p.rel"]
    assert plain(*options).code == 0
    assert plain(*options, "--strict").code == 1
