"""The Apgar score, in all its combinations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from rubrics.published import Case, check, check_span, check_unknown

APPEARANCE = {"pale_or_blue": 0, "blue_limbs": 1, "pink": 2}
PULSE = {0: 0, 1: 1, 99: 1, 100: 2, 300: 2}
GRIMACE = {"no_response": 0, "grimace_only": 1, "cries": 2}
ACTIVITY = {"limp": 0, "some_flexion": 1, "active": 2}
RESPIRATION = {"absent": 0, "weak": 1, "strong": 2}
SIGNS = (APPEARANCE, PULSE, GRIMACE, ACTIVITY, RESPIRATION)
NAMES = ("appearance", "pulse", "grimace", "activity", "respiration")


def state(score: int) -> str:
    if score >= 7:
        return "reassuring"
    return "moderate" if score >= 4 else "low"


def case(*given: str | int) -> Case:
    facts = dict(zip(NAMES, given, strict=True))
    score = sum(sign[value] for sign, value in zip(SIGNS, given, strict=True))  # type: ignore[index]  # each sign has its own keys
    help_at_once = PULSE[int(facts["pulse"])] < 2 or facts["respiration"] == "absent"
    alerts = ("resuscitate",) if help_at_once else ()
    return Case(facts, {"apgar_score": score, "state": state(score)}, given=alerts)


def every() -> Iterator[tuple[str | int, ...]]:
    return itertools.product(*(list(sign) for sign in SIGNS))  # type: ignore[arg-type]
