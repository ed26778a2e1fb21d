"""From a text to its declarations: where each begins, which lines go on, what is only comment.

The layout makes a *reading* of the source: the same length, character for character, with comments
blanked, full-width punctuation as ASCII, and the line breaks of continued lines as spaces. Offsets
in the reading are offsets in the source, so every later stage points at the author's own words.
"""

import re
import unicodedata
from bisect import bisect_left
from functools import cache

from attrs import frozen

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import reading as say
from relrules.source import Source, Span
from relrules.syntax.keywords import QUOTE, one_of, table
from relrules.syntax.limits import MOST_NESTING

PIECE = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\[^\n])*"|\u201c[^\u201d\n]*\u201d|\uff02[^\uff02\n]*\uff02)
    |(?P<name>`[^`\n]*`)
    |(?P<comment>[#\uff03][^\n]*)
    |(?P<open>[(\uff08])
    |(?P<close>[)\uff09])
    |(?P<line>\n)
    |(?P<unclosed_text>["\u201c\uff02][^\n]*)
    |(?P<unclosed_name>`[^\n]*)""",
    re.VERBOSE,
)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x3001: ",",
}
INVISIBLE = {0x00AD, 0x180E, 0x200B, 0x2060}
"""Characters without width that no writing needs; joiners are needed in Persian and Hindi."""
BIDIRECTIONAL = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


@frozen
class Comment:
    """A comment with its `#`; `alone` if nothing else stands on its line."""

    span: Span
    alone: bool


@frozen
class Chunk:
    """The text of one declaration: from its first word to the end of its last line."""

    start: int
    end: int
    damaged: bool = False


@frozen
class Layout:
    """A source cut into declarations; `damage` is where something makes one unreadable."""

    source: Source
    reading: str
    chunks: tuple[Chunk, ...]
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]
    damage: tuple[int, ...] = ()

    def is_damaged(self, start: int, end: int) -> bool:
        """Return whether something between two offsets makes its declaration unreadable."""
        return bisect_left(self.damage, start) < bisect_left(self.damage, end)


def layout(source: Source) -> Layout:
    """Cut a source into its declarations."""
    found = list(forbidden_characters(source))
    reading, comments, open_at, mistakes, damage = _scan(source)
    found += mistakes
    reading = _join_continued_lines(reading, open_at)
    chunks, stray = _cut(source, reading, damage)
    return Layout(source, reading, chunks, comments, (*found, *stray), tuple(sorted(damage)))


def forbidden_characters(source: Source) -> list[Diagnostic]:
    """Return a diagnostic for each run of characters that nobody can see."""
    return [
        say.forbidden_character(Span(source, m.start(), m.end()), character_name(m.group()[0]))
        for m in FORBIDDEN.finditer(source.text)
    ]


def character_name(character: str) -> str:
    r"""Return how to speak of a character that cannot be shown.

    >>> character_name("\0")
    'U+0000 (NUL)'
    """
    code = ord(character)
    if code == 0:
        kind = "NUL"
    elif 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the surrogates
        kind = "half of a character"
    elif code in BIDIRECTIONAL | INVISIBLE:
        kind = unicodedata.name(character).lower()
    else:
        kind = "control character"
    return f"U+{code:04X} ({kind})"


FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff"
    + "".join(chr(c) for c in sorted(BIDIRECTIONAL | INVISIBLE))
    + "]+"
)


def _scan(
    source: Source,
) -> tuple[str, tuple[Comment, ...], list[int], list[Diagnostic], list[int]]:
    """Read pieces one by one.

    Returns the reading with its line breaks still in it, the comments, the offsets of line breaks
    inside parentheses, the mistakes, and the offsets of what makes its declaration unreadable.
    """
    text = source.text
    parts: list[str] = []
    comments: list[Comment] = []
    inside: list[int] = []
    mistakes: list[Diagnostic] = []
    damage: list[int] = []
    opened: list[int] = []
    at = 0
    for piece in PIECE.finditer(text):
        start, end = piece.span()
        parts.append(text[at:start].translate(FULL_WIDTH))
        at = end
        match piece.lastgroup:
            case "comment":
                line_start = text.rfind("\n", 0, start) + 1
                comments.append(
                    Comment(Span(source, start, end), not text[line_start:start].strip())
                )
                parts.append(" " * (end - start))
            case "open":
                opened.append(start)
                if len(opened) == MOST_NESTING + 1:
                    mistakes.append(say.nesting_too_deep(Span(source, start, end), MOST_NESTING))
                    damage.append(start)
                parts.append("(")
            case "close":
                if opened:
                    opened.pop()
                    parts.append(")")
                else:
                    mistakes.append(say.unopened_parenthesis(Span(source, start, end)))
                    parts.append(" ")
            case "line":
                if opened and _begins_declaration(text, end):
                    mistakes.append(
                        say.unclosed_parenthesis(Span(source, opened[-1], opened[-1] + 1))
                    )
                    damage.append(opened[-1])
                    opened.clear()
                if opened:
                    inside.append(start)
                parts.append("\n")
            case "unclosed_text" | "unclosed_name" as kind:
                unclosed = _unclosed_text if kind == "unclosed_text" else _unclosed_name
                mistakes.append(unclosed(source, start, end))
                damage.append(start)
                parts.append(" " * (end - start))
            case _:
                parts.append(piece.group())
    parts.append(text[at:].translate(FULL_WIDTH))
    if opened:
        mistakes.append(say.unclosed_parenthesis(Span(source, opened[-1], opened[-1] + 1)))
        damage.append(opened[-1])
    return "".join(parts), tuple(comments), inside, mistakes, damage


QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"|\u201c[^\u201d\n]*\u201d')


def _unclosed_text(source: Source, start: int, end: int) -> Diagnostic:
    """Return what to tell of a line with a quote too few.

    The last quote of the line is left over, but a quote is missing where a text ends in the middle
    of a word, or begins there.
    """
    line_start = source.text.rfind("\n", 0, start) + 1
    line = source.text[line_start:end]
    for found in QUOTED.finditer(source.text, line_start, start):
        inside = Span(source, found.start(), found.end())
        after = source.text[found.end() : found.end() + 1]
        if source.text[found.start() - 1].isalnum():
            return _unopened_text(source, line_start, found.start())
        if after.isalnum():
            return _text_open_until(inside)
    if source.text[start - 1].isalnum():
        return _unopened_text(source, line_start, start)
    return _text_open_until(Span(source, start, start + len(line[start - line_start :].rstrip())))


def _unclosed_name(source: Source, start: int, end: int) -> Diagnostic:
    return say.unclosed_name(Span(source, start, end))


def _text_open_until(span: Span) -> Diagnostic:
    """Return what to tell of a text that opens where a span does and is not closed in it."""
    text = span.text
    other = re.search(r"[\"\u201c\u201d\uff02]", text[1:])
    if other is not None and (other.group() != text[0] or other.end() < len(text) - 1):
        end = span.start + 1 + other.end()
        return say.mismatched_quotes(Span(span.source, span.start, end))
    tag = re.search(rf"[ \t]+(?:{'|'.join(table().languages)})[ \t]*[\"\u201c]?$", text)
    end = span.start + tag.start() if tag else span.end
    return say.unclosed_text(Span(span.source, span.start, end))


def _unopened_text(source: Source, line_start: int, quote: int) -> Diagnostic:
    """Return what to tell of a text that is closed at a quote, but not opened."""
    before = source.text[line_start:quote]
    words = list(_before_a_text().finditer(before))
    start = line_start + (words[-1].end() if words else len(before) - len(before.lstrip()))
    start += len(source.text[start:quote]) - len(source.text[start:quote].lstrip())
    return say.unopened_text(Span(source, start, quote + 1))


@cache
def _before_a_text() -> re.Pattern[str]:
    """Return the words that a text follows."""
    ids = ("SAY", "ASK", "HINT", "ASSUME", "BECAUSE", "QUESTION", "VERSION", "EXAMPLE", "UNIT")
    words = tuple(s for id_ in ids for s in table().keywords[id_].spellings)
    return re.compile(rf"(?<!\w){one_of((*words, *table().languages))}|\"[ \t]")


@cache
def _declaration_word() -> re.Pattern[str]:
    return re.compile(one_of(tuple(s for k in table().declarations() for s in k.spellings)))


@cache
def _continuation() -> re.Pattern[str]:
    """Return what a line starts with that goes on the one before."""
    keywords = table().keywords
    words = tuple(s for id_ in ("AND", "OR", "BECAUSE") for s in keywords[id_].spellings)
    return re.compile(rf"{one_of(words)}|[+<≤|=]")


def _begins_declaration(text: str, start: int) -> bool:
    return _declaration_word().match(text, start) is not None


CONTENT = re.compile(r"[^ \t\n]")


def _join_continued_lines(reading: str, inside_parentheses: list[int]) -> str:
    """Turn the line breaks before continued lines, and the blank lines there, into spaces."""
    characters = list(reading)
    joined = set(inside_parentheses)
    for at in joined:
        characters[at] = " "
    content = CONTENT.search(reading)
    takes_translations = content is not None and _takes_translations(reading, content.start())
    at = reading.find("\n")
    while at >= 0:
        content = CONTENT.search(reading, at)
        if content is None:
            break
        start = content.start()
        if _continuation().match(reading, start) or (
            takes_translations and _translation().match(reading, start)
        ):
            for i in range(at, start):
                if characters[i] == "\n":
                    characters[i] = " "
        elif at not in joined:
            takes_translations = _takes_translations(reading, start)
        at = reading.find("\n", start)
    return "".join(characters)


def _takes_translations(reading: str, start: int) -> bool:
    """Return whether the translations of the text in a line may stand on the lines below it."""
    return _long_text().match(reading, start) is not None


@cache
def _long_text() -> re.Pattern[str]:
    """Return what a line begins with that may go on in translations.

    A text alone is such a line, too: its keyword is missing, and that is to be told once.
    """
    ids = ("SAY", "ASK", "HINT", "ASSUME")
    words = one_of(tuple(s for id_ in ids for s in table().keywords[id_].spellings))
    return re.compile(rf"{words}|{QUOTE}")


@cache
def _translation() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(table().languages)})[ \t]*{QUOTE}")


MARGIN = re.compile(r"^(?=[^ \t\n])", re.MULTILINE)


def _cut(
    source: Source, reading: str, damage: list[int]
) -> tuple[tuple[Chunk, ...], list[Diagnostic]]:
    """Cut the reading at the left margin."""
    starts = [m.start() for m in MARGIN.finditer(reading)]
    stray: list[Diagnostic] = []
    before = reading[: starts[0]] if starts else reading
    if before.strip():
        first = len(before) - len(before.lstrip())
        end = first + len(before[first:].split("\n", 1)[0].rstrip())
        stray.append(say.clause_without_declaration(Span(source, first, end)))
    chunks = []
    marks = sorted(damage)
    for start, end in zip(starts, [*starts, len(reading)][1:], strict=True):
        last = start + len(reading[start:end].rstrip())
        chunks.append(Chunk(start, last, bisect_left(marks, start) < bisect_left(marks, end)))
    return tuple(chunks), stray
