"""Scores."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import terms
from generators.caps import capping
from generators.coverage import construct
from generators.heads import Declared, assume_clauses, heading
from generators.names import called
from generators.scope import Named, Scope
from generators.terms import Term, exact, ref, term
from generators.values import Exact, Number, decimal_text, plus, times
from generators.words import EQUALS, Clause, Declaration, Keyword, Mark, Spelled, Words, number
from relrules import Policy

WEIGHTS: st.SearchStrategy[Exact] = st.sampled_from([2, 3, Fraction(1, 2), 0])


def score(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a score: mostly a sum of dimensions, else any number."""
    dimensions = [named for named in scope.results if named.kind == "dimension"]
    adds_up = draw(st.integers(0, 3)) > 0
    sums = dimensions and adds_up
    found = _sum_of(draw, scope, dimensions) if sums else _any_number(draw, scope)
    name = called(draw, scope)
    capped = capping(draw, scope, found.range, found.meaning)
    head = (Keyword("SCORE"), *heading(draw, scope, name), EQUALS, *found.words)
    named = Named(name.id, "score", name.spellings, Number(*capped.range), capped.meaning)
    body = (*capped.clauses, *assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)


@construct("score of dimensions")
def _sum_of(draw: DrawFn, scope: Scope, dimensions: Sequence[Named]) -> Term:
    """Draw a sum of dimensions, some of them weighted."""
    chosen = draw(st.lists(st.sampled_from(dimensions), min_size=1, unique=True))
    total: Term | None = None
    for named in chosen:
        part = Term(ref(named), terms.range_of(named), exact(named.meaning))
        part = draw(st.sampled_from([_as_it_is, _weighted]))(draw, scope, part)
        total = part if total is None else _added(total, part)
    if total is None:
        raise AssertionError(dimensions)
    return total


def _as_it_is(_draw: DrawFn, _scope: Scope, part: Term) -> Term:
    return part


@construct("weighted dimension")
def _weighted(draw: DrawFn, _scope: Scope, part: Term) -> Term:
    weight = draw(WEIGHTS)
    return Term(
        (*number(weight), Mark("*"), *part.words),
        times((weight, weight), part.range),
        lambda record: weight * part.meaning(record),
    )


def _added(one: Term, other: Term) -> Term:
    return Term(
        (*one.words, Mark("+"), *other.words),
        plus(one.range, other.range),
        lambda record: one.meaning(record) + other.meaning(record),
    )


@construct("score of any number")
def _any_number(draw: DrawFn, scope: Scope) -> Term:
    return term(draw, scope)


def with_range(draw: DrawFn, scope: Scope, declared: Declaration, policy: Policy) -> Declaration:
    """Return a score with its range stated, as the check works it out; others as they are."""
    if declared.head[0] != Keyword("SCORE") or draw(st.booleans()):
        return declared
    name = declared.head[1]
    found = next(
        n.id
        for n in scope.results
        if isinstance(name, Spelled) and n.spellings[0] == name.spellings[0]
    )
    score_ = policy.checked.scores[found]
    low, high = score_.low, score_.high
    if low is None or high is None or decimal_text(low) is None or decimal_text(high) is None:
        return declared
    if low == 0 and draw(st.booleans()):
        stated = _stated_high(draw, scope, high)
    else:
        stated = _stated_range(draw, scope, low, high)
    return evolve(declared, clauses=(Clause(stated), *declared.clauses))


@construct("out of")
def _stated_high(_draw: DrawFn, _scope: Scope, high: Exact) -> Words:
    return (Keyword("OUT_OF"), *number(high))


@construct("from … to … of a score")
def _stated_range(_draw: DrawFn, _scope: Scope, low: Exact, high: Exact) -> Words:
    return (Keyword("FROM"), *number(low), Keyword("TO"), *number(high))
