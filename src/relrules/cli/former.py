"""Results of an earlier run that a file holds beside its facts: left out, and worked out anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from relrules.check.columns import INPUT, LAST, mask_titles, result_titles
from relrules.check.model import CheckedPolicy
from relrules.cli.lists import find_list
from relrules.cli.records import TABLES, Record, Records
from relrules.cli.streams import CommandError
from relrules.cli.values import cell_text
from relrules.evaluate.facts import find_fact
from relrules.syntax.names import data_key

NUMBER = "id"
"""The column that results number records in where none names them."""


@frozen
class Former:
    """Records without former results, and how many columns of these there were."""

    records: Records
    columns: int = 0

    def note(self) -> str:
        """Return what the user is to know of it; nothing where there were none."""
        if not self.columns:
            return ""
        return f"{self.records.name} holds results of an earlier run: they are worked out anew"


def without_former(policy: CheckedPolicy, records: Records, asked: Sequence[str]) -> Former:
    """Return the records of a table as they were before results were written beside them.

    Columns that were renamed then get their titles back. A column that is `asked` for by an option
    stays.
    """
    if records.kind not in TABLES or not _has_results(policy, records.titles):
        return Former(records)
    spared = _spared(records.titles, asked)
    # A file may have a `provisional` of its own where the rows that decide were not asked for.
    reasons = {*mask_titles(policy)} <= {*records.titles}
    results = result_titles(policy, reasons=reasons)
    gone = {t for t in results if t in records.titles and t not in spared}
    if _is_numbered(records) and NUMBER not in spared:
        gone.add(NUMBER)
    left = [title for title in records.titles if title not in gone]
    bare = _bare(policy, left)
    return Former(_renamed(records, {title: bare.get(title, title) for title in left}), len(gone))


def refuse_results_alone(policy: CheckedPolicy, former: Former) -> None:
    """Raise `CommandError` where a file holds former results and none of their facts."""
    left = former.records
    asked = any(find_fact(policy, title) or find_list(policy, title) for title in left.titles)
    if former.columns and not asked:
        raise CommandError(
            f"{left.name} holds results, but no facts to work them out from: "
            "write it with --keep all, or score the file it was made from"
        )


def _has_results(policy: CheckedPolicy, titles: Sequence[str]) -> bool:
    """Return whether a table has the columns that all results have, and those of any one."""
    results = [*(f"{name}_low" for name in policy.scores)]
    results += [f"{name}_possible" for name in policy.grades]
    return {*LAST} <= {*titles} and (not results or not {*titles}.isdisjoint(results))


def _spared(titles: Iterable[str], asked: Sequence[str]) -> set[str]:
    """Return the titles that options mean: not those whose column of the file was renamed."""
    wanted = {data_key(each) for each in asked}
    renamed = {data_key(t.removesuffix(INPUT)) for t in titles if t.endswith(INPUT)}
    return {title for title in titles if data_key(title) in wanted - renamed}


def _is_numbered(records: Records) -> bool:
    """Return whether the first column only numbers the records, as results do."""
    numbers = [cell_text(record.cells.get(NUMBER)) for record in records.records]
    return records.titles[0] == NUMBER and numbers == [str(r.number) for r in records.records]


def _bare(policy: CheckedPolicy, titles: Sequence[str]) -> dict[str, str]:
    """Return the titles that were renamed, each with what it was before."""
    taken = {title.casefold() for title in titles}
    reserved = {
        title.casefold() for title in (*result_titles(policy, reasons=True), NUMBER, *policy.lists)
    }
    found = {title: title.removesuffix(INPUT) for title in titles if title.endswith(INPUT)}
    return {
        title: bare
        for title, bare in found.items()
        if bare.casefold() in reserved and bare.casefold() not in taken
    }


def _renamed(records: Records, titles: Mapping[str, str]) -> Records:
    """Return records with some of their columns, each under a title."""
    letters = {new: records.letters[old] for old, new in titles.items() if old in records.letters}
    found = tuple(_record(record, titles) for record in records.records)
    return evolve(records, titles=tuple(titles.values()), letters=letters, records=found)


def _record(record: Record, titles: Mapping[str, str]) -> Record:
    cells = {new: record.cells[old] for old, new in titles.items() if old in record.cells}
    return evolve(record, cells=cells)
