"""Every construct of the language in prose: bands, formulas, caps, lists, questionnaires, no answer."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import relrules
from relrules.diagnostics.render import columns

POLICY = relrules.load(Path(__file__).with_name("buyers.rel"))
TODAY = dt.date(2026, 3, 31)
CHEN = {"name": "Chen", "role": "boss", "likes": True, "spend": 80}
LI = {"name": "Li", "role": "user", "likes": False, "spend": 10}
WU = {"name": "Wu", "role": "user", "spend": 60}
FULL: dict[str, object] = {
    "pulse": 38,
    "at_rest": False,
    "orders": 120,
    "target": 200,
    "risk": "deep",
    "state": "deep",
    "last_visit": dt.date(2026, 2, 10),
    "budget": True,
    "contacts": [CHEN, LI, WU],
    "q1": 5,
    "q2": 1,
    "q3": 4,
    "age": 3,
    "survey": True,
}


def told(lang: str = "en", facts: dict[str, object] | None = None) -> str:
    return " ".join(POLICY.evaluate({**FULL, **(facts or {})}, TODAY).explain(lang).split())


def data(**facts: object) -> Any:  # noqa: ANN401 - JSON
    return json.loads(POLICY.evaluate({**FULL, **facts}, TODAY).explain("en", "json"))


@pytest.mark.parametrize(
    ("facts", "english"),
    [
        # bands
        ({}, "Seen 3 (1 to 5) Visits: 38 visits, up to 40; Quiet season: no Because more would"),
        ({"pulse": 60}, "Seen 1 (1 to 5) Visits: 60 visits, above 40, under 90; Quiet season: no"),
        ({"pulse": 90}, "Seen 2 (1 to 5) Visits: 90 visits, from 90; Quiet season: no"),
        ({"pulse": None}, "Seen 1 to 3 (1 to 5) Visits: unknown; Quiet season: no"),
        # a cap, and the block above that does not apply
        (
            {"at_rest": True},
            "Seen 4 (1 to 5) Quiet season: yes At most 4 points instead of 5 points:",
        ),
        ({"at_rest": True}, "Target: 200 kCNY, above 100. Because large targets need more"),
        ({"at_rest": True, "target": None}, "Perhaps at most 4 points: Target: unknown."),
        ({"at_rest": True, "target": 1}, "Seen 5 (1 to 5) Quiet season: yes Extras"),
        # rows that all count
        (
            {},
            "1 point: Orders: 120 kCNY, above 10. Because they buy 1.2 points: Budget fixed: yes.",
        ),
        (
            {},
            "0.01 times Orders (120 kCNY) = 1.2 points Not 2 points: Target: 200 kCNY, at most 500",
        ),
        ({"target": None}, "Perhaps 2 points: Target: unknown"),
        ({"orders": 3, "budget": False}, "No row applies"),
        ({"budget": None, "orders": 3}, "Budget fixed: no (by default)"),
        # a formula with a cap
        (
            {"orders": 300},
            "Volume 20 of 20 0.1 times Orders (300 kCNY) = 30 points At most 20 points",
        ),
        # an entry for what is not known
        (
            {"risk": None},
            "Risk points 1 of 2 Risk: unknown, for which the rubric has a row of its own",
        ),
        # lists
        ({}, "Deepest trust 2 of 2 Highest Trust in Contacts: Relies on you (Chen)"),
        ({"contacts": []}, "Deepest trust 0 of 2 Highest Trust in Contacts: None (no Contacts)"),
        ({}, "Contacts where Trust is at least “Likes you”: 1 to 2 of 3"),
        ({"contacts": []}, "Stage None Contacts: none"),
        ({"contacts": None}, "Contacts: unknown"),
        ({}, "Few big ones 2 Contacts where Big spender: Chen and Wu"),
        ({"contacts": [CHEN, LI]}, "Share of Contacts where Likes you is yes: 1 of 2 (Chen)"),
        ({"contacts": [CHEN]}, "Only one thread. Why: Number of Contacts: 1."),
        # each record
        (
            {},
            "- Chen Trust: Relies on you. Likes you: yes; Role: Boss. Because a boss who likes you",
        ),
        ({}, "Big spender: yes. Spends: 80 kCNY, above 50."),
        ({"contacts": [{"likes": True}]}, "- No. 1 Trust: Likes you or Relies on you."),
        ({"contacts": [CHEN, CHEN]}, "- Chen (no. 1) Trust"),
        ({}, "- Li: Win them – Li (User) gains nothing yet. Why: Likes you: no."),
        ({}, "- Possible – Wu: Win them – Wu (User) gains nothing yet. Only if Likes you is no."),
        (
            {"contacts": None},
            "Win them: (Name: unknown) (Role: unknown) gains nothing yet. Only if for at least one of",
        ),
        ({}, "If it is yes: Stage is Relies on you, Wu: Trust is Likes you; “Win them” does not"),
        # a gate
        (
            {"contacts": [LI], "orders": 200},
            "Level Middle At most Middle instead of High: Contacts where Trust is “Relies on you”: 0",
        ),
        # level expressions and look-ups
        ({}, "State (Relies on you) lowered by Months since Last visit (1 month) = Likes you"),
        ({}, "Call Today Risk: Relies on you"),
        # defines by rows, no answer
        ({}, "Rate 0.6 Risk: Relies on you Because they carry no risk"),
        ({"risk": "shallow"}, "Rate 0.3 Risk: Likes you"),
        ({"risk": "none"}, "Rate no answer Risk: None No answer: the rubric declines to give one"),
        (
            {"risk": None},
            "Rate 0.3 to 0.6 or no answer Risk: unknown Perhaps no answer: the rubric",
        ),
        ({"risk": "none"}, "Pay no answer No answer, as there is none for Rate"),
        (
            {"risk": "shallow", "orders": 0},
            "Not 2 points: Rate: 0.3, at most 0.5 No answer: the rubric declines because nobody pays",
        ),
        ({"target": 0}, "Target reached no answer Target is 0"),
        # several values
        (
            {"target": 0},
            "Highest of Rate (0.6) and Target reached (no answer): without Target reached",
        ),
        ({}, "Weighted average of 2 × Rate (0.6) and 1 × Target reached (0.6)"),
        # questionnaires
        ({}, "Talk 15 to 19 Total of How they talk: 3 of 4 answered; not answered: “They tell”"),
        ({}, "Talk, estimated about 18.67 Total of How they talk, estimated: 3 of 4 answered"),
        (
            {"q1": None},
            "2 of 4 answered; too few for an estimate; not answered: “They call” and “They",
        ),
        ({}, "Nobody has called since 2026-02-10; They tell not answered."),
        # calculations
        ({"orders": 100}, "(Orders (100 kCNY) divided by 3) rounded to 2 decimals = 33.33"),
        # weights in what was lost
        ({}, "Points lost: Extras 21.6 (10.8 × 2), Volume 8, Seen 2."),
    ],
)
def test_every_construct_in_english(facts: dict[str, object], english: str) -> None:
    assert english in told("en", facts)


@pytest.mark.parametrize(
    ("facts", "chinese"),
    [
        ({}, "见面 3（1 至 5） 拜访次数：38 次，不超过 40 次；淡季：否 因为再多就过了"),
        ({"pulse": 60}, "拜访次数：60 次，高于 40 次、低于 90 次；淡季：否"),
        ({"at_rest": True}, "最高 4 分（原为 5 分）：目标：200 千元，高于 100 千元。因为目标越大"),
        ({}, "1.2 分：预算已定：是。0.01 乘以订单（120 千元）= 1.2 分"),
        ({"risk": None}, "风险：未知，评分规则对此另有一行"),
        ({}, "联系人中最高的“信任”：深度信任（Chen）"),
        ({}, "联系人（信任不低于“浅度信任”）：3 个中有 1 至 2 个（Chen；可能还有 Wu）"),
        ({}, "Chen 信任：深度信任。喜欢你：是；角色：老板。因为老板喜欢你就会行动。"),
        ({"contacts": [{"likes": True}]}, "第 1 个 信任：浅度信任或深度信任。"),
        ({}, "Li：争取——Li(使用者)还没有得到好处。"),
        ({"contacts": None}, "争取：（姓名：未知）(角色：未知)还没有得到好处。"),
        ({}, "状态（深度信任）按距“最近拜访”的月数（1 个月）下调 = 浅度信任"),
        ({"risk": "none"}, "付款 无结论 无结论，因为费率无结论"),
        ({"risk": "shallow", "orders": 0}, "评分规则对此不下结论，因为没有订单就谈不上付款"),
        ({}, "沟通方式总和：4 题已答 3 题；未答：“主动相告”"),
        ({}, "联系人（大额经手）：Chen 和 Wu"),
        ({}, "失分：附加 21.6（10.8 × 2）、规模 8、见面 2。"),
    ],
)
def test_every_construct_in_chinese(facts: dict[str, object], chinese: str) -> None:
    assert chinese in told("zh", facts)


def test_an_unknown_value_in_possible_advice_stands_there_by_its_name() -> None:
    text = told("en", {"last_visit": None})
    assert "Possible – Gone quiet: Nobody has called since (Last visit: unknown);" in text
    assert "自（最近拜访：未知）起无人致电" in told("zh", {"last_visit": None})


def test_a_verdict_that_a_gate_holds_promises_no_next_level() -> None:
    text = told("en", {"contacts": [LI], "orders": 200})
    points = "Level is Middle, with 31 points (scale: 1 to 55)"
    assert text.startswith(f"- {points}, held to at most Middle. - State now")


def test_what_is_cheap_to_learn_comes_first_and_what_is_fixed_last_without_cases() -> None:
    unknown = data(survey=None, age=None, risk=None)["unknown"]
    names = [u["name"] for u in unknown]
    assert names.index("risk") < names.index("survey") < names.index("age")
    assert unknown[names.index("age")]["cases"] == []
    assert len(unknown[names.index("risk")]["cases"]) == 3


def test_a_policy_out_of_its_time_is_to_be_checked() -> None:
    late = POLICY.evaluate(FULL, dt.date(2027, 1, 1)).explain("en")
    assert "The policy was to be reviewed by 2026-12-31; today is 2027-01-01." in late
    early = POLICY.evaluate(FULL, dt.date(2025, 12, 31)).explain("zh")
    assert "本策略自 2026-01-01 起生效，晚于今天（2025-12-31）。" in " ".join(early.split())
    assert "Please check" not in told()


def test_the_parts_are_there_for_programs_too() -> None:
    found = data(risk="none")
    dimensions = {d["name"]: d for d in found["dimensions"]}
    assert dimensions["paid"]["state"] == "no answer"
    assert dimensions["paid"]["low"] is None
    assert len(dimensions["extras"]["reasons"]["counted"]) == 2
    (contacts,) = found["lists"]
    assert [r["title"] for r in contacts["records"]] == ["Chen", "Li", "Wu"]
    assert contacts["records"][0]["grades"][0]["value"] == "deep"
    assert [a["record"] for a in found["advice"]] == ["Li", "Wu"]
    assert data(contacts=None)["lists"][0]["records"] is None


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("facts", [{}, {"contacts": None}, {"risk": None, "orders": None}])
def test_no_line_is_too_wide_and_markdown_keeps_its_bullets(
    lang: str, facts: dict[str, object]
) -> None:
    result = POLICY.evaluate({**FULL, **facts}, TODAY)
    assert all(columns(line) <= 100 for line in result.explain(lang).split("\n"))
    markdown = result.explain(lang, "markdown")
    label = POLICY.checked.lists["contacts"].label.in_language(lang)
    assert (f"## {label}\n\n- **Chen**\n  - " in markdown) is (facts.get("contacts", 1) is not None)
