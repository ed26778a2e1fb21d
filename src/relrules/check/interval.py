"""Intervals of exact numbers, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

Exact = int | Fraction


@frozen
class Interval:
    """A number from `low` to `high`, ends included; `None` is without limit."""

    low: Exact | None
    high: Exact | None

    def __contains__(self, value: Exact) -> bool:
        low = self.low is None or value >= self.low
        high = self.high is None or value <= self.high
        return low and high


def point(value: Exact) -> Interval:
    """Return the interval of one number."""
    return Interval(value, value)


def negated(x: Interval) -> Interval:
    """Return the interval of `-x`."""
    return Interval(
        None if x.high is None else -x.high,
        None if x.low is None else -x.low,
    )


def added(x: Interval, y: Interval) -> Interval:
    """Return the interval of `x + y`.

    >>> added(Interval(0, 1), Interval(2, None))
    Interval(low=2, high=None)
    """
    return Interval(
        None if x.low is None or y.low is None else x.low + y.low,
        None if x.high is None or y.high is None else x.high + y.high,
    )


def multiplied(x: Interval, y: Interval) -> Interval:
    """Return the interval of `x * y`; 0 times anything is 0, also without limit.

    >>> multiplied(Interval(-1, 2), Interval(3, None))
    Interval(low=None, high=None)
    >>> multiplied(point(0), Interval(None, None))
    Interval(low=0, high=0)
    """
    corners = [
        _corner(a, b) for a in ((x.low, -1), (x.high, 1)) for b in ((y.low, -1), (y.high, 1))
    ]
    lows = [value for value, sign in corners if sign == 0]
    no_low = any(sign < 0 for _, sign in corners)
    no_high = any(sign > 0 for _, sign in corners)
    return Interval(None if no_low else min(lows), None if no_high else max(lows))


def divided(x: Interval, y: Interval) -> Interval:
    """Return the interval of `x / y`; 0 is not in `y`.

    >>> divided(point(1), Interval(2, 4))
    Interval(low=Fraction(1, 4), high=Fraction(1, 2))
    >>> divided(point(1), Interval(2, None))
    Interval(low=0, high=Fraction(1, 2))
    """
    # 1 / y falls towards 0 where y has no limit.
    low = 0 if y.high is None else Fraction(1) / y.high
    high = 0 if y.low is None else Fraction(1) / y.low
    return multiplied(x, Interval(low, high))


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the narrowest interval that holds all of them; there is at least one."""
    found = list(intervals)
    lows = [x.low for x in found if x.low is not None]
    highs = [x.high for x in found if x.high is not None]
    return Interval(
        min(lows) if len(lows) == len(found) else None,
        max(highs) if len(highs) == len(found) else None,
    )


def rounded(value: Exact, places: int) -> Exact:
    """Return a number rounded half away from zero to so many places.

    >>> rounded(Fraction(5, 2), 0), rounded(Fraction(-5, 2), 0), rounded(Fraction(1, 3), 2)
    (3, -3, Fraction(33, 100))
    """
    scale = 10**places
    scaled, rest = divmod(abs(value.numerator) * scale, value.denominator)
    scaled += 2 * rest >= value.denominator
    return plain(Fraction(-scaled if value < 0 else scaled, scale))


def plain(value: Exact) -> Exact:
    """Return a whole number as `int`, anything else as it is.

    >>> plain(Fraction(4, 2))
    2
    """
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _corner(a: tuple[Exact | None, int], b: tuple[Exact | None, int]) -> tuple[Exact, int]:
    """Return the product of two ends, and its sign where it is without limit."""
    (x, x_side), (y, y_side) = a, b
    if x is not None and y is not None:
        return x * y, 0
    x_sign = x_side if x is None else (x > 0) - (x < 0)
    y_sign = y_side if y is None else (y > 0) - (y < 0)
    return 0, x_sign * y_sign
