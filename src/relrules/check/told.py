"""Whether what everybody sees tells a fact that is confidential.

A score stays visible where it depends on more than hidden facts. Whoever knows it and its other
parts can work out the one that is hidden; where each answer has points of its own, that is the
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from relrules.check import model as m
from relrules.check.walk import expanded, refs
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say


def report_told_facts(
    facts: Mapping[str, m.Fact],
    dimensions: Mapping[str, m.Dimension],
    scores: Mapping[str, m.Score],
    read_through: Mapping[str, m.Expr],
    report: Callable[[Diagnostic], None],
) -> None:
    """Report each confidential fact that a visible score and its visible parts determine."""
    hidden = {name for name, fact in facts.items() if fact.confidential is not None}
    behind = {
        name: {ref.key for term in _terms(d) for ref in refs(expanded(term, read_through))}
        for name, d in dimensions.items()
    }
    told: dict[str, str] = {}
    for name, score in scores.items():
        parts = list(_parts(expanded(score.value, read_through)))
        secret = [part for part in parts if behind.get(part) and behind[part] <= hidden]
        if len(secret) != 1 or "" in parts:
            continue
        dimension = dimensions[secret[0]]
        if len(behind[dimension.id]) == 1 and len(parts) > 1 and _tells_apart(dimension):
            told.setdefault(next(iter(behind[dimension.id])), name)
    for fact, score_name in told.items():
        report(say.confidential_told(facts[fact].span, score_name))


def _terms(dimension: m.Dimension) -> Iterator[m.Expr]:
    for row in dimension.rows:
        yield row.value
        if row.when is not None:
            yield row.when


def _parts(value: m.Expr) -> Iterator[str]:
    """Yield the results that a weighted sum adds up; an empty name for anything else."""
    match value:
        case m.Ref(kind=m.Kind.DIMENSION, name=name):
            yield name
        case m.Constant():
            return
        case m.Negation(operand=operand):
            yield from _parts(operand)
        case m.Sum(terms=terms):
            for _, term in terms:
                yield from _parts(term)
        case m.Product(factors=factors):
            others = [f for _, f in factors if not isinstance(f, m.Constant)]
            if len(others) == 1:
                yield from _parts(others[0])
            else:
                yield ""
        case _:
            yield ""


def _tells_apart(dimension: m.Dimension) -> bool:
    """Return whether each answer has points of its own."""
    points = [row.points for row in dimension.rows]
    answers = all(row.entry is not None for row in dimension.rows)
    return answers and len(set(points)) == len(points) and not dimension.caps
