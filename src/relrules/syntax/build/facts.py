"""Scales, facts and lists."""

from attrs import define
from lark import Tree

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near, quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.build.types import Types
from relrules.syntax.clauses import clause_at, clauses_of, misplaced
from relrules.syntax.keywords import table
from relrules.syntax.names import key
from relrules.syntax.slips import type_after_a_name, type_meant

FACT_TYPES = {
    "levels",
    "levels_of",
    "choices",
    "number_type",
    "yes_or_no",
    "date_type",
    "text_type",
}


@define
class Facts(Types):
    """Builds what is asked of a record."""

    def fact(self, tree: Branch) -> n.Fact | n.Stub:
        """Return a fact, with the levels or choices that stand below it one a line."""
        swallowed = self._swallowed_type(tree)
        if swallowed is not None:
            return swallowed
        types = [t for t in tree.children if isinstance(t, Tree) and t.data in FACT_TYPES]
        for more in types[1:]:
            self.report(
                say.repeated_clause(self.span(more), trees.first(more), self.span(types[0]))
            )
        headings = tuple(self.heading(t) for t in trees.branches(tree, "heading"))
        for heading in headings[1:]:
            if heading.name.key in table().languages and heading.label is not None:
                # `"Coach", zh "教练"` would declare a second fact, called `zh`.
                way_out = "leave out the comma before it: a translation follows its text"
                self.report(say.foreign_word(heading.name.span, way_out))
        known = len(self.diagnostics)
        lines = self._option_lines(tree, types[0] if types else None)
        stray = len(self.diagnostics) > known
        if not types and not self.damaged and not stray:
            self.report(
                say.missing_clause(
                    headings[-1].name.span,
                    f"the type of `{headings[-1].name.text}`",
                    "say what is answered: `yes or no`, `levels …`, `choices …`, "
                    "`number`, `date` or `text`",
                )
            )
        aliases = self.once(tree, "also_called")
        missing = self.once(tree, "missing")
        default = self.once(tree, "default")
        confidential = self.once(tree, "confidential")
        effort = self.once(tree, "effort")
        return n.Fact(
            span=self.span(tree),
            headings=headings,
            type=self.fact_type(types[0], lines) if types else None,
            ask=self.once_texts(tree, "ask"),
            hint=self.once_texts(tree, "hint"),
            aliases=tuple(self.string(t) for t in trees.after_keyword(aliases)),
            missing=tuple(self._marker(t) for t in trees.after_keyword(missing)),
            assumptions=self.assumptions(tree),
            default=self.constant(trees.branch(default.children[1])) if default else None,
            confidential=self._confidential(confidential) if confidential else None,
            effort=self.number(trees.token(effort.children[1])) if effort else None,
            fixed=self.once(tree, "fixed") is not None,
            damaged=self.damaged,
        )

    def _confidential(self, tree: Branch) -> n.Confidential:
        when = trees.maybe(tree, "when")
        return n.Confidential(
            span=self.span(tree),
            audiences=tuple(self.name(t) for t in trees.branches(tree, "name")),
            when=self.when(when) if when else None,
        )

    def _swallowed_type(self, tree: Branch) -> n.Stub | None:
        """Report a type that has become part of the name because no colon is before it."""
        name = list(trees.branches(tree, "heading"))[-1].children[0]
        span = self.span(name)
        match = type_after_a_name().search(span.text)
        if (
            match is None
            or match.end() < len(span.text)
            or any(isinstance(t, Tree) and t.data in FACT_TYPES for t in tree.children)
        ):
            return None
        at = Span(self.source, span.start + match.start(), span.end)
        self.report(say.unreadable(at, "put a colon before it"))
        own = span.text[: match.start()].strip()
        named = n.Name(span=span, key=key(own), text=own)
        return n.Stub(span=self.span(tree), keyword="FACT", names=(named,))

    def _marker(self, leaf: Leaf) -> n.Text | n.Number:
        tree = trees.branch(leaf)
        return self.string(tree) if tree.data == "string" else self.number(tree)

    def list(self, tree: Branch) -> n.List:
        """Return a list; what its records hold is put in by the parser, which reads it apart."""
        aliases = self.once(tree, "also_called")
        return n.List(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            members=(),
            ask=self.once_texts(tree, "ask"),
            hint=self.once_texts(tree, "hint"),
            aliases=tuple(self.string(t) for t in trees.after_keyword(aliases)),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def scale(self, tree: Branch) -> n.Scale:
        """Return a scale with its levels."""
        heading = self.heading(trees.only(tree, "heading"))
        lines = [t for o in trees.branches(tree, "options") for t in trees.branches(o, "option")]
        found: list[Branch] = []
        for line in lines:
            meant = self._clause_meant(line, "SCALE")
            if meant is not None:
                self.report(meant)
            else:
                found.append(line)
        if not lines and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"the levels of `{heading.name.text}`",
                    "list them on the lines below, the lowest first",
                )
            )
        return n.Scale(
            span=self.span(tree),
            heading=heading,
            options=tuple(self.option(t) for t in found),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    # ---- levels and choices one a line --------------------------------------------------------

    def _option_lines(self, tree: Branch, fact_type: Branch | None) -> tuple[Branch, ...]:
        """Return the levels or choices that stand one a line, deeper than the word above them.

        A misspelt clause such as `hnit "…"` has the shape of a level. Asking for deeper
        indentation keeps it from silently becoming one.
        """
        lines = tuple(trees.branches(tree, "option"))
        takes_lines = fact_type is not None and fact_type.data in ("levels", "choices")
        inline = fact_type is not None and trees.maybe(fact_type, "option") is not None
        ill_placed = inline or not takes_lines or fact_type is None
        found: list[Branch] = []
        ill_indented = False
        for line in lines:
            if not ill_placed and self.indent(line) > self.indent(fact_type or line):
                found.append(line)
                continue
            meant = self._clause_meant(line, "FACT")
            if meant is not None:
                self.report(meant)
                continue
            # Answers that are indented too little follow each other: that is one mistake.
            if not ill_indented:
                self.report(self._stray_option(line, takes_lines=takes_lines))
            ill_indented = True
            found.append(line)
        return tuple(found) if takes_lines else ()

    def _clause_meant(self, line: Branch, declaration: str) -> Diagnostic | None:
        """Return what to tell of a line that has the shape of an answer and was no such."""
        text = self.span(line.children[0]).text
        word = text.split()[0]
        start = self.span(line.children[0]).start
        span = Span(self.source, start, start + len(word))
        clause = clause_at(text, 0)
        if clause is not None and clause.id not in clauses_of(declaration):
            return misplaced(span, table().keywords[declaration], clause)
        own_words = [table().keywords[id_] for id_ in clauses_of(declaration)]
        meant = near(word, [s for k in own_words for s in k.spellings])
        if meant and meant[0] != word and self._is_texts_only(line):
            return say.misspelt_keyword(span, meant[0])
        of_type = type_meant(text) if declaration == "FACT" else ""
        if of_type:
            return say.foreign_word(self.span(line.children[0]), f"write {quoted(of_type)}")
        return None

    def _is_texts_only(self, line: Branch) -> bool:
        return trees.maybe(line, "texts") is not None or len(line.children) == 1

    def _stray_option(self, line: Branch, *, takes_lines: bool) -> Diagnostic:
        word = line.children[0]
        position = self.span(word).position
        above = self.source.line(position.line - 1)
        here = self.source.line(position.line)
        if not takes_lines:
            help_ = "write `levels` or `choices` on a line above, or take it out"
        elif ("\t" in _margin(above)) is not ("\t" in _margin(here)):
            help_ = "indent it like the line above: one of them uses tabs, the other spaces"
        else:
            help_ = "indent it deeper if it is an answer"
        return say.stray_line(self.span(word), help_)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
