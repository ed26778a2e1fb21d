"""From POLICY and FILE to results: what `score` and `explain` share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from relrules.arguments import form_of
from relrules.cli.cell_lists import with_cell_lists
from relrules.cli.columns import Columns, columns_of
from relrules.cli.confidential import readers_of
from relrules.cli.former import refuse_results_alone, without_former
from relrules.cli.ids import record_id, same_ids
from relrules.cli.joined import ListFile, ListSource
from relrules.cli.list_files import with_lists
from relrules.cli.nested import without_nesting
from relrules.cli.policies import load_policy
from relrules.cli.progress import with_progress
from relrules.cli.reading import read_records
from relrules.cli.records import TABLES, BadCell, HiddenCell, Kind, Record, Records
from relrules.cli.redacted import (
    IN_LIST,
    Redaction,
    problem_told,
    quiet,
    redaction,
    refuse_hidden,
    seen_record,
    unfit_record,
)
from relrules.cli.streams import CommandError, note, on_one_line, plural, warn
from relrules.cli.values import cell_text
from relrules.diagnostics.words import quoted
from relrules.evaluate.facts import Problem, find_fact
from relrules.explain import notes
from relrules.explain.telling import Telling
from relrules.explain.visible import visible
from relrules.many import BadRecord, evaluate_each
from relrules.policy import FactsForm, Policy
from relrules.result import Result, addressed, has_warnings
from relrules.syntax.layout import FORBIDDEN

MOST_WARNINGS = 5
MOST_BAD_SHOWN = 5
MORE = "; --rejects FILE writes them all"


@frozen
class Input:
    """What the user named: a policy, a file, how to read both, and what to keep of the file.

    `sheet` is the worksheet of a workbook, `lists` the files of lists, `keep` the columns that
    results carry along; by default all that are no facts. `audience` are those who read the output.
    With `reasons` tables say which rows decide, and what is provisional.
    """

    policy: str
    policy_encoding: str
    file: str
    encoding: str
    id_column: str | None
    today: dt.date | None
    lang: str | None
    sheet: str | None = None
    lists: tuple[ListSource, ...] = ()
    keep: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    reasons: bool = False


@frozen
class Opened:
    """A policy and the records to score with it; `warnings` counts what was said of them.

    `lists` are the files whose rows were joined to the records, `redaction` what of them is hidden
    from those who read the output. With `reasons` tables say which rows decide.
    """

    policy: Policy = field(repr=False)
    records: Records
    columns: Columns
    lang: str
    warnings: int
    lists: tuple[ListFile, ...] = ()
    redaction: Redaction = field(factory=Redaction)
    reasons: bool = False


@frozen
class Scored:
    """A record with its result, both as those who read the output may see them."""

    record: Record
    result: Result


@frozen
class BadRow:
    """A record that does not fit the policy, and why; `id` is empty where no column names it.

    What is confidential to others than those who read the output is not in it.
    """

    record: Record
    id: str
    problems: tuple[str, ...]

    @property
    def noted(self) -> tuple[str, ...]:
        """Return what is wrong with it, with where it stands if its cells do not tell."""
        if not all(isinstance(cell, HiddenCell) for cell in self.record.cells.values()):
            return self.problems
        return tuple(f"{self.record.place}: {problem}" for problem in self.problems)

    def told(self, file: str) -> str:
        """Return where it stands and what is wrong with it, a line for each problem."""
        name = f" ({on_one_line(self.id)})" if self.id else ""
        return "\n".join(f"{file}: {self.record.place}{name}: {p}" for p in self.problems)


def opened(source: Input, *others: Policy) -> Opened:
    """Read the policy and the records, and warn about what is odd.

    What `others` keep confidential, with which the records are scored too, is so. Raises
    `CommandError`.
    """
    policy = load_policy(source.policy, source.policy_encoding)
    found = prepared(
        source, policy, read_records(source.file, source.encoding, source.sheet), *others
    )
    work = found.work
    alike = same_ids(work.records, work.columns)
    for warning in [*found.warnings, *alike]:
        warn(warning)
    for each in found.notes:
        note(each)
    return evolve(work, warnings=work.warnings + len(alike))


@frozen
class Prepared:
    """A policy and records, and what the user is to hear of them before they are scored."""

    work: Opened
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    former: int = 0


def prepared(source: Input, policy: Policy, records: Records, *others: Policy) -> Prepared:
    """Return what the columns of records are for, and what is odd; `former` counts results in them.

    Records called alike are not looked for. Raises `CommandError`.
    """
    readers = readers_of([policy, *others], source.audience)
    former = without_former(policy.checked, records, _asked(source))
    records = with_cell_lists(policy.checked, former.records)
    records = without_nesting(policy.checked, records)
    records, lists = with_lists(policy.checked, source.lists, records, source.encoding, readers)
    if not lists:
        refuse_results_alone(policy.checked, former)
    columns = columns_of(policy.checked, records, source.id_column, source.keep)
    lang = source.lang or (policy.checked.lang if policy.checked.lang == "zh" else "en")
    hidden = redaction(policy.checked, records, columns, readers, lang)
    if columns.id is not None:
        refuse_hidden(columns.id, find_fact(policy.checked, columns.id), "--id", readers)
    records = quiet(records, hidden.titles, readers)
    warnings = [*records.warnings, *columns.warnings]
    warnings += [warning for found in lists for warning in found.records.warnings]
    if policy.warnings:
        count = plural(len(policy.warnings), "warning")
        warnings.append(f"{policy.name} has {count}; see `relrules check {source.policy}`")
    told = [former.note()] if former.columns else []
    if policy.program.needs_today and source.today is None:
        told.append(
            "this policy counts days; say from when with --today 2026-01-31, or --today now"
        )
    if readers.hidden:
        told.append(readers.note())
    work = Opened(policy, records, columns, lang, len(warnings), lists, hidden, source.reasons)
    return Prepared(work, tuple(warnings), tuple(told), former.columns)


def _asked(source: Input) -> list[str]:
    """Return the titles of columns that options name."""
    named = [] if source.id_column is None else [source.id_column]
    return [*named, *source.keep, *(each.on for each in source.lists)]


def evaluated(
    opened: Opened,
    records: tuple[Record, ...],
    today: dt.date | None,
    *,
    interpreted: bool = False,
) -> tuple[tuple[Scored, ...], tuple[BadRow, ...]]:
    """Return the results of records, and the records that have none.

    They are the same where they are `interpreted`, and take longer.
    """
    good: list[Scored] = []
    bad: list[BadRow] = []
    # One run over all: what records with the same facts share is worked out once.
    given = (_given(opened, record) for record in records)
    policy, form = opened.policy, _form(opened)
    if interpreted:
        results = evaluate_each(policy.program, given, today, None, form_of(form), None)
    else:
        results = policy.evaluate_many(given, today, form=form)
    for record, result in zip(with_progress(records, "scoring"), results, strict=True):
        found = _evaluated(opened, record, result)
        if isinstance(found, Scored):
            good.append(found)
        else:
            bad.append(found)
    return tuple(good), tuple(bad)


def warn_of_dates(good: tuple[Scored, ...], lang: str) -> int:
    """Warn about facts that are odd, such as dates that lie ahead, and return their number."""
    found = dates_told(good, lang)
    tell_dates(found, len(found))
    return len(found)


def dates_told(good: Sequence[Scored], lang: str) -> list[str]:
    """Return the warnings of records about facts that are odd, such as dates that lie ahead."""
    return [
        f"{scored.record.place}: {warning}"
        for scored in good
        for warning in warnings_of(scored.result, lang)
    ]


def tell_dates(found: Sequence[str], count: int) -> None:
    """Warn about facts that are odd; `count` is how many such warnings `found` has the first of."""
    for warning in found[:MOST_WARNINGS]:
        warn(warning)
    if count > MOST_WARNINGS:
        warn(f"and {count - MOST_WARNINGS:,} more like these")


def warnings_of(result: Result, lang: str) -> tuple[str, ...]:
    """Return the warnings of a result in a language, whatever that of its policy is."""
    if not has_warnings(result):
        return ()
    seen = visible(result.program, result.outcome, result.audience)
    telling = Telling(result.program, result.outcome, lang, seen)
    return (*notes.out_of_date(telling), *notes.warnings(telling))


def warn_of_astray(opened: Opened) -> int:
    """Warn about rows of lists that belong to no record, and return in how many files there are."""
    found = [each for each in opened.lists if each.astray]
    for each in found:
        count = plural(len(each.astray), "row")
        verb = "belongs" if len(each.astray) == 1 else "belong"
        warn(f"{count} of {each.records.name} {verb} to no record; `score` names them")
    return len(found)


def bad_rows_error(bad: Sequence[BadRow], total: int, name: str, way_out: str) -> CommandError:
    """Return the error that bad rows stop a run."""
    return CommandError(
        f"{bad_rows_told(bad, name, way_out)}\n{len(bad):,} of {plural(total, 'row')} cannot be "
        f"scored, so nothing was written; {way_out}",
        1,
    )


def bad_rows_told(bad: Sequence[BadRow], name: str, way_out: str, count: int | None = None) -> str:
    """Return what is wrong with the first bad rows, and how many more there are.

    `count` is how many there are where `bad` has only the first.
    """
    lines = [row.told(name) for row in bad[:MOST_BAD_SHOWN]]
    more = (len(bad) if count is None else count) - MOST_BAD_SHOWN
    if more > 0:
        lines.append(f"and {more:,} more{MORE if '--rejects' in way_out else ''}")
    return "\n".join(lines)


# ---- one record -------------------------------------------------------------------------------


def _form(opened: Opened) -> FactsForm:
    """Return how values are to be read: as texts where any file holds texts only."""
    kinds = [opened.records.kind, *(found.records.kind for found in opened.lists)]
    return "text" if any(kind in TABLES for kind in kinds) else "json"


def _evaluated(opened: Opened, record: Record, result: Result | BadRecord) -> Scored | BadRow:
    id_, hidden = record_id(record, opened.columns), opened.redaction
    problems = [record.problem] if record.problem else []
    # In a row whose cells have slipped, any may be one that is hidden.
    in_doubt = hidden.hides and bool(problems)
    if in_doubt and record.slipped:
        return BadRow(unfit_record(record, hidden), "", tuple(problems))
    if not id_:
        problems.append(_no_name(opened, record))
    elif FORBIDDEN.search(id_):
        problems.append("its name holds an invisible character")
    problems += [_bad_cell(opened, record, t) for t in opened.columns.facts if _is_bad(record, t)]
    if isinstance(result, BadRecord) and not in_doubt:
        problems += [_placed(opened, record, problem) for problem in result.problems]
    if problems or isinstance(result, BadRecord):
        seen = unfit_record(record, hidden)
        return BadRow(seen, id_ if opened.columns.id else "", tuple(problems))
    audience = hidden.readers.audience
    result = addressed(result, id_, audience)
    return Scored(seen_record(opened.policy.checked, record, hidden, result), result)


def _given(opened: Opened, record: Record) -> Mapping[str, object]:
    """Return the facts of a record; a worksheet's values as the texts CSV would have."""
    titles = [t for t in opened.columns.facts if t in record.cells and not _is_bad(record, t)]
    cells: dict[str, object] = {title: record.cells[title] for title in titles}
    if opened.records.kind is Kind.XLSX:
        listed = opened.records.list_titles
        cells = {t: value if t in listed else cell_text(value) for t, value in cells.items()}
    return {**cells, **record.lists}


