"""Which cases of a table are left of a record of which not everything is known."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.compiled.code import Code
from relrules.compiled.known import is_whole
from relrules.compiled.memo import Remembered
from relrules.compiled.names import Names
from relrules.compiled.tables import Table, days_of, marks_of, texts_of
from relrules.compiled.terms import NotCompiledError, Terms, place_in
from relrules.evaluate.grid import Column
from relrules.evaluate.possible import Possible
from relrules.evaluate.program import Program
from relrules.evaluate.terms import TODAY

MOST_VALUES = 2048
"""How many values a number may have for each to be looked up by itself."""
MOST_ENDS = 32
"""How many values a result may have for its ends to be looked up together."""
MOST_TESTS = 6
"""How many looks at a number are quicker than a search."""
Memo = Remembered[Any, Any]


@frozen
class Left:
    """Writes the cases that are left, and what a table has for them."""

    program: Program
    code: Code
    names: Names

    def found(self, table: Table, told: Callable[[Possible], object]) -> str:
        """Write what a table has for the cases that are left."""
        for _, part in table.parts:
            # What cannot be told of one part is refused now, not when a record comes to it.
            told(part)
        if not table.columns:
            return self.code.value(told(table.possible(table.grid.everything)))
        if len(table.columns) == 1 and self._is_of_few(table.columns[0]):
            (column,) = table.columns
            by_case = self._by_place(table, column)
            by_place = {place: told(table.possible(left)) for place, left in by_case.items()}
            return self.code.fresh(
                f"{self.code.value(by_place)}[{self.names.fact(column.term)}]", "r"
            )
        memo: Memo = Remembered(lambda left: told(table.possible(left)))
        return self.code.fresh(f"{self.code.value(memo)}[{self.left(table)}]", "r")

    def left(self, table: Table) -> str:
        """Write the cases that what is known leaves."""
        if not table.columns:
            return self.code.value(table.grid.everything)
        return self.code.joined("&", [self._cases(table, column) for column in table.columns])

    @staticmethod
    def _is_of_few(column: Column) -> bool:
        """Return whether a column is a fact that is one of a few options."""
        return (
            isinstance(column.term, m.Ref)
            and column.term.kind is m.Kind.FACT
            and isinstance(column.term.type, m.LevelType | m.ChoiceType | m.YesNoType)
        )

    @staticmethod
    def _by_place(table: Table, column: Column) -> dict[m.Value | None, int]:
        """Return the cases that are left for each option of a fact, and while it is not known."""
        found: dict[m.Value | None, int] = {}
        for case, mask in zip(column.cases, table.masks(column), strict=True):
            if case.value is None:
                raise NotCompiledError(column.term)
            found[place_in(case.value, column.term.type)] = mask
        return found | {None: sum(found.values())}

    # ---- which cases of a column are left -----------------------------------------------------

    def _cases(self, table: Table, column: Column) -> str:
        term = column.term
        if self._is_of_few(column):
            return f"{self.code.value(self._by_place(table, column))}[{self.names.fact(term)}]"
        match term:
            case m.Ref(type=m.NumberType()):
                return self._cases_of_number(_Numbers.of(column, table), term)
            case m.Ref(type=m.LevelType() | m.ChoiceType() | m.YesNoType()):
                places = self._by_place(table, column)
                memo: Memo = Remembered(lambda bits: _united(bits, places))
                return f"{self.code.value(memo)}[{self.names.bits_of(term)}]"
            case m.Ref(kind=m.Kind.FACT, type=m.TextType()):
                texts, others = texts_of(column, table.masks(column))
                by_text = {**texts, None: others + sum(texts.values())}
                return f"{self.code.value(by_text)}.get({self.names.fact(term)}, {self.code.value(others)})"
            case m.Ref(kind=m.Kind.FACT, type=m.DateType()):
                days = _Days(days_of(column, table.masks(column)))
                return f"{self.code.value(Remembered(days.left))}[{self.names.fact(term)}]"
            case m.IsKnown(value=m.Ref() as ref):
                masks = table.masks(column)
                by_known = {
                    case.value: mask for case, mask in zip(column.cases, masks, strict=True)
                }
                return (
                    f"{self.code.value((by_known[False], by_known[True]))}[{self.names.known(ref)}]"
                )
            case m.Distance():
                numbers = _Numbers.of(column, table)
                return f"{self.code.value(Remembered(numbers.of_fact))}[{self._distance(term)}]"
            case _:
                raise NotCompiledError(term)

    def _cases_of_number(self, numbers: _Numbers, ref: m.Ref) -> str:
        """Write the cases of a number that are left."""
        code = self.code
        if ref.kind is m.Kind.FACT:
            fact, few = self.names.fact(ref), _few_values(ref.type)
            if few is not None:
                by_value = {value: numbers.of_fact(value) for value in (None, *few)}
                return f"{code.value(by_value)}[{fact}]"
            inside = numbers.within(ref.type)
            known = self._at(inside.marks, inside.masks, fact)
            return f"({code.value(numbers.everything)} if {fact} is None else {known})"
        low, high = self.names.ends_of(ref)
        if self._has_few_ends(ref):
            return f"{code.value(Remembered(numbers.of_ends))}[{low}, {high}]"
        above, below = numbers.from_either_end()
        at_low, at_high = (
            self._at(numbers.marks, masks, end) for masks, end in ((above, low), (below, high))
        )
        return f"({at_low} & {at_high})"

    def _at(self, marks: Sequence[Exact], masks: Sequence[int], value: str) -> str:
        """Write which of the masks a number has: those at a mark lie between those beside it."""
        code = self.code
        # Where the same holds at a mark as on one side of it, one look tells.
        tests = [
            (operator, mark, mask)
            for at, mark in enumerate(marks)
            for operator, mask, after in (
                ("<", masks[2 * at], masks[2 * at + 1]),
                ("<=", masks[2 * at + 1], masks[2 * at + 2]),
            )
            if mask != after
        ]
        if len(tests) > MOST_TESTS:
            found, names = code.value(tuple(masks)), code.value(tuple(marks))
            left, right = code.value(bisect_left), code.value(bisect_right)
            return f"{found}[{left}({names}, {value}) + {right}({names}, {value})]"
        asked = [
            f"{code.value(mask)} if {value} {operator} {code.value(mark)} else "
            for operator, mark, mask in tests
        ]
        return f"({''.join(asked)}{code.value(masks[-1])})"

    def _has_few_ends(self, ref: m.Ref) -> bool:
        """Return whether a result has few whole values, so that the same ends come again."""
        policy = self.program.policy
        of = policy.scores.get(ref.key) or policy.dimensions.get(ref.key)
        if of is None or of.low is None or of.high is None or not is_whole(self.program, ref.key):
            return False
        return of.high - of.low < MOST_ENDS

    def _distance(self, expr: m.Distance) -> str:
        """Write how far apart two days are, `None` where one is not known."""
        days = [part for part in (expr.start, expr.end) if isinstance(part, m.Ref)]
        names = {**self.names.facts, TODAY: TODAY}
        terms = Terms(self.code, names, frozenset(), {})
        unknown = [f"{terms.term(day)} is None" for day in days]
        found = terms.term(expr)
        return self.code.put(f"None if {' or '.join(unknown)} else {found}")


def extreme(code: Code, names: Sequence[str], *, highest: bool) -> str:
    """Write the lowest or highest of values that have names, and return its name."""
    than = ">=" if highest else "<="
    found, *others = dict.fromkeys(names)
    for other in others:
        found = code.put(f"{found} if {found} {than} {other} else {other}", "r")
    return found


def _few_values(of: m.Type) -> range | None:
    """Return the values of a whole number that has not too many."""
    if not isinstance(of, m.NumberType) or not of.whole or of.low is None or of.high is None:
        return None
    found = range(math.ceil(of.low), math.floor(of.high) + 1)
    return found if len(found) <= MOST_VALUES else None


# ---- tables at run time -----------------------------------------------------------------------


@frozen
class _Numbers:
    """The cases of a number: `marks` are those of one value, in order, and the others lie between."""

    marks: list[Exact]
    masks: list[int]
    everything: int

    @staticmethod
    def of(column: Column, table: Table) -> _Numbers:
        """Return the cases of a column. Raises `NotCompiledError` where one has no answer."""
        marks, masks = marks_of(column, table.masks_of_alike(column))
        return _Numbers(marks, masks, table.grid.everything)

    def within(self, of: m.Type) -> _Numbers:
        """Return the same for values that are in the range of a fact: nothing lies outside."""
        low, high = (of.low, of.high) if isinstance(of, m.NumberType) else (None, None)
        masks = [*self.masks]
        if low is not None and self.marks and self.marks[0] == low:
            masks[0] = masks[1]
        if high is not None and self.marks and self.marks[-1] == high:
            masks[-1] = masks[-2]
        return _Numbers(self.marks, masks, self.everything)

    def at(self, value: Exact) -> int:
        """Return which case a value is."""
        at = bisect_left(self.marks, value)
        return 2 * at + (at < len(self.marks) and self.marks[at] == value)

    def from_either_end(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the cases at each place or above, and those at each or below."""
        below = tuple(itertools.accumulate(self.masks, operator.or_))
        above = tuple(itertools.accumulate(self.masks[::-1], operator.or_))[::-1]
        return above, below

    def of_fact(self, value: Exact | None) -> int:
        """Return the cases of a number that is known or not."""
        return self.everything if value is None else self.masks[self.at(value)]

    def of_ends(self, ends: tuple[Exact, Exact]) -> int:
        """Return the cases of a number between two ends."""
        left = self.masks[self.at(ends[0]) : self.at(ends[1]) + 1]
        return functools.reduce(operator.or_, left)


@frozen
class _Days:
    """The cases of a date, by the days at which they begin."""

    cases: list[tuple[dt.date, int]]

    def left(self, day: dt.date | None) -> int:
        """Return the cases of a day that is known or not."""
        if day is None:
            return sum(mask for _, mask in self.cases)
        return self.cases[bisect_right(self.cases, day, key=lambda case: case[0]) - 1][1]


def _united(bits: int, places: Mapping[m.Value | None, int]) -> int:
    """Return the cases of all places whose bits are set."""
    of_places = ((place, mask) for place, mask in places.items() if place is not None)
    return sum(mask for place, mask in of_places if bits >> int(place) & 1)  # type: ignore[misc,arg-type]  # places
