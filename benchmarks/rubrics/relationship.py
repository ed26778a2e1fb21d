"""`customer_relationship` as a person would write it in Python, and records for it."""

# ruff: noqa: PLR2004, S311 - the numbers are those of the rubric, and the records keep no secret

from __future__ import annotations

import random
from typing import Any

from benchmarks.measuring import Answer, Facts

INTERACTION = {"work": 0, "social": 1, "private": 2}
INFORMATION = {"public": 0, "effective": 1, "private_passive": 2, "private_active": 3}
COACHING = {
    "none": 0,
    "give_info": 1,
    "guide_action": 2,
    "action_commit": 3,
    "strong_recommend": 4,
}
SPECIFICATION = {"none": 0, "multi_brand": 1, "param_model": 2, "sole_brand": 3}
COMMITTED = frozenset({"action_commit", "strong_recommend"})

TABLES = {
    "activity_space": INTERACTION,
    "info_quality": INFORMATION,
    "coach_level": COACHING,
    "designer_spec": SPECIFICATION,
}


def plain(facts: Facts) -> Answer:
    """Return score, grade and advice. Nothing is validated; a missing fact is a `KeyError`."""
    coach = facts["coach_level"]
    price = facts["price_primary"]
    score = (
        INTERACTION[facts["activity_space"]]
        + INFORMATION[facts["info_quality"]]
        + COACHING[coach]
        + (0 if price else 1)
        + SPECIFICATION[facts["designer_spec"]]
    )
    if score >= 10:
        grade = "strong"
    elif score >= 6:
        grade = "developing"
    elif score >= 3:
        grade = "early"
    else:
        grade = "cold"
    advice = []
    if coach in COMMITTED:
        advice.append("undercut" if price else "ask_for_the_order")
    if price:
        advice.append("show_your_worth")
    return score, grade, advice


def records(count: int) -> list[Facts]:
    """Return so many records. There are 480 different ones: in a long row all come back."""
    chance = random.Random(1)
    return [_record(chance) for _ in range(count)]


def gaps(count: int) -> list[Facts]:
    """Return so many records, each with one to four of its five facts not known."""
    chance = random.Random(2)
    found: list[Facts] = []
    for _ in range(count):
        record = _record(chance)
        kept = chance.sample(sorted(record), chance.randint(1, 4))
        found.append({name: record[name] for name in kept})
    return found


def _record(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {name: chance.choice(list(of)) for name, of in TABLES.items()}
    return found | {"price_primary": chance.choice((True, False))}
