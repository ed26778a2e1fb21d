"""Names of files for DuckDB, which takes some characters for patterns."""

from __future__ import annotations

import re

MEANS_MORE = re.compile(r"[*?\[]")


def exactly(path: str) -> str:
    """Return the pattern that fits a path alone: `deals [1].csv` is no set of characters.

    >>> exactly("deals [1]/*.csv")
    'deals [[]1]/[*].csv'
    """
    return MEANS_MORE.sub(lambda found: f"[{found[0]}]", path)
