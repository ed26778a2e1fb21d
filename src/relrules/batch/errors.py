"""Why a policy has no statement in SQL."""

from __future__ import annotations


class NotInSqlError(Exception):
    """Something that an engine cannot work out exactly; `str()` says what, and why."""
