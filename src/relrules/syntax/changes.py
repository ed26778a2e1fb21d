"""`change` with a kind where none belongs, or without one where it does."""

import re
from functools import cache, partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, mended
from relrules.syntax.text_lines import line_around

WITH_ROWS = ("DEFINE", "DIMENSION", "SCORE", "GRADE")
LONGEST_LINE = 1_000


def row_with_kind(text: str, at: int) -> Mend | None:
    """Return how to mend `change grade fit: strong from 3`, which names the kind as well."""
    line = _first_line(text, at)
    row = _row().match(line.text) if line else None
    if line is None or row is None:
        return None
    edits = (Edit(row.start(1), row.start(2), ""),)
    written = quoted(f"{row[0][: row.start(1)]}{row[2]}: …")
    tell = partial(say.unreadable, way_out=f"leave it out: a row is changed by {written}")
    return mended(line, edits, tell, reach=row.span(1)) if line.reads_well(edits) else None


def law_without_kind(text: str, at: int) -> Mend | None:
    """Return how to mend `change in_range: total between 0 and 5`, as if a law had rows."""
    line = _first_line(text, at)
    named = _named().match(line.text) if line else None
    if line is None or named is None:
        return None
    ensure = table().keywords["ENSURE"].in_language(line.lang)
    edits = (Edit(named.end(), named.end(), f"{ensure} "),)
    way_out = f"to change a law, write {quoted(f'{named[0]}{ensure} {named[1]}: …')}"
    tell = partial(say.unreadable, way_out=way_out)
    return mended(line, edits, tell, reach=named.span(1)) if line.reads_well(edits) else None


def _first_line(text: str, at: int) -> Line | None:
    """Return the first line of a declaration if the parser stopped there."""
    start, end = line_around(text, at)
    lang = "en" if text[:1].isascii() else "zh"
    return None if start or end > LONGEST_LINE else Line(text[:end], "", 0, at, lang, text)


@cache
def _row() -> re.Pattern[str]:
    keywords = table().keywords
    kinds = one_of(tuple(s for id_ in WITH_ROWS for s in keywords[id_].spellings))
    change = one_of(keywords["CHANGE"].spellings)
    return re.compile(rf"{change}[ \t]+({kinds})[ \t]+([^\s:=][^:=\n]*?)[ \t]*:")


@cache
def _named() -> re.Pattern[str]:
    change = one_of(table().keywords["CHANGE"].spellings)
    return re.compile(rf"{change}[ \t]+(?=([^\s:=][^:=\n]*?)[ \t]*:)")
