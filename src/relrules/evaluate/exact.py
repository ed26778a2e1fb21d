"""Rows read over all combinations of what is not known: exact within one declaration."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Interval, added, point
from relrules.evaluate.grid import Grid, Holds, grid_of
from relrules.evaluate.kleene import Found, limited
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.possible import (
    NO_ANSWER,
    Possible,
    answered,
    hull,
    may_be_unanswered,
    perhaps,
)
from relrules.evaluate.program import Limit, Rows
from relrules.evaluate.residue import Alternative, alternatives, lifted, residue
from relrules.evaluate.terms import Reading

Part = tuple[int, Possible]
"""A set of combinations, and what a value can be there."""


@frozen
class _Row:
    """A row with all that is known put in: its condition and the ways its value comes out."""

    when: m.Expr | None
    ways: tuple[Alternative, ...]


@frozen
class Cases:
    """Rows over all combinations of what is not known.

    `parts` are what they come to, before caps and gates in `unlimited`; `traces` tell what became of
    these, and `applying` where each row applies.
    """

    grid: Grid
    parts: tuple[Part, ...]
    unlimited: Possible
    traces: tuple[RowTrace, ...]
    applying: tuple[Holds, ...]


def read_exactly(rows: Rows, reading: Reading, scale: m.Scale | None) -> Found | None:
    """Return what rows come to over all combinations, `None` where there are too many."""
    cases = cases_of_rows(rows, reading, scale)
    if cases is None:
        return None
    grid = cases.grid
    verdicts = _verdicts(grid, cases.applying, rows.take_all)
    found = _together(cases.parts)
    return Found(found, verdicts, cases.traces, cases.unlimited, certain=True, tried=grid.tried)


def cases_of_rows(rows: Rows, reading: Reading, scale: m.Scale | None) -> Cases | None:
    """Return rows over all combinations of what is not known, `None` where there are too many."""
    table = [
        _Row(_condition(when, reading), tuple(_ways(value, reading)))
        for when, value in zip(rows.conditions, rows.values, strict=True)
    ]
    limits = [_condition(limit.when, reading) for limit in rows.limits]
    conditions = [row.when for row in table if row.when is not None]
    conditions += [when for row in table for when, _ in row.ways if when is not None]
    conditions += [when for when in limits if when is not None]
    values = [value for row in table for _, value in row.ways]
    grid = grid_of(conditions, values, reading)
    if grid is None:
        return None
    whens = [_where(grid, row.when) for row in table]
    parts = _taken_together(grid, table, whens) if rows.take_all else _first(grid, table, whens)
    traces: list[RowTrace] = []
    unlimited = _together(parts)
    for index, (limit, when) in enumerate(zip(rows.limits, limits, strict=True)):
        parts, verdict = _held(parts, limit, _where(grid, when), scale)
        traces.append(RowTrace(index, verdict))
    applying = _applying(grid, table, whens, take_all=rows.take_all)
    return Cases(grid, tuple(parts), unlimited, tuple(traces), tuple(applying))


def _condition(when: m.Expr | None, reading: Reading) -> m.Expr | None:
    return None if when is None else lifted(residue(when, reading))


def _ways(value: m.Expr, reading: Reading) -> list[Alternative]:
    found = alternatives(residue(value, reading))
    return [(None if when is None else lifted(when), way) for when, way in found]


def _where(grid: Grid, when: m.Expr | None) -> Holds:
    return Holds(grid.everything, 0) if when is None else grid.where(when)


def _together(parts: Sequence[Part]) -> Possible:
    return hull([found for mask, found in parts if mask])


def _worth(grid: Grid, row: _Row, within: int) -> list[Part]:
    """Return what a row is worth in a set of combinations."""
    found: list[Part] = []
    left = within
    for when, value in row.ways:
        if not left:
            break
        holds = _where(grid, when)
        if left & holds.none:
            found.append((left & holds.none, NO_ANSWER))
        if left & holds.yes:
            found += list(grid.values(value, left & holds.yes))
        left &= ~holds.yes & ~holds.none
    return found


def _first(grid: Grid, table: Sequence[_Row], whens: Sequence[Holds]) -> list[Part]:
    """Return the value of the first row that applies."""
    parts: list[Part] = []
    left = grid.everything
    for row, holds in zip(table, whens, strict=True):
        if left & holds.none:
            parts.append((left & holds.none, NO_ANSWER))
        if left & holds.yes:
            parts += _worth(grid, row, left & holds.yes)
        left &= ~holds.yes & ~holds.none
        if not left:
            break
    return parts


def _taken_together(grid: Grid, table: Sequence[_Row], whens: Sequence[Holds]) -> list[Part]:
    """Return the sum of the rows that apply; `otherwise` where no other does."""
    sums: dict[Possible, int] = {point(0): grid.everything}
    none_applies = grid.everything
    for row, holds in zip(table, whens, strict=True):
        if row.when is None:
            continue
        none_applies &= ~holds.yes & ~holds.none
        found: dict[Possible, int] = {}
        for total, mask in sums.items():
            _put(found, total, mask & ~holds.yes & ~holds.none)
            _put(found, NO_ANSWER, mask & holds.none)
            if mask & holds.yes:
                for where, worth in _worth(grid, row, mask & holds.yes):
                    _put(found, _plus(total, worth), where)
        sums = found
    parts = [(mask, total) for total, mask in sums.items()]
    otherwise = next((row for row in table if row.when is None), None)
    if otherwise is None or not none_applies:
        return parts
    parts = [(mask & ~none_applies, total) for mask, total in parts]
    return [part for part in parts if part[0]] + _worth(grid, otherwise, none_applies)


def _put(found: dict[Possible, int], value: Possible, mask: int) -> None:
    if mask:
        found[value] = found.get(value, 0) | mask


def _plus(total: Possible, worth: Possible) -> Possible:
    one, other = answered(total), answered(worth)
    if not isinstance(one, Interval) or not isinstance(other, Interval):
        return NO_ANSWER
    found = added(one, other)
    return perhaps(found) if may_be_unanswered(total) or may_be_unanswered(worth) else found


def _held(
    parts: Sequence[Part], limit: Limit, holds: Holds, scale: m.Scale | None
) -> tuple[list[Part], Verdict]:
    """Return the parts under a cap or gate, and whether it changes the value."""
    found: list[Part] = []
    changed = unchanged = 0
    for mask, value in parts:
        inner = answered(value)
        here = mask & holds.yes
        if here and inner is not None:
            held = limited(inner, limit, scale)
            found.append((here, perhaps(held) if may_be_unanswered(value) else held))
            if held == inner:
                unchanged |= here
            else:
                changed |= here
                # A part of several values may be changed in some of them only.
                unchanged |= 0 if _surely(inner, held) else here
        elif here:
            found.append((here, value))
            unchanged |= here
        if mask & holds.none:
            found.append((mask & holds.none, NO_ANSWER))
        rest = mask & ~holds.yes & ~holds.none
        if rest:
            found.append((rest, value))
            unchanged |= rest
        unchanged |= mask & holds.none
    if not changed:
        return found, Verdict.DOES_NOT_APPLY
    return found, Verdict.MAY_APPLY if unchanged else Verdict.APPLIES


def _surely(inner: Possible, held: Possible) -> bool:
    """Return whether no value is left as it was."""
    match inner, held:
        case Interval(), Interval():
            return held.low is not None and held.low == held.high and held.low not in inner
        case _:
            return hull([inner, held]) != inner


def _applying(
    grid: Grid, table: Sequence[_Row], whens: Sequence[Holds], *, take_all: bool
) -> list[Holds]:
    """Return where each row holds; where all count, `otherwise` holds where no other does."""
    if not take_all:
        return list(whens)
    others = [holds for row, holds in zip(table, whens, strict=True) if row.when is not None]
    rest = grid.everything
    for holds in others:
        rest &= ~holds.yes & ~holds.none
    return [
        Holds(rest, 0) if row.when is None else holds
        for row, holds in zip(table, whens, strict=True)
    ]


def _verdicts(grid: Grid, whens: Sequence[Holds], take_all: bool) -> tuple[RowTrace, ...]:  # noqa: FBT001 - as the rows say
    """Return what became of each row, down to the last that may apply."""
    traces: list[RowTrace] = []
    left = grid.everything
    for index, holds in enumerate(whens):
        here = left & holds.yes
        if here == grid.everything:
            verdict = Verdict.APPLIES
        else:
            verdict = Verdict.MAY_APPLY if here else Verdict.DOES_NOT_APPLY
        traces.append(RowTrace(index, verdict))
        if take_all:
            continue
        left &= ~holds.yes & ~holds.none
        if not left:
            break
    return tuple(traces)
