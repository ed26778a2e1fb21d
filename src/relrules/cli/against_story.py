"""What there is to say of a comparison, in order, apart from how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.cli.against_why import label, result_text, side_text, why
from relrules.cli.against_words import say
from relrules.cli.compared import Compared
from relrules.compare.change import AdviceChange, Direction, RecordChange, ResultChange
from relrules.compare.differing import DeclaredChange, Fate
from relrules.compare.tally import NO_ANSWER, NOT_TOLD, GradeTally, Unfit
from relrules.evaluate.possible import Among
from relrules.explain.values import one_line, option_text
from relrules.syntax.nodes import AdviceState

MOST_NAMED = 20
# What stands in a matrix beside the levels.
APART = (NO_ANSWER, None, NOT_TOLD)
Inline = str
"""A text that is marked up already."""


@frozen
class Markup:
    """How a text, and a policy's own words, are written so that they are shown as they are."""

    text: Callable[[str], Inline]
    code: Callable[[str], Inline]


@frozen
class Heading:
    """What follows is about; `level` 1 is the whole."""

    level: int
    text: Inline


@frozen
class Line:
    """A sentence, or with a `depth` from 1 a point in a list."""

    depth: int
    text: Inline


@frozen
class Grid:
    """A table; all columns but the first hold numbers."""

    titles: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


Block = Heading | Line | Grid


def story(compared: Compared, markup: Markup) -> list[Block]:
    """Return a comparison as blocks: what differs, who moves and why, what cannot be compared."""
    return [
        *_summary(compared, markup),
        *_declared(compared, markup),
        *(block for name in compared.grades() for block in _grade(compared, markup, name)),
        *_others(compared, markup),
        *_unfit(compared, markup),
    ]


# ---- the whole ----------------------------------------------------------------------------------


def _summary(compared: Compared, markup: Markup) -> Iterator[Block]:
    lang, counted = compared.lang, compared.tally
    title = say("title", lang).format(
        policy=one_line(compared.after.checked.label.in_language(lang)),
        after=compared.after.version,
        before=compared.before.version,
    )
    yield Heading(1, markup.text(title))
    before, after = (markup.code(name) for name in compared.names)
    yield Line(0, say("files", lang).format(before=before, after=after))
    parts = [("moved", counted.moved), ("changed", counted.changed)]
    parts += [("unchanged", counted.unchanged), ("unfit", len(counted.unfit))]
    told = say("comma", lang).join(
        say(key, lang, count).format(n=f"{count:,}") for key, count in parts
    )
    records = say("records", lang, counted.records).format(n=f"{counted.records:,}")
    yield Line(0, say("totals", lang).format(records=records, told=told))


def _declared(compared: Compared, markup: Markup) -> Iterator[Block]:
    lang = compared.lang
    yield Heading(2, say("differences", lang))
    if not compared.declared and not compared.withheld:
        yield Line(1, say("no_differences", lang))
    for change in compared.declared:
        yield from _declaration(compared, markup, change)
    if compared.withheld:
        told = say("withheld", lang, compared.withheld).format(n=f"{compared.withheld:,}")
        yield Line(1, told)
    for name, is_old in compared.not_given:
        key = "not_given_before" if is_old else "not_given_after"
        yield Line(1, say(key, lang).format(name=markup.code(name)))


def _declaration(compared: Compared, markup: Markup, change: DeclaredChange) -> Iterator[Block]:
    lang = compared.lang
    name = say("declaration", lang).format(
        kind=say(change.kind, lang), name=markup.code(change.name)
    )
    match change.fate:
        case Fate.ADDED | Fate.REMOVED:
            yield Line(1, say(change.fate.value, lang).format(name=name))
        case Fate.CHANGED if change.pairs:
            told = say("comma", lang).join(
                say("pair", lang).format(before=markup.code(before), after=markup.code(after))
                for before, after in change.pairs
            )
            yield Line(1, say("clauses", lang).format(name=name, clauses=told))
        case Fate.CHANGED:
            for key, clauses in (("gone", change.gone), ("new", change.new)):
                if clauses:
                    told = say("comma", lang).join(map(markup.code, clauses))
                    yield Line(1, say(key, lang).format(name=name, clauses=told))
            if change.partly_hidden:
                key = "rest" if change.gone or change.new else "differs"
                yield Line(1, say(key, lang).format(name=name))


# ---- a grade ------------------------------------------------------------------------------------


def _grade(compared: Compared, markup: Markup, name: str) -> Iterator[Block]:
    lang = compared.lang
    yield Heading(2, markup.text(label(compared, name, lang)))
    counted = compared.tally.grades.get(name, GradeTally())
    told = [
        say(d.value, lang).format(n=f"{counted.directions[d]:,}")
        for d in Direction
        if counted.directions[d] or d in (Direction.UP, Direction.DOWN)
    ]
    yield Line(0, say("comma", lang).join(told))
    yield _matrix(compared, markup, name, counted)
    yield from _movers(compared, markup, name)


