"""What a table or the interpreter tells, in the forms that compiled functions have.

A number is its two ends, a level, choice, or yes or no the bits of the places it can have, a condition
1 where it may hold and 2 where it may not.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.compiled.terms import NotCompiledError, place_in
from relrules.evaluate.possible import Among, Possible, answered, decided, may_be_unanswered


def ends_of(found: Possible) -> tuple[Exact, Exact]:
    """Return the ends of a number. Raises `NotCompiledError` where it has none."""
    match found:
        case Interval(int() | Fraction() as low, int() | Fraction() as high):
            return low, high
        case _:
            raise NotCompiledError(found)


def plain_ends_of(found: Possible) -> tuple[Exact, Exact]:
    """Return the ends of a number, whole ones as such. Raises `NotCompiledError` where it has none."""
    low, high = ends_of(found)
    return plain(low), plain(high)


def bits_of(of: m.Type) -> Callable[[Possible], int]:
    """Return a function that gives the bits of a level, choice, or yes or no."""
    if not isinstance(of, m.LevelType | m.ChoiceType | m.YesNoType):
        raise NotCompiledError(of)

    def bits(found: Possible) -> int:
        inner = answered(found)
        if may_be_unanswered(found) or not isinstance(inner, Among):
            raise NotCompiledError(found)
        return sum(1 << int(place_in(value, of)) for value in inner.values)  # type: ignore[misc,arg-type]  # places

    return bits


def place_told(bits: int) -> int | tuple[int, bool]:
    """Return the one place that is left, or the bits of all."""
    return bits.bit_length() - 1 if bits & (bits - 1) == 0 else (bits, False)


def as_said(of: m.Type) -> Callable[[Possible], object]:
    """Return a function that gives a result as it is told, from what the interpreter said."""
    match of:
        case m.NumberType():
            return _number_said
        case m.LevelType() | m.ChoiceType() | m.YesNoType():
            return _option_said(of)
        case m.DateType() | m.TextType():
            return _value_said


def _value_said(found: Possible) -> m.Value | tuple[bool] | None:
    if answered(found) is None:
        return None
    value = decided(found)
    return (may_be_unanswered(found),) if value is None else value


def _number_said(found: Possible) -> Exact | tuple[Exact | None, Exact | None, bool] | None:
    """Return a number as it is told, from what the interpreter said."""
    inner = answered(found)
    if inner is None:
        return None
    if not isinstance(inner, Interval):
        raise AssertionError(found)
    value = decided(found)
    if isinstance(value, int | Fraction):
        return plain(value)
    low, high = (None if end is None else plain(end) for end in (inner.low, inner.high))
    return low, high, may_be_unanswered(found)


def _option_said(of: m.Type) -> Callable[[Possible], int | tuple[int, bool] | None]:
    """Return a function that gives one of some options as it is told, from what the interpreter said."""

    def said(found: Possible) -> int | tuple[int, bool] | None:
        inner = answered(found)
        if inner is None:
            return None
        if not isinstance(inner, Among):
            raise AssertionError(found)
        bits = sum(1 << int(place_in(value, of)) for value in inner.values)  # type: ignore[misc,arg-type]  # places
        return (bits, True) if may_be_unanswered(found) else place_told(bits)

    return said


def truths(found: Possible) -> int:
    """Return the bits of a condition: 1 where it may hold, 2 where it may not."""
    inner = answered(found)
    if may_be_unanswered(found) or not isinstance(inner, Among):
        raise NotCompiledError(found)
    return (True in inner.values) + 2 * (False in inner.values)


def advised(at: int, count: int) -> Callable[[Possible], int]:
    """Return a function that gives the bit of a piece of advice that is given, or possible."""

    def state(found: Possible) -> int:
        inner = answered(found)
        if not isinstance(inner, Among) or True not in inner.values:
            return 0
        return 1 << at if decided(found) is True else 1 << (at + count)

    return state


def possibly(bit: int) -> Callable[[Possible], int]:
    """Return a function that gives the bit of a piece of advice where its condition may hold."""

    def state(found: Possible) -> int:
        inner = answered(found)
        return 1 << bit if isinstance(inner, Among) and True in inner.values else 0

    return state
