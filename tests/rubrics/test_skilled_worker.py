"""The six factors for skilled workers: every table, the caps, and the conditions of passing."""

from __future__ import annotations

import pytest

from rubrics.published import Answer, Case, check, check_unknown

LANGUAGE = {"none": 0, "clb5": 0, "clb6": 0, "clb7": 4, "clb8": 5, "clb9": 6}
EDUCATION = {
    "none": 0,
    "secondary": 5,
    "one_year": 15,
    "two_years": 19,
    "bachelor": 21,
    "two_degrees": 22,
    "master": 23,
    "doctorate": 25,
}
EXPERIENCE = {0: 0, 1: 9, 2: 11, 3: 11, 4: 13, 5: 13, 6: 15, 40: 15}
AGES = {17: 0, 18: 12, 35: 12, 36: 11, 40: 7, 46: 1, 47: 0, 80: 0}
# What adapts to Canada, at most 10 together; a job offer also counts for itself.
ADAPTS = {
    "partner_language": 5,
    "own_studies": 5,
    "partner_studies": 5,
    "own_work": 10,
    "partner_work": 5,
    "arranged_job": 5,
    "relatives": 5,
}
ABILITIES = ("speaking", "listening", "reading", "writing")
USUAL: dict[str, str | int] = {
    **dict.fromkeys(ABILITIES, "clb9"),
    "second_language": "none",
    "education": "bachelor",
    "experience": 3,
    "age": 35,
}


def case(*adapts: str, **changed: str | int) -> Case:
    facts = USUAL | changed
    abilities = [str(facts[name]) for name in ABILITIES]
    second = 0 if facts["second_language"] == "none" else 4
    said: dict[str, Answer] = {
        "language_points": sum(LANGUAGE[ability] for ability in abilities) + second,
        "education_points": EDUCATION[str(facts["education"])],
        "work": EXPERIENCE[int(facts["experience"])],
        "years": AGES[int(facts["age"])],
        "job": 10 if "arranged_job" in adapts else 0,
        "adaptability": min(10, sum(ADAPTS[name] for name in adapts)),
    }
    factors = sum(int(str(points)) for points in said.values())
    passes = (
        factors >= 67
        and all(LANGUAGE[ability] for ability in abilities)
        and said["work"] != 0
        and said["education_points"] != 0
    )
    said |= {"factors": factors, "outcome": "pass" if passes else "fail"}
    return Case(facts | {name: name in adapts for name in ADAPTS}, said)


CASES = [
    case(),
    *(case(speaking=ability, second_language=ability) for ability in LANGUAGE),
    *(case(education=education) for education in EDUCATION),
    *(case(experience=years) for years in EXPERIENCE),
    *(case(age=age) for age in AGES),
    *(case(name) for name in ADAPTS),
    case("own_work", "relatives"),
    case("own_studies", "relatives", "partner_work"),
    case(*ADAPTS),
    case(*ADAPTS, second_language="clb5", education="doctorate", experience=6),
    case("relatives", age=36, experience=1),  # 24 + 21 + 9 + 11 + 5 = 70
    case(age=36, experience=3),  # 67, just enough
    case(age=36, experience=1),  # 65
    case(*ADAPTS, writing="clb6", education="doctorate", experience=6),
    case(*ADAPTS, experience=0),
    case(*ADAPTS, education="none"),
]


@pytest.mark.parametrize("case", CASES)
def test_published_answers(case: Case) -> None:
    check("skilled_worker", case)


def test_the_most_there_is_are_100_points() -> None:
    best = case(*ADAPTS, second_language="clb5", education="doctorate", experience=6)
    assert best.said["factors"] == 100


def test_67_points_are_just_enough() -> None:
    assert [case(age=36).said[name] for name in ("factors", "outcome")] == [67, "pass"]
    assert [case(age=40).said[name] for name in ("factors", "outcome")] == [63, "fail"]


@pytest.mark.parametrize("index", range(0, len(CASES), 9))
def test_unknown_facts(index: int) -> None:
    check_unknown("skilled_worker", CASES[index])
