"""What the records of a list are called."""

from __future__ import annotations

from relrules.check import model as m
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.terms import slot


def record_title(policy: m.CheckedPolicy, outcome: Outcome, list_name: str, record: int) -> str:
    """Return what a record is called: by its title fact, else by its number, from 1."""
    of = policy.lists[list_name]
    title = None if of.title is None else outcome.facts.get(slot(list_name, record, of.title))
    return str(title) if title is not None else str(record + 1)
