"""What a result is made of, and a program cut down to it.

Declarations are walked as data, whatever they hold: a new construct needs no line here. Results of
the records of a list go by the name of the list, as in `contacts.rung`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from attrs import frozen

from relrules.check import model as m
from relrules.check.walk import all_read_through, expanded, lists_in
from relrules.evaluate.program import Program, defines_of, results_of
from relrules.evaluate.program import facts_of as all_facts
from relrules.source import FrozenDict

RESULTS = (m.Kind.DEFINE, m.Kind.DIMENSION, m.Kind.SCORE, m.Kind.GRADE)


@frozen
class Needs:
    """What a result depends on: facts by key, nearest first, lists, and whether it looks at the day.

    Of lists that share their records, the one that data give is meant.
    """

    facts: Mapping[str, m.Fact]
    lists: tuple[str, ...]
    today: bool


def parts_of(policy: m.CheckedPolicy, declaration: m.Declaration) -> dict[str, m.Declaration]:
    """Return the declarations of the results that one is made of, nearest first, without it."""
    results = dict(results_of(policy))
    found: dict[str, m.Declaration] = {}
    waiting = [declaration]
    while waiting:
        for ref in refs_in(waiting.pop(0)):
            if ref.kind in RESULTS and ref.key in results and ref.key not in found:
                found[ref.key] = results[ref.key]
                waiting.append(results[ref.key])
    return found


def needs_of(policy: m.CheckedPolicy, declaration: m.Declaration) -> Needs:
    """Return what a result depends on."""
    declarations = [declaration, *parts_of(policy, declaration).values()]
    refs = [ref for d in declarations for ref in refs_in(d)]
    names = dict.fromkeys(given_as(policy, ref.key) for ref in refs if ref.kind is m.Kind.FACT)
    known = dict(all_facts(policy))
    lists = dict.fromkeys(ref.list for ref in refs if ref.list is not None)
    lists |= dict.fromkeys(
        name for d in declarations for term in _terms(d) for name in lists_in(term)
    )
    if isinstance(declaration, m.Advice) and declaration.for_each is not None:
        lists[declaration.for_each] = None
    return Needs(
        FrozenDict({name: known[name] for name in names if name in known}),
        tuple(dict.fromkeys(policy.same_records.get(name, name) for name in lists)),
        today=any(ref.kind is m.Kind.TODAY for ref in refs),
    )


def given_as(policy: m.CheckedPolicy, key: str) -> str:
    """Return under which key data give a fact: a list may share the records of another."""
    of, _, name = key.rpartition(".")
    return f"{policy.same_records[of]}.{name}" if of in policy.same_records else key


def terms_of(policy: m.CheckedPolicy, declarations: list[m.Declaration]) -> list[m.Expr]:
    """Return the largest terms of declarations, with the defines in them read through."""
    known = all_read_through(defines_of(policy))
    return [expanded(term, known) for d in declarations for term in _terms(d)]


def cut_down(program: Program, name: str, declaration: m.Declaration) -> Program:
    """Return a program with one declaration and what it is made of alone: quicker to evaluate."""
    policy = program.policy
    needed = {*parts_of(policy, declaration)}
    is_advice = isinstance(declaration, m.Advice)
    if not is_advice:
        needed.add(name)
    return attrs.evolve(
        program,
        policy=attrs.evolve(
            policy,
            advice=FrozenDict({name: policy.advice[name]} if is_advice else {}),
            order=tuple(one for one in policy.order if one in needed),
        ),
    )


def result(policy: m.CheckedPolicy, name: str) -> m.Declaration:
    """Return the define, dimension, score or grade of a name."""
    return dict(results_of(policy))[name]


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
