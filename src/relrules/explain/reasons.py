"""What a score is made of, and which dimensions cost it most."""

from __future__ import annotations

from collections.abc import Mapping
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


def parts_of(policy: m.CheckedPolicy, expr: m.Expr, *, deep: bool = False) -> Linear | None:
    """Return a number as a weighted sum of results, or `None` where it is none.

    Unlabelled defines are read through; with `deep` labelled ones and scores are too.
    """
    match expr:
        case m.Constant(value=value):
            return Linear({}, _exact(value))
        case m.Ref(kind=m.Kind.DEFINE, name=name) if deep or not policy.defines[name].labelled:
            inner = parts_of(policy, policy.defines[name].value, deep=deep)
            return inner or Linear({expr: 1}, 0)
        case m.Ref(kind=m.Kind.SCORE, name=name) if deep:
            inner = parts_of(policy, policy.scores[name].value, deep=deep)
            return inner or Linear({expr: 1}, 0)
        case m.Ref():
            return Linear({expr: 1}, 0)
        case m.Negation(operand=operand):
            return _times(parts_of(policy, operand, deep=deep), -1)
        case m.Sum(terms=terms):
            total: Linear | None = Linear({}, 0)
            for plus, term in terms:
                part = _times(parts_of(policy, term, deep=deep), 1 if plus else -1)
                total = _plus(total, part)
            return total
        case m.Product(factors=factors):
            return _product([(times, parts_of(policy, f, deep=deep)) for times, f in factors])
        case _:
            return None


def costs(policy: m.CheckedPolicy, outcome: Outcome, score: str) -> tuple[Cost, ...]:
    """Return what each dimension costs a score, largest first, ties in file order.

    The cost of a dimension is its weight times the distance of its points from the best it can
    give; those above zero are listed. Where the points are not decided, it is what is lost in any
    case.
    """
    linear = parts_of(policy, policy.scores[score].value, deep=True)
    if linear is None:
        return ()
    found = []
    weights = {r.name: w for r, w in linear.weights.items() if r.kind is m.Kind.DIMENSION}
    for name, dimension in policy.dimensions.items():
        possible = outcome.values[name]
        if name not in weights or not isinstance(possible, Interval):
            continue
        if possible.low is None or possible.high is None:
            raise AssertionError(name)
        weight = weights[name]
        lost = dimension.high - possible.high if weight > 0 else dimension.low - possible.low
        if weight * lost > 0:
            found.append(Cost(name, plain(weight * lost)))
    return tuple(sorted(found, key=lambda cost: -cost.points))


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
