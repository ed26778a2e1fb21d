"""Scores, dimensions and grades as they are told, and what cost most."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval, plain
from relrules.evaluate.possible import (
    ANY_NUMBER,
    MAYBE,
    Unanswered,
    answered,
    decided,
)
from relrules.evaluate.reasons import costs, inner_weights, parts_of, weights_of
from relrules.explain import list_terms, phrases
from relrules.explain.limits import limit_costs, told_limits
from relrules.explain.phrases import Phrase, listed
from relrules.explain.results import State, absent_facts, fired_rows, options, state_of
from relrules.explain.rows import (
    NOTHING_CITED,
    Cited,
    Reasons,
    calculation,
    reasons,
    source,
    unanswered_names,
    unanswered_parts,
)
from relrules.explain.statements import statements
from relrules.explain.telling import Telling, name_of
from relrules.explain.terms import possible_in_words, term_text
from relrules.explain.values import one_line

LOSSES = (Phrase.POINTS_LOST, Phrase.POINTS_LOST_OF)
OPEN_LOSSES = (Phrase.POINTS_ALREADY_LOST, Phrase.POINTS_ALREADY_LOST_OF)
LOSSES_FOR_NOW = (Phrase.LOST_FOR_NOW, Phrase.LOST_FOR_NOW_OF)


@frozen
class Amount:
    """Points, exact: what they can still be, and their range over all records.

    `low` equals `high` where they are decided; `None` is without limit. Where there is no answer,
    or where the points are hidden, `state` says so and there are no limits.
    """

    low: Exact | None
    high: Exact | None
    least: Exact | None
    most: Exact | None
    state: State = "decided"

    def in_cell(self, lang: str) -> str:
        """Return the points as a column of a table shows them: “3 of 4”."""
        if self.state == "hidden":
            return Phrase.CONFIDENTIAL.say(lang)
        if self.state == "no answer":
            return Phrase.NO_ANSWER.say(lang)
        limits = Interval(self.low, self.high)
        text = phrases.points_cell(limits, self.least, self.most, lang)
        return (
            Phrase.OR_NO_ANSWER.say(lang, value=text) if self.state == "open or no answer" else text
        )


@frozen
class PartTold:
    """What a score is made of: a result, how often it counts, and what it can be."""

    name: str
    label: str
    weight: Exact
    low: Exact | None
    high: Exact | None
    state: State

    def in_words(self, lang: str) -> str:
        """Return what it can be."""
        if self.state == "hidden":
            return Phrase.CONFIDENTIAL_HERE.say(lang)
        if self.state == "no answer":
            return Phrase.NO_ANSWER.say(lang)
        return phrases.interval(Interval(self.low, self.high), lang)


@frozen
class ScoreTold:
    """A score.

    `parts` and `constant` add up to it; `parts` is `None` where it is no weighted sum. `made_of`
    says in words what it is made of, and is empty where all dimensions simply add up to it.
    `limits` tells of its caps, `source` what it is taken from.
    """

    name: str
    label: str
    amount: Amount
    parts: tuple[PartTold, ...] | None
    constant: Exact
    made_of: str
    limits: tuple[str, ...] = ()
    source: Cited = NOTHING_CITED

    def lines(self) -> list[str]:
        """Return all that is told of it, in order."""
        return [text for text in (self.made_of, *self.limits, self.source.text) if text]


@frozen
class DimensionTold:
    """A dimension: its points and the reasons for them; `rows` count from 1."""

    name: str
    label: str
    amount: Amount
    rows: tuple[int, ...]
    reasons: Reasons


def points_lines(
    dimensions: Sequence[DimensionTold],
    scores: Sequence[ScoreTold],
    lang: str,
    document: str = "",
) -> list[list[str]]:
    """Return what is told of each dimension, then of each score, line by line.

    A source that several in a row are taken from is named below the last of them; of a `document`
    that the table itself names, its part alone.
    """

    def cited_as(cited: Cited) -> str:
        if not document or not cited.text:
            return cited.text
        return Phrase.PART_OF_SOURCE.say(lang, part=cited.part)

    told = [
        (evolve(d.reasons, source=NOTHING_CITED).lines(), cited_as(d.reasons.source))
        for d in dimensions
    ]
    told += [(evolve(s, source=NOTHING_CITED).lines(), cited_as(s.source)) for s in scores]
    found: list[list[str]] = []
    of_these = 0
    for i, (lines, cited) in enumerate(told):
        of_these += 1
        if cited and i + 1 < len(told) and told[i + 1][1] == cited:
            found.append(lines)
            continue
        if cited:
            shared = Phrase.SOURCE_OF_THESE.say(lang, source=cited, n=str(of_these))
            lines.append(cited if of_these == 1 else shared)
        found.append(lines)
        of_these = 0
    return found


def shared_document(dimensions: Sequence[DimensionTold], scores: Sequence[ScoreTold]) -> str:
    """Return the document that all points with a source are taken from, by several of its parts.

    Empty where there are several documents, or where there is one part alone.
    """
    cited = {*(d.reasons.source for d in dimensions), *(s.source for s in scores)}
    named = [c for c in cited if c.text]
    documents = {c.document for c in named}
    return documents.pop() if len(named) > 1 and len(documents) == 1 else ""


@frozen
class GradeTold:
    """A grade: the levels possible, lowest first.

    `reasons` is `None` where the verdict has said it all: a grade by the thresholds of a score.
    Where there is no answer, or where the grade is hidden, no level is possible and `state` says so.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    labels: tuple[str, ...]
    reasons: Reasons | None
    state: State = "decided"

    def in_words(self, lang: str) -> str:
        """Return the levels that are possible: “Cold or Early”, “no answer”."""
        if self.state == "hidden":
            return Phrase.CONFIDENTIAL.say(lang)
        if self.state == "no answer":
            return Phrase.NO_ANSWER.say(lang)
        perhaps = [Phrase.NO_ANSWER.say(lang)] if self.state == "open or no answer" else []
        return listed([*self.labels, *perhaps], lang, Phrase.OR)


