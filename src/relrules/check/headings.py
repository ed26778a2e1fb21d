"""What every declaration has: a label, a source it cites, assumptions; and levels in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import define

from relrules.check import model as m
from relrules.check.expressions import Typing
from relrules.check.symbols import Symbols
from relrules.check.texts import label, maybe_texts, texts
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.words import near
from relrules.syntax import nodes as n

YES_NO = m.YesNoType()


@define
class Headings:
    """The state of checking one declaration, and what all declarations share.

    `symbols` are the names that are seen from it: those of the policy, or of a list's records.
    `reaching` are the levels that each grade can give.
    """

    lang: str
    symbols: Symbols
    sources: Mapping[str, m.Texts]
    scales: Mapping[str, m.Scale]
    typing: Typing
    read_through: Mapping[str, m.Expr]
    spelled_out: Mapping[str, int]
    unsure: set[str]
    reaching: Mapping[str, frozenset[m.Value]]
    report: Callable[[Diagnostic], None]

    def label(self, heading: n.Heading) -> m.Label:
        """Return the label of a heading."""
        return label(heading.name, heading.label, self.lang)

    def citation(self, heading: n.Heading) -> m.Citation | None:
        """Return what a heading cites, and report a source that is not listed."""
        cited = heading.citation
        if cited is None:
            return None
        if cited.source.key not in self.sources:
            near_names = near(cited.source.text, self.sources)
            self.report(say_names.unknown_source(cited.source.span, near_names))
            return None
        return m.Citation(cited.source.key, texts(cited.part, self.lang))

    def assumptions(self, nodes: Iterable[n.Texts]) -> tuple[m.Texts, ...]:
        """Return what a declaration assumes."""
        return tuple(texts(node, self.lang) for node in nodes)

    def key(self, name: n.Name) -> str:
        """Return what the policy keeps a declaration under."""
        inside = self.symbols.list_name
        return name.key if inside is None else f"{inside}.{name.key}"

    # ---- levels ---------------------------------------------------------------------------

    def options(self, nodes: tuple[n.Option, ...]) -> tuple[m.Option, ...]:
        """Return levels or choices, and report those of one name."""
        firsts: dict[str, n.Option] = {}
        for node in nodes:
            first = firsts.setdefault(node.name.key, node)
            if first is not node:
                self.report(say_names.duplicate_name(node.name.span, first.name.span))
        return tuple(
            m.Option(label(o.name, o.label, self.lang), maybe_texts(o.hint, self.lang))
            for o in firsts.values()
        )

    def scale_of(self, node: n.LevelsOf | n.LevelsType, owner: str) -> m.Scale | None:
        """Return the levels of a declared scale, or those listed under a name."""
        match node:
            case n.LevelsType(options=options):
                return m.Scale(owner, self.options(options))
            case n.LevelsOf(scale=name):
                return self.find_scale(name)

    def find_scale(self, name: n.Name) -> m.Scale | None:
        """Return the scale of a name, and report a name that has none."""
        top = self.symbols.top
        match top.scales.find(name):
            case str() as found:
                return self.scales.get(found)
            case None:
                if name.key and name.key not in top.unreadable_groups:
                    suggestions = near(name.text, top.scales.texts)
                    self.report(say_groups.unknown_group(name.span, "scale", suggestions))
                return None
            case several:
                self.report(say_names.ambiguous_name(name.span, several))
                return None
