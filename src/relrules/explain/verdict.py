"""The verdict: what became of the record, in one sentence a grade or score."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import refs
from relrules.evaluate.possible import (
    Among,
    Possible,
    Unanswered,
    answered,
    decided,
    may_be_unanswered,
)
from relrules.explain import phrases
from relrules.explain.limits import held_words
from relrules.explain.phrases import Phrase, listed, sentence
from relrules.explain.results import absent_facts, advised, options
from relrules.explain.telling import Telling, name_of
from relrules.explain.terms import possible_of, quantity, term_text, value_of
from relrules.explain.used import read_of_used
from relrules.explain.values import one_line, option_text
from relrules.syntax.nodes import AdviceState, ComparisonOp


def verdicts(telling: Telling) -> tuple[str, ...]:
    """Return the verdict, a sentence a result: grades with their scores, then scores without one.

    Of a policy that uses others, the results are its own; where it has none, those that it reads,
    and where it only passes on what they say, theirs.
    """
    policy = telling.policy
    told = _results(telling, telling.tells)
    if not told:
        read = read_of_used(policy)
        told = _results(telling, read.__contains__)
    if not told and not any(telling.tells(name) for name in policy.advice):
        told = _results(telling, lambda _: True)
    return tuple(sentence(t, telling.lang) for t in told or [_without_score(telling)])


def verdict(telling: Telling, id_: str | None, told: Sequence[str]) -> str:
    """Return the sentences of a verdict as a paragraph, with what the record is called."""
    text = telling.say(Phrase.BETWEEN_SENTENCES).join(told)
    return text if id_ is None else telling.say(Phrase.OF_RECORD, id=id_, verdict=text)


def _results(telling: Telling, tells: Callable[[str], bool]) -> list[str]:
    policy = telling.policy
    grades = [grade for name, grade in policy.grades.items() if tells(name)]
    graded = {grade.by.name for grade in grades if isinstance(grade.by, m.Ref)}
    scores = [n for n in wholes_first(policy) if n not in graded and tells(n)]
    return [
        *(_grade(telling, grade) for grade in grades),
        *(_score(telling, policy.scores[name]) for name in scores),
    ]


def wholes_first(policy: m.CheckedPolicy) -> tuple[str, ...]:
    """Return the scores: each that no other is made of, with those it is made of after it."""
    place = {name: i for i, name in enumerate(policy.scores)}
    parts = _scores_inside(policy, list(policy.scores), set())
    found: list[str] = []
    seen: set[str] = set()
    for whole in policy.scores:
        if whole not in parts:
            found += [whole, *sorted(_scores_inside(policy, [whole], seen), key=place.__getitem__)]
    return tuple(found)


def _scores_inside(policy: m.CheckedPolicy, names: Sequence[str], seen: set[str]) -> set[str]:
    """Return the scores that scores are made of, at any depth; `seen` is what is looked at once."""
    found: set[str] = set()
    left = [policy.scores[name].value for name in names]
    while left:
        for ref in refs(left.pop()):
            if ref.list is not None or ref.name in seen:
                continue
            seen.add(ref.name)
            if ref.kind is m.Kind.SCORE:
                found.add(ref.name)
                left.append(policy.scores[ref.name].value)
            elif ref.kind is m.Kind.DEFINE:
                left.append(policy.defines[ref.name].value)
    return found


def grade_words(telling: Telling, grade: m.Grade, possible: Possible) -> str:
    """Return the levels that are possible, as a list in prose."""
    of = m.LevelType(grade.scale)
    levels = [
        telling.say(Phrase.LEVEL, level=one_line(option_text(str(v), of, telling.lang)))
        for v in options(possible, of)
    ]
    if may_be_unanswered(possible):
        levels.append(telling.say(Phrase.NO_ANSWER))
    return listed(levels, telling.lang, Phrase.OR)


def points_words(
    telling: Telling, possible: Possible, least: Exact | None, most: Exact | None
) -> str:
    """Return points with their range: “7 of 13 points”."""
    lang, value = telling.lang, answered(possible)
    if not isinstance(value, Interval):
        return telling.say(Phrase.NO_ANSWER)
    if least is None or most is None:
        text = phrases.amounts(value, lang, Phrase.POINT, Phrase.POINTS)
    else:
        n, top = phrases.interval(value, lang), phrases.number(most, lang)
        if least == 0:
            one_or_more = Phrase.POINTS_OF_ONE if most == 1 else Phrase.POINTS_OF
            text = telling.say(one_or_more, n=n, most=top)
        else:
            slots = {"least": phrases.number(least, lang), "most": top}
            one = Interval(1, 1) == value
            phrase = Phrase.POINTS_FROM_TO_ONE if one else Phrase.POINTS_FROM_TO
            text = telling.say(phrase, n=n, **slots)
    return telling.say(Phrase.OR_NO_ANSWER, value=text) if may_be_unanswered(possible) else text


def _score(telling: Telling, score: m.Score) -> str:
    name = name_of(telling, score.id)
    if not telling.visible.result(score.id):
        return telling.say(Phrase.IS_CONFIDENTIAL, name=name)
    value = telling.outcome.values[score.id]
    if isinstance(value, Unanswered):
        return telling.say(Phrase.HAS_NO_ANSWER, name=name) + _provisional_mark(telling, score.id)
    points = points_words(telling, value, score.low, score.high)
    text = telling.say(Phrase.SCORE_IS, name=name, points=points)
    return text + _provisional_mark(telling, score.id)


def _grade(telling: Telling, grade: m.Grade) -> str:
    name = name_of(telling, grade.id)
    if not telling.visible.result(grade.id):
        return telling.say(Phrase.IS_CONFIDENTIAL, name=name)
    possible = telling.outcome.values[grade.id]
    if isinstance(possible, Unanswered):
        text = telling.say(Phrase.HAS_NO_ANSWER, name=name)
        return text + _provisional_mark(telling, grade.id)
    phrase = Phrase.GRADE_IS if decided(possible) is not None else Phrase.GRADE_CAN_BE
    text = telling.say(phrase, grade=name, levels=grade_words(telling, grade, possible))
    text += standing(telling, grade, possible)
    return text + _provisional_mark(telling, grade.id)


def standing(telling: Telling, grade: m.Grade, possible: Possible) -> str:
    """Return where a grade by a number stands, as clauses: “, with 8 of 13 points, …”."""
    if grade.by is None or not isinstance(grade.by.type, m.NumberType):
        return ""
    if telling.is_given(grade.id):
        return ""
    highest = _is_highest(telling, grade, possible, grade.by)
    text = telling.say(Phrase.HIGHEST) if highest else ""
    text += _with_quantity(telling, grade.by)
    held = _held_to(telling, grade, possible, grade.by)
    if held is not None:
        text += telling.say(Phrase.HELD_TO, limit=held) if held else ""
    elif isinstance(possible, Among) and not _is_held(telling, grade):
        text += _to_the_next(telling, grade, possible, grade.by)
    return text


def _held_to(telling: Telling, grade: m.Grade, possible: Possible, by: m.Expr) -> str | None:
    """Return the limit, in words, that surely forbids the next level; `None` where none does."""
    scale = grade.scale
    levels = answered(possible)
    if not isinstance(levels, Among):
        return None
    best = max(scale.rank(str(level)) for level in levels.values)
    if best + 1 == len(scale.levels):
        return None
    held = held_words(
        telling, grade, lambda gate: isinstance(gate, m.Gate) and scale.rank(gate.level) <= best
    )
    if held is not None or not (isinstance(by, m.Ref) and by.kind is m.Kind.SCORE):
        return held
    start = (_starts(grade, by) or {}).get(scale.levels[best + 1].id)
    if start is None:
        return None
    score = telling.policy.scores[by.name]
    return held_words(
        telling,
        score,
        lambda cap: (
            isinstance(cap, m.Cap)
            and (cap.limit < start.at or (start.beyond and cap.limit == start.at))
        ),
    )


def _is_held(telling: Telling, grade: m.Grade) -> bool:
    """Return whether a gate holds the level, or may: then points alone lead no further."""
    if not grade.gates:
        return False
    before = telling.outcome.unlimited.get(grade.id)
    return before is not None and before != telling.outcome.values[grade.id]


def _with_quantity(telling: Telling, by: m.Expr) -> str:
    """Return the number a grade goes by, as a clause."""
    if not telling.is_clear(by):
        return ""
    scores = telling.policy.scores
    if isinstance(by, m.Ref) and by.kind is m.Kind.SCORE:
        score = scores[by.name]
        value = points_words(telling, telling.outcome.values[by.name], score.low, score.high)
        if len(scores) == 1:
            return telling.say(Phrase.WITH_POINTS, points=value)
        return telling.say(Phrase.WITH_NAMED, name=name_of(telling, by.name), value=value)
    value = value_of(telling, by)
    if value == telling.say(Phrase.UNKNOWN):
        return ""
    return telling.say(Phrase.WITH_NAMED, name=term_text(telling, by), value=value)


@frozen
class _Start:
    """Where a level begins; with `beyond`, just above that."""

    at: Exact
    beyond: bool


def _is_highest(telling: Telling, grade: m.Grade, possible: Possible, by: m.Expr) -> bool:
    """Return whether a grade by the thresholds of a number has reached its highest level."""
    top = Among(frozenset({grade.scale.levels[-1].id}))
    by_thresholds = telling.is_clear(by) and _starts(grade, by) is not None
    return possible == top and len(grade.scale.levels) > 1 and by_thresholds


def _to_the_next(telling: Telling, grade: m.Grade, possible: Among, by: m.Expr) -> str:
    """Return how far it is to the next level, as a clause."""
    value = possible_of(telling, by) if telling.is_clear(by) else None
    starts = _starts(grade, by)
    if starts is None or not isinstance(value, Interval):
        return ""
    best = max(grade.scale.rank(str(level)) for level in possible.values)
    if best + 1 == len(grade.scale.levels):
        return ""
    following = grade.scale.levels[best + 1]
    start = starts[following.id]
    if value.high is None:
        return ""
    is_sure = len(possible.values) == 1
    farthest = None if value.low is None else start.at - value.low
    gap = Interval(start.at - value.high, farthest if is_sure else start.at - value.high)
    level = one_line(following.label.in_language(telling.lang))
    if start.beyond and gap == Interval(0, 0):
        return telling.say(Phrase.JUST_SHORT_OF, level=level)
    phrase = Phrase.MORE_THAN_SHORT_OF if start.beyond else Phrase.SHORT_OF
    return telling.say(
        phrase if is_sure else Phrase.AT_BEST_SHORT_OF,
        amount=quantity(telling, by, gap),
        level=level,
    )


def _starts(grade: m.Grade, by: m.Expr) -> dict[str, _Start] | None:
    """Return where each level but the lowest begins, or `None` where not all go by thresholds."""
    found: dict[str, _Start] = {}
    lower: m.GradeRow | None = None
    by_level = {row.level: row for row in grade.rows}
    if len(by_level) < len(grade.rows) or set(by_level) != set(grade.scale.ids):
        return None
    for level in grade.scale.ids:
        row = by_level[level]
        if row.when is not None and row.threshold is None:
            return None
        if lower is not None:
            start = _start(row, lower, by)
            if start is None:
                return None
            found[level] = start
        lower = row
    return found


def _start(row: m.GradeRow, lower: m.GradeRow, by: m.Expr) -> _Start | None:
    """Return where a level begins: at its own `from`, or where the level below it ends."""
    if isinstance(row.when, m.Comparison) and row.when.op is ComparisonOp.GE:
        return None if row.threshold is None else _Start(row.threshold, beyond=False)
    if lower.threshold is None or not isinstance(lower.when, m.Comparison):
        return None
    if lower.when.op is ComparisonOp.LT:
        return _Start(lower.threshold, beyond=False)
    decimals = by.type.decimals if isinstance(by.type, m.NumberType) else None
    if decimals != 0:
        return _Start(lower.threshold, beyond=True)
    return _Start(math.floor(lower.threshold) + 1, beyond=False)


def _without_score(telling: Telling) -> str:
    """Return the verdict of a policy that has advice alone."""
    policy, lang = telling.policy, telling.lang
    if not policy.advice:
        return telling.say(Phrase.NO_VERDICT)
    found = [a for alerts in (True, False) for a in advised(telling, alerts=alerts)]
    given = [a for a in found if a.state is AdviceState.GIVEN]
    maybe = [a for a in found if a.state is AdviceState.POSSIBLE]
    alerts = sum(a.advice.alert for a in given)
    others = len(given) - alerts
    counts = []
    if alerts:
        counts.append(phrases.amount(alerts, lang, Phrase.ALERT_GIVEN, Phrase.ALERTS_GIVEN))
    if others:
        counts.append(phrases.amount(others, lang, Phrase.ADVICE_GIVEN, Phrase.ADVICES_GIVEN))
    told = [listed(counts, lang)] if counts else [telling.say(Phrase.NOTHING_TO_SAY)]
    if maybe:
        told.append(telling.say(Phrase.POSSIBLE_TOO, n=str(len(maybe))))
    return telling.say(Phrase.COMMA).join(told)


def _provisional_mark(telling: Telling, name: str) -> str:
    return telling.say(Phrase.PROVISIONAL_MARK) if absent_facts(telling, name) else ""
