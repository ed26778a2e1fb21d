"""Names, texts and values that are written out: the smallest nodes."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from attrs import define, field
from lark import Token

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import syntax as say
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.limits import MOST_DIGITS
from relrules.syntax.names import key

UNREADABLE_DATE = dt.date(1, 1, 1)
RESERVED = {"yes", "no", "unknown", "是", "否", "未知"}


@define
class Words:
    """Builds the smallest nodes, and collects the mistakes met on the way."""

    source: Source
    # Where each character of the text stands in the source; a mended text is not of its length.
    places: Sequence[int]
    damaged: bool
    diagnostics: list[Diagnostic] = field(factory=list)

    # ---- places ---------------------------------------------------------------------------

    def span(self, leaf: Leaf) -> Span:
        """Return the span from a tree's first token to its last."""
        first, last = trees.first(leaf), trees.last(leaf)
        return Span(self.source, self.places[first.start_pos or 0], self.places[last.end_pos or 0])

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a mistake."""
        self.diagnostics.append(diagnostic)

    # ---- words ----------------------------------------------------------------------------

    def name(self, leaf: Leaf) -> n.Name:
        """Return a name; the tree is a `name` rule."""
        token = trees.first(leaf)
        span = self.span(leaf)
        if token.type != "BACKTICKED":
            word = str(token)
            return n.Name(span=span, key=key(word), text=word)
        text = token[1:-1].strip()
        if not key(text):
            self.report(say.empty_name(span))
        return n.Name(span=span, key=key(text), text=text)

    def new_name(self, leaf: Leaf) -> n.Name:
        """Return a name that is being declared: no value of the language."""
        name = self.name(leaf)
        if name.key in RESERVED:
            self.report(say.reserved_name(name.span))
        return name

    def string(self, leaf: Leaf) -> n.Text:
        """Return a text in quotes."""
        return n.Text(span=self.span(leaf), value=trees.unquoted(trees.first(leaf)))

    def texts(self, tree: Branch) -> n.Texts:
        """Return a text with its translations."""
        parts: list[n.Translation] = []
        for child in tree.children:
            if isinstance(child, Token):
                parts.append(
                    n.Translation(span=self.span(child), lang="", text=trees.unquoted(child))
                )
                continue
            tag, text = (trees.token(c) for c in child.children)
            if not parts:
                self.report(say.translation_without_text(self.span(tag), tag))
            if any(part.lang == tag for part in parts):
                self.report(say.repeated_translation(self.span(tag), tag))
            parts.append(
                n.Translation(span=self.span(text), lang=str(tag), text=trees.unquoted(text))
            )
        return n.Texts(span=self.span(tree), parts=tuple(parts))

    def own_texts(self, tree: Branch) -> n.Texts:
        """Return the texts of a clause such as `ask "…" zh "…"`."""
        return self.texts(trees.only(tree, "texts"))

    def heading(self, tree: Branch) -> n.Heading:
        """Return a declared name with its label and citation."""
        label = trees.maybe(tree, "texts")
        citation = trees.maybe(tree, "citation")
        return n.Heading(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            citation=self.citation(citation) if citation else None,
        )

    def citation(self, tree: Branch) -> n.Citation:
        """Return `from lecture "aspect 3"`."""
        return n.Citation(
            span=self.span(tree),
            source=self.name(trees.only(tree, "name")),
            part=self.texts(trees.only(tree, "texts")),
        )

    def because(self, tree: Branch) -> n.Texts | None:
        """Return the reason at the end of a row."""
        found = trees.maybe(tree, "because")
        return self.own_texts(found) if found else None

    def assumptions(self, tree: Branch) -> tuple[n.Texts, ...]:
        """Return what the declaration assumes."""
        return tuple(self.own_texts(t) for t in trees.branches(tree, "assume"))

    def once(self, tree: Branch, rule: str) -> Branch | None:
        """Return the one clause of this kind, and report every further one."""
        found = list(trees.branches(tree, rule))
        for more in found[1:]:
            self.report(
                say.repeated_clause(self.span(more), trees.first(more), self.span(found[0]))
            )
        return found[0] if found else None

    def once_texts(self, tree: Branch, rule: str) -> n.Texts | None:
        """Return the texts of the one clause of this kind."""
        found = self.once(tree, rule)
        return self.own_texts(found) if found else None

    # ---- constants ------------------------------------------------------------------------

    def number(self, leaf: Leaf) -> n.Number:
        """Return a number, with its sign if it has one."""
        tokens = list(trees.tokens(leaf))
        digits = tokens[-1]
        if len(digits.replace(".", "")) > MOST_DIGITS:
            self.report(say.number_too_long(self.span(leaf), MOST_DIGITS))
            return n.Number(span=self.span(leaf), value=0)
        value = int(digits) if digits.isdigit() else Fraction(digits)
        if len(tokens) > 1 and tokens[0] == "-":
            value = -value
        whole = isinstance(value, Fraction) and value.denominator == 1
        return n.Number(span=self.span(leaf), value=int(value) if whole else value)

    def date(self, leaf: Leaf) -> n.Date:
        """Return a date."""
        try:
            value = dt.date.fromisoformat(trees.first(leaf))
        except ValueError:
            self.report(say.invalid_date(self.span(leaf)))
            value = UNREADABLE_DATE
        return n.Date(span=self.span(leaf), value=value)

    def constant(self, tree: Branch) -> n.Constant:
        """Return a value that is written out."""
        match str(tree.data):
            case "signed" | "number":
                return self.number(tree)
            case "date":
                return self.date(tree)
            case "string":
                return self.string(tree)
            case "yes" | "no":
                return n.YesNo(span=self.span(tree), value=tree.data == "yes")
            case "unknown":
                return n.Unknown(span=self.span(tree))
            case "name":
                return self.name(tree)
            case other:
                raise AssertionError(other)
