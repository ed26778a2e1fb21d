"""The names of used policies: what `P` declares as `x` is `P.x` for a policy that uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import define, evolve, field, frozen

from relrules.check import model as m
from relrules.check.renamed import Renaming, renamed
from relrules.check.results import result_type
from relrules.check.shared import alike
from relrules.check.symbols import Foreign, Symbol, Symbols
from relrules.check.walk import all_read_through
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.source import FrozenDict, Span
from relrules.syntax import nodes as n
from relrules.syntax.names import key


@frozen
class Used:
    """The policies that a policy uses, by name, `None` for one that has mistakes.

    `reached` holds all of them that have none, with those that they use in turn; what these want to
    know is wanted of the data too. `advice` is what is passed on, by its full name.
    """

    policies: Mapping[str, m.CheckedPolicy | None] = FrozenDict()
    reached: Mapping[str, m.CheckedPolicy] = FrozenDict()
    advice: Mapping[str, m.Advice] = FrozenDict()


@define
class Names:
    """What the names of used policies mean to a check, by the keys of its symbols."""

    types: dict[str, m.Type] = field(factory=dict)
    scales: dict[str, m.Scale] = field(factory=dict)
    read_through: dict[str, m.Expr] = field(factory=dict)


def add_names(symbols: Symbols, used: Used) -> Names:
    """Add everything that used policies declare to the symbols of a policy."""
    names = Names()
    for owner, policy in used.policies.items():
        if policy is not None:
            _add_policy(symbols, names, owner, policy)
    return names


def _add_policy(symbols: Symbols, names: Names, owner: str, policy: m.CheckedPolicy) -> None:
    prefix = f"{owner}."
    for kind, declaration, of in _values(policy):
        _add_value(symbols, names, Symbol(kind, *_called(declaration, prefix), None), of)
        _add_labels(symbols, declaration, prefix)
    for list_ in policy.lists.values():
        id_, heading = _called(list_, prefix)
        symbols.lists.add(heading, Foreign(heading))
        for word in _label_keys(list_, prefix):
            symbols.lists.labels.setdefault(word, []).append(id_)
        symbols.members[id_] = Symbols(around=symbols)
        for kind, declaration, of in _values(list_):
            symbol = Symbol(kind, *_called(declaration, ""), None, id_)
            _add_value(symbols.members[id_], names, symbol, of)
            _add_labels(symbols.members[id_], declaration, "")
    for name, scale in policy.scales.items():
        id_ = f"{prefix}{name}"
        heading = _heading(policy.span, id_)
        symbols.scales.add(heading, Foreign(heading))
        names.scales[id_] = scale
    by = _by_full_names(policy, prefix)
    defines = (
        (f"{prefix}{name}", renamed(policy.defines[name], by))
        for name in policy.order
        if name in policy.defines
    )
    names.read_through |= all_read_through(defines, names.read_through)


def _values(of: m.CheckedPolicy | m.List) -> Iterator[tuple[m.Kind, m.Declaration, m.Type | None]]:
    """Yield everything that has a value, with its type."""
    for fact in of.facts.values():
        yield m.Kind.FACT, fact, fact.type
    for define_ in of.defines.values():
        yield m.Kind.DEFINE, define_, result_type(define_)
    for dimension in of.dimensions.values():
        yield m.Kind.DIMENSION, dimension, result_type(dimension)
    for grade in of.grades.values():
        yield m.Kind.GRADE, grade, result_type(grade)
    if isinstance(of, m.CheckedPolicy):
        for score in of.scores.values():
            yield m.Kind.SCORE, score, result_type(score)


def _by_full_names(policy: m.CheckedPolicy, prefix: str) -> Renaming:
    """Return the renaming by which everything a policy declares is `P.x`, facts too."""
    facts = {name: f"{prefix}{name}" for name in policy.facts}
    types = {f"{prefix}{name}": fact.type for name, fact in policy.facts.items()}
    return Renaming(facts, types, prefix, frozenset(policy.uses))


def is_wanted(used: Used, name: str, fact: m.Fact) -> bool:
    """Return whether a fact is one with that of a used policy, `L.f` in the records of a list."""
    of, _, inside = name.rpartition(".")
    facts = (
        policy.lists[of].facts if of else policy.facts
        for policy in used.reached.values()
        if not of or of in policy.lists
    )
    return any(inside in found and alike(found[inside], fact) for found in facts)


# ---- examples -----------------------------------------------------------------------------------


def with_data(symbols: Symbols, names: Names, used: Used) -> Symbols:
    """Return the symbols by which examples speak: as data does.

    There a fact of a used policy also has its plain name, where nothing else has it; so do lists,
    and a list of the policy has the facts of the list of that name. Advice passed on is there too.
    """
    found = evolve(
        symbols,
        values=dict(symbols.values),
        members={**symbols.members},
        lists=evolve(symbols.lists, nodes=dict(symbols.lists.nodes)),
        advice={**symbols.advice, **{k: _advice(a) for k, a in used.advice.items()}},
    )
    for owner, policy in used.reached.items():
        for fact in policy.facts.values():
            for prefix in (f"{owner}.", ""):
                _add_if_new(found, names, Symbol(m.Kind.FACT, *_called(fact, prefix), None), fact)
        for list_ in policy.lists.values():
            for prefix in (f"{owner}.", ""):
                _add_records(found, names, list_, *_called(list_, prefix))
    return found


def _add_if_new(symbols: Symbols, names: Names, symbol: Symbol, fact: m.Fact) -> None:
    if symbol.id not in symbols.values:
        _add_value(symbols, names, symbol, fact.type)


def _add_records(symbols: Symbols, names: Names, of: m.List, id_: str, heading: n.Heading) -> None:
    """Add the facts of a list's records, under a name that may be that of another list."""
    if id_ in symbols.values:
        return
    symbols.lists.nodes.setdefault(id_, Foreign(heading))
    known = symbols.members.get(id_, Symbols())
    symbols.members[id_] = evolve(known, values=dict(known.values), around=symbols)
    for fact in of.facts.values():
        symbol = Symbol(m.Kind.FACT, *_called(fact, ""), None, id_)
        _add_if_new(symbols.members[id_], names, symbol, fact)


