"""Scores, dimensions and grades as they are told, and what cost most."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval
from relrules.evaluate.outcome import Verdict
from relrules.evaluate.possible import Among, Possible
from relrules.evaluate.reasons import costs, parts_of
from relrules.explain import phrases
from relrules.explain.conditions import Telling, name_of, term_text
from relrules.explain.phrases import Phrase
from relrules.explain.rows import Reasons, reasons
from relrules.explain.values import in_order, one_line


@frozen
class Amount:
    """Points, exact: what they can still be, and their range over all records.

    `low` equals `high` where they are decided; `None` is without limit.
    """

    low: Exact | None
    high: Exact | None
    least: Exact | None
    most: Exact | None

    def in_cell(self, lang: str) -> str:
        """Return the points as a column of a table shows them: “3 of 4”."""
        return phrases.points_cell(Interval(self.low, self.high), self.least, self.most, lang)


@frozen
class PartTold:
    """What a score is made of: a result, how often it counts, and what it can be."""

    name: str
    label: str
    weight: Exact
    low: Exact | None
    high: Exact | None


@frozen
class ScoreTold:
    """A score.

    `parts` and `constant` add up to it; `parts` is `None` where it is no weighted sum. `made_of`
    says in words what it is made of, and is empty where all dimensions simply add up to it.
    """

    name: str
    label: str
    amount: Amount
    parts: tuple[PartTold, ...] | None
    constant: Exact
    made_of: str


@frozen
class DimensionTold:
    """A dimension: its points and the reasons for them; `rows` count from 1."""

    name: str
    label: str
    amount: Amount
    rows: tuple[int, ...]
    reasons: Reasons


@frozen
class GradeTold:
    """A grade: the levels possible, lowest first.

    `reasons` is `None` where the verdict has said it all: a grade by the thresholds of a score.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    labels: tuple[str, ...]
    reasons: Reasons | None


@frozen
class CostTold:
    """The points that a dimension cost a score."""

    name: str
    label: str
    points: Exact


@frozen
class CostsTold:
    """What cost a score most, largest first; `text` says it in one sentence."""

    score: str
    costs: tuple[CostTold, ...]
    text: str


def told_score(telling: Telling, score: m.Score) -> ScoreTold:
    """Return a score, with what it is made of."""
    linear = parts_of(telling.policy, score.value)
    parts = None
    if linear is not None:
        parts = tuple(
            PartTold(ref.name, name_of(telling, ref.name), weight, found.low, found.high)
            for ref, weight in linear.weights.items()
            if isinstance(found := telling.reading.term(ref), Interval)
        )
    return ScoreTold(
        name=score.id,
        label=name_of(telling, score.id),
        amount=_amount(telling.outcome.values[score.id], score.low, score.high),
        parts=parts,
        constant=0 if linear is None else linear.constant,
        made_of=_made_of(telling, score, parts, 0 if linear is None else linear.constant),
    )


def told_dimension(telling: Telling, dimension: m.Dimension) -> DimensionTold:
    """Return a dimension, with the reasons for its points."""
    traces = telling.outcome.rows[dimension.id]
    results = [phrases.points(row.points, telling.lang) for row in dimension.rows]
    return DimensionTold(
        name=dimension.id,
        label=name_of(telling, dimension.id),
        amount=_amount(telling.outcome.values[dimension.id], dimension.low, dimension.high),
        rows=tuple(t.index + 1 for t in traces if t.verdict is not Verdict.DOES_NOT_APPLY),
        reasons=reasons(telling, dimension, results, Phrase.NOT_POINTS),
    )


def told_grade(telling: Telling, grade: m.Grade) -> GradeTold:
    """Return a grade, with the reasons for its level where the verdict gives none."""
    possible = telling.outcome.values[grade.id]
    if not isinstance(possible, Among):
        raise AssertionError(grade.id)
    of = m.LevelType(grade.scale)
    levels = tuple(str(level) for level in in_order(possible.values, of))
    labels = {
        option.id: one_line(option.label.in_language(telling.lang)) for option in grade.scale.levels
    }
    told = reasons(telling, grade, [labels[row.level] for row in grade.rows], Phrase.NOT_LEVEL)
    by_score = isinstance(grade.by, m.Ref) and grade.by.kind is m.Kind.SCORE
    by_thresholds = all(row.when is None or row.threshold is not None for row in grade.rows)
    nothing_more = by_score and by_thresholds and not told.because and not told.source
    return GradeTold(
        name=grade.id,
        label=name_of(telling, grade.id),
        levels=levels,
        labels=tuple(labels[level] for level in levels),
        reasons=None if nothing_more else told,
    )


def told_costs(telling: Telling) -> tuple[CostsTold, ...]:
    """Return what cost most, for each score that is no part of another."""
    policy, outcome, lang = telling.policy, telling.outcome, telling.lang
    inner = {
        ref.name
        for score in policy.scores.values()
        if (linear := parts_of(policy, score.value)) is not None
        for ref in linear.weights
    }
    found = []
    tops = [name for name in policy.scores if name not in inner]
    for name in tops:
        told = tuple(
            CostTold(c.dimension, name_of(telling, c.dimension), c.points)
            for c in costs(policy, outcome, name)
        )
        if not told:
            continue
        words = [
            telling.say(Phrase.PART, name=c.label, points=phrases.number(c.points, lang))
            for c in told
        ]
        value = outcome.values[name]
        is_open = not isinstance(value, Interval) or value.low != value.high
        slots = {"costs": telling.say(Phrase.LISTED).join(words)}
        if len(tops) > 1:
            phrase = Phrase.POINTS_ALREADY_LOST_OF if is_open else Phrase.POINTS_LOST_OF
            slots["name"] = name_of(telling, name)
        else:
            phrase = Phrase.POINTS_ALREADY_LOST if is_open else Phrase.POINTS_LOST
        found.append(CostsTold(name, told, telling.say(phrase, **slots)))
    return tuple(found)


def _made_of(
    telling: Telling, score: m.Score, parts: tuple[PartTold, ...] | None, constant: Exact
) -> str:
    """Return what a score is made of, or nothing where all dimensions simply add up to it."""
    if parts is None:
        return telling.say(Phrase.MADE_OF, parts=term_text(telling, score.value))
    everything = {part.name for part in parts} == set(telling.policy.dimensions)
    if everything and constant == 0 and all(part.weight == 1 for part in parts):
        return ""
    text = ""
    for part in parts:
        shown = phrases.interval(Interval(part.low, part.high), telling.lang)
        times = _weight(max(part.weight, -part.weight))
        slots = {"name": part.label, "points": shown}
        once = part.weight in (1, -1)
        word = (
            telling.say(Phrase.PART, **slots)
            if once
            else telling.say(Phrase.PART_TIMES, weight=times, **slots)
        )
        text = _added(text, word, part.weight)
    if constant or not parts:
        text = _added(text, phrases.number(max(constant, -constant), telling.lang), constant)
    return telling.say(Phrase.MADE_OF, parts=text)


def _weight(weight: Exact) -> str:
    """Return a weight exactly: as a decimal, or as a fraction where it is none."""
    shown = say.number(weight)
    return shown if Fraction(shown) == weight else str(weight)


def _added(text: str, word: str, sign: Exact) -> str:
    """Return a sum with one more part, which counts against it where the sign is negative."""
    if sign < 0:
        return f"{text} - {word}".lstrip()
    return f"{text} + {word}" if text else word


def _amount(possible: Possible, least: Exact | None, most: Exact | None) -> Amount:
    if not isinstance(possible, Interval):
        raise AssertionError(possible)
    return Amount(possible.low, possible.high, least, most)
