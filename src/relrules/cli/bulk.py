"""Files of many records scored by DuckDB: what is said of them, and what is written."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from attrs import frozen

from relrules.batch.bulk import Bulk, LookError, Some
from relrules.batch.errors import NotInBulkError, NotInSqlError
from relrules.batch.files import ID, Layout, Out
from relrules.batch.lines import LINE
from relrules.batch.running import Running, connected
from relrules.batch.statement import Bad
from relrules.batch.told import Words
from relrules.batch.writing import as_cells, as_lines, as_parquet
from relrules.check.model import CheckedPolicy
from relrules.cli.bulk_files import Read, head_of, merge_rows
from relrules.cli.delimited import csv_text
from relrules.cli.delivery import WAY_OUT, Targets
from relrules.cli.ids import MOST_TOLD, Alike, alike_told
from relrules.cli.lists import find_list
from relrules.cli.output import csv_lines, ndjson_lines, rejects
from relrules.cli.parquet import rest_of
from relrules.cli.policies import load_policy
from relrules.cli.progress import percent_bar
from relrules.cli.records import TABLES, Record
from relrules.cli.rows import result_rows, row_titles
from relrules.cli.scoring import (
    MOST_BAD_SHOWN,
    MOST_WARNINGS,
    BadRow,
    Input,
    Opened,
    Prepared,
    Scored,
    bad_rows_told,
    dates_told,
    evaluated,
    prepared,
    tell_dates,
)
from relrules.cli.streams import CommandError, fail, note, plural, report, warn
from relrules.cli.whole import folder_beside, is_stream, write_whole
from relrules.compiled.lists import lists_given
from relrules.result_cells import state_words
from relrules.source.encoding import BOM
from relrules.syntax.names import data_key
from relrules.tables import typed_columns

if TYPE_CHECKING:
    from types import FrameType

FORMS = {"csv": Out.CELLS, "parquet": Out.COLUMNS, "ndjson": Out.LINES}
"""What DuckDB writes."""
TERMINATED = 128 + 15
RESULTS, SPILLED = "results", "spilled"


def score_in_bulk(source: Input, targets: Targets, *, ordered: bool, strict: bool) -> int:
    """Score a file with DuckDB and return the exit code.

    Raises `NotInBulkError` where that would not be exactly what the interpreter does; nothing has
    been said or written then. Raises `CommandError`.
    """
    out = _out_of(source, targets)
    policy = load_policy(source.policy, source.policy_encoding)
    with folder_beside(out) as folder, _terminating(), percent_bar("scoring") as told:
        read = _read(source, policy.checked, targets, folder, told)
        found = prepared(source, policy, read.records)
        _refuse(found)
        layout = read.layout(found.work, FORMS[targets.form])
        spilled = folder / SPILLED
        with contextlib.closing(connected(str(spilled), ordered=ordered)) as database:
            bulk = _bulk(found.work, layout, source, Running(database, told))
            run = _Run(source, targets, found, read, bulk, folder / RESULTS, ordered)
            try:
                return run.delivered(run.scored(), strict=strict)
            except NotInSqlError as error:
                raise NotInBulkError(bulk.with_titles(str(error))) from error
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise _no_room(error, source, out, folder) from error


def _read(
    source: Input,
    policy: CheckedPolicy,
    targets: Targets,
    folder: Path,
    told: Callable[[float], None],
) -> Read:
    try:
        return head_of(source, policy, FORMS[targets.form], folder, told)
    except OSError as error:
        # Arrow says more than the system does.
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(f"cannot write {targets.out}: {reason.lower()}") from error


def _bulk(work: Opened, layout: Layout, source: Input, running: Running) -> Bulk:
    words = state_words(work.redaction.word, work.lang)
    told = Words(words.hidden, words.unanswered, in_numbers=not layout.typed)
    audience = work.redaction.readers.audience
    return Bulk(
        work.policy.program,
        layout,
        source.today,
        running,
        audience,
        told,
        reasons=source.reasons,
        lang=work.lang,
    )


# ---- what DuckDB can do ---------------------------------------------------------------------


def _out_of(source: Input, targets: Targets) -> Path:
    """Return the file that results go to. Raises `NotInBulkError`."""
    if source.file == "-":
        raise NotInBulkError("standard input can be read only once: name a file")
    if source.lists:
        raise NotInBulkError("rows of --list are joined one by one")
    if source.sheet is not None:
        raise NotInBulkError("it reads no worksheets")
    if targets.form not in FORMS:
        raise NotInBulkError(f"it writes CSV, Parquet and NDJSON, not {_form_told(targets.form)}")
    if targets.out is None:
        raise NotInBulkError("it writes into a file: name one with -o")
    out = targets.out.resolve()
    if is_stream(targets.out) or (out.exists() and not out.is_file()):
        raise NotInBulkError(f"{targets.out} is no file that can be replaced")
    return targets.out


def _form_told(form: str) -> str:
    names = {"table": "a table", "xlsx": "Excel", "json": "JSON"}
    return names.get(form, form)


def _refuse(found: Prepared) -> None:
    """Raise `NotInBulkError` for what a statement does not do as the interpreter does."""
    work = found.work
    titles = work.records.titles
    if found.former:
        raise NotInBulkError("the file holds results of an earlier run, which are left out")
    if work.records.kind in TABLES and any(find_list(work.policy.checked, t) for t in titles):
        raise NotInBulkError("lists in cells are read one by one")
    used = {data_key(name) for name in work.policy.checked.uses}
    if work.records.kind not in TABLES and used & {data_key(t) for t in titles}:
        raise NotInBulkError("the data of used policies stands under their names")
    owners = list(work.columns.facts.values())
    if not {*owners} <= {*work.policy.checked.facts, *lists_given(work.policy.checked)}:
        raise NotInBulkError("a list shares the records of another")
    if len(set(owners)) < len(owners):
        raise NotInBulkError("two columns are the same fact")


# ---- one run --------------------------------------------------------------------------------


@frozen
class _Bad:
    """The first bad rows, or all, how many there are, and how many rows.

    Of a file with lists, `others` are the rows that no statement works out.
    """

    rows: tuple[BadRow, ...] = ()
    count: int = 0
    total: int = 0
    others: tuple[Scored, ...] = ()


@frozen
class _Rest:
    """The rows that no statement works out: those with results, and those that do not fit."""

    good: tuple[Scored, ...]
    bad: tuple[BadRow, ...]


@frozen
class _Told:
    """What a run found: how many records are scored, which rows are bad, and what is odd.

    `dates` are the first of `dates_count` warnings.
    """

    good: int
    bad: _Bad
    alike: tuple[str, ...]
    dates: tuple[str, ...]
    dates_count: int


@frozen
class _Run:
    source: Input
    targets: Targets
    found: Prepared
    read: Read
    bulk: Bulk
    part: Path
    ordered: bool

    @property
    def work(self) -> Opened:
        return self.found.work

    @property
    def out(self) -> Out:
        return FORMS[self.targets.form]

    def scored(self) -> _Told:
        """Write the results beside their target, and find what there is to tell."""
        self.bulk.look(first=True)
        try:
            good, bad = self._written(Bad.STOPS), _Bad()
        except LookError:
            good, bad = self._second()
        # Rows that stop a run are counted by themselves, and so are all.
        if not bad.count or self.targets.aside is not None:
            self.read.refuse_count(good + bad.count)
        dates, dates_count = self._dates(bad)
        return _Told(good, bad, self._alike(), dates, dates_count)

    def _second(self) -> tuple[int, _Bad]:
        """Write the results of a file that has values which had to be looked at."""
        if not self.bulk.look(first=False):
            with contextlib.suppress(LookError):
                return self._written(Bad.STOPS), _Bad()
        aside = self.targets.aside is not None
        every = aside or bool(self.bulk.layout.lists)
        some = self.bulk.bad(None if every else MOST_BAD_SHOWN)
        good, bad = evaluated(self.work, self._records(some.numbers), self.source.today)
        if good:
            raise NotInBulkError("it would take a row for a bad one that is none")
        rest = self._rest(some.numbers) if self.bulk.layout.lists else None
        if rest is not None:
            bad = tuple(sorted((*bad, *rest.bad), key=lambda row: row.record.number))
            some = Some(tuple(row.record.number for row in bad), len(bad))
        found = _Bad(bad, some.count, self.bulk.total(), () if rest is None else rest.good)
        if bad and not aside:
            return 0, found
        written = self._written(Bad.LEFT_OUT)
        if written + some.count < found.total:
            written += self._added(rest or self._rest(some.numbers), found)
        return written, found

    def _rest(self, bad: Sequence[int]) -> _Rest:
        """Work out the rows that no statement does; of their lists, some do not fit."""
        asked = sorted({*self.bulk.asked()} - {*bad})
        good, unfit = evaluated(self.work, self._records(asked), self.source.today)
        if unfit and not self.bulk.layout.lists:
            raise NotInBulkError("it would take a row for a good one that is none")
        return _Rest(good, unfit)

    def _added(self, rest: _Rest, found: _Bad) -> int:
        """Add the rows that no statement works out, in their places where there is an order."""
        numbers = [scored.record.number for scored in rest.good]
        if self.out is Out.COLUMNS:
            columns = typed_columns(self.work.policy.checked, reasons=self.work.reasons)
            rows = rest_of(numbers, result_rows(self.work, rest.good), columns)
            told = self.bulk.written_with(rows, row_titles(self.work), ordered=self.ordered)
            self.bulk.copy(as_parquet(told, str(self.part)))
            return len(numbers)
        written = ndjson_lines if self.out is Out.LINES else csv_lines
        lines = dict(zip(numbers, written(self.work, rest.good), strict=True))
        if self.ordered:
            bad = frozenset(row.record.number for row in found.rows)
            merge_rows(self.part, lines, bad, found.total, self.out)
        else:
            with self.part.open("ab") as file:
                file.writelines(lines.values())
        return len(lines)

    def _written(self, bad: Bad) -> int:
        kept = self.work.columns.kept
        match self.out:
            case Out.COLUMNS:
                told = self.bulk.written(row_titles(self.work), bad)
                return self.bulk.copy(as_parquet(told, str(self.part)))
            case Out.LINES:
                told = self.bulk.written([ID, *kept, LINE], bad)
                return self._copied(as_lines(told, kept, str(self.part)), "")
            case Out.CELLS:
                told = self.bulk.written(row_titles(self.work), bad)
                header = (BOM if self.work.records.has_bom else "") + csv_text([told.titles])
                return self._copied(as_cells(told, header, str(self.part)), header)

    def _copied(self, sql: str, header: str) -> int:
        count = self.bulk.copy(sql)
        if not count:
            # DuckDB ends a row that is not there.
            self.part.write_text(header, encoding="utf-8", newline="")
        return count

    def _records(self, numbers: Sequence[int]) -> tuple[Record, ...]:
        return self.read.records_at(self.bulk, numbers) if numbers else ()

    # ---- what is odd ------------------------------------------------------------------------

    def _alike(self) -> tuple[str, ...]:
        names, count = self.bulk.alike(MOST_TOLD)
        numbers = sorted({number for each in names for number in each.numbers})
        places = {r.number: r.place for r in self._records(numbers)}
        alike = [Alike(x.name, [places[n] for n in x.numbers], x.count) for x in names]
        return tuple(alike_told(self.work.records.name, alike, count))

    def _dates(self, bad: _Bad) -> tuple[tuple[str, ...], int]:
        """Return the first warnings about dates, and how many there are."""
        today, policy = self.source.today, self.work.policy.checked
        if today is None:
            return (), 0
        every = sum(
            (
                policy.effective_from is not None and today < policy.effective_from,
                policy.review_by is not None and today > policy.review_by,
            )
        )
        # Which rows have a list that does not fit, or dates in it, a statement does not tell of all.
        others = dates_told(bad.others, self.work.lang)
        left_out = [row.record.number for row in bad.rows]
        left_out += [scored.record.number for scored in bad.others]
        some = self.bulk.ahead(
            every=bool(every),
            most=MOST_WARNINGS,
            left_out=left_out if self.bulk.layout.lists else (),
        )
        good, _ = evaluated(self.work, self._records(some.numbers), today)
        first = sorted((*good, *bad.others), key=lambda scored: scored.record.number)
        told = tuple(dates_told(first, self.work.lang))
        return told, some.dates + every * some.rows + len(others)

    # ---- what is told and written -----------------------------------------------------------

    def delivered(self, told: _Told, *, strict: bool) -> int:
        """Say what is odd, let the results be seen, and return the exit code."""
        for warning in [*self.found.warnings, *told.alike]:
            warn(warning)
        for each in self.found.notes:
            note(each)
        tell_dates(told.dates, told.dates_count)
        self._deliver(told)
        warnings = len(self.found.warnings) + len(told.alike) + told.dates_count
        return 1 if told.bad.count or (warnings and strict) else 0

    def _deliver(self, told: _Told) -> None:
        out, aside = self.targets.out, self.targets.aside
        if out is None:
            raise AssertionError(self.targets)
        way_out = WAY_OUT if aside is None else ""
        name = self.work.records.name
        bad = bad_rows_told(told.bad.rows, name, way_out, told.bad.count)
        counts = f"{told.bad.count:,} of {plural(told.bad.total, 'row')} cannot be scored"
        if told.bad.count and aside is None:
            raise CommandError(f"{bad}\n{counts}, so nothing was written; {WAY_OUT}", 1)
        files: dict[Path, bytes | Path] = {out: self.part}
        if aside is not None:
            files[aside] = rejects(self.work, told.bad.rows, aside)
        write_whole(files)
        report(f"{plural(told.good, 'record')} scored into {out}")
        if told.bad.count:
            fail(bad)
            report(f"{counts} and went to {aside}")


# ---- how it can end -------------------------------------------------------------------------


def _no_room(error: duckdb.Error, source: Input, out: Path, folder: Path) -> CommandError:
    """Return the error that a disk or the memory is full, or a file cannot be read."""
    said = str(error).partition("\n")[0]
    number = re.search(r'"errno":"(\d+)"', said)
    reason = os.strerror(int(number[1])) if number else said.rpartition(": ")[2].rstrip(".")
    reason = reason.lower()
    if isinstance(error, duckdb.OutOfMemoryException):
        return CommandError(
            f"cannot score {source.file}: there is too little memory, or too little "
            f"room beside {out} for what does not fit into it"
        )
    if str(folder) in said or "write" in said.lower():
        return CommandError(f"cannot write {out}: {reason}")
    return CommandError(f"cannot read {source.file}: {reason}")


@contextlib.contextmanager
def _terminating() -> Iterator[None]:
    """Let a request to end, as by `kill`, end the run as an interrupt does: nothing is left behind."""

    def end(_: int, __: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
