"""Weights shared out over what is known: every choice of known areas."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction

import pytest

from relrules.check.interval import Interval
from rubrics.published import Answer, Case, check, check_unknown, decided, exact, rubric

WEIGHTS = {
    "payment_history": 35,
    "amounts_owed": 30,
    "history_length": 15,
    "new_credit": 10,
    "credit_mix": 10,
}
MARKS = {
    "payment_history": 100,
    "amounts_owed": 80,
    "history_length": 61,
    "new_credit": 50,
    "credit_mix": 7,
}
KNOWN = [names for count in range(6) for names in itertools.combinations(WEIGHTS, count)]


def average(marks: Mapping[str, int]) -> Fraction | None:
    weight = sum(WEIGHTS[name] for name in marks)
    return Fraction(sum(WEIGHTS[n] * mark for n, mark in marks.items()), weight) if weight else None


def band(mark: Fraction | None) -> Answer:
    if mark is None:
        return None
    bands = {90: "exceptional", 67: "good", 58: "fair", 0: "poor"}
    return next(name for limit, name in bands.items() if mark >= limit)


@pytest.mark.parametrize("known", KNOWN, ids=len)
def test_the_known_areas_share_the_weight_of_the_others(known: tuple[str, ...]) -> None:
    marks = {name: MARKS[name] for name in known}
    mark = average(marks)
    check("credit_weights", Case(marks, {"known_standing": mark, "class": band(mark)}))
    outcome = rubric("credit_weights").evaluate(marks).outcome
    assert ("known_standing" in outcome.provisional) is (len(known) < len(WEIGHTS))


@pytest.mark.parametrize("known", KNOWN, ids=len)
def test_without_sharing_an_unknown_area_spans_its_weight(known: tuple[str, ...]) -> None:
    low = sum(Fraction(WEIGHTS[name] * MARKS[name], 100) for name in known)
    high = low + sum(WEIGHTS[name] for name in WEIGHTS if name not in known)
    outcome = rubric("credit_weights").evaluate({name: MARKS[name] for name in known}).outcome
    assert outcome.values["standing"] == Interval(low, high)


@pytest.mark.parametrize(
    ("mark", "published"),
    [
        (0, "poor"),
        (57.99, "poor"),
        (58, "fair"),
        (66.99, "fair"),
        (67, "good"),
        (90, "exceptional"),
    ],
)
def test_the_borders_of_the_bands(mark: float, published: str) -> None:
    facts = dict.fromkeys(WEIGHTS, mark)
    check("credit_weights", Case(facts, {"standing": exact(mark), "class": published}))


def test_thirds_are_exact() -> None:
    # 15 × 1 + 10 × 0 + 10 × 0 of 35 is 3/7, and not a decimal.
    facts = {"history_length": 1, "new_credit": 0, "credit_mix": 0}
    found = rubric("credit_weights").evaluate(facts).outcome.values["known_standing"]
    assert decided(found) == Fraction(3, 7)


def test_complete_marks_stay_possible_when_some_are_unknown() -> None:
    check_unknown("credit_weights", Case(MARKS, {"standing": average(MARKS)}))
