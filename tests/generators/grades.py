"""Grades: by thresholds, by conditions, by a look-up, or as a level expression, with their gates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import terms
from generators.conditions import Condition, condition
from generators.coverage import construct
from generators.fact_types import levels_of_scale, options, without_hint
from generators.heads import Declared, assume_clauses, because, heading, words
from generators.levels import level_of, level_term
from generators.names import called
from generators.rows import (
    Subject,
    applying,
    entry_guard,
    equals,
    in_band,
    subject_named,
    subject_number,
    unknown_guard,
)
from generators.scope import Named, Record, Scope, declines
from generators.terms import Term, ref, term, threshold
from generators.values import Choices, Exact, Levels, Number, YesNo, rank, representatives
from generators.words import (
    COLON,
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Mark,
    Words,
    constant,
    number,
    separated,
)


@frozen
class Given:
    """What a row of a grade gives: its words, and the level of a record."""

    words: Words
    meaning: Callable[[Record], str]


@frozen
class Row:
    """A row: its guard with its words; `None` is `otherwise`."""

    guard: Condition | None
    words: Words


def grade(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a grade."""
    kinds = [_by_conditions]
    if scope.of_type(Number):
        kinds += [_from, _up_to, _mixed]
    if scope.of_type(Levels, Choices, YesNo, Number) and not scope.exact:
        kinds += [_look_up] * 2
    if scope.of_type(Levels) and not scope.exact:
        kinds += [_formula] * 2
    return draw(st.sampled_from(kinds))(draw, scope)


# ---- what rows go by --------------------------------------------------------------------------


@construct("grade by conditions")
def _by_conditions(draw: DrawFn, scope: Scope) -> Declared:
    return _graded(draw, scope, (), _guards(draw, scope, 3))


def _guards(draw: DrawFn, scope: Scope, most: int) -> list[Row]:
    found = [condition(draw, scope) for _ in range(draw(st.integers(1, most)))]
    return [Row(guard, (Keyword("WHEN"), *guard.words)) for guard in found]


