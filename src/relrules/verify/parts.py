"""What a result is made of, and a policy cut down to it.

Declarations are walked as data, whatever they hold: a new construct needs no line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import attrs

from relrules.check import model as m
from relrules.check.walk import expanded, read_through
from relrules.source import FrozenDict

D = TypeVar("D")
RESULTS = (m.Kind.DEFINE, m.Kind.DIMENSION, m.Kind.SCORE, m.Kind.GRADE)


def parts_of(policy: m.CheckedPolicy, declaration: m.Declaration) -> dict[str, m.Declaration]:
    """Return the declarations of the results that one is made of, nearest first, without it.

    Results of the records of a list are no results of the policy, and left out.
    """
    results = _results(policy)
    found: dict[str, m.Declaration] = {}
    waiting = [declaration]
    while waiting:
        for ref in refs_in(waiting.pop(0)):
            if ref.kind in RESULTS and ref.key in results and ref.key not in found:
                found[ref.key] = results[ref.key]
                waiting.append(results[ref.key])
    return found


def facts_of(policy: m.CheckedPolicy, declaration: m.Declaration) -> tuple[dict[str, m.Fact], bool]:
    """Return the facts that a result depends on, nearest first, and whether it looks at the day."""
    refs = [
        ref for d in (declaration, *parts_of(policy, declaration).values()) for ref in refs_in(d)
    ]
    names = dict.fromkeys(ref.key for ref in refs if ref.kind is m.Kind.FACT)
    looks_at_the_day = any(ref.kind is m.Kind.TODAY for ref in refs)
    return {n: policy.facts[n] for n in names if n in policy.facts}, looks_at_the_day


def terms_of(policy: m.CheckedPolicy, declarations: list[m.Declaration]) -> list[m.Expr]:
    """Return the largest terms of declarations, with the defines in them read through."""
    known: dict[str, m.Expr] = {}
    for name in policy.order:
        if name in policy.defines:
            value = read_through(policy.defines[name], known)
            if value is not None:
                known[name] = value
    return [expanded(term, known) for d in declarations for term in _terms(d)]


def cut_down(policy: m.CheckedPolicy, declaration: m.Declaration) -> m.CheckedPolicy:
    """Return a policy with one declaration and what it is made of: quicker to evaluate.

    A policy with lists stays whole: what their records look at is not followed.
    """
    if policy.lists:
        return policy
    needed = {*parts_of(policy, declaration)}
    is_advice = isinstance(declaration, m.Advice)
    if not is_advice:
        needed.add(declaration.id)
    return attrs.evolve(
        policy,
        defines=_only(policy.defines, needed),
        dimensions=_only(policy.dimensions, needed),
        scores=_only(policy.scores, needed),
        grades=_only(policy.grades, needed),
        advice=FrozenDict({declaration.id: policy.advice[declaration.id]} if is_advice else {}),
        laws=FrozenDict({}),
        examples=(),
        order=tuple(name for name in policy.order if name in needed),
    )


def result(policy: m.CheckedPolicy, name: str) -> m.Declaration:
    """Return the define, dimension, score or grade of a name."""
    return _results(policy)[name]


def _results(policy: m.CheckedPolicy) -> dict[str, m.Declaration]:
    return {**policy.defines, **policy.dimensions, **policy.scores, **policy.grades}


def _only(declarations: Mapping[str, D], names: set[str]) -> FrozenDict[str, D]:
    return FrozenDict({name: d for name, d in declarations.items() if name in names})


def refs_in(value: object) -> Iterator[m.Ref]:
    """Yield everything that a declaration, row or term refers to."""
    return (found for found in _inside(value, m.Ref) if isinstance(found, m.Ref))


def _terms(value: object) -> Iterator[m.Expr]:
    return (found for found in _inside(value, m.Node) if isinstance(found, m.Expr))


def _inside(value: object, wanted: type[m.Node]) -> Iterator[m.Node]:
    """Yield the outermost things of a kind in declarations, tuples and mappings."""
    if isinstance(value, wanted):
        yield value
        return
    match value:
        case tuple() | list() | frozenset():
            inner: list[object] = list(value)
        case Mapping():
            inner = list(value.values())
        case m.Scale() | m.ChoiceType() | m.Message():
            # Levels hold no terms; what a text says decides nothing.
            return
        case _:
            of = type(value)
            if not attrs.has(of):
                return
            names = [a.name for a in attrs.fields(of) if a.name != "span"]
            inner = [getattr(value, name) for name in names]
    for item in inner:
        yield from _inside(item, wanted)
