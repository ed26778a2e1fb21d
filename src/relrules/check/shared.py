"""What the facts and lists of several policies are called in the data that they share.

A fact of one name that is the same in several policies is one fact. Where they differ, the policy
that was asked for keeps the plain name, and that of a used policy `P` is `P.f`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.source import FrozenDict
from relrules.syntax.names import data_key

ROOT = ""


@frozen
class DataNames:
    """What the facts and lists of several policies are called in data.

    The policy that was asked for goes by an empty name. `facts` leads from a policy and a name in
    it to the fact's id; a list's id is its name in its policy. `plain` holds the lists that data may
    call by their plain names. `records` leads from a list to the one whose records it shares.
    """

    facts: Mapping[tuple[str, str], str]
    types: Mapping[str, m.Type]
    plain: frozenset[str]
    records: Mapping[str, str]


def list_id(owner: str, name: str) -> str:
    """Return what a list is called."""
    return f"{owner}.{name}" if owner else name


def data_names(policies: Mapping[str, m.CheckedPolicy]) -> DataNames:
    """Return what everything is called in data, for a policy and those it uses."""
    own = policies[ROOT]
    # A plain name must not be that of a result.
    results = {*own.defines, *own.dimensions, *own.scores, *own.grades}
    facts: dict[tuple[str, str], str] = {}
    types: dict[str, m.Type] = {}
    plain: set[str] = set()
    records: dict[str, str] = {}
    for name, found in _by_name(policies).items():
        together = [] if name in results else _together(found)
        for owner, datum in found:
            is_plain = owner == ROOT or owner in together
            match datum:
                case m.Fact():
                    id_ = name if is_plain else f"{owner}.{name}"
                    facts[owner, name] = id_
                    types.setdefault(id_, datum.type)
                case m.List() if is_plain and together and owner != together[0]:
                    records[list_id(owner, name)] = list_id(together[0], name)
                case m.List() if is_plain:
                    plain.add(list_id(owner, name))
                case m.List():
                    pass
    return DataNames(FrozenDict(facts), FrozenDict(types), frozenset(plain), FrozenDict(records))


def _together(found: Sequence[tuple[str, m.Fact | m.List]]) -> list[str]:
    """Return the policies whose facts of one name are one, under the plain name.

    They are like that of the policy that was asked for. Where that has none of the name, either all
    are one, or nobody has the plain name.
    """
    chosen = [found[0]]
    for owner, datum in found[1:]:
        if all(alike(datum, other) for _, other in chosen):
            chosen.append((owner, datum))
    is_one = len(chosen) == len(found) or found[0][0] == ROOT
    return [owner for owner, _ in chosen] if is_one else []


def _by_name(
    policies: Mapping[str, m.CheckedPolicy],
) -> dict[str, list[tuple[str, m.Fact | m.List]]]:
    """Return all facts and lists by name, each with its policy."""
    found: dict[str, list[tuple[str, m.Fact | m.List]]] = {}
    for owner, policy in policies.items():
        for name, fact in policy.facts.items():
            found.setdefault(name, []).append((owner, fact))
        for name, list_ in policy.lists.items():
            found.setdefault(name, []).append((owner, list_))
    return found


# ---- what is the same ---------------------------------------------------------------------------


def alike(left: m.Fact | m.List, right: m.Fact | m.List) -> bool:
    """Return whether two facts of one name are one, or the records of two lists.

    Labels, questions and hints may differ; what is read, and what stands in for it, may not. Lists
    are one where their facts of one name are.
    """
    match left, right:
        case m.Fact(), m.Fact():
            return (
                same_type(left.type, right.type)
                and left.default == right.default
                and _numbers_missing(left) == _numbers_missing(right)
            )
        case m.List(), m.List():
            common = [name for name in left.facts if name in right.facts]
            return all(alike(left.facts[name], right.facts[name]) for name in common)
        case _:
            return False


def same_type(left: m.Type, right: m.Type) -> bool:
    """Return whether two facts take the same values: the same levels in the same order, one range.

    >>> same_type(m.YesNoType(), m.YesNoType())
    True
    """
    match left, right:
        case m.LevelType(), m.LevelType():
            return left.scale.ids == right.scale.ids
        case m.ChoiceType(), m.ChoiceType():
            return set(left.ids) == set(right.ids)
        case _:
            return left == right


def _numbers_missing(fact: m.Fact) -> frozenset[object]:
    """Return the numbers that mean that a fact is not known: for another fact they may be values."""
    return frozenset(marker for marker in fact.missing if not isinstance(marker, str))


# ---- one of several -----------------------------------------------------------------------------


def merged(first: m.Fact, second: m.Fact) -> m.Fact:
    """Return the one fact that two are: as the first says, known by the words of both.

    What either keeps confidential stays so.
    """
    confidential = first.confidential
    if confidential is None or (second.confidential is not None and confidential.when is not None):
        confidential = second.confidential or confidential
    words = (text for _, text in second.label.texts.by_lang)
    known = {data_key(text) for _, text in first.label.texts.by_lang}
    added = (*words, *second.aliases)
    aliases = [*first.aliases, *(a for a in added if data_key(a) not in known)]
    return evolve(
        first,
        ask=first.ask or second.ask,
        hint=first.hint or second.hint,
        aliases=tuple(dict.fromkeys(aliases)),
        missing=tuple(dict.fromkeys((*first.missing, *second.missing))),
        confidential=confidential,
        fixed=first.fixed or second.fixed,
    )


def merged_facts(first: Mapping[str, m.Fact], second: Mapping[str, m.Fact]) -> Mapping[str, m.Fact]:
    """Return the facts of two lists whose records are the same."""
    both = dict(first)
    for name, fact in second.items():
        both[name] = merged(both[name], fact) if name in both else fact
    return FrozenDict(both)


# ---- spellings ----------------------------------------------------------------------------------


def data_keys(
    policies: Mapping[str, m.CheckedPolicy], names: DataNames
) -> Mapping[str, tuple[str, ...]]:
    """Return every spelling of a fact or list in data, with what is so called.

    A name goes before labels and aliases, and the policy that was asked for before those it uses.
    `P.f` means what `f` is in `P`, whether that is shared or not; what is not shared has no other
    spelling.
    """
    exact: dict[str, list[str]] = {}
    own: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}

    def add(to: dict[str, list[str]], spelling: str, id_: str) -> None:
        ids = to.setdefault(data_key(spelling), [])
        if id_ not in ids:
            ids.append(id_)

    for name, found in _by_name(policies).items():
        for owner, datum in found:
            if isinstance(datum, m.Fact):
                id_ = names.facts[owner, name]
                is_plain = id_ == name
            else:
                of = list_id(owner, name)
                id_ = names.records.get(of, of)
                is_plain = of in names.plain
            words = [text for _, text in datum.label.texts.by_lang] + list(datum.aliases)
            if owner:
                add(exact, f"{owner}.{name}", id_)
                for word in words:
                    add(own, f"{owner}.{word}", id_)
            if is_plain:
                add(exact, name, id_)
                for word in words:
                    add(others if owner else own, word, id_)
    return FrozenDict({k: tuple(ids) for k, ids in {**others, **own, **exact}.items()})
