"""What a value can still be: one value where it is decided, an interval or a set where it is not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Interval


@frozen
class Among:
    """Yes or no, a level or a choice: one of these values, and each of them can still be."""

    values: frozenset[m.Value]


@frozen
class Exactly:
    """A date or a text that is known."""

    value: dt.date | str


@frozen
class Anything:
    """A date or a text that is not known."""


Possible = Interval | Among | Exactly | Anything

YES = Among(frozenset({True}))
NO = Among(frozenset({False}))
MAYBE = Among(frozenset({True, False}))
ANY_NUMBER = Interval(None, None)


def exactly(value: m.Value, of: m.Type) -> Possible:
    """Return what a known value can be: itself."""
    match value:
        case bool():
            return YES if value else NO
        case int() | Fraction():
            return Interval(value, value)
        case dt.date():
            return Exactly(value)
        case _:
            return Exactly(value) if isinstance(of, m.TextType) else Among(frozenset({value}))


def anything(of: m.Type) -> Possible:
    """Return what a value of a type can be while nothing is known of it."""
    match of:
        case m.YesNoType():
            return MAYBE
        case m.NumberType(low=low, high=high):
            return Interval(low, high)
        case m.LevelType(scale=scale):
            return Among(frozenset(scale.ids))
        case m.ChoiceType():
            return Among(frozenset(of.ids))
        case m.DateType() | m.TextType():
            return Anything()


def decided(possible: Possible) -> m.Value | None:
    """Return the one value it can be, or `None` where it is not decided.

    >>> decided(Interval(2, 2))
    2
    >>> decided(Interval(2, 3)) is None
    True
    """
    match possible:
        case Interval(low, high):
            return low if low is not None and low == high else None
        case Among(values):
            return next(iter(values)) if len(values) == 1 else None
        case Exactly(value):
            return value
        case Anything():
            return None


def within(inner: Possible, outer: Possible) -> bool:
    """Return whether all that `inner` can be, `outer` can be too."""
    match inner, outer:
        case _, Anything():
            return True
        case Interval(), Interval():
            low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
            high = outer.high is None or (inner.high is not None and inner.high <= outer.high)
            return low and high
        case Among(), Among():
            return inner.values <= outer.values
        case _:
            return inner == outer


def hull(options: list[Possible]) -> Possible:
    """Return the narrowest thing that holds all the options; there is at least one.

    >>> hull([Interval(0, 1), Interval(3, 3)])
    Interval(low=0, high=3)
    """
    first = options[0]
    match first:
        case Interval():
            intervals = [o for o in options if isinstance(o, Interval)]
            lows = [i.low for i in intervals]
            highs = [i.high for i in intervals]
            return Interval(
                None if None in lows else min(x for x in lows if x is not None),
                None if None in highs else max(x for x in highs if x is not None),
            )
        case Among():
            return Among(frozenset().union(*(o.values for o in options if isinstance(o, Among))))
        case _:
            return first if all(o == first for o in options) else Anything()
