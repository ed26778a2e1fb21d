"""What two policies ask differently: scales, facts and lists, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from relrules.check import model as m
from relrules.check import say
from relrules.compare.differing import DeclaredChange, Fate

Clauses = Mapping[str, tuple[str, ...]]


def asked_changes(old: m.CheckedPolicy, new: m.CheckedPolicy) -> Iterator[DeclaredChange]:
    """Yield the scales, facts and lists that differ; of lists in both, the facts of their records.

    Items are told of with their questionnaire.
    """
    yield from _changes("scale", _scales(old), _scales(new))
    # What is a fact by itself in one of them is compared as a fact.
    alone = ({*old.facts} - _items(old)) | ({*new.facts} - _items(new))
    items = (_items(old) | _items(new)) - alone
    facts = [{n: _fact(p, f) for n, f in p.facts.items() if n not in items} for p in (old, new)]
    yield from _changes("fact", facts[0], facts[1])
    lists: list[Clauses] = [dict.fromkeys(p.lists, ()) for p in (old, new)]
    yield from _changes("list", lists[0], lists[1])
    for name in (name for name in new.lists if name in old.lists):
        facts = [
            {f"{name}.{n}": _fact(p, f) for n, f in p.lists[name].facts.items()} for p in (old, new)
        ]
        yield from _changes("fact", facts[0], facts[1])


def _changes(kind: str, old: Clauses, new: Clauses) -> Iterator[DeclaredChange]:
    """Yield what only one of them has, and what has other clauses; the new one's order first."""
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield DeclaredChange(kind, name, Fate.ADDED)
        elif name not in new:
            yield DeclaredChange(kind, name, Fate.REMOVED)
        elif old[name] != new[name]:
            gone = tuple(clause for clause in old[name] if clause not in new[name])
            fresh = tuple(clause for clause in new[name] if clause not in old[name])
            yield DeclaredChange(kind, name, Fate.CHANGED, gone, fresh)


def _items(policy: m.CheckedPolicy) -> set[str]:
    return {item for of in policy.questionnaires.values() for item in of.items}


def _scales(policy: m.CheckedPolicy) -> Clauses:
    return {name: (_levels(scale),) for name, scale in policy.scales.items()}


def _levels(scale: m.Scale) -> str:
    return f"levels {' < '.join(scale.ids)}"


def _fact(policy: m.CheckedPolicy, fact: m.Fact) -> tuple[str, ...]:
    """Return what of a fact decides results: its type and its default."""
    of, default = fact.type, fact.default
    return (_type(policy, of), *([] if default is None else [f"default {say.value(default)}"]))


def _type(policy: m.CheckedPolicy, of: m.Type) -> str:
    """Return a type as a policy states it, without labels."""
    match of:
        case m.LevelType(scale=scale):
            # What its levels are, and that they have changed, is told of the scale.
            named = next((name for name, each in policy.scales.items() if each == scale), None)
            return _levels(scale) if named is None else f"levels of {named}"
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
