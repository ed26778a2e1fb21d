"""New expectations for examples that a tuning has changed: what the policy says now.

Only the words of a failing expectation are replaced. Its name stays as its author spelled it, and
its keywords stay in their language; it becomes another kind of expectation where it must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.possible import Possible
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.layout import PIECE
from relrules.syntax.nodes import AdviceState
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage, words_of
from relrules.verify.examples import Checked, ExampleOutcome
from relrules.verify.written import (
    advice_text,
    expected_text,
    name_text,
    places_written,
    type_of,
    word,
)


@frozen
class Rewrite:
    """An expectation that is to say something else; `span` is all that is replaced.

    `example` and `expectation` are their numbers in the policy and in the example, from 0.
    """

    span: Span
    text: str
    example: int
    expectation: int


@frozen
class Refusal:
    """An expectation that cannot be rewritten, and why."""

    span: Span
    reason: str


def updates(
    policy: m.CheckedPolicy, source: Source, outcomes: Sequence[ExampleOutcome]
) -> tuple[tuple[Rewrite, ...], tuple[Refusal, ...]]:
    """Return how each failing expectation is to be rewritten, and those that cannot be."""
    written = _Written.of(source)
    rewrites: list[Rewrite] = []
    refusals: list[Refusal] = []
    for i, outcome in enumerate(outcomes):
        for j, checked in enumerate(outcome.checked):
            if checked.ok:
                continue
            found = _rewritten(policy, written, checked)
            span = checked.expectation.span
            if isinstance(found, str):
                rewrites.append(Rewrite(span, found, i, j))
            else:
                refusals.append(found)
    return tuple(rewrites), tuple(refusals)


def with_rewrites(source: Source, rewrites: Sequence[Rewrite]) -> Source:
    """Return a source with expectations rewritten."""
    text = source.text
    for rewrite in sorted(rewrites, key=lambda r: r.span.start, reverse=True):
        text = f"{text[: rewrite.span.start]}{rewrite.text}{text[rewrite.span.end :]}"
    return Source(source.name, text, source.newline)


# ---- how the author wrote it --------------------------------------------------------------------


@frozen
class _Written:
    """The names of expectations as written, and the language of keywords, by where they stand."""

    source: Source
    names: Mapping[int, Span]
    expects: tuple[tuple[int, KeywordLanguage], ...]

    @classmethod
    def of(cls, source: Source) -> _Written:
        """Return what is written in the examples of a source."""
        parsed = parse(source)
        names = {
            e.span.start: e.name.span
            for d in parsed.tree.declarations
            if isinstance(d, n.Example)
            for e in d.expect
            if not isinstance(e, n.ExpectReasons)
        }
        expects: list[tuple[int, KeywordLanguage]] = [
            (found.start, "en" if found.text.isascii() else "zh")
            for chunk in parsed.layout.chunks
            for found in words_of(parsed.layout, chunk, None)
            if found.terminal == "EXPECT"
        ]
        return cls(source, names, tuple(expects))

    def language(self, at: int) -> KeywordLanguage:
        """Return the language of the `expect` above a place."""
        return next(lang for start, lang in reversed(self.expects) if start < at)


# ---- what it is to say --------------------------------------------------------------------------


def _rewritten(policy: m.CheckedPolicy, written: _Written, checked: Checked) -> str | Refusal:
    span = checked.expectation.span
    if any(piece.lastgroup == "comment" for piece in PIECE.finditer(span.text)):
        return Refusal(span, "a comment stands inside it and would be lost")
    lang = written.language(span.start)
    expectation, actual = checked.expectation, checked.actual
    if isinstance(expectation, m.ExpectAdvice) and isinstance(actual, AdviceState):
        # Whatever else stands there, such as whom it is for, is said again as it was.
        called = " ".join(written.source.text[written.names[span.start].start : span.end].split())
        alert = policy.advice[expectation.advice].alert
        return advice_text(called, actual, lang, alert=alert)
    if isinstance(actual, tuple):
        if not policy.scores:
            return Refusal(span, "there is no score that it could give the reasons for")
        return f"{word('REASONS', lang)} ({', '.join(name_text(d) for d in actual)})"
    if isinstance(expectation, m.ExpectAdvice | m.ExpectReasons) or isinstance(actual, AdviceState):
        raise AssertionError(expectation)
    called = " ".join(written.names[span.start].text.split())
    return _result(policy, expectation.result.name, actual, called, span, lang)


def _result(  # noqa: PLR0913, PLR0917 - what it is, what it was, and how it is written
    policy: m.CheckedPolicy,
    name: str,
    actual: Possible,
    called: str,
    span: Span,
    lang: KeywordLanguage,
) -> str | Refusal:
    places = places_written(span)
    text = expected_text(called, actual, type_of(policy, name), lang, places)
    if text is None:
        return Refusal(span, f"`{called}` is now something that an example cannot state")
    return text