@frozen
class FindingTold:
    """A labelled define, its value in words, and how it came about, line by line."""

    name: str
    label: str
    value: str
    lines: tuple[str, ...] = ()


@frozen
class CostTold:
    """The points that a dimension cost a score."""

    name: str
    label: str
    points: Exact


@frozen
class CostsTold:
    """What cost a score most, largest first; `text` says it, with what its limits took."""

    score: str
    costs: tuple[CostTold, ...]
    text: str


def told_score(telling: Telling, score: m.Score) -> ScoreTold:
    """Return a score, with what it is made of."""
    amount = _amount(telling, score.id, score.low, score.high)
    if amount.state == "hidden":
        name, cited = name_of(telling, score.id), source(telling, score)
        return ScoreTold(score.id, name, amount, None, 0, "", source=cited)
    if telling.is_given(score.id):
        name, given = name_of(telling, score.id), telling.say(Phrase.AS_GIVEN)
        return ScoreTold(score.id, name, amount, None, 0, given)
    linear = parts_of(telling.policy, score.value) if telling.is_clear_sum(score.value) else None
    parts = None
    if linear is not None:
        parts = tuple(_part(telling, ref, weight) for ref, weight in linear.weights.items())
    constant = 0 if linear is None else linear.constant
    return ScoreTold(
        name=score.id,
        label=name_of(telling, score.id),
        amount=amount,
        parts=parts,
        constant=constant,
        made_of=_made_of(telling, score, parts, constant),
        limits=told_limits(telling, score.id, score),
        source=source(telling, score),
    )


def told_dimension(telling: Telling, dimension: m.Dimension, key: str) -> DimensionTold:
    """Return a dimension, with the reasons for its points; `key` is its list's where it has one."""
    amount = _amount(telling, key, dimension.low, dimension.high)
    if amount.state == "hidden":
        told, rows = Reasons(source=source(telling, dimension)), None
    else:
        told = reasons(telling, key, dimension, Phrase.NOT_POINTS)
        rows = fired_rows(telling, key, dimension.rows)
    return DimensionTold(
        name=dimension.id,
        label=name_of(telling, key),
        amount=amount,
        rows=rows or (),
        reasons=told,
    )


