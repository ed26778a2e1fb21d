"""How types and values are spoken of in messages."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.check.walk import operands
from relrules.diagnostics.words import listed, quoted

PLACES = 9


def a_type(of: m.Type) -> str:
    """Return a type with its article, as in “a number”."""
    match of:
        case m.LevelType():
            return "a level"
        case m.ChoiceType():
            return "a choice"
        case m.NumberType():
            return "a number"
        case m.YesNoType():
            return "yes or no"
        case m.DateType():
            return "a date"
        case m.TextType():
            return "a text"


def number(value: Exact) -> str:
    """Return a number as a plain decimal, rounded half away from zero to nine places.

    >>> number(Fraction(1, 3))
    '0.333333333'
    >>> number(Fraction(5, 2))
    '2.5'
    >>> number(-7)
    '-7'
    """
    if isinstance(value, int):
        return str(value)
    scaled, rest = divmod(abs(value.numerator) * 10**PLACES, value.denominator)
    scaled += 2 * rest >= value.denominator
    digits = f"{scaled:0{PLACES + 1}d}"
    whole, places = digits[:-PLACES], digits[-PLACES:].rstrip("0")
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def value(of: m.Value) -> str:
    """Return a value as it is written in a policy."""
    match of:
        case bool():
            return "yes" if of else "no"
        case int() | Fraction():
            return number(of)
        case dt.date():
            return of.isoformat()
        case _:
            return of


def limit(of: Exact | None) -> str:
    """Return an end of a range, `…` where there is none."""
    return "…" if of is None else number(of)


def domain(of: m.Type) -> str:
    """Return what a fact of this type can be, as in “a number from 0 to 10”."""
    match of:
        case m.LevelType(scale=scale):
            return _one_of(scale.ids)
        case m.ChoiceType():
            return _one_of(of.ids)
        case m.NumberType(low=low, high=high, decimals=decimals):
            parts = ["a whole number" if decimals == 0 else "a number"]
            parts += [f"from {number(low)}"] if low is not None else []
            parts += [f"to {number(high)}"] if high is not None else []
            parts += [f"with at most {decimals} decimal{'s' * (decimals > 1)}"] if decimals else []
            return " ".join(parts)
        case m.DateType():
            return "a date such as 2026-01-31"
        case _:
            return a_type(of)


def term(expr: m.Expr) -> str:
    """Return a term in the author's own words where it stands on one line."""
    return " ".join(expr.span.text.split())


def never(expr: m.Expr, of: m.Value) -> str:
    """Return that something never has a value, as in “`risk` is never `high`”."""
    shown = value(of) if isinstance(of, bool) else quoted(value(of))
    return f"{quoted(term(expr))} is never {shown}"


def witness(values: dict[m.Expr, m.Value]) -> str:
    """Return a combination of values as prose, as in “a = yes and b = 3”."""
    return " and ".join(_setting(expr, found) for expr, found in values.items())


def _setting(expr: m.Expr, found: m.Value) -> str:
    if isinstance(expr, m.IsKnown):
        inner = term(operands(expr)[0])
        return f"`{inner}` is {'known' if found is not expr.negated else 'unknown'}"
    if isinstance(expr, m.Comparison | m.Between | m.IsOneOf):
        return f"`{term(expr)}` is {'true' if found else 'not true'}"
    return f"`{term(expr)}` is {value(found)}"


def _one_of(ids: tuple[str, ...]) -> str:
    return listed([quoted(i) for i in ids])
