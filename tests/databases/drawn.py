"""Rows drawn for any policy by a seed: what is known, what is not, borders, and values that do not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from random import Random

from attrs import frozen

from databases.cases import Case, Shape, bad_value, in_column
from relrules import Policy
from relrules.check import model as m
from relrules.check.examples import allowed
from relrules.check.walk import parts_inside

DAYS = (dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2025, 12, 31))
"""Ends of months, some of which are a whole number of months apart and some a day short of it."""
TODAY = (None, dt.date(2026, 2, 28), dt.date(2026, 6, 30), dt.date(2024, 3, 31))
BESIDE = (-1, 0, 0, 0, 1)
TEXTS = ("a", "'; drop table source --", "客户", "a\\b\"c'd", "b\nc\\n", "", " x ")


def drawn(policy: Policy, seed: int, rows: int, shape: Shape) -> Case:
    """Return a case; the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - nothing secret
    constants = _constants(policy)
    every = [_row(policy, rng, constants, shape) for _ in range(rows)]
    return Case(policy, rng.choice(TODAY), shape, every)


def _row(policy: Policy, rng: Random, constants: list[m.Value], shape: Shape) -> dict[str, object]:
    known, good = rng.choice((1.0, rng.random() ** 0.3)), rng.random() < 0.8
    given = _Given(rng, constants, shape, known, good)
    row = given.values(policy.checked.facts)
    for name, of in policy.checked.lists.items():
        if name not in policy.checked.same_records and rng.random() < known:
            count = rng.choice((0, 1, 1, 2, 3, 8))
            row[name] = [given.values(of.facts) for _ in range(count)]
    return row


@frozen
class _Given:
    """How facts are drawn: how many are known, and whether all of them are good."""

    rng: Random
    constants: list[m.Value]
    shape: Shape
    known: float
    good: bool

    def values(self, facts: Mapping[str, m.Fact]) -> dict[str, object]:
        """Return values for some facts."""
        return _values(self, facts)


def _values(given: _Given, facts: Mapping[str, m.Fact]) -> dict[str, object]:
    rng, constants, shape, known, good = (
        given.rng,
        given.constants,
        given.shape,
        given.known,
        given.good,
    )
    row: dict[str, object] = {}
    for name, fact in facts.items():
        if rng.random() < known:
            bad = not good and rng.random() < 0.2
            value = _value(fact, rng, constants)
            row[name] = bad_value(fact, shape) if bad else in_column(value, shape)
    return {name: value for name, value in row.items() if value is not None}


def _constants(policy: Policy) -> list[m.Value]:
    """Return every value that the policy compares with."""
    found: dict[m.Value, None] = {}
    for rows in policy.program.rows.values():
        terms = [*rows.conditions, *(limit.when for limit in rows.limits)]
        for condition in terms:
            for term in () if condition is None else parts_inside(condition):
                if isinstance(term, m.Constant):
                    found[term.value] = None
    return list(found)


def _value(fact: m.Fact, rng: Random, constants: list[m.Value]) -> m.Value:
    match fact.type:
        case m.YesNoType():
            return rng.random() < 0.5
        case m.LevelType(scale=scale):
            return rng.choice(scale.ids)
        case m.ChoiceType(ids=ids):
            return rng.choice(ids)
        case m.NumberType() as of:
            return _number(of, rng, constants)
        case m.DateType():
            own = [value for value in constants if isinstance(value, dt.date)]
            near = [value + dt.timedelta(rng.choice(BESIDE)) for value in (*DAYS, *own)]
            return rng.choice([*near, dt.date(2023, 12, 1) + dt.timedelta(rng.randrange(1000))])
        case m.TextType():
            own_texts = [value for value in constants if isinstance(value, str)]
            return rng.choice([*own_texts, *TEXTS])


def _number(of: m.NumberType, rng: Random, constants: list[m.Value]) -> m.Value:
    """Return a number of a type: at its ends and at what the policy compares with, or just beside."""
    places = 2 if of.decimals is None else of.decimals
    unit = Fraction(1, 10**places)
    low = Fraction(-20 if of.low is None else of.low)
    high = Fraction(low + 120 if of.high is None else of.high)
    numbers = [
        Fraction(value)
        for value in constants
        if isinstance(value, int | Fraction) and not isinstance(value, bool)
    ]
    near = [value + unit * rng.choice(BESIDE) for value in (low, high, *numbers)]
    anywhere = low + unit * rng.randint(0, int((high - low) / unit))
    fitting = [value for value in near if allowed(value, of)]
    return rng.choice([*fitting, anywhere])
