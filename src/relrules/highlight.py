"""Policies in colour: a lexer for Pygments, and with it for mkdocs, Sphinx and the terminal.

The parser is asked which words of a clause are keywords: a word is one here exactly where it is one
there, and the words themselves stand only in the keyword table. Each clause is read alone, below the
shortest first line of its declaration, so that a mistake spoils nothing but the rest of its clause.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from attrs import frozen
from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken
from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from relrules.source import Source
from relrules.syntax.clauses import FIRST_LINES, declaration_at, header_keyword
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import one_of, table
from relrules.syntax.layout import Layout, layout
from relrules.syntax.members import members
from relrules.syntax.tokens import LINE_BREAK, NAMES

# Where a piece of a text stands, and what it is.
Piece = tuple[int, int, _TokenType]

# By the group of a keyword or the name of another terminal. Keywords of other groups begin a clause or
# say what kind it is; other terminals are punctuation.
KINDS = {
    "declaration": Keyword.Declaration,
    "value": Keyword.Constant,
    **dict.fromkeys(
        (
            "infix",
            "prefix",
            "over",
            "several",
            "collecting",
            "quantifier",
            "listing",
            "leaving_out",
            "estimating",
        ),
        Operator.Word,
    ),
    "LANG": Keyword.Type,
    **dict.fromkeys(NAMES, Name),
    "STRING": String,
    "NUMBER": Number,
    "DATE": Literal.Date,
    **dict.fromkeys(("COMPARISON_OP", "EQ", "LT", "SUM_OP", "PRODUCT_OP"), Operator),
}
# What is clear without the words around it, first what the next would match a part of.
CLEAR = (
    "STRING",
    "BACKTICKED",
    "DATE",
    "NUMBER",
    "COMPARISON_OP",
    "EQ",
    "LT",
    "SUM_OP",
    "PRODUCT_OP",
)
# What headings are made of; where several are declared at once, commas stand between them.
HEADING = (*NAMES, "STRING", "LANG", "FROM", "COMMA")

# Read below nothing, or after this: a condition that is shown alone.
BY_ITSELF = ""
A_CONDITION = "define a = "

CLAUSE = re.compile(r"[^ \t\n](?:[^\n]*[^ \t\n])?")
WITHOUT_BLANKS = re.compile(r"\S+")
BETWEEN = re.compile(
    r"""(?P<comment>[#\uff03][^\n]*)
    |(?P<blank>\s+)
    |["`\u201c\uff02][^\n]*
    |[^\s#\uff03"`\u201c\uff02]+""",
    re.VERBOSE,
)
IN_A_MESSAGE = re.compile(
    r"(?P<escape>\{\{|\}\})|(?P<placeholder>[{\uff5b][^{}\uff5b\uff5d]*[}\uff5d])"
)
# Each word may look ahead to the end of its clause. What is longer than any clause somebody wrote is
# read word by word, so that the time taken grows as the text does.
LONGEST_CLAUSE = 5_000
MOST_GUESSES = 100
"""Guessing reads a clause many times; an excerpt with more of which nothing can be read is none."""


class RelrulesLexer(Lexer):
    """The policy language for Pygments.

    >>> found = RelrulesLexer().get_tokens("score total = score")
    >>> [str(kind) for kind, value in found if not value.isspace()]
    ['Token.Keyword.Declaration', 'Token.Name.Function', 'Token.Operator', 'Token.Name']
    """

    name = "relrules"
    aliases = ("relrules", "rel")
    filenames = ("*.rel",)

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Yield the tokens of a text, which add up to it, whatever it is."""
        for start, end, kind in pieces(text, 0, len(text)):
            yield start, kind, text[start:end]


def pieces(text: str, first: int, last: int) -> Iterator[Piece]:
    """Yield the pieces of the lines between two offsets, without a gap.

    Only the clauses that reach into these lines are read.
    """
    # Texts come with any line ends here; to the language a carriage return is a mistake.
    cut = layout(Source("", text.replace("\r", " ")))
    at = first
    for start, end, kind in _marked(cut, first, last):
        yield from _between(text, at, start)
        yield start, end, kind
        at = end
    yield from _between(text, at, last)


def _between(text: str, start: int, end: int) -> Iterator[Piece]:
    """Yield what no word covers: comments, blanks, and what cannot be read at all."""
    kinds = {"comment": Comment.Single, "blank": Whitespace}
    for match in BETWEEN.finditer(text, start, end):
        yield *match.span(), kinds.get(match.lastgroup or "", Error)


# ---- where clauses stand --------------------------------------------------------------------


@frozen
class Clause:
    """Where a clause stands in the reading, and below which lines it may be read: none if unknown."""

    start: int
    end: int
    below: tuple[str, ...]


def _clauses(cut: Layout) -> Iterator[Clause]:
    """Yield the clauses of a text in their order."""
    for start, end, below in _parts(cut):
        # What is shown of a policy may begin in the middle, or be indented as a whole.
        is_excerpt = below is None and not _declares(cut.reading, start)
        for match in CLAUSE.finditer(cut.reading, start, end):
            if (is_excerpt or match.start() == start) and _declares(cut.reading, match.start()):
                below = _first_line(match.group())  # noqa: PLW2901 - as long as it is not said anew
                yield Clause(*match.span(), (BY_ITSELF,))
            elif below is None:
                yield Clause(*match.span(), ())
            elif _declares(cut.reading, match.start()):
                yield Clause(*match.span(), (below, BY_ITSELF))
            else:
                yield Clause(*match.span(), (below,))


def _parts(cut: Layout) -> Iterator[tuple[int, int, str | None]]:
    """Yield the declarations, in a list also those inside it and what stands between them.

    What stands between comes with the first line of the list.
    """
    yield 0, cut.chunks[0].start if cut.chunks else len(cut.reading), None
    for chunk in cut.chunks:
        at, below = chunk.start, None
        for member in members(cut, chunk).chunks:
            yield at, member.start, below
            yield member.start, member.end, None
            at, below = member.end, _first_line(cut.reading[chunk.start : chunk.end])
        yield at, chunk.end, below


def _declares(reading: str, at: int) -> bool:
    return declaration_at(reading, at) is not None


def _first_line(declaration: str) -> str | None:
    """Return the shortest line that other lines of this declaration may follow."""
    keyword = header_keyword(declaration)
    line = FIRST_LINES.get(keyword.id) if keyword else None
    return f"{line}\n" if line else None


@cache
def _first_lines() -> tuple[str, ...]:
    return tuple(f"{line}\n" for line in FIRST_LINES.values())


# ---- what their words are -------------------------------------------------------------------


@frozen
class Word:
    """A terminal of the grammar, or `infix` where it is only clear that it is such a keyword."""

    terminal: str
    start: int
    end: int


def _marked(cut: Layout, first: int, last: int) -> Iterator[Piece]:
    """Yield the words between two offsets."""
    likely: tuple[str, ...] = ()
    missed = 0
    for clause in _clauses(cut):
        if clause.end <= first or clause.start >= last:
            continue
        guesses = (*_first_lines(), A_CONDITION) if missed < MOST_GUESSES else (A_CONDITION,)
        text = cut.reading[clause.start : clause.end]
        words, found = _words(text, clause.below or (*likely, *guesses))
        if not clause.below:
            # The lines of an excerpt belong to the same declaration for the most part.
            likely = () if found is None else (found,)
            missed += found is None
        for start, end, kind in _kinds(words, cut.source.text, clause.start):
            if start >= first and end <= last:
                yield from _parts_shown(cut, start, end, kind)


def _words(clause: str, below: Sequence[str]) -> tuple[list[Word], str | None]:
    """Return the words of a clause, and the line below which all of it can be read."""
    best: list[Word] = []
    if len(clause) <= LONGEST_CLAUSE:
        for line in below:
            words = _read(clause, line)
            if _reach(words) == len(clause):
                return words, line
            best = max(best, words, key=_reach)
    rest = _clear().finditer(clause, _reach(best))
    return [*best, *(Word(m.lastgroup or "", *m.span()) for m in rest)], None


def _reach(words: Sequence[Word]) -> int:
    return words[-1].end if words else 0


def _read(clause: str, below: str) -> list[Word]:
    """Return the words of a clause as the parser reads them, up to where it cannot."""
    found: list[Token] = []
    try:
        found.extend(parser().parse_interactive(below + clause).iter_parse())
    except UnexpectedToken as error:
        # A word comes before the parser says that it cannot stand there.
        found = [token for token in found if token is not error.token]
    except UnexpectedInput:
        pass
    words = (
        Word(t.type, (t.start_pos or 0) - len(below), (t.end_pos or 0) - len(below)) for t in found
    )
    return [word for word in words if word.start >= 0 and word.terminal != LINE_BREAK]


@cache
def _clear() -> re.Pattern[str]:
    """Return what is clear without the words around it: also the keywords that end every name."""
    patterns = {terminal.name: terminal.pattern.to_regexp() for terminal in parser().terminals}
    infix = [k for k in table().keywords.values() if k.group == "infix"]
    words = one_of(tuple(spelling for keyword in infix for spelling in keyword.spellings))
    groups = [
        *(f"(?P<{name}>{patterns[name]})" for name in CLEAR),
        f"(?P<infix>{words})",
        r"(?P<NAME>\w+)",
        r"(?P<COMMA>[,:|()])",
    ]
    return re.compile("|".join(groups))


def _kinds(words: Sequence[Word], text: str, at: int) -> Iterator[Piece]:
    """Yield what the words of a clause are, which begins at an offset of the text."""
    keywords = table().keywords
    first = words[0].terminal if words else ""
    in_heading = first in keywords and keywords[first].group == "declaration"
    before = ""
    for word in words:
        terminal, start, end = word.terminal, at + word.start, at + word.end
        group = keywords[terminal].group if terminal in keywords else terminal
        in_heading = in_heading and (group == "declaration" or terminal in HEADING)
        if in_heading and terminal in NAMES and before != "FROM":
            yield start, end, Name.Function
        elif terminal == "STRING" and first == "SAY":
            yield from _message(text, start, end)
        else:
            other = Keyword if terminal in keywords else Punctuation
            yield start, end, KINDS.get(group, other)
        before = terminal


def _message(text: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a text that values are put into."""
    at = start
    for match in IN_A_MESSAGE.finditer(text, start, end):
        if at < match.start():
            yield at, match.start(), String
        yield *match.span(), String.Escape if match["escape"] else String.Interpol
        at = match.end()
    if at < end:
        yield at, end, String


def _parts_shown(cut: Layout, start: int, end: int, kind: _TokenType) -> Iterator[Piece]:
    """Yield a word, in parts where a line break, a comment or something else stands inside it."""
    if cut.source.text[start:end] == cut.reading[start:end]:
        yield start, end, kind
        return
    for match in WITHOUT_BLANKS.finditer(cut.reading, start, end):
        yield *match.span(), kind
