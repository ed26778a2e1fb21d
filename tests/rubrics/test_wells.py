"""The Wells score, in all combinations of its criteria, in three tiers and in two."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from rubrics.published import Case, check, check_unknown

# In half points, so that the table is one of whole numbers.
HALVES = {
    "leg_signs": 6,
    "likeliest": 6,
    "immobile": 3,
    "before": 3,
    "blood": 2,
    "cancer": 2,
}
HEART_RATES = {60: 0, 100: 0, 101: 3}


def case(heart_rate: int, *given: bool) -> Case:
    criteria = dict(zip(HALVES, given, strict=True))
    halves = HEART_RATES[heart_rate] + sum(HALVES[name] for name in criteria if criteria[name])
    three = "low" if halves < 4 else "moderate" if halves <= 12 else "high"
    two = "unlikely" if halves <= 8 else "likely"
    return Case(
        {"heart_rate": heart_rate, **criteria},
        {"wells_score": Fraction(halves, 2), "three_tiers": three, "two_tiers": two},
        given=("exclude",) if two == "unlikely" else ("image",),
    )


CASES = [
    case(rate, *given)
    for rate in HEART_RATES
    for given in itertools.product((False, True), repeat=6)
]


def test_all_combinations() -> None:
    for one in CASES:
        check("wells", one)


def test_the_borders_of_the_tiers_are_reached() -> None:
    assert {one.said["wells_score"] for one in CASES} >= {2, 4, 6, Fraction(25, 2)}


@pytest.mark.parametrize("index", range(0, len(CASES), 30))
def test_unknown_criteria(index: int) -> None:
    check_unknown("wells", CASES[index])
