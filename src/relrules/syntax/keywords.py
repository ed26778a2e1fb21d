"""The one table of keywords, read from `grammar/keywords.toml`.

It feeds the terminals of the grammar (terminals.py), the words that end a bare name, the words of error messages,
and the spellings that the formatter writes.
"""

import re
import tomllib
from functools import cache

from attrs import frozen

from relrules.source.shipped import grammar_file

CLASSES_THAT_END_A_NAME = ("infix",)
NOT_INSIDE_A_WORD = r"(?!\w)"
QUOTE = r"[\u0022\u201c\uff02]"


@frozen
class Keyword:
    """A word of the language: its terminal in the grammar and its spellings."""

    id: str
    group: str
    english: str
    chinese: str
    spellings: tuple[str, ...]

    def in_language(self, lang: str) -> str:
        """Return the spelling in a language; all but Chinese read English."""
        return self.chinese if lang == "zh" else self.english


@frozen
class KeywordTable:
    """All keywords, and what follows from them."""

    keywords: dict[str, Keyword]
    reserved: tuple[str, ...]
    languages: tuple[str, ...]

    def spellings_that_end_a_name(self) -> tuple[str, ...]:
        """Return the words that cannot be part of a bare name."""
        infix = [
            spelling
            for keyword in self.keywords.values()
            if keyword.group in CLASSES_THAT_END_A_NAME
            for spelling in keyword.spellings
        ]
        return (*infix, *self.reserved)

    def declarations(self) -> tuple[Keyword, ...]:
        """Return the keywords that begin a declaration."""
        return tuple(k for k in self.keywords.values() if k.group == "declaration")


@cache
def table() -> KeywordTable:
    """Return the keyword table."""
    data = tomllib.loads(grammar_file("keywords.toml").read_text("utf-8"))
    names = data.pop("names")
    keywords = {
        id_: Keyword(id_, group, spellings[0], spellings[1], tuple(spellings))
        for group, entries in data.items()
        for id_, spellings in entries.items()
    }
    return KeywordTable(keywords, tuple(names["reserved"]), tuple(names["languages"]))


def spelled(spelling: str) -> str:
    """Return the pattern of a spelling: any run of spaces between its parts.

    >>> re.fullmatch(spelled("is one of"), "is  one of") is not None
    True
    """
    return r"[ \t]+".join(re.escape(part) for part in spelling.split(" "))


def one_of(spellings: tuple[str, ...]) -> str:
    """Return the pattern of any of these words, standing alone; the longest is tried first."""
    ordered = sorted(spellings, key=len, reverse=True)
    return f"(?:{'|'.join(spelled(s) for s in ordered)}){NOT_INSIDE_A_WORD}"
