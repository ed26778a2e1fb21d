"""Lines of a terminal: wrapping by columns, where a Han character takes two."""

from __future__ import annotations

import re

from relrules.diagnostics.render import columns

# A line may break at a space, and beside a wide character, but not before a closing mark or after
# an opening one.
PIECES = re.compile(
    r" +|[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[^ \u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)
# A number that ends what is said of something, as in “Price 1.” or “Recent 6 (3 × 2)”.
LAST_NUMBER = re.compile(r"-?\d[\d.,]*[,.;:)，。；：）]|-?\d[\d.]*")
# In “第 1 项” the number belongs to what stands before it.
ORDINAL = "第"
CLOSING = "，。；：、）”》！？,.;:)"
OPENING = "（“《("


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many columns.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    >>> wrapped("教练作用：行动承诺。", 12)
    ['教练作用：行', '动承诺。']
    """
    if text and not text[0].isspace() and columns(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line, taken = "", 0
    for piece in _kept_together(_pieces(text), width):
        wide = columns(piece)
        if taken + wide > width and not piece.isspace():
            if line.strip():
                lines.append(line.rstrip())
            line, taken = "", 0
            while wide > width:
                head = _head(piece, width)
                lines.append(head)
                piece = piece[len(head) :]  # noqa: PLW2901 - what is left of it
                wide = columns(piece)
        if line or not piece.isspace():
            line, taken = line + piece, taken + wide
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Split a text where a line may break; marks stay with the word they belong to."""
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        joins = pieces and piece.strip() and (piece[0] in CLOSING or pieces[-1][-1] in OPENING)
        if joins and pieces[-1].strip():
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _kept_together(pieces: list[str], width: int) -> list[str]:
    """Join a number to the name it belongs to, where nothing but a mark or bracket follows it."""
    found: list[str] = []
    for at, piece in enumerate(pieces):
        named = len(found) > 1 and found[-1] == " " and not found[-2].isspace()
        if named and LAST_NUMBER.fullmatch(piece) and _ends(pieces, at, found[-2]):
            joined = f"{found[-2]} {piece}"
            if columns(joined) <= width:
                found[-2:] = [joined]
                continue
        found.append(piece)
    return found


def _ends(pieces: list[str], at: int, name: str) -> bool:
    """Return whether a number ends what is said under a name: nothing is counted by it."""
    following = "".join(pieces[at + 1 : at + 3]).lstrip()
    ends = pieces[at][-1] in CLOSING or following[:1] in ("", *OPENING)
    return name.endswith(ORDINAL) or (ends and name[-1] not in CLOSING)


def _head(text: str, width: int) -> str:
    """Return as much of a word that is too long as fits on a line: one character at least."""
    end = 1
    while end < len(text) and columns(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def padded(text: str, width: int) -> str:
    """Return a text filled with spaces to so many columns."""
    return text + " " * (width - columns(text))
