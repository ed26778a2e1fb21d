"""Why a declaration came to what it did: the rows that apply, those above, caps and gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.possible import (
    MAYBE,
    YES,
    Possible,
    Unanswered,
    answered,
    decided,
    may_be_unanswered,
)
from relrules.evaluate.why import deciding
from relrules.explain.blocks import Block, blocks_of
from relrules.explain.limits import told_limits
from relrules.explain.phrases import Phrase, listed, sentence
from relrules.explain.statements import Statement, statements
from relrules.explain.telling import Telling, name_of
from relrules.explain.terms import exact, is_at_hand, points_in_words, possible_in_words, term_text
from relrules.explain.values import one_line

MOST_REMARKS = 2
"""With how many other things one is compared in a row, at most."""

Row = m.Row | m.GradeRow | m.DefineRow
Rowed = m.Dimension | m.Grade | m.Define


@frozen
class Cited:
    """What a declaration is taken from: a part of a document, and both as an explanation says it.

    All three are empty where it names no source.
    """

    document: str = ""
    part: str = ""
    text: str = ""


NOTHING_CITED = Cited()


@frozen
class Reasons:
    """Why a declaration came to what it did.

    `why` states what the row that applies looks at; `counted` tells each row where all count;
    `not_above` why rows above it do not apply, one text a result; `calculation` is how a formula
    came to its value; `limits` tells of caps and gates; `declines` that there is no answer;
    `because` is the policy's own reason and `source` what the declaration is taken from. What
    there is nothing to say of is empty.
    """

    why: str = ""
    counted: tuple[str, ...] = ()
    calculation: str = ""
    not_above: tuple[str, ...] = ()
    declines: str = ""
    because: str = ""
    limits: tuple[str, ...] = ()
    source: Cited = NOTHING_CITED

    def lines(self) -> list[str]:
        """Return everything in the order in which it is told."""
        found = [
            self.why,
            *self.counted,
            self.calculation,
            *self.not_above,
            self.declines,
            self.because,
            *self.limits,
            self.source.text,
        ]
        return [text for text in found if text]

    def shortly(self) -> list[str]:
        """Return what is told of a record among others: nothing of what is not the case."""
        found = [
            self.why,
            *self.counted,
            self.calculation,
            self.declines,
            self.because,
            *self.limits,
        ]
        return [text for text in found if text]


def reasons(telling: Telling, key: str, of: Rowed, not_this: Phrase) -> Reasons:
    """Return why a dimension, grade or define by rows is what it is.

    `not_this` says of a result that it is not given, and why.
    """
    rows: Sequence[Row] = of.rows
    if telling.is_given(key):
        return Reasons(why=telling.say(Phrase.AS_GIVEN), source=source(telling, of))
    if not _is_clear(telling, of):
        return Reasons(why=telling.say(Phrase.PARTLY_CONFIDENTIAL), source=source(telling, of))
    traces = telling.outcome.rows.get(telling.place(key), ())
    view = _View(telling, of, rows, blocks_of(rows), not_this)
    if isinstance(of, m.Dimension) and of.take_all:
        found = _all_that_count(view, traces)
    else:
        found = _first_that_applies(view, traces)
    return evolve(
        found,
        limits=() if isinstance(of, m.Define) else told_limits(telling, key, of),
        source=source(telling, of),
    )


def source(telling: Telling, declaration: m.Declaration) -> Cited:
    """Return what a declaration is taken from: “The lecture, aspect 3”."""
    cited = declaration.citation
    if cited is None:
        return NOTHING_CITED
    title = one_line(telling.policy.sources[cited.source].in_language(telling.lang))
    part = one_line(cited.part.in_language(telling.lang))
    return Cited(title, part, telling.say(Phrase.SOURCE, title=title, part=part))


def because_text(telling: Telling, because: m.Texts | None) -> str:
    """Return the policy's own reason, or nothing where it gives none."""
    if because is None:
        return ""
    return telling.say(Phrase.BECAUSE, reason=one_line(because.in_language(telling.lang)))


def _is_clear(telling: Telling, of: Rowed) -> bool:
    """Return whether the reader may be told what every row looks at."""
    terms: list[m.Expr | None] = [row.when for row in of.rows]
    terms += [row.value for row in of.rows]
    return all(telling.is_clear(term) for term in terms)


