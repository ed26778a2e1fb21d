"""Typing what is calculated from several values, steps between levels, and rounded numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.interval import Exact, Interval, added, divided, hull, multiplied, rounded
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import types as say
from relrules.diagnostics.words import listed
from relrules.syntax import nodes as n
from relrules.syntax.limits import MOST_DIGITS

if TYPE_CHECKING:
    from relrules.check.expressions import Typing

Ordered = m.NumberType | m.LevelType | m.DateType
EXTREMES = (n.Measure.HIGHEST, n.Measure.LOWEST)


def quotient(typing: Typing, node: n.Quotient) -> m.Expr | None:
    """Return a division whose divisor may be 0."""
    dividend, divisor = typing.number(node.dividend), typing.number(node.divisor)
    if dividend is None or divisor is None:
        return None
    if_zero = number_or_no_answer(typing, node.if_zero)
    if if_zero is None:
        return None
    limits = quotient_limits(_limits(dividend), _limits(divisor), _decimals(divisor))
    if not isinstance(if_zero, m.NoAnswer):
        limits = hull([limits, _limits(if_zero)])
    return m.Quotient(
        span=node.span,
        type=m.NumberType(limits.low, limits.high),
        dividend=dividend,
        divisor=divisor,
        if_zero=if_zero,
    )


def quotient_limits(dividend: Interval, divisor: Interval, decimals: int | None) -> Interval:
    """Return the range of a quotient where the divisor is not 0.

    A divisor with so many decimals is never closer to 0 than its smallest step.
    """
    if 0 not in divisor:
        return divided(dividend, divisor)
    if decimals is None:
        return multiplied(dividend, Interval(None, None))
    step = n_th(decimals)
    positive = divisor.high is None or divisor.high >= step
    negative = divisor.low is None or divisor.low <= -step
    parts = [divided(dividend, Interval(step, divisor.high))] if positive else []
    parts += [divided(dividend, Interval(divisor.low, -step))] if negative else []
    return hull(parts) if parts else Interval(0, 0)


def rounded_to(typing: Typing, node: n.Rounded) -> m.Expr | None:
    """Return a rounded number."""
    operand = typing.number(node.operand)
    places = node.places.value
    if not isinstance(places, int) or not 0 <= places <= MOST_DIGITS:
        typing.report(say.invalid_decimals(node.places.span, MOST_DIGITS))
        return None
    if operand is None:
        return None
    limits = _limits(operand)
    decimals = _decimals(operand)
    of = m.NumberType(
        None if limits.low is None else rounded(limits.low, places),
        None if limits.high is None else rounded(limits.high, places),
        places if decimals is None else min(places, decimals),
    )
    return m.Rounded(span=node.span, type=of, operand=operand, places=places)


def shifted(typing: Typing, node: n.Shifted) -> m.Expr | None:
    """Return a level that is raised or lowered."""
    operand, by = typing.term(node.operand), typing.number(node.steps)
    if operand is None or by is None:
        return None
    if not isinstance(operand.type, m.LevelType):
        typing.report(say.wrong_type(node.operand.span, words.a_type(operand.type), "a level"))
        return None
    low = _limits(by).low
    may_be = ["negative"] if low is None or low < 0 else []
    may_be += ["a fraction"] if _decimals(by) != 0 else []
    if may_be:
        typing.report(say_groups.steps_not_whole(node.steps.span, listed(may_be)))
        return None
    return m.Shifted(
        span=node.span, type=operand.type, operand=operand, raised=node.raised, steps=by
    )


def steps(typing: Typing, node: n.Steps) -> m.Expr | None:
    """Return how many steps one level is above another."""
    for side in (node.start, node.end):
        # A word that nothing is called is a level of the other side.
        if isinstance(side, n.Name) and typing.symbols.find(side) is None:
            continue
        typed = typing.term(side)
        if typed is None:
            return None
        if not isinstance(typed.type, m.LevelType):
            typing.report(say.wrong_type(side.span, words.a_type(typed.type), "a level"))
            return None
    both = typing.sides(node.start, node.end)
    if both is None:
        return None
    start, end = both
    if not isinstance(start.type, m.LevelType):
        return None
    most = len(start.type.scale.levels) - 1
    return m.Steps(span=node.span, type=m.NumberType(-most, most, 0), start=start, end=end)


def several(typing: Typing, node: n.Several) -> m.Expr | None:
    """Return several values taken together."""
    first = typing.term(node.parts[0].value)
    if first is None:
        return None
    values = [first]
    for part in node.parts[1:]:
        value = typing.against(part.value, first, compared=False)
        if value is None:
            return None
        values.append(value)
    if not _can_be_measured(typing, node, first):
        return None
    parts: list[m.Part] = []
    for part, value in zip(node.parts, values, strict=True):
        mistake = _weight_mistake(node, part)
        if mistake is not None:
            typing.report(mistake)
            return None
        weight = part.weight.value if part.weight else 1
        parts.append(m.Part(value=value, weight=weight, known=node.known or part.known))
    return m.Several(
        span=node.span,
        type=_several_type(node.measure, parts),
        measure=node.measure,
        parts=tuple(parts),
    )


def _weight_mistake(node: n.Several, part: n.Part) -> Diagnostic | None:
    """Return what is wrong with the weight of a part: each has one in a weighted average."""
    weighted = node.measure is n.Measure.WEIGHTED_AVERAGE
    if part.weight is None:
        return say_groups.missing_weight(part.value.span) if weighted else None
    if not weighted:
        return say_groups.misplaced_weight(part.weight.span)
    return say_groups.weight_not_positive(part.weight.span) if part.weight.value <= 0 else None


def _can_be_measured(typing: Typing, node: n.Several | n.Collected, value: m.Expr) -> bool:
    wanted = Ordered if node.measure in EXTREMES else m.NumberType
    if isinstance(value.type, wanted):
        return True
    word = "a number, level or date" if node.measure in EXTREMES else "a number"
    typing.report(say.wrong_type(value.span, words.a_type(value.type), word))
    return False


def _several_type(measure: n.Measure, parts: list[m.Part]) -> m.Type:
    of = parts[0].value.type
    if not isinstance(of, m.NumberType):
        return of
    limits = [_limits(part.value) for part in parts]
    decimals = [_decimals(part.value) for part in parts]
    most = None if None in decimals else max(d for d in decimals if d is not None)
    match measure:
        case n.Measure.SUM:
            total = Interval(0, 0)
            for part, each in zip(parts, limits, strict=True):
                total = added(total, hull([each, Interval(0, 0)]) if part.known else each)
            return m.NumberType(total.low, total.high, most)
        case n.Measure.HIGHEST | n.Measure.LOWEST:
            found = extreme(measure, limits)
            if any(part.known for part in parts):
                found = hull(limits)
            return m.NumberType(found.low, found.high, most)
        case n.Measure.AVERAGE | n.Measure.WEIGHTED_AVERAGE:
            found = hull(limits)
            return m.NumberType(found.low, found.high)


def extreme(measure: n.Measure, limits: list[Interval]) -> Interval:
    """Return the range of the highest or lowest of some numbers."""
    lows, highs = [i.low for i in limits], [i.high for i in limits]
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    if measure is n.Measure.HIGHEST:
        return Interval(
            max(known_lows, default=None),
            max(known_highs) if len(known_highs) == len(highs) else None,
        )
    return Interval(
        min(known_lows) if len(known_lows) == len(lows) else None,
        min(known_highs, default=None),
    )


def number_or_no_answer(typing: Typing, node: n.Expr | n.NoAnswer) -> m.Expr | None:
    """Return a number, or that there is no answer."""
    if isinstance(node, n.NoAnswer):
        return m.NoAnswer(span=node.span, type=m.NumberType())
    return typing.number(node)


def against_or_no_answer(
    typing: Typing, node: n.Expr | n.NoAnswer, anchor: m.Expr
) -> m.Expr | None:
    """Return a value of the anchor's type, or that there is no answer."""
    if isinstance(node, n.NoAnswer):
        return m.NoAnswer(span=node.span, type=anchor.type)
    return typing.against(node, anchor, compared=False)


def can_be_measured(typing: Typing, node: n.Collected, value: m.Expr) -> bool:
    """Report a value that cannot be taken together in this way."""
    return _can_be_measured(typing, node, value)


def n_th(decimals: int) -> Exact:
    """Return the smallest step of a number with so many decimals."""
    return Fraction(1, 10**decimals)


def _limits(expr: m.Expr) -> Interval:
    of = expr.type
    return Interval(of.low, of.high) if isinstance(of, m.NumberType) else Interval(None, None)


def _decimals(expr: m.Expr) -> int | None:
    return expr.type.decimals if isinstance(expr.type, m.NumberType) else None
