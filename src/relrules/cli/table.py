"""Results as a table for people."""

from __future__ import annotations

import io
import itertools
import shutil
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.check.say import limit, number
from relrules.cli.scoring import Opened, Scored
from relrules.cli.stacked import Field, stacked
from relrules.cli.streams import on_one_line
from relrules.cli.values import cell_text
from relrules.explain.layout import PIECES
from relrules.explain.notes import NO_VERSION
from relrules.explain.phrases import Phrase, listed
from relrules.explain.values import UNANSWERED, option_text
from relrules.result import AdviceResult, GradeResult, NumberResult, State

# Nobody looks at a pipe: there a line is as long as it must be.
ENDLESS = 100_000
NARROWEST = 24
BETWEEN = 3

WORDS = {
    "en": {
        "row": "Row", "alerts": "Alerts", "advice": "Advice", "unknown": "Unknown",
        "of": "{value} of {max}", "in": "{value} ({min} to {max})", "to": "{low}–{high}",
        "span": "{low} … {high}", "confidential": "confidential",
        "maybe": "{name}?", "comma": ", ", "for": "{advice} ({records})",
    },
    "zh": {
        "row": "行", "alerts": "警示", "advice": "建议", "unknown": "未知项",
        "of": "{value} / {max}", "in": "{value}（{min} 至 {max}）", "to": "{low}–{high}",
        "span": "{low} … {high}", "confidential": "保密",
        "maybe": "{name}?", "comma": "、", "for": "{advice}（{records}）",
    },
}  # fmt: skip


@frozen
class Column:
    """A column of the table: its title and cells, and what may happen where room is short.

    `carried` columns may be left out; columns that `wrap` go on in a next line.
    """

    title: str
    cells: tuple[str, ...]
    right: bool = False
    style: str = ""
    carried: bool = False
    wraps: bool = False

    @property
    def width(self) -> int:
        """Return how many columns of a terminal it takes, its title in several lines if need be."""
        return max(cell_len(text) for text in (*self.title.split(" "), *self.cells))

    @property
    def least(self) -> int:
        """Return how many it takes at least: no word is ever broken."""
        if not self.wraps:
            return self.width
        words = (word for text in (self.title, *self.cells) for word in PIECES.findall(text))
        longest = max((cell_len(word) for word in words), default=0)
        return min(self.width, max(NARROWEST, longest))


def as_table(
    opened: Opened, scored: Sequence[Scored], *, terminal: bool, colour: bool
) -> tuple[str, int]:
    """Return the results as a table, and how many carried columns had no room.

    A terminal sets the width; otherwise nothing is cut or wrapped. Where it is too narrow for a
    table, each record stands in lines of its own.
    """
    width = shutil.get_terminal_size().columns if terminal else ENDLESS
    title = opened.policy.checked.label.in_language(opened.lang)
    if opened.policy.version != NO_VERSION:
        title = f"{title} {opened.policy.version}"
    columns = _columns(opened, scored, width)
    shown = _with_room(columns, width)
    if _least(shown) > width:
        everything = [
            *_columns_before(opened, scored),
            *_columns_after(opened, scored, advice_text),
        ]
        return stacked(title, _fields(everything), width), 0
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for column in shown:
        table.add_column(
            Text(_broken(column.title, column.width) if terminal else column.title),
            justify="right" if column.right else "left",
            style=column.style,
            no_wrap=not column.wraps,
            min_width=column.least,
            overflow="fold",
        )
    for row in zip(*(column.cells for column in shown), strict=True):
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
    ).print(table)
    text = "\n".join(line.rstrip() for line in out.getvalue().splitlines())
    return f"{text}\n", len(columns) - len(shown)


def score_text(score: NumberResult, lang: str) -> str:
    """Return a score in its range: `7 of 13`, `2–12 of 13 or no answer`."""
    words = WORDS[lang]
    match score.state:
        case "hidden":
            return words["confidential"]
        case "no answer":
            return UNANSWERED[lang]
        case "open" | "decided" | "open or no answer":
            pass
    low, high = limit(score.low), limit(score.high)
    value = low if low == high else words["to"].format(low=low, high=high)
    if score.max is not None and score.min is not None:
        value = _in_range(value, score.min, score.max, words)
    return _or_unanswered([value], score.state, lang)


def grade_text(grade: GradeResult, of: m.Grade, lang: str) -> str:
    """Return a grade by its label, `Cold … Strong` where it is not decided."""
    if grade.state == "hidden":
        return WORDS[lang]["confidential"]
    labels = [option_text(level, m.LevelType(of.scale), lang) for level in grade.possible]
    if len(labels) > 2:  # noqa: PLR2004 - one or the other
        labels = [WORDS[lang]["span"].format(low=labels[0], high=labels[-1])]
    return _or_unanswered(labels, grade.state, lang)


def _or_unanswered(words: Sequence[str], state: State, lang: str) -> str:
    """Return what a result can be, no answer included, as explanations list it."""
    may_be = state in ("no answer", "open or no answer")
    return listed([*words, *([UNANSWERED[lang]] if may_be else [])], lang, Phrase.OR)


