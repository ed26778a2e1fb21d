"""What a term can be, given what is known: Kleene's logic and interval arithmetic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from attrs import define, field

from relrules.check import model as m
from relrules.check.compare import OPERATORS, compare
from relrules.check.interval import Interval, added, divided, multiplied, negated, plain, point
from relrules.evaluate.dates import distance
from relrules.evaluate.possible import (
    MAYBE,
    NO,
    YES,
    Among,
    Anything,
    Exactly,
    Possible,
    anything,
    decided,
    exactly,
)
from relrules.syntax.nodes import ComparisonOp

NOTHING: frozenset[str] = frozenset()
TODAY = "today"


@define
class Reading:
    """One reading of terms.

    `facts`, `today` and `results` are what is known. `absent` collects the facts whose absence was
    read, so that what follows is provisional; `provisional` holds the same for results read, and
    `needs` the facts that each result is made of.
    """

    facts: Mapping[str, m.Value]
    today: dt.date | None
    results: Mapping[str, Possible]
    provisional: Mapping[str, frozenset[str]]
    absent: set[str] = field(factory=set)
    needs: Mapping[str, frozenset[str]] = field(factory=dict)

    def condition(self, expr: m.Expr) -> Among:
        """Return whether a condition holds: yes, no, or either."""
        found = self.term(expr)
        if not isinstance(found, Among):
            raise AssertionError(expr)
        return found

    def number(self, expr: m.Expr) -> Interval:
        """Return what a number can be."""
        found = self.term(expr)
        if not isinstance(found, Interval):
            raise AssertionError(expr)
        return found

    def term(self, expr: m.Expr) -> Possible:
        """Return what a term can be."""
        match expr:
            case m.Constant(value=value):
                return exactly(value, expr.type)
            case m.Ref():
                return self._ref(expr)
            case m.Negation(operand=operand):
                return negated(self.number(operand))
            case m.Sum(terms=terms):
                total = point(0)
                for plus, term in terms:
                    part = self.number(term)
                    total = added(total, part if plus else negated(part))
                return _plain(total)
            case m.Product(factors=factors):
                product = point(1)
                for times, factor in factors:
                    part = self.number(factor)
                    product = multiplied(product, part) if times else divided(product, part)
                return _plain(product)
            case m.Distance():
                return self._distance(expr)
            case m.Comparison(op=op, left=left, right=right):
                return _compared(op, self.term(left), self.term(right), left.type)
            case m.Between(value=value, low=low, high=high):
                inner = self.term(value)
                from_low = _compared(ComparisonOp.GE, inner, self.term(low), value.type)
                to_high = _compared(ComparisonOp.LE, inner, self.term(high), value.type)
                return both([from_low, to_high])
            case m.IsOneOf(value=value, options=options):
                inner = self.term(value)
                found = [
                    _compared(ComparisonOp.EQ, inner, exactly(o.value, o.type), value.type)
                    for o in options
                ]
                return either(found)
            case m.IsKnown(value=value, negated=is_negated):
                known = decided(self._asked(value)) is not None
                return YES if known is not is_negated else NO
            case m.Not(operand=operand):
                return opposite(self.condition(operand))
            case m.And(operands=operands):
                return both([self.condition(operand) for operand in operands])
            case m.Or(operands=operands):
                return either([self.condition(operand) for operand in operands])

    def _ref(self, ref: m.Ref) -> Possible:
        match ref.kind:
            case m.Kind.TODAY:
                return Anything() if self.today is None else Exactly(self.today)
            case m.Kind.FACT:
                if ref.name in self.facts:
                    return exactly(self.facts[ref.name], ref.type)
                return anything(ref.type)
            case _:
                self.absent |= self.provisional.get(ref.name, NOTHING)
                return self.results[ref.name]

    def _asked(self, value: m.Expr) -> Possible:
        """Return what a value can be, and note that its absence was read."""
        if not isinstance(value, m.Ref):
            raise AssertionError(value)
        found = self._ref(value)
        if value.kind in (m.Kind.FACT, m.Kind.TODAY):
            needed = frozenset({value.name})
        else:
            needed = NOTHING if decided(found) is not None else self.needs.get(value.name, NOTHING)
        known = {*self.facts, *(() if self.today is None else (TODAY,))}
        self.absent |= needed - known
        return found

    def _distance(self, expr: m.Distance) -> Possible:
        start, end = decided(self.term(expr.start)), decided(self.term(expr.end))
        if isinstance(start, dt.date) and isinstance(end, dt.date):
            found = distance(expr.unit, start, end)
            return point(max(0, found) if expr.since else found)
        return anything(expr.type)


def opposite(x: Among) -> Among:
    """Return `not x`."""
    return Among(frozenset(not value for value in x.values))


def both(parts: list[Among]) -> Among:
    """Return Kleene's `and`: no where one is no, yes where all are yes.

    >>> both([YES, MAYBE]) == MAYBE, both([NO, MAYBE]) == NO
    (True, True)
    """
    if any(part == NO for part in parts):
        return NO
    return YES if all(part == YES for part in parts) else MAYBE


def either(parts: list[Among]) -> Among:
    """Return Kleene's `or`: yes where one is yes, no where all are no."""
    if any(part == YES for part in parts):
        return YES
    return NO if all(part == NO for part in parts) else MAYBE


def _compared(op: ComparisonOp, left: Possible, right: Possible, of: m.Type) -> Among:
    match left, right:
        case Interval(), Interval():
            return _compared_intervals(op, left, right)
        case Among(), Among() if op is ComparisonOp.EQ:
            if left.values.isdisjoint(right.values):
                return NO
            return YES if len(left.values) == len(right.values) == 1 else MAYBE
        case Among(), Among() if op is ComparisonOp.NE:
            return opposite(_compared(ComparisonOp.EQ, left, right, of))
        case Among(), Among():
            found = {compare(op, a, b, of) for a in left.values for b in right.values}
            return Among(frozenset(found))
        case Exactly(), Exactly():
            return YES if compare(op, left.value, right.value, of) else NO
        case _:
            return MAYBE


def _compared_intervals(op: ComparisonOp, x: Interval, y: Interval) -> Among:
    match op:
        case ComparisonOp.LT | ComparisonOp.LE:
            # Sure where even the largest `x` and the smallest `y` compare so.
            if x.high is not None and y.low is not None and OPERATORS[op](x.high, y.low):
                return YES
            if x.low is not None and y.high is not None and not OPERATORS[op](x.low, y.high):
                return NO
            return MAYBE
        case ComparisonOp.GT:
            return opposite(_compared_intervals(ComparisonOp.LE, x, y))
        case ComparisonOp.GE:
            return opposite(_compared_intervals(ComparisonOp.LT, x, y))
        case ComparisonOp.NE:
            return opposite(_compared_intervals(ComparisonOp.EQ, x, y))
        case ComparisonOp.EQ:
            a, b = decided(x), decided(y)
            if a is not None and b is not None:
                return YES if a == b else NO
            apart = [
                low is not None and high is not None and low > high
                for low, high in ((x.low, y.high), (y.low, x.high))
            ]
            return NO if any(apart) else MAYBE


def _plain(x: Interval) -> Interval:
    return Interval(_exact(x.low), _exact(x.high))


def _exact(value: int | Fraction | None) -> int | Fraction | None:
    return None if value is None else plain(value)
