"""An explanation as a page: well formed, everything escaped, nothing asked of any other place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

import relrules
from relrules.cli.main import relrules as command
from relrules.explain.explain import Format
from relrules.explain.picture import picture
from relrules.explain.scores import told_score
from relrules.explain.telling import Telling
from relrules.explain.visible import everything
from relrules.explain.waterfall import Waterfall, waterfall
from relrules.source.shipped import policy_names
from relrules.verify.examples import run_examples

EMPTY = {"meta", "br", "rect", "line", "link"}
HOSTILE = """
policy p "<script>alert(1)</script>" zh "<b>甲</b>"
fact a "A & <i>b</i>" zh "“甲”&": yes or no
list people "<ul>"
  fact name: text
dimension d "d\\" onload=\\"x" zh "</svg>"
  2 points when a
  0 points otherwise because "</td><script>x</script>"
dimension e "E"
  1 point when a
  0 points otherwise
score total "</text>" = d + 2 * e
  out of 4
grade g "G<" by total
  high "<em>" from 3
  low  "&lt;" otherwise
alert w "<w>" for each people
  when not a
  say "{name} & <script>"
""".replace('\\"', "'")


class Tags(HTMLParser):
    """Notes whether every element that is opened is closed, and what elements there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def tags(page: str) -> Tags:
    found = Tags()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def pictures(name: str) -> list[tuple[Waterfall, str]]:
    """Return every picture that the examples of a shipped policy have."""
    policy = relrules.shipped(name)
    found = []
    for example in run_examples(policy.program):
        seen = everything(policy.program, example.outcome)
        telling = Telling(policy.program, example.outcome, "en", seen)
        for score in policy.checked.scores.values():
            shown = waterfall(telling, told_score(telling, score))
            if shown is not None:
                found.append((shown, picture(shown, "en")))
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_policies_and_records_say_is_shown_as_it_is(lang: str) -> None:
    policy = relrules.load_text(HOSTILE)
    facts = {"a": False, "people": [{"name": "<img src=x onerror=alert(1)>"}]}
    page = policy.evaluate(facts, id="<h1>").explain(lang, "html")
    found = tags(page)
    assert not found.seen & {"script", "img", "em", "i", "b", "w"}
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    text = "".join(found.text)
    assert "<img src=x onerror=alert(1)>" in text
    assert "</td><script>x</script>" in text
    assert "<h1>" in text


def test_a_page_asks_nothing_of_any_other_place() -> None:
    page = relrules.shipped("customer_relationship").evaluate({}).explain("en", "html")
    found = tags(page)
    assert not found.seen & {"script", "link", "iframe", "img"}
    assert not [v for k, v in found.attributes if k in ("src", "href", "srcset", "data")]
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"url\(|@import|http", style)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", [n for n in policy_names() if n != "account_review"])
def test_the_steps_of_a_picture_add_up_to_the_score(name: str) -> None:
    decided = 0
    for shown, drawn in pictures(name):
        ET.fromstring(drawn)  # noqa: S314 - our own picture
        assert shown.label in drawn
        if not shown.steps:
            continue
        low = sum((Fraction(step.low) for step in shown.steps), Fraction(0))
        high = sum((Fraction(step.high) for step in shown.steps), Fraction(0))
        assert low <= shown.high
        assert shown.low <= high
        for step in shown.steps:
            assert step.least <= step.low <= step.high <= step.most
        if all(step.low == step.high for step in shown.steps[:-1]):
            # The last may be open: a part, or a limit that may hold.
            decided += 1
            assert (shown.low, shown.high) == (low, high)
    assert decided or not relrules.shipped(name).checked.scores


def test_what_a_limit_takes_is_a_step_of_its_own() -> None:
    policy = relrules.load_text(
        'policy p\nfact a "A", b "B": yes or no\n'
        "dimension d\n  6 points when a\n  0 points otherwise\n"
        "score total = 2 * d - 3\n  at most 5 when b\n"
        "grade g by total\n  high from 4\n  low otherwise\n"
    )
    result = policy.evaluate({"a": True, "b": True})
    telling = Telling(
        policy.program, result.outcome, "en", everything(policy.program, result.outcome)
    )
    shown = waterfall(telling, told_score(telling, policy.checked.scores["total"]))
    assert shown is not None
    assert [(step.label, step.low) for step in shown.steps] == [
        ("d", 12), ("From the start", -3), ("Limit", -4),
    ]  # fmt: skip
    assert [(level.label, level.low, level.high) for level in shown.levels] == [
        ("low", None, 4), ("high", 4, None),
    ]  # fmt: skip
    assert shown.levels[1].possible
    assert not shown.levels[0].possible


def test_what_is_hidden_has_no_picture() -> None:
    text = HOSTILE.replace(": yes or no\nlist", ": yes or no\n  confidential to boss\nlist")
    result = relrules.load_text(text).evaluate({"a": True})
    assert "<svg" in result.explain("en", "html", audience="boss")
    assert "<svg" not in result.explain("en", "html")


def test_several_records_make_one_page_with_links(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account,coach_level\nOne,none\nTwo & more,action_commit\n", "utf-8")
    ran = CliRunner().invoke(
        command,
        ["explain", "customer_relationship", str(accounts), "--id", "account", "--format", "html"],
    )
    assert ran.exit_code in (0, None)
    found = tags(ran.stdout)
    assert [v for k, v in found.attributes if k == "href"] == ["#part-1", "#part-2"]
    assert "Two & more" in found.text
    assert ran.stdout.count("<article") == 2
    assert ran.stdout.count("<!doctype html>") == 1


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_many_possible_alerts_stand_behind_what_is_decided(format_: Format) -> None:
    policy = relrules.shipped("account_review")
    told = policy.evaluate({"coach_level": "action_commit", "price_primary": True}).explain(
        "en", format_
    )
    # This one is given; each of the others has its place after it, and is not called possible again.
    first, given = told.index("Exposed to a price cut"), told.index("Near to somebody else")
    decided = told.index("What decides the grade")
    assert first < decided
    if format_ == "html":
        fold = told.index('<details class="rr-more">')
        assert first < fold < given < told.index("</details>") < decided
        assert "more alerts are possible</summary>" in told
        assert '<details class="rr-more" open' not in told
    else:
        heading = told.index("Possible alerts")
        assert decided < heading < given < told.index("What to do")
    assert "Possible – <strong>Near" not in told
    assert "Possible – Near" not in told


def test_a_few_possible_alerts_stay_with_the_others() -> None:
    policy = relrules.shipped("customer_relationship")
    told = policy.evaluate({"coach_level": "action_commit"}).explain("en", "html")
    assert "Possible – <strong>Exposed to a price cut" in told
    assert "rr-more" not in told.partition("</style>")[2]


def test_a_table_names_the_document_of_all_its_points_once() -> None:
    policy = relrules.shipped("customer_relationship")
    result = policy.evaluate({"coach_level": "action_commit", "price_primary": False})
    told = result.explain("en", "html")
    assert told.count("Measuring the customer relationship") == 1
    assert "<caption>Source: Measuring the customer relationship</caption>" in told
    assert "Commits and acts.<br>See aspect 3.</td>" in told
    assert "<br>见第三方面。</td>" in result.explain("zh", "html")
    assert result.explain("en").count("Source: Measuring the customer relationship, aspect") == 5
