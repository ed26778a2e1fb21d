"""What every declaration begins with, and the clauses that all of them may have."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct
from generators.names import Called, called, texts
from generators.scope import Scope
from generators.words import Clause, Declaration, Keyword, Literal, Quoted, Spelled, Words

Declared = tuple[Declaration, Scope]


def words(*ids: str) -> Words:
    """Return keywords."""
    return tuple(Keyword(id_) for id_ in ids)


def chance(draw: DrawFn) -> bool:
    """Draw whether to do something."""
    return draw(st.booleans())


@construct("policy header")
def policy(draw: DrawFn, scope: Scope) -> Declared:
    """Draw the head of a policy."""
    name = called(draw, scope)
    clauses: list[Words] = []
    if scope.lang == "zh" or draw(st.booleans()):
        clauses.append((Keyword("LANGUAGE"), Literal("1"), Literal(scope.lang)))
    if scope.chance(1 / 2):
        clauses.append((Keyword("VERSION"), Quoted("2.1")))
    if scope.chance(1 / 2):
        clauses.append((Keyword("QUESTION"), *texts(scope)))
    sources = [_source(draw, scope) for _ in range(2) if scope.chance(1 / 2)]
    clauses += [_day(draw, scope, kind) for kind in DAYS if scope.chance(1 / 4)]
    clauses += [clause for clause, _ in sources] + assumptions(draw, scope)
    scope = evolve(scope, sources=tuple(spellings for _, spellings in sources))
    # Without a label between them, the name would go on with the word of the clause.
    if name.label and scope.chance(1 / 5):
        joined = tuple(word for clause in clauses for word in clause)
        return Declaration((Keyword("POLICY"), *name.heading, *joined)), scope
    return Declaration((Keyword("POLICY"), *name.heading), tuple(map(Clause, clauses))), scope


DAYS = ("EFFECTIVE_FROM", "REVIEW_BY")


@construct("effective from, review by")
def _day(_draw: DrawFn, _scope: Scope, kind: str) -> Words:
    return (Keyword(kind), Literal("2026-01-01" if kind == DAYS[0] else "2027-06-30"))


@construct("source")
def _source(draw: DrawFn, scope: Scope) -> tuple[Words, tuple[str, ...]]:
    name = called(draw, scope, labelled=False)
    return (Keyword("SOURCE"), name.new, *texts(scope)), name.new.spellings


@construct("citation")
def _citation(_draw: DrawFn, scope: Scope) -> Words:
    source = Spelled(scope.rng.choice(scope.sources))
    return (Keyword("FROM"), source, *texts(scope))


@construct("assume")
def _assumption(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("ASSUME"), *texts(scope))


def assumptions(draw: DrawFn, scope: Scope) -> list[Words]:
    return [_assumption(draw, scope) for _ in range(2) if scope.chance(1 / 5)]


def heading(draw: DrawFn, scope: Scope, name: Called) -> Words:
    cites = scope.sources and scope.chance(1 / 3)
    return (*name.heading, *(_citation(draw, scope) if cites else ()))


def assume_clauses(draw: DrawFn, scope: Scope) -> tuple[Clause, ...]:
    return tuple(map(Clause, assumptions(draw, scope)))


@construct("because")
def _reason(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("BECAUSE"), *texts(scope))


def because(draw: DrawFn, scope: Scope) -> Words:
    return _reason(draw, scope) if scope.chance(1 / 3) else ()
