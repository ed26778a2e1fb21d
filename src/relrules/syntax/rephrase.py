"""Lines whose words are right and whose order is not: parentheses or quotes are missing."""

import re
from collections.abc import Iterator
from functools import cache, partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, edited, mended, without_texts

TERM_GROUPS = ("over", "collecting", "quantifier")
ENDS = ("AND", "OR", "WHEN", "BECAUSE", "OTHERWISE", "IF_EMPTY")
COMPARED = re.compile(r"<=|>=|!=|[=<>≤≥≠]")
HEADER = re.compile(
    r"(?P<word>\S+)[ \t]+(?P<name>[^\W\d]\w*)[ \t]+(?P<label>[^\W\d][\w \t'’?.-]*?)"
    r"(?P<after>[ \t]*(?::|=|$)|[ \t]+(?:by|按)(?!\w))"
)
SIGN = re.compile(r"[-+*/]")
MOST_TRIED = 6
LONGEST_TERM_WORD = 12


def rephrased(line: Line) -> Iterator[Mend]:
    """Yield mends that put parentheses around what the author wrote."""
    yield from _two_readings(line)
    yield from _number_inside(line)
    yield from _formula_points(line)


# ---- numbers taken over lists -------------------------------------------------------------------


def _two_readings(line: Line) -> Iterator[Mend]:
    """Try parentheses around a term with `where` or `have` that something follows."""
    text = without_texts(line.text)
    if not (COMPARED.match(text, line.error) or SIGN.match(text, line.error)):
        return
    if not _tail().search(text, 0, line.error):
        return
    end = len(text[: line.error].rstrip())
    for start in _terms_before(text, line.error):
        edits = (Edit(start, start, "("), Edit(end, end, ")"))
        if line.reads_well(edits):
            whole = _end_of_clause(text, line.error)
            one = edited(line.text, edits)[start : whole + 2]
            other = _inner_first(line.text, text, start, line.error, whole)
            tell = partial(say.two_readings, one=one, other=other)
            yield mended(line, edits, tell, reach=(start, whole))


def _inner_first(line: str, masked: str, start: int, error: int, whole: int) -> str:
    """Return the reading in which the operator belongs to the operand just before it."""
    begins = [m.end() for m in _before_an_operand().finditer(masked, start, error)]
    at = begins[-1] if begins else start
    at += len(line[at:error]) - len(line[at:error].lstrip())
    return f"{line[start:at]}({line[at:whole]})"


def _number_inside(line: Line) -> Iterator[Mend]:
    """Try parentheses around a number taken over a list inside another `where` or `have`."""
    text = without_texts(line.text)
    tails = list(_tail().finditer(text, 0, line.error))
    if not tails:
        return
    # `share of` is stopped at in its middle.
    for start in _terms_before(text, line.error + LONGEST_TERM_WORD):
        if not tails[0].end() <= start <= line.error:
            continue
        ends = [m.start() for m in COMPARED.finditer(text, line.error)]
        for end in (*reversed(ends), len(text)):
            last = len(text[:end].rstrip())
            edits = (Edit(start, start, "("), Edit(last, last, ")"))
            if line.reads_well(edits):
                way_out = f"put it in parentheses: {quoted(f'({line.text[start:last]})')}"
                tell = partial(say.unreadable, way_out=way_out)
                yield mended(line, edits, tell, reach=(start, last))


def _terms_before(text: str, end: int) -> list[int]:
    """Return where terms over lists begin before an offset, the nearest first."""
    found = [m.start() for m in _terms().finditer(text, 0, end)]
    return list(reversed(found))[:MOST_TRIED]


def _end_of_clause(text: str, at: int) -> int:
    """Return where the clause ends that goes on after an operator."""
    end = _ends().search(text, at)
    return len(text[: end.start() if end else len(text)].rstrip())


@cache
def _terms() -> re.Pattern[str]:
    keywords = table().keywords.values()
    words = tuple(s for k in keywords if k.group in TERM_GROUPS for s in k.spellings)
    return re.compile(rf"(?<!\w)(?:{one_of((*words, *table().keywords['AT_LEAST'].spellings))})")


@cache
def _tail() -> re.Pattern[str]:
    return _words("WHERE", "HAVE", "IF_EMPTY")


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"{_words(*ENDS).pattern}|[),]")


@cache
def _before_an_operand() -> re.Pattern[str]:
    return re.compile(rf"{_words('WHERE', 'HAVE', 'AND', 'OR', 'IF_EMPTY').pattern}|[=<>≤≥≠]")


def _words(*ids: str) -> re.Pattern[str]:
    keywords = table().keywords
    return re.compile(rf"(?<!\w)(?:{one_of(tuple(s for i in ids for s in keywords[i].spellings))})")


# ---- rows and headings --------------------------------------------------------------------------


def _formula_points(line: Line) -> Iterator[Mend]:
    """Try parentheses around what stands before `points` in a row."""
    points = one_of(table().keywords["POINTS"].spellings)
    match = re.match(rf"[ \t]*(\S.*?)[ \t]+(?={points})", without_texts(line.text))
    if not line.start or match is None:
        return
    formula = line.text[match.start(1) : match.end(1)]
    edits = (Edit(match.start(1), match.end(1), f"({formula})"),)
    if line.reads_well(edits):
        yield mended(
            line,
            edits,
            lambda span: say.unreadable(span, f"put a formula in parentheses: `({formula})`"),
        )


def unquoted_label(line: Line) -> Iterator[Mend]:
    """Try quotes around words that follow the name of a declaration."""
    match = HEADER.match(without_texts(line.text))
    if line.start or match is None:
        return
    label = line.text[match.start("label") : match.end("label")]
    edits = (Edit(match.start("label"), match.end("label"), f'"{label}"'),)
    if line.reads_well(edits):
        yield mended(line, edits, say.unquoted_label)
