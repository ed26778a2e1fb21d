"""What a term can be, given what is known: Kleene's logic and interval arithmetic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.compare import OPERATORS, compare
from relrules.check.interval import Interval, added, divided, multiplied, negated, plain, point
from relrules.check.interval import rounded as rounded_number
from relrules.check.levels_and_numbers import quotient_limits
from relrules.check.walk import refs
from relrules.evaluate.dates import distance
from relrules.evaluate.possible import (
    MAYBE,
    NO,
    NO_ANSWER,
    YES,
    Among,
    Answered,
    Anything,
    Exactly,
    Possible,
    answered,
    anything,
    decided,
    exactly,
    hull,
    may_be_unanswered,
    perhaps,
    within,
)
from relrules.evaluate.together import Member, different, strictly, together
from relrules.evaluate.truth import (
    EITHER,
    NO_ONLY,
    NONE,
    YES_ONLY,
    Truths,
    both,
    either,
    opposite,
    possible,
    truths,
)
from relrules.syntax.nodes import ComparisonOp, Measure, Quantifier

NOTHING: frozenset[str] = frozenset()
ANY_RECORD = -1
"""Stands for a record of a list that is not known: nothing is known of it either."""
TODAY = "today"


def slot(list_name: str, record: int, name: str) -> str:
    """Return under which name a fact or result of a record is kept; records count from 0.

    >>> slot("contacts", 0, "role")
    'contacts[1].role'
    """
    return f"{list_name}[{record + 1}].{name}"


@frozen
class Static:
    """What a reading of terms needs to know of the policy, all by key.

    `needs` are the facts that each result is made of, and `today` where it counts to it; `defaults`
    stand in for facts that are not known; `declining` are the results that may have no answer.
    """

    needs: Mapping[str, frozenset[str]] = field(factory=dict)
    defaults: Mapping[str, m.Value] = field(factory=dict)
    declining: frozenset[str] = NOTHING
    lists: frozenset[str] = NOTHING


@define
class Reading:
    """One reading of terms.

    `facts`, `today`, `results` and `counts`, the numbers of records of the lists, are what is
    known; what belongs to a record is kept under its `slot`. `absent` collects the facts whose
    absence was read, so that what follows is provisional; `provisional` holds the same for results
    read. `here` says which record of a list is looked at. `bound` are terms that have one value for
    the moment.
    """

    facts: Mapping[str, m.Value]
    today: dt.date | None
    results: Mapping[str, Possible]
    provisional: Mapping[str, frozenset[str]]
    counts: Mapping[str, int] = field(factory=dict)
    static: Static = field(factory=Static)
    here: dict[str, int] = field(factory=dict)
    bound: Mapping[m.Expr, Possible] = field(factory=dict)
    absent: set[str] = field(factory=set)
    # What terms were found to be, with the term, so that its identity stays its own.
    _memo: dict[tuple[int, ...], tuple[m.Expr, Possible]] = field(factory=dict, repr=False)

    def condition(self, expr: m.Expr) -> Possible:
        """Return whether a condition holds: yes, no, either, or no answer."""
        return self.term(expr)

    def truths(self, expr: m.Expr) -> Truths:
        """Return what a condition can be."""
        return truths(self.term(expr))

    def number(self, expr: m.Expr) -> Possible:
        """Return what a number can be."""
        return self.term(expr)

    def term(self, expr: m.Expr) -> Possible:
        """Return what a term can be."""
        if self.bound:
            return self.bound[expr] if expr in self.bound else self._term(expr)
        if isinstance(expr, m.Constant | m.Ref):
            return self._term(expr)
        # Defines read through share their parts: each is worked out once.
        key = (id(expr), *self.here.values())
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = (expr, self._term(expr))
        return known[1]

    def _term(self, expr: m.Expr) -> Possible:
        match expr:
            case m.Constant(value=value):
                return exactly(value, expr.type)
            case m.NoAnswer():
                return NO_ANSWER
            case m.Ref():
                return self._ref(expr)
            case m.Answers(value=value):
                return self.term(value)
            case m.Comparison() | m.Between() | m.IsOneOf() | m.IsKnown():
                return self._compared(expr)
            case m.Not(operand=operand):
                return possible(opposite(self.truths(operand)))
            case m.And(operands=operands):
                return possible(both([self.truths(operand) for operand in operands]))
            case m.Or(operands=operands):
                return possible(either([self.truths(operand) for operand in operands]))
            case m.Cases(rows=rows):
                return self._cases(rows)
            case m.Have() | m.Count() | m.Share() | m.Collected():
                return self._of_list(expr)
            case m.Holding(conditions=conditions):
                return _holding([self.truths(condition) for condition in conditions])
            case m.Gathered():
                return self._gathered(expr)
            case m.Several():
                return self._several(expr)
            case _:
                return self._calculated(expr)

    # ---- references -----------------------------------------------------------------------

    def place(self, ref: m.Ref) -> str:
        """Return under which name the value of a reference is kept."""
        if ref.list is None:
            return ref.name
        record = self.here[ref.list] if ref.record is None else ref.record
        return slot(ref.list, record, ref.name)

    def _ref(self, ref: m.Ref) -> Possible:
        if ref.kind is m.Kind.TODAY:
            return Anything() if self.today is None else Exactly(self.today)
        place = self.place(ref)
        if ref.kind is not m.Kind.FACT:
            self.absent |= self.provisional.get(place, NOTHING)
            if ref.list is not None and self.here.get(ref.list) == ANY_RECORD:
                found = anything(ref.type)
                return perhaps(found) if ref.key in self.static.declining else found
            return self.results[place]
        if place in self.facts:
            return exactly(self.facts[place], ref.type)
        if ref.key in self.static.defaults:
            self.absent |= self.missing(ref)
            return exactly(self.static.defaults[ref.key], ref.type)
        return anything(ref.type)

    def _asked(self, value: m.Expr) -> Possible:
        """Return what a value can be, and note that its absence was read."""
        found = self.term(value)
        for ref in refs(value):
            if ref.kind in (m.Kind.FACT, m.Kind.TODAY):
                self.absent |= self.missing(ref)
            elif decided(found) is None:
                for name in self.static.needs.get(ref.key, NOTHING):
                    self.absent |= self._missing_by_key(name)
        return found

    def missing(self, ref: m.Ref) -> set[str]:
        """Return the place of a fact, or `today`, if it is not known."""
        if ref.kind is m.Kind.TODAY:
            return {TODAY} if self.today is None else set()
        is_of_any = ref.list is not None and ref.record is None
        if is_of_any and self.here.get(str(ref.list), ANY_RECORD) == ANY_RECORD:
            return self._missing_by_key(ref.key)
        place = self.place(ref)
        return set() if place in self.facts else {place}

    def _missing_by_key(self, name: str) -> set[str]:
        """Return where a fact is not known: of a list, at each of its records."""
        if name == TODAY:
            return {TODAY} if self.today is None else set()
        list_name, _, fact = name.rpartition(".")
        if list_name not in self.static.lists:
            return set() if name in self.facts else {name}
        if list_name not in self.counts:
            return {list_name}
        places = {slot(list_name, i, fact) for i in range(self.counts[list_name])}
        return {place for place in places if place not in self.facts}

    # ---- rows -----------------------------------------------------------------------------

    def _cases(self, rows: Sequence[m.Case]) -> Possible:
        found: list[Possible] = []
        for row in rows:
            holds = YES_ONLY if row.when is None else self.truths(row.when)
            if NONE in holds:
                found.append(NO_ANSWER)
            if True in holds:
                found.append(self.term(row.value))
            if False not in holds:
                break
        return hull(found)

    # ---- conditions -----------------------------------------------------------------------

    def _compared(self, expr: m.Comparison | m.Between | m.IsOneOf | m.IsKnown) -> Possible:
        match expr:
            case m.Comparison(op=op, left=left, right=right):
                of = left.type
                return strictly(
                    [self.term(left), self.term(right)],
                    lambda both_: _compared(op, both_[0], both_[1], of),
                )
            case m.Between(value=value, low=low, high=high):
                of = value.type
                return strictly(
                    [self.term(value), self.term(low), self.term(high)],
                    lambda three: _between(three, of),
                )
            case m.IsOneOf(value=value, options=options):
                of = value.type
                wanted = [exactly(option.value, option.type) for option in options]
                return strictly([self.term(value)], lambda one: _is_one_of(one[0], wanted, of))
            case m.IsKnown(value=value, negated=is_negated):
                known = decided(self._asked(value)) is not None
                return YES if known is not is_negated else NO

    # ---- calculations ---------------------------------------------------------------------

    def _calculated(self, expr: m.Expr) -> Possible:
        match expr:
            case m.Negation(operand=operand):
                return strictly([self.term(operand)], lambda x: negated(_number(x[0])))
            case m.Sum(terms=terms):
                signs = [plus for plus, _ in terms]
                return strictly([self.term(t) for _, t in terms], lambda xs: _sum(signs, xs))
            case m.Product(factors=factors):
                signs = [times for times, _ in factors]
                return strictly([self.term(f) for _, f in factors], lambda xs: _product(signs, xs))
            case m.Quotient():
                return self._quotient(expr)
            case m.Rounded(operand=operand, places=places):
                return strictly([self.term(operand)], lambda x: _rounded(_number(x[0]), places))
            case m.Shifted(operand=operand, raised=raised, steps=steps):
                return strictly(
                    [self.term(operand), self.term(steps)],
                    lambda two: _shifted(two[0], _number(two[1]), expr.type, raised=raised),
                )
            case m.Steps(start=start, end=end):
                of = start.type
                return strictly(
                    [self.term(start), self.term(end)], lambda two: _steps(two[0], two[1], of)
                )
            case m.Worth(value=value, worths=worths):
                return strictly([self.term(value)], lambda x: _worth(x[0], worths))
            case m.Distance():
                return self._distance(expr)
            case _:
                raise AssertionError(expr)

    def _quotient(self, expr: m.Quotient) -> Possible:
        of = expr.divisor.type
        decimals = of.decimals if isinstance(of, m.NumberType) else None

        def calculate(both_: list[Answered]) -> Possible:
            dividend, divisor = _number(both_[0]), _number(both_[1])
            if divisor == point(0):
                return self.term(expr.if_zero)
            if 0 not in divisor:
                return _plain(divided(dividend, divisor))
            found = _plain(quotient_limits(dividend, divisor, decimals))
            return hull([found, self.term(expr.if_zero)])

        return strictly([self.term(expr.dividend), self.term(expr.divisor)], calculate)

    def _distance(self, expr: m.Distance) -> Possible:
        def calculate(both_: list[Answered]) -> Possible:
            start, end = decided(both_[0]), decided(both_[1])
            if isinstance(start, dt.date) and isinstance(end, dt.date):
                found = distance(expr.unit, start, end)
                return point(max(0, found) if expr.since else found)
            return anything(expr.type)

        return strictly([self.term(expr.start), self.term(expr.end)], calculate)

    # ---- several values -------------------------------------------------------------------

    def counting(self, expr: m.Several) -> tuple[m.Part, ...]:
        """Return the parts that count; those left out for what is known have none to add."""
        found: list[m.Part] = []
        for part in expr.parts:
            value = answered(self.term(part.value))
            if not part.known or (value is not None and not self._tells_nothing(part.value, value)):
                found.append(part)
            elif value is not None:
                self._asked(part.value)
        return tuple(found)

    def _several(self, expr: m.Several) -> Possible:
        members: list[Member] = []
        open_ones = False
        for part in self.counting(expr):
            found = self.term(part.value)
            value = answered(found)
            if value is None:
                return NO_ANSWER
            left_out = part.known and may_be_unanswered(found)
            open_ones = open_ones or (may_be_unanswered(found) and not part.known)
            members.append(Member(value, not left_out, part.weight))
        result = together(expr.measure, members, expr.type, NO_ANSWER)
        return perhaps(result) if open_ones else result

    def _tells_nothing(self, expr: m.Expr, value: Answered) -> bool:
        """Return whether nothing is known of a value: it can still be all that its type allows."""
        return decided(value) is None and within(anything(expr.type), value)

    def _gathered(self, expr: m.Gathered) -> Possible:
        pairs = [
            (YES_ONLY if i.when is None else self.truths(i.when), self.term(i.value))
            for i in expr.items
        ]
        return self._gather(expr, pairs, expr.if_none)

    def _gather(
        self,
        expr: m.Gathered | m.Collected | m.Count,
        pairs: Sequence[tuple[Truths, Possible]],
        if_none: m.Expr | None,
    ) -> Possible:
        members: list[Member] = []
        open_ones = False
        for holds, found in pairs:
            if holds == {NONE}:
                return NO_ANSWER
            open_ones = open_ones or NONE in holds
            if True not in holds:
                continue
            value = answered(found)
            if value is None:
                # What counts has no answer, and so has the whole; unless it does not count.
                if holds == YES_ONLY:
                    return NO_ANSWER
                open_ones = True
                continue
            open_ones = open_ones or may_be_unanswered(found)
            members.append(Member(value, holds == YES_ONLY))
        if isinstance(expr, m.Count) or expr.measure is None:
            most = expr.type.high if isinstance(expr.type, m.NumberType) else None
            result: Possible = different(members, most)
        else:
            none = NO_ANSWER if if_none is None else self.term(if_none)
            result = together(expr.measure, members, expr.type, none)
        return perhaps(result) if open_ones else result

    # ---- lists ----------------------------------------------------------------------------

    def _of_list(self, expr: m.Have | m.Count | m.Share | m.Collected) -> Possible:
        if expr.list not in self.counts:
            return self._of_unknown_list(expr)
        match expr:
            case m.Have(condition=condition):
                found = [self.truths(condition) for _ in self.records(expr.list)]
                return _have(expr, found)
            case m.Count(where=where, distinct=distinct):
                if distinct is None:
                    return _holding([self._where(where) for _ in self.records(expr.list)])
                return self._gather(expr, self._pairs(expr.list, where, distinct), None)
            case m.Share(where=where):
                count = self.counts[expr.list]
                if not count:
                    return self.term(expr.if_empty)
                holding = _holding([self._where(where) for _ in self.records(expr.list)])
                return strictly([holding], lambda x: _plain(divided(_number(x[0]), point(count))))
            case m.Collected(value=value, where=where):
                return self._gather(expr, self._pairs(expr.list, where, value), expr.if_empty)

    def _pairs(
        self, list_name: str, where: m.Expr | None, value: m.Expr
    ) -> list[tuple[Truths, Possible]]:
        """Return for each record whether it counts, and its value."""
        return [(self._where(where), self.term(value)) for _ in self.records(list_name)]

    def _where(self, where: m.Expr | None) -> Truths:
        return YES_ONLY if where is None else self.truths(where)

    def records(self, list_name: str) -> Iterator[int]:
        """Yield the records of a list one by one; each is looked at until the next is asked for."""
        before = self.here.get(list_name)
        for record in range(self.counts[list_name]):
            self.here[list_name] = record
            yield record
        if before is None:
            self.here.pop(list_name, None)
        else:
            self.here[list_name] = before

    def _of_unknown_list(self, expr: m.Have | m.Count | m.Share | m.Collected) -> Possible:
        """Return what a term can be while the records are not known.

        There may be any number of records, each like one of which nothing is known.
        """
        before = self.here.get(expr.list)
        self.here[expr.list] = ANY_RECORD
        match expr:
            case m.Have(condition=condition):
                found = possible(_any_have(expr.quantifier, self.truths(condition)))
            case m.Count(where=where, distinct=distinct):
                value = MAYBE if distinct is None else self.term(distinct)
                found = self._any_number(expr, self._where(where), value)
            case m.Share(where=where):
                holds = self._where(where)
                parts: list[Possible] = [point(int(value)) for value in holds if value is not NONE]
                parts = [_as_interval(parts)] if parts else []
                parts += [NO_ANSWER] if NONE in holds else []
                found = hull([*parts, self.term(expr.if_empty)])
            case m.Collected(value=value, where=where):
                found = self._any_collected(expr, self._where(where), self.term(value))
        if before is None:
            self.here.pop(expr.list)
        else:
            self.here[expr.list] = before
        return found

    def _any_number(self, expr: m.Count, holds: Truths, value: Possible) -> Possible:
        found = anything(expr.type) if True in holds else point(0)
        open_ones = NONE in holds or (True in holds and may_be_unanswered(value))
        return perhaps(found) if open_ones else found

    def _any_collected(self, expr: m.Collected, holds: Truths, value: Possible) -> Possible:
        none = self.term(expr.if_empty)
        parts: list[Possible] = [none]
        inner = answered(value)
        if True in holds:
            if isinstance(inner, Interval) and expr.measure is Measure.SUM:
                low = 0 if inner.low is not None and inner.low >= 0 else None
                parts.append(
                    Interval(low, 0 if inner.high is not None and inner.high <= 0 else None)
                )
            elif inner is not None:
                parts.append(inner)
        if NONE in holds or (True in holds and may_be_unanswered(value)):
            parts.append(NO_ANSWER)
        return hull(parts)


def _as_interval(points: Sequence[Possible]) -> Interval:
    """Return the interval of a share that is one of 0 and 1, or anything between them."""
    found = hull(list(points))
    if not isinstance(found, Interval):
        raise AssertionError(found)
    return found


def _any_have(quantifier: Quantifier, holds: Truths) -> Truths:
    """Return what can hold of records of which nothing is known, of which there may be none."""
    match quantifier:
        case Quantifier.SOME | Quantifier.AT_LEAST:
            return holds | NO_ONLY
        case Quantifier.ALL:
            return holds | YES_ONLY
        case Quantifier.NO:
            return opposite(holds | NO_ONLY)


def _have(expr: m.Have, found: Sequence[Truths]) -> Possible:
    match expr.quantifier:
        case Quantifier.SOME:
            return possible(either(found))
        case Quantifier.ALL:
            return possible(both(found))
        case Quantifier.NO:
            return possible(opposite(either(found)))
        case Quantifier.AT_LEAST:
            # As `count of L where C >= n`: without an answer for one record there is none.
            wanted = point(expr.count or 1)
            return strictly(
                [_holding(found)],
                lambda x: _compared_intervals(ComparisonOp.GE, _number(x[0]), wanted),
            )


def _holding(found: Sequence[Truths]) -> Possible:
    """Return how many conditions hold."""
    if any(holds == {NONE} for holds in found):
        return NO_ANSWER
    surely = sum(holds == YES_ONLY for holds in found)
    at_most = sum(True in holds for holds in found)
    counted = Interval(surely, at_most)
    return perhaps(counted) if any(NONE in holds for holds in found) else counted


def _number(value: Answered) -> Interval:
    if not isinstance(value, Interval):
        raise AssertionError(value)
    return value


def _sum(signs: Sequence[bool], values: Sequence[Answered]) -> Interval:
    total = point(0)
    for plus, value in zip(signs, values, strict=True):
        total = added(total, _number(value) if plus else negated(_number(value)))
    return _plain(total)


def _product(signs: Sequence[bool], values: Sequence[Answered]) -> Interval:
    product = point(1)
    for times, value in zip(signs, values, strict=True):
        part = _number(value)
        product = multiplied(product, part) if times else divided(product, part)
    return _plain(product)


def _rounded(value: Interval, places: int) -> Interval:
    return Interval(
        None if value.low is None else rounded_number(value.low, places),
        None if value.high is None else rounded_number(value.high, places),
    )


def _shifted(level: Answered, steps: Interval, of: m.Type, *, raised: bool) -> Among:
    """Return every level that some number of steps may reach."""
    if not isinstance(level, Among) or not isinstance(of, m.LevelType):
        raise AssertionError(level)
    ids = of.scale.ids
    top = len(ids) - 1
    least = int(steps.low or 0)
    most = top if steps.high is None else min(int(steps.high), top)
    found = set()
    for value in level.values:
        rank = of.scale.rank(str(value))
        for by in range(min(least, top), max(most, min(least, top)) + 1):
            found.add(ids[min(rank + by, top) if raised else max(rank - by, 0)])
    return Among(frozenset(found))


def _steps(start: Answered, end: Answered, of: m.Type) -> Interval:
    if not isinstance(of, m.LevelType) or not isinstance(start, Among | Exactly):
        raise AssertionError(of)
    if not isinstance(end, Among) or not isinstance(start, Among):
        raise AssertionError(end)
    starts = [of.scale.rank(str(value)) for value in start.values]
    ends = [of.scale.rank(str(value)) for value in end.values]
    return Interval(min(ends) - max(starts), max(ends) - min(starts))


def _worth(value: Answered, worths: Sequence[tuple[m.Value, int | Fraction]]) -> Interval:
    if not isinstance(value, Among):
        raise AssertionError(value)
    found = [worth for answer, worth in worths if answer in value.values]
    return Interval(min(found), max(found))


def _between(three: Sequence[Answered], of: m.Type) -> Possible:
    value, low, high = three
    parts = [
        _compared(ComparisonOp.GE, value, low, of),
        _compared(ComparisonOp.LE, value, high, of),
    ]
    return possible(both([truths(part) for part in parts]))


def _is_one_of(value: Answered, options: Sequence[Possible], of: m.Type) -> Possible:
    found = []
    for option in options:
        known = answered(option)
        found.append(
            EITHER if known is None else truths(_compared(ComparisonOp.EQ, value, known, of))
        )
    return possible(either(found))


def _compared(op: ComparisonOp, left: Answered, right: Answered, of: m.Type) -> Among:
    match left, right:
        case Interval(), Interval():
            return _compared_intervals(op, left, right)
        case Among(), Among() if op is ComparisonOp.EQ:
            if left.values.isdisjoint(right.values):
                return NO
            return YES if len(left.values) == len(right.values) == 1 else MAYBE
        case Among(), Among() if op is ComparisonOp.NE:
            return _turned(_compared(ComparisonOp.EQ, left, right, of))
        case Among(), Among():
            found = {compare(op, a, b, of) for a in left.values for b in right.values}
            return Among(frozenset(found))
        case Exactly(), Exactly():
            return YES if compare(op, left.value, right.value, of) else NO
        case _:
            return MAYBE


def _turned(x: Among) -> Among:
    return Among(frozenset(not value for value in x.values))


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
            return _turned(_compared_intervals(ComparisonOp.LE, x, y))
        case ComparisonOp.GE:
            return _turned(_compared_intervals(ComparisonOp.LT, x, y))
        case ComparisonOp.NE:
            return _turned(_compared_intervals(ComparisonOp.EQ, x, y))
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
