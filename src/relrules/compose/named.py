"""What declarations are called, and finding the one that an overlay means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.diagnostics.words import near
from relrules.syntax import nodes as n
from relrules.syntax.keywords import table
from relrules.syntax.names import key

WITH_ROWS = ("DEFINE", "DIMENSION", "SCORE", "GRADE")
MOST_LISTED = 8


@frozen
class Target:
    """A declared name: the place of its declaration among all, and its heading there."""

    index: int
    heading: n.Heading


def headings(declaration: n.Declaration) -> tuple[n.Heading, ...]:
    """Return the names that a declaration declares, and that an overlay may speak of."""
    match declaration:
        case n.Fact():
            return declaration.headings
        case (
            n.Scale()
            | n.List()
            | n.Questionnaire()
            | n.Define()
            | n.Dimension()
            | n.Score()
            | n.Grade()
            | n.Advice()
            | n.Ensure()
        ):
            return (declaration.heading,)
        case (
            n.Policy() | n.Use() | n.Example() | n.ChangeRow() | n.Change() | n.Remove() | n.Stub()
        ):
            return ()


def kind_of(declaration: n.Declaration) -> str:
    """Return the keyword that a declaration begins with, by its id."""
    match declaration:
        case n.Advice(alert=alert):
            return "ALERT" if alert else "ADVICE"
        case n.Stub(keyword=keyword):
            return keyword
        case n.ChangeRow() | n.Change():
            return "CHANGE"
        case _:
            return type(declaration).__name__.upper()


def kind_word(kind: str) -> str:
    """Return a kind as a policy says it: `dimension`."""
    keyword = table().keywords.get(kind)
    return keyword.english if keyword else kind.lower()


def a_kind(kind: str) -> str:
    """Return a kind with its article: `a dimension`, `advice`.

    >>> a_kind("ALERT")
    'an alert'
    """
    word = kind_word(kind)
    if kind == "ADVICE":
        return word
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def space(kind: str) -> str:
    """Return within what a name of this kind is declared once: advice may be called like a score."""
    match kind:
        case "ADVICE" | "ALERT":
            return "ADVICE"
        case "ENSURE" | "SCALE":
            return kind
        case _:
            return "VALUE"


def find(
    declarations: Sequence[n.Declaration], name: n.Name, kinds: Sequence[str], base: str
) -> Target | Diagnostic:
    """Return the declaration of one of these kinds that a name or label means."""
    found = _called(declarations, name.key, lambda kind: kind in kinds)
    if len(found) == 1:
        return found[0]
    if found:
        return say.ambiguous_target(name.span, [t.heading.name.text for t in found])
    others = _called(declarations, name.key, lambda kind: kind not in kinds)
    if others:
        return _other_kind(name, kind_of(declarations[others[0].index]), kinds)
    owner = _owner(declarations, name.key)
    if owner is not None:
        whole = headings(owner)[0].name.text
        return say.target_inside(name.span, kind_word(kind_of(owner)), whole)
    known = [
        h.name.text for d in declarations if kind_of(d) in kinds for h in headings(d) if h.name.key
    ]
    shown = known if len(known) <= MOST_LISTED else ()
    kind = kind_word(kinds[0]) if len(kinds) == 1 else "define, dimension, score or grade"
    return say.unknown_target(name.span, base, kind, near(name.text, known), shown)


def declared(declarations: Sequence[n.Declaration], name: n.Name, kind: str) -> Target | None:
    """Return where a name is declared among what such a kind must not share names with."""
    for index, declaration in enumerate(declarations):
        if space(kind_of(declaration)) != space(kind):
            continue
        for heading in headings(declaration):
            if heading.name.key == name.key:
                return Target(index, heading)
    return None


def _called(
    declarations: Sequence[n.Declaration], word: str, is_meant: Callable[[str], bool]
) -> list[Target]:
    """Return what has this name, or where nothing has, what has this label."""
    all_ = [
        Target(index, heading)
        for index, declaration in enumerate(declarations)
        if is_meant(kind_of(declaration))
        for heading in headings(declaration)
    ]
    named = [t for t in all_ if t.heading.name.key == word]
    return named or [t for t in all_ if word in label_keys(t.heading.label)]


def label_keys(label: n.Texts | None) -> tuple[str, ...]:
    """Return what a label is looked up by, in each language."""
    return tuple(key(part.text) for part in label.parts) if label else ()


def _other_kind(name: n.Name, kind: str, kinds: Sequence[str]) -> Diagnostic:
    word = kind_word(kind)
    if len(kinds) > 1:
        way_out = f"it has no rows; change the whole of it: `change {word} {name.text} …`"
    else:
        way_out = f"say `{word} {name.text}`"
    return say.other_kind(name.span, a_kind(kind), way_out)


def _owner(declarations: Sequence[n.Declaration], word: str) -> n.Declaration | None:
    """Return the list or questionnaire that declares a name inside itself."""
    for declaration in declarations:
        match declaration:
            case n.List(members=members):
                inside = [h for member in members for h in headings(member)]
            case n.Questionnaire(items=items, parts=parts):
                inside = [h for item in items for h in item.headings] + [p.heading for p in parts]
            case _:
                continue
        if any(heading.name.key == word for heading in inside):
            return declaration
    return None
