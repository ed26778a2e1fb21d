"""What a value can still be: one value where it is decided, an interval or a set where it is not."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.interval import hull as interval_hull


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


@frozen
class Unanswered:
    """The rubric declines to answer."""


Answered = Interval | Among | Exactly | Anything


@frozen
class Perhaps:
    """One of the values in `of`, or no answer."""

    of: Answered


Possible = Answered | Unanswered | Perhaps

NO_ANSWER = Unanswered()
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
        case Anything() | Unanswered() | Perhaps():
            return None


def is_decided(possible: Possible) -> bool:
    """Return whether nothing more can be learned: it has one value, or surely no answer."""
    return isinstance(possible, Unanswered) or decided(possible) is not None


def answered(possible: Possible) -> Answered | None:
    """Return what it can be if it has an answer, `None` where it surely has none."""
    match possible:
        case Unanswered():
            return None
        case Perhaps(of):
            return of
        case _:
            return possible


def may_be_unanswered(possible: Possible) -> bool:
    """Return whether there can be no answer."""
    return isinstance(possible, Unanswered | Perhaps)


def perhaps(possible: Possible) -> Possible:
    """Return what it can be, or no answer."""
    return possible if isinstance(possible, Unanswered | Perhaps) else Perhaps(possible)


def within(inner: Possible, outer: Possible) -> bool:
    """Return whether all that `inner` can be, `outer` can be too."""
    match inner, outer:
        case Unanswered(), _:
            return isinstance(outer, Unanswered | Perhaps)
        case Perhaps(inside), Perhaps(outside):
            return within(inside, outside)
        case Perhaps(), _:
            return False
        case _, Perhaps(outside):
            return within(inner, outside)
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
    >>> hull([Interval(0, 1), NO_ANSWER])
    Perhaps(of=Interval(low=0, high=1))
    """
    values = [value for option in options if (value := answered(option)) is not None]
    if not values:
        return NO_ANSWER
    found = _hull(values)
    return Perhaps(found) if any(may_be_unanswered(option) for option in options) else found


def _hull(options: list[Answered]) -> Answered:
    first = options[0]
    match first:
        case Interval():
            return interval_hull([o for o in options if isinstance(o, Interval)])
        case Among():
            return Among(frozenset().union(*(o.values for o in options if isinstance(o, Among))))
        case _:
            return first if all(o == first for o in options) else Anything()
