"""The Ten Item Personality Inventory: two items for each of five traits, one of them reversed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rubrics.published import Answer, Case, check, check_unknown

TRAITS = ("extraverted", "agreeable", "conscientious", "stable", "open_minded")
# The item that counts as it stands, and the one that counts the other way round.
ITEMS = {
    "extraverted": (1, 6),
    "agreeable": (7, 2),
    "conscientious": (3, 8),
    "stable": (9, 4),
    "open_minded": (5, 10),
}


def case(answers: str) -> Case:
    item = {number: int(answer) for number, answer in enumerate(answers, 1)}
    said: dict[str, Answer] = {
        trait: Fraction(item[straight] + 8 - item[reversed_], 2)
        for trait, (straight, reversed_) in ITEMS.items()
    }
    return Case({f"t{number}": answer for number, answer in item.items()}, said | {"answered": 10})


CASES = [
    case("4444444444"),
    case("1111111111"),
    case("7171717171"),
    case("1717171717"),
    case("5264536247"),
    case("7122435661"),
]


def test_a_reversed_item_counts_8_less_its_answer() -> None:
    # A 5 on "extraverted" and a 2 on "reserved" give (5 + 6) / 2.
    facts = {f"t{number}": 4 for number in range(1, 11)} | {"t1": 5, "t6": 2}
    check("tipi", Case(facts, {"extraverted": Fraction(11, 2)}))


@pytest.mark.parametrize("case", CASES)
def test_published_answers(case: Case) -> None:
    check("tipi", case)


@pytest.mark.parametrize("case", CASES)
def test_unknown_items(case: Case) -> None:
    traits = {trait: case.said[trait] for trait in TRAITS}
    check_unknown("tipi", Case(case.facts, traits))
