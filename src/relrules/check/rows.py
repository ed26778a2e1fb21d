"""Which rows of a declaration apply when: gaps, and rows that never apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.cells import Atom, atoms_of, cases_of, is_certain
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
