"""A story as Markdown: a heading, tables and lists.

Texts of policies and records are escaped as a whole, so that none of them can be a heading, a link
or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from relrules.explain.advice import AdviceTold
from relrules.explain.phrases import Phrase, listed, sentence
from relrules.explain.rows import Reasons
from relrules.explain.story import Story

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
    dimensions = [
        (d.label, d.amount.in_cell(lang), _why(d.reasons, lang)) for d in story.dimensions
    ]
    scores = [(s.label, s.amount.in_cell(lang), s.made_of) for s in story.scores]
    shown_scores = dimensions or any(s.made_of for s in story.scores)
    grades = [
        (g.label, listed(g.labels, lang, Phrase.OR), _why(g.reasons, lang))
        for g in story.grades
        if g.reasons is not None
    ]
    points = _table(lang, Phrase.DIMENSION_COLUMN, Phrase.POINTS_COLUMN, dimensions, scores)
    findings = [Phrase.HAS_VALUE.say(lang, name=f.label, value=f.value) for f in story.findings]
    blocks = [
        [f"# {escaped(title)}"],
        [f"**{escaped(story.verdict)}**"],
        [escaped(story.basis)],
        *_section(Phrase.POINTS_HEADING, lang, points if shown_scores else []),
        *[[escaped(costs.text)] for costs in story.costs],
        *_section(
            Phrase.GRADES_HEADING,
            lang,
            _table(lang, Phrase.GRADE_COLUMN, Phrase.LEVEL_COLUMN, grades, []),
        ),
        *_section(Phrase.FINDINGS_HEADING, lang, _items(findings)),
        *_section(Phrase.UNKNOWN_HEADING, lang, _unknown(story)),
        *_section(Phrase.PROVISIONAL_HEADING, lang, _items(story.provisional)),
        *_section(Phrase.ALERTS_HEADING, lang, _advice(story.alerts, lang)),
        *_section(
            Phrase.ADVICE_HEADING, lang, _advice(story.advice, lang) or _paragraph(story.no_advice)
        ),
        *_section(Phrase.WARNINGS_HEADING, lang, _items(story.warnings)),
        *_section(Phrase.ASSUMPTIONS_HEADING, lang, _items(story.assumptions)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _section(heading: Phrase, lang: str, lines: list[str]) -> list[list[str]]:
    return [[f"## {escaped(heading.say(lang))}"], lines] if lines else []


def _why(reasons: Reasons, lang: str) -> str:
    """Return the reasons for a row in one cell, as sentences."""
    told = [reasons.why, *reasons.not_above, reasons.because, reasons.source]
    space = Phrase.BETWEEN_SENTENCES.say(lang)
    return space.join(sentence(text, lang) for text in told if text)


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
    for unknown in story.unknown:
        lines.append(f"- **{escaped(unknown.label)}**")
        lines += [f"  - {escaped(line)}" for line in unknown.lines]
    return lines


def _advice(advice: Sequence[AdviceTold], lang: str) -> list[str]:
    lines = []
    for told in advice:
        label = f"**{escaped(told.label)}**"
        label = label if told.is_given else Phrase.POSSIBLE.say(lang, advice=label)
        text = Phrase.HAS_VALUE.say(lang, name=label, value=escaped(told.text))
        lines.append(f"- {text if told.text else label}")
        lines += [f"  - {escaped(told.why)}"] if told.why else []
    return lines


def _items(texts: Sequence[str]) -> list[str]:
    return [f"- {escaped(text)}" for text in texts]


def _paragraph(text: str) -> list[str]:
    return [escaped(text)] if text else []
