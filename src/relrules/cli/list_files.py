"""The files of lists: read, and joined to the records they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from relrules.check.model import CheckedPolicy
from relrules.cli.joined import ListFile, ListSource, with_list
from relrules.cli.lists import fact_titles, known_list, title_warnings
from relrules.cli.reading import read_records
from relrules.cli.records import Records


def with_lists(
    policy: CheckedPolicy, sources: Sequence[ListSource], records: Records, encoding: str
) -> tuple[Records, tuple[ListFile, ...]]:
    """Return the records with the rows of their lists. Raises `CommandError`."""
    lists = []
    for wanted in sources:
        name = known_list(policy, wanted.name)
        # Accounts and their contacts are often two sheets of one workbook.
        rows = read_records(wanted.file, encoding, also=wanted.name)
        facts = fact_titles(policy, name, rows)
        odd = title_warnings(policy, name, rows, facts)
        rows = evolve(rows, warnings=(*rows.warnings, *odd))
        records, found = with_list(records, evolve(wanted, name=name), rows, facts)
        lists.append(evolve(found, name=wanted.name))
    return records, tuple(lists)
