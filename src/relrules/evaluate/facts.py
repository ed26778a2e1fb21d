"""From what a caller hands in to the facts of a policy, and every problem with it.

Nothing is guessed: a key that no fact has, a value of another kind, a number out of its range are
problems, all of a record at once. Only `None`, a missing key, an empty cell and the markers a fact
declares mean that it is not known, and what NumPy and pandas have for a missing value.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Protocol

from attrs import define, evolve, field, frozen

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.examples import allowed
from relrules.check.interval import plain
from relrules.diagnostics.words import listed, near, quoted
from relrules.evaluate.fields import Unreadable, named_values
from relrules.evaluate.nested import unnested
from relrules.evaluate.scalars import plain_scalar
from relrules.evaluate.shown import MOST_SHOWN, cut, kind_of, shown
from relrules.evaluate.terms import slot
from relrules.source import FrozenDict
from relrules.syntax.keywords import table
from relrules.syntax.layout import FORBIDDEN, character_name
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.names import data_key, key

NUMERAL = re.compile(r"[+-]?\d+(?:\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TODAY_KEYS = ("today", "今天")


class Form(Enum):
    """Where values come from, which decides how texts are read.

    `PYTHON` takes Python's own values; `JSON` also takes dates as ISO texts, since JSON has none;
    `TEXT`, as from CSV, reads yes and no, numbers and dates from texts.
    """

    PYTHON = "python"
    JSON = "json"
    TEXT = "text"


@frozen
class Problem:
    """What is wrong with one value of a record.

    `path` is the key as the caller wrote it, and empty where the record as a whole is meant; `code`
    is a stable word: `unknown-fact`, `given-twice`, `ambiguous-fact`, `wrong-type`,
    `unknown-value`, `out-of-range`, `invalid-text`, `missing-id`.
    """

    path: str
    code: str
    message: str


@frozen
class Reading:
    """The facts of a record by id, and the problems with it.

    What belongs to a record of a list is kept under its slot, as in `contacts[2].role`; `counts`
    says how many records each list has that is known.
    """

    facts: Mapping[str, m.Value]
    problems: tuple[Problem, ...]
    counts: Mapping[str, int] = FrozenDict()


class HasFacts(Protocol):
    """What has facts that are found by their spellings: a policy."""

    @property
    def facts(self) -> Mapping[str, m.Fact]:
        """Return the facts by id."""

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """Return the facts that each spelling in data, as a `data_key`, may mean."""


def read_facts(policy: HasFacts, given: object, form: Form = Form.PYTHON) -> Reading:
    """Return the facts that a record gives, and every problem with it."""
    reader = _Reader(policy, form)
    reader.read_record(given)
    return Reading(FrozenDict(reader.facts), tuple(reader.problems), FrozenDict(reader.counts))


def read_today(today: object) -> tuple[dt.date | None, tuple[Problem, ...]]:
    """Return the day an evaluation is asked to count from, and what is wrong with it."""
    try:
        day = plain_scalar(today)
        if day is None:
            return None, ()
        if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
            return plain_day(day), ()
        seen = shown(day)
    except Exception as error:  # noqa: BLE001 - its methods are the caller's code
        seen = f"{kind_of(today)}, which cannot be read: {kind_of(error)}"
    message = f"`today` is a date without a time, not {seen}"
    return None, (Problem("today", "wrong-type", message),)


def plain_day(day: dt.date) -> dt.date:
    """Return a day as Python's own `date`, whatever a class derived from it does."""
    return dt.date(day.year, day.month, day.day)


def find_fact(policy: HasFacts, spelling: str) -> tuple[str, ...]:
    """Return the facts that a key of data names: usually one; none, or several, is a mistake."""
    name = key(spelling)
    lists = policy.lists if isinstance(policy, m.CheckedPolicy) else {}
    # Names may differ in case alone, which does not count in data: the exact one is meant.
    exact = name in policy.facts or name in lists
    return (name,) if exact else policy.keys.get(data_key(spelling), ())


