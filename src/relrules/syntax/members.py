"""The declarations inside a list: each is read alone, as at the left margin."""

import re

from attrs import frozen

from relrules.syntax.clauses import (
    clause_at,
    clauses_of,
    declaration_at,
    header_keyword,
    is_meant_as_declaration,
)
from relrules.syntax.layout import Chunk, Layout

LINE = re.compile(r"^[ \t]*(?=[^ \t\n])", re.MULTILINE)
NOT_A_LINE_BREAK = re.compile(r"[^\n]")


@frozen
class Members:
    """The declarations inside a list.

    `unknown` is where lines begin that are neither such nor a clause of the list, and so were joined
    to the declaration above them.
    """

    chunks: tuple[Chunk, ...] = ()
    unknown: tuple[int, ...] = ()


def members(cut: Layout, chunk: Chunk) -> Members:
    """Return the declarations inside a declaration; none where it is no list.

    They begin at the indentation of the first line below the head. What stands deeper belongs to
    them.
    """
    text = cut.reading[chunk.start : chunk.end]
    keyword = header_keyword(text)
    if keyword is None or keyword.id != "LIST":
        return Members()
    lines = [(m.end(), _indent(m.group())) for m in LINE.finditer(text) if m.end()]
    if not lines:
        return Members()
    own = [at for at, indent in lines if indent <= lines[0][1]]
    found: list[tuple[int, int]] = []
    unknown: list[int] = []
    in_a_member = False
    for start, end in zip(own, [*own[1:], len(text)], strict=True):
        if declaration_at(text, start) is not None or (
            not _is_clause(text, start) and is_meant_as_declaration(text[start:end])
        ):
            found.append((start, end))
            in_a_member = True
        elif in_a_member and not _is_clause(text, start):
            found[-1] = found[-1][0], end
            unknown.append(chunk.start + start)
        else:
            in_a_member = False
    return Members(tuple(_chunk(cut, chunk, start, end) for start, end in found), tuple(unknown))


def own_reading(cut: Layout, chunk: Chunk) -> str:
    """Return the reading of a declaration with the declarations inside it blanked."""
    text = cut.reading[chunk.start : chunk.end]
    for member in members(cut, chunk).chunks:
        start, end = member.start - chunk.start, member.end - chunk.start
        text = text[:start] + NOT_A_LINE_BREAK.sub(" ", text[start:end]) + text[end:]
    return text.rstrip()


def _chunk(cut: Layout, chunk: Chunk, start: int, end: int) -> Chunk:
    text = cut.reading[chunk.start + start : chunk.start + end]
    first = chunk.start + start
    return Chunk(first, first + len(text.rstrip()), cut.is_damaged(first, chunk.start + end))


def _is_clause(text: str, start: int) -> bool:
    """Return whether a clause of a list begins at an offset."""
    clause = clause_at(text, start)
    return clause is not None and clause.id in clauses_of("LIST")


def _indent(margin: str) -> int:
    return len(margin.expandtabs(4))
