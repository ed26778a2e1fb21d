"""The head of a file of many records, which tells how the rest is read, and some of its rows."""

from __future__ import annotations

import csv
import functools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from relrules.batch.bulk import Bulk
from relrules.batch.errors import NotInBulkError
from relrules.batch.files import Layout, Out
from relrules.batch.inputs import CsvFile, File, JsonColumn, JsonFile, ParquetFile, is_nested
from relrules.batch.plain_csv import looked_through
from relrules.check.model import CheckedPolicy
from relrules.cli.bulk_json import json_records_at, read_in_columns
from relrules.cli.columns import ALL
from relrules.cli.delimited import NAMED_DELIMITER, count_csv_rows, csv_rows_at, read_csv
from relrules.cli.lists import find_list
from relrules.cli.parquet import cells_of, described
from relrules.cli.records import ENDINGS, FileText, Kind, Record, Records, read_file
from relrules.cli.scoring import Input, Opened
from relrules.evaluate.facts import find_fact
from relrules.source.encoding import BOM
from relrules.syntax.names import data_key

CELLS = "cells"
NAMES = ("", "VARCHAR", "BIGINT")
"""The types of columns that name records; of one with nothing in it none is known."""
HEAD = 1 << 16
"""How many bytes tell how a file is written."""


@frozen
class Read:
    """A file as its head tells it; `records` are the first, and `file` is what DuckDB reads."""

    path: Path
    records: Records
    file: File

    def records_at(self, bulk: Bulk, numbers: Collection[int]) -> tuple[Record, ...]:
        """Return records by their numbers, as the readers of the command line read them."""
        if isinstance(self.file, CsvFile):
            width = self.file.width
            return tuple(csv_rows_at(self.path, self.records, width, frozenset(numbers)))
        if isinstance(self.file, JsonFile):
            return tuple(json_records_at(self.records, numbers))
        found = bulk.cells(sorted(numbers))
        titles, types = self.records.titles, list(self.file.columns.values())
        return tuple(
            Record(number, None, dict(zip(titles, cells_of(found[number], types), strict=True)))
            for number in sorted(found)
        )

    def refuse_count(self, count: int) -> None:
        """Raise `NotInBulkError` where DuckDB read other rows than there are.

        It is counted after, since it has been seen to read none of a file without a word.
        """
        if isinstance(self.file, ParquetFile):
            return
        if isinstance(self.file, JsonFile):
            if count != self.file.count:
                raise NotInBulkError(
                    f"it reads {count:,} records, and there are {self.file.count:,}"
                )
            return
        plain = self.file.plain
        # Most files have a row a line; what has not is counted by the reader that knows.
        if plain.has_long_cells or count != plain.lines - 1:
            rows = count_csv_rows(self.path, self.records.delimiter)
            if count != rows:
                raise NotInBulkError(f"it reads {count:,} rows, and there are {rows:,}")

    def layout(self, work: Opened, out: Out) -> Layout:
        """Return what its columns are for, and what of them is hidden. Raises `NotInBulkError`."""
        columns, hidden = work.columns, work.redaction
        places = {title: at for at, title in enumerate(self.records.titles)}
        given = {name: places[title] for title, name in columns.facts.items()}
        lists = {n: at for n, at in given.items() if n in work.policy.checked.lists}
        facts = {name: at for name, at in given.items() if name not in lists}
        kept = tuple(places[title] for title in columns.kept)
        id_ = None if columns.id is None else places[columns.id]
        if isinstance(self.file, ParquetFile):
            self._refuse_nested(kept, [is_nested(of) for of in self.file.columns.values()])
        if isinstance(self.file, JsonFile):
            found = list(self.file.columns.values())
            if out is not Out.LINES:
                self._refuse_nested(kept, [column.is_nested for column in found])
            self._refuse_json(found, given.values(), id_)
            for at in kept if out is Out.COLUMNS else ():
                if found[at].typed is None:
                    raise self._refused(at, found[at].refused)
            # A column in which nothing is known would be one of texts.
            facts = {name: at for name, at in facts.items() if found[at].of}
            lists = {name: at for name, at in lists.items() if found[at].fields is not None}
        concealed = frozenset(places[title] for title in hidden.titles)
        return Layout(
            self.file, self.records.titles, facts, id_, kept, out, concealed, hidden.word, lists
        )

    def _refuse_nested(self, kept: Iterable[int], nested: Sequence[bool]) -> None:
        """Raise `NotInBulkError` where columns are kept that DuckDB writes otherwise."""
        for at in kept:
            if nested[at]:
                raise self._refused(at, "holds lists or records")

    def _refuse_json(
        self, found: Sequence[JsonColumn], facts: Iterable[int], id_: int | None
    ) -> None:
        for at in facts:
            if found[at].refused:
                raise self._refused(at, found[at].refused)
        if id_ is not None and (found[id_].refused or found[id_].of not in NAMES):
            raise self._refused(id_, "holds other names than texts or whole numbers")

    def _refused(self, at: int, reason: str) -> NotInBulkError:
        return NotInBulkError(f"`{self.records.titles[at]}` {reason}")


