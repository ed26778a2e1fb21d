"""Names that hold a Chinese keyword because nothing sets it apart: `教练有效且价格主导`."""

import re
from collections.abc import Callable
from functools import cache

from relrules.syntax.keywords import table

IDS = ("AND", "OR", "NOT", "IS_ONE_OF", "BETWEEN", "WHEN")


@cache
def _keywords() -> re.Pattern[str]:
    spellings = [s for i in IDS for s in table().keywords[i].spellings if not s.isascii()]
    return re.compile("|".join(sorted(spellings, key=len, reverse=True)))


def split_at_keywords(name: str, is_known: Callable[[str], bool]) -> str | None:
    """Return the name with its keywords set apart, if that leaves only known names.

    >>> split_at_keywords("甲且乙", {"甲", "乙"}.__contains__)
    '甲 且 乙'
    >>> split_at_keywords("甲且丙", {"甲", "乙"}.__contains__) is None
    True
    """
    for match in _keywords().finditer(name):
        before, after = name[: match.start()].strip(), name[match.end() :].strip()
        if before and not is_known(before):
            continue
        rest = after if is_known(after) else split_at_keywords(after, is_known)
        if rest:
            return " ".join(part for part in (before, match.group(), rest) if part)
    return None
