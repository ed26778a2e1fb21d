"""Typed terms and conditions in prose: what they are called, and what would have to hold.

Everything is called by its label; what has none is described by what it is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.walk import refs
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import MAYBE, Possible
from relrules.evaluate.terms import Reading
from relrules.evaluate.why import reading_of
from relrules.explain import phrases
from relrules.explain.phrases import Phrase, listed
from relrules.explain.values import one_line, possible_text, value_text
from relrules.syntax.nodes import ComparisonOp, DateUnit


@frozen
class Telling:
    """What is told of, and in which language."""

    policy: m.CheckedPolicy
    outcome: Outcome
    lang: str

    @property
    def reading(self) -> Reading:
        """Return a reading of terms under what the outcome found."""
        return reading_of(self.outcome)

    def say(self, phrase: Phrase, **slots: str) -> str:
        """Return a phrase in the reader's language."""
        return phrase.say(self.lang, **slots)


# ---- names and terms --------------------------------------------------------------------------


def name_of(telling: Telling, name: str) -> str:
    """Return what a fact or result is called."""
    policy, lang = telling.policy, telling.lang
    for declarations in (
        policy.facts,
        policy.defines,
        policy.dimensions,
        policy.scores,
        policy.grades,
    ):
        if name in declarations:
            return one_line(declarations[name].label.in_language(lang))
    return telling.say(Phrase.TODAY)


def term_text(telling: Telling, expr: m.Expr) -> str:
    """Return what a term is called, or what it is made of: “Days since Last contact”."""
    match expr:
        case m.Constant(value=value):
            return constant_text(telling, value, expr)
        case m.Ref(kind=m.Kind.DEFINE, name=name) if not telling.policy.defines[name].told_by_name:
            return term_text(telling, telling.policy.defines[name].value)
        case m.Ref(name=name):
            return name_of(telling, name)
        case m.Negation(operand=operand):
            return telling.say(Phrase.MINUS_TERM, term=term_text(telling, operand))
        case m.Sum(terms=terms):
            return _chain(telling, terms, Phrase.PLUS, Phrase.MINUS)
        case m.Product(factors=factors):
            return _chain(telling, factors, Phrase.TIMES, Phrase.DIVIDED_BY)
        case m.Distance():
            return _distance(telling, expr)
        case _:
            return requirement(telling, expr, wanted=True)


def _chain(
    telling: Telling, parts: Sequence[tuple[bool, m.Expr]], joined: Phrase, turned: Phrase
) -> str:
    """Return a sum or a product; a part that would be read apart stands in brackets."""
    binds = joined is Phrase.TIMES
    text = ""
    for i, (plain, part) in enumerate(parts):
        bare = read_through(telling, part)
        loose = isinstance(bare, m.Sum | m.Negation) or (
            binds and i > 0 and isinstance(bare, m.Product)
        )
        word = term_text(telling, part)
        word = telling.say(Phrase.IN_BRACKETS, inner=word) if loose else word
        phrase = joined if plain else turned
        text = telling.say(phrase, left=text, right=word) if i else word
    return text


def _distance(telling: Telling, expr: m.Distance) -> str:
    days = expr.unit is DateUnit.DAYS
    start = _quoted(telling, term_text(telling, expr.start))
    if expr.since:
        return telling.say(Phrase.DAYS_SINCE if days else Phrase.MONTHS_SINCE, date=start)
    end = _quoted(telling, term_text(telling, expr.end))
    return telling.say(Phrase.DAYS_BETWEEN if days else Phrase.MONTHS_BETWEEN, start=start, end=end)


def _quoted(telling: Telling, word: str) -> str:
    """Return a label inside a phrase: Chinese, without spaces or capitals, needs quotes there."""
    return telling.say(Phrase.NAME_INSIDE, name=word)


def read_through(telling: Telling, expr: m.Expr) -> m.Expr:
    """Return what a define that is not told by name stands for; anything else as it is."""
    while isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE:
        define = telling.policy.defines[expr.name]
        if define.told_by_name:
            break
        expr = define.value
    return expr


# ---- values -----------------------------------------------------------------------------------


def possible_of(telling: Telling, expr: m.Expr) -> Possible | None:
    """Return what a term can be; `None` for a fact of which nothing is known."""
    match expr:
        case m.Ref(kind=m.Kind.FACT, name=name) if name not in telling.outcome.facts:
            return None
        case m.Ref(kind=m.Kind.TODAY) if telling.outcome.today is None:
            return None
        case _:
            return telling.reading.term(expr)


