"""Finding facts that reach something: an example changed in one fact, or as few facts as will do.

The search leans on the interpreter being sound about what is not known. Facts are set one by one;
where a record can no longer reach what is wanted, whatever its other facts, that branch is left.
Lists are tried with one record, with none, and with as many as something is compared with.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, evolve, frozen

from relrules.check import model as m
from relrules.check.examples import allowed
from relrules.check.interval import Exact, plain
from relrules.evaluate.evaluate import Program, advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.terms import slot
from relrules.source import FrozenDict
from relrules.verify.cases import DAY, OTHER_TEXT, Thresholds, combinations, thresholds, values_of
from relrules.verify.coverage import Coverable, Kind, Reach, reach_of
from relrules.verify.examples import run_example
from relrules.verify.parts import cut_down, given_as, needs_of, parts_of, result, terms_of
from relrules.verify.sizes import sizes
from relrules.verify.smaller import smaller

MOST_TRIES = 3_000
MOST_CHANGES = 1_000
MOST_SAMPLES = 500
SPREAD = 8


@frozen
class Change:
    """A fact, of a record of a list where there is one, counted from 0, and its value if known."""

    fact: m.Fact
    value: m.Value | None
    list: str | None = None
    record: int = 0


@frozen
class Record:
    """An example, without expectations, whose facts reach what was looked for.

    `like` is the example that it is, but for what is `changed`; both are `None` where it was found
    from nothing.
    """

    example: m.Example
    like: m.Example | None = None
    changed: Change | None = None


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
    needs = needs_of(policy, owner)
    days = [e.today for e in policy.examples if e.today is not None]
    day = max(days, default=DAY)
    terms = terms_of(policy, [owner, *parts_of(policy, owner).values()])
    at = _thresholds(policy, terms)
    values = {
        name: _Telling(fact, _values(policy, name, fact, at.get(name, Thresholds()), day))
        for name, fact in needs.facts.items()
    }
    around = [] if wanted.list is None else [policy.same_records.get(wanted.list, wanted.list)]
    lists = tuple(dict.fromkeys([*around, *needs.lists]))
    return _Search(
        program=cut_down(program, wanted.owner, owner),
        wanted=wanted,
        facts={n: t for n, t in values.items() if n in policy.facts},
        records={
            of: {
                name: values[f"{of}.{name}"]
                for name in policy.lists[of].facts
                if f"{of}.{name}" in values
            }
            for of in lists
        },
        sizes=sizes(terms) if lists else (0,),
        today=day if needs.today else None,
    )


def _thresholds(policy: m.CheckedPolicy, terms: list[m.Expr]) -> dict[str, Thresholds]:
    """Return what each fact is compared with, by the key under which data give it."""
    found: dict[str, Thresholds] = {}
    for key, at in thresholds(terms).items():
        together = found.setdefault(given_as(policy, key), Thresholds())
        together.constants += at.constants
        together.days += at.days
    return found


def _values(
    policy: m.CheckedPolicy, name: str, fact: m.Fact, at: Thresholds, day: dt.date
) -> list[m.Value]:
    """Return the telling values of a fact, and some between: a formula has no thresholds."""
    found = values_of(fact, at, day)
    of = fact.type
    if isinstance(of, m.TextType):
        return [_some_text(policy, name, fact, at) if v == OTHER_TEXT else v for v in found]
    if not isinstance(of, m.NumberType) or of.low is None or of.high is None:
        return found
    step = Fraction(1, 10 ** (of.decimals or 0))
    spread = (of.low + Fraction(of.high - of.low) * i / SPREAD for i in range(SPREAD + 1))
    more: list[Exact] = [plain(value // step * step) for value in spread]
    return [*found, *(v for v in more if v not in found and allowed(v, of))]


def _some_text(policy: m.CheckedPolicy, name: str, fact: m.Fact, at: Thresholds) -> m.Value:
    """Return a text that is compared with none: one that an example gives, else the fact's label."""
    of, _, inside = name.rpartition(".")
    given = [e.given[name] for e in policy.examples if name in e.given]
    given += [r[inside] for e in policy.examples for r in e.lists.get(of, ()) if inside in r]
    texts = [*given, fact.label.in_language(policy.lang), OTHER_TEXT]
    return next(text for text in texts if text not in at.constants)


@frozen
class _Telling:
    """A fact with the values that it is tried with."""

    fact: m.Fact
    values: Sequence[m.Value]


