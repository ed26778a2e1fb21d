"""What a result rests on: the policy and the day, absent facts, odd dates, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from relrules.check import model as m
from relrules.evaluate.evaluate import advice_key
from relrules.explain import phrases
from relrules.explain.phrases import Phrase, listed
from relrules.explain.results import dates_ahead, provisional_results
from relrules.explain.telling import Telling, declared, key_of, name_of
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
    by_facts: dict[tuple[str, ...], list[str]] = {}
    for result in provisional_results(telling):
        name = _named(telling, result.place)
        if name:
            by_facts.setdefault(result.facts, []).append(name)
    return tuple(
        telling.say(
            Phrase.PROVISIONAL,
            names=listed(names, telling.lang),
            facts=listed([name_of(telling, fact) for fact in facts], telling.lang),
        )
        for facts, names in by_facts.items()
    )


def _named(telling: Telling, place: str) -> str:
    """Return what a provisional result is called, nothing for one that is not told of."""
    policy = telling.policy
    advice = policy.advice.get(place.removeprefix("advice "))
    if advice is not None and place == advice_key(advice.id):
        if telling.outcome.advice[advice.id] is AdviceState.NOT_GIVEN:
            return ""
        return telling.say(Phrase.TITLE, title=one_line(advice.label.in_language(telling.lang)))
    found = declared(policy, key_of(policy, place))
    if isinstance(found, m.Define) and not found.labelled:
        return ""
    return name_of(telling, place)


def warnings(telling: Telling) -> tuple[str, ...]:
    """Return what a reader should check: dates that lie ahead of today."""
    today = telling.outcome.today
    if today is None:
        return ()
    return tuple(
        telling.say(
            Phrase.AHEAD,
            name=name_of(telling, place),
            day=day.isoformat(),
            today=today.isoformat(),
        )
        for place, day in dates_ahead(telling)
    )


def out_of_date(telling: Telling) -> tuple[str, ...]:
    """Return that the policy is not in effect yet, or was to be reviewed."""
    policy, today = telling.policy, telling.outcome.today
    if today is None:
        return ()
    found = []
    if policy.effective_from is not None and today < policy.effective_from:
        slots = {"day": policy.effective_from.isoformat(), "today": today.isoformat()}
        found.append(telling.say(Phrase.NOT_YET, **slots))
    if policy.review_by is not None and today > policy.review_by:
        slots = {"day": policy.review_by.isoformat(), "today": today.isoformat()}
        found.append(telling.say(Phrase.REVIEW_DUE, **slots))
    return tuple(found)


def assumptions(telling: Telling) -> tuple[str, ...]:
    """Return what the policy assumes, each with the name of what it is about."""
    policy, lang = telling.policy, telling.lang
    found = [one_line(text.in_language(lang)) for text in policy.assumptions]
    for declaration in declarations(policy):
        name = one_line(declaration.label.in_language(lang))
        for text in declaration.assumptions:
            value = one_line(text.in_language(lang))
            found.append(telling.say(Phrase.HAS_VALUE, name=name, value=value))
    return tuple(dict.fromkeys(found))


def declarations(policy: m.CheckedPolicy) -> Iterator[m.Declaration]:
    """Yield every declaration that may assume something, those of lists included."""
    yield from policy.questionnaires.values()
    yield from policy.facts.values()
    for of in policy.lists.values():
        yield of
        yield from of.facts.values()
        yield from of.defines.values()
        yield from of.dimensions.values()
        yield from of.grades.values()
    yield from policy.defines.values()
    yield from policy.dimensions.values()
    yield from policy.scores.values()
    yield from policy.grades.values()
    yield from policy.advice.values()
