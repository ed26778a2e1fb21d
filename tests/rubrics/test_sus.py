"""The System Usability Scale: worked questionnaires, and the grades on the curve."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rubrics.published import Answer, Case, check, check_unknown, decided, rubric

ITEMS = [f"q{number}" for number in range(1, 11)]
# From which score a grade begins, in tenths.
GRADES = {
    "a_plus": 841,
    "a": 808,
    "a_minus": 789,
    "b_plus": 772,
    "b": 741,
    "b_minus": 726,
    "c_plus": 711,
    "c": 650,
    "c_minus": 627,
    "d": 517,
    "f": 0,
}


def case(answers: str, score: float, learnability: float) -> Case:
    facts = dict(zip(ITEMS, map(int, answers), strict=True))
    said: dict[str, Answer] = {
        "sus_score": Fraction(score),
        "guessed": Fraction(score),
        "learnability_score": Fraction(learnability),
        "curve": next(grade for grade, tenths in GRADES.items() if score * 10 >= tenths),
    }
    return Case(facts, said, given=("all_the_same",) if len({*answers}) == 1 else ())


CASES = [
    case("5151515151", 100, 100),
    case("1515151515", 0, 0),
    case("3333333333", 50, 50),
    case("1111111111", 50, 100),
    case("5421232452", 55, 87.5),  # worked in the paper: 22 points of 40
    case("4242424242", 75, 75),
    case("5142424241", 82.5, 87.5),
    case("5151424242", 85, 87.5),
    case("4143424242", 75, 62.5),
    case("4343424242", 70, 62.5),
    case("3343424243", 65, 50),
    case("3333333332", 52.5, 62.5),
]


@pytest.mark.parametrize("case", CASES)
def test_published_answers(case: Case) -> None:
    check("sus", case)


@pytest.mark.parametrize("case", CASES)
def test_unknown_items(case: Case) -> None:
    check_unknown("sus", case, provisional=["guessed"])


@pytest.mark.parametrize(
    ("answered", "guess"), [(10, 75), (9, 75), (8, 75), (7, None), (1, None), (0, None)]
)
def test_the_mean_of_eight_answers_stands_in_for_the_others(
    answered: int, guess: int | None
) -> None:
    facts = {item: 2 + 2 * (number % 2) for number, item in enumerate(ITEMS[:answered], 1)}
    outcome = rubric("sus").evaluate(facts).outcome
    assert decided(outcome.values["guessed"]) == guess
    assert ("guessed" in outcome.provisional) is (answered < 10)
