"""Joining a policy with those it uses: one flat policy in which each of them is there once.

A policy is checked knowing only the names of what it uses, such as `trust_ladder.stage`. What it
declares itself is its *part*. Here the parts of all policies become one: what a used policy `P`
declares as `x` is `P.x`, whoever uses it. Facts are different, since data is shared: see `shared`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.foreign import Used
from relrules.check.renamed import Renaming, renamed
from relrules.check.shared import (
    ROOT,
    DataNames,
    data_keys,
    data_names,
    merged,
    merged_facts,
)
from relrules.source import FrozenDict
from relrules.syntax.names import data_key

D = TypeVar("D", bound=m.Declaration)
V = TypeVar("V")


@frozen
class Use:
    """A policy that another uses, and what of it is passed on."""

    name: str
    advice: bool = False
    alerts: bool = False


@frozen
class Part:
    """What one policy declares; what it uses is named `P.x` in it, facts and lists too."""

    policy: m.CheckedPolicy
    uses: tuple[Use, ...] = ()


def joined(own: Part, used: Mapping[str, Part]) -> m.CheckedPolicy:
    """Return a policy with everything it uses, directly or not; `used` holds their parts by name.

    Laws and examples of used policies are not taken over. Their advice and alerts are where every
    policy on the way passes them on.
    """
    if not own.uses:
        return own.policy
    order = _dependencies_first(own.uses, used)
    parts = {ROOT: own, **{name: used[name] for name in order}}
    policies = {name: part.policy for name, part in parts.items()}
    data = data_names(policies)
    by = {name: _renaming(name, part, used, data) for name, part in parts.items()}
    keys = data_keys(policies, data)
    everything = {name: renamed(policy, by[name]) for name, policy in policies.items()}
    root = everything[ROOT]

    def all_of(of: Callable[[m.CheckedPolicy], Mapping[str, D]]) -> FrozenDict[str, D]:
        return FrozenDict(
            {
                by[owner].name(name): _called(declaration, by[owner].name(name))
                for owner, policy in everything.items()
                for name, declaration in of(policy).items()
            }
        )

    def keyed(of: Callable[[m.CheckedPolicy], Mapping[str, V]]) -> FrozenDict[str, V]:
        return FrozenDict(
            {
                by[owner].name(name): value
                for owner, policy in everything.items()
                for name, value in of(policy).items()
            }
        )

    return evolve(
        root,
        sources=keyed(lambda policy: policy.sources),
        assumptions=tuple(a for policy in everything.values() for a in policy.assumptions),
        facts=_facts(everything, data),
        lists=_lists(all_of(lambda policy: policy.lists), data),
        questionnaires=FrozenDict(
            {
                by[owner].name(name): _questionnaire(questionnaire, by[owner])
                for owner, policy in everything.items()
                for name, questionnaire in policy.questionnaires.items()
            }
        ),
        scales=keyed(lambda policy: policy.scales),
        defines=all_of(lambda policy: policy.defines),
        dimensions=all_of(lambda policy: policy.dimensions),
        scores=all_of(lambda policy: policy.scores),
        grades=all_of(lambda policy: policy.grades),
        advice=FrozenDict(dict(_advice(own, used, everything, by))),
        laws=FrozenDict({name: _law(law, by[ROOT]) for name, law in root.laws.items()}),
        examples=tuple(_example(example, by[ROOT], keys) for example in root.examples),
        order=tuple(
            by[owner].name(name) for owner in (*order, ROOT) for name in policies[owner].order
        ),
        keys=keys,
        uses=order,
        from_used=_from_used(order, policies, data),
        same_records=data.records,
    )


def _from_used(
    order: tuple[str, ...], policies: Mapping[str, m.CheckedPolicy], data: DataNames
) -> m.FromUsed:
    """Return what a policy has from those it uses alone."""
    own = policies[ROOT]
    asked = {data.facts[ROOT, name] for name in own.facts}
    theirs = {data.facts[name, fact] for name in order for fact in policies[name].facts}
    assumed = dict.fromkeys(text for name in order for text in policies[name].assumptions)
    return m.FromUsed(
        labels=FrozenDict({name: policies[name].label for name in order}),
        facts=frozenset(theirs - asked),
        assumptions=tuple(text for text in assumed if text not in own.assumptions),
    )


def names_of(uses: tuple[Use, ...], used: Mapping[str, Part | None]) -> Used:
    """Return what a policy may speak of that uses these; a part is `None` where it is mistaken."""
    sound = tuple(use for use in uses if used[use.name] is not None)
    parts = {name: part for name, part in used.items() if part is not None}
    policies = {use.name: part.policy if (part := used[use.name]) else None for use in uses}
    advice = {
        f"{owner}.{name}": _called(advice, f"{owner}.{name}")
        for owner, is_alert in _shown(sound, parts)
        for name, advice in parts[owner].policy.advice.items()
        if advice.alert is is_alert
    }
    reached = {name: parts[name].policy for name in _dependencies_first(sound, parts)}
    return Used(FrozenDict(policies), FrozenDict(reached), FrozenDict(advice))


def _dependencies_first(uses: tuple[Use, ...], used: Mapping[str, Part]) -> tuple[str, ...]:
    """Return every policy used, each after those it uses itself."""
    found: dict[str, None] = {}

    def visit(uses: tuple[Use, ...]) -> None:
        for use in uses:
            if use.name not in found:
                visit(used[use.name].uses)
                found[use.name] = None

    visit(uses)
    return tuple(found)


def _renaming(owner: str, part: Part, used: Mapping[str, Part], data: DataNames) -> Renaming:
    """Return what everything is called that a part speaks of."""
    facts = {name: data.facts[owner, name] for name in part.policy.facts}
    uses = _dependencies_first(part.uses, used)
    for use in uses:
        for name in used[use].policy.facts:
            facts[f"{use}.{name}"] = data.facts[use, name]
    prefix = f"{owner}." if owner else ""
    return Renaming(facts, data.types, prefix, frozenset(uses))


def _called(declaration: D, name: str) -> D:
    """Return a declaration by another name; its label stays."""
    return evolve(declaration, label=evolve(declaration.label, id=name))


# ---- data ---------------------------------------------------------------------------------------


def _facts(policies: Mapping[str, m.CheckedPolicy], data: DataNames) -> FrozenDict[str, m.Fact]:
    found: dict[str, m.Fact] = {}
    for owner, policy in policies.items():
        for name, fact in policy.facts.items():
            id_ = data.facts[owner, name]
            found[id_] = merged(found[id_], fact) if id_ in found else _called(fact, id_)
    return FrozenDict(found)


def _lists(lists: Mapping[str, m.List], data: DataNames) -> FrozenDict[str, m.List]:
    """Return the lists; those that share their records have the facts of all."""
    groups: dict[str, list[str]] = {}
    for name in lists:
        groups.setdefault(data.records.get(name, name), []).append(name)
    found: dict[str, m.List] = {}
    for group in groups.values():
        for name in group:
            facts = lists[name].facts
            for other in group:
                if other != name:
                    facts = merged_facts(facts, lists[other].facts)
            found[name] = evolve(lists[name], facts=facts)
    return FrozenDict({name: found[name] for name in lists})


def _questionnaire(of: m.Questionnaire, by: Renaming) -> m.Questionnaire:
    parts = {
        by.name(name): evolve(
            part,
            label=evolve(part.label, id=by.name(name)),
            items=tuple(by.facts[item] for item in part.items),
        )
        for name, part in of.parts.items()
    }
    return evolve(
        _called(of, by.name(of.id)),
        items=tuple(by.facts[item] for item in of.items),
        reversed=frozenset(by.facts[item] for item in of.reversed),
        parts=FrozenDict(parts),
    )


# ---- advice, laws, examples -----------------------------------------------------------------------


def _advice(
    own: Part,
    used: Mapping[str, Part],
    policies: Mapping[str, m.CheckedPolicy],
    by: Mapping[str, Renaming],
) -> Iterator[tuple[str, m.Advice]]:
    """Yield the advice of a policy, and what the policies it uses pass on to it."""
    for owner, is_alert in ((ROOT, None), *_shown(own.uses, used)):
        for name, advice in policies[owner].advice.items():
            if is_alert is None or advice.alert is is_alert:
                yield by[owner].name(name), _called(advice, by[owner].name(name))


def _shown(uses: tuple[Use, ...], used: Mapping[str, Part]) -> Iterator[tuple[str, bool]]:
    """Yield whose advice (or with `True` alerts) reaches a policy, each once."""
    for is_alert in (False, True):
        waiting, met = [uses], set[str]()
        for together in waiting:
            for use in together:
                is_shown = use.alerts if is_alert else use.advice
                if is_shown and use.name not in met:
                    met.add(use.name)
                    waiting.append(used[use.name].uses)
                    yield use.name, is_alert


def _law(law: m.Law, by: Renaming) -> m.Law:
    """Return a law; the fact that a monotone one speaks of is named in it by a text."""
    match law.law:
        case m.Monotone(fact=fact) as monotone:
            return evolve(law, law=evolve(monotone, fact=by.facts.get(fact, fact)))
        case m.Invariant():
            return law


def _example(example: m.Example, by: Renaming, keys: Mapping[str, tuple[str, ...]]) -> m.Example:
    """Return an example whose facts and lists are called as in data."""

    def called(name: str) -> str:
        return by.facts.get(name) or keys[data_key(name)][0]

    given = {called(name): value for name, value in example.given.items()}
    lists = {called(name): records for name, records in example.lists.items()}
    return evolve(example, given=FrozenDict(given), lists=FrozenDict(lists))
