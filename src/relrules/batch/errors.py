"""Why a policy has no statement in SQL."""

from __future__ import annotations


class NotInSqlError(Exception):
    """Something that an engine cannot work out exactly; `str()` says what, and why."""


class NotInBulkError(Exception):
    """A file that DuckDB would not read or write as the interpreter does; `str()` says why."""
