"""The records of lists in compiled code: rows of the values of their facts, then of their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.compiled.code import Code
from relrules.compiled.terms import Listed, NotCompiledError, Terms, place_in
from relrules.evaluate.possible import anything, decided
from relrules.evaluate.program import Program

Row = tuple[m.Value | None, ...]


def lists_given(policy: m.CheckedPolicy) -> tuple[str, ...]:
    """Return the lists that a record has itself; others share the records of one of these."""
    return tuple(name for name in policy.lists if name not in policy.same_records)


def standing_in(fact: m.Fact) -> m.Value | None:
    """Return what stands in for a fact while it is not known: its default, or its one value."""
    value = fact.default if fact.default is not None else decided(anything(fact.type))
    return None if value is None else place_in(value, fact.type)


@frozen
class Lists:
    """The lists of a policy in code; what is worked out of their records is added to their rows."""

    program: Program
    code: Code
    terms: Terms
    known: dict[str, Listed]

    def unpack(self, names: dict[str, str]) -> None:
        """Write the rows of every list that is known, with what stands in for facts."""
        policy = self.program.policy
        for name in lists_given(policy):
            self._put(name, names[name], tuple(policy.lists[name].facts))
        for name, of in policy.same_records.items():
            if of in names:
                self._put(name, names[of], tuple(policy.lists[of].facts))

    def _put(self, name: str, rows: str, given: Sequence[str]) -> None:
        """Write rows of the facts of a list, made of rows in which other facts may stand too."""
        facts = self.program.policy.lists[name].facts
        keys = tuple(f"{name}.{fact}" for fact in facts)
        pick = columns_of(facts, given)
        if pick is not None:
            rows = self.code.fresh(f"{self.code.value(pick)}({rows})")
        self.known[name] = Listed(rows, keys)

    def add(self, name: str, key: str, write: Callable[[Terms], str]) -> None:
        """Write a result of each record, and put it into the rows."""
        each = self.terms.at_each(name)
        found = self.code.fresh("[]")
        with self.code.block(each.head):
            value = write(each.terms)
            row = [*(each.terms.names[known] for known in self.known[name].keys), value]
            self.code.line(f"{found}.append(({', '.join(row)},))")
        self.known[name] = Listed(found, (*self.known[name].keys, key))


def columns_of(
    facts: Mapping[str, m.Fact], given: Sequence[str]
) -> Callable[[Sequence[Row]], list[Row]] | None:
    """Return a function that picks the facts of a list from rows of what is given, with what stands in.

    `None` where rows stay as they are. Raises `NotCompiledError` where a fact is not given.
    """
    if not all(fact in given for fact in facts):
        raise NotCompiledError(facts)
    columns = [(given.index(fact), standing_in(of)) for fact, of in facts.items()]
    return None if columns == [(at, None) for at in range(len(given))] else _columns(columns)


def _columns(columns: Sequence[tuple[int, m.Value | None]]) -> Callable[[Sequence[Row]], list[Row]]:
    """Return a function that picks columns, with what stands in for a value that is not known."""

    def pick(row: Row) -> Iterator[m.Value | None]:
        for at, otherwise in columns:
            yield otherwise if row[at] is None else row[at]

    return lambda rows: [tuple(pick(row)) for row in rows]
