"""From a source to its tree, and every mistake in how it is written.

Each declaration is parsed alone. Where a line cannot be read, the mistake is noted, the line is
blanked, and the declaration is parsed again: so independent mistakes are found in one run, and a
broken line takes nothing with it. A declaration whose first line is broken becomes a stub, so that
its names still exist.
"""

import re
from collections.abc import Iterator, Sequence

from attrs import define, evolve, field, frozen
from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.catalog import syntax as say
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.build.builder import Builder
from relrules.syntax.clauses import (
    WORD,
    clause_at,
    clauses_of,
    declaration_at,
    glued_declaration,
    header_keyword,
    is_meant_as_declaration,
    length_at,
    misplaced,
    near_declarations,
)
from relrules.syntax.expected import accepted_terminals, expected_words
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import Keyword, table
from relrules.syntax.layout import Chunk, Layout, layout
from relrules.syntax.limits import MOST_BYTES, MOST_FACTS, MOST_ROWS
from relrules.syntax.members import Members, members, own_reading
from relrules.syntax.mending import Edit, Mend
from relrules.syntax.names import key
from relrules.syntax.repair import mend
from relrules.syntax.slips import COMMENTS, LANGUAGES

MOST_MISTAKES_IN_A_DECLARATION = 50
MOST_MENDED = 100
"""Mending reads a line many times; a text with more mistakes than these is none of ours."""
HEADER_NAME = re.compile(r"`[^`]*`|[^\W\d]\w*(?:[ \t]+\w+)*")
QUOTES = ('"', "\u201c", "\u201d", "\uff02")
TEXT = re.compile(r'"[^"\n]*"|\u201c[^\u201d\n]*\u201d')
QUOTED_TEXT = re.compile(rf"{TEXT.pattern}|`[^`\n]*`")


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
        declaration, mistakes, rest = _Reading(cut, part, silent, len(diagnostics)).declaration()
        diagnostics += mistakes
        if declaration is not None:
            yield part, declaration


