"""Many records, one after another: a bad one is reported in its place and stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from relrules.answers import Answers
from relrules.check import model as m
from relrules.compiled.capture import Capture, Captured
from relrules.compiled.reading import captured, reading_function
from relrules.errors import ArgumentError
from relrules.evaluate.evaluate import Program, evaluate
from relrules.evaluate.facts import Form, Problem, Reading, find_fact, read_facts
from relrules.evaluate.ids import Named, read_id
from relrules.evaluate.outcome import Outcome
from relrules.result import Result, result_of

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


def evaluate_each(  # noqa: PLR0913, PLR0917 - what a run hangs on
    program: Program,
    records: Iterable[object],
    today: dt.date | None,
    id_key: str | None,
    form: Form,
    answers: Answers | None,
) -> Iterator[Result | BadRecord]:
    """Yield the result of each record, or what is wrong with it, in order and one at a time.

    `answers` are those of the compiled policy; without them the interpreter tells everything.
    """
    if answers is None:
        told: Callable[[Reading, str | None], Result] = _Outcomes(program, today).told
    else:
        told = (run := _Run(answers, today, form)).told
    names = None if id_key is None else _Names(program.policy, id_key)
    for index, record in enumerate(records):
        named = Named(record, None) if names is None else names.of(record)
        if answers is not None and not named.problems:
            found = run.at_once(named)
            if found is not None:
                yield found
                continue
        reading = read_facts(program.policy, named.record, form)
        problems = (*named.problems, *reading.problems)
        yield BadRecord(index, named.id, problems) if problems else told(reading, named.id)


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


@frozen
class _Names:
    """Takes the name out of each record: a plain text is seen at once."""

    policy: m.CheckedPolicy
    key: str
    is_fact: bool = field(init=False)

    @is_fact.default
    def _is_fact(self) -> bool:
        return bool(find_fact(self.policy, self.key))

    def of(self, record: object) -> Named:
        """Return a record without its name, and that name."""
        if type(record) is dict:
            name = record.get(self.key)
            if type(name) is str and name.isprintable() and (name := name.strip()):
                rest = dict(record)
                if not self.is_fact:
                    del rest[self.key]
                return Named(rest, name)
        return read_id(self.policy, record, self.key)


@define
class _Run:
    """The compiled policy, asked record by record; what it remembers ends with the run."""

    answers: Answers
    today: dt.date | None
    form: Form
    read: Capture = field(init=False)
    parts: dict[Captured, dict[str, Any]] = field(factory=dict)

    @read.default
    def _read(self) -> Capture:
        return reading_function(self.answers.program.policy, self.form)

    def at_once(self, named: Named) -> Result | None:
        """Return the result of a record, `None` where its facts are not plain to see."""
        found = self.read(named.record)
        return None if found is None else self._result(found, named.id)

    def told(self, reading: Reading, name: str | None) -> Result:
        """Return the result of facts that were read the slow way."""
        found = captured(self.answers.program.policy, reading.facts, reading.counts)
        return self._result(found, name)

    def _result(self, found: Captured, name: str | None) -> Result:
        return result_of(self.answers, found, self.today, name, self._parts(found))

    def _parts(self, found: Captured) -> dict[str, Any]:
        """Return what results of these facts have worked out so far, and share."""
        # INVARIANT: a fact has one type, so values that are equal mean the same.
        key = tuple([tuple(value) if type(value) is list else value for value in found])
        parts = self.parts.get(key)
        if parts is None:
            parts = {}
            if len(self.parts) < MOST_REMEMBERED:
                self.parts[key] = parts
        return parts


@define
class _Outcomes:
    """Outcomes by facts: files often hold the same facts again and again."""

    program: Program
    today: dt.date | None
    found: dict[Facts, Outcome] = field(factory=dict)

    def told(self, reading: Reading, name: str | None) -> Result:
        """Return the result of facts."""
        return Result(self.program, self.of(reading.facts, reading.counts), name)

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
