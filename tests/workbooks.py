"""What tests of workbooks share: making one, and reading one with an independent library."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import python_calamine
import xlsxwriter  # type: ignore[import-untyped]  # it comes without types
from attrs import frozen


@frozen
class Formula:
    """A formula with the result that the file holds for it."""

    text: str
    result: object = ""


Grid = Sequence[Sequence[object]]


def make(
    path: Path, sheets: Mapping[str, Grid], *, merged: str = "", hidden: Sequence[str] = ()
) -> Path:
    """Write a workbook; dates are shown as dates, and `merged` is an area of the first sheet."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, (name, grid) in enumerate(sheets.items()):
        page = book.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                match cell:
                    case None:
                        pass
                    case Formula():
                        page.write_formula(row, column, cell.text, None, cell.result)
                    case bool():
                        page.write_boolean(row, column, cell)
                    case dt.datetime() | dt.time():
                        page.write_datetime(row, column, cell, time)
                    case dt.date():
                        page.write_datetime(row, column, cell, day)
                    case int() | float():
                        page.write_number(row, column, cell)
                    case _:
                        page.write_string(row, column, str(cell))
        if merged and number == 0:
            page.merge_range(merged, "none")
        if name in hidden:
            page.hide()
        elif hidden:
            # The worksheet that is open when the file is opened cannot be hidden.
            page.activate()
    book.close()
    return path


def grid(data: bytes | Path, sheet: int = 0) -> list[list[object]]:
    """Return the cells of a worksheet."""
    source = io.BytesIO(data if isinstance(data, bytes) else data.read_bytes())
    found = python_calamine.load_workbook(source).get_sheet_by_index(sheet)
    return [list(row) for row in found.to_python(skip_empty_area=False)]


def part(path: Path, name: str) -> str:
    """Return a part of a workbook as it is written."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()
