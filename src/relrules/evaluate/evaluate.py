"""The interpreter: what a checked policy says of one record. Written to be obviously right.

Every declaration is evaluated once, after what it is made of: its rows are read by Kleene's logic.
Where that leaves something open, the cases the declaration tells apart are tried one by one, so
that it is exact in itself; between declarations values are intervals and sets. Beyond 4,096 cases
Kleene's logic alone decides: still sound, perhaps wider.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from attrs import define, field

from relrules.check import model as m
from relrules.evaluate.exact import read_exactly
from relrules.evaluate.kleene import Found, read_rows
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.possible import NO, YES, Possible, exactly
from relrules.evaluate.program import Program, Rows, advice_key, facts_of, prepare
from relrules.evaluate.records import with_shared_records
from relrules.evaluate.terms import ANY_RECORD, TODAY, Reading, slot
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState

__all__ = ["Program", "advice_key", "evaluate", "prepare"]
NONE_GIVEN: Mapping[str, int] = FrozenDict()
NO_RESULTS: Mapping[str, m.Value] = FrozenDict()
STRONGEST = (AdviceState.GIVEN, AdviceState.POSSIBLE, AdviceState.NOT_GIVEN)


def evaluate(
    program: Program,
    facts: Mapping[str, m.Value],
    today: dt.date | None,
    counts: Mapping[str, int] = NONE_GIVEN,
    results: Mapping[str, m.Value] = NO_RESULTS,
) -> Outcome:
    """Return everything the policy says of a record.

    `facts` are valid and by id, those of a list's records by their slot, as in `contacts[1].role`;
    `counts` says how many records each known list has. `results` stand in for what the policy would
    say of these.
    """
    facts, counts = with_shared_records(program.policy, facts, counts)
    return _Evaluation(program, facts, today, counts, results).run()


@define
class _Evaluation:
    """The state of evaluating one record."""

    program: Program
    facts: Mapping[str, m.Value]
    today: dt.date | None
    counts: Mapping[str, int]
    given: Mapping[str, m.Value]
    values: dict[str, Possible] = field(factory=dict)
    traces: dict[str, tuple[RowTrace, ...]] = field(factory=dict)
    limits: dict[str, tuple[RowTrace, ...]] = field(factory=dict)
    unlimited: dict[str, Possible] = field(factory=dict)
    advice: dict[str, AdviceState] = field(factory=dict)
    each: dict[str, tuple[AdviceState, ...]] = field(factory=dict)
    provisional: dict[str, frozenset[str]] = field(factory=dict)

    def run(self) -> Outcome:
        policy = self.program.policy
        for name in policy.order:
            self._result(name)
        for name, advice in policy.advice.items():
            self._advice(name, advice)
        return Outcome(
            facts=FrozenDict(self.facts),
            today=self.today,
            values=FrozenDict(self.values),
            rows=FrozenDict(self.traces),
            advice=FrozenDict(self.advice),
            provisional=FrozenDict(
                {name: tuple(sorted(absent)) for name, absent in self.provisional.items() if absent}
            ),
            unknown=tuple(self._unknown()),
            counts=FrozenDict(self.counts),
            limits=FrozenDict(self.limits),
            unlimited=FrozenDict(self.unlimited),
            each=FrozenDict(self.each),
        )

    def _unknown(self) -> Iterator[str]:
        """Yield what is not known: facts, lists, and facts of records."""
        policy = self.program.policy
        for key, _ in facts_of(policy):
            list_name, _, fact = key.rpartition(".")
            if list_name in policy.same_records:
                continue
            if list_name not in policy.lists:
                if key not in self.facts:
                    yield key
                continue
            for record in range(self.counts.get(list_name, 0)):
                place = slot(list_name, record, fact)
                if place not in self.facts:
                    yield place
        asked = (name for name in policy.lists if name not in policy.same_records)
        yield from (name for name in asked if name not in self.counts)
        if self.program.needs_today and self.today is None:
            yield TODAY

    def _reading(self) -> Reading:
        return Reading(
            self.facts,
            self.today,
            self.values,
            self.provisional,
            counts=self.counts,
            static=self.program.static,
        )

    # ---- results --------------------------------------------------------------------------

    def _result(self, name: str) -> None:
        rows = self.program.rows[name]
        if name in self.given:
            self.values[name] = exactly(self.given[name], rows.values[0].type)
            return
        for place, reading in self._places(name, rows):
            found = self._found(name, rows, reading)
            self.values[place] = found.value
            self.provisional[place] = frozenset(reading.absent)
            if rows.told:
                self.traces[place] = found.rows
            if rows.limits:
                self.limits[place] = found.limits
                self.unlimited[place] = found.unlimited

    def _places(self, name: str, rows: Rows) -> Iterator[tuple[str, Reading]]:
        """Yield where a result is kept, with a reading of its own: once, or for each record."""
        if rows.list_name is None:
            yield name, self._reading()
            return
        for record in range(self.counts.get(rows.list_name, 0)):
            reading = self._reading()
            reading.here[rows.list_name] = record
            yield slot(rows.list_name, record, name.rpartition(".")[2]), reading

    def _found(self, name: str, rows: Rows, reading: Reading) -> Found:
        """Return what rows come to; the reading notes whose absence was read on the way."""
        scale = self.program.scales.get(name)
        looking = self._reading()
        looking.here |= reading.here
        found = read_rows(rows, looking, scale)
        if not found.certain:
            found = read_exactly(rows, looking, scale) or found
        self._note_absence(rows, found, reading)
        return found

    def _note_absence(self, rows: Rows, found: Found, reading: Reading) -> None:
        """Read all that can read an absence, down to the last row that counted."""
        for trace in found.rows:
            for leaf in rows.absence[trace.index]:
                reading.term(leaf)
        for limit in rows.limits:
            if limit.when is not None:
                reading.term(limit.when)

    # ---- advice ---------------------------------------------------------------------------

    def _advice(self, name: str, advice: m.Advice) -> None:
        key = advice_key(name)
        rows = self.program.rows[key]
        states: list[AdviceState] = []
        absent: set[str] = set()
        for _, reading in self._places(key, rows):
            states.append(_state(self._found(key, rows, reading)))
            absent |= reading.absent
        self.provisional[key] = frozenset(absent)
        if advice.for_each is None:
            self.advice[name] = states[0]
            return
        self.each[name] = tuple(states)
        if advice.for_each not in self.counts:
            reading = self._reading()
            reading.here[advice.for_each] = ANY_RECORD
            condition = rows.conditions[0]
            holds = condition is None or True in reading.truths(condition)
            self.advice[name] = AdviceState.POSSIBLE if holds else AdviceState.NOT_GIVEN
        else:
            self.advice[name] = min(states, key=STRONGEST.index, default=AdviceState.NOT_GIVEN)


def _state(found: Found) -> AdviceState:
    """Return whether advice is given: its condition holds, may hold, or does not."""
    if found.value == YES:
        return AdviceState.GIVEN
    first = found.rows[0].verdict if found.rows else Verdict.DOES_NOT_APPLY
    if found.value == NO or first is Verdict.DOES_NOT_APPLY:
        return AdviceState.NOT_GIVEN
    return AdviceState.POSSIBLE
