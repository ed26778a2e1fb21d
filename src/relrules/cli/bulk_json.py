"""NDJSON for DuckDB: read by the reader that reads small files, and handed on as columns of texts.

DuckDB's own reader takes numbers for binary ones, and lets more pass than JSON allows.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, evolve, field

from relrules.batch.errors import NotInBulkError
from relrules.batch.inputs import NUMBER, JsonColumn, JsonFile
from relrules.cli.jsondata import json_text, records_of
from relrules.cli.records import FileText, Kind, Record, Records, read_file
from relrules.cli.scoring import Input
from relrules.cli.values import cell_text
from relrules.source.encoding import BOM

ROWS_AT_A_TIME = 20_000
BYTES_AT_A_TIME = 1 << 26
MOST_COLUMNS = 1_000
"""How many keys the records of a file may have in all."""
MOST_DIGITS = 38
"""How many digits a decimal number of DuckDB has."""
MOST_WHOLE = 2**63 - 1
ROWS = pa.list_(pa.list_(pa.string()))
TRUTHS = {True: "true", False: "false", None: None}
NESTED, NUMBERS = frozenset({list, dict}), frozenset({int, Decimal})


@define
class _Column:
    """What is known so far of the values of a key: their kinds, and the digits of numbers.

    A number is `far` from others where it is written with its exponent.
    """

    kinds: set[type] = field(factory=set)
    digits: int = 0
    decimals: int = 0
    has_big: bool = False
    has_far: bool = False

    def array(self, values: Sequence[object]) -> pa.Array:
        """Return a column of values as CSV has them."""
        return pa.array(self.texts(values), pa.string())

    def texts(self, values: Sequence[object]) -> Sequence[str | None]:
        """Return values as CSV has them; what is nested has none."""
        kinds = {*map(type, values)} - {type(None)}
        self.kinds |= kinds
        if kinds <= {str}:
            return values  # type: ignore[return-value]  # nothing else is in it
        if kinds == {bool}:
            return [TRUTHS[value] for value in values]  # type: ignore[index]  # nothing else is in it
        texts = [None if _is_nothing(value) else cell_text(value) for value in values]
        if kinds == {int}:
            numbers = [value for value in values if isinstance(value, int)]
            self._measure([str(min(numbers)), str(max(numbers))])
        elif kinds <= NUMBERS:
            self._measure(filter(None, texts))
        return texts

    def _measure(self, texts: Iterable[str]) -> None:
        for text in texts:
            if "E" in text:
                self.has_far = True
                continue
            whole, _, rest = text.lstrip("-").partition(".")
            self.digits = max(self.digits, len(whole.lstrip("0")))
            self.decimals = max(self.decimals, len(rest))
            self.has_big = self.has_big or (not rest and int(whole) > MOST_WHOLE)

    @property
    def found(self) -> JsonColumn:
        """Return what all values are."""
        if self.kinds & NESTED:
            return JsonColumn(refused="holds lists or records", is_nested=True)
        if self.kinds and self.kinds <= NUMBERS:
            return self._numbers()
        if len(self.kinds) > 1:
            return JsonColumn(refused="has values of several kinds")
        if bool in self.kinds:
            return JsonColumn("BOOLEAN", "BOOLEAN")
        return JsonColumn("VARCHAR" if self.kinds else "")

    def _numbers(self) -> JsonColumn:
        digits = max(self.digits + self.decimals, 1)
        if self.has_far or digits > MOST_DIGITS:
            return JsonColumn(typed=None, refused=f"has numbers of more than {MOST_DIGITS} digits")
        decimal = f"DECIMAL({digits}, {self.decimals})"
        if self.kinds == {int}:
            return JsonColumn(decimal) if self.has_big else JsonColumn("BIGINT", "BIGINT")
        return JsonColumn(decimal, "VARCHAR" if int in self.kinds else decimal)


@define
class _Rows:
    """What is known so far of the lists of a key: the keys of their records, and whether all are lists."""

    fields: dict[str, _Column] = field(factory=dict)
    is_known: bool = False
    has_others: bool = False

    def array(self, values: Sequence[object]) -> pa.Array:
        """Return a column of lists, each with a list of cells for each of its records."""
        lists = [value if isinstance(value, list) else None for value in values]
        rows = [row for each in lists if each is not None for row in each]
        self.is_known = self.is_known or any(value is not None for value in values)
        is_other = any(value is not None and not isinstance(value, list) for value in values)
        if is_other or not all(isinstance(row, dict) for row in rows):
            self.has_others = True
            return pa.nulls(len(values), ROWS)
        self.fields |= {t: _Column() for row in rows for t in row if t not in self.fields}
        cells = [of.texts([row.get(t) for row in rows]) for t, of in self.fields.items()]
        told = iter(zip(*cells, strict=True) if cells else [()] * len(rows))
        found: list[list[list[str | None]] | None]
        found = [None if each is None else [list(next(told)) for _ in each] for each in lists]
        return pa.array(found, ROWS)

    @property
    def found(self) -> JsonColumn:
        """Return what all values are."""
        if self.has_others:
            return JsonColumn(refused="holds other than lists of records", is_nested=True)
        fields = {title: column.found for title, column in self.fields.items()}
        return JsonColumn(is_nested=True, fields=fields if self.is_known else None)


def _is_nothing(value: object) -> bool:
    return value is None or isinstance(value, list | dict)


@define
class _Reading:
    """A file that is being read: its columns by their titles, and how many records there are."""

    folder: Path
    is_list: Callable[[str], bool]
    is_kept: Callable[[str], bool]
    columns: dict[str, _Column | _Rows] = field(factory=dict)
    count: int = 0
    _parts: int = 0

    def put(self, records: Sequence[Record]) -> None:
        """Write some records. Raises `NotInBulkError`."""
        for record in records:
            if not self.columns.keys() >= record.cells.keys():
                new = [title for title in record.cells if title not in self.columns]
                self.columns |= {t: _Rows() if self.is_list(t) else _Column() for t in new}
        if len(self.columns) > MOST_COLUMNS:
            raise NotInBulkError(f"its records have more than {MOST_COLUMNS:,} keys")
        cells = [record.cells for record in records]
        arrays = {
            f"c{at}": column.array([each.get(title) for each in cells])
            for at, (title, column) in enumerate(self.columns.items())
        }
        arrays |= {
            f"j{at}": pa.array([_json(each, title) for each in cells], pa.string())
            for at, title in enumerate(self.columns)
            if self.is_kept(title)
        }
        numbers = range(self.count + 1, self.count + len(records) + 1)
        arrays[NUMBER] = pa.array(numbers, pa.int64())
        self.count += len(records)
        self._parts += 1
        pq.write_table(pa.table(arrays), self.folder / f"{self._parts:09d}.parquet")


def _json(cells: Mapping[str, object], title: str) -> str | None:
    """Return a value as JSON, `None` where a record has no such key."""
    return json_text(cells[title]) if title in cells else None


@define
class _Lines:
    """The lines of a file, one by one; `taken` counts the bytes that were read.

    `told` is told how far that is, from 0 to 100.
    """

    path: Path
    told: Callable[[float], None] = lambda _: None
    taken: int = 0

    def __iter__(self) -> Iterator[str]:
        """Yield lines without their ends. Raises `NotInBulkError`, and `CommandError`."""
        try:
            with self.path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                for number, line in enumerate(file):
                    self.taken += len(line)
                    if number % ROWS_AT_A_TIME == 0:
                        self.told(100 * self.taken / max(size, 1))
                    text = line.removesuffix(b"\n").decode()
                    yield text if number else text.removeprefix(BOM)
        except UnicodeDecodeError as error:
            raise NotInBulkError("it is not all UTF-8") from error
        except OSError:
            # How that is told, the reader of small files knows.
            read_file(str(self.path))
            raise


def read_in_columns(
    source: Input,
    folder: Path,
    is_list: Callable[[str], bool],
    told: Callable[[float], None],
    is_kept: Callable[[str], bool] | None = None,
) -> tuple[Records, JsonFile]:
    """Write the cells of a file into a folder, and return its titles, and what stands there.

    `is_list` says what keys are those of lists, and `is_kept` of which the values are written as JSON
    too; `told` is told how far it is, from 0 to 100. Raises `NotInBulkError`, `OSError` where the folder is full, and `CommandError` where the file cannot be read.
    """
    is_kept = is_kept or _is_not_kept
    folder.mkdir()
    reading, some, put = _Reading(folder, is_list, is_kept), list[Record](), 0
    lines = _Lines(Path(source.file), told)
    for record in records_of(_named(source.file, source.encoding), lines):
        some.append(record)
        if len(some) >= ROWS_AT_A_TIME or lines.taken - put >= BYTES_AT_A_TIME:
            reading.put(some)
            some, put = [], lines.taken
    if some:
        reading.put(some)
    columns = {
        title: evolve(column.found, has_json=is_kept(title))
        for title, column in reading.columns.items()
    }
    records = Records(source.file, Kind.NDJSON, tuple(columns), (), encoding=source.encoding)
    return records, JsonFile(str(folder), columns, reading.count)


def _is_not_kept(_: str) -> bool:
    return False


def json_records_at(file: Records, numbers: Collection[int]) -> Iterator[Record]:
    """Yield some records of a file by their numbers, from 1."""
    lines = _Lines(Path(file.name))
    found = records_of(_named(file.name, file.encoding), lines, frozenset(numbers))
    return itertools.islice(found, len(numbers))


def _named(name: str, encoding: str) -> FileText:
    return FileText(name, "", Kind.NDJSON, encoding, has_bom=False)
