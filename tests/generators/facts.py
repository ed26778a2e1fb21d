"""Records for a generated policy: complete, with facts missing, and spelled in every way."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve, field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.scope import ListNamed, Named, Scope
from generators.values import Choices, Date, Levels, Value, representatives

TODAY = (dt.date(2026, 2, 28), dt.date(2026, 1, 31), dt.date(2024, 2, 29))


@frozen
class Known:
    """What is known of a record: some facts, perhaps today, and some lists with their records."""

    facts: Mapping[str, Value]
    today: dt.date | None
    lists: Mapping[str, Sequence[Mapping[str, Value]]] = field(factory=dict)

    @property
    def given(self) -> dict[str, object]:
        """Return facts and lists as a caller gives them."""
        return {**self.facts, **{name: list(records) for name, records in self.lists.items()}}

    def learnt(self, place: Place, value: Any) -> Known:  # noqa: ANN401 - a value, a day or records, as the place says
        """Return what is known once one thing more is."""
        match place:
            case "today":
                return evolve(self, today=value)
            case str():
                return evolve(self, facts={**self.facts, place: value})
            case (of, None, _):
                return evolve(self, lists={**self.lists, of: value})
            case (of, int() as at, name):
                records = [dict(record) for record in self.lists[of]]
                records[at][name] = value
                return evolve(self, lists={**self.lists, of: records})


Place = str | tuple[str, int | None, str]
"""A fact or `today`, a list, or the fact of one of its records."""


def values_of(scope: Scope, fact: Named) -> list[Value]:
    """Return values of a fact that between them bring every condition about it both ways."""
    constants = sorted(scope.constants, key=repr)
    return [v for v in representatives(fact.type, constants) if v not in fact.missing]


@st.composite
def complete(draw: DrawFn, scope: Scope) -> Known:
    """Draw a record in which everything is known."""
    facts = {fact.id: draw(st.sampled_from(values_of(scope, fact))) for fact in scope.facts}
    lists = {of.id: draw(st.lists(_record(scope, of), max_size=2)) for of in scope.every_list}
    return Known(facts, draw(st.sampled_from(TODAY)), lists)


def _record(scope: Scope, of: ListNamed) -> st.SearchStrategy[dict[str, Value]]:
    pools = {fact.id: st.sampled_from(values_of(scope, fact)) for fact in of.facts}
    return st.fixed_dictionaries(pools)


@st.composite
def partial(draw: DrawFn, scope: Scope) -> Known:
    """Draw a record in which any facts, lists, facts of their records, and today may be missing."""
    return draw(_less(draw(complete(scope))))


@st.composite
def _less(draw: DrawFn, known: Known) -> Known:
    """Draw some of what is known."""

    def some(facts: Mapping[str, Value]) -> dict[str, Value]:
        return {name: value for name, value in facts.items() if draw(st.booleans())}

    lists = {
        name: [some(record) for record in records]
        for name, records in known.lists.items()
        if draw(st.integers(0, 3))
    }
    return Known(some(known.facts), known.today if draw(st.booleans()) else None, lists)


@st.composite
def learning(draw: DrawFn, scope: Scope) -> tuple[Known, Known]:
    """Draw what is known before and after one more fact, or today, is learnt."""
    known = draw(complete(scope))
    before = draw(_less(known))
    found = dict(missing(before, known))
    if not found:
        return before, before
    learnt = draw(st.sampled_from(sorted(found, key=repr)))
    return before, before.learnt(learnt, found[learnt])


def missing(before: Known, known: Known) -> Iterator[tuple[Place, Any]]:
    """Yield what is known in the one and not in the other."""
    yield from ((n, v) for n, v in known.facts.items() if n not in before.facts)
    if before.today is None:
        yield "today", known.today
    for name, records in known.lists.items():
        if name not in before.lists:
            yield (name, None, ""), [{} for _ in records]
            continue
        for at, record in enumerate(records):
            own = before.lists[name][at]
            yield from (((name, at, n), v) for n, v in record.items() if n not in own)


def completions(scope: Scope, known: Known, most: int) -> Iterator[Known]:
    """Yield completions of a record: all that representative values give, or `most` among them."""
    pools = _pools(scope, known)
    lists = {of.id: _lists(scope, of, known) for of in scope.every_list}
    days = TODAY if known.today is None else (known.today,)
    every = [*pools.values(), *lists.values(), days]
    if math.prod(len(pool) for pool in every) <= most:
        chosen: Iterable[tuple[Any, ...]] = itertools.product(*every)
    else:
        chosen = (tuple(scope.rng.choice(pool) for pool in every) for _ in range(max(most, 1)))
    for values in chosen:
        facts = dict(zip(pools, values[: len(pools)], strict=True))
        records = dict(zip(lists, values[len(pools) : -1], strict=True))
        yield Known(facts, values[-1], records)


def few(scope: Scope, known: Known, most: int) -> Known:
    """Return what is known with so much more that there are at most so many completions."""
    while math.prod(map(len, _every(scope, known))) > most:
        full = next(completions(scope, known, 0))
        found = dict(missing(known, full))
        place = scope.rng.choice(sorted(found, key=repr))
        known = known.learnt(place, found[place])
    return known


def _every(scope: Scope, known: Known) -> list[Sequence[Any]]:
    lists = [_lists(scope, of, known) for of in scope.every_list]
    return [*_pools(scope, known).values(), *lists]


def _pools(scope: Scope, known: Known) -> dict[str, list[Value]]:
    return {
        fact.id: [known.facts[fact.id]] if fact.id in known.facts else values_of(scope, fact)
        for fact in scope.facts
    }


MOST_LISTS = 400
"""How many lists are tried for one that is not known in full."""


def _lists(scope: Scope, of: ListNamed, known: Known) -> list[list[dict[str, Value]]]:
    """Return what a list can be; one that is not known has up to two records."""
    anything: list[Sequence[Mapping[str, Value]]] = [[], [{}], [{}, {}]]
    shapes = [known.lists[of.id]] if of.id in known.lists else anything
    found: list[list[dict[str, Value]]] = []
    for shape in shapes:
        each = [
            [
                dict(zip((f.id for f in of.facts), values, strict=True))
                for values in itertools.product(
                    *([r[f.id]] if f.id in r else values_of(scope, f) for f in of.facts)
                )
            ]
            for r in shape
        ]
        if math.prod(len(one) for one in each) <= MOST_LISTS:
            found += [list(records) for records in itertools.product(*each)]
        else:
            found += [[scope.rng.choice(one) for one in each] for _ in range(MOST_LISTS)]
    return found


@st.composite
def _spelled(draw: DrawFn, facts: Sequence[Named], known: Mapping[str, Value]) -> dict[str, object]:
    found: dict[str, object] = {}
    for fact in draw(st.permutations(facts)):
        name = draw(st.sampled_from([fact.id, *fact.in_data]))
        if fact.id in known:
            found[name] = draw(_written(fact, known[fact.id]))
        elif draw(st.booleans()):
            found[name] = draw(st.sampled_from([None, *fact.missing]))
    return found


@st.composite
def spelled(draw: DrawFn, scope: Scope, known: Known) -> dict[str, object]:
    """Draw the record as a caller may write it: other names, labels, kinds of number, markers."""
    found: dict[str, object] = draw(_spelled(scope.facts, known.facts))
    for of in scope.every_list:
        if of.id in known.lists:
            name = draw(st.sampled_from([of.id, *of.in_data]))
            found[name] = [draw(_spelled(of.facts, record)) for record in known.lists[of.id]]
        elif draw(st.booleans()):
            found[of.id] = None
    return found


def _written(fact: Named, value: Value) -> st.SearchStrategy[object]:
    match fact.type:
        case Levels(options=options) | Choices(options=options):
            own = next(option for option in options if option.id == value)
            return st.sampled_from([own.id, *own.in_data])
        case Date():
            return st.just(value)
        case _:
            return st.sampled_from(_numbers(value))


def _numbers(value: Value) -> list[object]:
    """Return a number in every kind of number that holds it exactly; other values as they are."""
    if isinstance(value, bool | str | dt.date):
        return [value]
    exact = Fraction(value)
    found: list[object] = [value, exact]
    if exact.denominator in (1, 2, 4, 8, 5, 10):
        found.append(Decimal(exact.numerator) / Decimal(exact.denominator))
    if Fraction(repr(float(exact))) == exact:
        found.append(float(exact))
    return found
