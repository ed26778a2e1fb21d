"""What a score is made of, and which dimensions cost it most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.evaluate.outcome import Outcome


@frozen
class Linear:
    """A weighted sum: each part with its weight, and a constant."""

    weights: Mapping[m.Ref, Exact]
    constant: Exact


@frozen
class Cost:
    """The points a dimension surely takes from a score, against the best it could give."""

    dimension: str
    points: Exact


Inside = Callable[[m.Ref], Linear | None]


def parts_of(policy: m.CheckedPolicy, expr: m.Expr) -> Linear | None:
    """Return a number as a weighted sum of what is told by name, or `None` where it is none."""

    def inside(ref: m.Ref) -> Linear | None:
        define = policy.defines.get(ref.name) if ref.kind is m.Kind.DEFINE else None
        return None if define is None or define.told_by_name else _linear(define.value, inside)

    return _linear(expr, inside)


def weights_of(policy: m.CheckedPolicy, score: str) -> Mapping[str, Exact]:
    """Return what one point of each dimension adds to a score, read down to the dimensions.

    A dimension that enters a score in another way than by a weighted sum has no weight, and
    neither has any where the score is no weighted sum.
    """
    known: dict[str, Linear | None] = {}

    # Down the order of evaluation each part is known before what it is part of: scores may be
    # built on scores far deeper than functions may call each other.
    def inside(ref: m.Ref) -> Linear | None:
        return known.get(ref.name) if ref.kind in (m.Kind.DEFINE, m.Kind.SCORE) else None

    for name in policy.order:
        of = policy.scores.get(name) or policy.defines.get(name)
        if of is not None and isinstance(of.value.type, m.NumberType):
            known[name] = _linear(of.value, inside)
        if name == score:
            break
    linear = known[score]
    if linear is None:
        return {}
    return {r.name: w for r, w in linear.weights.items() if r.kind is m.Kind.DIMENSION}


def inner_weights(policy: m.CheckedPolicy, score: str) -> Mapping[str, Exact]:
    """Return what one point of each score that a score is made of adds to it, at any depth.

    In the order of evaluation. Only what enters by weighted sums has a weight.
    """
    weights: dict[str, Exact] = {score: 1}
    for name in reversed(policy.order):
        if name not in weights:
            continue
        linear = parts_of(policy, _value(policy, name))
        for ref, inner in () if linear is None else linear.weights.items():
            if ref.kind in (m.Kind.SCORE, m.Kind.DEFINE):
                weights[ref.name] = plain(weights.get(ref.name, 0) + weights[name] * inner)
    return {
        n: weights[n] for n in policy.order if n in policy.scores and n in weights and n != score
    }


def _value(policy: m.CheckedPolicy, name: str) -> m.Expr:
    of = policy.scores.get(name) or policy.defines[name]
    return of.value


def costs(policy: m.CheckedPolicy, outcome: Outcome, score: str) -> tuple[Cost, ...]:
    """Return what each dimension costs a score, largest first, ties in file order.

    The cost of a dimension is its weight times the distance of its points from its baseline, which
    is the best it can give unless it states another; those above zero are listed. Where the points are not decided, it is what is lost in any
    case.
    """
    found = []
    weights = weights_of(policy, score)
    for name, dimension in policy.dimensions.items():
        possible = outcome.values[name]
        if name not in weights or not isinstance(possible, Interval):
            continue
        weight = weights[name]
        lost = _lost(dimension, possible, weight)
        if lost is not None and weight * lost > 0:
            found.append(Cost(name, plain(weight * lost)))
    return tuple(sorted(found, key=lambda cost: -cost.points))


def _lost(dimension: m.Dimension, possible: Interval, weight: Exact) -> Exact | None:
    """Return how far the points surely are from the baseline, `None` where nothing says."""
    if weight > 0:
        best, points = dimension.high, possible.high
    else:
        # Where points count against the score, the fewest are the best.
        best, points = dimension.low, possible.low
    best = dimension.baseline if dimension.baseline is not None else best
    return None if best is None or points is None else best - points


def _linear(expr: m.Expr, inside: Inside) -> Linear | None:
    match expr:
        case m.Constant(value=value):
            return Linear({}, _exact(value))
        case m.Ref():
            return inside(expr) or Linear({expr: 1}, 0)
        case m.Negation(operand=operand):
            return _times(_linear(operand, inside), -1)
        case m.Sum(terms=terms):
            total: Linear | None = Linear({}, 0)
            for plus, term in terms:
                total = _plus(total, _times(_linear(term, inside), 1 if plus else -1))
            return total
        case m.Product(factors=factors):
            return _product([(times, _linear(f, inside)) for times, f in factors])
        case _:
            return None


def _exact(value: m.Value) -> Exact:
    if not isinstance(value, int | Fraction):
        raise AssertionError(value)
    return value


def _times(linear: Linear | None, factor: Exact) -> Linear | None:
    if linear is None:
        return None
    weights = {ref: plain(weight * factor) for ref, weight in linear.weights.items()}
    return Linear(weights, plain(linear.constant * factor))


def _plus(left: Linear | None, right: Linear | None) -> Linear | None:
    if left is None or right is None:
        return None
    weights = dict(left.weights)
    for ref, weight in right.weights.items():
        weights[ref] = plain(weights.get(ref, 0) + weight)
    return Linear(weights, plain(left.constant + right.constant))


def _product(factors: list[tuple[bool, Linear | None]]) -> Linear | None:
    """Return a product of which at most one factor, and no divisor, is more than a number."""
    total = Linear({}, 1)
    for times, factor in factors:
        if factor is None or (factor.weights and (total.weights or not times)):
            return None
        if factor.weights:
            scaled = _times(factor, total.constant)
        else:
            number = factor.constant
            scaled = _times(total, number if times else Fraction(1) / number)
        if scaled is None:
            raise AssertionError(factors)
        total = scaled
    return total
