"""The rows of a declaration as a table over every case that its conditions tell apart.

It is made once, by the interpreter's own reading of a record of which nothing is known. What is known
of a record then leaves some of the cases: a set of them is the bits of one whole number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.cells import OTHER_TEXT
from relrules.check.interval import Exact, Interval
from relrules.check.walk import mapped, operands, parts_inside, refs
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.exact import Cases, Part, cases_of_rows
from relrules.evaluate.grid import Column, Grid
from relrules.evaluate.possible import Possible, anything, hull, is_decided, perhaps
from relrules.evaluate.program import Program, Rows, results_of, rows_of_condition
from relrules.evaluate.terms import Reading
from relrules.syntax.nodes import ComparisonOp


@frozen
class Table:
    """A declaration over all cases: the columns that tell them apart, and what it is where.

    `rows` are the cases in which each row applies, and `past` those in which it is not read, since one
    above it applies.
    """

    grid: Grid
    parts: tuple[Part, ...]
    rows: tuple[int, ...]
    past: tuple[int, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return what the declaration looks at."""
        return tuple(self.grid.columns.values())

    def possible(self, cases: int) -> Possible:
        """Return what it can be in some of the cases."""
        return hull([found for mask, found in self.parts if mask & cases])

    def masks(self, column: Column) -> list[int]:
        """Return, for each case of a column, all the cases it is part of."""
        return [self.grid.case(column, at) for at in range(len(column.cases))]

    def masks_of_alike(self, column: Column) -> list[int]:
        """Return the same with the cases added that make no difference.

        The ends of a range are cases by themselves, and mostly the same holds there as beside them.
        """
        masks = self.masks(column)
        found: dict[tuple[int, ...], int] = {}
        like = [self._signature(mask) for mask in masks]
        for signature, mask in zip(like, masks, strict=True):
            found[signature] = found.get(signature, 0) | mask
        return [found[signature] for signature in like]

    def _signature(self, cases: int) -> tuple[int, ...]:
        """Return what holds in a case of a column, whatever the others are, and not where it stands."""
        first = (cases & -cases).bit_length() - 1
        sets = [cases, *(of for of, _ in self.parts), *self.rows]
        return tuple((of & cases) >> first for of in sets)

    def ends(self, cases: int) -> list[tuple[Exact, Exact] | None]:
        """Return what each row can be worth in some of the cases, `None` where it does not apply."""
        return [self._ends(cases & of) if cases & of else None for of in self.rows]

    def _ends(self, cases: int) -> tuple[Exact, Exact]:
        match self.possible(cases):
            case Interval(int() | Fraction() as low, int() | Fraction() as high):
                return low, high
            case found:
                raise NotCompiledError(found)


def table_of(program: Program, key: str) -> Table:
    """Return the table of a declaration.

    A column is what it looks at the value of, or whether something is known. Raises
    `NotCompiledError` where there are too many cases, where a row is worth something that is not the
    same in all of its cases, or where rows take together what is known.
    """
    return _table(program, key, program.rows[key])


def truths_of(program: Program, condition: m.Expr) -> Table:
    """Return the table of a condition with its defines read through. Raises `NotCompiledError`."""
    return _table(program, "", rows_of_condition(condition))


def row_table_of(program: Program, key: str) -> Table:
    """Return the rows of a number over all cases, before caps. Raises `NotCompiledError`.

    What a row is worth may be an interval in a case: while what it is calculated from is not known.
    """
    return _of_cases(program, key, evolve(program.rows[key], limits=()))


def _table(program: Program, key: str, rows: Rows) -> Table:
    found = _of_cases(program, key, rows)
    if not all(is_decided(worth) for _, worth in found.parts):
        raise NotCompiledError(key)
    return found


def _of_cases(program: Program, key: str, rows: Rows) -> Table:
    found = _cases(program, key, rows)
    left, applying, past = found.grid.everything, [], []
    for holds in found.applying:
        past.append(found.grid.everything & ~left)
        applying.append(left & holds.yes)
        if not rows.take_all:
            left &= ~holds.yes & ~holds.none
    return Table(found.grid, found.parts, tuple(applying), tuple(past))


def _cases(program: Program, key: str, rows: Rows) -> Cases:
    asked: dict[m.Expr, m.IsKnown] = {}
    told = _told_apart(rows, asked)
    if any(_asks_what_is_known(term) for term in _terms(told)):
        raise NotCompiledError(key)
    try:
        found = cases_of_rows(told, _nothing_known(program), program.scales.get(key))
    except KeyError as missing:
        # What looks at the records of a list has no place outside of it.
        raise NotCompiledError(key) from missing
    if found is None:
        raise NotCompiledError(key)
    columns = (evolve(of, term=asked.get(term, term)) for term, of in found.grid.columns.items())
    return evolve(found, grid=evolve(found.grid, columns={of.term: of for of in columns}))


