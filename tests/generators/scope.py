"""What a policy under construction has declared so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NoReturn

from attrs import evolve, field, frozen

from generators.values import Exact, Levels, Type, Value


class NoAnswerError(Exception):
    """The rubric itself declines to answer."""


class UndecidedError(Exception):
    """It takes a fact that is not known, so nothing is said here."""


def declines(_record: Record) -> NoReturn:
    """Have no answer, whatever is known."""
    raise NoAnswerError


@frozen
class Record:
    """What is known of a record: facts, lists with the facts of their records, and `today`.

    The meaning of a declaration is a function of it. `here` says which record of a list is looked
    at. `unknown` are names that `is known` takes as not known although they have a value here: the
    check looks at the two apart. `results` remembers what was worked out already.
    """

    facts: Mapping[str, Value]
    today: dt.date | None
    lists: Mapping[str, Sequence[Mapping[str, Value]]] = field(factory=dict)
    unknown: frozenset[str] = frozenset()
    here: Mapping[str, int] = field(factory=dict)
    results: dict[str, Value | Exception] = field(factory=dict, eq=False, repr=False)

    def day(self) -> dt.date:
        """Return today."""
        if self.today is None:
            raise UndecidedError
        return self.today

    def records(self, name: str) -> list[Record]:
        """Return this record once for each record of a list, looking at that one."""
        if name not in self.lists:
            raise UndecidedError
        return [evolve(self, here={**self.here, name: i}) for i in range(len(self.lists[name]))]

    def slot(self, list_name: str | None, name: str) -> str:
        """Return what a fact or result is kept under: of a list's record, with its number."""
        return name if list_name is None else f"{list_name}[{self.here[list_name] + 1}].{name}"


Meaning = Callable[[Record], Value]


@frozen
class Named:
    """A fact or result: its id, how a policy may write it, its type, and its value.

    `in_data` is how data may name a fact, `missing` the markers that mean that it is not known,
    `default` what stands in for it then. `list` is whose records have it.
    """

    id: str
    kind: str
    spellings: tuple[str, ...]
    type: Type
    meaning: Meaning
    in_data: tuple[str, ...] = ()
    missing: tuple[Value, ...] = ()
    default: Value | None = None
    list: str | None = None


@frozen
class AdviceNamed:
    """Advice or an alert: its id, how a policy may write it, and when it is given.

    With `for_each` it is given for a record of that list.
    """

    id: str
    alert: bool
    spellings: tuple[str, ...]
    meaning: Callable[[Record], bool]
    for_each: str | None = None


@frozen
class ListNamed:
    """A list: its id, how a policy and data may write it, and what its records have."""

    id: str
    spellings: tuple[str, ...]
    in_data: tuple[str, ...]
    facts: tuple[Named, ...] = ()
    results: tuple[Named, ...] = ()

    @property
    def members(self) -> tuple[Named, ...]:
        """Return everything that a record has a value of."""
        return self.facts + self.results


@frozen
class Items:
    """A questionnaire or a part of one; `worth` is what an answer counts before reversal.

    `low` and `high` are the least and most that an answer counts. `needed` lists what must be
    answered for an estimate: so many of these items. It is `None` where nothing is estimated.
    """

    spellings: tuple[str, ...]
    items: tuple[Named, ...]
    reversed: frozenset[str]
    worth: Callable[[Value], Exact]
    low: Exact
    high: Exact
    whole: bool
    yes_no: bool
    needed: tuple[tuple[int, tuple[Named, ...]], ...] | None


@frozen
class Scope:
    """The values declared so far, and what all strategies of one policy share.

    Of `every_list` those in `lists` may be spoken of, which no record may do of its own.     `here` is what the record of a list has that is looked at. `constants` collects every value
    written out, `met` the constructs, `taken` the names. `rng` decides what need not shrink piece
    by piece; `plain`, to which it shrinks as a whole, leaves all decoration out. With `exact` only
    conditions are drawn about which the interpreter must be exact: facts against constants. With
    `small` facts have few values each, so that all completions can be tried. With `list_name` what
    is declared belongs to the records of that list.
    """

    lang: str = "en"
    facts: tuple[Named, ...] = ()
    results: tuple[Named, ...] = ()
    here: tuple[Named, ...] = ()
    advice: tuple[AdviceNamed, ...] = ()
    lists: tuple[ListNamed, ...] = ()
    every_list: tuple[ListNamed, ...] = ()
    questionnaires: tuple[Items, ...] = ()
    scales: tuple[tuple[Levels, tuple[str, ...]], ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    exact: bool = False
    plain: bool = False
    small: bool = False
    list_name: str | None = None
    constants: set[Value] = field(factory=set)
    met: set[str] = field(factory=set)
    taken: set[str] = field(factory=set)
    rng: Random = field(factory=lambda: Random(0), repr=False)  # noqa: S311 - no secret: one seed gives one policy

    @property
    def values(self) -> tuple[Named, ...]:
        """Return everything that has a value."""
        return self.facts + self.results + self.here

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
        own = evolve(result, list=self.list_name)
        return evolve(self, results=(*self.results, evolve(own, meaning=_once(own))))

    def with_advice(self, advice: AdviceNamed) -> Scope:
        """Return the scope with one more piece of advice."""
        return evolve(self, advice=(*self.advice, advice))

    def inside(self, of: ListNamed) -> Scope:
        """Return the scope in which a record of a list is looked at."""
        return evolve(self, here=of.members, lists=())


def _once(result: Named) -> Meaning:
    """Return the meaning of a result, worked out once for each record."""

    def meaning(record: Record) -> Value:
        key = record.slot(result.list, result.id)
        if key not in record.results:
            try:
                record.results[key] = result.meaning(record)
            except (NoAnswerError, UndecidedError) as found:
                record.results[key] = found
        known = record.results[key]
        if isinstance(known, Exception):
            raise type(known)
        return known

    return meaning
