"""JSON with exact numbers: plain decimals, never `1e-07` and never a binary float."""

from __future__ import annotations

import json
from fractions import Fraction

from relrules.check import say

Plain = None | bool | int | Fraction | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold, with numbers as they are inside the library."""


def dumps(value: Plain, indent: int | None = None) -> str:
    """Return a value as JSON; numbers that are no decimals are rounded to nine places.

    >>> dumps({"low": Fraction(1, 10**7), "high": Fraction(1, 3), "id": "A"})
    '{"low": 0.0000001, "high": 0.333333333, "id": "A"}'
    """
    try:
        # The same text in a fraction of the time, where there are whole numbers only.
        return json.dumps(value, ensure_ascii=False, indent=indent)
    except TypeError:
        return _with_fractions(value, indent, 0)


def _with_fractions(value: Plain, indent: int | None, depth: int) -> str:
    match value:
        case bool() | None | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | Fraction():
            return say.number(value)
        case list():
            items = [_with_fractions(v, indent, depth + 1) for v in value]
            return _block("[", items, "]", indent, depth)
        case dict():
            items = [
                f"{json.dumps(k, ensure_ascii=False)}: {_with_fractions(v, indent, depth + 1)}"
                for k, v in value.items()
            ]
            return _block("{", items, "}", indent, depth)


def _block(opening: str, items: list[str], closing: str, indent: int | None, depth: int) -> str:
    """Return items between brackets: on one line, or with `indent` each on its own."""
    if indent is None or not items:
        return f"{opening}{', '.join(items)}{closing}"
    inner, outer = " " * indent * (depth + 1), " " * indent * depth
    lines = ",\n".join(f"{inner}{item}" for item in items)
    return f"{opening}\n{lines}\n{outer}{closing}"
