"""Advice, laws and examples; and the choice of what a declaration is."""

from collections.abc import Callable

from attrs import define
from lark import Token, Tree

from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.results import Results
from relrules.syntax.build.terms import TooDeepError
from relrules.syntax.build.trees import Branch
from relrules.syntax.limits import MOST_NESTING

ADVICE_STATES = {
    "": n.AdviceState.GIVEN,
    "POSSIBLE_": n.AdviceState.POSSIBLE,
    "NO_": n.AdviceState.NOT_GIVEN,
}


@define
class Builder(Results):
    """Builds the node of one declaration, and collects the mistakes it meets."""

    def declaration(self, tree: Branch) -> n.Declaration:
        """Return the node of a declaration's tree."""
        start = trees.branch(tree.children[0])
        before = len(self.diagnostics)
        try:
            node = DECLARATIONS[start.data](self, start)
        except TooDeepError:
            self.diagnostics.append(say_reading.nesting_too_deep(self.span(start), MOST_NESTING))
            return self.stub(start)
        # Whatever was found wrong here must not be found again by the checks of the whole.
        if len(self.diagnostics) > before:
            self.damaged = True
        return node

    def stub(self, tree: Branch) -> n.Stub:
        """Return what remains of a declaration that cannot be built."""
        names = tuple(self.name(t.children[0]) for t in trees.branches(tree, "heading"))
        keyword = trees.first(tree)
        return n.Stub(span=self.span(tree), keyword=keyword.type, names=names)

    def advice(self, tree: Branch) -> n.Advice:
        """Return advice or an alert."""
        heading = self.heading(trees.only(tree, "heading"))
        when = self.once(tree, "when")
        text = self.once_texts(tree, "say")
        if when is None and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"when `{heading.name.text}` is given",
                    "add a line `when …`",
                )
            )
        return n.Advice(
            span=self.span(tree),
            heading=heading,
            when=self._when(when) if when else None,
            say=text,
            alert=tree.data == "alert",
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def ensure(self, tree: Branch) -> n.Ensure:
        """Return a law."""
        law = trees.branch(tree.children[2])
        return n.Ensure(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            law=self._monotone(law) if law.data == "monotone" else self._invariant(law),
            damaged=self.damaged,
        )

    def _invariant(self, tree: Branch) -> n.Invariant:
        when = trees.maybe(tree, "when")
        return n.Invariant(
            span=self.span(tree),
            condition=self.expr(tree.children[0]),
            when=self._when(when) if when else None,
        )

    def _monotone(self, tree: Branch) -> n.Monotone:
        result, fact = trees.branches(tree, "name")
        words = [c.type for c in tree.children if isinstance(c, Token)]
        return n.Monotone(
            span=self.span(tree),
            result=self.name(result),
            never_falls="NEVER_FALLS" in words,
            fact=self.name(fact),
            rises="RISES" in words,
        )

    def example(self, tree: Branch) -> n.Example:
        """Return a worked record."""
        given = [a for t in trees.branches(tree, "given") for a in trees.branches(t, "assignment")]
        expect = [
            e for t in trees.branches(tree, "expect") for e in t.children if isinstance(e, Tree)
        ]
        title = self.texts(trees.only(tree, "texts"))
        if not expect and not self.damaged:
            self.report(
                say.missing_clause(
                    title.span, "what this example expects", "add a line like `expect total = 7`"
                )
            )
        return n.Example(
            span=self.span(tree),
            title=title,
            given=tuple(self._assignment(t) for t in given),
            expect=tuple(self._expectation(t) for t in expect),
            damaged=self.damaged,
        )

    def _assignment(self, tree: Branch) -> n.Assignment:
        return n.Assignment(
            span=self.span(tree),
            name=self.name(tree.children[0]),
            value=self.constant(trees.branch(tree.children[2])),
        )

    def _expectation(self, tree: Branch) -> n.Expectation:
        span = self.span(tree)
        match tree.data:
            case "expect_value":
                value = self.constant(trees.branch(tree.children[2]))
                return n.ExpectValue(span=span, name=self.name(tree.children[0]), value=value)
            case "expect_between":
                low, high = (self.number(t) for t in trees.branches(tree, "signed"))
                return n.ExpectBetween(
                    span=span, name=self.name(tree.children[0]), low=low, high=high
                )
            case "expect_possible":
                values = [c for c in tree.children[1:] if isinstance(c, Tree)]
                return n.ExpectPossible(
                    span=span,
                    name=self.name(tree.children[0]),
                    values=tuple(self.constant(t) for t in values),
                )
            case "expect_advice":
                word = trees.first(tree).type
                return n.ExpectAdvice(
                    span=span,
                    name=self.name(tree.children[1]),
                    state=ADVICE_STATES[word.removesuffix("ADVICE").removesuffix("ALERT")],
                    alert=word.endswith("ALERT"),
                )
            case _:
                names = tuple(self.name(t) for t in trees.branches(tree, "name"))
                return n.ExpectReasons(span=span, names=names)


DECLARATIONS: dict[str, Callable[[Builder, Branch], n.Declaration]] = {
    "policy": Builder.policy,
    "fact": Builder.fact,
    "define": Builder.define,
    "dimension": Builder.dimension,
    "score": Builder.score,
    "grade": Builder.grade,
    "advice": Builder.advice,
    "alert": Builder.advice,
    "ensure": Builder.ensure,
    "example": Builder.example,
}
