"""What two policies declare differently, without what would tell of confidential facts."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.compare.differing import DeclaredChange
from relrules.evaluate.program import facts_of
from relrules.explain.visible import Visible
from relrules.verify.rule_text import rule_text

OF_FACTS = (m.Kind.FACT, m.Kind.TODAY, m.Kind.DEFINE)
ASKED = ("questionnaire", "list", "scale")
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
    if change.kind in ASKED:
        facts = _facts(policy, change.kind, name)
        return not facts or any(map(seen.fact, facts))
    if change.kind in ("advice", "alert"):
        advice = policy.advice.get(name)
        return advice is None or seen.condition(advice.when)
    return seen.result(name)


def _may_be_told(change: DeclaredChange, text: str, seen: Visible) -> bool:
    """Return whether a clause looks at nothing hidden: all of the declaration, or its row, does not."""
    policy, name = seen.program.policy, change.name
    if change.kind == "questionnaire":
        return all(map(seen.fact, _facts(policy, change.kind, name)))
    if change.kind in ("fact", *ASKED):
        return True
    if change.kind in ("advice", "alert"):
        advice = policy.advice.get(name)
        return advice is None or seen.is_clear(advice.when)
    list_name, _, bare = name.rpartition(".")
    holder = policy.lists.get(list_name, policy)
    if bare in holder.defines:
        return seen.is_clear(holder.defines[bare].value)
    clauses = list(_clauses(holder, bare))
    if all(_is_clear(clause, seen) for clause in clauses) and _is_clear_sum(policy, name, seen):
        return True
    clear, others = (
        {rule_text(clause.span) for clause in clauses if _is_clear(clause, seen) is wanted}
        for wanted in (True, False)
    )
    return text in clear - others


def _facts(policy: m.CheckedPolicy, kind: str, name: str) -> list[str]:
    """Return the facts that a questionnaire, a list or a scale consists of, or is there for."""
    match kind:
        case "questionnaire" if name in policy.questionnaires:
            return [*policy.questionnaires[name].items]
        case "list" if name in policy.lists:
            return [f"{name}.{fact}" for fact in policy.lists[name].facts]
        case "scale" if name in policy.scales:
            of = m.LevelType(policy.scales[name])
            shown = any(grade.scale == of.scale for grade in policy.grades.values())
            return [] if shown else [key for key, fact in facts_of(policy) if fact.type == of]
        case _:
            return []


def _clauses(policy: m.CheckedPolicy | m.List, name: str) -> Iterator[Clause]:
    if name in policy.dimensions:
        yield from policy.dimensions[name].rows
        yield from policy.dimensions[name].caps
    if name in policy.grades:
        yield from policy.grades[name].rows
        yield from policy.grades[name].gates
    if isinstance(policy, m.CheckedPolicy) and name in policy.scores:
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
