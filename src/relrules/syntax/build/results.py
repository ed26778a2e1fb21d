"""Defines, dimensions, scores and grades."""

from attrs import define
from lark import Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.facts import Facts
from relrules.syntax.build.trees import Branch

GUARDS = {
    "from_band": n.BandKind.FROM,
    "up_to_band": n.BandKind.UP_TO,
    "under_band": n.BandKind.UNDER,
    "when": None,
    "otherwise": None,
}


@define
class Results(Facts):
    """Builds what is computed."""

    def define(self, tree: Branch) -> n.Define:
        """Return a named term or condition."""
        heading, value = trees.branch(tree.children[1]), tree.children[3]
        return n.Define(
            span=self.span(tree),
            heading=self.heading(heading),
            value=self.expr(value),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def dimension(self, tree: Branch) -> n.Dimension:
        """Return a dimension with its rows, and its entries under their `points by`."""
        heading = self.heading(trees.only(tree, "heading"))
        body: list[n.Row | n.PointsBy] = []
        for line in (c for c in tree.children[2:] if isinstance(c, Tree)):
            match str(line.data):
                case "points_by":
                    subject = self.expr(line.children[1])
                    body.append(n.PointsBy(span=self.span(line), subject=subject, entries=()))
                case "entries":
                    entries = tuple(self._entry(t) for t in trees.branches(line, "entry"))
                    self._add_entries(body, entries, line)
                case "row":
                    body.append(self._row(line))
                case _:
                    pass
        if not body and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"what `{heading.name.text}` is worth",
                    "add rows like `2 points when …`, or `points by …`",
                )
            )
        for part in body:
            if isinstance(part, n.PointsBy) and not part.entries and not self.damaged:
                self.report(
                    say.missing_clause(
                        part.span, "the points of each answer", "add lines like `none: 0`"
                    )
                )
        return n.Dimension(
            span=self.span(tree),
            heading=heading,
            body=tuple(body),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _add_entries(
        self, body: list[n.Row | n.PointsBy], entries: tuple[n.Entry, ...], line: Branch
    ) -> None:
        """Put entries under the `points by` above them."""
        if body and isinstance(body[-1], n.PointsBy):
            above = body[-1]
            body[-1] = n.PointsBy(
                span=above.span, subject=above.subject, entries=above.entries + entries
            )
        elif not self.damaged:
            self.report(say.stray_line(self.span(line), "write `points by …` on a line above"))

    def _entry(self, tree: Branch) -> n.Entry:
        answer = self.constant(trees.branch(tree.children[0]))
        if not isinstance(answer, n.Name | n.YesNo):
            raise AssertionError(answer)
        return n.Entry(
            span=self.span(tree),
            key=answer,
            points=self.number(trees.only(tree, "signed")),
            because=self.because(tree),
        )

    def _row(self, tree: Branch) -> n.Row:
        when = trees.maybe(tree, "when")
        otherwise = trees.maybe(tree, "otherwise")
        return n.Row(
            span=self.span(tree),
            points=self.number(trees.only(tree, "signed")),
            guard=self._when(when) if when else self._otherwise(otherwise or tree),
            because=self.because(tree),
        )

    def _when(self, tree: Branch) -> n.When:
        return n.When(span=self.span(tree), condition=self.expr(tree.children[1]))

    def _otherwise(self, tree: Branch) -> n.Otherwise:
        return n.Otherwise(span=self.span(tree))

    def score(self, tree: Branch) -> n.Score:
        """Return a score."""
        out_of = self.once(tree, "out_of")
        return n.Score(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            value=self.expr(tree.children[3]),
            out_of=self._out_of(out_of) if out_of else None,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _out_of(self, tree: Branch) -> n.OutOf:
        numbers = [self.number(t) for t in trees.branches(tree, "signed")]
        span = self.span(tree)
        low = numbers[0] if len(numbers) > 1 else n.Number(span=span, value=0)
        return n.OutOf(span=span, low=low, high=numbers[-1])

    def grade(self, tree: Branch) -> n.Grade:
        """Return a grade."""
        heading = self.heading(trees.only(tree, "heading"))
        parts = iter(tree.children)
        by = next((next(parts) for part in parts if trees.is_token(part, "BY")), None)
        rows = tuple(self._grade_row(t) for t in trees.branches(tree, "grade_row"))
        if not rows and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"the levels of `{heading.name.text}`",
                    "add rows like `strong from 10` and `weak otherwise`",
                )
            )
        return n.Grade(
            span=self.span(tree),
            heading=heading,
            by=self.expr(by) if by is not None else None,
            rows=rows,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _grade_row(self, tree: Branch) -> n.GradeRow:
        label = trees.maybe(tree, "texts")
        guard = next(t for t in tree.children if isinstance(t, Tree) and t.data in GUARDS)
        return n.GradeRow(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            guard=self._guard(guard),
            because=self.because(tree),
        )

    def _guard(self, tree: Branch) -> n.Band | n.When | n.Otherwise:
        match tree.data:
            case "when":
                return self._when(tree)
            case "otherwise":
                return self._otherwise(tree)
            case _:
                return n.Band(
                    span=self.span(tree),
                    kind=GUARDS[tree.data] or n.BandKind.FROM,
                    threshold=self.number(trees.only(tree, "signed")),
                )
