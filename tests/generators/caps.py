"""Caps of dimensions and scores, in the order written."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.conditions import Condition, condition
from generators.coverage import construct
from generators.heads import because
from generators.scope import Record, Scope
from generators.values import Exact, Range, hull
from generators.words import Clause, Keyword, Words, number


@frozen
class Capped:
    """What is left under caps: the clauses, the range, and the value."""

    clauses: list[Clause]
    range: Range
    meaning: Callable[[Record], Exact]


def capping(
    draw: DrawFn, scope: Scope, limits: Range, meaning: Callable[[Record], Exact]
) -> Capped:
    """Draw no cap, one or two."""
    found = Capped([], limits, meaning)
    if scope.exact:
        return found
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        found = _cap(draw, scope, found)
    return found


@construct("cap")
def _cap(draw: DrawFn, scope: Scope, under: Capped) -> Capped:
    highest = draw(st.booleans())
    limit = draw(st.integers(-1, 4))
    guard = condition(draw, scope, 1) if draw(st.booleans()) else None
    words = (Keyword("AT_MOST" if highest else "AT_LEAST"), *number(limit))
    condition_ = () if guard is None else _condition(draw, scope, guard)
    low, high = under.range
    held = (
        (_most(low, limit, is_low=True), _most(high, limit, is_low=False))
        if highest
        else (_least(low, limit, is_low=True), _least(high, limit, is_low=False))
    )
    return Capped(
        [*under.clauses, Clause((*words, *condition_, *because(draw, scope)))],
        held if guard is None else hull([under.range, held]),
        _held(under.meaning, limit, guard, highest=highest),
    )


@construct("cap with a condition")
def _condition(_draw: DrawFn, _scope: Scope, guard: Condition) -> Words:
    return (Keyword("WHEN"), *guard.words)


def _held(
    meaning: Callable[[Record], Exact], limit: Exact, guard: Condition | None, *, highest: bool
) -> Callable[[Record], Exact]:
    def held(record: Record) -> Exact:
        value = meaning(record)
        if guard is not None and not guard.holds(record):
            return value
        return min(value, limit) if highest else max(value, limit)

    return held


def _most(end: Exact | None, limit: Exact, *, is_low: bool) -> Exact | None:
    if end is None:
        return None if is_low else limit
    return min(end, limit)


def _least(end: Exact | None, limit: Exact, *, is_low: bool) -> Exact | None:
    if end is None:
        return limit if is_low else None
    return max(end, limit)
