"""Testing a policy's laws on its examples and on generated facts.

A test can refute a law, with a witness; it cannot prove one. A law that no case refutes is said to
be tested, on how many cases.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.walk import expanded, read_through, refs
from relrules.evaluate.evaluate import Program, evaluate, prepare
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import NO, YES, Among, Possible
from relrules.evaluate.why import reading_of
from relrules.source import FrozenDict
from relrules.verify.cases import DAY, MOST_CASES, Thresholds, combinations, thresholds, values_of


@frozen
class Case:
    """One record a law was tried on: the facts it depends on, and the results it speaks of."""

    facts: Mapping[str, m.Value]
    today: dt.date | None
    results: Mapping[str, Possible]


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


@frozen
class _Trial:
    """A policy cut down to what a law depends on, with the values its facts are tried with."""

    program: Program
    results: tuple[str, ...]
    values: Mapping[str, list[m.Value]]
    examples: tuple[tuple[dict[str, m.Value], dt.date | None], ...]
    today: dt.date | None

    def outcome(self, facts: Mapping[str, m.Value], today: dt.date | None) -> Outcome:
        return evaluate(self.program, facts, today)

    def case(self, outcome: Outcome) -> Case:
        results = {name: outcome.values[name] for name in self.results}
        return Case(FrozenDict(outcome.facts), outcome.today, FrozenDict(results))


def _trial(program: Program, law: m.Law) -> _Trial:
    policy = program.policy
    spoken_of = _spoken_of(law.law)
    results = tuple(dict.fromkeys(r.name for r in spoken_of if _is_result(r)))
    needed = _needed(policy, results)
    terms = [t for name in needed for t in _terms(policy, name)] + _law_terms(law.law)
    used = [*spoken_of, *(ref for term in terms for ref in refs(term))]
    names = {ref.name for ref in used if ref.kind is m.Kind.FACT}
    if isinstance(law.law, m.Monotone):
        names.add(law.law.fact)
    facts = {name: fact for name, fact in policy.facts.items() if name in names}
    days = [e.today for e in policy.examples if e.today is not None]
    day = max(days, default=DAY)
    at = thresholds(_read_through(policy, terms))
    return _Trial(
        program=prepare(_cut_down(policy, needed, facts)),
        results=results,
        values={name: values_of(f, at.get(name, Thresholds()), day) for name, f in facts.items()},
        examples=tuple(
            ({name: value for name, value in e.given.items() if name in facts}, e.today)
            for e in policy.examples
        ),
        today=day if any(ref.kind is m.Kind.TODAY for ref in used) else None,
    )


def _cut_down(
    policy: m.CheckedPolicy, needed: tuple[str, ...], facts: Mapping[str, m.Fact]
) -> m.CheckedPolicy:
    """Return a policy with these results only, which is quicker to evaluate."""
    return evolve(
        policy,
        facts=FrozenDict(facts),
        defines=FrozenDict({k: v for k, v in policy.defines.items() if k in needed}),
        dimensions=FrozenDict({k: v for k, v in policy.dimensions.items() if k in needed}),
        scores=FrozenDict({k: v for k, v in policy.scores.items() if k in needed}),
        grades=FrozenDict({k: v for k, v in policy.grades.items() if k in needed}),
        advice=FrozenDict({}),
        order=needed,
    )


def _needed(policy: m.CheckedPolicy, results: tuple[str, ...]) -> tuple[str, ...]:
    """Return the results that these are made of, with them, in order of evaluation."""
    found = set(results)
    for name in reversed(policy.order):
        if name in found:
            found |= {r.name for t in _terms(policy, name) for r in refs(t) if _is_result(r)}
    return tuple(name for name in policy.order if name in found)


def _terms(policy: m.CheckedPolicy, name: str) -> list[m.Expr]:
    """Return the terms and conditions of a result."""
    if name in policy.defines:
        return [policy.defines[name].value]
    if name in policy.scores:
        return [policy.scores[name].value]
    if name in policy.dimensions:
        return [row.when for row in policy.dimensions[name].rows if row.when is not None]
    return [row.when for row in policy.grades[name].rows if row.when is not None]


def _read_through(policy: m.CheckedPolicy, terms: list[m.Expr]) -> list[m.Expr]:
    """Return terms with their defines read through, so that thresholds are found behind names."""
    known: dict[str, m.Expr] = {}
    for name in policy.order:
        if name in policy.defines:
            value = read_through(policy.defines[name], known)
            if value is not None:
                known[name] = value
    return [expanded(term, known) for term in terms]


def _law_terms(law: m.Invariant | m.Monotone) -> list[m.Expr]:
    match law:
        case m.Invariant(condition=condition, when=when):
            return [condition] if when is None else [condition, when]
        case m.Monotone():
            return []


def _spoken_of(law: m.Invariant | m.Monotone) -> list[m.Ref]:
    match law:
        case m.Invariant():
            return [ref for term in _law_terms(law) for ref in refs(term)]
        case m.Monotone(result=result):
            return [result]


def _is_result(ref: m.Ref) -> bool:
    return ref.kind not in (m.Kind.FACT, m.Kind.TODAY)


# ---- trying -----------------------------------------------------------------------------------


def _records(trial: _Trial) -> Iterator[tuple[Mapping[str, m.Value], dt.date | None]]:
    yield from trial.examples
    for facts in combinations(trial.values):
        yield facts, trial.today


def _invariant(trial: _Trial, law: m.Law, invariant: m.Invariant) -> LawOutcome:
    cases = 0
    for facts, today in _records(trial):
        outcome = trial.outcome(facts, today)
        # An example may leave facts open: only what is sure counts.
        if invariant.when is not None and _holds(invariant.when, outcome) != YES:
            continue
        holds = _holds(invariant.condition, outcome)
        if holds == NO:
            return Refuted(law, trial.case(outcome))
        cases += holds == YES
    return Tested(law, cases)


def _holds(condition: m.Expr, outcome: Outcome) -> Possible:
    return reading_of(outcome).condition(condition)


def _monotone(trial: _Trial, law: m.Law, monotone: m.Monotone) -> LawOutcome:
    steps = trial.values[monotone.fact]
    others = {name: values for name, values in trial.values.items() if name != monotone.fact}
    bases = [
        *(({k: v for k, v in f.items() if k != monotone.fact}, day) for f, day in trial.examples),
        *((facts, trial.today) for facts in combinations(others, MOST_CASES // len(steps))),
    ]
    # The result may fall when the fact falls, which is to rise when it rises.
    upwards = monotone.never_falls is monotone.rises
    cases = 0
    for base, today in bases:
        outcomes = (trial.outcome({**base, monotone.fact: value}, today) for value in steps)
        for below, above in itertools.pairwise(outcomes):
            low, high = below.values[monotone.result.name], above.values[monotone.result.name]
            if _falls(low, high, monotone.result.type, upwards=upwards):
                return Refuted(law, trial.case(below), trial.case(above))
            cases += 1
    return Tested(law, cases)


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
            raise AssertionError(of)
