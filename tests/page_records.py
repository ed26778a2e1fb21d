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
from relrules.evaluate.records import record_title
from relrules.evaluate.terms import slot
from relrules.explain.values import message_text
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState

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


# ---- advice for each record ---------------------------------------------------------------------


def texts_for_each(policy: m.CheckedPolicy, outcome: Outcome, lang: str) -> Iterator[str]:
    """Yield the texts of alerts and advice where some are for each record of a list."""
    for advice in sorted(policy.advice.values(), key=lambda a: not a.alert):
        list_name = advice.for_each
        if list_name is None:
            if outcome.advice[advice.id] is not AdviceState.NOT_GIVEN:
                yield f"{advice.id}: {_text(advice, outcome, lang, None)}"
            continue
        for at, state in enumerate(outcome.each[advice.id]):
            if state is not AdviceState.NOT_GIVEN:
                title = record_title(policy, outcome, list_name, at)
                yield f"{advice.id} for {title}: {_text(advice, outcome, lang, at)}"


def _text(advice: m.Advice, outcome: Outcome, lang: str, record: int | None) -> str:
    if advice.say is None:
        return advice.label.in_language(lang)
    parts = tuple(_of_record(part, record) for part in advice.say.in_language(lang))
    return message_text(m.Message(((lang, parts),)), outcome, lang)


def _of_record(part: str | m.Ref | m.Missing, record: int | None) -> str | m.Ref | m.Missing:
    """Return a placeholder that reads what is kept for a record, if it is of one."""
    if isinstance(part, m.Ref) and part.list is not None and record is not None:
        return evolve(part, name=slot(part.list, record, part.name))
    return part