@define
class _Search:
    """A program cut down to what is looked for, with what its facts and lists are tried with."""

    program: Program
    wanted: Coverable
    facts: Mapping[str, _Telling]
    records: Mapping[str, Mapping[str, _Telling]]
    sizes: tuple[int, ...]
    today: dt.date | None
    tries: int = 0

    # ---- near an example ------------------------------------------------------------------

    def near_an_example(self, examples: tuple[m.Example, ...]) -> Record | None:
        """Return an example, changed in one fact, that reaches what is wanted."""
        for example in examples:
            # What stands in for results of another policy cannot be written down from here.
            if example.results or (self.today is not None and example.today is None):
                continue
            for change in self._changes(example):
                tried = _changed(example, change)
                if self._reach_of(tried)[0] is Reach.SURELY:
                    return Record(tried, example, change)
                if self.tries >= MOST_CHANGES:
                    return None
        return None

    def _changes(self, example: m.Example) -> Iterator[Change]:
        """Yield changes of one fact: of those that are known first, and last to unknown."""
        places = [
            (telling, example.given.get(name), Change(telling.fact, None))
            for name, telling in self.facts.items()
        ]
        for of, facts in self.records.items():
            for index, record in enumerate(example.lists.get(of, ())):
                places += [
                    (telling, record.get(name), Change(telling.fact, None, of, index))
                    for name, telling in facts.items()
                ]
        places.sort(key=lambda place: place[1] is None)
        for telling, before, change in places:
            yield from (evolve(change, value=v) for v in telling.values if v != before)
        yield from (change for _, before, change in places if before is not None)

    # ---- from nothing ---------------------------------------------------------------------

    def from_nothing(self) -> Record | None:
        """Return the fewest facts and records, or nearly so, that reach what is wanted."""
        for size in self.sizes:
            end = self.tries + MOST_TRIES // len(self.sizes)
            values = self._values(size)
            found = self._deeper({}, list(values), values, size, end)
            if found is None:
                found = self._sampled(values, size)
            if found is not None:
                return Record(self._without_idle(self._example(found, size)))
        return None

    def _values(self, size: int) -> dict[str, Sequence[m.Value]]:
        """Return what is tried for each fact, and for those of so many records of each list.

        Facts with a default come first: while one stands in for them, no branch can be left.
        """
        found = dict(self.facts)
        for index, (of, facts) in itertools.product(range(size), self.records.items()):
            found |= {slot(of, index, name): telling for name, telling in facts.items()}
        in_order = sorted(found.items(), key=lambda item: item[1].fact.default is None)
        return {name: telling.values for name, telling in in_order}

    def _deeper(
        self,
        facts: dict[str, m.Value],
        left: list[str],
        values: Mapping[str, Sequence[m.Value]],
        size: int,
        end: int,
    ) -> dict[str, m.Value] | None:
        """Set one fact after another, and turn back where nothing is to be found."""
        reach, may_turn = self._reach_of(self._example(facts, size))
        if reach is Reach.SURELY:
            return facts
        if not left or (reach is Reach.NOT and not may_turn):
            return None
        for value in values[left[0]]:
            if self.tries >= end:
                return None
            found = self._deeper({**facts, left[0]: value}, left[1:], values, size, end)
            if found is not None:
                return found
        return None

    def _sampled(
        self, values: Mapping[str, Sequence[m.Value]], size: int
    ) -> dict[str, m.Value] | None:
        for facts in combinations(values, MOST_SAMPLES // len(self.sizes)):
            if self._reach_of(self._example(facts, size))[0] is Reach.SURELY:
                return facts
        return None

    def _without_idle(self, example: m.Example) -> m.Example:
        """Return an example without lists, records and facts that are not needed."""
        return smaller(example, lambda tried: self._reach_of(tried)[0] is Reach.SURELY)

    # ---- trying ---------------------------------------------------------------------------

    def _reach_of(self, example: m.Example) -> tuple[Reach, bool]:
        """Return what an example reaches, and whether that read the absence of facts and may turn."""
        self.tries += 1
        outcome = run_example(self.program, example).outcome
        return reach_of(self.wanted, outcome), self._is_provisional(outcome)

    def _example(self, facts: Mapping[str, m.Value], size: int) -> m.Example:
        """Return an example of facts by name or slot, with so many records in each list."""
        lists = {
            of: tuple(
                FrozenDict({n: facts[at] for n in names if (at := slot(of, index, n)) in facts})
                for index in range(size)
            )
            for of, names in self.records.items()
        }
        return m.Example(
            span=self.wanted.span,
            title=m.Texts((("", ""),)),
            given=FrozenDict({name: facts[name] for name in self.facts if name in facts}),
            today=self.today,
            expect=(),
            lists=FrozenDict(lists),
        )

    def _is_provisional(self, outcome: Outcome) -> bool:
        """Return whether what is wanted read the absence of a fact, in any record."""
        owner = self.wanted.owner
        if self.wanted.kind in (Kind.ADVICE, Kind.ALERT):
            return advice_key(owner) in outcome.provisional
        of = self.wanted.list
        if of is None:
            return owner in outcome.provisional
        name = owner.rpartition(".")[2]
        places = (slot(of, index, name) for index in range(outcome.counts.get(of, 0)))
        return any(place in outcome.provisional for place in places)


def _changed(example: m.Example, change: Change) -> m.Example:
    """Return an example with one fact changed, and nothing expected."""
    if change.list is None:
        given = _with(example.given, change)
        return evolve(example, given=given, expect=())
    records = list(example.lists[change.list])
    records[change.record] = _with(records[change.record], change)
    lists = FrozenDict({**example.lists, change.list: tuple(records)})
    return evolve(example, lists=lists, expect=())


def _with(facts: Mapping[str, m.Value], change: Change) -> FrozenDict[str, m.Value]:
    changed = {**facts, change.fact.id: change.value}
    return FrozenDict({name: value for name, value in changed.items() if value is not None})
