"""What each result, and advice, is made of: in the policy, and as far as it is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from relrules.check import model as m
from relrules.check.results import terms_of_result
from relrules.check.walk import lists_in, refs
from relrules.evaluate.evaluate import Program, advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import is_decided
from relrules.evaluate.program import results_of

Dependencies = Mapping[str, frozenset[str]]
"""The facts, lists and `today` that each result, and advice under its key, is made of."""


def dependencies(program: Program) -> Dependencies:
    """Return the facts and lists, and today, that each result and advice is computed from."""
    found = dict(program.needs)
    _add_advice(program.policy, found)
    return found


def open_dependencies(program: Program, outcome: Outcome) -> Dependencies:
    """Return what can still count to each result and advice.

    A result that has its value, whatever is still unknown, hands nothing on to what is made of it.
    """
    policy = program.policy
    results = dict(results_of(policy))
    found: dict[str, frozenset[str]] = {}
    for name in policy.order:
        terms = terms_of_result(results[name])
        found[name] = frozenset() if _is_settled(outcome, name) else _read(terms, found)
    _add_advice(policy, found)
    return found


def _is_settled(outcome: Outcome, name: str) -> bool:
    value = outcome.values.get(name)
    return value is not None and is_decided(value) and not outcome.provisional.get(name)


def _add_advice(policy: m.CheckedPolicy, found: dict[str, frozenset[str]]) -> None:
    for name, advice in policy.advice.items():
        whose = frozenset() if advice.for_each is None else frozenset({advice.for_each})
        found[advice_key(name)] = _read([advice.when], found) | whose


def _read(terms: Iterable[m.Expr], found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    needed: set[str] = set()
    for term in terms:
        needed |= set(lists_in(term))
        for ref in refs(term):
            needed |= found.get(ref.key, {ref.key})
    return frozenset(needed)
