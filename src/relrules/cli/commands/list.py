"""`relrules list`."""

from __future__ import annotations

from collections.abc import Iterator

from relrules.cli.builds_on import builds_on
from relrules.cli.streams import write
from relrules.diagnostics.words import listed
from relrules.engine import shipped
from relrules.policy import Policy
from relrules.source.shipped import policy_names


def list_policies() -> int:
    """Write the shipped policies: name, version, label, and what else they say of themselves."""
    names = policy_names()
    policies = [shipped(name) for name in names]
    width = max((len(name) for name in names), default=0)
    versions = max((len(policy.version) for policy in policies), default=0)
    for policy in policies:
        label, *more = _lines(policy)
        write(f"{policy.name:{width}}  {policy.version:>{versions}}  {label}")
        for line in more:
            write(f"{'':{width}}  {'':{versions}}  {line}")
    return 0


def _lines(policy: Policy) -> Iterator[str]:
    """Yield the policy's label, its question, when it is meant to be used, and its bases."""
    checked = policy.checked
    yield checked.label.in_language(checked.lang)
    if checked.question:
        yield checked.question.in_language(checked.lang)
    days = [("effective from", checked.effective_from), ("review by", checked.review_by)]
    stated = [f"{words} {day.isoformat()}" for words, day in days if day is not None]
    if stated:
        yield ", ".join(stated)
    others = builds_on(policy.source)
    if others:
        yield f"builds on {listed(others, 'and')}"
