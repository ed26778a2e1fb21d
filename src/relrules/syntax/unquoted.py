"""Quotes where none belong, and none where they do."""

import re
from collections.abc import Iterator
from functools import cache, partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, mended, without_texts

HEADER = re.compile(
    r"(?P<word>\S+)[ \t]+(?P<name>[^\W\d]\w*)[ \t]+(?P<label>[^\W\d][\w \t'’?.-]*?)"
    r"(?P<after>[ \t]*(?::|=|$)|[ \t]+(?:by|按)(?!\w))"
)
IN_QUOTES = r"[\"\u201c]\0+[\"\u201d]"


def unquoted_label(line: Line) -> Iterator[Mend]:
    """Try quotes around words that follow the name of a declaration."""
    match = HEADER.match(without_texts(line.text))
    if line.start or match is None:
        return
    label = line.text[match.start("label") : match.end("label")]
    edits = (Edit(match.start("label"), match.end("label"), f'"{label}"'),)
    if line.reads_well(edits):
        yield mended(line, edits, say.unquoted_label)


def unquoted_record(line: Line) -> Iterator[Mend]:
    """Try quotes around the record that advice is expected for: `advice call for Chen`."""
    found = list(_record().finditer(without_texts(line.text)))
    here = [m for m in found if m.start() <= line.error <= m.end()]
    # Records are mostly unquoted throughout a line.
    for matches in (found, here) if here else ():
        edits = tuple(
            Edit(m.start(1), m.end(1), f'"{line.text[m.start(1) : m.end(1)]}"') for m in matches
        )
        if line.reads_well(edits):
            text = quoted(edits[0].replacement)
            way_out = f"put what a record is called in quotes: {text}"
            yield mended(line, edits, partial(say.unreadable, way_out=way_out))


def quoted_policy(line: Line) -> Iterator[Mend]:
    """Try a policy without the quotes it stands in: `based on "customer_fit"`."""
    for match in _policy().finditer(without_texts(line.text)):
        name = line.text[match.start(1) + 1 : match.end(1) - 1].strip()
        edits = (Edit(match.start(1), match.end(1), name),)
        if line.reads_well(edits):
            tell = partial(say.unreadable, way_out=f"write it without quotes: {quoted(name)}")
            yield mended(line, edits, tell)


@cache
def _record() -> re.Pattern[str]:
    word = one_of(table().keywords["FOR"].spellings)
    return re.compile(rf"(?<!\w){word}[ \t]+([^\W\d][^,\"\n]*?)(?=[ \t]*(?:,|$))")


@cache
def _policy() -> re.Pattern[str]:
    keywords = table().keywords
    words = one_of((*keywords["BASED_ON"].spellings, *keywords["USE"].spellings))
    return re.compile(rf"(?<!\w){words}[ \t]*({IN_QUOTES})")
