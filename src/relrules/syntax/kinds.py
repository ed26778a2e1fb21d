"""What the lines of a policy are, as far as their indentation and their columns depend on it."""

from collections.abc import Sequence
from enum import Enum

from relrules.syntax.tokens import NAMES, Word


class Kind(Enum):
    """What a line is."""

    HEADER = "header"
    FACT = "fact on one line"
    CLAUSE = "clause"
    POLICY_CLAUSE = "policy clause"
    LEVEL = "level of a scale"
    OPTION = "level or choice of a fact"
    ITEM = "item"
    PART = "part"
    ROW = "row"
    GRADE_ROW = "row of a grade"
    LIMIT = "cap or gate"
    ENTRIES = "entries"
    ENTRY = "entry on a line of its own"
    GRADE_ENTRIES = "entries of a grade"
    GRADE_ENTRY = "entry of a grade on a line of its own"
    RECORD = "record"


STEP = 2
INDENT = dict.fromkeys(Kind, STEP) | {
    Kind.HEADER: 0,
    Kind.FACT: 0,
    Kind.OPTION: 2 * STEP,
    Kind.ENTRIES: 2 * STEP,
    Kind.ENTRY: 2 * STEP,
    Kind.RECORD: 2 * STEP,
}
LIMITS = ("AT_MOST", "AT_LEAST")
# What begins a line of a dimension or grade that is no row and no entry.
CLAUSES = ("ASSUME", "LEVELS", "POINTS_BY", "TAKE_ALL", "BASELINE")


def kind_of(declaration: str, clause: Sequence[Word], *, is_header: bool) -> Kind:
    """Return what a clause is; all lines that it goes over are of one kind."""
    if is_header:
        return Kind.FACT if declaration == "FACT" and _has_one_type(clause) else Kind.HEADER
    first = clause[0].terminal
    match declaration:
        case "POLICY":
            return Kind.POLICY_CLAUSE
        case "SCALE" if first in NAMES:
            # Levels that share a line are in no columns.
            return Kind.CLAUSE if _has(clause, "LT") else Kind.LEVEL
        case "FACT" if first in NAMES:
            return Kind.OPTION
        case "QUESTIONNAIRE" if first == "ITEM" and not _has(clause, "COMMA"):
            return Kind.ITEM
        case "QUESTIONNAIRE" if first == "PART":
            return Kind.PART
        case "EXAMPLE" if first in NAMES:
            return Kind.RECORD
        case "DEFINE" | "DIMENSION" | "SCORE" | "GRADE":
            return _kind_of_result(declaration, clause)
        case _:
            return Kind.CLAUSE


def _kind_of_result(declaration: str, clause: Sequence[Word]) -> Kind:
    first = clause[0].terminal
    if first in LIMITS:
        return Kind.LIMIT
    if first in CLAUSES or declaration == "SCORE":
        return Kind.CLAUSE
    if not _has(clause, "COLON"):
        return Kind.GRADE_ROW if declaration == "GRADE" else Kind.ROW
    if declaration == "GRADE":
        return Kind.GRADE_ENTRIES if _has(clause, "COMMA") else Kind.GRADE_ENTRY
    return Kind.ENTRIES if _has(clause, "COMMA") else Kind.ENTRY


def _has_one_type(header: Sequence[Word]) -> bool:
    """Return whether a fact, or several that have no labels, are given their type in the header."""
    colon = next((i for i, word in enumerate(header) if word.terminal == "COLON"), 0)
    named = header[:colon]
    return colon > 0 and not (_has(named, "COMMA") and _has(named, "STRING"))


def _has(words: Sequence[Word], terminal: str) -> bool:
    """Return whether a word stands outside of parentheses."""
    depth = 0
    for word in words:
        match word.terminal:
            case "LPAR":
                depth += 1
            case "RPAR":
                depth -= 1
            case found if found == terminal and not depth:
                return True
            case _:
                pass
    return False
