"""Terms that are a level: steps up and down, the highest or lowest of some."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import conditions, terms
from generators.conditions import OPERATORS, Condition, levels_of
from generators.coverage import construct
from generators.heads import chance, words
from generators.scope import Named, NoAnswerError, Record, Scope, UndecidedError
from generators.terms import Term, ref
from generators.values import Exact, Levels, Number, Type, rank
from generators.words import (
    Keyword,
    Mark,
    Spelled,
    Words,
    constant,
    in_parentheses,
    number,
    separated,
)


@frozen
class LevelTerm:
    """A level: its words, its scale, and its value for a complete record."""

    words: Words
    type: Levels
    meaning: Callable[[Record], str]
    open: bool = False

    @property
    def side(self) -> Words:
        """Return the words as a side of a comparison."""
        return in_parentheses(self.words) if self.open else self.words


LevelKind = Callable[[DrawFn, Scope], LevelTerm | None]
FURTHER: list[LevelKind] = []
"""Kinds of level from other modules; each gives `None` where there is nothing to make it of."""


def level_term(draw: DrawFn, scope: Scope) -> LevelTerm:
    """Draw a level; there is something in scope that has levels."""
    kinds: list[LevelKind] = [_named, _shifted, _shifted, _extreme, *FURTHER, *FURTHER]
    return draw(st.sampled_from(kinds))(draw, scope) or _named(draw, scope)


def _named(draw: DrawFn, scope: Scope) -> LevelTerm:
    named = draw(st.sampled_from(scope.of_type(Levels)))
    return LevelTerm(ref(named), levels_of(named), level_of(named))


def level_of(named: Named) -> Callable[[Record], str]:
    """Return the meaning of something that is a level."""

    def meaning(record: Record) -> str:
        found = named.meaning(record)
        if not isinstance(found, str):
            raise AssertionError(found)
        return found

    return meaning


@construct("raised by, lowered by")
def _shifted(draw: DrawFn, scope: Scope) -> LevelTerm:
    """Draw a level some steps up or down."""
    inner = _named(draw, scope)
    raised = draw(st.booleans())
    words, steps = _steps(draw, scope)
    ids = [option.id for option in inner.type.options]

    def meaning(record: Record) -> str:
        place = ids.index(inner.meaning(record))
        by = steps(record)
        return ids[min(place + by, len(ids) - 1) if raised else max(place - by, 0)]

    written = (*inner.words, Keyword("RAISED_BY" if raised else "LOWERED_BY"), *words)
    return LevelTerm(written, inner.type, meaning)


def _steps(draw: DrawFn, scope: Scope) -> tuple[Words, Callable[[Record], int]]:
    """Draw a whole number that is never below 0."""
    counted = [
        named
        for named in scope.of_type(Number)
        if named.kind == "fact" and _is_count(named.type) and not named.list
    ]
    if counted and chance(draw):
        named = draw(st.sampled_from(counted))
        return ref(named), lambda record: int(terms.exact(named.meaning)(record))
    if scope.lists and chance(draw):
        of = draw(st.sampled_from(scope.lists))
        words = in_parentheses((Keyword("COUNT_OF"), Spelled(of.spellings)))
        return words, lambda record: len(record.records(of.id))
    by = draw(st.integers(0, 2))
    return number(by), lambda _: by


def _is_count(of: Type) -> bool:
    return isinstance(of, Number) and of.decimals == 0 and of.low is not None and of.low >= 0


@construct("highest of, lowest of levels")
def _extreme(draw: DrawFn, scope: Scope) -> LevelTerm | None:
    """Draw the highest or lowest of several levels of one scale."""
    first = draw(st.sampled_from(scope.of_type(Levels)))
    same = [named for named in scope.of_type(Levels) if named.type == first.type]
    chosen = draw(st.lists(st.sampled_from(same), min_size=1, max_size=3))
    known = draw(st.booleans())
    highest = draw(st.booleans())
    of = levels_of(first)

    def meaning(record: Record) -> str:
        found = [level_of(named)(record) for named in chosen if not known or counts(named, record)]
        if not found:
            raise NoAnswerError
        return (max if highest else min)(found, key=lambda level: rank(of, level))

    head = (Keyword("HIGHEST_OF" if highest else "LOWEST_OF"), *(words("KNOWN") if known else ()))
    listed = in_parentheses(separated([ref(named) for named in chosen]))
    return LevelTerm((*head, *listed), of, meaning)


def counts(named: Named, record: Record) -> bool:
    """Return whether a part counts where only the known do: not if it is not known or answered."""
    try:
        named.meaning(record)
    except NoAnswerError:
        return False
    except UndecidedError:
        if named.kind == "fact":
            return False
        raise
    return True


@terms.further(lambda scope: bool(scope.of_type(Levels)) and not scope.exact)
@construct("steps from … to")
def steps_between(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw how many steps one level is above another."""
    start = _named(draw, scope)
    same = [named for named in scope.of_type(Levels) if named.type == start.type]
    end = draw(st.sampled_from(same))
    of = start.type
    most = len(of.options) - 1

    def meaning(record: Record) -> Exact:
        first = rank(of, start.meaning(record))
        return rank(of, end.meaning(record)) - first

    words = (Keyword("STEPS_FROM"), *start.words, Keyword("TO"), *ref(end))
    return Term(words, (-most, most), meaning, alone=False)


@conditions.further(lambda scope: bool(scope.of_type(Levels)) and not scope.exact)
@construct("level expression compared")
def _compared(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    found = level_term(draw, scope)
    level = draw(st.sampled_from(found.type.options))
    op = draw(st.sampled_from(list(OPERATORS)))
    return Condition(
        (*found.side, Mark(op), *constant(level.id, found.type.options)),
        lambda record: OPERATORS[op](
            rank(found.type, found.meaning(record)), rank(found.type, level.id)
        ),
    )
