"""What an explanation tells of policies that a policy uses, and in which order it tells everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from relrules import Policy, load
from relrules.cli.main import relrules

TRUST = """
policy trust "Kinds of trust"
  assume "trust can be seen"
fact likes "Likes you", believes "Believes you": yes or no
  assume "they say so"
fact age "Age": number from 0 to 100
  confidential to manager
list people "People"
  fact name: text
  fact warm "Warm": yes or no
  grade rung "Rung"
    high "High" when warm
    low  "Low"  otherwise
  grade other "Other rung"
    high "High" when warm
    low  "Low"  otherwise
dimension liking "Liking"
  2 points when likes
  0 points otherwise
dimension belief "Belief"
  3 points when believes
  0 points otherwise
dimension youth "Youth"
  1 point when likes and believes
  0 points otherwise
score depth "Depth" = liking + belief + youth
grade stage "Stage" by depth
  deep    "Deep"    from 4
  shallow "Shallow" otherwise
grade aside "Aside"
  aged  "Aside yes" when age >= 50
  young "Aside no"  otherwise
alert alone "Nobody likes us"
  when likes = no
  say "You stand alone."
  assume "one is enough"
alert old "Old"
  when age >= 50
"""
OWN = """
policy account "Account"
  assume "both are told"
use trust
  show alerts
fact price "Price decides": yes or no
define near = trust.stage
define warm "Warm ones" = count of trust.people where rung = high
grade footing "Footing"
  firm "Firm" when near >= deep and price = no
  weak "Weak" otherwise
advice go "Go there"
  when footing = weak
  say "Go."
  assume "a visit helps"
advice stay "Stay"
  when footing = firm
  assume "no visit is needed"
