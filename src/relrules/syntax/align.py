"""Lines of one kind that follow each other, written in columns."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from relrules.diagnostics.render import columns
from relrules.syntax.kinds import Kind
from relrules.syntax.tokens import Word

WIDEST_CELL = 40
"""A wider cell pushes nobody: its own line goes on after it without columns, as in gofmt."""

# The columns from left to right. The translations of a label stand between label and guard, each in
# a column of its own.
MARK = 1
LABEL = 2
GUARD = 100
REASON = 101
TYPE = 102
NEXT_FACT = 200
# What a column begins with, for each kind of line that has some.
LABELLED = {"STRING": LABEL, "FROM": GUARD}
LEVEL_ROW = {
    "STRING": LABEL,
    **dict.fromkeys(("FROM", "UP_TO", "UNDER", "WHEN", "OTHERWISE"), GUARD),
    **dict.fromkeys(("HINT", "BECAUSE"), REASON),
}
GUARDED = {"WHEN": GUARD, "OTHERWISE": GUARD, "BECAUSE": REASON}
BEGINS: dict[Kind, Mapping[str, int]] = {
    Kind.FACT: LABELLED,
    Kind.LEVEL: LEVEL_ROW,
    Kind.OPTION: LEVEL_ROW,
    Kind.GRADE_ROW: LEVEL_ROW,
    Kind.ITEM: {**LABELLED, "REVERSED": MARK},
    Kind.PART: {**LABELLED, "EQ": TYPE},
    Kind.ROW: GUARDED,
    Kind.LIMIT: GUARDED,
    Kind.ENTRY: GUARDED,
    Kind.GRADE_ENTRY: {"STRING": LABEL, "BECAUSE": REASON},
}
AFTER_A_COLON = {Kind.FACT: TYPE, Kind.ENTRY: MARK, Kind.GRADE_ENTRY: MARK}
# These stay as they are where nothing of their kind is beside them.
ONLY_TOGETHER = (Kind.FACT, Kind.PART)
# They may look very different, and are in columns only where they have the same.
ONLY_ALIKE = (Kind.FACT, Kind.PART)

Cells = dict[int, int]
"""The columns of a line, each with the index of its first word."""

Gaps = tuple[int, ...]
"""How many spaces stand before each word of a line; the first has none."""


def gap(before: Word, word: Word) -> int:
    """Return how many spaces stand between two words of a line that is in no columns."""
    if word.terminal in ("COMMA", "COLON", "RPAR") or before.terminal == "LPAR" or before.sign:
        return 0
    return 1


def cells(kind: Kind, words: Sequence[Word]) -> Cells:
    """Return the columns of a line."""
    match kind:
        case Kind.POLICY_CLAUSE:
            return {0: 0, MARK: 1} if len(words) > 1 else {0: 0}
        case Kind.RECORD:
            starts = [i + 1 for i, word in enumerate(words[:-1]) if word.terminal == "COMMA"]
            return {0: 0} | {NEXT_FACT + n: start for n, start in enumerate(starts)}
        case _ if kind in BEGINS:
            return _cells(kind, words)
        case _:
            return {0: 0}


def _cells(kind: Kind, words: Sequence[Word]) -> Cells:
    found = {0: 0}
    column = 0
    for i in range(1, len(words)):
        begun = BEGINS[kind].get(words[i].terminal, 0)
        if words[i - 1].terminal == "COLON":
            begun = AFTER_A_COLON.get(kind, 0)
        elif words[i].terminal == "LANG" and column < GUARD:
            begun = max(column, LABEL) + 1
        # Otherwise the cell goes on: a guard and a reason hold texts and more of their own.
        if begun > column:
            column = begun
            found[column] = i
    return found


def likeness(kind: Kind, words: Sequence[Word]) -> tuple[str, ...]:
    """Return what else lines of one kind have in common that are in the same columns."""
    if kind is Kind.RECORD:
        return tuple(name.text for name, sign in pairwise(words) if sign.terminal == "EQ")
    return tuple(str(c) for c in cells(kind, words)) if kind in ONLY_ALIKE else ()


def aligned(kind: Kind, rows: Sequence[tuple[Sequence[Word], Gaps]]) -> list[Gaps]:
    """Return the gaps of lines whose cells of one column begin at one place."""
    gaps = [list(row_gaps) for _, row_gaps in rows]
    if kind in ONLY_TOGETHER and len(rows) == 1:
        return [tuple(gaps[0])]
    found = [cells(kind, words) for words, _ in rows]
    begun = [0] * len(rows)
    left_out: set[int] = set()
    for column in sorted({c for row in found for c in row if c}):
        starts: dict[int, int] = {}
        for r, (words, _) in enumerate(rows):
            at = found[r].get(column)
            if at is None:
                continue
            gaps[r][at] = _before(column)
            start = places(words, gaps[r])[at]
            if start - gaps[r][at] - begun[r] > WIDEST_CELL:
                left_out.add(r)
            if r not in left_out:
                starts[r] = start
        common = max(starts.values(), default=0)
        for r, start in starts.items():
            gaps[r][found[r][column]] += common - start
            begun[r] = common
    return [tuple(row_gaps) for row_gaps in gaps]


def _before(column: int) -> int:
    """Return the least gap before a column: texts after texts are told apart best with two."""
    return 2 if LABEL < column < GUARD or column == REASON else 1


def places(words: Sequence[Word], gaps: Sequence[int]) -> list[int]:
    """Return the column at which each word of a line begins, counted from the first."""
    found: list[int] = []
    end = 0
    for word, spaces in zip(words, gaps, strict=True):
        found.append(end + spaces)
        # Most words are ASCII, and their columns need no counting.
        end += spaces + (len(word.text) if word.text.isascii() else columns(word.text))
    return found
