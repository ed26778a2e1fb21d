"""A comparison for people: as text for a terminal, as Markdown for a review."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from relrules.cli.against_story import Block, Grid, Heading, Inline, Line, Markup, story
from relrules.cli.compared import Compared
from relrules.cli.streams import on_one_line
from relrules.explain.markdown import escaped

STEP = "  "


def as_text(compared: Compared) -> str:
    """Return a comparison as text."""
    markup = Markup(on_one_line, lambda text: f"`{on_one_line(text)}`")
    return _joined(story(compared, markup), _TEXT)


def as_markdown(compared: Compared) -> str:
    """Return a comparison as Markdown."""
    return _joined(story(compared, Markup(_safe, _code)), _MARKDOWN)


@frozen
class _Writer:
    """How each kind of block is written."""

    heading: Callable[[Heading], str]
    line: Callable[[Line], str]
    grid: Callable[[Grid], str]


def _joined(blocks: Sequence[Block], writer: _Writer) -> str:
    parts: list[str] = []
    for i, block in enumerate(blocks):
        follows = i > 0 and isinstance(block, Line) and isinstance(blocks[i - 1], Line)
        under = i > 0 and isinstance(blocks[i - 1], Heading) and writer is _TEXT
        if i > 0 and not (follows or under):
            parts.append("")
        match block:
            case Heading():
                parts.append(writer.heading(block))
            case Line():
                parts.append(writer.line(block))
            case Grid():
                parts.append(writer.grid(block))
    return "\n".join(parts) + "\n"


# ---- as text ------------------------------------------------------------------------------------


def _text_line(line: Line) -> str:
    return f"{STEP * line.depth}{line.text}"


def _text_grid(grid: Grid) -> str:
    # Only here: rich takes longer to import than a small file takes to be compared.
    from rich.cells import cell_len

    rows = (grid.titles, *grid.rows)
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(grid.titles))]

    def padded(text: str, width: int, *, right: bool) -> str:
        gap = " " * (width - cell_len(text))
        return gap + text if right else text + gap

    lines = [
        "  ".join(padded(cell, width, right=i > 0) for i, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    ]
    return "\n".join(f"{STEP}{line.rstrip()}" for line in lines)


_TEXT = _Writer(lambda heading: heading.text, _text_line, _text_grid)


# ---- as Markdown --------------------------------------------------------------------------------


def _safe(text: str) -> str:
    return escaped(on_one_line(text))


def _code(text: str) -> Inline:
    """Return a code span, fenced by more backticks than stand in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    gap = " " if "`" in text else ""
    return f"{fence}{gap}{on_one_line(text)}{gap}{fence}"


def _markdown_line(line: Line) -> str:
    return f"{STEP * (line.depth - 1)}- {line.text}" if line.depth else line.text


def _markdown_grid(grid: Grid) -> str:
    marks = ["---", *("--:" for _ in grid.titles[1:])]
    lines = [grid.titles, tuple(marks), *grid.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


_MARKDOWN = _Writer(
    lambda heading: f"{'#' * heading.level} {heading.text}", _markdown_line, _markdown_grid
)
