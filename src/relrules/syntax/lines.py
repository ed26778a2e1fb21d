"""The lines of a policy as its author cut them, each with its words, and the comments among them."""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from relrules.source import Source
from relrules.syntax.align import Gaps, gap, likeness
from relrules.syntax.kinds import STEP, Kind, kind_of
from relrules.syntax.layout import Comment
from relrules.syntax.tokens import Declaration, Word

# Clauses of a policy may share a line.
BETWEEN_CLAUSES = 2
POLICY_CLAUSES = (
    "LANGUAGE",
    "VERSION",
    "QUESTION",
    "SOURCE",
    "EFFECTIVE_FROM",
    "REVIEW_BY",
    "ASSUME",
)
TAB = 4


@frozen
class Line:
    """A line with words.

    `clause` is the first word of the clause it belongs to, `above` the word that a continued line
    stands under, `depth` how many parentheses are open where it begins, `margin` how deep its
    declaration stands. Lines of one `run` are in the same columns. `first` and `last` are the lines
    of the source it takes, `indent` is how deep it stands there.
    """

    kind: Kind
    run: tuple[str, ...]
    margin: int
    continued: bool
    clause: Word
    above: Word | None
    words: tuple[Word, ...]
    gaps: Gaps
    depth: int
    first: int
    last: int
    indent: int
    comment: str = ""


@frozen
class CommentLine:
    """A line with nothing but a comment."""

    comment: str
    first: int
    last: int
    indent: int


Item = Line | CommentLine


def lines_of(source: Source, declaration: Declaration) -> Iterator[Line]:
    """Cut the words of a declaration where its author began a new line."""
    words = declaration.words
    margin = STEP if declaration.inside else 0
    starts = [
        i
        for i, word in enumerate(words)
        # A name may go on in the next line inside parentheses; what follows it stays beside it.
        if i == 0 or _line_of(source, word.start) > _line_of(source, words[i - 1].end)
    ]
    clauses = [i for i, word in enumerate(words) if word.begins_clause]
    ends = dict(zip(clauses, [*clauses[1:], len(words)], strict=True))
    kind, run = Kind.HEADER, tuple[str, ...]()
    clause = depth = 0
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        if words[start].begins_clause:
            clause = start
            whole = words[clause : _end_of_line(ends, clause, end)]
            kind = kind_of(declaration.keyword, whole, is_header=clause == 0)
            run = (kind.value, str(margin), *likeness(kind, words[start:end]))
        continued = start != clause
        yield Line(
            kind=kind,
            run=run,
            margin=margin,
            continued=continued,
            clause=words[clause],
            above=_word_above(words, clause, start) if continued else None,
            words=tuple(words[start:end]),
            gaps=(0, *(_gap(declaration, words, i) for i in range(start + 1, end))),
            depth=depth,
            first=_line_of(source, words[start].start),
            last=_line_of(source, words[end - 1].end),
            indent=_indent(source, words[start].start),
        )
        depth += _opened(words[start:end])


def _end_of_line(ends: dict[int, int], clause: int, end: int) -> int:
    """Return where a clause ends, or the last of the clauses that share its line."""
    found = ends[clause]
    while found < end:
        found = ends[found]
    return found


def _gap(declaration: Declaration, words: Sequence[Word], at: int) -> int:
    if declaration.keyword == "POLICY" and words[at].terminal in POLICY_CLAUSES:
        return BETWEEN_CLAUSES
    return gap(words[at - 1], words[at])


def _line_of(source: Source, offset: int) -> int:
    return source.position(offset).line


def _indent(source: Source, offset: int) -> int:
    """Return how many columns of its line stand before a place."""
    start = source.line_starts[_line_of(source, offset) - 1]
    return len(source.text[start:offset].expandtabs(TAB))


def _opened(words: Sequence[Word]) -> int:
    """Return how many more parentheses words open than they close."""
    signs = [word.terminal for word in words]
    return signs.count("LPAR") - signs.count("RPAR")


def _word_above(words: Sequence[Word], clause: int, at: int) -> Word | None:
    """Return the word that the first of a continued line stands under.

    A translation stands under the first of its texts, and `<` before the first of the levels.
    """
    match words[at].terminal:
        case "LANG":
            while words[at - 1].terminal == "STRING":
                at -= 2 if words[at - 2].terminal == "LANG" else 1
            return words[at]
        case "LT" if words[0].terminal == "SCALE":
            return words[clause]
        case "LT":
            levels = (i for i in range(clause, at) if words[i].terminal == "LEVELS")
            return next((words[i + 1] for i in levels), None)
        case _:
            return None


def with_comments(source: Source, lines: Sequence[Line], comments: Sequence[Comment]) -> list[Item]:
    """Put each comment after its line, or where it stands alone among the lines.

    A comment inside a name that goes on in the next line moves above: the name becomes one word.
    """
    items: list[Item] = []
    waiting = list(reversed(comments))
    for line in lines:
        while waiting and waiting[-1].span.start < line.words[0].start:
            items.append(_alone(source, waiting.pop()))
        while waiting and waiting[-1].span.start < line.words[-1].end:
            comment = _comment_text(waiting.pop())
            items.append(CommentLine(comment, line.first, line.first, line.indent))
        after = waiting[-1] if waiting else None
        if after is not None and _line_of(source, after.span.start) == line.last:
            waiting.pop()
            items.append(evolve(line, comment=_comment_text(after)))
        else:
            items.append(line)
    return items + [_alone(source, comment) for comment in reversed(waiting)]


def _alone(source: Source, comment: Comment) -> CommentLine:
    at = _line_of(source, comment.span.start)
    return CommentLine(_comment_text(comment), at, at, _indent(source, comment.span.start))


def _comment_text(comment: Comment) -> str:
    return f"#{comment.span.text[1:].rstrip()}"


def apart(items: Sequence[Item], at: int) -> bool:
    """Return whether the author left a blank line before an item."""
    return at > 0 and items[at].first - items[at - 1].last > 1
