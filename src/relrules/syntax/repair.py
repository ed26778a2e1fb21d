"""Was a keyword meant? Tried, not guessed: the line must read well with the keyword in place."""

import re
from functools import cache

from lark.exceptions import UnexpectedInput

from relrules.diagnostics.words import distance
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table

WORD = re.compile(r"\w+")
SHORTEST = 2
LONG = 6


def misspelt_keyword(text: str, at: int) -> tuple[int, int, str] | None:
    """Return the start, end and intended spelling of a misspelt keyword before or at an error.

    `text` is a declaration and `at` where its parser stopped. Words of the line are tried from the
    error backwards; a keyword is meant if with it the parser gets past this line.
    """
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : len(text) if end < 0 else end]
    head = text[: text.find("\n")] + "\n" if start else ""
    words = [w for w in WORD.finditer(line) if not _in_quotes(line, w.start())]
    stopped = at - start
    before = [w for w in reversed(words) if w.start() <= stopped]
    for word in before:
        for keyword in _near_keywords(word.group()):
            mended = f"{head}{line[: word.start()]}{keyword}{line[word.end() :]}"
            if _reads_well(mended):
                return start + word.start(), start + word.end(), keyword
    return None


def _in_quotes(line: str, at: int) -> bool:
    return any(m.start() < at < m.end() for m in re.finditer(r'"[^"]*"|`[^`]*`|“[^”]*”', line))


@cache
def _vocabulary() -> tuple[str, ...]:
    parts = {
        part: None
        for keyword in table().keywords.values()
        for spelling in keyword.spellings
        for part in spelling.split()
    }
    return tuple(parts)


def _near_keywords(word: str) -> list[str]:
    """Return the keywords that a word may have been meant to be, the nearest first."""
    limit = 2 if len(word) >= LONG else 1
    if len(word) < SHORTEST or word in _vocabulary():
        return []
    typed = word.casefold()
    found = [
        (far, keyword)
        for keyword in _vocabulary()
        if len(keyword) >= SHORTEST
        and keyword != word
        and (far := distance(typed, keyword, limit)) <= limit
    ]
    return [keyword for _, keyword in sorted(found)]


def _reads_well(text: str) -> bool:
    try:
        parser().parse(text.rstrip())
    except UnexpectedInput:
        return False
    return True
