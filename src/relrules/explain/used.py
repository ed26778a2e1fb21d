"""Which results of used policies a policy reads itself: these are told with its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from relrules.check import model as m
from relrules.check.results import CheckedResult, terms_of_result
from relrules.check.walk import refs
from relrules.explain.telling import declared, owner_of

Results = Mapping[str, CheckedResult]
RESULTS = (m.Kind.DIMENSION, m.Kind.SCORE, m.Kind.GRADE, m.Kind.DEFINE)


def read_of_used(policy: m.CheckedPolicy) -> frozenset[str]:
    """Return the keys of the results of used policies that a policy's own declarations look at.

    A define without a label is no result: what it looks at is read instead.
    """
    found: set[str] = set()
    seen: set[str] = set()
    left = list(_read_by_own(policy))
    while left:
        ref = left.pop()
        if ref.kind not in RESULTS or not owner_of(policy, ref.key) or ref.key in seen:
            continue
        seen.add(ref.key)
        of = declared(policy, ref.key)
        if isinstance(of, m.Define) and not of.labelled:
            left += refs(of.value)
        else:
            found.add(ref.key)
    return frozenset(found)


def _read_by_own(policy: m.CheckedPolicy) -> Iterator[m.Ref]:
    """Yield everything that the policy's own results, lists and advice refer to."""
    own_lists = [of for name, of in policy.lists.items() if _own(policy, name)]
    results: list[Results] = [policy.defines, policy.dimensions, policy.scores, policy.grades]
    declarations = [of for group in results for name, of in group.items() if _own(policy, name)]
    for of in own_lists:
        declarations += [*of.defines.values(), *of.dimensions.values(), *of.grades.values()]
    for result in declarations:
        for term in terms_of_result(result):
            yield from refs(term)
        if isinstance(result, m.Grade) and result.by is not None:
            yield from refs(result.by)
    for name, advice in policy.advice.items():
        if _own(policy, name):
            yield from refs(advice.when)
            yield from advice.say.refs() if advice.say is not None else ()


def _own(policy: m.CheckedPolicy, name: str) -> bool:
    return not owner_of(policy, name)
