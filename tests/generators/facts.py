"""Records for a generated policy: complete, with facts missing, and spelled in every way."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.scope import Named, Scope
from generators.values import Choices, Date, Levels, Value, representatives

TODAY = (dt.date(2026, 2, 28), dt.date(2026, 1, 31), dt.date(2024, 2, 29))


@frozen
class Known:
    """What is known of a record: some facts, and perhaps today."""

    facts: Mapping[str, Value]
    today: dt.date | None


def values_of(scope: Scope, fact: Named) -> list[Value]:
    """Return values of a fact that between them bring every condition about it both ways."""
    constants = sorted(scope.constants, key=repr)
    return [v for v in representatives(fact.type, constants) if v not in fact.missing]


@st.composite
def complete(draw: DrawFn, scope: Scope) -> Known:
    """Draw a record in which everything is known."""
    facts = {fact.id: draw(st.sampled_from(values_of(scope, fact))) for fact in scope.facts}
    return Known(facts, draw(st.sampled_from(TODAY)))


@st.composite
def partial(draw: DrawFn, scope: Scope) -> Known:
    """Draw a record in which any facts, and today, may not be known."""
    known = draw(complete(scope))
    facts = {name: value for name, value in known.facts.items() if draw(st.booleans())}
    return Known(facts, known.today if draw(st.booleans()) else None)


@st.composite
def learning(draw: DrawFn, scope: Scope) -> tuple[Known, Known]:
    """Draw what is known before and after one more fact, or today, is learnt."""
    known = draw(complete(scope))
    before = draw(partial(scope))
    names = [name for name in known.facts if name not in before.facts]
    if before.today is None:
        names.append("today")
    if not names:
        return before, before
    learnt = draw(st.sampled_from(names))
    if learnt == "today":
        return before, Known(before.facts, known.today)
    return before, Known({**before.facts, learnt: known.facts[learnt]}, before.today)


def completions(scope: Scope, known: Known, most: int) -> Iterator[Known]:
    """Yield completions of a record: all that representative values give, or `most` among them."""
    pools = [
        [known.facts[fact.id]] if fact.id in known.facts else values_of(scope, fact)
        for fact in scope.facts
    ]
    days = TODAY if known.today is None else (known.today,)
    names = [fact.id for fact in scope.facts]
    if math.prod(len(pool) for pool in pools) * len(days) <= most:
        for values in itertools.product(*pools):
            for today in days:
                yield Known(dict(zip(names, values, strict=True)), today)
        return
    for _ in range(most):
        values = tuple(scope.rng.choice(pool) for pool in pools)
        yield Known(dict(zip(names, values, strict=True)), scope.rng.choice(days))


@st.composite
def spelled(draw: DrawFn, scope: Scope, known: Known) -> dict[str, object]:
    """Draw the record as a caller may write it: other names, labels, kinds of number, markers."""
    found: dict[str, object] = {}
    for fact in draw(st.permutations(scope.facts)):
        name = draw(st.sampled_from([fact.id, *fact.in_data]))
        if fact.id in known.facts:
            found[name] = draw(_written(fact, known.facts[fact.id]))
        elif draw(st.booleans()):
            found[name] = draw(st.sampled_from([None, *fact.missing]))
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
