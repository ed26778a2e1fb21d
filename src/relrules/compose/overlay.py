"""One overlay over its base: declarations changed, removed and added, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, evolve, field, frozen

from relrules.compose.named import (
    WITH_ROWS,
    Target,
    declared,
    find,
    headings,
    kind_of,
    kind_word,
    label_keys,
)
from relrules.compose.rows import with_row
from relrules.compose.synonyms import same_words
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.diagnostics.words import near, quoted
from relrules.source import FrozenDict, Source, Span
from relrules.syntax import nodes as n


@frozen
class Overlaid:
    """The declarations of an overlay and its base as one, and what is wrong with the changes.

    `removed` tells of every name and label that is gone where it was removed.
    """

    declarations: tuple[n.Declaration, ...]
    diagnostics: tuple[Diagnostic, ...]
    removed: Mapping[str, Span]


def overlaid(base: Sequence[n.Declaration], own: n.PolicyFile, base_name: str) -> Overlaid:
    """Return the declarations of a base with those of an overlay worked in.

    Laws are inherited, examples are not: they were worked out for the base. Heads are not dealt
    with here.
    """
    inherited: list[n.Declaration] = [d for d in base if not isinstance(d, n.Example | n.Policy)]
    work = _Overlay(inherited, own.span.source, base_name)
    for declaration in own.declarations:
        work.take(declaration)
    return Overlaid(tuple(work.declarations), tuple(work.found), FrozenDict(work.removed))


@define
class _Overlay:
    """The state of working an overlay in."""

    declarations: list[n.Declaration]
    source: Source
    base: str
    found: list[Diagnostic] = field(factory=list)
    removed: dict[str, Span] = field(factory=dict)

    def take(self, declaration: n.Declaration) -> None:
        """Work in one declaration of the overlay."""
        match declaration:
            case n.Policy():
                pass
            case n.Change():
                self._change(declaration)
            case n.ChangeRow():
                self._change_row(declaration)
            case n.Remove(keyword="USE"):
                self._remove_use(declaration)
            case n.Remove():
                self._remove(declaration)
            case n.Use():
                self._use(declaration)
            case _:
                self._add(declaration)

    # ---- whole declarations -----------------------------------------------------------------

    def _change(self, change: n.Change) -> None:
        """Put a declaration in the place of those of its names."""
        new = change.declaration
        if isinstance(new, n.Stub):
            self.declarations.append(new)
            return
        places: list[int] = []
        named: list[n.Heading] = []
        for heading in headings(new):
            target = find(self.declarations, heading.name, (kind_of(new),), self.base)
            if isinstance(target, Diagnostic):
                self.found.append(target)
                # A name that nothing has is taken as new, so that what uses it is not mistaken too.
                if target.code == "unknown-name":
                    named.append(heading)
                continue
            if self._is_own(target):
                what = quoted(heading.name.text)
                self.found.append(
                    say.changed_twice(heading.name.span, what, target.heading.name.span)
                )
            named.append(_as_called(target.heading, heading))
            places.append(self._without(target))
        if not named:
            return
        changed = _with_headings(new, tuple(named), damaged=change.damaged)
        at = min(places, default=len(self.declarations))
        self.declarations.insert(at, changed)

    def _is_own(self, target: Target) -> bool:
        return target.heading.span.source is self.source

    def _without(self, target: Target) -> int:
        """Take a declared name out and return where its declaration stands, or stood."""
        declaration = self.declarations[target.index]
        left = tuple(h for h in headings(declaration) if h is not target.heading)
        if left:
            self.declarations[target.index] = _with_headings(declaration, left, damaged=False)
            return target.index + 1
        del self.declarations[target.index]
        return target.index

    def _add(self, declaration: n.Declaration) -> None:
        """Add a declaration; one that the base has too is taken to be a change of it."""
        kind = kind_of(declaration)
        for heading in headings(declaration):
            target = declared(self.declarations, heading.name, kind)
            if target is None or self._is_own(target):
                continue
            first = target.heading.name.span
            word = kind_word(kind_of(self.declarations[target.index]))
            self.found.append(say.already_in_base(heading.name.span, first, word))
            self._without(target)
        self.declarations.append(declaration)

    # ---- rows -------------------------------------------------------------------------------

    def _change_row(self, change: n.ChangeRow) -> None:
        target = find(self.declarations, change.name, WITH_ROWS, self.base)
        if isinstance(target, Diagnostic):
            self.found.append(target)
            return
        declaration = self.declarations[target.index]
        if not isinstance(declaration, n.Define | n.Dimension | n.Score | n.Grade):
            raise AssertionError(declaration)
        changed = with_row(declaration, change, same_words(self.declarations))
        if isinstance(changed, Diagnostic):
            self.found.append(changed)
            # What it is meant to be is not known, and so nothing is to be told of its points.
            self.declarations[target.index] = evolve(declaration, damaged=True)
            return
        if change.damaged:
            changed = evolve(changed, damaged=True)
        self.declarations[target.index] = changed

    # ---- removing ---------------------------------------------------------------------------

    def _remove(self, remove: n.Remove) -> None:
        for name in remove.names:
            target = find(self.declarations, name, (remove.keyword,), self.base)
            if isinstance(target, Diagnostic):
                self.found.append(target)
                continue
            if self._is_own(target):
                first = target.heading.name.span
                self.found.append(say.changed_twice(name.span, quoted(name.text), first))
                continue
            for word in (target.heading.name.key, *label_keys(target.heading.label)):
                self.removed[word] = name.span
            self._without(target)

    # ---- use --------------------------------------------------------------------------------

    def _remove_use(self, remove: n.Remove) -> None:
        for name in remove.names:
            known = [d.name for d in self.declarations if isinstance(d, n.Use)]
            if name.key not in [k.key for k in known]:
                texts = [k.text for k in known]
                self.found.append(
                    say.unknown_target(name.span, self.base, "use", near(name.text, texts), texts)
                )
            self.declarations = [
                d
                for d in self.declarations
                if not (isinstance(d, n.Use) and d.name.key == name.key)
            ]

    def _use(self, use: n.Use) -> None:
        """Add a use; one that the base has too is only told anew what to show."""
        self.declarations = [
            d
            for d in self.declarations
            if not (
                isinstance(d, n.Use)
                and d.name.key == use.name.key
                and d.span.source is not self.source
            )
        ]
        self.declarations.append(use)


def _as_called(old: n.Heading, new: n.Heading) -> n.Heading:
    """Return the heading of a changed declaration: it keeps its name, and its label if none is new.

    What it cited goes: the source does not say what the overlay says.
    """
    name = evolve(new.name, key=old.name.key, text=old.name.text)
    return evolve(new, name=name, label=new.label or old.label)


def _with_headings(
    declaration: n.Declaration, named: tuple[n.Heading, ...], *, damaged: bool
) -> n.Declaration:
    """Return a declaration that is called otherwise, and may be damaged."""
    match declaration:
        case n.Fact():
            damaged |= declaration.damaged
            return evolve(declaration, headings=named, damaged=damaged)
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
            damaged |= declaration.damaged
            return evolve(declaration, heading=named[0], damaged=damaged)
        case _:
            return declaration
