"""`relrules list`, `check`, `copy` and `fmt`: what is said of policies, and done to their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Cli
from relrules import load, shipped
from relrules.source import shipped as shipped_files
from relrules.source.shipped import policy_file, policy_names

SHIPPED = "customer_relationship"
UNUSED = 'policy a "A"\n  language 1 en\nfact visits: number\n'
BROKEN = 'policy b "B"\ndimension d\n  1 point when vists > 1\n  0 points otherwise\n'
LOOSE = 'policy  c   "C"  # kept\nfact x :yes or no\ndimension d\n   1 point when x\n   0 points otherwise\n'
TIDY = 'policy c "C"  # kept\nfact x: yes or no\ndimension d\n  1 point  when x\n  0 points otherwise\n'


BASE = """\
policy base "Base"
  version "10.1"
  question "How good?"
  effective from 2026-01-01  review by 2027-01-01
fact price: yes or no
score total = 1
grade fit
  strong when price
  weak otherwise
"""
OTHER = 'policy other "Other"\n  review by 2026-06-30\ndefine one = 1\n'
OVERLAY = """\
policy north "North" based on base
  version "2"
use other
change fit: strong when not price
define two = other.one + 1
"""


@pytest.fixture
def ours(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship other policies: two, and one that builds on both."""
    home = tmp_path_factory.mktemp("home")
    (home / "grammar").symlink_to(policy_file(SHIPPED).parents[1] / "grammar")
    (home / "policies").mkdir()
    for name, text in {"base": BASE, "other": OTHER, "north": OVERLAY}.items():
        (home / "policies" / f"{name}.rel").write_text(text, "utf-8")
    monkeypatch.setattr(shipped_files, "_home", lambda: home)


# ---- list -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ours")
def test_list_tells_when_a_policy_is_meant_to_be_used_and_what_it_builds_on(cli: Cli) -> None:
    ran = cli("list")
    assert ran.err == ""
    assert (
        ran.out
        == """\
base   10.1  Base
             How good?
             effective from 2026-01-01, review by 2027-01-01
north     2  North
             How good?
             effective from 2026-01-01, review by 2027-01-01
             builds on base and other
other     0  Other
             review by 2026-06-30
"""
    )


def test_list_names_the_shipped_policies(cli: Cli) -> None:
    ran = cli("list")
    assert ran.code == 0
    for name in policy_names():
        policy = shipped(name)
        label = policy.checked.label.in_language(policy.checked.lang)
        assert f"{policy.version}  {label}\n" in ran.out
        assert f"\n{name} " in f"\n{ran.out}"


# ---- check ------------------------------------------------------------------------------------


def test_check_finds_nothing_wrong_with_what_is_shipped(cli: Cli) -> None:
    ran = cli("check", *policy_names(), "--strict")
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err == f"{len(policy_names())} policies checked: no mistakes\n"


def test_check_shows_every_mistake_of_every_file(cli: Cli) -> None:
    Path("a.rel").write_text(UNUSED)
    Path("b.rel").write_text(BROKEN)
    ran = cli("check", "a.rel", "b.rel")
    assert ran.code == 1
    assert "warning[unused-fact]" in ran.out
    assert "a.rel:3:6" in ran.out
    assert "error[unknown-name]: nothing is called `vists`" in ran.out
    assert ran.err == "2 policies checked: 1 error and 1 warning\n"


def test_warnings_alone_are_fine_unless_strict(cli: Cli) -> None:
    Path("a.rel").write_text(UNUSED)
    assert cli("check", "a.rel").code == 0
    assert cli("check", "a.rel", "--strict").code == 1


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_checked(cli: Cli) -> None:
    Path("b.rel").write_text(BROKEN)
    ran = cli("check", "missing.rel", "b.rel")
    assert ran.code == 2
    assert ran.err.startswith("error: no policy missing.rel: there is no such file")
    assert "unknown-name" in ran.out


