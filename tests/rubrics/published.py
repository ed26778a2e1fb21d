"""What tests of published rubrics share: a table of cases, and what the policy says of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

from attrs import field, frozen

import relrules
from relrules.check.interval import Interval
from relrules.evaluate.possible import Among, Perhaps, Possible, Unanswered

FOLDER = Path(__file__).parent
RUBRICS = tuple(sorted(path.stem for path in FOLDER.glob("*.rel")))

Facts = Mapping[str, object]
# A decided result: a number, a level, or `None` for no answer.
Answer = int | Fraction | str | None


@frozen
class Case:
    """A record and what was published of it, by the names of results.

    `given` are the advice and alerts that are given; `None` where the case does not speak of them.
    """

    facts: Facts
    said: Mapping[str, Answer]
    given: tuple[str, ...] | None = field(default=None, kw_only=True)
    today: dt.date | None = field(default=None, kw_only=True)


@cache
def rubric(name: str) -> relrules.Policy:
    """Return the policy of a file in this folder."""
    return relrules.load(FOLDER / f"{name}.rel")


def check(name: str, case: Case) -> None:
    """Assert that a rubric says of a record what was published, and nothing is left open."""
    result = rubric(name).evaluate(case.facts, case.today)
    found = {key: decided(result.outcome.values[key]) for key in case.said}
    assert found == {key: exact(value) for key, value in case.said.items()}
    if case.given is not None:
        told = [*result.alerts, *result.advice]
        assert {(a.name, a.state) for a in told} == {(name, "given") for name in case.given}


def check_unknown(name: str, case: Case, *, provisional: Iterable[str] = ()) -> None:
    """Assert that with one or two facts unknown the published answers stay among the possible.

    Results that read the absence of facts may say something else: exactly the `provisional` ones
    do, and say so where a fact they read is among those left out.
    """
    for left_out in itertools.chain(*(itertools.combinations(case.facts, n) for n in (1, 2))):
        known = {key: value for key, value in case.facts.items() if key not in left_out}
        outcome = rubric(name).evaluate(known, case.today).outcome
        for key, value in case.said.items():
            if key in provisional:
                continue
            assert key not in outcome.provisional, (left_out, key)
            assert allows(outcome.values[key], exact(value)), (left_out, key, outcome.values[key])


def check_span(name: str, facts: Facts, fact: str, values: Iterable[object], of: str) -> None:
    """Assert that with a fact unknown a number spans exactly what it is for the fact's values."""
    complete = [rubric(name).evaluate({**facts, fact: value}) for value in values]
    found = [decided(result.outcome.values[of]) for result in complete]
    numbers = [value for value in found if isinstance(value, int | Fraction)]
    assert len(numbers) == len(found)
    without = {key: value for key, value in facts.items() if key != fact}
    spanned = rubric(name).evaluate(without).outcome.values[of]
    assert spanned == Interval(min(numbers), max(numbers))


def exact(value: Answer | float) -> Answer:
    """Return a number as the decimal it is written as, and anything else as it is."""
    return Fraction(str(value)) if isinstance(value, float) else value


def decided(possible: Possible) -> Answer:
    """Return the one answer there is. Raises `AssertionError` where several are possible."""
    match possible:
        case Interval(low=int() | Fraction() as low, high=high) if low == high:
            return low
        case Among(values=values) if len(values) == 1:
            (value,) = values
            return value if isinstance(value, str) else str(value)
        case Unanswered():
            return None
        case _:
            raise AssertionError(possible)


def allows(possible: Possible, answer: Answer) -> bool:
    """Return whether something can still turn out to be an answer."""
    match possible:
        case Interval() if isinstance(answer, int | Fraction):
            return answer in possible
        case Among(values=values):
            return answer in values
        case Perhaps(of=of):
            return answer is None or allows(of, answer)
        case Unanswered():
            return answer is None
        case _:
            return False
