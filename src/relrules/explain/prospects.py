"""What learning an unknown fact could still change: each of its cases is tried.

The cases of a level, a choice or a yes-or-no are its values. A number or a date is cut where the
policy tells its values apart; a fact that enters a calculation cannot be cut so, and then only
what depends on it is told. Of the facts of a list's records, those are told that can change
something by themselves; their numbers and dates are not cut, and a list that is not known is told
like a calculation.

What is learned with the least effort comes first. A fact that is fixed comes last and its cases
are not tried: nobody can bring about another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.evaluate.evaluate import Program, advice_key, evaluate_again
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Possible, hull, is_decided
from relrules.evaluate.terms import slot
from relrules.explain.cuts import Cell, cases
from relrules.explain.made_of import Dependencies, dependencies, open_dependencies
from relrules.explain.telling import declared, key_of, owner_of, place_of
from relrules.explain.visible import Visible
from relrules.syntax.nodes import AdviceState

# An explanation is read by a person who waits for it: so many rows, and combinations of what is not
# known, are looked at, then no more.
MOST_EFFORT = 10_000
TAKEN_OVER_AT_ONCE = 20


@frozen
class Case:
    """What a fact can turn out to be, and what then follows.

    `values` are single values, or cells of a number or date. `results` is what one of them gives
    for all that changes; where cases that matter alike were joined, it holds what any can give.
    """

    values: tuple[m.Value | Cell, ...]
    results: Mapping[str, Possible]
    advice: Mapping[str, AdviceState]


@frozen
class Prospect:
    """What an unknown fact, or today, could change once it is known.

    `fact` is its place, as in `contacts[2].role`. `changes` are the results it decides or narrows
    by itself, with all they can then be, and `advice` the advice whose state it decides; `cases`
    what follows from what, joined where grades and advice are the same. `findings` are the labelled
    defines that are open or provisional and made of it, `said_in` the advice, given or possible,
    whose text names it. `matters` tells whether anything still depends on it at all, and `veiled`
    whether something is made of it that is made of a hidden fact too, of which nothing is said here.
    Where the fact was not tried, `cases` is empty and the rest is what depends on it.
    """

    fact: str
    changes: Mapping[str, Possible]
    advice: tuple[str, ...]
    cases: tuple[Case, ...]
    matters: bool
    findings: tuple[str, ...] = ()
    said_in: tuple[str, ...] = ()
    veiled: bool = False


@frozen
class _Search:
    """What is tried on what; only what no hidden fact is part of is looked at.

    What a result in sight would be in another case could tell of a hidden fact in it. `depends` says
    what each result is made of, `parts` turns that around, `still` what can still count to it.
    `free_advice` is the advice whose state is told: worked out once, since it is asked of every fact.
    `told` are the keys of the results that are told, `None` for all.
    """

    program: Program
    outcome: Outcome
    visible: Visible
    depends: Dependencies
    still: Dependencies
    parts: Mapping[str, frozenset[str]]
    free_advice: tuple[str, ...]
    told: frozenset[str] | None = None

    @property
    def policy(self) -> m.CheckedPolicy:
        """Return the policy."""
        return self.program.policy

    def made_of(self, place: str) -> frozenset[str]:
        """Return the results, and the advice under its key, that a fact is part of."""
        policy, key = self.policy, key_of(self.policy, place)
        list_name, _, name = key.rpartition(".")
        sharing = (to for to, of in policy.same_records.items() if of == list_name)
        keys = {key, *(f"{to}.{name}" for to in sharing)}
        return frozenset().union(*(self.parts.get(key, ()) for key in keys))

    def veils(self, place: str) -> bool:
        """Return whether a fact is part of something that a hidden fact is part of too.

        It is asked of the policy, not of what came of it, which would tell of the hidden fact.
        """
        if not self.visible.hidden:
            return False
        advice = {advice_key(name): name for name in self.policy.advice}
        return not all(
            advice[of] in self.free_advice if of in advice else self.visible.is_free(of)
            for of in self.made_of(place)
        )

    def effort(self, place: str) -> int:
        """Return what it takes to try one value of a fact: rows and combinations looked at."""
        read = sum(self.outcome.effort.get(name, 0) for name in self.made_of(place))
        # What stays as it is is taken over, which is no work but for the many records of a list.
        return read + len(self.outcome.values) // TAKEN_OVER_AT_ONCE

    def results(self, place: str) -> list[str]:
        """Return the results whose change is told: dimensions, scores and grades.

        For a fact of a record those of this record too.
        """
        policy = self.policy
        found = [*policy.dimensions, *policy.scores, *policy.grades]
        where = place_of(policy, place)
        if where is not None:
            of = policy.lists[where[0]]
            found += [slot(where[0], where[1], name) for name in (*of.dimensions, *of.grades)]
        keys = {name: key_of(policy, name) for name in found}
        return [name for name, key in keys.items() if self.tells(key) and self.visible.is_free(key)]

    def tells(self, key: str) -> bool:
        """Return whether what becomes of a result is told."""
        return self.told is None or key in self.told

    def hangs_on(self, place: str) -> Iterator[str]:
        """Yield the results that are open and made of a fact."""
        key = key_of(self.policy, place)
        for name in self.results(place):
            needed = key in self.still[key_of(self.policy, name)]
            if needed and self._is_open(name, place):
                yield name

    def _is_open(self, name: str, place: str) -> bool:
        """Return whether a result is open, or read that a fact is absent."""
        absent = self.outcome.provisional.get(name, ())
        return place in absent or not is_decided(self.outcome.values[name])

    def findings(self, place: str) -> tuple[str, ...]:
        """Return the labelled defines that are open or provisional and made of a fact."""
        key = key_of(self.policy, place)
        return tuple(
            name
            for name, define in self.policy.defines.items()
            if define.labelled
            and self.tells(name)
            and self.visible.is_free(name)
            and key in self.still[name]
            and self._is_open(name, place)
        )

    def advice_on(self, place: str) -> Iterator[str]:
        """Yield the advice that is possible and looks at a fact."""
        key = key_of(self.policy, place)
        for name in self.free_advice:
            states = self.states(self.outcome, name, place)
            if key in self.still[advice_key(name)] and AdviceState.POSSIBLE in states:
                yield name

    def states(self, outcome: Outcome, name: str, place: str) -> tuple[AdviceState, ...]:
        """Return the states of advice that a fact may decide.

        Of advice for each record, that for the record of the fact, or for every record.
        """
        for_each = self.policy.advice[name].for_each
        if for_each is None or for_each not in outcome.counts:
            return (outcome.advice[name],)
        each = outcome.each.get(name, ())
        where = place_of(self.policy, place)
        return each if where is None or where[0] != for_each else (each[where[1]],)

    def said_in(self, place: str) -> tuple[str, ...]:
        """Return the advice, given or possible, whose text names a fact."""
        key = key_of(self.policy, place)
        return tuple(
            name
            for name in self.free_advice
            if set(self.states(self.outcome, name, place)) - {AdviceState.NOT_GIVEN}
            if (say := self.policy.advice[name].say) is not None
            if any(ref.key == key for ref in say.refs())
        )


def prospects(
    program: Program,
    outcome: Outcome,
    visible: Visible,
    told: frozenset[str] | None = None,
) -> tuple[Prospect, ...]:
    """Return what each unknown fact that may be spoken of could still change.

    Of results, those `told` are looked at, by their keys, or all of them. Where not all are, a fact
    of a used policy that changes nothing of these is left out.
    """
    depends, still = dependencies(program), open_dependencies(program, outcome)
    policy = program.policy
    free = tuple(n for n, a in policy.advice.items() if visible.is_free_condition(a.when))
    search = _Search(program, outcome, visible, depends, still, _turned_around(depends), free, told)
    found: list[Prospect] = []
    left = MOST_EFFORT
    for place in sorted(filter(visible.fact, outcome.unknown), key=lambda p: _turn(policy, p)):
        values = None
        if not _is_fixed(policy, place) and left > 0 and search.made_of(place):
            values = cases(program, outcome, search.depends, place, visible)
            left -= len(values or ()) * search.effort(place)
        tried = values is not None and left >= 0
        prospect = _tried(search, place, values or []) if tried else _untried(search, place)
        # Where results are given, nobody asks for the facts that would have led to them; nor for
        # those of a used policy that count to nothing that is told.
        is_own = told is None or not owner_of(policy, place)
        is_asked = place_of(policy, place) is None and not outcome.given and is_own
        if prospect.changes or prospect.advice or is_asked:
            found.append(evolve(prospect, veiled=search.veils(place)))
    return tuple(found)


def _turned_around(depends: Dependencies) -> dict[str, frozenset[str]]:
    """Return what each fact and list is part of."""
    found: dict[str, set[str]] = {}
    for name, needed in depends.items():
        for key in needed:
            found.setdefault(key, set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def _effort(policy: m.CheckedPolicy, place: str) -> tuple[bool, Exact]:
    """Return in which order facts are told: the fixed ones last, the cheapest first."""
    fact = declared(policy, key_of(policy, place))
    return (fact.fixed, fact.effort) if isinstance(fact, m.Fact) else (False, 1)


def _turn(policy: m.CheckedPolicy, place: str) -> tuple[tuple[bool, Exact], int, int]:
    """Return when a place is told: by effort, and of what costs the same record by record."""
    where = place_of(policy, place)
    if where is None:
        return _effort(policy, place), 0, 0
    return _effort(policy, place), list(policy.lists).index(where[0]) + 1, where[1]


def _is_fixed(policy: m.CheckedPolicy, place: str) -> bool:
    fact = declared(policy, key_of(policy, place))
    return isinstance(fact, m.Fact) and fact.fixed


def _tried(search: _Search, place: str, values: list[m.Value | Cell]) -> Prospect:
    outcome = search.outcome
    trials = [_trial(search, place, value) for value in values]
    changes = {}
    for result in search.results(place):
        then = [trial.results[result] for trial in trials]
        if any(possible != outcome.values[result] for possible in then):
            changes[result] = hull(then)
    advice = tuple(
        a
        for a in search.free_advice
        if any(trial.advice[a] is not _told_state(search, outcome, a, place) for trial in trials)
    )
    grades = [r for r in changes if isinstance(_declared(search, r), m.Grade)]
    is_open = next(search.hangs_on(place), None) or next(search.advice_on(place), None)
    findings = search.findings(place)
    if not (changes or advice) and _hangs_for_some(search, place):
        return _untried(search, place)
    said_in = search.said_in(place)
    matters = bool(changes or advice or is_open or findings or said_in)
    told = [evolve(t, results={name: t.results[name] for name in changes}) for t in trials]
    together = _joined(told, grades, advice)
    return Prospect(place, changes, advice, together, matters, findings, said_in)


def _hangs_for_some(search: _Search, place: str) -> bool:
    """Return whether advice hangs on a fact for some records, though it is given for others."""
    policy, outcome = search.policy, search.outcome
    return any(
        policy.advice[name].for_each is not None
        and outcome.advice[name] is not AdviceState.POSSIBLE
        and place_of(policy, place) is None
        for name in search.advice_on(place)
    )


def _untried(search: _Search, place: str) -> Prospect:
    changes = {name: search.outcome.values[name] for name in search.hangs_on(place)}
    advice = tuple(search.advice_on(place))
    findings = search.findings(place)
    said_in = search.said_in(place)
    matters = bool(changes or advice or findings or said_in)
    return Prospect(place, changes, advice, (), matters, findings, said_in)


def _declared(search: _Search, place: str) -> object:
    return declared(search.policy, key_of(search.policy, place))


def _trial(search: _Search, place: str, value: m.Value | Cell) -> Case:
    sample = value.sample if isinstance(value, Cell) else value
    changed = search.made_of(place)
    then = evaluate_again(search.program, search.outcome, place, sample, changed)
    advice = {name: _told_state(search, then, name, place) for name in then.advice}
    return Case((value,), then.values, advice)


def _told_state(search: _Search, outcome: Outcome, name: str, place: str) -> AdviceState:
    """Return the state of advice as told of a fact: for its record, or the strongest of any."""
    states = search.states(outcome, name, place)
    where = place_of(search.policy, place)
    is_one = where is not None and where[0] == search.policy.advice[name].for_each
    return states[0] if is_one and states else outcome.advice[name]


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