def told_grade(telling: Telling, grade: m.Grade, key: str) -> GradeTold:
    """Return a grade, with the reasons for its level where the verdict gives none."""
    if not telling.visible.result(key, telling.here):
        hidden = Reasons(source=source(telling, grade))
        return GradeTold(grade.id, name_of(telling, key), (), (), hidden, "hidden")
    possible = telling.outcome.values[telling.place(key)]
    levels = tuple(str(level) for level in options(possible, m.LevelType(grade.scale)))
    labels = {
        option.id: one_line(option.label.in_language(telling.lang)) for option in grade.scale.levels
    }
    told = reasons(telling, key, grade, Phrase.NOT_LEVEL)
    by_score = isinstance(grade.by, m.Ref) and grade.by.kind is m.Kind.SCORE
    by_thresholds = all(row.when is None or row.threshold is not None for row in grade.rows)
    by_score = by_score and not telling.is_given(key)
    nothing_more = (
        by_score and by_thresholds and not (told.because or told.source.text or told.declines)
    )
    if nothing_more and told.limits:
        # The verdict has told of the score, but not of what holds the level.
        told, nothing_more = evolve(told, why="", not_above=()), False
    return GradeTold(
        name=grade.id,
        label=name_of(telling, key),
        levels=levels,
        labels=tuple(labels[level] for level in levels),
        reasons=None if nothing_more else told,
        state=state_of(possible),
    )


def told_finding(telling: Telling, define: m.Define, key: str) -> FindingTold:
    """Return a labelled define: its value, and the row or the calculation that gave it."""
    label = name_of(telling, key)
    if not telling.visible.result(key, telling.here):
        return FindingTold(define.id, label, telling.say(Phrase.CONFIDENTIAL))
    possible = telling.outcome.values[telling.place(key)]
    value = possible_in_words(telling, define.value, possible)
    if possible in (MAYBE, ANY_NUMBER):
        value = telling.say(Phrase.UNKNOWN)
    return FindingTold(define.id, label, value, tuple(_finding_lines(telling, define, key)))


def _finding_lines(telling: Telling, define: m.Define, key: str) -> list[str]:
    if telling.is_given(key):
        return [telling.say(Phrase.AS_GIVEN)]
    if define.rows:
        return reasons(telling, key, define, Phrase.NOT_LEVEL).lines()
    if not telling.is_clear(define.value):
        return [telling.say(Phrase.PARTLY_CONFIDENTIAL)]
    detail = list_terms.detail(telling, define.value)
    if isinstance(define.value.type, m.YesNoType):
        told = statements(telling, define.value)
        why = telling.say(Phrase.SEMICOLON).join(
            dict.fromkeys(s.in_words(telling.lang) for s in told)
        )
        return [why] if why else []
    unanswered = unanswered_parts(telling, define.value)
    if list_terms.is_over_several(define.value):
        name = list_terms.name(evolve(telling, valued=True), define.value)
        text = telling.say(Phrase.HAS_VALUE, name=name, value=detail) if detail else name
        return [text, *([unanswered] if unanswered_names(telling, define.value) else [])]
    if detail or unanswered:
        return [text for text in (detail, unanswered) if text]
    text = calculation(telling, define.value, points=False)
    return [text] if text else []


def _part(telling: Telling, ref: m.Ref, weight: Exact) -> PartTold:
    name = name_of(telling, ref.key)
    if not telling.is_clear(ref):
        return PartTold(ref.name, name, weight, None, None, "hidden")
    found = telling.reading.term(ref)
    limits = answered(found)
    low, high = (limits.low, limits.high) if isinstance(limits, Interval) else (None, None)
    return PartTold(ref.name, name, weight, low, high, state_of(found))


def told_costs(telling: Telling) -> tuple[CostsTold, ...]:
    """Return what cost most, for each score that is no part of another."""
    policy = telling.policy
    inner = {
        ref.name
        for score in policy.scores.values()
        if (linear := parts_of(policy, score.value)) is not None
        for ref in linear.weights
    }
    tops = [
        name
        for name in policy.scores
        if name not in inner and telling.tells(name) and telling.visible.result(name)
    ]
    found = (_costs(telling, name, alone=len(tops) == 1) for name in tops)
    return tuple(costs for costs in found if costs is not None)


def told_costs_of(telling: Telling, name: str) -> CostsTold | None:
    """Return what cost a score most, in a sentence that does not name the score."""
    return _costs(telling, name, alone=True)


def limits_took(telling: Telling, name: str) -> bool:
    """Return whether limits of a score, or of the scores inside it, surely took points."""
    return any(_limit_costs(telling, name))


