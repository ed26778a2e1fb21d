"""From a source and all it builds on to one checked policy, each file read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import define, evolve, field, frozen

from relrules.check.check import check
from relrules.check.model import CheckedPolicy
from relrules.check.used import Part, Use, joined, names_of
from relrules.compose.compose import Composed, compose, head_of
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.diagnostic import Note
from relrules.library import Library, shipped_file
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.names import key
from relrules.syntax.parse import Parsed, parse

MOST_POLICIES = 100
SHOWN = ("advice", "alerts")
PLAIN_WORD = re.compile(r"[^\W\d]\w*")


@frozen
class Assembled:
    """A policy, if nothing is wrong with it, all diagnostics, and the texts it is made of.

    The source that was asked for comes first, the others in the order in which they were read.
    `files` are those of them that are files.
    """

    policy: CheckedPolicy | None
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    files: tuple[Path, ...]


def assembled(source: Source, library: Library) -> Assembled:
    """Return the checked policy of a source with everything it builds on."""
    work = _Assembly(library)
    work.folders[source] = library.folder
    part = work.part(parse(source))
    sources = tuple(work.folders)
    files = tuple(Path(text.name) for text, folder in work.folders.items() if folder is not None)
    order = {source: place for place, source in enumerate(sources)}
    found = sorted(
        dict.fromkeys(work.found), key=lambda d: (order[d.span.source], d.span.start, d.span.end)
    )
    if part is None or any(d.is_error for d in found):
        return Assembled(None, tuple(found), sources, files)
    used = {name: other for name, other in work.parts.items() if other is not None}
    return Assembled(joined(part, used), tuple(found), sources, files)


@frozen
class _File:
    """A policy that was found: where, who asked first, and its tree."""

    place: str
    asked: Span
    parsed: Parsed


@define
class _Assembly:
    """The state of one load."""

    library: Library
    # Every text that was read, with the folder it stands in.
    folders: dict[Source, Path | None] = field(factory=dict)
    files: dict[str, _File | Diagnostic] = field(factory=dict)
    resolved: dict[str, Source | None] = field(factory=dict)
    # What is used, `None` where it is mistaken.
    parts: dict[str, Part | None] = field(factory=dict)
    waiting: list[tuple[str, Span]] = field(factory=list)
    found: list[Diagnostic] = field(factory=list)

    def part(self, parsed: Parsed) -> Part | None:
        """Return what the policy of a file declares, unless something is wrong with it."""
        composed = compose(parsed, self.file)
        self.found += composed.diagnostics
        uses = self._uses(composed.tree)
        if not composed.complete:
            return None
        checked = check(composed.tree, names_of(uses, self.parts))
        told = told_of_removal(checked.diagnostics, composed)
        if len(composed.sources) > 1 and any(d.is_error for d in composed.diagnostics):
            # What a mistaken change leaves odd is not what its author meant.
            told = [d for d in told if d.is_error]
        broken = {use.name for use in uses if self.parts[use.name] is None}
        self.found += [d for d in told if not _is_of_any(d, broken)]
        return None if checked.policy is None or broken else Part(checked.policy, uses)

    # ---- use ----------------------------------------------------------------------------------

    def _uses(self, tree: n.PolicyFile) -> tuple[Use, ...]:
        """Return what a policy uses, each of it checked."""
        head = head_of(tree)
        own = head.heading.name.key if head else ""
        firsts: dict[str, n.Name] = {}
        found: list[Use] = []
        for use in tree.declarations:
            if not isinstance(use, n.Use):
                continue
            first = firsts.setdefault(use.name.key, use.name)
            if first is not use.name:
                self.found.append(say.used_twice(use.name.span, first.span))
                continue
            self.waiting.append((own, use.name.span))
            self._use(use.name)
            self.waiting.pop()
            found.append(self._with_shown(use))
        return tuple(found)

    def _with_shown(self, use: n.Use) -> Use:
        for word in use.shown:
            if word.key not in SHOWN:
                self.found.append(say.not_passed_on(word.span))
        keys = [word.key for word in use.shown]
        return Use(use.name.key, advice="advice" in keys, alerts="alerts" in keys)

    def _use(self, name: n.Name) -> None:
        """Check a policy that is used, once however often it is."""
        names = [waiting for waiting, _ in self.waiting]
        if name.key in names:
            circle = self.waiting[names.index(name.key) :]
            self.found.append(say.policy_cycle(circle[0][1], circle))
            self.parts[name.key] = None
            return
        # Also where it is known already: another file may mean another policy by that name.
        file = self.file(name)
        if isinstance(file, Diagnostic):
            self.found.append(file)
            self.parts[name.key] = None
        elif name.key not in self.parts:
            before, self.found = self.found, []
            part = self.part(file)
            # Its warnings are told when it is checked itself.
            self.found = [*before, *(d for d in self.found if d.is_error)]
            self.parts[name.key] = part

    # ---- files --------------------------------------------------------------------------------

    def file(self, name: n.Name) -> Parsed | Diagnostic:
        """Return the file of the policy that a name means, or why there is none."""
        span = name.span
        if PLAIN_WORD.fullmatch(name.key) is None:
            return say.invalid_policy_name(span)
        place = self._place(name)
        if isinstance(place, Diagnostic):
            return place
        where = place.name if isinstance(place, Source) else str(place)
        known = self.files.get(name.key)
        if isinstance(known, _File) and known.place != where:
            return say.ambiguous_policy(span, where, known.asked, known.place)
        if isinstance(known, _File):
            return known.parsed
        if len(self.folders) >= MOST_POLICIES:
            return say.too_many_policies(span, MOST_POLICIES)
        source = place if isinstance(place, Source) else self.library.read(place, span)
        if isinstance(source, Diagnostic):
            self.folders.setdefault(source.span.source, None)
            return source
        self.folders[source] = None if isinstance(place, Source) else place.parent
        parsed = parse(source)
        problem = _other_head(parsed, name)
        if problem is not None:
            return problem
        self.files[name.key] = _File(where, span, parsed)
        return parsed

    def _place(self, name: n.Name) -> Path | Source | Diagnostic:
        """Return the file of a name, or the text that the resolver has of it."""
        folder = self.folders[name.span.source]
        file = self.library.file(name.key, folder, name.span)
        if file is not None:
            return file
        if name.key not in self.resolved:
            self.resolved[name.key] = self.library.text(name.key)
        text = self.resolved[name.key]
        if text is not None:
            return text
        shipped = shipped_file(name.key)
        return shipped or self.library.not_found(name.key, folder, name.span)


def _other_head(parsed: Parsed, name: n.Name) -> Diagnostic | None:
    """Return what is wrong with a file that is no policy of this name."""
    head = head_of(parsed.tree)
    if head is None:
        source = parsed.layout.source
        errors = [d for d in parsed.diagnostics if d.is_error]
        return errors[0] if errors else say_reading.no_policy(Span(source, 0, 0))
    if head.heading.name.key != name.key:
        return say.other_policy(name.span, head.heading.name.text, head.heading.name.span)
    return None


# ---- what was removed ---------------------------------------------------------------------------


def told_of_removal(found: Iterable[Diagnostic], composed: Composed) -> Sequence[Diagnostic]:
    """Return diagnostics in which a name that an overlay removed is told of as such.

    Where the base needs it, the removal is the mistake; where the overlay itself does, the use is.
    """
    told: list[Diagnostic] = []
    needed: dict[Span, list[Span]] = {}
    for diagnostic in found:
        removal = _removal(diagnostic, composed.removed)
        if removal is None:
            told.append(diagnostic)
        elif diagnostic.span.source == removal.source:
            note = Note("it is removed here", removal)
            told.append(evolve(diagnostic, notes=(*diagnostic.notes, note)))
        else:
            places = [diagnostic.span, *(note.span for note in diagnostic.notes)]
            needed.setdefault(removal, []).extend(places)
    return told + [say.still_needed(removal, places) for removal, places in needed.items()]


def _removal(diagnostic: Diagnostic, removed: Mapping[str, Span]) -> Span | None:
    """Return where the name was removed that a diagnostic finds unknown."""
    if not diagnostic.code.startswith("unknown-"):
        return None
    word = diagnostic.span.text.strip("`{} ")
    return removed.get(key(word))


def _is_of_any(diagnostic: Diagnostic, broken: Iterable[str]) -> bool:
    """Return whether a name is unknown because it is of a policy that has mistakes itself."""
    word = diagnostic.span.text.strip("`{} ")
    is_unknown = diagnostic.code.startswith("unknown-")
    return is_unknown and any(key(word).startswith(f"{name}.") for name in broken)