@construct("grade by a number, from")
def _from(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    rows = [_at_least(by, limit) for limit in _limits(draw, scope, by)[::-1]]
    return _graded(draw, scope, (Keyword("BY"), *by.words), rows)


@construct("grade by a number and conditions")
def _mixed(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    rows = [_at_least(by, threshold(draw, scope, by)), *_guards(draw, scope, 2)]
    return _graded(draw, scope, (Keyword("BY"), *by.words), draw(st.permutations(rows)))


@construct("grade by a number, up to and under")
def _up_to(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    rows = [_band(draw, by, limit) for limit in _limits(draw, scope, by)]
    return _graded(draw, scope, (Keyword("BY"), *by.words), rows, lowest_first=True)


def _band(draw: DrawFn, by: Term, limit: Exact) -> Row:
    if draw(st.booleans()):
        up_to = Condition((), lambda record: by.meaning(record) <= limit)
        return Row(up_to, (Keyword("UP_TO"), *number(limit)))
    under = Condition((), lambda record: by.meaning(record) < limit)
    return Row(under, (Keyword("UNDER"), *number(limit)))


def _at_least(by: Term, limit: Exact) -> Row:
    guard = Condition((), lambda record: by.meaning(record) >= limit)
    return Row(guard, (Keyword("FROM"), *number(limit)))


def _by(draw: DrawFn, scope: Scope) -> Term:
    plain = scope.exact or draw(st.integers(0, 2))
    return terms.reference(draw, scope) if plain else term(draw, scope)


def _limits(draw: DrawFn, scope: Scope, by: Term) -> list[Exact]:
    return sorted({threshold(draw, scope, by) for _ in range(draw(st.integers(1, 3)))})


# ---- what rows give ---------------------------------------------------------------------------


def _graded(
    draw: DrawFn, scope: Scope, by: Words, rows: Sequence[Row], *, lowest_first: bool = False
) -> Declared:
    guarded = [(row.guard, row) for row in rows if row.guard is not None]
    kept = [row for _, row in applying(scope, guarded)]
    kept.append(Row(None, words("OTHERWISE")))
    if scope.exact or draw(st.booleans()):
        of, line, given = _own_levels(draw, scope, len(kept), lowest_first=lowest_first)
    else:
        of, line = _stated_levels(draw, scope)
        given = [_level(draw, of), *(_given(draw, scope, of) for _ in kept[1:])]
    clauses = [
        Clause((*what.words, *row.words, *because(draw, scope)))
        for row, what in zip(kept, given, strict=True)
    ]
    pairs = [(row.guard, what) for row, what in zip(kept, given, strict=True)]
    return _declared(draw, scope, by, [*line, *clauses], of, _first(pairs))


def _first(rows: Sequence[tuple[Condition | None, Given]]) -> Callable[[Record], str]:
    def meaning(record: Record) -> str:
        for guard, given in rows:
            if guard is None or guard.holds(record):
                return given.meaning(record)
        raise AssertionError(record)

    return meaning


def _own_levels(
    draw: DrawFn, scope: Scope, count: int, *, lowest_first: bool
) -> tuple[Levels, list[Clause], list[Given]]:
    """Draw levels that the rows themselves list, each of them once."""
    found, written = options(draw, scope, count)
    # A level of a grade has no hint, so what follows its name and label is its guard.
    given = [
        Given(without_hint(level), _constantly(option.id))
        for level, option in zip(written, found, strict=True)
    ]
    of = Levels(f"grade {len(scope.taken)}", found if lowest_first else found[::-1])
    if not scope.exact and count > 2 and draw(st.integers(0, 3)) == 0:
        # One row declines, so its level is no level at all.
        at = draw(st.integers(0, count - 1))
        gone = found[at].id
        given[at] = _no_answer(draw, scope)
        of = evolve(of, options=tuple(option for option in of.options if option.id != gone))
    return of, [], given


def _constantly(level: str) -> Callable[[Record], str]:
    return lambda _: level


def _stated_levels(draw: DrawFn, scope: Scope) -> tuple[Levels, list[Clause]]:
    """Draw levels on a line of their own: those of a scale, or listed."""
    if scope.scales and draw(st.integers(0, 3)) > 0:
        return _scale_line(draw, scope)
    return _levels_line(draw, scope)


@construct("grade with levels of a scale")
def _scale_line(draw: DrawFn, scope: Scope) -> tuple[Levels, list[Clause]]:
    of, names = draw(st.sampled_from(scope.scales))
    return of, [Clause(levels_of_scale(names))]


@construct("grade with a line of levels")
def _levels_line(draw: DrawFn, scope: Scope) -> tuple[Levels, list[Clause]]:
    found, written = options(draw, scope, draw(st.integers(2, 3)))
    line = (*words("LEVELS"), *separated([without_hint(level) for level in written], Mark("<")))
    return Levels(f"grade {len(scope.taken)}", found), [Clause(line)]


def _given(draw: DrawFn, scope: Scope, of: Levels) -> Given:
    """Draw what a row gives where the levels are stated: it may repeat one, or name another."""
    others = [named for named in scope.of_type(Levels) if named.type == of]
    match draw(st.integers(0, 5)):
        case 0:
            return _no_answer(draw, scope)
        case 1 | 2 if others:
            return _other(draw, scope, draw(st.sampled_from(others)))
        case _:
            return _level(draw, of)


def _level(draw: DrawFn, of: Levels) -> Given:
    level = draw(st.sampled_from(of.options))
    return Given(constant(level.id, of.options), _constantly(level.id))


@construct("row of a grade without an answer")
def _no_answer(_draw: DrawFn, _scope: Scope) -> Given:
    return Given(words("NO_ANSWER"), declines)


@construct("row of a grade that names another")
def _other(_draw: DrawFn, _scope: Scope, named: Named) -> Given:
    return Given(ref(named), level_of(named))


# ---- look-ups -----------------------------------------------------------------------------------


@construct("grade by a look-up")
def _look_up(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a grade with an entry for each answer, or bands."""
    answering = scope.of_type(Levels, Choices, YesNo)
    banded = bool(scope.of_type(Number)) and (not answering or draw(st.integers(0, 2)) == 0)
    if banded:
        subject, entries = _band_entries(draw, scope)
    else:
        subject, entries = _answer_entries(draw, scope, draw(st.sampled_from(answering)))
    own = draw(st.booleans())
    if own:
        given, of, line = _own_entries(draw, scope, len(entries), lowest_first=banded)
    else:
        of, line = _stated_levels(draw, scope)
        given = [_level(draw, of), *(_given(draw, scope, of) for _ in entries[1:])]
    written = [
        (*key, COLON, *what.words, *because(draw, scope))
        for (key, _), what in zip(entries, given, strict=True)
    ]
    rows = [(guard, what) for (_, guard), what in zip(entries, given, strict=True)]
    if not own and draw(st.booleans()):
        key, guard = _unknown_entry(draw, scope, subject)
        what = _given(draw, scope, of)
        written.append((*key, COLON, *what.words))
        rows.insert(0, (guard, what))
    if draw(st.booleans()):
        clauses = [Clause(entry) for entry in written]
    else:
        clauses = [Clause(separated(written))]
    by = (Keyword("BY"), *subject.words)
    return _declared(draw, scope, by, [*line, *clauses], of, _first(rows))


Entries = list[tuple[Words, Condition]]


@construct("grade by a look-up of answers")
def _answer_entries(_draw: DrawFn, scope: Scope, named: Named) -> tuple[Subject, Entries]:
    subject = subject_named(scope, named)
    listed = named.type.options if isinstance(named.type, Levels | Choices) else ()
    answers = representatives(named.type, ())
    scope.rng.shuffle(answers)
    return subject, [(constant(a, listed), entry_guard(subject, equals(a), None)) for a in answers]


@construct("grade by a look-up of bands")
def _band_entries(draw: DrawFn, scope: Scope) -> tuple[Subject, Entries]:
    by = _by(draw, scope)
    subject = subject_number(by)
    found: Entries = []
    limits = _limits(draw, scope, by)
    for limit in limits:
        key = (Keyword("UP_TO"), *number(limit))
        found.append((key, entry_guard(subject, in_band(limit, inclusive=True), None)))
    below = in_band(limits[-1], inclusive=True)
    found.append((words("ABOVE"), entry_guard(subject, lambda value: not below(value), None)))
    return subject, found


@construct("grade entry for unknown")
def _unknown_entry(_draw: DrawFn, _scope: Scope, subject: Subject) -> tuple[Words, Condition]:
    return words("UNKNOWN"), unknown_guard(subject, None)


def _own_entries(
    draw: DrawFn, scope: Scope, count: int, *, lowest_first: bool
) -> tuple[list[Given], Levels, list[Clause]]:
    """Draw levels that the entries themselves list; several may share one."""
    found, written = options(draw, scope, draw(st.integers(1, count)))
    bare = [without_hint(level) for level in written]
    picked = [*range(len(found))]
    picked += [draw(st.sampled_from(picked)) for _ in range(count - len(found))]
    given: list[Given] = []
    for place, at in enumerate(picked):
        # Its label stands where it is named first.
        own = bare[at] if place == at else (bare[at][0],)
        given.append(Given(own, _constantly(found[at].id)))
    of = Levels(f"grade {len(scope.taken)}", found if lowest_first else found[::-1])
    return given, of, []


# ---- level expressions --------------------------------------------------------------------------


@construct("grade by a level expression")
def _formula(draw: DrawFn, scope: Scope) -> Declared:
    found = level_term(draw, scope)
    head = (EQUALS, *found.words)
    return _declared(draw, scope, head, [], found.type, found.meaning)


# ---- the whole ----------------------------------------------------------------------------------


def _declared(  # noqa: PLR0913, PLR0917 - a grade is all of this
    draw: DrawFn,
    scope: Scope,
    by: Words,
    clauses: list[Clause],
    of: Levels,
    meaning: Callable[[Record], str],
) -> Declared:
    name = called(draw, scope)
    for _ in range(0 if scope.exact else draw(st.sampled_from([0, 0, 0, 1, 2]))):
        clause, meaning = _gate(draw, scope, of, meaning)
        clauses = [*clauses, clause]
    named = Named(name.id, "grade", name.spellings, of, meaning)
    head = (Keyword("GRADE"), *heading(draw, scope, name), *by)
    return Declaration(head, (*clauses, *assume_clauses(draw, scope))), scope.with_result(named)


@construct("gate")
def _gate(
    draw: DrawFn, scope: Scope, of: Levels, meaning: Callable[[Record], str]
) -> tuple[Clause, Callable[[Record], str]]:
    highest = draw(st.booleans())
    level = draw(st.sampled_from(of.options))
    guard = condition(draw, scope, 1) if draw(st.booleans()) else None
    condition_ = () if guard is None else _condition(draw, scope, guard)

    def held(record: Record) -> str:
        found = meaning(record)
        if guard is not None and not guard.holds(record):
            return found
        ends = (rank(of, found), rank(of, level.id))
        return of.options[min(ends) if highest else max(ends)].id

    keyword = Keyword("AT_MOST" if highest else "AT_LEAST")
    words_ = (keyword, *constant(level.id, of.options), *condition_, *because(draw, scope))
    return Clause(words_), held


@construct("gate with a condition")
def _condition(_draw: DrawFn, _scope: Scope, guard: Condition) -> Words:
    return (Keyword("WHEN"), *guard.words)