@frozen
class _View:
    """A declaration with its rows, and the look-ups among these."""

    telling: Telling
    of: Rowed
    rows: Sequence[Row]
    blocks: Sequence[Block]
    not_this: Phrase

    def result(self, row: Row) -> str:
        """Return what a row gives, in words."""
        telling = self.telling
        possible = telling.reading.term(row.value)
        if isinstance(self.of, m.Dimension):
            return points_in_words(possible, telling.lang)
        return possible_in_words(telling, row.value, possible)

    def better(self, trace: RowTrace, given: Possible) -> bool:
        """Return whether a row gives more than what is given: then it is worth saying why not."""
        possible = self.telling.reading.term(self.rows[trace.index].value)
        if isinstance(self.of, m.Grade):
            mine, other = decided(possible), decided(given)
            if mine is None or other is None:
                return True
            return self.of.scale.rank(str(mine)) > self.of.scale.rank(str(other))
        points, instead = exact(possible), exact(given)
        return points is None or instead is None or points > instead


def _first_that_applies(view: _View, traces: Sequence[RowTrace]) -> Reasons:
    telling, rows = view.telling, view.rows
    taken = [t for t in traces if t.verdict is not Verdict.DOES_NOT_APPLY]
    passed = [t for t in traces if t.verdict is Verdict.DOES_NOT_APPLY]
    if not taken:
        return _nothing_taken(view, passed)
    block = view.blocks[taken[0].index]
    told = [s for t in taken for s in _statements(view, t)]
    is_rest = rows[taken[0].index].when is None
    if is_rest:
        told = [s for t in _one_each(view, passed) for s in _statements(view, t)]
    stated = _Stated.of(told, telling.lang)
    given = telling.reading.term(rows[taken[0].index].value)
    others = [
        t
        for t in _one_each(view, passed)
        if not _may_hold(view, t)
        if view.blocks[t.index] != block or not block.is_lookup
        if is_rest or len(taken) > 1 or view.better(t, given)
    ]
    only = rows[taken[0].index] if len(taken) == 1 else None
    declines = "" if only is None else _declines(view, only)
    return Reasons(
        why=_joined(telling, (s.in_words(telling.lang) for s in stated.told)),
        calculation="" if only is None else _calculation(telling, only),
        not_above=_not_above(view, stated, others, {view.result(rows[t.index]) for t in taken}),
        declines=declines or _may_decline(view, [rows[t.index] for t in taken]),
        because=""
        if only is None or isinstance(only.value, m.NoAnswer)
        else because_text(telling, only.because),
    )


def _may_hold(view: _View, trace: RowTrace) -> bool:
    """Return whether the condition of a row holds or may: a row above comes before it then.

    What its condition looks at speaks for it, and is no reason against it.
    """
    when = view.rows[trace.index].when
    return when is not None and view.telling.reading.condition(when) in (YES, MAYBE)


def _one_each(view: _View, passed: Sequence[RowTrace]) -> list[RowTrace]:
    """Return the rows that do not apply, of each look-up only the first that asks for an answer."""
    found: list[RowTrace] = []
    seen: set[int] = set()
    for trace in passed:
        block = view.blocks[trace.index]
        if block.is_lookup:
            row = view.rows[trace.index]
            if block.number in seen or getattr(row, "for_unknown", False):
                continue
            seen.add(block.number)
        found.append(trace)
    return found


def _not_above(
    view: _View, stated: _Stated, passed: Sequence[RowTrace], given: set[str]
) -> tuple[str, ...]:
    """Return why rows above do not apply, those of the same result together."""
    telling = view.telling
    above: dict[str, list[str]] = {}
    for trace in passed:
        result = view.result(view.rows[trace.index])
        if result in given:
            continue
        clauses = stated.news(_statements(view, trace))
        words = above.setdefault(result, [])
        words += [s.in_words(telling.lang, short=short) for s, short in clauses]
    return tuple(
        telling.say(view.not_this, what=result, why=_joined(telling, dict.fromkeys(words)))
        for result, words in above.items()
        if words
    )