def advice_text(opened: Opened, advice: Sequence[AdviceResult]) -> str:
    """Return advice by label and for whom it is, what is only possible with a question mark."""
    words, declared = WORDS[opened.lang], opened.policy.checked.advice
    found = []
    for name, some in itertools.groupby(advice, key=lambda each: each.name):
        label = declared[name].label.in_language(opened.lang)
        each = list(some)
        records = [_maybe(_record(a.record, opened.lang), a, words) for a in each if a.record]
        if records:
            told = words["comma"].join(records)
            found.append(words["for"].format(advice=label, records=told))
        else:
            found.append(_maybe(label, each[0], words))
    return words["comma"].join(found)


def _maybe(name: str, advice: AdviceResult, words: Mapping[str, str]) -> str:
    return words["maybe"].format(name=name) if advice.state == "possible" else name


def _record(record: str | int | None, lang: str) -> str:
    """Return what a record of a list is called, by its number if it has no title."""
    return record if isinstance(record, str) else Phrase.RECORD.say(lang, number=str(record))


def advice_count(opened: Opened, advice: Sequence[AdviceResult]) -> str:
    """Return how much advice is given, and with a question mark how much is possible."""
    maybe = WORDS[opened.lang]["maybe"]
    possible = sum(a.state == "possible" for a in advice)
    given = len(advice) - possible
    parts = [str(given)] if given else []
    parts += [maybe.format(name=possible)] if possible else []
    return " + ".join(parts)


def _in_range(value: str, low: Exact, high: Exact, words: Mapping[str, str]) -> str:
    if low == 0:
        return words["of"].format(value=value, max=number(high))
    return words["in"].format(value=value, min=number(low), max=number(high))


def _columns(opened: Opened, scored: Sequence[Scored], width: int) -> list[Column]:
    """Return all columns; advice is told by name where that fits, else only counted."""
    named = [*_columns_before(opened, scored), *_columns_after(opened, scored, advice_text)]
    if _least([column for column in named if not column.carried]) <= width:
        return named
    return [*_columns_before(opened, scored), *_columns_after(opened, scored, advice_count)]


def _columns_before(opened: Opened, scored: Sequence[Scored]) -> list[Column]:
    """Return the columns of the record, its scores and its grades."""
    policy, lang = opened.policy.checked, opened.lang
    results = [item.result for item in scored]
    row = opened.columns.id or WORDS[lang]["row"]
    found = [_column(row, [r.id or "" for r in results], wraps=True)]
    for title in opened.columns.kept:
        cells = [cell_text(item.record.cells.get(title)) for item in scored]
        # What was asked for by name is never left out.
        carried = not opened.columns.chosen
        found.append(_column(title, cells, carried=carried, wraps=True))
    for name in opened.columns.lists:
        cells = [cell_text(list(item.record.lists.get(name, ()))) for item in scored]
        found.append(_column(name, cells, carried=not opened.columns.chosen, wraps=True))
    for name, score in policy.scores.items():
        cells = [score_text(r.scores[name], lang) for r in results]
        found.append(_column(score.label.in_language(lang), cells, right=True, style="bold"))
    for name, grade in policy.grades.items():
        cells = [grade_text(r.grades[name], grade, lang) for r in results]
        found.append(_column(grade.label.in_language(lang), cells))
    return found


def _columns_after(
    opened: Opened,
    scored: Sequence[Scored],
    told: Callable[[Opened, Sequence[AdviceResult]], str],
) -> list[Column]:
    """Return the columns of alerts, advice and what is unknown; empty ones are left out."""
    words = WORDS[opened.lang]
    results = [item.result for item in scored]
    alerts = [told(opened, r.alerts) for r in results]
    advice = [told(opened, r.advice) for r in results]
    unknown = [str(len(r.unknown) or "") for r in results]
    counted = told is advice_count
    found = [
        _column(words["alerts"], alerts, right=counted, style="red", wraps=not counted),
        _column(words["advice"], advice, right=counted, wraps=not counted),
        _column(words["unknown"], unknown, right=True, style="dim"),
    ]
    return [column for column in found if any(column.cells)]


def _column(  # noqa: PLR0913 - what a column has
    title: str,
    cells: Sequence[str],
    *,
    right: bool = False,
    style: str = "",
    carried: bool = False,
    wraps: bool = False,
) -> Column:
    clean = tuple(on_one_line(cell) for cell in cells)
    return Column(on_one_line(title), clean, right, style, carried, wraps)


def _fields(columns: Sequence[Column]) -> list[list[Field]]:
    """Return each record as its titles and cells, without the empty ones."""
    records = zip(*(column.cells for column in columns), strict=True)
    return [
        [
            Field(column.title, cell)
            for column, cell in zip(columns, record, strict=True)
            if cell or column is columns[0]
        ]
        for record in records
    ]


def _with_room(columns: Sequence[Column], width: int) -> list[Column]:
    """Return the columns that have room: all but some of those that are only carried."""
    shown = [column for column in columns if not column.carried]
    for column in columns:
        if column.carried and _least([*shown, column]) <= width:
            shown.append(column)
    return [column for column in columns if column in shown]


def _least(columns: Sequence[Column]) -> int:
    """Return how wide a table must be at least."""
    return sum(column.least for column in columns) + BETWEEN * (len(columns) - 1)


def _broken(title: str, width: int) -> str:
    """Return a title in lines of at most this width."""
    lines: list[str] = []
    for word in title.split(" "):
        if lines and cell_len(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
