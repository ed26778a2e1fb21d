"""The shipped `customer_relationship`, held against a table written down apart from it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

import relrules

# The points of the lecture's five aspects, first to fifth. What the lecture does not have, no coach
# and no designer, is worth 0.
SPACE = {"work": 0, "social": 1, "private": 2}
INFORMATION = {"public": 0, "effective": 1, "private_passive": 2, "private_active": 3}
COACH = {
    "none": 0,
    "give_info": 1,
    "guide_action": 2,
    "action_commit": 3,
    "strong_recommend": 4,
}
PRICE = {True: 0, False: 1}
DESIGNER = {"none": 0, "multi_brand": 1, "param_model": 2, "sole_brand": 3}

DIMENSIONS = ("interaction", "information", "coaching", "price", "specification")

Answers = tuple[str, str, str, bool, str]


def answers() -> Iterator[Answers]:
    return itertools.product(SPACE, INFORMATION, COACH, PRICE, DESIGNER)


def points(given: Answers) -> tuple[int, ...]:
    space, information, coach, price, designer = given
    return (
        SPACE[space],
        INFORMATION[information],
        COACH[coach],
        PRICE[price],
        DESIGNER[designer],
    )


def band(total: int) -> str:
    if total >= 10:
        return "strong"
    if total >= 6:
        return "developing"
    return "early" if total >= 3 else "cold"


def facts(given: Answers) -> dict[str, object]:
    space, information, coach, price, designer = given
    return {
        "activity_space": space,
        "info_quality": information,
        "coach_level": coach,
        "price_primary": price,
        "designer_spec": designer,
    }


@cache
def policy() -> relrules.Policy:
    return relrules.shipped("customer_relationship")


@cache
def results() -> dict[Answers, relrules.Result]:
    return {given: policy().evaluate(facts(given)) for given in answers()}


def test_there_are_480_combinations_and_their_totals_run_from_0_to_13() -> None:
    totals = Counter(result.scores["total"].value for result in results().values())
    assert totals.total() == 480
    assert sorted(t for t in totals if t is not None) == list(range(14))
    assert totals == Counter(sum(points(given)) for given in answers())


def test_every_total_is_the_sum_of_its_five_points() -> None:
    for given, result in results().items():
        found = tuple(result.dimensions[name].value for name in DIMENSIONS)
        assert found == points(given), given
        assert result.scores["total"].value == sum(points(given)), given
        assert not result.unknown
        assert not result.provisional


def test_every_grade_is_the_band_of_the_total() -> None:
    for given, result in results().items():
        grade = band(sum(points(given)))
        assert result.grades["relationship"] == relrules.GradeResult(grade, (grade,)), given


def test_advice_and_alerts_follow_the_coach_and_the_price() -> None:
    for given, result in results().items():
        committed = COACH[given[2]] >= COACH["action_commit"]
        price_decides = given[3]
        expected_advice = ["show_your_worth"] if price_decides else []
        if committed and not price_decides:
            expected_advice = ["ask_for_the_order"]
        expected_alerts = ["undercut"] if committed and price_decides else []
        assert [a.name for a in result.advice] == expected_advice, given
        assert [a.name for a in result.alerts] == expected_alerts, given


def test_the_order_is_asked_for_in_the_verbatim_words_of_both_languages() -> None:
    assert "when coach level >= action_commit and price_primary = no" in policy().source.text
    in_chinese = policy().source.text.replace(
        "when coach level >= action_commit and price_primary = no",
        "当 教练作用 ≥ 行动承诺 且 价格主导 = 否",
    )
    translated = relrules.load_text(in_chinese)
    for given, result in results().items():
        assert translated.evaluate(facts(given)).advice == result.advice, given


@pytest.mark.parametrize("left_out", range(5))
def test_one_unknown_fact_spans_exactly_the_totals_of_its_answers(left_out: int) -> None:
    spans: dict[tuple[object, ...], set[int]] = {}
    for given in answers():
        key = given[:left_out] + given[left_out + 1 :]
        spans.setdefault(key, set()).add(sum(points(given)))
    for given in answers():
        key = given[:left_out] + given[left_out + 1 :]
        known = facts(given)
        name = list(known)[left_out]
        del known[name]
        result = policy().evaluate(known)
        total = result.scores["total"]
        assert (total.low, total.high) == (min(spans[key]), max(spans[key])), known
        assert result.unknown == (name,)
        assert set(result.grades["relationship"].possible) == {band(t) for t in spans[key]}


def test_labels_of_both_languages_and_ids_mean_the_same() -> None:
    by_id = policy().evaluate(facts(("social", "effective", "guide_action", False, "sole_brand")))
    in_english: dict[str, object] = {
        "Where you meet": "Socially",
        "What you are told": "What helps you",
        "What your coach does for you": "Guides your next step",
        "Price decides": False,
        "How the designer specifies you": "As the only brand",
    }
    in_chinese: dict[str, object] = {
        "互动空间": "社交空间",
        "信息质量": "有效信息",
        "教练作用": "指导行动",
        "价格主导": False,
        "设计师指定": "品牌唯一指定",
    }
    assert policy().evaluate(in_english).to_dict() == by_id.to_dict()
    assert policy().evaluate(in_chinese).to_dict() == by_id.to_dict()
