"""Dimensions: rows, answers, bands and formulas, with their caps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.blocks import Body, Row, Worth, answering, answers_of, bands_of, measured, points
from generators.caps import capping
from generators.conditions import Condition, condition
from generators.coverage import construct
from generators.heads import Declared, assume_clauses, because, chance, heading, words
from generators.names import Called, called
from generators.rows import (
    applying,
    applying_alone,
    subject_named,
    two_ways,
    when,
)
from generators.scope import Named, Record, Scope, declines
from generators.terms import term
from generators.values import (
    Choices,
    Exact,
    Levels,
    Number,
    Range,
    YesNo,
    hull,
    plus,
)
from generators.words import (
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Words,
    in_parentheses,
    number,
)


def dimension(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a dimension."""
    kinds = [_by_rows, _by_rows, _without_otherwise, _taking_all]
    if scope.of_type(Levels, Choices, YesNo):
        kinds += [_by_answers] * 2
    if scope.of_type(Number) and not scope.exact:
        kinds += [_by_bands, _by_bands, _formula]
    if scope.of_type(Levels, Choices, YesNo, Number) and not scope.exact:
        kinds += [_mixed, _mixed]
    return draw(st.sampled_from(kinds))(draw, scope)


# ---- rows -----------------------------------------------------------------------------------


@construct("dimension by rows with otherwise")
def _by_rows(draw: DrawFn, scope: Scope) -> Declared:
    clauses, rows = _rows(draw, scope, draw(st.integers(1, 3)))
    return _declared(draw, scope, clauses, rows)


def _rows(draw: DrawFn, scope: Scope, count: int, above: Sequence[Row] = ()) -> Body:
    """Draw rows that can apply below others, and one for the rest."""
    candidates = [(condition(draw, scope), _worth(draw, scope)) for _ in range(count)]
    guarded = [(row.guard, row.worth) for row in above if row.guard is not None]
    reached = applying(scope, [*guarded, *candidates])
    rows = [Row(guard, worth) for guard, worth in reached if (guard, worth) not in guarded]
    rows.append(Row(None, points(draw)))
    return [_row(draw, scope, row) for row in rows], rows


@construct("dimension by rows without otherwise")
def _without_otherwise(draw: DrawFn, scope: Scope) -> Declared:
    pair = two_ways(draw, scope)
    if pair is None:
        return _by_rows(draw, scope)
    rows = [Row(pair[0], _worth(draw, scope)), Row(pair[1], points(draw))]
    return _declared(draw, scope, [_row(draw, scope, row) for row in rows], rows)


@construct("row of a dimension")
def _row(draw: DrawFn, scope: Scope, row: Row) -> Clause:
    return Clause((*row.worth.words, *when(row.guard), *because(draw, scope)))


