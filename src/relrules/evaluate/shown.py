"""How a value that is refused is shown in a message."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from relrules.diagnostics.words import quoted
from relrules.syntax.layout import FORBIDDEN

MOST_SHOWN = 40


def shown(value: object) -> str:
    """Return how a refused value is shown: short, and never by running its code."""
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return quoted(cut(value))
        case int() | Fraction() if max(abs(value.numerator), value.denominator) >= 10**MOST_SHOWN:
            # Python refuses to write out numbers of some thousand digits.
            return "a huge number"
        case int() | float() | Decimal() | Fraction():
            return cut(str(value))
        case dt.datetime():
            return "a date with a time"
        case dt.date():
            return value.isoformat()
        case _:
            return kind_of(value)


def kind_of(value: object) -> str:
    """Return what an object is, without asking the object."""
    return f"a value of type {quoted(type(value).__name__)}"


def cut(text: str) -> str:
    """Return a text short enough for a message, with nothing invisible in it."""
    clean = FORBIDDEN.sub("?", text.replace("\n", " "))
    return clean if len(clean) <= MOST_SHOWN else f"{clean[: MOST_SHOWN - 1]}…"
