"""Many records, one after another: a bad one is reported in its place and stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.errors import ArgumentError
from relrules.evaluate.evaluate import Program, evaluate
from relrules.evaluate.facts import Form, Problem, read_facts
from relrules.evaluate.ids import Named, read_id
from relrules.evaluate.outcome import Outcome
from relrules.result import Result

MOST_REMEMBERED = 4096
"""How many outcomes a run keeps for records with the same facts."""

Facts = tuple[frozenset[tuple[str, m.Value]], frozenset[tuple[str, int]]]


@frozen
class BadRecord:
    """A record that does not fit its policy, in the place of its result.

    `index` is its place among the records, from 0; `id` what it is called, `None` where nothing
    tells; `problems` holds all that is wrong with it, and `str()` says it on one line.
    """

    index: int
    id: str | None
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        name = f"record {self.index}" if self.id is None else f"record {self.index} ({self.id})"
        return f"{name}: {'; '.join(problem.message for problem in self.problems)}"


def evaluate_each(
    program: Program,
    records: Iterable[object],
    today: dt.date | None,
    id_key: str | None,
    form: Form,
) -> Iterator[Result | BadRecord]:
    """Yield the result of each record, or what is wrong with it, in order and one at a time."""
    remembered = _Outcomes(program, today)
    for index, record in enumerate(records):
        named = Named(record, None) if id_key is None else read_id(program.policy, record, id_key)
        reading = read_facts(program.policy, named.record, form)
        problems = (*named.problems, *reading.problems)
        if problems:
            yield BadRecord(index, named.id, problems)
        else:
            yield Result(program, remembered.of(reading.facts, reading.counts), named.id)


def refuse_one_record(records: object) -> None:
    """Refuse what is no collection of records. Raises `ArgumentError`."""
    if isinstance(records, Mapping | str | bytes):
        kind = type(records).__name__
        raise ArgumentError(f"many records are a list or another iterable of them, not one {kind}")
    if hasattr(type(records), "iterrows"):
        raise ArgumentError('a table has its records in `.to_dict("records")`: hand in these')
    if not isinstance(records, Iterable):
        kind = type(records).__name__
        raise ArgumentError(f"many records are a list or another iterable of them, not a {kind}")


@define
class _Outcomes:
    """Outcomes by facts: files often hold the same facts again and again."""

    program: Program
    today: dt.date | None
    found: dict[Facts, Outcome] = field(factory=dict)

    def of(self, facts: Mapping[str, m.Value], counts: Mapping[str, int]) -> Outcome:
        """Return the outcome of some facts."""
        # INVARIANT: a fact has one type, so values that are equal mean the same.
        key = (frozenset(facts.items()), frozenset(counts.items()))
        known = self.found.get(key)
        if known is not None:
            return known
        outcome = evaluate(self.program, facts, self.today, counts)
        if len(self.found) < MOST_REMEMBERED:
            self.found[key] = outcome
        return outcome
