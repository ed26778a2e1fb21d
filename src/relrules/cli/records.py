"""FILE on the command line: records as rows of cells, whatever they were written in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from attrs import field, frozen

from relrules.cli.streams import CommandError
from relrules.source.encoding import BOM, likely_encoding

STANDARD_INPUT = "standard input"
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Kind(Enum):
    """How a file of records is written."""

    CSV = "CSV"
    JSON = "JSON"
    NDJSON = "NDJSON"


ENDINGS = {
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".txt": Kind.CSV,
    ".json": Kind.JSON,
    ".ndjson": Kind.NDJSON,
    ".jsonl": Kind.NDJSON,
}


@frozen
class Record:
    """One record of a file.

    `number` counts the records from 1, `line` is the line it begins on, `None` in a JSON array.
    `cells` are its values by title: texts from CSV, any JSON value otherwise. `problem` says what
    is wrong with its shape.
    """

    number: int
    line: int | None
    cells: Mapping[str, object]
    problem: str = ""

    @property
    def place(self) -> str:
        """Return where it stands, for messages."""
        return f"record {self.number}" if self.line is None else f"line {self.line}"


@frozen
class Records:
    """What a file holds; `titles` are all columns or keys, in the order they are first met."""

    name: str
    kind: Kind
    titles: tuple[str, ...]
    records: tuple[Record, ...] = field(repr=False)
    delimiter: str = ","
    encoding: str = "utf-8"
    has_bom: bool = False


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


def read_text(file: str, encoding: str) -> FileText:
    """Return the text of a file, or of standard input for `-`. Raises `CommandError`."""
    name = STANDARD_INPUT if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except IsADirectoryError as error:
        raise CommandError(f"{name} is a folder: name a file in it") from error
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else None
        reason = reason or (error.strerror or str(error)).lower()
        raise CommandError(f"cannot read {name}: {reason}") from error
    if data.startswith(SPREADSHEETS):
        raise CommandError(f"{name} is a spreadsheet: save it as CSV (UTF-8) first")
    text = _decoded(data, name, encoding)
    kind = None if file == "-" else ENDINGS.get(Path(file).suffix.lower())
    return FileText(name, text.removeprefix(BOM), kind, encoding, text.startswith(BOM))


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


def counted(names: list[str]) -> list[str]:
    """Return names with a number after those that stood before: `total`, `total 2`.

    >>> counted(["total", "price", "total"])
    ['total', 'price', 'total 2']
    """
    found: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in found:
            number += 1
            unique = f"{name} {number}"
        found.append(unique)
    return found
