"""What a result rests on: the policy and the day, absent facts, odd dates, assumptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from relrules.check import model as m
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.program import facts_of
from relrules.explain import phrases
from relrules.explain.phrases import Phrase, listed
from relrules.explain.results import advised, dates_ahead, provisional_results
from relrules.explain.telling import Telling, declared, key_of, name_of, owner_of
from relrules.explain.values import one_line
from relrules.syntax.nodes import AdviceState

NO_VERSION = "0"
ONE_MORE, SEVERAL_MORE = Phrase.ONE_ASSUMED_BY_USED, Phrase.ASSUMED_BY_USED


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


def may_warn(policy: m.CheckedPolicy, today: dt.date | None) -> bool:
    """Return whether there can be anything to warn of, whatever the record."""
    if today is None:
        return False
    has_days = any(isinstance(fact.type, m.DateType) for _, fact in facts_of(policy))
    return has_days or policy.effective_from is not None or policy.review_by is not None


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
    """Return what the policy assumes, each with the name of what it is about.

    Unless all is told, assumptions of advice that is not given are left out, and those of used
    policies are counted.
    """
    policy, lang = telling.policy, telling.lang
    from_used = policy.from_used.assumptions
    found: dict[str, bool] = {}
    for text in policy.assumptions:
        found.setdefault(one_line(text.in_language(lang)), telling.in_full or text not in from_used)
    given = {a.advice.id for alerts in (True, False) for a in advised(telling, alerts=alerts)}
    for declaration, is_own in _with_owner(policy):
        is_told = telling.in_full or is_own
        is_advice = isinstance(declaration, m.Advice)
        if is_advice and is_own and not telling.in_full and declaration.id not in given:
            continue
        name = one_line(declaration.label.in_language(lang))
        for text in declaration.assumptions:
            value = one_line(text.in_language(lang))
            told = telling.say(Phrase.HAS_VALUE, name=name, value=value)
            found[told] = found.get(told, False) or is_told
    counted = sum(not is_told for is_told in found.values())
    rest = ONE_MORE if counted == 1 else SEVERAL_MORE
    return (
        *(text for text, is_told in found.items() if is_told),
        *([telling.say(rest, n=str(counted))] if counted else []),
    )


def declarations(policy: m.CheckedPolicy) -> Iterator[m.Declaration]:
    """Yield every declaration that may assume something, those of lists included."""
    return (declaration for declaration, _ in _with_owner(policy))


def _with_owner(policy: m.CheckedPolicy) -> Iterator[tuple[m.Declaration, bool]]:
    """Yield every declaration, and whether it is the policy's own, not of one that it uses."""

    def own(declarations: Iterable[m.Declaration]) -> Iterator[tuple[m.Declaration, bool]]:
        return ((each, not owner_of(policy, each.id)) for each in declarations)

    yield from own(policy.questionnaires.values())
    for name, fact in policy.facts.items():
        yield fact, name not in policy.from_used.facts
    for name, of in policy.lists.items():
        for group in ([of], of.facts, of.defines, of.dimensions, of.grades):
            declared = group if isinstance(group, list) else group.values()
            yield from ((each, not owner_of(policy, name)) for each in declared)
    yield from own(policy.defines.values())
    yield from own(policy.dimensions.values())
    yield from own(policy.scores.values())
    yield from own(policy.grades.values())
    yield from own(policy.advice.values())
