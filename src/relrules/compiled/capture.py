"""From a record as a caller hands it in to the values of its facts, where that is plain to see.

What is not plain is left to `evaluate.facts`, which reads everything and tells every problem: `None`
says so. What is captured means the same to both.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from relrules.check import model as m
from relrules.check.examples import allowed
from relrules.check.interval import plain
from relrules.compiled.code import Code
from relrules.compiled.lists import lists_given, standing_in
from relrules.compiled.terms import place_in, value_of
from relrules.evaluate.terms import slot
from relrules.syntax.layout import FORBIDDEN
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.names import data_key

Captured = Sequence[Any]
"""The values of the facts in the policy's order, options as their places; `None` is not known.

Rows of the records of each list follow. A tuple has all, and a list those of which some may not be
known.
"""

MOST_ASKED_FOR = 64
"""How many facts a record is asked for one by one; of more, those that it has are looked up."""
Capture = Callable[[object], Captured | None]
Read = Callable[[object], Any]
"""Reads a value that is not `None`, or raises `KeyError` where more has to be looked at."""


def capture_function(policy: m.CheckedPolicy) -> Capture:
    """Return a function that captures the facts of a record given as a dictionary by their names."""
    reads = {name: read_of(fact) for name, fact in policy.facts.items()}
    reads |= {name: _records(policy.lists[name]) for name in lists_given(policy)}
    some = _some_known(reads)
    code = Code()
    names = []
    with code.block("if type(facts) is not dict:"):
        code.line("return None")
    with code.block(f"if len(facts) == {len(reads)}:"):
        with code.block("try:"):
            for name, read in reads.items():
                names.append(_value(code, name, policy.facts.get(name), read))
            code.line(f"return ({', '.join(names)}{',' if names else ''})")
        # What cannot be looked up is looked at again, and again by the slow way, which tells.
        code.line("except Exception: pass")
    if len(reads) <= MOST_ASKED_FOR:
        with code.block("else:"):
            with code.block("try:"):
                _some_of(code, policy, reads)
            code.line("except Exception: pass")
    code.line(f"return {code.value(some)}(facts)")
    capture: Capture = code.function("facts")
    return capture


def given(policy: m.CheckedPolicy, captured: Captured) -> tuple[dict[str, m.Value], dict[str, int]]:
    """Return captured facts as the interpreter has them, and how many records each list has."""
    found: dict[str, m.Value] = {}
    counts: dict[str, int] = {}
    for (name, fact), value in zip(policy.facts.items(), captured, strict=False):
        if value is not None:
            found[name] = value_of(value, fact.type)
    for name, rows in zip(lists_given(policy), captured[len(policy.facts) :], strict=True):
        if rows is not None:
            counts[name] = len(rows)
            found |= facts_of_records(name, policy.lists[name], rows)
    return found, counts


def facts_of_records(name: str, of: m.List, rows: Sequence[Sequence[Any]]) -> dict[str, m.Value]:
    """Return the facts of the records of a list by their slots."""
    return {
        slot(name, record, inside): value_of(value, fact.type)
        for record, row in enumerate(rows)
        for (inside, fact), value in zip(of.facts.items(), row, strict=True)
        if value is not None
    }


def unknown_of(policy: m.CheckedPolicy, captured: Captured) -> Iterator[tuple[str, str]]:
    """Yield what is not known of a record: facts, then lists, each record by record.

    Each is told by its key and its place, as in `contacts.role` and `contacts[1].role`.
    """
    known = zip(policy.facts, captured, strict=False)
    yield from ((name, name) for name, value in known if value is None)
    for name, rows in zip(lists_given(policy), captured[len(policy.facts) :], strict=True):
        if rows is None:
            yield name, name
            continue
        for record, row in enumerate(rows):
            for fact, value in zip(policy.lists[name].facts, row, strict=True):
                if value is None:
                    yield f"{name}.{fact}", slot(name, record, fact)


def _some_of(code: Code, policy: m.CheckedPolicy, reads: Mapping[str, Read]) -> None:
    """Write how a record is read in which some facts are missing, and none is given as `None`."""
    count = code.fresh("0", "n")
    names = []
    for name, read in reads.items():
        found = code.fresh(f"facts.get({code.value(name)})", "f")
        with code.block(f"if {found} is not None:"):
            code.line(f"{count} += 1")
            taken = _looked_at(code, found, policy.facts.get(name), read)
            if taken != found:
                code.line(f"{found} = {taken}")
        names.append(found)
    # Else something else is in it, or a fact given as `None`.
    code.line(f"if {count} == len(facts): return [{', '.join(names)}]")


def _value(code: Code, name: str, fact: m.Fact | None, read: Read) -> str:
    """Write how a value is taken from the record and looked at."""
    found = f"facts[{code.value(name)}]"
    if fact is not None and _options(fact) is None:
        found = code.put(found, "f")
    return code.put(_looked_at(code, found, fact, read), "f")


def _looked_at(code: Code, found: str, fact: m.Fact | None, read: Read) -> str:
    """Write how a value that was found is looked at, and return what it is read as."""
    if fact is None:
        return f"{code.value(read)}({found})"
    options = _options(fact)
    if options is not None:
        return f"{code.value(options)}[{found}]"
    again = f"{found} = {code.value(read)}({found})"
    match fact.type:
        case m.YesNoType():
            plainly = f"{found} is True or {found} is False"
        case m.NumberType():
            low, high = _range(fact.type)
            inside = f"{code.value(low)} <= {found} <= {code.value(high)}"
            plainly = f"type({found}) is int and {inside}"
            plainly += "".join(f" and {found} != {code.value(x)}" for x in _numbers(fact))
        case m.DateType():
            plainly = f"type({found}) is {code.value(dt.date)}"
        case _:
            code.line(again)
            return found
    with code.block(f"if not ({plainly}):"):
        code.line(again)
    return found


def _some_known(reads: Mapping[str, Read]) -> Capture:
    """Return a capture of whatever facts a record has."""
    readers = {name: (at, read) for at, (name, read) in enumerate(reads.items())}
    count = len(readers)

    def capture(given: object) -> Captured | None:
        found: list[Any] = [None] * count
        try:
            for name, value in given.items():  # type: ignore[attr-defined]  # a dictionary
                at, read = readers[name]
                if value is not None:
                    found[at] = read(value)
        except Exception:  # noqa: BLE001 - values may be the caller's code; the slow way tells
            return None
        return found

    return capture


# ---- one value ------------------------------------------------------------------------------


def _options(fact: m.Fact) -> dict[str, int] | None:
    """Return the places of levels or choices by their names."""
    of = fact.type
    if not isinstance(of, m.LevelType | m.ChoiceType):
        return None
    ids = of.scale.ids if isinstance(of, m.LevelType) else of.ids
    markers = {data_key(marker) for marker in fact.missing if isinstance(marker, str)}
    return {name: int(place_in(name, of)) for name in ids if data_key(name) not in markers}  # type: ignore[arg-type]  # a place


def _range(of: m.NumberType) -> tuple[m.Value, m.Value]:
    most = 10**MOST_DIGITS - 1
    return (-most if of.low is None else of.low, most if of.high is None else of.high)


def _numbers(fact: m.Fact) -> list[m.Value]:
    return [marker for marker in fact.missing if not isinstance(marker, str)]


def _records(of: m.List) -> Read:
    """Return how the records of a list are read: a row of each, in a tuple where all is known."""
    readers = {name: (at, read_of(fact)) for at, (name, fact) in enumerate(of.facts.items())}
    count = len(readers)
    required = [at for at, fact in enumerate(of.facts.values()) if standing_in(fact) is None]

    def read(records: object) -> Sequence[Sequence[Any]]:
        if type(records) is not list:
            raise KeyError
        rows: list[tuple[Any, ...]] = []
        complete = True
        for record in records:
            if type(record) is not dict:
                raise KeyError
            row: list[Any] = [None] * count
            for name, value in record.items():
                at, read_one = readers[name]
                if value is not None:
                    row[at] = read_one(value)
            complete = complete and None not in [row[at] for at in required]
            rows.append(tuple(row))
        return tuple(rows) if complete else rows

    return read


def read_of(fact: m.Fact) -> Read:
    """Return how a plain value of a fact is read; it raises `KeyError` for what is not plain."""
    options = _options(fact)
    if options is not None:
        return options.__getitem__  # type: ignore[return-value]  # what is no text is no key either
    match fact.type:
        case m.YesNoType():
            return _yes_no
        case m.NumberType():
            return _number(fact, fact.type)
        case m.DateType():
            return _date
        case _:
            return _text_without(frozenset(data_key(str(marker)) for marker in fact.missing))


def _yes_no(value: object) -> bool:
    if value is True or value is False:
        return value
    raise KeyError


def _date(value: object) -> dt.date:
    if type(value) is dt.date:
        return value
    raise KeyError


def _number(fact: m.Fact, of: m.NumberType) -> Read:
    low, high = _range(of)
    markers = _numbers(fact)

    def read(value: object) -> m.Value:
        if type(value) is int:
            if low <= value <= high and value not in markers:  # type: ignore[operator]  # numbers
                return value
            raise KeyError
        found: int | Fraction
        if type(value) is Fraction:
            found = plain(value)
        elif type(value) is float and math.isfinite(value):
            found = plain(Fraction(repr(value)))
        elif type(value) is Decimal and _is_of_few_digits(value):
            found = plain(Fraction(value))
        else:
            raise KeyError
        inside = low <= found <= high and allowed(found, of)  # type: ignore[operator]  # numbers
        if not inside or found in markers or len(str(found)) > MOST_DIGITS:
            raise KeyError
        return found

    return read


def _is_of_few_digits(value: Decimal) -> bool:
    """Return whether a number is written out quickly: `1E+999999999` would take for ever."""
    return value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS


def _text_without(markers: frozenset[str]) -> Read:
    """Return a reading of texts; those that may mean that nothing is known are looked at again."""

    def read(value: object) -> str:
        if type(value) is not str or FORBIDDEN.search(value):
            raise KeyError
        if markers and data_key(value) in markers:
            raise KeyError
        return value

    return read
