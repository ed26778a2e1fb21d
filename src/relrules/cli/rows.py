"""Results, and the records set aside, as rows of cells for CSV and for worksheets."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.columns import INPUT, counted, result_titles
from relrules.cli.records import Records
from relrules.cli.scoring import BadRow, Opened, Scored
from relrules.cli.values import cell_text, typed
from relrules.result import shared_by
from relrules.result_cells import Cell, result_cells, state_words

BETWEEN_PROBLEMS = " | "


@frozen
class Rows:
    """Titles and typed cells; `facts` leads from the number of a column to the fact it holds."""

    titles: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    facts: dict[int, m.Fact]


def result_rows(opened: Opened, scored: Sequence[Scored]) -> Rows:
    """Return results as rows.

    The id under its own title, the columns carried along, the lists kept that were joined, and the
    results: see `result_cells`. What is open is empty; of what is hidden or has no answer, the value
    says so. A column of the file whose title a result needs is renamed.
    """
    words = state_words(opened.redaction.word, opened.lang)
    facts = {
        number: fact
        for number, title in enumerate(opened.columns.kept, 1)
        if (fact := _fact(opened, title)) is not None
        # What the column of a hidden fact can hold would be told by a drop-down.
        and title not in opened.redaction.titles
    }
    # Records with the same facts share what is worked out, and then all but their own columns.
    results: dict[int, tuple[Cell, ...]] = {}
    cells = []
    for item in scored:
        key = shared_by(item.result)
        if key not in results:
            results[key] = result_cells(item.result, words, reasons=opened.reasons)
        cells.append((*_record_cells(opened, item), *results[key]))
    return Rows(tuple(row_titles(opened)), tuple(cells), facts)


def rejected_rows(opened: Opened, records: Records, bad: Sequence[BadRow]) -> Rows:
    """Return bad rows of a file as they were read, with what is wrong in a last column `problems`."""
    types = {
        title: fact
        for title in records.titles
        if records is opened.records
        and (fact := _fact(opened, title)) is not None
        and title not in opened.redaction.titles
    }
    cells = tuple(
        (
            *(_carried(row.record.cells.get(t), types.get(t)) for t in records.titles),
            BETWEEN_PROBLEMS.join(row.noted),
        )
        for row in bad
    )
    facts = {n: types[title] for n, title in enumerate(records.titles) if title in types}
    return Rows((*records.titles, problems_title(records)), cells, facts)


def problems_title(records: Records) -> str:
    """Return the title of the column that says what is wrong: one that the file does not have."""
    return counted([*records.titles, "problems"])[-1]


def row_titles(opened: Opened) -> list[str]:
    """Return the titles of results: the id, the columns and lists kept, and those of the policy."""
    policy, columns = opened.policy.checked, opened.columns
    results = result_titles(policy, reasons=opened.reasons)
    taken = {title.casefold() for title in (*results, *columns.lists)}
    if columns.id is None:
        taken.add("id")
    given = [*([] if columns.id is None else [columns.id]), *columns.kept]
    before = [f"{title}{INPUT}" if title.casefold() in taken else title for title in given]
    return [*(["id"] if columns.id is None else []), *counted(before), *columns.lists, *results]


def _record_cells(opened: Opened, item: Scored) -> tuple[Cell, ...]:
    """Return what a record is called, and its columns that are kept."""
    cells = item.record.cells
    kept = (_carried(cells.get(title), _fact(opened, title)) for title in opened.columns.kept)
    lists = (_joined(item, name) for name in opened.columns.lists)
    return (_id(opened, item), *kept, *lists)


def _joined(item: Scored, name: str) -> Cell:
    """Return the rows that another file holds for a record, as the list a cell can hold."""
    rows = item.record.lists.get(name)
    return None if rows is None else cell_text(list(rows))


def _id(opened: Opened, item: Scored) -> Cell:
    """Return what a record is called, as a number where its file has one."""
    if opened.columns.id is None:
        return item.record.number
    value = item.record.cells[opened.columns.id]
    return item.result.id if isinstance(value, str) else typed(value, None)


def _carried(value: object, fact: m.Fact | None) -> Cell:
    return typed(value, None if fact is None else fact.type)


def _fact(opened: Opened, title: str) -> m.Fact | None:
    return opened.policy.checked.facts.get(opened.columns.facts.get(title, ""))
