"""The hash of a policy: the same as long as it means the same by its own words.

It is taken over words, not over bytes. Comments, indentation, the spaces between words, the kind of
quotes, full-width signs and the language of the keywords do not count, so `relrules fmt` never
changes it. Examples do not count either: they test a policy and are no part of it. Everything else
does: names, numbers, conditions, and every text a reader of an explanation may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from relrules.source import Source
from relrules.syntax.layout import layout
from relrules.syntax.tokens import Word, words_of

# INVARIANT: these never change. Programs keep hashes, and every release must find the same ones.
FIRST_LINE = "relrules 1"
BETWEEN_WORDS, AFTER_A_CLAUSE, AFTER_A_DECLARATION, AFTER_A_SOURCE = "\t", "\n", "\n", "\f\n"


def content_hash(sources: Iterable[Source]) -> str:
    """Return the SHA-256 of the policies' words, as 64 hexadecimal digits.

    `sources` are a policy's own text and then every other text it is made of, in the order in which
    they are read. They have no mistakes. Their names and places do not count.
    """
    found = sha256(f"{FIRST_LINE}\n".encode())
    for source in sources:
        for piece in _pieces(source):
            found.update(piece.encode())
        found.update(AFTER_A_SOURCE.encode())
    return found.hexdigest()


def _pieces(source: Source) -> Iterator[str]:
    """Yield the declarations of a source, each as lines of words in their English spelling."""
    cut = layout(source)
    for chunk in cut.chunks:
        words = words_of(cut, chunk, "en")
        if words and words[0].terminal != "EXAMPLE":
            yield _text(words) + AFTER_A_DECLARATION


def _text(words: Iterable[Word]) -> str:
    parts: list[str] = []
    for word in words:
        if parts:
            parts.append(AFTER_A_CLAUSE if word.begins_clause else BETWEEN_WORDS)
        parts.append(word.text)
    return "".join(parts) + AFTER_A_CLAUSE
