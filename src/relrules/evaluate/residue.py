"""What is left of a term once all that is known has been put in.

Known values become constants, lists their records, defines by rows and the like stand where they
can be told apart: the rest is conditions on what is not known, one simple one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from relrules.check import model as m
from relrules.check.walk import mapped, operands
from relrules.evaluate.possible import Unanswered, decided
from relrules.evaluate.terms import Reading
from relrules.syntax.nodes import ComparisonOp, Quantifier

MOST_ALTERNATIVES = 64
"""How many ways a term may come out before it is taken as a whole."""
MOST_OPEN = 5
"""How many records may be undecided before their choices are no longer tried one by one."""
YES_NO = m.YesNoType()
Alternative = tuple[m.Expr | None, m.Expr]
"""A condition, `None` where it always holds, and what a term is then."""


Known = dict[tuple[int, ...], tuple[m.Expr, m.Expr]]
"""What terms came to, by their identity and the records looked at; a define is read through once."""


def residue(expr: m.Expr, reading: Reading, known: Known | None = None) -> m.Expr:
    """Return a term with everything decided put in."""
    known = {} if known is None else known
    key = (id(expr), *reading.here.values())
    if key not in known:
        known[key] = (expr, _residue(expr, reading, known))
    return known[key][1]


def _residue(expr: m.Expr, reading: Reading, known: Known) -> m.Expr:
    found = reading.term(expr)
    if isinstance(found, Unanswered):
        return m.NoAnswer(span=expr.span, type=expr.type)
    value = decided(found)
    if value is not None:
        return m.Constant(span=expr.span, type=expr.type, value=value)
    match expr:
        case m.Ref(list=str() as list_name, record=None):
            return evolve(expr, record=reading.here[list_name])
        case m.Answers(value=inner):
            return residue(inner, reading, known)
        case m.Have() | m.Count() | m.Share() | m.Collected():
            return _of_list(expr, reading)
        case m.Several():
            # What is left out while it is not known does not come back when a case is tried.
            expr = evolve(expr, parts=reading.counting(expr))
            return mapped(expr, lambda inner: residue(inner, reading, known))
        case _:
            return mapped(expr, lambda inner: residue(inner, reading, known))


def _of_list(expr: m.Have | m.Count | m.Share | m.Collected, reading: Reading) -> m.Expr:
    """Return a term over the records of a list that are known; one over an unknown list stays."""
    if expr.list not in reading.counts:
        return expr
    match expr:
        case m.Have(condition=condition):
            return _have(expr, [residue(condition, reading) for _ in reading.records(expr.list)])
        case m.Count(where=where, distinct=None):
            return _holding(expr, [_where(where, reading) for _ in reading.records(expr.list)])
        case m.Share(where=where):
            share = _holding(expr, [_where(where, reading) for _ in reading.records(expr.list)])
            count = reading.counts[expr.list]
            number = m.Constant(span=expr.span, type=m.NumberType(count, count), value=count)
            factors = ((True, share), (False, number))
            return m.Product(span=expr.span, type=expr.type, factors=factors)
        case m.Count(where=where, distinct=value) | m.Collected(where=where, value=value):
            if value is None:
                raise AssertionError(expr)
            items = tuple(
                m.Chosen(
                    value=residue(value, reading),
                    when=None if where is None else residue(where, reading),
                )
                for _ in reading.records(expr.list)
            )
            none: m.Expr = m.NoAnswer(span=expr.span, type=expr.type)
            measure = None
            if isinstance(expr, m.Collected):
                measure, none = expr.measure, residue(expr.if_empty, reading)
            return m.Gathered(
                span=expr.span, type=expr.type, measure=measure, items=items, if_none=none
            )


def _where(where: m.Expr | None, reading: Reading) -> m.Expr:
    if where is None:
        raise AssertionError(where)
    return residue(where, reading)


def _have(expr: m.Have, conditions: Sequence[m.Expr]) -> m.Expr:
    parts = tuple(conditions)
    match expr.quantifier:
        case Quantifier.SOME:
            return m.Or(span=expr.span, type=YES_NO, operands=parts)
        case Quantifier.ALL:
            return m.And(span=expr.span, type=YES_NO, operands=parts)
        case Quantifier.NO:
            some = m.Or(span=expr.span, type=YES_NO, operands=parts)
            return m.Not(span=expr.span, type=YES_NO, operand=some)
        case Quantifier.AT_LEAST:
            wanted = expr.count or 1
            limit = m.Constant(span=expr.span, type=m.NumberType(wanted, wanted, 0), value=wanted)
            return m.Comparison(
                span=expr.span,
                type=YES_NO,
                op=ComparisonOp.GE,
                left=_holding(expr, parts),
                right=limit,
            )


def _holding(expr: m.Expr, conditions: Sequence[m.Expr]) -> m.Expr:
    of = m.NumberType(0, len(conditions), 0)
    return m.Holding(span=expr.span, type=of, conditions=tuple(conditions))


# ---- telling cases apart --------------------------------------------------------------------


def alternatives(expr: m.Expr) -> list[Alternative]:
    """Return the ways a term can come out, of which the first that applies counts.

    One does in every case. A term with too many ways is given back as it is.
    """
    found = _alternatives(expr)
    return found if len(found) <= MOST_ALTERNATIVES else [(None, expr)]


def _alternatives(expr: m.Expr) -> list[Alternative]:
    match expr:
        case m.Cases(rows=rows):
            return [
                (_both(row.when, condition), value)
                for row in rows
                for condition, value in alternatives(row.value)
            ]
        case m.Holding(conditions=conditions):
            return _choices(expr, conditions)
        case m.Gathered(items=items):
            return _choices(expr, [item.when for item in items])
        case m.And() | m.Or() | m.Not() | m.IsKnown():
            return [(None, expr)]
        case m.Have() | m.Count() | m.Share() | m.Collected():
            # A list that is not known: what is said of each record cannot be told apart.
            return [(None, expr)]
        case _:
            return _of_operands(expr)


def _of_operands(expr: m.Expr) -> list[Alternative]:
    """Return the ways a term comes out when each of its operands has several."""
    found: list[tuple[m.Expr | None, dict[m.Expr, m.Expr]]] = [(None, {})]
    for operand in dict.fromkeys(operands(expr)):
        ways = alternatives(operand)
        if len(ways) == 1 and ways[0][0] is None and ways[0][1] is operand:
            continue
        found = [
            (_both(condition, other), {**replaced, operand: value})
            for condition, replaced in found
            for other, value in ways
        ]
        if len(found) > MOST_ALTERNATIVES:
            return [(None, expr)]
    if len(found) == 1 and not found[0][1]:
        return [(None, expr)]
    return [(when, _with(expr, replaced)) for when, replaced in found]


def _with(expr: m.Expr, replaced: dict[m.Expr, m.Expr]) -> m.Expr:
    return mapped(expr, lambda inner: replaced.get(inner, inner))


def _choices(
    expr: m.Holding | m.Gathered, conditions: Sequence[m.Expr | None]
) -> list[Alternative]:
    """Return the ways in which the conditions that are open can hold or not."""
    open_ones = [i for i, c in enumerate(conditions) if c is not None and not _is_constant(c)]
    if not open_ones or len(open_ones) > MOST_OPEN:
        return [(None, expr)]
    found: list[Alternative] = []
    for choice in range(1 << len(open_ones)):
        held = {at for bit, at in enumerate(open_ones) if choice >> bit & 1}
        parts = tuple(_as_chosen(conditions[at], holds=at in held) for at in open_ones)
        when = m.And(span=expr.span, type=YES_NO, operands=parts)
        found.append((when, _chosen(expr, held, set(open_ones))))
    # In every case one choice is right; where a condition has no answer, none is and none counts.
    return found


def _as_chosen(condition: m.Expr | None, *, holds: bool) -> m.Expr:
    if condition is None:
        raise AssertionError(condition)
    return condition if holds else m.Not(span=condition.span, type=YES_NO, operand=condition)


def _chosen(expr: m.Holding | m.Gathered, held: set[int], open_ones: set[int]) -> m.Expr:
    """Return a term in which the open conditions are settled."""

    def settled(at: int, condition: m.Expr) -> m.Expr:
        if at not in open_ones:
            return condition
        return m.Constant(span=condition.span, type=YES_NO, value=at in held)

    match expr:
        case m.Holding(conditions=conditions):
            return evolve(expr, conditions=tuple(settled(i, c) for i, c in enumerate(conditions)))
        case m.Gathered(items=items):
            return evolve(
                expr,
                items=tuple(
                    item if item.when is None else evolve(item, when=settled(i, item.when))
                    for i, item in enumerate(items)
                ),
            )


def _both(one: m.Expr | None, other: m.Expr | None) -> m.Expr | None:
    match one, other:
        case None, _:
            return other
        case _, None:
            return one
        case _:
            return m.And(span=one.span, type=YES_NO, operands=(one, other))


def _is_constant(expr: m.Expr) -> bool:
    return isinstance(expr, m.Constant | m.NoAnswer)


def lifted(condition: m.Expr) -> m.Expr:
    """Return a condition in which nothing stands inside a comparison that has ways of its own."""
    match condition:
        case m.And(operands=parts) | m.Or(operands=parts):
            return evolve(condition, operands=tuple(lifted(part) for part in parts))
        case m.Not(operand=operand):
            return evolve(condition, operand=lifted(operand))
        case m.Cases(rows=rows):
            return evolve(
                condition,
                rows=tuple(
                    m.Case(
                        value=lifted(row.value),
                        when=None if row.when is None else lifted(row.when),
                    )
                    for row in rows
                ),
            )
        case m.Comparison() | m.Between() | m.IsOneOf():
            ways = alternatives(condition)
            if len(ways) == 1 and ways[0][0] is None:
                return ways[0][1]
            rows_ = tuple(
                m.Case(value=value, when=None if when is None else lifted(when))
                for when, value in ways
            )
            return m.Cases(span=condition.span, type=YES_NO, rows=rows_)
        case _:
            return condition


def leaves(condition: m.Expr) -> Iterator[m.Expr]:
    """Yield the smallest conditions inside a lifted condition."""
    match condition:
        case m.And() | m.Or() | m.Not() | m.Cases():
            for operand in operands(condition):
                yield from leaves(operand)
        case m.Constant() | m.NoAnswer():
            return
        case _:
            yield condition
