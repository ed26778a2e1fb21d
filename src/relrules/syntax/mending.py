"""A line that cannot be read, how it might be mended, and whether it reads well then."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from attrs import frozen
from lark.exceptions import UnexpectedInput

from relrules.diagnostics import Diagnostic
from relrules.source import Span
from relrules.syntax.grammar import parser
from relrules.syntax.slips import OPERATORS

QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"|`[^`\n]*`|\u201c[^\u201d\n]*\u201d')


@frozen
class Edit:
    """A piece of text, by its offsets, and what is to stand in its place.

    `taken_from` is where the replacement stands in the text, if it is moved from there.
    """

    start: int
    end: int
    replacement: str
    taken_from: int | None = None


@frozen
class Mend:
    """What to change so that a line can be read, and what to tell of the first of it.

    `tell` makes the diagnostic of the span from `start` to `end`.
    """

    edits: tuple[Edit, ...]
    start: int
    end: int
    tell: Callable[[Span], Diagnostic]


@frozen
class Line:
    """The line of a declaration that holds an error, with the first line if that is another."""

    text: str
    head: str
    start: int
    error: int
    lang: str
    declaration: str

    def reads_well(self, edits: Sequence[Edit]) -> bool:
        """Return whether this line, edited, can be read to its end; what stays as it was cannot.

        Operators of other languages in the rest of it are slips of their own.
        """
        text = edited(self.text, edits)
        if text == self.text:
            return False
        for slip in OPERATORS:
            text = slip.pattern.sub(partial(slip.written, lang=self.lang), text)
        try:
            parser().parse(f"{self.head}{text}".rstrip())
        except UnexpectedInput:
            return False
        return True


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with pieces of it replaced.

    >>> edited("a == b", [Edit(2, 4, "=")])
    'a = b'
    """
    for edit in reversed(edits):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def mended(
    line: Line,
    edits: Sequence[Edit],
    tell: Callable[[Span], Diagnostic],
    reach: tuple[int, int] | None = None,
) -> Mend:
    """Return the mend of a line; what is told is of the first edit, or of what it reaches over."""
    if reach is None:
        first = edits[0]
        word = line.text[first.start : first.end]
        reach = first.start + len(word) - len(word.lstrip()), first.end
    moved = tuple(Edit(e.start + line.start, e.end + line.start, e.replacement) for e in edits)
    return Mend(moved, reach[0] + line.start, reach[1] + line.start, tell)


def without_texts(line: str) -> str:
    """Return a line with its texts and quoted names as blanks between their quotes."""
    return QUOTED.sub(lambda m: m.group()[0] + "\0" * (len(m.group()) - 2) + m.group()[-1], line)
