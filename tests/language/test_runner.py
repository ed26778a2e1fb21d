"""The runner of the pages itself: it must see what is wrong with an engine, and with a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import language_pages as pages
from relrules import Policy
from relrules.check import model as m
from relrules.evaluate.outcome import Outcome

POLICY = """\
```relrules
policy deal
fact visits: number from 0 to 10
fact coach: levels none < some
dimension contact
  1 point when visits is known
  0 points otherwise
define level_now = coach
advice call
  when coach = none
```
"""


def written(folder: Path, text: str) -> list[pages.Case]:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    return pages.cases(page)


def disagreements(folder: Path, blocks: str) -> list[str]:
    [case] = written(folder, POLICY + blocks)
    return pages.disagreements(case, pages.loaded(case, case.policy), pages.interpreter)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("contact = 0", "it is 1"),
        ("contact between 0 and 1", "it is 1"),
        ("level_now = some", "it is possible (none, some)"),
        ("level_now possible (some)", "it is possible (none, some)"),
        ("advice call", "it is possible"),
        ("no advice call", "it is possible"),
    ],
)
def test_a_wrong_result_is_seen(tmp_path: Path, expected: str, actual: str) -> None:
    blocks = f"```facts\nvisits = 3\n```\n```result\n{expected}\n```\n"
    [found] = disagreements(tmp_path, blocks)
    assert found == f"page.md, line 12: expected `{expected}`, but {actual}"


def test_each_wrong_result_is_seen_and_right_ones_are_not(tmp_path: Path) -> None:
    blocks = (
        "```facts\nvisits = 3\n```\n```result\ncontact = 2, contact = 1\nlevel_now = none\n```\n"
    )
    assert len(disagreements(tmp_path, blocks)) == 2


def test_a_provisional_result_is_to_be_said(tmp_path: Path) -> None:
    blocks = "```facts\ncoach = some\n```\n```result\ncontact = 0\n```\n"
    assert disagreements(tmp_path, blocks) == [
        "page.md, line 12: provisional are {'contact': ('visits',)}"
    ]
    said = "```provisional\ncontact: visits\n```\n"
    assert disagreements(tmp_path, blocks + said) == []


def test_another_engine_is_compared_alike(tmp_path: Path) -> None:
    def forgetful(policy: Policy, example: m.Example) -> Outcome:
        outcome = pages.interpreter(policy, example)
        return evolve(outcome, values={**outcome.values, "contact": outcome.values["level_now"]})

    blocks = "```facts\nvisits = 3, coach = some\n```\n```result\ncontact = 1\n```\n"
    [case] = written(tmp_path, POLICY + blocks)
    policy = pages.loaded(case, case.policy)
    assert pages.disagreements(case, policy, pages.interpreter) == []
    assert len(pages.disagreements(case, policy, forgetful)) == 1


def test_a_policy_that_is_refused_is_no_good_page(tmp_path: Path) -> None:
    blocks = "```facts\nvisits = 11\n```\n```result\ncontact = 1\n```\n"
    [case] = written(tmp_path, POLICY + blocks)
    with pytest.raises(AssertionError, match="value-outside"):
        pages.loaded(case, case.policy)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (POLICY, "this policy shows nothing"),
        ("```facts\n```\n", "no policy stands above this block"),
        (POLICY + "```facts\nvisits = 1\n", "the last fence has no partner"),
        (POLICY + "```result\ncontact = 1\n```\n", "what is a block 'result'?"),
        (POLICY + "```reslut\ncontact = 1\n```\n", "what is a block 'reslut'?"),
        (POLICY + "```error\n```\n```facts\n```\n", "a policy that is refused has no records"),
    ],
)
def test_a_page_that_is_not_well_made_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        written(tmp_path, text)
