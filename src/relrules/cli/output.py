"""Results for programs: JSON, NDJSON and CSV, and the bad rows set aside."""

from __future__ import annotations

from collections.abc import Sequence

from relrules.check.interval import Exact
from relrules.check.say import number
from relrules.cli.delimited import csv_text
from relrules.cli.jsondata import json_text
from relrules.cli.records import Kind, counted
from relrules.cli.scoring import BadRow, Opened, Scored
from relrules.result import AdviceResult
from relrules.source.encoding import BOM

BETWEEN = "; "
BETWEEN_PROBLEMS = " | "


def json_records(opened: Opened, scored: Sequence[Scored]) -> list[str]:
    """Return each result as JSON; columns that are no fact stand under `columns`."""
    return [_json_record(opened, item) for item in scored]


def as_json(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as a JSON array, one record a line."""
    lines = ",\n".join(json_records(opened, scored))
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def as_ndjson(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as NDJSON."""
    return "".join(f"{line}\n" for line in json_records(opened, scored))


def as_csv(opened: Opened, scored: Sequence[Scored]) -> str:
    """Return the results as CSV.

    The id, the columns carried along, for each score its value, low and high, for each dimension
    its value, for each grade its value and what is possible, then alerts, advice and what is
    unknown. What is not decided is empty. A carried column whose title a result needs is renamed.
    """
    rows = [_csv_titles(opened), *(_csv_row(opened, item) for item in scored)]
    return (BOM if opened.records.has_bom else "") + csv_text(rows)


def rejects(opened: Opened, bad: Sequence[BadRow]) -> bytes:
    """Return the bad rows as they were read, with what is wrong in a column `problems`."""
    records = opened.records
    column = counted([*records.titles, "problems"])[-1]
    if records.kind is not Kind.CSV:
        lines = [json_text({**row.record.cells, column: list(row.problems)}) for row in bad]
        return "".join(f"{line}\n" for line in lines).encode()
    rows = [[*records.titles, column]]
    for row in bad:
        cells = [str(row.record.cells[title]) for title in records.titles]
        rows.append([*cells, BETWEEN_PROBLEMS.join(row.problems)])
    text = (BOM if records.has_bom else "") + csv_text(rows, records.delimiter)
    # The rows can be mended and read again as the file was; only a message may lose a letter.
    return text.encode(records.encoding, errors="replace")


def carried_text(value: object) -> str:
    """Return a value that is carried along as the text of a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json_text(value)


def _json_record(opened: Opened, item: Scored) -> str:
    text = item.result.to_json(opened.lang)
    carried = {t: item.record.cells[t] for t in opened.columns.carried if t in item.record.cells}
    return f'{text[:-1]}, "columns": {json_text(carried)}}}' if carried else text


def _csv_titles(opened: Opened) -> list[str]:
    policy = opened.policy.checked
    results: list[str] = []
    for name in policy.scores:
        results += [name, f"{name}_low", f"{name}_high"]
    results += policy.dimensions
    for name in policy.grades:
        results += [name, f"{name}_possible"]
    results = counted(["id", *results, "alerts", "advice", "unknown"])
    taken = {title.casefold() for title in results}
    carried = [
        f"{title} (input)" if title.casefold() in taken else title
        for title in opened.columns.carried
    ]
    return [results[0], *carried, *results[1:]]


def _csv_row(opened: Opened, item: Scored) -> list[str]:
    result = item.result
    row = [result.id or ""]
    row += [carried_text(item.record.cells.get(title)) for title in opened.columns.carried]
    for score in result.scores.values():
        row += [_number(score.value), _number(score.low), _number(score.high)]
    row += [_number(dimension.value) for dimension in result.dimensions.values()]
    for grade in result.grades.values():
        row += [grade.value or "", BETWEEN.join(grade.possible)]
    row += [_names(result.alerts), _names(result.advice), BETWEEN.join(result.unknown)]
    return row


def _number(value: Exact | None) -> str:
    return "" if value is None else number(value)


def _names(advice: Sequence[AdviceResult]) -> str:
    return BETWEEN.join(a.name if a.state == "given" else f"{a.name} (possible)" for a in advice)
