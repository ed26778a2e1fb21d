"""What a policy under construction has declared so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from random import Random

from attrs import evolve, field, frozen

from generators.values import Type, Value


@frozen
class Record:
    """A complete record: a value for every fact, and `today`.

    `unknown` are names that `is known` takes as not known although they have a value here: the
    check looks at the two apart. `results` remembers what was worked out already.
    """

    facts: Mapping[str, Value]
    today: dt.date
    unknown: frozenset[str] = frozenset()
    results: dict[str, Value] = field(factory=dict, eq=False, repr=False)


Meaning = Callable[[Record], Value]


@frozen
class Named:
    """A fact or result: its id, how a policy may write it, its type, and its value.

    `in_data` is how data may name a fact, `missing` the markers that mean that it is not known.
    """

    id: str
    kind: str
    spellings: tuple[str, ...]
    type: Type
    meaning: Meaning
    in_data: tuple[str, ...] = ()
    missing: tuple[Value, ...] = ()


@frozen
class AdviceNamed:
    """Advice or an alert: its id, how a policy may write it, and when it is given."""

    id: str
    alert: bool
    spellings: tuple[str, ...]
    meaning: Callable[[Record], bool]


@frozen
class Scope:
    """The values declared so far, and what all strategies of one policy share.

    `constants` collects every value written out, `met` the constructs, `taken` the names. `rng`
    decides what need not shrink piece by piece; `plain`, to which it shrinks as a whole, leaves
    all decoration out. With `exact` only conditions are drawn about which the
    interpreter must be exact: facts against constants.
    """

    lang: str = "en"
    facts: tuple[Named, ...] = ()
    results: tuple[Named, ...] = ()
    advice: tuple[AdviceNamed, ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    exact: bool = False
    plain: bool = False
    constants: set[Value] = field(factory=set)
    met: set[str] = field(factory=set)
    taken: set[str] = field(factory=set)
    rng: Random = field(factory=lambda: Random(0), repr=False)  # noqa: S311 - no secret: one seed gives one policy

    @property
    def values(self) -> tuple[Named, ...]:
        """Return everything that has a value."""
        return self.facts + self.results

    def chance(self, share: float) -> bool:
        """Return whether to add some decoration, in this share of cases."""
        return not self.plain and self.rng.random() < share

    def of_type(self, *types: type[Type]) -> tuple[Named, ...]:
        """Return the values of these types."""
        return tuple(named for named in self.values if isinstance(named.type, types))

    def with_facts(self, *facts: Named) -> Scope:
        """Return the scope with more facts."""
        return evolve(self, facts=self.facts + facts)

    def with_result(self, result: Named) -> Scope:
        """Return the scope with one more result."""
        return evolve(self, results=(*self.results, evolve(result, meaning=_once(result))))

    def with_advice(self, advice: AdviceNamed) -> Scope:
        """Return the scope with one more piece of advice."""
        return evolve(self, advice=(*self.advice, advice))


def _once(result: Named) -> Meaning:
    """Return the meaning of a result, worked out once for each record."""

    def meaning(record: Record) -> Value:
        if result.id not in record.results:
            record.results[result.id] = result.meaning(record)
        return record.results[result.id]

    return meaning
