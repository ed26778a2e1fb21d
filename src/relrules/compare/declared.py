"""What two policies declare differently, clause by clause, in their authors' words.

Labels, reasons and texts change no result and are left out; so are examples and laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.policy import Policy
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse
from relrules.verify.rule_text import rule_text

WORDING = (n.Texts, n.Heading, n.Citation, n.Text)
WORDS: Mapping[type[n.Node], str] = {
    n.Define: "define",
    n.Dimension: "dimension",
    n.Score: "score",
    n.Grade: "grade",
    n.Advice: "advice",
}


class Fate(Enum):
    """What became of a declaration."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@frozen
class DeclaredChange:
    """A declaration that differs: its clauses that are gone, and those that are new.

    Where there are as many of the one as of the other, they stand in the same order. Those that the
    reader may not see are left out, and it is `partly_hidden`.
    """

    kind: str
    name: str
    fate: Fate
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    partly_hidden: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what each clause became; nothing where that is not clear."""
        if self.partly_hidden or len(self.gone) != len(self.new):
            return ()
        return tuple(zip(self.gone, self.new, strict=True))


def declared_changes(old: Policy, new: Policy) -> tuple[DeclaredChange, ...]:
    """Return what two policies declare differently: facts first, then results as they stand."""
    before, after = _declarations(old), _declarations(new)
    found = [*_facts(old.checked, new.checked)]
    for named in dict.fromkeys([*after, *before]):
        kind, name = named
        if named not in before:
            found.append(DeclaredChange(kind, name, Fate.ADDED))
        elif named not in after:
            found.append(DeclaredChange(kind, name, Fate.REMOVED))
        else:
            gone = _missing(before[named], after[named])
            new_ = _missing(after[named], before[named])
            if gone or new_:
                found.append(DeclaredChange(kind, name, Fate.CHANGED, gone, new_))
    return tuple(found)


def _facts(old: m.CheckedPolicy, new: m.CheckedPolicy) -> Iterator[DeclaredChange]:
    for name in dict.fromkeys([*new.facts, *old.facts]):
        if name not in old.facts:
            yield DeclaredChange("fact", name, Fate.ADDED)
        elif name not in new.facts:
            yield DeclaredChange("fact", name, Fate.REMOVED)
        else:
            before, after = (_type(p.facts[name].type) for p in (old, new))
            if before != after:
                yield DeclaredChange("fact", name, Fate.CHANGED, (before,), (after,))


def _type(of: m.Type) -> str:
    """Return a type as a policy states it, without labels."""
    match of:
        case m.LevelType(scale=scale):
            return f"levels {' < '.join(scale.ids)}"
        case m.ChoiceType(ids=ids):
            return f"choices {' | '.join(ids)}"
        case m.NumberType(low=low, high=high, decimals=decimals):
            parts = ["number"]
            parts += [f"from {say.number(low)}"] if low is not None else []
            parts += [f"to {say.number(high)}"] if high is not None else []
            parts += ["whole"] if decimals == 0 else []
            parts += [f"decimals {decimals}"] if decimals else []
            return " ".join(parts)
        case m.YesNoType():
            return "yes or no"
        case m.DateType():
            return "date"
        case m.TextType():
            return "text"


def _declarations(policy: Policy) -> dict[tuple[str, str], tuple[n.Node, ...]]:
    """Return the clauses of each declaration that decides something."""
    found: dict[tuple[str, str], tuple[n.Node, ...]] = {}
    # What a policy builds on comes first, so that its own declarations stand.
    for source in (*policy.others, policy.source):
        for node in parse(source).tree.declarations:
            if isinstance(node, n.ChangeRow):
                key = ("change", node.name.key)
                found[key] = (*found.get(key, ()), node.row)
                continue
            declaration = node.declaration if isinstance(node, n.Change) else node
            if isinstance(declaration, n.Define | n.Dimension | n.Score | n.Grade | n.Advice):
                word = WORDS[type(declaration)]
                if isinstance(declaration, n.Advice) and declaration.alert:
                    word = "alert"
                found[word, declaration.heading.name.key] = tuple(_clauses(declaration))
    declared = {*policy.checked.order, *policy.checked.advice}
    return {(kind, name): found[kind, name] for kind, name in found if name in declared}


def _clauses(node: n.Node) -> Iterator[n.Node]:
    for child in n.children(node):
        if isinstance(child, n.PointsBy):
            yield from n.children(child)
        elif not isinstance(child, WORDING):
            yield child


def _missing(clauses: Iterable[n.Node], others: tuple[n.Node, ...]) -> tuple[str, ...]:
    """Return the clauses that are not among others, in their author's words."""
    texts = {rule_text(other.span) for other in others}
    return tuple(
        text
        for clause in clauses
        if clause not in others and (text := rule_text(clause.span)) not in texts
    )
