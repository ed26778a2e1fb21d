"""A policy with everything called by its label in one language, for those who read that language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import attrs
from attrs import frozen

from relrules.check import model as m
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.names import key
from relrules.syntax.parse import parse

T = TypeVar("T")
NO_LINE = re.compile(r"[^`\n]+")


@frozen
class _Meant:
    """What a name refers to: something declared, or a level or choice."""

    label: m.Label
    is_option: bool = False


def called_by_labels(source: Source, policy: m.CheckedPolicy, lang: str) -> str:
    """Return the text of a policy in which references are labels of that language.

    Declarations keep their names: data, programs and other policies rely on them. A name stays too
    where it has no such label, or where the label means something else besides.
    """
    nodes = list(_nodes(parse(source).tree))
    found = dict(_references(source, policy, nodes))
    for span in _declaring(nodes):
        found.pop(span, None)
    meanings = _meanings(policy)
    parts: list[str] = []
    end = 0
    for span in sorted(found, key=lambda span: span.start):
        name = _name(found[span], lang, meanings)
        if name is None or span.start < end:
            continue
        parts += [source.text[end : span.start], name]
        end = span.end
    return "".join([*parts, source.text[end:]])


def _meanings(policy: m.CheckedPolicy) -> Counter[str]:
    """Return of how many things each text is the name or a label."""
    named = [of.label for of in _values(policy).values()]
    named += [*_groups(policy).values(), *(of.label for of in policy.advice.values())]
    return Counter(
        text for one in named for text in {one.id, *(key(t) for _, t in one.texts.by_lang)}
    )


def _name(of: _Meant, lang: str, meanings: Mapping[str, int]) -> str | None:
    """Return how a label is written as a name, `None` where there is none or it cannot be one."""
    text = dict(of.label.texts.by_lang).get(lang)
    if text is None or key(text) == of.label.id or not NO_LINE.fullmatch(text):
        return None
    # A level has its name among those of its scale; what has a value is found first.
    if meanings[key(text)] > (0 if of.is_option else 1):
        return None
    return text if _is_plain(text) else f"`{text}`"


def _is_plain(text: str) -> bool:
    """Return whether a text is read as a name without backticks, wherever a name can stand."""
    sample = f"define a = (1 + {text}) / {text} >= {text} and (not {text} or {text} is known)"
    parsed = parse(Source("name", f"policy name\n{sample}\n"))
    node = parsed.tree.declarations[-1]
    if parsed.diagnostics or not isinstance(node, n.Define) or node.value is None:
        return False
    names = [one.text for one in _nodes(node.value) if isinstance(one, n.Name)]
    return names == [text] * sample.count(text)


# ---- what stands where ----------------------------------------------------------------------


def _references(
    source: Source, policy: m.CheckedPolicy, nodes: Sequence[object]
) -> Iterator[tuple[Span, _Meant]]:
    """Yield where a name stands that refers to something, and the label of that."""
    values = _values(policy)
    groups = _groups(policy)
    for term in _nodes(policy):
        if isinstance(term, m.Constant) and isinstance(term.type, m.LevelType | m.ChoiceType):
            yield from _option(source, term.span, term.type, str(term.value))
        elif isinstance(term, m.Ref) and term.key in values and term.span.source == source:
            yield from _if_named(term.span, _Meant(values[term.key].label))
    types = {name: of.type for name, of in policy.facts.items()}
    for node in nodes:
        yield from _in_node(node, values, groups, policy, types)


def _declaring(nodes: Iterable[object]) -> Iterator[Span]:
    """Yield where a name is declared: also levels, by the rows of a grade or define."""
    for node in nodes:
        match node:
            case n.Heading(name=name) | n.Option(name=name):
                yield name.span
            case n.Grade(levels=None):
                yield from (row.name.span for row in node.rows)
                yield from (entry.name.span for entry in node.entries)
            case n.Define(levels=None, rows=rows):
                yield from (row.value.span for row in rows)
            case _:
                pass


def _option(
    source: Source, span: Span, of: m.LevelType | m.ChoiceType, value: str
) -> Iterator[tuple[Span, _Meant]]:
    options = of.scale.levels if isinstance(of, m.LevelType) else of.options
    option = next((one for one in options if one.label.id == value), None)
    if option is not None and span.source == source:
        yield from _if_named(span, _Meant(option.label, is_option=True))


def _if_named(span: Span, meant: _Meant) -> Iterator[tuple[Span, _Meant]]:
    """Yield what a span means if a name stands there: a term may stand for another one."""
    written = key(span.text.strip("`"))
    label = meant.label
    if written == label.id or written in {key(text) for _, text in label.texts.by_lang}:
        yield span, meant


def _in_node(
    node: object,
    values: Mapping[str, m.Declaration],
    groups: Mapping[str, m.Label],
    policy: m.CheckedPolicy,
    types: Mapping[str, m.Type],
) -> Iterator[tuple[Span, _Meant]]:
    match node:
        case n.Monotone(result=result, fact=fact):
            yield from _named([result, fact], values)
        case n.Assignment(name=name, value=value) | n.ExpectValue(name=name, value=value):
            yield from _named([name], values)
            yield from _constants(name, [value], values, types)
        case n.ExpectPossible(name=name, values=found):
            yield from _named([name], values)
            yield from _constants(name, found, values, types)
        case n.ExpectBetween(name=name) | n.ExpectNoAnswer(name=name):
            yield from _named([name], values)
        case n.ExpectReasons(names=names):
            yield from _named(names, values)
        case n.ExpectAdvice(name=name):
            yield from _named([name], _own(dict(policy.advice), policy))
        case n.ItemPart(items=items):
            yield from _named(items, values)
        case n.Have(list=name) | n.Count(list=name) | n.Share(list=name) | n.Collected(list=name):
            yield from _grouped(name, groups)
        case n.GivenRecords(list=name) | n.Advice(for_each=n.Name() as name):
            yield from _grouped(name, groups)
        case n.Answers(of=name):
            yield from _grouped(name, groups)
        case _:
            return


def _named(
    names: Iterable[n.Name], values: Mapping[str, m.Declaration]
) -> Iterator[tuple[Span, _Meant]]:
    for name in names:
        if name.key in values:
            yield name.span, _Meant(values[name.key].label)


def _grouped(name: n.Name, groups: Mapping[str, m.Label]) -> Iterator[tuple[Span, _Meant]]:
    if name.key in groups:
        yield name.span, _Meant(groups[name.key])


def _constants(
    of: n.Name,
    constants: Iterable[n.Node],
    values: Mapping[str, m.Declaration],
    types: Mapping[str, m.Type],
) -> Iterator[tuple[Span, _Meant]]:
    """Yield the levels and choices that are given to something or expected of it."""
    declared = values.get(of.key)
    of_type = types.get(of.key)
    if isinstance(declared, m.Grade):
        of_type = m.LevelType(declared.scale)
    elif isinstance(declared, m.Define):
        of_type = declared.value.type
    for constant in constants:
        if isinstance(constant, n.Name) and isinstance(of_type, m.LevelType | m.ChoiceType):
            yield from _option(constant.span.source, constant.span, of_type, constant.key)


def _values(policy: m.CheckedPolicy) -> dict[str, m.Declaration]:
    """Return everything that has a value, by its key; of records as `list.name`."""
    found: dict[str, m.Declaration] = {
        **policy.facts,
        **policy.defines,
        **policy.dimensions,
        **policy.scores,
        **policy.grades,
    }
    for name, of in policy.lists.items():
        inner = {**of.facts, **of.defines, **of.dimensions, **of.grades}
        found |= {f"{name}.{member}": declared for member, declared in inner.items()}
    return _own(found, policy)


def _groups(policy: m.CheckedPolicy) -> dict[str, m.Label]:
    found = {name: of.label for name, of in policy.lists.items()}
    for name, one in policy.questionnaires.items():
        found[name] = one.label
        found |= {part: of.label for part, of in one.parts.items()}
    return _own(found, policy)


def _own(found: dict[str, T], policy: m.CheckedPolicy) -> dict[str, T]:
    """Leave out what belongs to a policy that is used: it is called by its full name alone."""
    return {name: of for name, of in found.items() if name.partition(".")[0] not in policy.uses}


def _nodes(of: object) -> Iterator[object]:
    """Yield everything a tree or a checked policy is made of, each once."""
    waiting, seen = [of], set[int]()
    while waiting:
        found = waiting.pop()
        fields: Sequence[attrs.Attribute[object]] = getattr(type(found), "__attrs_attrs__", ())
        if isinstance(found, Mapping):
            waiting += found.values()
        elif isinstance(found, tuple):
            waiting += found
        elif fields and not isinstance(found, Span) and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [getattr(found, one.name) for one in fields]
