"""Which rows of a declaration apply when: gaps, and rows that never apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.cells import Atom, atoms_of, cases_of, is_certain
from relrules.check.interval import Interval, added, hull, point
from relrules.check.table import table_of


@frozen
class Coverage:
    """What a tabulation of the rows found.

    `gap` is a combination that no row takes; `certain` says that it occurs for some facts. `never`
    lists the rows that never apply; of these `contradictions` hold for no values at all, and the
    others are covered by rows above.
    """

    gap: Mapping[m.Expr, m.Value] | None
    certain: bool
    never: frozenset[int]
    contradictions: frozenset[int]


def coverage(conditions: Sequence[m.Expr], *, ranged: bool = True) -> Coverage | None:
    """Tabulate rows, or return `None` where there are more than 4,096 combinations.

    With `ranged` off, numbers are taken to have no range: what never applies then never applies
    for a reason within the declaration.
    """
    atoms = atoms_of(conditions)
    table = table_of({atom: cases_of(atom, _domain(atom, ranged=ranged)) for atom in atoms})
    if table is None:
        return None
    left = table.everything
    never: set[int] = set()
    contradictions: set[int] = set()
    for index, condition in enumerate(conditions):
        where = table.where(condition)
        if not where & left:
            never.add(index)
        if not where:
            contradictions.add(index)
        left &= ~where
    return Coverage(
        table.combination(left) if left else None,
        is_certain(atoms),
        frozenset(never),
        frozenset(contradictions),
    )


def _domain(atom: Atom, *, ranged: bool) -> m.Type:
    if atom.opaque:
        return m.YesNoType()
    if not ranged and isinstance(atom.term.type, m.NumberType):
        return m.NumberType()
    return atom.term.type


def sums(rows: Sequence[tuple[m.Expr, Interval]]) -> Interval | None:
    """Return the range of the sum of the rows that apply, or `None` beyond 4,096 combinations.

    A row is its condition and what it is worth. Rows that exclude each other are never added up;
    where none applies the sum is 0.
    """
    conditions = [condition for condition, _ in rows]
    table = table_of(
        {atom: cases_of(atom, _domain(atom, ranged=True)) for atom in atoms_of(conditions)}
    )
    if table is None:
        return None
    found: dict[Interval, int] = {point(0): table.everything}
    for condition, worth in rows:
        where = table.where(condition)
        more: dict[Interval, int] = {}
        for total, combinations in found.items():
            for held, here in (
                (added(total, worth), combinations & where),
                (total, combinations & ~where),
            ):
                if here:
                    more[held] = more.get(held, 0) | here
        found = more
    return hull(found)
