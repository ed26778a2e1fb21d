"""Testing a policy's laws on its examples and on generated facts.

A test can refute a law, with a witness; it cannot prove one. A law that no case refutes is said to
be tested, on how many cases.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.results import terms_of_result
from relrules.check.walk import all_read_through, expanded, lists_in, refs
from relrules.evaluate.evaluate import Program, evaluate, evaluate_plainly
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.plain import OPEN, Known, Term, term_of
from relrules.evaluate.possible import NO, NO_ANSWER, YES, Among, Possible, exactly
from relrules.evaluate.program import defines_of, results_of
from relrules.evaluate.terms import Static, slot
from relrules.evaluate.why import reading_of
from relrules.source import FrozenDict
from relrules.verify.cases import (
    DAY,
    MOST_CASES,
    Thresholds,
    combinations,
    records_of,
    thresholds,
    values_of,
)
from relrules.verify.examples import given_facts


@frozen
class Case:
    """One record a law was tried on: the facts it depends on, and the results it speaks of.

    `counts` says how many records each list has.
    """

    facts: Mapping[str, m.Value]
    today: dt.date | None
    results: Mapping[str, Possible]
    counts: Mapping[str, int] = FrozenDict()


@frozen
class Tested:
    """A law that held in every case in which it says something; `cases` counts these."""

    law: m.Law
    cases: int


@frozen
class Refuted:
    """A law that does not hold.

    `witness` shows it; where the law compares two records, `neighbour` is the second: the same
    facts but for the one that rises.
    """

    law: m.Law
    witness: Case
    neighbour: Case | None = None


LawOutcome = Tested | Refuted


def run_laws(program: Program) -> tuple[LawOutcome, ...]:
    """Return what became of each law of a policy, in file order."""
    return tuple(run_law(program, law) for law in program.policy.laws.values())


def run_law(program: Program, law: m.Law) -> LawOutcome:
    """Return what became of one law."""
    trial = _trial(program, law)
    match law.law:
        case m.Invariant():
            return _invariant(trial, law, law.law)
        case m.Monotone():
            return _monotone(trial, law, law.law)


# ---- what a law depends on ------------------------------------------------------------------


Choice = m.Value | m.Records
"""What is tried for a fact, or for a list."""
Record = tuple[Mapping[str, m.Value], Mapping[str, int], dt.date | None]
"""Facts, how many records each list has, and the day."""


@frozen
class _Trial:
    """A policy cut down to what a law depends on, with the values its facts are tried with."""

    program: Program
    results: tuple[str, ...]
    values: Mapping[str, list[Choice]]
    examples: tuple[Record, ...]
    today: dt.date | None

    def outcome(self, record: Record) -> Outcome:
        facts, counts, today = record
        return evaluate(self.program, facts, today, counts)

    def known(self, record: Record) -> Known | None:
        """Return the plain results of a record, `None` where something is open."""
        facts, counts, today = record
        return evaluate_plainly(self.program, facts, today, counts)

    def case(self, outcome: Outcome) -> Case:
        results = {name: outcome.values[name] for name in self.results}
        return Case(
            FrozenDict(outcome.facts),
            outcome.today,
            FrozenDict(results),
            FrozenDict(outcome.counts),
        )


def _trial(program: Program, law: m.Law) -> _Trial:
    policy = program.policy
    terms = _law_terms(law.law)
    spoken_of = [ref for term in terms for ref in refs(term)]
    results = tuple(dict.fromkeys(r.key for r in spoken_of if _is_result(r) and r.list is None))
    needed = _needed(policy, [r.key for r in spoken_of if _is_result(r)], terms)
    known = dict(results_of(policy))
    terms = [*terms, *(term for name in needed for term in terms_of_result(known[name]))]
    used = [ref for term in terms for ref in refs(term)]
    names = {ref.key for ref in used if ref.kind is m.Kind.FACT}
    if isinstance(law.law, m.Monotone):
        names.add(law.law.fact)
    facts = {name: fact for name, fact in policy.facts.items() if name in names}
    lists = {ref.list for ref in used} | {name for term in terms for name in lists_in(term)}
    days = [e.today for e in policy.examples if e.today is not None]
    day = max(days, default=DAY)
    at = thresholds(_read_through(policy, terms))
    values: dict[str, list[Choice]] = {
        name: [*values_of(fact, at.get(name, Thresholds()), day)] for name, fact in facts.items()
    }
    for name, of in policy.lists.items():
        if name in lists:
            values[name] = [*records_of(name, of, at, day)]
    return _Trial(
        program=evolve(program, policy=evolve(policy, order=needed, advice=FrozenDict())),
        results=results,
        values=values,
        examples=tuple((*given_facts(e), e.today) for e in policy.examples),
        today=day if any(ref.kind is m.Kind.TODAY for ref in used) else None,
    )


def _needed(
    policy: m.CheckedPolicy, names: Sequence[str], terms: Sequence[m.Expr]
) -> tuple[str, ...]:
    """Return the results that these are made of, with them, in order of evaluation."""
    known = dict(results_of(policy))
    found = {*names, *(ref.key for term in terms for ref in refs(term) if _is_result(ref))}
    for name in reversed(policy.order):
        if name in found:
            inner = (ref for term in terms_of_result(known[name]) for ref in refs(term))
            found |= {ref.key for ref in inner if _is_result(ref)}
    return tuple(name for name in policy.order if name in found)


def _read_through(policy: m.CheckedPolicy, terms: list[m.Expr]) -> list[m.Expr]:
    """Return terms with their defines read through, so that thresholds are found behind names."""
    known = all_read_through(defines_of(policy))
    return [expanded(term, known) for term in terms]


def _record(chosen: Mapping[str, Choice], today: dt.date | None) -> Record:
    """Return a record of what was chosen for each fact and list."""
    facts: dict[str, m.Value] = {}
    counts: dict[str, int] = {}
    for name, choice in chosen.items():
        if not isinstance(choice, tuple):
            facts[name] = choice
            continue
        counts[name] = len(choice)
        for index, record in enumerate(choice):
            facts |= {slot(name, index, fact): value for fact, value in record.items()}
    return facts, counts, today


def _law_terms(law: m.Invariant | m.Monotone) -> list[m.Expr]:
    match law:
        case m.Invariant(condition=condition, when=when):
            return [condition] if when is None else [condition, when]
        case m.Monotone(result=result):
            return [result]


def _is_result(ref: m.Ref) -> bool:
    return ref.kind not in (m.Kind.FACT, m.Kind.TODAY)


# ---- trying -----------------------------------------------------------------------------------


def _records(trial: _Trial) -> Iterator[Record]:
    yield from trial.examples
    for chosen in combinations(trial.values):
        yield _record(chosen, trial.today)


def _invariant(trial: _Trial, law: m.Law, invariant: m.Invariant) -> LawOutcome:
    cases = 0
    says = None if invariant.when is None else _Condition.of(invariant.when)
    condition = _Condition.of(invariant.condition)
    for record in _records(trial):
        known = trial.known(record)
        # An example may leave facts open: only what is sure counts.
        if says is not None and says.holds(trial, record, known) != YES:
            continue
        holds = condition.holds(trial, record, known)
        if holds == NO:
            return Refuted(law, trial.case(trial.outcome(record)))
        cases += holds == YES
    return Tested(law, cases)


@frozen
class _Condition:
    """A condition of a law, in words and as a function."""

    term: m.Expr
    plain: Term

    @classmethod
    def of(cls, term: m.Expr) -> _Condition:
        """Return a condition; what stands in for an unknown fact is not asked here."""
        return cls(term, term_of(term, Static()))

    def holds(self, trial: _Trial, record: Record, known: Known | None) -> Possible:
        """Return whether it holds of a record, whose plain results may be `known`."""
        found = OPEN if known is None else self.plain(known)
        if found is OPEN:
            return reading_of(trial.outcome(record)).condition(self.term)
        return NO_ANSWER if found is None else exactly(found, self.term.type)


def _monotone(trial: _Trial, law: m.Law, monotone: m.Monotone) -> LawOutcome:
    steps = [step for step in trial.values[monotone.fact] if not isinstance(step, tuple)]
    others = {name: values for name, values in trial.values.items() if name != monotone.fact}
    bases = [
        *trial.examples,
        *(
            _record(chosen, trial.today)
            for chosen in combinations(others, MOST_CASES // len(steps))
        ),
    ]
    # The result may fall when the fact falls, which is to rise when it rises.
    upwards = monotone.never_falls is monotone.rises
    cases = 0
    for facts, counts, today in bases:
        records: list[Record] = [
            ({**facts, monotone.fact: value}, counts, today) for value in steps
        ]
        # Each is looked at only when it is its turn: the first that falls ends it.
        found = ((record, _result(trial, record, monotone.result)) for record in records)
        for (below, low), (above, high) in itertools.pairwise(found):
            if _falls(low, high, monotone.result.type, upwards=upwards):
                witnesses = [trial.case(trial.outcome(record)) for record in (below, above)]
                return Refuted(law, *witnesses)
            cases += 1
    return Tested(law, cases)


def _result(trial: _Trial, record: Record, result: m.Ref) -> Possible:
    known = trial.known(record)
    if known is None:
        return trial.outcome(record).values[result.name]
    value = known.results[result.name]
    return NO_ANSWER if value is None else exactly(value, result.type)


def _falls(low: Possible, high: Possible, of: m.Type, *, upwards: bool) -> bool:
    """Return whether a result surely goes the wrong way between two records."""
    first, second = (low, high) if upwards else (high, low)
    match first, second:
        case Interval(), Interval():
            return first.low is not None and second.high is not None and second.high < first.low
        case Among(), Among() if isinstance(of, m.LevelType):
            worst = min(of.scale.rank(str(v)) for v in first.values)
            best = max(of.scale.rank(str(v)) for v in second.values)
            return best < worst
        case _:
            # Without an answer there is nothing to compare.
            return False
