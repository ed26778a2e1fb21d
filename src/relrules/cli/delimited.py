"""Reading and writing CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from relrules.cli.records import FileText, Kind, Record, Records, title_mistake
from relrules.cli.streams import on_one_line
from relrules.diagnostics.words import listed, quoted

DELIMITERS = ",;\t"
LARGEST_CELL = 10_000_000
# What a spreadsheet takes for a formula; also in the full width of Chinese and Japanese input.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
PLAIN_NUMBER = re.compile(r"[+-]\d+(?:[.,]\d+)*%?")
# What Excel writes, and reads, before the titles.
NAMED_DELIMITER = re.compile(
    r'"?sep=(?P<delimiter>[^"\r\n])"?[ ,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE
)
MOST_SHOWN = 40


def read_csv(file: FileText) -> Records:
    """Return the records of CSV. Raises `CommandError`."""
    told = NAMED_DELIMITER.match(file.text)
    delimiter = told["delimiter"] if told else sniffed(file.text)
    rows = list(_rows(file, delimiter, told.end() if told else 0))
    if not rows:
        raise file.error("the file is empty")
    (_, header), *body = rows
    titles = [title.strip() for title in header]
    width = len(titles)
    mistake = title_mistake(
        titles,
        lambda n: any(cells[n : n + 1] not in ([], [""]) for _, cells in body),
        lambda n: str(n + 1),
    )
    if mistake:
        raise file.error(mistake)
    records = tuple(
        _record(number, line, titles, cells, width) for number, (line, cells) in enumerate(body, 1)
    )
    if not records:
        raise file.error("there are titles, but no records under them")
    named = tuple(title for title in titles if title)
    return Records(file.name, Kind.CSV, named, records, delimiter, file.encoding, file.has_bom)


def csv_rows_at(path: Path, records: Records, width: int, numbers: Collection[int]) -> list[Record]:
    """Return records of a file that is known to be sound, by their numbers, reading it once.

    `records` has what its head tells: how it is written, and its titles. The file is in UTF-8.
    """
    csv.field_size_limit(LARGEST_CELL)
    found: list[Record] = []
    last, number, begins = max(numbers, default=0), -1, 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=records.delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                number += 1
                if number in numbers:
                    found.append(_record(number, begins, records.titles, cells, width))
                if number == last:
                    break
            begins = reader.line_num + 1
    return found


def count_csv_rows(path: Path, delimiter: str) -> int:
    """Return how many records a file in UTF-8 has, which is known to be sound."""
    csv.field_size_limit(LARGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        return sum(any(cell.strip() for cell in cells) for cells in reader) - 1


def sniffed(text: str) -> str:
    r"""Return the delimiter of CSV: the one that stands most often between the titles.

    >>> sniffed('name;"a,b,c";price\n1;2;3')
    ';'
    """
    counts = dict.fromkeys(DELIMITERS, 0)
    inside = False
    for character in text.lstrip():
        if character == '"':
            inside = not inside
        elif character in "\r\n" and not inside:
            break
        elif character in counts and not inside:
            counts[character] += 1
    return max(counts, key=lambda delimiter: counts[delimiter])


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as CSV, with every cell safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run.

    What begins like a formula gets an apostrophe before it; plain numbers stay as they are.

    >>> safe("=1+1"), safe("-5"), safe("-5+2")
    ("'=1+1", '-5', "'-5+2")
    """
    if cell.startswith(FORMULA) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _rows(file: FileText, delimiter: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """Yield rows from a place in the text that are not empty, with the line each begins on."""
    csv.field_size_limit(LARGEST_CELL)
    # Python's reader ends no row at a NUL, yet nothing good comes with one.
    nul = file.text.find("\0")
    if nul >= 0:
        line = file.text.count("\n", 0, nul) + 1
        raise file.error(f"line {line} holds a NUL character; is this a CSV file?")
    rest = io.StringIO(file.text[start:], newline="")
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    skipped = 1 if start else 0
    begins = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        raise file.error(_wrong(str(error), begins)) from error


def _wrong(error: str, line: int) -> str:
    if "unexpected end" in error:
        return f"the quotation mark opened in the row of line {line} is never closed"
    if "expected after" in error:
        return (
            f"line {line} has text right after a closing quotation mark; "
            'inside quotation marks write "" for one'
        )
    if "field larger" in error:
        return f"line {line} has a cell of more than {LARGEST_CELL:,} characters"
    return f"line {line} cannot be read as CSV: {error}"


def _cells(titles: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    """Return a row by title; cells missing at its end are empty."""
    filled = [*cells, *[""] * (len(titles) - len(cells))]
    return {title: cell for title, cell in zip(titles, filled, strict=False) if title}


def _record(
    number: int, line: int, titles: Sequence[str], cells: Sequence[str], width: int
) -> Record:
    by_title = _cells(titles, cells)
    left_over = [cell for cell in cells[width:] if cell.strip()]
    if not left_over:
        return Record(number, line, by_title)
    over = f"; without a title: {listed([quoted(on_one_line(c)[:MOST_SHOWN]) for c in left_over], 'and')}"
    problem = f"there are {len(cells)} cells under {width} titles{over}"
    return Record(number, line, by_title, problem, over=over)
