"""Distances between days."""

from __future__ import annotations

import calendar
import datetime as dt

from relrules.syntax.nodes import DateUnit


def distance(unit: DateUnit, start: dt.date, end: dt.date) -> int:
    """Return the days or whole months from one day to another; negative where `end` is earlier.

    >>> distance(DateUnit.MONTHS, dt.date(2026, 1, 31), dt.date(2026, 2, 28))
    1
    """
    if unit is DateUnit.DAYS:
        return (end - start).days
    return _months(start, end) if end >= start else -_months(end, start)


def _months(start: dt.date, end: dt.date) -> int:
    """Return how many whole months fit between two days.

    The same day of a later month completes it, and so does that month's last day where it is
    shorter: from 31 January to the last of February is one month.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    last_day = calendar.monthrange(end.year, end.month)[1]
    complete = end.day >= min(start.day, last_day)
    return months if complete else months - 1
