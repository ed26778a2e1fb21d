"""The head of a policy, and facts."""

from collections.abc import Sequence

from attrs import define
from lark import Tree

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near, quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.terms import Terms
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.clauses import clause_at, clauses_of, misplaced
from relrules.syntax.keywords import table
from relrules.syntax.names import key
from relrules.syntax.slips import type_after_a_name, type_meant

FACT_TYPES = {"levels", "choices", "number_type", "yes_or_no", "date_type", "text_type"}


@define
class Facts(Terms):
    """Builds the head of a policy and its facts."""

    def policy(self, tree: Branch) -> n.Policy:
        """Return the head of a policy file."""
        language = self.once(tree, "language")
        version = self.once(tree, "version")
        return n.Policy(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            language=self._language(language) if language else None,
            version=self.string(trees.token(version.children[1])) if version else None,
            question=self.once_texts(tree, "question"),
            sources=tuple(
                n.SourceClause(
                    span=self.span(t),
                    name=self.new_name(trees.only(t, "name")),
                    title=self.own_texts(t),
                )
                for t in trees.branches(tree, "source")
            ),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _language(self, tree: Branch) -> n.LanguageClause:
        version, lang = (trees.token(c) for c in tree.children[1:])
        if version != "1":
            self.report(say.unsupported_language_version(self.span(version)))
        return n.LanguageClause(span=self.span(tree), version=str(version), lang=str(lang))

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
        return n.Fact(
            span=self.span(tree),
            headings=headings,
            type=self._fact_type(types[0], lines) if types else None,
            ask=self.once_texts(tree, "ask"),
            hint=self.once_texts(tree, "hint"),
            aliases=tuple(self.string(t) for t in trees.after_keyword(aliases)),
            missing=tuple(self._marker(t) for t in trees.after_keyword(missing)),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
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
            if not ill_placed and self._indent(line) > self._indent(fact_type or line):
                found.append(line)
                continue
            meant = self._clause_meant(line)
            if meant is not None:
                self.report(meant)
                continue
            # Answers that are indented too little follow each other: that is one mistake.
            if not ill_indented:
                self.report(self._stray_option(line, takes_lines=takes_lines))
            ill_indented = True
            found.append(line)
        return tuple(found) if takes_lines else ()

    def _clause_meant(self, line: Branch) -> Diagnostic | None:
        """Return what to tell of a line that has the shape of an answer and was no such."""
        text = self.span(line.children[0]).text
        word = text.split()[0]
        start = self.span(line.children[0]).start
        span = Span(self.source, start, start + len(word))
        clause = clause_at(text, 0)
        if clause is not None and clause.id not in clauses_of("FACT"):
            return misplaced(span, table().keywords["FACT"], clause)
        fact_words = [table().keywords[id_] for id_ in clauses_of("FACT")]
        meant = near(word, [s for k in fact_words for s in k.spellings])
        if meant and self._is_texts_only(line):
            return say.misspelt_keyword(span, meant[0])
        of_type = type_meant(text)
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

    def _indent(self, leaf: Leaf) -> int:
        """Return the column at which the line of a tree starts."""
        position = self.span(leaf).position
        line = self.source.line(position.line).expandtabs(4)
        return len(line) - len(line.lstrip())

    def _marker(self, leaf: Leaf) -> n.Text | n.Number:
        tree = trees.branch(leaf)
        return self.string(tree) if tree.data == "string" else self.number(tree)

    def _fact_type(self, tree: Branch, lines: Sequence[Branch]) -> n.FactType:
        span = self.span(tree)
        match tree.data:
            case "levels":
                return n.LevelsType(span=span, options=self._options(tree, lines))
            case "choices":
                return n.ChoicesType(span=span, options=self._options(tree, lines))
            case "number_type":
                return self._number_type(tree)
            case "yes_or_no":
                return n.YesNoType(span=span)
            case "date_type":
                return n.DateType(span=span)
            case _:
                return n.TextType(span=span)

    def _options(self, tree: Branch, lines: Sequence[Branch]) -> tuple[n.Option, ...]:
        options = tuple(self._option(t) for t in (*trees.branches(tree, "option"), *lines))
        if not options and not self.damaged:
            word = trees.first(tree)
            self.report(
                say.missing_clause(
                    self.span(word), f"what may be answered after `{word}`", "list it, one a line"
                )
            )
        return options

    def _option(self, tree: Branch) -> n.Option:
        label, hint = trees.maybe(tree, "texts"), trees.maybe(tree, "hint")
        return n.Option(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            hint=self.own_texts(hint) if hint else None,
        )

    def _number_type(self, tree: Branch) -> n.NumberType:
        low = self.once(tree, "number_from")
        high = self.once(tree, "number_to")
        decimals = self.once(tree, "decimals")
        return n.NumberType(
            span=self.span(tree),
            low=self.number(low.children[1]) if low else None,
            high=self.number(high.children[1]) if high else None,
            whole=self.once(tree, "whole") is not None,
            decimals=self.number(trees.token(decimals.children[1])) if decimals else None,
            unit=self.once_texts(tree, "unit"),
        )


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
