"""The Apgar score, in all its combinations."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Case, check, check_span, check_unknown

# What each sign is worth; of the pulse its borders.
SIGNS: dict[str, dict[object, int]] = {
    "appearance": {"pale_or_blue": 0, "blue_limbs": 1, "pink": 2},
    "pulse": {0: 0, 1: 1, 99: 1, 100: 2, 300: 2},
    "grimace": {"no_response": 0, "grimace_only": 1, "cries": 2},
    "activity": {"limp": 0, "some_flexion": 1, "active": 2},
    "respiration": {"absent": 0, "weak": 1, "strong": 2},
}


def state(score: int) -> str:
    if score >= 7:
        return "reassuring"
    return "moderate" if score >= 4 else "low"


def case(given: tuple[object, ...]) -> Case:
    facts = dict(zip(SIGNS, given, strict=True))
    points = {name: SIGNS[name][value] for name, value in facts.items()}
    score = sum(points.values())
    help_at_once = points["pulse"] < 2 or points["respiration"] == 0
    alerts = ("resuscitate",) if help_at_once else ()
    return Case(facts, {"apgar_score": score, "state": state(score)}, given=alerts)


CASES = [case(given) for given in itertools.product(*SIGNS.values())]


def test_all_combinations() -> None:
    assert len(CASES) == 3**4 * 5
    for one in CASES:
        check("apgar", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 40))
def test_unknown_signs(index: int) -> None:
    check_unknown("apgar", CASES[index])


@pytest.mark.parametrize("sign", SIGNS)
def test_an_unknown_sign_spans_its_points(sign: str) -> None:
    check_span("apgar", CASES[-1].facts, sign, SIGNS[sign], "apgar_score")
