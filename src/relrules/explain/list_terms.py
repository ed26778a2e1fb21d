"""Terms over several things in prose: the records of a list, the items of a questionnaire, values.

What is counted is told with it: which records, how many items are answered, what is left out.
"""

from __future__ import annotations

from typing import TypeGuard

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.evaluate.possible import (
    NO,
    NO_ANSWER,
    YES,
    Possible,
    answered,
    decided,
    is_decided,
)
from relrules.explain import phrases
from relrules.explain.answers import answers_detail, group_label
from relrules.explain.phrases import Phrase, few_listed, listed
from relrules.explain.telling import Telling, record_words
from relrules.explain.values import one_line
from relrules.syntax.nodes import Measure, Tally

Told = m.Count | m.Share | m.Collected | m.Several | m.Answers


@frozen
class Counted:
    """The records of a list that surely or perhaps count, out of how many."""

    surely: tuple[int, ...]
    perhaps: tuple[int, ...]
    of: int


def is_over_several(expr: m.Expr) -> TypeGuard[Told]:
    """Return whether a term is over several things, and told as such."""
    return isinstance(expr, Told)


def name(telling: Telling, expr: Told) -> str:
    """Return what a term over several things is called: “Highest Rung of Contacts”."""
    match expr:
        case m.Count(list=list_name, where=where, distinct=None):
            if where is None:
                return telling.say(Phrase.NUMBER_OF, name=list_label(telling, list_name))
            return those(telling, list_name, where)
        case m.Count(list=list_name, where=where, distinct=distinct):
            if distinct is None:
                raise AssertionError(expr)
            slots = {"value": _inside(telling, distinct), "name": those(telling, list_name, where)}
            return telling.say(Phrase.DISTINCT_OF, **slots)
        case m.Share(list=list_name, where=where):
            return telling.say(Phrase.SHARE_OF, name=those(telling, list_name, where))
        case m.Collected(measure=measure, value=value, list=list_name, where=where):
            slots = {"value": _inside(telling, value), "name": those(telling, list_name, where)}
            return telling.say(COLLECTED[measure], **slots)
        case m.Several(measure=measure, parts=parts):
            words = [_part_name(telling, part, weighs=_weighs(expr)) for part in parts]
            return telling.say(SEVERAL[measure], parts=listed(words, telling.lang))
        case m.Answers(tally=tally, of=of, estimated=estimated):
            text = telling.say(TALLIES[tally], name=group_label(telling, of))
            return telling.say(Phrase.ESTIMATED, tally=text) if estimated else text


def those(telling: Telling, list_name: str, where: m.Expr | None) -> str:
    """Return the records that a term speaks of: “Contacts where Rung is “Deep””."""
    label = list_label(telling, list_name)
    if where is None:
        return label
    return telling.say(Phrase.THOSE, name=label, condition=_condition(telling, where))


def list_label(telling: Telling, list_name: str) -> str:
    """Return what a list is called."""
    return one_line(telling.policy.lists[list_name].label.in_language(telling.lang))


# ---- what is counted ------------------------------------------------------------------------------


def detail(telling: Telling, expr: m.Expr) -> str:
    """Return what a value over several things is made of: “Chen and Li”, “4 of 6 answered”."""
    match expr:
        case m.Have(list=list_name, condition=condition):
            return _named(telling, list_name, counted(telling, list_name, condition))
        case m.Count(list=list_name, where=m.Node() as where, distinct=None):
            return _named(telling, list_name, counted(telling, list_name, where))
        case m.Share(list=list_name, where=where):
            found = counted(telling, list_name, where)
            if found is None or not found.of:
                return _none_counts(telling, list_name, None) if found is not None else ""
            named = _named(telling, list_name, found)
            share = out_of(telling, found)
            return telling.say(Phrase.WITH_DETAIL, value=share, detail=named) if named else share
        case m.Collected():
            return _collected_detail(telling, expr)
        case m.Several():
            return _left_out(telling, expr)
        case m.Answers():
            return answers_detail(telling, expr)
        case m.Quotient(divisor=divisor):
            if decided(telling.reading.term(divisor)) == 0 and telling.is_clear(divisor):
                return telling.say(Phrase.DIVISOR_ZERO, name=_text(telling, divisor))
            return ""
        case _:
            return ""


def counted(telling: Telling, list_name: str, where: m.Expr | None) -> Counted | None:
    """Return which records meet a condition; `None` where the records are not known."""
    if list_name not in telling.outcome.counts:
        return None
    surely, perhaps = [], []
    count = telling.outcome.counts[list_name]
    for record in range(count):
        holds: Possible = YES
        if where is not None:
            holds = telling.at(list_name, record).reading.term(where)
        if holds == YES:
            surely.append(record)
        elif holds not in (NO, NO_ANSWER):
            perhaps.append(record)
    return Counted(tuple(surely), tuple(perhaps), count)