def _costs(telling: Telling, name: str, *, alone: bool) -> CostsTold | None:
    policy, outcome, lang = telling.policy, telling.outcome, telling.lang
    weights = weights_of(policy, name)
    told = tuple(
        CostTold(c.dimension, name_of(telling, c.dimension), c.points)
        for c in costs(policy, outcome, name)
        if telling.visible.result(c.dimension)
    )
    if isinstance(outcome.values[name], Unanswered) or telling.is_given(name):
        return None
    firm: list[str] = []
    for_now: list[str] = []
    for cost in told:
        words = for_now if absent_facts(telling, cost.name) else firm
        words.append(_cost(telling, cost, weights[cost.name]))
    firm_limits, limits_for_now = _limit_costs(telling, name)
    firm, for_now = [*firm, *firm_limits], [*for_now, *limits_for_now]
    is_open = decided(outcome.values[name]) is None or bool(absent_facts(telling, name))
    label = "" if alone else name_of(telling, name)
    sentences = []
    if firm:
        losses = OPEN_LOSSES if is_open else LOSSES
        sentences.append(_listed_coststext(telling, losses, firm, label))
    if for_now:
        sentences.append(_listed_coststext(telling, LOSSES_FOR_NOW, for_now, "" if firm else label))
    if not sentences:
        return None
    return CostsTold(name, told, Phrase.BETWEEN_SENTENCES.say(lang).join(sentences))


def _limit_costs(telling: Telling, name: str) -> tuple[list[str], list[str]]:
    """Return what the limits of a score, and of the scores inside it, took; and what for now."""
    weights = inner_weights(telling.policy, name)
    firm: list[str] = []
    for_now: list[str] = []
    for inner in [*weights, name]:
        if telling.visible.result(inner):
            score, weight = telling.policy.scores[inner], weights.get(inner, 1)
            called = "" if inner == name else name_of(telling, inner)
            words = for_now if absent_facts(telling, inner) else firm
            words += limit_costs(telling, score, weight, called)
    return firm, for_now


def _listed_coststext(
    telling: Telling, losses: tuple[Phrase, Phrase], words: list[str], name: str
) -> str:
    """Return what was lost in one sentence; with the name of the score where it has to be told."""
    alone, of_several = losses
    listed_costs = telling.say(Phrase.LISTED).join(words)
    if not name:
        return telling.say(alone, costs=listed_costs)
    return telling.say(of_several, name=name, costs=listed_costs)


def _cost(telling: Telling, cost: CostTold, weight: Exact) -> str:
    """Return what a dimension cost; where it counts more or less than once, with its weight."""
    points = phrases.number(cost.points, telling.lang)
    if weight in (1, -1):
        return telling.say(Phrase.PART, name=cost.label, points=points)
    return telling.say(
        Phrase.WEIGHTED_COST,
        name=cost.label,
        points=points,
        lost=phrases.number(plain(Fraction(cost.points) / max(weight, -weight)), telling.lang),
        weight=_weight(max(weight, -weight)),
    )


def _made_of(
    telling: Telling, score: m.Score, parts: tuple[PartTold, ...] | None, constant: Exact
) -> str:
    """Return what a score is made of, or nothing where all dimensions simply add up to it."""
    if not telling.is_clear_sum(score.value):
        return telling.say(Phrase.PARTLY_CONFIDENTIAL)
    if parts is None:
        return telling.say(
            Phrase.MADE_OF, parts=term_text(evolve(telling, valued=True), score.value)
        )
    told = {name for name in telling.policy.dimensions if telling.tells(name)}
    everything = {part.name for part in parts} == told
    if everything and constant == 0 and all(part.weight == 1 for part in parts):
        return ""
    text = ""
    for part in parts:
        shown = part.in_words(telling.lang)
        times = _weight(max(part.weight, -part.weight))
        slots = {"name": part.label, "points": shown}
        if part.state == "hidden":
            # Its word stands in brackets of its own.
            word = telling.say(Phrase.PART, **slots)
            word = (
                word if times == "1" else telling.say(Phrase.TIMES_NAMED, weight=times, part=word)
            )
        elif part.weight in (1, -1):
            word = telling.say(Phrase.PART, **slots)
        else:
            word = telling.say(Phrase.PART_TIMES, weight=times, **slots)
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


def _amount(telling: Telling, key: str, least: Exact | None, most: Exact | None) -> Amount:
    if not telling.visible.result(key, telling.here):
        return Amount(None, None, least, most, "hidden")
    possible = telling.outcome.values[telling.place(key)]
    limits = answered(possible)
    low, high = (limits.low, limits.high) if isinstance(limits, Interval) else (None, None)
    return Amount(low, high, least, most, state_of(possible))
