"""The types of facts."""

from collections.abc import Sequence

from attrs import define

from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.terms import Terms
from relrules.syntax.build.trees import Branch, Leaf


@define
class Types(Terms):
    """Builds what a fact may be, and what may stand where levels are listed."""

    def indent(self, leaf: Leaf) -> int:
        """Return the column at which the line of a tree starts."""
        position = self.span(leaf).position
        line = self.source.line(position.line).expandtabs(4)
        return len(line) - len(line.lstrip())

    def when(self, tree: Branch) -> n.When:
        """Return `when condition`."""
        return n.When(span=self.span(tree), condition=self.expr(tree.children[1]))

    def fact_type(self, tree: Branch, lines: Sequence[Branch]) -> n.FactType:
        """Return a type; `lines` are the levels or choices that stand below it."""
        span = self.span(tree)
        match tree.data:
            case "levels" | "levels_of":
                return self.levels(tree, lines)
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

    def levels(self, tree: Branch, lines: Sequence[Branch] = ()) -> n.LevelsType | n.LevelsOf:
        """Return `levels a < b` or `levels of SCALE`."""
        span = self.span(tree)
        if tree.data == "levels_of":
            return n.LevelsOf(span=span, scale=self.name(tree.children[2]))
        return n.LevelsType(span=span, options=self._options(tree, lines))

    def levels_line(self, tree: Branch) -> n.LevelsType | n.LevelsOf | None:
        """Return the line that says which levels a grade or define chooses from."""
        own, of_a_scale = self.once(tree, "levels"), self.once(tree, "levels_of")
        if own is not None and of_a_scale is not None:
            self.report(
                say.repeated_clause(self.span(of_a_scale), trees.first(of_a_scale), self.span(own))
            )
        found = own or of_a_scale
        return self.levels(found) if found else None

    def _options(self, tree: Branch, lines: Sequence[Branch]) -> tuple[n.Option, ...]:
        options = tuple(self.option(t) for t in (*trees.branches(tree, "option"), *lines))
        if not options and not self.damaged:
            word = trees.first(tree)
            self.report(
                say.missing_clause(
                    self.span(word), f"what may be answered after `{word}`", "list it, one a line"
                )
            )
        return options

    def option(self, tree: Branch) -> n.Option:
        """Return one level or choice."""
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
