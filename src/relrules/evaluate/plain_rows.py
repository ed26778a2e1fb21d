"""Rows whose facts are all known: which one applies, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.check.walk import lists_in, refs
from relrules.evaluate.kleene import Found
from relrules.evaluate.outcome import RowTrace, Verdict
from relrules.evaluate.plain import OPEN, Condition, Known, Plain, Term, condition_of, term_of
from relrules.evaluate.possible import NO_ANSWER, Possible, exactly
from relrules.evaluate.program import Program, Rows, Written
from relrules.evaluate.terms import Static

Applying = tuple[Plain, tuple[RowTrace, ...]]
"""What rows are worth, and which apply."""


@frozen(eq=False)
class PlainRow:
    """A row as functions; `when` is `None` for `otherwise`."""

    when: Condition | None
    value: Term


@frozen(eq=False)
class PlainLimit:
    """A cap or gate; `limit` is a number, or the place of a level."""

    highest: bool
    limit: Exact
    when: Condition | None


@frozen(eq=False)
class PlainRows:
    """Rows as functions; see `Rows`.

    `type` is that of their values, `scale` a grade's. `needs` are the facts and lists that they are
    made of, and `today`; `list_name` is the list whose records have it.
    """

    rows: tuple[PlainRow, ...]
    limits: tuple[PlainLimit, ...]
    take_all: bool
    type: m.Type
    scale: m.Scale | None
    needs: frozenset[str]
    list_name: str | None


def plain_rows_of(program: Program, key: str) -> PlainRows:
    """Return the rows that a program keeps under a key as functions, made when first asked for."""
    found = program.plain.of(
        key, lambda: plain_rows(program.rows[key], program.static, program.scales.get(key))
    )
    if not isinstance(found, PlainRows):
        raise AssertionError(found)
    return found


def plain_rows(rows: Rows, static: Static, scale: m.Scale | None) -> PlainRows:
    """Return rows as functions."""

    def condition(when: m.Expr | None) -> Condition | None:
        return None if when is None else condition_of(when, static)

    written = rows.written
    return PlainRows(
        tuple(PlainRow(condition(when), term_of(value, static)) for when, value in written.pairs),
        tuple(
            PlainLimit(limit.highest, limit.limit, condition(when))
            for limit, when in zip(rows.limits, written.limits, strict=True)
        ),
        rows.take_all,
        rows.values[0].type,
        scale,
        frozenset(_needs(written, static)),
        rows.list_name,
    )


def _needs(written: Written, static: Static) -> Iterator[str]:
    terms = [term for pair in written.pairs for term in pair] + [*written.limits]
    for term in terms:
        if term is not None:
            yield from lists_in(term)
            for ref in refs(term):
                yield from static.needs.get(ref.key, (ref.key,))


def read_plainly(rows: PlainRows, known: Known) -> tuple[Found, m.Value | None] | None:
    """Return what rows come to, with the plain value; `None` where something is open."""
    applying = _all_that_apply(rows.rows, known) if rows.take_all else _first(rows.rows, known)
    if applying is None:
        return None
    value, traces = applying
    if value is OPEN:
        return None
    unlimited = found = _possible(value, rows.type)
    limits: list[RowTrace] = []
    for index, limit in enumerate(rows.limits):
        holds = True if limit.when is None else limit.when(known)
        if holds is OPEN:
            return None
        held = value
        if holds is None:
            held = None
        elif holds and value is not None:
            held = _limited(value, limit, rows.scale)
        bites = holds is True and held != value
        limits.append(_trace(index, Verdict.APPLIES if bites else Verdict.DOES_NOT_APPLY))
        if held != value:
            value = held
            found = _possible(value, rows.type)
    return Found(found, traces, tuple(limits), unlimited, certain=True), value


def _possible(value: m.Value | None, of: m.Type) -> Possible:
    return NO_ANSWER if value is None else exactly(value, of)


def _first(rows: Sequence[PlainRow], known: Known) -> Applying | None:
    """Return the value of the first row that applies."""
    for index, row in enumerate(rows):
        holds = True if row.when is None else row.when(known)
        if holds is True:
            return row.value(known), _only(index)
        if holds is OPEN:
            return None
        if holds is None:
            return None, _none(index + 1)
    return None, _none(len(rows))


def _all_that_apply(rows: Sequence[PlainRow], known: Known) -> Applying | None:
    """Return the sum of the rows that apply; `otherwise` where no other does."""
    holding = [None if row.when is None else row.when(known) for row in rows]
    asked = [holds for row, holds in zip(rows, holding, strict=True) if row.when is not None]
    if OPEN in asked:
        return None
    none_applies = not any(asked) and None not in asked
    total: Exact = 0
    declined = None in asked
    traces: list[RowTrace] = []
    for index, (row, holds) in enumerate(zip(rows, holding, strict=True)):
        applies = none_applies if row.when is None else holds is True
        traces.append(_trace(index, Verdict.APPLIES if applies else Verdict.DOES_NOT_APPLY))
        if not applies:
            continue
        worth = row.value(known)
        if worth is OPEN:
            return None
        if worth is None:
            declined = True
        else:
            total += cast("Exact", worth)
    return None if declined else total, tuple(traces)


def _limited(value: m.Value, limit: PlainLimit, scale: m.Scale | None) -> m.Value:
    """Return a value held by a cap, or a level held by a gate."""
    clamp = min if limit.highest else max
    if scale is not None:
        return scale.ids[clamp(scale.rank(str(value)), int(limit.limit))]
    return clamp(cast("Exact", value), limit.limit)


# Traces are alike from record to record, and are shared.


@cache
def _trace(index: int, verdict: Verdict) -> RowTrace:
    return RowTrace(index, verdict)


@cache
def _none(count: int) -> tuple[RowTrace, ...]:
    return tuple(_trace(index, Verdict.DOES_NOT_APPLY) for index in range(count))


@cache
def _only(index: int) -> tuple[RowTrace, ...]:
    return (*_none(index), _trace(index, Verdict.APPLIES))
