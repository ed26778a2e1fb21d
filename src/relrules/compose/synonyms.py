"""Which words mean one level or choice: its name and its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from relrules.compose.named import label_keys
from relrules.syntax import nodes as n

Same = Callable[[n.Name, n.Name], bool]


def same_words(declarations: Sequence[n.Declaration]) -> Same:
    """Return a test of whether two names mean one level: equal, or name and label of one.

    Types are not known before the check, so a name and a label count as one word where any scale
    has them so.
    """
    groups = [
        frozenset((name.key, *label_keys(label)))
        for declaration in declarations
        for name, label in _levels(declaration)
    ]

    def same(left: n.Name, right: n.Name) -> bool:
        return left.key == right.key or any({left.key, right.key} <= group for group in groups)

    return same


def _levels(node: n.Node) -> Iterator[tuple[n.Name, n.Texts | None]]:
    """Yield the levels and choices that are declared somewhere in a node."""
    match node:
        case n.Option(name=name, label=label):
            yield name, label
        case n.GradeRow(name=n.Name() as name, label=label):
            yield name, label
        case n.GradeEntry(name=n.Name() as name, label=label):
            yield name, label
        case n.Grade() | n.Define() | n.List() | n.Fact() | n.Scale() | n.Questionnaire():
            for child in n.children(node):
                yield from _levels(child)
        case n.LevelsType() | n.ChoicesType() | n.AnswerLevels():
            for child in n.children(node):
                yield from _levels(child)
        case _:
            return
