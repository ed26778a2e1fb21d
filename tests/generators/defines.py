"""Defines: a name for a condition, a number, a level, or for rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.conditions import Condition, condition
from generators.coverage import construct
from generators.fact_types import levels_of_scale, options, without_hint
from generators.heads import Declared, assume_clauses, because, heading, words
from generators.levels import level_term
from generators.names import called
from generators.rows import applying, first, when
from generators.scope import Meaning, Named, Scope, declines
from generators.terms import SMALL, ref, term
from generators.values import Levels, Number, Option, Range, Type, YesNo, hull
from generators.words import (
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Mark,
    Spelled,
    Words,
    constant,
    in_parentheses,
    number,
    separated,
)


def define(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a name for a condition, for a number, or for something declared."""
    kinds = [*DEFINES]
    if scope.of_type(Levels):
        kinds.append(_define_level)
    if scope.scales:
        kinds.append(_scale_rows)
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("define a condition")
def _define_condition(draw: DrawFn, scope: Scope) -> Declared:
    found = condition(draw, scope)
    return defined(draw, scope, found.words, YesNo(), found.holds)


@construct("define a number")
def _define_number(draw: DrawFn, scope: Scope) -> Declared:
    found = term(draw, scope)
    return defined(draw, scope, found.words, Number(*found.range), found.meaning)


@construct("define another name")
def _define_alias(draw: DrawFn, scope: Scope) -> Declared:
    named = draw(st.sampled_from(scope.values))
    return defined(draw, scope, ref(named), named.type, named.meaning)


def defined(draw: DrawFn, scope: Scope, value: Words, of: Type, meaning: Meaning) -> Declared:
    name = called(draw, scope)
    named = Named(name.id, "define", name.spellings, of, meaning)
    head = (Keyword("DEFINE"), *heading(draw, scope, name), EQUALS, *value)
    return Declaration(head, assume_clauses(draw, scope)), scope.with_result(named)


@construct("define a level")
def _define_level(draw: DrawFn, scope: Scope) -> Declared:
    found = level_term(draw, scope)
    return defined(draw, scope, found.words, found.type, found.meaning)


# ---- rows -----------------------------------------------------------------------------------


@frozen
class _Given:
    """What a row gives: its words, its range if it is a number, and its value."""

    words: Words
    range: Range | None
    meaning: Meaning


Give = Callable[[], _Given]


@construct("define by rows: numbers")
def _number_rows(draw: DrawFn, scope: Scope) -> Declared:
    def give() -> _Given:
        if not scope.of_type(Number) or draw(st.booleans()):
            value = draw(SMALL)
            return _Given(number(value), (value, value), lambda _: value)
        found = term(draw, scope, 1)
        return _Given(found.side, found.range, found.meaning)

    return _by_rows(draw, scope, give, None, [])


@construct("define by rows: yes or no")
def _condition_rows(draw: DrawFn, scope: Scope) -> Declared:
    def give() -> _Given:
        if draw(st.booleans()):
            found = condition(draw, scope, 1)
            return _Given(in_parentheses(found.words), None, found.holds)
        yes = draw(st.booleans())
        return _Given(constant(yes), None, lambda _: yes)

    return _by_rows(draw, scope, give, YesNo(), [])


@construct("define by rows: levels")
def _level_rows(draw: DrawFn, scope: Scope) -> Declared:
    found, written = options(draw, scope, draw(st.integers(2, 3)))
    listed = separated([without_hint(level) for level in written], Mark("<"))
    line = Clause((*words("LEVELS"), *listed))
    return _levels(draw, scope, Levels(f"define {len(scope.taken)}", found), line)


@construct("define by rows: words of its own")
def _word_rows(draw: DrawFn, scope: Scope) -> Declared:
    """Draw rows whose words are the levels, the top first."""
    drawn, _ = options(draw, scope, draw(st.integers(2, 3)))
    # A row of a define has no place for a label.
    found = [evolve(option, spellings=option.spellings[:1]) for option in drawn]
    candidates = [(condition(draw, scope), option) for option in found[:-1]]
    rows = applying(scope, candidates)
    of = Levels(f"define {len(scope.taken)}", (found[-1], *(option for _, option in rows[::-1])))

    def written(option: Option) -> _Given:
        return _Given((Spelled(option.spellings[:1]),), None, lambda _: option.id)

    given = [(guard, written(option)) for guard, option in rows]
    return _declared(draw, scope, [], given, written(found[-1]), of)


@construct("define by rows: levels of a scale")
def _scale_rows(draw: DrawFn, scope: Scope) -> Declared:
    of, names = draw(st.sampled_from(scope.scales))
    return _levels(draw, scope, of, Clause(levels_of_scale(names)))


def _levels(draw: DrawFn, scope: Scope, of: Levels, line: Clause) -> Declared:
    def give() -> _Given:
        level = draw(st.sampled_from(of.options))
        return _Given(constant(level.id, of.options), None, lambda _: level.id)

    return _by_rows(draw, scope, give, of, [line])


def _by_rows(
    draw: DrawFn, scope: Scope, give: Give, of: Type | None, lines: list[Clause]
) -> Declared:
    """Draw rows of which the first that applies counts; `of` is `None` for numbers."""
    candidates = [
        (condition(draw, scope), _given(draw, scope, give)) for _ in range(draw(st.integers(1, 2)))
    ]
    rows = applying(scope, candidates)
    rest = give()
    ranges = [given.range for given in (*(g for _, g in rows), rest) if given.range is not None]
    return _declared(draw, scope, lines, rows, rest, Number(*hull(ranges)) if of is None else of)


def _declared(  # noqa: PLR0913, PLR0917 - a define is all of this
    draw: DrawFn,
    scope: Scope,
    lines: list[Clause],
    rows: Sequence[tuple[Condition, _Given]],
    rest: _Given,
    of: Type,
) -> Declared:
    clauses = [*lines, *(_row(draw, scope, guard, given) for guard, given in rows)]
    clauses.append(_row(draw, scope, None, rest))
    name = called(draw, scope)
    named = Named(
        name.id,
        "define",
        name.spellings,
        of,
        lambda record: first(rows, rest, record).meaning(record),
    )
    head = (Keyword("DEFINE"), *heading(draw, scope, name))
    return Declaration(head, (*clauses, *assume_clauses(draw, scope))), scope.with_result(named)


def _given(draw: DrawFn, scope: Scope, give: Give) -> _Given:
    return _no_answer(draw, scope) if draw(st.integers(0, 4)) == 0 else give()


@construct("row of a define without an answer")
def _no_answer(_draw: DrawFn, _scope: Scope) -> _Given:
    return _Given(words("NO_ANSWER"), None, declines)


@construct("row of a define")
def _row(draw: DrawFn, scope: Scope, guard: Condition | None, given: _Given) -> Clause:
    return Clause((*given.words, *when(guard), *because(draw, scope)))


DEFINES = (
    _define_condition,
    _define_condition,
    _define_number,
    _define_number,
    _define_alias,
    _number_rows,
    _condition_rows,
    _level_rows,
    _word_rows,
)
