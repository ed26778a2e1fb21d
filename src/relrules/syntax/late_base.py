"""`based on` below the first line of a policy, where people put it who list its clauses."""

import re

from lark.exceptions import UnexpectedInput

from relrules.diagnostics.catalog import syntax as say
from relrules.syntax.clauses import header_keyword, length_at
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import Chunk, Layout
from relrules.syntax.mending import Edit, Mend, without_texts
from relrules.syntax.text_lines import indent_width, line_around

BLANKS = re.compile(r"[ \t]+")
LONGEST_HEAD = 1_000
"""A longer first line is not taken apart: each attempt reads it again."""


def begins_with_base(text: str) -> bool:
    """Return whether a text begins with `based on`."""
    return length_at(table().keywords["BASED_ON"], text, 0) > 0


def is_head(cut: Layout, chunk: Chunk) -> bool:
    """Return whether a declaration is the head of a policy."""
    keyword = header_keyword(cut.reading[chunk.start : chunk.end])
    return keyword is not None and keyword.id == "POLICY"


def late_base(text: str, at: int) -> Mend | None:
    """Return how to move a line `based on …` of a policy's head to where it belongs."""
    start, end = line_around(text, at)
    first = start + indent_width(text[start:end])
    keyword = header_keyword(text)
    if not start or keyword is None or keyword.id != "POLICY" or not begins_with_base(text[first:]):
        return None
    if line_around(text, 0)[1] + end - start > LONGEST_HEAD:
        return None
    word_end = first + length_at(table().keywords["BASED_ON"], text, first)
    gone = Edit(start - 1, end, "")
    if _has_base(text):
        return Mend((gone,), first, word_end, say.second_base)
    for at_head in _ends_of_a_heading(text):
        if _reads_well(
            f"{text[:at_head]} {text[first:end]}{text[at_head : line_around(text, 0)[1]]}"
        ):
            moved = (
                # The blank before it stands for the one between the words.
                Edit(at_head, at_head, f" {text[first:end]}", first - 1),
                gone,
            )
            return Mend(moved, first, word_end, say.base_on_another_line)
    return None


def _has_base(text: str) -> bool:
    """Return whether the first line of a policy names a base."""
    head = without_texts(text[: line_around(text, 0)[1]])
    return any(begins_with_base(head[m.end() :]) for m in BLANKS.finditer(head))


def _ends_of_a_heading(text: str) -> list[int]:
    """Return where the name and label of a policy may end on its first line, the last place first."""
    head_end = line_around(text, 0)[1]
    return [head_end, *reversed([m.start() for m in BLANKS.finditer(text, 0, head_end)])]


def _reads_well(text: str) -> bool:
    try:
        parser().parse(text)
    except UnexpectedInput:
        return False
    return True
