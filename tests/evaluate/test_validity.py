"""The time that a policy is meant for."""

from __future__ import annotations

import datetime as dt

import pytest

from relrules import load_text
from relrules.evaluate.validity import OutsideItsTime, Validity, outside_its_time

FROM, BY = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
DAY = dt.timedelta(days=1)
EARLY = OutsideItsTime(Validity.NOT_YET, FROM)
LATE = OutsideItsTime(Validity.REVIEW_DUE, BY)


@pytest.mark.parametrize(
    ("clauses", "today", "found"),
    [
        ("effective from 2026-01-01 review by 2027-01-01", FROM - DAY, EARLY),
        ("effective from 2026-01-01 review by 2027-01-01", FROM, None),
        ("effective from 2026-01-01 review by 2027-01-01", BY, None),
        ("effective from 2026-01-01 review by 2027-01-01", BY + DAY, LATE),
        ("effective from 2026-01-01 review by 2027-01-01", None, None),
        ("effective from 2026-01-01", BY + DAY, None),
        ("review by 2027-01-01", FROM - DAY, None),
        ("", FROM, None),
    ],
)
def test_both_days_belong_to_the_time_of_a_policy(
    clauses: str, today: dt.date | None, found: OutsideItsTime | None
) -> None:
    policy = load_text(f"policy p\n  {clauses}\nscore s = 1\n")
    assert outside_its_time(policy.checked, today) == found


def test_the_time_of_a_used_policy_is_its_own() -> None:
    used = {"used": "policy used\n  review by 2026-01-01\ndefine a = 1\n"}
    policy = load_text("policy p\nuse used\nscore s = used.a\n", resolver=used.get)
    assert outside_its_time(policy.checked, BY) is None
