"""What a policy takes from those it uses, in short: a line a result, with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.evaluate.possible import Unanswered, decided
from relrules.evaluate.reasons import costs, weights_of
from relrules.explain.phrases import Phrase, listed, number, sentence
from relrules.explain.results import absent_facts
from relrules.explain.rows import Reasons
from relrules.explain.scores import (
    limits_took,
    told_costs_of,
    told_dimension,
    told_finding,
    told_grade,
    told_score,
)
from relrules.explain.telling import Telling, name_of, owner_of
from relrules.explain.used import read_of_used
from relrules.explain.values import one_line
from relrules.explain.verdict import standing

MOST_COSTS = 2
MOST_ROWS = 2


@frozen
class ResultTold:
    """A result of a used policy: what it is called, its value, and why, in a sentence or two."""

    name: str
    label: str
    value: str
    why: str


@frozen
class UsedTold:
    """A used policy, with those of its results that the policy itself reads."""

    name: str
    label: str
    results: tuple[ResultTold, ...]


def told_of_used(telling: Telling) -> tuple[UsedTold, ...]:
    """Return what is read of each used policy; a policy nothing is read of is left out."""
    policy = telling.policy
    if telling.in_full:
        return ()
    read = read_of_used(policy)
    found = []
    for owner in policy.uses:
        results = tuple(
            _results(telling, frozenset(n for n in read if owner_of(policy, n) == owner))
        )
        if results:
            found.append(UsedTold(owner, _label(telling, owner), results))
    return tuple(found)


def more_of_used(telling: Telling) -> str:
    """Return how everything else is seen that used policies say; nothing where all is told."""
    if telling.in_full or not telling.policy.uses:
        return ""
    first, *others = telling.policy.uses
    command = f"`relrules explain {first} …`"
    if not others:
        return telling.say(Phrase.MORE_OF_ONE, command=command)
    names = listed(others, telling.lang, Phrase.OR)
    return telling.say(Phrase.MORE_OF_USED, command=command, others=names)


def _label(telling: Telling, owner: str) -> str:
    return one_line(telling.policy.from_used.labels[owner].in_language(telling.lang))


def _results(telling: Telling, read: frozenset[str]) -> Iterator[ResultTold]:
    policy = telling.policy
    for name, grade in policy.grades.items():
        if name in read:
            yield _grade(telling, grade, name)
    for name, score in policy.scores.items():
        if name in read:
            told = told_score(telling, score)
            why = [_lost(telling, name), *told.limits]
            yield _told(telling, name, told.amount.in_cell(telling.lang), why)
    for name, dimension in policy.dimensions.items():
        if name in read:
            yield _dimension(telling, dimension, name)
    for name, define in policy.defines.items():
        if name in read:
            yield _define(telling, define, name)
    for name, of in policy.lists.items():
        for record in range(telling.outcome.counts.get(name, 0)):
            yield from _of_record(telling.at(name, record), name, of, read)


def _of_record(
    telling: Telling, list_name: str, of: m.List, read: frozenset[str]
) -> Iterator[ResultTold]:
    """Yield what is read of the record that is looked at."""
    for name, grade in of.grades.items():
        if f"{list_name}.{name}" in read:
            yield _grade(telling, grade, f"{list_name}.{name}")
    for name, dimension in of.dimensions.items():
        if f"{list_name}.{name}" in read:
            yield _dimension(telling, dimension, f"{list_name}.{name}")
    for name, define in of.defines.items():
        if f"{list_name}.{name}" in read:
            yield _define(telling, define, f"{list_name}.{name}")


def _dimension(telling: Telling, dimension: m.Dimension, key: str) -> ResultTold:
    told = told_dimension(telling, dimension, key)
    return _told(telling, key, told.amount.in_cell(telling.lang), _shortly(told.reasons))


def _define(telling: Telling, define: m.Define, key: str) -> ResultTold:
    told = told_finding(telling, define, key)
    return _told(telling, key, told.value, list(told.lines[:1]))


def _grade(telling: Telling, grade: m.Grade, key: str) -> ResultTold:
    told = told_grade(telling, grade, key)
    why = [] if told.reasons is None else _shortly(told.reasons)
    if (
        isinstance(grade.by, m.Ref)
        and grade.by.kind is m.Kind.SCORE
        and told.state != "hidden"
        and not telling.is_given(key)
    ):
        clauses = standing(telling, grade, telling.outcome.values[telling.place(key)])
        lost = _lost(telling, grade.by.name) if telling.is_clear(grade.by) else ""
        said = [clauses.removeprefix(telling.say(Phrase.COMMA).rstrip()).strip(), lost]
        why = [telling.say(Phrase.SEMICOLON).join(text for text in said if text), *why]
    return _told(telling, key, told.in_words(telling.lang), why)


def _shortly(reasons: Reasons) -> list[str]:
    """Return what decided a result: nothing of what did not, and no more rows than fit a line."""
    counted = reasons.counted if len(reasons.counted) <= MOST_ROWS else ()
    return evolve(reasons, counted=counted, because="").shortly()


def _told(telling: Telling, key: str, value: str, why: list[str]) -> ResultTold:
    lang, place = telling.lang, telling.place(key)
    # Of a record, its title says which of them is meant.
    label = name_of(evolve(telling, here={}), place)
    mark = telling.say(Phrase.PROVISIONAL_MARK) if absent_facts(telling, place) else ""
    texts = [text for text in why if text]
    space = telling.say(Phrase.BETWEEN_SENTENCES)
    said = texts[0] if len(texts) == 1 else space.join(sentence(text, lang) for text in texts)
    return ResultTold(key, label, value + mark, said)


def _lost(telling: Telling, name: str) -> str:
    """Return what a score lost most, two dimensions at most."""
    policy, outcome = telling.policy, telling.outcome
    if telling.is_given(name):
        return ""
    seen = (telling.visible.result(part) for part in (name, *weights_of(policy, name)))
    if not all(seen) or isinstance(outcome.values[name], Unanswered):
        return ""
    if limits_took(telling, name):
        told = told_costs_of(telling, name)
        return "" if told is None else told.text
    lost = costs(policy, outcome, name)
    if not lost:
        return ""
    words = [
        telling.say(
            Phrase.PART,
            name=name_of(telling, cost.dimension),
            points=number(cost.points, telling.lang),
        )
        for cost in lost[:MOST_COSTS]
    ]
    phrase = Phrase.LOST if len(lost) <= MOST_COSTS else Phrase.LOST_MOST
    if len(lost) > MOST_COSTS and lost[MOST_COSTS].points == lost[MOST_COSTS - 1].points:
        phrase = Phrase.LOST_AMONG
    text = telling.say(phrase, costs=telling.say(Phrase.LISTED).join(words))
    is_open = decided(outcome.values[name]) is None or bool(absent_facts(telling, name))
    return telling.say(Phrase.SO_FAR, lost=text) if is_open else text
