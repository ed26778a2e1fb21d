"""Records whose data of used policies stands under the names of these, as it may in JSON."""

from __future__ import annotations

from attrs import evolve

from relrules.check.model import CheckedPolicy
from relrules.cli.records import Record, Records
from relrules.evaluate.nested import unnested


def without_nesting(policy: CheckedPolicy, records: Records) -> Records:
    """Return records with a value for each fact, those of a used policy titled `P.f`."""
    if not policy.uses:
        return records
    found = tuple(_flat(policy, record) for record in records.records)
    if all(new is old for new, old in zip(found, records.records, strict=True)):
        return records
    titles = dict.fromkeys(title for record in found for title in record.cells)
    return evolve(records, records=found, titles=tuple(titles))


def _flat(policy: CheckedPolicy, record: Record) -> Record:
    cells = {str(k): value for k, value in unnested(record.cells.items(), policy)}
    return record if cells == record.cells else evolve(record, cells=cells)
