"""Where results go: what a target's ending says, what may not be written over, and the writing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from relrules.cli.joined import ListFile
from relrules.cli.output import (
    as_csv,
    as_json,
    as_ndjson,
    as_parquet,
    as_xlsx,
    list_rejects,
    list_target,
    rejects,
)
from relrules.cli.scoring import BadRow, Input, Opened, Scored, bad_rows_told
from relrules.cli.streams import (
    CommandError,
    fail,
    has_colour,
    is_terminal,
    note,
    plural,
    report,
    write,
    write_bytes,
)
from relrules.cli.targets import check_targets
from relrules.cli.whole import is_stream, write_whole

ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
    ".txt": "table",
    ".parquet": "parquet",
}
BINARY = {"xlsx": "a workbook", "parquet": "Parquet"}
WAY_OUT = "mend them, or set them aside with --rejects FILE"


@frozen
class Targets:
    """Where results go, `None` for standard output, in which form, and where bad rows go, if at all."""

    out: Path | None
    form: str
    aside: Path | None


def targets_of(
    source: Input, output: str | None, form: str | None, rejected: str | None
) -> Targets:
    """Return where results go. Raises `CommandError` where that makes no sense."""
    out = None if output in (None, "-") else Path(str(output))
    aside = None if rejected is None else Path(rejected)
    found = Targets(out, form or _form_of(out), aside)
    if found.form in BINARY and out is None and is_terminal(sys.stdout):
        what = BINARY[found.form]
        raise CommandError(
            f"{what} is of no use on a terminal: name a file with -o FILE.{found.form}"
        )
    _check(source, found)
    return found


def refuse_bad_rows(work: Opened, bad: Sequence[BadRow], targets: Targets) -> None:
    """Raise `CommandError` where there are bad rows and nothing says where they go."""
    if targets.aside is not None:
        return
    told, counts = _told(work, bad, WAY_OUT)
    if counts:
        raise CommandError(f"{told}\n{counts}, so nothing was written; {WAY_OUT}", 1)


def deliver(work: Opened, good: Sequence[Scored], bad: Sequence[BadRow], targets: Targets) -> None:
    """Write the results and the rows set aside: all files whole, or none. Raises `CommandError`."""
    files: dict[Path, bytes | Path] = {}
    if targets.out is not None:
        files[targets.out] = _rendered(work, good, targets.form, screen=False)
    if targets.aside is not None:
        files[targets.aside] = rejects(work, bad, targets.aside)
        files.update(list_rejects(work, targets.aside))
    if files:
        write_whole(files)
    if targets.out is not None:
        report(f"{plural(len(good), 'record')} scored into {targets.out}")
    elif targets.form in BINARY:
        write_bytes(_rendered(work, good, targets.form, screen=False))
    else:
        write(_rendered(work, good, targets.form, screen=True).decode())
    told, counts = _told(work, bad, "")
    if counts:
        fail(told)
        aside = [str(targets.aside)] if bad and targets.aside else []
        aside += [
            str(list_target(targets.aside, each.name))
            for each in _with_astray(work)
            if targets.aside
        ]
        report(f"{counts} and went to {' and '.join(aside)}")


def _rendered(work: Opened, good: Sequence[Scored], form: str, *, screen: bool) -> bytes:
    match form:
        case "json":
            return as_json(work, good).encode()
        case "ndjson":
            return as_ndjson(work, good).encode()
        case "csv":
            return as_csv(work, good).encode()
        case "xlsx":
            return as_xlsx(work, good)
        case "parquet":
            return as_parquet(work, good)
        case _:
            return _table(work, good, screen=screen).encode()


def _table(work: Opened, good: Sequence[Scored], *, screen: bool) -> str:
    # Only here: rich takes longer to import than a small file takes to be scored.
    from relrules.cli.table import as_table

    terminal = screen and is_terminal(sys.stdout)
    colour = screen and has_colour(sys.stdout)
    text, left_out = as_table(work, good, terminal=terminal, colour=colour)
    if left_out:
        columns = plural(left_out, "more column")
        note(
            f"{columns} of {work.records.name} had no room; --keep COLUMN makes room, "
            "--format csv has them all"
        )
    return text


def _told(work: Opened, bad: Sequence[BadRow], way_out: str) -> tuple[str, str]:
    """Return what is wrong with the first bad rows of each file, and how many there are."""
    told, counts = [], []
    if bad:
        told.append(bad_rows_told(bad, work.records.name, way_out))
        total = plural(len(work.records.records), "row")
        counts.append(f"{len(bad):,} of {total} cannot be scored")
    for each in _with_astray(work):
        rows = [BadRow(row.record, "", (row.problem,)) for row in each.astray]
        told.append(bad_rows_told(rows, each.records.name, way_out))
        total = plural(len(each.records.records), "row")
        verb = "belongs" if len(rows) == 1 else "belong"
        counts.append(f"{len(rows):,} of {total} of {each.records.name} {verb} to no record")
    return "\n".join(told), ", ".join(counts)


def _with_astray(work: Opened) -> list[ListFile]:
    return [each for each in work.lists if each.astray]


def _form_of(out: Path | None) -> str:
    if out is None:
        return "table"
    form = ENDINGS.get(out.suffix.lower())
    if form is None and not is_stream(out) and (not out.exists() or out.is_file()):
        raise CommandError(
            f"what {out} should hold is not clear from its name: "
            "end it in .csv, .xlsx, .parquet, .json, .ndjson or .txt, or say --format"
        )
    return form or "table"


def _check(source: Input, targets: Targets) -> None:
    """Refuse to write over what is read, and find out early what cannot be written."""
    read = [source.file, source.policy, *(each.file for each in source.lists)]
    check_targets(read, targets.out, targets.aside)
    for each in source.lists:
        if targets.aside is not None:
            check_targets(read, targets.out, list_target(targets.aside, each.name))
