"""Whole policies, as text with their meaning."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from random import Random

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from hypothesis.vendor.pretty import RepresentationPrinter

import relrules
from generators import coverage, declarations
from generators.examples import example
from generators.facts import Known
from generators.layout import laid_out
from generators.scope import Record, Scope
from generators.values import Value
from generators.words import Declaration
from relrules import Policy

SEEDS = st.integers(0, 2**32 - 1)


@frozen(slots=False, repr=False)
class Generated:
    """A policy as text, with what it declares and what that means."""

    text: str
    scope: Scope

    def __repr__(self) -> str:
        """Return the text: that is what a failing example must show."""
        return f"<policy\n{self.text}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:  # noqa: FBT001 - the protocol of Hypothesis
        printer.text(repr(self))

    @cached_property
    def policy(self) -> Policy:
        """Return the policy, loaded; that it can be is what the generator promises."""
        return relrules.load_text(self.text)

    def meaning(self, known: Known) -> dict[str, Value]:
        """Return every result of a complete record, by the generator's own reckoning."""
        record = _record(known)
        return {named.id: named.meaning(record) for named in self.scope.results}

    def advice(self, known: Known) -> dict[str, bool]:
        """Return which advice is given for a complete record."""
        record = _record(known)
        return {advice.id: advice.meaning(record) for advice in self.scope.advice}


def _record(known: Known) -> Record:
    if known.today is None:
        raise AssertionError(known)
    return Record(known.facts, known.today)


@st.composite
def policies(draw: DrawFn, *, examples: bool = False) -> Generated:
    """Draw a policy with some of everything, its declarations in any order."""
    head, facts, scope = _started(draw, most_facts=4)
    rest: list[Declaration] = []
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    # Something with points comes first, so that there is something to add up.
    for kind in [declarations.dimension, *kinds]:
        declared, scope = kind(draw, scope)
        rest.append(declared)
    if draw(st.booleans()):
        rest = draw(st.permutations([*facts, *rest]))
        facts = []
    found = _generated(scope, [head, *facts, *rest], draw(SEEDS))
    if examples:
        worked = [example(draw, scope, found.policy) for _ in range(draw(st.integers(1, 2)))]
        found = _generated(scope, [head, *facts, *rest, *worked], draw(SEEDS))
    coverage.count(scope.met)
    return found


@st.composite
def single(draw: DrawFn) -> Generated:
    """Draw a policy of one dimension, grade or advice about facts alone.

    Its conditions compare facts with constants, so that the interpreter must be exact.
    """
    head, facts, scope = _started(draw, most_facts=3)
    scope = evolve(scope, exact=True)
    kind = draw(st.sampled_from([declarations.dimension, declarations.grade, declarations.advice]))
    declared, scope = kind(draw, scope)
    coverage.count(scope.met)
    return _generated(scope, [head, *facts, declared], draw(SEEDS))


def _started(draw: DrawFn, most_facts: int) -> tuple[Declaration, list[Declaration], Scope]:
    lang = draw(st.sampled_from(["en", "en", "zh"]))
    seed = draw(SEEDS)
    scope = Scope(lang=lang, rng=Random(seed), plain=seed == 0)  # noqa: S311 - no secret: one seed gives one policy
    head, scope = declarations.policy(draw, scope)
    facts = []
    for _ in range(draw(st.integers(1, most_facts))):
        declared, scope = declarations.facts(draw, scope)
        facts.append(declared)
    return head, facts, scope


def _generated(scope: Scope, declared: list[Declaration], seed: int) -> Generated:
    text, met = laid_out(declared, seed)
    scope.met.update(met)
    return Generated(text, scope)


KINDS: tuple[Callable[[DrawFn, Scope], tuple[Declaration, Scope]], ...] = (
    declarations.define,
    declarations.define,
    declarations.dimension,
    declarations.dimension,
    declarations.dimension,
    declarations.score,
    declarations.score,
    declarations.grade,
    declarations.grade,
    declarations.advice,
    declarations.advice,
    declarations.ensure,
)
"""What follows the facts of a policy, as often as it is worth having."""
