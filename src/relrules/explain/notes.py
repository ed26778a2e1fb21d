"""What a result rests on: the policy and the day, absent facts, odd dates, assumptions."""

from __future__ import annotations

import datetime as dt

from relrules.check import model as m
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome
from relrules.explain import phrases
from relrules.explain.conditions import Telling, name_of
from relrules.explain.phrases import Phrase, listed
from relrules.explain.values import one_line
from relrules.syntax.nodes import AdviceState

NO_VERSION = "0"


def basis(telling: Telling, *, uses_today: bool) -> str:
    """Return which policy the verdict is by, and up to which day it counts."""
    policy, today = telling.policy, telling.outcome.today
    title = one_line(policy.label.in_language(telling.lang))
    text = (
        telling.say(Phrase.BY_POLICY_UNVERSIONED, policy=title)
        if policy.version == NO_VERSION
        else telling.say(Phrase.BY_POLICY, policy=title, version=one_line(policy.version))
    )
    if uses_today and today is not None:
        text += telling.say(Phrase.COUNTED_TO, today=today.isoformat())
    return phrases.sentence(text, telling.lang)


def provisional_notes(telling: Telling) -> tuple[str, ...]:
    """Return which results read the absence of facts, those of the same facts together."""
    policy, outcome = telling.policy, telling.outcome
    by_facts: dict[tuple[str, ...], list[str]] = {}
    for name in (*policy.dimensions, *policy.scores, *policy.grades):
        if name in outcome.provisional:
            by_facts.setdefault(outcome.provisional[name], []).append(name_of(telling, name))
    for name, define in policy.defines.items():
        if define.labelled and name in outcome.provisional:
            by_facts.setdefault(outcome.provisional[name], []).append(name_of(telling, name))
    for name, advice in policy.advice.items():
        shown = outcome.advice[name] is not AdviceState.NOT_GIVEN
        if advice_key(name) in outcome.provisional and shown:
            label = one_line(advice.label.in_language(telling.lang))
            title = telling.say(Phrase.TITLE, title=label)
            by_facts.setdefault(outcome.provisional[advice_key(name)], []).append(title)
    return tuple(
        telling.say(
            Phrase.PROVISIONAL,
            names=listed(names, telling.lang),
            facts=listed([name_of(telling, fact) for fact in facts], telling.lang),
        )
        for facts, names in by_facts.items()
    )


def warnings(policy: m.CheckedPolicy, outcome: Outcome, lang: str) -> tuple[str, ...]:
    """Return what a reader should check: dates that lie ahead of today."""
    today = outcome.today
    if today is None:
        return ()
    return tuple(
        Phrase.AHEAD.say(
            lang,
            name=one_line(fact.label.in_language(lang)),
            day=day.isoformat(),
            today=today.isoformat(),
        )
        for name, fact in policy.facts.items()
        if isinstance(day := outcome.facts.get(name), dt.date) and day > today
    )


def assumptions(telling: Telling) -> tuple[str, ...]:
    """Return what the policy assumes, each with the name of what it is about."""
    policy, lang = telling.policy, telling.lang
    found = [one_line(text.in_language(lang)) for text in policy.assumptions]
    declarations: list[m.Declaration] = [
        *policy.facts.values(),
        *policy.defines.values(),
        *policy.dimensions.values(),
        *policy.scores.values(),
        *policy.grades.values(),
        *policy.advice.values(),
    ]
    for declaration in declarations:
        name = one_line(declaration.label.in_language(lang))
        for text in declaration.assumptions:
            value = one_line(text.in_language(lang))
            found.append(telling.say(Phrase.HAS_VALUE, name=name, value=value))
    return tuple(dict.fromkeys(found))
