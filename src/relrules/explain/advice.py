"""Advice and alerts as they are told: those given and why, those possible and what they hang on."""

from __future__ import annotations

from attrs import frozen

from relrules.evaluate.why import VERDICTS, deciding
from relrules.explain.conditions import open_part, requirement
from relrules.explain.messages import advice_text
from relrules.explain.phrases import Phrase, sentence
from relrules.explain.results import Advised, advised
from relrules.explain.statements import statements
from relrules.explain.telling import Telling, owner_of, record_words
from relrules.explain.values import one_line
from relrules.syntax.nodes import AdviceState


@frozen
class AdviceTold:
    """Advice or an alert that is given, or possible; `why`, or what it hangs on, is a sentence.

    `record` is what the record is called that it is for, empty where it is for none; `policy` the
    used policy that it comes from, empty where it is the policy's own.
    """

    name: str
    label: str
    is_given: bool
    text: str
    why: str
    record: str = ""
    policy: str = ""

    def because(self, lang: str) -> str:
        """Return why, and which used policy says so."""
        source = Phrase.FROM_POLICY.say(lang, policy=self.policy) if self.policy else ""
        return Phrase.BETWEEN_SENTENCES.say(lang).join(t for t in (self.why, source) if t)


def advice_line(
    told: AdviceTold, label: str, text: str, lang: str, *, all_possible: bool = False
) -> str:
    """Return advice on one line, its label and text as they are to be shown.

    “Find the win: …”, “Chen: Find the win – …”, “Possible – …”; where `all_possible` stand together,
    their heading says so.
    """
    if not told.record:
        line = Phrase.HAS_VALUE.say(lang, name=label, value=text) if text else sentence(label, lang)
    else:
        said = Phrase.SAYING.say(lang, advice=label, text=text) if text else sentence(label, lang)
        line = Phrase.OF_ONE.say(lang, record=told.record, advice=said)
    return line if told.is_given or all_possible else Phrase.POSSIBLE.say(lang, advice=line)


def told_advice(telling: Telling, *, alerts: bool) -> tuple[AdviceTold, ...]:
    """Return the advice, or the alerts: those given first, then those possible."""
    found = [_one_advice(advice) for advice in advised(telling, alerts=alerts)]
    return tuple(sorted(found, key=lambda advice: not advice.is_given))


def _one_advice(found: Advised) -> AdviceTold:
    telling, advice = found.telling, found.advice
    record = ""
    if advice.for_each is not None and found.record is not None:
        record = record_words(telling, advice.for_each, found.record)
    return AdviceTold(
        name=advice.id,
        label=one_line(advice.label.in_language(telling.lang)),
        is_given=found.state is AdviceState.GIVEN,
        text=one_line(advice_text(telling, advice)) if advice.say else "",
        why=_why(found),
        record=record,
        policy=_policy(telling, advice.id),
    )


def _policy(telling: Telling, name: str) -> str:
    owner = owner_of(telling.policy, name)
    label = telling.policy.from_used.labels.get(owner)
    return "" if label is None else one_line(label.in_language(telling.lang))


def _why(found: Advised) -> str:
    """Return why advice is given, or what it hangs on."""
    telling, when = found.telling, found.advice.when
    is_given = found.state is AdviceState.GIVEN
    phrase = Phrase.SINCE if is_given else Phrase.ONLY_IF
    if not telling.is_clear(when):
        return telling.say(Phrase.SINCE, why=telling.say(Phrase.CONFIDENTIAL_WHY))
    for_each = found.advice.for_each
    if for_each is not None and found.record is None:
        # Nothing is known of the records: all of the condition is open.
        condition = requirement(telling, when, wanted=True)
        label = one_line(telling.policy.lists[for_each].label.in_language(telling.lang))
        why = telling.say(Phrase.FOR_ONE, name=label, condition=condition)
        return telling.say(Phrase.ONLY_IF, why=why)
    if is_given:
        decided = deciding(when, telling.reading, VERDICTS[found.state])
        told = [s for part in decided for s in statements(telling, part)]
        why = telling.say(Phrase.SEMICOLON).join(
            dict.fromkeys(s.in_words(telling.lang) for s in told)
        )
    else:
        why = requirement(telling, open_part(telling, when), wanted=True)
    return telling.say(phrase, why=why) if why else ""
