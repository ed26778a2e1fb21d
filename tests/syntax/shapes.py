"""Trees in one line, so that a test shows what a text was read as."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from fractions import Fraction

from attrs import fields

from relrules.source import Source
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse


def shape(value: object) -> str:
    """Return a node as its class and what is set in it; names and numbers stand for themselves.

    Attributes that are as they are mostly are left out, and so are spans.
    """
    match value:
        case n.Name(key=key):
            return key
        case n.Number(value=number):
            return str(number)
        case n.Text(value=text):
            return f'"{text}"'
        case n.Date(value=date):
            return str(date)
        case n.YesNo(value=yes):
            return "yes" if yes else "no"
        case n.NoAnswer():
            return "no-answer"
        case n.Unknown():
            return "unknown"
        case n.Texts(parts=parts):
            return " ".join(f'{part.lang}"{part.text}"' for part in parts)
        case n.Heading(name=name, label=None, citation=None):
            return shape(name)
        case n.Option(name=name, label=None, hint=None):
            return shape(name)
        case n.When(condition=condition):
            return f"when {shape(condition)}"
        case n.Otherwise():
            return "otherwise"
        case n.Node():
            return _shape_of_node(value)
        case tuple():
            return f"[{', '.join(_shape_in_tuple(item) for item in value)}]"
        case Enum():
            return str(value.value)
        case bool() | int() | Fraction() | str() | dt.date():
            return str(value)
        case _:
            raise TypeError(value)


def _shape_in_tuple(item: object) -> str:
    """Return the shape of an operand of a chain with its sign, or of anything else."""
    match item:
        case (bool() as taken, n.Node() as operand):
            return f"{'' if taken else '-'}{shape(operand)}"
        case _:
            return shape(item)


def _shape_of_node(node: n.Node) -> str:
    parts = []
    for attribute in fields(type(node)):
        value = getattr(node, attribute.name)
        if attribute.eq is False or value in (None, (), False):
            continue
        if value is True:
            parts.append(attribute.name)
        else:
            parts.append(f"{attribute.name}={shape(value)}")
    return f"{type(node).__name__}({', '.join(parts)})"


def parsed(text: str) -> n.Declaration:
    """Return the only declaration of a text that has no mistakes."""
    found = parse(Source("policy.rel", text))
    assert [d.message for d in found.diagnostics] == []
    (declaration,) = found.tree.declarations
    return declaration


def condition(text: str) -> str:
    """Return the shape of a condition or term."""
    declaration = parsed(f"define x = {text}")
    assert isinstance(declaration, n.Define)
    return shape(declaration.value)


def told(text: str) -> list[tuple[str, str, str]]:
    """Return what is told of a text: the code, the words marked, the way out."""
    return [(d.code, d.span.text, d.help) for d in parse(Source("policy.rel", text)).diagnostics]
