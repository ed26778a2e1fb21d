"""The range of a calculation where a condition holds: `income` is at most 1000 in its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from relrules.check import model as m
from relrules.check.expressions import bounds
from relrules.check.interval import Exact, Interval, added, divided, multiplied, negated
from relrules.check.walk import operands
from relrules.syntax.nodes import ComparisonOp

Limits = Mapping[m.Expr, Interval]
MIRRORED = {
    ComparisonOp.LT: ComparisonOp.GT,
    ComparisonOp.LE: ComparisonOp.GE,
    ComparisonOp.GT: ComparisonOp.LT,
    ComparisonOp.GE: ComparisonOp.LE,
}
OPPOSITE = {
    ComparisonOp.LT: ComparisonOp.GE,
    ComparisonOp.LE: ComparisonOp.GT,
    ComparisonOp.GT: ComparisonOp.LE,
    ComparisonOp.GE: ComparisonOp.LT,
    ComparisonOp.EQ: ComparisonOp.NE,
    ComparisonOp.NE: ComparisonOp.EQ,
}


def limits_where(value: m.Expr, when: m.Expr | None, above: Sequence[m.Expr]) -> Interval:
    """Return the range of a row's value where it applies.

    `above` are the conditions of the rows before it, none of which holds there.
    """
    known: dict[m.Expr, Interval] = {}
    conditions = list(_parts(when)) if when is not None else []
    conditions += [other for row in above if (other := _opposite(row)) is not None]
    for condition in conditions:
        _narrow(known, condition)
    return _limits(value, known)


def _parts(condition: m.Expr) -> Iterator[m.Expr]:
    """Yield the conditions that must all hold."""
    if isinstance(condition, m.And):
        for part in operands(condition):
            yield from _parts(part)
    else:
        yield condition


def _opposite(condition: m.Expr) -> m.Comparison | None:
    """Return what holds where a single comparison does not."""
    if not isinstance(condition, m.Comparison):
        return None
    return m.Comparison(
        span=condition.span,
        type=condition.type,
        op=OPPOSITE[condition.op],
        left=condition.left,
        right=condition.right,
    )


def _narrow(known: dict[m.Expr, Interval], condition: m.Expr) -> None:
    match condition:
        case m.Comparison(op=op, left=left, right=m.Constant(value=value)):
            _put(known, left, op, value)
        case m.Comparison(op=op, left=m.Constant(value=value), right=right):
            _put(known, right, MIRRORED.get(op, op), value)
        case m.Between(value=term, low=m.Constant(value=low), high=m.Constant(value=high)):
            _put(known, term, ComparisonOp.GE, low)
            _put(known, term, ComparisonOp.LE, high)
        case _:
            pass


def _put(known: dict[m.Expr, Interval], term: m.Expr, op: ComparisonOp, value: m.Value) -> None:
    """Note that a term compares so with a constant; an open end is taken with its border."""
    if not isinstance(term.type, m.NumberType) or not isinstance(value, int | Fraction):
        return
    step = None if term.type.decimals is None else Fraction(1, 10**term.type.decimals)
    now = known.get(term, bounds(term))
    low, high = now.low, now.high
    if op in (ComparisonOp.GE, ComparisonOp.GT, ComparisonOp.EQ):
        border = value + step if op is ComparisonOp.GT and step and _is_on(value, step) else value
        low = border if low is None else max(low, border)
    if op in (ComparisonOp.LE, ComparisonOp.LT, ComparisonOp.EQ):
        border = value - step if op is ComparisonOp.LT and step and _is_on(value, step) else value
        high = border if high is None else min(high, border)
    if low is None or high is None or low <= high:
        known[term] = Interval(_plain(low), _plain(high))


def _is_on(value: Exact, step: Fraction) -> bool:
    return (Fraction(value) / step).denominator == 1


def _plain(value: Exact | None) -> Exact | None:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _limits(expr: m.Expr, known: Limits) -> Interval:
    if expr in known:
        return known[expr]
    match expr:
        case m.Negation(operand=operand):
            return negated(_limits(operand, known))
        case m.Sum(terms=terms):
            total = Interval(0, 0)
            for plus, term in terms:
                part = _limits(term, known)
                total = added(total, part if plus else negated(part))
            return total
        case m.Product(factors=factors):
            product = Interval(1, 1)
            for times, factor in factors:
                part = _limits(factor, known)
                product = multiplied(product, part) if times else divided(product, part)
            return Interval(_plain(product.low), _plain(product.high))
        case _:
            return bounds(expr)
