"""CSV that DuckDB reads as we do: its bytes are looked through before it is trusted with them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from attrs import define, frozen

from relrules.batch.errors import NotInBulkError

PIECE = 1 << 22
MOST_HELD = 16_000_000
"""How many bytes a cell in quotation marks may have."""


@frozen
class Plain:
    """How many lines plain CSV has, and whether some cell holds the end of one."""

    lines: int
    has_long_cells: bool


def looked_through(path: Path, delimiter: str) -> Plain:
    """Return what the lines of a file are like. Raises `NotInBulkError` where anything in it is not plain.

    Quotation marks stand around whole cells only, all lines end alike, and the text is UTF-8: other
    files are read by DuckDB in other ways than by us, without a word.
    """
    ends = _Ends()
    marks = _Marks(delimiter.encode())
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
            ends.look(piece)
            marks.look(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotInBulkError("it is not all UTF-8") from error
    marks.close()
    return Plain(ends.counted(), marks.has_long_cells)


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, with the two that end a line together."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece + file.read(1) if piece.endswith(b"\r") else piece


@define
class _Ends:
    """How lines end."""

    lines: int = 0
    with_return: int = 0
    has_more: bool = False

    def look(self, piece: bytes) -> None:
        """Count the ends of lines."""
        if b"\0" in piece:
            raise NotInBulkError("it holds a NUL character")
        returns = piece.count(b"\r\n") if b"\r" in piece else 0
        if returns != piece.count(b"\r"):
            raise NotInBulkError("a carriage return stands alone in it")
        self.with_return += returns
        self.lines += piece.count(b"\n")
        self.has_more = not piece.endswith(b"\n")

    def counted(self) -> int:
        """Return how many lines there are; a cell may hold ends as well, and has to have the same."""
        if self.with_return not in (0, self.lines):
            raise NotInBulkError("its lines end in two ways")
        return self.lines + self.has_more


class _Marks:
    """Whether quotation marks stand around whole cells only."""

    def __init__(self, delimiter: bytes) -> None:
        one = re.escape(delimiter)
        closed = rb"(?=%b|\r?\n)" % one
        # A cell may begin a line, or the file.
        opened = rb'(?<=[%b\n])"' % one
        short = rb'%b[^"\n]*+"(?:"[^"\n]*+")*+%b' % (opened, closed)
        long = rb'%b[^"]*+"(?:"[^"]*+")*+%b' % (opened, closed)
        self._short = re.compile(rb'(?:[^"]++|%b)*+' % short)
        self._long = re.compile(rb'(?:[^"]++|%b)*+' % long)
        self._held = b"\n"
        self.has_long_cells = False

    def look(self, piece: bytes) -> None:
        """Look through the next bytes; a cell that goes on after them is held."""
        if len(self._held) == 1 and b'"' not in piece:
            self._held = piece[-1:]
            return
        text = self._held + piece
        end = self._end(text)
        # What comes next is read with the byte before it.
        self._held = text[end - 1 :]
        if len(self._held) > MOST_HELD:
            raise NotInBulkError("a quotation mark in it is not closed, or stands inside a cell")

    def close(self) -> None:
        """Look through the last bytes, which a line's end may follow."""
        text = self._held + b"\n"
        if self._end(text) != len(text):
            raise NotInBulkError("a quotation mark in it stands inside a cell, or is not closed")

    def _end(self, text: bytes) -> int:
        """Return up to where quotation marks are as they should be."""
        if not self.has_long_cells:
            end = _matched(self._short, text, 1)
            if end == len(text):
                return end
        end = _matched(self._long, text, 1)
        self.has_long_cells = self.has_long_cells or _matched(self._short, text, 1) < end
        return end


def _matched(pattern: re.Pattern[bytes], text: bytes, start: int) -> int:
    found = pattern.match(text, start)
    return start if found is None else found.end()