def _matrix(compared: Compared, markup: Markup, name: str, counted: GradeTally) -> Grid:
    """Return how often each level became each other, lowest first, with sums."""
    lang = compared.lang
    scales = [p.checked.grades[name].scale for p in (compared.before, compared.after)]
    rows, columns = (
        [*scale.ids, *(x for x in APART if any(pair[side] == x for pair in counted.matrix))]
        for side, scale in enumerate(scales)
    )

    def title(level: str | None, scale: m.Scale) -> str:
        if level is None:
            return say("undecided_level", lang)
        if level == NO_ANSWER:
            return say("no_answer", lang)
        if level == NOT_TOLD:
            return say("not_told", lang)
        return markup.text(one_line(option_text(level, m.LevelType(scale), lang)))

    def cells(level: str | None) -> list[str]:
        found = [counted.matrix[level, other] for other in columns]
        return [*(f"{n:,}" if n else "·" for n in found), f"{sum(found):,}"]

    sums = [sum(counted.matrix[level, other] for level in rows) for other in columns]
    body = [(title(level, scales[0]), *cells(level)) for level in rows]
    body.append((say("sum", lang), *(f"{n:,}" for n in sums), f"{sum(sums):,}"))
    corner = say("corner", lang)
    return Grid(
        (corner, *(title(level, scales[1]) for level in columns), say("sum", lang)), tuple(body)
    )


def _movers(compared: Compared, markup: Markup, name: str) -> Iterator[Block]:
    """Yield who moves in a grade: those that move alike and for the same reasons together."""
    lang = compared.lang
    groups: dict[tuple[tuple[int, int], str, tuple[str, ...]], list[RecordChange]] = {}
    for record in compared.tally.changes:
        change = next((g for g in record.grades if g.name == name), None)
        if change is None or not change.changed:
            continue
        reasons = tuple(why(compared, record, change, lang, markup.code))
        group = (_place(change), _move(change, lang), reasons)
        groups.setdefault(group, []).append(record)
    for (_, move, reasons), records in sorted(groups.items(), key=lambda g: g[0][:2]):
        count = say("records", lang, len(records)).format(n=f"{len(records):,}")
        yield Heading(3, markup.text(say("group", lang).format(move=move, records=count)))
        for reason in reasons:
            yield Line(1, say("why", lang).format(reason=reason))
        yield from _named(compared, markup, records)


def _place(change: ResultChange) -> tuple[int, int]:
    """Return where a move stands among others: those from the top first."""
    ranks = []
    for side in (change.before, change.after):
        levels = side.value.values if isinstance(side.value, Among) else ()
        scale = side.of.scale.ids if isinstance(side.of, m.LevelType) else ()
        ranks.append(max((scale.index(str(level)) for level in levels), default=0))
    return -ranks[0], -ranks[1]


def _move(change: ResultChange, lang: str) -> str:
    return f"{side_text(change.before, lang)} → {side_text(change.after, lang)}"


# ---- records ------------------------------------------------------------------------------------


def _named(compared: Compared, markup: Markup, records: Sequence[RecordChange]) -> Iterator[Block]:
    lang = compared.lang
    shown = records if compared.all else records[:MOST_NAMED]
    for record in shown:
        parts = [
            markup.text(result_text(compared, score, lang))
            for score in record.scores
            if score.changed or record.moved
        ]
        parts += [_advice(compared, markup, advice) for advice in record.advice]
        name = markup.text(record.id if compared.id_title else record.place)
        told = say("comma", lang).join(parts)
        yield Line(1, say("record", lang).format(name=name, told=told) if parts else name)
    if len(records) > len(shown):
        more = len(records) - len(shown)
        yield Line(1, say("more", lang).format(n=f"{more:,}"))


def _advice(compared: Compared, markup: Markup, change: AdviceChange) -> str:
    lang = compared.lang
    old, new = compared.before.checked.advice, compared.after.checked.advice
    declared = new.get(change.name) or old[change.name]
    named = markup.text(one_line(declared.label.in_language(lang)))
    kind = say("alert" if change.alert else "advice", lang)
    key = {
        AdviceState.GIVEN: "appears",
        AdviceState.POSSIBLE: "becomes_possible",
        AdviceState.NOT_GIVEN: "disappears",
    }[change.after]
    return say(key, lang).format(kind=kind, name=named)


def _others(compared: Compared, markup: Markup) -> Iterator[Block]:
    """Yield the records that change without another grade, and with `all` those that do not."""
    lang = compared.lang
    changed = [r for r in compared.tally.changes if r.changed and not r.moved]
    if changed:
        yield Heading(2, say("without_moving", lang))
        yield from _named(compared, markup, changed)
    same = [r for r in compared.tally.changes if not r.changed]
    if same:
        yield Heading(2, say("not_changed", lang))
        yield from _named(compared, markup, same)


def _unfit(compared: Compared, markup: Markup) -> Iterator[Block]:
    lang, unfit = compared.lang, compared.tally.unfit
    if not unfit:
        return
    yield Heading(2, say("cannot", lang))
    shown = unfit if compared.all else unfit[:MOST_NAMED]
    for record in shown:
        key, problems = _whose(record)
        yield Line(
            1,
            say(key, lang).format(
                name=markup.text(f"{record.place} ({record.id})" if record.id else record.place),
                problems=markup.text("; ".join(problems)),
            ),
        )
    if len(unfit) > len(shown):
        yield Line(1, say("more", lang).format(n=f"{len(unfit) - len(shown):,}"))


def _whose(record: Unfit) -> tuple[str, tuple[str, ...]]:
    """Return for which policies a record is bad, and what is wrong with it."""
    if record.before and record.after:
        return "bad_for_both", tuple(dict.fromkeys([*record.after, *record.before]))
    return ("bad_before", record.before) if record.before else ("bad_after", record.after)
