"""`relrules score POLICY FILE`."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from relrules.cli.delivery import Targets, deliver, refuse_bad_rows, targets_of
from relrules.cli.scoring import Input, evaluated, opened, warn_of_dates
from relrules.cli.streams import CommandError

LEAST = {
    ".csv": 8_000_000,
    ".tsv": 8_000_000,
    ".txt": 8_000_000,
    ".parquet": 1_000_000,
    ".ndjson": 4_000_000,
    ".jsonl": 4_000_000,
}
"""From how many bytes on a file is scored by DuckDB, by its ending; Parquet is packed."""
FORMS = ("csv", "parquet", "ndjson")
"""What DuckDB writes."""
COLUMNS = ("csv", "xlsx", "parquet")
"""What has columns of results."""
NO_COLUMNS = (
    "--reasons adds columns to CSV, Excel and Parquet: say --format csv; JSON always has the rows of "
    "dimensions and what is provisional, and `relrules explain` says why"
)
NOT_INSTALLED = "--engine duckdb takes the extra `batch`: pip install 'relrules[batch]'"
WAY_OUT = "leave out --engine, or say --engine interpreter"


@frozen
class Wanted:
    """Where results go and in which form, where bad rows go, and what works the results out.

    `engine` is `auto`, `interpreter`, `compiled` or `duckdb`. With `ordered` the rows keep their order.
    """

    output: str | None
    form: str | None
    rejected: str | None
    engine: str
    ordered: bool
    strict: bool


def score_file(source: Input, wanted: Wanted) -> int:
    """Score every record of a file and return the exit code.

    Bad rows stop the run, or are written to `rejected` while the others are scored. Raises
    `CommandError`.
    """
    targets = targets_of(source, wanted.output, wanted.form, wanted.rejected)
    if source.reasons and targets.form not in COLUMNS:
        raise CommandError(NO_COLUMNS)
    code = _in_bulk(source, targets, wanted)
    return _one_by_one(source, targets, wanted) if code is None else code


def _in_bulk(source: Input, targets: Targets, wanted: Wanted) -> int | None:
    """Score a file with DuckDB, if that is asked for, or pays; `None` where it is not done."""
    if wanted.engine != "duckdb" and not (wanted.engine == "auto" and _pays(source, targets)):
        return None
    try:
        import duckdb  # noqa: F401 - whether it is there
        import sqlglot  # noqa: F401 - the same
    except ImportError as error:
        if wanted.engine == "auto":
            return None
        raise CommandError(NOT_INSTALLED) from error
    from relrules.batch.errors import NotInBulkError
    from relrules.cli.bulk import score_in_bulk

    try:
        return score_in_bulk(source, targets, ordered=wanted.ordered, strict=wanted.strict)
    except NotInBulkError as error:
        if wanted.engine == "auto":
            return None
        raise CommandError(f"DuckDB cannot score {source.file}: {error}; {WAY_OUT}") from error


def _pays(source: Input, targets: Targets) -> bool:
    """Return whether DuckDB is quicker: it takes a moment to begin."""
    path = Path(source.file)
    least = LEAST.get(path.suffix.lower())
    if least is None or targets.form not in FORMS or targets.out is None:
        return False
    return path.is_file() and path.stat().st_size >= least


def _one_by_one(source: Input, targets: Targets, wanted: Wanted) -> int:
    work = opened(source)
    interpreted = wanted.engine == "interpreter"
    good, bad = evaluated(work, work.records.records, source.today, interpreted=interpreted)
    warnings = work.warnings + warn_of_dates(good, work.lang)
    refuse_bad_rows(work, bad, targets)
    deliver(work, good, bad, targets)
    found = bad or any(each.astray for each in work.lists)
    return 1 if found or (warnings and wanted.strict) else 0
