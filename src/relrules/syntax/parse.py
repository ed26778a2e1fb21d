"""From a source to its tree, and every mistake in how it is written.

Each declaration is parsed alone. Where a line cannot be read, the mistake is noted, the line is
blanked, and the declaration is parsed again: so independent mistakes are found in one run, and a
broken line takes nothing with it. A declaration whose first line is broken becomes a stub, so that
its names still exist.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.catalog import syntax as say
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.attempt import Attempt
from relrules.syntax.clauses import WORD, declaration_at, is_meant_as_declaration
from relrules.syntax.late_base import begins_with_base, is_head
from relrules.syntax.layout import Chunk, Layout, layout
from relrules.syntax.limits import MOST_BYTES, MOST_FACTS, MOST_ROWS
from relrules.syntax.members import Members, members
from relrules.syntax.unread import begins_comment, unknown_declaration

Member = n.Fact | n.Define | n.Dimension | n.Grade | n.Stub


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
    chunks, unindented, joined_lines = _joined(cut)
    diagnostics = [*cut.diagnostics, *unindented]
    silent = joined_lines | {d.span.position.line for d in diagnostics}
    declarations: list[n.Declaration] = []
    for chunk in chunks:
        for part, found in _declarations(cut, chunk, silent, diagnostics):
            within = members(cut, part)
            diagnostics += _unknown_lines(cut, within, silent)
            inside = [
                declaration
                for member in within.chunks
                for _, declaration in _declarations(cut, member, silent, diagnostics)
            ]
            declarations += _with_members(found, inside, diagnostics)
    tree = n.PolicyFile(span=Span(source, 0, len(source.text)), declarations=tuple(declarations))
    diagnostics += _too_many(tree)
    return Parsed(tree, cut, tuple(sorted(diagnostics, key=lambda d: d.span.start)))


def _declarations(
    cut: Layout, chunk: Chunk, silent: set[int], diagnostics: list[Diagnostic]
) -> Iterator[tuple[Chunk, n.Declaration]]:
    """Yield the declaration of a chunk, and those that begin inside it by mistake."""
    rest: Chunk | None = chunk
    while rest is not None:
        part = rest
        declaration, mistakes, rest = Attempt(cut, part, silent, len(diagnostics)).declaration()
        diagnostics += mistakes
        if declaration is not None:
            yield part, declaration


def _unknown_lines(cut: Layout, within: Members, silent: set[int]) -> list[Diagnostic]:
    """Return what to tell of lines in a list that begin no declaration."""
    silent |= {cut.source.position(at).line for at in within.unknown}
    return [
        unknown_declaration(cut.source, at, cut.reading[at:])
        for at in within.unknown
        if cut.source.position(at).line - 1 not in silent
    ]


def _with_members(
    declaration: n.Declaration, inside: Sequence[n.Declaration], diagnostics: list[Diagnostic]
) -> list[n.Declaration]:
    """Put what stands inside a list into it; what has no place there stands beside it."""
    fit: list[Member] = []
    apart: list[n.Declaration] = []
    for found in inside:
        if isinstance(found, Member):
            fit.append(found)
        else:
            apart.append(found)
            diagnostics.append(say.not_in_a_list(_first_word(found.span)))
    match declaration:
        case n.List():
            return [evolve(declaration, members=tuple(fit)), *apart]
        case n.Change(declaration=n.List() as changed):
            return [evolve(declaration, declaration=evolve(changed, members=tuple(fit))), *apart]
        case _:
            return [declaration, *apart]


def _first_word(span: Span) -> Span:
    word = WORD.match(span.text)
    return Span(span.source, span.start, span.start + (word.end() if word else 0))


def _joined(cut: Layout) -> tuple[list[Chunk], list[Diagnostic], set[int]]:
    """Join lines at the left margin that begin no declaration to the one above them.

    One mistake is reported for all such lines that follow each other. Returns the declarations, the
    mistakes and the numbers of the lines joined, of which nothing else is to be told.
    """
    chunks: list[Chunk] = []
    found: list[Diagnostic] = []
    lines: set[int] = set()
    in_a_run = False
    for chunk in cut.chunks:
        is_own = declaration_at(cut.reading, chunk.start) is not None
        text = cut.reading[chunk.start : chunk.end]
        if is_own or not chunks or is_meant_as_declaration(text) or begins_comment(text):
            chunks.append(chunk)
            in_a_run = False
            continue
        is_base = begins_with_base(text) and is_head(cut, chunks[-1])
        if not in_a_run and not is_base:
            found.append(unknown_declaration(cut.source, chunk.start, text))
        if not is_base:
            in_a_run = True
            lines.add(cut.source.position(chunk.start).line)
        above = chunks.pop()
        chunks.append(Chunk(above.start, chunk.end, above.damaged or chunk.damaged))
    return chunks, found, lines


def _too_many(tree: n.PolicyFile) -> list[Diagnostic]:
    """Report the first fact and the first row over the limits."""
    found: list[Diagnostic] = []
    declarations = [d for top in tree.declarations for d in _with_inner(top)]
    facts = [heading for d in declarations for heading in _facts(d)]
    rows = [row for d in declarations for row in _rows(d)]
    if len(facts) > MOST_FACTS:
        found.append(say.too_many(facts[MOST_FACTS].span, "facts", MOST_FACTS))
    if len(rows) > MOST_ROWS:
        found.append(say.too_many(rows[MOST_ROWS].span, "rows", MOST_ROWS))
    return found


def _with_inner(declaration: n.Declaration) -> tuple[n.Declaration, ...]:
    match declaration:
        case n.List(members=inside):
            return inside
        case n.Change(declaration=changed):
            return _with_inner(changed)
        case _:
            return (declaration,)


def _facts(declaration: n.Declaration) -> tuple[n.Heading, ...]:
    match declaration:
        case n.Fact(headings=headings):
            return headings
        case n.Questionnaire(items=items):
            return tuple(heading for item in items for heading in item.headings)
        case _:
            return ()


def _rows(declaration: n.Declaration) -> Iterator[n.Node]:
    match declaration:
        case n.Dimension(body=body):
            for part in body:
                yield from part.entries if isinstance(part, n.PointsBy) else (part,)
        case n.Grade():
            yield from (*declaration.rows, *declaration.entries)
        case n.Define():
            yield from declaration.rows
        case _:
            pass
