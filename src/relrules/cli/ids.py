"""What records are called, and which are called alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from relrules.cli.columns import Columns
from relrules.cli.records import Record, Records
from relrules.cli.streams import on_one_line, plural
from relrules.diagnostics.words import listed, quoted

MOST_TOLD = 5


def record_id(record: Record, columns: Columns) -> str:
    """Return what a record is called: its cell in the id column, or its number."""
    if columns.id is None:
        return str(record.number)
    value = record.cells.get(columns.id)
    if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def same_ids(records: Records, columns: Columns) -> list[str]:
    """Return warnings of records that are called alike; they may be meant, so all are scored."""
    if columns.id is None:
        return []
    places: dict[str, list[str]] = {}
    for record in records.records:
        places.setdefault(record_id(record, columns), []).append(record.place)
    found = [Alike(name, where[:MOST_TOLD], len(where)) for name, where in places.items()]
    return alike_told(records.name, [each for each in found if each.name and each.count > 1])


@frozen
class Alike:
    """Records that are called alike: where the first of them stand, and how many there are."""

    name: str
    places: Sequence[str]
    count: int


def alike_told(file: str, alike: Sequence[Alike], count: int | None = None) -> list[str]:
    """Return warnings of records called alike; `count` is of how many names these are the first."""
    found = []
    for each in alike[:MOST_TOLD]:
        where = list(each.places)
        if each.count > MOST_TOLD:
            where = [*where[:MOST_TOLD], f"{each.count - MOST_TOLD:,} more"]
        who = "both" if each.count == 2 else "all"  # noqa: PLR2004 - two are both
        name = quoted(on_one_line(each.name))
        found.append(f"{file}: {listed(where, 'and')} are {who} called {name}")
    more = (len(alike) if count is None else count) - MOST_TOLD
    if more > 0:
        found.append(f"{file}: {plural(more, 'more name')} occur more than once")
    return found
