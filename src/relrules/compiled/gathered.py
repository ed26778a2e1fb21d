"""What compiled code asks of several values, and of the records of a list; `None` is no answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from relrules.check.interval import Exact
from relrules.syntax.nodes import Measure

Holding = Sequence[bool | None]
"""Whether each of several conditions holds."""


def at_least(holding: Holding, wanted: int) -> bool | None:
    """Return whether so many hold; without an answer for one there is none."""
    return None if None in holding else holding.count(True) >= wanted


def all_of(holding: Holding) -> bool | None:
    """Return whether all hold."""
    return False if False in holding else None if None in holding else True


def some_of(holding: Holding) -> bool | None:
    """Return whether one holds."""
    return True if True in holding else None if None in holding else False


def none_of(holding: Holding) -> bool | None:
    """Return whether none holds."""
    return False if True in holding else None if None in holding else True


def count_of(holding: Holding) -> int | None:
    """Return how many hold."""
    return None if None in holding else holding.count(True)


def share(holding: Holding, if_empty: Exact | None) -> Exact | None:
    """Return the part of all that holds."""
    if not holding:
        return if_empty
    return None if None in holding else Fraction(holding.count(True), len(holding))


def different(values: Sequence[object]) -> int | None:
    """Return how many different values there are."""
    return None if None in values else len(set(values))


def collected(
    measure: Measure, values: Sequence[Exact | dt.date | None], if_empty: object
) -> object:
    """Return values taken together; without any it is `if_empty`."""
    if not values:
        return if_empty
    return together(measure, [(value, 1, False) for value in values])


def together(
    measure: Measure, parts: Sequence[tuple[Exact | dt.date | None, Exact, bool]]
) -> object:
    """Return several values taken together; a part that is left out where it has no value says so."""
    if any(value is None and not known for value, _, known in parts):
        return None
    members = [(value, weight) for value, weight, _ in parts if value is not None]
    if not members:
        return None
    values: list[Exact] = [value for value, _ in members]  # type: ignore[misc]  # dates are compared alone
    match measure:
        case Measure.SUM:
            return sum(values)
        case Measure.HIGHEST:
            return max(values)
        case Measure.LOWEST:
            return min(values)
        case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
            pairs = zip(values, (weight for _, weight in members), strict=True)
            total = sum((Fraction(value) * weight for value, weight in pairs), Fraction())
            return total / sum(weight for _, weight in members)
