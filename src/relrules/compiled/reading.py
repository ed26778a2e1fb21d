"""Records of a run read fast: each title is looked up once, and a text that comes again is not read again.

What is not plain to see is left to `evaluate.facts`, which reads everything and tells every problem:
`None` says so. All that is remembered belongs to the function, which is made for one run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.compiled.capture import Capture, Captured, Read, read_of
from relrules.compiled.lists import lists_given, standing_in
from relrules.compiled.memo import Remembered
from relrules.compiled.terms import place_in
from relrules.evaluate.facts import Form, HasFacts, find_fact, read_facts
from relrules.evaluate.terms import slot
from relrules.syntax.names import data_key

MOST_SHAPES = 256
MOST_DIGITS_AT_ONCE = 15
Plan = tuple[tuple[int, Read], ...]
"""Where each value of a record goes, and how it is read, in the order of its titles."""


def reading_function(policy: m.CheckedPolicy, form: Form) -> Capture:
    """Return a function that captures the facts of records, however their facts are spelled."""
    places = {name: at for at, name in enumerate((*policy.facts, *lists_given(policy)))}
    under_names = frozenset(data_key(name) for name in policy.uses)
    rows = _Rows(policy, form, places, under_names)

    def read(record: object) -> Captured | None:
        try:
            return rows.read(record)
        except Exception:  # noqa: BLE001 - values may be the caller's code; the slow way tells
            return None

    return read


def captured(
    policy: m.CheckedPolicy, facts: Mapping[str, m.Value], counts: Mapping[str, int]
) -> Captured:
    """Return facts that the slow way has read as compiled functions have them."""
    found: list[Any] = [_place(facts, name, fact) for name, fact in policy.facts.items()]
    for name in lists_given(policy):
        inside = policy.lists[name].facts
        found.append(
            [
                tuple(_place(facts, slot(name, at, fact), of) for fact, of in inside.items())
                for at in range(counts[name])
            ]
            if name in counts
            else None
        )
    return found


def _place(facts: Mapping[str, m.Value], place: str, fact: m.Fact) -> m.Value | None:
    value = facts.get(place)
    return None if value is None else place_in(value, fact.type)


# ---- records ------------------------------------------------------------------------------------


@define(eq=False)
class _Rows:
    """Reads records of a policy, or those of one of its lists."""

    of: HasFacts
    form: Form
    places: Mapping[str, int]
    under_names: frozenset[str]
    _plans: Remembered[tuple[str, ...], Plan] = field(init=False)
    _reads: dict[str, Read] = field(factory=dict)

    @_plans.default
    def _made(self) -> Remembered[tuple[str, ...], Plan]:
        return Remembered(self._plan, MOST_SHAPES)

    def read(self, record: object) -> list[Any]:
        """Return the values of a record. Raises where it is not plain to see."""
        if type(record) is not dict:
            raise KeyError
        found: list[Any] = [None] * len(self.places)
        for (at, read), value in zip(self._plans[tuple(record)], record.values(), strict=True):
            if value is not None:
                found[at] = read(value)
        return found

    def _plan(self, titles: tuple[str, ...]) -> Plan:
        """Return where values under titles go. Raises `KeyError` where a title is not plain."""
        plan = tuple(self._title(title) for title in titles)
        if len({at for at, _ in plan}) < len(plan):
            raise KeyError(titles)
        return plan

    def _title(self, title: str) -> tuple[int, Read]:
        if type(title) is not str or data_key(title) in self.under_names:
            raise KeyError(title)
        (name,) = find_fact(self.of, title)
        if name not in self._reads:
            self._reads[name] = self._read(name)
        return self.places[name], self._reads[name]

    def _read(self, name: str) -> Read:
        fact = self.of.facts.get(name)
        if fact is not None:
            return _value(self.of, name, fact, self.form)
        if not isinstance(self.of, m.CheckedPolicy):
            raise KeyError(name)
        inside = self.of.lists[name]
        places = {name: at for at, name in enumerate(inside.facts)}
        required = [at for at, of in enumerate(inside.facts.values()) if standing_in(of) is None]
        return _Records(_Rows(inside, self.form, places, frozenset()), required).read


@frozen
class _Records:
    """Reads the records of a list: a row of each, in a tuple where all is known."""

    rows: _Rows
    required: Sequence[int]

    def read(self, records: object) -> Sequence[tuple[Any, ...]]:
        if type(records) is not list:
            raise KeyError
        found = [tuple(self.rows.read(record)) for record in records]
        is_complete = all(row[at] is not None for row in found for at in self.required)
        return tuple(found) if is_complete else found


# ---- values -------------------------------------------------------------------------------------


def _value(of: HasFacts, name: str, fact: m.Fact, form: Form) -> Read:
    """Return how a value of a fact is read: by itself where it is no text, texts by their like."""
    plainly = read_of(fact)
    texts: Remembered[str, Any] = Remembered(lambda text: _looked_at(of, name, fact, text, form))
    match fact.type:
        case m.TextType() if form is not Form.TEXT:
            return plainly
        case m.TextType() if not fact.missing:
            return _text(plainly)
        case m.NumberType() if form is Form.TEXT and not fact.missing:
            return _number(plainly, texts)
        case _:
            pass

    def read(value: object) -> Any:  # noqa: ANN401 - a value or its place
        return texts[value] if type(value) is str else plainly(value)

    return read


def _looked_at(of: HasFacts, name: str, fact: m.Fact, text: str, form: Form) -> m.Value | None:
    """Return what the slow way reads of a text. Raises `KeyError` where that is a problem."""
    found = read_facts(of, {name: text}, form)
    if found.problems:
        raise KeyError(text)
    return _place(found.facts, name, fact)


def _text(plainly: Read) -> Read:
    return lambda value: plainly(value) if type(value) is not str or value.strip() else None


def _number(plainly: Read, texts: Mapping[str, Any]) -> Read:
    """Return how numbers are read, those in texts too: most are a few plain digits."""

    def read(value: object) -> Any:  # noqa: ANN401 - a number
        if type(value) is not str:
            return plainly(value)
        if len(value) <= MOST_DIGITS_AT_ONCE and value.isascii() and value.isdecimal():
            return plainly(int(value))
        return texts[value]

    return read
