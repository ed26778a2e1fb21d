"""CHA₂DS₂-VASc, in all combinations of conditions and at the borders of age."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Case, check, check_span, check_unknown

POINTS = {
    "heart_failure": 1,
    "hypertension": 1,
    "diabetes": 1,
    "stroke": 2,
    "vascular": 1,
    "female": 1,
}
AGES = {0: 0, 64: 0, 65: 1, 74: 1, 75: 2, 130: 2}


def case(age: int, *given: bool) -> Case:
    conditions = dict(zip(POINTS, given, strict=True))
    score = AGES[age] + sum(POINTS[name] for name, there in conditions.items() if there)
    return Case({"age": age, **conditions}, {"cha2ds2_vasc_score": score, **treat(score, *given)})


def treat(score: int, *given: bool) -> dict[str, str]:
    """Men from 1 and women from 2 may be treated; men from 2 and women from 3 should be."""
    due = 3 if given[-1] else 2
    named = "recommended" if score >= due else "consider" if score == due - 1 else "omit"
    return {"anticoagulation": named}


CASES = [case(age, *given) for age in AGES for given in itertools.product((False, True), repeat=6)]


def test_all_combinations() -> None:
    assert {one.said["cha2ds2_vasc_score"] for one in CASES} == set(range(10))
    for one in CASES:
        check("cha2ds2_vasc", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 50))
def test_unknown_conditions(index: int) -> None:
    check_unknown("cha2ds2_vasc", CASES[index])


def test_an_unknown_age_is_worth_0_to_2() -> None:
    check_span("cha2ds2_vasc", CASES[0].facts, "age", AGES, "cha2ds2_vasc_score")
