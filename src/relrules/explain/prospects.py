"""What learning an unknown fact could still change: each of its cases is tried.

The cases of a level, a choice or a yes-or-no are its values. A number or a date is cut where the
policy tells its values apart; a fact that enters a calculation cannot be cut so, and then only
what depends on it is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.evaluate.evaluate import Program, advice_key, evaluate
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Possible, decided, hull
from relrules.explain.cuts import TODAY, Cell, cases, dependencies
from relrules.syntax.nodes import AdviceState

# An explanation is read by a person who waits for it: so many rows are tried, then no more.
MOST_ROWS = 30_000


@frozen
class Case:
    """What a fact can turn out to be, and what then follows.

    `values` are single values, or cells of a number or date. `outcome` is what one of them gives;
    where cases that matter alike were joined, `results` hold what any of them can give.
    """

    values: tuple[m.Value | Cell, ...]
    results: Mapping[str, Possible]
    advice: Mapping[str, AdviceState]


@frozen
class Prospect:
    """What an unknown fact, or today, could change once it is known.

    `changes` are the results it decides or narrows by itself, with all they can then be, and
    `advice` the advice whose state it decides; `cases` what follows from what, joined where grades
    and advice are the same. `matters` tells whether anything still depends on it at all. Where the
    fact could not be tried, `cases` is empty and the rest is what depends on it.
    """

    fact: str
    changes: Mapping[str, Possible]
    advice: tuple[str, ...]
    cases: tuple[Case, ...]
    matters: bool


def prospects(program: Program, outcome: Outcome) -> tuple[Prospect, ...]:
    """Return what each unknown fact could still change, in the order of `outcome.unknown`."""
    depends = dependencies(program.policy)
    found = []
    left = MOST_ROWS // max(1, sum(len(rows.conditions) for rows in program.rows.values()))
    for name in outcome.unknown:
        values = cases(program, outcome, depends, name)
        left -= len(values or ())
        if values is None or left < 0:
            found.append(_untried(program.policy, outcome, depends, name))
        else:
            found.append(_tried(program, outcome, depends, name, values))
    return tuple(found)


def _tried(
    program: Program,
    outcome: Outcome,
    depends: Mapping[str, frozenset[str]],
    name: str,
    values: list[m.Value | Cell],
) -> Prospect:
    policy = program.policy
    trials = [_trial(program, outcome, name, value) for value in values]
    changes = {}
    for result in _points_and_grades(policy):
        then = [trial.results[result] for trial in trials]
        if any(possible != outcome.values[result] for possible in then):
            changes[result] = hull(then)
    advice = tuple(
        a
        for a in policy.advice
        if any(trial.advice[a] is not outcome.advice[a] for trial in trials)
    )
    grades = [result for result in changes if result in policy.grades]
    matters = bool(changes or advice) or _is_open(policy, outcome, depends, name)
    return Prospect(name, changes, advice, _joined(trials, grades, advice), matters)


def _untried(
    policy: m.CheckedPolicy, outcome: Outcome, depends: Mapping[str, frozenset[str]], name: str
) -> Prospect:
    changes = {
        result: outcome.values[result]
        for result in _points_and_grades(policy)
        if name in depends[result] and decided(outcome.values[result]) is None
    }
    advice = tuple(
        a
        for a in policy.advice
        if name in depends[advice_key(a)] and outcome.advice[a] is AdviceState.POSSIBLE
    )
    return Prospect(name, changes, advice, (), bool(changes or advice))


def _trial(program: Program, outcome: Outcome, name: str, value: m.Value | Cell) -> Case:
    sample = value.sample if isinstance(value, Cell) else value
    if name == TODAY and isinstance(sample, dt.date):
        then = evaluate(program, outcome.facts, sample)
    else:
        then = evaluate(program, {**outcome.facts, name: sample}, outcome.today)
    return Case((value,), then.values, dict(then.advice))


def _joined(trials: list[Case], grades: list[str], advice: tuple[str, ...]) -> tuple[Case, ...]:
    """Join cases in which the same grades are possible and the same advice is given."""
    found: dict[tuple[Possible | AdviceState, ...], Case] = {}
    for trial in trials:
        key = (*(trial.results[g] for g in grades), *(trial.advice[a] for a in advice))
        same = found.get(key)
        found[key] = trial if same is None else _join(same, trial)
    return tuple(found.values())


def _join(first: Case, second: Case) -> Case:
    values = (*first.values, *second.values)
    last, new = first.values[-1], second.values[0]
    # Cells come in order, so a cell that follows on the last one widens it.
    if isinstance(last, Cell) and isinstance(new, Cell) and new.place == last.last_place + 1:
        wider = evolve(last, high=new.high, high_open=new.high_open, last_place=new.last_place)
        values = (*first.values[:-1], wider)
    results = {name: hull([first.results[name], second.results[name]]) for name in first.results}
    return evolve(first, values=values, results=results)


def _points_and_grades(policy: m.CheckedPolicy) -> list[str]:
    """Return the results whose change is told: dimensions, scores and grades."""
    return [*policy.dimensions, *policy.scores, *policy.grades]


def _is_open(
    policy: m.CheckedPolicy, outcome: Outcome, depends: Mapping[str, frozenset[str]], name: str
) -> bool:
    """Return whether anything that depends on a fact is still undecided."""
    results = any(
        name in depends[result] and decided(outcome.values[result]) is None
        for result in _points_and_grades(policy)
    )
    return results or any(
        name in depends[advice_key(a)] and outcome.advice[a] is AdviceState.POSSIBLE
        for a in policy.advice
    )
