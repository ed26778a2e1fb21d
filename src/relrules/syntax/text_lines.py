"""Lines and indentation of a text, by offsets."""

import re


def line_around(text: str, at: int) -> tuple[int, int]:
    """Return the start and end of the line that holds an offset."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def without_lines(text: str, start: int, end: int) -> str:
    """Blank a line, and those below it that are indented deeper."""
    depth = indent(text[start:end])
    while end < len(text):
        next_start, next_end = end + 1, line_around(text, end + 1)[1]
        line = text[next_start:next_end]
        if line.strip() and indent(line) <= depth:
            break
        end = next_end
    blank = re.sub(r"[^\n]", " ", text[start:end])
    return text[:start] + blank + text[end:]


def indent_width(line: str) -> int:
    """Return how many characters stand before the first word of a line."""
    return len(line) - len(line.lstrip(" \t"))


def indent(line: str) -> int:
    """Return the column at which the words of a line begin; a tab counts for four."""
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
