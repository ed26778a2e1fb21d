"""Which rows of a declaration apply when: gaps, and rows that never apply.

All combinations of the atoms' cases are numbered, and a set of combinations is the bits of one
whole number. A row's condition is then a few operations on such numbers, however many combinations
there are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.cells import MOST_COMBINATIONS, Atom, atoms_of, cases_of, is_certain, truth
from relrules.check.walk import operands


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
    table = _Table.of(atoms, ranged=ranged)
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


@frozen
class _Table:
    """The combinations of the atoms' cases, numbered."""

    atoms: tuple[Atom, ...]
    cases: tuple[tuple[m.Value, ...], ...]
    size: int
    leaves: dict[m.Expr, int]

    @classmethod
    def of(cls, atoms: tuple[Atom, ...], *, ranged: bool) -> _Table | None:
        cases = tuple(tuple(cases_of(atom, _domain(atom, ranged=ranged))) for atom in atoms)
        size = math.prod(len(c) for c in cases)
        return cls(atoms, cases, size, {}) if size <= MOST_COMBINATIONS else None

    @property
    def everything(self) -> int:
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
                if leaf not in self.leaves:
                    self.leaves[leaf] = self._where_leaf(leaf)
                return self.leaves[leaf]

    def combination(self, combinations: int) -> dict[m.Expr, m.Value]:
        """Return the first combination of a set, as the value of each atom."""
        index = (combinations & -combinations).bit_length() - 1
        found: dict[m.Expr, m.Value] = {}
        for atom, cases in zip(reversed(self.atoms), reversed(self.cases), strict=True):
            index, case = divmod(index, len(cases))
            found[atom.term] = cases[case]
        return dict(reversed(found.items()))

    def _where_leaf(self, leaf: m.Expr) -> int:
        """Return where a smallest condition holds: it looks at one atom, or at few finite ones."""
        looked_at = [
            i
            for i, atom in enumerate(self.atoms)
            if leaf == atom.term
            or leaf in atom.leaves
            or (atom.shared and atom.term in operands(leaf))
        ]
        found = 0
        for combination in self._combinations(looked_at):
            values = {self.atoms[i].term: self.cases[i][c] for i, c in combination.items()}
            if truth(leaf, values):
                found |= self._mask(combination)
        return found

    def _combinations(self, indices: Sequence[int]) -> list[dict[int, int]]:
        found: list[dict[int, int]] = [{}]
        for i in indices:
            found = [{**c, i: case} for c in found for case in range(len(self.cases[i]))]
        return found

    def _mask(self, combination: Mapping[int, int]) -> int:
        """Return the combinations in which these atoms have these cases."""
        found = self.everything
        for i, case in combination.items():
            stride = math.prod(len(c) for c in self.cases[i + 1 :])
            period = stride * len(self.cases[i])
            block = ((1 << stride) - 1) << (case * stride)
            repeats = ((1 << self.size) - 1) // ((1 << period) - 1)
            found &= block * repeats
        return found


def _domain(atom: Atom, *, ranged: bool) -> m.Type:
    if atom.opaque:
        return m.YesNoType()
    if not ranged and isinstance(atom.term.type, m.NumberType):
        return m.NumberType()
    return atom.term.type