@construct("take all")
def _taking_all(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a dimension in which every row that applies counts."""
    candidates = [
        (condition(draw, scope), _worth(draw, scope)) for _ in range(draw(st.integers(1, 3)))
    ]
    rows = [Row(guard, worth) for guard, worth in applying_alone(scope, candidates)]
    if draw(st.booleans()) or not any(row.worth.range for row in rows):
        rows.append(Row(None, points(draw)))
    clauses = [_row(draw, scope, row) for row in rows]
    if scope.of_type(Choices, YesNo) and chance(draw):
        subject = subject_named(scope, draw(st.sampled_from(scope.of_type(Choices, YesNo))))
        lines, entries = answers_of(draw, scope, subject, None)
        clauses, rows = [*lines, *clauses], [*entries, *rows]
    clauses.insert(draw(st.sampled_from([0, len(clauses)])), Clause(words("TAKE_ALL")))
    return _declared(draw, scope, clauses, rows, take_all=True)


# ---- what a row is worth --------------------------------------------------------------------


def _worth(draw: DrawFn, scope: Scope) -> Worth:
    match draw(st.integers(0, 9)):
        case 0 if scope.of_type(Number) and not scope.exact:
            return _formula_points(draw, scope)
        case 1 if not scope.exact:
            return _no_answer(draw, scope)
        case _:
            return points(draw)


@construct("row with a formula")
def _formula_points(draw: DrawFn, scope: Scope) -> Worth:
    found = term(draw, scope, 1)
    return Worth((*in_parentheses(found.words), Keyword("POINTS")), found.range, found.meaning)


@construct("row without an answer")
def _no_answer(_draw: DrawFn, _scope: Scope) -> Worth:
    return Worth(words("NO_ANSWER"), None, declines)


# ---- points by ------------------------------------------------------------------------------


@construct("points by answers")
def _by_answers(draw: DrawFn, scope: Scope) -> Declared:
    clauses, rows = answers_of(draw, scope, answering(draw, scope), None)
    return _declared(draw, scope, clauses, rows)


@construct("points by bands")
def _by_bands(draw: DrawFn, scope: Scope) -> Declared:
    clauses, rows = bands_of(draw, scope, measured(draw, scope), None)
    return _declared(draw, scope, clauses, rows)


@construct("points by in several blocks, mixed with rows")
def _mixed(draw: DrawFn, scope: Scope) -> Declared:
    """Draw blocks that apply under a condition, then rows."""
    clauses: list[Clause] = []
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, 2))):
        block = condition(draw, scope, 1)
        lines, found = _one_block(draw, scope, block)
        above = [(row.guard, 0) for row in rows if row.guard is not None]
        new = [(row.guard, 1) for row in found if row.guard is not None]
        # Each of its entries must be reached, or the check would refuse it.
        if len(applying(scope, [*above, *new])) == len(above) + len(new):
            clauses += lines
            rows += found
    lines, found = _rows(draw, scope, draw(st.integers(0, 1)), rows)
    return _declared(draw, scope, [*clauses, *lines], [*rows, *found])


def _one_block(draw: DrawFn, scope: Scope, block: Condition) -> Body:
    numbers, others = scope.of_type(Number), scope.of_type(Levels, Choices, YesNo)
    if numbers and (not others or draw(st.booleans())):
        return bands_of(draw, scope, measured(draw, scope), block)
    return answers_of(draw, scope, answering(draw, scope), block, some=True)


# ---- the whole ------------------------------------------------------------------------------


@construct("dimension by a formula")
def _formula(draw: DrawFn, scope: Scope) -> Declared:
    found = term(draw, scope)
    name = called(draw, scope)
    head = (Keyword("DIMENSION"), *heading(draw, scope, name), EQUALS, *found.words)
    return _finished(draw, scope, name, head, [], found.range, found.meaning, [])


def _declared(
    draw: DrawFn,
    scope: Scope,
    clauses: list[Clause],
    rows: Sequence[Row],
    *,
    take_all: bool = False,
) -> Declared:
    name = called(draw, scope)
    head = (Keyword("DIMENSION"), *heading(draw, scope, name))
    limits = _range(rows, take_all=take_all)
    meaning = _every(rows) if take_all else _first(rows)
    ends = [] if take_all else [row.worth.range[0] for row in rows[-1:] if row.worth.range]
    return _finished(draw, scope, name, head, clauses, limits, meaning, ends)


def _first(rows: Sequence[Row]) -> Callable[[Record], Exact]:
    """Return the points of the first row that applies."""

    def meaning(record: Record) -> Exact:
        for row in rows:
            if row.guard is None or row.guard.holds(record):
                return row.worth.meaning(record)
        raise AssertionError(record)

    return meaning


def _every(rows: Sequence[Row]) -> Callable[[Record], Exact]:
    """Return the points of all rows that apply; `otherwise` where no other does."""
    rest = [row for row in rows if row.guard is None]

    def meaning(record: Record) -> Exact:
        holding = [row for row in rows if row.guard is not None and row.guard.holds(record)]
        return sum(row.worth.meaning(record) for row in (holding or rest))

    return meaning


def _range(rows: Sequence[Row], *, take_all: bool) -> Range:
    answered = [row for row in rows if row.worth.range is not None]
    ranges = [row.worth.range for row in answered if row.worth.range is not None]
    if not take_all:
        return hull(ranges) if ranges else (0, 0)
    total: Range = (0, 0)
    for row, found in zip(answered, ranges, strict=True):
        if row.guard is not None:
            total = plus(total, hull([found, (0, 0)]))
    rest = [found for row, found in zip(answered, ranges, strict=True) if row.guard is None]
    return hull([total, *rest])


def _finished(  # noqa: PLR0913, PLR0917 - a dimension is all of this
    draw: DrawFn,
    scope: Scope,
    name: Called,
    head: Words,
    clauses: list[Clause],
    limits: Range,
    meaning: Callable[[Record], Exact],
    ends: Sequence[Exact | None],
) -> Declared:
    """Return a dimension with its caps and baseline, which is one of `ends`."""
    capped = capping(draw, scope, limits, meaning)
    compares = scope.chance(1 / 5) and not capped.clauses
    baseline = _baseline(draw, scope, ends) if compares else []
    more = [*capped.clauses, *baseline, *assume_clauses(draw, scope)]
    of = Number(*capped.range)
    named = Named(name.id, "dimension", name.spellings, of, capped.meaning)
    return Declaration(head, (*clauses, *more)), scope.with_result(named)


@construct("baseline")
def _baseline(_draw: DrawFn, scope: Scope, ends: Sequence[Exact | None]) -> list[Clause]:
    known = [end for end in ends if end is not None]
    return [Clause((Keyword("BASELINE"), *number(scope.rng.choice(known))))] if known else []
