"""Lists in the cells of CSV and worksheets: JSON, as results keep them."""

from __future__ import annotations

from attrs import evolve

from relrules.check.model import CheckedPolicy
from relrules.cli.jsondata import json_list
from relrules.cli.lists import find_list
from relrules.cli.records import TABLES, BadCell, Record, Records

START = "["
WAY_OUT = "write it as [{…}, {…}], or leave the cell empty if the list is not known"


def with_cell_lists(policy: CheckedPolicy, records: Records) -> Records:
    """Return records of a table with the lists that its cells hold as JSON.

    A column is one if it is called as a list and any of its cells begins with `[`, or all are empty.
    A cell in it that is no list becomes a `BadCell`.
    """
    if records.kind not in TABLES:
        return records
    titles = tuple(t for t in records.titles if find_list(policy, t) and _is_list(records, t))
    if not titles:
        return records
    found = tuple(_read(record, titles) for record in records.records)
    return evolve(records, records=found, list_titles=frozenset(titles))


def holds_rows(records: Records, title: str) -> bool:
    """Return whether a column of lists has any: not all of its cells are empty."""
    return any(record.cells.get(title) not in (None, "") for record in records.records)


def _is_list(records: Records, title: str) -> bool:
    cells = [record.cells.get(title) for record in records.records]
    given = [cell for cell in cells if not isinstance(cell, str | None) or (cell or "").strip()]
    return not given or any(isinstance(c, str) and c.lstrip().startswith(START) for c in given)


def _read(record: Record, titles: tuple[str, ...]) -> Record:
    return evolve(record, cells={**record.cells, **{t: _cell(record.cells.get(t)) for t in titles}})


def _cell(value: object) -> object:
    """Return the list of a cell, nothing where it is empty, and else why it is none."""
    if isinstance(value, BadCell):
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = json_list(value) if isinstance(value, str) else "it is no text"
    return (
        BadCell(str(value), f"holds no list: {found}; {WAY_OUT}")
        if isinstance(found, str)
        else found
    )
