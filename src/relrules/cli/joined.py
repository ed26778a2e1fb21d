"""Lists in files of their own: each row joined to the record it belongs to by a key both have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, evolve, field, frozen

from relrules.cli.records import TABLES, BadCell, HiddenCell, Kind, Record, Records
from relrules.cli.streams import CommandError, on_one_line
from relrules.cli.values import cell_text
from relrules.diagnostics.words import did_you_mean, listed, near, quoted
from relrules.syntax.names import data_key

MOST_NAMED = 8
# Comparing a key with more would take longer than the rest of the run.
MOST_COMPARED = 1_000


@frozen
class ListSource:
    """What `--list NAME=FILE` and its `--on` say: the titles that hold the key, here and there."""

    name: str
    file: str
    on: str
    on_there: str


@frozen
class Astray:
    """A row of a list's file that belongs to no record, and why."""

    record: Record
    problem: str


@frozen
class ListFile:
    """The file of a list, and those of its rows that could not be joined.

    Of the columns titled `hidden` nothing is shown.
    """

    name: str
    records: Records
    astray: tuple[Astray, ...]
    hidden: frozenset[str] = frozenset()


def list_sources(lists: Sequence[str], ons: Sequence[str]) -> tuple[ListSource, ...]:
    """Return what the options say. Raises `CommandError` where they do not fit together."""
    if not lists:
        if ons:
            raise CommandError(
                "--on says how a list is joined: name its file with --list NAME=FILE"
            )
        return ()
    if len(ons) not in (1, len(lists)):
        raise CommandError(
            "say with --on which column joins the file of a list: "
            "once for all of them, or once for each --list, in the same order"
        )
    sources = []
    for text, on in zip(
        lists, ons if len(ons) == len(lists) else [ons[0]] * len(lists), strict=True
    ):
        name, equals, file = (part.strip() for part in text.partition("="))
        if not (name and equals and file):
            raise CommandError(f"--list is NAME=FILE, as in contacts=contacts.csv, not {text!r}")
        here, equals, there = (part.strip() for part in on.partition("="))
        if not here or (equals and not there):
            raise CommandError(f"--on is COLUMN, or COLUMN=COLUMN of the list's file, not {on!r}")
        sources.append(ListSource(name, file, here, there or here))
    names = [data_key(source.name) for source in sources]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise CommandError(f"--list names {quoted(sources[number].name)} twice")
    return tuple(sources)


def with_list(
    records: Records, source: ListSource, rows: Records, facts: Sequence[str]
) -> tuple[Records, ListFile]:
    """Return the records, each with its rows of a list in the file's order, and the file.

    `facts` are the titles of the rows that the list takes. A record without rows has an empty
    list: the file is taken to be complete. A row that cannot be used makes its record one that
    cannot be scored, for its list would lack a row. Raises `CommandError` where a column is
    missing, or the records hold such a list already.
    """
    here, there = find_title(records, source.on, "--on"), find_title(rows, source.on_there, "--on")
    for title in records.titles:
        if data_key(title) == data_key(source.name) and records.kind not in TABLES:
            raise list_twice(records, title)
    lists: dict[str, _Rows] = {key_text(r.cells.get(here)): _Rows() for r in records.records}
    lists.pop("", None)
    astray = []
    for row in rows.records:
        key = key_text(row.cells.get(there))
        if key in lists:
            problem = _row_problem(rows, row, facts)
            lists[key].problems += [problem] if problem else []
            lists[key].rows.append({t: _value(rows, row, t) for t in facts if t in row.cells})
            lists[key].places.append(f"{rows.name}: {row.place}")
        else:
            astray.append(Astray(row, _no_record(key, lists, records, here, there)))
    joined = tuple(_joined(record, source.name, here, lists) for record in records.records)
    return evolve(records, records=joined), ListFile(source.name, rows, tuple(astray))


def list_twice(records: Records, title: str) -> CommandError:
    """Return the error that records hold a list already that another file is to give them."""
    return CommandError(
        f"{records.name} has {quoted(on_one_line(title))} already: leave out --list, "
        "or rename one of the two"
    )


def find_title(records: Records, wanted: str, option: str) -> str:
    """Return the title of a file that the user means. Raises `CommandError` where it has none."""
    for title in records.titles:
        if title == wanted.strip():
            return title
    for title in records.titles:
        if data_key(title) == data_key(wanted):
            return title
    meant = did_you_mean(near(wanted, records.titles))
    some = [quoted(on_one_line(title)) for title in records.titles[:MOST_NAMED]]
    tail = meant or f"its columns are {listed(some, 'and')}"
    raise CommandError(f"{records.name} has no column {quoted(wanted)} for {option}; {tail}")


def key_text(value: object) -> str:
    """Return the text by which a cell is joined: without spaces around it, numbers as written."""
    return "" if isinstance(value, BadCell | HiddenCell | list | dict) else cell_text(value).strip()


@define
class _Rows:
    """The rows of one record, where they stand, and what is wrong with any of them."""

    rows: list[Mapping[str, object]] = field(factory=list)
    places: list[str] = field(factory=list)
    problems: list[str] = field(factory=list)


def _joined(record: Record, name: str, here: str, lists: Mapping[str, _Rows]) -> Record:
    key = key_text(record.cells.get(here))
    if not key:
        problems = [f"{quoted(here)} is empty: it joins the rows of {quoted(name)}"]
    else:
        problems = lists[key].problems
        record = evolve(
            record,
            lists={**record.lists, name: lists[key].rows},
            list_places={**record.list_places, name: lists[key].places},
        )
    return evolve(record, problem="; ".join(p for p in (record.problem, *problems) if p))


def _row_problem(rows: Records, row: Record, facts: Sequence[str]) -> str:
    """Return what makes a row of no use, or an empty text."""
    reasons = [row.problem] if row.problem else []
    for title in facts:
        cell = row.cells.get(title)
        if isinstance(cell, BadCell):
            reasons.append(f"{rows.cell(row, title)} ({quoted(title)}) {cell.reason}")
    return f"{rows.name}: {row.place}: {'; '.join(reasons)}" if reasons else ""


def _value(rows: Records, row: Record, title: str) -> object:
    """Return a value as it is to be read: a worksheet's as the text CSV would have."""
    value = row.cells[title]
    return cell_text(value) if rows.kind is Kind.XLSX else value


def _no_record(
    key: str, found: Mapping[str, object], records: Records, here: str, there: str
) -> str:
    if not key:
        return f"{quoted(there)} is empty: it says which record the row belongs to"
    if key in found:
        return ""
    shown = quoted(on_one_line(key))
    meant = near(key, found) if len(found) <= MOST_COMPARED else ()
    hint = did_you_mean([on_one_line(word) for word in meant])
    told = f"no record of {records.name} has {shown} as {quoted(on_one_line(here))}"
    return f"{told}; {hint}" if hint else told
