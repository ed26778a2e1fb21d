"""Names that hold a Chinese keyword because nothing sets it apart: `教练有效且价格主导`."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations

from relrules.syntax.keywords import table

GROUPS = ("infix", "prefix", "over", "collecting", "quantifier")
MOST_IN_A_WORD = 3
MOST_TRIED = 6


@cache
def _keywords() -> re.Pattern[str]:
    """Return the words that stand beside names."""
    keywords = table().keywords.values()
    return _any_of(tuple(s for k in keywords if k.group in GROUPS for s in k.spellings))


@cache
def _all_keywords() -> re.Pattern[str]:
    return _any_of(tuple(s for k in table().keywords.values() for s in k.spellings))


def _any_of(spellings: tuple[str, ...]) -> re.Pattern[str]:
    han = sorted((s for s in spellings if not s.isascii()), key=len, reverse=True)
    return re.compile("|".join(re.escape(s) for s in han))


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


def glued_keywords(word: str) -> Iterator[str]:
    """Yield a word with its keywords set apart, one keyword first, then two, then three.

    >>> next(glued_keywords("分否则"))
    '分 否则'
    """
    found = list(_all_keywords().finditer(word))[:MOST_TRIED]
    tried = {word}
    for count in range(1, min(MOST_IN_A_WORD, len(found)) + 1):
        for chosen in combinations(found, count):
            parted = word
            for match in reversed(chosen):
                start, end = match.span()
                parted = f"{parted[:start]} {match.group()} {parted[end:]}"
            parted = " ".join(parted.split())
            if parted not in tried:
                tried.add(parted)
                yield parted
