"""Records for every policy that is shipped: some with all known, and some of which something is not."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from relrules import Policy
from relrules.check import model as m
from relrules.compiled.lists import lists_given

TODAY = dt.date(2026, 6, 30)
DAYS = 180
"""How many days before `TODAY` dates lie, at most."""
MOST_IN_A_LIST = 4
NAMES = ("Anna", "Ben", "Chen", "Dora", "Emil")


def records(policy: Policy, count: int, unknown: float, seed: int) -> list[dict[str, Any]]:
    """Return records of a policy; `unknown` is the chance of each fact that it is not known."""
    rng = random.Random(seed)  # noqa: S311 - made-up records
    return [_record(policy, rng, unknown) for _ in range(count)]


def _record(policy: Policy, rng: random.Random, unknown: float) -> dict[str, Any]:
    found = _some(policy.checked.facts, rng, unknown)
    for name in lists_given(policy.checked):
        facts = policy.checked.lists[name].facts
        count = rng.randint(1, MOST_IN_A_LIST)
        found[name] = [_some(facts, rng, unknown) for _ in range(count)]
    return found


def _some(facts: Mapping[str, m.Fact], rng: random.Random, unknown: float) -> dict[str, Any]:
    return {name: _value(of, rng) for name, of in facts.items() if rng.random() >= unknown}


def _value(fact: m.Fact, rng: random.Random) -> object:
    match fact.type:
        case m.YesNoType():
            return rng.random() < 1 / 2
        case m.LevelType(scale=scale):
            return rng.choice(scale.ids)
        case m.ChoiceType(ids=ids):
            return rng.choice(ids)
        case m.NumberType(low=low, high=high):
            return rng.randint(int(low or 0), int(100 if high is None else high))
        case m.DateType():
            return TODAY - dt.timedelta(days=rng.randint(0, DAYS))
        case m.TextType():
            return rng.choice(NAMES)
