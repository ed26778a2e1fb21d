"""Records for a policy that is written by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from relrules import Policy
from relrules.check import model as m
from relrules.compiled.lists import lists_given

MOST_RECORDS = 3
EVERY_RECORD = (Path(__file__).parent / "every_record.rel").read_text("utf-8")
"""A policy with everything that records of a list may have of their own."""
CONFIDENTIAL = {
    "fact calm:        yes or no\n": "  confidential to boss\n",
    "  fact mood:  levels bad < fair < good\n": "    confidential to boss\n",
    "  fact name: text\n": "    confidential to boss\n",
}


def partly_hidden() -> str:
    """Return the same policy with facts, of its records too, that not everybody may see."""
    text = EVERY_RECORD
    for fact, clause in CONFIDENTIAL.items():
        assert fact in text
        text = text.replace(fact, fact + clause)
    return (
        text + "advice hidden for each visits\n  when mood = bad\nadvice secret\n  when calm\n"
        "advice dark\n  when no visits have mood = good\n"
        'define bright "Bright" = some visits have mood > bad\n'
    )


def records_of(policy: Policy) -> st.SearchStrategy[dict[str, object]]:
    """Return records of which anything may be unknown: facts, lists, and facts of their records."""
    found: dict[str, st.SearchStrategy[object]] = {
        name: values_of(fact) for name, fact in policy.checked.facts.items()
    }
    for name in lists_given(policy.checked):
        inside = {of: values_of(fact) for of, fact in policy.checked.lists[name].facts.items()}
        record = st.fixed_dictionaries({}, optional=inside)
        found[name] = st.lists(record, max_size=MOST_RECORDS)
    return st.fixed_dictionaries({}, optional=found)


def values_of(fact: m.Fact) -> st.SearchStrategy[Any]:
    """Return values of a fact, some of them at its borders."""
    match fact.type:
        case m.YesNoType():
            return st.booleans()
        case m.LevelType(scale=scale):
            return st.sampled_from(scale.ids)
        case m.ChoiceType() as of:
            return st.sampled_from(of.ids)
        case m.NumberType() as of:
            low, high = int(of.low or 0), int(100 if of.high is None else of.high)
            return st.integers(low, high)
        case m.DateType():
            return st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
        case m.TextType():
            return st.sampled_from(["a", "b; drop table", "客户"])
