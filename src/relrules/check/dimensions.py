"""Checking dimensions and scores: rows, entries, bands, caps."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, evolve, frozen

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.expressions import bounds
from relrules.check.headings import YES_NO
from relrules.check.interval import Exact, Interval, added, hull
from relrules.check.judging import Judging
from relrules.check.levels_and_numbers import number_or_no_answer
from relrules.check.limits import limits_where
from relrules.check.rows import sums
from relrules.check.texts import maybe_texts
from relrules.check.walk import expanded, refs
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import ranges as say_ranges
from relrules.diagnostics.catalog import rows as say_rows
from relrules.diagnostics.catalog import types as say_types
from relrules.diagnostics.words import listed, quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.thresholds import band_meant

Answer = n.Name | n.YesNo | n.Band | n.Unknown


@frozen
class Key:
    """What stands before the colon of an entry: when the entry is meant, and by which answer."""

    when: m.Expr
    entry: m.Value | None = None
    band: m.Band | None = None
    for_unknown: bool = False


@define
class Dimensions(Judging):
    """Checks what is worth points."""

    # ---- dimension ------------------------------------------------------------------------

    def dimension(self, node: n.Dimension) -> m.Dimension | None:
        """Return a dimension in which every case has its points."""
        rows = self._formula(node) if node.formula is not None else self._rows(node)
        caps = [self.cap(cap) for cap in node.caps]
        if not rows or None in caps:
            return None
        if all(isinstance(row.value, m.NoAnswer) for row in rows):
            name = node.heading.name
            self.report(say_rows.nothing_answered(name.span, name.text))
            return None
        sound = tuple(cap for cap in caps if cap is not None)
        limits = self._capped(
            self._limits_of_rows(rows, take_all=node.take_all), sound, damaged=node.damaged
        )
        if node.baseline is not None and node.baseline.value not in limits and not node.damaged:
            low, high = words.limit(limits.low), words.limit(limits.high)
            self.report(say_ranges.baseline_outside(node.baseline.span, low, high))
        return m.Dimension(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            rows=rows,
            low=limits.low,
            high=limits.high,
            take_all=node.take_all,
            formula=node.formula is not None,
            caps=sound,
            baseline=node.baseline.value if node.baseline else None,
        )

    def _limits_of_rows(self, rows: Sequence[m.Row], *, take_all: bool) -> Interval:
        """Return the range of the points over all facts, before caps."""
        answered = [row for row in rows if not isinstance(row.value, m.NoAnswer)]
        if not take_all:
            limits = [
                limits_where(row.value, row.when, [r.when for r in rows[:at] if r.when is not None])
                for at, row in enumerate(rows)
                if not isinstance(row.value, m.NoAnswer)
            ]
            return hull(limits) if limits else Interval(0, 0)
        worths = [(row.when, limits_where(row.value, row.when, [])) for row in answered]
        conditional = [
            (expanded(when, self.read_through), worth) for when, worth in worths if when is not None
        ]
        total = sums(conditional)
        if total is None:
            total = Interval(0, 0)
            for _, worth in conditional:
                total = added(total, hull([worth, Interval(0, 0)]))
        return hull([total, *(worth for when, worth in worths if when is None)])

    def _formula(self, node: n.Dimension) -> tuple[m.Row, ...]:
        value = self.typing.number(node.formula) if node.formula is not None else None
        return () if value is None else (m.Row(span=value.span, value=value, when=None),)

    def _rows(self, node: n.Dimension) -> tuple[m.Row, ...]:
        """Return the rows of all parts in the order in which they are tried."""
        parts = [self._part(part, node) for part in node.body]
        sound = [part for part in parts if part is not None]
        if len(sound) < len(parts):
            return ()
        rows = [row for part in sound for row in part]
        first = node.body[0] if node.body else None
        if (
            len(parts) == 1
            and isinstance(first, n.PointsBy)
            and first.when is None
            and not _banded(rows)
        ):
            # One table of answers: what it lacks has been told by name.
            return tuple(rows)
        judged = [(row.span, _guard_span(row), row.when) for row in rows]
        damaged = node.damaged or self.key(node.heading.name) in self.unsure
        if node.take_all:
            self.judge_each(judged, damaged=damaged)
        else:
            by = _only_subject(rows)
            self.judge(node.heading.name, judged, damaged=damaged, by=by)
        return tuple(rows)

    def _part(self, part: n.Row | n.PointsBy, node: n.Dimension) -> list[m.Row] | None:
        if isinstance(part, n.PointsBy):
            return self._entries(part, node)
        when = self.guard(part.guard)
        value = number_or_no_answer(self.typing, part.points)
        if value is None or (when is None and isinstance(part.guard, n.When)):
            return None
        because = maybe_texts(part.because, self.lang)
        return [m.Row(span=part.span, value=value, when=when, because=because)]

    def guard(self, guard: n.When | n.Otherwise) -> m.Expr | None:
        """Return the condition of a row, `None` for `otherwise` and where it is mistaken."""
        return self.typing.condition(guard.condition) if isinstance(guard, n.When) else None

    # ---- entries --------------------------------------------------------------------------

    def _entries(self, part: n.PointsBy, node: n.Dimension) -> list[m.Row] | None:
        """Return the rows of a look-up: one an answer."""
        block = self.typing.condition(part.when.condition) if part.when else None
        if part.when is not None and block is None:
            return None
        subject = self.subject(part.subject)
        if subject is None:
            return None
        keys = self.entry_keys(
            [(e.key, e.span) for e in part.entries], subject, "points", damaged=node.damaged
        )
        rows: list[m.Row] = []
        for entry, found in zip(part.entries, keys, strict=True):
            if found is None:
                continue
            value = number_or_no_answer(self.typing, entry.points)
            if value is None:
                return None
            rows.append(
                m.Row(
                    span=entry.span,
                    value=value,
                    when=_both(block, found.when),
                    because=maybe_texts(entry.because, self.lang),
                    entry=found.entry,
                    band=found.band,
                    for_unknown=found.for_unknown,
                )
            )
        if None in keys:
            self.unsure.add(self.key(node.heading.name))
        elif not node.damaged and part.entries and len(node.body) == 1:
            # What a table among others lacks is found where all rows are judged.
            self.report_missing(part.subject.span, subject, rows, "points")
        # What counts without an answer is asked first; the other entries then have one.
        rows.sort(key=lambda row: not row.for_unknown)
        return _one_of_them(rows, subject) if node.take_all else rows

    def subject(self, node: n.Expr) -> m.Expr | None:
        """Return what a look-up goes by: anything with answers to list, or a number with bands."""
        subject = self.typing.term(node)
        if subject is None or isinstance(
            subject.type, m.LevelType | m.ChoiceType | m.YesNoType | m.NumberType
        ):
            return subject
        self.report(
            say_types.wrong_type(
                node.span,
                words.a_type(subject.type),
                "levels, choices, yes or no, or a number",
            )
        )
        return None

    def entry_keys(
        self, keys: Sequence[tuple[Answer, Span]], subject: m.Expr, what: str, *, damaged: bool
    ) -> list[Key | None]:
        """Return what each entry of a look-up is for, `None` where it is mistaken.

        `what` an entry gives is for messages. Of a `damaged` look-up some entries may be missing.
        """
        bands = [key for key, _ in keys if isinstance(key, n.Band)]
        if bands and not isinstance(subject.type, m.NumberType):
            wanted = f"for a band such as {quoted(bands[0].span.text)}, a number"
            self.report(say_types.wrong_type(subject.span, words.a_type(subject.type), wanted))
            return [None] * len(keys)
        found: list[Key | None] = []
        firsts: dict[m.Value | m.Band | None, Span] = {}
        border: n.Band | None = None
        # What `above` begins at may stand in an entry that could not be read.
        is_lost = damaged
        for key, _ in keys:
            entry = self._entry_key(key, subject, border, is_lost=is_lost)
            border = key if isinstance(key, n.Band) else border
            is_lost = is_lost or entry is None
            if entry is not None:
                mark = entry.entry if entry.band is None else entry.band
                first = firsts.setdefault(mark, key.span)
                if first is not key.span:
                    self.report(say_names.duplicate_entry(key.span, first, what))
                    entry = None
            found.append(entry)
        return found

    def _entry_key(
        self, key: Answer, subject: m.Expr, border: n.Band | None, *, is_lost: bool
    ) -> Key | None:
        match key:
            case n.Unknown():
                when = m.IsKnown(span=key.span, type=YES_NO, value=subject, negated=True)
                return Key(when, for_unknown=True)
            case n.Band():
                return self._band_key(key, subject, border, is_lost=is_lost)
            case n.Name() | n.YesNo():
                if isinstance(subject.type, m.NumberType):
                    of, band = words.term(subject), band_meant(key.span.text)
                    self.report(
                        say_rows.band_meant(key.span, of, band)
                        if band
                        else say_rows.entry_is_no_band(key.span, of)
                    )
                    return None
                answer = self.typing.constant(key, subject)
                if answer is None:
                    return None
                return Key(_equal(key.span, subject, answer), entry=answer.value)

    def _band_key(
        self, key: n.Band, subject: m.Expr, border: n.Band | None, *, is_lost: bool
    ) -> Key | None:
        threshold = key.threshold
        op = BAND_OPS[key.kind]
        if threshold is None:
            # `above` takes what the band before it leaves.
            if border is None or border.threshold is None:
                if not is_lost:
                    self.report(say_rows.band_without_border(key.span))
                return None
            threshold = border.threshold
            op = n.ComparisonOp.GT if border.kind is n.BandKind.UP_TO else n.ComparisonOp.GE
        limit = m.Constant(
            span=threshold.span,
            type=m.NumberType(threshold.value, threshold.value),
            value=threshold.value,
        )
        when = m.Comparison(span=key.span, type=YES_NO, op=op, left=subject, right=limit)
        return Key(when, band=m.Band(kind=key.kind, border=threshold.value))

    def report_missing(
        self, span: Span, subject: m.Expr, rows: Sequence[m.Row | m.GradeRow], what: str
    ) -> None:
        """Report the answers that a look-up does not list; `what` an entry gives is for messages."""
        if isinstance(subject.type, m.NumberType):
            return
        given = {row.entry for row in rows if not row.for_unknown}
        reached = self.reached(subject)
        missing = [
            quoted(words.value(v))
            for v in _answers(subject.type)
            if v not in given and (reached is None or v in reached)
        ]
        if missing:
            self.report(say_rows.missing_entry(span, listed(missing), what))

    def reached(self, subject: m.Expr) -> frozenset[m.Value] | None:
        """Return the levels that something can be, `None` for all that its scale has.

        A grade over a shared scale need not give every level of it.
        """
        match subject:
            case m.Ref(kind=m.Kind.GRADE):
                return self.reaching.get(subject.key)
            case m.Constant(value=value):
                return frozenset({value})
            case m.NoAnswer():
                return frozenset()
            case m.Collected(value=value, if_empty=if_empty):
                parts = [self.reached(value), self.reached(if_empty)]
            case m.Several(parts=several):
                parts = [self.reached(part.value) for part in several]
            case m.Cases(rows=rows):
                parts = [self.reached(row.value) for row in rows]
            case _:
                return None
        sound = [part for part in parts if part is not None]
        return frozenset().union(*sound) if len(sound) == len(parts) else None

    # ---- caps -----------------------------------------------------------------------------

    def cap(self, node: n.Cap) -> m.Cap | None:
        """Return a cap."""
        when = self.typing.condition(node.when.condition) if node.when else None
        if node.when is not None and when is None:
            return None
        return m.Cap(
            span=node.span,
            highest=node.highest,
            limit=node.limit.value,
            when=when,
            because=maybe_texts(node.because, self.lang),
        )

    def _capped(self, limits: Interval, caps: Sequence[m.Cap], *, damaged: bool) -> Interval:
        """Return a range under its caps, and report those that never change anything."""
        for cap in caps:
            ends = (_clamped(end, cap, is_low=i == 0) for i, end in enumerate(_ends(limits)))
            clamped = Interval(*ends)
            if _is_beyond(limits, cap) and not damaged:
                low, high = words.limit(limits.low), words.limit(limits.high)
                self.report(say_ranges.cap_without_effect(cap.span, low, high))
            limits = clamped if cap.when is None else hull([limits, clamped])
        return limits

    # ---- score ----------------------------------------------------------------------------

    def score(self, node: n.Score) -> m.Score | None:
        """Return a score whose range is the one that is stated."""
        value = self.typing.number(node.value)
        caps = [self.cap(cap) for cap in node.caps]
        if value is None or None in caps:
            return None
        sound = tuple(cap for cap in caps if cap is not None)
        unsure = node.damaged or any(ref.key in self.unsure for ref in refs(value))
        limits = self._capped(bounds(value), sound, damaged=unsure)
        name = node.heading.name.text
        if (
            node.out_of
            and not node.damaged
            and not any(ref.key in self.unsure for ref in refs(value))
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
            caps=sound,
        )


BAND_OPS = {
    n.BandKind.FROM: n.ComparisonOp.GE,
    n.BandKind.UP_TO: n.ComparisonOp.LE,
    n.BandKind.UNDER: n.ComparisonOp.LT,
    n.BandKind.ABOVE: n.ComparisonOp.GT,
}


def _equal(span: Span, subject: m.Expr, answer: m.Constant) -> m.Expr:
    return m.Comparison(span=span, type=YES_NO, op=n.ComparisonOp.EQ, left=subject, right=answer)


def _both(block: m.Expr | None, when: m.Expr) -> m.Expr:
    if block is None:
        return when
    return m.And(span=when.span, type=YES_NO, operands=(block, when))


def _one_of_them(rows: Sequence[m.Row], subject: m.Expr) -> list[m.Row]:
    """Return the entries of a look-up so that only one applies, where every row that applies counts.

    Elsewhere the first that applies is taken, so that a band need not say where it begins.
    """
    found: list[m.Row] = []
    above: m.Expr | None = None
    for row in rows:
        parts: list[m.Expr] = []
        if row.band is not None and above is not None:
            parts.append(m.Not(span=row.span, type=YES_NO, operand=above))
        if rows[0].for_unknown and not row.for_unknown:
            parts.append(m.IsKnown(span=row.span, type=YES_NO, value=subject, negated=False))
        above = row.when if row.band is not None else above
        whole = (*parts, row.when) if row.when is not None else tuple(parts)
        when = m.And(span=row.span, type=YES_NO, operands=whole) if parts else row.when
        found.append(evolve(row, when=when))
    return found


def _banded(rows: Sequence[m.Row]) -> bool:
    return any(row.band is not None for row in rows)


def _guard_span(row: m.Row) -> Span:
    return row.span if row.when is None else row.when.span


def _only_subject(rows: Sequence[m.Row]) -> m.Expr | None:
    """Return what all bands of a dimension go by, for messages about borders out of reach."""
    subjects = {row.when.left for row in rows if isinstance(row.when, m.Comparison) and row.band}
    return next(iter(subjects)) if len(subjects) == 1 else None


def _is_beyond(limits: Interval, cap: m.Cap) -> bool:
    """Return whether a cap lies outside a range, so that it can never hold anything back."""
    if cap.highest:
        return limits.high is not None and cap.limit > limits.high
    return limits.low is not None and cap.limit < limits.low


def _ends(limits: Interval) -> tuple[Exact | None, Exact | None]:
    return limits.low, limits.high


def _clamped(end: Exact | None, cap: m.Cap, *, is_low: bool) -> Exact | None:
    if end is None:
        # An open end is closed by a cap on its side, and stays open on the other.
        return cap.limit if cap.highest is not is_low else None
    return min(end, cap.limit) if cap.highest else max(end, cap.limit)


def _answers(of: m.Type) -> tuple[m.Value, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType():
            return of.ids
        case _:
            return (True, False)
