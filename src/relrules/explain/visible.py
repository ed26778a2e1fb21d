"""What an audience may see of a result: everything but what tells a confidential fact.

A fact that is confidential to others is hidden, and with it all that is worked out from hidden
facts alone. What is worked out from other facts too stays in sight, but what tells how is not told:
a reader must learn no more of a hidden fact than the results in sight say by themselves. `today`
is no secret, and so nothing stays in sight because it counts from today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from relrules.check import model as m
from relrules.check.walk import lists_in, operands
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import NO
from relrules.evaluate.program import Program, facts_of
from relrules.evaluate.terms import TODAY, Reading, slot
from relrules.source import FrozenDict

Here = Mapping[str, int]
"""Which record of which list is looked at, from 0."""
NOWHERE: Here = FrozenDict()


@frozen
class Visible:
    """What may be seen; `hidden` are the places of hidden facts, as in `contacts[1].name`.

    A fact of a list without records, or whose records are not known, stands there by its key.
    """

    program: Program
    counts: Mapping[str, int]
    hidden: frozenset[str] = field(factory=frozenset)

    def fact(self, place: str) -> bool:
        """Return whether the fact at a place may be seen."""
        return place not in self.hidden

    def result(self, key: str, here: Here = NOWHERE) -> bool:
        """Return whether a result may be seen: it is not made of hidden facts alone."""
        if not self.hidden:
            return True
        return not self._tells_hidden(self._places(self.program.needs.get(key, ()), here))

    def condition(self, expr: m.Expr, here: Here = NOWHERE) -> bool:
        """Return whether it may be seen that a condition holds, as that of advice."""
        if not self.hidden:
            return True
        return not self._tells_hidden(self.needs(expr, here))

    def is_clear(self, expr: m.Expr | None, here: Here = NOWHERE) -> bool:
        """Return whether all that a term looks at may be seen, so that it can be told."""
        if expr is None or not self.hidden:
            return True
        return all(self._is_clear_ref(ref, at) for ref, at in _refs_at(expr, here))

    def is_free(self, key: str) -> bool:
        """Return whether no hidden fact is part of a result at all."""
        if not self.hidden:
            return True
        return self.hidden.isdisjoint(self._places(self.program.needs.get(key, ()), NOWHERE))

    def is_free_condition(self, expr: m.Expr) -> bool:
        """Return whether no hidden fact is part of a condition at all."""
        if not self.hidden:
            return True
        return self.hidden.isdisjoint(self.needs(expr, NOWHERE))

    def needs(self, expr: m.Expr, here: Here) -> set[str]:
        """Return the places of the facts that a term is made of in the end."""
        found = set(lists_in(expr))
        for ref, at in _refs_at(expr, here):
            is_fact = ref.kind in (m.Kind.FACT, m.Kind.TODAY)
            found |= self._places([ref.key] if is_fact else self.program.needs.get(ref.key, ()), at)
        return found

    def _is_clear_ref(self, ref: m.Ref, here: Here) -> bool:
        if ref.kind in (m.Kind.FACT, m.Kind.TODAY):
            return self.hidden.isdisjoint(self._places([ref.key], here))
        define = self._unshown(ref)
        if define is not None:
            return self.is_clear(define.value, here)
        return self.result(ref.key, here)

    def _unshown(self, ref: m.Ref) -> m.Define | None:
        """Return the define of a reference that is no result in sight itself."""
        if ref.kind is not m.Kind.DEFINE:
            return None
        policy = self.program.policy
        defines = policy.defines if ref.list is None else policy.lists[ref.list].defines
        define = defines[ref.name]
        return None if define.labelled else define

    def _tells_hidden(self, places: set[str]) -> bool:
        """Return whether what is made of these facts is made of hidden ones alone."""
        told = {p for p in places if p != TODAY and p not in self.program.policy.lists}
        return bool(told) and told <= self.hidden

    def _places(self, keys: Iterable[str], here: Here) -> set[str]:
        """Return where facts are kept: those of a list at the record looked at, or at each."""
        return {
            place for key in keys for place in places(self.program.policy, self.counts, key, here)
        }


def visible(program: Program, outcome: Outcome, audience: frozenset[str]) -> Visible:
    """Return what an audience may see of an outcome.

    A fact is hidden unless it is confidential to somebody of the audience, or its `when` is surely
    no. A `when` that looks at a hidden fact is not decided for this audience, and hides.
    """
    seen = Visible(program, outcome.counts)
    while True:
        hidden = frozenset(_hidden(program, outcome, audience, seen))
        if hidden <= seen.hidden:
            return seen
        seen = Visible(program, outcome.counts, seen.hidden | hidden)


def everything(program: Program, outcome: Outcome) -> Visible:
    """Return what is seen by those who may see everything, as a policy's own examples do."""
    return Visible(program, outcome.counts)


def places(
    policy: m.CheckedPolicy, counts: Mapping[str, int], key: str, here: Here = NOWHERE
) -> Iterator[str]:
    """Yield where a fact is kept: one of a list at the record looked at, or at each record."""
    list_name, _, name = key.rpartition(".")
    if list_name not in policy.lists:
        yield key
    elif list_name in here:
        yield slot(list_name, here[list_name], name)
    elif counts.get(list_name):
        yield from (slot(list_name, record, name) for record in range(counts[list_name]))
    else:
        yield key


def _hidden(
    program: Program, outcome: Outcome, audience: frozenset[str], seen: Visible
) -> Iterator[str]:
    for key, fact in facts_of(program.policy):
        confidential = fact.confidential
        if confidential is None or audience.intersection(confidential.audiences):
            continue
        list_name = key.rpartition(".")[0]
        for record, place in enumerate(places(program.policy, outcome.counts, key)):
            is_record = list_name in program.policy.lists and outcome.counts.get(list_name)
            here = {list_name: record} if is_record else NOWHERE
            if not _is_open_to_all(program, outcome, confidential.when, key, seen, here):
                yield place


def _is_open_to_all(  # noqa: PLR0913, PLR0917 - what it hangs on
    program: Program,
    outcome: Outcome,
    when: m.Expr | None,
    key: str,
    seen: Visible,
    here: Here,
) -> bool:
    """Return whether a fact is confidential to nobody in this record."""
    list_name = key.rpartition(".")[0]
    if when is None or (list_name in program.policy.lists and not here):
        return False
    if not seen.hidden.isdisjoint(seen.needs(when, here)):
        return False
    reading = Reading(
        outcome.facts,
        outcome.today,
        outcome.values,
        {},
        counts=outcome.counts,
        static=program.static,
        here=dict(here),
    )
    return reading.term(when) == NO


def _refs_at(expr: m.Expr, here: Here) -> Iterator[tuple[m.Ref, Here]]:
    """Yield what a term refers to, with the records that are looked at there.

    An operator over a list looks at each of its records, also within one of them.
    """
    match expr:
        case m.Ref(list=str() as list_name, record=int() as record):
            yield expr, {**here, list_name: record}
        case m.Ref():
            yield expr, here
        case m.Have() | m.Count() | m.Share() | m.Collected():
            here = {name: record for name, record in here.items() if name != expr.list}
        case _:
            pass
    for operand in operands(expr):
        yield from _refs_at(operand, here)
