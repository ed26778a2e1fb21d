"""The values of cells as texts, and as the typed values a worksheet holds."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

from relrules.check import model as m
from relrules.check.say import number
from relrules.cli.jsondata import json_text
from relrules.cli.records import BadCell, HiddenCell
from relrules.result_cells import Cell

PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Beyond that a number is not written out: its digits would only be zeros.
MOST_PLACES = 60


def cell_text(value: object) -> str:
    """Return the value of a cell as text, as CSV has it.

    >>> cell_text(Decimal("1E-7")), cell_text(dt.date(2026, 1, 31)), cell_text(None)
    ('0.0000001', '2026-01-31', '')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case int() if not isinstance(value, bool):
            return str(value)
        case BadCell() | HiddenCell():
            return value.shown
        case dt.date():
            return value.isoformat()
        case Fraction():
            return number(value)
        case Decimal() if abs(value.adjusted()) <= MOST_PLACES:
            return f"{value:f}"
        case _:
            return json_text(value)


def json_value(value: object) -> object:
    """Return the value of a cell as JSON can hold it."""
    return cell_text(value) if isinstance(value, dt.date | BadCell | HiddenCell) else value


def typed(value: object, of: m.Type | None) -> Cell:
    """Return a value as a worksheet holds it; a text stays one unless its fact says otherwise.

    >>> typed("007", None), typed("7", m.NumberType()), typed("2026-01-31", m.DateType())
    ('007', Decimal('7'), datetime.date(2026, 1, 31))
    """
    match value:
        case str() if isinstance(of, m.NumberType) and PLAIN.fullmatch(value.strip()):
            return Decimal(value.strip())
        case str() if isinstance(of, m.DateType) and DAY.fullmatch(value.strip()):
            try:
                return dt.date.fromisoformat(value.strip())
            except ValueError:
                return value
        case None | bool() | int() | Decimal() | Fraction() | str():
            return value
        case dt.date():
            return value
        case _:
            return cell_text(value)
