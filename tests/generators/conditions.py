"""Conditions, each with its words and whether it holds for a complete record."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Sequence
from typing import Any, Literal

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct
from generators.scope import Named, NoAnswerError, Record, Scope, UndecidedError
from generators.terms import Day, Term, date_of, day, ref, reference, term, threshold
from generators.values import Choices, Date, Exact, Levels, Number, Option, Text, Value, YesNo, rank
from generators.words import (
    EQUALS,
    Keyword,
    Mark,
    Quoted,
    Words,
    constant,
    in_parentheses,
    number,
    separated,
)

DEEPEST = 2
NOTHING = Record({}, dt.date(2026, 1, 31))
TEXT_CONSTANTS = ("north", "South-West", "华东", "")
Order = Callable[[Any, Any], bool]
SAME: dict[str, Order] = {"=": operator.eq, "!=": operator.ne}
OPERATORS: dict[str, Order] = SAME | {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@frozen
class Condition:
    """A condition; `binds` says what it is made of, so that `and` and `or` never mix bare.

    One that is `open` ends in what runs to the end of its clause.
    """

    words: Words
    holds: Callable[[Record], bool]
    binds: Literal["leaf", "open", "not", "and", "or"] = "leaf"
    leaves: int = 1

    @property
    def closed(self) -> Words:
        """Return the words in parentheses, unless they are a smallest condition."""
        return self.words if self.binds == "leaf" else in_parentheses(self.words)


Kind = Callable[[DrawFn, Scope, int], Condition]
FURTHER: list[tuple[Kind, Callable[[Scope], bool]]] = []
"""Smallest conditions from other modules, each with whether there is something to make it of."""


def further(possible: Callable[[Scope], bool]) -> Callable[[Kind], Kind]:
    """Let a kind of condition be drawn wherever a condition is."""

    def add(kind: Kind) -> Kind:
        FURTHER.append((kind, possible))
        return kind

    return add


def condition(draw: DrawFn, scope: Scope, depth: int = 0) -> Condition:
    """Draw a condition about what is declared."""
    kinds = [kind for kind, is_possible in LEAVES if is_possible(scope)]
    more = [kind for kind, is_possible in FURTHER if is_possible(scope)]
    if more and not scope.exact and draw(st.integers(0, 2)) == 0:
        kinds = more
    compound: list[Kind] = [negated, both, either, group] if depth < DEEPEST else []
    weights = [*kinds, *kinds, *compound] if depth == 0 else [*kinds, *compound]
    return draw(st.sampled_from(weights))(draw, scope, depth + 1)


# ---- compound -----------------------------------------------------------------------------------


@construct("not")
def negated(draw: DrawFn, scope: Scope, depth: int) -> Condition:
    """Draw the opposite of a condition."""
    inner = condition(draw, scope, depth)
    words = inner.words if inner.binds == "not" else inner.closed
    return Condition(
        (Keyword("NOT"), *words), lambda record: not inner.holds(record), "not", inner.leaves
    )


@construct("and")
def both(draw: DrawFn, scope: Scope, depth: int) -> Condition:
    """Draw conditions that must all hold."""
    return _chain(draw, scope, depth, "and")


@construct("or")
def either(draw: DrawFn, scope: Scope, depth: int) -> Condition:
    """Draw conditions of which one must hold."""
    return _chain(draw, scope, depth, "or")


def _chain(draw: DrawFn, scope: Scope, depth: int, word: Literal["and", "or"]) -> Condition:
    parts = [condition(draw, scope, depth) for _ in range(draw(st.integers(2, 3)))]
    words = [part.words if part.binds == "not" else part.closed for part in parts]
    return Condition(
        separated(words, Keyword(word.upper())),
        lambda record: settled(word, [(part.holds, record) for part in parts]),
        word,
        sum(part.leaves for part in parts),
    )


def settled(
    word: Literal["and", "or"], parts: Sequence[tuple[Callable[[Record], bool], Record]]
) -> bool:
    """Return what conditions come to: one `no` settles `and`, one `yes` settles `or`."""
    settles = word == "or"
    failed: list[Exception] = []
    for holds, record in parts:
        try:
            if holds(record) is settles:
                return settles
        except (NoAnswerError, UndecidedError) as error:
            failed.append(error)
    for found in sorted(failed, key=lambda one: isinstance(one, NoAnswerError)):
        raise found
    return not settles


@construct("condition in parentheses")
def group(draw: DrawFn, scope: Scope, depth: int) -> Condition:
    """Draw a condition in parentheses it does not need."""
    inner = condition(draw, scope, depth)
    return evolve(inner, words=in_parentheses(inner.words), binds="leaf")


# ---- comparisons ----------------------------------------------------------------------------------


@construct("number compared with a constant")
def number_with_constant(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a term against a number."""
    left = reference(draw, scope) if scope.exact else term(draw, scope)
    limit = threshold(draw, scope, left)
    op = draw(st.sampled_from(list(OPERATORS)))
    if draw(st.integers(0, 4)) == 0:
        return Condition(
            (*number(limit), Mark(op), *left.side),
            lambda record: OPERATORS[op](limit, left.meaning(record)),
        )
    return Condition(
        (*left.side, Mark(op), *number(limit)),
        lambda record: OPERATORS[op](left.meaning(record), limit),
    )


