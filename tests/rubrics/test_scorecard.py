"""The sample scorecard: points, neutral values, and the reasons that the baselines give."""

from __future__ import annotations

import itertools

from relrules.evaluate.reasons import costs
from rubrics.published import Case, check, rubric

DEPARTMENTS = {"marketing": 19, "engineering": 3, "business": 6, None: -9}
AGES = {0: -3, 18: -3, 19: 0, 29: 0, 30: 12, 39: 12, 40: 18, None: -1}
# 0.03 × income + 11 up to 1000.
INCOMES = {0: 11, 500: 26, 1000: 41, 1000.01: 5, 2500: 5, 2500.01: -3, None: 5}
BASELINES = {"department_score": 19, "age_score": 18, "income_score": 10}


def case(department: str | None, age: int | None, income: float | None) -> Case:
    points = {
        "department_score": DEPARTMENTS[department],
        "age_score": AGES[age],
        "income_score": INCOMES[income],
    }
    facts = {"department": department, "age": age, "income": income}
    return Case(facts, {**points, "overall": sum(points.values())})


CASES = [case(*given) for given in itertools.product(DEPARTMENTS, AGES, INCOMES)]


def test_all_bands_and_neutral_values() -> None:
    for one in CASES:
        check("scorecard", one)


def test_the_points_lost_are_the_reasons_the_most_first() -> None:
    policy = rubric("scorecard")
    for one in CASES:
        lost = {name: BASELINES[name] - int(str(one.said[name])) for name in BASELINES}
        ordered = sorted((name for name in lost if lost[name] > 0), key=lambda n: -lost[n])
        found = costs(policy.checked, policy.evaluate(one.facts).outcome, "overall")
        assert [cost.dimension for cost in found] == ordered, one


def test_the_total_runs_from_the_lowest_to_the_highest_of_each() -> None:
    overall = rubric("scorecard").evaluate({}).scores["overall"]
    assert (overall.min, overall.max) == (-9 - 3 - 3, 19 + 18 + 41)


def test_what_is_not_known_has_a_neutral_value_and_is_provisional() -> None:
    outcome = rubric("scorecard").evaluate({"age": 25, "income": 500}).outcome
    assert outcome.provisional == {
        "department_score": ("department",),
        "overall": ("department",),
    }
