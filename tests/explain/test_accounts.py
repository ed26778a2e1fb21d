"""Explanations of a policy with every construct: numbers, dates, absent facts, several scores."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import relrules
from relrules.diagnostics.render import columns
from relrules.explain.explain import Format

POLICY = relrules.load(Path(__file__).parent / "accounts.rel")
TODAY = dt.date(2026, 1, 31)
CHEN: dict[str, object] = {
    "visits": 6,
    "orders": 120,
    "target": 360,
    "last_contact": dt.date(2026, 1, 1),
    "rung": "likes",
    "role": "boss",
    "name": "Chen",
    "hostile": False,
}


def told(
    facts: dict[str, object],
    lang: str = "en",
    form: Format = "text",
    *,
    today: dt.date | None = TODAY,
) -> str:
    """Return an explanation, with wrapped lines joined and columns closed up."""
    text = POLICY.evaluate(facts, today).explain(lang, form)
    assert form != "text" or all(columns(line) <= 100 for line in text.split("\n"))
    return " ".join(text.split())


def data(facts: dict[str, object], *, today: dt.date | None = TODAY) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(POLICY.evaluate(facts, today).explain("en", "json"))
    return found


# ---- the verdict ------------------------------------------------------------------------------


def test_every_grade_and_every_ungraded_score_has_its_sentence() -> None:
    text = told(CHEN)
    assert "Care grade is Fair, with Care at 2 points (scale: -1 to 5), 1 point short of" in text
    assert "Size is Middle, with Orders at 120 kCNY, more than 380 kCNY short of Large." in text
    assert "Stance is Friend." in text
    assert "Weight is 5 of 6 points." in text
    chinese = told(CHEN, "zh")
    assert (
        "维护等级为“一般”，维护分为 2 分（范围 -1 至 5 分），距“良好”还差 1 分（暂定）。" in chinese
    )
    assert "规模为“中”，订单额为 120 千元，距“大”还差 380 千元以上。" in chinese
    assert "分量为 5 分（满分 6 分）。" in chinese


def test_what_is_not_decided_is_a_range_and_a_choice() -> None:
    text = told({"orders": 20, "rung": "trusts"})
    assert "Care grade can still be Poor, Fair or Good, with Care at -1 to 4 points" in text
    assert "Size is Small, with Orders at 20 kCNY" in text
    assert "Weight is 0 to 6 of 6 points." in text


def test_the_day_is_told_where_it_counts() -> None:
    assert "counted up to 2026-01-31." in told(CHEN)
    assert "counted" not in told(CHEN, today=None)


# ---- why --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "Contact 2 of 3 Visits: 6 visits, at least 5 Not 3 points: Visits below 10 Source:"),
        (
            {"visits": 12},
            "Visits: 12 visits, at least 10 Because they see you every month Source: The field",
        ),
        ({"visits": 0}, "Not 1 point: Visits below 1 Because nobody has called on them"),
        ({}, "Recency 0 (-1 to 1) Days since Last contact: 30 days"),
        ({}, "Days since Last contact: 30 days, at most 30, above 7"),
        ({"last_contact": dt.date(2025, 12, 31)}, "Days since Last contact: 31 days, above 30"),
        ({}, "Standing 2 of 2 Rung: Likes you; Hostile: no; Role: Boss"),
        ({"rung": "trusts"}, "Rung: Trusts you, at least “Likes you”; Hostile: no; Role: Boss"),
        ({"role": "user"}, "Standing 1 of 2 Rung: Likes you; Hostile: no Not 2 points: Role: User"),
        ({}, "Planning 0 of 1 Next meeting: unknown"),
        ({"next_meeting": TODAY}, "Planning 1 of 1 Next meeting: known"),
        ({}, "Orders: 120 kCNY, between 100 and 500 Not 2 points: Target reached: about 0.33, bel"),
        ({"orders": 40}, "Orders: 40 kCNY, below 100"),
        ({"orders": 501, "target": 600}, "Orders: 501 kCNY, above 500"),
        ({}, "Stance Friend Rung: Likes you; Hostile: no; Visits: 6 visits, at least 5"),
        ({}, "Because they show it"),
        ({}, "Target reached about 0.33"),
        ({}, "Care 2 (-1 to 5) Made of: Contact 2 + Recency 0 + Planning 0"),
        ({}, "Made of: 2 × Standing (2) + Reach 1"),
        (
            {},
            "Points already lost in Care: Contact 1, Recency 1. Lost for now (provisional): Planning 1.",
        ),
        ({"rung": "none"}, "Points lost in Weight: Standing 2 (1 × 2), Reach 1."),
    ],
)
def test_why_in_english(facts: dict[str, object], expected: str) -> None:
    assert expected in told({**CHEN, **facts})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "联络 2（满分 3） 拜访次数：6 次，不低于 5 次 未得 3 分：拜访次数低于 10 次"),
        ({"visits": 12}, "因为几乎每月见面 出处：一线手册，第三页"),
        ({}, "距“最近联系”的天数：30 天，不高于 30 天，高于 7 天"),
        ({"rung": "trusts"}, "信任层次：信任你，不低于“喜欢你”；有敌意：否；角色：老板"),
        ({}, "安排 0（满分 1） 下次会面：未知"),
        ({}, "订单额：120 千元，介于 100 千元和 500 千元之间"),
        ({}, "构成：2 × 地位（2） + 业绩 1"),
        ({}, "维护分中已确定的失分：联络 1、新近 1。暂定失分：安排 1。"),
    ],
)
def test_why_in_chinese(facts: dict[str, object], expected: str) -> None:
    assert expected in told({**CHEN, **facts}, "zh")


# ---- unknown, provisional ----------------------------------------------------------------------


def test_a_number_is_cut_where_the_policy_cuts_it() -> None:
    text = told({**CHEN, "visits": None, "next_meeting": TODAY})
    assert "- Visits Contact: 0 to 3 points." in text
    assert (
        "If it is at most 4 visits: Care is 1 to 2 points, Care grade is Fair, Stance is Open;"
        in text
    )
    assert (
        "If it is at least 5 visits: Care is 3 to 4 points, Care grade is Good, Stance is Friend;"
        in text
    )


def test_a_date_is_cut_by_its_days() -> None:
    text = told({**CHEN, "last_contact": None})
    assert "If it is 2025-12-31 or earlier:" in text
    assert "If it is 2026-01-01 to 2026-01-23:" in text
    assert "If it is 2026-01-24 or later:" in text
    for day, points in (
        ("2025-12-31", -1),
        ("2026-01-01", 0),
        ("2026-01-23", 0),
        ("2026-01-24", 1),
    ):
        facts = {**CHEN, "last_contact": dt.date.fromisoformat(day)}
        assert POLICY.evaluate(facts, TODAY).dimensions["recency"].value == points


def test_today_is_unknown_like_a_fact() -> None:
    text = told(CHEN, today=None)
    assert "- Today’s date Recency: -1 to 1 points." in text
    assert "If it is 2026-01-08 or earlier: Care is 3 points, Care grade is Good;" in text
    assert "If it is 2026-01-09 to 2026-01-31:" in text
    assert "If it is 2026-02-01 or later:" in text
    assert "- 今天的日期" in told(CHEN, "zh", today=None)


def test_a_fact_inside_a_calculation_is_told_without_cases() -> None:
    (target,) = [u for u in data({**CHEN, "target": None})["unknown"] if u["name"] == "target"]
    assert target["cases"] == []
    assert target["changes"]["reach"] == {"low": 1, "high": 2, "state": "open"}


def test_a_fact_that_matters_no_more_says_so() -> None:
    facts = {**CHEN, "visits": 6, "orders": 20, "target": 500, "next_meeting": TODAY}
    text = told({**facts, "name": "Wu", "rung": "none", "hostile": True, "role": "user"})
    assert "Still unknown" not in text
    quiet = told({**facts, "name": "Wu", "rung": "trusts", "hostile": None, "role": "user"})
    assert "- Hostile Standing: 0 to 1 points." in quiet
    settled = told({**facts, "visits": 2, "hostile": True, "rung": None})
    assert "- Rung It can no longer change anything." in settled


def test_each_value_of_a_text_that_counts_is_told() -> None:
    text = told({**CHEN, "name": None})
    assert "If it is “Chen”: “Say thank you” applies." in text
    assert "If it is anything else: “Say thank you” does not apply." in text


def test_what_read_an_absence_is_provisional_and_may_leave_its_value() -> None:
    text = told(CHEN)
    assert "Planning 0 points now, 1 point once it is known." in text
    assert (
        "Once it is known: Care is 3 points, Care grade is Good; “No next step” does not apply."
        in text
    )
    assert "worked out without knowing Next meeting" in text
    assert "Planning, Care, Care grade, “No next step” and “Say thank you”: worked out" in text
    assert "Provisional" not in told({**CHEN, "next_meeting": TODAY})


# ---- alerts, advice, warnings ------------------------------------------------------------------


def test_alerts_come_before_advice_and_what_is_given_before_what_is_possible() -> None:
    text = told({"rung": "none", "visits": 1})
    assert text.index("Alerts") < text.index("What to do")
    assert text.index("No next step.") < text.index("Possible – Gone quiet")
    assert text.index("See them more often:") < text.index("Possible – Say thank you")


def test_placeholders_are_filled_with_units_and_labels() -> None:
    facts = {**CHEN, "visits": 2, "last_contact": dt.date(2025, 12, 1)}
    assert "No contact with Chen since 2025-12-01: call today." in told(facts)
    assert "See them more often: 2 visits so far; the score is 0." in told(facts)
    assert "自2025-12-01起未与Chen联系" in told(facts, "zh")


def test_possible_advice_tells_what_is_still_open_and_nothing_else() -> None:
    text = told({"visits": 6, "rung": "none"})
    assert "Possible – See them more often" in text
    assert "Only if Role is not “User”." in text
    both = told({})
    assert "Only if Visits is below 5 visits or (Rung is “None” and Role is not “User”)." in both
    assert "条件：拜访次数低于 5 次或（信任层次为“没有”且角色不为“使用者”）。" in told({}, "zh")


def test_dates_ahead_are_to_be_checked() -> None:
    facts = {**CHEN, "last_contact": dt.date(2026, 2, 20)}
    assert "Please check - Last contact (2026-02-20) is after today (2026-01-31)." in told(facts)
    assert "请核对 - 最近联系（2026-02-20）晚于今天（2026-01-31）。" in told(facts, "zh")


def test_a_date_of_today_is_not_ahead() -> None:
    assert "Please check" not in told({**CHEN, "last_contact": TODAY, "next_meeting": TODAY})


def test_assumptions_come_last() -> None:
    assert told(CHEN).endswith("What the policy assumes - quarters are calendar quarters")


def test_what_does_not_apply_is_said_in_one_line() -> None:
    facts = {**CHEN, "name": "Wu", "next_meeting": TODAY}
    assert "What to do Nothing applies at the moment." in told(facts)
    assert "Alerts" not in told(facts)


# ---- the parts add up --------------------------------------------------------------------------


@pytest.mark.parametrize("visits", [None, 0, 1, 5, 10])
@pytest.mark.parametrize("orders", [None, 20, 100, 500])
@pytest.mark.parametrize("rung", [None, "none", "trusts"])
def test_parts_add_up(visits: int | None, orders: int | None, rung: str | None) -> None:
    found = data({**CHEN, "visits": visits, "orders": orders, "rung": rung})
    dimensions = {d["name"]: d for d in found["dimensions"]}
    for score in found["scores"]:
        for end in ("low", "high"):
            parts = sum(p["weight"] * dimensions[p["name"]][end] for p in score["parts"])
            assert score[end] == parts + score["constant"]
    for dimension in found["dimensions"]:
        rows = POLICY.checked.dimensions[dimension["name"]].rows
        points = [rows[row - 1].points for row in dimension["rows"]]
        assert (min(points), max(points)) == (dimension["low"], dimension["high"])
