"""Terms: numbers and dates, each with its words, its range and its value for a complete record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct
from generators.scope import Meaning, Named, Record, Scope
from generators.values import (
    Date,
    Exact,
    Number,
    Range,
    days_between,
    holds_zero,
    minus,
    months_between,
    over,
    plus,
    representatives,
    times,
    whole,
)
from generators.words import (
    Keyword,
    Literal,
    Mark,
    Spelled,
    Words,
    in_parentheses,
    number,
    separated,
)

DEEPEST = 2
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
SMALL: st.SearchStrategy[Exact] = st.one_of(
    st.integers(-3, 12), st.sampled_from([Fraction(1, 2), Fraction(9, 4), 100])
)


@frozen
class Term:
    """A number: `alone` if it needs no parentheses wherever it stands.

    One that is `open` ends in what runs to the end of its clause, so that nothing may follow.
    """

    words: Words
    range: Range
    meaning: Callable[[Record], Exact]
    alone: bool = True
    open: bool = False

    @property
    def closed(self) -> Words:
        """Return the words as an operand of a calculation."""
        return self.words if self.alone and not self.open else in_parentheses(self.words)

    @property
    def side(self) -> Words:
        """Return the words as a side of a comparison."""
        return in_parentheses(self.words) if self.open else self.words


Kind = Callable[[DrawFn, Scope, int], Term]
Possible = Callable[[Scope], bool]
FURTHER: list[tuple[Kind, Possible]] = []
"""Kinds of term from other modules, each with whether there is something to make it of."""


def further(possible: Possible) -> Callable[[Kind], Kind]:
    """Let a kind of term be drawn wherever a term is."""

    def add(kind: Kind) -> Kind:
        FURTHER.append((kind, possible))
        return kind

    return add


@frozen
class Day:
    """A date."""

    words: Words
    meaning: Callable[[Record], dt.date]


def ref(named: Named) -> Words:
    """Refer to something; the layout chooses between its names and labels."""
    return (Spelled(named.spellings),)


def term(draw: DrawFn, scope: Scope, depth: int = 0) -> Term:
    """Draw a number; it refers to something wherever there is something to refer to."""
    leaves: list[Kind] = [reference] if scope.of_type(Number) else []
    if dates(scope) and not scope.small:
        leaves += [since, distance]
    more = [kind for kind, is_possible in FURTHER if is_possible(scope)]
    if depth < DEEPEST and leaves:
        leaves += [total, product, quotient, negation, group]
    if depth < DEEPEST and more and draw(st.integers(0, 2)) == 0:
        leaves = more
    return draw(st.sampled_from(leaves or [literal]))(draw, scope, depth + 1)


def literal(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw a number that is written out."""
    value = draw(SMALL)
    scope.constants.add(value)
    return Term(number(value), (value, value), lambda _: value, alone=value >= 0)


