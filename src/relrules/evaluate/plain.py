"""Terms whose facts are all known, as functions: one plain value each, by no other rules.

A policy is mostly asked about what is known. A term is turned once into a function that works with
plain values; where something it takes is open, it says so and `terms` has the word. It never tells
more than Kleene's logic does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, Literal, cast

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.compare import OPERATORS, compare
from relrules.check.interval import Exact, plain, rounded
from relrules.evaluate.dates import distance
from relrules.evaluate.possible import (
    NO_ANSWER,
    Possible,
    Unanswered,
    answered,
    anything,
    decided,
    exactly,
)
from relrules.evaluate.terms import Static, slot
from relrules.evaluate.together import Member, different, together
from relrules.syntax.nodes import ComparisonOp, Quantifier


class Open(Enum):
    """What a function of a term says where something is not decided."""

    OPEN = "open"


OPEN: Final = Open.OPEN
Plain = m.Value | Literal[Open.OPEN] | None
"""A value, `None` for no answer, or that it is open."""


@define(eq=False)
class Known:
    """What a term is worked out from: facts and plain results by place, counts, the record looked at."""

    facts: dict[str, m.Value]
    today: dt.date | None
    counts: Mapping[str, int]
    results: dict[str, m.Value | None] = field(factory=dict)
    here: dict[str, int] = field(factory=dict)


Term = Callable[[Known], Plain]
Number = Callable[[Known], Exact | Literal[Open.OPEN] | None]
Condition = Callable[[Known], bool | Literal[Open.OPEN] | None]
NOT_IN_PLAIN: Term = lambda _: OPEN  # noqa: E731 - a constant


def as_plain(possible: Possible) -> Plain:
    """Return the plain value of something."""
    if isinstance(possible, Unanswered):
        return None
    value = decided(possible)
    return OPEN if value is None else value


def condition_of(expr: m.Expr, static: Static) -> Condition:
    """Return a condition as a function."""
    return cast("Condition", term_of(expr, static))


def _number_of(expr: m.Expr, static: Static) -> Number:
    return cast("Number", term_of(expr, static))


def term_of(expr: m.Expr, static: Static) -> Term:
    """Return a term, with its defines by name, as a function.

    Names stand for results worked out in this way too, so that a name changes nothing.
    """
    match expr:
        case m.Constant(value=constant):
            return lambda _: constant
        case m.NoAnswer():
            return lambda _: None
        case m.Ref():
            return _ref(expr, static)
        case m.Answers(value=value):
            return term_of(value, static)
        case m.Comparison() | m.Between() | m.IsOneOf():
            return _compared(expr, static)
        case m.IsKnown(value=value, negated=negated):
            return _is_known(value, static, wanted=not negated)
        case m.Not(operand=operand):
            return _not(condition_of(operand, static))
        case m.And(operands=parts):
            return _junction([condition_of(part, static) for part in parts], decides=False)
        case m.Or(operands=parts):
            return _junction([condition_of(part, static) for part in parts], decides=True)
        case m.Cases(rows=rows):
            return _cases(rows, static)
        case m.Have() | m.Count() | m.Share() | m.Collected():
            return _of_list(expr, static)
        case m.Several():
            return _several(expr, static)
        case m.Holding() | m.Gathered():
            # What is left of a term over a list, where something is open.
            return NOT_IN_PLAIN
        case _:
            return _calculated(expr, static)


# ---- references -----------------------------------------------------------------------------


def _ref(ref: m.Ref, static: Static) -> Term:
    if ref.kind is m.Kind.TODAY:
        return lambda known: known.today or OPEN
    name, list_name = ref.name, ref.list
    if ref.kind is not m.Kind.FACT:
        if list_name is None:
            return lambda known: known.results.get(name, OPEN)
        return lambda known: known.results.get(slot(list_name, known.here[list_name], name), OPEN)
    # A fact of one possible value is as good as known.
    stands_in = static.defaults.get(ref.key, decided(anything(ref.type)))
    otherwise = OPEN if stands_in is None else stands_in
    if list_name is None:
        return lambda known: known.facts.get(name, otherwise)
    return lambda known: known.facts.get(slot(list_name, known.here[list_name], name), otherwise)


def _is_known(value: m.Expr, static: Static, *, wanted: bool) -> Term:
    inner = term_of(value, static)
    # Of a define it is asked of what stands behind the name; a term may be decided though a part
    # of it is open.
    is_plain = isinstance(value, m.Ref) and value.kind is not m.Kind.DEFINE

    def is_known(known: Known) -> Plain:
        found = inner(known)
        if found is OPEN and not is_plain:
            return OPEN
        return (found is not OPEN and found is not None) is wanted

    return is_known


# ---- conditions -----------------------------------------------------------------------------


def _not(operand: Condition) -> Term:
    def opposite(known: Known) -> Plain:
        found = operand(known)
        return found if found is OPEN or found is None else not found

    return opposite


def _junction(parts: Sequence[Condition], *, decides: bool) -> Term:
    """Return `and`, which one no decides, or `or`, which one yes does."""

    def junction(known: Known) -> Plain:
        found: bool | Literal[Open.OPEN] | None = not decides
        for part in parts:
            holds = part(known)
            if holds is decides:
                return decides
            if holds is OPEN:
                found = OPEN
            elif holds is None and found is not OPEN:
                found = None
        return found

    return junction


def _compared(expr: m.Comparison | m.Between | m.IsOneOf, static: Static) -> Term:
    match expr:
        case m.Comparison(op=op, left=left, right=m.Constant(value=limit)):
            return _with_constant(op, term_of(left, static), limit, left.type)
        case m.Comparison(op=op, left=left, right=right):
            return _with_term(op, term_of(left, static), term_of(right, static), left.type)
        case m.Between(value=value, low=low, high=high):
            parts = [
                m.Comparison(span=expr.span, type=expr.type, op=op, left=value, right=limit)
                for op, limit in ((ComparisonOp.GE, low), (ComparisonOp.LE, high))
            ]
            # Without an answer for one of the three there is none, whatever the others are.
            return _all_or_none([condition_of(part, static) for part in parts])
        case m.IsOneOf(value=value, options=options):
            return _among(term_of(value, static), frozenset(option.value for option in options))


def _with_constant(op: ComparisonOp, left: Term, limit: m.Value, of: m.Type) -> Term:
    if isinstance(of, m.LevelType):
        return _among(left, frozenset(i for i in of.scale.ids if compare(op, i, limit, of)))
    holds = OPERATORS[op]

    def compared(known: Known) -> Plain:
        found = left(known)
        return found if found is OPEN or found is None else holds(found, limit)

    return compared


def _among(value: Term, wanted: frozenset[m.Value]) -> Term:
    def among(known: Known) -> Plain:
        found = value(known)
        return found if found is OPEN or found is None else found in wanted

    return among


def _with_term(op: ComparisonOp, left: Term, right: Term, of: m.Type) -> Term:
    def compared(known: Known) -> Plain:
        one, other = left(known), right(known)
        if one is OPEN or other is OPEN:
            return OPEN
        return None if one is None or other is None else compare(op, one, other, of)

    return compared


def _all_or_none(parts: Sequence[Condition]) -> Term:
    def all_(known: Known) -> Plain:
        found = [part(known) for part in parts]
        if OPEN in found:
            return OPEN
        return None if None in found else all(found)

    return all_


def _cases(rows: Sequence[m.Case], static: Static) -> Term:
    pairs = [
        (None if row.when is None else condition_of(row.when, static), term_of(row.value, static))
        for row in rows
    ]

    def first(known: Known) -> Plain:
        for when, value in pairs:
            holds = True if when is None else when(known)
            if holds is True:
                return value(known)
            if holds is not False:
                return holds
        return None

    return first


# ---- calculations ---------------------------------------------------------------------------


def _calculated(expr: m.Expr, static: Static) -> Term:
    match expr:
        case m.Negation(operand=operand):
            return _of_one(_number_of(operand, static), lambda value: -value)
        case m.Rounded(operand=operand, places=places):
            return _of_one(_number_of(operand, static), lambda value: rounded(value, places))
        case m.Sum(terms=terms):
            return _sum([(plus, _number_of(term, static)) for plus, term in terms])
        case m.Product(factors=factors):
            return _product([(times, _number_of(factor, static)) for times, factor in factors])
        case m.Quotient(dividend=dividend, divisor=divisor, if_zero=if_zero):
            two = _number_of(dividend, static), _number_of(divisor, static)
            return _quotient(*two, term_of(if_zero, static))
        case m.Shifted(operand=operand, raised=raised, steps=steps):
            return _shifted(
                term_of(operand, static), _number_of(steps, static), expr.type, raised=raised
            )
        case m.Steps(start=start, end=end):
            return _steps(term_of(start, static), term_of(end, static), start.type)
        case m.Worth(value=value, worths=worths):
            return _worth(term_of(value, static), worths)
        case m.Distance():
            return _distance(expr, static)
        case _:
            raise AssertionError(expr)


def _of_one(operand: Number, calculate: Callable[[Exact], Exact]) -> Term:
    def calculated(known: Known) -> Plain:
        found = operand(known)
        return found if found is OPEN or found is None else calculate(found)

    return calculated


def _sum(terms: Sequence[tuple[bool, Number]]) -> Term:
    def total(known: Known) -> Plain:
        found: Exact = 0
        declined = False
        for plus, term in terms:
            value = term(known)
            if value is OPEN:
                return OPEN
            if value is None:
                declined = True
            elif plus:
                found += value
            else:
                found -= value
        return None if declined else plain(found)

    return total


def _product(factors: Sequence[tuple[bool, Number]]) -> Term:
    def product(known: Known) -> Plain:
        found: Exact = 1
        declined = False
        for times, factor in factors:
            value = factor(known)
            if value is OPEN:
                return OPEN
            if value is None:
                declined = True
            elif times:
                found *= value
            else:
                found *= Fraction(1) / value
        return None if declined else plain(found)

    return product


def _quotient(dividend: Number, divisor: Number, if_zero: Term) -> Term:
    def quotient(known: Known) -> Plain:
        above, below = dividend(known), divisor(known)
        if above is OPEN or below is OPEN:
            return OPEN
        if above is None or below is None:
            return None
        return plain(Fraction(above) / below) if below else if_zero(known)

    return quotient


def _shifted(level: Term, steps: Number, of: m.Type, *, raised: bool) -> Term:
    if not isinstance(of, m.LevelType):
        raise AssertionError(of)
    scale, top = of.scale, len(of.scale.ids) - 1

    def shifted(known: Known) -> Plain:
        start, by = level(known), steps(known)
        if start is OPEN or by is OPEN:
            return OPEN
        if start is None or by is None:
            return None
        if by < 0:
            return OPEN
        rank = scale.rank(str(start)) + (int(by) if raised else -int(by))
        return scale.ids[max(0, min(rank, top))]

    return shifted


def _steps(start: Term, end: Term, of: m.Type) -> Term:
    if not isinstance(of, m.LevelType):
        raise AssertionError(of)
    scale = of.scale

    def steps(known: Known) -> Plain:
        one, other = start(known), end(known)
        if one is OPEN or other is OPEN:
            return OPEN
        if one is None or other is None:
            return None
        return scale.rank(str(other)) - scale.rank(str(one))

    return steps


def _worth(value: Term, worths: Iterable[tuple[m.Value, Exact]]) -> Term:
    by_answer = dict(worths)

    def worth(known: Known) -> Plain:
        found = value(known)
        return found if found is OPEN or found is None else by_answer[found]

    return worth


def _distance(expr: m.Distance, static: Static) -> Term:
    start, end = term_of(expr.start, static), term_of(expr.end, static)
    unit, since = expr.unit, expr.since

    def apart(known: Known) -> Plain:
        one, other = start(known), end(known)
        if isinstance(one, dt.date) and isinstance(other, dt.date):
            found = distance(unit, one, other)
            return max(0, found) if since else found
        return OPEN if one is OPEN or other is OPEN else None

    return apart


# ---- several values -------------------------------------------------------------------------


def _several(expr: m.Several, static: Static) -> Term:
    parts = [(term_of(p.value, static), p.value.type, p.weight, p.known) for p in expr.parts]

    def several(known: Known) -> Plain:
        members: list[Member] = []
        declined = False
        for term, of, weight, if_known in parts:
            value = term(known)
            if value is OPEN:
                return OPEN
            if value is None:
                declined = declined or not if_known
            else:
                members.append(_member(value, of, weight))
        if declined:
            return None
        return as_plain(together(expr.measure, members, expr.type, NO_ANSWER))

    return several


def _member(value: m.Value, of: m.Type, weight: Exact = 1) -> Member:
    found = answered(exactly(value, of))
    if found is None:
        raise AssertionError(value)
    return Member(found, surely=True, weight=weight)


# ---- lists ----------------------------------------------------------------------------------


def _of_list(expr: m.Have | m.Count | m.Share | m.Collected, static: Static) -> Term:
    inner = _of_known_list(expr, static)
    list_name = expr.list
    return lambda known: inner(known) if list_name in known.counts else OPEN


def _of_known_list(expr: m.Have | m.Count | m.Share | m.Collected, static: Static) -> Term:
    match expr:
        case m.Have(condition=condition):
            return _have(expr, term_of(condition, static))
        case m.Share(where=where, if_empty=if_empty):
            return _share(expr.list, _where(where, static), term_of(if_empty, static))
        case m.Count(where=where, distinct=value):
            if value is None:
                return _count(expr.list, _where(where, static))
            of = expr.type
            most = of.high if isinstance(of, m.NumberType) else None
            return _gathered(
                _Gathering(expr.list, _where(where, static), term_of(value, static), value.type),
                lambda members, _: as_plain(different(members, most)),
            )
        case m.Collected(where=where, value=value, if_empty=if_empty, measure=measure):
            none, kind = term_of(if_empty, static), expr.type
            return _gathered(
                _Gathering(expr.list, _where(where, static), term_of(value, static), value.type),
                lambda members, known: (
                    as_plain(together(measure, members, kind, NO_ANSWER))
                    if members
                    else none(known)
                ),
            )


def _where(where: m.Expr | None, static: Static) -> Term:
    return _always if where is None else term_of(where, static)


def _always(_: Known) -> Plain:
    return True


def _at_each(term: Term, list_name: str, known: Known) -> list[Plain]:
    """Return what a term is at each record of a list that is known."""
    here = known.here
    before = here.get(list_name)
    found: list[Plain] = []
    for record in range(known.counts[list_name]):
        here[list_name] = record
        found.append(term(known))
    if before is None:
        here.pop(list_name, None)
    else:
        here[list_name] = before
    return found


def _have(expr: m.Have, condition: Term) -> Term:
    list_name, wanted = expr.list, expr.count or 1

    def have(known: Known) -> Plain:
        found = _at_each(condition, list_name, known)
        if OPEN in found:
            return OPEN
        match expr.quantifier:
            case Quantifier.AT_LEAST:
                # As `count of L where C >= n`: without an answer for one record there is none.
                return None if None in found else found.count(True) >= wanted
            case Quantifier.ALL:
                return False if False in found else None if None in found else True
            case Quantifier.SOME:
                return True if True in found else None if None in found else False
            case Quantifier.NO:
                return False if True in found else None if None in found else True

    return have


def _count(list_name: str, where: Term) -> Term:
    def count(known: Known) -> Plain:
        found = _at_each(where, list_name, known)
        if OPEN in found:
            return OPEN
        return None if None in found else found.count(True)

    return count


def _share(list_name: str, where: Term, if_empty: Term) -> Term:
    def share(known: Known) -> Plain:
        found = _at_each(where, list_name, known)
        if not found:
            return if_empty(known)
        if OPEN in found:
            return OPEN
        return None if None in found else plain(Fraction(found.count(True), len(found)))

    return share


@frozen
class _Gathering:
    """The values of the records of a list that meet a condition."""

    list: str
    where: Term
    value: Term
    type: m.Type


def _gathered(of: _Gathering, take_together: Callable[[list[Member], Known], Plain]) -> Term:
    def gathered(known: Known) -> Plain:
        members: list[Member] = []
        declined = False
        holding = _at_each(of.where, of.list, known)
        for holds, value in zip(holding, _at_each(of.value, of.list, known), strict=True):
            if holds is False:
                continue
            if holds is OPEN or value is OPEN:
                return OPEN
            if holds is None or value is None:
                declined = True
            else:
                members.append(_member(value, of.type))
        return None if declined else take_together(members, known)

    return gathered
