"""All combinations of the cases that some conditions tell apart.

The combinations are numbered, and a set of combinations is the bits of one whole number. Where a
condition holds is then a few operations on such numbers, however many combinations there are; and
a comparison of an ordered atom with a constant holds for a run of its cases, found by bisection.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from relrules.check import model as m
from relrules.check.cells import Atom, terms_of, truth
from relrules.check.interval import Exact
from relrules.syntax.nodes import ComparisonOp

MOST_COMBINATIONS = 4096
Run = tuple[int, int]
MIRRORED = {
    ComparisonOp.LT: ComparisonOp.GT,
    ComparisonOp.LE: ComparisonOp.GE,
    ComparisonOp.GT: ComparisonOp.LT,
    ComparisonOp.GE: ComparisonOp.LE,
}


@frozen
class Column:
    """An atom, one value for each of its cases, and how far apart its cases are numbered."""

    atom: Atom
    cases: tuple[m.Value, ...]
    keys: tuple[Exact, ...]
    stride: int


@frozen
class Table:
    """The numbered combinations of the columns' cases."""

    columns: Mapping[m.Expr, Column]
    size: int
    known: dict[m.Expr, int] = field(factory=dict, eq=False)

    @property
    def everything(self) -> int:
        """Return the set of all combinations."""
        return (1 << self.size) - 1

    def where(self, condition: m.Expr) -> int:
        """Return the combinations in which a condition holds."""
        match condition:
            case m.And(operands=parts):
                found = self.everything
                for part in parts:
                    found &= self.where(part)
                return found
            case m.Or(operands=parts):
                found = 0
                for part in parts:
                    found |= self.where(part)
                return found
            case m.Not(operand=operand):
                return self.everything & ~self.where(operand)
            case m.Constant(value=value):
                return self.everything if value else 0
            case leaf:
                if leaf not in self.known:
                    self.known[leaf] = self._where_leaf(leaf)
                return self.known[leaf]

    def combination(self, combinations: int) -> dict[m.Expr, m.Value]:
        """Return the first combination of a set, as the value of each atom."""
        index = (combinations & -combinations).bit_length() - 1
        return {
            term: column.cases[index // column.stride % len(column.cases)]
            for term, column in self.columns.items()
        }

    def _where_leaf(self, leaf: m.Expr) -> int:
        """Return where a smallest condition holds: it looks at one column, or at few finite ones."""
        terms = (leaf,) if leaf in self.columns else tuple(dict.fromkeys(terms_of(leaf)))
        columns = [self.columns[term] for term in terms]
        if len(columns) == 1:
            runs = runs_of(leaf, columns[0])
            if runs is not None:
                return self._union([self._run(columns[0], run) for run in runs])
        found = []
        for cases in itertools.product(*(range(len(column.cases)) for column in columns)):
            pairs = list(zip(columns, cases, strict=True))
            if truth(leaf, {column.atom.term: column.cases[case] for column, case in pairs}):
                mask = self.everything
                for column, case in pairs:
                    mask &= self._run(column, (case, case + 1))
                found.append(mask)
        return self._union(found)

    def _union(self, sets: Sequence[int]) -> int:
        found = 0
        for combinations in sets:
            found |= combinations
        return found

    def _run(self, column: Column, run: Run) -> int:
        """Return the combinations in which a column has one of the cases of a run."""
        start, end = run
        if end <= start:
            return 0
        block = ((1 << column.stride * (end - start)) - 1) << (start * column.stride)
        period = column.stride * len(column.cases)
        return block * (self.everything // ((1 << period) - 1))


def table_of(cases: Mapping[Atom, Sequence[m.Value]]) -> Table | None:
    """Return the table of some atoms with their cases, or `None` beyond 4,096 combinations.

    Cases that the conditions do not tell apart are merged where there would be too many.
    """
    size = math.prod(len(found) for found in cases.values())
    if size > MOST_COMBINATIONS:
        cases = {atom: _told_apart(atom, found) for atom, found in cases.items()}
        size = math.prod(len(found) for found in cases.values())
        if size > MOST_COMBINATIONS:
            return None
    columns: dict[m.Expr, Column] = {}
    stride = 1
    for atom, found in cases.items():
        columns[atom.term] = Column(atom, tuple(found), tuple(_keys(atom, found)), stride)
        stride *= len(found)
    return Table(columns, size)


def runs_of(leaf: m.Expr, column: Column) -> list[Run] | None:
    """Return the runs of an ordered column's cases for which a condition holds.

    `None` where the column has no order, or the condition is no comparison with constants.
    """
    if not isinstance(column.atom.term.type, m.NumberType | m.DateType | m.LevelType):
        return None
    match leaf:
        case m.Comparison(op=op, left=left, right=m.Constant() as constant) if not _is_constant(
            left
        ):
            return _compared(op, column, constant)
        case m.Comparison(op=op, left=m.Constant() as constant, right=right) if not _is_constant(
            right
        ):
            return _compared(MIRRORED.get(op, op), column, constant)
        case m.Between(value=value, low=m.Constant() as low, high=m.Constant() as high) if (
            not _is_constant(value)
        ):
            start = bisect_left(column.keys, _key(low.value, low.type))
            end = bisect_right(column.keys, _key(high.value, high.type))
            return [(start, end)]
        case m.IsOneOf(options=options):
            return [run for o in options for run in _compared(ComparisonOp.EQ, column, o)]
        case _:
            return None


def _compared(op: ComparisonOp, column: Column, constant: m.Constant) -> list[Run]:
    key = _key(constant.value, column.atom.term.type)
    first, last = bisect_left(column.keys, key), bisect_right(column.keys, key)
    end = len(column.keys)
    match op:
        case ComparisonOp.EQ:
            return [(first, last)]
        case ComparisonOp.NE:
            return [(0, first), (last, end)]
        case ComparisonOp.LT:
            return [(0, first)]
        case ComparisonOp.LE:
            return [(0, last)]
        case ComparisonOp.GT:
            return [(last, end)]
        case ComparisonOp.GE:
            return [(first, end)]


def _told_apart(atom: Atom, cases: Sequence[m.Value]) -> list[m.Value]:
    """Return the first of each set of cases that no condition tells apart."""
    if atom.opaque or atom.shared:
        return list(cases)
    column = Column(atom, tuple(cases), tuple(_keys(atom, cases)), 1)
    runs = [runs_of(leaf, column) for leaf in atom.leaves]
    if all(run is not None for run in runs):
        # Neighbours differ only where some condition begins or ends to hold.
        edges = {edge for found in runs for run in found or [] if run[0] < run[1] for edge in run}
        return [case for i, case in enumerate(cases) if i == 0 or i in edges]
    first: dict[tuple[bool, ...], m.Value] = {}
    for case in cases:
        first.setdefault(tuple(truth(leaf, {atom.term: case}) for leaf in atom.leaves), case)
    return list(first.values())


def _keys(atom: Atom, cases: Sequence[m.Value]) -> list[Exact]:
    return [_key(case, atom.term.type) for case in cases]


def _key(value: m.Value, of: m.Type) -> Exact:
    """Return what a value is ordered by; values without order are all alike."""
    match of, value:
        case m.LevelType(scale=scale), str():
            return scale.rank(value)
        case _, dt.date():
            return value.toordinal()
        case _, int() | Fraction():
            return value
        case _:
            return 0


def _is_constant(expr: m.Expr) -> bool:
    return isinstance(expr, m.Constant)