@define
class _Reader:
    """Reads the record `within` which all keys stand, as in `contacts[2].`: empty for the whole."""

    policy: HasFacts
    form: Form
    within: str = ""
    facts: dict[str, m.Value] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    given_as: dict[str, str] = field(factory=dict)
    counts: dict[str, int] = field(factory=dict)

    def read_record(self, given: object) -> None:
        """Read every name and value of a record."""
        try:
            pairs = named_values(given)
        except Exception as error:  # noqa: BLE001 - a mapping is the caller's code and may raise anything
            self._problem("", "wrong-type", f"the facts cannot be read: {kind_of(error)}")
            return
        if pairs is None:
            self._problem("", "wrong-type", self._no_record(given))
            return
        for spelling, value in unnested(pairs, self.policy):
            self.read(spelling, value)

    def _no_record(self, given: object) -> str:
        """Return why something is no record, and which one of a list."""
        # Which record of a list it is, the path tells in JSON as well.
        return _no_record(given, self.form, self.within.rstrip("."))

    def read(self, spelling: object, value: object) -> None:
        """Read one key and value, which may be objects that raise when they are looked at."""
        try:
            if isinstance(value, Unreadable):
                raise value.error  # noqa: TRY301 - told as what is raised below is
            self._read(spelling, plain_scalar(value))
        except Exception as error:  # noqa: BLE001 - their methods are the caller's code
            path = spelling if type(spelling) is str else kind_of(spelling)
            message = f"{self._quoted(path)} cannot be read: {kind_of(error)}"
            self._problem(path, "wrong-type", message)

    def _read(self, spelling: object, value: object) -> None:
        if not isinstance(spelling, str):
            self._problem(shown(spelling), "unknown-fact", "the name of a fact must be a text")
            return
        owners = find_fact(self.policy, spelling)
        if len(owners) != 1:
            self._no_fact(spelling, owners)
            return
        first = self.given_as.setdefault(owners[0], spelling)
        if first != spelling:
            kind = "fact" if owners[0] in self.policy.facts else "list"
            message = (
                f"{self._quoted(first)} and {self._quoted(spelling)} are the same {kind}: "
                "give it once"
            )
            self._problem(spelling, "given-twice", message)
            return
        fact = self.policy.facts.get(owners[0])
        if fact is None:
            self._read_list(self._lists()[owners[0]], owners[0], spelling, value)
            return
        if self._is_missing(fact, value):
            return
        found = self._value(fact, spelling, value)
        if found is not None:
            self.facts[fact.id] = found

    def _lists(self) -> Mapping[str, m.List]:
        """Return the lists of a policy; the records of a list have none of their own."""
        return self.policy.lists if isinstance(self.policy, m.CheckedPolicy) else {}

    def _read_list(self, of: m.List, name: str, spelling: str, value: object) -> None:
        """Read the records of a list: an empty one has none, and `None` is not known."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            seen = "a single one" if isinstance(value, Mapping) else shown(value)
            message = f"{self._quoted(spelling)} is a list of records, not {seen}"
            self._problem(spelling, "wrong-type", message)
            return
        if hasattr(type(value), "iterrows"):
            message = (
                f"{self._quoted(spelling)} is a list of records, not {shown(value)}; "
                'use its `.to_dict("records")`'
            )
            self._problem(spelling, "wrong-type", message)
            return
        records = list(value)
        for index, record in enumerate(records):
            within = f"{spelling}[{index + 1}]."
            inner = _Reader(of, self.form, f"{self.within}{within}")
            inner.read_record(record)
            self.facts |= {slot(name, index, fact): v for fact, v in inner.facts.items()}
            self.problems += [evolve(p, path=p.path.rstrip(".")) for p in inner.problems]
        self.counts[name] = len(records)

    def _quoted(self, spelling: str) -> str:
        """Return a key with where it stands, as messages speak of it."""
        return quoted(f"{self.within}{spelling}")

    def _no_fact(self, spelling: str, owners: tuple[str, ...]) -> None:
        if owners:
            names = listed([quoted(o) for o in owners], "and")
            message = f"{self._quoted(spelling)} is the label of {names}: use the name of one"
            self._problem(spelling, "ambiguous-fact", message)
            return
        message = f"this policy has no fact {self._quoted(cut(spelling))}"
        if data_key(spelling) in TODAY_KEYS:
            message += "; the day of the evaluation is given apart, as `today`"
        else:
            meant = near(spelling[:MOST_SHOWN], fact_names(self.policy))
            message += f"; did you mean {listed([quoted(w) for w in meant])}?" if meant else ""
        self._problem(spelling, "unknown-fact", message)

    def _is_missing(self, fact: m.Fact, value: object) -> bool:
        if value is None or (
            self.form is Form.TEXT and isinstance(value, str) and not value.strip()
        ):
            return True
        for marker in fact.missing:
            if isinstance(marker, str):
                if isinstance(value, str) and data_key(value) == data_key(marker):
                    return True
            elif not isinstance(value, bool) and self._as_number(value) == marker:
                return True
        return False

    def _value(self, fact: m.Fact, spelling: str, value: object) -> m.Value | None:
        match fact.type:
            case m.YesNoType():
                found: m.Value | None = self._yes_no(value)
            case m.NumberType():
                return self._number(fact, spelling, value)
            case m.LevelType() | m.ChoiceType():
                return self._option(fact, spelling, value)
            case m.DateType():
                found = self._date(value)
            case m.TextType():
                return self._text(fact, spelling, value)
        if found is None:
            self._wrong_type(fact, spelling, value)
        return found

    def _wrong_type(self, fact: m.Fact, spelling: str, value: object) -> None:
        hint = self._hint(fact.type, value)
        message = f"{self._quoted(spelling)} is {words.domain(fact.type)}, not {shown(value)}{hint}"
        self._problem(spelling, "wrong-type", message)

    def _hint(self, of: m.Type, value: object) -> str:
        """Return what to do about a value that is nearly of the right kind."""
        if isinstance(value, dt.datetime) and isinstance(of, m.DateType):
            return ": a date has no time of day; use `.date()`"
        if isinstance(value, str) and self.form is not Form.TEXT:
            if isinstance(of, m.YesNoType):
                return ": use true or false"
            if isinstance(of, m.DateType) and DAY.fullmatch(value):
                return ": use `datetime.date`, or say that the values come from JSON or text"
        if isinstance(value, float) and not math.isfinite(value):
            nothing = "None" if self.form is Form.PYTHON else "null"
            return f": if it is not known, leave it out or give {nothing}"
        if isinstance(of, m.NumberType) and isinstance(value, int | float | Decimal | Fraction):
            return "" if isinstance(value, bool) else f": numbers have {MOST_DIGITS} digits at most"
        return ""

    def _yes_no(self, value: object) -> bool | None:
        if isinstance(value, bool):
            return value
        if self.form is Form.TEXT and isinstance(value, str):
            return _yes_no_words().get(data_key(value.strip()))
        return None

    def _number(self, fact: m.Fact, spelling: str, value: object) -> m.Value | None:
        found = None if isinstance(value, bool) else self._as_number(value)
        if found is None:
            self._wrong_type(fact, spelling, value)
            return None
        if isinstance(fact.type, m.NumberType) and not allowed(found, fact.type):
            message = f"{self._quoted(spelling)} is {words.domain(fact.type)}, not {shown(value)}"
            self._problem(spelling, "out-of-range", message)
            return None
        return found

    def _as_number(self, value: object) -> int | Fraction | None:
        """Return a number exactly; a binary float is read by its shortest decimal form."""
        match value:
            case bool():
                return None
            case int():
                number: int | Fraction = int(value)
            case Fraction():
                number = plain(Fraction(value))
            case Decimal() if value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS:
                number = plain(Fraction(value))
            case float() if math.isfinite(value):
                number = plain(Fraction(repr(value)))
            case str() if self.form is Form.TEXT and _is_numeral(value.strip()):
                number = plain(Fraction(value.strip()))
            case _:
                return None
        return number if _digits(number) <= MOST_DIGITS else None

    def _option(self, fact: m.Fact, spelling: str, value: object) -> str | None:
        of = fact.type
        if isinstance(value, Enum) and isinstance(value.value, str):
            value = value.value
        if not isinstance(value, str) or not isinstance(of, m.LevelType | m.ChoiceType):
            self._wrong_type(fact, spelling, value)
            return None
        options = of.scale.levels if isinstance(of, m.LevelType) else of.options
        wanted = data_key(value.strip())
        exact = [o.id for o in options if o.id == key(value)]
        by_name = exact or [o.id for o in options if data_key(o.id) == wanted]
        by_label = [
            o.id for o in options if wanted in [data_key(t) for _, t in o.label.texts.by_lang]
        ]
        found = list(dict.fromkeys(by_name or by_label))
        if len(found) == 1:
            return found[0]
        if found:
            names = listed([quoted(f) for f in found], "and")
            message = f"{quoted(cut(value))} is the label of {names}: use the name of one"
        else:
            known = [
                text for o in options for text in (o.id, *(t for _, t in o.label.texts.by_lang))
            ]
            meant = near(value[:MOST_SHOWN], known)
            tail = (
                f"did you mean {listed([quoted(w) for w in meant])}?"
                if meant
                else f"it is {words.domain(of)}"
            )
            message = f"{self._quoted(spelling)} is never {quoted(cut(value))}; {tail}"
        self._problem(spelling, "unknown-value", message)
        return None

    def _date(self, value: object) -> dt.date | None:
        # A `datetime` is a `date` to Python, and not here: it has a time of day.
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return plain_day(value)
        if self.form is Form.PYTHON or not isinstance(value, str):
            return None
        text = value.strip()
        try:
            return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            return None

    def _text(self, fact: m.Fact, spelling: str, value: object) -> str | None:
        if not isinstance(value, str):
            self._wrong_type(fact, spelling, value)
            return None
        hidden = FORBIDDEN.search(value.replace("\r", ""))
        if hidden:
            name = character_name(hidden.group()[0])
            message = (
                f"{self._quoted(spelling)} has an invisible character that is not allowed: {name}"
            )
            self._problem(spelling, "invalid-text", message)
            return None
        return str(value)

    def _problem(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(f"{self.within}{path}", code, message))


def fact_names(policy: HasFacts) -> list[str]:
    """Return every spelling of every fact as people write them, for suggestions."""
    found: list[str] = list(policy.facts)
    for fact in policy.facts.values():
        found += [text for _, text in fact.label.texts.by_lang]
        found += fact.aliases
    return found


@cache
def _yes_no_words() -> Mapping[str, bool]:
    keywords = table().keywords
    found = {data_key(s): True for s in keywords["YES"].spellings}
    found |= {data_key(s): False for s in keywords["NO"].spellings}
    return FrozenDict(found | {"true": True, "false": False})


def _is_numeral(text: str) -> bool:
    """Return whether a text is a number that is not absurdly long to work out."""
    return len(text) <= 2 * MOST_DIGITS and NUMERAL.fullmatch(text) is not None


def _digits(number: int | Fraction) -> int:
    """Return how many digits a number takes, or a large number where it is no decimal."""
    numerator, denominator = number.numerator, number.denominator
    if abs(numerator) >= 10 ** (3 * MOST_DIGITS) or denominator >= 10 ** (3 * MOST_DIGITS):
        return 10 * MOST_DIGITS
    return max(len(str(abs(numerator))), len(str(denominator)))


def _in_json(given: object) -> str:
    """Return how something that is no object is called in JSON."""
    if given is None:
        return "null"
    return "a list" if isinstance(given, list) else shown(given)


def _no_record(given: object, form: Form, place: str) -> str:
    """Return why something is no record, and what to do; `place` is where it stands in a list."""
    if form is not Form.PYTHON:
        return f"a record is an object with the names of facts, not {_in_json(given)}"
    if given is None:
        seen = "None"
    elif isinstance(given, type):
        seen = f"the class {quoted(given.__name__)} itself"
    else:
        seen = shown(given)
    kinds = "a mapping, or an object of an attrs class, a dataclass or a pydantic model"
    told = f"{quoted(place)} is a record: {kinds}" if place else f"facts are {kinds}"
    return f"{told}, not {seen}{_as_a_record(given)}"


def _as_a_record(given: object) -> str:
    """Return how to make a record of something that has the facts in another form."""
    of = type(given)
    if hasattr(of, "iterrows"):
        return '; a table has its records in `.to_dict("records")`'
    if hasattr(of, "to_dict"):
        return "; use its `.to_dict()`"
    # The one thing that tells a named tuple from another.
    return "; use its `._asdict()`" if issubclass(of, tuple) and hasattr(of, "_asdict") else ""
