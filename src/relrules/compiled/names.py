"""What the facts and results of a record are called in code, where some facts may not be known."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from relrules.check import model as m
from relrules.compiled.terms import NotCompiledError

Ends = tuple[str, str]
"""The names of the lowest and the highest value of a number."""


@frozen
class Names:
    """What results are called, by key: a number by its ends, anything else by its bits.

    `said` are those that the interpreter tells, as it does. `here` has the number of the record that is
    looked at, by its list.
    """

    facts: Mapping[str, str]
    ends: dict[str, Ends] = field(factory=dict)
    bits: dict[str, str] = field(factory=dict)
    said: dict[str, str] = field(factory=dict)
    here: Mapping[str, str] = field(factory=dict)

    def fact(self, ref: m.Expr) -> str:
        """Return what a fact is called."""
        if not isinstance(ref, m.Ref):
            raise AssertionError(ref)
        return self.facts[ref.key]

    def ends_of(self, ref: m.Ref) -> Ends:
        """Return what the ends of a number are called. Raises `NotCompiledError`."""
        if ref.key not in self.ends:
            raise NotCompiledError(ref)
        return self.ends[ref.key]

    def bits_of(self, ref: m.Ref) -> str:
        """Return what the bits of a result are called. Raises `NotCompiledError`."""
        if ref.key not in self.bits:
            raise NotCompiledError(ref)
        return self.bits[ref.key]

    def known(self, ref: m.Ref) -> str:
        """Write whether a fact is known, or a result decided. Raises `NotCompiledError`."""
        if ref.kind is m.Kind.FACT:
            return f"{self.fact(ref)} is not None"
        if ref.key in self.ends:
            low, high = self.ends[ref.key]
            return f"{low} == {high}"
        bits = self.bits_of(ref)
        return f"not {bits} & ({bits} - 1)"
