"""Several values taken together, when some of them may not count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, added, multiplied, plain, point
from relrules.check.interval import hull as interval_hull
from relrules.evaluate.possible import (
    NO_ANSWER,
    Among,
    Answered,
    Anything,
    Exactly,
    Possible,
    answered,
    decided,
    hull,
    may_be_unanswered,
    perhaps,
)
from relrules.syntax.nodes import Measure


@frozen
class Member:
    """A value that counts surely, or perhaps, with its weight."""

    value: Answered
    surely: bool
    weight: Exact = 1


def together(measure: Measure, members: Sequence[Member], of: m.Type, none: Possible) -> Possible:
    """Return what a measure of some values can be; `none` is what it is when none counts."""
    if not members:
        return none
    found = _together(measure, members, of)
    return found if any(member.surely for member in members) else hull([found, none])


def _together(measure: Measure, members: Sequence[Member], of: m.Type) -> Answered:
    """Return what it can be when at least one counts."""
    if isinstance(of, m.NumberType):
        numbers = [(_interval(member.value), member) for member in members]
        match measure:
            case Measure.SUM:
                return _sum(numbers)
            case Measure.HIGHEST | Measure.LOWEST:
                return _extreme(measure, numbers)
            case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                return _average(numbers)
    return _extreme_of_ordered(measure, members, of)


def _interval(value: Answered) -> Interval:
    if not isinstance(value, Interval):
        raise AssertionError(value)
    return value


def _sum(numbers: Sequence[tuple[Interval, Member]]) -> Interval:
    total = point(0)
    for value, member in numbers:
        total = added(total, value if member.surely else interval_hull([value, point(0)]))
    if any(member.surely for _, member in numbers):
        return total
    # Something counts: where nothing surely does, it is one of them at the least.
    singles = [value for value, _ in numbers]
    lows = [v.low for v in singles]
    highs = [v.high for v in singles]
    low = total.low if None in lows or min(x for x in lows if x is not None) < 0 else _least(lows)
    high = (
        total.high if None in highs or max(x for x in highs if x is not None) > 0 else _most(highs)
    )
    return Interval(low, high)


def _least(ends: Sequence[Exact | None]) -> Exact:
    return min(end for end in ends if end is not None)


def _most(ends: Sequence[Exact | None]) -> Exact:
    return max(end for end in ends if end is not None)


def _extreme(measure: Measure, numbers: Sequence[tuple[Interval, Member]]) -> Interval:
    if measure is Measure.LOWEST:
        turned = [(Interval(_minus(v.high), _minus(v.low)), member) for v, member in numbers]
        found = _extreme(Measure.HIGHEST, turned)
        return Interval(_minus(found.high), _minus(found.low))
    highs = [value.high for value, _ in numbers]
    sure_lows = [value.low for value, member in numbers if member.surely]
    known = [low for low in sure_lows if low is not None]
    if not sure_lows:
        lows = [value.low for value, _ in numbers]
        low = None if None in lows else _least(lows)
    else:
        low = max(known, default=None)
    return Interval(low, None if None in highs else _most(highs))


def _minus(value: Exact | None) -> Exact | None:
    return None if value is None else -value


def _average(numbers: Sequence[tuple[Interval, Member]]) -> Interval:
    lowest = _lowest_average([(v.low, member) for v, member in numbers])
    highest = _lowest_average([(_minus(v.high), member) for v, member in numbers])
    return Interval(lowest, _minus(highest))


def _lowest_average(ends: Sequence[tuple[Exact | None, Member]]) -> Exact | None:
    """Return the lowest weighted average when those that need not count may be left out."""
    if any(end is None for end, _ in ends):
        return None
    known = [(end, member) for end, member in ends if end is not None]
    total = sum(
        (Fraction(end) * member.weight for end, member in known if member.surely), Fraction()
    )
    weight = sum((Fraction(member.weight) for _, member in known if member.surely), Fraction())
    for end, member in sorted((pair for pair in known if not pair[1].surely), key=lambda p: p[0]):
        if weight and end >= total / weight:
            break
        total += Fraction(end) * member.weight
        weight += member.weight
    return plain(total / weight)


def _extreme_of_ordered(measure: Measure, members: Sequence[Member], of: m.Type) -> Answered:
    """Return the highest or lowest level or date."""
    if not isinstance(of, m.LevelType):
        return _extreme_of_dates(measure, members)
    rank: Callable[[m.Value], int] = lambda level: of.scale.rank(str(level))  # noqa: E731
    ends = min if measure is Measure.HIGHEST else max
    sets = [(member.value.values, member) for member in members if isinstance(member.value, Among)]
    bounds = [ends(rank(v) for v in values) for values, member in sets if member.surely]
    # A level is the highest if all that surely count can be as low.
    return Among(
        frozenset(
            value
            for values, _ in sets
            for value in values
            if all(ends(rank(value), bound) == bound for bound in bounds)
        )
    )


def _extreme_of_dates(measure: Measure, members: Sequence[Member]) -> Answered:
    values = [decided(member.value) for member in members]
    if None in values or not all(member.surely for member in members):
        same = {value for value in values if value is not None}
        return Exactly(next(iter(same))) if len(same) == 1 and None not in values else Anything()  # type: ignore[arg-type]  # dates alone come here
    pick = max if measure is Measure.HIGHEST else min
    return Exactly(pick(value for value in values if value is not None))  # type: ignore[arg-type]  # the same


def different(members: Sequence[Member], most: Exact | None) -> Interval:
    """Return how many different values there are among those that count."""
    sure = [decided(member.value) for member in members if member.surely]
    every = [decided(member.value) for member in members]
    known = {value for value in sure if value is not None}
    at_least = max(len(known), 1 if sure else 0)
    undecided = sum(value is None for value in every)
    at_most: Exact = len({value for value in every if value is not None}) + undecided
    spans = [member.value.values for member in members if isinstance(member.value, Among)]
    if len(spans) == len(members):
        at_most = min(at_most, len(frozenset().union(*spans)))
    return Interval(at_least, at_most if most is None else min(at_most, most))


def strictly(
    parts: Sequence[Possible], calculate: Callable[[list[Answered]], Possible]
) -> Possible:
    """Return what is calculated from values; where one has no answer, neither has the whole."""
    values = [answered(part) for part in parts]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return NO_ANSWER
    found = calculate(known)
    return perhaps(found) if any(may_be_unanswered(part) for part in parts) else found


def times(value: Interval, factor: Exact) -> Interval:
    """Return an interval times a number."""
    return multiplied(value, point(factor))
