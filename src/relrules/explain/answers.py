"""Questionnaires in prose: what is counted of their answers, and which answers are to be named."""

from __future__ import annotations

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.possible import NO, NO_ANSWER, YES
from relrules.explain.phrases import Phrase, few_listed
from relrules.explain.telling import Telling, name_of
from relrules.explain.values import one_line
from relrules.syntax.names import key
from relrules.syntax.nodes import Tally


@frozen
class _Given:
    """The items of a questionnaire by their answers of yes or no.

    `lacking` are those answered no, `against` the reversed ones answered yes, which count as no.
    """

    yes: tuple[str, ...]
    lacking: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]
    count: int


def group_label(telling: Telling, of: str) -> str:
    """Return what a questionnaire or a part of one is called."""
    questionnaire, part = _group(telling.policy, of)
    label = questionnaire.label if part is None else part.label
    return one_line(label.in_language(telling.lang))


def answers_value(telling: Telling, expr: m.Answers) -> str:
    """Return what `all of` or `some of` came to: “not all yes (2 of 3 yes; no: Rises there)”."""
    holds = telling.reading.term(expr)
    is_all = expr.tally is Tally.ALL
    if holds == YES:
        value = telling.say(Phrase.ARE_ALL_YES if is_all else Phrase.IS_ONE_YES)
    elif holds == NO:
        value = telling.say(Phrase.ARE_NOT_ALL_YES if is_all else Phrase.ARE_NONE_YES)
    else:
        value = telling.say(Phrase.UNKNOWN)
    told = answers_detail(telling, expr)
    return telling.say(Phrase.WITH_DETAIL, value=value, detail=told) if told else value


def answers_detail(telling: Telling, expr: m.Answers) -> str:
    """Return which answers make a tally what it is: those of no, those that are not given.

    Empty where there is nothing to name. An estimate says where too few are answered.
    """
    questionnaire, part = _group(telling.policy, expr.of)
    items = questionnaire.items if part is None else part.items
    missing = tuple(item for item in items if item not in telling.outcome.facts)
    if expr.tally is Tally.ANSWERED:
        told = []
    elif _counts_yes(questionnaire, expr.tally):
        told = _of_yes_or_no(telling, expr, _given(telling, questionnaire, items))
    else:
        slots = {"n": str(len(items) - len(missing)), "count": str(len(items))}
        told = [telling.say(Phrase.ITEMS_ANSWERED, **slots)] if missing else []
    if missing and expr.estimated and telling.reading.term(expr) == NO_ANSWER:
        told.append(telling.say(Phrase.TOO_FEW_ANSWERED))
    told += _named(telling, Phrase.NOT_ANSWERED, missing)
    return telling.say(Phrase.SEMICOLON).join(told)


def _of_yes_or_no(telling: Telling, expr: m.Answers, given: _Given) -> list[str]:
    """Return how many answers are yes, where not all are, and which are not.

    Of `some of` the answers of yes, which are what makes it hold.
    """
    if expr.tally is Tally.SOME:
        return [_names(telling, given.yes)] if given.yes else []
    names = [
        *_named(telling, Phrase.ITEMS_NO, given.lacking),
        *_named(telling, Phrase.ITEMS_AGAINST, given.against),
    ]
    if not names and not given.missing:
        return []
    if expr.tally is Tally.TOTAL and not given.missing:
        # The total has told how many are yes.
        return names
    slots = {"n": str(len(given.yes)), "count": str(given.count)}
    return [telling.say(Phrase.COUNTED_YES, **slots), *names]


def _counts_yes(questionnaire: m.Questionnaire, tally: Tally) -> bool:
    """Return whether a tally counts answers of yes: then it is worth naming those of no."""
    worth = dict(questionnaire.worths or ())
    if True not in worth or not all(isinstance(answer, bool) for answer in worth):
        return False
    return tally in (Tally.ALL, Tally.SOME) or (worth[False], worth[True]) == (0, 1)


def _given(telling: Telling, questionnaire: m.Questionnaire, items: tuple[str, ...]) -> _Given:
    known = telling.outcome.facts
    wanted = {item: item not in questionnaire.reversed for item in items if item in known}
    return _Given(
        yes=tuple(i for i, yes in wanted.items() if known[i] is yes),
        lacking=tuple(i for i, yes in wanted.items() if yes and known[i] is False),
        against=tuple(i for i, yes in wanted.items() if not yes and known[i] is True),
        missing=tuple(i for i in items if i not in known),
        count=len(items),
    )


def _named(telling: Telling, phrase: Phrase, items: tuple[str, ...]) -> list[str]:
    """Return what is said of items by name, a few of them where they are many; of none nothing."""
    if not items:
        return []
    return [phrase.say(telling.lang, names=_names(telling, items))]


def _names(telling: Telling, items: tuple[str, ...]) -> str:
    titles = [telling.say(Phrase.TITLE, title=name_of(telling, item)) for item in items]
    return few_listed(titles, telling.lang)


def _group(policy: m.CheckedPolicy, of: str) -> tuple[m.Questionnaire, m.ItemPart | None]:
    """Return the questionnaire of a name or label, and which of its parts is meant."""
    for name, questionnaire in policy.questionnaires.items():
        if of in _called(name, questionnaire.label):
            return questionnaire, None
    for questionnaire in policy.questionnaires.values():
        for name, part in questionnaire.parts.items():
            if of in _called(name, part.label):
                return questionnaire, part
    raise AssertionError(of)


def _called(name: str, label: m.Label) -> set[str]:
    return {name, label.id, *(key(text) for _, text in label.texts.by_lang)}
