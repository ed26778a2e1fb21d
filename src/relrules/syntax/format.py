"""A policy in its canonical form: the author's lines and comments, our spaces and spellings.

Works on words, not on the tree, so that everything an author wrote is still there afterwards. Which
words share a line is theirs to decide; where the line begins, what stands between its words and how
a word is spelled is decided here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from attrs import evolve, frozen

from relrules.diagnostics import Diagnostic
from relrules.source import Source
from relrules.syntax.align import WIDEST_CELL, Cells, Gaps, aligned, clause_cells, places, row_cells
from relrules.syntax.layout import Comment
from relrules.syntax.parse import parse
from relrules.syntax.tokens import NAMES, KeywordLanguage, Word, gap, words_of

STEP = 2
BEFORE_A_COMMENT = "  "


class Kind(Enum):
    """What a line is, as far as its indentation and its columns depend on it."""

    HEADER = "header"
    CLAUSE = "clause"
    POLICY_CLAUSE = "policy clause"
    OPTION = "option"
    ENTRIES = "entries"
    ROW = "row"


INDENT = {
    Kind.HEADER: 0,
    Kind.CLAUSE: STEP,
    Kind.POLICY_CLAUSE: STEP,
    Kind.OPTION: 2 * STEP,
    Kind.ENTRIES: 2 * STEP,
    Kind.ROW: STEP,
}
CELLS: dict[Kind, Callable[[Sequence[Word]], Cells]] = {
    Kind.POLICY_CLAUSE: clause_cells,
    Kind.OPTION: row_cells,
    Kind.ROW: row_cells,
}
KINDS = {
    "FACT": dict.fromkeys(NAMES, Kind.OPTION),
    "DIMENSION": {
        **dict.fromkeys((*NAMES, "YES", "NO"), Kind.ENTRIES),
        **dict.fromkeys(("NUMBER", "SUM_OP"), Kind.ROW),
    },
    "GRADE": dict.fromkeys(NAMES, Kind.ROW),
}

TAKES_OPTIONS = ("LEVELS", "CHOICES")


@frozen
class Line:
    """A line with words.

    `clause` is the first word of the clause it belongs to, `above` the word that a continued line
    stands under, `depth` how many parentheses are open where it begins. `first` and `last` are the
    lines of the source it takes.
    """

    kind: Kind
    continued: bool
    clause: Word
    above: Word | None
    words: tuple[Word, ...]
    gaps: Gaps
    depth: int
    first: int
    last: int
    comment: str = ""


@frozen
class CommentLine:
    """A line with nothing but a comment."""

    comment: str
    first: int
    last: int


Item = Line | CommentLine


def format_source(source: Source, keywords: KeywordLanguage | None = None) -> str:
    r"""Return the canonical form of a policy, its lines ending in `\n`.

    `keywords` rewrites every keyword in that language; without it each stays in its own. Names,
    labels and texts are never changed. Raises `ValueError` if the source cannot be parsed.

    >>> format_source(Source("a.rel", "fact  state :yes or no # now"))
    'fact state: yes or no  # now\n'
    """
    parsed = parse(source)
    if any(diagnostic.is_error for diagnostic in parsed.diagnostics):
        raise ValueError(f"{source.name} has mistakes and cannot be formatted")
    comments = parsed.layout.comments
    lines = [
        line
        for chunk in parsed.layout.chunks
        for line in _lines(source, words_of(parsed.layout, chunk, keywords))
    ]
    return _text(_in_columns(_with_comments(source, lines, comments)))


def apply_fixes(source: Source, diagnostics: Sequence[Diagnostic]) -> str:
    """Return the text of a source with the mistakes mended that have a fix.

    Of fixes that overlap, the first in the text is made; the next run finds the others.
    """
    fixes = sorted(
        (d.fix for d in diagnostics if d.fix is not None and d.fix.span.source == source),
        key=lambda fix: (fix.span.start, fix.span.end),
    )
    parts: list[str] = []
    start, end = -1, 0
    for fix in fixes:
        if fix.span.start < end or fix.span.start == start:
            continue
        parts += [source.text[end : fix.span.start], fix.replacement]
        start, end = fix.span.start, fix.span.end
    return "".join([*parts, source.text[end:]])


# ---- from words to lines --------------------------------------------------------------------


def _lines(source: Source, words: Sequence[Word]) -> Iterator[Line]:
    """Cut the words of a declaration where its author began a new line."""
    declaration = words[0].terminal
    starts = [
        i
        for i, word in enumerate(words)
        # A name may go on in the next line inside parentheses; what follows it stays beside it.
        if i == 0 or _line_of(source, word.start) > _line_of(source, words[i - 1].end)
    ]
    levels = next(
        (words[i] for i in range(1, len(words)) if words[i - 1].terminal == "LEVELS"), None
    )
    clause = depth = 0
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        continued = not words[start].begins_clause
        clause = clause if continued else start
        yield Line(
            kind=_kind(declaration, words[clause]) if clause else Kind.HEADER,
            continued=continued,
            clause=words[clause],
            above=_word_above(words, start, levels) if continued else None,
            words=tuple(words[start:end]),
            gaps=(0, *(gap(words[i - 1], words[i]) for i in range(start + 1, end))),
            depth=depth,
            first=_line_of(source, words[start].start),
            last=_line_of(source, words[end - 1].end),
        )
        depth += _opened(words[start:end])


def _kind(declaration: str, first: Word) -> Kind:
    if declaration == "POLICY":
        return Kind.POLICY_CLAUSE
    return KINDS.get(declaration, {}).get(first.terminal, Kind.CLAUSE)


def _line_of(source: Source, offset: int) -> int:
    return source.position(offset).line


def _opened(words: Sequence[Word]) -> int:
    """Return how many more parentheses words open than they close."""
    signs = [word.terminal for word in words]
    return signs.count("LPAR") - signs.count("RPAR")


def _word_above(words: Sequence[Word], at: int, levels: Word | None) -> Word | None:
    """Return the word that the first of a continued line stands under.

    A translation stands under the first of its texts, and `<` before the first of the levels.
    """
    match words[at].terminal:
        case "LANG":
            while words[at - 1].terminal == "STRING":
                at -= 2 if words[at - 2].terminal == "LANG" else 1
            return words[at]
        case "LT":
            return levels
        case _:
            return None


def _with_comments(
    source: Source, lines: Sequence[Line], comments: Sequence[Comment]
) -> list[Item]:
    """Put each comment after its line, or where it stands alone among the lines.

    A comment inside a name that goes on in the next line moves above: the name becomes one word.
    """
    items: list[Item] = []
    waiting = list(reversed(comments))
    for line in lines:
        while waiting and waiting[-1].span.start < line.words[0].start:
            items.append(_alone(source, waiting.pop()))
        while waiting and waiting[-1].span.start < line.words[-1].end:
            items.append(CommentLine(_comment_text(waiting.pop()), line.first, line.first))
        after = waiting[-1] if waiting else None
        if after is not None and _line_of(source, after.span.start) == line.last:
            waiting.pop()
            items.append(evolve(line, comment=_comment_text(after)))
        else:
            items.append(line)
    return items + [_alone(source, comment) for comment in reversed(waiting)]


def _alone(source: Source, comment: Comment) -> CommentLine:
    at = _line_of(source, comment.span.start)
    return CommentLine(_comment_text(comment), at, at)


def _comment_text(comment: Comment) -> str:
    return f"#{comment.span.text[1:].rstrip()}"


# ---- columns and indentation ----------------------------------------------------------------


def _in_columns(items: Sequence[Item]) -> list[Item]:
    """Align the rows of one kind that follow each other; their continued lines do not count."""
    return [item for run in _runs(items) for item in _aligned(run)]


def _runs(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut at blank lines, at comments of their own, and where another kind of line begins."""
    start = 0
    for i in range(1, len(items) + 1):
        if i == len(items) or _apart(items, i) or not _alike(items[i - 1], items[i]):
            yield items[start:i]
            start = i


