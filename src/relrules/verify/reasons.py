"""What keeps a score from its best: how much each dimension costs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import decided


def weights(policy: m.CheckedPolicy, score: m.Score) -> dict[str, Exact]:
    """Return what one point of each dimension adds to a score that is a weighted sum.

    A dimension that enters a score in another way, as inside a product of two terms, has no
    weight and is left out. Scores and defines are read through.
    """
    found: dict[str, Exact] = {}
    for name, weight in _terms(policy, score.value, 1):
        found[name] = found.get(name, 0) + weight
    return found


def reasons(policy: m.CheckedPolicy, outcome: Outcome, score: m.Score) -> tuple[str, ...]:
    """Return the dimensions that cost a score most: weight x (best - points), above zero.

    Largest first, ties in file order. A dimension that is not decided is left out: what it costs
    is not known.
    """
    costs: dict[str, Exact] = {}
    weight_of = weights(policy, score)
    for name, dimension in policy.dimensions.items():
        points = decided(outcome.values[name])
        weight = weight_of.get(name, 0)
        if isinstance(points, int | Fraction) and weight:
            # Where points count against the score, the fewest are the best.
            best = dimension.high if weight > 0 else dimension.low
            costs[name] = weight * (best - points)
    ordered = sorted(costs, key=lambda name: -costs[name])
    return tuple(name for name in ordered if costs[name] > 0)


def score_of_reasons(policy: m.CheckedPolicy, dimensions: tuple[str, ...]) -> m.Score | None:
    """Return the score that reasons speak of: the first that is made of all these dimensions."""
    scores: Mapping[str, m.Score] = policy.scores
    return next((s for s in scores.values() if {*dimensions} <= {*weights(policy, s)}), None)


def _terms(policy: m.CheckedPolicy, expr: m.Expr, factor: Exact) -> Iterator[tuple[str, Exact]]:
    """Yield the dimensions of a sum with their weights."""
    match expr:
        case m.Ref(kind=m.Kind.DIMENSION, name=name):
            yield name, factor
        case m.Ref(kind=m.Kind.SCORE, name=name):
            yield from _terms(policy, policy.scores[name].value, factor)
        case m.Ref(kind=m.Kind.DEFINE, name=name):
            yield from _terms(policy, policy.defines[name].value, factor)
        case m.Negation(operand=operand):
            yield from _terms(policy, operand, -factor)
        case m.Sum(terms=terms):
            for plus, term in terms:
                yield from _terms(policy, term, factor if plus else -factor)
        case m.Product(factors=factors):
            numbers = [(times, f.value) for times, f in factors if isinstance(f, m.Constant)]
            others = [f for times, f in factors if times and not isinstance(f, m.Constant)]
            if len(others) == 1 and len(numbers) == len(factors) - 1:
                for times, number in numbers:
                    if isinstance(number, int | Fraction):
                        factor = factor * number if times else Fraction(factor) / number
                yield from _terms(policy, others[0], factor)
        case _:
            return
