"""Running a policy's worked examples: what was expected, and what the policy says."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.evaluate.evaluate import STRONGEST, Program, evaluate
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import (
    NO_ANSWER,
    Among,
    Possible,
    Unanswered,
    answered,
    decided,
    may_be_unanswered,
    perhaps,
)
from relrules.evaluate.reasons import costs, weights_of
from relrules.evaluate.records import record_title
from relrules.evaluate.terms import slot
from relrules.syntax.nodes import AdviceState

NUMBER = re.compile(r"\d+(?:\.(\d+))?")
PLACES_AT_THE_END = re.compile(r"\.(\d+)\s*$")


@frozen
class Checked:
    """One expectation, whether it is met, and what the policy says instead or as well.

    `actual` is the value of a result, the state of advice, or the dimensions that are reasons.
    """

    expectation: m.Expectation
    ok: bool
    actual: Possible | AdviceState | tuple[str, ...]


@frozen
class ExampleOutcome:
    """An example that was run: its evaluation, and each of its expectations."""

    example: m.Example
    outcome: Outcome
    checked: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Return whether every expectation is met."""
        return all(checked.ok for checked in self.checked)


def run_examples(program: Program) -> tuple[ExampleOutcome, ...]:
    """Return what became of each example of a policy, in file order."""
    return tuple(run_example(program, example) for example in program.policy.examples)


def run_example(program: Program, example: m.Example) -> ExampleOutcome:
    """Return what became of one example."""
    facts, counts = given_facts(example)
    outcome = evaluate(program, facts, example.today, counts, example.results)
    checked = tuple(_checked(program.policy, outcome, e) for e in example.expect)
    return ExampleOutcome(example, outcome, checked)


def given_facts(example: m.Example) -> tuple[dict[str, m.Value], dict[str, int]]:
    """Return an example's facts, those of records by their slot, and how many records lists have."""
    facts = dict(example.given)
    for name, records in example.lists.items():
        for index, record in enumerate(records):
            facts |= {slot(name, index, fact): value for fact, value in record.items()}
    return facts, {name: len(records) for name, records in example.lists.items()}


def rounded(value: Exact, places: int) -> Exact:
    """Return a number rounded to some places, half away from zero.

    >>> rounded(Fraction(5, 2), 0), rounded(Fraction(-1, 3), 2)
    (3, Fraction(-33, 100))
    """
    scale = 10**places
    twice = abs(value) * scale * 2
    whole = (twice.numerator // twice.denominator + 1) // 2
    found = Fraction(whole if value >= 0 else -whole, scale)
    return found.numerator if found.denominator == 1 else found


def _checked(policy: m.CheckedPolicy, outcome: Outcome, expectation: m.Expectation) -> Checked:
    match expectation:
        case m.ExpectValue(result=result, value=value):
            actual = outcome.values[result.name]
            return Checked(expectation, _is(actual, value, expectation), actual)
        case m.ExpectBetween(result=result, low=low, high=high):
            actual = outcome.values[result.name]
            return Checked(expectation, _is_between(actual, low, high, expectation), actual)
        case m.ExpectPossible(result=result, values=values):
            actual = outcome.values[result.name]
            wanted: Possible = Among(values) if values else NO_ANSWER
            if values and expectation.or_no_answer:
                wanted = perhaps(wanted)
            return Checked(expectation, actual == wanted, actual)
        case m.ExpectNoAnswer(result=result):
            actual = outcome.values[result.name]
            return Checked(expectation, isinstance(actual, Unanswered), actual)
        case m.ExpectAdvice(advice=advice, state=state, record=record):
            found = outcome.advice[advice]
            if record is not None:
                found = state_for(policy, outcome, advice, record)
            return Checked(expectation, found is state, found)
        case m.ExpectReasons(dimensions=dimensions):
            score = _score_of(policy, dimensions)
            lost = () if score is None else costs(policy, outcome, score)
            given = tuple(cost.dimension for cost in lost)
            return Checked(expectation, score is not None and given == dimensions, given)
        case _:
            assert_never(expectation)


def state_for(policy: m.CheckedPolicy, outcome: Outcome, advice: str, record: str) -> AdviceState:
    """Return the state of advice for the records called so; without one it is not given."""
    list_name = policy.advice[advice].for_each
    states = outcome.each.get(advice, ())
    found = [
        state
        for index, state in enumerate(states)
        if list_name is not None and record_title(policy, outcome, list_name, index) == record
    ]
    return min(found, key=STRONGEST.index, default=AdviceState.NOT_GIVEN)


def _is(actual: Possible, wanted: m.Value, expectation: m.ExpectValue) -> bool:
    """Return whether a result has a value; a number is compared at the places written."""
    value = decided(actual)
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted
    if isinstance(wanted, int | Fraction) and isinstance(value, int | Fraction):
        return rounded(value, _places(expectation)) == wanted
    return value == wanted


def _is_between(actual: Possible, low: Exact, high: Exact, expectation: m.ExpectBetween) -> bool:
    """Return whether a result is exactly this interval, its ends compared at the places written."""
    inner = answered(actual)
    if not isinstance(inner, Interval) or inner.low is None or inner.high is None:
        return False
    if may_be_unanswered(actual) is not expectation.or_no_answer:
        return False
    written = NUMBER.findall(unicodedata.normalize("NFKC", expectation.span.text))
    low_places, high_places = (len(places) for places in written[-2:])
    return (rounded(inner.low, low_places), rounded(inner.high, high_places)) == (low, high)


def _places(expectation: m.ExpectValue) -> int:
    """Return how many decimal places the author wrote."""
    written = PLACES_AT_THE_END.search(unicodedata.normalize("NFKC", expectation.span.text))
    return len(written[1]) if written else 0


def _score_of(policy: m.CheckedPolicy, dimensions: tuple[str, ...]) -> str | None:
    """Return the score that reasons speak of: the first that is made of all these dimensions."""
    return next((s for s in policy.scores if {*dimensions} <= {*weights_of(policy, s)}), None)
