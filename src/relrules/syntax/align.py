"""Rows of one kind that follow each other, written in columns."""

from collections.abc import Sequence

from relrules.diagnostics.render import columns
from relrules.syntax.tokens import Word

WIDEST_CELL = 40
"""A wider cell pushes nobody: its own line goes on after it without columns, as in gofmt."""

LABEL = 1
GUARD = 100
REASON = 101
# What a column begins with. The translations of a label stand between label and guard, each in a
# column of its own.
COLUMNS = {
    "STRING": LABEL,
    **dict.fromkeys(("FROM", "UP_TO", "UNDER", "WHEN", "OTHERWISE"), GUARD),
    **dict.fromkeys(("HINT", "BECAUSE"), REASON),
}
# Texts after texts are told apart best with two spaces.
BEFORE_A_TEXT = 2

Cells = dict[int, int]
"""The columns of a row, each with the index of its first word."""

Gaps = tuple[int, ...]
"""How many spaces stand before each word of a line; the first has none."""


def row_cells(words: Sequence[Word]) -> Cells:
    """Return the columns of a level or choice, or of a row of a dimension or grade."""
    cells = {0: 0}
    column = 0
    for i, word in enumerate(words):
        if word.terminal == "LANG" and column < GUARD:
            column = max(column, LABEL) + 1
        elif COLUMNS.get(word.terminal, 0) > column:
            column = COLUMNS[word.terminal]
        else:
            # The cell goes on: a guard and a reason hold texts and more of their own.
            continue
        cells[column] = i
    return cells


def clause_cells(words: Sequence[Word]) -> Cells:
    """Return the two columns of a clause: its keyword and the rest."""
    return {0: 0, 1: 1} if len(words) > 1 else {0: 0}


def aligned(rows: Sequence[tuple[Sequence[Word], Gaps]], cells: Sequence[Cells]) -> list[Gaps]:
    """Return the gaps of rows whose cells of one column begin at one place."""
    gaps = [list(row_gaps) for _, row_gaps in rows]
    begun = [0] * len(rows)
    left_out: set[int] = set()
    for column in sorted({c for row in cells for c in row if c}):
        starts: dict[int, int] = {}
        for r, (words, _) in enumerate(rows):
            at = cells[r].get(column)
            if at is None:
                continue
            gaps[r][at] = BEFORE_A_TEXT if column > LABEL and column != GUARD else 1
            start = places(words, gaps[r])[at]
            if start - gaps[r][at] - begun[r] > WIDEST_CELL:
                left_out.add(r)
            if r not in left_out:
                starts[r] = start
        common = max(starts.values(), default=0)
        for r, start in starts.items():
            gaps[r][cells[r][column]] += common - start
            begun[r] = common
    return [tuple(row_gaps) for row_gaps in gaps]


def places(words: Sequence[Word], gaps: Sequence[int]) -> list[int]:
    """Return the column at which each word of a line begins, counted from the first."""
    found: list[int] = []
    end = 0
    for word, spaces in zip(words, gaps, strict=True):
        found.append(end + spaces)
        end += spaces + columns(word.text)
    return found
