"""From a source to its tree, and every mistake in how it is written.

Each declaration is parsed alone. Where a line cannot be read, the mistake is noted, the line is
blanked, and the declaration is parsed again: so independent mistakes are found in one run, and a
broken line takes nothing with it. A declaration whose first line is broken becomes a stub, so that
its names still exist.
"""

import re

from attrs import evolve, frozen
from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.build import Builder
from relrules.syntax.expected import expected_words
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import Chunk, Layout, layout
from relrules.syntax.limits import MOST_BYTES, MOST_FACTS, MOST_ROWS
from relrules.syntax.names import key
from relrules.syntax.repair import misspelt_keyword

MOST_MISTAKES_IN_A_DECLARATION = 50
HEADER_NAME = re.compile(r"`[^`]*`|[^\W\d]\w*(?:[ \t]+\w+)*")
WORD = re.compile(r"`[^`\n]*`|\w+|[^\w\s]+")


@frozen
class Parsed:
    """A tree, its layout, and the mistakes found on the way."""

    tree: n.PolicyFile
    layout: Layout
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Parsed:
    """Return the tree of a source and every mistake in how it is written."""
    if len(source.text) > MOST_BYTES or len(source.text.encode(errors="replace")) > MOST_BYTES:
        start = Span(source, 0, 0)
        empty = Layout(source, "", (), (), ())
        tree = n.PolicyFile(span=start, declarations=())
        return Parsed(tree, empty, (say_reading.file_too_large(start, MOST_BYTES),))
    cut = layout(source)
    diagnostics = list(cut.diagnostics)
    declarations: list[n.Declaration] = []
    for chunk in cut.chunks:
        declaration, mistakes = _declaration(cut, chunk)
        diagnostics += mistakes
        if declaration is not None:
            declarations.append(declaration)
    tree = n.PolicyFile(span=Span(source, 0, len(source.text)), declarations=tuple(declarations))
    diagnostics += _too_many(tree)
    return Parsed(tree, cut, tuple(sorted(diagnostics, key=lambda d: d.span.start)))


def _declaration(cut: Layout, chunk: Chunk) -> tuple[n.Declaration | None, list[Diagnostic]]:
    """Parse one declaration, line by line where it cannot be read as a whole."""
    text = cut.reading[chunk.start : chunk.end]
    damaged = chunk.damaged
    mistakes: list[Diagnostic] = []
    # A mistake of the layout already speaks for its line; what follows from it stays unsaid.
    silent_lines = {d.span.position.line for d in cut.diagnostics}
    while True:
        try:
            tree = parser().parse(text)
        except UnexpectedInput as error:
            at = _error_offset(text, error)
            start, end = _line_around(text, at)
            if not silent_lines & _line_numbers(cut.source, chunk.start + start, chunk.start + end):
                mistakes.append(_explain(cut.source, chunk.start, text, error))
            if start == 0 or len(mistakes) > MOST_MISTAKES_IN_A_DECLARATION:
                return _stub(cut.source, chunk, text), mistakes
            damaged = True
            text = _without_lines(text, start, end).rstrip()
            continue
        builder = Builder(cut.source, chunk.start, damaged)
        node = builder.declaration(tree)
        if builder.damaged and not isinstance(node, n.Stub):
            node = evolve(node, damaged=True)
        return node, mistakes + builder.diagnostics


def _line_numbers(source: Source, start: int, end: int) -> set[int]:
    return set(range(source.position(start).line, source.position(end).line + 1))


