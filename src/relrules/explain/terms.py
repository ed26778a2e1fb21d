"""Typed terms in prose: what they are called, and what their values are.

Everything is called by its label; what has none is described by what it is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve

from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import refs
from relrules.evaluate.possible import (
    ANY_NUMBER,
    MAYBE,
    Possible,
    Unanswered,
    answered,
    decided,
    is_decided,
    may_be_unanswered,
)
from relrules.explain import list_terms, phrases
from relrules.explain.phrases import Phrase
from relrules.explain.telling import Telling, declared, name_of
from relrules.explain.values import one_line, possible_text, value_text
from relrules.syntax.nodes import DateUnit


def term_text(telling: Telling, expr: m.Expr) -> str:
    """Return what a term is called, or what it is made of: “Days since Last contact”."""
    if not telling.is_clear(expr):
        return telling.say(Phrase.CONFIDENTIAL_HERE)
    if telling.valued and _has_value(telling, expr):
        return _with_value(telling, expr)
    match expr:
        case m.Constant(value=value):
            return constant_text(telling, value, expr)
        case m.NoAnswer():
            return telling.say(Phrase.NO_ANSWER)
        case m.Ref():
            inner = read_through(telling, expr)
            return name_of(telling, expr.key) if inner is expr else term_text(telling, inner)
        case m.Negation(operand=operand):
            return telling.say(Phrase.MINUS_TERM, term=_bracketed(telling, operand))
        case m.Sum(terms=terms):
            return _chain(telling, terms, Phrase.PLUS, Phrase.MINUS)
        case m.Product(factors=factors):
            return _chain(telling, factors, Phrase.TIMES, Phrase.DIVIDED_BY)
        case m.Quotient(dividend=dividend, divisor=divisor):
            pair = ((True, dividend), (False, divisor))
            return _chain(telling, pair, Phrase.TIMES, Phrase.DIVIDED_BY)
        case m.Rounded(operand=operand, places=places):
            term = _bracketed(telling, operand)
            if not places:
                return telling.say(Phrase.ROUNDED_WHOLE, term=term)
            phrase = Phrase.ROUNDED_TO_ONE if places == 1 else Phrase.ROUNDED
            return telling.say(phrase, term=term, places=str(places))
        case m.Shifted():
            return _shifted(telling, expr)
        case m.Steps(start=start, end=end):
            names = {"start": _quoted(telling, start), "end": _quoted(telling, end)}
            return telling.say(Phrase.STEPS, **names)
        case m.Distance():
            return _distance(telling, expr)
        case m.Count() | m.Share() | m.Collected() | m.Several() | m.Answers():
            return list_terms.name(telling, expr)
        case m.Cases(rows=rows):
            words = dict.fromkeys(term_text(telling, row.value) for row in rows)
            return phrases.listed(list(words), telling.lang, Phrase.OR)
        case m.Worth() | m.Holding() | m.Gathered():
            # No policy has these as written: evaluation makes them.
            raise AssertionError(expr)
        case _:
            from relrules.explain.conditions import requirement  # noqa: PLC0415 - terms hold conditions and conditions hold terms

            return requirement(telling, expr, wanted=True)


def _has_value(telling: Telling, expr: m.Expr) -> bool:
    """Return whether a term is told with its value: what is looked up, not what is calculated."""
    if isinstance(expr, m.Distance | m.Count | m.Share | m.Collected | m.Several | m.Answers):
        return True
    return isinstance(expr, m.Ref) and read_through(telling, expr) is expr


def _with_value(telling: Telling, expr: m.Expr) -> str:
    plain = evolve(telling, valued=False)
    value = value_of(plain, expr, in_brackets=True)
    return telling.say(Phrase.WITH_VALUE, name=term_text(plain, expr), value=value)


def _chain(
    telling: Telling, parts: Sequence[tuple[bool, m.Expr]], joined: Phrase, turned: Phrase
) -> str:
    """Return a sum or a product; a part that would be read apart stands in brackets."""
    binds = joined is Phrase.TIMES
    text = ""
    for i, (plain, part) in enumerate(parts):
        bare = read_through(telling, part)
        loose = isinstance(bare, m.Sum | m.Negation) or (
            binds and i > 0 and isinstance(bare, m.Product | m.Quotient)
        )
        word = term_text(telling, part)
        word = telling.say(Phrase.IN_BRACKETS, inner=word) if loose else word
        phrase = joined if plain else turned
        text = telling.say(phrase, left=text, right=word) if i else word
    return text


def _bracketed(telling: Telling, expr: m.Expr) -> str:
    """Return a term inside another, in brackets where it is a calculation."""
    text = term_text(telling, expr)
    loose = isinstance(read_through(telling, expr), m.Sum | m.Product | m.Quotient | m.Negation)
    return telling.say(Phrase.IN_BRACKETS, inner=text) if loose else text


def _shifted(telling: Telling, expr: m.Shifted) -> str:
    level = term_text(telling, expr.operand)
    if isinstance(expr.steps, m.Constant) and isinstance(expr.steps.value, int):
        steps = phrases.amount(expr.steps.value, telling.lang, Phrase.STEP, Phrase.STEPS_UP)
        phrase = Phrase.RAISED if expr.raised else Phrase.LOWERED
        return telling.say(phrase, level=level, steps=steps)
    phrase = Phrase.RAISED_BY if expr.raised else Phrase.LOWERED_BY
    return telling.say(phrase, level=level, steps=_quoted(telling, expr.steps))


def _distance(telling: Telling, expr: m.Distance) -> str:
    days = expr.unit is DateUnit.DAYS
    start = _quoted(telling, expr.start)
    if expr.since:
        return telling.say(Phrase.DAYS_SINCE if days else Phrase.MONTHS_SINCE, date=start)
    end = _quoted(telling, expr.end)
    return telling.say(Phrase.DAYS_BETWEEN if days else Phrase.MONTHS_BETWEEN, start=start, end=end)


def _quoted(telling: Telling, expr: m.Expr) -> str:
    """Return a term inside a phrase: Chinese, without spaces or capitals, needs quotes there."""
    text = term_text(telling, expr)
    is_name = isinstance(read_through(telling, expr), m.Ref)
    return telling.say(Phrase.NAME_INSIDE, name=text) if is_name else text


def read_through(telling: Telling, expr: m.Expr) -> m.Expr:
    """Return what a define that is not told by name stands for; anything else as it is.

    A define by rows is always told by its name.
    """
    while isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE:
        define = declared(telling.policy, expr.key)
        if not isinstance(define, m.Define) or define.told_by_name or define.rows:
            break
        expr = define.value
    return expr


# ---- values -----------------------------------------------------------------------------------


def possible_of(telling: Telling, expr: m.Expr) -> Possible | None:
    """Return what a term can be; `None` for a fact of which nothing is known."""
    match expr:
        case m.Ref() if not is_at_hand(telling, expr):
            return None
        case m.Ref(kind=m.Kind.FACT) if not _is_told(telling, expr):
            return None
        case m.Ref(kind=m.Kind.TODAY) if telling.outcome.today is None:
            return None
        case _:
            return telling.reading.term(expr)


def is_at_hand(telling: Telling, ref: m.Ref) -> bool:
    """Return whether a reference means one thing here: of a list, that a record is looked at."""
    return ref.list is None or ref.record is not None or ref.list in telling.here


def _is_told(telling: Telling, ref: m.Ref) -> bool:
    """Return whether a fact is known, or has a default to stand in."""
    known = telling.reading.place(ref) in telling.outcome.facts
    return known or ref.key in telling.program.static.defaults


def value_of(telling: Telling, expr: m.Expr, *, in_brackets: bool = False) -> str:
    """Return a term's value in words, with its unit: “45 days”, “unknown”, “no answer”.

    With `in_brackets` it has none of its own.
    """
    if not telling.is_clear(expr):
        return telling.say(Phrase.CONFIDENTIAL)
    possible = possible_of(telling, expr)
    if possible is None or possible in (MAYBE, ANY_NUMBER):
        return telling.say(Phrase.UNKNOWN)
    if isinstance(expr, m.Distance) and not is_decided(possible):
        return telling.say(Phrase.UNKNOWN)
    text = possible_in_words(telling, expr, possible)
    is_fact = isinstance(expr, m.Ref) and expr.kind is m.Kind.FACT
    if isinstance(expr, m.Ref) and is_fact:
        is_given = telling.reading.place(expr) in telling.outcome.facts
        phrase = Phrase.BY_DEFAULT_INSIDE if in_brackets else Phrase.BY_DEFAULT
        return text if is_given else telling.say(phrase, value=text)
    detail = list_terms.detail(telling, expr)
    phrase = Phrase.WITH_DETAIL_INSIDE if in_brackets else Phrase.WITH_DETAIL
    return telling.say(phrase, value=text, detail=detail) if detail else text


def possible_in_words(telling: Telling, expr: m.Expr, possible: Possible) -> str:
    """Return what a term can be, with the term's unit."""
    inner = answered(possible)
    if isinstance(possible, Unanswered) or inner is None:
        return telling.say(Phrase.NO_ANSWER)
    text = (
        quantity(telling, expr, inner)
        if isinstance(inner, Interval)
        else one_line(possible_text(inner, expr.type, telling.lang))
    )
    return telling.say(Phrase.OR_NO_ANSWER, value=text) if may_be_unanswered(possible) else text


