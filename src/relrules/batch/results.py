"""Results in SQL: what each declaration can be, from what is known of a record.

A number has two columns, its ends by a scale; a level, choice, or yes or no one, the bits of the places it
can have. Each declaration is told by the table of its cases, or calculated from ends.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import scale_of, size, type_for
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import refs
from relrules.compiled.tables import Table, days_of, marks_of, table_of, texts_of, truths_of
from relrules.compiled.terms import NotCompiledError, place_in
from relrules.evaluate.grid import Column
from relrules.evaluate.possible import Among, Possible, answered, may_be_unanswered
from relrules.evaluate.program import Limit, Program, Rows
from relrules.syntax.nodes import DateUnit, Measure

WORD = 60
"""How many cases the bits of one column hold."""
MOST_WORDS = 8


@frozen
class Ends:
    """A number in SQL: its ends, multiplied by a scale; `most` bounds what they can be."""

    low: Sql
    high: Sql
    scale: int
    most: Exact


def ends_of(low: Sql, high: Sql, scale: int, most: Exact) -> Ends:
    """Return ends in a type that holds them: what is small is not kept small by its literals."""
    of = type_for(most)
    return Ends(exp.cast(low, of), exp.cast(high, of), scale, most)


@define
class Results:
    """The results of a policy in SQL.

    What is used more than once is a column of its own, in the step after what it is made of: `steps`
    has the columns of each, and engines work each column out once.
    """

    program: Program
    facts: Mapping[str, Sql]
    today: dt.date | None
    steps: list[dict[str, Sql]] = field(factory=list)
    ends: dict[str, Ends] = field(factory=dict)
    bits: dict[str, Sql] = field(factory=dict)
    _depth: dict[str, int] = field(factory=dict)

    def add(self, key: str) -> None:
        """Work out a result. Raises `NotInSqlError`."""
        if key in self.program.static.declining:
            raise NotInSqlError(f"`{key}` may have no answer")
        rows = self.program.rows[key]
        if rows.list_name is not None:
            raise NotInSqlError(f"`{key}` belongs to the records of a list")
        is_number = isinstance(rows.values[0].type, m.NumberType)
        if is_number and len(rows.values) == 1 and rows.conditions[0] is None and _has_refs(rows):
            self.ends[key] = self._kept(self._calculated(key, rows))
            return
        left, table = self._left(key, self._table(key))
        if is_number:
            self.ends[key] = self._kept(_ends(table, left, key))
        else:
            of = rows.values[0].type
            self.bits[key] = self.put(_bits(table, left, of))

    def states(self, key: str) -> tuple[Sql, Sql]:
        """Return whether a piece of advice is given, and whether it is given or possible."""
        left, table = self._left(key, self._table(key))
        yes = [mask for mask, found in table.parts if _values(found) == {True}]
        no = [mask for mask, found in table.parts if _values(found) != {True}]
        may = _some(left, _union(yes))
        return tree.all_of([may, exp.Not(this=_some(left, _union(no)))]), may.copy()

    def put(self, of: Sql) -> Sql:
        """Keep something as a column, in the step after those that it is made of."""
        name = f"r{len(self._depth)}"
        depth = max((self._depth.get(c.name, -1) for c in of.find_all(exp.Column)), default=-1) + 1
        self._depth[name] = depth
        while len(self.steps) <= depth:
            self.steps.append({})
        self.steps[depth][name] = of
        return tree.column(name)

    def _kept(self, ends: Ends) -> Ends:
        low, high = self.put(ends.low), self.put(ends.high)
        return Ends(low, high, ends.scale, ends.most)

    def _table(self, key: str) -> Table:
        try:
            return table_of(self.program, key)
        except NotCompiledError as error:
            raise NotInSqlError(f"`{key}` has too many cases, or asks what is known") from error

    # ---- which cases are left -------------------------------------------------------------------

    def _left(self, key: str, table: Table) -> tuple[list[Sql], Table]:
        """Return the cases that what is known leaves, in words of so many bits."""
        words = -(-table.grid.size // WORD)
        if words > MOST_WORDS:
            raise NotInSqlError(f"`{key}` tells {table.grid.size} cases apart")
        if not table.columns:
            return [tree.whole(word) for word in _words(table.grid.everything, words)], table
        found = []
        for word in range(words):
            masks = [self._cases(table, column, word) for column in table.columns]
            found.append(self.put(tree.both_bits(masks)))
        return found, table

    def _cases(self, table: Table, column: Column, word: int) -> Sql:
        """Return the cases that one column leaves, of one word."""
        term = column.term
        masks = [_word(mask, word) for mask in table.masks(column)]
        everything = _word(table.grid.everything, word)
        match term:
            case m.Ref(kind=m.Kind.FACT, list=None, type=m.NumberType() as of):
                value = self.facts[term.name]
                marks, by_place = marks_of(column, masks)
                rows = [(tree.is_null(value), tree.whole(everything))]
                rows += _below(value, marks, by_place, scale_of(of))
                return tree.case(rows, tree.whole(by_place[-1]))
            case m.Ref(kind=m.Kind.FACT, list=None, type=of) if isinstance(
                of, m.LevelType | m.ChoiceType | m.YesNoType
            ):
                value = self.facts[term.name]
                places = [
                    (_place(case.value, of), mask)
                    for case, mask in zip(column.cases, masks, strict=True)
                ]
                rows = [(tree.equal(value, tree.whole(at)), tree.whole(x)) for at, x in places]
                return tree.case(rows, tree.whole(everything))
            case m.Distance(type=m.NumberType()):
                value = self.put(self._distance(term))
                marks, by_place = marks_of(column, masks)
                rows = [(tree.is_null(value), tree.whole(everything))]
                rows += _below(value, marks, by_place, 1)
                return tree.case(rows, tree.whole(by_place[-1]))
            case m.Ref(kind=m.Kind.FACT, list=None, type=m.TextType()):
                value = self.facts[term.name]
                texts, others = texts_of(column, masks)
                rows = [(tree.is_null(value), tree.whole(everything))]
                named = ((x, mask) for x, mask in texts.items() if x is not None)
                rows += [(tree.equal(value, tree.text(x)), tree.whole(mask)) for x, mask in named]
                return tree.case(rows, tree.whole(others))
            case m.Ref(kind=m.Kind.FACT, list=None, type=m.DateType()):
                value = self.facts[term.name]
                rows = [(tree.is_null(value), tree.whole(everything))]
                days = days_of(column, masks)
                rows += [
                    (tree.compared(exp.GTE, value, tree.day(first)), tree.whole(mask))
                    for first, mask in days[::-1]
                ]
                return tree.case(rows, tree.whole(days[0][1]))
            case m.Ref(list=None, type=m.NumberType()) if term.key in self.ends:
                return self._between(column, masks, self.ends[term.key])
            case m.Ref(list=None) if term.key in self.bits:
                bits = self.bits[term.key]
                parts = [
                    tree.case(
                        [
                            (
                                tree.has_bits(bits, 1 << _place(case.value, term.type)),
                                tree.whole(mask),
                            )
                        ],
                        tree.whole(0),
                    )
                    for case, mask in zip(column.cases, masks, strict=True)
                    if case.value is not None
                ]
                return tree.any_bits(parts)
            case _:
                raise NotInSqlError("it compares something that is calculated on the way")

    def _distance(self, expr: m.Distance) -> Sql:
        """Return how far apart two days are, null where one is not known."""
        start, end = self._day(expr.start), self._day(expr.end)
        apart = tree.days_between if expr.unit is DateUnit.DAYS else tree.months_between
        found = apart(start, end)
        if expr.since:
            found = tree.case([(tree.compared(exp.LT, end, start), tree.whole(0))], found)
        unknown = tree.any_of([tree.is_null(start), tree.is_null(end)])
        return tree.case([(unknown, tree.NULL.copy())], found)

    def _day(self, expr: m.Expr) -> Sql:
        match expr:
            case m.Ref(kind=m.Kind.TODAY):
                null = exp.cast(tree.NULL.copy(), "DATE")
                return null if self.today is None else tree.day(self.today)
            case m.Ref(kind=m.Kind.FACT, list=None):
                return self.facts[expr.name]
            case _:
                raise NotInSqlError("it counts from a day that is worked out on the way")

    def _between(self, column: Column, masks: Sequence[int], ends: Ends) -> Sql:
        """Return the cases of a number between its ends."""
        marks, by_place = marks_of(column, masks)
        from_below = [_union(by_place[at:]) for at in range(len(by_place))]
        from_above = [_union(by_place[: at + 1]) for at in range(len(by_place))]
        low = tree.case(_below(ends.low, marks, from_below, ends.scale), tree.whole(from_below[-1]))
        high = tree.case(
            _below(ends.high, marks, from_above, ends.scale), tree.whole(from_above[-1])
        )
        return tree.both_bits([low, high])

    # ---- calculations -------------------------------------------------------------------------

    def _calculated(self, key: str, rows: Rows) -> Ends:
        asked = [frozenset(refs(rows.values[0]))]
        asked += [frozenset(refs(limit.when)) for limit in rows.limits if limit.when is not None]
        if rows.tangled or len(frozenset().union(*asked)) < sum(map(len, asked)):
            raise NotInSqlError(f"`{key}` looks at something twice")
        found = self._interval(rows.values[0])
        for limit in rows.limits:
            found = self._limited(limit, self._kept(found))
        return found

    def _limited(self, limit: Limit, of: Ends) -> Ends:
        """Return ends under a cap: where it may apply, only one of them moves."""
        scale = math.lcm(of.scale, Fraction(limit.limit).denominator)
        of = _scaled(of, scale)
        bound = tree.whole(int(limit.limit * scale))
        pick = tree.least if limit.highest else tree.most
        held = [pick([end, bound]) for end in (of.low, of.high)]
        if limit.when is not None:
            left, table = self._left("a cap", self._condition(limit.when))
            may, surely = _truths(table, left)
            low_when, high_when = (may, surely) if limit.highest else (surely, may)
            held = [
                tree.case([(when, moved)], end)
                for when, moved, end in zip(
                    (low_when, high_when), held, (of.low, of.high), strict=True
                )
            ]
        return ends_of(held[0], held[1], scale, max(of.most, size(limit.limit * scale)))

    def _condition(self, when: m.Expr) -> Table:
        try:
            return truths_of(self.program, when)
        except NotCompiledError as error:
            raise NotInSqlError("a cap asks too much") from error

    def _interval(self, expr: m.Expr) -> Ends:
        """Return the ends of a calculation."""
        match expr:
            case m.Constant(value=int() | Fraction() as value):
                scale = Fraction(value).denominator
                end = tree.whole(int(value * scale))
                return ends_of(end, end.copy(), scale, size(value * scale))
            case m.Ref(kind=m.Kind.FACT, list=None, type=m.NumberType() as of):
                return self._of_fact(expr.name, of)
            case m.Ref(list=None) if expr.key in self.ends:
                return self.ends[expr.key]
            case m.Answers(value=value):
                return self._interval(value)
            case m.Worth(value=m.Ref(kind=m.Kind.FACT, list=None) as ref, worths=worths):
                return self._worth(ref, worths)
            case m.Negation(operand=operand):
                of_ = self._interval(operand)
                return ends_of(
                    tree.times(of_.high, -1), tree.times(of_.low, -1), of_.scale, of_.most
                )
            case m.Sum(terms=terms):
                return _sum([self._signed(term, plus=plus) for plus, term in terms])
            case m.Product(factors=factors):
                return self._product(factors)
            case m.Several(measure=measure, parts=parts):
                return self._several(measure, parts)
            case _:
                raise NotInSqlError("it is calculated in a way that SQL does not have exactly")

    def _signed(self, term: m.Expr, *, plus: bool) -> Ends:
        of = self._interval(term)
        if plus:
            return of
        return ends_of(tree.times(of.high, -1), tree.times(of.low, -1), of.scale, of.most)

    def _of_fact(self, name: str, of: m.NumberType) -> Ends:
        if of.low is None or of.high is None or of.decimals is None:
            raise NotInSqlError(f"`{name}` has no limits, or any number of decimals")
        scale, value = scale_of(of), self.facts[name]
        ends = [
            tree.case([(tree.is_null(value), tree.whole(int(end * scale)))], value.copy())
            for end in (of.low, of.high)
        ]
        return ends_of(ends[0], ends[1], scale, max(size(of.low), size(of.high)) * scale)

    def _worth(self, ref: m.Ref, worths: Sequence[tuple[m.Value, Exact]]) -> Ends:
        value, every = self.facts[ref.name], [worth for _, worth in worths]
        scale = math.lcm(*(Fraction(worth).denominator for worth in every))
        rows = [
            (
                tree.equal(value, tree.whole(_place(answer, ref.type))),
                tree.whole(int(worth * scale)),
            )
            for answer, worth in worths
        ]
        low, high = (tree.whole(int(end * scale)) for end in (min(every), max(every)))
        most = max([size(worth * scale) for worth in every])
        return ends_of(tree.case(rows, low), tree.case(rows, high), scale, most)

    def _product(self, factors: Sequence[tuple[bool, m.Expr]]) -> Ends:
        """Return a term times constants."""
        constant = Fraction(1)
        terms: list[m.Expr] = []
        for multiplies, factor in factors:
            match factor:
                case m.Constant(value=int() | Fraction() as value):
                    constant = constant * value if multiplies else constant / value
                case _ if multiplies:
                    terms.append(factor)
                case _:
                    raise NotInSqlError("it divides by something that is not the same everywhere")
        if len(terms) != 1:
            raise NotInSqlError("it multiplies what is not the same everywhere")
        return _times(self._interval(terms[0]), constant)

    def _several(self, measure: Measure, parts: Sequence[m.Part]) -> Ends:
        if any(part.known for part in parts):
            raise NotInSqlError("it takes together what is known")
        ends = [self._interval(part.value) for part in parts]
        match measure:
            case Measure.SUM:
                return _sum(ends)
            case Measure.HIGHEST | Measure.LOWEST:
                scale = math.lcm(*(of.scale for of in ends))
                scaled = [_scaled(of, scale) for of in ends]
                pick = tree.most if measure is Measure.HIGHEST else tree.least
                found = [pick([of.low for of in scaled]), pick([of.high for of in scaled])]
                return ends_of(found[0], found[1], scale, max(of.most for of in scaled))
            case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                weights = [Fraction(part.weight) for part in parts]
                weighted = [_times(of, w) for of, w in zip(ends, weights, strict=True)]
                return _times(_sum(weighted), 1 / sum(weights, Fraction()))


# ---- ends -----------------------------------------------------------------------------------


def _scaled(of: Ends, scale: int) -> Ends:
    by = scale // of.scale
    most = of.most * by
    return ends_of(_times_by(of.low, by, most), _times_by(of.high, by, most), scale, most)


def _sum(parts: Sequence[Ends]) -> Ends:
    scale = math.lcm(*(of.scale for of in parts))
    scaled = [_scaled(of, scale) for of in parts]
    most = sum((of.most for of in scaled), Fraction())
    low, high = (
        tree.added([exp.cast(end.copy(), type_for(most)) for end in ends])
        for ends in ([of.low for of in scaled], [of.high for of in scaled])
    )
    return ends_of(low, high, scale, most)


def _times(of: Ends, constant: Fraction) -> Ends:
    """Return ends times a constant: its divisor goes into the scale."""
    by = constant.numerator
    low, high = (of.low, of.high) if by >= 0 else (of.high, of.low)
    most = of.most * abs(by)
    scale = of.scale * constant.denominator
    return ends_of(_times_by(low, by, most), _times_by(high, by, most), scale, most)


def _times_by(end: Sql, by: int, most: Exact) -> Sql:
    return tree.times(exp.cast(end.copy(), type_for(most)), by)


def _ends(table: Table, left: Sequence[Sql], key: str) -> Ends:
    """Return the ends of a number that a table tells."""
    by_worth: dict[Exact, int] = {}
    for mask, found in table.parts:
        inner = answered(found)
        if may_be_unanswered(found) or not isinstance(inner, Interval) or inner.low is None:
            raise NotInSqlError(f"`{key}` may have no answer")
        by_worth[inner.low] = by_worth.get(inner.low, 0) | mask
    scale = math.lcm(*(Fraction(worth).denominator for worth in by_worth))
    worths = sorted(by_worth)
    ends = []
    for order in (worths, worths[::-1]):
        rows = [(_some(left, by_worth[x]), tree.whole(int(x * scale))) for x in order[:-1]]
        ends.append(tree.case(rows, tree.whole(int(order[-1] * scale))))
    return ends_of(ends[0], ends[1], scale, max([size(worth * scale) for worth in worths]))


def _bits(table: Table, left: Sequence[Sql], of: m.Type) -> Sql:
    """Return the bits of the places that a table leaves."""
    by_place: dict[int, int] = {}
    for mask, found in table.parts:
        for value in _values(found):
            if value is None:
                raise NotInSqlError("it may have no answer")
            place = _place(value, of)
            by_place[place] = by_place.get(place, 0) | mask
    parts = [
        tree.case([(_some(left, mask), tree.whole(1 << place))], tree.whole(0))
        for place, mask in sorted(by_place.items())
    ]
    return tree.added(parts)


def _truths(table: Table, left: Sequence[Sql]) -> tuple[Sql, Sql]:
    """Return whether a condition may hold, and whether it surely does."""
    if any(None in _values(found) for _, found in table.parts):
        raise NotInSqlError("it may have no answer whether a cap applies")
    yes = _union([mask for mask, found in table.parts if True in _values(found)])
    no = _union([mask for mask, found in table.parts if False in _values(found)])
    return _some(left, yes), exp.Not(this=_some(left, no))


def _values(found: Possible) -> set[m.Value | None]:
    inner = answered(found)
    values: set[m.Value | None] = set(inner.values) if isinstance(inner, Among) else set()
    return values | ({None} if may_be_unanswered(found) else set())


# ---- bits -----------------------------------------------------------------------------------


def _some(left: Sequence[Sql], mask: int) -> Sql:
    """Return whether some of these cases are left."""
    words = [(of, _word(mask, at)) for at, of in enumerate(left)]
    parts = [tree.has_bits(of, word) for of, word in words if word]
    return tree.any_of(parts)


def _below(
    value: Sql, marks: Sequence[Exact], by_place: Sequence[int], scale: int
) -> list[tuple[Sql, Sql]]:
    """Return rows that compare a number with its marks in order; the last place is what is left."""
    rows = []
    for at, mark in enumerate(marks):
        scaled = mark * scale
        if scaled.denominator == 1:
            limit = tree.whole(int(scaled))
            rows.append((tree.compared(exp.LT, value, limit), tree.whole(by_place[2 * at])))
            rows.append((tree.equal(value, limit), tree.whole(by_place[2 * at + 1])))
        else:
            limit = tree.whole(math.ceil(scaled))
            rows.append((tree.compared(exp.LT, value, limit), tree.whole(by_place[2 * at])))
    return rows


def _word(mask: int, at: int) -> int:
    return mask >> (at * WORD) & ((1 << WORD) - 1)


def _words(mask: int, count: int) -> list[int]:
    return [_word(mask, at) for at in range(count)]


def _union(masks: Sequence[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _place(value: m.Value | None, of: m.Type) -> int:
    place = None if value is None else place_in(value, of)
    if not isinstance(place, int):
        raise NotInSqlError("it may have no answer")
    return place


def _has_refs(rows: Rows) -> bool:
    return any(True for _ in refs(rows.values[0]))
