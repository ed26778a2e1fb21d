"""Terms over several values, over the records of a list, over the items of a questionnaire."""

from attrs import define
from lark import Token, Tree

from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.build.words import Words

MEASURES = {
    "HIGHEST": n.Measure.HIGHEST,
    "LOWEST": n.Measure.LOWEST,
    "SUM": n.Measure.SUM,
    "AVERAGE": n.Measure.AVERAGE,
    "HIGHEST_OF": n.Measure.HIGHEST,
    "LOWEST_OF": n.Measure.LOWEST,
    "SUM_OF": n.Measure.SUM,
    "AVERAGE_OF": n.Measure.AVERAGE,
    "WEIGHTED_AVERAGE_OF": n.Measure.WEIGHTED_AVERAGE,
}
QUANTIFIERS = {
    "SOME": n.Quantifier.SOME,
    "ALL": n.Quantifier.ALL,
    "NO_RECORDS": n.Quantifier.NO,
    "AT_LEAST": n.Quantifier.AT_LEAST,
}
TALLIES = {
    "TOTAL_OF": n.Tally.TOTAL,
    "MEAN_OF": n.Tally.MEAN,
    "PERCENT_OF": n.Tally.PERCENT,
    "ANSWERED_OF": n.Tally.ANSWERED,
    "ALL_OF": n.Tally.ALL,
    "SOME_OF": n.Tally.SOME,
}


@define
class Taken(Words):
    """Builds what takes several things together."""

    def expr(self, leaf: Leaf) -> n.Expr:
        """Return a condition or term; built by the class that knows them all."""
        raise NotImplementedError

    def taken_together(self, tree: Branch) -> n.Expr:
        """Return a term over several values, records or items."""
        match tree.data:
            case "several":
                return self._several(tree)
            case "tally":
                return self._tally(tree)
            case "have":
                return self._have(tree)
            case "share":
                return self._share(tree)
            case "count":
                return self._count(tree)
            case _:
                return self._collected(tree)

    def _several(self, tree: Branch) -> n.Several:
        return n.Several(
            span=self.span(tree),
            measure=MEASURES[trees.first(tree).type],
            parts=tuple(self._part(t) for t in trees.branches(tree, "several_part")),
            known=trees.maybe(tree, "known") is not None,
        )

    def _part(self, tree: Branch) -> n.Part:
        weight = trees.maybe(tree, "signed")
        value = next(t for t in tree.children if isinstance(t, Tree) and t.data != "known")
        return n.Part(
            span=self.span(tree),
            value=self.expr(value),
            weight=self.number(weight) if weight else None,
            known=trees.maybe(tree, "known") is not None,
        )

    def _tally(self, tree: Branch) -> n.Answers:
        words = [c.type for c in tree.children if isinstance(c, Token)]
        return n.Answers(
            span=self.span(tree),
            tally=TALLIES[words[-1]],
            of=self.name(tree.children[-1]),
            estimated="ESTIMATED" in words,
        )

    def _have(self, tree: Branch) -> n.Have:
        number = next((c for c in tree.children if trees.is_token(c, "NUMBER")), None)
        return n.Have(
            span=self.span(tree),
            quantifier=QUANTIFIERS[trees.first(tree).type],
            list=self.name(trees.only(tree, "name")),
            condition=self.expr(tree.children[-1]),
            count=self.number(number) if number is not None else None,
        )

    def _count(self, tree: Branch) -> n.Count:
        word, *rest = (c for c in tree.children if not trees.is_token(c, "OF"))
        distinct = trees.is_token(word, "COUNT_OF_DISTINCT")
        return n.Count(
            span=self.span(tree),
            list=self.name(rest[1] if distinct else rest[0]),
            where=self._where(tree),
            distinct=self.expr(rest[0]) if distinct else None,
        )

    def _share(self, tree: Branch) -> n.Share:
        where = trees.only(tree, "where")
        return n.Share(
            span=self.span(tree),
            list=self.name(trees.only(tree, "name")),
            where=self.expr(where.children[1]),
            if_empty=self._if_empty(tree),
        )

    def _collected(self, tree: Branch) -> n.Collected:
        _, value, _, name, *_ = tree.children
        return n.Collected(
            span=self.span(tree),
            measure=MEASURES[trees.first(tree).type],
            value=self.expr(value),
            list=self.name(name),
            where=self._where(tree),
            if_empty=self._if_empty(tree),
        )

    def _where(self, tree: Branch) -> n.Expr | None:
        where = trees.maybe(tree, "where")
        return self.expr(where.children[1]) if where else None

    def _if_empty(self, tree: Branch) -> n.Expr | n.NoAnswer | None:
        if_empty = trees.maybe(tree, "if_empty")
        return self.instead(trees.branch(if_empty.children[1])) if if_empty else None

    def instead(self, tree: Branch) -> n.Expr | n.NoAnswer:
        """Return what stands in place of a value that is not there."""
        if tree.data == "no_answer":
            return n.NoAnswer(span=self.span(tree))
        if tree.data == "negation" and trees.branch(tree.children[1]).data == "number":
            return self.number(tree)
        return self.expr(tree)
