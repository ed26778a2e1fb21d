"""From what a caller hands in to the facts of a policy, and every problem with it.

Nothing is guessed: a key that no fact has, a value of another kind, a number out of its range are
problems, all of a record at once. Only `None`, a missing key, an empty cell and the markers a fact
declares mean that it is not known.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.examples import allowed
from relrules.check.interval import plain
from relrules.diagnostics.words import listed, near, quoted
from relrules.source import FrozenDict
from relrules.syntax.keywords import table
from relrules.syntax.layout import FORBIDDEN, character_name
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.names import data_key, key

MOST_SHOWN = 40
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

    `path` is the key as the caller wrote it, `code` a stable word: `unknown-fact`, `given-twice`,
    `ambiguous-fact`, `wrong-type`, `unknown-value`, `out-of-range`, `invalid-text`.
    """

    path: str
    code: str
    message: str


@frozen
class Reading:
    """The facts of a record by id, and the problems with it."""

    facts: Mapping[str, m.Value]
    problems: tuple[Problem, ...]


def read_facts(policy: m.CheckedPolicy, given: object, form: Form = Form.PYTHON) -> Reading:
    """Return the facts that a record gives, and every problem with it."""
    reader = _Reader(policy, form)
    try:
        if not isinstance(given, Mapping):
            message = f"facts are a mapping, not {_shown(given)}"
            return Reading(FrozenDict(), (Problem("", "wrong-type", message),))
        pairs = [(spelling, value) for spelling, value in given.items()]
    except Exception as error:  # noqa: BLE001 - a mapping is the caller's code and may raise anything
        message = f"the facts cannot be read: {_kind(error)}"
        return Reading(FrozenDict(), (Problem("", "wrong-type", message),))
    for spelling, value in pairs:
        reader.read(spelling, value)
    return Reading(FrozenDict(reader.facts), tuple(reader.problems))


def today_problems(today: object) -> tuple[Problem, ...]:
    """Return what is wrong with the day an evaluation is asked to count from."""
    if today is None:
        return ()
    try:
        if isinstance(today, dt.date) and not isinstance(today, dt.datetime):
            plain_day(today)
            return ()
        shown = _shown(today)
    except Exception as error:  # noqa: BLE001 - its methods are the caller's code
        shown = f"{_kind(today)}, which cannot be read: {_kind(error)}"
    return (Problem("today", "wrong-type", f"`today` is a date without a time, not {shown}"),)


def plain_day(day: dt.date) -> dt.date:
    """Return a day as Python's own `date`, whatever a class derived from it does."""
    return dt.date(day.year, day.month, day.day)


def find_fact(policy: m.CheckedPolicy, spelling: str) -> tuple[str, ...]:
    """Return the facts that a key of data names: usually one; none, or several, is a mistake."""
    name = key(spelling)
    # Names may differ in case alone, which does not count in data: the exact one is meant.
    return (name,) if name in policy.facts else policy.keys.get(data_key(spelling), ())


@define
class _Reader:
    policy: m.CheckedPolicy
    form: Form
    facts: dict[str, m.Value] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    given_as: dict[str, str] = field(factory=dict)

    def read(self, spelling: object, value: object) -> None:
        """Read one key and value, which may be objects that raise when they are looked at."""
        try:
            self._read(spelling, value)
        except Exception as error:  # noqa: BLE001 - their methods are the caller's code
            path = spelling if type(spelling) is str else _kind(spelling)
            self._problem(path, "wrong-type", f"{quoted(path)} cannot be read: {_kind(error)}")

    def _read(self, spelling: object, value: object) -> None:
        if not isinstance(spelling, str):
            self._problem(_shown(spelling), "unknown-fact", "the name of a fact must be a text")
            return
        owners = find_fact(self.policy, spelling)
        if len(owners) != 1:
            self._no_fact(spelling, owners)
            return
        fact = self.policy.facts[owners[0]]
        first = self.given_as.setdefault(fact.id, spelling)
        if first != spelling:
            message = f"{quoted(first)} and {quoted(spelling)} are the same fact: give it once"
            self._problem(spelling, "given-twice", message)
            return
        if self._is_missing(fact, value):
            return
        found = self._value(fact, spelling, value)
        if found is not None:
            self.facts[fact.id] = found

    def _no_fact(self, spelling: str, owners: tuple[str, ...]) -> None:
        if owners:
            names = listed([quoted(o) for o in owners], "and")
            message = f"{quoted(spelling)} is the label of {names}: use the name of one"
            self._problem(spelling, "ambiguous-fact", message)
            return
        message = f"this policy has no fact {quoted(_cut(spelling))}"
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
                return self._text(spelling, value)
        if found is None:
            self._wrong_type(fact, spelling, value)
        return found

    def _wrong_type(self, fact: m.Fact, spelling: str, value: object) -> None:
        hint = self._hint(fact.type, value)
        message = f"{quoted(spelling)} is {words.domain(fact.type)}, not {_shown(value)}{hint}"
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
            return ": if it is not known, leave it out"
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
            message = f"{quoted(spelling)} is {words.domain(fact.type)}, not {_shown(value)}"
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
            case str() if self.form is Form.TEXT and NUMERAL.fullmatch(value.strip()):
                number = plain(Fraction(value.strip())) if len(value) <= 2 * MOST_DIGITS else 0
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
            message = f"{quoted(_cut(value))} is the label of {names}: use the name of one"
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
            message = f"{quoted(spelling)} is never {quoted(_cut(value))}; {tail}"
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

    def _text(self, spelling: str, value: object) -> str | None:
        if not isinstance(value, str):
            message = f"{quoted(spelling)} is a text, not {_shown(value)}"
            self._problem(spelling, "wrong-type", message)
            return None
        hidden = FORBIDDEN.search(value.replace("\r", ""))
        if hidden:
            name = character_name(hidden.group()[0])
            message = f"{quoted(spelling)} has an invisible character that is not allowed: {name}"
            self._problem(spelling, "invalid-text", message)
            return None
        return str(value)

    def _problem(self, path: str, code: str, message: str) -> None:
        self.problems.append(Problem(path, code, message))


def fact_names(policy: m.CheckedPolicy) -> list[str]:
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


def _digits(number: int | Fraction) -> int:
    """Return how many digits a number takes, or a large number where it is no decimal."""
    numerator, denominator = number.numerator, number.denominator
    if abs(numerator) >= 10 ** (3 * MOST_DIGITS) or denominator >= 10 ** (3 * MOST_DIGITS):
        return 10 * MOST_DIGITS
    return max(len(str(abs(numerator))), len(str(denominator)))


def _shown(value: object) -> str:
    """Return how a refused value is shown: short, and never by running its code."""
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return quoted(_cut(value))
        case int() | Fraction() if max(abs(value.numerator), value.denominator) >= 10**MOST_SHOWN:
            # Python refuses to write out numbers of some thousand digits.
            return "a huge number"
        case int() | float() | Decimal() | Fraction():
            return _cut(str(value))
        case dt.datetime():
            return "a date with a time"
        case dt.date():
            return value.isoformat()
        case _:
            return _kind(value)


def _kind(value: object) -> str:
    """Return what an object is, without asking the object."""
    return f"a value of type {quoted(type(value).__name__)}"


def _cut(text: str) -> str:
    """Return a text short enough for a message, with nothing invisible in it."""
    clean = FORBIDDEN.sub("?", text.replace("\n", " "))
    return clean if len(clean) <= MOST_SHOWN else f"{clean[: MOST_SHOWN - 1]}…"
