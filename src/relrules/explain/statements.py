"""What is the case with what a condition looks at: “Visits: 5 visits, at least 3”."""

from __future__ import annotations

from attrs import frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.evaluate.outcome import Verdict
from relrules.evaluate.possible import NO_ANSWER, YES, decided, is_decided
from relrules.evaluate.why import deciding
from relrules.explain import list_terms
from relrules.explain.answers import answers_value, group_label
from relrules.explain.conditions import EQUALITIES, MIRRORED, OPPOSITE, against, side
from relrules.explain.phrases import Phrase
from relrules.explain.telling import Telling, name_of
from relrules.explain.terms import (
    is_at_hand,
    is_fixed,
    possible_of,
    read_through,
    term_text,
    value_of,
)
from relrules.syntax.nodes import ComparisonOp, Tally


@frozen
class Statement:
    """What is the case with one thing: its name, its value, and how that compares.

    `remark` is empty where the value says it all.
    """

    term: m.Expr
    name: str
    value: str
    remark: str = ""

    def in_words(self, lang: str, *, short: bool = False) -> str:
        """Return the statement; `short` where the value was stated before."""
        if short:
            return Phrase.REMARK_ALONE.say(lang, name=self.name, remark=self.remark)
        text = Phrase.HAS_VALUE.say(lang, name=self.name, value=self.value)
        return (
            Phrase.REMARKED.say(lang, statement=text, remark=self.remark) if self.remark else text
        )


def statements(telling: Telling, condition: m.Expr) -> list[Statement]:
    """Return what is the case with everything a condition looks at."""
    match condition:
        case m.Constant():
            return []
        case m.Not(operand=operand):
            return statements(telling, operand)
        case m.And(operands=parts) | m.Or(operands=parts):
            return [s for part in parts for s in statements(telling, part)]
        case m.IsKnown(value=value):
            return [_known(telling, value)]
        case m.IsOneOf(value=value):
            return _stated(telling, value)
        case m.Between(value=value, low=low, high=high):
            return _stated(telling, value, _between_remark(telling, condition, value, low, high))
        case m.Comparison():
            return _compared(telling, condition)
        case m.Have():
            return [_have(telling, condition)]
        case _:
            return _condition_term(telling, condition)


def _condition_term(telling: Telling, condition: m.Expr) -> list[Statement]:
    """Return the statements of a yes-or-no value; of a define that is spelled out, what decided it."""
    inner = read_through(telling, condition)
    if inner is condition:
        return _stated(telling, condition)
    holds = telling.reading.condition(inner)
    verdict = Verdict.MAY_APPLY
    if is_decided(holds):
        verdict = Verdict.APPLIES if holds == YES else Verdict.DOES_NOT_APPLY
    found = deciding(inner, telling.reading, verdict) or (inner,)
    return [s for part in found for s in statements(telling, part)]


def _known(telling: Telling, value: m.Expr) -> Statement:
    possible = telling.reading.term(value)
    is_fact = isinstance(value, m.Ref) and value.kind in (m.Kind.FACT, m.Kind.TODAY)
    missing = isinstance(value, m.Ref) and is_fact and bool(telling.reading.missing(value))
    known = decided(possible) is not None and not missing
    word = Phrase.KNOWN if known else Phrase.UNKNOWN
    return Statement(value, term_text(telling, value), telling.say(word))


def _have(telling: Telling, have: m.Have) -> Statement:
    """Return how many records meet a condition, and which."""
    found = list_terms.counted(telling, have.list, have.condition)
    if found is None:
        label = list_terms.list_label(telling, have.list)
        return Statement(have, label, telling.say(Phrase.UNKNOWN))
    if not found.of:
        label = list_terms.list_label(telling, have.list)
        return Statement(have, label, telling.say(Phrase.NONE_MISSING))
    name = list_terms.those(telling, have.list, have.condition)
    value = list_terms.out_of(telling, found)
    detail = list_terms.detail(telling, have)
    if detail:
        value = telling.say(Phrase.WITH_DETAIL, value=value, detail=detail)
    return Statement(have, name, value)


def _stated(telling: Telling, term: m.Expr, remark: str = "") -> list[Statement]:
    """Return the statement of a term; of a calculation that is open, those of what it lacks."""
    inner = read_through(telling, term)
    if not isinstance(inner, m.Ref) and possible_of(telling, inner) != NO_ANSWER:
        missing = _unknown_inside(telling, inner)
        if missing:
            return missing
    if (
        isinstance(inner, m.Answers)
        and inner.tally in (Tally.ALL, Tally.SOME)
        and telling.is_clear(inner)
    ):
        label = group_label(telling, inner.of)
        return [Statement(inner, label, answers_value(telling, inner), remark)]
    return [Statement(inner, term_text(telling, term), value_of(telling, inner), remark)]


def _unknown_inside(telling: Telling, term: m.Expr) -> list[Statement]:
    """Return the unknown facts of a calculation; terms over several things tell them themselves."""
    if isinstance(term, m.Several | m.Answers | m.Count | m.Share | m.Collected):
        return []
    open_refs: dict[str, m.Ref] = {}
    for ref in refs(term):
        if is_at_hand(telling, ref) and possible_of(telling, ref) is None:
            open_refs.setdefault(ref.key, ref)
    return [
        Statement(ref, name_of(telling, ref.key), telling.say(Phrase.UNKNOWN))
        for ref in open_refs.values()
    ]


def _compared(telling: Telling, comparison: m.Comparison) -> list[Statement]:
    left, op, right = comparison.left, comparison.op, comparison.right
    if is_fixed(left):
        left, op, right = right, MIRRORED[op], left
    if is_fixed(left):
        return []
    if isinstance(left.type, m.YesNoType) and isinstance(right, m.Constant):
        return _condition_term(telling, left)
    holds = telling.reading.condition(comparison)
    if not is_decided(holds) or holds == NO_ANSWER:
        both = [left] if is_fixed(right) else [left, right]
        return [s for term in both for s in _stated(telling, term)]
    actual = op if holds == YES else OPPOSITE[op]
    if is_fixed(right):
        says_enough = actual in EQUALITIES or _is_that_level(telling, left, right)
        remark = "" if says_enough else against(telling, actual, left, right, bare=True)
        return _stated(telling, left, remark)
    return _stated(telling, left, against(telling, actual, left, right, bare=True))


def _is_that_level(telling: Telling, term: m.Expr, constant: m.Expr) -> bool:
    """Return whether a level is the very level it is compared with: no need to say so."""
    possible = possible_of(telling, term)
    is_level = isinstance(term.type, m.LevelType) and isinstance(constant, m.Constant)
    return is_level and possible == telling.reading.term(constant)


def _between_remark(
    telling: Telling, condition: m.Expr, value: m.Expr, low: m.Expr, high: m.Expr
) -> str:
    holds = telling.reading.condition(condition)
    if not is_decided(holds) or holds == NO_ANSWER:
        return ""
    if holds == YES:
        ends = (side(telling, low, value, bare=True), side(telling, high, value, bare=True))
        return telling.say(Phrase.BETWEEN, low=ends[0], high=ends[1])
    below = m.Comparison(
        span=value.span, type=m.YesNoType(), op=ComparisonOp.LT, left=value, right=low
    )
    if telling.reading.condition(below) == YES:
        return against(telling, ComparisonOp.LT, value, low, bare=True)
    return against(telling, ComparisonOp.GT, value, high, bare=True)