@construct("number compared with a number")
def number_with_number(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a term against another."""
    left, right = term(draw, scope), term(draw, scope)
    op = draw(st.sampled_from(list(OPERATORS)))
    return Condition(
        (*left.side, Mark(op), *right.side),
        lambda record: OPERATORS[op](left.meaning(record), right.meaning(record)),
    )


@construct("level compared with a level")
def level_with_level(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a level of something against one that is written out, on either side."""
    named = draw(st.sampled_from(scope.of_type(Levels)))
    of = levels_of(named)
    level = draw(st.sampled_from(of.options))
    op = draw(st.sampled_from(list(OPERATORS)))
    words = constant(level.id, of.options)
    if draw(st.integers(0, 4)) == 0:
        return Condition(
            (*words, Mark(op), *ref(named)),
            lambda record: OPERATORS[op](rank(of, level.id), rank(of, named.meaning(record))),
        )
    return Condition(
        (*ref(named), Mark(op), *words),
        lambda record: OPERATORS[op](rank(of, named.meaning(record)), rank(of, level.id)),
    )


@construct("two levels compared")
def level_with_reference(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw the level of something against that of another of the same scale."""
    one = draw(st.sampled_from(scope.of_type(Levels)))
    of = levels_of(one)
    other = draw(st.sampled_from([n for n in scope.of_type(Levels) if n.type == of]))
    op = draw(st.sampled_from(list(OPERATORS)))
    return Condition(
        (*ref(one), Mark(op), *ref(other)),
        lambda record: OPERATORS[op](
            rank(of, one.meaning(record)), rank(of, other.meaning(record))
        ),
    )


@construct("choice compared")
def choice_with_choice(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a choice of something against one that is written out."""
    named = draw(st.sampled_from(scope.of_type(Choices)))
    options = options_of(named)
    choice = draw(st.sampled_from(options))
    return _same(draw, named, choice.id, constant(choice.id, options))


@construct("yes or no alone")
def yes_no_alone(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw the name of something that is yes or no."""
    named = draw(st.sampled_from(scope.of_type(YesNo)))
    return Condition(ref(named), lambda record: named.meaning(record) is True)


@construct("yes or no compared")
def yes_no_compared(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw something that is yes or no against a value, or against another."""
    named = draw(st.sampled_from(scope.of_type(YesNo)))
    if draw(st.integers(0, 3)) == 0:
        other = draw(st.sampled_from(scope.of_type(YesNo)))
        return Condition(
            (*ref(named), EQUALS, *ref(other)),
            lambda record: named.meaning(record) == other.meaning(record),
        )
    value = draw(st.booleans())
    return _same(draw, named, value, constant(value))


@construct("text compared")
def text_compared(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a text against one that is written out."""
    named = draw(st.sampled_from(scope.of_type(Text)))
    text = draw(st.sampled_from(TEXT_CONSTANTS))
    scope.constants.add(text)
    return _same(draw, named, text, (Quoted(text),))


def _same(draw: DrawFn, named: Named, value: Value, words: Words) -> Condition:
    op = draw(st.sampled_from(list(SAME)))
    return Condition(
        (*ref(named), Mark(op), *words),
        lambda record: SAME[op](named.meaning(record), value),
    )


@construct("dates compared")
def dates_compared(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a date against another."""
    left, right = _two_days(draw, scope)
    op = draw(st.sampled_from(list(OPERATORS)))
    return Condition(
        (*left.words, Mark(op), *right.words),
        lambda record: OPERATORS[op](left.meaning(record), right.meaning(record)),
    )


def _two_days(draw: DrawFn, scope: Scope) -> tuple[Day, Day]:
    if not scope.exact:
        return day(draw, scope), day(draw, scope)
    named = draw(st.sampled_from(scope.of_type(Date)))
    left = Day(ref(named), date_of(named.meaning))
    return left, day(draw, evolve(scope, facts=(), results=(), here=()))


# ---- ranges and lists -----------------------------------------------------------------------------


@construct("number between")
def number_between(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a term between two numbers, ends included."""
    inner = reference(draw, scope) if scope.exact else term(draw, scope)
    low, high = sorted([threshold(draw, scope, inner), threshold(draw, scope, inner)])
    return Condition(
        (*inner.side, Keyword("BETWEEN"), *number(low), Keyword("AND"), *number(high)),
        lambda record: low <= inner.meaning(record) <= high,
    )


@construct("number between numbers")
def number_between_terms(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a term between two others, which may lie either way round."""
    inner, low, high = (_small_term(draw, scope) for _ in range(3))
    return Condition(
        (*inner.side, Keyword("BETWEEN"), *low.side, Keyword("AND"), *high.side),
        lambda record: _is_between(*(part.meaning(record) for part in (inner, low, high))),
    )


def _is_between(value: Exact, low: Exact, high: Exact) -> bool:
    return low <= value <= high


def _small_term(draw: DrawFn, scope: Scope) -> Term:
    return term(draw, scope, 1)


@construct("level between")
def level_between(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a level between two others, ends included."""
    named = draw(st.sampled_from(scope.of_type(Levels)))
    of = levels_of(named)
    places = st.integers(0, len(of.options) - 1)
    low, high = sorted([draw(places), draw(places)])
    return Condition(
        (
            *ref(named),
            Keyword("BETWEEN"),
            *constant(of.options[low].id, of.options),
            Keyword("AND"),
            *constant(of.options[high].id, of.options),
        ),
        lambda record: low <= rank(of, named.meaning(record)) <= high,
    )


@construct("date between")
def date_between(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a date between two that are written out, ends included."""
    inner, _ = _two_days(draw, scope)
    without = evolve(scope, facts=(), results=(), here=(), exact=True)
    ends = [day(draw, without), day(draw, without)]
    low, high = sorted(ends, key=lambda end: end.meaning(NOTHING))
    return Condition(
        (*inner.words, Keyword("BETWEEN"), *low.words, Keyword("AND"), *high.words),
        lambda record: low.meaning(record) <= inner.meaning(record) <= high.meaning(record),
    )


@construct("is one of")
def is_one_of(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Draw a value among some that are written out."""
    named = draw(st.sampled_from([n for n in scope.values if not isinstance(n.type, Date)]))
    options: Sequence[Option] = ()
    match named.type:
        case Levels() | Choices():
            options = options_of(named)
            pool: st.SearchStrategy[Value] = st.sampled_from([o.id for o in options])
        case Number():
            pool = st.integers(-1, 12)
        case Text():
            pool = st.sampled_from(TEXT_CONSTANTS)
        case _:
            pool = st.booleans()
    values = draw(st.lists(pool, min_size=1, max_size=3))
    scope.constants.update(values if not isinstance(named.type, YesNo) else ())
    listed = separated([constant(value, options) for value in values])
    return Condition(
        (*ref(named), Keyword("IS_ONE_OF"), *in_parentheses(listed)),
        lambda record: named.meaning(record) in values,
    )


# ---- known ------------------------------------------------------------------------------------------


@construct("is known, is unknown")
def is_known(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Ask whether a fact or result is known."""
    named = draw(st.sampled_from(scope.values))
    known = draw(st.booleans())
    return Condition(
        (*ref(named), Keyword("IS_KNOWN" if known else "IS_UNKNOWN")),
        lambda record: knows(named, record) is known,
    )


def knows(named: Named, record: Record) -> bool:
    """Return whether something is known: it has a value, and not no answer."""
    if named.id in record.unknown:
        return False
    try:
        named.meaning(record)
    except NoAnswerError:
        return False
    except UndecidedError:
        if named.kind == "fact":
            return False
        # Of a result that is not told from what is known, it may be told all the same.
        raise
    return True


@construct("condition that is always or never so")
def always_or_never(draw: DrawFn, _scope: Scope, _depth: int = 0) -> Condition:
    """Draw `yes` or `no` where a condition stands."""
    value = draw(st.booleans())
    return Condition(constant(value), lambda _: value)


@construct("condition compared with yes or no")
def condition_compared(draw: DrawFn, scope: Scope, depth: int = 0) -> Condition:
    """Draw a condition in parentheses against yes or no."""
    inner = condition(draw, scope, max(depth, DEEPEST))
    value = draw(st.booleans())
    return Condition(
        (*in_parentheses(inner.words), EQUALS, *constant(value)),
        lambda record: inner.holds(record) is value,
        leaves=inner.leaves,
    )


# ---- what can be drawn ------------------------------------------------------------------------------


def levels_of(named: Named) -> Levels:
    """Return the type of something that is a level."""
    if not isinstance(named.type, Levels):
        raise AssertionError(named)
    return named.type


def options_of(named: Named) -> tuple[Option, ...]:
    """Return what something that is a level or choice can be."""
    if not isinstance(named.type, Levels | Choices):
        raise AssertionError(named)
    return named.type.options


def _has(*types: Any, loose: bool = False) -> Callable[[Scope], bool]:  # noqa: ANN401 - any class of type
    return lambda scope: bool(scope.of_type(*types)) and not (loose and scope.exact)


LEAVES: tuple[tuple[Kind, Callable[[Scope], bool]], ...] = (
    (number_with_constant, _has(Number)),
    (number_with_number, _has(Number, loose=True)),
    (number_between, _has(Number)),
    (number_between_terms, _has(Number, loose=True)),
    (level_with_level, _has(Levels)),
    (level_with_reference, _has(Levels)),
    (level_between, _has(Levels)),
    (choice_with_choice, _has(Choices)),
    (choice_with_choice, _has(Choices)),
    (yes_no_alone, _has(YesNo)),
    (yes_no_compared, _has(YesNo)),
    (text_compared, _has(Text)),
    (dates_compared, _has(Date)),
    (date_between, _has(Date)),
    (is_one_of, _has(Number, Levels, Choices, YesNo, Text)),
    (is_known, lambda scope: bool(scope.values) and not scope.exact),
    (always_or_never, lambda scope: not scope.exact),
    (condition_compared, lambda scope: bool(scope.values) and not scope.exact),
)
"""The smallest conditions, each with whether there is something in scope to make it of."""
