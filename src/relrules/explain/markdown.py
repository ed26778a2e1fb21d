"""A story as Markdown: a heading, tables and lists.

Texts of policies and records are escaped as a whole, so that none of them can be a heading, a link
or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from relrules.explain.advice import AdviceTold, advice_line
from relrules.explain.phrases import Phrase, sentence
from relrules.explain.scores import DimensionTold, ScoreTold
from relrules.explain.story import (
    MOST_SENTENCES,
    ListTold,
    Story,
    points_told,
    title_line,
    unknown_lines,
)

SPECIAL = re.compile(r"[\\`*_{}\[\]|~#$^!]")
BLOCK = re.compile(r"^(?:[-+=](?=\s|$|[-+=])|\d+(?=[.)](?:\s|$)))")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    r"""Return a text that Markdown shows as it is.

    >>> escaped("a*b* <i> | `c`"), escaped("1. first"), escaped("- x")
    ('a\\*b\\* &lt;i&gt; \\| \\`c\\`', '1\\. first', '\\- x')
    """
    for character, entity in ENTITIES.items():
        text = text.replace(character, entity)
    text = SPECIAL.sub(r"\\\g<0>", text)
    start = BLOCK.match(text)
    if start is None:
        return text
    # Of a number, the mark that follows makes it a list; of the other marks, they themselves.
    at = start.end() if text[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def as_markdown(story: Story) -> str:
    """Return a story as Markdown."""
    lang = story.lang
    title = story.title
    if story.id is not None:
        title = Phrase.HAS_VALUE.say(lang, name=story.id, value=title)
    told = list(points_told(story))
    dimensions = [
        (d.label, d.amount.in_cell(lang), _why(lines, lang))
        for d, lines in told
        if isinstance(d, DimensionTold)
    ]
    scores = [
        (s.label, s.amount.in_cell(lang), _joined(lines, lang))
        for s, lines in told
        if isinstance(s, ScoreTold)
    ]
    grades = [
        (g.label, g.in_words(lang), _why(g.reasons.lines(), lang))
        for g in story.grades
        if g.reasons is not None
    ]
    points = _table(lang, Phrase.DIMENSION_COLUMN, Phrase.POINTS_COLUMN, dimensions, scores)
    blocks = [
        [f"# {escaped(title)}"],
        *_verdict(story),
        [escaped(story.basis)],
        *_section(Phrase.ALERTS_HEADING, lang, _advice(story.first_alerts, lang)),
        *_section(
            Phrase.GRADES_HEADING,
            lang,
            _table(lang, Phrase.GRADE_COLUMN, Phrase.LEVEL_COLUMN, grades, []),
        ),
        *_used(story, lang),
        *_section(Phrase.POINTS_HEADING, lang, points if told else []),
        *[[escaped(costs.text)] for costs in story.costs],
        *_section(Phrase.FINDINGS_HEADING, lang, _findings(story, lang)),
        *[block for of in story.lists for block in _list(of, lang)],
        *_section(
            Phrase.POSSIBLE_ALERTS_HEADING,
            lang,
            _advice(story.later_alerts, lang, all_possible=True),
        ),
        *_section(
            Phrase.ADVICE_HEADING, lang, _advice(story.advice, lang) or _paragraph(story.no_advice)
        ),
        *_section(Phrase.UNKNOWN_HEADING, lang, _unknown(story)),
        *_section(Phrase.PROVISIONAL_HEADING, lang, _items(story.provisional)),
        *_section(Phrase.WARNINGS_HEADING, lang, _items(story.warnings)),
        *_section(Phrase.ASSUMPTIONS_HEADING, lang, _items(story.assumptions)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _verdict(story: Story) -> list[list[str]]:
    """Return the verdict: a paragraph, or where it is long, a line a result."""
    if len(story.verdicts) <= MOST_SENTENCES:
        return [[f"**{escaped(story.verdict)}**"]]
    title = [] if story.id is None else [[escaped(title_line(story.id, story.lang))]]
    return [*title, [f"- **{escaped(text)}**" for text in story.verdicts]]


def _used(story: Story, lang: str) -> list[list[str]]:
    """Return what is taken from used policies, a table each, and how to see the rest."""
    blocks = []
    for used in story.used:
        rows = [(r.label, r.value, r.why) for r in used.results]
        table = _table(lang, Phrase.RESULT_COLUMN, Phrase.VALUE_COLUMN, rows, [])
        blocks += [[f"### {escaped(used.label)}"], table]
    # Commands stand in it as code.
    blocks += [[story.more]] if story.more else []
    return [[f"## {escaped(Phrase.USED_HEADING.say(lang))}"], *blocks] if blocks else []


def _section(heading: Phrase, lang: str, lines: list[str]) -> list[list[str]]:
    return [[f"## {escaped(heading.say(lang))}"], lines] if lines else []


def _why(told: Sequence[str], lang: str) -> str:
    """Return reasons in one cell, as sentences."""
    space = Phrase.BETWEEN_SENTENCES.say(lang)
    return space.join(sentence(text, lang) for text in told if text)


def _joined(told: Sequence[str], lang: str) -> str:
    """Return texts in one cell; one that stands alone needs no full stop."""
    texts = [text for text in told if text]
    return texts[0] if len(texts) == 1 else _why(texts, lang)


def _findings(story: Story, lang: str) -> list[str]:
    lines = []
    for found in story.findings:
        told = Phrase.HAS_VALUE.say(lang, name=found.label, value=found.value)
        lines.append(f"- {escaped(told)}")
        lines += [f"  - {escaped(line)}" for line in found.lines]
    return lines


def _list(of: ListTold, lang: str) -> list[list[str]]:
    """Return what is found out about the records of a list, under its name."""
    lines = []
    for record in of.records or ():
        told = record.lines(lang)
        if told:
            lines.append(f"- **{escaped(record.title)}**")
            lines += [f"  - {escaped(line)}" for line in told]
    return [[f"## {escaped(of.label)}"], lines] if lines else []


def _table(
    lang: str,
    name: Phrase,
    value: Phrase,
    rows: Sequence[tuple[str, str, str]],
    totals: Sequence[tuple[str, str, str]],
) -> list[str]:
    """Return a table; its totals stand out."""
    if not rows and not totals:
        return []
    heads = [escaped(head.say(lang)) for head in (name, value, Phrase.WHY_COLUMN)]
    lines = [_row(heads), "| --- | --- | --- |"]
    lines += [_row([escaped(cell) for cell in row]) for row in rows]
    for label, points, said in totals:
        lines.append(_row([f"**{escaped(label)}**", f"**{escaped(points)}**", escaped(said)]))
    return lines


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _unknown(story: Story) -> list[str]:
    lines = []
    for label, told in unknown_lines(story):
        lines.append(f"- **{escaped(label)}**")
        lines += [f"  - {escaped(line)}" for line in told]
    return lines


def _advice(advice: Sequence[AdviceTold], lang: str, *, all_possible: bool = False) -> list[str]:
    lines = []
    for told in advice:
        safe = evolve(told, record=escaped(told.record))
        label, text = f"**{escaped(told.label)}**", escaped(told.text)
        lines.append(f"- {advice_line(safe, label, text, lang, all_possible=all_possible)}")
        why = told.because(lang)
        lines += [f"  - {escaped(why)}"] if why else []
    return lines


def _items(texts: Sequence[str]) -> list[str]:
    return [f"- {escaped(text)}" for text in texts]


def _paragraph(text: str) -> list[str]:
    return [escaped(text)] if text else []
