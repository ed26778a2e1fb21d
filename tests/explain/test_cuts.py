"""The cases of an unknown fact: every value is in exactly one, and does what the case says."""

import datetime as dt
from fractions import Fraction

import pytest

import relrules
from relrules.check.interval import Interval
from relrules.check.model import Value
from relrules.evaluate.evaluate import evaluate, evaluate_again
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import within
from relrules.explain.cuts import Cell, cases
from relrules.explain.made_of import dependencies
from relrules.explain.prospects import prospects
from relrules.explain.visible import everything

POLICY = relrules.load_text("""
policy p
fact whole_one: number from 0 to 20 whole
fact tenths: number from -1 decimals 1
fact any_number: number
fact bar: number from 0 to 9 whole
fact day, other_day: date
dimension a
  1 point when whole_one between 3 and 7 or whole_one = 12
  2 points when whole_one > bar
  0 points otherwise
dimension b
  1 point when tenths >= 2.25
  2 points when not (tenths <= 0.5)
  0 points otherwise
dimension c
  1 point when any_number < -1
  2 points when any_number is one of (0, 3)
  3 points when any_number = 1/3
  0 points otherwise
dimension d
  1 point when day > 2026-01-10 and day <= 2026-01-20
  2 points when months since day >= 2
  3 points when days from day to other_day between 5 and 9
  4 points when day < other_day
  0 points otherwise
score s = a + b + c + d
grade g by s
  g9 from 9
  g7 from 7
  g5 from 5
  g4 from 4
  g3 from 3
  g2 from 2
  g1 from 1
  g0 otherwise
""")
TODAY = dt.date(2026, 3, 31)
KNOWN: dict[str, Value] = {"bar": 9, "other_day": dt.date(2026, 2, 28)}
NUMBERS: dict[str, list[Fraction]] = {
    "whole_one": [Fraction(n) for n in range(21)],
    "tenths": [Fraction(n, 10) for n in range(-10, 60)],
    "any_number": [Fraction(n, 6) for n in range(-30, 40)],
}
DAYS = [dt.date(2025, 12, 1) + dt.timedelta(n) for n in range(150)]


def cut(outcome: Outcome, name: str) -> list[Value | Cell] | None:
    seen = everything(POLICY.program, outcome)
    return cases(POLICY.program, outcome, dependencies(POLICY.program), name, seen)


def holds(cell: Cell, value: Fraction | dt.date) -> bool:
    """Return whether a value lies in a cell."""
    low, high = cell.low, cell.high
    if isinstance(value, dt.date):
        assert isinstance(low, dt.date | None)
        assert isinstance(high, dt.date | None)
        return (low is None or low <= value) and (high is None or value <= high)
    assert not isinstance(low, dt.date)
    assert not isinstance(high, dt.date)
    after = low is None or low < value or (low == value and not cell.low_open)
    return after and (high is None or value < high or (value == high and not cell.high_open))


@pytest.mark.parametrize("name", [*NUMBERS, "day"])
def test_every_value_is_in_one_case_and_does_what_it_says(name: str) -> None:
    outcome = evaluate(POLICY.program, KNOWN, TODAY)
    found = cut(outcome, name)
    assert found is not None
    values: list[Fraction] | list[dt.date] = DAYS if name == "day" else NUMBERS[name]
    for value in values:
        mine = [cell for cell in found if isinstance(cell, Cell) and holds(cell, value)]
        assert len(mine) == 1, value
        here = evaluate(POLICY.program, {**KNOWN, name: value}, TODAY)
        there = evaluate(POLICY.program, {**KNOWN, name: mine[0].sample}, TODAY)
        assert here.values == there.values, value


@pytest.mark.parametrize("name", [*NUMBERS, "day"])
def test_joined_cases_hold_what_each_value_gives(name: str) -> None:
    outcome = evaluate(POLICY.program, KNOWN, TODAY)
    (prospect,) = [
        p
        for p in prospects(POLICY.program, outcome, everything(POLICY.program, outcome))
        if p.fact == name
    ]
    values: list[Fraction] | list[dt.date] = DAYS if name == "day" else NUMBERS[name]
    for value in values:
        (case,) = [
            c for c in prospect.cases for v in c.values if isinstance(v, Cell) and holds(v, value)
        ]
        here = evaluate(POLICY.program, {**KNOWN, name: value}, TODAY)
        assert here.values["g"] == case.results["g"]
        mine, all_of_it = here.values["s"], case.results["s"]
        assert isinstance(mine, Interval)
        assert isinstance(all_of_it, Interval)
        assert all_of_it.low is not None
        assert all_of_it.high is not None
        assert mine.low is not None
        assert mine.high is not None
        assert all_of_it.low <= mine.low <= mine.high <= all_of_it.high


def test_today_is_cut_from_the_other_side() -> None:
    known = {**KNOWN, "day": dt.date(2025, 12, 31)}
    outcome = evaluate(POLICY.program, known, None)
    found = cut(outcome, "today")
    assert found is not None
    starts = [cell.low for cell in found if isinstance(cell, Cell)]
    # Two months after 31 December is the last of February.
    assert dt.date(2026, 2, 28) in starts
    for value in DAYS:
        mine = [cell for cell in found if isinstance(cell, Cell) and holds(cell, value)]
        assert len(mine) == 1
        sample = mine[0].sample
        assert isinstance(sample, dt.date)
        here = evaluate(POLICY.program, known, value)
        assert here.values == evaluate(POLICY.program, known, sample).values