"""
FACTS: dict[str, object] = {
    "likes": False,
    "believes": True,
    "age": 60,
    "people": [{"name": "Chen", "warm": True}],
}


@pytest.fixture
def account(tmp_path: Path) -> Policy:
    """Return a policy that uses another."""
    (tmp_path / "trust.rel").write_text(TRUST.lstrip(), encoding="utf-8")
    path = tmp_path / "account.rel"
    path.write_text(OWN.lstrip(), encoding="utf-8")
    return load(path)


def told(policy: Policy, form: str = "text", *, in_full: bool = False) -> str:
    """Return an explanation, every space as one."""
    assert form in ("text", "markdown")
    result = policy.evaluate(FACTS)
    text = result.explain("en", "markdown" if form == "markdown" else "text", in_full=in_full)
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_alerts_come_first_and_assumptions_last(account: Policy, form: str) -> None:
    text = told(account, form)
    headings = [
        "Footing is Weak",
        "Alerts",
        "What decides the grade",
        "From the policies it uses",
        "Also worked out",
        "What to do",
        "Still unknown",
        "What the policy assumes",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_of_a_used_policy_what_is_read_is_told_in_a_line(account: Policy) -> None:
    text = told(account)
    assert (
        "From the policies it uses - Kinds of trust Stage Shallow with 3 of 6 points, 1 point short"
        " of Deep; lost: Liking 2, Youth 1 Chen: Rung High Warm: yes All else it says is left out"
        " here: see `relrules explain trust …`."
    ) in text
    for left_out in ("Other rung", "Aside", "Where the points come from", "Belief"):
        assert left_out not in text


def test_in_full_tells_everything(account: Policy) -> None:
    text = told(account, in_full=True)
    for name in ("Other rung", "Aside", "Where the points come from", "Belief", "they say so"):
        assert name in text
    assert "From the policies it uses" not in text
    assert "Stay: no visit is needed" in text


def test_an_alert_that_is_passed_on_names_its_policy(account: Policy) -> None:
    for form in ("text", "markdown"):
        assert "Why: Likes you: no. From “Kinds of trust”." in told(account, form)
    assert "Footing: Weak. From" not in told(account)


def test_assumptions_of_used_policies_are_counted(account: Policy) -> None:
    text = told(account)
    assert text.endswith(
        "What the policy assumes - both are told - Go there: a visit helps - The policies it uses"
        " assume 4 things more, left out here."
    )


def test_assumptions_of_advice_that_is_not_given_are_left_out(account: Policy) -> None:
    assert "no visit is needed" not in told(account)
    text = account.evaluate({}).explain("en")
    assert "no visit is needed" in text  # It is possible.
    assert "no visit is needed" in account.evaluate(FACTS).assumptions


def test_json_has_everything(account: Policy) -> None:
    data = json.loads(account.evaluate(FACTS).explain("en", "json"))
    assert [g["name"] for g in data["grades"]] == ["footing", "trust.stage", "trust.aside"]
    assert "Likes you: they say so" in data["assumptions"]


def test_nothing_hidden_is_told_of_a_used_policy(tmp_path: Path) -> None:
    (tmp_path / "trust.rel").write_text(TRUST.lstrip(), encoding="utf-8")
    own = OWN.replace("near = trust.stage", "near = trust.stage\ndefine side = trust.aside")
    own = own.replace("price = no", "price = no and side = young")
    (tmp_path / "account.rel").write_text(own.lstrip(), encoding="utf-8")
    policy = load(tmp_path / "account.rel")
    texts = {
        " ".join(policy.evaluate({**FACTS, "age": age}).explain("en").split()) for age in (20, 60)
    }
    assert len(texts) == 1
    assert "Aside hidden: confidential" in texts.pop()
    seen = policy.evaluate(FACTS).explain("en", audience="manager")
    assert "Aside yes" in seen


def test_a_policy_that_only_passes_on_what_others_say_tells_their_verdict(tmp_path: Path) -> None:
    (tmp_path / "trust.rel").write_text(TRUST.lstrip(), encoding="utf-8")
    (tmp_path / "all.rel").write_text('policy all "All"\nuse trust\n', encoding="utf-8")
    text = load(tmp_path / "all.rel").evaluate(FACTS).explain("en")
    assert text.startswith("Stage is Shallow, with 3 of 6 points")
    assert "From the policies it uses\n  All else it says" in text


def test_a_score_made_of_the_points_of_another_policy_says_so(tmp_path: Path) -> None:
    (tmp_path / "trust.rel").write_text(TRUST.lstrip(), encoding="utf-8")
    own = 'policy sum "Sum"\nuse trust\nscore total "Total" = trust.liking + trust.belief\n'
    (tmp_path / "sum.rel").write_text(own, encoding="utf-8")
    text = " ".join(load(tmp_path / "sum.rel").evaluate(FACTS).explain("en").split())
    assert "Total 3 of 5 Made of: Liking 0 + Belief 3" in text
    assert "Liking 0 of 2 Likes you: no Belief 3 of 3 Believes you: yes" in text


def test_a_long_verdict_is_a_list(tmp_path: Path) -> None:
    names = ["one", "two", "three", "four"]
    lines = ['policy many "Many"', "fact a: yes or no"]
    for name in names:
        lines += [f'grade {name} "{name.title()}"', '  up "Up" when a', '  down "Down" otherwise']
    path = tmp_path / "many.rel"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = load(path).evaluate({"a": True}, id="X")
    assert result.explain("en").startswith("X:\n  - One is Up.\n  - Two is Up.\n  - Three is Up.")
    assert "X:\n\n- **One is Up.**\n- **Two is Up.**" in result.explain("en", "markdown")
    path.write_text("\n".join(lines[:-3]) + "\n", encoding="utf-8")
    short = load(path).evaluate({"a": True}, id="X").explain("en")
    assert short.startswith("X: One is Up. Two is Up. Three is Up.")


@pytest.mark.usefixtures("account")
def test_the_command_tells_everything_on_request(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(json.dumps([FACTS]), encoding="utf-8")
    command = ["explain", str(tmp_path / "account.rel"), str(tmp_path / "data.json")]
    short = CliRunner().invoke(relrules, command)
    full = CliRunner().invoke(relrules, [*command, "--in-full"])
    assert (short.exit_code, full.exit_code) == (0, 0)
    assert "Where the points come from" not in short.stdout
    assert "Where the points come from" in full.stdout


def test_a_label_that_asks_is_followed_by_no_colon(tmp_path: Path) -> None:
    path = tmp_path / "near.rel"
    path.write_text(
        'policy near "Near"\nfact a "Is it near?" zh "近吗？": yes or no\n'
        'alert whom "To whom?" zh "跟谁近？"\n  when a\n  say "Ask." zh "问清楚。"\n',
        encoding="utf-8",
    )
    result = load(path).evaluate({"a": True})
    assert "- To whom? Ask.\n    Why: Is it near? yes." in result.explain("en")
    assert "- **To whom?** Ask." in result.explain("en", "markdown")
    assert "- 跟谁近？问清楚。" in result.explain("zh")
