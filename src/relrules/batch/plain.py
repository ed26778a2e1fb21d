"""Terms in SQL whose facts are all known: null is no answer.

Whether all are known is for the caller to ask: what is written here says nothing of other rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen
from sqlglot import exp

from relrules.batch import numbers, tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import type_for
from relrules.batch.lists import Listed, Take, Value
from relrules.batch.numbers import Number
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.compiled.terms import declines, place_in
from relrules.evaluate.program import Pair, Rows
from relrules.syntax.nodes import ComparisonOp, DateUnit, Measure, Quantifier

MOST_RECORDS = 10**6
"""How many records are counted with: of more an engine would say that a number is too large."""
OPERATORS: dict[ComparisonOp, type[exp.Binary]] = {
    ComparisonOp.EQ: exp.EQ,
    ComparisonOp.NE: exp.NEQ,
    ComparisonOp.LT: exp.LT,
    ComparisonOp.LE: exp.LTE,
    ComparisonOp.GT: exp.GT,
    ComparisonOp.GE: exp.GTE,
}


@frozen
class Plain:
    """Writes terms; `value_of` tells the value of a fact or result, `records_of` that of a list.

    `here` are the values of the record that is looked at, by key; `declining` are the results that
    may have no answer. `keep` puts something into a column that is read more than once.
    """

    value_of: Callable[[m.Ref], Value]
    records_of: Callable[[str], Listed]
    keep: Callable[[Sql], Sql]
    declining: frozenset[str]
    today: tree.Day | None
    here: Mapping[str, Value] = {}
    depth: int = 0

    # ---- what may have no answer ------------------------------------------------------------

    def declines(self, expr: m.Expr) -> bool:
        """Return whether a term may have no answer."""
        return declines(expr, self.declining)

    # ---- terms --------------------------------------------------------------------------------

    def term(self, expr: m.Expr) -> Value:
        """Return a term. Raises `NotInSqlError`."""
        match expr:
            case m.Constant(value=value):
                return _constant(value, expr.type)
            case m.NoAnswer():
                return _nothing(expr.type)
            case m.Ref():
                return self._ref(expr)
            case m.Answers(value=value):
                return self.term(value)
            case m.IsKnown(value=value, negated=negated):
                return self._is_known(value, wanted=not negated)
            case m.Cases(rows=rows):
                return self.first([(row.when, row.value) for row in rows], expr.type)
            case m.And(operands=parts):
                return tree.all_of([self.condition(part) for part in parts])
            case m.Or(operands=parts):
                return tree.any_of([self.condition(part) for part in parts])
            case m.Not(operand=operand):
                return tree.opposite(self.condition(operand))
            case m.Comparison(op=op, left=left, right=right):
                return self._compared(op, left, right)
            case m.Between(value=value, low=low, high=high):
                above = self._compared(ComparisonOp.GE, value, low)
                return tree.all_of([above, self._compared(ComparisonOp.LE, value, high)])
            case m.IsOneOf(value=value, options=options):
                every = [self._compared(ComparisonOp.EQ, value, option) for option in options]
                return tree.any_of(every)
            case m.Have() | m.Count() | m.Share() | m.Collected():
                return self._of_list(expr)
            case m.Several() if not isinstance(expr.type, m.NumberType):
                return self._extreme_of(expr)
            case m.Steps(start=start, end=end):
                return self._steps(start, end)
            case m.Shifted():
                return self._shifted(expr)
            case _:
                return self.number(expr)

    def condition(self, expr: m.Expr) -> Sql:
        """Return whether something holds."""
        found = self.term(expr)
        if isinstance(found, Number):
            raise AssertionError(expr)
        return found

    def _ref(self, ref: m.Ref) -> Value:
        if ref.kind is m.Kind.TODAY:
            null = tree.cast(tree.NULL.copy(), "DATE")
            return null if self.today is None else tree.day(self.today)
        return self.here[ref.key] if ref.key in self.here else self.value_of(ref)

    def _is_known(self, value: m.Expr, *, wanted: bool) -> Sql:
        if not self.declines(value):
            return tree.truth(wanted)
        found = self.term(value)
        null = tree.is_null(found.whole if isinstance(found, Number) else found)
        return tree.opposite(null) if wanted else null

    def _compared(self, op: ComparisonOp, left: m.Expr, right: m.Expr) -> Sql:
        one, other = self.term(left), self.term(right)
        if isinstance(one, Number) and isinstance(other, Number):
            return numbers.compared(OPERATORS[op], one, other)
        if isinstance(one, Number) or isinstance(other, Number):
            raise AssertionError(left)
        return tree.compared(OPERATORS[op], one, other)

    def first(self, rows: Sequence[Pair], of: m.Type) -> Value:
        """Return the value of the first row that applies, null where none does."""
        found: list[tuple[Sql, Value]] = []
        for when, value in rows:
            if when is None:
                return _chosen(found, self.term(value), of)
            holds = self.condition(when)
            if self.declines(when):
                found.append((tree.is_null(holds), _nothing(of)))
            found.append((holds, self.term(value)))
        return _chosen(found, None, of)

    # ---- levels ---------------------------------------------------------------------------------

    def _steps(self, start: m.Expr, end: m.Expr) -> Number:
        one, other = self.condition(start), self.condition(end)
        of = start.type
        most = len(of.scale.ids) if isinstance(of, m.LevelType) else 0
        found = exp.Sub(this=other.copy(), expression=one.copy())
        return Number(exp.paren(found), 1, Fraction(most))

    def _shifted(self, expr: m.Shifted) -> Sql:
        of, by = expr.type, expr.steps.type
        if not isinstance(of, m.LevelType) or not isinstance(by, m.NumberType):
            raise AssertionError(of)
        if by.low is None or by.low < 0 or not by.whole:
            raise NotInSqlError("a level is moved by what may be no whole number of steps")
        level, steps = self.condition(expr.operand), self.number(expr.steps)
        sign: type[exp.Binary] = exp.Add if expr.raised else exp.Sub
        moved = exp.paren(sign(this=level.copy(), expression=steps.whole.copy()))
        end = tree.whole(len(of.scale.ids) - 1 if expr.raised else 0)
        beyond = tree.compared(exp.GT if expr.raised else exp.LT, moved, end)
        none = tree.any_of([tree.is_null(level), tree.is_null(steps.whole)])
        return tree.case([(none, tree.NULL.copy()), (beyond, end)], moved.copy())

    # ---- numbers --------------------------------------------------------------------------------

    def number(self, expr: m.Expr) -> Number:
        """Return a number."""
        match expr:
            case m.Negation(operand=operand):
                return numbers.times(self.number(operand), -1)
            case m.Sum(terms=terms):
                return numbers.added(
                    [numbers.times(self.number(t), 1 if plus else -1) for plus, t in terms]
                )
            case m.Product(factors=factors):
                return self._product(factors)
            case m.Quotient(dividend=above, divisor=below, if_zero=if_zero):
                divisor = self._kept(self.number(below))
                found = numbers.divided(self._kept(self.number(above)), divisor)
                is_zero = tree.equal(divisor.whole, tree.whole(0))
                if self.declines(above):
                    none = tree.is_null(found.whole)
                    return numbers.chosen([(is_zero, self.number(if_zero)), (none, found)], found)
                return numbers.chosen([(is_zero, self.number(if_zero))], found)
            case m.Rounded(operand=operand, places=places):
                return numbers.rounded(self._kept(self.number(operand)), places)
            case m.Worth(value=value, worths=worths):
                return self._worth(value, worths)
            case m.Distance():
                return self._distance(expr)
            case m.Several():
                return self._several(expr)
            case m.Holding(conditions=conditions):
                every = [self.condition(part) for part in conditions]
                one = [tree.case([(holds, tree.whole(1))], tree.whole(0)) for holds in every]
                open_ones = [
                    tree.is_null(holds)
                    for holds, part in zip(every, conditions, strict=True)
                    if self.declines(part)
                ]
                lacking = tree.any_of(open_ones) if open_ones else None
                count = _unless(lacking, tree.added(one))
                return Number(count, 1, Fraction(len(every)))
            case m.Gathered():
                raise NotInSqlError("it takes records together that stand for themselves")
            case _:
                found_ = self.term(expr)
                if not isinstance(found_, Number):
                    raise AssertionError(expr)
                return found_

    def _kept(self, of: Number) -> Number:
        over = None if of.over is None else self.keep(of.over)
        return evolve(of, whole=self.keep(of.whole), over=over)

    def _product(self, factors: Sequence[tuple[bool, m.Expr]]) -> Number:
        found = numbers.constant(1)
        for multiplies, factor in factors:
            if isinstance(factor, m.Constant) and isinstance(factor.value, int | Fraction):
                by = Fraction(factor.value)
                found = numbers.times(found, by if multiplies else 1 / by)
            elif multiplies:
                found = numbers.product(found, self.number(factor))
            else:
                found = numbers.divided(found, self._kept(self.number(factor)))
        return found

    def _worth(self, value: m.Expr, worths: Sequence[tuple[m.Value, Exact]]) -> Number:
        place = self.term(value)
        if isinstance(place, Number):
            raise AssertionError(value)
        if isinstance(value.type, m.YesNoType):
            rows = [
                (place if answer else tree.opposite(place.copy()), numbers.constant(worth))
                for answer, worth in worths
            ]
        else:
            rows = [
                (tree.equal(place, _place(answer, value.type)), numbers.constant(worth))
                for answer, worth in worths
            ]
        return numbers.chosen(rows, None)

    def _distance(self, expr: m.Distance) -> Number:
        start, end = self.condition(expr.start), self.condition(expr.end)
        apart = tree.days_between if expr.unit is DateUnit.DAYS else tree.months_between
        found = apart(start, end)
        if expr.since:
            found = tree.case([(tree.compared(exp.LT, end, start), tree.whole(0))], found)
        none = tree.any_of([tree.is_null(start), tree.is_null(end)])
        found = tree.case([(none, tree.NULL.copy())], found)
        return Number(self.keep(tree.cast(found, "BIGINT")), 1, Fraction(4_000_000))

    # ---- several values -------------------------------------------------------------------------

    def _several(self, expr: m.Several) -> Number:
        found = [self._kept(self.number(part.value)) for part in expr.parts]
        if not any(self.declines(part.value) for part in expr.parts):
            return _together(expr.measure, found, [Fraction(part.weight) for part in expr.parts])
        return self._some_of(expr, found)

    def _extreme_of(self, expr: m.Several) -> Sql:
        """Return the highest or lowest of some levels or dates."""
        values = [self.keep(self.condition(part.value)) for part in expr.parts]
        parts = list(zip(expr.parts, values, strict=True))
        beats = exp.GTE if expr.measure is Measure.HIGHEST else exp.LTE
        lacking = [tree.is_null(of) for part, of in parts if not part.known]
        rows: list[tuple[Sql, Sql]] = [(tree.any_of(lacking), tree.NULL.copy())]
        for of in values:
            others = [
                tree.any_of([tree.is_null(other), tree.compared(beats, of, other)])
                for other in values
                if other is not of
            ]
            rows.append((tree.all_of([tree.opposite(tree.is_null(of)), *others]), of))
        return tree.case(rows, tree.NULL.copy())

    def _some_of(self, expr: m.Several, values: Sequence[Number]) -> Number:
        """Return parts taken together of which some may have no answer, and may be left out then."""
        parts = list(zip(expr.parts, values, strict=True))
        if any(of.over is not None for of in values):
            raise NotInSqlError("it takes quotients together that may have no answer")
        lacking = [tree.is_null(of.whole) for part, of in parts if not part.known]
        lacking.append(tree.all_of([tree.is_null(of.whole) for of in values]))
        rows: list[tuple[Sql, Number]] = [(tree.any_of(lacking), _no_number())]
        none = numbers.constant(0)
        filled = [numbers.chosen([(tree.is_null(of.whole), none)], of) for of in values]
        match expr.measure:
            case Measure.SUM:
                return numbers.chosen(rows, numbers.added(filled))
            case Measure.HIGHEST | Measure.LOWEST:
                return numbers.chosen(rows, _extreme_known(expr.measure, values))
            case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                weights = [Fraction(part.weight) for part in expr.parts]
                total = numbers.added(
                    [numbers.times(of, by) for of, by in zip(filled, weights, strict=True)]
                )
                counted = [
                    numbers.chosen([(tree.is_null(of.whole), none)], numbers.constant(by))
                    for of, by in zip(values, weights, strict=True)
                ]
                divisor = self._kept(numbers.added(counted))
                return numbers.chosen(rows, numbers.divided(self._kept(total), divisor))

    # ---- lists ----------------------------------------------------------------------------------

    def at_each(self, list_name: str) -> tuple[str, Plain, Listed]:
        """Return the name of a record of a list, what writes terms about it, and the list."""
        listed = self.records_of(list_name)
        name = f"x{self.depth}"
        here = {**self.here, **listed.here(name)}
        return name, evolve(self, here=here, depth=self.depth + 1, keep=listed.keep), listed

    def _of_list(self, expr: m.Have | m.Count | m.Share | m.Collected) -> Value:
        match expr:
            case m.Have(condition=condition):
                return self._have(expr, condition)
            case m.Share(where=where, if_empty=if_empty):
                return self._share(expr.list, where, if_empty)
            case m.Count(where=where, distinct=None):
                holding, none = self._holding(expr.list, where)
                return Number(_unless(none, holding), 1, Fraction(MOST_RECORDS))
            case m.Count(where=where, distinct=value):
                if value is None:
                    raise AssertionError(expr)
                found, none = self._values(expr.list, where, value)
                count = found.taken(Take.DISTINCT)
                return Number(_unless(none, count), 1, Fraction(MOST_RECORDS))
            case m.Collected():
                return self._collected(expr)

    def _holding(self, list_name: str, where: m.Expr | None) -> tuple[Sql, Sql | None]:
        """Return for how many records a condition holds, and whether one has no answer."""
        name, inner, listed = self.at_each(list_name)
        if where is None:
            return listed.taken(Take.COUNT, name), None
        holds = inner.condition(where)
        count = listed.taken(Take.COUNT, name, holds)
        if not inner.declines(where):
            return count, None
        none = listed.taken(Take.COUNT, name, tree.is_null(holds))
        return count, tree.compared(exp.GT, none, tree.whole(0))

    def _have(self, expr: m.Have, condition: m.Expr) -> Sql:
        match expr.quantifier:
            case Quantifier.AT_LEAST:
                count, none = self._holding(expr.list, condition)
                return _unless(none, tree.compared(exp.GTE, count, tree.whole(expr.count or 1)))
            case Quantifier.SOME | Quantifier.NO:
                count, none = self._holding(expr.list, condition)
                some = tree.compared(exp.GT, count, tree.whole(0))
                if none is not None:
                    some = tree.case(
                        [(some, tree.truth(value=True)), (none, tree.NULL.copy())],
                        tree.truth(value=False),
                    )
                return some if expr.quantifier is Quantifier.SOME else tree.opposite(some)
            case Quantifier.ALL:
                opposite = m.Not(span=condition.span, type=m.YesNoType(), operand=condition)
                no = evolve(expr, quantifier=Quantifier.NO, condition=opposite)
                return self._have(no, opposite)

    def _share(self, list_name: str, where: m.Expr, if_empty: m.Expr) -> Number:
        count, none = self._holding(list_name, where)
        every = self.records_of(list_name).taken(Take.COUNT, f"x{self.depth}")
        most = Fraction(MOST_RECORDS)
        is_empty = tree.equal(every, tree.whole(0))
        above = tree.cast(_unless(none, count), "BIGINT")
        over = tree.case([(is_empty.copy(), tree.whole(1))], tree.cast(every, "BIGINT"))
        share = Number(above, 1, most, over, most)
        return numbers.chosen([(is_empty, self.number(if_empty))], share)

    def _values(
        self, list_name: str, where: m.Expr | None, value: m.Expr
    ) -> tuple[_Values, Sql | None]:
        """Return the values of the records that count, and whether something has no answer."""
        name, inner, listed = self.at_each(list_name)
        holds, none = None, []
        if where is not None:
            holds = inner.condition(where)
            if inner.declines(where):
                none.append(tree.is_null(holds))
        of = inner.term(value)
        if isinstance(of, Number) and of.over is not None:
            raise NotInSqlError("it takes quotients of records together")
        found = _Values(listed, name, holds, of)
        if inner.declines(value):
            none.append(
                tree.all_of([*([] if holds is None else [holds]), tree.is_null(found.each)])
            )
        some = [
            tree.compared(exp.GT, listed.taken(Take.COUNT, name, part), tree.whole(0))
            for part in none
        ]
        return found, tree.any_of(some) if some else None

    def _collected(self, expr: m.Collected) -> Value:
        found, none = self._values(expr.list, expr.where, expr.value)
        empty = tree.equal(found.taken(Take.COUNT), tree.whole(0))
        rows = [] if none is None else [(none, _nothing(expr.type))]
        rows.append((empty, self.term(expr.if_empty)))
        return _chosen(rows, _gathered(expr.measure, found), expr.type)


@frozen
class _Values:
    """The values of the records of a list of which something holds: `of` is that of one, called `name`."""

    listed: Listed
    name: str
    holds: Sql | None
    of: Value

    @property
    def each(self) -> Sql:
        """Return the value of one record."""
        return self.of.whole if isinstance(self.of, Number) else self.of

    def taken(self, how: Take) -> Sql:
        """Return the values taken together."""
        return self.listed.taken(how, self.name, self.holds, self.each)


def _gathered(measure: Measure, values: _Values) -> Value:
    """Return the values of records taken together: there is at least one."""
    match measure:
        case Measure.HIGHEST | Measure.LOWEST:
            found = values.taken(Take.HIGHEST if measure is Measure.HIGHEST else Take.LOWEST)
            return evolve(values.of, whole=found) if isinstance(values.of, Number) else found
        case _:
            pass
    if not isinstance(values.of, Number):
        raise AssertionError(values.of)
    most = values.of.most * MOST_RECORDS
    summed = evolve(values.of, whole=tree.cast(values.taken(Take.SUM), type_for(most)), most=most)
    if measure is Measure.SUM:
        return summed
    count = tree.cast(values.taken(Take.COUNT), "BIGINT")
    return evolve(summed, over=count, most_over=Fraction(MOST_RECORDS))


def _together(measure: Measure, found: Sequence[Number], weights: Sequence[Fraction]) -> Number:
    """Return several numbers taken together, all of which have an answer."""
    match measure:
        case Measure.SUM:
            return numbers.added(found)
        case Measure.HIGHEST | Measure.LOWEST:
            return numbers.extreme(found, highest=measure is Measure.HIGHEST)
        case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
            pairs = zip(found, weights, strict=True)
            total = numbers.added([numbers.times(of, by) for of, by in pairs])
            return numbers.times(total, 1 / sum(weights, Fraction()))


def _extreme_known(measure: Measure, values: Sequence[Number]) -> Number:
    """Return the highest or lowest of those that are not null."""
    beats = exp.GTE if measure is Measure.HIGHEST else exp.LTE
    found = numbers.same_scale(values)
    rows = []
    for of in found:
        others = [
            tree.any_of([tree.is_null(other.whole), numbers.compared(beats, of, other)])
            for other in found
            if other is not of
        ]
        rows.append((tree.all_of([tree.opposite(tree.is_null(of.whole)), *others]), of))
    return numbers.chosen(rows, None)


def _unless(none: Sql | None, found: Sql) -> Sql:
    return found if none is None else tree.case([(none, tree.NULL.copy())], found)


def _chosen(rows: Sequence[tuple[Sql, Value]], otherwise: Value | None, of: m.Type) -> Value:
    """Return the value of the first row that holds."""
    if isinstance(of, m.NumberType):
        pairs = [(when, value) for when, value in rows if isinstance(value, Number)]
        last = otherwise if isinstance(otherwise, Number) else None
        return numbers.chosen(pairs, last) if pairs else last or _no_number()
    options = [(when, value) for when, value in rows if not isinstance(value, Number)]
    default = tree.NULL.copy() if otherwise is None else otherwise
    if isinstance(default, Number):
        raise AssertionError(of)
    return tree.case(options, default)


def _no_number() -> Number:
    return Number(tree.cast(tree.NULL.copy(), "BIGINT"), 1, Fraction(0))


def _nothing(of: m.Type) -> Value:
    """Return no answer."""
    return _no_number() if isinstance(of, m.NumberType) else tree.NULL.copy()


def _constant(value: m.Value, of: m.Type) -> Value:
    match value:
        case bool():
            return tree.truth(value)
        case int() | Fraction():
            return numbers.constant(value)
        case dt.date():
            return tree.day(value)
        case _:
            return tree.text(value) if isinstance(of, m.TextType) else _place(value, of)


def _place(value: m.Value, of: m.Type) -> Sql:
    place = place_in(value, of)
    if not isinstance(place, int):
        raise AssertionError(value)
    return tree.whole(place)


def rows_in_sql(rows: Rows, plain: Plain, scale: m.Scale | None) -> Value:
    """Return what the rows of a declaration come to. Raises `NotInSqlError`."""
    of = rows.written.pairs[0][1].type
    if rows.take_all:
        found: Value = _taken_together(rows.written.pairs, plain)
    else:
        found = plain.first(rows.written.pairs, of)
    for limit, when in zip(rows.limits, rows.written.limits, strict=True):
        found = _kept(found, plain)
        bound: Value = (
            numbers.constant(limit.limit) if scale is None else tree.whole(int(limit.limit))
        )
        operator = exp.GT if limit.highest else exp.LT
        if isinstance(found, Number) and isinstance(bound, Number):
            applies = [numbers.compared(operator, found, bound)]
        elif isinstance(found, Number) or isinstance(bound, Number):
            raise AssertionError(limit)
        else:
            applies = [tree.compared(operator, found, bound)]
        held = []
        if when is not None:
            holds = plain.condition(when)
            if plain.declines(when):
                held.append((tree.is_null(holds), _nothing(of)))
            applies.append(holds)
        found = _chosen([*held, (tree.all_of(applies), bound)], found, of)
    return found


def _kept(found: Value, plain: Plain) -> Value:
    if not isinstance(found, Number):
        return plain.keep(found)
    over = None if found.over is None else plain.keep(found.over)
    return evolve(found, whole=plain.keep(found.whole), over=over)


def _taken_together(pairs: Sequence[Pair], plain: Plain) -> Number:
    """Return the sum of the rows that apply; `otherwise` where no other does."""
    asked = [
        (plain.keep(plain.condition(when)), when, value)
        for when, value in pairs
        if when is not None
    ]
    zero = numbers.constant(0)
    parts = [numbers.chosen([(holds, plain.number(value))], zero) for holds, _, value in asked]
    none = [tree.is_null(holds) for holds, when, _ in asked if plain.declines(when)]
    for (holds, _, value), part in zip(asked, parts, strict=True):
        if plain.declines(value):
            none.append(tree.all_of([holds, tree.is_null(part.whole)]))
    found = numbers.added(parts) if parts else zero
    for value in (value for when, value in pairs if when is None):
        some = tree.any_of([holds for holds, _, _ in asked])
        found = numbers.chosen([(some, found)], plain.number(value))
        if plain.declines(value):
            some_or_none = tree.any_of([some, *none])
            alone = tree.all_of([tree.opposite(some_or_none), tree.is_null(found.whole)])
            none = [*none, alone]
    return numbers.chosen([(tree.any_of(none), _no_number())], found) if none else found
