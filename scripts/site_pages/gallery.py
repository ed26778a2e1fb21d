"""A gallery of published rubrics from other fields, which the tests run against what was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

import relrules
from site_pages.policies import article
from site_pages.rubric import Words, rubric_of

FOLDER = Path(__file__).parents[2] / "tests" / "rubrics"
Facts = Mapping[str, object]


@frozen
class Shown:
    """A rubric of the gallery: what it shows of the language, and a record that is explained."""

    name: str
    english: str
    chinese: str
    facts: Facts
    today: dt.date | None = None


GALLERY = (
    Shown(
        "apgar",
        "Medicine. Five signs, each looked up; what has not been seen yet leaves a range.",
        "医学。五项体征，逐项查表；还没看的一项，让总分成为一个区间。",
        {"appearance": "blue_limbs", "pulse": 110, "grimace": "cries", "activity": "active"},
    ),
    Shown(
        "cha2ds2_vasc",
        "Medicine. Rows that all count, and a grade that depends on another fact.",
        "医学。凡符合的各行都计分，等级还取决于另一个事实。",
        {
            "age": 76,
            "female": True,
            "heart_failure": False,
            "hypertension": True,
            "diabetes": False,
            "stroke": False,
            "vascular": False,
        },
    ),
    Shown(
        "wells",
        "Medicine. Half points, kept exactly.",
        "医学。有半分的计分，精确保留。",
        {
            "leg_signs": True,
            "likeliest": False,
            "heart_rate": 104,
            "immobile": True,
            "before": False,
            "blood": False,
            "cancer": False,
        },
    ),
    Shown(
        "scorecard",
        "Credit. A scorecard as PMML knows it, with a baseline for its reasons.",
        "信贷。PMML 式的评分卡，失分理由按基准计算。",
        {"department": "engineering", "age": 25, "income": 500},
    ),
    Shown(
        "credit_weights",
        "Credit. A weighted average of what is known.",
        "信贷。对已知各项取加权平均。",
        {"payment_history": 90, "amounts_owed": 60, "history_length": 40},
    ),
    Shown(
        "applicant_risk",
        "Insurance. The worst of several ratings decides, and a gate holds it back.",
        "保险。几项评级中最差的一项起决定作用，并有限级。",
        {"age": 34, "history": "good", "credit": 640, "declined_before": True},
    ),
    Shown(
        "bond_rating",
        "Finance. Levels moved up and down a scale of twenty-two.",
        "金融。级别在一个长阶梯上按级上调、下调。",
        {
            "issuer": "bbb",
            "rank": "subordinated",
            "recovery": 20,
            "country": "aa",
            "guaranteed_abroad": False,
        },
    ),
    Shown(
        "skilled_worker",
        "Administration. Six factors with their caps, and a pass mark.",
        "行政。六个因素，各有封顶，总分有及格线。",
        {
            "speaking": "clb9",
            "listening": "clb9",
            "reading": "clb8",
            "writing": "clb8",
            "age": 36,
            "experience": 6,
            "arranged_job": False,
        },
    ),
    Shown(
        "vacation",
        "Personnel. A decision table with rows that overlap.",
        "人事。各行有重叠的决策表。",
        {"age": 52, "service": 31},
    ),
)


def page(lang: str) -> str:
    """Return the page."""
    words = Words(lang)
    lines = [
        f"# {words('A gallery from other fields', '其他领域的评分规则')}",
        "",
        words(
            "Rubrics that others published, written in this language. Each is run in the tests against "
            "cases that were published with it or follow from its text. They show what the language "
            "can say; do not treat patients or grant credit by them.",
            "这些是别人公开发表的评分规则，用本语言写出。每一份都在测试中与其公布的案例或原文的推论逐一对照。"
            "它们用来展示这门语言能写什么，请勿据此诊疗或放贷。策略和解释为英文。",
        ),
        "",
    ]
    for shown in GALLERY:
        lines += _shown(shown, words)
    return "\n".join(lines)


def _shown(shown: Shown, words: Words) -> list[str]:
    path = FOLDER / f"{shown.name}.rel"
    policy = relrules.load(path)
    rubric = rubric_of(policy, words.lang)
    known = {name: value for name, value in shown.facts.items() if name in policy.facts}
    if known != dict(shown.facts):
        raise AssertionError(shown.name)
    titles = words("; ", "；").join(rubric.text(t) for t in rubric.policy.sources.values())
    found = policy.evaluate(shown.facts, shown.today)
    told = article(found.program, found.outcome, words.lang)
    return [
        f"## {rubric.label(rubric.policy.label)} {{ #{shown.name} }}",
        "",
        words(shown.english, shown.chinese),
        "",
        f"{words('Source: ', '出处：')}{titles}{words('.', '。')}",
        "",
        f'<details class="rr-example"><summary>{words("One record explained", "一条记录的解释")}</summary>',
        told,
        "</details>",
        "",
        f'??? note "{words("The policy", "策略全文")}"',
        "",
        "    ```relrules",
        *(f"    {line}" if line else "" for line in path.read_text("utf-8").splitlines()),
        "    ```",
        "",
    ]
