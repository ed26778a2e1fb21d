"""Defines, dimensions and scores."""

from collections.abc import Sequence

from attrs import define, evolve
from lark import Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch
from relrules.syntax.build.types import Types

BANDS = {
    "from_band": n.BandKind.FROM,
    "up_to_band": n.BandKind.UP_TO,
    "under_band": n.BandKind.UNDER,
    "above_band": n.BandKind.ABOVE,
}


@define
class Results(Types):
    """Builds what is computed."""

    def define(self, tree: Branch) -> n.Define:
        """Return a named term or condition, or the rows it is chosen from."""
        heading = self.heading(trees.only(tree, "heading"))
        value = trees.after_token(tree, "EQ")
        lines = list(trees.branches(tree, "define_row"))
        if value is not None and lines:
            self._refuse_rows(lines[0])
        if value is None and not lines and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"what `{heading.name.text}` is",
                    "write it after `=`, or add rows like `2 when …` and `0 otherwise`",
                )
            )
        return n.Define(
            span=self.span(tree),
            heading=heading,
            value=self.expr(value) if value is not None else None,
            rows=() if value is not None else tuple(self.define_row(t) for t in lines),
            levels=self.levels_line(tree),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def define_row(self, tree: Branch) -> n.DefineRow:
        """Return `0.6 when risk = high`."""
        value = trees.branch(tree.children[0])
        if value.data == "signed":
            value_node: n.Expr | n.NoAnswer = self.number(value)
        else:
            value_node = self.instead(value)
        return n.DefineRow(
            span=self.span(tree),
            value=value_node,
            guard=self.when_or_otherwise(tree),
            because=self.because(tree),
        )

    def dimension(self, tree: Branch) -> n.Dimension:
        """Return a dimension with its rows, and its entries under their `points by`."""
        heading = self.heading(trees.only(tree, "heading"))
        formula = trees.after_token(tree, "EQ")
        body = self._body(tree)
        take_all = self.once(tree, "take_all")
        if formula is not None and body:
            self._refuse_rows(body[0])
            body = []
        elif formula is not None and take_all is not None:
            way_out = "take it out: a formula has no rows to add up"
            self.report(say.stray_line(self.span(take_all), way_out))
        if not body and formula is None and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"what `{heading.name.text}` is worth",
                    "add rows like `2 points when …`, or `points by …`",
                )
            )
        baseline = self.once(tree, "baseline")
        return n.Dimension(
            span=self.span(tree),
            heading=heading,
            body=tuple(body),
            formula=self.expr(formula) if formula is not None else None,
            take_all=take_all is not None,
            caps=tuple(self.cap(t) for t in trees.branches(tree, "cap")),
            baseline=self.number(baseline.children[1]) if baseline else None,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _refuse_rows(self, row: Branch | n.Node) -> None:
        span = row.span if isinstance(row, n.Node) else self.span(row)
        self.report(say.stray_line(span, "take out either the rows, or what stands after `=`"))

    def _body(self, tree: Branch) -> list[n.Row | n.PointsBy]:
        body: list[n.Row | n.PointsBy] = []
        for line in (c for c in tree.children if isinstance(c, Tree)):
            match str(line.data):
                case "points_by":
                    when = trees.maybe(line, "when")
                    body.append(
                        n.PointsBy(
                            span=self.span(line),
                            subject=self.expr(line.children[1]),
                            entries=(),
                            when=self.when(when) if when else None,
                        )
                    )
                case "entries":
                    entries = [self.entry(t) for t in trees.branches(line, "entry")]
                    self._add_entries(body, entries, line)
                case "row":
                    body.append(self.row(line))
                case _:
                    pass
        for part in body:
            if isinstance(part, n.PointsBy) and not part.entries and not self.damaged:
                self.report(
                    say.missing_clause(
                        part.span, "the points of each answer", "add lines like `none: 0`"
                    )
                )
        return body

    def _add_entries(
        self, body: list[n.Row | n.PointsBy], entries: Sequence[n.Entry], line: Branch
    ) -> None:
        """Put entries under the `points by` above them."""
        if body and isinstance(body[-1], n.PointsBy):
            body[-1] = evolve(body[-1], entries=(*body[-1].entries, *entries))
        elif not self.damaged:
            self.report(say.stray_line(self.span(line), "write `points by …` on a line above"))

    def entry(self, tree: Branch) -> n.Entry:
        """Return `give_info: 1`."""
        points = trees.branch(tree.children[1])
        return n.Entry(
            span=self.span(tree),
            key=self.entry_key(trees.branch(tree.children[0])),
            points=self.points(points),
            because=self.because(tree),
        )

    def points(self, tree: Branch) -> n.Number | n.NoAnswer:
        """Return the points of an entry, or that it declines to answer."""
        if tree.data == "no_answer":
            return n.NoAnswer(span=self.span(tree))
        return self.number(tree)

    def entry_key(self, tree: Branch) -> n.Name | n.YesNo | n.Band | n.Unknown:
        """Return what stands before the colon of an entry."""
        if tree.data in BANDS:
            return self.band(tree)
        answer = self.constant(tree)
        if not isinstance(answer, n.Name | n.YesNo | n.Unknown):
            raise AssertionError(answer)
        return answer

    def band(self, tree: Branch) -> n.Band:
        """Return `up to 40` or the like."""
        threshold = trees.maybe(tree, "signed")
        return n.Band(
            span=self.span(tree),
            kind=BANDS[tree.data],
            threshold=self.number(threshold) if threshold else None,
        )

    def row(self, tree: Branch) -> n.Row:
        """Return `2 points when C`."""
        points = trees.branch(tree.children[0])
        formula = points.data == "group"
        return n.Row(
            span=self.span(tree),
            points=self.expr(points) if formula else self.points(points),
            guard=self.when_or_otherwise(tree),
            because=self.because(tree),
        )

    def when_or_otherwise(self, tree: Branch) -> n.When | n.Otherwise:
        """Return the guard of a row."""
        when = trees.maybe(tree, "when")
        if when is not None:
            return self.when(when)
        return n.Otherwise(span=self.span(trees.only(tree, "otherwise")))

    def cap(self, tree: Branch) -> n.Cap:
        """Return `at most 10 when C`."""
        when = trees.maybe(tree, "when")
        return n.Cap(
            span=self.span(tree),
            highest=trees.first(tree).type == "AT_MOST",
            limit=self.number(trees.only(tree, "signed")),
            when=self.when(when) if when else None,
            because=self.because(tree),
        )

    def score(self, tree: Branch) -> n.Score:
        """Return a score."""
        out_of = self.once(tree, "out_of")
        return n.Score(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            value=self.expr(tree.children[3]),
            out_of=self.out_of(out_of) if out_of else None,
            caps=tuple(self.cap(t) for t in trees.branches(tree, "cap")),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def out_of(self, tree: Branch) -> n.OutOf:
        """Return `out of 12` or `from -5 to 16`."""
        numbers = [self.number(t) for t in trees.branches(tree, "signed")]
        span = self.span(tree)
        low = numbers[0] if len(numbers) > 1 else n.Number(span=span, value=0)
        return n.OutOf(span=span, low=low, high=numbers[-1])
