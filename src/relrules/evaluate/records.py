"""What the records of a list are called, and lists that share their records."""

from __future__ import annotations

from collections.abc import Mapping

from relrules.check import model as m
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.terms import slot


def record_title(policy: m.CheckedPolicy, outcome: Outcome, list_name: str, record: int) -> str:
    """Return what a record is called: by its title fact, else by its number, from 1."""
    of = policy.lists[list_name]
    title = None if of.title is None else outcome.facts.get(slot(list_name, record, of.title))
    return str(title) if title is not None else str(record + 1)


def with_shared_records(
    policy: m.CheckedPolicy, facts: Mapping[str, m.Value], counts: Mapping[str, int]
) -> tuple[Mapping[str, m.Value], Mapping[str, int]]:
    """Return facts and counts in which lists that share their records with another have them."""
    followers = [(to, of) for to, of in policy.same_records.items() if of in counts]
    if not followers:
        return facts, counts
    all_facts, all_counts = dict(facts), dict(counts)
    for to, of in followers:
        all_counts[to] = counts[of]
        for record in range(counts[of]):
            for name in policy.lists[of].facts:
                place = slot(of, record, name)
                if place in facts:
                    all_facts[slot(to, record, name)] = facts[place]
    return all_facts, all_counts