def value_of(telling: Telling, expr: m.Expr) -> str:
    """Return a term's value in words, with its unit: “45 days”, “unknown”."""
    possible = possible_of(telling, expr)
    if possible is None or possible in (MAYBE, Interval(None, None)):
        return telling.say(Phrase.UNKNOWN)
    return possible_in_words(telling, expr, possible)


def possible_in_words(telling: Telling, expr: m.Expr, possible: Possible) -> str:
    """Return what a term can be, with the term's unit."""
    if isinstance(possible, Interval):
        return quantity(telling, expr, possible)
    return one_line(possible_text(possible, expr.type, telling.lang))


def quantity(telling: Telling, expr: m.Expr, value: Interval) -> str:
    """Return a number or a range of them with the unit of a term."""
    lang = telling.lang
    while isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE:
        expr = telling.policy.defines[expr.name].value
    match expr:
        case m.Ref(kind=m.Kind.SCORE | m.Kind.DIMENSION):
            return phrases.amounts(value, lang, Phrase.POINT, Phrase.POINTS)
        case m.Distance(unit=DateUnit.DAYS):
            return phrases.amounts(value, lang, Phrase.DAY, Phrase.DAYS)
        case m.Distance(unit=DateUnit.MONTHS):
            return phrases.amounts(value, lang, Phrase.MONTH, Phrase.MONTHS)
        case other:
            unit = other.type.unit if isinstance(other.type, m.NumberType) else None
            text = phrases.interval(value, lang)
            return f"{text} {one_line(unit.in_language(lang))}" if unit else text


def constant_text(telling: Telling, value: m.Value, beside: m.Expr) -> str:
    """Return a value that a term is compared with, with the term's unit."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return quantity(telling, beside, Interval(value, value))
    return one_line(value_text(value, beside.type, telling.lang))


def is_fixed(expr: m.Expr) -> bool:
    """Return whether a term is the same for every record: a constant, or made of constants."""
    return not any(refs(expr))


def option_quoted(telling: Telling, value: m.Value, beside: m.Expr) -> str:
    """Return a constant inside a sentence: levels, choices and texts stand in quotes there."""
    text = constant_text(telling, value, beside)
    if isinstance(beside.type, m.NumberType | m.DateType):
        return text
    if isinstance(beside.type, m.YesNoType):
        return telling.say(Phrase.YES_NO, answer=text)
    return telling.say(Phrase.OPTION, option=text)


# ---- conditions -------------------------------------------------------------------------------


def requirement(telling: Telling, condition: m.Expr, *, wanted: bool) -> str:
    """Return what has to be the case for a condition to hold, or with `wanted` off, not to hold."""
    match condition:
        case m.Constant(value=value):
            return telling.say(Phrase.ALWAYS if bool(value) is wanted else Phrase.NEVER)
        case m.Not(operand=operand):
            return requirement(telling, operand, wanted=not wanted)
        case m.And(operands=parts) | m.Or(operands=parts):
            both = isinstance(condition, m.And) is wanted
            texts = [_part(telling, part, wanted=wanted, inside_both=both) for part in parts]
            return telling.say(Phrase.BOTH if both else Phrase.OR).join(texts)
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
        case _:
            inner = read_through(telling, condition)
            if inner is not condition:
                return requirement(telling, inner, wanted=wanted)
            return _is(telling, condition, option_quoted(telling, wanted, condition), wanted=True)


def open_part(telling: Telling, condition: m.Expr) -> m.Expr:
    """Return what of an undecided condition is still open; the parts that are decided are left out."""
    match condition:
        case m.And(operands=parts) | m.Or(operands=parts):
            left = [p for p in parts if telling.reading.condition(p) == MAYBE]
            inner = tuple(open_part(telling, part) for part in left)
            return inner[0] if len(inner) == 1 else evolve(condition, operands=inner)
        case m.Not(operand=operand):
            return evolve(condition, operand=open_part(telling, operand))
        case m.Ref() if read_through(telling, condition) is not condition:
            return open_part(telling, read_through(telling, condition))
        case _:
            return condition


def _part(telling: Telling, part: m.Expr, *, wanted: bool, inside_both: bool) -> str:
    """Return a part of a larger requirement, in brackets where “and” and “or” would mix."""
    text = requirement(telling, part, wanted=wanted)
    inner = read_through(telling, part)
    while isinstance(inner, m.Not):
        wanted = not wanted
        inner = read_through(telling, inner.operand)
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
    value = value_of(telling, expr)
    return telling.say(Phrase.WITH_VALUE, name=term_text(telling, expr), value=value)


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
