"""From POLICY and FILE to results: what `score` and `explain` share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from attrs import field, frozen

from relrules.cli.columns import Columns, columns_of
from relrules.cli.delimited import read_csv
from relrules.cli.jsondata import looks_like, read_json, read_ndjson
from relrules.cli.policies import load_policy
from relrules.cli.progress import with_progress
from relrules.cli.records import FileText, Kind, Record, Records, read_text
from relrules.cli.streams import CommandError, note, on_one_line, plural, warn
from relrules.diagnostics.words import quoted
from relrules.engine import FactsForm, Policy
from relrules.errors import FactsError
from relrules.result import Result
from relrules.syntax.layout import FORBIDDEN

READERS: Mapping[Kind, Callable[[FileText], Records]] = {
    Kind.CSV: read_csv,
    Kind.JSON: read_json,
    Kind.NDJSON: read_ndjson,
}
MOST_WARNINGS = 5


@frozen
class Input:
    """What the user named: a policy, a file, and how to read both."""

    policy: str
    policy_encoding: str
    file: str
    encoding: str
    id_column: str | None
    today: dt.date | None
    lang: str | None


@frozen
class Opened:
    """A policy and the records to score with it; `warnings` counts what was said of them."""

    policy: Policy = field(repr=False)
    records: Records
    columns: Columns
    lang: str
    warnings: int


@frozen
class Scored:
    """A record with its result."""

    record: Record
    result: Result


@frozen
class BadRow:
    """A record that does not fit the policy, and why; `id` is empty where no column names it."""

    record: Record
    id: str
    problems: tuple[str, ...]

    def told(self, file: str) -> str:
        """Return where it stands and what is wrong with it, a line for each problem."""
        name = f" ({on_one_line(self.id)})" if self.id else ""
        return "\n".join(f"{file}: {self.record.place}{name}: {p}" for p in self.problems)


def opened(source: Input) -> Opened:
    """Read the policy and the records, and warn about what is odd. Raises `CommandError`."""
    policy = load_policy(source.policy, source.policy_encoding)
    records = read_records(source.file, source.encoding)
    columns = columns_of(policy.checked, records, source.id_column)
    warnings = list(columns.warnings)
    if policy.warnings:
        count = plural(len(policy.warnings), "warning")
        warnings.append(f"{policy.name} has {count}; see `relrules check {source.policy}`")
    for warning in warnings:
        warn(warning)
    if policy.program.needs_today and source.today is None:
        note("this policy counts days; say from when with --today 2026-01-31, or --today now")
    lang = source.lang or (policy.checked.lang if policy.checked.lang == "zh" else "en")
    return Opened(policy, records, columns, lang, len(warnings))


def read_records(file: str, encoding: str) -> Records:
    """Return the records of a file, or of standard input for `-`. Raises `CommandError`."""
    text = read_text(file, encoding)
    kind = text.kind or looks_like(text.text) or Kind.CSV
    return READERS[kind](text)


def record_id(record: Record, columns: Columns) -> str:
    """Return what a record is called: its cell in the id column, or its number."""
    if columns.id is None:
        return str(record.number)
    value = record.cells.get(columns.id)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def evaluated(
    opened: Opened, records: tuple[Record, ...], today: dt.date | None
) -> tuple[tuple[Scored, ...], tuple[BadRow, ...]]:
    """Return the results of records, and the records that have none."""
    good: list[Scored] = []
    bad: list[BadRow] = []
    for record in with_progress(records, "scoring"):
        found = _evaluated(opened, record, today)
        if isinstance(found, Scored):
            good.append(found)
        else:
            bad.append(found)
    return tuple(good), tuple(bad)


def warn_of_dates(good: tuple[Scored, ...]) -> int:
    """Warn about facts that are odd, such as dates that lie ahead, and return their number."""
    found = [
        f"{scored.record.place}: {warning}" for scored in good for warning in scored.result.warnings
    ]
    for warning in found[:MOST_WARNINGS]:
        warn(warning)
    if len(found) > MOST_WARNINGS:
        warn(f"and {len(found) - MOST_WARNINGS:,} more like these")
    return len(found)


def bad_rows_error(bad: tuple[BadRow, ...], total: int, name: str, way_out: str) -> CommandError:
    """Return the error that bad rows stop a run."""
    return CommandError(
        f"{bad[0].told(name)}\n{len(bad):,} of {plural(total, 'row')} cannot be scored, "
        f"so nothing was written; {way_out}",
        1,
    )


def _evaluated(opened: Opened, record: Record, today: dt.date | None) -> Scored | BadRow:
    id_ = record_id(record, opened.columns)
    problems = [record.problem] if record.problem else []
    if not id_:
        problems.append(f"{quoted(opened.columns.id or '')} is empty: it names the record")
    elif FORBIDDEN.search(id_):
        problems.append("its name holds an invisible character")
    given = {title: record.cells[title] for title in opened.columns.facts if title in record.cells}
    form: FactsForm = "text" if opened.records.kind is Kind.CSV else "json"
    try:
        result = opened.policy.evaluate(given, today, id=id_, form=form)
    except FactsError as error:
        problems += [problem.message for problem in error.problems]
    if problems:
        return BadRow(record, id_ if opened.columns.id else "", tuple(problems))
    return Scored(record, result)
