"""What results are, as they would be expected in an example, and where something stands."""

from __future__ import annotations

import sys

import click

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Interval
from relrules.cli.streams import has_colour
from relrules.evaluate.possible import (
    Among,
    Answered,
    Anything,
    Exactly,
    Perhaps,
    Possible,
    Unanswered,
    decided,
)
from relrules.source import Span

INDENT = " " * 10


def setting(name: str, possible: Possible, of: m.Type) -> str:
    """Return what a result can be, as it would be expected in an example."""
    value = decided(possible)
    if value is not None:
        return f"{name} = {say.value(value)}"
    match possible:
        case Interval(low=low, high=high):
            return f"{name} between {say.limit(low)} and {say.limit(high)}"
        case Among(values):
            order = of.scale.ids if isinstance(of, m.LevelType) else sorted(map(say.value, values))
            words = [say.value(v) for v in sorted(values, key=lambda v: order.index(say.value(v)))]
            return f"{name} possible ({', '.join(words)})"
        case Exactly() | Anything():
            return f"{name} is unknown"
        case Unanswered():
            return f"{name} has no answer"
        case Perhaps(of=inner):
            return _perhaps(name, inner, of)


def _perhaps(name: str, inner: Answered, of: m.Type) -> str:
    """Return what a result can be that may have no answer."""
    match inner:
        case Interval(low=low, high=high):
            return f"{name} between {say.limit(low)} and {say.limit(high)} or no answer"
        case Among() if decided(inner) is None:
            return f"{setting(name, inner, of).removesuffix(')')}, no answer)"
        case _:
            return f"{name} possible ({setting(name, inner, of).rpartition('= ')[2]}, no answer)"


def type_of(policy: m.CheckedPolicy, name: str) -> m.Type:
    """Return what kind of value a result has."""
    if name in policy.grades:
        return m.LevelType(policy.grades[name].scale)
    if name in policy.defines:
        return policy.defines[name].value.type
    return m.NumberType()


def one_line(span: Span) -> str:
    """Return the text of a place on one line."""
    return " ".join(span.text.split())


def place(policy: m.CheckedPolicy, span: Span) -> str:
    """Return the line of a place, with its file where that is not the policy's own."""
    line = f"line {span.position.line}"
    return line if span.source == policy.span.source else f"{line} of {span.source.name}"


def mark(word: str, colour: str) -> str:
    """Return the word a line begins with, as wide as the others."""
    padded = f"  {word:8}"
    return click.style(padded, fg=colour) if has_colour(sys.stdout) else padded


# ---- examples -----------------------------------------------------------------------------------
