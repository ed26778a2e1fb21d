"""What was meant by a line that cannot be read? Tried, not guessed: it must read well when mended.

A mended line is read on in place of the author's, so one slip takes nothing else with it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import distance
from relrules.source import Span
from relrules.syntax.headings import reheaded
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, mended, without_texts
from relrules.syntax.rephrase import asked, rephrased
from relrules.syntax.slips import (
    BETWEEN_CONDITIONS,
    COMPARISONS,
    OPERATORS,
    RANGES,
    SIGNS,
    THRESHOLDS,
    WORDS,
    Slip,
    type_after_a_name,
)
from relrules.syntax.split import glued_keywords
from relrules.syntax.thresholds import banded, with_threshold
from relrules.syntax.unquoted import quoted_policy, unquoted_label, unquoted_record

WORD = re.compile(r"\w+")
HAN = re.compile(r"[\u4e00-\u9fff]")
SHORTEST = 2
LONG = 6
LONGEST_LINE = 1_000
"""A longer line is not mended: each attempt reads it again."""


def mend(text: str, at: int) -> Mend | None:
    """Return how to mend the line of a declaration in which its parser stopped."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    content = text[start : len(text) if end < 0 else end]
    if len(content) > LONGEST_LINE:
        return None
    head = text[: text.find("\n")] + "\n" if start else ""
    line = Line(content, head, start, at - start, "zh" if HAN.match(text) else "en", text)
    return next(_mends(line), None)


def _mends(line: Line) -> Iterator[Mend]:
    yield from banded(line)
    yield from reheaded(line)
    yield from _operators(line)
    yield from asked(line)
    yield from _misspelt(line)
    yield from rephrased(line)
    yield from unquoted_record(line)
    yield from quoted_policy(line)
    yield from _slips(line, (*RANGES, *COMPARISONS, *WORDS))
    yield from _glued(line)
    yield from with_threshold(line)
    yield from _without_colon(line)
    yield from unquoted_label(line)
    if _when().search(without_texts(line.text)):
        yield from _slips(line, BETWEEN_CONDITIONS)
    yield from _slips(line, (*THRESHOLDS, *SIGNS))
    yield from _reserved(line)


# ---- keywords -----------------------------------------------------------------------------------


def _misspelt(line: Line) -> Iterator[Mend]:
    """Try a near keyword for each word: the one after the error, then from it backwards."""
    words = list(WORD.finditer(without_texts(line.text)))
    before = [w for w in words if w.start() <= line.error]
    # `mood is knwon` stops at `is`, which says nothing without the word after it.
    for word in (*words[len(before) : len(before) + 1], *reversed(before)):
        for keyword in _near_keywords(word.group()):
            edits = (Edit(word.start(), word.end(), keyword),)
            if line.reads_well(edits):
                yield mended(line, edits, lambda span, k=keyword: say.misspelt_keyword(span, k))  # type: ignore[misc]  # as above


@cache
def _when() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(table().keywords['WHEN'].spellings)}.*,")


@cache
def _spellings() -> frozenset[str]:
    return frozenset(s for keyword in table().keywords.values() for s in keyword.spellings)


@cache
def _vocabulary() -> tuple[str, ...]:
    """Return all spellings and their parts: `answer` is a word of `no answer` only."""
    parts = [part for spelling in sorted(_spellings()) for part in spelling.split()]
    return tuple(dict.fromkeys((*parts, *sorted(_spellings()))))


def _near_keywords(word: str) -> list[str]:
    """Return the keywords that a word may have been meant to be, the nearest first."""
    limit = 2 if len(word) >= LONG else 1
    # Short parts of keywords, such as `is`, are near to too much.
    is_short_part = len(word) < LONG and word in _vocabulary()
    # `大于` (above) is one letter away from `低于` (below), and means the opposite.
    says_which_side = any(slip.pattern.fullmatch(word) for slip in COMPARISONS)
    if len(word) < SHORTEST or is_short_part or says_which_side or word in _spellings():
        return []
    typed = word.casefold()
    found = [
        (far, keyword)
        for keyword in _vocabulary()
        if len(keyword) >= SHORTEST
        and keyword != word
        and (far := distance(typed, keyword, limit)) <= limit
    ]
    return [keyword for _, keyword in sorted(found)]


def _glued(line: Line) -> Iterator[Mend]:
    """Try to set Chinese keywords apart from the names they are written to."""
    words = [w for w in WORD.finditer(without_texts(line.text)) if w.start() <= line.error]
    for word in reversed(words):
        for parted in glued_keywords(word.group()):
            edits = (Edit(word.start(), word.end(), parted),)
            if line.reads_well(edits):
                yield mended(
                    line,
                    edits,
                    lambda span, p=parted: say_names.keyword_in_name(span, p),  # type: ignore[misc]  # as above
                )


# ---- slips --------------------------------------------------------------------------------------


def _operators(line: Line) -> Iterator[Mend]:
    """Take an operator of other languages at which the parser stopped for what it means."""
    for slip in OPERATORS:
        for match in slip.pattern.finditer(without_texts(line.text)):
            if match.start() <= line.error <= match.end():
                edit = Edit(match.start(), match.end(), slip.written(match, line.lang))
                yield mended(line, (edit,), _teller(slip, match, line.lang))


def _slips(line: Line, slips: Sequence[Slip]) -> Iterator[Mend]:
    masked = without_texts(line.text)
    for slip in slips:
        found = list(slip.pattern.finditer(masked))
        before = [m for m in found if m.start() <= line.error]
        if not before:
            continue
        # The same slip is made throughout a line, or once where the parser stopped.
        for matches in (found, before[-1:]):
            edits = tuple(Edit(m.start(), m.end(), slip.written(m, line.lang)) for m in matches)
            if line.reads_well(edits):
                yield mended(line, edits, _teller(slip, matches[0], line.lang))


def _teller(slip: Slip, match: re.Match[str], lang: str) -> Callable[[Span], Diagnostic]:
    way_out = slip.way_out(match, lang)
    if slip.is_word:
        return lambda span: say.foreign_word(span, way_out)
    return lambda span: say.unreadable(span, way_out)


def _without_colon(line: Line) -> Iterator[Mend]:
    """Try a colon before the type of a fact."""
    if line.start:
        return
    for match in type_after_a_name().finditer(without_texts(line.text)):
        edits = (Edit(match.start(), match.end(), f": {match.group()}"),)
        if line.reads_well(edits):
            yield mended(line, edits, lambda span: say.unreadable(span, "put a colon before it"))


def _reserved(line: Line) -> Iterator[Mend]:
    """Try backticks around a word of the language that stands as a name after the first word."""
    words = list(WORD.finditer(without_texts(line.text)))
    if line.start or len(words) <= 1:
        return
    word = words[1]
    edits = (Edit(word.start(), word.end(), f"`{word.group()}`"),)
    if line.reads_well(edits):
        yield mended(line, edits, say.keyword_as_name)