def reference(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw a number that is declared."""
    named = draw(st.sampled_from(scope.of_type(Number)))
    return Term(ref(named), range_of(named), exact(named.meaning))


def exact(meaning: Meaning) -> Callable[[Record], Exact]:
    """Return the meaning of something that is a number."""

    def value(record: Record) -> Exact:
        found = meaning(record)
        if isinstance(found, bool | str | dt.date):
            raise AssertionError(found)
        return found

    return value


def range_of(named: Named) -> Range:
    """Return the range of a declared number."""
    if not isinstance(named.type, Number):
        raise AssertionError(named)
    return named.type.low, named.type.high


@construct("sum and difference")
def total(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a sum of terms, some of them taken away."""
    parts = [term(draw, scope, depth)]
    parts += [_operand(draw, scope, depth) for _ in range(draw(st.integers(1, 2)))]
    adds = [True, *(draw(st.booleans()) for _ in parts[1:])]
    words = parts[0].closed
    limits = parts[0].range
    for part, added in zip(parts[1:], adds[1:], strict=True):
        words = (*words, Mark("+" if added else "-"), *part.closed)
        limits = plus(limits, part.range if added else minus(part.range))

    def meaning(record: Record) -> Exact:
        values = [part.meaning(record) for part in parts]
        return sum(v if added else -v for v, added in zip(values, adds, strict=True))

    return Term(words, limits, meaning, alone=False)


@construct("product")
def product(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a product."""
    one, other = term(draw, scope, depth), _operand(draw, scope, depth)
    if draw(st.booleans()):
        one, other = other, one
    return Term(
        (*one.closed, Mark("*"), *other.closed),
        times(one.range, other.range),
        lambda record: one.meaning(record) * other.meaning(record),
        alone=False,
    )


@construct("quotient")
def quotient(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a quotient whose divisor is never 0."""
    one, other = term(draw, scope, depth), _operand(draw, scope, depth)
    if holds_zero(other.range):
        other = literal(draw, scope)
    if holds_zero(other.range):
        other = Term((Literal("3"),), (3, 3), lambda _: 3)
    return Term(
        (*one.closed, Mark("/"), *other.closed),
        over(one.range, other.range),
        lambda record: Fraction(one.meaning(record)) / other.meaning(record),
        alone=False,
    )


@construct("negation")
def negation(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw the opposite of a term, or a term with a plus before it."""
    inner = term(draw, scope, depth)
    if draw(st.integers(0, 3)) == 0:
        return Term((Mark("+"), *inner.closed), inner.range, inner.meaning, alone=False)
    return Term(
        (Mark("-"), *inner.closed),
        minus(inner.range),
        lambda record: -inner.meaning(record),
        alone=False,
    )


@construct("term in parentheses")
def group(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a term in parentheses it does not need."""
    inner = term(draw, scope, depth)
    return Term(in_parentheses(inner.words), inner.range, inner.meaning)


def _operand(draw: DrawFn, scope: Scope, depth: int) -> Term:
    return literal(draw, scope) if draw(st.booleans()) else term(draw, scope, depth)


# ---- dates ----------------------------------------------------------------------------------


def dates(scope: Scope) -> bool:
    """Return whether there is a date to count from."""
    return bool(scope.of_type(Date))


def day(draw: DrawFn, scope: Scope, *, written_out: bool = True) -> Day:
    """Draw a date."""
    found = scope.of_type(Date)
    kinds = ["declared"] * 3 if found else []
    if written_out or not found:
        kinds += ["literal"]
    if not scope.exact:
        kinds += ["today"]
    if found and not scope.exact:
        kinds += ["several"]
    match draw(st.sampled_from(kinds)):
        case "declared":
            named = draw(st.sampled_from(found))
            return Day(ref(named), date_of(named.meaning))
        case "today":
            return today(draw, scope)
        case "several":
            return several_days(draw, scope)
        case _:
            return date_literal(draw, scope)


@construct("highest of, lowest of dates")
def several_days(draw: DrawFn, scope: Scope) -> Day:
    """Draw the last or first of some dates."""
    highest = draw(st.booleans())
    days = [date_literal(draw, scope)]
    days += [
        Day(ref(named), date_of(named.meaning))
        for named in draw(st.lists(st.sampled_from(scope.of_type(Date)), min_size=1, max_size=2))
    ]

    def meaning(record: Record) -> dt.date:
        return (max if highest else min)([one.meaning(record) for one in days])

    head = Keyword("HIGHEST_OF" if highest else "LOWEST_OF")
    return Day((head, *in_parentheses(separated([one.words for one in days]))), meaning)


@construct("today")
def today(_draw: DrawFn, _scope: Scope) -> Day:
    """Take the day of the evaluation."""
    return Day((Spelled(("today", "今天")),), Record.day)


@construct("date written out")
def date_literal(draw: DrawFn, scope: Scope) -> Day:
    """Draw a date that is written out."""
    value = draw(DAYS)
    scope.constants.add(value)
    return Day((Literal(value.isoformat()),), lambda _: value)


def date_of(meaning: Meaning) -> Callable[[Record], dt.date]:
    """Return the meaning of something that is a date."""

    def value(record: Record) -> dt.date:
        found = meaning(record)
        if not isinstance(found, dt.date):
            raise AssertionError(found)
        return found

    return value


@construct("days since, months since")
def since(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw a distance up to today, 0 for a date that lies ahead."""
    start = day(draw, scope)
    months = draw(st.booleans())
    count = months_between if months else days_between
    return Term(
        (Keyword("MONTHS_SINCE" if months else "DAYS_SINCE"), *start.words),
        (0, None),
        lambda record: max(0, count(start.meaning(record), record.day())),
        alone=False,
    )


@construct("days from … to, months from … to")
def distance(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw a distance between two dates."""
    start, end = day(draw, scope), day(draw, scope)
    months = draw(st.booleans())
    count = months_between if months else days_between
    return Term(
        (
            Keyword("MONTHS_FROM" if months else "DAYS_FROM"),
            *start.words,
            Keyword("TO"),
            *end.words,
        ),
        (None, None),
        lambda record: count(start.meaning(record), end.meaning(record)),
        alone=False,
    )


# ---- thresholds -------------------------------------------------------------------------------


def threshold(draw: DrawFn, scope: Scope, of: Term) -> Exact:
    """Draw a number to compare a term with: more often one that it can reach."""
    low, high = of.range
    near = [v for v in representatives(Number(low, high), []) if _is_short(v)]
    pool = [st.integers(-2, 20)] if not near else [st.sampled_from(near), st.integers(-2, 20)]
    found = draw(st.one_of(*pool))
    if isinstance(found, bool | str | dt.date):
        raise AssertionError(found)
    scope.constants.add(found)
    return whole(found)


def _is_short(value: object) -> bool:
    return isinstance(value, int | Fraction) and 1000 % Fraction(value).denominator == 0
