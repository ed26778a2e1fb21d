"""The text of one declaration as it is read, and where each of its characters stands."""

from collections.abc import Sequence

from attrs import define, field

from relrules.source import Span
from relrules.syntax.layout import Chunk, Layout
from relrules.syntax.members import own_reading


@define
class Reading:
    """A declaration's text, mended so far; `places` are the offsets of its characters."""

    cut: Layout
    chunk: Chunk
    text: str = field(init=False)
    places: Sequence[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with what the layout reads, without the declarations inside a list."""
        self.text = own_reading(self.cut, self.chunk)
        self.places = range(self.chunk.start, self.chunk.end + 1)

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the text stands in the source."""
        return Span(self.cut.source, self.places[start], self.places[end])
