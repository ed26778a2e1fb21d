"""Results for narrow terminals: each record in lines of its own."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.diagnostics.render import columns
from relrules.explain.layout import padded, wrapped

INDENT, GAP = "  ", "  "
LEAST_VALUE = 12
NARROWEST = 20


@frozen
class Field:
    """A title and what a record has under it."""

    title: str
    value: str


def stacked(title: str, records: Sequence[Sequence[Field]], width: int) -> str:
    """Return records under a title, each as its name and a line for every other field.

    Titles stand beside their values, or above them where there is no room for both.
    """
    width = max(width, NARROWEST)
    titles = [columns(field.title) for record in records for field in record[1:]]
    first = max(titles, default=0)
    beside = width - len(INDENT) - first - len(GAP) >= LEAST_VALUE
    blocks = [wrapped(title, width)]
    for name, *fields in records:
        lines = wrapped(name.value or name.title, width)
        for field in fields:
            lines += _beside(field, first, width) if beside else _above(field, width)
        blocks.append(lines)
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _beside(field: Field, first: int, width: int) -> list[str]:
    before = f"{INDENT}{padded(field.title, first)}{GAP}"
    start, *rest = wrapped(field.value, width - columns(before))
    return [f"{before}{start}", *(f"{' ' * columns(before)}{line}" for line in rest)]


def _above(field: Field, width: int) -> list[str]:
    return [
        *(f"{INDENT}{line}" for line in wrapped(f"{field.title}:", width - len(INDENT))),
        *(f"{INDENT * 2}{line}" for line in wrapped(field.value, width - 2 * len(INDENT))),
    ]
