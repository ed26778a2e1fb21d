"""How the points of a score come about, step by step: what a picture of it shows."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.evaluate.possible import answered
from relrules.explain import phrases
from relrules.explain.phrases import Phrase
from relrules.explain.results import options
from relrules.explain.scores import ScoreTold
from relrules.explain.telling import Telling, declared
from relrules.explain.values import one_line
from relrules.syntax.nodes import ComparisonOp


@frozen
class Step:
    """What one part adds to a score: from `low` to `high`, of `least` to `most`.

    Where the part counts against the score they are negative; `points` says it in words.
    """

    label: str
    low: Exact
    high: Exact
    least: Exact
    most: Exact
    points: str

    @property
    def sure(self) -> Exact:
        """Return what it surely moves the score by."""
        return max(self.low, 0) + min(self.high, 0)


@frozen
class LevelRange:
    """The points, from `low` to `high`, at which a grade has a level; `None` has no border."""

    label: str
    low: Exact | None
    high: Exact | None
    possible: bool


@frozen
class Waterfall:
    """The steps of a score, then what it comes to: from `low` to `high` of `least` to `most`.

    `levels` are those of a grade by this score, lowest first; there are none where no grade goes by
    it with one border a level.
    """

    label: str
    steps: tuple[Step, ...]
    low: Exact
    high: Exact
    least: Exact
    most: Exact
    points: str
    levels: tuple[LevelRange, ...]


def waterfall(telling: Telling, score: ScoreTold) -> Waterfall | None:
    """Return the steps of a score, `None` where a picture cannot show them.

    That is where the score or a part of it is hidden or may have no answer, or has no limits.
    """
    amount = score.amount
    ends = (amount.low, amount.high, amount.least, amount.most)
    if amount.state not in ("decided", "open") or None in ends:
        return None
    low, high, least, most = (end for end in ends if end is not None)
    steps = _steps(telling, score)
    if steps is None:
        return None
    return Waterfall(
        label=score.label,
        steps=steps,
        low=low,
        high=high,
        least=least,
        most=most,
        points=amount.in_cell(telling.lang),
        levels=_levels(telling, score.name),
    )


def _steps(telling: Telling, score: ScoreTold) -> tuple[Step, ...] | None:
    """Return the parts, the constant and the limit as steps; none where the score is no sum."""
    steps: list[Step] = []
    for part in score.parts or ():
        of = declared(telling.policy, part.name)
        if not isinstance(of, m.Dimension | m.Score):
            return ()
        if part.state not in ("decided", "open") or None in (part.low, part.high, of.low, of.high):
            return None
        now = _times(Interval(part.low, part.high), part.weight)
        ever = _times(Interval(of.low, of.high), part.weight)
        steps.append(_step(telling, part.label, now, ever))
    if steps and score.constant:
        fixed = (score.constant, score.constant)
        steps.append(_step(telling, telling.say(Phrase.FROM_THE_START), fixed, fixed))
    return (*steps, *_limit(telling, score)) if steps else ()


def _limit(telling: Telling, score: ScoreTold) -> list[Step]:
    """Return what limits make, or may make, of the sum of the parts, where that is decided."""
    unlimited = telling.outcome.unlimited.get(score.name)
    before = None if unlimited is None else answered(unlimited)
    if not isinstance(before, Interval) or before.low is None or before.low != before.high:
        return []
    ends = (score.amount.low, score.amount.high)
    moved = [plain(Fraction(end) - Fraction(before.low)) for end in ends if end is not None]
    if not any(moved):
        return []
    now = (min(moved), max(moved))
    return [_step(telling, telling.say(Phrase.LIMIT_STEP), now, (min(*now, 0), max(*now, 0)))]


def _step(
    telling: Telling, label: str, now: tuple[Exact, Exact], ever: tuple[Exact, Exact]
) -> Step:
    points = phrases.interval(Interval(*now), telling.lang)
    if ever[1] > 0 and ever[0] != ever[1]:
        points = phrases.points_cell(Interval(*now), *ever, telling.lang)
    return Step(label, *now, *ever, points)


def _times(limits: Interval, weight: Exact) -> tuple[Exact, Exact]:
    """Return the ends of an interval that has both, times a weight, the lower one first."""
    ends = [
        plain(Fraction(end) * Fraction(weight))
        for end in (limits.low, limits.high)
        if end is not None
    ]
    return min(ends), max(ends)


def _levels(telling: Telling, score: str) -> tuple[LevelRange, ...]:
    """Return the levels of the first grade in sight whose rows are borders of the score."""
    for grade in telling.policy.grades.values():
        by = grade.by
        if not isinstance(by, m.Ref) or by.kind is not m.Kind.SCORE or by.name != score:
            continue
        if telling.visible.result(grade.id) and (found := _ranges(telling, grade)):
            return found
    return ()


def _ranges(telling: Telling, grade: m.Grade) -> tuple[LevelRange, ...]:
    """Return the levels with their borders, lowest points first; none where rows ask for more."""
    rows = grade.rows
    borders = [row.threshold for row in rows[:-1]]
    if None in borders or rows[-1].when is not None or any(row.level is None for row in rows):
        return ()
    first = rows[0].when
    downwards = isinstance(first, m.Comparison) and first.op is ComparisonOp.GE
    ends = [None, *reversed(borders), None] if downwards else [None, *borders, None]
    ordered = tuple(reversed(rows)) if downwards else rows
    labels = {o.id: one_line(o.label.in_language(telling.lang)) for o in grade.scale.levels}
    possible = options(telling.outcome.values[grade.id], m.LevelType(grade.scale))
    return tuple(
        LevelRange(labels[row.level], low, high, row.level in possible)
        for row, low, high in zip(ordered, ends, ends[1:], strict=False)
        if row.level is not None
    )
