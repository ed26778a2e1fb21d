"""The types of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relrules.check import model as m
from relrules.check.expressions import places

CheckedResult = m.Define | m.Dimension | m.Score | m.Grade


def result_type(result: CheckedResult | None) -> m.Type | None:
    """Return the type of a declaration's result."""
    match result:
        case m.Define(value=value):
            return value.type
        case m.Dimension(low=low, high=high):
            return m.NumberType(low, high, _decimals_of_rows(result))
        case m.Score(value=value, low=low, high=high, caps=caps):
            decimals = value.type.decimals if isinstance(value.type, m.NumberType) else None
            return m.NumberType(low, high, _with_caps(decimals, caps))
        case m.Grade(scale=scale):
            return m.LevelType(scale)
        case None:
            return None


def _decimals_of_rows(dimension: m.Dimension) -> int | None:
    """Return how many decimals points have at most, `None` where that is not bounded."""
    found: int | None = 0
    for row in dimension.rows:
        more = row.value.type.decimals if isinstance(row.value.type, m.NumberType) else None
        if isinstance(row.value, m.NoAnswer):
            continue
        found = None if found is None or more is None else max(found, more)
    return _with_caps(found, dimension.caps)


def _with_caps(decimals: int | None, caps: Sequence[m.Cap]) -> int | None:
    if decimals is None:
        return None
    return max(decimals, *(places(cap.limit) for cap in caps)) if caps else decimals


def reached_levels(name: str, grade: m.Grade) -> dict[str, frozenset[m.Value]]:
    """Return the levels a grade can give, by its key, where each row names one."""
    levels = [row.level for row in grade.rows if not isinstance(row.value, m.NoAnswer)]
    if None in levels:
        return {}
    found = {level for level in levels if level is not None} | {g.level for g in grade.gates}
    return {name: frozenset(found)}


def terms_of_result(result: CheckedResult) -> list[m.Expr]:
    """Return everything a result is made of."""
    match result:
        case m.Define(value=value):
            return [value]
        case m.Score(value=value, caps=caps):
            return [value, *_conditions(caps)]
        case m.Dimension(rows=rows, caps=caps):
            return [*_conditions(rows), *(row.value for row in rows), *_conditions(caps)]
        case m.Grade(rows=grade_rows, gates=gates):
            values = [row.value for row in grade_rows]
            return [*_conditions(grade_rows), *values, *_conditions(gates)]


def _conditions(rows: Iterable[m.Row | m.GradeRow | m.Cap | m.Gate]) -> list[m.Expr]:
    return [row.when for row in rows if row.when is not None]
