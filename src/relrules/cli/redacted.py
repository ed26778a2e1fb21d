"""Records and problems without what is confidential to others than the readers.

A column keeps its place and title, and says “confidential” where a value stood, so that a file read
again is not taken for one in which nothing is known. Where nothing tells what a value is, as in a row
whose cells have slipped, it is taken to be confidential.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, field, frozen

from relrules.check.model import CheckedPolicy
from relrules.cli.columns import Columns
from relrules.cli.confidential import Readers
from relrules.cli.lists import find_list, nearly
from relrules.cli.records import TABLES, BadCell, HiddenCell, Record, Records
from relrules.cli.streams import CommandError, on_one_line
from relrules.diagnostics.words import quoted
from relrules.evaluate.facts import Problem, fact_names, find_fact
from relrules.evaluate.terms import slot
from relrules.explain.visible import visible
from relrules.result import Result

WORD = {"en": "confidential", "zh": "保密"}
# What a problem with a record of a list calls it: `contacts[2].role`.
IN_LIST = re.compile(r"(?P<list>.+?)\[(?P<number>[1-9]\d*)\](?:\.(?P<name>.*))?", re.DOTALL)
# Problems that are told without the value.
WITHOUT_VALUE = ("unknown-fact", "given-twice", "ambiguous-fact")


@frozen
class Redaction:
    """What is hidden of the columns of a file, and the word that stands in its place.

    `facts` leads from a title to its fact, `lists` to its list; `others` are titles of which nothing
    is shown.
    """

    readers: Readers = field(factory=Readers)
    word: str = WORD["en"]
    facts: Mapping[str, str] = field(factory=dict)
    lists: Mapping[str, str] = field(factory=dict)
    others: frozenset[str] = frozenset()

    @property
    def titles(self) -> frozenset[str]:
        """Return the titles of columns of which anything may be hidden."""
        return self.others.union(self.facts, self.lists)

    @property
    def hides(self) -> bool:
        """Return whether there is anything confidential to others, in the file or not."""
        return bool(self.readers.hidden)


def redaction(
    policy: CheckedPolicy, records: Records, columns: Columns, readers: Readers, lang: str
) -> Redaction:
    """Return what is hidden of the columns of a file."""
    if not readers.hidden:
        return Redaction(readers, WORD[lang])
    owners = columns.facts.items()
    spellings = fact_names(policy)
    others = {
        title
        for title in columns.carried
        # A cell of a table that is called as a list may hold its records all the same.
        if (name := find_list(policy, title)) is not None
        and records.kind in TABLES
        and readers.hides_any(name)
    }
    # A slip in a title must not show what the right one would hide.
    others |= {
        title
        for title in columns.carried
        for meant in nearly(title, spellings)
        if any(readers.hides(fact) for fact in find_fact(policy, meant))
    }
    return Redaction(
        readers,
        WORD[lang],
        {t: name for t, name in owners if name not in policy.lists and readers.hides(name)},
        {t: name for t, name in owners if name in policy.lists and readers.hides_any(name)},
        frozenset(others),
    )


def list_titles(
    policy: CheckedPolicy, list_name: str, rows: Records, readers: Readers
) -> frozenset[str]:
    """Return the columns of the file of a list that are confidential to others."""
    of = policy.lists[list_name]
    spellings = fact_names(of)
    return frozenset(
        title
        for title in rows.titles
        for meant in ([title] if find_fact(of, title) else nearly(title, spellings))
        if any(readers.hides(fact, list_name) for fact in find_fact(of, meant))
    )


def quiet(records: Records, titles: frozenset[str], readers: Readers) -> Records:
    """Return records whose problems do not show what is confidential to others."""
    if not readers.hidden:
        return records
    return evolve(records, records=tuple(_quiet(r, titles, readers) for r in records.records))


def _quiet(record: Record, titles: frozenset[str], readers: Readers) -> Record:
    bad = {t: cell for t in titles if isinstance(cell := record.cells.get(t), BadCell)}
    if not bad and not record.slipped:
        return record
    told = BadCell("", _not_told(readers.way_out()))
    cells = {**record.cells, **dict.fromkeys(bad, told)}
    problem = record.problem.replace(record.over, "") if record.over else record.problem
    return evolve(record, cells=cells, problem=problem)


def refuse_hidden(title: str, facts: Iterable[str], option: str, readers: Readers) -> None:
    """Refuse a column that names or joins records. Raises `CommandError` for a hidden fact."""
    hidden = [fact for fact in facts if readers.hides(fact)]
    if hidden:
        raise CommandError(
            f"{quoted(on_one_line(title))} is confidential, and messages would show it: "
            f"take another column for {option}, or say {readers.way_out(*hidden)}"
        )


def seen_record(policy: CheckedPolicy, record: Record, of: Redaction, result: Result) -> Record:
    """Return a record that has a result as the readers may see it."""
    joined = [name for name in record.lists if of.readers.hides_any(name)]
    if not of.titles and not joined:
        return record
    seen = visible(result.program, result.outcome, of.readers.audience)
    found = {title for title, fact in of.facts.items() if not seen.fact(fact)}
    cells = _hidden(record, found | of.others, of.word)
    for title, name in of.lists.items():
        rows = cells.get(title)
        if isinstance(rows, list):
            hides = _rows_hide(policy, name, lambda place: not seen.fact(place))
            cells[title] = [_row(row, i, hides, of.word) for i, row in enumerate(rows)]
    lists = dict(record.lists)
    for name in joined:
        hides = _rows_hide(policy, name, lambda place: not seen.fact(place))
        lists[name] = [
            {key: of.word if hides(i, key) else value for key, value in row.items()}
            for i, row in enumerate(lists[name])
        ]
    return evolve(record, cells=cells, lists=lists)


def unfit_record(record: Record, of: Redaction) -> Record:
    """Return a record that does not fit: of confidential columns nothing is shown.

    Of a row whose cells have slipped nothing is shown at all.
    """
    return redacted(record, of.titles, of)


def redacted(record: Record, titles: frozenset[str], of: Redaction) -> Record:
    """Return a record, or the row of a list, without what stands under some titles."""
    if not of.hides:
        return record
    found = titles.union(record.cells) if record.slipped else titles
    return evolve(record, cells=_hidden(record, found, of.word))


def problem_told(policy: CheckedPolicy, problem: Problem, of: Redaction) -> str:
    """Return what is wrong with a fact, without a value that may not be seen."""
    if not of.hides or problem.code in WITHOUT_VALUE:
        return problem.message
    facts = _facts_of(policy, problem.path, of)
    if problem.path not in of.titles and not any(of.readers.hides(fact) for fact in facts):
        return problem.message
    return f"{quoted(on_one_line(problem.path))} {_not_told(of.readers.way_out(*facts))}"


def _not_told(way_out: str) -> str:
    return f"does not fit, and is confidential: to see what it is, say {way_out}"


def _facts_of(policy: CheckedPolicy, path: str, of: Redaction) -> list[str]:
    """Return the facts that a problem is about, by key: those of a list where one is meant."""
    found = IN_LIST.fullmatch(path)
    name = of.lists.get(path) if found is None else find_list(policy, found["list"])
    if name is None:
        return [*find_fact(policy, path)]
    inner = None if found is None else found["name"]
    its = policy.lists[name].facts if inner is None else find_fact(policy.lists[name], inner)
    return [f"{name}.{fact}" for fact in its]


def _hidden(record: Record, titles: Iterable[str], word: str) -> dict[str, object]:
    # Also where there is no cell: that nothing is known is confidential too.
    return {**record.cells, **dict.fromkeys(titles, HiddenCell(word))}


def _rows_hide(
    policy: CheckedPolicy, list_name: str, hides: Callable[[str], bool]
) -> Callable[[int, str], bool]:
    """Return whether a key of a row of a list is hidden."""
    of = policy.lists[list_name]
    return lambda row, key: any(hides(slot(list_name, row, fact)) for fact in find_fact(of, key))


def _row(row: object, number: int, hides: Callable[[int, str], bool], word: str) -> object:
    if not isinstance(row, dict):
        return row
    return {key: word if hides(number, key) else value for key, value in row.items()}
