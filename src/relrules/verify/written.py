"""Facts and expectations as they are written in a policy, in English or Chinese keywords."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval
from relrules.evaluate.possible import Among, Perhaps, Possible, Unanswered, decided
from relrules.source import Source, Span
from relrules.syntax.keywords import table
from relrules.syntax.names import key
from relrules.syntax.nodes import AdviceState
from relrules.syntax.parse import parse
from relrules.syntax.terminals import terminals
from relrules.syntax.tokens import AND_OF_BETWEEN, KeywordLanguage
from relrules.verify.examples import PLACES_AT_THE_END, rounded

WIDEST = 92
PLACES = 2
STATES = {
    AdviceState.GIVEN: ("ADVICE", "ALERT"),
    AdviceState.POSSIBLE: ("POSSIBLE_ADVICE", "POSSIBLE_ALERT"),
    AdviceState.NOT_GIVEN: ("NO_ADVICE", "NO_ALERT"),
}


def keyword_language(source: Source) -> KeywordLanguage:
    """Return the language that a policy begins its declarations in."""
    chunks = parse(source).layout.chunks
    return "en" if not chunks or source.text[chunks[0].start].isascii() else "zh"


def word(id_: str, lang: KeywordLanguage) -> str:
    """Return a keyword in a language."""
    return table().keywords[id_].in_language(lang)


def name_text(name: str) -> str:
    """Return a name as it can stand anywhere: in backticks where it would be read otherwise.

    >>> name_text("coach_level"), name_text("教练作用"), name_text("by"), name_text("a-b")
    ('coach_level', '教练作用', '`by`', '`a-b`')
    """
    return name if _bare().fullmatch(name) and name not in _keywords() else f"`{name}`"


@cache
def _bare() -> re.Pattern[str]:
    """Return what a bare name looks like: the grammar's own pattern."""
    first = terminals().splitlines()[0]
    return re.compile(first.removeprefix("NAME: /").removesuffix("/"))


@cache
def _keywords() -> frozenset[str]:
    return frozenset(key(s) for k in table().keywords.values() for s in k.spellings)


def value_text(value: m.Value, of: m.Type, lang: KeywordLanguage) -> str:
    """Return a value as it is written after `=`."""
    match value:
        case bool():
            return word("YES" if value else "NO", lang)
        case int() | Fraction():
            return say.number(value)
        case dt.date():
            return value.isoformat()
        case _ if isinstance(of, m.TextType):
            return quoted(value)
        case _:
            return name_text(value)


def quoted(text: str) -> str:
    r"""Return a text in quotes.

    >>> quoted('say "no"')
    '"say \\"no\\""'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def given_texts(
    policy: m.CheckedPolicy,
    facts: Mapping[str, m.Value],
    today: dt.date | None,
    lang: KeywordLanguage,
) -> list[str]:
    """Return what stands after `given`: the day first, then the facts in the policy's order."""
    # The day has one name in every language of keywords.
    found = [] if today is None else [f"today = {today.isoformat()}"]
    found += [
        f"{name_text(name)} = {value_text(facts[name], fact.type, lang)}"
        for name, fact in policy.facts.items()
        if name in facts
    ]
    return found


def list_lines(
    policy: m.CheckedPolicy, lists: Mapping[str, m.Records], lang: KeywordLanguage
) -> list[str]:
    """Return the clauses that give the records of lists, one record a line."""
    lines: list[str] = []
    for name, records in lists.items():
        keyword = word("GIVEN" if records else "GIVEN_NO", lang)
        lines.append(f"  {keyword} {name_text(name)}")
        facts = policy.lists[name].facts
        for record in records:
            settings = [
                f"{name_text(fact)} = {value_text(record[fact], facts[fact].type, lang)}"
                for fact in facts
                if fact in record
            ]
            # A record of which nothing is known is there all the same.
            nothing = [f"{name_text(next(iter(facts)))} = {word('UNKNOWN', lang)}"]
            lines.append(f"    {', '.join(settings or nothing)}")
    return lines


def expected_text(
    name: str, found: Possible, of: m.Type, lang: KeywordLanguage, places: int = 0
) -> str | None:
    """Return what is to be expected of a result, or `None` where an example cannot say it.

    `name` is written as it is. A number that is no decimal gets two places, or `places` if more.
    """
    value = decided(found)
    if value is not None:
        if isinstance(value, Fraction) and not is_plain(value):
            value = rounded(value, max(places, PLACES))
        return f"{name} = {value_text(value, of, lang)}"
    match found:
        case Interval(low=low, high=high):
            if low is None or high is None:
                return None
            both = AND_OF_BETWEEN if lang == "zh" else word("AND", lang)
            ends = [
                say.number(end if is_plain(end) else rounded(end, max(places, PLACES)))
                for end in (low, high)
            ]
            return f"{name} {word('BETWEEN', lang)} {ends[0]} {both} {ends[1]}"
        case Among(values):
            options = ", ".join(value_text(v, of, lang) for v in _in_order(values, of))
            return f"{name} {word('POSSIBLE', lang)} ({options})"
        case Unanswered():
            return f"{name} {word('HAS_NO_ANSWER', lang)}"
        case Perhaps(of=Interval(low=low, high=high)):
            # A number, or no answer: an interval of one number where it is decided.
            inner = expected_text(name, Interval(low, high), m.TextType(), lang, places)
            if inner is None or low is None:
                return None
            if low == high:
                both = AND_OF_BETWEEN if lang == "zh" else word("AND", lang)
                end = inner.rpartition("= ")[2]
                inner = f"{name} {word('BETWEEN', lang)} {end} {both} {end}"
            return f"{inner} {word('OR', lang)} {word('NO_ANSWER', lang)}"
        case Perhaps(of=Among(values)):
            options = ", ".join(
                [*(value_text(v, of, lang) for v in _in_order(values, of)), word("NO_ANSWER", lang)]
            )
            return f"{name} {word('POSSIBLE', lang)} ({options})"
        case _:
            return None


def advice_text(name: str, state: AdviceState, lang: KeywordLanguage, *, alert: bool) -> str:
    """Return the expectation that advice or an alert is given, possible or not given."""
    return f"{word(STATES[state][alert], lang)} {name}"


def is_plain(number: Exact) -> bool:
    """Return whether a number is written out exactly.

    >>> is_plain(Fraction(1, 8)), is_plain(Fraction(1, 3))
    (True, False)
    """
    return Fraction(say.number(number)) == number


def places_written(expectation: Span) -> int:
    """Return how many decimal places the author of an expected number wrote."""
    written = PLACES_AT_THE_END.search(unicodedata.normalize("NFKC", expectation.text))
    return len(written[1]) if written else 0


def clause_lines(keyword: str, items: list[str]) -> list[str]:
    """Return the clauses that hold the items, as few to a line as fit."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 2 <= WIDEST:
            lines[-1] += f", {item}"
        else:
            lines.append(f"  {keyword} {item}")
    return lines


def type_of(policy: m.CheckedPolicy, name: str) -> m.Type:
    """Return what kind of value a result has."""
    if name in policy.grades:
        return m.LevelType(policy.grades[name].scale)
    if name in policy.defines:
        return policy.defines[name].value.type
    return m.NumberType()


def _in_order(values: frozenset[m.Value], of: m.Type) -> list[m.Value]:
    match of:
        case m.LevelType(scale=scale):
            return sorted(values, key=lambda v: scale.rank(str(v)))
        case m.ChoiceType(ids=ids):
            return sorted(values, key=lambda v: ids.index(str(v)))
        case _:
            return sorted(values, key=lambda v: not v)