def _alike(one: Item, other: Item) -> bool:
    return isinstance(one, Line) and isinstance(other, Line) and one.kind == other.kind


def _apart(items: Sequence[Item], at: int) -> bool:
    """Return whether the author left a blank line before an item."""
    return at > 0 and items[at].first - items[at - 1].last > 1


def _aligned(run: Sequence[Item]) -> Iterator[Item]:
    rows = [row for item in run if (row := _row(item))]
    cells = [CELLS[row.kind](row.words) for row in rows]
    gaps = iter(aligned([(row.words, row.gaps) for row in rows], cells))
    for item in run:
        row = _row(item)
        yield evolve(row, gaps=next(gaps)) if row else item


def _row(item: Item) -> Line | None:
    """Return the item if it is a line with columns."""
    is_row = isinstance(item, Line) and item.kind in CELLS and not item.continued
    return item if isinstance(item, Line) and is_row else None


def _indents(items: Sequence[Item]) -> list[int]:
    """Return how deep each item stands; a comment stands as deep as what follows it."""
    found = [0] * len(items)
    # Where words begin, by their offset: a continued line may stand below one of them.
    begun: dict[int, int] = {}
    options = INDENT[Kind.OPTION]
    for i, item in enumerate(items):
        if isinstance(item, CommentLine):
            continue
        indent = _continued_indent(item, begun) if item.continued else INDENT[item.kind]
        if item.kind is Kind.OPTION and not item.continued:
            indent = options
        found[i] = indent
        for word, place in zip(item.words, places(item.words, item.gaps), strict=True):
            begun[word.start] = indent + place
        if any(word.terminal in TAKES_OPTIONS for word in item.words):
            # The parser takes a line for an option only if it is indented deeper than this one.
            options = max(INDENT[Kind.OPTION], indent + STEP)
    for i in reversed(range(len(items) - 1)):
        if isinstance(items[i], CommentLine):
            found[i] = found[i + 1]
    return found


def _continued_indent(line: Line, begun: Mapping[int, int]) -> int:
    """Return how deep a line stands that goes on the one before.

    Under the word above it, unless that is far to the right. Otherwise one step deeper than the
    clauses of its declaration, and one more for each parenthesis it is in.
    """
    if line.above is not None:
        place = begun[line.above.start] - (STEP if line.words[0].terminal == "LT" else 0)
        if place <= WIDEST_CELL:
            return place
    closed = next(
        (i for i, word in enumerate(line.words) if word.terminal != "RPAR"), len(line.words)
    )
    inside = max(0, line.depth - closed)
    return max(begun[line.clause.start], STEP) + STEP + STEP * inside


# ---- from lines to text ---------------------------------------------------------------------


def _text(items: Sequence[Item]) -> str:
    """Return the items one a line, with one blank line where the author had some."""
    parts: list[str] = []
    for i, (item, indent) in enumerate(zip(items, _indents(items), strict=True)):
        if _apart(items, i):
            parts.append("\n")
        parts.append(f"{' ' * indent}{_line_text(item)}\n")
    return "".join(parts)


def _line_text(item: Item) -> str:
    if isinstance(item, CommentLine):
        return item.comment
    words = "".join(
        f"{' ' * spaces}{word.text}" for word, spaces in zip(item.words, item.gaps, strict=True)
    )
    return f"{words}{BEFORE_A_COMMENT}{item.comment}" if item.comment else words
