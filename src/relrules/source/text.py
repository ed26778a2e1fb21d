"""A source text and places in it."""

from bisect import bisect_right
from functools import cached_property

from attrs import field, frozen


@frozen
class Position:
    """A place as people count it: line and column start at 1, a column is one character."""

    line: int
    column: int


@frozen(slots=False)
class Source:
    """A policy's text with the name it is known by: a path, or what the caller said.

    The text has no byte order mark and its lines end in a line feed; `newline` remembers how they ended
    in the file, so that the formatter can write them back as they were.
    """

    name: str
    text: str = field(repr=False)
    newline: str = field(default="\n", repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Return the offset at which each line begins."""
        # `str.splitlines` would also cut at form feeds and other marks that are no line ends here.
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        r"""Return the line and column of an offset.

        >>> Source("a.rel", "one\ntwo").position(5)
        Position(line=2, column=2)
        """
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        r"""Return a line without its end; the first has number 1.

        >>> Source("a.rel", "one\ntwo").line(2)
        'two'
        """
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@frozen
class Span:
    """The characters from `start` up to, but not with, `end` of a source."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the words the span covers, as the author wrote them."""
        return self.source.text[self.start : self.end]

    @property
    def position(self) -> Position:
        """Return where the span begins."""
        return self.source.position(self.start)

    def to(self, other: "Span") -> "Span":
        """Return the span from this one's start to the other's end."""
        return Span(self.source, self.start, max(self.end, other.end))
