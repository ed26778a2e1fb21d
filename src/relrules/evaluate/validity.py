"""Whether a policy is meant for the day that an evaluation counts from."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from attrs import frozen

from relrules.check import model as m


class Validity(Enum):
    """What is odd about using a policy on a day."""

    NOT_YET = "not yet in effect"
    REVIEW_DUE = "review due"


@frozen
class OutsideItsTime:
    """A policy that is used before it takes effect, or after it should have been reviewed.

    `day` is the one the policy states: its `effective from`, or its `review by`.
    """

    validity: Validity
    day: dt.date


def outside_its_time(policy: m.CheckedPolicy, today: dt.date | None) -> OutsideItsTime | None:
    """Return why a policy should not be relied on today, or `None`.

    Both days belong to its time. Without a day there is nothing to compare; that is no reason to
    warn. A policy states these days of itself: those of the policies it uses do not count.
    """
    if today is None:
        return None
    if policy.effective_from is not None and today < policy.effective_from:
        return OutsideItsTime(Validity.NOT_YET, policy.effective_from)
    if policy.review_by is not None and today > policy.review_by:
        return OutsideItsTime(Validity.REVIEW_DUE, policy.review_by)
    return None
