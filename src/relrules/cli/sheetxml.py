"""What a worksheet says that its values alone do not: errors, formulas without a result, extent.

Reading the values is left to calamine, which gives an empty cell for each of these.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.parsers import expat

from attrs import define, field

REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
RELATIONS = "xl/_rels/workbook.xml.rels"
WORKBOOK = "xl/workbook.xml"
CHUNK = 1 << 20


@define
class SheetNotes:
    """What is special in a worksheet; cells are row and column, both from 0.

    `errors` are cells that hold an error, such as `#N/A`; `pending` are formulas that were never
    calculated; `rows` and `columns` are how far cells with something in them reach.
    """

    errors: dict[tuple[int, int], str] = field(factory=dict)
    pending: dict[tuple[int, int], str] = field(factory=dict)
    rows: int = 0
    columns: int = 0


def sheet_notes(data: bytes, sheet: str) -> SheetNotes:
    """Return what is special in a worksheet of a workbook.

    Raises `KeyError`, `zipfile.BadZipFile`, `zlib.error` or `expat.ExpatError` where the workbook
    is broken.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        reader = _Reader()
        parser = _parser()
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.buffer_text = True
        with archive.open(_part(archive, sheet)) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)  # noqa: FBT003 - expat's own order: this was the last
        return reader.notes


def column_letter(column: int) -> str:
    """Return what a column, counted from 0, is called.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@define
class _Reader:
    """Follows the cells of a worksheet: `<c r="C7" t="e"><f>NA()</f><v>#N/A</v></c>`."""

    notes: SheetNotes = field(factory=SheetNotes)
    row: int = -1
    column: int = -1
    kind: str = ""
    formula: str | None = None
    value: str | None = None
    inside: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                # Both numbers may be left out where nothing is skipped.
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
            case "c":
                self._cell(attributes)
            case "f":
                self.inside, self.formula = "f", ""
            case "v" | "is":
                self.inside, self.value = "v", ""
            case _:
                pass

    def text(self, text: str) -> None:
        if self.inside == "f":
            self.formula = (self.formula or "") + text
        elif self.inside:
            self.value = (self.value or "") + text

    def end(self, name: str) -> None:
        match _local(name):
            case "f" | "v" | "is":
                self.inside = ""
            case "c" if self.formula is not None or self.value is not None:
                self._filled()
            case _:
                pass

    def _filled(self) -> None:
        """Note what is special about a cell that is not empty."""
        at = (self.row, self.column)
        self.notes.rows = max(self.notes.rows, self.row + 1)
        self.notes.columns = max(self.notes.columns, self.column + 1)
        if self.kind == "e":
            self.notes.errors[at] = self.value or "#N/A"
        # A formula whose result is an empty text says so by its kind.
        elif self.formula is not None and not self.value and self.kind != "str":
            self.notes.pending[at] = f"={self.formula}"

    def _cell(self, attributes: dict[str, str]) -> None:
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        self.column += 1
        if found:
            self.row, self.column = int(found[2]) - 1, _column_number(found[1])
        self.kind, self.formula, self.value = attributes.get("t", ""), None, None


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return where in the archive a worksheet is."""
    links = [
        _relation(attributes)
        for name, attributes in _elements(archive.read(WORKBOOK))
        if name == "sheet" and attributes.get("name") == sheet
    ]
    for name, attributes in _elements(archive.read(RELATIONS)):
        if name == "Relationship" and attributes.get("Id") in links:
            target = attributes["Target"]
            return (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
            )
    raise KeyError(sheet)


def _relation(attributes: dict[str, str]) -> str:
    return next((v for k, v in attributes.items() if k == "id" or k.endswith(":id")), "")


def _elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    parser.Parse(data, True)  # noqa: FBT003 - expat's own order: there is no more
    return iter(found)


def _parser() -> expat.XMLParserType:
    """Return a parser that refuses entities: no workbook has any, and they can be made to explode."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise expat.ExpatError("a workbook declares no entities")

    parser.EntityDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
