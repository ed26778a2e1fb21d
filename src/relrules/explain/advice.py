"""Advice and alerts as they are told: those given and why, those possible and what they hang on."""

from __future__ import annotations

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.why import VERDICTS, deciding
from relrules.explain.conditions import Telling, open_part, requirement
from relrules.explain.phrases import Phrase
from relrules.explain.statements import statements
from relrules.explain.values import message_text, one_line
from relrules.syntax.nodes import AdviceState


@frozen
class AdviceTold:
    """Advice or an alert that is given, or possible; `why`, or what it hangs on, is a sentence."""

    name: str
    label: str
    is_given: bool
    text: str
    why: str


def told_advice(telling: Telling, *, alerts: bool) -> tuple[AdviceTold, ...]:
    """Return the advice, or the alerts: those given first, then those possible."""
    found = [
        _one_advice(telling, advice, telling.outcome.advice[name])
        for name, advice in telling.policy.advice.items()
        if advice.alert is alerts and telling.outcome.advice[name] is not AdviceState.NOT_GIVEN
    ]
    return tuple(sorted(found, key=lambda advice: not advice.is_given))


def _one_advice(telling: Telling, advice: m.Advice, state: AdviceState) -> AdviceTold:
    lang = telling.lang
    is_given = state is AdviceState.GIVEN
    if is_given:
        decided = deciding(advice.when, telling.reading, VERDICTS[state])
        told = [s for part in decided for s in statements(telling, part)]
        words = dict.fromkeys(s.in_words(lang) for s in told)
        why = telling.say(Phrase.SEMICOLON).join(words)
        phrase = Phrase.SINCE
    else:
        left = open_part(telling, advice.when)
        why = requirement(telling, left, wanted=True)
        phrase = Phrase.ONLY_IF
    return AdviceTold(
        name=advice.id,
        label=one_line(advice.label.in_language(lang)),
        is_given=is_given,
        text=one_line(message_text(advice.say, telling.outcome, lang)) if advice.say else "",
        why=telling.say(phrase, why=why) if why else "",
    )
