"""The declarations inside a list: each is read alone, as at the left margin."""

import re

from relrules.syntax.clauses import declaration_at, header_keyword
from relrules.syntax.layout import Chunk, Layout

LINE = re.compile(r"^[ \t]*(?=[^ \t\n])", re.MULTILINE)
NOT_A_LINE_BREAK = re.compile(r"[^\n]")


def members(cut: Layout, chunk: Chunk) -> tuple[Chunk, ...]:
    """Return the declarations inside a declaration; none where it is no list.

    They begin at the indentation of the first line below the head. What stands deeper belongs to
    them; what stands as deep and begins no declaration is a clause of the list.
    """
    text = cut.reading[chunk.start : chunk.end]
    keyword = header_keyword(text)
    if keyword is None or keyword.id != "LIST":
        return ()
    lines = [(m.end(), _indent(m.group())) for m in LINE.finditer(text) if m.end()]
    if not lines:
        return ()
    depth = lines[0][1]
    own = [at for at, indent in lines if indent <= depth]
    found = []
    for start, end in zip(own, [*own[1:], len(text)], strict=True):
        if declaration_at(text, start) is not None:
            first, last = chunk.start + start, chunk.start + len(text[:end].rstrip())
            found.append(Chunk(first, last, cut.is_damaged(first, chunk.start + end)))
    return tuple(found)


def own_reading(cut: Layout, chunk: Chunk) -> str:
    """Return the reading of a declaration with the declarations inside it blanked."""
    text = cut.reading[chunk.start : chunk.end]
    for member in members(cut, chunk):
        start, end = member.start - chunk.start, member.end - chunk.start
        text = text[:start] + NOT_A_LINE_BREAK.sub(" ", text[start:end]) + text[end:]
    return text.rstrip()


def _indent(margin: str) -> int:
    return len(margin.expandtabs(4))
