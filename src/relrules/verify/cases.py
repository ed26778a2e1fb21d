"""Facts to try a policy on: a few telling values of each, and their combinations.

Nothing here depends on the clock or on chance: the same policy is always tried on the same facts.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from attrs import define, field

from relrules.check import model as m
from relrules.check.examples import allowed
from relrules.check.interval import Exact, plain
from relrules.check.walk import operands, refs
from relrules.source import FrozenDict
from relrules.syntax.nodes import DateUnit

MOST_CASES = 2_000
MOST_VALUES = 60
SMALL_RANGE = 11
SETS_OF_A_SIZE = 6
DAY = dt.date(2026, 1, 31)
DAYS_IN_A_MONTH = 31
FINE_STEP = Fraction(1, 100)
OTHER_TEXT = "another text"
SEED = 0

T = TypeVar("T")


@define
class Thresholds:
    """What one fact is compared with: constants, and distances in days."""

    constants: list[m.Value] = field(factory=list)
    days: list[int] = field(factory=list)


def thresholds(terms: Iterable[m.Expr]) -> dict[str, Thresholds]:
    """Return, for each fact, the constants that terms compare it with."""
    found: dict[str, Thresholds] = {}
    for term in terms:
        for comparison in _comparisons(term):
            _note(comparison, found)
    return found


def values_of(fact: m.Fact, at: Thresholds, today: dt.date) -> list[m.Value]:
    """Return the telling values of a fact, in order where its type has one.

    All levels or choices; yes and no; for numbers the ends of the range, the thresholds and their
    neighbours; dates around today and around the thresholds.
    """
    match fact.type:
        case m.LevelType(scale=scale):
            return list(scale.ids)
        case m.ChoiceType(ids=ids):
            return list(ids)
        case m.YesNoType():
            return [False, True]
        case m.NumberType():
            return list(_numbers(fact.type, at))
        case m.DateType():
            return list(_dates(at, today))
        case m.TextType():
            texts = [text for text in at.constants if isinstance(text, str)]
            return [*dict.fromkeys(texts), OTHER_TEXT]


def combinations(
    values: Mapping[str, Sequence[T]], most: int = MOST_CASES
) -> Iterator[dict[str, T]]:
    """Yield every combination of values, or a sample of `most` where there are more.

    >>> list(combinations({"a": [1, 2], "b": [True]}))
    [{'a': 1, 'b': True}, {'a': 2, 'b': True}]
    """
    if math.prod(len(found) for found in values.values()) <= most:
        for combination in itertools.product(*values.values()):
            yield dict(zip(values, combination, strict=True))
        return
    chance = random.Random(SEED)  # noqa: S311 - a sample that is the same each time, no secret
    for _ in range(most):
        yield {name: chance.choice(found) for name, found in values.items()}


def records_of(
    list_name: str, of: m.List, at: Mapping[str, Thresholds], today: dt.date
) -> list[m.Records]:
    """Return the telling contents of a list: none, one, two and three records of its facts."""
    values = {
        name: values_of(fact, at.get(f"{list_name}.{name}", Thresholds()), today)
        for name, fact in of.facts.items()
    }
    chance = random.Random(SEED)  # noqa: S311 - a sample that is the same each time, no secret

    def record() -> Mapping[str, m.Value]:
        return FrozenDict({name: chance.choice(found) for name, found in values.items()})

    sizes = [0, *(size for size in (1, 2, 3) for _ in range(SETS_OF_A_SIZE))]
    return [tuple(record() for _ in range(size)) for size in sizes]


def _comparisons(term: m.Expr) -> Iterator[m.Comparison | m.Between | m.IsOneOf]:
    if isinstance(term, m.Comparison | m.Between | m.IsOneOf):
        yield term
    for operand in operands(term):
        yield from _comparisons(operand)


def _note(comparison: m.Comparison | m.Between | m.IsOneOf, found: dict[str, Thresholds]) -> None:
    parts = operands(comparison)
    constants = [p.value for p in parts if isinstance(p, m.Constant)]
    if isinstance(comparison, m.IsOneOf):
        constants += [option.value for option in comparison.options]
    for part in parts:
        for ref in refs(part):
            if ref.kind is m.Kind.FACT:
                at = found.setdefault(ref.key, Thresholds())
                at.constants += constants
                at.days += _in_days(part, constants)


def _in_days(term: m.Expr, constants: Sequence[m.Value]) -> list[int]:
    """Return the distances that a term is compared with, if it holds a distance of dates."""
    units = {d.unit for d in _distances(term)}
    numbers = [math.ceil(c) for c in constants if isinstance(c, int | Fraction)]
    return [
        n * (DAYS_IN_A_MONTH if unit is DateUnit.MONTHS else 1) for unit in units for n in numbers
    ]


def _distances(term: m.Expr) -> Iterator[m.Distance]:
    if isinstance(term, m.Distance):
        yield term
    for operand in operands(term):
        yield from _distances(operand)


def _numbers(of: m.NumberType, at: Thresholds) -> list[Exact]:
    step = FINE_STEP if of.decimals is None else Fraction(1, 10**of.decimals)
    if of.low is not None and of.high is not None and (of.high - of.low) / step < SMALL_RANGE:
        count = math.floor((of.high - of.low) / step) + 1
        found = {plain(of.low + i * step) for i in range(count)}
    else:
        marks: list[Exact] = [
            c for c in at.constants if isinstance(c, int | Fraction) and not isinstance(c, bool)
        ]
        marks += [end for end in (of.low, of.high) if end is not None]
        marks = marks or [0]
        near = {plain(mark + by) for mark in marks for by in (-step, 0, step)}
        # Somewhere between the thresholds, and far outside where there is no limit.
        edges = sorted({*marks})
        between = {_on_grid((a + b) / Fraction(2), step) for a, b in itertools.pairwise(edges)}
        far = {
            _on_grid(Fraction(edges[0] - 1000), step),
            _on_grid(Fraction(edges[-1] + 1000), step),
        }
        found = near | between | far
    return sorted(value for value in _thinned(sorted(found)) if allowed(value, of))


def _on_grid(value: Fraction, step: Fraction) -> Exact:
    return plain(math.floor(value / step) * step)


def _dates(at: Thresholds, today: dt.date) -> list[dt.date]:
    days = {today.toordinal() + sign * n for n in [0, 1, *at.days] for sign in (-1, 1)}
    days |= {day.toordinal() for day in at.constants if isinstance(day, dt.date)}
    days |= {day + by for day in days for by in (-1, 1)}
    first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
    inside = sorted(day for day in days if first <= day <= last)
    return [dt.date.fromordinal(day) for day in _thinned(inside)]


def _thinned(values: list[T]) -> list[T]:
    """Return at most 60 of many values, spread evenly, with both ends."""
    if len(values) <= MOST_VALUES:
        return values
    last = len(values) - 1
    return [values[i * last // (MOST_VALUES - 1)] for i in range(MOST_VALUES)]
