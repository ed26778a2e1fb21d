"""Values and names in words: labels where there are labels, in the reader's language."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval
from relrules.evaluate.possible import Among, Perhaps, Possible, Unanswered, decided
from relrules.syntax.keywords import table
from relrules.syntax.layout import FORBIDDEN

UNKNOWN = {"en": "unknown", "zh": "未知"}
UNANSWERED = {"en": "no answer", "zh": "无结论"}
OR = {"en": " or ", "zh": "或"}
AT_MOST = {"en": "at most", "zh": "至多"}
AT_LEAST = {"en": "at least", "zh": "至少"}
TO = {"en": "to", "zh": "到"}


def languages() -> tuple[str, ...]:
    """Return the languages that explanations are written in."""
    return tuple(UNKNOWN)


def own_language(policy: m.CheckedPolicy) -> str:
    """Return a policy's own language, or English where explanations are not written in that."""
    return policy.lang if policy.lang in UNKNOWN else "en"


def value_text(value: m.Value, of: m.Type, lang: str) -> str:
    """Return a value as people say it: “Commits and acts”, “3 visits”, “no”."""
    match value:
        case bool():
            word = table().keywords["YES" if value else "NO"]
            return word.in_language(lang)
        case int() | Fraction():
            return with_unit(say.number(value), of, lang)
        case dt.date():
            return value.isoformat()
        case _:
            return option_text(value, of, lang)


def with_unit(number: str, of: m.Type, lang: str) -> str:
    """Return a number with its unit, if it has one."""
    unit = of.unit if isinstance(of, m.NumberType) else None
    return f"{number} {unit.in_language(lang)}" if unit else number


def option_text(value: str, of: m.Type, lang: str) -> str:
    """Return the label of a level or choice, or a text as it is."""
    match of:
        case m.LevelType(scale=scale):
            options: tuple[m.Option, ...] = scale.levels
        case m.ChoiceType():
            options = of.options
        case _:
            return value
    return next(o.label.in_language(lang) for o in options if o.id == value)


def possible_text(possible: Possible, of: m.Type, lang: str) -> str:
    """Return what a value can still be: “2 to 12”, “Cold, Early or Developing”, “unknown”."""
    value = decided(possible)
    if value is not None:
        return value_text(value, of, lang)
    match possible:
        case Unanswered():
            return UNANSWERED[lang]
        case Perhaps(of=Among(values)) if len(values) > 1:
            words = [value_text(v, of, lang) for v in in_order(values, of)]
            comma = "、" if lang == "zh" else ", "
            return OR[lang].join([comma.join(words), UNANSWERED[lang]])
        case Perhaps(of=inner):
            return OR[lang].join([possible_text(inner, of, lang), UNANSWERED[lang]])
        case Interval(low=None, high=None):
            return UNKNOWN[lang]
        case Interval(low=low, high=high):
            return range_text(low, high, of, lang)
        case Among(values):
            words = [value_text(v, of, lang) for v in in_order(values, of)]
            comma = "、" if lang == "zh" else ", "
            return OR[lang].join([comma.join(words[:-1]), words[-1]])
        case _:
            return UNKNOWN[lang]


def range_text(low: Exact | None, high: Exact | None, of: m.Type, lang: str) -> str:
    """Return an interval in words."""
    if low is None or high is None:
        end, words = (high, AT_MOST) if low is None else (low, AT_LEAST)
        return f"{words[lang]} {with_unit(say.limit(end), of, lang)}"
    return ends_text(say.number(low), say.number(high), of, lang)


def ends_text(low: str, high: str, of: m.Type, lang: str) -> str:
    """Return an interval in words, its ends as they are written: “2 to 12 visits”."""
    return f"{low} {TO[lang]} {with_unit(high, of, lang)}"


def one_line(text: str) -> str:
    r"""Return a text on one line, with nothing in it that moves the cursor or cannot be seen.

    >>> one_line("a\n b\x1b")
    'a b'
    """
    return " ".join(FORBIDDEN.sub(" ", text).split())


def in_order(values: frozenset[m.Value], of: m.Type) -> list[m.Value]:
    """Return values in the order of their scale or list."""
    match of:
        case m.LevelType(scale=scale):
            return [level for level in scale.ids if level in values]
        case m.ChoiceType():
            return [choice for choice in of.ids if choice in values]
        case _:
            return sorted(values, key=str)
