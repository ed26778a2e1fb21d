"""Dimensions."""

from __future__ import annotations

def dimension(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a dimension."""
    kinds = [_dimension_by_rows, _dimension_by_rows, _dimension_without_otherwise]
    if scope.of_type(Levels, Choices, YesNo):
        kinds += [_dimension_by_answers] * 2
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("dimension by rows with otherwise")
def _dimension_by_rows(draw: DrawFn, scope: Scope) -> Declared:
    candidates = [(condition(draw, scope), draw(POINTS)) for _ in range(draw(st.integers(1, 3)))]
    rows = applying(scope, candidates)
    rest = draw(POINTS)
    clauses = [_row(draw, scope, points, guard) for guard, points in rows]
    clauses.append(_row(draw, scope, rest, None))
    values = [points for _, points in rows] + [rest]
    return _dimension(draw, scope, clauses, values, lambda record: first(rows, rest, record))


@construct("dimension by rows without otherwise")
def _dimension_without_otherwise(draw: DrawFn, scope: Scope) -> Declared:
    pair = two_ways(draw, scope)
    if pair is None:
        return _dimension_by_rows(draw, scope)
    one, other = draw(POINTS), draw(POINTS)
    clauses = [_row(draw, scope, one, pair[0]), _row(draw, scope, other, pair[1])]
    return _dimension(
        draw, scope, clauses, [one, other], lambda record: first([(pair[0], one)], other, record)
    )


@construct("row of a dimension")
def _row(draw: DrawFn, scope: Scope, points: Exact, guard: Condition | None) -> Clause:
    when = words("OTHERWISE") if guard is None else (Keyword("WHEN"), *guard.words)
    return Clause((*number(points), Keyword("POINTS"), *when, *because(draw, scope)))


@construct("points by")
def _dimension_by_answers(draw: DrawFn, scope: Scope) -> Declared:
    named = draw(st.sampled_from(scope.of_type(Levels, Choices, YesNo)))
    options = () if isinstance(named.type, YesNo) else options_of(named)
    answers = representatives(named.type, ())
    scope.rng.shuffle(answers)
    points = {answer: draw(POINTS) for answer in answers}
    entries = [
        (*constant(a, options), COLON, *number(points[a]), *because(draw, scope)) for a in answers
    ]
    clauses = [Clause((Keyword("POINTS_BY"), *ref(named)))]
    if draw(st.booleans()):
        clauses += [Clause(entry, deeper=True) for entry in entries]
    else:
        clauses.append(Clause(separated(entries), deeper=True))
    return _dimension(
        draw, scope, clauses, list(points.values()), lambda record: points[named.meaning(record)]
    )


def _dimension(
    draw: DrawFn,
    scope: Scope,
    clauses: list[Clause],
    points: Sequence[Exact],
    meaning: Callable[[Record], Exact],
) -> Declared:
    name = called(draw, scope)
    of = Number(min(points), max(points))
    named = Named(name.id, "dimension", name.spellings, of, meaning)
    head = (Keyword("DIMENSION"), *heading(draw, scope, name))
    body = (*clauses, *assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)
