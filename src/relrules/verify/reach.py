"""Finding facts that reach something: an example changed in one fact, or as few facts as will do.

The search leans on the interpreter being sound about what is not known. Facts are set one by one;
where a record can no longer reach what is wanted, whatever its other facts, that branch is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import define, evolve, frozen

from relrules.check import model as m
from relrules.check.examples import allowed
from relrules.check.interval import Exact, plain
from relrules.evaluate.evaluate import Program, advice_key, prepare
from relrules.evaluate.outcome import Outcome
from relrules.source import FrozenDict
from relrules.verify.cases import DAY, OTHER_TEXT, Thresholds, combinations, thresholds, values_of
from relrules.verify.coverage import Coverable, Kind, Reach, reach_of
from relrules.verify.examples import run_example
from relrules.verify.parts import cut_down, facts_of, parts_of, result, terms_of

MOST_TRIES = 3_000
MOST_CHANGES = 1_000
MOST_SAMPLES = 500
SPREAD = 8


@frozen
class Record:
    """An example, without expectations, whose facts reach what was looked for.

    `like` is the example that it is, but for the fact `changed`; both are `None` where it was found
    from nothing.
    """

    example: m.Example
    like: m.Example | None = None
    changed: str | None = None


@frozen
class NotFound:
    """No facts were found in so many tries; that proves nothing."""

    tries: int


def facts_reaching(program: Program, wanted: Coverable) -> Record | NotFound:
    """Return facts that surely reach something, near an example where one is near."""
    search = _search(program, wanted)
    found = search.near_an_example(program.policy.examples) or search.from_nothing()
    return found or NotFound(search.tries)


def owner_of(policy: m.CheckedPolicy, coverable: Coverable) -> m.Declaration:
    """Return the declaration that something belongs to."""
    if coverable.kind in (Kind.ADVICE, Kind.ALERT):
        return policy.advice[coverable.owner]
    return result(policy, coverable.owner)


def _search(program: Program, wanted: Coverable) -> _Search:
    policy = program.policy
    owner = owner_of(policy, wanted)
    facts, looks_at_the_day = facts_of(policy, owner)
    days = [e.today for e in policy.examples if e.today is not None]
    day = max(days, default=DAY)
    at = thresholds(terms_of(policy, [owner, *parts_of(policy, owner).values()]))
    return _Search(
        program=prepare(cut_down(policy, owner)),
        wanted=wanted,
        values={
            name: _values(policy, fact, at.get(name, Thresholds()), day)
            for name, fact in facts.items()
        },
        today=day if looks_at_the_day else None,
    )


def _values(policy: m.CheckedPolicy, fact: m.Fact, at: Thresholds, day: dt.date) -> list[m.Value]:
    """Return the telling values of a fact, and some between: a formula has no thresholds."""
    found = values_of(fact, at, day)
    of = fact.type
    if isinstance(of, m.TextType):
        return [_some_text(policy, fact, at) if v == OTHER_TEXT else v for v in found]
    if not isinstance(of, m.NumberType) or of.low is None or of.high is None:
        return found
    step = Fraction(1, 10 ** (of.decimals or 0))
    spread = (of.low + Fraction(of.high - of.low) * i / SPREAD for i in range(SPREAD + 1))
    more: list[Exact] = [plain(value // step * step) for value in spread]
    return [*found, *(v for v in more if v not in found and allowed(v, of))]


def _some_text(policy: m.CheckedPolicy, fact: m.Fact, at: Thresholds) -> m.Value:
    """Return a text that is compared with none: one that an example gives, else the fact's label."""
    given = [e.given[fact.id] for e in policy.examples if fact.id in e.given]
    texts = [*given, fact.label.in_language(policy.lang), OTHER_TEXT]
    return next(text for text in texts if text not in at.constants)


@define
class _Search:
    """A policy cut down to what is looked for, with the values its facts are tried with."""

    program: Program
    wanted: Coverable
    values: Mapping[str, list[m.Value]]
    today: dt.date | None
    tries: int = 0

    def near_an_example(self, examples: tuple[m.Example, ...]) -> Record | None:
        """Return an example, changed in one fact, that reaches what is wanted."""
        for example in examples:
            # What stands in for results of another policy cannot be written down from here.
            if example.results or (self.today is not None and example.today is None):
                continue
            for name, value in self._changes(example):
                given = {**example.given, name: value}
                facts = {n: v for n, v in given.items() if v is not None}
                tried = evolve(example, given=FrozenDict(facts), expect=())
                if self._reach_of(tried)[0] is Reach.SURELY:
                    return Record(tried, example, name)
                if self.tries >= MOST_CHANGES:
                    return None
        return None

    def _changes(self, example: m.Example) -> Iterator[tuple[str, m.Value | None]]:
        """Yield changes of one fact: of those that are known first, and last to unknown."""
        for name in sorted(self.values, key=lambda name: name not in example.given):
            for value in self.values[name]:
                if example.given.get(name) != value:
                    yield name, value
        yield from ((name, None) for name in self.values if name in example.given)

    def from_nothing(self) -> Record | None:
        """Return the fewest facts, or nearly so, that reach what is wanted."""
        end = self.tries + MOST_TRIES
        found = self._deeper({}, list(self.values), end)
        if found is None:
            for facts in combinations(self.values, MOST_SAMPLES):
                if self._reach(facts)[0] is Reach.SURELY:
                    found = facts
                    break
        return None if found is None else Record(self._example(self._without_idle(found)))

    def _deeper(
        self, facts: dict[str, m.Value], left: list[str], end: int
    ) -> dict[str, m.Value] | None:
        """Set one fact after another, and turn back where nothing is to be found."""
        reach, may_turn = self._reach(facts)
        if reach is Reach.SURELY:
            return facts
        if not left or (reach is Reach.NOT and not may_turn):
            return None
        for value in self.values[left[0]]:
            if self.tries >= end:
                return None
            found = self._deeper({**facts, left[0]: value}, left[1:], end)
            if found is not None:
                return found
        return None

    def _without_idle(self, facts: Mapping[str, m.Value]) -> dict[str, m.Value]:
        """Return facts without those that are not needed."""
        needed = dict(facts)
        for name in facts:
            fewer = {k: v for k, v in needed.items() if k != name}
            if self._reach(fewer)[0] is Reach.SURELY:
                needed = fewer
        return needed

    def _reach(self, facts: Mapping[str, m.Value]) -> tuple[Reach, bool]:
        return self._reach_of(self._example(facts))

    def _reach_of(self, example: m.Example) -> tuple[Reach, bool]:
        """Return what an example reaches, and whether that read the absence of facts and may turn."""
        self.tries += 1
        outcome = run_example(self.program, example).outcome
        return reach_of(self.wanted, outcome), self._is_provisional(outcome)

    def _example(self, facts: Mapping[str, m.Value]) -> m.Example:
        span = self.wanted.span
        nameless = m.Texts((("", ""),))
        return m.Example(
            span=span, title=nameless, given=FrozenDict(facts), today=self.today, expect=()
        )

    def _is_provisional(self, outcome: Outcome) -> bool:
        owner = self.wanted.owner
        is_advice = self.wanted.kind in (Kind.ADVICE, Kind.ALERT)
        return (advice_key(owner) if is_advice else owner) in outcome.provisional
