"""`relrules score POLICY FILE --against OLD`: what a changed policy makes of the same records."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve, field, frozen

from relrules.cli.against_data import as_csv, as_json
from relrules.cli.against_git import file_if_there, file_of_revision, is_in_git
from relrules.cli.against_report import as_markdown, as_text
from relrules.cli.columns import columns_of
from relrules.cli.compared import Compared
from relrules.cli.output import rejects
from relrules.cli.policies import ENDING, load_policy, report_diagnostics
from relrules.cli.progress import with_progress
from relrules.cli.records import Record
from relrules.cli.redacted import quiet, redaction, refuse_hidden
from relrules.cli.scoring import (
    BadRow,
    Input,
    Opened,
    Scored,
    evaluated,
    opened,
    warn_of_astray,
    warn_of_dates,
)
from relrules.cli.streams import CommandError, plural, report, write
from relrules.cli.targets import check_targets
from relrules.cli.whole import write_whole
from relrules.compare.change import RecordChange, record_change
from relrules.compare.declared import declared_changes
from relrules.compare.tally import Unfit, tally
from relrules.compare.withheld import told_changes
from relrules.diagnostics import Diagnostic
from relrules.engine import load_source
from relrules.errors import PolicyError
from relrules.evaluate.facts import find_fact
from relrules.explain.visible import Visible, visible
from relrules.library import Library
from relrules.policy import Policy
from relrules.result import Result
from relrules.source import Source
from relrules.source.shipped import policy_names
from relrules.syntax.decode import decode

# What records share is worked out once for so many; no more are held at a time.
AT_ONCE = 256
FORMS = ("table", "markdown", "json", "csv")
ENDINGS = {
    ".txt": "table",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".csv": "csv",
}


@frozen
class Wanted:
    """What the user wants of a comparison: with which policy, and where it goes in what form.

    `all` tells of every record, also of those that do not change.
    """

    against: str
    output: str | None
    form: str | None
    rejects: str | None
    all: bool
    strict: bool


def compare_file(source: Input, wanted: Wanted) -> int:
    """Compare what two policies say of every record and return the exit code.

    It is 1 where a record does not fit a policy, and with `strict` for warnings. A record that does
    not fit is part of what is told: it stops nothing. Raises `CommandError`.
    """
    out = None if wanted.output is None else Path(wanted.output)
    aside = None if wanted.rejects is None else Path(wanted.rejects)
    form = _form(wanted.form, out)
    read = [source.file, source.policy, wanted.against, *(each.file for each in source.lists)]
    check_targets(read, out, aside)
    old = load_old(wanted.against, source.policy_encoding)
    work, before = _both(opened(source, old), old)
    run = _Run(work, before, source)
    counted = tally(run.changes(), keep_all=wanted.all)
    told = told_changes(declared_changes(old, work.policy), (seen_of(before), seen_of(work)))
    compared = Compared(
        before=old,
        after=work.policy,
        names=(wanted.against, source.policy),
        declared=told.changes,
        withheld=told.withheld,
        not_given=tuple(_not_given(work, old)),
        tally=counted,
        id_title=work.columns.id,
        lang=work.lang,
        all=wanted.all,
    )
    files: dict[Path, bytes] = {}
    if out is not None:
        files[out] = _text(compared, form).encode()
    if aside is not None:
        files[aside] = rejects(work, tuple(run.bad), aside)
    if files:
        write_whole(files)
    if out is None:
        write(_text(compared, form))
    else:
        report(f"{plural(counted.records, 'record')} compared into {out}")
    if aside is not None and run.bad:
        report(f"{plural(len(run.bad), 'row')} that cannot be compared went to {aside}")
    warnings = work.warnings + warn_of_dates(tuple(run.odd), work.lang) + warn_of_astray(work)
    return 1 if counted.unfit or (warnings and wanted.strict) else 0


def load_old(name: str, encoding: str) -> Policy:
    """Return the policy that OLD means: a path, a shipped name, or `REV:path` in git."""
    if Path(name).exists() or name in policy_names() or not is_in_git(name):
        return load_policy(name, encoding)
    data = file_of_revision(name)
    try:
        library = Library(resolver=lambda wanted: _beside(name, wanted, encoding))
        return load_source(_decoded(data, name, encoding), library)
    except PolicyError as error:
        report_diagnostics(d for d in error.diagnostics if d.is_error)
        raise CommandError(f"{name} has mistakes and cannot be used", 1) from error


def _beside(name: str, wanted: str, encoding: str) -> str | None:
    """Return the policy that one in git builds on: as it was at that revision, in its folder."""
    found = f"{name.rpartition('/')[0]}/" if "/" in name else f"{name.partition(':')[0]}:"
    data = file_if_there(f"{found}{wanted}{ENDING}")
    return None if data is None else _decoded(data, f"{found}{wanted}{ENDING}", encoding).text


def _decoded(data: bytes, name: str, encoding: str) -> Source:
    try:
        source = decode(data, name, encoding)
    except LookupError as error:
        raise CommandError(f"there is no encoding {encoding!r}") from error
    if isinstance(source, Diagnostic):
        raise PolicyError((source,))
    return source


def _form(form: str | None, out: Path | None) -> str:
    found = form or ("table" if out is None else ENDINGS.get(out.suffix.lower()))
    if found in FORMS:
        return found
    if form is not None:
        raise CommandError(f"a comparison has no format {form}: say table, markdown, json or csv")
    raise CommandError(
        f"what {out} should hold is not clear from its name: "
        "end it in .md, .csv, .json or .txt, or say --format"
    )


def _text(compared: Compared, form: str) -> str:
    match form:
        case "json":
            return as_json(compared)
        case "csv":
            return as_csv(compared)
        case "markdown":
            return as_markdown(compared)
        case _:
            return as_text(compared)


def _both(work: Opened, old: Policy) -> tuple[Opened, Opened]:
    """Return the records, and the same read as the old policy calls its facts.

    A column that either keeps confidential is so in both, whatever they call it.
    """
    columns = evolve(columns_of(old.checked, work.records, None), id=work.columns.id)
    readers = work.redaction.readers
    hidden = redaction(old.checked, work.records, columns, readers, work.lang)
    titles = hidden.titles | work.redaction.titles
    if work.columns.id is not None:
        title = work.columns.id
        refuse_hidden(title, find_fact(old.checked, title), "--id", readers)
    sides = [(work.policy, work.columns), (old, columns)]
    others = tuple(dict.fromkeys(name for names in readers.hidden.values() for name in names))
    owners = {owned.facts[t]: others for _, owned in sides for t in titles if t in owned.facts}
    readers = evolve(readers, hidden={**owners, **readers.hidden})
    records = quiet(work.records, titles, readers)
    after, before = (
        evolve(
            work,
            policy=policy,
            records=records,
            columns=owned,
            redaction=evolve(hidden, readers=readers, others=titles),
        )
        for policy, owned in sides
    )
    return after, before


def seen_of(work: Opened) -> Visible:
    """Return what may be seen of a policy, whatever the record."""
    return Visible(work.policy.program, {}, frozenset(work.redaction.readers.hidden))


def _not_given(work: Opened, old: Policy) -> Iterator[tuple[str, bool]]:
    """Yield the facts and lists of one policy alone that no column gives, and whether it is the old."""
    new = work.policy.checked
    given = {*work.columns.facts.values(), *work.records.joined}
    before = {*old.checked.facts, *old.checked.lists}
    for name in (*new.facts, *new.lists):
        if name not in before and name not in given:
            yield name, False
    found = set(columns_of(old.checked, work.records, None).facts.values())
    for name in (*old.checked.facts, *old.checked.lists):
        if name not in new.facts and name not in new.lists and name not in found:
            yield name, True


@frozen
class _Run:
    """One pass over the records. Of each only what changes is kept, and what is odd."""

    after: Opened
    before: Opened
    source: Input
    bad: list[BadRow] = field(factory=list)
    odd: list[Scored] = field(factory=list)

    def changes(self) -> Iterator[RecordChange | Unfit]:
        """Yield what becomes of each record."""
        records = iter(with_progress(self.after.records.records, "comparing"))
        while some := tuple(itertools.islice(records, AT_ONCE)):
            before, after = self._scored(self.before, some), self._scored(self.after, some)
            for record in some:
                yield self._change(record, before[record.number], after[record.number])

    def _change(
        self, record: Record, before: Scored | BadRow, after: Scored | BadRow
    ) -> RecordChange | Unfit:
        if isinstance(before, BadRow) or isinstance(after, BadRow):
            return self._unfit(record, before, after)
        if after.result.warnings:
            self.odd.append(after)
        results = before.result, after.result
        return record_change(
            self._seen(results),
            (before.result.outcome, after.result.outcome),
            after.result.id or "",
            record.place,
        )

    def _seen(self, results: tuple[Result, Result]) -> tuple[Visible, Visible]:
        """Return what may be seen of a record: nothing that either policy hides, by any name."""
        old, new = (visible(r.program, r.outcome, r.audience) for r in results)
        hidden = old.hidden | new.hidden
        before, after = self.before.columns.facts, self.after.columns.facts
        for title in before.keys() & after.keys():
            if hidden & {before[title], after[title]}:
                hidden |= {before[title], after[title]}
        return evolve(old, hidden=hidden), evolve(new, hidden=hidden)

    def _scored(self, work: Opened, some: tuple[Record, ...]) -> dict[int, Scored | BadRow]:
        """Return what becomes of some records under one policy, by their number."""
        good, bad = evaluated(work, some, self.source.today)
        found: list[Scored | BadRow] = [*good, *bad]
        return {each.record.number: each for each in found}

    def _unfit(self, record: Record, before: Scored | BadRow, after: Scored | BadRow) -> Unfit:
        old, new = (side.problems if isinstance(side, BadRow) else () for side in (before, after))
        names = [side.id for side in (after, before) if isinstance(side, BadRow)]
        told = (*new, *(f"{problem} (in the old policy)" for problem in old if problem not in new))
        shown = next(side.record for side in (after, before) if isinstance(side, BadRow))
        self.bad.append(BadRow(shown, names[0], told))
        return Unfit(names[0], record.place, old, new)