def _unknown_lines(cut: Layout, within: Members, silent: set[int]) -> list[Diagnostic]:
    """Return what to tell of lines in a list that begin no declaration."""
    silent |= {cut.source.position(at).line for at in within.unknown}
    return [
        _unknown_declaration(cut.source, at, cut.reading[at:])
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
        if is_own or not chunks or is_meant_as_declaration(text) or _begins_comment(text):
            chunks.append(chunk)
            in_a_run = False
            continue
        if not in_a_run:
            found.append(_unknown_declaration(cut.source, chunk.start, text))
        in_a_run = True
        lines.add(cut.source.position(chunk.start).line)
        above = chunks.pop()
        chunks.append(Chunk(above.start, chunk.end, above.damaged or chunk.damaged))
    return chunks, found, lines


@define
class _Reading:
    """The state of reading one declaration: its text as mended so far, and where that stands."""

    cut: Layout
    chunk: Chunk
    # Lines of which something is told already: it speaks for them, what follows from it does not.
    silent: set[int]
    told_before: int
    text: str = field(init=False)
    places: Sequence[int] = field(init=False)
    damaged: bool = field(init=False)
    mistakes: list[Diagnostic] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        chunk = self.chunk
        self.text = own_reading(self.cut, chunk)
        self.places = range(chunk.start, chunk.end + 1)
        self.damaged = chunk.damaged

    def declaration(self) -> tuple[n.Declaration | None, list[Diagnostic], Chunk | None]:
        """Parse the declaration, line by line where it cannot be read as a whole.

        Returns it with its mistakes, and what is left of the chunk where another declaration
        begins inside it.
        """
        rest = self._cut_indented(self._nested_fact())
        blanked = 0
        while True:
            try:
                tree = parser().parse(self.text)
            except UnexpectedInput as error:
                at = _error_offset(self.text, error)
                start, end = _line_around(self.text, at)
                if start and rest is None:
                    rest = self._cut_indented(self._first_word(start))
                    if rest is not None:
                        continue
                if not self.silent & self._line_numbers(start, end):
                    if self._mend(at):
                        continue
                    self._tell(self._explain(error))
                blanked += 1
                if start == 0 or blanked > MOST_MISTAKES_IN_A_DECLARATION:
                    return self._stub(), self.mistakes, rest
                self.damaged = True
                self._blank(start, end)
                continue
            builder = Builder(self.cut.source, self.places, self.damaged or bool(self.mistakes))
            node = builder.declaration(tree)
            if builder.damaged and not isinstance(node, n.Stub):
                node = evolve(node, damaged=True)
            return node, self.mistakes + self._untold(builder.diagnostics), rest

    def _untold(self, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Return what the layout has not told: it counts parentheses, the builder everything."""
        return [
            d
            for d in found
            if d.span.position.line not in self.silent
            and not (self.chunk.damaged and d.code == "nesting-too-deep")
        ]

    # ---- places ---------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> Span:
        return Span(self.cut.source, self.places[start], self.places[end])

    def _line_numbers(self, start: int, end: int) -> set[int]:
        source = self.cut.source
        first = source.position(self.places[start]).line
        return set(range(first, source.position(self.places[end]).line + 1))

    def _first_word(self, line_start: int) -> int | None:
        """Return where a line begins with the keyword of a declaration."""
        end = _line_around(self.text, line_start)[1]
        at = line_start + _indent_width(self.text[line_start:end])
        keyword = declaration_at(self.text, at)
        if keyword is None or self._lists_levels(keyword, at, end):
            return None
        return at

    def _lists_levels(self, keyword: Keyword, at: int, end: int) -> bool:
        """Return whether a line that begins with `grade` is meant as the levels of a fact."""
        header = header_keyword(self.text)
        under_a_fact = header is not None and header.id == "FACT"
        return under_a_fact and keyword.id == "GRADE" and "<" in self.text[at:end]

    # ---- mending --------------------------------------------------------------------------

    def _mend(self, at: int) -> bool:
        """Mend the line of an error if it is clear what was meant, and tell of it."""
        if self.told_before + len(self.mistakes) > MOST_MENDED:
            return False
        meant = self._misspelt_declaration() if at == 0 else mend(self.text, at)
        if meant is None:
            return False
        self._tell(meant.tell(self._span(meant.start, meant.end)))
        places = list(self.places)
        for edit in reversed(meant.edits):
            self.text = self.text[: edit.start] + edit.replacement + self.text[edit.end :]
            places[edit.start : edit.end] = [places[edit.start]] * len(edit.replacement)
        self.places = places
        return True

    def _tell(self, mistake: Diagnostic) -> None:
        """Add a mistake, unless something is told of the same words: they were not mended well."""
        if all(told.span.start != mistake.span.start for told in self.mistakes):
            self.mistakes.append(mistake)

    def _misspelt_declaration(self) -> Mend | None:
        word = WORD.match(self.text)
        glued = glued_declaration(self.text)
        if word is not None and glued is not None:
            parted = f"{glued} {word.group()[len(glued) :]}"
            if _reads_well(f"{parted}{self.text[word.end() : _line_around(self.text, 0)[1]]}"):
                edit = Edit(0, word.end(), parted)
                return Mend((edit,), 0, word.end(), lambda s: say_names.keyword_in_name(s, parted))
        meant = near_declarations(self.text)
        if word is None or len(meant) != 1:
            return None
        source, text = self.cut.source, self.text
        edit = Edit(0, word.end(), meant[0])
        return Mend((edit,), 0, word.end(), lambda s: _unknown_declaration(source, s.start, text))

    def _blank(self, start: int, end: int) -> None:
        self.text = _without_lines(self.text, start, end).rstrip()

    # ---- declarations inside --------------------------------------------------------------

    def _nested_fact(self) -> int | None:
        """Return where a line of a fact begins with the keyword of a declaration.

        Such a line, `fact price "Price"`, would also read as an answer. Answers stand deeper than
        the clauses, so it is taken as a declaration where it does not.
        """
        keyword = header_keyword(self.text)
        if keyword is None or keyword.id != "FACT":
            return None
        depth: int | None = None
        at = self.text.find("\n") + 1
        while at:
            line = self.text[at : _line_around(self.text, at)[1]]
            if line.strip():
                depth = _indent(line) if depth is None else depth
                if _indent(line) <= depth and self._first_word(at) is not None:
                    return self._first_word(at)
            at = self.text.find("\n", at) + 1
        return None

    def _cut_indented(self, at: int | None) -> Chunk | None:
        """Tell of a declaration that is indented, and cut it off."""
        keyword = declaration_at(self.text, at) if at is not None else None
        if at is None or keyword is None:
            return None
        word = WORD.match(self.text, at)
        end = word.end() if word else at
        at_the_margin = self.cut.source.position(self.chunk.start).column == 1
        self.mistakes.append(
            say.indented_declaration(self._span(at, end), in_a_list=not at_the_margin)
        )
        rest = Chunk(self.places[at], self.chunk.end, self.chunk.damaged)
        self.text = self.text[:at].rstrip()
        self.damaged = True
        return rest

    # ---- what to tell ---------------------------------------------------------------------

    def _explain(self, error: UnexpectedInput) -> Diagnostic:
        """Return what to tell about a line that cannot be read."""
        text, at = self.text, _error_offset(self.text, error)
        if at == 0:
            return _unknown_declaration(self.cut.source, self.chunk.start, text)
        told = self._misplaced_clause(at) or self._sign_before_a_line(at)
        if told is not None:
            return told
        accepted = accepted_terminals(text, error)
        expected = expected_words(text, accepted)
        line_end = _line_around(text, at)[1]
        if not text[at:line_end].strip():
            before = len(text[:at].rstrip())
            return say.line_ends_early(self._span(before, before), expected)
        found = _word_at(text, at, error)
        span = self._span(at, at + len(found))
        if found[0] in QUOTES:
            if accepted <= {"NAME", "BACKTICKED"}:
                return say.name_missing(span)
            if text[:at].rstrip()[-1:] in QUOTES and "LANG" in accepted:
                return say.language_missing(span)
        follows = text[at + len(found) :].lstrip()[:1]
        if follows and follows in QUOTES and found.isalpha() and "LANG" in accepted:
            return say.unknown_language(
                span, table().languages, LANGUAGES.get(found.casefold(), "")
            )
        return say.unexpected_text(span, expected)

    def _misplaced_clause(self, at: int) -> Diagnostic | None:
        """Return what to tell of a line that belongs under another declaration."""
        start = _line_around(self.text, at)[0]
        declaration = header_keyword(self.text)
        if start == 0 or declaration is None:
            return None
        first = start + _indent_width(self.text[start:])
        clause = clause_at(self.text, first)
        if clause is None or clause.id in clauses_of(declaration.id):
            return None
        end = first + length_at(clause, self.text, first)
        return misplaced(self._span(first, end), declaration, clause)

    def _sign_before_a_line(self, at: int) -> Diagnostic | None:
        """Return what to tell of a line that is meant to go on a calculation above it."""
        start, end = _line_around(self.text, at)
        first = start + _indent_width(self.text[start:end])
        head = QUOTED_TEXT.sub("", self.text[: _line_around(self.text, 0)[1]])
        if not start or "=" not in head or self.text[first : first + 1] not in ("-", "*", "/"):
            return None
        return say.line_begins_with_sign(self._span(first, first + 1))

    def _stub(self) -> n.Stub | None:
        """Return what can be known of a declaration whose first line is broken."""
        text = self.text
        end = _line_around(text, 0)[1]
        span = self._span(0, end)
        keyword = header_keyword(text)
        first = WORD.match(text)
        if first is None:
            return None
        names = self._header_names(text[:end], first.end())
        return n.Stub(span=span, keyword=keyword.id if keyword else "", names=names)

    def _header_names(self, line: str, at: int) -> tuple[n.Name, ...]:
        """Return the readings of the first words of a header: one may be meant as its name."""
        span = self._span(at, len(line))
        texts = [m.group()[1:-1] for m in TEXT.finditer(line, at)]
        words = HEADER_NAME.search(line, at)
        parts: list[str] = []
        if words is not None and not line[at : words.start()].strip():
            parts = words.group().strip("`").split()
        # A name of several words may have swallowed what follows it: every shorter one exists too.
        names = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
        return tuple(n.Name(span=span, key=key(word), text=word) for word in (*names, *texts))


def _reads_well(text: str) -> bool:
    try:
        parser().parse(text)
    except UnexpectedInput:
        return False
    return True


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


def _indent_width(line: str) -> int:
    """Return how many characters stand before the first word of a line."""
    return len(line) - len(line.lstrip(" \t"))


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _unknown_declaration(source: Source, offset: int, text: str) -> Diagnostic:
    match = WORD.match(text)
    word = match.group() if match else text[:1]
    span = Span(source, offset, offset + len(word))
    if _begins_comment(text):
        return say.unreadable(span, "a comment begins with `#`")
    return say.unknown_declaration(span, near_declarations(text))


def _begins_comment(text: str) -> bool:
    return text.startswith(COMMENTS)


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
