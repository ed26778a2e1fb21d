"""`relrules explain POLICY FILE`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

from relrules.cli.ids import record_id
from relrules.cli.records import Record
from relrules.cli.scoring import (
    Input,
    Opened,
    bad_rows_error,
    evaluated,
    opened,
    warn_of_astray,
    warn_of_dates,
)
from relrules.cli.streams import CommandError, is_terminal, on_one_line, write
from relrules.diagnostics.words import did_you_mean, listed, near, quoted
from relrules.explain.explain import Format
from relrules.explain.html import page
from relrules.explain.text import WIDTH

MOST_NAMED = 5
FORMATS: dict[str, Format] = {
    "text": "text",
    "markdown": "markdown",
    "json": "json",
    # Several records make one page.
    "html": "html-part",
}
BETWEEN = {"text": "\n\n", "markdown": "\n\n---\n\n", "json": ",\n"}


def explain_file(source: Input, only: Sequence[str], form: str, *, in_full: bool) -> int:
    """Explain the records of a file, or those named, and return the exit code.

    JSON is an array, also for one record, and HTML is one page. Raises `CommandError`.
    """
    work = opened(source)
    records = _chosen(work, only)
    good, bad = evaluated(work, records, source.today)
    if bad:
        way_out = "mend them, or choose others with --only ID"
        raise bad_rows_error(bad, len(records), work.records.name, way_out)
    warn_of_dates(good, work.lang)
    warn_of_astray(work)
    how = FORMATS[form]
    texts = [
        item.result.explain(work.lang, how, width=_width(), in_full=in_full).rstrip("\n")
        for item in good
    ]
    names = [item.result.id or "" for item in good]
    write(_together(work, list(zip(names, texts, strict=True)), form))
    return 0


def _together(work: Opened, told: Sequence[tuple[str, str]], form: str) -> str:
    """Return the explanations of all records, each with the record's name, as one text."""
    if form == "html":
        title = work.policy.checked.label.in_language(work.lang)
        alone = f"{told[0][0]} – {title}" if len(told) == 1 else title
        return page(told, alone, work.lang).rstrip("\n")
    text = BETWEEN[form].join(text for _, text in told)
    return f"[\n{text}\n]" if form == "json" else text


def _width() -> int:
    """Return how wide lines may be: COLUMNS where it is set, the terminal where there is one."""
    room = os.environ.get("COLUMNS", "")
    if not (room.isdecimal() and int(room)) and not is_terminal(sys.stdout):
        return WIDTH
    return min(WIDTH, shutil.get_terminal_size().columns)


def _chosen(work: Opened, only: Sequence[str]) -> tuple[Record, ...]:
    """Return the records with these ids, in the file's order. Raises `CommandError`."""
    if not only:
        return work.records.records
    ids = [record_id(record, work.columns) for record in work.records.records]
    for wanted in only:
        if wanted not in ids:
            raise CommandError(_no_record(work, wanted, ids))
    return tuple(r for r, id_ in zip(work.records.records, ids, strict=True) if id_ in only)


def _no_record(work: Opened, wanted: str, ids: list[str]) -> str:
    message = f"{work.records.name} has no record {quoted(wanted)}"
    # Without a column for it, a record is known by its number: then a name was perhaps meant.
    column = next(
        (t for t in work.columns.carried for r in work.records.records if r.cells.get(t) == wanted),
        None,
    )
    if work.columns.id is None and column is not None:
        return f"{message}; it is in the column {quoted(column)}: add --id {column}"
    meant = [on_one_line(id_) for id_ in near(wanted, ids)]
    some = [quoted(on_one_line(id_)) for id_ in dict.fromkeys(ids)]
    if len(some) > MOST_NAMED:
        some = [*some[: MOST_NAMED - 1], f"{len(some) - MOST_NAMED + 1:,} more"]
    its = f"its records are {listed(some, 'and')}"
    return f"{message}; {did_you_mean(meant) or its}"