def quantity(telling: Telling, expr: m.Expr, value: Interval) -> str:
    """Return a number or a range of them with the unit of a term."""
    lang = telling.lang
    while isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE:
        define = declared(telling.policy, expr.key)
        if not isinstance(define, m.Define):
            raise AssertionError(expr)
        expr = define.value
    match expr:
        case m.Ref(kind=m.Kind.SCORE | m.Kind.DIMENSION):
            return phrases.amounts(value, lang, Phrase.POINT, Phrase.POINTS)
        case m.Distance(unit=DateUnit.DAYS):
            return phrases.amounts(value, lang, Phrase.DAY, Phrase.DAYS)
        case m.Distance(unit=DateUnit.MONTHS):
            return phrases.amounts(value, lang, Phrase.MONTH, Phrase.MONTHS)
        case m.Collected():
            return quantity(telling, expr.value, value)
        case m.Rounded(operand=operand):
            return quantity(telling, operand, value)
        case other:
            unit = other.type.unit if isinstance(other.type, m.NumberType) else None
            text = phrases.interval(value, lang)
            return f"{text} {one_line(unit.in_language(lang))}" if unit else text


def constant_text(telling: Telling, value: m.Value, beside: m.Expr) -> str:
    """Return a value that a term is compared with, with the term's unit."""
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return quantity(telling, beside, Interval(value, value))
    return one_line(value_text(value, beside.type, telling.lang))


def points_in_words(possible: Possible, lang: str) -> str:
    """Return points, or that there is no answer: “3 points”, “0 to 2 points or no answer”."""
    inner = answered(possible)
    if not isinstance(inner, Interval):
        return Phrase.NO_ANSWER.say(lang)
    text = phrases.amounts(inner, lang, Phrase.POINT, Phrase.POINTS)
    return Phrase.OR_NO_ANSWER.say(lang, value=text) if may_be_unanswered(possible) else text


def is_fixed(expr: m.Expr) -> bool:
    """Return whether a term is the same for every record: a constant, or made of constants."""
    return not any(refs(expr)) and not isinstance(expr, m.Have | m.Count | m.Share | m.Collected)


def option_quoted(telling: Telling, value: m.Value, beside: m.Expr) -> str:
    """Return a constant inside a sentence: levels, choices and texts stand in quotes there."""
    text = constant_text(telling, value, beside)
    if isinstance(beside.type, m.NumberType | m.DateType):
        return text
    if isinstance(beside.type, m.YesNoType):
        return telling.say(Phrase.YES_NO, answer=text)
    return telling.say(Phrase.OPTION, option=text)


def exact(possible: Possible) -> Exact | None:
    """Return the number that something surely is."""
    value = decided(possible)
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
