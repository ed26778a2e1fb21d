"""The interpreter: what a checked policy says of one record. Written to be obviously right.

Every declaration is evaluated once, after what it is made of: its rows are read by Kleene's logic.
Where that leaves something open, the cases the declaration tells apart are tried one by one, so
that it is exact in itself; between declarations values are intervals and sets. Beyond 4,096 cases
Kleene's logic alone decides: still sound, perhaps wider. A declaration whose facts are all known is
worked out with plain values first, which comes to the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.evaluate.exact import read_exactly
from relrules.evaluate.kleene import Found, read_rows
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.plain import OPEN, Known, as_plain
from relrules.evaluate.plain_rows import PlainRows, plain_rows_of, read_plainly
from relrules.evaluate.possible import NO, YES, Possible, exactly
from relrules.evaluate.program import Program, Rows, advice_key, prepare
from relrules.evaluate.records import with_shared_records
from relrules.evaluate.terms import ANY_RECORD, NOTHING, TODAY, Reading, slot
from relrules.evaluate.truth import NO_ONLY
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState

__all__ = ["Program", "advice_key", "evaluate", "evaluate_again", "evaluate_plainly", "prepare"]
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


def evaluate_again(
    program: Program,
    before: Outcome,
    place: str,
    value: m.Value,
    changed: frozenset[str],
) -> Outcome:
    """Return what the policy says of a record once a fact at a place, or `today`, is this value.

    `before` is what it said until then, and `changed` are the results, and the advice by key, that
    are made of the fact: all others stay as they were.
    """
    today = value if place == TODAY and isinstance(value, dt.date) else before.today
    known = before.facts if place == TODAY else {**before.facts, place: value}
    facts, counts = with_shared_records(program.policy, known, before.counts)
    again = Again(before, place, changed)
    return _Evaluation(program, facts, today, counts, before.given, again).run()


def evaluate_plainly(
    program: Program,
    facts: Mapping[str, m.Value],
    today: dt.date | None,
    counts: Mapping[str, int] = NONE_GIVEN,
) -> Known | None:
    """Return the plain value of every result; `None` where not all can be had from known facts.

    That is all that `evaluate` says of a record but why, and the advice.
    """
    facts, counts = with_shared_records(program.policy, facts, counts)
    known = Known(dict(facts), today, counts)
    for name in program.policy.order:
        rows = plain_rows_of(program, name)
        for place, here in _places(name, rows.list_name, counts):
            known.here = here
            found = read_plainly(rows, known)
            if found is None:
                return None
            known.results[place] = found[1]
    known.here = {}
    return known


@frozen
class Again:
    """What an evaluation may take over from one before: all that has not `changed` with a place."""

    before: Outcome
    place: str
    changed: frozenset[str]


@define
class _Evaluation:
    """The state of evaluating one record."""

    program: Program
    facts: Mapping[str, m.Value]
    today: dt.date | None
    counts: Mapping[str, int]
    given: Mapping[str, m.Value]
    again: Again | None = None
    values: dict[str, Possible] = field(factory=dict)
    traces: dict[str, tuple[RowTrace, ...]] = field(factory=dict)
    limits: dict[str, tuple[RowTrace, ...]] = field(factory=dict)
    unlimited: dict[str, Possible] = field(factory=dict)
    advice: dict[str, AdviceState] = field(factory=dict)
    each: dict[str, tuple[AdviceState, ...]] = field(factory=dict)
    provisional: dict[str, frozenset[str]] = field(factory=dict)
    effort: dict[str, int] = field(factory=dict)
    _plain: Known = field(init=False)
    _open: frozenset[str] | None = None

    @_plain.default
    def _known(self) -> Known:
        return Known(dict(self.facts), self.today, self.counts)

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
            effort=FrozenDict(self.effort),
            plain=FrozenDict(self._plain.results),
            given=FrozenDict(self.given),
        )

    def _unknown(self) -> Iterator[str]:
        """Yield what is not known: facts, then lists, each record by record."""
        policy = self.program.policy
        if self.again is not None:
            yield from (place for place in self.again.before.unknown if place != self.again.place)
            return
        yield from (name for name in policy.facts if name not in self.facts)
        for name, of in policy.lists.items():
            if name in policy.same_records:
                continue
            if name not in self.counts:
                yield name
            for record in range(self.counts.get(name, 0)):
                places = (slot(name, record, fact) for fact in of.facts)
                yield from (place for place in places if place not in self.facts)
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
            self._note_plain(name, name, self.values[name])
            return
        if self.again is not None and name not in self.again.changed:
            self._take_over(self.again.before, name, rows)
            return
        plain = plain_rows_of(self.program, name)
        for place, here in _places(name, rows.list_name, self.counts):
            found, absent = self._found(name, rows, plain, here, place)
            self.values[place] = found.value
            self.provisional[place] = absent
            if rows.told:
                self.traces[place] = found.rows
            if rows.limits:
                self.limits[place] = found.limits
                self.unlimited[place] = found.unlimited

    def _take_over(self, before: Outcome, name: str, rows: Rows) -> None:
        """Keep what an evaluation before this one found of a result."""
        for place, _ in _places(name, rows.list_name, self.counts):
            self.values[place] = before.values[place]
            self.provisional[place] = frozenset(before.provisional.get(place, ()))
            if place in before.plain:
                self._plain.results[place] = before.plain[place]
            if rows.told:
                self.traces[place] = before.rows[place]
            if rows.limits:
                self.limits[place] = before.limits[place]
                self.unlimited[place] = before.unlimited[place]

    def _found(
        self, name: str, rows: Rows, plain: PlainRows, here: dict[str, int], place: str | None
    ) -> tuple[Found, frozenset[str]]:
        """Return what rows come to, and the facts whose absence was read on the way."""
        self._plain.here = here
        told = read_plainly(plain, self._plain)
        if told is None:
            found = self._read(name, rows, here)
            if place is not None:
                self._note_plain(name, place, found.value)
        else:
            found, value = told
            if place is not None:
                self._plain.results[place] = value
        records = sum(self.counts.get(list_name, 0) for list_name in rows.over)
        effort = len(rows.conditions) + records + found.tried
        self.effort[name] = self.effort.get(name, 0) + effort
        if plain.needs.isdisjoint(self._open_keys()):
            return found, NOTHING
        reading = self._reading()
        reading.here |= here
        self._note_absence(rows, found, reading)
        return found, frozenset(reading.absent)

    def _read(self, name: str, rows: Rows, here: Mapping[str, int]) -> Found:
        """Return what rows come to where something they look at is open."""
        looking = self._reading()
        looking.here |= here
        return read_open(rows, looking, self.program.scales.get(name))

    def _note_plain(self, name: str, place: str, found: Possible) -> None:
        """Note the value of a result that is decided.

        Not of a define: it is read through, and what is decided here need not be there.
        """
        value = as_plain(found)
        if value is not OPEN and not self._is_define(name):
            self._plain.results[place] = value

    def _is_define(self, name: str) -> bool:
        policy = self.program.policy
        of, _, inside = name.rpartition(".")
        return name in policy.defines or (of in policy.lists and inside in policy.lists[of].defines)

    def _open_keys(self) -> frozenset[str]:
        """Return the keys of facts and lists that are not known, at some record, and `today`."""
        if self._open is None:
            self._open = frozenset(
                _open_keys(self.program.policy, self.facts, self.counts, self.today)
            )
        return self._open

    def _note_absence(self, rows: Rows, found: Found, reading: Reading) -> None:
        """Read all that can read an absence, down to the last row that counted."""
        for trace in found.rows:
            absence = rows.absence[trace.index]
            for leaf in absence.always:
                reading.term(leaf)
            if absence.when is None or reading.truths(absence.when) != NO_ONLY:
                for leaf in absence.inside:
                    reading.term(leaf)
        for limit in rows.limits:
            if limit.when is not None:
                reading.term(limit.when)

    # ---- advice ---------------------------------------------------------------------------

    def _advice(self, name: str, advice: m.Advice) -> None:
        key = advice_key(name)
        rows = self.program.rows[key]
        if self.again is not None and key not in self.again.changed:
            before = self.again.before
            self.advice[name] = before.advice[name]
            self.provisional[key] = frozenset(before.provisional.get(key, ()))
            if advice.for_each is not None:
                self.each[name] = before.each[name]
            return
        states: list[AdviceState] = []
        absent: set[str] = set()
        plain = plain_rows_of(self.program, key)
        for _, here in _places(key, rows.list_name, self.counts):
            found, unknown = self._found(key, rows, plain, here, None)
            states.append(_state(found))
            absent |= unknown
        if advice.for_each is None:
            self.advice[name] = states[0]
            self.provisional[key] = frozenset(absent)
            return
        self.each[name] = tuple(states)
        if advice.for_each not in self.counts:
            reading = self._reading()
            reading.here[advice.for_each] = ANY_RECORD
            condition = rows.conditions[0]
            holds = condition is None or True in reading.truths(condition)
            self.advice[name] = AdviceState.POSSIBLE if holds else AdviceState.NOT_GIVEN
            absent |= reading.absent
        else:
            self.advice[name] = min(states, key=STRONGEST.index, default=AdviceState.NOT_GIVEN)
        self.provisional[key] = frozenset(absent)


def read_open(rows: Rows, reading: Reading, scale: m.Scale | None) -> Found:
    """Return what rows come to where something they look at may be open."""
    found = read_rows(rows, reading, scale)
    return found if found.certain else read_exactly(rows, reading, scale) or found


def _places(
    name: str, of: str | None, counts: Mapping[str, int]
) -> Iterable[tuple[str, dict[str, int]]]:
    """Return where a result is kept, and which record is looked at: once, or for each of a list."""
    if of is None:
        return ((name, {}),)
    inside = name.rpartition(".")[2]
    return ((slot(of, record, inside), {of: record}) for record in range(counts.get(of, 0)))


def _state(found: Found) -> AdviceState:
    """Return whether advice is given: its condition holds, may hold, or does not."""
    if found.value == YES:
        return AdviceState.GIVEN
    first = found.rows[0].verdict if found.rows else Verdict.DOES_NOT_APPLY
    if found.value == NO or first is Verdict.DOES_NOT_APPLY:
        return AdviceState.NOT_GIVEN
    return AdviceState.POSSIBLE


def _open_keys(
    policy: m.CheckedPolicy,
    facts: Mapping[str, m.Value],
    counts: Mapping[str, int],
    today: dt.date | None,
) -> Iterator[str]:
    yield from (name for name in policy.facts if name not in facts)
    for name, of in policy.lists.items():
        if name not in counts:
            yield name
            yield from (f"{name}.{fact}" for fact in of.facts)
            continue
        for fact in of.facts:
            if any(slot(name, record, fact) not in facts for record in range(counts[name])):
                yield f"{name}.{fact}"
    if today is None:
        yield TODAY
