"""Checking grades and defines, and the levels that their rows choose from."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, evolve

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.dimensions import BAND_OPS, Dimensions
from relrules.check.expressions import bounds, comparable, find_options
from relrules.check.headings import YES_NO
from relrules.check.interval import hull
from relrules.check.levels_and_numbers import against_or_no_answer
from relrules.check.symbols import Symbol
from relrules.check.texts import label, maybe_texts
from relrules.check.walk import refs
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import rows as say_rows
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.diagnostics.catalog import types as say_types
from relrules.diagnostics.words import near
from relrules.syntax import nodes as n
from relrules.syntax.thresholds import threshold_meant

MOST_SPELLED_OUT = 8
"""How many defines inside each other an explanation spells out before it uses a name."""


@define
class Grades(Dimensions):
    """Checks what is named: grades and defines."""

    # ---- define ---------------------------------------------------------------------------

    def define(self, node: n.Define) -> m.Define | None:
        """Return a named term or condition."""
        rows = self._define_rows(node)
        value = self.typing.term(node.value) if node.value is not None else _cases(node, rows)
        if value is None:
            return None
        depth = 1 + max((self.spelled_out.get(ref.key, 0) for ref in refs(value)), default=0)
        return m.Define(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            value=value,
            labelled=node.heading.label is not None,
            depth=depth,
            told_by_name=node.heading.label is not None or depth > MOST_SPELLED_OUT or bool(rows),
            rows=rows,
        )

    def _define_rows(self, node: n.Define) -> tuple[m.DefineRow, ...]:
        anchor = self._anchor(node) if node.rows else None
        if anchor is None:
            return ()
        found: list[m.DefineRow] = []
        for row in node.rows:
            when = self.guard(row.guard)
            value = against_or_no_answer(self.typing, row.value, anchor)
            if value is None or (when is None and isinstance(row.guard, n.When)):
                return ()
            because = maybe_texts(row.because, self.lang)
            found.append(m.DefineRow(span=row.span, value=value, when=when, because=because))
        judged = [(r.span, r.span if r.when is None else r.when.span, r.when) for r in found]
        self.judge(node.heading.name, judged, damaged=node.damaged)
        return tuple(found)

    def _anchor(self, node: n.Define) -> m.Expr | None:
        """Return something of the type that all rows of a define have."""
        span = node.heading.name.span
        if node.levels is not None:
            scale = self.scale_of(node.levels, node.heading.name.text)
            return None if scale is None else m.NoAnswer(span=span, type=m.LevelType(scale))
        values = [row.value for row in node.rows if not isinstance(row.value, n.NoAnswer)]
        if not values:
            self.report(say_rows.nothing_answered(span, node.heading.name.text))
            return None
        names = [value for value in values if isinstance(value, n.Name)]
        if len(names) == len(values) and all(self.symbols.find(v) is None for v in names):
            # Words of its own are levels, the top first, as in a grade.
            firsts = {name.key: name for name in names}
            levels = [m.Option(label(name, None, self.lang)) for name in firsts.values()]
            scale = m.Scale(node.heading.name.text, tuple(reversed(levels)))
            return m.NoAnswer(span=span, type=m.LevelType(scale))
        known = [v for v in values if not isinstance(v, n.Name) or self.symbols.find(v) is not None]
        return self.typing.term(known[0])

    # ---- grade ----------------------------------------------------------------------------

    def grade(self, node: n.Grade) -> m.Grade | None:
        """Return a grade in which every case has exactly one level."""
        if node.value is not None:
            return self._level_expression(node, node.value)
        by = self._by(node)
        if node.by is not None and by is None:
            return None
        bands = [row.guard for row in node.rows if isinstance(row.guard, n.Band)]
        upward = [band for band in bands if band.kind is not n.BandKind.FROM]
        if upward and len(upward) < len(bands):
            self.report(say_rows.mixed_bands(upward[0].span))
            return None
        if bands and by is None:
            self.report(
                say_syntax.missing_clause(
                    node.heading.name.span,
                    f"the number that `{node.heading.name.text}` goes by",
                    f"write `grade {node.heading.name.text} by …`",
                )
            )
            return None
        banded = any(isinstance(entry.key, n.Band) for entry in node.entries)
        scale = self._grade_scale(node, lowest_first=bool(upward) or banded)
        if scale is None or not scale.levels:
            return None
        rows = self._looked_up(node, by, scale) if node.entries else self._graded(node, by, scale)
        gates = [self._gate(gate, scale) for gate in node.gates]
        if not rows or None in gates:
            return None
        return self._grade(node, by, scale, rows, tuple(g for g in gates if g is not None))

    def _grade(
        self,
        node: n.Grade,
        by: m.Expr | None,
        scale: m.Scale,
        rows: tuple[m.GradeRow, ...],
        gates: tuple[m.Gate, ...],
    ) -> m.Grade:
        return m.Grade(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            by=by,
            scale=scale,
            rows=rows,
            gates=gates,
            formula=node.value is not None,
        )

    def _level_expression(self, node: n.Grade, value: n.Expr) -> m.Grade | None:
        typed = self.typing.term(value)
        if typed is None:
            return None
        if not isinstance(typed.type, m.LevelType):
            self.report(say_types.wrong_type(value.span, words.a_type(typed.type), "a level"))
            return None
        scale = typed.type.scale
        gates = [self._gate(gate, scale) for gate in node.gates]
        if None in gates:
            return None
        row = m.GradeRow(span=typed.span, value=typed, when=None)
        return self._grade(node, None, scale, (row,), tuple(g for g in gates if g is not None))

    def _by(self, node: n.Grade) -> m.Expr | None:
        if node.by is None:
            return None
        return self.subject(node.by) if node.entries else self.typing.number(node.by)

    def _graded(self, node: n.Grade, by: m.Expr | None, scale: m.Scale) -> tuple[m.GradeRow, ...]:
        """Return the rows of a grade by thresholds or conditions."""
        rows: list[m.GradeRow] = []
        for row in node.rows:
            when = self._grade_guard(row.guard, by)
            value = self._level(row.name, scale)
            if value is None or (when is None and not isinstance(row.guard, n.Otherwise)):
                return ()
            threshold = row.guard.threshold if isinstance(row.guard, n.Band) else None
            rows.append(
                m.GradeRow(
                    span=row.span,
                    value=value,
                    when=when,
                    threshold=threshold.value if threshold else None,
                    because=maybe_texts(row.because, self.lang),
                )
            )
        judged = [
            (row.span, node_row.guard.span, row.when)
            for row, node_row in zip(rows, node.rows, strict=True)
        ]
        self.judge(node.heading.name, judged, damaged=node.damaged, by=by)
        return tuple(rows)

    def _looked_up(
        self, node: n.Grade, by: m.Expr | None, scale: m.Scale
    ) -> tuple[m.GradeRow, ...]:
        """Return the rows of a look-up: one an answer."""
        if by is None or node.by is None:
            self.report(
                say_syntax.missing_clause(
                    node.heading.name.span,
                    f"what `{node.heading.name.text}` goes by",
                    f"write `grade {node.heading.name.text} by …`",
                )
            )
            return ()
        if self._are_thresholds(node, by):
            return ()
        keys = self.entry_keys(
            [(e.key, e.span) for e in node.entries], by, "a level", damaged=node.damaged
        )
        rows: list[m.GradeRow] = []
        for entry, found in zip(node.entries, keys, strict=True):
            value = self._level(entry.name, scale)
            if found is None or value is None:
                continue
            rows.append(
                m.GradeRow(
                    span=entry.span,
                    value=value,
                    when=found.when,
                    because=maybe_texts(entry.because, self.lang),
                    entry=found.entry,
                    for_unknown=found.for_unknown,
                )
            )
        if None in keys or len(rows) < len(keys):
            return ()
        rows.sort(key=lambda row: not row.for_unknown)
        if isinstance(by.type, m.NumberType):
            judged = [(r.span, r.when.span if r.when else r.span, r.when) for r in rows]
            self.judge(node.heading.name, judged, damaged=node.damaged, by=by)
        elif not node.damaged:
            self.report_missing(node.by.span, by, rows, "level")
        return tuple(rows)

    def _are_thresholds(self, node: n.Grade, by: m.Expr) -> bool:
        """Report entries that are thresholds with a colon: `strong: above 4`."""
        found = False
        for entry in node.entries if isinstance(by.type, m.NumberType) else ():
            meant = threshold_meant(entry.name.span.text)
            if meant and isinstance(entry.key, n.Name):
                written = f"{entry.key.span.text} {meant}"
                self.report(say_rows.band_meant(entry.span, words.term(by), written))
                found = True
        return found

    def _with_labels(
        self, levels: n.LevelsOf | n.LevelsType, rows: Sequence[n.GradeRow | n.GradeEntry]
    ) -> n.LevelsOf | n.LevelsType:
        """Return the levels of a grade with the labels its rows give to those that have none.

        A label of a level that has one already, or is declared elsewhere, is reported.
        """
        own = levels.options if isinstance(levels, n.LevelsType) else ()
        bare = {option.name.key for option in own if option.label is None}
        labels: dict[str, n.Texts] = {}
        for row in rows:
            if row.label is None or not isinstance(row.name, n.Name):
                continue
            if row.name.key not in bare or row.name.key in labels:
                self.report(say_syntax.label_apart_from_its_level(row.label.span, row.name.text))
            labels.setdefault(row.name.key, row.label)
        if not isinstance(levels, n.LevelsType):
            return levels
        options = (
            option
            if option.label is not None
            else evolve(option, label=labels.get(option.name.key))
            for option in own
        )
        return evolve(levels, options=tuple(options))

    def _grade_scale(self, node: n.Grade, *, lowest_first: bool) -> m.Scale | None:
        """Return the levels, lowest first; rows by `from` or `when` list the top first."""
        if node.levels is not None:
            levels = self._with_labels(node.levels, [*node.rows, *node.entries])
            return self.scale_of(levels, node.heading.name.text)
        firsts: dict[str, n.GradeRow | n.GradeEntry] = {}
        every: tuple[n.GradeRow | n.GradeEntry, ...] = (*node.rows, *node.entries)
        for row in every:
            if not isinstance(row.name, n.Name):
                continue
            firsts.setdefault(row.name.key, row)
        options = [
            m.Option(label(r.name, r.label, self.lang))
            for r in firsts.values()
            if isinstance(r.name, n.Name)
        ]
        if not lowest_first:
            options.reverse()
        if not options and every:
            name = node.heading.name
            self.report(say_rows.nothing_answered(name.span, name.text))
        ids = [option.id for option in options]
        for row in node.rows:
            first = firsts[row.name.key] if isinstance(row.name, n.Name) else row
            if first is not row:
                self.report(say_names.repeated_level(row.name.span, first.name.span, ids))
        return m.Scale(node.heading.name.text, tuple(options))

    def _level(self, name: n.Name | n.NoAnswer, scale: m.Scale) -> m.Expr | None:
        """Return the level, or the other grade, that a row names."""
        of = m.LevelType(scale)
        if isinstance(name, n.NoAnswer):
            return m.NoAnswer(span=name.span, type=of)
        found = find_options(of, name.key)
        if len(found) == 1:
            return m.Constant(span=name.span, type=of, value=found[0])
        if found:
            self.report(say_names.ambiguous_name(name.span, found))
            return None
        if isinstance(self.symbols.find(name), Symbol):
            other = self.typing.reference(name)
            if other is None or comparable(other.type, of):
                return other
        self.report(
            say_names.unknown_level(name.span, scale.owner, scale.ids, near(name.text, scale.ids))
        )
        return None

    def _grade_guard(
        self, guard: n.Band | n.When | n.Otherwise, by: m.Expr | None
    ) -> m.Expr | None:
        match guard:
            case n.Band(kind=kind, threshold=n.Number() as threshold, span=span) if by is not None:
                limit = m.Constant(span=threshold.span, type=m.NumberType(), value=threshold.value)
                return m.Comparison(span=span, type=YES_NO, op=BAND_OPS[kind], left=by, right=limit)
            case n.When(condition=condition):
                return self.typing.condition(condition)
            case _:
                return None

    def _gate(self, node: n.Gate, scale: m.Scale) -> m.Gate | None:
        when = self.typing.condition(node.when.condition) if node.when else None
        if node.when is not None and when is None:
            return None
        found = find_options(m.LevelType(scale), node.level.key)
        if len(found) != 1:
            if found:
                self.report(say_names.ambiguous_name(node.level.span, found))
            else:
                suggestions = near(node.level.text, scale.ids)
                self.report(
                    say_names.unknown_level(node.level.span, scale.owner, scale.ids, suggestions)
                )
            return None
        return m.Gate(
            span=node.span,
            highest=node.highest,
            level=found[0],
            when=when,
            because=maybe_texts(node.because, self.lang),
        )


def _cases(node: n.Define, rows: tuple[m.DefineRow, ...]) -> m.Expr | None:
    """Return the rows of a define as one term."""
    if not rows:
        return None
    answered = [row.value for row in rows if not isinstance(row.value, m.NoAnswer)]
    of = answered[0].type if answered else rows[0].value.type
    if isinstance(of, m.NumberType):
        limits = hull([bounds(value) for value in answered])
        places = [v.type.decimals for v in answered if isinstance(v.type, m.NumberType)]
        most = None if None in places else max(p for p in places if p is not None)
        of = evolve(of, low=limits.low, high=limits.high, decimals=most)
    cases = tuple(m.Case(value=row.value, when=row.when) for row in rows)
    return m.Cases(span=node.heading.name.span, type=of, rows=cases)
