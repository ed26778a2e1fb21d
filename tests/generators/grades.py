"""Grades."""

from __future__ import annotations

def grade(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a grade."""
    kinds = [_grade_by_conditions]
    if scope.of_type(Number):
        kinds += [_grade_from, _grade_up_to, _grade_mixed]
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("grade by conditions")
def _grade_by_conditions(draw: DrawFn, scope: Scope) -> Declared:
    return _graded(draw, scope, (), _guards(draw, scope, 3), lowest_first=False)


def _guards(draw: DrawFn, scope: Scope, most: int) -> list[tuple[Condition, Words]]:
    found = [condition(draw, scope) for _ in range(draw(st.integers(1, most)))]
    return [(guard, (Keyword("WHEN"), *guard.words)) for guard in found]


@construct("grade by a number, from")
def _grade_from(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    limits = _limits(draw, scope, by)[::-1]
    guards = [(_at_least(by, limit), (Keyword("FROM"), *number(limit))) for limit in limits]
    return _graded(draw, scope, (Keyword("BY"), *by.words), guards, lowest_first=False)


@construct("grade by a number and conditions")
def _grade_mixed(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    limit = threshold(draw, scope, by)
    guards = [
        (_at_least(by, limit), (Keyword("FROM"), *number(limit))),
        *_guards(draw, scope, 2),
    ]
    return _graded(
        draw, scope, (Keyword("BY"), *by.words), draw(st.permutations(guards)), lowest_first=False
    )


@construct("grade by a number, up to and under")
def _grade_up_to(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    guards = [_band(draw, scope, by, limit) for limit in _limits(draw, scope, by)]
    return _graded(draw, scope, (Keyword("BY"), *by.words), guards, lowest_first=True)


def _band(draw: DrawFn, _scope: Scope, by: Term, limit: Exact) -> tuple[Condition, Words]:
    if draw(st.booleans()):
        up_to = Condition((), lambda record: by.meaning(record) <= limit)
        return up_to, (Keyword("UP_TO"), *number(limit))
    under = Condition((), lambda record: by.meaning(record) < limit)
    return under, (Keyword("UNDER"), *number(limit))


def _at_least(by: Term, limit: Exact) -> Condition:
    return Condition((), lambda record: by.meaning(record) >= limit)


def _by(draw: DrawFn, scope: Scope) -> Term:
    plain = scope.exact or draw(st.integers(0, 2))
    return terms.reference(draw, scope) if plain else term(draw, scope)


def _limits(draw: DrawFn, scope: Scope, by: Term) -> list[Exact]:
    return sorted({threshold(draw, scope, by) for _ in range(draw(st.integers(1, 3)))})


def _graded(
    draw: DrawFn,
    scope: Scope,
    by: Words,
    guards: Sequence[tuple[Condition, Words]],
    *,
    lowest_first: bool,
) -> Declared:
    rows = applying(scope, guards)
    options, written = options(draw, scope, len(rows) + 1)
    guarded = [*(guard for _, guard in rows), words("OTHERWISE")]
    # A level of a grade has no hint, so what follows its name and label is its guard.
    clauses = [
        Clause((*_without_hint(level), *guard, *because(draw, scope)))
        for level, guard in zip(written, guarded, strict=True)
    ]
    name = called(draw, scope)
    of = Levels(name.id, options if lowest_first else options[::-1])
    results = [(guard, option.id) for (guard, _), option in zip(rows, options, strict=False)]
    named = Named(
        name.id,
        "grade",
        name.spellings,
        of,
        lambda record: first(results, options[-1].id, record),
    )
    head = (Keyword("GRADE"), *heading(draw, scope, name), *by)
    body = (*clauses, *assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)


def _without_hint(level: Words) -> Words:
    hints = [i for i, word in enumerate(level) if word == Keyword("HINT")]
    return level[: hints[0]] if hints else level
