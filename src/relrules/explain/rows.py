"""Why a row applies, and why the rows above it do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.why import deciding
from relrules.explain.conditions import Telling
from relrules.explain.phrases import Phrase
from relrules.explain.statements import Statement, statements
from relrules.explain.values import one_line


@frozen
class Reasons:
    """Why a row applies, or may.

    `why` states what it looks at; `not_above` why rows above it do not apply, one text a result;
    `because` is the policy's own reason and `source` what the declaration is taken from, both
    empty where the policy gives none.
    """

    why: str
    not_above: tuple[str, ...]
    because: str
    source: str


def reasons(
    telling: Telling,
    declaration: m.Dimension | m.Grade,
    results: Sequence[str],
    not_this: Phrase,
) -> Reasons:
    """Return why a dimension or grade is what it is.

    `results` are what its rows give, in words; `not_this` says that one of them is not given, and why.
    """
    rows = declaration.rows
    traces = telling.outcome.rows[declaration.id]
    taken = [t for t in traces if t.verdict is not Verdict.DOES_NOT_APPLY]
    passed = [t for t in traces if t.verdict is Verdict.DOES_NOT_APPLY]
    first = rows[taken[0].index]
    above: dict[str, list[str]] = {}
    if isinstance(first, m.Row) and first.entry is not None and first.when is not None:
        # A look-up: what it looks at says it all.
        stated = _Stated.of(statements(telling, first.when))
    else:
        found = [s for t in taken for s in _statements(telling, rows, t)]
        if not found:
            found = [s for t in passed for s in _statements(telling, rows, t)]
        stated = _Stated.of(found)
        given = {results[trace.index] for trace in taken}
        for trace in passed:
            if results[trace.index] not in given:
                clauses = stated.news(_statements(telling, rows, trace))
                words = above.setdefault(results[trace.index], [])
                words += [s.in_words(telling.lang, short=short) for s, short in clauses]
    because = first.because if len(taken) == 1 else None
    return Reasons(
        why=_joined(telling, (s.in_words(telling.lang) for s in stated.told)),
        not_above=tuple(
            telling.say(not_this, what=result, why=_joined(telling, dict.fromkeys(words)))
            for result, words in above.items()
            if words
        ),
        because=""
        if because is None
        else telling.say(Phrase.BECAUSE, reason=one_line(because.in_language(telling.lang))),
        source=source(telling, declaration),
    )


def source(telling: Telling, declaration: m.Declaration) -> str:
    """Return what a declaration is taken from: “The lecture, aspect 3”."""
    cited = declaration.citation
    if cited is None:
        return ""
    title = telling.policy.sources[cited.source].in_language(telling.lang)
    part = cited.part.in_language(telling.lang)
    return telling.say(Phrase.SOURCE, title=one_line(title), part=one_line(part))


@frozen
class _Stated:
    """What has been said so far: each thing once."""

    told: tuple[Statement, ...]

    @classmethod
    def of(cls, found: Iterable[Statement]) -> _Stated:
        """Return statements with each thing named once.

        Where one thing is compared in several ways, its value stands alone.
        """
        by_term: dict[m.Expr, Statement] = {}
        for statement in found:
            first = by_term.setdefault(statement.term, statement)
            if first.remark != statement.remark:
                by_term[statement.term] = evolve(first, remark="")
        return cls(tuple(by_term.values()))

    def news(self, found: Iterable[Statement]) -> list[tuple[Statement, bool]]:
        """Return what has not been said yet, and whether its value has been said."""
        told = {statement.term: statement for statement in self.told}
        new = []
        for statement in dict.fromkeys(found):
            before = told.get(statement.term)
            if before is None:
                new.append((statement, False))
            elif statement.remark not in ("", before.remark):
                new.append((statement, True))
        return new


def _statements(
    telling: Telling, rows: Sequence[m.Row | m.GradeRow], trace: RowTrace
) -> list[Statement]:
    """Return the statements of what decided a row's verdict; nothing decides `otherwise`."""
    when = rows[trace.index].when
    found = () if when is None else deciding(when, telling.reading, trace.verdict)
    return [s for condition in found for s in statements(telling, condition)]


def _joined(telling: Telling, texts: Iterable[str]) -> str:
    return telling.say(Phrase.SEMICOLON).join(texts)
