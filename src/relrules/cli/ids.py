"""What records are called, and which are called alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

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
    found = []
    for name, where in places.items():
        if name and len(where) > 1:
            shown = [*where[:MOST_TOLD], f"{len(where) - MOST_TOLD:,} more"]
            told = listed(where if len(where) <= MOST_TOLD else shown, "and")
            who = "both" if len(where) == 2 else "all"  # noqa: PLR2004 - two are both
            found.append(f"{records.name}: {told} are {who} called {quoted(on_one_line(name))}")
    if len(found) > MOST_TOLD:
        more = len(found) - MOST_TOLD
        found[MOST_TOLD:] = [f"{records.name}: {plural(more, 'more name')} occur more than once"]
    return found