def _nothing_taken(view: _View, passed: Sequence[RowTrace]) -> Reasons:
    """Return why no row applies: one of them asks for what has no answer."""
    telling = view.telling
    for trace in passed:
        when = view.rows[trace.index].when
        if when is not None and may_be_unanswered(telling.reading.term(when)):
            # What has no answer is named by what declines.
            bare = telling.say(Phrase.NO_ANSWER) if unanswered_names(telling, when) else ""
            told = [
                s
                for s in _Stated.of(statements(telling, when), telling.lang).told
                if s.value != bare
            ]
            why = _joined(telling, (s.in_words(telling.lang) for s in told))
            return Reasons(why=why, declines=unanswered_parts(telling, when))
    return Reasons(declines=telling.say(Phrase.NO_ROW))


def _declines(view: _View, row: Row) -> str:
    """Return that the row that applies has no answer, and why."""
    telling = view.telling
    if isinstance(row.value, m.NoAnswer):
        if row.because is None:
            return telling.say(Phrase.DECLINES)
        reason = one_line(row.because.in_language(telling.lang))
        return telling.say(Phrase.DECLINES_BECAUSE, reason=reason)
    return unanswered_parts(telling, row.value)


def unanswered_parts(telling: Telling, value: m.Expr) -> str:
    """Return which parts leave a calculation or condition without an answer."""
    if not isinstance(telling.reading.term(value), Unanswered):
        return ""
    names = unanswered_names(telling, value)
    if not names:
        return telling.say(Phrase.DECLINES)
    return telling.say(Phrase.PART_UNANSWERED, names=listed(names, telling.lang))


def unanswered_names(telling: Telling, value: m.Expr) -> list[str]:
    """Return what a term looks at that has no answer."""
    parts = [ref for ref in refs(value) if is_at_hand(telling, ref)]
    found = (ref for ref in parts if isinstance(telling.reading.term(ref), Unanswered))
    return list(dict.fromkeys(name_of(telling, ref.key) for ref in found))


def _may_decline(view: _View, taken: Sequence[Row]) -> str:
    if len(taken) > 1 and any(isinstance(row.value, m.NoAnswer) for row in taken):
        return view.telling.say(Phrase.MAY_DECLINE)
    return ""


def _calculation(telling: Telling, row: Row) -> str:
    """Return how a formula came to its value: “5 times Orders (3) = 15 points”."""
    return calculation(telling, row.value, points=isinstance(row, m.Row))


def calculation(telling: Telling, value: m.Expr, *, points: bool) -> str:
    """Return a calculation with the values of its parts, or nothing for what is written out."""
    if isinstance(value, m.Constant | m.NoAnswer) or not telling.is_clear(value):
        return ""
    possible = telling.reading.term(value)
    if answered(possible) is None:
        return ""
    text = term_text(evolve(telling, valued=True), value)
    told = (
        points_in_words(possible, telling.lang)
        if points
        else possible_in_words(telling, value, possible)
    )
    if isinstance(value, m.Ref):
        return text
    return telling.say(Phrase.CALCULATED, calculation=text, value=told)


# ---- rows that all count --------------------------------------------------------------------------


def _all_that_count(view: _View, traces: Sequence[RowTrace]) -> Reasons:
    """Return each row that counts with its part, and why others do not."""
    telling, rows = view.telling, view.rows
    taken = [t for t in traces if t.verdict is not Verdict.DOES_NOT_APPLY]
    declining = [
        t
        for t in traces
        if (when := rows[t.index].when) is not None
        and isinstance(telling.reading.term(when), Unanswered)
    ]
    passed = [t for t in traces if t.verdict is Verdict.DOES_NOT_APPLY and t not in declining]
    counted = [_counted(view, trace) for trace in taken if rows[trace.index].when is not None]
    rests = [t for t in taken if rows[t.index].when is None]
    counted += [
        _otherwise(view, rows[t.index])
        for t in rests
        if t.verdict is Verdict.MAY_APPLY and _says_something(telling, rows[t.index])
    ]
    rest = [rows[t.index] for t in rests if t.verdict is Verdict.APPLIES]
    found = [s for t in _one_each(view, passed) for s in _statements(view, t)]
    stated = _Stated.of(found if not counted else (), telling.lang)
    nothing = not taken
    declines = _unanswered_rows(telling, [rows[t.index] for t in declining])
    return Reasons(
        why=_joined(telling, (s.in_words(telling.lang) for s in stated.told)),
        counted=tuple(counted),
        calculation="" if len(rest) != 1 else _calculation(telling, rest[0]),
        not_above=_not_above(view, stated, _written_out(view, passed), set()) if counted else (),
        declines=declines or (telling.say(Phrase.NO_ROW) if nothing else ""),
        because=because_text(telling, rest[0].because) if len(rest) == 1 else "",
    )