def test_check_for_programs(cli: Cli) -> None:
    Path("b.rel").write_text(BROKEN)
    ran = cli("check", "b.rel", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    (found,) = json.loads(ran.out)
    assert (found["code"], found["file"], found["line"]) == ("unknown-name", "b.rel", 3)
    ran = cli("check", "b.rel", "--format", "github")
    assert ran.out.startswith("::error file=b.rel,line=3,")
    assert cli("check", SHIPPED, "--format", "json").out == "[]\n"
    assert cli("check", SHIPPED, "--format", "github").out == ""


def test_a_policy_in_another_encoding(cli: Cli) -> None:
    Path("a.rel").write_bytes(UNUSED.replace('"A"', '"客户关系评分"').encode("gb18030"))
    ran = cli("check", "a.rel")
    assert ran.code == 1
    assert "gb18030" in ran.out
    assert cli("check", "a.rel", "--encoding", "gb18030").code == 0
    ran = cli("check", "a.rel", "--encoding", "nope")
    assert (ran.code, "there is no encoding 'nope'" in ran.err) == (2, True)


# ---- copy -------------------------------------------------------------------------------------


def test_a_copy_is_the_shipped_file(cli: Cli) -> None:
    ran = cli("copy", SHIPPED)
    assert (ran.code, ran.out) == (0, f"{SHIPPED}.rel\n")
    assert Path(f"{SHIPPED}.rel").read_bytes() == policy_file(SHIPPED).read_bytes()


def test_a_copy_never_overwrites(cli: Cli) -> None:
    Path(f"{SHIPPED}.rel").write_text("mine")
    ran = cli("copy", SHIPPED)
    assert ran.code == 2
    assert ran.err == (f"error: {SHIPPED}.rel is there already; remove it, or use --as NEWNAME\n")
    assert Path(f"{SHIPPED}.rel").read_text() == "mine"


def test_a_copy_under_a_new_name_calls_itself_so(cli: Cli) -> None:
    ran = cli("copy", SHIPPED, "--as", "north_rubric")
    assert (ran.code, ran.out) == (0, "north_rubric.rel\n")
    assert load("north_rubric.rel").name == "north_rubric"
    assert load("north_rubric.rel").checked.facts.keys() == shipped(SHIPPED).checked.facts.keys()


@pytest.mark.parametrize("name", ["a/b", "..", "", ".hidden", "no when", "x\ny"])
def test_a_copy_needs_a_name_that_is_one(cli: Cli, name: str) -> None:
    ran = cli("copy", SHIPPED, "--as", name)
    assert ran.code == 2
    assert "is no name for a policy" in ran.err
    assert not list(Path().iterdir())


def test_a_copy_of_nothing_suggests_something(cli: Cli) -> None:
    ran = cli("copy", "custmer_relationship")
    assert ran.code == 2
    assert ran.err.endswith(f"did you mean `{SHIPPED}`?\n")


@pytest.mark.usefixtures("ours")
def test_a_copy_tells_what_it_builds_on(cli: Cli) -> None:
    ran = cli("copy", "north")
    assert (ran.code, ran.out) == (0, "north.rel\n")
    assert ran.err.splitlines() == [
        "note: it builds on base, as shipped; to tune that too: relrules copy base",
        "note: it builds on other, as shipped; to tune that too: relrules copy other",
        "yours to tune; then: relrules test north.rel",
    ]
    assert load("north.rel").hash == shipped("north").hash
    assert "note" not in cli("copy", "base").err
    ran = cli("copy", "north", "--as", "south")
    assert (ran.code, load("south.rel").name) == (0, "south")
    assert ran.err.splitlines()[0] == (
        "note: it builds on base: on base.rel in this folder now, not on the shipped one"
    )


@pytest.mark.usefixtures("ours")
def test_a_copy_is_not_called_as_what_it_builds_on(cli: Cli) -> None:
    ran = cli("copy", "north", "--as", "base")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: north builds on base: give its copy a name of its own with --as\n"
    assert not list(Path().iterdir())


# ---- fmt --------------------------------------------------------------------------------------


def test_fmt_rewrites_a_file(cli: Cli) -> None:
    Path("c.rel").write_text(LOOSE)
    ran = cli("fmt", "c.rel")
    assert (ran.code, ran.out) == (0, "c.rel\n")
    assert ran.err == "1 of 1 policy rewritten\n"
    assert Path("c.rel").read_text() == TIDY
    ran = cli("fmt", "c.rel")
    assert (ran.code, ran.out, ran.err) == (0, "", "0 of 1 policy rewritten\n")


def test_fmt_check_changes_nothing_and_lists_what_would(cli: Cli) -> None:
    Path("c.rel").write_text(LOOSE)
    Path("d.rel").write_text(TIDY)
    ran = cli("fmt", "--check", "c.rel", "d.rel")
    assert (ran.code, ran.out) == (1, "c.rel\n")
    assert Path("c.rel").read_text() == LOOSE
    assert cli("fmt", "--check", "d.rel").code == 0


def test_fmt_keeps_line_ends_byte_order_mark_and_encoding(cli: Cli) -> None:
    Path("c.rel").write_bytes(b"\xef\xbb\xbf" + LOOSE.replace("\n", "\r\n").encode())
    assert cli("fmt", "c.rel").code == 0
    assert Path("c.rel").read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode()
    Path("g.rel").write_bytes(LOOSE.replace('"C"', '"客户"').encode("gb18030"))
    assert cli("fmt", "g.rel", "--encoding", "gb18030").code == 0
    assert Path("g.rel").read_bytes() == TIDY.replace('"C"', '"客户"').encode("gb18030")


def test_fmt_refuses_what_it_cannot_read_and_goes_on(cli: Cli) -> None:
    broken = 'policy b "B"\nfact a: yes or\n'
    Path("b.rel").write_text(broken)
    Path("c.rel").write_text(LOOSE)
    ran = cli("fmt", "b.rel", "c.rel")
    assert ran.code == 1
    assert "error[unexpected-text]" in ran.err
    assert "error: b.rel is left as it is: mend its mistakes first\n" in ran.err
    assert Path("b.rel").read_text() == broken
    assert Path("c.rel").read_text() == TIDY


def test_fmt_reads_standard_input(cli: Cli) -> None:
    ran = cli("fmt", "-", stdin=LOOSE)
    assert (ran.code, ran.out, ran.err) == (0, TIDY, "")
    ran = cli("fmt", "-", "--check", stdin=LOOSE)
    assert (ran.code, ran.out) == (1, "standard input\n")
    ran = cli("fmt", "-", stdin="policy\n  (")
    assert (ran.code, ran.out) == (1, "")
    assert "error: standard input is left as it is" in ran.err


def test_fmt_rewrites_keywords(cli: Cli) -> None:
    ran = cli("fmt", "-", "--keywords", "zh", stdin=TIDY)
    assert ran.out.startswith('策略 c "C"  # kept\n事实 x: 是 或 否\n维度 d\n')
    assert cli("fmt", "-", "--keywords", "en", stdin=ran.out).out == TIDY


LABELLED = """\
policy c
fact mood "Mood" zh "态度"
  levels low "Low" zh "冷淡" < high "High" zh "热情"
fact won "Won" zh "赢单 说明": yes or no
dimension d "D" zh "得分项"
  points by mood when not won
    low: 0, high: 2
  5 points when mood = high
  4 points otherwise
example "e"
  given mood = high, won = no
  expect d = 2
"""


def test_fmt_calls_things_by_their_labels(cli: Cli) -> None:
    ran = cli("fmt", "-", "--labels", "zh", stdin=LABELLED)
    assert ran.code == 0
    assert "  points by 态度 when not 赢单 说明\n    冷淡: 0, 热情: 2\n" in ran.out
    assert "when 态度 = 热情\n" in ran.out
    assert "  given 态度 = 热情, 赢单 说明 = no\n  expect 得分项 = 2\n" in ran.out
    assert 'fact mood "Mood" zh "态度"\n' in ran.out
    assert cli("fmt", "-", "--labels", "zh", stdin=ran.out).out == ran.out


def test_fmt_labels_need_a_policy_without_mistakes(cli: Cli) -> None:
    ran = cli(
        "fmt", "-", "--labels", "zh", stdin=LABELLED.replace("points by mood", "points by mod")
    )
    assert (ran.code, ran.out) == (1, "")
    assert "did you mean `mood`?" in ran.err


def test_fmt_fix_mends_what_has_one_remedy(cli: Cli) -> None:
    Path("c.rel").write_text(LOOSE.replace("when x", "当x"))
    assert cli("check", "c.rel").code == 1
    assert cli("fmt", "c.rel").code == 1
    ran = cli("fmt", "--fix", "c.rel")
    assert ran.code == 0
    assert cli("check", "c.rel").code == 0


def test_fmt_leaves_shipped_policies_alone(cli: Cli) -> None:
    before = policy_file(SHIPPED).read_bytes()
    ran = cli("fmt", SHIPPED)
    assert ran.code == 2
    assert f"`relrules copy {SHIPPED}` makes one to tune" in ran.err
    assert policy_file(SHIPPED).read_bytes() == before