def _error_offset(text: str, error: UnexpectedInput) -> int:
    """Return where in the text the parser stopped."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text)
    if isinstance(error, UnexpectedToken) and error.token.type == "_NL":
        return error.token.start_pos or 0
    at: int | None = error.pos_in_stream
    return len(text) if at is None else at


def _line_around(text: str, at: int) -> tuple[int, int]:
    """Return the start and end of the line that holds an offset."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def _without_lines(text: str, start: int, end: int) -> str:
    """Blank a line, and those below it that are indented deeper."""
    depth = _indent(text[start:end])
    while end < len(text):
        next_start, next_end = end + 1, _line_around(text, end + 1)[1]
        line = text[next_start:next_end]
        if line.strip() and _indent(line) <= depth:
            break
        end = next_end
    blank = re.sub(r"[^\n]", " ", text[start:end])
    return text[:start] + blank + text[end:]


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _stub(source: Source, chunk: Chunk, text: str) -> n.Stub | None:
    """Return what can be known of a declaration whose first line is broken."""
    start, end = _line_around(text, 0)
    first = WORD.match(text)
    if first is not None and not _declares(first.group()):
        names = _header_names(source, chunk.start, text[start:end], first.end())
        return n.Stub(span=Span(source, chunk.start, chunk.start + end), keyword="", names=names)
    for keyword in table().declarations():
        for spelling in keyword.spellings:
            if not re.match(rf"{re.escape(spelling)}(?!\w)", text):
                continue
            span = Span(source, chunk.start, chunk.start + end)
            return n.Stub(
                span=span,
                keyword=keyword.id,
                names=_header_names(source, chunk.start, text[start:end], len(spelling)),
            )
    return None


def _declares(word: str) -> bool:
    return any(word in keyword.spellings for keyword in table().declarations())


def _header_names(source: Source, offset: int, line: str, at: int) -> tuple[n.Name, ...]:
    """Return the readings of the first words of a header: one may be meant as its name."""
    found: list[n.Name] = []
    words = HEADER_NAME.search(line, at)
    if words is None or line[at : words.start()].strip():
        return ()
    whole = words.group().strip("`")
    # A multi-word name may have swallowed what follows it: every shorter reading exists too.
    parts = whole.split()
    for count in range(len(parts), 0, -1):
        text = " ".join(parts[:count])
        span = Span(source, offset + words.start(), offset + words.end())
        found.append(n.Name(span=span, key=key(text), text=text))
    return tuple(found)


def _explain(source: Source, offset: int, text: str, error: UnexpectedInput) -> Diagnostic:
    """Return what to tell about a line that cannot be read."""
    at = _error_offset(text, error)
    if at == 0:
        return _unknown_declaration(source, offset, text)
    meant = misspelt_keyword(text, at)
    if meant is not None:
        start, end, keyword = meant
        return say.misspelt_keyword(Span(source, offset + start, offset + end), keyword)
    expected = expected_words(text, error)
    line_end = _line_around(text, at)[1]
    if not text[at:line_end].strip():
        before = len(text[:at].rstrip())
        return say.line_ends_early(Span(source, offset + before, offset + before), expected)
    found = _word_at(text, at, error)
    span = Span(source, offset + at, offset + at + len(found))
    if text[at + len(found) :].lstrip()[:1] in ('"', "\u201c") and found.isalpha():
        return say.unknown_language(span, table().languages)
    return say.unexpected_text(span, expected)


def _unknown_declaration(source: Source, offset: int, text: str) -> Diagnostic:
    match = WORD.match(text)
    word = match.group() if match else text[:1]
    words = [s for k in table().declarations() for s in k.spellings]
    return say.unknown_declaration(Span(source, offset, offset + len(word)), near(word, words))


def _word_at(text: str, at: int, error: UnexpectedInput) -> str:
    """Return the words that could not be read."""
    if isinstance(error, UnexpectedToken) and isinstance(error.token, Token):
        token = str(error.token)
        if token and text.startswith(token, at):
            return token
    match = WORD.match(text, at)
    return match.group() if match else text[at : at + 1]


def _too_many(tree: n.PolicyFile) -> list[Diagnostic]:
    """Report the first fact and the first row over the limits."""
    found: list[Diagnostic] = []
    facts = [h for d in tree.declarations if isinstance(d, n.Fact) for h in d.headings]
    rows: list[n.Node] = []
    for declaration in tree.declarations:
        match declaration:
            case n.Dimension():
                for part in declaration.body:
                    rows += part.entries if isinstance(part, n.PointsBy) else [part]
            case n.Grade():
                rows += declaration.rows
            case _:
                pass
    if len(facts) > MOST_FACTS:
        found.append(say.too_many(facts[MOST_FACTS].span, "facts", MOST_FACTS))
    if len(rows) > MOST_ROWS:
        found.append(say.too_many(rows[MOST_ROWS].span, "rows", MOST_ROWS))
    return found