def _told_apart(rows: Rows, asked: dict[m.Expr, m.IsKnown]) -> Rows:
    """Return rows in which whether something is known is a yes or no of its own.

    It is decided in every record, and says nothing of what the value is where it is not known. What
    stands in for each question is noted in `asked`.
    """

    def apart(expr: m.Expr) -> m.Expr:
        match expr:
            case m.IsKnown(value=m.Ref(list=None) as ref, span=span, type=of) if (
                ref.kind is not m.Kind.TODAY
            ):
                # No name of a policy goes on in a second line.
                name = f"{ref.key}\nis known"
                standing = m.Ref(span=span, type=of, kind=m.Kind.FACT, name=name)
                asked[standing] = evolve(expr, negated=False)
                answer = m.Constant(span=span, type=of, value=not expr.negated)
                return m.Comparison(
                    span=span, type=of, op=ComparisonOp.EQ, left=standing, right=answer
                )
            case _:
                return mapped(expr, apart)

    def maybe(when: m.Expr | None) -> m.Expr | None:
        return None if when is None else apart(when)

    if not any(True for term in _terms(rows) for _ in asked_about(term)):
        return rows
    return evolve(
        rows,
        values=tuple(map(apart, rows.values)),
        conditions=tuple(map(maybe, rows.conditions)),
        limits=tuple(evolve(limit, when=maybe(limit.when)) for limit in rows.limits),
    )


def asked_about(expr: m.Expr) -> Iterator[m.Ref]:
    """Yield what a term asks whether it is known."""
    asked = (found for found in parts_inside(expr) if isinstance(found, m.IsKnown))
    return (ref for found in asked for ref in refs(found.value))


def looked_at(expr: m.Expr) -> Iterator[m.Ref]:
    """Yield what a term looks at the value of, as often as it does."""
    if isinstance(expr, m.IsKnown):
        # Whether it is known is settled in each record, and tells nothing else of the value.
        return
    if isinstance(expr, m.Ref):
        yield expr
    for operand in operands(expr):
        yield from looked_at(operand)


def worked_out(program: Program, needed: Collection[str], told: Collection[str]) -> Iterator[str]:
    """Yield, in order, the needed results that are worked out by themselves.

    Defines are read through, unless they are told or something asks whether they are known.
    """
    asked = keys_asked_about(program, needed)
    for key in program.policy.order:
        if key in needed and (key not in program.policy.defines or key in told or key in asked):
            yield key


def keys_asked_about(program: Program, needed: Collection[str]) -> set[str]:
    """Return all of which something asks whether it is known."""
    return {ref.key for key in needed for t in _terms(program.rows[key]) for ref in asked_about(t)}


def _terms(rows: Rows) -> Iterator[m.Expr]:
    yield from rows.values
    for term in (*rows.conditions, *(limit.when for limit in rows.limits)):
        if term is not None:
            yield term


def _asks_what_is_known(expr: m.Expr) -> bool:
    """Return whether a term reads that something is not known, or the records of a list."""
    match expr:
        case m.IsKnown() | m.Have() | m.Count() | m.Share() | m.Collected():
            return True
        case m.Ref():
            return expr.list is not None or expr.kind is m.Kind.TODAY
        case m.Distance(start=m.Ref(list=None), end=m.Ref(list=None)):
            # How far apart two days are is a case by itself, whatever the days.
            return False
        case m.Several(parts=parts) if any(part.known for part in parts):
            return True
        case _:
            return any(_asks_what_is_known(operand) for operand in operands(expr))


def _nothing_known(program: Program) -> Reading:
    """Return a reading of a record of which nothing is known, and for which nothing stands in."""
    results = {key: _of_result(program, key, of) for key, of in results_of(program.policy)}
    return Reading({}, None, results, {}, static=evolve(program.static, defaults={}))


def _of_result(
    program: Program, key: str, of: m.Define | m.Dimension | m.Score | m.Grade
) -> Possible:
    """Return all that a result can ever be."""
    match of:
        case m.Dimension(low=low, high=high) | m.Score(low=low, high=high):
            found: Possible = Interval(low, high)
        case m.Grade(scale=scale):
            found = anything(m.LevelType(scale))
        case m.Define(value=value):
            found = anything(value.type)
    return perhaps(found) if key in program.static.declining else found


def marks_of(column: Column, masks: Sequence[int]) -> tuple[list[Exact], list[int]]:
    """Return where the cases of a number meet, in order, and the cases below, at, between and above.

    Raises `NotCompiledError` where one has no answer.
    """
    cells: list[tuple[Exact, Interval, int]] = []
    for case, mask in zip(column.cases, masks, strict=True):
        if not isinstance(case.possible, Interval) or not isinstance(case.value, int | Fraction):
            raise NotCompiledError(column.term)
        cells.append((case.value, case.possible, mask))
    marks: list[Exact] = []
    found = [0]
    for _, cell, mask in sorted(cells, key=lambda each: each[0]):
        if cell.low is not None and cell.low == cell.high:
            marks.append(cell.low)
            found += [mask, 0]
        elif found[-1]:
            # Whole numbers have no value between two gaps: 2 and 3 differ under `up to 2.5`.
            if cell.low is None:
                raise AssertionError(cells)
            marks.append(cell.low)
            found += [mask, mask]
        else:
            found[-1] = mask
    return marks, found


def days_of(column: Column, masks: Sequence[int]) -> list[tuple[dt.date, int]]:
    """Return the days at which the cases of a date begin, in order, each with its cases."""
    found: list[tuple[dt.date, int]] = []
    for case, mask in zip(column.cases, masks, strict=True):
        # The day that stands for all between two others is the first of them.
        if not isinstance(case.value, dt.date):
            raise NotCompiledError(column.term)
        found.append((case.value, mask))
    return sorted(found)


def texts_of(column: Column, masks: Sequence[int]) -> tuple[dict[str | None, int], int]:
    """Return the cases of each text that is asked for, and those of any other."""
    found: dict[str | None, int] = {}
    for case, mask in zip(column.cases, masks, strict=True):
        if not isinstance(case.value, str):
            raise NotCompiledError(column.term)
        found[case.value] = mask
    return found, found.pop(OTHER_TEXT)