def out_of(telling: Telling, found: Counted) -> str:
    """Return how many records count: “2 of 3”, “1 to 2 of 3”."""
    n = len(found.surely)
    number = phrases.interval(Interval(n, n + len(found.perhaps)), telling.lang)
    return telling.say(Phrase.OUT_OF, n=number, count=str(found.of))


def _named(telling: Telling, list_name: str, found: Counted | None) -> str:
    """Return the names of the records that count, and of those that may."""
    if found is None:
        return ""
    told = [_names(telling, list_name, found.surely)] if found.surely else []
    if found.perhaps:
        names = _names(telling, list_name, found.perhaps)
        phrase = Phrase.PERHAPS_TOO if found.surely else Phrase.PERHAPS
        told.append(telling.say(phrase, names=names))
    return telling.say(Phrase.SEMICOLON).join(told)


def _names(telling: Telling, list_name: str, records: tuple[int, ...]) -> str:
    words = [record_words(telling, list_name, record) for record in records]
    return few_listed(words, telling.lang)


def _collected_detail(telling: Telling, expr: m.Collected) -> str:
    found = counted(telling, expr.list, expr.where)
    if found is None:
        return ""
    if not found.surely and not found.perhaps:
        return _none_counts(telling, expr.list, expr.where)
    if expr.measure not in (Measure.HIGHEST, Measure.LOWEST) or found.perhaps:
        return _named(telling, expr.list, found) if expr.where is not None else ""
    whole = telling.reading.term(expr)
    if not is_decided(whole):
        return ""
    those_with = tuple(
        i for i in found.surely if telling.at(expr.list, i).reading.term(expr.value) == whole
    )
    return _names(telling, expr.list, those_with)


def _none_counts(telling: Telling, list_name: str, where: m.Expr | None) -> str:
    if where is None:
        return telling.say(Phrase.NONE_THERE, name=list_label(telling, list_name))
    return telling.say(Phrase.NONE_SUCH)


def _left_out(telling: Telling, expr: m.Several) -> str:
    """Return which parts are left out because they are not known."""
    reading = telling.reading
    names = []
    for part in expr.parts:
        value = answered(reading.term(part.value))
        open_ = value is not None and decided(value) is None
        if part.known and (value is None or (open_ and part not in reading.counting(expr))):
            names.append(_text(telling, part.value))
    return telling.say(Phrase.LEFT_OUT, names=listed(names, telling.lang)) if names else ""


# ---- words ----------------------------------------------------------------------------------------


def _weighs(expr: m.Several) -> bool:
    return expr.measure is Measure.WEIGHTED_AVERAGE


def _part_name(telling: Telling, part: m.Part, *, weighs: bool) -> str:
    text = _text(telling, part.value)
    if not weighs:
        return text
    weight = phrases.number(part.weight, telling.lang)
    return telling.say(Phrase.WEIGHING, name=text, weight=weight)


def _text(telling: Telling, expr: m.Expr) -> str:
    from relrules.explain.terms import term_text  # noqa: PLC0415 - terms hold such terms and these hold terms

    return term_text(telling, expr)


def _inside(telling: Telling, expr: m.Expr) -> str:
    plain = evolve(telling, valued=False)
    return telling.say(Phrase.NAME_INSIDE, name=_text(plain, expr))


def _condition(telling: Telling, where: m.Expr) -> str:
    from relrules.explain.conditions import requirement  # noqa: PLC0415 - conditions hold such terms and these hold conditions

    is_define = isinstance(where, m.Ref) and where.kind is m.Kind.DEFINE
    if is_define and telling.is_clear(where) and _is_told_by_name(telling, where):
        # “Contacts where Big spender” says it already.
        return _text(evolve(telling, valued=False), where)
    return requirement(evolve(telling, valued=False), where, wanted=True)


def _is_told_by_name(telling: Telling, expr: m.Expr) -> bool:
    from relrules.explain.terms import read_through  # noqa: PLC0415 - terms hold such terms and these hold terms

    return read_through(telling, expr) is expr


COLLECTED = {
    Measure.HIGHEST: Phrase.HIGHEST_IN,
    Measure.LOWEST: Phrase.LOWEST_IN,
    Measure.SUM: Phrase.SUM_IN,
    Measure.AVERAGE: Phrase.AVERAGE_IN,
    Measure.WEIGHTED_AVERAGE: Phrase.AVERAGE_IN,
}
SEVERAL = {
    Measure.HIGHEST: Phrase.HIGHEST_OF,
    Measure.LOWEST: Phrase.LOWEST_OF,
    Measure.SUM: Phrase.SUM_OF,
    Measure.AVERAGE: Phrase.AVERAGE_OF,
    Measure.WEIGHTED_AVERAGE: Phrase.WEIGHTED_AVERAGE_OF,
}
TALLIES = {
    Tally.TOTAL: Phrase.TOTAL_OF,
    Tally.MEAN: Phrase.MEAN_OF,
    Tally.PERCENT: Phrase.PERCENT_OF,
    Tally.ANSWERED: Phrase.ANSWERED_OF,
    Tally.ALL: Phrase.ALL_OF,
    Tally.SOME: Phrase.SOME_OF,
}
