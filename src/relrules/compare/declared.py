"""What two policies declare differently, clause by clause, in their authors' words.

Labels, reasons and texts change no result and are left out; so are examples and laws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from relrules.compare.asked import asked_changes
from relrules.compare.differing import DeclaredChange, Fate
from relrules.policy import Policy
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse
from relrules.verify.rule_text import rule_text

WORDING = (n.Texts, n.Heading, n.Citation, n.Text)
WORDS: Mapping[type[n.Node], str] = {
    n.Questionnaire: "questionnaire",
    n.Define: "define",
    n.Dimension: "dimension",
    n.Score: "score",
    n.Grade: "grade",
}


def declared_changes(old: Policy, new: Policy) -> tuple[DeclaredChange, ...]:
    """Return what two policies declare differently: what they ask first, then the rest in order."""
    before, after = _declarations(old), _declarations(new)
    found = [*asked_changes(old.checked, new.checked)]
    alone = {*old.checked.lists} ^ {*new.checked.lists}
    for named in dict.fromkeys([*after, *before]):
        kind, name = named
        if name.rpartition(".")[0] in alone:
            continue
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
            for key, of in _named(declaration):
                found[key] = tuple(_clauses(of))
    checked = policy.checked
    declared = {*checked.order, *checked.advice, *checked.questionnaires}
    return {(kind, name): found[kind, name] for kind, name in found if name in declared}


def _named(declaration: n.Node, within: str = "") -> Iterator[tuple[tuple[str, str], n.Node]]:
    """Yield what decides something under its kind and name: the members of a list one by one."""
    match declaration:
        case n.List(heading=heading, members=members):
            for member in members:
                yield from _named(member, f"{heading.name.key}.")
        case n.Define() | n.Dimension() | n.Score() | n.Grade() | n.Questionnaire():
            word = WORDS[type(declaration)]
            yield (word, f"{within}{declaration.heading.name.key}"), declaration
        case n.Advice(alert=alert):
            word = "alert" if alert else "advice"
            yield (word, declaration.heading.name.key), declaration
        case _:
            return


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
