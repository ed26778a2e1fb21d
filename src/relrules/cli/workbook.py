"""Reading a worksheet of an Excel workbook."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Sequence
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING
from xml.parsers import expat

from relrules.cli.records import BadCell, FileBytes, Kind, Record, Records, cell_name, title_mistake
from relrules.cli.sheetxml import SheetNotes, column_letter, sheet_notes
from relrules.cli.streams import note, on_one_line
from relrules.diagnostics.words import did_you_mean, listed, near, quoted

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
MOST_CELLS = 20_000_000
MOST_NAMED = 8
EXTRA = 'it needs two more packages; install them with: pip install "relrules[excel]"'

NEVER_CALCULATED = "is a formula without a result: open the file in Excel and save it"

Row = list[object]


def is_workbook(file: FileBytes) -> bool:
    """Return whether a file is to be read as a workbook: by its content, or else by its name."""
    return file.data.startswith((ZIP, OLD_OFFICE)) or file.kind is Kind.XLSX


def read_workbook(file: FileBytes, sheet: str | None, *, also: str | None = None) -> Records:
    """Return the records of a worksheet: the one named or numbered, or the first.

    One called `also`, if there is one, goes before the first. Says which was read where several
    could be meant. Raises `CommandError`.
    """
    _check_kind(file)
    calamine = _calamine(file)
    try:
        workbook = calamine.load_workbook(io.BytesIO(file.data))
        name = _sheet(file, workbook, sheet, also)
        notes = sheet_notes(file.data, name)
        if notes.rows * notes.columns > MOST_CELLS:
            last = cell_name(name, column_letter(notes.columns - 1), notes.rows)
            raise file.error(
                f"its cells reach as far as {last}; delete the rows and columns around the table"
            )
        found = workbook.get_sheet_by_name(name)
        rows: list[Row] = found.to_python(skip_empty_area=False)
        merged = found.merged_cell_ranges or []
    except (
        calamine.CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError
    ) as error:  # fmt: skip
        raise file.error(
            "this workbook is damaged and cannot be read; open it in Excel and save it anew"
        ) from error
    return _records(file, name, _with_notes(rows, notes), merged)


def _calamine(file: FileBytes) -> ModuleType:
    try:
        import python_calamine
    except ImportError as error:
        raise file.error(f"this is an Excel workbook; to read {EXTRA}") from error
    return python_calamine


def _check_kind(file: FileBytes) -> None:
    """Refuse what is no workbook of today's kind, each with its own way out."""
    data = file.data
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED in data:
            raise file.error("the workbook has a password; save it without one first")
        raise file.error("this is a workbook of Excel 97–2003 (.xls); save it as .xlsx first")
    if not data.startswith(ZIP):
        if not data:
            raise file.error("the file is empty")
        raise file.error(
            "this is no Excel workbook, whatever it is called; "
            "if it holds plain text, end its name in .csv"
        )
    if OPEN_DOCUMENT in data[:200]:
        raise file.error("this is an OpenDocument file; save it as .xlsx or as CSV (UTF-8) first")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.namelist()
    except zipfile.BadZipFile as error:
        raise file.error(
            "this workbook is damaged and cannot be read; if it was sent or downloaded, "
            "get it once more"
        ) from error
    if "xl/workbook.bin" in parts:
        raise file.error("this is a binary workbook (.xlsb); save it as .xlsx first")
    if "xl/workbook.xml" not in parts:
        raise file.error("this is an archive, but no Excel workbook")


def _sheet(
    file: FileBytes, workbook: CalamineWorkbook, wanted: str | None, also: str | None
) -> str:
    """Return the name of the worksheet that is meant."""
    kinds = [(m.name, str(m.typ), str(m.visible)) for m in workbook.sheets_metadata]
    names = [name for name, typ, _ in kinds if typ.endswith("WorkSheet")]
    if wanted is not None:
        return _wanted(file, names, wanted)
    visible = [n for n, typ, v in kinds if typ.endswith("WorkSheet") and v.endswith("Visible")]
    if not visible:
        raise file.error("the workbook has no worksheet that is not hidden; choose with --sheet")
    for name in names:
        if also is not None and name.strip().casefold() == also.casefold():
            return name
    if len(visible) > 1:
        note(
            f"{file.name}: read from the first of {len(visible)} worksheets, {_shown(visible[0])}; "
            "--sheet NAME reads another"
        )
    return visible[0]