def test_a_fact_compared_with_another_unknown_one_has_no_cases() -> None:
    outcome = evaluate(POLICY.program, {"bar": 9}, TODAY)
    assert cut(outcome, "day") is None
    assert cut(evaluate(POLICY.program, {}, TODAY), "whole_one") is None


LISTED = relrules.load_text("""
policy p
fact bar: number from 0 to 9 whole
list contacts
  fact debt: number from 0 to 20 whole
  fact day: date
  fact rank: levels low < high
  define quiet = days since day > 30
  grade rung
    deep when debt > 12 and rank = high
    flat otherwise
list others
  fact owed: number from 0 to 20 whole
dimension a
  1 point when (count of contacts where debt > 4) >= 2
  2 points when some contacts have debt = 7
  0 points otherwise
dimension b
  3 points when all contacts have (quiet or rank = high)
  0 points otherwise
dimension c
  4 points when some others have owed > 3
  0 points otherwise
score s = a + b + c + (count of contacts where rung = deep)
grade g by s
  g5 from 5
  g3 from 3
  g1 from 1
  g0 otherwise
advice call for each contacts
  when quiet and debt < 3
""")
LISTED_FACTS: dict[str, Value] = {
    "bar": 3,
    "contacts[1].debt": 6,
    "contacts[1].day": dt.date(2026, 1, 1),
    "contacts[1].rank": "high",
    "contacts[2].rank": "high",
    "others[1].owed": 4,
}


@pytest.mark.parametrize("name", ["debt", "day"])
@pytest.mark.parametrize("rank", ["low", "high"])
def test_a_fact_of_a_record_is_cut_by_all_that_is_asked_of_it(name: str, rank: str) -> None:
    program, place, counts = LISTED.program, f"contacts[2].{name}", {"contacts": 2, "others": 1}
    others: dict[str, Value] = {"debt": 2, "day": dt.date(2026, 3, 1)}
    del others[name]
    known: dict[str, Value] = {**LISTED_FACTS, "contacts[2].rank": rank}
    known |= {f"contacts[2].{other}": value for other, value in others.items()}
    outcome = evaluate(program, known, TODAY, counts)
    seen = everything(program, outcome)
    found = cases(program, outcome, dependencies(program), place, seen)
    assert found is not None
    assert len(found) > 1
    values: list[Value] = [*DAYS] if name == "day" else [*range(21)]
    for value in values:
        assert isinstance(value, int | dt.date)
        at = value if isinstance(value, dt.date) else Fraction(value)
        (mine,) = [cell for cell in found if isinstance(cell, Cell) and holds(cell, at)]
        here = evaluate(program, {**known, place: value}, TODAY, counts)
        there = evaluate(program, {**known, place: mine.sample}, TODAY, counts)
        results = ("a", "b", "c", "s", "g", "contacts[2].rung")
        assert [here.values[r] for r in results] == [there.values[r] for r in results], value
        assert here.each == there.each


@pytest.mark.parametrize(
    "of", ["2 * (sum debt of contacts)", "average debt of contacts if empty 0"]
)
def test_a_fact_of_a_record_that_is_counted_in_has_no_cases(of: str) -> None:
    policy = relrules.load_text(
        f"policy p\nlist contacts\n  fact debt: number from 0 to 20 whole\nscore s = {of}\n"
    )
    outcome = evaluate(policy.program, {}, TODAY, {"contacts": 2})
    seen = everything(policy.program, outcome)
    assert (
        cases(policy.program, outcome, dependencies(policy.program), "contacts[2].debt", seen)
        is None
    )


def test_what_is_learnt_changes_what_it_is_part_of_and_nothing_else() -> None:
    program, counts = LISTED.program, {"contacts": 2, "others": 1}
    outcome = evaluate(program, LISTED_FACTS, TODAY, counts)
    for prospect in prospects(program, outcome, everything(program, outcome)):
        for case in prospect.cases:
            for value in case.values:
                sample = value.sample if isinstance(value, Cell) else value
                then = evaluate(program, {**LISTED_FACTS, prospect.fact: sample}, TODAY, counts)
                assert all(within(then.values[r], case.results[r]) for r in prospect.changes)
                assert {r for r in then.values if then.values[r] != outcome.values[r]} <= {
                    *prospect.changes,
                    "contacts[2].quiet",
                    "contacts[1].quiet",
                }


def test_an_evaluation_once_more_is_as_one_from_the_beginning() -> None:
    program, counts = LISTED.program, {"contacts": 2, "others": 1}
    before = evaluate(program, LISTED_FACTS, TODAY, counts)
    made_of = dependencies(program)
    for place, value in (("contacts[2].debt", 13), ("contacts[2].day", dt.date(2026, 1, 1))):
        key = place.replace("[2]", "")
        changed = frozenset(name for name, needed in made_of.items() if key in needed)
        again = evaluate_again(program, before, place, value, changed)
        assert again == evaluate(program, {**LISTED_FACTS, place: value}, TODAY, counts)
