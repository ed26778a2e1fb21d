"""What remains of a declaration whose first line is broken: its names still exist."""

import re

from relrules.syntax import nodes as n
from relrules.syntax.clauses import WORD, header_keyword
from relrules.syntax.names import key
from relrules.syntax.reading import Reading
from relrules.syntax.text_lines import line_around

HEADER_NAME = re.compile(r"`[^`]*`|[^\W\d]\w*(?:[ \t]+\w+)*")
TEXT = re.compile(r'"[^"\n]*"|\u201c[^\u201d\n]*\u201d')


def stub(reading: Reading) -> n.Stub | None:
    """Return what can be known of a declaration whose first line is broken."""
    text = reading.text
    end = line_around(text, 0)[1]
    span = reading.span(0, end)
    keyword = header_keyword(text)
    first = WORD.match(text)
    if first is None:
        return None
    names = _header_names(reading, text[:end], first.end())
    return n.Stub(span=span, keyword=keyword.id if keyword else "", names=names)


def _header_names(reading: Reading, line: str, at: int) -> tuple[n.Name, ...]:
    """Return the readings of the first words of a header: one may be meant as its name."""
    span = reading.span(at, len(line))
    texts = [m.group()[1:-1] for m in TEXT.finditer(line, at)]
    words = HEADER_NAME.search(line, at)
    parts: list[str] = []
    if words is not None and not line[at : words.start()].strip():
        parts = words.group().strip("`").split()
    # A name of several words may have swallowed what follows it: every shorter one exists too.
    names = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return tuple(n.Name(span=span, key=key(word), text=word) for word in (*names, *texts))
