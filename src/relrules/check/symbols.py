"""What is declared, and what a name or label means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, field, frozen

from relrules.check.model import Kind
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.syntax import nodes as n
from relrules.syntax.names import key

TODAY = "today"
VALUE_KEYWORDS = ("FACT", "DEFINE", "DIMENSION", "SCORE", "GRADE")
KIND_WORDS = {
    Kind.FACT: "a fact",
    Kind.DEFINE: "a define",
    Kind.DIMENSION: "a dimension",
    Kind.SCORE: "a score",
    Kind.GRADE: "a grade",
    Kind.TODAY: "the day of the evaluation",
}


@frozen
class Symbol:
    """Something that has a value: what it is, and where it is declared.

    `node` is `None` for a stub, whose name exists but of which nothing else is known.
    """

    kind: Kind
    id: str
    heading: n.Heading | None
    node: n.Fact | n.Define | n.Dimension | n.Score | n.Grade | None


@frozen
class Unreadable:
    """A name that stands in a broken line: it may mean anything, and is not complained about."""


@define
class Symbols:
    """All names of a policy."""

    values: dict[str, Symbol] = field(factory=dict)
    labels: dict[str, list[Symbol]] = field(factory=dict)
    advice: dict[str, n.Advice] = field(factory=dict)
    advice_labels: dict[str, list[str]] = field(factory=dict)
    unreadable: set[str] = field(factory=set)
    unreadable_advice: set[str] = field(factory=set)

    def find(self, name: n.Name) -> Symbol | Unreadable | Sequence[Symbol] | None:
        """Return what a name means: a symbol, several where a label is ambiguous, or nothing."""
        if name.key in self.values:
            return self.values[name.key]
        if name.key in self.unreadable or not name.key:
            return Unreadable()
        labelled = self.labels.get(name.key, [])
        if len(labelled) == 1:
            return labelled[0]
        if labelled:
            return labelled
        if name.key in (TODAY, "今天"):
            return Symbol(Kind.TODAY, TODAY, None, None)
        return None

    def find_advice(self, name: n.Name) -> str | Unreadable | Sequence[str] | None:
        """Return the advice or alert that a name means."""
        if name.key in self.advice:
            return name.key
        if name.key in self.unreadable_advice:
            return Unreadable()
        labelled = self.advice_labels.get(name.key, [])
        return labelled[0] if len(labelled) == 1 else (labelled or None)

    def spellings(self) -> list[str]:
        """Return every name and label a value has, for suggestions; names come first."""
        own = [s.heading.name.text for s in self.values.values() if s.heading]
        return [*own, *(labels_text(s) for found in self.labels.values() for s in found[:1])]


def labels_text(symbol: Symbol) -> str:
    """Return the first label of a symbol, or its name."""
    label = symbol.heading.label if symbol.heading else None
    return label.parts[0].text if label and label.parts else symbol.id


def collect(declarations: Sequence[n.Declaration]) -> tuple[Symbols, list[Diagnostic]]:
    """Return all names of a policy, and the names that are declared twice."""
    symbols = Symbols()
    found: list[Diagnostic] = []
    firsts: dict[str, n.Name] = {}
    advice_firsts: dict[str, n.Name] = {}
    law_firsts: dict[str, n.Name] = {}
    for node in declarations:
        match node:
            case n.Fact(headings=headings):
                for heading in headings:
                    _declare(symbols, firsts, heading, node, found)
            case n.Define() | n.Dimension() | n.Score() | n.Grade():
                _declare(symbols, firsts, node.heading, node, found)
            case n.Advice(heading=heading):
                if _is_new(advice_firsts, heading.name, found):
                    symbols.advice[heading.name.key] = node
                    for text in _label_keys(heading):
                        symbols.advice_labels.setdefault(text, []).append(heading.name.key)
            case n.Ensure(heading=heading):
                _is_new(law_firsts, heading.name, found)
            case n.Stub():
                _declare_stub(symbols, node)
            case n.Policy() | n.Example():
                pass
    return symbols, found


def _declare(
    symbols: Symbols,
    firsts: dict[str, n.Name],
    heading: n.Heading,
    node: n.Fact | n.Define | n.Dimension | n.Score | n.Grade,
    found: list[Diagnostic],
) -> None:
    name = heading.name
    if name.key in (TODAY, "今天"):
        found.append(say_syntax.reserved_name(name.span))
        return
    if not _is_new(firsts, name, found):
        return
    symbol = Symbol(KINDS[type(node)], name.key, heading, node)
    symbols.values[name.key] = symbol
    for text in _label_keys(heading):
        symbols.labels.setdefault(text, []).append(symbol)


def _declare_stub(symbols: Symbols, node: n.Stub) -> None:
    keys = {name.key for name in node.names}
    # A line that begins with no declaration at all may have been meant as any.
    if node.keyword in ("ADVICE", "ALERT", ""):
        symbols.unreadable_advice |= keys
    if node.keyword in VALUE_KEYWORDS or not node.keyword:
        symbols.unreadable |= keys


def _is_new(firsts: dict[str, n.Name], name: n.Name, found: list[Diagnostic]) -> bool:
    first = firsts.setdefault(name.key, name)
    if first is not name:
        found.append(say.duplicate_name(name.span, first.span))
    return first is name


def _label_keys(heading: n.Heading) -> list[str]:
    if heading.label is None:
        return []
    keys = dict.fromkeys(key(part.text) for part in heading.label.parts)
    return [text for text in keys if text != heading.name.key]


KINDS: Mapping[type, Kind] = {
    n.Fact: Kind.FACT,
    n.Define: Kind.DEFINE,
    n.Dimension: Kind.DIMENSION,
    n.Score: Kind.SCORE,
    n.Grade: Kind.GRADE,
}
