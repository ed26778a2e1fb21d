"""Testing laws: what is refuted, with which witness, and what is only tested."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from relrules import load_text, shipped
from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.model import Fact
from relrules.verify import laws  # pytest would take `Tested` by its name for a test
from relrules.verify.cases import MOST_CASES, Thresholds, combinations, values_of
from relrules.verify.laws import LawOutcome, Refuted, run_laws

POLICY = """\
policy a "A"
fact visits: number from 0 whole
fact last: date
fact state
  levels low < mid < high
fact firm: yes or no
fact other: yes or no
define quiet = days since last > 30
dimension d
  3 points when visits > 10 and not quiet
  1 point when state >= mid
  0 points otherwise
dimension o
  1 point when other
  0 points otherwise
score total = d
grade g by total
  good from 2
  bad otherwise
advice x "X"
  when o = 1 and firm
"""


def run(law: str, example: str = "") -> LawOutcome:
    (found,) = run_laws(load_text(f"{POLICY}ensure l: {law}\n{example}").program)
    return found


@pytest.mark.parametrize(
    ("law", "holds"),
    [
        ("total never falls when visits rises", True),
        ("total never rises when visits falls", True),
        ("total never rises when visits rises", False),
        ("total never falls when visits falls", False),
        ("total never falls when last rises", True),
        ("total never rises when last rises", False),
        ("total never falls when state rises", True),
        ("g never falls when visits rises", True),
        ("g never falls when visits falls", False),
        ("o never falls when other rises", True),
        ("o never falls when other falls", False),
        ("total between 0 and 3", True),
        ("total between 0 and 2", False),
        ("g = bad when visits <= 10", True),
        ("g = bad when visits <= 11", False),
        ("g = bad when quiet", True),
        ("g = good when visits > 10 and not quiet", True),
        ("visits >= 0", True),
    ],
)
def test_a_law_is_tested_or_refuted(law: str, *, holds: bool) -> None:
    found = run(law)
    assert isinstance(found, laws.Tested if holds else Refuted)
    assert not isinstance(found, laws.Tested) or found.cases > 0


def test_a_witness_shows_the_facts_the_law_depends_on() -> None:
    found = run("g = bad when visits <= 11")
    assert isinstance(found, Refuted)
    assert found.neighbour is None
    assert set(found.witness.facts) == {"visits", "last", "state"}
    assert found.witness.facts["visits"] == 11
    assert found.witness.today == dt.date(2026, 1, 31)
    assert set(found.witness.results) == {"g"}


def test_a_witness_of_a_direction_is_two_neighbours() -> None:
    found = run("total never rises when visits rises")
    assert isinstance(found, Refuted)
    assert found.neighbour is not None
    below, above = found.witness, found.neighbour
    changed = {k for k in below.facts if below.facts[k] != above.facts[k]}
    assert changed == {"visits"}
    assert (below.facts["visits"], above.facts["visits"]) == (10, 11)
    assert below.results["total"] != above.results["total"]


def test_a_law_that_never_says_anything_is_tested_on_no_case() -> None:
    found = run("g = good when visits > 5 and visits < 3")
    assert found == laws.Tested(found.law, 0)


def test_an_example_can_refute_what_generated_facts_do_not() -> None:
    law = "visits != 123456"
    example = 'example "e"\n  given visits = 123456\n  expect o between 0 and 1\n'
    # Take the threshold away, so that only the example can know the number.
    hidden = "o = 0 when firm"
    assert isinstance(run(law, example), Refuted)
    assert isinstance(run(hidden, example), Refuted)


def test_facts_left_open_by_an_example_refute_nothing() -> None:
    example = 'example "e"\n  given visits = 3\n  expect o between 0 and 1\n'
    found = run("total between 0 and 3", example)
    assert isinstance(found, laws.Tested)
    without = run("total between 0 and 3")
    assert isinstance(without, laws.Tested)
    assert found.cases == without.cases + 1


def test_the_shipped_rubric_is_tried_on_all_its_combinations() -> None:
    policy = shipped("customer_relationship")
    examples = len(policy.checked.examples)
    first = run_laws(policy.program)[0]
    assert first == laws.Tested(first.law, 3 * 4 * 5 * 2 * 4 + examples)


def test_nothing_depends_on_chance() -> None:
    values: dict[str, list[m.Value]] = {name: list(range(20)) for name in "abcd"}
    first, again = list(combinations(values)), list(combinations(values))
    assert len(first) == MOST_CASES
    assert first == again


def fact(of: m.Type) -> Fact:
    policy = load_text(
        'policy a "A"\nfact x: yes or no\ndimension d = x\n'.replace(
            "dimension d = x\n", "dimension d\n  1 point when x\n  0 points otherwise\n"
        )
    )
    found = policy.checked.facts["x"]
    return Fact(label=found.label, span=found.span, type=of)


def values(of: m.Type, *constants: m.Value) -> list[m.Value]:
    return values_of(fact(of), Thresholds(list(constants)), dt.date(2026, 1, 31))


def test_numbers_are_tried_at_their_ends_and_thresholds() -> None:
    assert values(m.NumberType(0, 3, 0)) == [0, 1, 2, 3]
    found = values(m.NumberType(0, 1000, 0), 50)
    assert {0, 1, 49, 50, 51, 999, 1000} <= set(found)
    assert found == sorted(found, key=lambda v: v if isinstance(v, int) else 0)
    assert all(isinstance(v, int) and 0 <= v <= 1000 for v in found)
    open_ended = values(m.NumberType(), Fraction(1, 2))
    assert {Fraction(49, 100), Fraction(1, 2), Fraction(51, 100)} <= set(open_ended)
    assert min(n for n in open_ended if isinstance(n, int | Fraction)) < -900
    assert values(m.NumberType(decimals=2), 1).count(Fraction(101, 100)) == 1


def test_dates_are_tried_around_today_and_their_thresholds() -> None:
    found = values_of(fact(m.DateType()), Thresholds([], [30]), dt.date(2026, 1, 31))
    days = {dt.date(2026, 1, 31), dt.date(2026, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 3, 2)}
    assert days <= set(found)


def test_texts_are_tried_as_mentioned_and_as_another() -> None:
    assert values(m.TextType(), "x") == ["x", "another text"]


def test_a_law_over_a_range_without_limit_is_decided_by_its_interval() -> None:
    found = run("total never rises when visits rises")
    assert isinstance(found, Refuted)
    assert found.witness.results["total"] == Interval(0, 0)
