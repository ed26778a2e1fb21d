"""Results for programs: JSON, NDJSON, CSV and worksheets, and the bad rows set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from relrules.cli.delimited import csv_text
from relrules.cli.jsondata import json_text
from relrules.cli.records import Kind, Record, Records
from relrules.cli.redacted import redacted
from relrules.cli.rows import Rows, problems_title, rejected_rows, result_rows
from relrules.cli.scoring import BadRow, Opened, Scored
from relrules.cli.values import cell_text, json_value
from relrules.explain.record_form import KEPT
from relrules.source.encoding import BOM

REJECT_FORMS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
}
LIKE_INPUT = {
    Kind.CSV: "csv",
    Kind.XLSX: "xlsx",
    Kind.JSON: "json",
    Kind.NDJSON: "ndjson",
    Kind.PARQUET: "ndjson",
}


def json_records(opened: Opened, scored: Sequence[Scored]) -> list[str]:
    """Return each result as JSON; the columns that are kept stand under `columns`."""
    return [_json_record(opened, item) for item in scored]


def as_json(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as a JSON array, one record a line."""
    return _array(json_records(opened, scored))


def as_ndjson(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as NDJSON."""
    return "".join(f"{line}\n" for line in json_records(opened, scored))


def ndjson_lines(opened: Opened, scored: Sequence[Scored]) -> list[bytes]:
    """Return the line of each result as NDJSON has it, with its end."""
    return [f"{line}\n".encode() for line in json_records(opened, scored)]


def as_csv(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as CSV; see `rows.result_rows` for its columns."""
    return (BOM if opened.records.has_bom else "") + _csv(result_rows(opened, scored))


def csv_lines(opened: Opened, scored: Sequence[Scored]) -> list[bytes]:
    """Return the row of each result as CSV has it, with its end."""
    rows = result_rows(opened, scored).cells
    return [csv_text([[cell_text(cell) for cell in row]]).encode() for row in rows]


def as_xlsx(opened: Opened, scored: Sequence[Scored]) -> bytes:
    """Return the results as an Excel workbook, with the columns of CSV. Raises `CommandError`."""
    from relrules.cli.sheetout import workbook_of

    return workbook_of(result_rows(opened, scored), "results", opened.lang)


def as_parquet(opened: Opened, scored: Sequence[Scored]) -> bytes:
    """Return the results as Parquet, with the columns of CSV. Raises `CommandError`."""
    from relrules.cli.parquet import parquet_of
    from relrules.tables import typed_columns

    columns = typed_columns(opened.policy.checked, reasons=opened.reasons)
    as_texts = opened.records.kind is Kind.CSV
    return parquet_of(result_rows(opened, scored), columns, as_texts=as_texts)


def rejects(opened: Opened, bad: Sequence[BadRow], target: Path) -> bytes:
    """Return the bad rows as they were read, with what is wrong under `problems`.

    They are written as the ending of the target says, and else as the file they came from. Raises
    `CommandError`.
    """
    return _set_aside(opened, opened.records, bad, _reject_form(opened.records, target))


def list_rejects(opened: Opened, target: Path) -> Mapping[Path, bytes]:
    """Return the rows of lists that belong to no record, a file for each list beside the target.

    For `bad.csv` and the list `contacts` that is `bad.contacts.csv`. Raises `CommandError`.
    """
    found = {}
    for each in opened.lists:
        beside = list_target(target, each.name)
        bad = [
            BadRow(redacted(row.record, each.hidden, opened.redaction), "", (row.problem,))
            for row in each.astray
        ]
        form = _reject_form(each.records, beside)
        found[beside] = _set_aside(opened, each.records, bad, form)
    return found


def list_target(target: Path, name: str) -> Path:
    """Return where the rows of a list go that belong to no record.

    >>> list_target(Path("out/bad.csv"), "contacts").as_posix()
    'out/bad.contacts.csv'
    """
    return target.with_name(f"{target.stem}.{name.replace('/', '_')}{target.suffix}")


def _set_aside(opened: Opened, records: Records, bad: Sequence[BadRow], form: str) -> bytes:
    match form:
        case "json":
            return _array(_json_rejects(records, bad)).encode()
        case "ndjson":
            return "".join(f"{line}\n" for line in _json_rejects(records, bad)).encode()
        case "xlsx":
            from relrules.cli.sheetout import workbook_of

            return workbook_of(rejected_rows(opened, records, bad), "rejects", opened.lang)
        case _:
            return _csv_rejects(rejected_rows(opened, records, bad), records, form)


def _csv_rejects(rows: Rows, records: Records, form: str) -> bytes:
    delimiter = "\t" if form == "tsv" else records.delimiter
    text = (BOM if records.has_bom else "") + _csv(rows, delimiter)
    # The rows can be mended and read again as the file was; only a message may lose a letter.
    return text.encode(records.encoding, errors="replace")


def _json_rejects(records: Records, bad: Sequence[BadRow]) -> list[str]:
    column = problems_title(records)
    return [json_text({**_json_cells(row.record, records), column: list(row.noted)}) for row in bad]


def _json_cells(record: Record, records: Records) -> dict[str, object]:
    return {
        title: json_value(record.cells[title]) for title in records.titles if title in record.cells
    }


def _reject_form(records: Records, target: Path) -> str:
    return REJECT_FORMS.get(target.suffix.lower(), LIKE_INPUT[records.kind])


def _json_record(opened: Opened, item: Scored) -> str:
    text = item.result.to_json(opened.lang)
    cells = item.record.cells
    kept = {title: json_value(cells[title]) for title in opened.columns.kept if title in cells}
    lists = item.record.lists
    kept |= {name: list(lists[name]) for name in opened.columns.lists if name in lists}
    return f'{text[:-1]}, "{KEPT}": {json_text(kept)}}}' if kept else text


def _array(lines: Sequence[str]) -> str:
    joined = ",\n".join(lines)
    return f"[\n{joined}\n]\n" if lines else "[]\n"


def _csv(rows: Rows, delimiter: str = ",") -> str:
    texts = ([cell_text(cell) for cell in row] for row in rows.cells)
    return csv_text([rows.titles, *texts], delimiter)
