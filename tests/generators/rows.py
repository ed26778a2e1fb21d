"""Rows: which of them can apply, and what they come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

from attrs import frozen
from hypothesis.strategies import DrawFn

from generators import terms
from generators.conditions import Condition, condition, knows, settled
from generators.coverage import register
from generators.heads import words
from generators.levels import LevelTerm
from generators.scope import Meaning, Named, NoAnswerError, Record, Scope
from generators.terms import Term, ref
from generators.values import Exact, Number, Range, Type, Value, representatives
from generators.words import Keyword, Words, in_parentheses

T = TypeVar("T")
WITNESSES = 40
SOME_DAY = dt.date(2026, 1, 31)


def applying(scope: Scope, candidates: Sequence[tuple[Condition, T]]) -> list[tuple[Condition, T]]:
    """Return the rows for which some record is known that no row above takes.

    A row without such a record may be one that never applies, which the check refuses.
    """
    records = _records(scope)
    found = []
    for candidate in candidates:
        read = [(record, _holds(candidate[0], record)) for record in records]
        if any(holds for _, holds in read):
            found.append(candidate)
            records = [record for record, holds in read if holds is False]
    return found


def applying_alone(
    scope: Scope, candidates: Sequence[tuple[Condition, T]]
) -> list[tuple[Condition, T]]:
    """Return the rows that apply to some record, whatever stands above them."""
    records = _records(scope)
    return [c for c in candidates if any(_holds(c[0], record) for record in records)]


def _holds(guard: Condition, record: Record) -> bool | None:
    """Return whether a condition holds, `None` where it has no answer."""
    try:
        return guard.holds(record)
    except NoAnswerError:
        return None


def _records(scope: Scope) -> list[Record]:
    rng = scope.rng
    constants = sorted(scope.constants, key=repr)
    pools = {f.id: representatives(f.type, constants) for f in (*scope.facts, *scope.here)}

    def some(facts: Sequence[Named]) -> dict[str, Value]:
        return {f.id: rng.choice(pools[f.id]) for f in facts if f.kind == "fact"}

    for of in scope.every_list:
        pools |= {fact.id: representatives(fact.type, constants) for fact in of.facts}
    found: list[Record] = []
    for _ in range(WITNESSES):
        lists = {
            of.id: [some(of.facts) for _ in range(rng.choice([0, 1, 2, 2]))]
            for of in scope.every_list
        }
        here = {}
        for named in scope.here:
            if named.list is not None and named.list not in lists:
                lists[named.list] = [some(scope.here)]
            if named.list is not None:
                here[named.list] = 0
        found.append(
            Record(
                some(scope.facts),
                SOME_DAY + dt.timedelta(rng.randrange(-60, 400)),
                lists,
                frozenset(named.id for named in scope.values if rng.random() < 1 / 2),
                here,
            )
        )
    return found


def first(rows: Sequence[tuple[Condition, T]], otherwise: T, record: Record) -> T:
    """Return the value of the first row that applies."""
    return next((value for guard, value in rows if guard.holds(record)), otherwise)


def two_ways(draw: DrawFn, scope: Scope) -> tuple[Condition, Condition] | None:
    """Draw two conditions of which always one holds, if one can be shown to apply each way."""
    one = condition(draw, scope, 2)
    closed = one.words if one.binds == "not" else one.closed
    other = Condition((Keyword("NOT"), *closed), lambda record: not one.holds(record), "not")
    return (one, other) if len(applying(scope, [(one, 0), (other, 1)])) == 2 else None


def when(guard: Condition | None) -> Words:
    """Return `when C`, or `otherwise`."""
    return words("OTHERWISE") if guard is None else (Keyword("WHEN"), *guard.words)


@frozen
class Subject:
    """What a look-up goes by: its words, its value, and whether it is known."""

    words: Words
    type: Type
    range: Range
    meaning: Meaning
    known: Callable[[Record], bool]
    open: bool = False

    @property
    def side(self) -> Words:
        """Return the words where something follows."""
        return in_parentheses(self.words) if self.open else self.words


OF_RESULTS = {kind: register(f"points or grade by a {kind}") for kind in ("score", "grade")}


def subject_named(scope: Scope, named: Named) -> Subject:
    """Return something that is declared as what a look-up goes by."""
    limits = terms.range_of(named) if isinstance(named.type, Number) else (None, None)
    known = lambda record: knows(named, record)  # noqa: E731 - bound to this name
    if named.kind in OF_RESULTS:
        scope.met.add(OF_RESULTS[named.kind])
    return Subject(ref(named), named.type, limits, named.meaning, known)


def subject_level(found: LevelTerm) -> Subject:
    """Return a level as what a look-up goes by."""
    return Subject(
        found.words,
        found.type,
        (None, None),
        found.meaning,
        lambda record: _answers(found.meaning, record),
        found.open,
    )


def subject_number(found: Term) -> Subject:
    """Return a number as what bands go by."""
    return Subject(
        found.words,
        Number(*found.range),
        found.range,
        found.meaning,
        lambda record: _answers(found.meaning, record),
        found.open,
    )


def _answers(meaning: Meaning, record: Record) -> bool:
    try:
        meaning(record)
    except NoAnswerError:
        return False
    return True


def entry_guard(
    subject: Subject, matches: Callable[[Value], bool], block: Condition | None
) -> Condition:
    """Return when an entry is meant: its block applies and its answer is given."""
    return _within(block, lambda record: matches(subject.meaning(record)))


def unknown_guard(subject: Subject, block: Condition | None) -> Condition:
    """Return when the entry for `unknown` is meant."""
    return _within(block, lambda record: not subject.known(record))


def _within(block: Condition | None, holds: Callable[[Record], bool]) -> Condition:
    if block is None:
        return Condition((), holds)
    return Condition((), lambda record: settled("and", [(block.holds, record), (holds, record)]))


def equals(answer: Value) -> Callable[[Value], bool]:
    """Return whether a value is that answer."""
    return lambda value: value == answer


def in_band(border: Exact, *, inclusive: bool) -> Callable[[Value], bool]:
    """Return whether a number lies up to a border, or under it."""

    def matches(value: Value) -> bool:
        if isinstance(value, bool | str | dt.date):
            raise AssertionError(value)
        return value <= border if inclusive else value < border

    return matches
