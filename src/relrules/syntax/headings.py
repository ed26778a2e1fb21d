"""The first line of a declaration: what it goes by, and what stands there by mistake."""

import re
from collections.abc import Iterator
from functools import cache, partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.syntax.clauses import header_keyword
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, mended, without_texts

OUT_OF = re.compile(r"[ \t]*[,:]?[ \t]+(?P<clause>(?:out of|满分)[ \t]*\d+(?:\.\d+)?)[ \t]*$")
BEFORE_A_SUBJECT = re.compile(
    r"[ \t]*(?:[:=][ \t]*(?:(?:by|按)(?!\w))?|(?<=[ \t])(?:of|from|on|using|based on|根据|依据|按照)(?!\w))[ \t]*"
)


def reheaded(line: Line) -> Iterator[Mend]:
    """Yield mends of the first line of a dimension, score, grade or define."""
    header = header_keyword(line.text)
    if line.start or header is None:
        return
    match header.id:
        case "GRADE":
            yield from _moved_below(line, _levels())
            yield from _goes_by(line)
        case "DEFINE":
            yield from _moved_below(line, _levels())
        case "SCORE":
            yield from _moved_below(line, OUT_OF)
        case "DIMENSION":
            yield from _points_by(line)
        case _:
            pass


def _moved_below(line: Line, clause: re.Pattern[str]) -> Iterator[Mend]:
    """Try a line of its own for a clause."""
    match = clause.search(without_texts(line.text))
    if match is None:
        return
    start, end = match.start("clause"), match.end("clause")
    below = Edit(len(line.text), len(line.text), f"\n  {line.text[start:end]}")
    # A space stays, at which what stands before the clause ends.
    edits = (Edit(match.start(), end, " "), below)
    if line.reads_well(edits):
        way_out = "write it on a line of its own below"
        yield mended(line, edits, partial(say.unreadable, way_out=way_out), reach=(start, end))


def _points_by(line: Line) -> Iterator[Mend]:
    """Try `points by …` on a line of its own."""
    by = one_of(table().keywords["BY"].spellings)
    match = re.search(rf"[ \t]+(?P<by>{by}[ \t]+(?P<subject>.*?))[ \t]*:?$", line.text)
    if match is None:
        return
    below = f"{table().keywords['POINTS_BY'].in_language(line.lang)} {match['subject']}"
    edits = (Edit(match.start(), len(line.text), f"\n  {below}"),)
    if line.reads_well(edits):
        way_out = f"write {quoted(below)} on a line of its own below"
        tell = partial(say.unreadable, way_out=way_out)
        yield mended(line, edits, tell, reach=match.span("by"))


def _goes_by(line: Line) -> Iterator[Mend]:
    """Try `by` before what a grade goes by."""
    match = BEFORE_A_SUBJECT.search(without_texts(line.text))
    if match is None:
        return
    by = table().keywords["BY"].in_language(line.lang)
    edits = (Edit(match.start(), match.end(), f" {by} "),)
    if line.reads_well(edits):
        start = match.end() - len(match.group().lstrip())
        reach = (start, match.start() + len(match.group().rstrip()))
        yield mended(line, edits, partial(say.foreign_word, way_out=f"write {quoted(by)}"), reach)


@cache
def _levels() -> re.Pattern[str]:
    levels, by = (one_of(table().keywords[id_].spellings) for id_ in ("LEVELS", "BY"))
    return re.compile(rf"[ \t]*[:,=]?[ \t]*(?P<clause>(?<!\w){levels}.*?)(?=[ \t]+{by}|[ \t]*$)")
