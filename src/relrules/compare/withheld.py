"""What two policies declare differently, without what would tell of confidential facts."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.compare.declared import DeclaredChange
from relrules.explain.visible import Visible
from relrules.verify.rule_text import rule_text

OF_FACTS = (m.Kind.FACT, m.Kind.TODAY, m.Kind.DEFINE)
Clause = m.Row | m.GradeRow | m.Cap | m.Gate


@frozen
class Told:
    """The changes that may be told, and how many declarations that differ may not even be named."""

    changes: tuple[DeclaredChange, ...]
    withheld: int


def told_changes(changes: tuple[DeclaredChange, ...], seen: tuple[Visible, Visible]) -> Told:
    """Return changes as far as a reader may see them, whatever the record.

    `seen` is what may be seen under the old policy and the new. A declaration made of hidden facts
    alone is only counted; of one that looks at others too, the clauses that look at none are told.
    """
    told = [_told(change, seen) for change in changes]
    found = tuple(change for change in told if change is not None)
    return Told(found, len(told) - len(found))


def _told(change: DeclaredChange, seen: tuple[Visible, Visible]) -> DeclaredChange | None:
    if not all(_may_be_named(change, side) for side in seen):
        return None
    gone, new = (
        tuple(text for text in texts if _may_be_told(change, text, side))
        for texts, side in zip((change.gone, change.new), seen, strict=True)
    )
    partly = (gone, new) != (change.gone, change.new)
    return evolve(change, gone=gone, new=new, partly_hidden=partly)


def _may_be_named(change: DeclaredChange, seen: Visible) -> bool:
    """Return whether a declaration is made of more than hidden facts; one that is not there is."""
    policy, name = seen.program.policy, change.name
    if change.kind == "fact":
        return seen.fact(name)
    if change.kind in ("advice", "alert"):
        advice = policy.advice.get(name)
        return advice is None or seen.condition(advice.when)
    return seen.result(name)


def _may_be_told(change: DeclaredChange, text: str, seen: Visible) -> bool:
    """Return whether a clause looks at nothing hidden: all of the declaration, or its row, does not."""
    policy, name = seen.program.policy, change.name
    if change.kind == "fact":
        return True
    if change.kind in ("advice", "alert"):
        advice = policy.advice.get(name)
        return advice is None or seen.is_clear(advice.when)
    if name in policy.defines:
        return seen.is_clear(policy.defines[name].value)
    clauses = list(_clauses(policy, name))
    if all(_is_clear(clause, seen) for clause in clauses) and _is_clear_sum(policy, name, seen):
        return True
    clear, others = (
        {rule_text(clause.span) for clause in clauses if _is_clear(clause, seen) is wanted}
        for wanted in (True, False)
    )
    return text in clear - others


def _clauses(policy: m.CheckedPolicy, name: str) -> Iterator[Clause]:
    if name in policy.dimensions:
        yield from policy.dimensions[name].rows
        yield from policy.dimensions[name].caps
    if name in policy.grades:
        yield from policy.grades[name].rows
        yield from policy.grades[name].gates
    if name in policy.scores:
        yield from policy.scores[name].caps


def _is_clear(clause: Clause, seen: Visible) -> bool:
    if isinstance(clause, m.Row | m.GradeRow) and not seen.is_clear(clause.value):
        return False
    return seen.is_clear(clause.when)


def _is_clear_sum(policy: m.CheckedPolicy, name: str, seen: Visible) -> bool:
    """Return whether a score may be told: the names of the results it adds up are no secret."""
    if name not in policy.scores:
        return True
    parts = refs(policy.scores[name].value)
    return all(part.kind not in OF_FACTS or seen.is_clear(part) for part in parts)
