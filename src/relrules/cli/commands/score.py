"""`relrules score POLICY FILE`."""

from __future__ import annotations

from relrules.cli.delivery import deliver, refuse_bad_rows, targets_of
from relrules.cli.scoring import Input, evaluated, opened, warn_of_dates


def score_file(
    source: Input, output: str | None, form: str | None, rejected: str | None, *, strict: bool
) -> int:
    """Score every record of a file and return the exit code.

    Bad rows stop the run, or are written to `rejected` while the others are scored. Raises
    `CommandError`.
    """
    targets = targets_of(source, output, form, rejected)
    work = opened(source)
    good, bad = evaluated(work, work.records.records, source.today)
    warnings = work.warnings + warn_of_dates(good, work.lang)
    refuse_bad_rows(work, bad, targets)
    deliver(work, good, bad, targets)
    found = bad or any(each.astray for each in work.lists)
    return 1 if found or (warnings and strict) else 0
