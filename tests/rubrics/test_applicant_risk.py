"""The decision table with priorities: of all rules that match, the worst output counts."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from rubrics.published import Case, check, check_unknown

Rule = tuple[Callable[[int, str, int, bool], bool], str]

# The table of the policy, written down again: a condition and its output.
RULES: list[Rule] = [
    (lambda age, history, _credit, _declined: age >= 60 and history == "good", "medium"),
    (lambda age, _history, _credit, _declined: 25 <= age <= 60, "medium"),
    (lambda age, history, _credit, _declined: age > 60 and history == "bad", "high"),
    (lambda age, history, _credit, _declined: age < 25 and history == "bad", "medium"),
    (lambda _age, _history, credit, _declined: credit < 580, "high"),
    (lambda _age, _history, credit, _declined: credit < 670, "medium"),
    (lambda _age, _history, _credit, declined: declined, "medium"),
]
PRIORITIES = ("high", "medium", "low")
ROUTES = {"high": "decline", "medium": "refer", "low": "accept"}

AGES = (0, 24, 25, 60, 61, 130)
HISTORIES = ("good", "bad")
CREDITS = (300, 579, 580, 669, 670, 850)


def case(age: int, history: str, credit: int, *, declined: bool) -> Case:
    hits = {output for matches, output in RULES if matches(age, history, credit, declined)}
    rating = min(hits, key=PRIORITIES.index, default="low")
    advice = [
        *(["call_applicant"] if rating == "medium" else []),
        *(["credit_report"] if credit < 670 else []),
        *(["senior_review"] if rating == "high" or age > 60 else []),
    ]
    facts = {"age": age, "history": history, "credit": credit, "declined_before": declined}
    return Case(facts, {"rating": rating, "routing": ROUTES[rating]}, given=tuple(advice))


CASES = [
    case(*given, declined=declined)
    for given in itertools.product(AGES, HISTORIES, CREDITS)
    for declined in (False, True)
]


def test_all_rules_in_all_combinations() -> None:
    assert {one.said["rating"] for one in CASES} == {*PRIORITIES}
    for one in CASES:
        check("applicant_risk", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 12))
def test_unknown_facts(index: int) -> None:
    check_unknown("applicant_risk", CASES[index])
