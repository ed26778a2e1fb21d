"""Numbers in SQL, exactly: a whole one over a scale, and over a divisor of each row where one divides.

Engines divide decimals as binary floats: nothing is divided before it is told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.facts import size, type_for
from relrules.batch.tree import Sql
from relrules.check.interval import Exact

TOLD_PLACES = 9
ONE = Fraction(1)


@frozen
class Number:
    """A number in SQL: `whole` divided by `scale`, and by `over`, which is above 0, if there is one.

    `most` and `most_over` bound what the two can be, whatever their sign.
    """

    whole: Sql
    scale: int
    most: Exact
    over: Sql | None = None
    most_over: Exact = 1


def constant(value: Exact) -> Number:
    """Return a number that is the same in every row."""
    scale = Fraction(value).denominator
    return Number(tree.whole(int(value * scale)), scale, size(value * scale))


def multiplied(one: Sql, other: Sql, most: Exact) -> Sql:
    """Return a product of whole numbers in a type that holds up to `most`."""
    of = type_for(most)
    left, right = tree.cast(one.copy(), of), tree.cast(other.copy(), of)
    return exp.paren(exp.Mul(this=left, expression=right))


def scaled(of: Number, scale: int) -> Number:
    """Return a number over another scale, a multiple of its own."""
    by = scale // of.scale
    return (
        of
        if by == 1
        else evolve(of, whole=_by(of.whole, by, of.most), scale=scale, most=of.most * by)
    )


def _by(whole: Sql, by: int, most: Exact) -> Sql:
    return tree.times(tree.cast(whole.copy(), type_for(most * abs(by))), by)


def same_scale(numbers: Sequence[Number]) -> list[Number]:
    """Return numbers over one scale."""
    scale = math.lcm(*(of.scale for of in numbers))
    return [scaled(of, scale) for of in numbers]


def times(of: Number, by: Exact) -> Number:
    """Return a number times one that is the same in every row: its divisor goes into the scale."""
    factor = Fraction(by)
    whole = _by(of.whole, factor.numerator, of.most)
    most = of.most * abs(factor.numerator)
    return evolve(of, whole=whole, scale=of.scale * factor.denominator, most=most)


def added(numbers: Sequence[Number]) -> Number:
    """Return a sum."""
    found = same_scale(numbers)
    whole = [of for of in found if of.over is None]
    parts = [of for of in found if of.over is not None]
    total = _whole_sum(whole) if whole else parts.pop()
    for part in parts:
        total = _over_one(total, part)
    return total


def _whole_sum(parts: Sequence[Number]) -> Number:
    most = sum((of.most for of in parts), Fraction())
    cast = [tree.cast(of.whole.copy(), type_for(most)) for of in parts]
    return Number(tree.added(cast), parts[0].scale, most)


def _over_one(one: Number, other: Number) -> Number:
    """Return the sum of two numbers of a scale, over the product of their divisors."""
    left, right = crossed(one, other)
    most = left.most + right.most
    of = type_for(most)
    whole = tree.added([tree.cast(left.whole.copy(), of), tree.cast(right.whole.copy(), of)])
    divisors = [x for x in ((one.over, one.most_over), (other.over, other.most_over)) if x[0]]
    over, most_over = divisors[0]
    for divisor, most_divisor in divisors[1:]:
        most_over *= most_divisor
        if over is None or divisor is None:
            raise AssertionError(divisors)
        over = multiplied(over, divisor, most_over)
    return Number(whole, one.scale, most, over, most_over)


def crossed(one: Number, other: Number) -> tuple[Number, Number]:
    """Return two numbers times their scales and divisors: whole ones that compare as they do."""
    left, right = same_scale([one, other])
    return _times_divisor(left, right), _times_divisor(right, left)


def _times_divisor(of: Number, other: Number) -> Number:
    if other.over is None:
        return Number(of.whole, 1, of.most)
    most = of.most * other.most_over
    return Number(multiplied(of.whole, other.over, most), 1, most)


def compared(operator: type[exp.Binary], one: Number, other: Number) -> Sql:
    """Return a comparison."""
    left, right = crossed(one, other)
    return tree.compared(operator, left.whole, right.whole)


def product(one: Number, other: Number) -> Number:
    """Return a product."""
    most = one.most * other.most
    over, most_over = one.over or other.over, one.most_over * other.most_over
    if one.over is not None and other.over is not None:
        over = multiplied(one.over, other.over, most_over)
    whole = multiplied(one.whole, other.whole, most)
    return Number(whole, one.scale * other.scale, most, over, most_over)


def divided(one: Number, other: Number) -> Number:
    """Return a quotient, null where the divisor is zero."""
    upside_down = Number(whole=_signed(other), scale=1, most=max(other.most_over * other.scale, 1))
    upside_down = evolve(upside_down, over=_absolute(other.whole), most_over=other.most)
    return product(one, upside_down)


def _signed(of: Number) -> Sql:
    """Return what a divisor is itself divided by, with its sign; null where it is zero."""
    most = of.most_over * of.scale
    by = tree.whole(of.scale) if of.over is None else _by(of.over, of.scale, of.most_over)
    by = tree.cast(by, type_for(most))
    above = tree.compared(exp.GT, of.whole, tree.whole(0))
    below = tree.compared(exp.LT, of.whole, tree.whole(0))
    return tree.case([(above, by), (below, tree.times(by.copy(), -1))], tree.NULL.copy())


def _absolute(whole: Sql) -> Sql:
    below = tree.compared(exp.LT, whole, tree.whole(0))
    return tree.case([(below, tree.times(whole.copy(), -1))], whole.copy())


def rounded(of: Number, places: int) -> Number:
    """Return a number rounded half away from zero."""
    by = 10**places
    if of.over is None and by % of.scale == 0:
        return of
    half = _halves(of, by)
    return Number(half, by, of.most * by / of.scale + 1)


def _halves(of: Number, by: int) -> Sql:
    """Return `whole * by / divisor` rounded: twice that and one more divisor, over two divisors."""
    common = math.gcd(by, of.scale)
    up, down = by // common, of.scale // common
    divisor = tree.whole(down) if of.over is None else _by(of.over, down, of.most_over)
    most_divisor = of.most_over * down
    most = 2 * of.most * up + most_divisor
    wide = type_for(most)
    twice = tree.times(tree.cast(_absolute(of.whole), wide), 2 * up)
    more = tree.added([twice, tree.cast(divisor.copy(), wide)])
    quotient = tree.whole_quotient(more, tree.times(tree.cast(divisor, wide), 2), most)
    below = tree.compared(exp.LT, of.whole, tree.whole(0))
    return tree.case([(below, tree.times(quotient, -1))], quotient.copy())


def extreme(numbers: Sequence[Number], *, highest: bool) -> Number:
    """Return the highest or lowest of some numbers; none of them is null."""
    found = same_scale(numbers)
    beats = exp.GTE if highest else exp.LTE
    rows = [
        (tree.all_of([compared(beats, of, other) for other in found if other is not of]), of)
        for of in found
    ]
    return chosen(rows[:-1], found[-1])


def chosen(rows: Sequence[tuple[Sql, Number]], otherwise: Number | None) -> Number:
    """Return the number of the first row that holds; without `otherwise` null where none does."""
    every = [of for _, of in rows] + ([] if otherwise is None else [otherwise])
    numbers = same_scale(every)
    most = max(of.most for of in numbers)
    of = type_for(most)
    last = tree.NULL.copy() if otherwise is None else tree.cast(numbers[-1].whole.copy(), of)
    pairs = [
        (when, tree.cast(number.whole.copy(), of))
        for (when, _), number in zip(rows, numbers, strict=False)
    ]
    found = Number(tree.case(pairs, last), numbers[0].scale, most)
    if all(number.over is None for number in numbers):
        return found
    most_over = max(number.most_over for number in numbers)
    wide = type_for(most_over)
    divisors = [tree.cast((number.over or tree.whole(1)).copy(), wide) for number in numbers]
    pairs = [(when.copy(), over) for (when, _), over in zip(rows, divisors, strict=False)]
    last = tree.cast(tree.whole(1), wide) if otherwise is None else divisors[-1]
    return evolve(found, over=tree.case(pairs, last), most_over=most_over)
