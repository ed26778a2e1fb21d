"""The Glasgow Coma Scale, in all its combinations, with what cannot be tested."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Answer, Case, allows, check, check_unknown, rubric

EYES = ("none", "to_pressure", "to_sound", "spontaneous", "not_testable")
SPEECH = ("none", "sounds", "words", "confused", "orientated", "not_testable")
MOVEMENT = (
    "none",
    "extension",
    "abnormal_flexion",
    "normal_flexion",
    "localising",
    "obeys",
    "not_testable",
)


def case(eyes: str, speech: str, movement: str, pupils: int) -> Case:
    facts = {"eyes": eyes, "speech": speech, "movement": movement, "fixed_pupils": pupils}
    said: dict[str, Answer] = {"gcs_total": None, "gcs_p": None, "injury": None}
    if "not_testable" in facts.values():
        return Case(facts, said, given=())
    total = EYES.index(eyes) + SPEECH.index(speech) + MOVEMENT.index(movement) + 3
    injury = "severe" if total <= 8 else "moderate" if total <= 12 else "mild"
    said = {"gcs_total": total, "gcs_p": total - pupils, "injury": injury}
    return Case(facts, said, given=("airway",) if total <= 8 else ())


CASES = [case(*given) for given in itertools.product(EYES, SPEECH, MOVEMENT, (0, 1, 2))]


def test_all_combinations() -> None:
    totals = {one.said["gcs_total"] for one in CASES}
    assert totals == {None, *range(3, 16)}
    for one in CASES:
        check("gcs", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 45))
def test_unknown_responses(index: int) -> None:
    check_unknown("gcs", CASES[index])


def test_what_is_not_yet_seen_may_turn_out_not_to_be_testable() -> None:
    found = rubric("gcs").evaluate({"eyes": "to_sound", "speech": "confused", "fixed_pupils": 1})
    total = found.outcome.values["gcs_total"]
    assert [answer for answer in (None, *range(3, 16)) if allows(total, answer)] == [
        None,
        *range(8, 14),
    ]
