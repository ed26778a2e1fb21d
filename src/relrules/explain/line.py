"""A result on one line, by the names of the policy, in the policy's language."""

from __future__ import annotations

from collections.abc import Sequence

from relrules.check import say
from relrules.explain.phrases import Phrase, listed
from relrules.explain.results import (
    GradeResult,
    NumberResult,
    advice_results,
    grade_results,
    score_results,
    unknown_places,
)
from relrules.explain.telling import Telling

OPEN_END = say.limit(None)


def line(telling: Telling, id_: str | None) -> str:
    """Return scores and grades, alerts, and how much is unknown, as far as it may be seen."""
    policy, lang = telling.policy, telling.lang
    told = [_named(telling, n, _score(telling, s)) for n, s in score_results(telling).items()]
    grades = grade_results(telling, policy.grades)
    told += [_named(telling, n, _grade(telling, g)) for n, g in grades.items()]
    parts = [telling.say(Phrase.COMMA).join(told)]
    given = [a.name for a in advice_results(telling, alerts=True) if a.state == "given"]
    alerts = list(dict.fromkeys(given))
    parts += [telling.say(Phrase.LINE_ALERT, names=listed(alerts, lang))] if alerts else []
    unknown = len(unknown_places(telling))
    parts += [telling.say(Phrase.LINE_UNKNOWN, n=str(unknown))] if unknown else []
    text = telling.say(Phrase.SEMICOLON).join(part for part in parts if part)
    said = text or telling.say(Phrase.LINE_NOTHING)
    return telling.say(Phrase.LINE, name=id_ or policy.id, said=said)


def _named(telling: Telling, name: str, value: str) -> str:
    return telling.say(Phrase.LINE_PART, name=name, value=value)


def _score(telling: Telling, score: NumberResult) -> str:
    """Return a score as in `4 to 12 of 13`."""
    if score.state == "hidden":
        return telling.say(Phrase.LINE_CONFIDENTIAL)
    if score.state == "no answer":
        return telling.say(Phrase.NO_ANSWER)
    low, high = say.limit(score.low), say.limit(score.high)
    text = low if low == high != OPEN_END else telling.say(Phrase.FROM_TO, low=low, high=high)
    if score.min == 0 and score.max is not None:
        text = telling.say(Phrase.LINE_OUT_OF, value=text, most=say.limit(score.max))
    is_open = score.state == "open or no answer"
    return telling.say(Phrase.OR_NO_ANSWER, value=text) if is_open else text


def _grade(telling: Telling, grade: GradeResult) -> str:
    if grade.state == "hidden":
        return telling.say(Phrase.LINE_CONFIDENTIAL)
    if grade.state == "no answer":
        return telling.say(Phrase.NO_ANSWER)
    return _or(telling, [*grade.possible, *_no_answer(telling, grade)])


def _no_answer(telling: Telling, grade: GradeResult) -> list[str]:
    return [telling.say(Phrase.NO_ANSWER)] if grade.state == "open or no answer" else []


def _or(telling: Telling, words: Sequence[str]) -> str:
    return listed(words, telling.lang, Phrase.OR)
