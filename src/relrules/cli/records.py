"""FILE on the command line: records as rows of cells, whatever they were written in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path

from attrs import field, frozen

from relrules.cli.streams import CommandError, on_one_line
from relrules.diagnostics.words import quoted
from relrules.source.encoding import BOM, likely_encoding

STANDARD_INPUT = "standard input"


class Kind(Enum):
    """How a file of records is written."""

    CSV = "CSV"
    JSON = "JSON"
    NDJSON = "NDJSON"
    XLSX = "XLSX"
    PARQUET = "Parquet"


# Where a title stands once, over all its values; in JSON each record has keys of its own.
TABLES = (Kind.CSV, Kind.XLSX)

ENDINGS = {
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".txt": Kind.CSV,
    ".json": Kind.JSON,
    ".ndjson": Kind.NDJSON,
    ".jsonl": Kind.NDJSON,
    ".xlsx": Kind.XLSX,
    ".xlsm": Kind.XLSX,
    ".parquet": Kind.PARQUET,
}


@frozen
class BadCell:
    """A cell of a worksheet that can be carried along as `shown`, but is no value of a fact.

    `reason` follows the name of the cell: `holds the error #N/A`.
    """

    shown: str
    reason: str


@frozen
class HiddenCell:
    """A cell that its readers may not see; `shown` stands in its place."""

    shown: str


@frozen
class Record:
    """One record of a file.

    `number` counts the records from 1, `line` is the line (in a worksheet: the row) it begins on,
    `None` in a JSON array. `cells` are its values by title: texts from CSV, any JSON value from
    JSON, and from a worksheet numbers, texts, yes and no, dates, `None` and `BadCell`. `problem`
    says what is wrong with its shape; where it has `slipped`, there are more cells than titles, none
    of them may stand where it should, and `over` is what `problem` tells of those left over. `lists` are the rows that other files hold for it, by list,
    and `list_places` where these rows stand.
    """

    number: int
    line: int | None
    cells: Mapping[str, object]
    problem: str = ""
    unit: str = "line"
    lists: Mapping[str, Sequence[Mapping[str, object]]] = field(factory=dict)
    list_places: Mapping[str, Sequence[str]] = field(factory=dict)
    over: str = ""

    @property
    def slipped(self) -> bool:
        """Return whether it has more cells than titles."""
        return bool(self.over)

    @property
    def place(self) -> str:
        """Return where it stands, for messages."""
        return f"record {self.number}" if self.line is None else f"{self.unit} {self.line}"


@frozen
class Records:
    """What a file holds; `titles` are all columns or keys, in the order they are first met.

    `sheet` is the worksheet it was read from, `letters` what that calls its columns. `list_titles`
    are the columns of a table whose cells hold lists. `warnings` say what may not be as it seems.
    """

    name: str
    kind: Kind
    titles: tuple[str, ...]
    records: tuple[Record, ...] = field(repr=False)
    delimiter: str = ","
    encoding: str = "utf-8"
    has_bom: bool = False
    sheet: str = ""
    letters: Mapping[str, str] = field(factory=dict, repr=False)
    list_titles: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    @property
    def joined(self) -> tuple[str, ...]:
        """Return the lists whose rows other files hold."""
        return tuple(dict.fromkeys(name for record in self.records for name in record.lists))

    def cell(self, record: Record, title: str) -> str:
        """Return what a worksheet calls a cell, such as `Sheet1!C7`; nothing for other files."""
        return cell_name(self.sheet, self.letters[title], record.line) if self.sheet else ""


@frozen
class FileBytes:
    """What a file holds, and what to call it; `kind` is what its ending says."""

    name: str
    data: bytes = field(repr=False)
    kind: Kind | None

    def error(self, message: str) -> CommandError:
        """Return the error that this file cannot be used."""
        return CommandError(f"{self.name}: {message}")


@frozen
class FileText:
    """A file's text, without its byte order mark, and what to call it."""

    name: str
    text: str = field(repr=False)
    kind: Kind | None
    encoding: str
    has_bom: bool

    def error(self, message: str) -> CommandError:
        """Return the error that this file cannot be used."""
        return CommandError(f"{self.name}: {message}")


def read_file(file: str) -> FileBytes:
    """Return what a file holds, or standard input for `-`. Raises `CommandError`."""
    name = STANDARD_INPUT if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except IsADirectoryError as error:
        raise CommandError(f"{name} is a folder: name a file in it") from error
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else None
        reason = reason or (error.strerror or str(error)).lower()
        raise CommandError(f"cannot read {name}: {reason}") from error
    except ValueError as error:
        raise CommandError(f"no file can be called {name!r}") from error
    return FileBytes(name, data, None if file == "-" else ENDINGS.get(Path(file).suffix.lower()))


def text_of(file: FileBytes, encoding: str) -> FileText:
    """Return the text of a file. Raises `CommandError`."""
    text = _decoded(file.data, file.name, encoding)
    bare = text.removeprefix(BOM)
    return FileText(file.name, bare, file.kind, encoding, text.startswith(BOM))


def title_mistake(
    titles: Sequence[str], has_values: Callable[[int], bool], column: Callable[[int], str]
) -> str:
    """Return what is wrong with the titles of a table, or an empty text.

    `has_values` tells whether there is anything under a title, `column` what a column is called;
    both count from 0.
    """
    first: dict[str, int] = {}
    for number, title in enumerate(titles):
        if not title:
            if has_values(number):
                return f"column {column(number)} has values, but no title"
            continue
        before = first.setdefault(title.casefold(), number)
        if before != number:
            return (
                f"columns {column(before)} and {column(number)} are both titled "
                f"{quoted(on_one_line(title))}; rename or remove one"
            )
    return "" if first else "the first line has no titles"


def cell_name(sheet: str, letter: str, row: int | None) -> str:
    """Return what a cell is called in a worksheet.

    >>> cell_name("Sheet1", "C", 7), cell_name("Q3 2026", "C", 7)
    ('Sheet1!C7', "'Q3 2026'!C7")
    """
    plain = sheet.replace("_", "a").isalnum() and not sheet[0].isdigit()
    shown = on_one_line(sheet).replace("'", "''")
    return f"{shown}!{letter}{row or ''}" if plain else f"'{shown}'!{letter}{row or ''}"


def _decoded(data: bytes, name: str, encoding: str) -> str:
    try:
        # Some codecs, such as `hex`, make bytes of bytes.
        text = data.decode(encoding)
    except LookupError as error:
        raise CommandError(f"there is no encoding {encoding!r}") from error
    except UnicodeError as error:
        line = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        if encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise CommandError(f"{name}: line {line} is not in {encoding}") from error
        likely = likely_encoding(data)
        way_out = f"try --encoding {likely}" if likely else "say which with --encoding"
        raise CommandError(f"{name}: line {line} is no UTF-8 text; {way_out}") from error
    return text
