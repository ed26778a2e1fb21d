"""`points by`: the entries and bands of a look-up, as rows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from attrs import frozen
from hypothesis import assume, reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.conditions import Condition
from generators.coverage import construct, register
from generators.heads import because, words
from generators.levels import level_term
from generators.rows import (
    Subject,
    applying_alone,
    entry_guard,
    equals,
    in_band,
    subject_level,
    subject_named,
    subject_number,
    unknown_guard,
)
from generators.scope import Record, Scope, declines
from generators.terms import Term, term, threshold
from generators.values import Choices, Exact, Levels, Number, Range, Type, YesNo, representatives
from generators.words import COLON, Clause, Keyword, Words, constant, number, separated

POINTS: st.SearchStrategy[Exact] = st.one_of(
    st.integers(0, 3), st.integers(0, 5), st.sampled_from([-2, Fraction(1, 2), Fraction(-3, 4), 10])
)


@frozen
class Worth:
    """What a row is worth: its words, its range, and the points of a record. No range: no answer."""

    words: Words
    range: Range | None
    meaning: Callable[[Record], Exact]


@frozen
class Row:
    """A row: when it applies, `None` for `otherwise`, and what it is worth."""

    guard: Condition | None
    worth: Worth


Body = tuple[list[Clause], list[Row]]


def points(draw: DrawFn) -> Worth:
    """Draw points that are written out."""
    value = draw(POINTS)
    return Worth((*number(value), Keyword("POINTS")), (value, value), lambda _: value)


def answering(draw: DrawFn, scope: Scope) -> Subject:
    """Draw something with answers to list."""
    if scope.of_type(Levels) and not scope.exact and draw(st.integers(0, 3)) == 0:
        return subject_level(level_term(draw, scope))
    return subject_named(scope, draw(st.sampled_from(scope.of_type(Levels, Choices, YesNo))))


def answers_of(
    draw: DrawFn, scope: Scope, subject: Subject, block: Condition | None, *, some: bool = False
) -> Body:
    """Draw `points by` with an entry for each answer, or for some where rows follow."""
    of = subject.type
    scope.met.add(SUBJECTS[type(of)])
    listed = of.options if isinstance(of, Levels | Choices) else ()
    answers = representatives(of, ())
    scope.rng.shuffle(answers)
    if isinstance(of, YesNo):
        alone = [(entry_guard(subject, equals(a), None), a) for a in answers]
        if len(applying_alone(scope, alone)) < len(answers):
            # What is always so has an entry that never applies, which the check refuses.
            reject()
    if some and len(answers) > 1 and draw(st.booleans()):
        answers = answers[1:]
    entries: list[tuple[Words, Condition]] = [
        (constant(a, listed), entry_guard(subject, equals(a), block)) for a in answers
    ]
    return _block(draw, scope, subject, block, entries)


SUBJECTS: dict[type[Type], str] = {
    Levels: register("points by a level"),
    Choices: register("points by a choice"),
    YesNo: register("points by yes or no"),
    Number: register("points by a number"),
}


def measured(draw: DrawFn, scope: Scope) -> Subject:
    """Draw a number for bands."""
    if draw(st.integers(0, 3)) == 0:
        return subject_number(term(draw, scope))
    return subject_named(scope, draw(st.sampled_from(scope.of_type(Number))))


def bands_of(draw: DrawFn, scope: Scope, subject: Subject, block: Condition | None) -> Body:
    """Draw `points by` with bands, read downwards."""
    # Of a number that is always the same, all bands but one would be rows that never apply.
    low, high = subject.range
    assume(low is None or low != high)
    scope.met.add(SUBJECTS[Number])
    by = Term((), subject.range, lambda _: 0)
    borders = sorted({threshold(draw, scope, by) for _ in range(draw(st.integers(1, 3)))})
    entries = []
    for border in borders:
        inclusive = draw(st.booleans())
        scope.met.add(BANDS["UP_TO" if inclusive else "UNDER"])
        key = (Keyword("UP_TO" if inclusive else "UNDER"), *number(border))
        entries.append((key, entry_guard(subject, in_band(border, inclusive=inclusive), block)))
    scope.met.add(BANDS["ABOVE"])
    rest = in_band(borders[-1], inclusive=inclusive)
    above = entry_guard(subject, lambda value: not rest(value), block)
    return _block(draw, scope, subject, block, [*entries, (words("ABOVE"), above)], shuffle=False)


BANDS = {kind: register(f"band {kind}") for kind in ("UP_TO", "UNDER", "ABOVE")}


def _block(  # noqa: PLR0913 - a block is all of this
    draw: DrawFn,
    scope: Scope,
    subject: Subject,
    block: Condition | None,
    entries: list[tuple[Words, Condition]],
    *,
    shuffle: bool = True,
) -> Body:
    """Return the lines of `points by`, and its rows in the order in which they are asked."""
    # One of them has an answer: a dimension without any is refused.
    worths = [_plain_entry(draw), *(_entry_worth(draw, scope) for _ in entries[1:])]
    rows = [Row(guard, w) for (_, guard), w in zip(entries, worths, strict=True)]
    written = [
        (*key, COLON, *worth.words, *because(draw, scope))
        for (key, _), worth in zip(entries, worths, strict=True)
    ]
    if not scope.exact and draw(st.integers(0, 3)) == 0:
        line, row = _unknown_entry(draw, scope, subject, block)
        written.insert(draw(st.integers(0, len(written))) if shuffle else len(written), line)
        rows.insert(0, row)
    at = subject.side if block is not None else subject.words
    condition_ = () if block is None else _block_condition(draw, scope, block)
    clauses = [Clause((Keyword("POINTS_BY"), *at, *condition_))]
    if draw(st.booleans()):
        return [*clauses, *(Clause(entry, deeper=True) for entry in written)], rows
    return [*clauses, Clause(separated(written), deeper=True)], rows


@construct("points by … when")
def _block_condition(_draw: DrawFn, _scope: Scope, block: Condition) -> Words:
    return (Keyword("WHEN"), *block.words)


@construct("entry for unknown")
def _unknown_entry(
    draw: DrawFn, scope: Scope, subject: Subject, block: Condition | None
) -> tuple[Words, Row]:
    worth = _entry_worth(draw, scope)
    line = (Keyword("UNKNOWN"), COLON, *worth.words, *because(draw, scope))
    return line, Row(unknown_guard(subject, block), worth)


def _entry_worth(draw: DrawFn, scope: Scope) -> Worth:
    if not scope.exact and draw(st.integers(0, 9)) == 0:
        return _no_answer_entry(draw, scope)
    return _plain_entry(draw)


def _plain_entry(draw: DrawFn) -> Worth:
    value = draw(POINTS)
    return Worth(number(value), (value, value), lambda _: value)


@construct("entry without an answer")
def _no_answer_entry(_draw: DrawFn, _scope: Scope) -> Worth:
    return Worth(words("NO_ANSWER"), None, declines)
