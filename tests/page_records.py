"""What language pages say of the records of lists, and of records that are data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Interval
from relrules.evaluate.facts import Form, Reading, read_facts
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Among, Exactly, Perhaps, Possible, Unanswered
from relrules.evaluate.terms import slot
from relrules.source import FrozenDict

LINE = re.compile(r"(?P<place>\S+\[\d+\]\.\S+) (?P<wanted>.+)")


# ---- data ---------------------------------------------------------------------------------------


def problems(policy: m.CheckedPolicy, data: str) -> tuple[str, ...]:
    """Return what is wrong with a record, as `path: message`."""
    reading = read_facts(policy, json.loads(data), Form.JSON)
    return tuple(f"{problem.path}: {problem.message}" for problem in reading.problems)


def with_data(policy: m.CheckedPolicy, example: m.Example, data: str | None) -> m.Example:
    """Return an example that gives what a page gives as data, if it does."""
    if data is None:
        return example
    reading = read_facts(policy, json.loads(data), Form.JSON)
    assert not reading.problems, reading.problems
    given = {name: value for name, value in reading.facts.items() if name in policy.facts}
    lists = {
        name: tuple(_record(policy.lists[name], name, at, reading) for at in range(count))
        for name, count in reading.counts.items()
    }
    return evolve(example, given=FrozenDict(given), lists=FrozenDict(lists))


def _record(of: m.List, name: str, at: int, reading: Reading) -> Mapping[str, m.Value]:
    places = {fact: slot(name, at, fact) for fact in of.facts}
    known = {fact: place for fact, place in places.items() if place in reading.facts}
    return FrozenDict({fact: reading.facts[place] for fact, place in known.items()})


# ---- records of lists ---------------------------------------------------------------------------


def wrong_records(outcome: Outcome, lines: Sequence[str]) -> Iterator[str]:
    """Yield what a page says of the records of lists and is otherwise."""
    for line in lines:
        met = LINE.fullmatch(line)
        actual = outcome.values.get(met["place"]) if met else None
        if met is None or actual is None:
            yield f"`{line}` names no result of a record"
        elif met["wanted"] != in_words(actual):
            yield f"expected `{line}`, but it is `{in_words(actual)}`"


def in_words(actual: Possible) -> str:
    """Return a value in the words that follow a name in an expectation."""
    match actual:
        case Interval(low=low, high=high) if low == high and low is not None:
            return f"= {say.number(low)}"
        case Interval(low=low, high=high):
            return f"between {say.limit(low)} and {say.limit(high)}"
        case Among(values) if len(values) == 1:
            return f"= {say.value(*values)}"
        case Among(values):
            return f"possible ({', '.join(sorted(say.value(v) for v in values))})"
        case Exactly(value):
            return f"= {say.value(value)}"
        case Unanswered():
            return "has no answer"
        case Perhaps(of):
            return f"{in_words(of)} or has no answer"
        case _:
            return "is not decided"
