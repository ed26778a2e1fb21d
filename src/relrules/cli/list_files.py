"""The files of lists: read, and joined to the records they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from relrules.check.model import CheckedPolicy
from relrules.cli.cell_lists import holds_rows
from relrules.cli.confidential import Readers
from relrules.cli.joined import (
    Astray,
    ListFile,
    ListSource,
    find_title,
    list_twice,
    with_list,
)
from relrules.cli.lists import fact_titles, find_list, known_list, title_warnings
from relrules.cli.reading import read_records
from relrules.cli.records import Records
from relrules.cli.redacted import list_titles, quiet, refuse_hidden
from relrules.evaluate.facts import find_fact


def with_lists(
    policy: CheckedPolicy,
    sources: Sequence[ListSource],
    records: Records,
    encoding: str,
    readers: Readers,
) -> tuple[Records, tuple[ListFile, ...]]:
    """Return the records with the rows of their lists. Raises `CommandError`."""
    lists = []
    for wanted in sources:
        name = known_list(policy, wanted.name)
        records = _unlisted(policy, name, records)
        # Accounts and their contacts are often two sheets of one workbook.
        rows = read_records(wanted.file, encoding, also=wanted.name)
        facts = fact_titles(policy, name, rows)
        odd = title_warnings(policy, name, rows, facts)
        hidden = list_titles(policy, name, rows, readers)
        here, there = (
            find_title(records, wanted.on, "--on"),
            find_title(rows, wanted.on_there, "--on"),
        )
        refuse_hidden(here, find_fact(policy, here), "--on", readers)
        its = (f"{name}.{fact}" for fact in find_fact(policy.lists[name], there))
        refuse_hidden(there, its, "--on", readers)
        rows = quiet(evolve(rows, warnings=(*rows.warnings, *odd)), hidden, readers)
        records, found = with_list(records, evolve(wanted, name=name), rows, facts)
        astray = tuple(_astray(each, readers) for each in found.astray)
        lists.append(evolve(found, name=wanted.name, astray=astray, hidden=hidden))
    return records, tuple(lists)


def _unlisted(policy: CheckedPolicy, name: str, records: Records) -> Records:
    """Return records none of whose columns is a list. Raises `CommandError` where one holds rows."""
    titles = {title for title in records.list_titles if find_list(policy, title) == name}
    for title in titles:
        if holds_rows(records, title):
            raise list_twice(records, title)
    return evolve(records, list_titles=records.list_titles - titles)


def _astray(row: Astray, readers: Readers) -> Astray:
    """Return a row without its key where that may be any other cell, and those are confidential."""
    slipped = bool(readers.hidden) and row.record.slipped
    return evolve(row, problem=row.record.problem) if slipped else row
