"""A story as plain text, 100 columns wide or as wide as is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relrules.diagnostics.render import columns
from relrules.explain.advice import AdviceTold, advice_line
from relrules.explain.layout import padded, wrapped
from relrules.explain.phrases import Phrase
from relrules.explain.story import (
    MOST_SENTENCES,
    ListTold,
    Story,
    points_told,
    title_line,
    unknown_lines,
)

WIDTH = 100
NARROWEST = 30
# With less room beside a value, what is said of it stands below.
LEAST_REASON = 20
MOST_LABEL = 30
MOST_POINTS = 24
INDENT = "  "
GAP = "  "
BULLET = "- "

TableRow = tuple[str, str, Sequence[str]]
"""A label, a value, and what is to be said of it, each on lines of its own."""


def as_text(story: Story, width: int = WIDTH) -> str:
    """Return a story as text, at most so many columns wide."""
    lang, width = story.lang, max(width, NARROWEST)
    points = [(told.label, told.amount.in_cell(lang), lines) for told, lines in points_told(story)]
    grades = [
        (g.label, g.in_words(lang), g.reasons.lines())
        for g in story.grades
        if g.reasons is not None
    ]
    findings: list[TableRow] = [(f.label, f.value, f.lines) for f in story.findings]
    lines = _table(points, width)
    lines += [line for costs in story.costs for line in _indented(costs.text, INDENT, width)]
    blocks = [
        [*_verdict(story, width), *wrapped(story.basis, width)],
        _section(Phrase.ALERTS_HEADING, lang, _advice(story.first_alerts, lang, width)),
        _section(Phrase.GRADES_HEADING, lang, _table(grades, width)),
        _section(Phrase.USED_HEADING, lang, _used(story, width)),
        _section(Phrase.POINTS_HEADING, lang, lines),
        _section(Phrase.FINDINGS_HEADING, lang, _table(findings, width)),
        *(_list(of, lang, width) for of in story.lists),
        _section(
            Phrase.POSSIBLE_ALERTS_HEADING,
            lang,
            _advice(story.later_alerts, lang, width, all_possible=True),
        ),
        _section(Phrase.ADVICE_HEADING, lang, _advice(story.advice, lang, width, story.no_advice)),
        _section(Phrase.UNKNOWN_HEADING, lang, _unknown(story, width)),
        _section(Phrase.PROVISIONAL_HEADING, lang, _items(story.provisional, width)),
        _section(Phrase.WARNINGS_HEADING, lang, _items(story.warnings, width)),
        _section(Phrase.ASSUMPTIONS_HEADING, lang, _items(story.assumptions, width)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _verdict(story: Story, width: int) -> list[str]:
    """Return the verdict: a paragraph, or where it is long, a line a result."""
    if len(story.verdicts) <= MOST_SENTENCES:
        return wrapped(story.verdict, width)
    title = [] if story.id is None else wrapped(title_line(story.id, story.lang), width)
    return [*title, *_items(story.verdicts, width)]


def _used(story: Story, width: int) -> list[str]:
    """Return what is taken from used policies, under the name of each, and how to see the rest."""
    rows = [[(r.label, r.value, [r.why]) for r in used.results] for used in story.used]
    everything = [row for some in rows for row in some]
    lines = []
    for used, some in zip(story.used, rows, strict=True):
        lines += [*_bullet(used.label, width), *_table(some, width, like=everything, deeper=True)]
    return lines + (_indented(story.more, INDENT, width) if story.more else [])


def _section(heading: Phrase, lang: str, lines: list[str]) -> list[str]:
    return [heading.say(lang), *lines] if lines else []


def _list(of: ListTold, lang: str, width: int) -> list[str]:
    """Return what is found out about the records of a list."""
    lines = []
    for record in of.records or ():
        told = [line for text in record.lines(lang) for line in _indented(text, INDENT * 2, width)]
        lines += [*_bullet(record.title, width), *told] if told else []
    return [*wrapped(of.label, width), *lines] if lines else []


def _table(
    rows: Sequence[TableRow],
    width: int,
    *,
    like: Sequence[TableRow] = (),
    deeper: bool = False,
) -> list[str]:
    """Return rows in three columns; long cells go on below their beginning.

    The columns are as wide as in a table of the rows that it is to be `like`.
    """
    if not rows:
        return []
    indent = INDENT * 2 if deeper else INDENT
    first = min(MOST_LABEL, max(columns(label) for label, _, _ in like or rows))
    second = min(MOST_POINTS, max(columns(value) for _, value, _ in like or rows))
    third = width - len(indent) - first - second - 2 * len(GAP)
    if third < LEAST_REASON:
        return _narrow_table(rows, width, indent)
    lines = []
    for label, value, said in rows:
        cells = [
            wrapped(label, first),
            wrapped(value, second),
            [line for text in said if text for line in wrapped(text, third)],
        ]
        for i in range(max(len(cell) for cell in cells)):
            left, middle, right = (cell[i] if i < len(cell) else "" for cell in cells)
            line = f"{indent}{padded(left, first)}{GAP}{padded(middle, second)}{GAP}{right}"
            lines.append(line.rstrip())
    return lines


def _narrow_table(rows: Sequence[TableRow], width: int, indent: str) -> list[str]:
    """Return rows for a narrow page: what is said of a value stands below it."""
    lines = []
    for label, value, said in rows:
        lines += _indented(f"{label}{GAP}{value}", indent, width)
        lines += [line for text in said if text for line in _indented(text, indent + INDENT, width)]
    return lines


def _unknown(story: Story, width: int) -> list[str]:
    lines = []
    for label, told in unknown_lines(story):
        lines += _bullet(label, width)
        lines += [line for text in told for line in _indented(text, INDENT * 2, width)]
    return lines


def _advice(
    advice: Sequence[AdviceTold],
    lang: str,
    width: int,
    nothing: str = "",
    *,
    all_possible: bool = False,
) -> list[str]:
    lines = []
    for told in advice:
        text = advice_line(told, told.label, told.text, lang, all_possible=all_possible)
        lines += _bullet(text, width)
        why = told.because(lang)
        lines += _indented(why, INDENT * 2, width) if why else []
    return lines or (_indented(nothing, INDENT, width) if nothing else [])


def _items(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in _bullet(text, width)]


def _bullet(text: str, width: int) -> list[str]:
    first, *more = wrapped(text, width - len(INDENT) - len(BULLET))
    return [f"{INDENT}{BULLET}{first}", *(f"{INDENT * 2}{line}" for line in more)]


def _indented(text: str, indent: str, width: int) -> list[str]:
    return [f"{indent}{line}" for line in wrapped(text, width - len(indent))]
