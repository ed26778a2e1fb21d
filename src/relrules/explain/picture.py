"""A waterfall as SVG: a bar for each part, then the whole with the levels it reaches.

Each bar begins where the one above it ends. What is sure is filled, what may still come is dashed,
and the pale ground behind shows what the part can be worth at all. Names stand above their bars, so
that the picture can be read on a telephone. Colours come from the style sheet of the page, which
knows light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from attrs import frozen

from relrules.check.interval import Exact
from relrules.diagnostics.render import columns
from relrules.explain import phrases
from relrules.explain.phrases import Phrase
from relrules.explain.waterfall import LevelRange, Step, Waterfall

WIDTH = 420
MARGIN = 1
TEXT = 13
BAR = 12
STEP = 40
LETTER = 6.6
"""About how wide one column of text is; Chinese characters take two."""
SMALL = 11
SMALL_LETTER = 5.6
LADDER = 18
MOST_COLUMNS = 46


@frozen
class _Axis:
    """Where points stand across the picture."""

    least: Exact
    most: Exact

    def at(self, points: Exact) -> float:
        """Return the place of a number of points, within the picture."""
        room = Fraction(self.most) - Fraction(self.least)
        share = (Fraction(points) - Fraction(self.least)) / room if room else Fraction(0)
        inside = min(max(share, Fraction(0)), Fraction(1))
        return round(MARGIN + float(inside) * (WIDTH - 2 * MARGIN), 1)

    def between(self, one: Exact, other: Exact) -> tuple[float, float]:
        """Return the places of two numbers of points, from left to right."""
        left, right = sorted((self.at(one), self.at(other)))
        return left, right


def picture(waterfall: Waterfall, lang: str) -> str:
    """Return a waterfall as an SVG element, with a text of its own for those who cannot see it."""
    axis = _axis(waterfall)
    parts: list[str] = []
    top, total = 0, Fraction(0)
    names = [(s.label, s.points) for s in waterfall.steps] + [(waterfall.label, waterfall.points)]
    for step, below in zip(waterfall.steps, names[1:], strict=True):
        parts += _step(step, axis, total, top, below)
        total += Fraction(step.sure)
        top += STEP
    parts += _whole(waterfall, axis, top)
    top += STEP
    ladder = list(_ladder(waterfall.levels, axis, top)) if waterfall.levels else []
    height = top + (LADDER + SMALL + 8 if ladder else 0)
    said = escape(_said(waterfall, lang), quote=True)
    return (
        f'<svg class="rr-picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{said}">'
        f"{''.join(parts)}{''.join(ladder)}</svg>"
    )


def _said(waterfall: Waterfall, lang: str) -> str:
    """Return what the picture shows, in words."""
    steps = [Phrase.PICTURE_STEP.say(lang, part=s.label, points=s.points) for s in waterfall.steps]
    if not steps:
        return Phrase.PICTURE_STEP.say(lang, part=waterfall.label, points=waterfall.points)
    told = Phrase.SEMICOLON.say(lang).join(steps)
    return Phrase.PICTURE.say(lang, score=waterfall.label, points=waterfall.points, steps=told)


def _axis(waterfall: Waterfall) -> _Axis:
    """Return an axis on which every bar has its place, 0 among them."""
    ends = [Fraction(0), Fraction(waterfall.least), Fraction(waterfall.most)]
    total = Fraction(0)
    for step in waterfall.steps:
        ends += [total + Fraction(step.low), total + Fraction(step.high)]
        total += Fraction(step.sure)
    return _Axis(min(ends), max(ends))


def _step(
    step: Step, axis: _Axis, before: Fraction, top: int, below: tuple[str, str]
) -> Iterator[str]:
    """Yield a part: its name, its points, its ground and its bar, from where the last one ended.

    `below` are the name and the points of what comes next.
    """
    after = before + Fraction(step.sure)
    yield from _named(step.label, step.points, top)
    bar = top + TEXT + 5
    if step.most != step.least:
        ground = axis.between(before + Fraction(step.least), before + Fraction(step.most))
        yield _box("rr-ground", ground, bar)
    if after != before:
        yield _box("rr-loss" if step.sure < 0 else "rr-gain", axis.between(before, after), bar)
    for end in (step.low, step.high):
        if end != step.sure:
            yield _box("rr-open", axis.between(after, before + Fraction(end)), bar)
    yield _thread(axis.at(after), bar, below)


def _thread(x: float, bar: int, below: tuple[str, str]) -> str:
    """Return the line from where a bar ends to the next bar, or to the text that is in its way."""
    name, points = (columns(text) * LETTER + 4 for text in below)
    is_free = name < x < WIDTH - points
    end = bar + STEP if is_free else bar + BAR + 6
    return f'<line class="rr-thread" x1="{x}" x2="{x}" y1="{bar}" y2="{end}"/>'


def _whole(waterfall: Waterfall, axis: _Axis, top: int) -> Iterator[str]:
    """Yield the bar of the score."""
    yield from _named(waterfall.label, waterfall.points, top, "rr-strong")
    bar, height = top + TEXT + 5, BAR + 2
    yield _box("rr-ground", axis.between(waterfall.least, waterfall.most), bar, height)
    # A score that can be 0 is drawn from there, another from the end that is nearest to it.
    start = min(max(0, waterfall.least), waterfall.most)
    low, high = waterfall.low, waterfall.high
    sure = max(low, start) + min(high, start) - start
    if sure != start:
        yield _box("rr-whole", axis.between(start, sure), bar, height)
    for end in (low, high):
        if end != sure:
            yield _box("rr-open", axis.between(sure, end), bar, height)
    if low == high == start:
        x = axis.at(low)
        yield f'<line class="rr-mark" x1="{x}" x2="{x}" y1="{bar}" y2="{bar + height}"/>'


def _ladder(levels: tuple[LevelRange, ...], axis: _Axis, top: int) -> Iterator[str]:
    """Yield the levels below the score, each as wide as its points, and the borders between."""
    ends = 0.0
    for i, level in enumerate(levels):
        low = axis.least if level.low is None else level.low
        high = axis.most if level.high is None else level.high
        left, right = axis.at(low), axis.at(high)
        kind = "rr-reached" if level.possible else "rr-level"
        width = round(max(right - left - 1, 0), 1)
        yield f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="{LADDER}"/>'
        room = int(width / SMALL_LETTER)
        strong = " rr-strong" if level.possible else ""
        yield _text(
            _shortened(level.label, room),
            (left + right) / 2,
            top + LADDER - 5,
            "middle",
            f"rr-small{strong}",
        )
        border = phrases.number(low, "en")
        half = columns(border) * SMALL_LETTER / 2
        if i and left - half > ends:
            yield _text(border, left, top + LADDER + SMALL + 2, "middle", "rr-small rr-faint")
            ends = left + half + 2


def _named(label: str, points: str, top: int, kind: str = "") -> Iterator[str]:
    """Yield a name on the left and points on the right."""
    room = MOST_COLUMNS - columns(points)
    y = top + TEXT
    yield _text(_shortened(label, max(room, 8)), MARGIN, y, "start", f"rr-name {kind}".strip())
    yield _text(points, WIDTH - MARGIN, y, "end", f"rr-points {kind}".strip())


def _text(text: str, x: float, y: int, anchor: str, kind: str) -> str:
    if not text:
        return ""
    return (
        f'<text class="{kind}" x="{round(x, 1)}" y="{y}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _shortened(text: str, room: int) -> str:
    """Return a text that fits into so many columns, and nothing where hardly any of it would."""
    if columns(text) <= room:
        return text
    short = ""
    for letter in text:
        if columns(short + letter) > room - 1:
            break
        short += letter
    return f"{short.rstrip()}…" if columns(short) > 1 else ""


def _box(kind: str, across: tuple[float, float], y: int, height: int = BAR) -> str:
    left, right = across
    width = round(max(right - left, 1.5), 1)
    return f'<rect class="{kind}" x="{left}" y="{y}" width="{width}" height="{height}" rx="2"/>'
