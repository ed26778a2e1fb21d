"""The two rubrics as JsonLogic: how the score is reckoned, and grade and advice of a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen
from benchmarks.rubrics import relationship

Rule = Any
"""JSON."""


@frozen
class Written:
    """A rubric; `grade` and `advice` are made for the rule, or the variable, that has the score."""

    score: Rule
    grade: Callable[[Rule], Rule]
    advice: Callable[[Rule], Rule]


def var(name: str) -> Rule:
    return {"var": name}


def _points(fact: str, table: dict[str, int]) -> Rule:
    *others, (_, least) = sorted(table.items(), key=lambda item: -item[1])
    asked = [part for name, n in others for part in ({"===": [var(fact), name]}, n)]
    return {"if": [*asked, least]}


def _grade(levels: dict[str, int], lowest: str) -> Callable[[Rule], Rule]:
    def of(score: Rule) -> Rule:
        asked = [part for name, n in levels.items() for part in ({">=": [score, n]}, name)]
        return {"if": [*asked, lowest]}

    return of


def _relationship_advice(_: Rule) -> Rule:
    coach = var("coach_level")
    committed = {"or": [{"===": [coach, "action_commit"]}, {"===": [coach, "strong_recommend"]}]}
    decided = {"if": [committed, ["undercut", "show_your_worth"], ["show_your_worth"]]}
    return {"if": [var("price_primary"), decided, {"if": [committed, ["ask_for_the_order"], []]}]}


RELATIONSHIP = Written(
    score={
        "+": [
            *(_points(fact, of) for fact, of in relationship.TABLES.items()),
            {"if": [var("price_primary"), 0, 1]},
        ]
    },
    grade=_grade({"strong": 10, "developing": 6, "early": 3}, "cold"),
    advice=_relationship_advice,
)


def _wide_advice(score: Rule) -> Rule:
    reach, need, urgency = var("reach"), var("need"), var("urgency")
    conditions = {
        "far_off": {"and": [{">": [var("distance"), 80000]}, {">=": [score, 250000]}]},
        "find_money": {"and": [{"<": [var("budget"), 25000]}, {">=": [need, 50000]}]},
        "go_now": {"and": [{">=": [score, 350000]}, {">=": [urgency, 70000]}]},
        "widen": {"<": [reach, need]},
    }
    return {"merge": [{"if": [when, [name], []]} for name, when in conditions.items()]}


def _up_to(fact: str, bands: dict[int, int], above: int) -> Rule:
    asked = [part for end, n in bands.items() for part in ({"<=": [var(fact), end]}, n)]
    return {"if": [*asked, above]}


WIDE = Written(
    score={
        "+": [
            var("reach"),
            _up_to("need", {10000: 0, 25000: 20000, 50000: 45000, 75000: 70000}, 100000),
            {"if": [{">=": [var("budget"), 50000]}, 100000, {"*": [2, var("budget")]}]},
            {"-": [100000, var("distance")]},
            {
                "if": [
                    {"and": [{">=": [var("urgency"), 90000]}, {">=": [var("need"), 50000]}]},
                    100000,
                    {">=": [var("urgency"), 30000]},
                    var("urgency"),
                    0,
                ]
            },
        ]
    },
    grade=_grade({"strong": 350000, "promising": 250000, "open": 150000}, "weak"),
    advice=_wide_advice,
)

BY_NAME = {"relationship": RELATIONSHIP, "wide": WIDE}