def _unanswered_rows(telling: Telling, rows: Sequence[Row]) -> str:
    """Return which parts leave rows that all count without an answer."""
    whens = [row.when for row in rows if row.when is not None]
    if not whens:
        return ""
    names = dict.fromkeys(name for when in whens for name in unanswered_names(telling, when))
    if not names:
        return telling.say(Phrase.DECLINES)
    return telling.say(Phrase.PART_UNANSWERED, names=listed(list(names), telling.lang))


def _written_out(view: _View, passed: Sequence[RowTrace]) -> list[RowTrace]:
    """Return the rows that do not count and say how much they would have been."""
    return [t for t in _one_each(view, passed) if isinstance(view.rows[t.index].value, m.Constant)]


def _counted(view: _View, trace: RowTrace) -> str:
    telling, row = view.telling, view.rows[trace.index]
    told = _Stated.of(_statements(view, trace), telling.lang).told
    words = [_joined(telling, (s.in_words(telling.lang) for s in told))]
    words += [_calculation(telling, row), because_text(telling, row.because)]
    space = telling.say(Phrase.BETWEEN_SENTENCES)
    clauses = [word for word in words if word]
    why = space.join(
        sentence(word, telling.lang) if i + 1 < len(clauses) else word
        for i, word in enumerate(clauses)
    )
    sure = trace.verdict is Verdict.APPLIES
    phrase = Phrase.COUNTS if sure else Phrase.COUNTS_PERHAPS
    return telling.say(phrase, points=view.result(row), why=why)


def _says_something(telling: Telling, row: Row) -> bool:
    """Return whether a row for the rest adds to what is told: none does that gives nothing."""
    return row.because is not None or exact(telling.reading.term(row.value)) != 0


def _otherwise(view: _View, row: Row) -> str:
    """Return what is given if no other row comes to count."""
    telling = view.telling
    points = view.result(row)
    if not isinstance(row.value, m.Ref):
        points = _calculation(telling, row) or points
    if row.because is None:
        return telling.say(Phrase.COUNTS_OTHERWISE, points=points)
    reason = one_line(row.because.in_language(telling.lang))
    return telling.say(Phrase.COUNTS_OTHERWISE_BECAUSE, points=points, reason=reason)


# ---- statements -----------------------------------------------------------------------------------


@frozen
class _Stated:
    """What has been said so far: each thing once."""

    told: tuple[Statement, ...]

    @classmethod
    def of(cls, found: Iterable[Statement], lang: str) -> _Stated:
        """Return statements with each thing named once, with all that it is compared with.

        Where one thing is compared in many ways, its value stands alone.
        """
        by_term: dict[m.Expr, list[Statement]] = {}
        for statement in found:
            by_term.setdefault(statement.term, []).append(statement)
        told = []
        for first, *others in by_term.values():
            remarks = dict.fromkeys(s.remark for s in (first, *others) if s.remark)
            remark = Phrase.COMMA.say(lang).join(remarks) if len(remarks) <= MOST_REMARKS else ""
            told.append(evolve(first, remark=remark))
        return cls(tuple(told))

    def news(self, found: Iterable[Statement]) -> list[tuple[Statement, bool]]:
        """Return what has not been said yet, and whether its value has been said."""
        told = {statement.term: statement for statement in self.told}
        words = {(s.name, s.value, s.remark) for s in self.told}
        new = []
        for statement in dict.fromkeys(found):
            before = told.get(statement.term)
            if before is None:
                # Of `all` and `some` of the same records the same is said.
                if (statement.name, statement.value, statement.remark) not in words:
                    new.append((statement, False))
            elif statement.remark not in before.remark:
                new.append((statement, True))
        return new


def _statements(view: _View, trace: RowTrace) -> list[Statement]:
    """Return the statements of what decided a row's verdict; nothing decides `otherwise`."""
    telling, row, block = view.telling, view.rows[trace.index], view.blocks[trace.index]
    if row.when is None:
        return []
    if block.is_lookup:
        return block.statements(telling, row, trace)
    found = deciding(row.when, telling.reading, trace.verdict)
    return [s for condition in found for s in statements(telling, condition)]


def _joined(telling: Telling, texts: Iterable[str]) -> str:
    return telling.say(Phrase.SEMICOLON).join(dict.fromkeys(texts))
