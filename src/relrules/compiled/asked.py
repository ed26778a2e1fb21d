"""Declarations that no table holds: the interpreter is asked, and remembers what it said.

What it is asked of is all that such a declaration looks at, in the form in which compiled code has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import lists_in, refs
from relrules.compiled.capture import facts_of_records
from relrules.compiled.terms import NotCompiledError, value_of
from relrules.evaluate.evaluate import read_open
from relrules.evaluate.possible import Among, Possible
from relrules.evaluate.program import Program, Rows
from relrules.evaluate.terms import TODAY, Reading

Ask = Callable[[tuple[object, ...]], Possible]


@frozen
class Input:
    """What a declaration looks at: a fact, `today`, a list's records, or a result by its key."""

    key: str
    of: m.Type | m.List
    is_fact: bool


def inputs_of(policy: m.CheckedPolicy, rows: Rows) -> tuple[Input, ...]:
    """Return all that rows look at.

    Raises `NotCompiledError` for what is worked out of each record of a list.
    """
    if rows.list_name is not None:
        raise NotCompiledError(rows)
    written = [*rows.values, *rows.conditions, *(limit.when for limit in rows.limits)]
    terms = [term for term in written if term is not None]
    found: dict[str, Input] = {}
    for name in (name for term in terms for name in lists_in(term)):
        if name in policy.same_records:
            raise NotCompiledError(name)
        found[name] = Input(name, policy.lists[name], is_fact=True)
    for ref in (ref for term in terms for ref in refs(term)):
        if ref.list is not None and ref.kind is m.Kind.FACT:
            continue
        if ref.list is not None or ref.kind is m.Kind.DEFINE:
            raise NotCompiledError(ref)
        key = TODAY if ref.kind is m.Kind.TODAY else ref.key
        found[key] = Input(key, ref.type, ref.kind is m.Kind.FACT)
    return tuple(found.values())


def asking(program: Program, key: str, inputs: Sequence[Input]) -> Ask:
    """Return a function that has the interpreter read rows, of what its inputs are."""
    rows, scale = program.rows[key], program.scales.get(key)

    def ask(given: tuple[object, ...]) -> Possible:
        facts: dict[str, m.Value] = {}
        counts: dict[str, int] = {}
        results: dict[str, Possible] = {}
        today: dt.date | None = None
        for one, value in zip(inputs, given, strict=True):
            if isinstance(one.of, m.List):
                if isinstance(value, tuple):
                    counts[one.key] = len(value)
                    facts |= facts_of_records(one.key, one.of, value)
            elif one.key == TODAY:
                today = value if isinstance(value, dt.date) else None
            elif not one.is_fact:
                results[one.key] = _possible(one.of, value)
            elif value is not None:
                facts[one.key] = value_of(value, one.of)
        reading = Reading(facts, today, results, {}, counts=counts, static=program.static)
        return read_open(rows, reading, scale).value

    return ask


def _possible(of: m.Type, value: object) -> Possible:
    """Return what a result can be, from its ends or bits, or as it is."""
    match value:
        case (low, high):
            return Interval(_number(low), _number(high))
        case int() as bits:
            return Among(frozenset(_options(of, bits)))
        case _:
            return value  # type: ignore[return-value]  # what the interpreter said


def _number(value: object) -> Exact:
    return value  # type: ignore[return-value]  # the end of a number


def _options(of: m.Type, bits: int) -> list[m.Value]:
    every: Mapping[int, m.Value] = dict(enumerate(options_of(of)))
    return [value for place, value in every.items() if bits >> place & 1]


def options_of(of: m.Type) -> tuple[m.Value, ...]:
    """Return the values of a level, choice, or yes or no, by their places."""
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType(ids=ids):
            return ids
        case _:
            return (False, True)