def _advice(advice: m.Advice) -> n.Advice:
    heading = _heading(advice.span, advice.id)
    return n.Advice(span=advice.span, heading=heading, when=None, say=None, alert=advice.alert)


# ---- headings -----------------------------------------------------------------------------------


def _called(declaration: m.Declaration, prefix: str) -> tuple[str, n.Heading]:
    """Return what a declaration is called here, and a heading that says so."""
    id_ = f"{prefix}{declaration.id}"
    return id_, _heading(declaration.span, id_)


def _heading(span: Span, id_: str) -> n.Heading:
    return n.Heading(span=span, name=n.Name(span=span, key=id_, text=id_))


def _add_value(symbols: Symbols, names: Names, symbol: Symbol, of: m.Type | None) -> None:
    symbols.values[symbol.id] = symbol
    if of is not None:
        names.types[symbol.key] = of


def _add_labels(symbols: Symbols, declaration: m.Declaration, prefix: str) -> None:
    symbol = symbols.values[f"{prefix}{declaration.id}"]
    for word in _label_keys(declaration, prefix):
        symbols.labels.setdefault(word, []).append(symbol)


def _label_keys(declaration: m.Declaration, prefix: str) -> list[str]:
    """Return what a declaration's labels are looked up by, without its name."""
    keys = dict.fromkeys(key(text) for _, text in declaration.label.texts.by_lang)
    return [f"{prefix}{word}" for word in keys if word != declaration.id]


# ---- names that cannot be ------------------------------------------------------------------------


def mistaken_names(tree: n.PolicyFile) -> list[Diagnostic]:
    """Return what to say of declarations whose names would be taken for those of used policies."""
    uses: dict[str, n.Name] = {}
    for use in (d for d in tree.declarations if isinstance(d, n.Use)):
        uses.setdefault(use.name.key, use.name)
    found: list[Diagnostic] = []
    for heading in (h for d in tree.declarations for h in _all_headings(d)):
        if "." in heading.name.key:
            found.append(say.dotted_name(heading.name.span))
        elif heading.name.key in uses:
            found.append(say.name_of_used(heading.name.span, uses[heading.name.key].span))
    return found


def _all_headings(node: n.Node) -> Iterator[n.Heading]:
    """Yield every heading but that of the policy."""
    if isinstance(node, n.Heading):
        yield node
    elif not isinstance(node, n.Policy):
        for child in n.children(node):
            if isinstance(child, n.Declaration | n.Heading | n.Item | n.ItemPart):
                yield from _all_headings(child)
