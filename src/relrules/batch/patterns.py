r"""Patterns of texts, of what every database has: groups, classes, counts, `^`, `$`, and `\x{…}`.

`$` is the end of the text and not of a line; where a dialect means something else, `dialects` says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from relrules.syntax.layout import BIDIRECTIONAL, INVISIBLE
from relrules.syntax.limits import MOST_DIGITS

LONGEST_NUMERAL = 2 * MOST_DIGITS

_MONTHS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8])"
)
_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
A_DAY = f"^({_YEAR}-({_MONTHS})|{_LEAP_YEAR}-02-29)$"
"""A day as ISO writes it: one that the calendar has."""


def numeral(places: int) -> str:
    """Return the pattern of numbers with so many decimals that are not nought."""
    most = MOST_DIGITS
    noughts = max(LONGEST_NUMERAL - most - places - 2, 0)
    end = rf"[0-9]{{1,{places}}}0{{0,{noughts}}}" if places else rf"0{{1,{noughts}}}"
    return rf"^[+-]?[0-9]{{1,{most}}}(\.{end})?$"


def _class(codes: Iterable[int | tuple[int, int]]) -> str:
    """Return what stands in brackets for characters by their codes."""
    ends = [(code, code) if isinstance(code, int) else code for code in codes]
    return "".join(
        rf"\x{{{low:x}}}" if low == high else rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in ends
    )


# No database keeps halves of characters. A return by itself is let through, as where records are read.
HIDDEN = (
    "["
    + _class(
        [
            *((0x0, 0x8), (0xB, 0xC), (0xE, 0x1F), (0x7F, 0x9F), 0x2028, 0x2029, 0xFEFF),
            *sorted(BIDIRECTIONAL | INVISIBLE),
        ]
    )
    + "]"
)
"""A character that nobody can see, of those that are not allowed."""

BLANK = (
    "^["
    + _class(
        [
            *((0x9, 0xD), (0x1C, 0x20), 0x85, 0xA0, 0x1680, (0x2000, 0x200A), 0x2028, 0x2029),
            *(0x202F, 0x205F, 0x3000),
        ]
    )
    + "]*$"
)
"""A text of nothing but what Python takes for space."""
