"""Conditions in prose: what would have to hold."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.evaluate.possible import is_decided
from relrules.explain import list_terms, phrases
from relrules.explain.answers import group_label
from relrules.explain.phrases import Phrase, listed
from relrules.explain.telling import Telling
from relrules.explain.terms import (
    is_at_hand,
    is_fixed,
    option_quoted,
    possible_in_words,
    read_through,
    term_text,
    value_of,
)
from relrules.syntax.nodes import ComparisonOp, Quantifier, Tally


def requirement(telling: Telling, condition: m.Expr, *, wanted: bool) -> str:
    """Return what has to be the case for a condition to hold, or with `wanted` off, not to hold."""
    if not telling.is_clear(condition):
        return telling.say(Phrase.CONFIDENTIAL_HERE)
    match condition:
        case m.Constant(value=value):
            return telling.say(Phrase.ALWAYS if bool(value) is wanted else Phrase.NEVER)
        case m.Not(operand=operand):
            return requirement(telling, operand, wanted=not wanted)
        case m.And(operands=parts) | m.Or(operands=parts):
            both = isinstance(condition, m.And) is wanted
            texts = [_part(telling, part, wanted=wanted, inside_both=both) for part in parts]
            return phrases.joined(texts, telling.lang, Phrase.BOTH if both else Phrase.OR)
        case m.IsKnown(value=value, negated=negated):
            phrase = Phrase.IS_KNOWN if negated is not wanted else Phrase.IS_UNKNOWN
            return telling.say(phrase, name=term_text(telling, value))
        case m.IsOneOf(value=value, options=options):
            texts = [option_quoted(telling, o.value, value) for o in options]
            return _is(telling, value, listed(texts, telling.lang, Phrase.OR), wanted=wanted)
        case m.Between(value=value, low=low, high=high):
            phrase = Phrase.BETWEEN if wanted else Phrase.NOT_BETWEEN
            ends = (side(telling, low, value, bare=False), side(telling, high, value, bare=False))
            remark = telling.say(phrase, low=ends[0], high=ends[1])
            return telling.say(Phrase.IS_REMARKED, name=term_text(telling, value), remark=remark)
        case m.Comparison():
            return _required(telling, condition, wanted=wanted)
        case m.Have():
            return _have(telling, condition, wanted=wanted)
        case m.Answers(tally=Tally.ALL | Tally.SOME as tally, of=of):
            phrase = ALL_OR_SOME[tally is Tally.ALL, wanted]
            return telling.say(phrase, name=group_label(telling, of))
        case _:
            inner = read_through(telling, condition)
            if inner is not condition:
                return requirement(telling, inner, wanted=wanted)
            return _is(telling, condition, option_quoted(telling, wanted, condition), wanted=True)


def open_part(telling: Telling, condition: m.Expr) -> m.Expr:
    """Return what of an undecided condition is still open; the parts that are decided are left out."""
    match condition:
        case m.And(operands=parts) | m.Or(operands=parts):
            left = [p for p in parts if not is_decided(telling.reading.condition(p))]
            inner = tuple(open_part(telling, part) for part in left)
            if not inner:
                return condition
            return inner[0] if len(inner) == 1 else evolve(condition, operands=inner)
        case m.Not(operand=operand):
            return evolve(condition, operand=open_part(telling, operand))
        case m.Ref() if read_through(telling, condition) is not condition:
            return open_part(telling, read_through(telling, condition))
        case _:
            return condition


def _have(telling: Telling, have: m.Have, *, wanted: bool) -> str:
    """Return what records have to meet: “for at least 2 of Contacts, Rung is “Deep””."""
    slots = {
        "name": list_terms.list_label(telling, have.list),
        "condition": requirement(telling, have.condition, wanted=True),
    }
    match have.quantifier:
        case Quantifier.SOME:
            phrase = Phrase.FOR_ONE if wanted else Phrase.FOR_NONE
        case Quantifier.NO:
            phrase = Phrase.FOR_NONE if wanted else Phrase.FOR_ONE
        case Quantifier.ALL:
            phrase = Phrase.FOR_ALL if wanted else Phrase.NOT_FOR_ALL
        case Quantifier.AT_LEAST:
            phrase = Phrase.FOR_AT_LEAST if wanted else Phrase.FOR_FEWER
            return telling.say(phrase, n=str(have.count), **slots)
    return telling.say(phrase, **slots)


def _part(telling: Telling, part: m.Expr, *, wanted: bool, inside_both: bool) -> str:
    """Return a part of a larger requirement, in brackets where “and” and “or” would mix."""
    text = requirement(telling, part, wanted=wanted)
    inner = read_through(telling, part)
    while isinstance(inner, m.Not):
        wanted = not wanted
        inner = read_through(telling, inner.operand)
    if isinstance(inner, m.IsOneOf) and wanted and inside_both and len(inner.options) > 1:
        return telling.say(Phrase.IN_BRACKETS, inner=text)
    if not isinstance(inner, m.And | m.Or):
        return text
    mixes = (isinstance(inner, m.And) is wanted) is not inside_both
    return telling.say(Phrase.IN_BRACKETS, inner=text) if mixes else text


def _required(telling: Telling, comparison: m.Comparison, *, wanted: bool) -> str:
    left, op, right = comparison.left, comparison.op, comparison.right
    if is_fixed(left):
        left, op, right = right, MIRRORED[op], left
    if not wanted:
        op = OPPOSITE[op]
    if op in EQUALITIES and isinstance(right, m.Constant):
        equal = op is ComparisonOp.EQ
        if isinstance(right.value, bool):
            return requirement(telling, left, wanted=right.value is equal)
        return _is(telling, left, option_quoted(telling, right.value, left), wanted=equal)
    remark = against(telling, op, left, right, bare=False)
    return telling.say(Phrase.IS_REMARKED, name=term_text(telling, left), remark=remark)


def _is(telling: Telling, term: m.Expr, value: str, *, wanted: bool) -> str:
    phrase = Phrase.IS if wanted else Phrase.IS_NOT
    return telling.say(phrase, name=term_text(telling, term), value=value)


def against(telling: Telling, op: ComparisonOp, left: m.Expr, right: m.Expr, *, bare: bool) -> str:
    """Return how a value compares: “at least 3”, “above Target (5)”."""
    phrase = DATE_WORDS[op] if isinstance(left.type, m.DateType) else ORDER_WORDS[op]
    return telling.say(phrase, value=side(telling, right, left, bare=bare))


def side(telling: Telling, expr: m.Expr, beside: m.Expr, *, bare: bool) -> str:
    """Return what a value is compared with; `bare` where the value was just told with its unit."""
    if isinstance(expr, m.Constant):
        text = option_quoted(telling, expr.value, beside)
        if bare and isinstance(expr.value, int | Fraction) and not isinstance(expr.value, bool):
            number = phrases.number(expr.value, telling.lang)
            return telling.say(Phrase.LIMIT, bare=number, amount=text)
        return text
    if is_fixed(expr):
        return possible_in_words(telling, beside, telling.reading.term(expr))
    if telling.of_no_record or not all(is_at_hand(telling, ref) for ref in refs(expr)):
        return telling.say(Phrase.NAME_INSIDE, name=term_text(telling, expr))
    value = value_of(telling, expr)
    return telling.say(Phrase.WITH_VALUE, name=term_text(telling, expr), value=value)


ALL_OR_SOME = {
    (True, True): Phrase.ALL_YES,
    (True, False): Phrase.NOT_ALL_YES,
    (False, True): Phrase.SOME_YES,
    (False, False): Phrase.NONE_YES,
}
EQUALITIES = (ComparisonOp.EQ, ComparisonOp.NE)
MIRRORED = {
    ComparisonOp.EQ: ComparisonOp.EQ,
    ComparisonOp.NE: ComparisonOp.NE,
    ComparisonOp.LT: ComparisonOp.GT,
    ComparisonOp.LE: ComparisonOp.GE,
    ComparisonOp.GT: ComparisonOp.LT,
    ComparisonOp.GE: ComparisonOp.LE,
}
OPPOSITE = {
    ComparisonOp.EQ: ComparisonOp.NE,
    ComparisonOp.NE: ComparisonOp.EQ,
    ComparisonOp.LT: ComparisonOp.GE,
    ComparisonOp.LE: ComparisonOp.GT,
    ComparisonOp.GT: ComparisonOp.LE,
    ComparisonOp.GE: ComparisonOp.LT,
}
ORDER_WORDS = {
    ComparisonOp.EQ: Phrase.EQUAL,
    ComparisonOp.NE: Phrase.UNEQUAL,
    ComparisonOp.LT: Phrase.BELOW,
    ComparisonOp.LE: Phrase.AT_MOST,
    ComparisonOp.GT: Phrase.ABOVE,
    ComparisonOp.GE: Phrase.AT_LEAST,
}
DATE_WORDS = {
    **ORDER_WORDS,
    ComparisonOp.LT: Phrase.BEFORE,
    ComparisonOp.LE: Phrase.NOT_AFTER,
    ComparisonOp.GT: Phrase.AFTER,
    ComparisonOp.GE: Phrase.NOT_BEFORE,
}