def _is_bad(record: Record, title: str) -> bool:
    return isinstance(record.cells.get(title), BadCell)


def _no_name(opened: Opened, record: Record) -> str:
    title = opened.columns.id or ""
    if isinstance(record.cells.get(title), BadCell):
        return _bad_cell(opened, record, title)
    return f"{quoted(title)} is empty: it names the record"


def _bad_cell(opened: Opened, record: Record, title: str) -> str:
    cell = record.cells[title]
    reason = cell.reason if isinstance(cell, BadCell) else ""
    where = opened.records.cell(record, title)
    return f"{where} ({quoted(title)}) {reason}" if where else f"{quoted(title)} {reason}"


def _placed(opened: Opened, record: Record, problem: Problem) -> str:
    """Return what is wrong with a fact, with the cell of the worksheet or the row it stands in."""
    records, told = opened.records, problem_told(opened.policy.checked, problem, opened.redaction)
    in_list = IN_LIST.match(problem.path)
    if in_list is not None:
        places = record.list_places.get(in_list["list"], ())
        number = int(in_list["number"])
        if places:
            return f"{places[number - 1]}: {told}" if number <= len(places) else told
    title = problem.path if in_list is None else in_list["list"]
    if not records.sheet or title not in records.letters:
        return told
    return f"{records.cell(record, title)}: {told}"
