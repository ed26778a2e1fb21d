"""Lines whose words are right and whose order is not: parentheses or quotes are missing."""

import re
from collections.abc import Iterator
from functools import cache, partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import listed, quoted
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, edited, mended, without_texts

TERM_GROUPS = ("over", "collecting", "quantifier")
ENDS = ("AND", "OR", "WHEN", "BECAUSE", "OTHERWISE", "IF_EMPTY")
ORDERED = re.compile(r"<=|>=|[<>≤≥]")
COMPARED = re.compile(r"<=|>=|!=|[=<>≤≥≠]")
SIGN = re.compile(r"[-+*/]")
MOST_TRIED = 6
LONGEST_TERM_WORD = 12
SOME_OF_THEM = ("some", "any", "有", "任何", "任一", "某个", "有些")
HOW_MANY = re.compile(
    r"(?<!\w)(?P<which>some|any|all|every|each|任何|任一|某个|有些|有|所有|全部|每个)(?!\w)"
)
ASKED = re.compile(
    rf"{HOW_MANY.pattern}[ \t]+"
    r"[^\W\d]\w*(?:[ \t]+\w+)*?[ \t]+(?P<link>has|is|are|满足|是)(?=[ \t]+\w)"
)
AND_OF_BETWEEN = "与"


def rephrased(line: Line) -> Iterator[Mend]:
    """Yield mends that put parentheses around what the author wrote."""
    yield from _chained(line)
    yield from _two_readings(line)
    yield from _number_inside(line)
    yield from _formula_points(line)


# ---- comparisons --------------------------------------------------------------------------------


def _chained(line: Line) -> Iterator[Mend]:
    """Try `b between a and c` for `a <= b <= c`, and the like."""
    text = without_texts(line.text)
    second = ORDERED.match(text, line.error)
    before = list(COMPARED.finditer(text, 0, line.error))
    if second is None or not before or not ORDERED.match(before[-1].group()):
        return
    first = before[-1]
    begins = [m.end() for m in _before_a_comparison().finditer(text, 0, first.start())]
    start = begins[-1] if begins else 0
    start += len(text[start:]) - len(text[start:].lstrip())
    end = _end_of_clause(text, second.end())
    parts = (start, first.start()), (first.end(), second.start()), (second.end(), end)
    low, value, high = (line.text[at:to].strip() for at, to in parts)
    if value[:1].isdigit():
        return
    signs = (first.group(), second.group())
    keywords = table().keywords
    conjunction = AND_OF_BETWEEN if line.lang == "zh" else keywords["AND"].english
    between = f"{value} {keywords['BETWEEN'].in_language(line.lang)}"
    if {*signs} <= {"<=", "≤"}:
        written = f"{between} {low} {conjunction} {high}"
    elif {*signs} <= {">=", "≥"}:
        written = f"{between} {high} {conjunction} {low}"
    else:
        both = keywords["AND"].in_language(line.lang)
        written = f"{low} {signs[0]} {value} {both} {value} {signs[1]} {high}"
    # In parentheses, as `or` may stand beside it.
    edits = (Edit(start, end, f"({written})"),)
    if line.reads_well(edits):
        yield mended(line, edits, partial(say.unreadable, way_out=f"write {quoted(written)}"))


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


def asked(line: Line) -> Iterator[Mend]:
    """Yield mends of a question about records: `any contact has …`, `contacts have …`."""
    yield from _with_have(line)
    yield from _how_many(line)


def _with_have(line: Line) -> Iterator[Mend]:
    """Try `some contacts have …` where it is asked in other words."""
    text = without_texts(line.text)
    for match in ASKED.finditer(text):
        lang = "en" if match["which"].isascii() else "zh"
        id_ = "SOME" if match["which"] in SOME_OF_THEM else "ALL"
        which, have = (table().keywords[k].in_language(lang) for k in (id_, "HAVE"))
        edits = tuple(
            Edit(*match.span(group), word) for group, word in (("which", which), ("link", have))
        )
        if line.reads_well(edits):
            tell = partial(say.foreign_word, way_out=f"write {quoted(f'{which} … {have} …')}")
            yield mended(line, edits, tell, reach=match.span())


def _how_many(line: Line) -> Iterator[Mend]:
    """Try `some` before a list of which nothing says how many of its records are meant."""
    text = without_texts(line.text)
    for match in _words("HAVE").finditer(text):
        begins = [m.end() for m in _before_a_comparison().finditer(text, 0, match.start())]
        start = begins[-1] if begins else 0
        start += len(text[start:]) - len(text[start:].lstrip())
        if HOW_MANY.match(text, start):
            continue
        lang = "en" if match.group().isascii() else "zh"
        ids = ("SOME", "ALL", "NO_RECORDS")
        some, *others = (table().keywords[k].in_language(lang) for k in ids)
        edits = (Edit(start, start, f"{some} "),)
        if line.reads_well(edits):
            name = line.text[start : match.start()].strip()
            way_out = f"say how many of them: {quoted(f'{some} {name} {match.group()} …')}, "
            tell = partial(say.unreadable, way_out=f"{way_out}or {listed([*map(quoted, others)])}")
            yield mended(line, edits, tell, reach=(start, match.end()))


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
def _before_a_comparison() -> re.Pattern[str]:
    ids = ("WHEN", "AND", "OR", "NOT", "WHERE", "HAVE")
    return re.compile(rf"{_words(*ids).pattern}|[(:]|^[^=]*=")


@cache
def _before_an_operand() -> re.Pattern[str]:
    return re.compile(rf"{_words('WHERE', 'HAVE', 'AND', 'OR', 'IF_EMPTY').pattern}|[=<>≤≥≠]")


def _words(*ids: str) -> re.Pattern[str]:
    keywords = table().keywords
    return re.compile(rf"(?<!\w)(?:{one_of(tuple(s for i in ids for s in keywords[i].spellings))})")


# ---- rows ---------------------------------------------------------------------------------------


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
