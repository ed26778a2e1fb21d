"""Judging rows: whether some case has none, and which of them never apply."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.expressions import bounds
from relrules.check.facts import Facts
from relrules.check.rows import Coverage, coverage
from relrules.check.walk import expanded, operands
from relrules.diagnostics.catalog import ranges as say_ranges
from relrules.diagnostics.catalog import rows as say_rows
from relrules.source import Span
from relrules.syntax import nodes as n


@define
class Judging(Facts):
    """Reports gaps and rows that never apply."""

    def judge(
        self,
        name: n.Name,
        rows: list[tuple[Span, Span, m.Expr | None]],
        *,
        damaged: bool,
        by: m.Expr | None = None,
    ) -> None:
        """Report gaps and rows that never apply; a row is its span, its guard's, its condition."""
        otherwise = next((i for i, (_, _, when) in enumerate(rows) if when is None), None)
        if otherwise is not None:
            for span, _, _ in rows[otherwise + 1 :]:
                self.report(say_rows.row_after_otherwise(span, rows[otherwise][0]))
        conditions = [
            expanded(when, self.read_through) for _, _, when in rows[:otherwise] if when is not None
        ]
        found = coverage(conditions)
        if found is None:
            if otherwise is None and not damaged:
                why = "there are too many combinations to try them all"
                self.report(say_rows.otherwise_needed(name.span, name.text, why))
            return
        if not damaged:
            self._judge_never(rows, conditions, found, by)
        if otherwise is None:
            if found.gap is not None and not damaged:
                self._report_gap(name, found)
        elif found.gap is None and not damaged:
            self.report(say_rows.otherwise_never_applies(rows[otherwise][0]))

    def judge_each(self, rows: list[tuple[Span, Span, m.Expr | None]], *, damaged: bool) -> None:
        """Report rows that never apply where every one that applies counts."""
        if damaged:
            return
        for span, _, when in rows:
            found = None if when is None else coverage([expanded(when, self.read_through)])
            if found is not None and found.never:
                sure = found.contradictions
                self.report(
                    say_rows.row_never_applies(span, None, _why_never(when, self.read_through))
                    if sure and _is_never(when, self.read_through)
                    else say_rows.unreachable_row(span)
                )

    def _report_gap(self, name: n.Name, found: Coverage) -> None:
        shown = words.witness(dict(found.gap or {}))
        if found.certain:
            self.report(say_rows.gap(name.span, name.text, shown))
        else:
            why = f"none applies when {shown}"
            self.report(say_rows.otherwise_needed(name.span, name.text, why))

    def _judge_never(
        self,
        rows: list[tuple[Span, Span, m.Expr | None]],
        conditions: list[m.Expr],
        found: Coverage,
        by: m.Expr | None,
    ) -> None:
        if not found.never:
            return
        anywhere = coverage(conditions, ranged=False)
        for index in sorted(found.never):
            row, guard, when = rows[index]
            if anywhere is not None and index in anywhere.never:
                covered = None if index in anywhere.contradictions else rows[index - 1][0]
                why = _why_never(when, self.read_through)
                self.report(say_rows.row_never_applies(row, covered, why))
            elif by is not None and _is_threshold(when, by):
                limits = bounds(by)
                self.report(
                    say_ranges.unreachable_threshold(
                        guard, words.term(by), words.limit(limits.low), words.limit(limits.high)
                    )
                )
            else:
                self.report(say_rows.unreachable_row(row))


def _is_threshold(when: m.Expr | None, by: m.Expr) -> bool:
    return isinstance(when, m.Comparison) and when.left == by


def _is_never(when: m.Expr | None, known: Mapping[str, m.Expr]) -> bool:
    """Return whether a condition holds for no values, whatever ranges are declared."""
    found = None if when is None else coverage([expanded(when, known)], ranged=False)
    return found is not None and bool(found.never)


def _why_never(when: m.Expr | None, known: Mapping[str, m.Expr]) -> str:
    """Return why a condition never holds: by itself, or by what it speaks of."""
    if when is None or _is_never(when, {}):
        return "its condition contradicts itself"
    parts = operands(when) if isinstance(when, m.And) else (when,)
    part = next((part for part in parts if _is_never(part, known)), when)
    match part:
        case m.Comparison(op=n.ComparisonOp.EQ, left=left, right=m.Constant(value=value)):
            return words.never(left, value)
        case m.Ref():
            return words.never(part, of=True)
        case m.Not(operand=m.Ref() as operand):
            return words.never(operand, of=False)
        case _:
            return "its condition never holds"
