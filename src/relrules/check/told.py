"""Whether what everybody sees tells a fact that is confidential.

A score stays visible where it depends on more than hidden facts. Whoever knows it and its other
parts can work out the one that is hidden; where each answer has points of its own, that is the
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from relrules.check import model as m
from relrules.check.answered import holds_for
from relrules.check.interval import Exact
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
    if not hidden:
        return
    behind = {
        name: {ref.key for term in _terms(d) for ref in refs(expanded(term, read_through))}
        for name, d in dimensions.items()
    }
    told: dict[str, str] = {}
    for name, score in scores.items():
        parts = list(_parts(expanded(score.value, read_through)))
        secret = [part for part in parts if behind.get(part) and behind[part] <= hidden]
        if len(secret) != 1 or "" in parts or len(parts) == 1:
            continue
        dimension = dimensions[secret[0]]
        if len(behind[dimension.id]) > 1:
            continue
        fact = facts[next(iter(behind[dimension.id]))]
        if _tells_apart(dimension, fact, read_through):
            told.setdefault(fact.id, name)
    for told_fact, score_name in told.items():
        report(say.confidential_told(facts[told_fact].span, score_name))


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


def _tells_apart(dimension: m.Dimension, fact: m.Fact, read_through: Mapping[str, m.Expr]) -> bool:
    """Return whether each answer to the one fact behind a dimension has points of its own."""
    if dimension.caps:
        return False
    rows = [
        (None if row.when is None else expanded(row.when, read_through), row)
        for row in dimension.rows
    ]
    given = [_given(rows, answer, take_all=dimension.take_all) for answer in _answers(fact.type)]
    return bool(given) and all(len(of) == 1 for of in given) and len(set(given)) == len(given)


def _answers(of: m.Type) -> Sequence[m.Value]:
    """Return the answers there are, none where they cannot be counted."""
    match of:
        case m.YesNoType():
            return (False, True)
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType(ids=ids):
            return ids
        case _:
            return ()


def _given(
    rows: Sequence[tuple[m.Expr | None, m.Row]], answer: m.Value, *, take_all: bool
) -> tuple[Exact | None, ...]:
    """Return what an answer gives: its points, `None` for no answer. Empty where it is not plain."""
    points: Exact = 0
    any_applies = False
    for when, row in rows:
        applies = not any_applies if when is None else holds_for(when, answer)
        if applies is None:
            return ()
        if not applies:
            continue
        if row.points is None:
            return (None,) if isinstance(row.value, m.NoAnswer) else ()
        if not take_all:
            return (row.points,)
        any_applies = True
        points += row.points
    return (points,) if take_all and any_applies else (None,)
