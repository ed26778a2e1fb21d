"""Declarations that no table holds: the interpreter is asked, and remembers what it said.

What it is asked of is all that such a declaration looks at, in the form in which compiled code has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import lists_in, refs
from relrules.compiled.terms import NotCompiledError, value_of
from relrules.evaluate.evaluate import read_open
from relrules.evaluate.possible import Among, Possible
from relrules.evaluate.program import Program, Rows
from relrules.evaluate.terms import ANY_RECORD, TODAY, Reading, slot

Ask = Callable[[tuple[object, ...]], Possible]


@frozen
class Input:
    """What a declaration looks at: a fact, `today`, or a result, by its key."""

    key: str
    of: m.Type
    is_fact: bool


@frozen
class InputList:
    """A list whose records a declaration looks at, and what it looks at of each."""

    key: str
    inside: tuple[Input, ...]


@frozen
class Here:
    """Which record of a list is looked at, by its number from 0."""

    key: str


Inputs = Sequence[Input | InputList | Here]


def inputs_of(rows: Rows) -> Inputs:
    """Return all that rows look at: of a list whose records are looked at, whatever is in sight of each."""
    terms = _terms(rows)
    looked_at = [ref for term in terms for ref in refs(term)]
    found: dict[str, Input | InputList] = {}
    for name in (name for term in terms for name in lists_in(term)):
        inside = {ref.key: _input(ref) for ref in looked_at if ref.list == name}
        found[name] = InputList(name, tuple(inside.values()))
    for ref in looked_at:
        if ref.list is None:
            one = _input(ref)
            found[one.key] = one
    here = [Here(str(rows.list_name))] if looks_at_all(rows) else []
    return (*found.values(), *here)


def looks_at_all(rows: Rows) -> bool:
    """Return whether rows that are read for one record of a list look at all of its records.

    What is looked at of all then tells something of this one, which is one of them.
    """
    of = rows.list_name
    return of is not None and any(of in lists_in(term) for term in _terms(rows))


def _terms(rows: Rows) -> list[m.Expr]:
    terms = [*rows.values, *rows.conditions, *(limit.when for limit in rows.limits)]
    return [term for term in terms if term is not None]


def _input(ref: m.Ref) -> Input:
    key = TODAY if ref.kind is m.Kind.TODAY else ref.key
    return Input(key, ref.type, ref.kind is m.Kind.FACT)


def asking(program: Program, key: str, inputs: Inputs) -> Ask:
    """Return a function that has the interpreter read rows, of what its inputs are."""
    rows, scale = program.rows[key], program.scales.get(key)

    def ask(given: tuple[object, ...]) -> Possible:
        return read_open(rows, _reading(program, inputs, given), scale).value

    return ask


def asking_of_any(program: Program, key: str, inputs: Inputs) -> Ask:
    """Return a function that tells whether advice may be for a record of a list that is not known.

    No input says which record.
    """
    rows = program.rows[key]
    (when, *_), list_name = rows.conditions, rows.list_name
    if when is None or list_name is None:
        raise NotCompiledError(key)

    def ask(given: tuple[object, ...]) -> Possible:
        reading = _reading(program, inputs, given)
        reading.here[list_name] = ANY_RECORD
        return reading.term(when)

    return ask


@define
class _Given:
    """What is known of a record, as the interpreter has it."""

    today: dt.date | None = None
    facts: dict[str, m.Value] = field(factory=dict)
    results: dict[str, Possible] = field(factory=dict)
    counts: dict[str, int] = field(factory=dict)
    here: dict[str, int] = field(factory=dict)

    def put(self, place: str, one: Input, value: object) -> None:
        """Put in the value of a fact, or what a result can be."""
        if one.key == TODAY:
            self.today = value if isinstance(value, dt.date) else None
        elif not one.is_fact:
            self.results[place] = _possible(one.of, value)
        elif value is not None:
            self.facts[place] = value_of(value, one.of)

    def put_records(self, of: InputList, rows: object) -> None:
        """Put in the records of a list, if they are known."""
        if not isinstance(rows, tuple):
            return
        self.counts[of.key] = len(rows)
        for record, row in enumerate(rows):
            for one, value in zip(of.inside, row, strict=True):
                name = one.key.removeprefix(f"{of.key}.")
                self.put(slot(of.key, record, name), one, value)


def _reading(program: Program, inputs: Inputs, given: tuple[object, ...]) -> Reading:
    found = _Given()
    for one, value in zip(inputs, given, strict=True):
        match one:
            case InputList():
                found.put_records(one, value)
            case Here(key=list_name):
                found.here[list_name] = value  # type: ignore[assignment]  # the number of a record
            case Input():
                found.put(one.key, one, value)
    return Reading(
        found.facts,
        found.today,
        found.results,
        {},
        counts=found.counts,
        static=program.static,
        here=found.here,
    )


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


def _options(of: m.Type, bits: int) -> Iterator[m.Value]:
    every: Mapping[int, m.Value] = dict(enumerate(options_of(of)))
    return (value for place, value in every.items() if bits >> place & 1)


def options_of(of: m.Type) -> tuple[m.Value, ...]:
    """Return the values of a level, choice, or yes or no, by their places."""
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType(ids=ids):
            return ids
        case _:
            return (False, True)
