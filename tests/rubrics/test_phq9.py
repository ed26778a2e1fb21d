"""PHQ-9 in Chinese: the bands of severity, the question of self-harm, what may be estimated."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rubrics.published import Answer, Case, check, check_unknown, decided, rubric

ITEMS = [f"第{number}题" for number in "一二三四五六七八九"]
ANSWERS = ("完全没有", "有几天", "一半以上天数", "几乎每天")


def severity(total: int) -> str:
    bands = {20: "重度", 15: "中重度", 10: "中度", 5: "轻度", 0: "极轻"}
    return next(name for limit, name in bands.items() if total >= limit)


def case(answers: str) -> Case:
    worth = [int(answer) for answer in answers]
    facts = {item: ANSWERS[answer] for item, answer in zip(ITEMS, worth, strict=True)}
    total = sum(worth)
    said: dict[str, Answer] = {
        "量表分": total,
        "初筛分": worth[0] + worth[1],
        "估算分": total,
        "程度": severity(total),
        "估算程度": severity(total),
    }
    assess = total >= 10 or worth[0] + worth[1] >= 3
    given = [*(["自伤念头"] if worth[8] else []), *(["深入评估"] if assess else [])]
    return Case(facts, said, given=tuple(given))


CASES = [
    case("000000000"),  # 0
    case("111100000"),  # 4, the last that is minimal
    case("111110000"),  # 5, the first that is mild
    case("111111111"),  # 9, with a thought of self-harm
    case("222220000"),  # 10
    case("222222200"),  # 14
    case("333330000"),  # 15
    case("333333100"),  # 19
    case("333333200"),  # 20
    case("333333333"),  # 27
    case("210000000"),  # 3 in the first two alone
    case("000000001"),  # 1, and that one is the thought of self-harm
]


@pytest.mark.parametrize("case", CASES)
def test_published_answers(case: Case) -> None:
    check("phq9", case)


@pytest.mark.parametrize("case", CASES)
def test_unknown_items(case: Case) -> None:
    check_unknown("phq9", case, provisional=["估算分", "估算程度"])


@pytest.mark.parametrize(
    ("answers", "estimate"),
    [
        ("33331120", Fraction(16 * 9, 8)),
        ("3333112", Fraction(16 * 9, 7)),
        ("333311", None),
        ("", None),
    ],
)
def test_seven_answers_suffice_for_an_estimate(answers: str, estimate: Fraction | None) -> None:
    facts = {item: ANSWERS[int(answer)] for item, answer in zip(ITEMS, answers, strict=False)}
    outcome = rubric("phq9").evaluate(facts).outcome
    assert decided(outcome.values["估算分"]) == estimate
    assert "估算分" in outcome.provisional