def _wanted(file: FileBytes, names: list[str], wanted: str) -> str:
    for name in names:
        if name == wanted:
            return name
    for name in names:
        if name.casefold().strip() == wanted.casefold().strip():
            return name
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    some = [_shown(name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        some.append(f"{len(names) - MOST_NAMED} more")
    tail = did_you_mean(near(wanted, names)) or f"it has {listed(some, 'and')}"
    raise file.error(f"there is no worksheet {_shown(wanted)}; {tail}")


# ---- cells ------------------------------------------------------------------------------------


def _with_notes(rows: list[Row], notes: SheetNotes) -> list[Row]:
    """Return plain values, with what calamine leaves empty put where it stands."""
    values = [[_value(cell) for cell in row] for row in rows]
    special = {at: BadCell(error, f"holds the error {error}") for at, error in notes.errors.items()}
    special |= {at: BadCell(formula, NEVER_CALCULATED) for at, formula in notes.pending.items()}
    for (row, column), cell in special.items():
        values += [[] for _ in range(row + 1 - len(values))]
        values[row] += [None] * (column + 1 - len(values[row]))
        values[row][column] = cell
    return values


def _value(cell: object) -> object:
    """Return a cell as a plain value: numbers by their shortest decimal form, midnight as a day."""
    match cell:
        case bool() | int():
            return cell
        case str():
            return cell if cell.strip() else None
        case float():
            return int(cell) if cell.is_integer() and abs(cell) < 10**16 else Decimal(repr(cell))
        case dt.datetime():
            if cell.time() == dt.time():
                return cell.date()
            return BadCell(str(cell), f"is a date with a time of day, {cell}")
        case dt.date():
            return cell
        case dt.time():
            return BadCell(str(cell), f"is a time of day, {cell}")
        case dt.timedelta():
            return BadCell(str(cell), f"is a length of time, {cell}")
        case _:
            return None


# ---- records ----------------------------------------------------------------------------------


def _records(
    file: FileBytes,
    sheet: str,
    rows: Sequence[Row],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> Records:
    filled = [(n, row) for n, row in enumerate(rows) if any(cell is not None for cell in row)]
    if not filled:
        raise file.error(f"the worksheet {_shown(sheet)} is empty")
    (top, header), *body = filled
    titles = [_title(cell) for cell in header]
    titles += [""] * (max(len(row) for _, row in filled) - len(titles))
    _check_titles(file, sheet, top, titles, body, merged)
    if not body:
        raise file.error(f"the worksheet {_shown(sheet)} has titles, but no records under them")
    letters = {title: column_letter(n) for n, title in enumerate(titles) if title}
    records = tuple(
        Record(number, n + 1, _cells(titles, row), unit="row")
        for number, (n, row) in enumerate(body, 1)
    )
    hidden = [_area(sheet, area) for area in merged if area[0][0] > top and _titled(titles, area)]
    return Records(
        file.name,
        Kind.XLSX,
        tuple(letters),
        records,
        sheet=sheet,
        letters=letters,
        warnings=_about_merged(file, hidden),
    )


def _title(cell: object) -> str:
    """Return a title on one line: in a worksheet they are often broken by hand."""
    match cell:
        case None:
            return ""
        case BadCell():
            return cell.shown
        case Decimal():
            return f"{cell:f}"
        case _:
            return " ".join(str(cell).split())


def _cells(titles: Sequence[str], row: Row) -> dict[str, object]:
    filled = [*row, *[None] * (len(titles) - len(row))]
    return {title: cell for title, cell in zip(titles, filled, strict=True) if title}


def _check_titles(  # noqa: PLR0913, PLR0917 - what the message is made of
    file: FileBytes,
    sheet: str,
    top: int,
    titles: Sequence[str],
    body: Sequence[tuple[int, Row]],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    mistake = title_mistake(
        titles,
        lambda n: any(cell is not None for _, row in body for cell in row[n : n + 1]),
        column_letter,
    )
    if not mistake:
        return
    across = [_area(sheet, area) for area in merged if area[0][0] <= top <= area[1][0]]
    if "no title" in mistake and across:
        mistake += f": {listed(across, 'and')} is merged; give every column a title of its own"
    elif "no title" in mistake and top + 1 < len(titles) and titles.count("") > 1:
        mistake += f"; the titles were looked for in row {top + 1}, the first that is not empty"
    raise file.error(f"worksheet {_shown(sheet)}: {mistake}")


def _titled(titles: Sequence[str], area: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    (_, left), (_, right) = area
    return any(titles[left : right + 1])


def _area(sheet: str, area: tuple[tuple[int, int], tuple[int, int]]) -> str:
    (top, left), (bottom, right) = area
    last = f"{column_letter(right)}{bottom + 1}"
    return f"{cell_name(sheet, column_letter(left), top + 1)}:{last}"


def _about_merged(file: FileBytes, areas: Sequence[str]) -> tuple[str, ...]:
    if not areas:
        return ()
    some = list(areas[:MOST_NAMED])
    if len(areas) > MOST_NAMED:
        some.append(f"{len(areas) - MOST_NAMED} more")
    verb = (
        "is merged: only its first cell has"
        if len(areas) == 1
        else "are merged: only the first cell of each has"
    )
    return (f"{file.name}: {listed(some, 'and')} {verb} the value, the others are empty",)


def _shown(name: str) -> str:
    return quoted(on_one_line(name))
