"""Numbers made of several: quotients by what may be 0, rounded numbers, highest, average and so on."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import terms
from generators.coverage import construct
from generators.heads import words
from generators.levels import counts
from generators.scope import Named, NoAnswerError, Record, Scope
from generators.terms import SMALL, Term, range_of, ref, term
from generators.values import Exact, Number, Range, holds_zero, hull, over, plus, times, whole
from generators.words import COLON, Keyword, Literal, Mark, Words, in_parentheses, number, separated


def _has_numbers(scope: Scope) -> bool:
    return bool(scope.of_type(Number)) and not scope.exact


@terms.further(_has_numbers)
@construct("quotient with if zero")
def quotient_if_zero(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a quotient whose divisor may be 0; what it is then belongs to it alone."""
    one = term(draw, scope, depth)
    divisors = [named for named in scope.of_type(Number) if named.kind == "fact"]
    if not divisors:
        return terms.negation(draw, scope, depth)
    divisor = draw(st.sampled_from(divisors))
    other = Term(ref(divisor), range_of(divisor), terms.exact(divisor.meaning))
    step = divisor.type.decimals if isinstance(divisor.type, Number) else None
    declines = draw(st.booleans())
    value = draw(SMALL)
    instead = words("NO_ANSWER") if declines else number(value)

    def meaning(record: Record) -> Exact:
        dividend, by = one.meaning(record), other.meaning(record)
        if by:
            return Fraction(dividend) / by
        if declines:
            raise NoAnswerError
        return value

    limits = _quotient_range(one.range, other.range, step)
    limits = limits if declines else hull([limits, (value, value)])
    written = (*one.closed, Mark("/"), *other.words, Keyword("IF_ZERO"), *instead)
    return Term(written, limits, meaning, alone=False)


def _quotient_range(dividend: Range, divisor: Range, decimals: int | None) -> Range:
    """Return the range where the divisor is not 0: then it is a step away from it at least."""
    low, high = divisor
    if not holds_zero(divisor):
        return over(dividend, divisor)
    if decimals is None:
        return times(dividend, (None, None))
    step = Fraction(1, 10**decimals)
    parts = [over(dividend, (step, high))] if high is None or high >= step else []
    parts += [over(dividend, (low, -step))] if low is None or low <= -step else []
    return hull(parts) if parts else (0, 0)


@terms.further(_has_numbers)
@construct("rounded to")
def rounded(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw a number rounded half away from zero."""
    inner = term(draw, scope, depth)
    places = draw(st.integers(0, 2))
    low, high = inner.range
    return Term(
        (*inner.closed, Keyword("ROUNDED_TO"), Literal(str(places))),
        (
            None if low is None else half_away(low, places),
            None if high is None else half_away(high, places),
        ),
        lambda record: half_away(inner.meaning(record), places),
        alone=False,
    )


def half_away(value: Exact, places: int) -> Exact:
    """Return a number rounded half away from zero."""
    scaled = Fraction(value) * 10**places
    away = math.floor(abs(scaled) + Fraction(1, 2))
    return whole(Fraction(away if scaled >= 0 else -away, 10**places))


MEASURES = ("HIGHEST_OF", "LOWEST_OF", "SUM_OF", "AVERAGE_OF", "WEIGHTED_AVERAGE_OF")
WEIGHTS: st.SearchStrategy[Exact] = st.sampled_from([1, 2, 3, Fraction(1, 2)])


@frozen
class _Part:
    """One of several values, left out where it is not known if `known`."""

    term: Term
    weight: Exact
    known: bool
    named: Named | None

    def value(self, record: Record) -> Exact | None:
        """Return its value, `None` where it is left out."""
        if self.known and self.named is not None and not counts(self.named, record):
            return None
        try:
            return self.term.meaning(record)
        except NoAnswerError:
            if self.known:
                return None
            raise


@terms.further(_has_numbers)
@construct("highest, lowest, sum, average, weighted average of")
def several(draw: DrawFn, scope: Scope, depth: int) -> Term:
    """Draw several numbers taken together."""
    measure = draw(st.sampled_from(MEASURES))
    every = draw(st.sampled_from([False, False, True]))
    parts = [
        _part(draw, scope, depth, measure, every=every) for _ in range(draw(st.integers(1, 3)))
    ]
    written = [
        _written(scope, part, every=every, weighted=measure == MEASURES[-1]) for part in parts
    ]
    head = (Keyword(measure), *(_known(draw, scope) if every else ()))

    def meaning(record: Record) -> Exact:
        found = [(part.value(record), part.weight) for part in parts]
        return _taken(measure, [(v, w) for v, w in found if v is not None])

    return Term((*head, *in_parentheses(separated(written))), _range(measure, parts), meaning)


@construct("known before several values")
def _known(_draw: DrawFn, _scope: Scope) -> Words:
    return words("KNOWN")


@construct("known before one of several values")
def _known_part(_draw: DrawFn, _scope: Scope) -> bool:
    return True


def _part(draw: DrawFn, scope: Scope, depth: int, measure: str, *, every: bool) -> _Part:
    weight = draw(WEIGHTS) if measure == MEASURES[-1] else 1
    known = every or (draw(st.integers(0, 3)) == 0 and _known_part(draw, scope))
    if draw(st.integers(0, 2)):
        named = draw(st.sampled_from(scope.of_type(Number)))
        found = Term(ref(named), range_of(named), terms.exact(named.meaning))
        return _Part(found, weight, known, named)
    return _Part(term(draw, scope, depth), weight, known, None)


def _written(_scope: Scope, part: _Part, *, every: bool, weighted: bool) -> Words:
    # `known` stands before a name or a parenthesis.
    own = part.known and not every
    value = part.term.words if part.named is not None and not own else part.term.side
    if own:
        bare = part.named is not None
        value = (*words("KNOWN"), *(part.term.words if bare else in_parentheses(part.term.words)))
    return (*value, COLON, *number(part.weight)) if weighted else value


def _taken(measure: str, found: list[tuple[Exact, Exact]]) -> Exact:
    if not found:
        raise NoAnswerError
    values = [value for value, _ in found]
    match measure:
        case "HIGHEST_OF":
            return max(values)
        case "LOWEST_OF":
            return min(values)
        case "SUM_OF":
            return sum(values)
        case _:
            weights = sum(weight for _, weight in found)
            return whole(Fraction(sum(value * weight for value, weight in found)) / weights)


def _range(measure: str, parts: list[_Part]) -> Range:
    """Return the range over all records; what is left out may leave any of the others."""
    ranges = [part.term.range for part in parts]
    match measure:
        case "SUM_OF":
            total: Range = (0, 0)
            for part in parts:
                total = plus(
                    total, hull([part.term.range, (0, 0)]) if part.known else part.term.range
                )
            return total
        case "HIGHEST_OF" | "LOWEST_OF" if not any(part.known for part in parts):
            pick = max if measure == "HIGHEST_OF" else min
            lows = [low for low, _ in ranges]
            highs = [high for _, high in ranges]
            return _ends(pick, lows, missing_wins=pick is min), _ends(
                pick, highs, missing_wins=pick is max
            )
        case _:
            return hull(ranges)


def _ends(
    pick: Callable[[list[Exact]], Exact], ends: list[Exact | None], *, missing_wins: bool
) -> Exact | None:
    known = [end for end in ends if end is not None]
    if not known or (missing_wins and len(known) < len(ends)):
        return None
    return pick(known)
