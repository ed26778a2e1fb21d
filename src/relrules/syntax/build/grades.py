"""Grades."""

from collections.abc import Sequence

from attrs import define, evolve
from lark import Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.results import BANDS, Results
from relrules.syntax.build.trees import Branch
from relrules.syntax.slips import limit_meant


@define
class Grades(Results):
    """Builds grades."""

    def grade(self, tree: Branch) -> n.Grade:
        """Return a grade."""
        heading = self.heading(trees.only(tree, "heading"))
        by, value = trees.after_token(tree, "BY"), trees.after_token(tree, "EQ")
        rows, gates = self._rows_and_gates(tree)
        entries = tuple(
            self.grade_entry(t)
            for line in trees.branches(tree, "grade_entries")
            for t in trees.branches(line, "grade_entry")
        )
        self._require_one_form(heading, rows, entries, has_value=value is not None)
        return n.Grade(
            span=self.span(tree),
            heading=heading,
            by=self.expr(by) if by is not None else None,
            rows=rows,
            entries=entries,
            value=self.expr(value) if value is not None else None,
            levels=self.levels_line(tree),
            gates=gates,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _require_one_form(
        self,
        heading: n.Heading,
        rows: tuple[n.GradeRow, ...],
        entries: tuple[n.GradeEntry, ...],
        *,
        has_value: bool,
    ) -> None:
        """Report a grade without levels, and one that gives them in two ways."""
        if has_value and (rows or entries):
            first = min((*rows, *entries), key=lambda node: node.span.start)
            self.report(
                say.stray_line(first.span, "take out either the rows, or what stands after `=`")
            )
        elif rows and entries and not self.damaged:
            self.report(
                say.stray_line(
                    rows[0].span, "list every answer, or give every level a row: not both"
                )
            )
        elif not (rows or entries or has_value or self.damaged):
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"the levels of `{heading.name.text}`",
                    "add rows like `strong from 10` and `weak otherwise`",
                )
            )

    def _rows_and_gates(self, tree: Branch) -> tuple[tuple[n.GradeRow, ...], tuple[n.Gate, ...]]:
        """Return the rows and gates; a row below `otherwise` that begins with `max` is a gate."""
        rows: list[n.GradeRow] = []
        gates: list[n.Gate] = []
        lines = (c for c in tree.children if isinstance(c, Tree))
        for line in lines:
            if line.data == "gate":
                gates.append(self.gate(line))
            if line.data != "grade_row":
                continue
            row = self.grade_row(line)
            below = bool(rows) and isinstance(rows[-1].guard, n.Otherwise)
            gate = self._gate_meant(row, rows) if below else None
            if gate is None:
                rows.append(row)
            else:
                gates.append(gate)
        return tuple(rows), tuple(gates)

    def _gate_meant(self, row: n.GradeRow, above: Sequence[n.GradeRow]) -> n.Gate | None:
        """Return the gate that is meant by a row such as `max weak when C`, and report it."""
        if not isinstance(row.name, n.Name) or not isinstance(row.guard, n.When):
            return None
        for other in above:
            level, word = other.name, row.name.text
            if not isinstance(level, n.Name) or not word.endswith(f" {level.text}"):
                continue
            word = word.removesuffix(level.text).rstrip()
            meant = limit_meant(word)
            if meant is None:
                continue
            keyword, written = meant
            start = row.name.span.start
            self.report(
                say.foreign_word(
                    Span(row.name.span.source, start, start + len(word)), f"write {quoted(written)}"
                )
            )
            return n.Gate(
                span=row.span,
                highest=keyword == "AT_MOST",
                level=evolve(row.name, key=level.key, text=level.text),
                when=row.guard,
                because=row.because,
            )
        return None

    def grade_row(self, tree: Branch) -> n.GradeRow:
        """Return `strong "Strong" from 10`."""
        guard = next(
            t
            for t in tree.children
            if isinstance(t, Tree) and t.data in (*BANDS, "when", "otherwise")
        )
        name, label = self._level(tree, 0)
        return n.GradeRow(
            span=self.span(tree),
            name=name,
            label=label,
            guard=self.band(guard) if guard.data in BANDS else self.when_or_otherwise(tree),
            because=self.because(tree),
        )

    def grade_entry(self, tree: Branch) -> n.GradeEntry:
        """Return `high: full`."""
        name, label = self._level(tree, 1)
        return n.GradeEntry(
            span=self.span(tree),
            key=self.entry_key(trees.branch(tree.children[0])),
            name=name,
            label=label,
            because=self.because(tree),
        )

    def _level(self, tree: Branch, at: int) -> tuple[n.Name | n.NoAnswer, n.Texts | None]:
        """Return the level that a row gives, with its label; `at` is where it stands."""
        name = trees.branch(tree.children[at])
        if name.data == "no_answer":
            return n.NoAnswer(span=self.span(name)), None
        label = trees.maybe(tree, "texts")
        return self.new_name(name), self.texts(label) if label else None

    def gate(self, tree: Branch) -> n.Gate:
        """Return `at most early when C`."""
        when = trees.maybe(tree, "when")
        return n.Gate(
            span=self.span(tree),
            highest=trees.first(tree).type == "AT_MOST",
            level=self.name(trees.only(tree, "name")),
            when=self.when(when) if when else None,
            because=self.because(tree),
        )
