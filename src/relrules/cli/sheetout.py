"""Writing an Excel workbook: one table, ready to be filtered, mended and read again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from relrules.check.say import number
from relrules.cli.dropdowns import drop_downs
from relrules.cli.rows import Rows
from relrules.cli.sheetxml import column_letter
from relrules.cli.streams import CommandError
from relrules.cli.values import cell_text
from relrules.diagnostics.render import columns
from relrules.result_cells import Cell

# Fixed, so that the same results are the same bytes.
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks know no time zones
FIRST_DAY = dt.date(1900, 3, 1)  # before it, Excel counts a day that never was
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
MOST_DIGITS = 15
LEAST_EXPONENT, MOST_EXPONENT = -300, 300
MOST_INLINE = 255
NARROWEST, WIDEST = 8, 60
FILTER_ARROW = 3
EXTRA = (
    'writing a workbook needs two more packages; install them with: pip install "relrules[excel]"'
)
LISTS = "lists"
MOST_ERROR_TITLE = 32
NOT_LISTED = {
    "en": "The policy knows only the values of the list.",
    "zh": "评分规则只认得列表中的值。",
}


class Page(Protocol):
    """What is used of XlsxWriter's worksheet, which comes without types."""

    def write_string(self, row: int, column: int, text: str, form: object = None) -> int:
        """Write a text."""

    def write_number(self, row: int, column: int, number: float) -> int:
        """Write a number."""

    def write_boolean(self, row: int, column: int, value: bool) -> int:  # noqa: FBT001 - its signature
        """Write yes or no."""

    def write_datetime(self, row: int, column: int, day: dt.date, form: object) -> int:
        """Write a day."""

    def data_validation(self, cells: str, options: dict[str, object]) -> int:
        """Say which values cells may have."""

    def hide(self) -> None:
        """Hide the worksheet."""


class Book(Protocol):
    """What is used of XlsxWriter's workbook."""

    def add_worksheet(self, name: str) -> Page:
        """Add a worksheet."""


def workbook_of(rows: Rows, sheet: str, lang: str) -> bytes:
    """Return rows as the only visible worksheet of a workbook.

    Titles stay in sight, columns can be filtered, and those of facts with few values have
    drop-downs. Numbers are numbers as far as Excel holds them exactly; a text is never a formula.
    Raises `CommandError` where a worksheet has no room.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # it comes without types
    except ImportError as error:
        raise CommandError(EXTRA) from error
    _check_room(rows)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    for column, title in enumerate(rows.titles):
        page.write_string(0, column, title, bold)
    for at, row in enumerate(rows.cells, 1):
        for column, cell in enumerate(row):
            _write(page, at, column, cell, day)
    last, wide = len(rows.cells), len(rows.titles)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, wide - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{column_letter(wide - 1)}{last + 1}"})
    for column in range(wide):
        page.set_column(column, column, _width(rows, column))
    _add_drop_downs(book, page, rows, lang)
    book.close()
    return out.getvalue()


def _write(page: Page, row: int, column: int, cell: Cell, day: object) -> None:
    match cell:
        case None | "":
            pass
        case bool():
            page.write_boolean(row, column, cell)
        case dt.date() if cell >= FIRST_DAY:
            page.write_datetime(row, column, cell, day)
        case int() | Decimal() | Fraction() if (exact := as_float(cell)) is not None:
            page.write_number(row, column, exact)
        case _:
            page.write_string(row, column, cell_text(cell))


def as_float(value: int | Decimal | Fraction) -> float | None:
    """Return a number as Excel keeps it, `None` where it would lose digits.

    What has no end as a decimal is rounded to nine places, as everywhere on output.

    >>> as_float(Fraction(1, 3)), as_float(123456789012345), as_float(1234567890123456)
    (0.333333333, 123456789012345.0, None)
    """
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        digits = Decimal(value)
    else:
        digits = value if isinstance(value, Decimal) else Decimal(number(value))
    places = len("".join(map(str, digits.as_tuple().digits)).rstrip("0"))
    if places > MOST_DIGITS or not LEAST_EXPONENT < digits.adjusted() < MOST_EXPONENT:
        return 0.0 if digits == 0 else None
    return float(digits)


def _check_room(rows: Rows) -> None:
    if len(rows.cells) >= MOST_ROWS or len(rows.titles) > MOST_COLUMNS:
        raise CommandError(
            f"a worksheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns at most; "
            "write CSV instead"
        )
    for at, row in enumerate(rows.cells, 2):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > MOST_CHARACTERS:
                raise CommandError(
                    f"the cell {column_letter(column)}{at} would hold {len(cell):,} characters, and "
                    f"in a worksheet it can hold {MOST_CHARACTERS:,}; write CSV instead"
                )


def _width(rows: Rows, column: int) -> int:
    """Return how wide a column is to be, in characters; Han characters take two."""
    cells = (columns(cell_text(row[column])) for row in rows.cells)
    widest = max((columns(rows.titles[column]) + FILTER_ARROW, *cells))
    return min(max(widest + 1, NARROWEST), WIDEST)


def _add_drop_downs(book: Book, page: Page, rows: Rows, lang: str) -> None:
    """Add lists of values; long ones stand on a hidden worksheet, as Excel asks."""
    hidden: Page | None = None
    used = 0
    for column, words in drop_downs(rows, lang).items():
        source: Sequence[str] | str = words
        if len(",".join(words)) > MOST_INLINE or any("," in word for word in words):
            hidden = hidden or book.add_worksheet(LISTS)
            source = _on_sheet(hidden, used, words)
            used += 1
        letter = column_letter(column)
        # A warning, not a bar: markers of what is missing are values too.
        options: dict[str, object] = {
            "validate": "list",
            "source": source if isinstance(source, str) else list(source),
            "error_type": "warning",
            "error_title": rows.titles[column][:MOST_ERROR_TITLE],
            "error_message": NOT_LISTED[lang],
        }
        page.data_validation(f"{letter}2:{letter}{max(len(rows.cells), 1) + 1}", options)
    if hidden is not None:
        hidden.hide()


def _on_sheet(page: Page, row: int, words: Sequence[str]) -> str:
    """Write words as a row of their own and return where they stand."""
    for column, word in enumerate(words):
        page.write_string(row, column, word)
    return f"={LISTS}!$A${row + 1}:${column_letter(len(words) - 1)}${row + 1}"
