"""One declaration, read line by line where it cannot be read as a whole."""

from collections.abc import Sequence
from functools import partial

from attrs import define, evolve, field
from lark.exceptions import UnexpectedInput

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build.builder import Builder
from relrules.syntax.changes import law_without_kind, row_with_kind
from relrules.syntax.clauses import (
    WORD,
    declaration_at,
    glued_declaration,
    header_keyword,
    is_bare_fact,
    near_declarations,
)
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import Keyword, table
from relrules.syntax.late_base import late_base
from relrules.syntax.layout import Chunk
from relrules.syntax.mending import Edit, Mend
from relrules.syntax.reading import Reading
from relrules.syntax.repair import mend
from relrules.syntax.stubs import stub
from relrules.syntax.text_lines import indent, indent_width, line_around, without_lines
from relrules.syntax.unread import (
    change_of_nothing,
    error_offset,
    explained,
    unknown_declaration,
)

MOST_MISTAKES_IN_A_DECLARATION = 50
MOST_MENDED = 100
"""Mending reads a line many times; a text with more mistakes than these is none of ours."""


@define
class Attempt(Reading):
    """The state of reading one declaration: what is mended, what is blanked, what is told."""

    # Lines of which something is told already: it speaks for them, what follows from it does not.
    silent: set[int]
    told_before: int
    damaged: bool = field(init=False)
    mistakes: list[Diagnostic] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Begin with the reading, damaged if the layout found it so."""
        super().__attrs_post_init__()
        self.damaged = self.chunk.damaged

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
                at = error_offset(self.text, error)
                start, end = line_around(self.text, at)
                if start and rest is None:
                    rest = self._cut_indented(self._first_word(start))
                    if rest is not None:
                        continue
                if not self.silent & self._line_numbers(start, end):
                    nameless = change_of_nothing(self)
                    if nameless is None and self._mend(at):
                        continue
                    self._tell(nameless or explained(self, error))
                blanked += 1
                if start == 0 or blanked > MOST_MISTAKES_IN_A_DECLARATION:
                    return stub(self), self.mistakes, rest
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

    def _line_numbers(self, start: int, end: int) -> set[int]:
        source = self.cut.source
        first = source.position(self.places[start]).line
        return set(range(first, source.position(self.places[end]).line + 1))

    def _first_word(self, line_start: int) -> int | None:
        """Return where a line begins with the keyword of a declaration."""
        end = line_around(self.text, line_start)[1]
        at = line_start + indent_width(self.text[line_start:end])
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
        ways = (late_base, row_with_kind, mend, law_without_kind)
        tried = (way(self.text, at) for way in ways)
        meant = self._misspelt_declaration() if at == 0 else next(filter(None, tried), None)
        if meant is None:
            return False
        self._tell(meant.tell(self.span(meant.start, meant.end)))
        places = list(self.places)
        for edit in reversed(meant.edits):
            self.text = self.text[: edit.start] + edit.replacement + self.text[edit.end :]
            length = len(edit.replacement)
            if edit.taken_from is None:
                places[edit.start : edit.end] = [places[edit.start]] * length
            else:
                moved = self.places[edit.taken_from : edit.taken_from + length]
                places[edit.start : edit.end] = moved
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
            if _reads_well(f"{parted}{self.text[word.end() : line_around(self.text, 0)[1]]}"):
                edit = Edit(0, word.end(), parted)
                return Mend((edit,), 0, word.end(), lambda s: say_names.keyword_in_name(s, parted))
        meant = near_declarations(self.text)
        if word is not None and len(meant) != 1 and is_bare_fact(self.text):
            fact = table().keywords["FACT"].in_language("en" if word.group().isascii() else "zh")
            tell = partial(say.fact_without_keyword, keyword=fact)
            return Mend((Edit(0, 0, f"{fact} "),), 0, word.end(), tell)
        if word is None or len(meant) != 1:
            return None
        source, text = self.cut.source, self.text
        edit = Edit(0, word.end(), meant[0])
        return Mend((edit,), 0, word.end(), lambda s: unknown_declaration(source, s.start, text))

    def _blank(self, start: int, end: int) -> None:
        self.text = without_lines(self.text, start, end).rstrip()

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
            line = self.text[at : line_around(self.text, at)[1]]
            if line.strip():
                depth = indent(line) if depth is None else depth
                if indent(line) <= depth and self._first_word(at) is not None:
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
            say.indented_declaration(self.span(at, end), in_a_list=not at_the_margin)
        )
        rest = Chunk(self.places[at], self.chunk.end, self.chunk.damaged)
        self.text = self.text[:at].rstrip()
        self.damaged = True
        return rest


def _reads_well(text: str) -> bool:
    try:
        parser().parse(text)
    except UnexpectedInput:
        return False
    return True
