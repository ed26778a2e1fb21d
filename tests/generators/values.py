"""The types of generated policies, their values, and a small arithmetic of ranges.

Written apart from the library on purpose: the laws compare the two.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

Exact = int | Fraction
Value = bool | int | Fraction | str | dt.date
MOST_DIGITS = 18


@frozen
class Option:
    """A level or choice: its id, how a policy may write it, and how data may."""

    id: str
    spellings: tuple[str, ...]
    in_data: tuple[str, ...]


@frozen
class Levels:
    """Levels, lowest first; only values of one owner compare, a scale if they are `shared`."""

    owner: str
    options: tuple[Option, ...]
    shared: bool = False


@frozen
class Choices:
    """Choices without order."""

    owner: str
    options: tuple[Option, ...]


@frozen
class Number:
    """A number; `None` is no limit."""

    low: Exact | None = None
    high: Exact | None = None
    decimals: int | None = None


@frozen
class YesNo:
    """Yes or no."""


@frozen
class Date:
    """A day."""


@frozen
class Text:
    """A text."""


Type = Levels | Choices | Number | YesNo | Date | Text


def rank(of: Levels, level: object) -> int:
    """Return the place of a level, 0 for the lowest."""
    return [option.id for option in of.options].index(str(level))


def whole(value: Exact) -> Exact:
    """Return a whole number as `int`."""
    return int(value) if Fraction(value).denominator == 1 else value


def decimal_text(value: Exact) -> str | None:
    """Return a number without its sign as a policy writes it, `None` where it has no such form."""
    exact = abs(Fraction(value))
    for places in range(MOST_DIGITS):
        scaled = exact * 10**places
        if scaled.denominator == 1:
            digits = f"{int(scaled):0{places + 1}d}"
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return text if len(digits) <= MOST_DIGITS else None
    return None


# ---- ranges ---------------------------------------------------------------------------------

Range = tuple[Exact | None, Exact | None]


def plus(x: Range, y: Range) -> Range:
    """Return the range of a sum."""
    return (
        None if x[0] is None or y[0] is None else x[0] + y[0],
        None if x[1] is None or y[1] is None else x[1] + y[1],
    )


def minus(x: Range) -> Range:
    """Return the range of the opposite."""
    low, high = x
    return (None if high is None else -high, None if low is None else -low)


def times(x: Range, y: Range) -> Range:
    """Return the range of a product: its ends are products of ends."""
    corners = [
        0 if 0 in (a, b) else a * b
        for a in (-math.inf if x[0] is None else x[0], math.inf if x[1] is None else x[1])
        for b in (-math.inf if y[0] is None else y[0], math.inf if y[1] is None else y[1])
    ]
    return _limit(min(corners)), _limit(max(corners))


def _limit(end: float | Exact) -> Exact | None:
    """Return an end of a range; infinity, the one float here, is no limit."""
    return None if isinstance(end, float) else end


def over(x: Range, y: Range) -> Range:
    """Return the range of a quotient; 0 is not in `y`."""
    low, high = y
    return times(x, (Fraction(1) / high if high else 0, Fraction(1) / low if low else 0))


def hull(ranges: Iterable[Range]) -> Range:
    """Return the narrowest range that holds all of these."""
    lows, highs = zip(*ranges, strict=True)
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def holds_zero(x: Range) -> bool:
    """Return whether a range holds 0."""
    return (x[0] is None or x[0] <= 0) and (x[1] is None or x[1] >= 0)


# ---- days -----------------------------------------------------------------------------------


def days_between(start: dt.date, end: dt.date) -> int:
    """Return the days from one date to another."""
    return end.toordinal() - start.toordinal()


def months_between(start: dt.date, end: dt.date) -> int:
    """Return the whole months from one date to another, counted one by one from the first."""
    if end < start:
        return -months_between(end, start)
    months = max(0, 12 * (end.year - start.year) - 12)
    while _after_months(start, months + 1) <= (end.year, end.month, end.day):
        months += 1
    return months


def _after_months(start: dt.date, months: int) -> tuple[int, int, int]:
    """Return year, month and day so many months later; the last of the month where it is short."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    length = 28 + leap if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return (year, month, min(start.day, length))


# ---- values worth trying ----------------------------------------------------------------------


def representatives(of: Type, constants: Iterable[Value]) -> list[Value]:
    """Return values of a type such that every comparison with the constants has every outcome."""
    match of:
        case Levels(options=options) | Choices(options=options):
            return [option.id for option in options]
        case YesNo():
            return [False, True]
        case Number():
            return list(
                _numbers(of, [c for c in constants if not isinstance(c, bool | str | dt.date)])
            )
        case Date():
            days = [c for c in constants if isinstance(c, dt.date)] + [dt.date(2026, 1, 31)]
            near = {day + dt.timedelta(n) for day in days for n in (-40, -1, 0, 1, 400)}
            return sorted(near)
        case Text():
            texts = {c for c in constants if isinstance(c, str)}
            return [*sorted(texts), "something else"]


def _numbers(of: Number, constants: list[Exact]) -> list[Value]:
    marks = sorted({*constants, *(end for end in (of.low, of.high) if end is not None), 0})
    between = [Fraction(a + b) / 2 for a, b in itertools.pairwise(marks)]
    tried = [*marks, *between, marks[0] - 1, marks[-1] + 1]
    if of.decimals is not None:
        step = Fraction(1, 10**of.decimals)
        grid = [mark // step * step for mark in tried]
        tried = [near for mark in grid for near in (mark - step, mark, mark + step)]
    found = {
        whole(value)
        for value in tried
        if (of.low is None or value >= of.low) and (of.high is None or value <= of.high)
    }
    return sorted(found)
