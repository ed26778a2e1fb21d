"""FILE on the command line: which reader it needs, and its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from relrules.cli.delimited import read_csv
from relrules.cli.jsondata import looks_like, read_json, read_ndjson
from relrules.cli.records import FileText, Kind, Records, read_file, text_of
from relrules.cli.streams import CommandError
from relrules.cli.workbook import is_workbook, read_workbook

PARQUET = ".parquet"
READERS: Mapping[Kind, Callable[[FileText], Records]] = {
    Kind.CSV: read_csv,
    Kind.JSON: read_json,
    Kind.NDJSON: read_ndjson,
}


def read_records(
    file: str, encoding: str, sheet: str | None = None, *, also: str | None = None
) -> Records:
    """Return the records of a file, or of standard input for `-`.

    `sheet` names the worksheet of a workbook; `also` one that goes before the first if it is
    there. Raises `CommandError`.
    """
    if Path(file).suffix.lower() == PARQUET:
        from relrules.cli.parquet import read_parquet

        if sheet is not None:
            raise CommandError(f"{file}: --sheet is for workbooks (.xlsx), and this is none")
        return read_parquet(file)
    found = read_file(file)
    if is_workbook(found):
        return read_workbook(found, sheet, also=also)
    if sheet is not None:
        raise found.error("--sheet is for workbooks (.xlsx), and this is none")
    text = text_of(found, encoding)
    kind = text.kind or looks_like(text.text) or Kind.CSV
    return READERS[kind](text)
