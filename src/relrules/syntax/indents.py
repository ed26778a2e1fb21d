"""How deep the lines of a policy stand in its canonical form."""

from collections.abc import Iterator, Mapping, Sequence

from relrules.syntax.align import WIDEST_CELL, places
from relrules.syntax.kinds import INDENT, STEP, Kind
from relrules.syntax.lines import CommentLine, Item, Line, apart


def indents(items: Sequence[Item]) -> list[int]:
    """Return how deep each item stands."""
    found = _of_lines(items)
    following = _following(items, found)
    above = _Above()
    for start, end in _blocks(items):
        item = items[start]
        if isinstance(item, Line):
            above.add(item.indent, found[start])
            if item.kind in (Kind.HEADER, Kind.FACT) and not item.continued:
                # What is deeper than a header stands where its clauses would.
                above.add(item.indent + 1, found[start] + STEP)
            continue
        heads = apart(items, start) and end < len(items) and not apart(items, end)
        for i in range(start, end):
            theirs, depth = following[i]
            if not heads and items[i].indent > theirs:
                depth = max(depth, above.depth(items[i].indent))
            # A comment of several lines may be typed in steps; it is one block.
            found[i] = depth if i == start else min(depth, found[i - 1])
    return found


# ---- lines ----------------------------------------------------------------------------------


def _of_lines(items: Sequence[Item]) -> list[int]:
    found = [0] * len(items)
    # Where words begin, by their offset: a continued line may stand below one of them.
    begun: dict[int, int] = {}
    for i, item in enumerate(items):
        if isinstance(item, CommentLine):
            continue
        own = item.margin + INDENT[item.kind]
        found[i] = _continued(item, begun) if item.continued else own
        for word, place in zip(item.words, places(item.words, item.gaps), strict=True):
            begun[word.start] = found[i] + place
    return found


def _continued(line: Line, begun: Mapping[int, int]) -> int:
    """Return how deep a line stands that goes on the one before.

    Under the word above it, unless that is far to the right. Otherwise one step deeper than the
    clauses of its declaration, and one more for each parenthesis it is in.
    """
    clauses = line.margin + STEP
    if line.above is not None:
        place = begun[line.above.start] - (STEP if line.words[0].terminal == "LT" else 0)
        if place <= WIDEST_CELL:
            return max(place, clauses)
    closed = next(
        (i for i, word in enumerate(line.words) if word.terminal != "RPAR"), len(line.words)
    )
    inside = max(0, line.depth - closed)
    return max(begun[line.clause.start], clauses) + STEP + STEP * inside


# ---- comments -------------------------------------------------------------------------------


def _blocks(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Cut the items into lines and blocks of comments that no blank line parts."""
    start = 0
    for i in range(1, len(items) + 1):
        goes_on = (
            i < len(items)
            and isinstance(items[i - 1], CommentLine)
            and isinstance(items[i], CommentLine)
            and not apart(items, i)
        )
        if not goes_on:
            if start < i:
                yield start, i
            start = i


def _following(items: Sequence[Item], found: Sequence[int]) -> list[tuple[int, int]]:
    """Return for each item how deep the next line stands: as it is typed, and as it will."""
    following = [(0, 0)] * len(items)
    for i in reversed(range(len(items) - 1)):
        is_line = isinstance(items[i + 1], Line)
        following[i] = (items[i + 1].indent, found[i + 1]) if is_line else following[i + 1]
    return following


class _Above:
    """The lines above a place that a comment there may belong to.

    A comment that is deeper than what follows belongs to the lines before it: to the nearest one
    that is not deeper. The depths as typed only grow from the first of `lines` to the last; each has
    beside it the least depth that it and the lines after it will have, so that the comment goes to
    the same place when the result is read again.
    """

    def __init__(self) -> None:
        self.lines: list[tuple[int, int]] = []

    def add(self, indent: int, depth: int) -> None:
        """Take note of a line, typed with an indentation, and of how deep it will stand."""
        least: int | None = None
        while self.lines and self.lines[-1][0] >= indent:
            popped = self.lines.pop()[1]
            least = popped if least is None else min(least, popped)
        if self.lines and least is not None:
            self.lines[-1] = (self.lines[-1][0], min(self.lines[-1][1], least))
        self.lines.append((indent, depth))

    def depth(self, indent: int) -> int:
        """Return how deep a comment will stand that is typed with an indentation."""
        least: int | None = None
        for at, depth in reversed(self.lines):
            least = depth if least is None else min(least, depth)
            if at <= indent:
                return least
        return 0
