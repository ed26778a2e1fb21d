"""The choice of what a declaration is."""

from collections.abc import Callable

from attrs import define

from relrules.diagnostics.catalog import reading as say_reading
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.examples import Examples
from relrules.syntax.build.facts import Facts
from relrules.syntax.build.grades import Grades
from relrules.syntax.build.heads import Heads
from relrules.syntax.build.questionnaires import Questionnaires
from relrules.syntax.build.terms import TooDeepError
from relrules.syntax.build.trees import Branch
from relrules.syntax.limits import MOST_NESTING


@define
class Builder(Heads, Facts, Questionnaires, Grades, Examples):
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

    def change(self, tree: Branch) -> n.Change | n.Stub:
        """Return a declaration in place of another of its name."""
        inner = trees.branch(tree.children[1])
        declaration = DECLARATIONS[inner.data](self, inner)
        if isinstance(declaration, n.Stub):
            return declaration
        return n.Change(span=self.span(tree), declaration=declaration, damaged=self.damaged)

    def change_row(self, tree: Branch) -> n.ChangeRow:
        """Return a row in place of another."""
        row = trees.branch(tree.children[2])
        return n.ChangeRow(
            span=self.span(tree),
            name=self.name(trees.only(tree, "name")),
            row=ROWS[row.data](self, row),
            damaged=self.damaged,
        )


ChangedRow = n.Row | n.DefineRow | n.Entry | n.Cap | n.GradeRow | n.GradeEntry | n.Gate | n.OutOf
ROWS: dict[str, Callable[[Builder, Branch], ChangedRow]] = {
    "row": Builder.row,
    "define_row": Builder.define_row,
    "entry": Builder.entry,
    "cap": Builder.cap,
    "grade_row": Builder.grade_row,
    "grade_entry": Builder.grade_entry,
    "gate": Builder.gate,
    "out_of": Builder.out_of,
}
DECLARATIONS: dict[str, Callable[[Builder, Branch], n.Declaration]] = {
    "policy": Builder.policy,
    "use": Builder.use,
    "scale": Builder.scale,
    "fact": Builder.fact,
    "list": Builder.list,
    "questionnaire": Builder.questionnaire,
    "define": Builder.define,
    "dimension": Builder.dimension,
    "score": Builder.score,
    "grade": Builder.grade,
    "advice": Builder.advice,
    "alert": Builder.advice,
    "ensure": Builder.ensure,
    "example": Builder.example,
    "change": Builder.change,
    "change_row": Builder.change_row,
    "remove": Builder.remove,
}
