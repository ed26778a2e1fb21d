"""Results in SQL: what each declaration can be, from what is known of a record.

A number has two columns, its ends by a scale; a level, choice, or yes or no one, the bits of the places it
can have. Each declaration is told by the table of its cases, or calculated from ends. One for which there
is neither is worked out where all that it is made of is known; other rows are asked for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import scale_of, size, type_for
from relrules.batch.lists import Listed, Take, Value
from relrules.batch.numbers import Number
from relrules.batch.plain import Plain, rows_in_sql
from relrules.batch.steps import Steps
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.interval import Exact, Interval
from relrules.check.walk import lists_in, refs
from relrules.compiled.tables import (
    Table,
    days_of,
    looked_at,
    marks_of,
    table_of,
    texts_of,
    truths_of,
)
from relrules.compiled.terms import NotCompiledError, place_in
from relrules.evaluate.grid import Column
from relrules.evaluate.possible import Among, Possible, answered, may_be_unanswered
from relrules.evaluate.program import Limit, Program, Rows, advice_key
from relrules.evaluate.terms import TODAY
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.nodes import DateUnit, Measure

WORD = 60
"""How many cases the bits of one column hold."""
MOST_WORDS = 8


@frozen
class Ends:
    """A number in SQL: its ends, multiplied by a scale; `most` bounds what they can be.

    A quotient, whose ends are the same, is besides multiplied by `over`.
    """

    low: Sql
    high: Sql
    scale: int
    most: Exact
    over: Sql | None = None
    most_over: Exact = 1


def ends_of(low: Sql, high: Sql, scale: int, most: Exact) -> Ends:
    """Return ends in a type that holds them: what is small is not kept small by its literals."""
    of = type_for(most)
    return Ends(tree.cast(low, of), tree.cast(high, of), scale, most)


@frozen
class Left:
    """The cases of a table that are left of a record, in words of so many bits."""

    words: Sequence[Sql]
    table: Table

    def some(self, cases: int) -> Sql:
        """Return whether some of these cases are left."""
        return _some(self.words, cases)


@define
class Results:
    """The results of a policy in SQL.

    What is used more than once is a column of its own, in one of the `steps`: engines work each out once.
    `read` is how the rows of a result were read; one that is a calculation alone is not there.
    """

    program: Program
    facts: Mapping[str, Sql]
    today: tree.Day | None
    lists: dict[str, Listed] = field(factory=dict)
    steps: Steps = field(factory=Steps)
    ends: dict[str, Ends] = field(factory=dict)
    bits: dict[str, Sql] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    lacking: dict[str, list[Sql]] = field(factory=dict)
    read: dict[str, Table | Plain] = field(factory=dict)

    def add(self, key: str) -> None:
        """Work out a result, where it has not been. Raises `NotInSqlError`."""
        if key in self.ends or key in self.bits or key in self.values:
            return
        rows = self.program.rows[key]
        try:
            self._exactly(key, rows)
        except NotInSqlError as reason:
            try:
                self._plainly(key, rows)
            except NotInSqlError as error:
                raise NotInSqlError(f"{reason}; {error}") from error

    def _exactly(self, key: str, rows: Rows) -> None:
        """Work out a result whatever is known of what it is made of."""
        if key in self.program.static.declining:
            raise NotInSqlError(f"`{key}` may have no answer")
        if rows.list_name is not None:
            raise NotInSqlError(f"`{key}` belongs to the records of a list")
        is_number = isinstance(rows.values[0].type, m.NumberType)
        if is_number and len(rows.values) == 1 and rows.conditions[0] is None and _has_refs(rows):
            self.ends[key] = self._kept(self._calculated(key, rows))
            return
        table = self.read[key] = self._table(key)
        if is_number and (worths := _worths_of_answers(table, key)):
            self.ends[key] = self._kept(self._worth(*worths))
            return
        if not is_number:
            self.bits[key] = self.put(self._bits(key, table, rows.values[0].type))
            return
        left, table = self._left(key, table)
        self.ends[key] = self._kept(_ends(table, left, key))

    def _bits(self, key: str, table: Table, of: m.Type) -> Sql:
        """Return the bits of the places that a table leaves."""
        by_place = _by_option(table, of)
        if len(table.columns) == 1:
            (column,) = table.columns
            places = [
                sum(1 << place for place, mask in by_place.items() if mask & case)
                for case in table.masks(column)
            ]
            if self._is_told_by(column, places):
                return self._masks_left(column, places)
        left, table = self._left(key, table)
        parts = [
            tree.case([(_some(left, mask), tree.whole(1 << place))], tree.whole(0))
            for place, mask in sorted(by_place.items())
        ]
        return tree.added(parts)

    def _is_told_by(self, column: Column, masks: Sequence[int]) -> bool:
        """Return whether a column tells masks of its cases that may have bits in common.

        A number lies between two ends. A bit of something that is not below the one, and of something
        that is not above the other, has to be one of what lies between.
        """
        match column.term:
            case m.Ref(key=key, kind=kind, list=None, type=m.NumberType()) if (
                kind is not m.Kind.FACT and key in self.ends
            ):
                # Where there is no number between two marks there is no mask either.
                return _are_runs(mask for mask in marks_of(column, masks)[1] if mask)
            case _:
                return True

    def states(self, key: str) -> tuple[Sql, Sql]:
        """Return whether a piece of advice is given, and whether it is given or possible."""
        rows = self.program.rows[key]
        try:
            return self._states_exactly(key, rows)
        except NotInSqlError:
            plain = self._plain(rows)
            found = rows_in_sql(rows, plain, None)
            if isinstance(found, Number):
                raise AssertionError(key) from None
            given = self.put(tree.case([(found, tree.truth(value=True))], tree.truth(value=False)))
            return given, given.copy()

    def _states_exactly(self, key: str, rows: Rows) -> tuple[Sql, Sql]:
        declining = self.program.static.declining
        if any(ref.key in declining for when in rows.conditions if when for ref in refs(when)):
            raise NotInSqlError(f"`{key}` may have no answer")
        left, table = self._left(key, self._table(key))
        yes = [mask for mask, found in table.parts if _values(found) == {True}]
        no = [mask for mask, found in table.parts if _values(found) != {True}]
        may = _some(left, _union(yes))
        return tree.all_of([may, tree.opposite(_some(left, _union(no)))]), may.copy()

    # ---- where all is known -----------------------------------------------------------------------

    def _plainly(self, key: str, rows: Rows) -> None:
        """Work out a result of records of which all that it is made of is known."""
        plain, scale = self._plain(rows), self.program.scales.get(key)
        if rows.list_name is not None:
            self._of_each(key, rows, plain)
            return
        if scale is not None and any(
            isinstance(value.type, m.LevelType) and value.type.scale.ids != scale.ids
            for _, value in rows.written.pairs
        ):
            # Places would mean something else.
            raise NotInSqlError(f"`{key}` takes its levels from elsewhere")
        found = rows_in_sql(rows, plain, scale)
        self.read[key] = plain
        of = rows.values[0].type if scale is None else m.LevelType(scale)
        if isinstance(found, Number):
            whole = self.put(tree.cast(found.whole, type_for(found.most)))
            over = None if found.over is None else self.put(found.over)
            found = evolve(found, whole=whole, over=over)
            self.ends[key] = Ends(whole, whole, found.scale, found.most, over, found.most_over)
        elif isinstance(of, m.LevelType | m.ChoiceType | m.YesNoType):
            found = self.put(found)
            rows_ = [(_is_place(found, at, of), tree.whole(1 << at)) for at in range(_count(of))]
            self.bits[key] = self.put(tree.case(rows_, tree.NULL.copy()))
        else:
            found = self.put(found)
        self.values[key] = found

    def _plain(self, rows: Rows) -> Plain:
        """Return what writes rows, and ask for the records of which not all is known."""
        written = rows.written
        terms = [term for pair in written.pairs for term in pair] + [*written.limits]
        for term in terms:
            if term is not None:
                self._ask(term)
        if rows.list_name is not None:
            self._ask_list(rows.list_name)
        declining = self.program.static.declining
        return Plain(self._value, self._records, self.put, declining, self.today)

    def _ask(self, term: m.Expr) -> None:
        """Ask for the records of which not all that a term is made of is known."""
        for name in lists_in(term):
            self._ask_list(name)
        for ref in refs(term):
            match ref.kind:
                case m.Kind.TODAY:
                    if self.today is None:
                        self.ask_where(TODAY, tree.truth(value=True))
                case m.Kind.FACT if ref.list is None:
                    self.ask_where(ref.name, tree.is_null(self.facts[ref.name]))
                case m.Kind.FACT:
                    self._ask_list(str(ref.list))
                case _:
                    self.add(ref.key)
                    self._ask_result(ref)

    def _ask_list(self, name: str) -> None:
        if name not in self.lists:
            raise NotInSqlError(f"the records of `{name}` are not given")
        of = self.program.policy.same_records.get(name, name)
        self.ask_where(of, self.lists[of].unknown)

    def ask_where(self, name: str, when: Sql) -> None:
        """Ask for more records; `name` is what of them has to be looked at."""
        found = self.lacking.setdefault(name, [])
        if when not in found:
            found.append(when)

    @property
    def asked(self) -> dict[str, Sql]:
        """Return which records are asked for, each by the name of what has to be looked at."""
        return {name: tree.any_of(found) for name, found in self.lacking.items()}

    def left(self, key: str, table: Table) -> Left:
        """Return the cases of the table of a result that are left. Raises `NotInSqlError`."""
        return Left(self._left(key, table)[0], table)

    def _ask_result(self, ref: m.Ref) -> None:
        if ref.key in self.values:
            return
        if ref.key in self.ends:
            of = self.ends[ref.key]
            self.values[ref.key] = Number(of.low, of.scale, of.most, of.over, of.most_over)
            same = tree.equal(of.low, of.high)
        else:
            bits, type_ = self.bits[ref.key], ref.type
            places = [
                (tree.equal(bits, tree.whole(1 << at)), _at(at, type_))
                for at in range(_count(type_))
            ]
            place = self.put(tree.case(places, tree.NULL.copy()))
            self.values[ref.key] = place
            same = tree.opposite(tree.is_null(place))
        lacks = tree.case([(same, tree.truth(value=False))], tree.truth(value=True))
        self.ask_where(ref.key, lacks)

    def _value(self, ref: m.Ref) -> Value:
        """Return the value of a fact or result that is known."""
        if ref.kind is not m.Kind.FACT:
            return self.values[ref.key]
        return value_of_fact(self.facts[ref.name], ref.type)

    def _records(self, name: str) -> Listed:
        return self.lists[name]

    def _of_each(self, key: str, rows: Rows, plain: Plain) -> None:
        """Work out a result of each record of a list: it is put into the records."""
        list_name = str(rows.list_name)
        name, inner, listed = plain.at_each(list_name)
        found = rows_in_sql(rows, inner, self.program.scales.get(key))
        self.lists[list_name] = listed.with_result(key, name, found)
        self.values[key] = tree.NULL

    def given_for(self, name: str) -> Sql:
        """Return, as one text, the records that a piece of advice is given for.

        Raises `NotInSqlError` where records have no title to be called by.
        """
        advice, key = self.program.policy.advice[name], advice_key(name)
        list_name = str(advice.for_each)
        of = self.program.policy.lists[list_name]
        if of.title is None or not isinstance(of.facts[of.title].type, m.TextType):
            raise NotInSqlError(f"the records of `{list_name}` have no title to be called by")
        plain = self._plain(self.program.rows[key])
        record, inner, listed = plain.at_each(list_name)
        holds = inner.condition(advice.when)
        title = listed.here(record)[f"{list_name}.{of.title}"]
        if isinstance(title, Number):
            raise AssertionError(title)
        called = tree.joined([tree.text(f"{advice.id} for "), title])
        return self.put(listed.taken(Take.TEXT, record, holds, called))

    # ---- columns ----------------------------------------------------------------------------------

    def put(self, of: Sql) -> Sql:
        """Keep something as a column. Raises `NotInSqlError` for what belongs to one record of a list."""
        return self.steps.put(of)

    def _kept(self, ends: Ends) -> Ends:
        low, high = self.put(ends.low), self.put(ends.high)
        return Ends(low, high, ends.scale, ends.most)

    def _table(self, key: str) -> Table:
        try:
            return table_of(self.program, key)
        except NotCompiledError as error:
            raise NotInSqlError(
                f"`{key}` has too many cases, or takes together what is known"
            ) from error

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
            masks = [
                self._masks_left(column, [_word(mask, word) for mask in table.masks(column)])
                for column in table.columns
            ]
            found.append(self.put(tree.both_bits(masks)))
        return found, table

    def _masks_left(self, column: Column, masks: Sequence[int]) -> Sql:
        """Return the bits of the cases that one column leaves, of which each has a mask."""
        term, everything = column.term, _union(masks)
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
            case m.IsKnown(value=m.Ref() as ref):
                by_known = {
                    case.value: mask for case, mask in zip(column.cases, masks, strict=True)
                }
                return tree.case(
                    [(self.is_known(ref), tree.whole(by_known[True]))],
                    tree.whole(by_known[False]),
                )
            case m.Ref(list=None, type=m.NumberType()) if term.key in self.ends:
                return self._between(column, masks, _without_divisor(self.ends[term.key]))
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

    def is_known(self, ref: m.Ref) -> Sql:
        """Return whether a fact is known, or a result decided; null where that has no answer."""
        if ref.kind is m.Kind.FACT:
            return tree.opposite(tree.is_null(self.facts[ref.name]))
        if ref.key in self.ends:
            return tree.equal(self.ends[ref.key].low, self.ends[ref.key].high)
        if ref.key in self.bits:
            places = (tree.whole(1 << at) for at in range(_count(ref.type)))
            return tree.any_of([tree.equal(self.bits[ref.key], place) for place in places])
        raise NotInSqlError("it asks whether something is known that is not worked out by itself")

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
                null = tree.cast(tree.NULL.copy(), "DATE")
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
        asked = [frozenset(looked_at(rows.values[0]))]
        asked += [
            frozenset(looked_at(limit.when)) for limit in rows.limits if limit.when is not None
        ]
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

    def may_hold(self, when: m.Expr) -> Sql:
        """Return whether a condition may hold, in the cases that are left. Raises `NotInSqlError`."""
        left, table = self._left("a condition", self._condition(when))
        return _truths(table, left)[0]

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
                return _without_divisor(self.ends[expr.key])
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
        by_place = {_place(answer, ref.type): worth for answer, worth in worths}
        scale = math.lcm(*(Fraction(worth).denominator for worth in by_place.values()))
        return _by_place(
            self.facts[ref.name], {at: int(x * scale) for at, x in by_place.items()}, scale
        )

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


def _without_divisor(of: Ends) -> Ends:
    if of.over is not None:
        raise NotInSqlError("it is made of a quotient")
    return of


def _scaled(of: Ends, scale: int) -> Ends:
    by = scale // of.scale
    most = of.most * by
    return ends_of(_times_by(of.low, by, most), _times_by(of.high, by, most), scale, most)


def _sum(parts: Sequence[Ends]) -> Ends:
    scale = math.lcm(*(of.scale for of in parts))
    scaled = [_scaled(of, scale) for of in parts]
    most = sum((of.most for of in scaled), Fraction())
    low, high = (
        tree.added([tree.cast(end.copy(), type_for(most)) for end in ends])
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
    return tree.times(tree.cast(end.copy(), type_for(most)), by)


def _worths_of_answers(table: Table, key: str) -> tuple[m.Ref, list[tuple[m.Value, Exact]]] | None:
    """Return what each answer of the only fact is worth that a table asks for, if it has options."""
    if len(table.columns) != 1:
        return None
    (column,) = table.columns
    match column.term:
        case m.Ref(
            kind=m.Kind.FACT, list=None, type=m.LevelType() | m.ChoiceType() | m.YesNoType()
        ):
            by_mask = _by_worth(table, key)
        case _:
            return None
    worths = [
        (case.value, worth)
        for case, mask in zip(column.cases, table.masks(column), strict=True)
        for worth, of in by_mask.items()
        if case.value is not None and mask & of
    ]
    return column.term, worths


def _by_place(value: Sql, worths: Mapping[int, int], scale: int) -> Ends:
    """Return what a place is worth by a scale, and the least and the most where it is not known."""
    least, most = (pick(worths, key=worths.__getitem__) for pick in (min, max))
    size_ = max(map(abs, worths.values()))
    step = _even_step([worth for _, worth in sorted(worths.items())])
    if step is not None and sorted(worths) == list(range(len(worths))):
        # Calculated: where levels are worth 0, 1, 2, … the place is the number.
        known = [
            exp.Coalesce(this=value.copy(), expressions=[tree.whole(at)]) for at in (least, most)
        ]
        low, high = (
            tree.added(
                [tree.times(tree.cast(end, type_for(size_)), step), *_unless_none(worths[0])]
            )
            for end in known
        )
        return ends_of(low, high, scale, size_)
    rows = [(tree.equal(value, tree.whole(at)), tree.whole(worth)) for at, worth in worths.items()]
    low, high = (tree.case(rows, tree.whole(worths[at])) for at in (least, most))
    return ends_of(low, high, scale, size_)


def _even_step(worths: Sequence[int]) -> int | None:
    """Return how much each number is above the one before, if always the same and not 0."""
    steps = {after - before for before, after in itertools.pairwise(worths)}
    return steps.pop() if len(steps) == 1 and 0 not in steps else None


def _unless_none(worth: int) -> list[Sql]:
    return [tree.whole(worth)] if worth else []


def _by_worth(table: Table, key: str) -> dict[Exact, int]:
    """Return the cases in which a number has each of its values."""
    by_worth: dict[Exact, int] = {}
    for mask, found in table.parts:
        inner = answered(found)
        if may_be_unanswered(found) or not isinstance(inner, Interval) or inner.low is None:
            raise NotInSqlError(f"`{key}` may have no answer")
        by_worth[inner.low] = by_worth.get(inner.low, 0) | mask
    return by_worth


def _ends(table: Table, left: Sequence[Sql], key: str) -> Ends:
    """Return the ends of a number that a table tells."""
    by_worth = _by_worth(table, key)
    scale = math.lcm(*(Fraction(worth).denominator for worth in by_worth))
    worths = sorted(by_worth)
    ends = []
    for order in (worths, worths[::-1]):
        rows = [(_some(left, by_worth[x]), tree.whole(int(x * scale))) for x in order[:-1]]
        ends.append(tree.case(rows, tree.whole(int(order[-1] * scale))))
    return ends_of(ends[0], ends[1], scale, max([size(worth * scale) for worth in worths]))


def _by_option(table: Table, of: m.Type) -> dict[int, int]:
    """Return the cases in which each place is what a table tells."""
    by_place: dict[int, int] = {}
    for mask, found in table.parts:
        for value in _values(found):
            if value is None:
                raise NotInSqlError("it may have no answer")
            place = _place(value, of)
            by_place[place] = by_place.get(place, 0) | mask
    return by_place


def _are_runs(masks: Iterable[int]) -> bool:
    """Return whether the masks that have a bit follow each other, for every bit."""
    ever = before = 0
    for mask in masks:
        if mask & ever & ~before:
            return False
        ever, before = ever | mask, mask
    return True


def _truths(table: Table, left: Sequence[Sql]) -> tuple[Sql, Sql]:
    """Return whether a condition may hold, and whether it surely does."""
    if any(None in _values(found) for _, found in table.parts):
        raise NotInSqlError("it may have no answer whether a cap applies")
    yes = _union([mask for mask, found in table.parts if True in _values(found)])
    no = _union([mask for mask, found in table.parts if False in _values(found)])
    return _some(left, yes), tree.opposite(_some(left, no))


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
    found: list[tuple[type[exp.Binary], int, int]] = []
    for at, mark in enumerate(marks):
        scaled = mark * scale
        found.append((exp.LT, math.ceil(scaled), by_place[2 * at]))
        if scaled.denominator == 1:
            found.append((exp.LTE, int(scaled), by_place[2 * at + 1]))
    following = [*(mask for _, _, mask in found[1:]), by_place[-1]]
    # Each row takes in those before it: one that says the same as the next is not needed.
    return [
        (tree.compared(operator, value, tree.whole(limit)), tree.whole(mask))
        for (operator, limit, mask), then in zip(found, following, strict=True)
        if mask != then
    ]


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


def value_of_fact(value: Sql, of: m.Type) -> Value:
    """Return what a term reads of a fact that is known."""
    match of:
        case m.NumberType(low=low, high=high):
            ends = [10**MOST_DIGITS if end is None else size(end) for end in (low, high)]
            return Number(value, scale_of(of), max(ends) * scale_of(of))
        case m.YesNoType():
            return tree.equal(value, tree.whole(1))
        case _:
            return value


def _count(of: m.Type) -> int:
    match of:
        case m.LevelType(scale=scale):
            return len(scale.ids)
        case m.ChoiceType(ids=ids):
            return len(ids)
        case _:
            return 2


def _at(place: int, of: m.Type) -> Sql:
    return tree.truth(bool(place)) if isinstance(of, m.YesNoType) else tree.whole(place)


def _is_place(value: Sql, place: int, of: m.Type) -> Sql:
    if isinstance(of, m.YesNoType):
        return value.copy() if place else tree.opposite(value.copy())
    return tree.equal(value, tree.whole(place))


def _has_refs(rows: Rows) -> bool:
    return any(True for _ in refs(rows.values[0]))
