"""All combinations of the cases that a declaration tells apart, where facts are not known.

The combinations are numbered, and a set of them is the bits of one whole number. Each column is a
term that is not known, with one case for every value it can have; or, where it is only compared
with constants, one for each of these and each open cell between.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.cells import Atom, cases_of, truth
from relrules.check.interval import Exact, Interval
from relrules.check.walk import operands, refs
from relrules.evaluate.possible import (
    NO_ANSWER,
    Among,
    Possible,
    answered,
    exactly,
    may_be_unanswered,
)
from relrules.evaluate.residue import leaves
from relrules.evaluate.terms import Reading
from relrules.evaluate.truth import NONE

MOST_COMBINATIONS = 4096
MOST_VALUES = 256
"""How many values a number may have to be tried one by one."""


@frozen
class Case:
    """One case of a column: a value that stands for it, and all that it can be there.

    `value` is `None` where there is no answer.
    """

    value: m.Value | None
    possible: Possible


@frozen
class Column:
    """A term with its cases, and how far apart these are numbered."""

    term: m.Expr
    cases: tuple[Case, ...]
    stride: int


@frozen
class Holds:
    """In which combinations a condition holds, and in which it has no answer."""

    yes: int
    none: int


@define
class Grid:
    """The numbered combinations of the columns' cases."""

    columns: Mapping[m.Expr, Column]
    size: int
    reading: Reading
    tried: int = 0
    """How many combinations were looked at one by one."""
    _known: dict[m.Expr, Holds] = field(factory=dict)

    @property
    def everything(self) -> int:
        """Return the set of all combinations."""
        return (1 << self.size) - 1

    def where(self, condition: m.Expr) -> Holds:
        """Return where a condition holds."""
        everything = self.everything
        match condition:
            case m.Constant(value=value):
                return Holds(everything if value else 0, 0)
            case m.NoAnswer():
                return Holds(0, everything)
            case m.Not(operand=operand):
                found = self.where(operand)
                return Holds(everything & ~found.yes & ~found.none, found.none)
            case m.And(operands=parts):
                return self._both([self.where(part) for part in parts])
            case m.Or(operands=parts):
                yes = none = 0
                for part in parts:
                    found = self.where(part)
                    yes |= found.yes
                    none |= found.none
                return Holds(yes, none & ~yes)
            case m.Cases(rows=rows):
                return self._where_first(rows)
            case leaf:
                if leaf not in self._known:
                    self._known[leaf] = self._where_leaf(leaf)
                return self._known[leaf]

    def _both(self, parts: Sequence[Holds]) -> Holds:
        no = none = 0
        for part in parts:
            no |= self.everything & ~part.yes & ~part.none
            none |= part.none
        return Holds(self.everything & ~no & ~none, none & ~no)

    def _where_first(self, rows: Sequence[m.Case]) -> Holds:
        left, yes, none = self.everything, 0, 0
        for row in rows:
            when = Holds(self.everything, 0) if row.when is None else self.where(row.when)
            value = self.where(row.value)
            here = left & when.yes
            yes |= here & value.yes
            none |= (here & value.none) | (left & when.none)
            left &= ~when.yes & ~when.none
        return Holds(yes, none)

    def _where_leaf(self, leaf: m.Expr) -> Holds:
        counted = self._counted_in(leaf)
        if counted is not None:
            return self._where_counted(leaf, counted)
        columns = self.columns_in(leaf)
        yes = none = 0
        for cases in itertools.product(*(range(len(column.cases)) for column in columns)):
            chosen = list(zip(columns, cases, strict=True))
            self.tried += 1
            holds = self._truth(leaf, {c.term: c.cases[at] for c, at in chosen})
            if holds is False:
                continue
            mask = self.everything
            for column, at in chosen:
                mask &= self.case(column, at)
            if holds is NONE:
                none |= mask
            else:
                yes |= mask
        return Holds(yes, none)

    def _counted_in(self, leaf: m.Expr) -> m.Holding | None:
        """Return the one thing that is compared with constants, where it counts conditions."""
        if leaf in self.columns or not isinstance(leaf, m.Comparison | m.Between | m.IsOneOf):
            return None
        found = [term for term in operands(leaf) if not isinstance(term, m.Constant)]
        if len(found) != 1 or not isinstance(found[0], m.Holding) or found[0] in self.columns:
            return None
        return found[0]

    def _where_counted(self, leaf: m.Expr, counted: m.Holding) -> Holds:
        """Return where a count of conditions compares so: all that give the same count at once.

        Otherwise each combination of the conditions would be tried by itself.
        """
        none = 0
        by_count = [self.everything]
        for condition in counted.conditions:
            holds = self.where(condition)
            none |= holds.none
            more = [0, *(mask & holds.yes for mask in by_count)]
            by_count = [mask & ~holds.yes for mask in by_count]
            by_count = [a | b for a, b in itertools.zip_longest(by_count, more, fillvalue=0)]
        yes = 0
        for count, mask in enumerate(by_count):
            if mask and truth(leaf, {counted: count}):
                yes |= mask
        return Holds(yes & ~none, none)

    def _truth(self, leaf: m.Expr, chosen: Mapping[m.Expr, Case]) -> bool | None:
        """Return whether a smallest condition holds in one combination."""
        values = {term: case.value for term, case in chosen.items() if case.value is not None}
        if leaf in chosen or _looks_at(leaf, chosen):
            return truth(leaf, values) if len(values) == len(chosen) else NONE
        # What has no answer may be left out inside, so the condition may have one all the same.
        self.reading.bound = {
            term: case.possible if case.value is None else exactly(case.value, term.type)
            for term, case in chosen.items()
        }
        found = self.reading.truths(leaf)
        self.reading.bound = {}
        if len(found) != 1:
            raise AssertionError(leaf)
        return next(iter(found))

    def columns_in(self, expr: m.Expr) -> list[Column]:
        """Return the columns that a term looks at."""
        if expr in self.columns:
            return [self.columns[expr]]
        found = (column for part in operands(expr) for column in self.columns_in(part))
        return list({column.term: column for column in found}.values())

    def values(self, expr: m.Expr, within: int) -> Iterator[tuple[int, Possible]]:
        """Yield what a term without conditions can be in a set of combinations, part by part."""
        columns = self.columns_in(expr)
        if not columns:
            yield within, self.reading.term(expr)
            return
        for cases in itertools.product(*(range(len(column.cases)) for column in columns)):
            mask = within
            bound: dict[m.Expr, Possible] = {}
            for column, at in zip(columns, cases, strict=True):
                mask &= self.case(column, at)
                bound[column.term] = column.cases[at].possible
            if not mask:
                continue
            self.tried += 1
            self.reading.bound = bound
            yield mask, self.reading.term(expr)
            self.reading.bound = {}

    def case(self, column: Column, at: int) -> int:
        """Return the combinations in which a column has one of its cases."""
        block = ((1 << column.stride) - 1) << (at * column.stride)
        period = column.stride * len(column.cases)
        return block * (self.everything // ((1 << period) - 1))


def _looks_at(leaf: m.Expr, terms: Mapping[m.Expr, Case]) -> bool:
    """Return whether a condition compares only constants with some terms."""
    if not isinstance(leaf, m.Comparison | m.Between | m.IsOneOf):
        return False
    return all(isinstance(t, m.Constant) or t in terms for t in operands(leaf))


# ---- columns --------------------------------------------------------------------------------


def grid_of(
    conditions: Iterable[m.Expr], values: Iterable[m.Expr], reading: Reading
) -> Grid | None:
    """Return the combinations that some conditions and values tell apart.

    `None` where there are more than 4,096: with every number that can be tried value by value, and
    also with only those told apart that are compared with constants.
    """
    found = list(dict.fromkeys(leaf for condition in conditions for leaf in leaves(condition)))
    twice = [ref for value in values if not _is_opaque(value) for ref in _twice(value)]
    for try_values in (True, False):
        terms = _terms(found, twice if try_values else [], reading, try_values=try_values)
        sizes = [len(cases) for cases in terms.values()]
        if math.prod(sizes) <= MOST_COMBINATIONS:
            return Grid(_columns(terms), math.prod(sizes), reading)
    return None


def _columns(terms: Mapping[m.Expr, Sequence[Case]]) -> dict[m.Expr, Column]:
    columns: dict[m.Expr, Column] = {}
    stride = 1
    for term, cases in terms.items():
        columns[term] = Column(term, tuple(cases), stride)
        stride *= len(cases)
    return columns


def _twice(value: m.Expr) -> list[m.Ref]:
    """Return what a calculation mentions more than once."""
    found = list(refs(value))
    return [ref for ref in dict.fromkeys(found) if found.count(ref) > 1]


def _terms(
    found: Sequence[m.Expr], twice: Sequence[m.Ref], reading: Reading, *, try_values: bool
) -> dict[m.Expr, list[Case]]:
    """Return the terms that make the columns, each with its cases."""
    compared: dict[m.Expr, list[m.Expr]] = {}
    tried: dict[m.Expr, list[Case]] = {}
    for ref in twice:
        cases = _every_value(ref, reading)
        if cases is not None:
            tried[ref] = cases
    for leaf in found:
        terms = [t for t in _sides(leaf) if not isinstance(t, m.Constant | m.NoAnswer)]
        if len(terms) == 1 and _is_plain(terms[0]):
            compared.setdefault(terms[0], []).append(leaf)
            continue
        inner = {} if _is_opaque(leaf) else {r: _every_value(r, reading) for r in refs(leaf)}
        few = math.prod(len(c) if c is not None else MOST_COMBINATIONS + 1 for c in inner.values())
        if inner and try_values and few <= MOST_COMBINATIONS:
            tried |= {ref: cases for ref, cases in inner.items() if cases is not None}
        elif len(terms) == 1 and terms[0] is not leaf:
            compared.setdefault(terms[0], []).append(leaf)
        else:
            tried[leaf] = _cases(leaf, [], reading)
    columns = {term: _cases(term, leaves_, reading) for term, leaves_ in compared.items()}
    return columns | tried


def _sides(leaf: m.Expr) -> tuple[m.Expr, ...]:
    return operands(leaf) if isinstance(leaf, m.Comparison | m.Between | m.IsOneOf) else (leaf,)


def _is_plain(term: m.Expr) -> bool:
    """Return whether a term is looked at as it is, without anything inside it."""
    return isinstance(term, m.Ref | m.Distance)


def _is_opaque(leaf: m.Expr) -> bool:
    """Return whether a condition looks at records that are not known."""
    if isinstance(leaf, m.Have | m.Count | m.Share | m.Collected):
        return True
    return any(_is_opaque(part) for part in operands(leaf))


def _every_value(ref: m.Ref, reading: Reading) -> list[Case] | None:
    """Return every value that something can have, `None` where there are too many to try."""
    found = reading.term(ref)
    extra = [Case(None, NO_ANSWER)] if may_be_unanswered(found) else []
    match answered(found):
        case None:
            return extra
        case Among(values):
            return [_point(value, ref.type) for value in _in_order(values, ref.type)] + extra
        case Interval(low, high) if low is not None and high is not None:
            if low == high:
                return [_point(low, ref.type), *extra]
            decimals = ref.type.decimals if isinstance(ref.type, m.NumberType) else None
            if decimals is None or (high - low) * 10**decimals >= MOST_VALUES:
                return None
            first = math.ceil(low * 10**decimals)
            last = math.floor(high * 10**decimals)
            numbers = (Fraction(i, 10**decimals) for i in range(first, last + 1))
            return [_point(_exact(number), ref.type) for number in numbers] + extra
        case _:
            return None


def _exact(number: Fraction) -> Exact:
    return number.numerator if number.denominator == 1 else number


def _point(value: m.Value, of: m.Type) -> Case:
    return Case(value, exactly(value, of))


def _cases(term: m.Expr, leaves_: Sequence[m.Expr], reading: Reading) -> list[Case]:
    """Return the cases of a term: its values, or its cells between the constants it meets."""
    found = reading.term(term)
    extra = [Case(None, NO_ANSWER)] if may_be_unanswered(found) else []
    atom = Atom(term, tuple(leaves_), shared=False, opaque=False)
    match answered(found):
        case None:
            return extra
        case Among(values):
            return [_point(value, term.type) for value in _in_order(values, term.type)] + extra
        case Interval() as limits:
            return _cells(atom, limits) + extra
        case _:
            days_or_texts = cases_of(atom, term.type)
            return [_point(value, term.type) for value in days_or_texts] + extra


def _cells(atom: Atom, limits: Interval) -> list[Case]:
    """Return the cells of a number: between two borders it can be anything."""
    of = atom.term.type
    decimals = of.decimals if isinstance(of, m.NumberType) else None
    step = None if decimals is None else Fraction(1, 10**decimals)
    marks = {*(e for e in (limits.low, limits.high) if e is not None), *_borders(atom)}
    values = [v for v in cases_of(atom, limits) if isinstance(v, int | Fraction)]
    below = [max((mark for mark in marks if mark < v), default=None) for v in values]
    above = [min((mark for mark in marks if mark > v), default=None) for v in values]
    found: list[Case] = []
    for value, low, high in zip(values, below, above, strict=True):
        if value in marks:
            found.append(_point(value, of))
            continue
        found.append(Case(value, Interval(_next(low, step, 1), _next(high, step, -1))))
    return found


def _next(border: Exact | None, step: Fraction | None, sign: int) -> Exact | None:
    """Return the first number beyond a border that can occur, or the border where any can."""
    if border is None or step is None:
        return border
    scaled = Fraction(border) / step
    beyond = math.floor(scaled) + 1 if sign > 0 else math.ceil(scaled) - 1
    return _exact(beyond * step)


def _borders(atom: Atom) -> list[Exact]:
    constants = [t for leaf in atom.leaves for t in operands(leaf) if isinstance(t, m.Constant)]
    constants += [o for leaf in atom.leaves if isinstance(leaf, m.IsOneOf) for o in leaf.options]
    return [c.value for c in constants if isinstance(c.value, int | Fraction)]


def _in_order(values: Iterable[m.Value], of: m.Type) -> list[m.Value]:
    """Return values in the order of their type, so that results do not depend on hashing."""
    match of:
        case m.LevelType(scale=scale):
            return sorted(values, key=lambda value: scale.rank(str(value)))
        case m.ChoiceType(ids=ids):
            return sorted(values, key=lambda value: ids.index(str(value)))
        case _:
            return sorted(values, key=bool)
