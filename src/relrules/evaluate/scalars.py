"""Scalars of NumPy and pandas as the plain Python values they stand for.

Neither library is imported: a value of theirs can only be there when its library is loaded.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from decimal import Decimal
from fractions import Fraction

PLAIN = frozenset({
    bool, int, float, str, Decimal, Fraction, dt.date, dt.datetime, dict, list, type(None),
})  # fmt: skip
DAY_OR_FINER = ("D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as")
FLOAT64_BYTES = 8


def plain_scalar(value: object) -> object:
    """Return a NumPy or pandas scalar as a plain value, and any other value as it is.

    What these libraries have for a missing value (`pd.NA`, `NaT`, a NaN of NumPy) becomes `None`. A
    timestamp at midnight becomes its date; one with a time of day or a time zone a `datetime`,
    which is no date.
    """
    if type(value) in PLAIN:
        return value
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        if value is getattr(pandas, "NA", None) or value is getattr(pandas, "NaT", None):
            return None
        timestamp = getattr(pandas, "Timestamp", None)
        if isinstance(timestamp, type) and isinstance(value, timestamp):
            return _timestamp(value)
    scalar = getattr(sys.modules.get("numpy"), "generic", None)
    if isinstance(scalar, type) and isinstance(value, scalar):
        return _of_numpy(value)
    return value


def _of_numpy(value: object) -> object:
    """Return what a NumPy scalar stands for; one that is no number, text or day is left alone."""
    kind = value.dtype.kind  # type: ignore[attr-defined]  # NumPy's own, which is not imported
    match kind:
        case "b" | "i" | "u" | "U":
            found: object = value.item()  # type: ignore[attr-defined]
            return found
        case "f":
            return _float(value)
        case "M":
            return _day(value)
        case _:
            return value


def _float(value: object) -> object:
    number = float(value)  # type: ignore[arg-type]
    if math.isnan(number):
        return None
    if math.isinf(number) or value.dtype.itemsize == FLOAT64_BYTES:  # type: ignore[attr-defined]
        return number
    # As a float64 the float32 nearest to 0.1 is 0.10000000149; its own shortest form is 0.1.
    return Decimal(str(value))


def _day(value: object) -> object:
    """Return the date of a `datetime64`, or a `datetime` where it has a time of day."""
    if value != value:  # noqa: PLR0124 - NaT is the only one that differs from itself
        return None
    unit = value.dtype.str.partition("[")[2].rstrip("]").lstrip("0123456789")  # type: ignore[attr-defined]
    if unit not in DAY_OR_FINER:
        return value
    # The library's own nanoseconds come as whole numbers; microseconds come as `datetime`.
    fine = value.astype("datetime64[us]")  # type: ignore[attr-defined]
    moment = fine.item()
    return _at_midnight(moment, exact=bool(fine == value)) if type(moment) is dt.datetime else value


def _timestamp(value: object) -> object:
    if not isinstance(value, dt.datetime):
        return value
    return _at_midnight(value, exact=not getattr(value, "nanosecond", 0))


def _at_midnight(moment: dt.datetime, *, exact: bool) -> dt.date:
    """Return the date of a moment without a time of day, else the moment."""
    if exact and moment.tzinfo is None and moment.time() == dt.time.min:
        return dt.date(moment.year, moment.month, moment.day)
    return moment
