"""Rows read one by one, by Kleene's logic: what a declaration is when everything is decided.

Where something is not, what is found is sound and may be wider than need be.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, added, point
from relrules.check.interval import hull as interval_hull
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.possible import (
    NO_ANSWER,
    Among,
    Answered,
    Possible,
    answered,
    hull,
    is_decided,
    may_be_unanswered,
    perhaps,
)
from relrules.evaluate.program import Limit, Rows
from relrules.evaluate.terms import Reading
from relrules.evaluate.truth import NO_ONLY, NONE, YES_ONLY, Truths, either, opposite

VERDICTS = {YES_ONLY: Verdict.APPLIES, NO_ONLY: Verdict.DOES_NOT_APPLY}


@frozen
class Found:
    """What rows come to: the value, which rows apply, and what caps or gates change.

    `certain` says that no condition was left open, so that nothing could be told more exactly;
    `tried` is how many combinations of what is not known were looked at one by one.
    """

    value: Possible
    rows: tuple[RowTrace, ...]
    limits: tuple[RowTrace, ...]
    unlimited: Possible
    certain: bool
    tried: int = 0


def read_rows(rows: Rows, reading: Reading, scale: m.Scale | None) -> Found:
    """Return what rows come to; `scale` is a grade's, for its gates."""
    holding: list[Truths] = []
    for condition in rows.conditions:
        holding.append(YES_ONLY if condition is None else reading.truths(condition))
        if not rows.take_all and False not in holding[-1]:
            break
    if rows.take_all:
        value = _taken_together(rows, holding, reading)
    else:
        value = _first(rows, holding, reading)
    unlimited = value
    traces: list[RowTrace] = []
    certain = all(len(found) == 1 for found in holding)
    for index, limit in enumerate(rows.limits):
        holds = YES_ONLY if limit.when is None else reading.truths(limit.when)
        certain = certain and len(holds) == 1
        limited = _limited(value, limit, scale)
        traces.append(RowTrace(index, bite(value, limited, holds)))
        value = _when(holds, limited, value)
    return Found(
        value,
        _verdicts(_applying(rows, holding), take_all=rows.take_all),
        tuple(traces),
        unlimited,
        certain and (is_decided(value) or not rows.tangled),
    )


def _first(rows: Rows, holding: Sequence[Truths], reading: Reading) -> Possible:
    """Return the value of the first row that applies."""
    found: list[Possible] = []
    for value, holds in zip(rows.values, holding, strict=False):
        if NONE in holds:
            found.append(NO_ANSWER)
        if True in holds:
            found.append(reading.term(value))
    return hull(found) if found else NO_ANSWER


def _taken_together(rows: Rows, holding: Sequence[Truths], reading: Reading) -> Possible:
    """Return the sum of the rows that apply; `otherwise` where no other does."""
    total: Answered = point(0)
    none_applies = True
    unanswered = False
    for condition, value, holds in zip(rows.conditions, rows.values, holding, strict=True):
        if condition is None:
            continue
        if holds == {NONE}:
            return NO_ANSWER
        unanswered = unanswered or NONE in holds
        if True not in holds:
            continue
        points = reading.term(value)
        worth = answered(points)
        if worth is None and holds == YES_ONLY:
            return NO_ANSWER
        unanswered = unanswered or may_be_unanswered(points)
        none_applies = none_applies and False in holds
        if isinstance(worth, Interval) and isinstance(total, Interval):
            total = added(total, worth if holds == YES_ONLY else interval_hull([worth, point(0)]))
    found: Possible = total
    otherwise = [v for c, v in zip(rows.conditions, rows.values, strict=True) if c is None]
    if otherwise and none_applies:
        others = [h for c, h in zip(rows.conditions, holding, strict=True) if c is not None]
        alone = reading.term(otherwise[0])
        found = alone if all(True not in holds for holds in others) else hull([found, alone])
    return perhaps(found) if unanswered else found


def _applying(rows: Rows, holding: Sequence[Truths]) -> list[Truths]:
    """Return whether each row applies; where all count, `otherwise` does where no other does."""
    if not rows.take_all:
        return list(holding)
    pairs = list(zip(rows.conditions, holding, strict=True))
    others = [holds for condition, holds in pairs if condition is not None]
    rest = opposite(either(others))
    return [rest if condition is None else holds for condition, holds in pairs]


def _verdicts(holding: Sequence[Truths], *, take_all: bool) -> tuple[RowTrace, ...]:
    """Return what became of each row that was read."""
    traces: list[RowTrace] = []
    taken = False
    for index, holds in enumerate(holding):
        verdict = VERDICTS.get(holds, Verdict.MAY_APPLY)
        if holds == {NONE}:
            verdict = Verdict.DOES_NOT_APPLY
        if verdict is Verdict.APPLIES and taken and not take_all:
            verdict = Verdict.MAY_APPLY
        taken = taken or holds != NO_ONLY
        traces.append(RowTrace(index, verdict))
    return tuple(traces)


# ---- caps and gates -------------------------------------------------------------------------


def limited(value: Answered, limit: Limit, scale: m.Scale | None) -> Answered:
    """Return a value held by a cap, or a level held by a gate."""
    match value:
        case Interval(low, high):
            return Interval(_clamped(low, limit, is_low=True), _clamped(high, limit, is_low=False))
        case Among(values) if scale is not None:
            ends = (scale.rank(str(v)) for v in values)
            clamp = min if limit.highest else max
            bound = int(limit.limit)
            return Among(frozenset(scale.ids[clamp(end, bound)] for end in ends))
        case _:
            raise AssertionError(value)


def _limited(value: Possible, limit: Limit, scale: m.Scale | None) -> Possible:
    inner = answered(value)
    if inner is None:
        return value
    held = limited(inner, limit, scale)
    return perhaps(held) if may_be_unanswered(value) else held


def _clamped(end: Exact | None, limit: Limit, *, is_low: bool) -> Exact | None:
    if end is None:
        # An open end is closed by a limit on its side, and stays open on the other.
        return limit.limit if limit.highest is not is_low else None
    return min(end, limit.limit) if limit.highest else max(end, limit.limit)


def _when(holds: Truths, limited_: Possible, value: Possible) -> Possible:
    found = [limited_] if True in holds else []
    found += [value] if False in holds else []
    found += [NO_ANSWER] if NONE in holds else []
    return hull(found)


def bite(value: Possible, limited_: Possible, holds: Truths) -> Verdict:
    """Return whether a limit changes a value."""
    if True not in holds or value == limited_:
        return Verdict.DOES_NOT_APPLY
    inner, held = answered(value), answered(limited_)
    return Verdict.APPLIES if holds == YES_ONLY and _apart(inner, held) else Verdict.MAY_APPLY


def _apart(value: Answered | None, held: Answered | None) -> bool:
    """Return whether no value is left as it was."""
    match value, held:
        case Interval(), Interval():
            # Every value was moved onto the limit.
            return held.low == held.high and held.low is not None and held.low not in value
        case Among(), Among():
            return value.values.isdisjoint(held.values)
        case _:
            return False
