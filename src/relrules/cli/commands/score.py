"""`relrules score POLICY FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from relrules.cli.output import as_csv, as_json, as_ndjson, rejects
from relrules.cli.scoring import (
    BadRow,
    Input,
    Opened,
    Scored,
    bad_rows_error,
    evaluated,
    opened,
    warn_of_dates,
)
from relrules.cli.streams import (
    CommandError,
    fail,
    has_colour,
    is_terminal,
    note,
    plural,
    report,
    write,
)
from relrules.cli.whole import writable, write_whole

ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".txt": "table",
}


def score_file(
    source: Input, output: str | None, form: str | None, rejected: str | None, *, strict: bool
) -> int:
    """Score every record of a file and return the exit code.

    Bad rows stop the run, or are written to `rejected` while the others are scored. Raises `CommandError`.
    """
    out = None if output is None else Path(output)
    aside = None if rejected is None else Path(rejected)
    form = form or _form_of(out)
    _check_targets(source, out, aside)
    work = opened(source)
    good, bad = evaluated(work, work.records.records, source.today)
    warnings = work.warnings + warn_of_dates(good)
    if bad and aside is None:
        total = len(work.records.records)
        way_out = "mend them, or set them aside with --rejects FILE"
        raise bad_rows_error(bad, total, work.records.name, way_out)
    files: dict[Path, bytes] = {}
    if out is not None:
        files[out] = _text(work, good, form, screen=False).encode()
    if aside is not None:
        files[aside] = rejects(work, bad)
    if files:
        write_whole(files)
    if out is None:
        write(_text(work, good, form, screen=True))
    else:
        report(f"{plural(len(good), 'record')} scored into {out}")
    if bad:
        _report_bad(work, bad, aside)
    return 1 if bad or (warnings and strict) else 0


def _text(work: Opened, good: tuple[Scored, ...], form: str, *, screen: bool) -> str:
    match form:
        case "json":
            return as_json(work, good)
        case "ndjson":
            return as_ndjson(work, good)
        case "csv":
            return as_csv(work, good)
        case _:
            return _table(work, good, screen=screen)


def _table(work: Opened, good: tuple[Scored, ...], *, screen: bool) -> str:
    # Only here: rich takes longer to import than a small file takes to be scored.
    from relrules.cli.table import as_table

    terminal = screen and is_terminal(sys.stdout)
    colour = screen and has_colour(sys.stdout)
    text, left_out = as_table(work, good, terminal=terminal, colour=colour)
    if left_out:
        columns = plural(left_out, "more column")
        note(f"{columns} of {work.records.name} had no room; --format csv has them all")
    return text


def _report_bad(work: Opened, bad: tuple[BadRow, ...], aside: Path | None) -> None:
    total = plural(len(work.records.records), "row")
    fail(bad[0].told(work.records.name))
    report(f"{len(bad):,} of {total} cannot be scored and went to {aside}")


def _form_of(out: Path | None) -> str:
    if out is None:
        return "table"
    form = ENDINGS.get(out.suffix.lower())
    if form is None and (not out.exists() or out.is_file()):
        raise CommandError(
            f"what {out} should hold is not clear from its name: "
            "end it in .csv, .json, .ndjson or .txt, or say --format"
        )
    return form or "table"


def _check_targets(source: Input, out: Path | None, aside: Path | None) -> None:
    """Refuse to write over what is read, and find out early what cannot be written."""
    named = {"-o": out, "--rejects": aside}
    read = [Path(name).resolve() for name in (source.file, source.policy) if name != "-"]
    for option, path in named.items():
        if path is None:
            continue
        if path.resolve() in read:
            raise CommandError(f"{option} {path} would write over what is read")
        writable(path)
    if out is not None and aside is not None and out.resolve() == aside.resolve():
        raise CommandError(f"-o and --rejects are both {out}: give each a file of its own")
