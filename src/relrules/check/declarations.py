"""Checking one declaration: from its node to what the interpreter reads.

A declaration whose parts are mistaken gives `None`: its mistakes are reported, and what refers to
it stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.expressions import Typing, bounds
from relrules.check.rows import Coverage, coverage
from relrules.check.symbols import Symbols
from relrules.check.texts import label, maybe_texts, message, texts
from relrules.check.walk import expanded, refs
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import ranges as say_ranges
from relrules.diagnostics.catalog import rows as say_rows
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.diagnostics.catalog import types as say_types
from relrules.diagnostics.words import listed, near, quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.limits import MOST_DIGITS

YES_NO = m.YesNoType()
MOST_SPELLED_OUT = 8
"""How many defines inside each other an explanation spells out before it uses a name."""


@define
class Declarations:
    """Checks the declarations of one policy."""

    lang: str
    symbols: Symbols
    sources: dict[str, m.Texts]
    typing: Typing
    read_through: dict[str, m.Expr]
    spelled_out: dict[str, int]
    unsure: set[str]
    report: Callable[[Diagnostic], None]

    # ---- headings -------------------------------------------------------------------------

    def label(self, heading: n.Heading) -> m.Label:
        """Return the label of a heading."""
        return label(heading.name, heading.label, self.lang)

    def citation(self, heading: n.Heading) -> m.Citation | None:
        """Return what a heading cites, and report a source that is not listed."""
        cited = heading.citation
        if cited is None:
            return None
        if cited.source.key not in self.sources:
            near_names = near(cited.source.text, self.sources)
            self.report(say_names.unknown_source(cited.source.span, near_names))
            return None
        return m.Citation(cited.source.key, texts(cited.part, self.lang))

    def assumptions(self, nodes: Iterable[n.Texts]) -> tuple[m.Texts, ...]:
        """Return what a declaration assumes."""
        return tuple(texts(node, self.lang) for node in nodes)

    # ---- facts ----------------------------------------------------------------------------

    def fact_type(self, heading: n.Heading, node: n.Fact) -> m.Type | None:
        """Return the type of a fact."""
        owner = heading.name.text
        match node.type:
            case n.LevelsType(options=options):
                return m.LevelType(m.Scale(owner, self._options(options)))
            case n.ChoicesType(options=options):
                return m.ChoiceType(owner, self._options(options))
            case n.NumberType():
                return self._number_type(node.type)
            case n.YesNoType():
                return YES_NO
            case n.DateType():
                return m.DateType()
            case n.TextType():
                return m.TextType()
            case None:
                return None

    def _options(self, nodes: tuple[n.Option, ...]) -> tuple[m.Option, ...]:
        firsts: dict[str, n.Option] = {}
        for node in nodes:
            first = firsts.setdefault(node.name.key, node)
            if first is not node:
                self.report(say_names.duplicate_name(node.name.span, first.name.span))
        return tuple(
            m.Option(label(o.name, o.label, self.lang), maybe_texts(o.hint, self.lang))
            for o in firsts.values()
        )

    def _number_type(self, node: n.NumberType) -> m.NumberType:
        low = node.low.value if node.low else None
        high = node.high.value if node.high else None
        if node.low and node.high and node.low.value > node.high.value:
            span = node.low.span.to(node.high.span)
            self.report(
                say_types.invalid_range(
                    span, words.number(node.low.value), words.number(node.high.value)
                )
            )
        decimals = 0 if node.whole else None
        if node.decimals:
            places = node.decimals.value
            if not isinstance(places, int) or places > MOST_DIGITS:
                self.report(say_types.invalid_decimals(node.decimals.span, MOST_DIGITS))
            elif decimals is None:
                decimals = places
        return m.NumberType(low, high, decimals, maybe_texts(node.unit, self.lang))

    def fact(self, heading: n.Heading, node: n.Fact, of: m.Type) -> m.Fact:
        """Return a fact."""
        return m.Fact(
            label=self.label(heading),
            span=heading.name.span,
            citation=self.citation(heading),
            assumptions=self.assumptions(node.assumptions),
            type=of,
            ask=maybe_texts(node.ask, self.lang),
            hint=maybe_texts(node.hint, self.lang),
            aliases=tuple(alias.value for alias in node.aliases),
            missing=tuple(marker.value for marker in node.missing),
        )

    # ---- define, score --------------------------------------------------------------------

    def define(self, node: n.Define) -> m.Define | None:
        """Return a named term or condition."""
        value = self.typing.term(node.value)
        if value is None:
            return None
        depth = 1 + max((self.spelled_out.get(ref.name, 0) for ref in refs(value)), default=0)
        return m.Define(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            value=value,
            labelled=node.heading.label is not None,
            depth=depth,
            told_by_name=node.heading.label is not None or depth > MOST_SPELLED_OUT,
        )

    def score(self, node: n.Score) -> m.Score | None:
        """Return a score whose range is the one that is stated."""
        value = self.typing.number(node.value)
        if value is None:
            return None
        limits = bounds(value)
        name = node.heading.name.text
        if (
            node.out_of
            and not node.damaged
            and not any(ref.name in self.unsure for ref in refs(value))
        ):
            span = node.out_of.span
            if limits.low is None or limits.high is None:
                self.report(say_ranges.unbounded_score(span, name))
            elif (limits.low, limits.high) != (node.out_of.low.value, node.out_of.high.value):
                low, high = words.number(limits.low), words.number(limits.high)
                self.report(say_ranges.wrong_score_range(span, name, low, high))
        return m.Score(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            value=value,
            low=limits.low,
            high=limits.high,
        )

    # ---- dimension ------------------------------------------------------------------------

    def dimension(self, node: n.Dimension) -> m.Dimension | None:
        """Return a dimension in which every case has exactly one row."""
        tables = [part for part in node.body if isinstance(part, n.PointsBy)]
        if tables and len(node.body) > 1:
            self.report(say_rows.mixed_body(node.body[1].span))
            return None
        if tables:
            rows = self._entries(node.heading.name, tables[0], damaged=node.damaged)
        else:
            plain_rows = [part for part in node.body if isinstance(part, n.Row)]
            rows = self._plain_rows(node, plain_rows)
        if not rows:
            return None
        points = [row.points for row in rows]
        return m.Dimension(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            rows=rows,
            low=min(points),
            high=max(points),
        )

    def _plain_rows(self, node: n.Dimension, rows: list[n.Row]) -> tuple[m.Row, ...] | None:
        conditions = [self._guard(row.guard) for row in rows]
        pairs = list(zip(rows, conditions, strict=True))
        if any(when is None and isinstance(row.guard, n.When) for row, when in pairs):
            return None
        judged = [(row.span, row.guard.span, when) for row, when in pairs]
        self._judge(node.heading.name, judged, damaged=node.damaged)
        return tuple(
            m.Row(
                span=row.span,
                points=row.points.value,
                when=condition,
                because=maybe_texts(row.because, self.lang),
            )
            for row, condition in pairs
        )

    def _guard(self, guard: n.When | n.Otherwise) -> m.Expr | None:
        return self.typing.condition(guard.condition) if isinstance(guard, n.When) else None

    def _entries(
        self, name: n.Name, node: n.PointsBy, *, damaged: bool
    ) -> tuple[m.Row, ...] | None:
        """Return the rows of a look-up: one an answer."""
        subject = self.typing.term(node.subject)
        if subject is None:
            return None
        if not isinstance(subject.type, m.LevelType | m.ChoiceType | m.YesNoType):
            self.report(
                say_types.wrong_type(
                    node.subject.span,
                    words.a_type(subject.type),
                    "levels, choices or yes or no",
                )
            )
            return None
        rows: list[m.Row] = []
        firsts: dict[m.Value, Span] = {}
        sound = True
        for entry in node.entries:
            answer = self.typing.constant(entry.key, subject)
            if answer is None:
                sound = False
                continue
            first = firsts.setdefault(answer.value, entry.key.span)
            if first is not entry.key.span:
                self.report(say_names.duplicate_entry(entry.key.span, first))
                continue
            rows.append(
                m.Row(
                    span=entry.span,
                    points=entry.points.value,
                    when=m.Comparison(
                        span=node.subject.span,
                        type=YES_NO,
                        op=n.ComparisonOp.EQ,
                        left=subject,
                        right=answer,
                    ),
                    because=maybe_texts(entry.because, self.lang),
                    entry=answer.value,
                )
            )
        if not sound:
            self.unsure.add(name.key)
        missing = [quoted(words.value(v)) for v in _answers(subject.type) if v not in firsts]
        if missing and sound and not damaged and node.entries:
            self.report(say_rows.missing_entry(node.subject.span, listed(missing)))
        return tuple(rows)

    # ---- grade ----------------------------------------------------------------------------

    def grade(self, node: n.Grade) -> m.Grade | None:
        """Return a grade in which every case has exactly one level."""
        by = self.typing.number(node.by) if node.by is not None else None
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
        scale = self._grade_scale(node, lowest_first=bool(upward))
        pairs = [(row, self._grade_guard(row.guard, by)) for row in node.rows]
        if any(when is None and not isinstance(row.guard, n.Otherwise) for row, when in pairs):
            return None
        judged = [(row.span, row.guard.span, when) for row, when in pairs]
        self._judge(node.heading.name, judged, damaged=node.damaged, by=by)
        return m.Grade(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            by=by,
            scale=scale,
            rows=tuple(
                m.GradeRow(
                    span=row.span,
                    level=row.name.key,
                    when=condition,
                    threshold=row.guard.threshold.value if isinstance(row.guard, n.Band) else None,
                    because=maybe_texts(row.because, self.lang),
                )
                for row, condition in pairs
            ),
        )

    def _grade_scale(self, node: n.Grade, *, lowest_first: bool) -> m.Scale:
        """Return the levels, lowest first; rows by `from` or `when` list the top first."""
        firsts: dict[str, n.GradeRow] = {}
        for row in node.rows:
            first = firsts.setdefault(row.name.key, row)
            if first is not row:
                self.report(say_names.duplicate_name(row.name.span, first.name.span))
        options = [m.Option(label(r.name, r.label, self.lang)) for r in firsts.values()]
        if not lowest_first:
            options.reverse()
        return m.Scale(node.heading.name.text, tuple(options))

    def _grade_guard(
        self, guard: n.Band | n.When | n.Otherwise, by: m.Expr | None
    ) -> m.Expr | None:
        match guard:
            case n.Band(kind=kind, threshold=threshold, span=span) if by is not None:
                limit = m.Constant(span=threshold.span, type=m.NumberType(), value=threshold.value)
                return m.Comparison(span=span, type=YES_NO, op=BAND_OPS[kind], left=by, right=limit)
            case n.When(condition=condition):
                return self.typing.condition(condition)
            case _:
                return None

    # ---- advice, laws ---------------------------------------------------------------------

    def advice(self, node: n.Advice) -> m.Advice | None:
        """Return advice or an alert."""
        when = self.typing.condition(node.when.condition) if node.when else None
        text = (
            message(node.say, self.lang, self.symbols, self.typing.type_of, self.report)
            if node.say
            else None
        )
        if text is not None:
            self.typing.used |= {ref.name for ref in text.refs()}
        if when is None:
            return None
        found = coverage([expanded(when, self.read_through)])
        if found is not None and found.never and not node.damaged and node.when:
            span = node.when.condition.span
            self.report(say_rows.never_given(span, node.heading.name.text))
        return m.Advice(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            when=when,
            say=text,
            alert=node.alert,
        )

    def law(self, node: n.Ensure) -> m.Law | None:
        """Return a law."""
        match node.law:
            case n.Invariant(condition=condition, when=when):
                typed = self.typing.condition(condition)
                guard = self.typing.condition(when.condition) if when else None
                if typed is None or (when is not None and guard is None):
                    return None
                law: m.Invariant | m.Monotone = m.Invariant(condition=typed, when=guard)
            case n.Monotone() as node_law:
                monotone = self._monotone(node_law)
                if monotone is None:
                    return None
                law = monotone
        return m.Law(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            law=law,
        )

    def _monotone(self, node: n.Monotone) -> m.Monotone | None:
        result = self.typing.reference(node.result)
        fact = self.typing.reference(node.fact)
        if result is None or fact is None:
            return None
        ordered = m.NumberType | m.LevelType
        if not isinstance(result.type, ordered):
            self.report(
                say_types.wrong_type(
                    node.result.span, words.a_type(result.type), "a number or level"
                )
            )
            return None
        if fact.kind is not m.Kind.FACT:
            self.report(say_names.wrong_kind(node.fact.span, f"a {fact.kind.value}", "a fact"))
            return None
        if not isinstance(fact.type, m.NumberType | m.LevelType | m.YesNoType | m.DateType):
            self.report(
                say_types.wrong_type(
                    node.fact.span, words.a_type(fact.type), "something that rises and falls"
                )
            )
            return None
        return m.Monotone(
            result=result, never_falls=node.never_falls, fact=fact.name, rises=node.rises
        )

    # ---- rows -----------------------------------------------------------------------------

    def _judge(
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
                self.report(say_rows.row_never_applies(row, covered))
            elif by is not None and _is_threshold(when, by):
                limits = bounds(by)
                self.report(
                    say_ranges.unreachable_threshold(
                        guard, words.term(by), words.limit(limits.low), words.limit(limits.high)
                    )
                )
            else:
                self.report(say_rows.unreachable_row(row))


BAND_OPS = {
    n.BandKind.FROM: n.ComparisonOp.GE,
    n.BandKind.UP_TO: n.ComparisonOp.LE,
    n.BandKind.UNDER: n.ComparisonOp.LT,
}


def _is_threshold(when: m.Expr | None, by: m.Expr) -> bool:
    return isinstance(when, m.Comparison) and when.left == by


def _answers(of: m.Type) -> tuple[m.Value, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType():
            return of.ids
        case _:
            return (True, False)
