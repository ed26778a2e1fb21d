"""A policy before it is laid out: words in clauses, clauses in declarations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen

from generators.values import Exact, Option, Value, decimal_text


@frozen
class Keyword:
    """A word of the language, by its id in the keyword table."""

    id: str


@frozen
class Spelled:
    """A name: one of these spellings, at the choice of the layout."""

    spellings: tuple[str, ...]


@frozen
class Quoted:
    """A text in quotes."""

    text: str


@frozen
class Tagged:
    """A translation: a language tag and a text."""

    lang: str
    text: str


@frozen
class Literal:
    """A number without sign, a date, or a language tag."""

    text: str


@frozen
class Mark:
    """Punctuation or an operator."""

    text: str


Word = Keyword | Spelled | Quoted | Tagged | Literal | Mark
Words = tuple[Word, ...]
COMMA, COLON, EQUALS = Mark(","), Mark(":"), Mark("=")


@frozen
class Clause:
    """A line of a declaration, `deeper` than its clauses if it lists answers."""

    words: Words
    deeper: bool = False


@frozen
class Declaration:
    """A declaration: its first line, the clauses under it, and the declarations inside."""

    head: Words
    clauses: tuple[Clause, ...] = ()
    members: tuple[Declaration, ...] = ()


def number(value: Exact) -> Words:
    """Return a number that has a finite decimal form."""
    text = decimal_text(value)
    if text is None:
        raise ValueError(value)
    return (Mark("-"), Literal(text)) if value < 0 else (Literal(text),)


def constant(value: Value, options: Sequence[Option] = ()) -> Words:
    """Return a value that is written out."""
    match value:
        case bool():
            return (Keyword("YES" if value else "NO"),)
        case dt.date():
            return (Literal(value.isoformat()),)
        case str() if options:
            return (Spelled(next(o.spellings for o in options if o.id == value)),)
        case str():
            return (Quoted(value),)
        case _:
            return number(value)


def in_parentheses(words: Words) -> Words:
    """Return words in parentheses."""
    return (Mark("("), *words, Mark(")"))


def separated(parts: Sequence[Words], by: Word = COMMA) -> Words:
    """Return parts with a word between any two."""
    found: list[Word] = []
    for i, part in enumerate(parts):
        found += [by, *part] if i else part
    return tuple(found)
