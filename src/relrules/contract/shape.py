"""How the data of a record are laid out: facts, lists of records, data of used policies.

What several policies share has its plain name. What is a used policy's alone stands under the name
of that policy, as in `{"trust_ladder": {"visits": 3}}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from relrules.check import model as m
from relrules.evaluate.facts import find_fact
from relrules.source import FrozenDict


@frozen
class Shape:
    """What one object of the data holds, by the names it has there."""

    facts: Mapping[str, m.Fact] = field(factory=FrozenDict)
    lists: Mapping[str, m.List] = field(factory=FrozenDict)
    used: Mapping[str, Shape] = field(factory=FrozenDict)


def shape_of(policy: m.CheckedPolicy) -> Shape:
    """Return how the data of a policy's records are laid out."""
    facts = {name: _place(policy, name) for name in policy.facts}
    lists = {name: _place(policy, name) for name in asked_lists(policy)}
    owners = {owner for owner, _ in (*facts.values(), *lists.values()) if owner}

    def shape(of: str) -> Shape:
        return Shape(
            facts=FrozenDict(
                {name: policy.facts[id_] for id_, (owner, name) in facts.items() if owner == of}
            ),
            lists=FrozenDict(
                {name: policy.lists[id_] for id_, (owner, name) in lists.items() if owner == of}
            ),
            used=FrozenDict({o: shape(o) for o in policy.uses if o in owners} if not of else {}),
        )

    return shape("")


def list_names(policy: m.CheckedPolicy) -> tuple[str, ...]:
    """Return the names that lists have in data, `P.l` for one under the name of a used policy."""
    places = (_place(policy, name) for name in asked_lists(policy))
    return tuple(f"{owner}.{name}" if owner else name for owner, name in places)


def asked_lists(policy: m.CheckedPolicy) -> list[str]:
    """Return the lists that data give: one whose records are those of another is not among them."""
    return [name for name in policy.lists if name not in policy.same_records]


def _place(policy: m.CheckedPolicy, id_: str) -> tuple[str, str]:
    """Return under which used policy something stands in data, or an empty name, and its name."""
    owner, _, name = id_.rpartition(".")
    if owner not in policy.uses:
        return "", id_
    # A list keeps its full name even where data may call it by its plain one.
    if id_ in policy.lists and find_fact(policy, name) == (id_,):
        return "", name
    # Nothing can stand under a name that a fact or list has already.
    is_taken = owner in policy.facts or owner in {n.rpartition(".")[2] for n in policy.lists}
    return ("", id_) if is_taken else (owner, name)
