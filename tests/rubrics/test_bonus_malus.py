"""The Belgian bonus-malus scale: every class, with up to five claims, and the four-year rule."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Answer, Case, check, check_span, check_unknown

# The premium of classes 0 to 22, in percent.
PREMIUMS = (
    *(54, 54, 54, 57, 60, 63, 66, 69, 73, 77, 81, 85),
    *(90, 95, 100, 105, 111, 117, 123, 130, 140, 160, 200),
)


def case(class_: int, claims: int, years: int) -> Case:
    reached = class_ - 1 + 5 * claims
    if years >= 4:
        reached = min(reached, 14)
    reached = min(max(reached, 0), 22)
    moves = "up" if reached > class_ else "down" if reached < class_ else "stays"
    facts = {"class": class_, "claims": claims, "years_without": years}
    said: dict[str, Answer] = {
        "next_class": reached,
        "level": PREMIUMS[reached],
        "moves": moves,
    }
    return Case(facts, said)


CLASSES = range(23)
CASES = [
    *(case(class_, 0, years) for class_, years in itertools.product(CLASSES, (1, 3, 4, 20))),
    *(case(class_, claims, 0) for class_, claims in itertools.product(CLASSES, range(1, 6))),
]


def test_every_class() -> None:
    assert len(PREMIUMS) == len(CLASSES)
    for one in CASES:
        check("bonus_malus", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 20))
def test_unknown_facts(index: int) -> None:
    check_unknown("bonus_malus", CASES[index])


@pytest.mark.parametrize("class_", CLASSES)
def test_unknown_claims_span_the_classes_they_lead_to(class_: int) -> None:
    facts = {"class": class_, "years_without": 0}
    check_span("bonus_malus", facts, "claims", range(31), "next_class")
