"""Look-ups among the rows of a declaration: blocks of `points by`, and what they go by."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.possible import NO
from relrules.explain import phrases
from relrules.explain.phrases import Phrase
from relrules.explain.statements import Statement, statements
from relrules.explain.telling import Telling
from relrules.explain.terms import constant_text, term_text, value_of
from relrules.syntax.nodes import BandKind

Row = m.Row | m.GradeRow | m.DefineRow


@frozen
class Block:
    """Where a row stands: alone, or in a look-up of `subject` that asks for `when` first.

    `below` is the band before it.
    """

    number: int
    subject: m.Expr | None = None
    when: m.Expr | None = None
    below: m.Band | None = None

    @property
    def is_lookup(self) -> bool:
        """Return whether the row is an entry or band of a look-up."""
        return self.subject is not None

    def statements(self, telling: Telling, row: Row, trace: RowTrace) -> list[Statement]:
        """Return what a look-up goes by and, where its own condition fails, that alone."""
        if self.subject is None or row.when is None:
            raise AssertionError(row)
        guard = [] if self.when is None else statements(telling, self.when)
        if self.when is not None and telling.reading.term(self.when) == NO:
            return guard
        if isinstance(row, m.Row) and row.band is not None:
            name, value = term_text(telling, self.subject), value_of(telling, self.subject)
            sure = trace.verdict is Verdict.APPLIES
            remark = _band_remark(telling, row.band, self.below, self.subject) if sure else ""
            return [Statement(self.subject, name, value, remark), *guard]
        if getattr(row, "for_unknown", False):
            name, value = term_text(telling, self.subject), telling.say(Phrase.UNKNOWN)
            remark = telling.say(Phrase.OWN_ENTRY)
            return [Statement(self.subject, name, value, remark), *guard]
        of_answer = (
            row.when.operands[-1]
            if self.when is not None and isinstance(row.when, m.And)
            else row.when
        )
        return [*statements(telling, of_answer), *guard]


def blocks_of(rows: Sequence[Row]) -> tuple[Block, ...]:
    """Return where each row stands; rows that follow each other in one look-up share a number."""
    found: list[Block] = []
    band: m.Band | None = None
    for number, row in enumerate(rows):
        subject, when = _lookup(row)
        before = found[-1] if found else None
        same = (
            before is not None
            and subject is not None
            and (before.subject, before.when) == (subject, when)
        )
        band = band if same else None
        own = before.number if same and before is not None else number
        found.append(Block(own, subject, when, band))
        if isinstance(row, m.Row) and row.band is not None:
            band = row.band
    return tuple(found)


def _lookup(row: Row) -> tuple[m.Expr | None, m.Expr | None]:
    """Return what a row of a look-up goes by and the condition of its block."""
    is_entry = not isinstance(row, m.DefineRow) and (
        row.entry is not None
        or row.for_unknown
        or (isinstance(row, m.Row) and row.band is not None)
    )
    if not is_entry:
        return None, None
    match row.when:
        case m.And(operands=(when, inner)):
            return _subject(inner), when
        case m.Node() as inner:
            return _subject(inner), None
        case _:
            return None, None


def _subject(asked: m.Expr) -> m.Expr | None:
    match asked:
        case m.Comparison(left=left):
            return left
        case m.IsKnown(value=value):
            return value
        case _:
            return None


def _band_remark(telling: Telling, band: m.Band, below: m.Band | None, subject: m.Expr) -> str:
    """Return the band a number lies in: “above 40, up to 90”."""
    ends = {"low": "", "high": ""}
    match band.kind:
        case BandKind.UP_TO:
            ends["high"] = _end(telling, Phrase.BAND_UP_TO, band, subject, "high")
        case BandKind.UNDER:
            ends["high"] = _end(telling, Phrase.BAND_UNDER, band, subject, "high")
        case BandKind.FROM:
            ends["low"] = _end(telling, Phrase.BAND_FROM, band, subject, "low")
        case BandKind.ABOVE:
            from_here = below is not None and below.kind is BandKind.UNDER
            phrase = Phrase.BAND_FROM if from_here else Phrase.BAND_ABOVE
            ends["low"] = _end(telling, phrase, band, subject, "low")
    if below is not None and not ends["low"]:
        phrase = Phrase.BAND_FROM if below.kind is BandKind.UNDER else Phrase.BAND_ABOVE
        ends["low"] = _end(telling, phrase, below, subject, "low")
    if below is not None and not ends["high"] and below.kind is BandKind.FROM:
        ends["high"] = _end(telling, Phrase.BAND_UNDER, below, subject, "high")
    if ends["low"] and ends["high"]:
        return telling.say(Phrase.BAND_BOTH, **ends)
    return ends["low"] or ends["high"]


def _end(telling: Telling, phrase: Phrase, band: m.Band, subject: m.Expr, slot: str) -> str:
    bare = phrases.number(band.border, telling.lang)
    amount = telling.say(
        Phrase.LIMIT, bare=bare, amount=constant_text(telling, band.border, subject)
    )
    return telling.say(phrase, **{slot: amount})
