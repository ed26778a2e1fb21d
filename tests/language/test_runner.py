"""The runner of the pages itself: it must see what is wrong with an engine, and with a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import language_pages as pages
from page_records import problems
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


LISTS = """\
```relrules
policy trust
list contacts
  fact name: text
  fact calls: number from 0 to 9
  dimension warmth
    2 points when calls > 3
    0 points otherwise
define people = count of contacts
define calls = sum calls of contacts
advice call for each contacts
  when calls = 0
  say "Call {name}."
```
"""


def in_lists(folder: Path, blocks: str) -> tuple[pages.Case, Policy]:
    [case] = written(folder, LISTS + blocks)
    return case, pages.loaded(case, case.policy)


def test_records_stand_on_deeper_lines(tmp_path: Path) -> None:
    blocks = '```facts\ncontacts\n  name = "Chen", calls = 0\n  calls = 4\n```\n'
    said = "```says\ncall for Chen: Call Chen.\n```\n"
    case, policy = in_lists(tmp_path, f"{blocks}```result\npeople = 2\n```\n{said}")
    assert pages.disagreements(case, policy, pages.interpreter) == []
    [record] = case.records
    assert pages.texts(policy, record, "en") == record.says["en"]


@pytest.mark.parametrize(
    ("line", "actual"),
    [
        ("contacts[1].warmth = 2", "expected `{}`, but it is `= 0`"),
        ("contacts[2].warmth = 2", "expected `{}`, but it is `between 0 and 2`"),
        ("contacts[3].warmth = 2", "`{}` names no result of a record"),
        ("contacts[1].warmt = 0", "`{}` names no result of a record"),
        ("warmth = 0", "`{}` names no result of a record"),
    ],
)
def test_a_wrong_result_of_a_record_is_seen(tmp_path: Path, line: str, actual: str) -> None:
    blocks = '```facts\ncontacts\n  calls = 0\n  name = "Li"\n```\n```result\npeople = 2\n```\n'
    case, policy = in_lists(tmp_path, f"{blocks}```records\n{line}\n```\n")
    [found] = pages.disagreements(case, policy, pages.interpreter)
    assert found == f"page.md, line 15: {actual.format(line)}"


def test_a_record_may_be_data(tmp_path: Path) -> None:
    blocks = '```json\n{"contacts": [{"name": "Chen", "calls": 3}]}\n```\n'
    case, policy = in_lists(tmp_path, f"{blocks}```result\ncalls = 4\n```\n")
    [found] = pages.disagreements(case, policy, pages.interpreter)
    assert found == "page.md, line 15: expected `calls = 4`, but it is 3"


def test_data_that_is_refused_has_problems(tmp_path: Path) -> None:
    blocks = '```json\n{"contacts": [{"calls": 10}]}\n```\n```problems\nx\n```\n'
    case, policy = in_lists(tmp_path, blocks)
    [record] = case.records
    assert problems(policy.checked, record.data or "") == (
        "contacts[1].calls: `contacts[1].calls` is a number from 0 to 9, not 10",
    )


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
        (POLICY + "```facts\n```\n```problems\nx\n```\n", "what is a block 'problems'?"),
        (POLICY + "```reslut\ncontact = 1\n```\n", "what is a block 'reslut'?"),
        (POLICY + "```error\n```\n```facts\n```\n", "a policy that is refused has no records"),
    ],
)
def test_a_page_that_is_not_well_made_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        written(tmp_path, text)