def head_of(
    source: Input, policy: CheckedPolicy, out: Out, folder: Path, told: Callable[[float], None]
) -> Read:
    """Return how a file is read; what DuckDB does not read itself goes into a folder.

    `out` is what results are written as; `told` is told how far that is, from 0 to 100. Raises `NotInBulkError`, `OSError` where the folder is
    full, and `CommandError` where the file cannot be read.
    """
    path = Path(source.file)
    kind = ENDINGS.get(path.suffix.lower(), Kind.CSV)
    if kind is Kind.PARQUET:
        columns = described(source.file)
        records = Records(source.file, Kind.PARQUET, tuple(columns), ())
        return Read(path, records, ParquetFile(source.file, columns))
    if kind not in {Kind.CSV, Kind.NDJSON}:
        raise NotInBulkError(f"it reads CSV, Parquet and NDJSON here, not {kind.value}")
    if source.encoding.lower().replace("_", "-") not in {"utf-8", "utf8"}:
        raise NotInBulkError(f"it reads UTF-8, and not {source.encoding}")
    if kind is Kind.NDJSON:
        is_list = functools.partial(_is_list, policy)
        is_kept = functools.partial(_is_kept, policy, source.keep)
        wanted = is_kept if out is Out.LINES else None
        return Read(path, *read_in_columns(source, folder / CELLS, is_list, told, wanted))
    return _csv(source, path)


def _is_list(policy: CheckedPolicy, title: str) -> bool:
    return find_list(policy, title) is not None


def _is_kept(policy: CheckedPolicy, keep: Sequence[str], title: str) -> bool:
    """Return whether results may carry a key along."""
    if keep:
        return ALL in keep or data_key(title) in map(data_key, keep)
    return not find_fact(policy, title) and not _is_list(policy, title)


def merge_rows(
    path: Path, lines: Mapping[int, bytes], left_out: Collection[int], total: int, out: Out
) -> None:
    """Put rows of CSV or NDJSON into a file where they belong, by their numbers among all, from 1.

    The file has all other rows, in their order, but those that are `left_out`; CSV has titles.
    """
    before = path.with_suffix(".before")
    path.replace(before)
    with before.open("rb") as rest, path.open("wb") as file:
        rows: Iterator[bytes] = rest
        if out is Out.CELLS:
            rows = _whole_lines(rest)
            file.write(next(rows))
        for number in range(1, total + 1):
            if number in lines:
                file.write(lines[number])
            elif number not in left_out:
                file.write(next(rows))
    before.unlink()


def _whole_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield rows of CSV: a line, and those after it while a quotation mark is open."""
    row = b""
    for line in file:
        row += line
        if row.count(b'"') % 2 == 0:
            yield row
            row = b""


def _csv(source: Input, path: Path) -> Read:
    text = _head(path)
    bare = text.removeprefix(BOM)
    if NAMED_DELIMITER.match(bare):
        raise NotInBulkError("its first line tells what stands between cells")
    records = read_csv(FileText(source.file, bare, Kind.CSV, source.encoding, text.startswith(BOM)))
    first = bare.partition("\n")[0].removesuffix("\r")
    titles = next(csv.reader([first], delimiter=records.delimiter), [])
    if tuple(title.strip() for title in titles) != records.titles:
        raise NotInBulkError("its titles take more than the first line, or one of them is empty")
    plain = looked_through(path, records.delimiter)
    file = CsvFile(source.file, records.delimiter, plain, len(titles))
    return Read(path, records, file)


def _head(path: Path) -> str:
    """Return the first rows of a file, whole."""
    try:
        with path.open("rb") as file:
            data = file.read(HEAD)
            is_all = os.fstat(file.fileno()).st_size <= len(data)
    except OSError:
        # How that is told, the reader of small files knows.
        read_file(str(path))
        raise
    if not is_all:
        data = data[: _whole_rows(data)]
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NotInBulkError("it is not all UTF-8") from error


def _whole_rows(data: bytes) -> int:
    """Return where the last row ends that is whole."""
    end = data.rfind(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end - 1) + 1
    if not end:
        raise NotInBulkError("its first rows are too long")
    return end
