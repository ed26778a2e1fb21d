"""A policy in its canonical form: the author's lines and comments, our spaces and spellings.

Works on words, not on the tree, so that everything an author wrote is still there afterwards. Which
words share a line is theirs to decide; where the line begins, what stands between its words and how
a word is spelled is decided here, and in the modules of the same folder that this one calls.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve

from relrules.diagnostics import Diagnostic
from relrules.source import Source
from relrules.syntax.align import aligned
from relrules.syntax.indents import indents
from relrules.syntax.lines import CommentLine, Item, Line, apart, lines_of, with_comments
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage, declarations_of

BEFORE_A_COMMENT = "  "


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
    lines = [
        line
        for chunk in parsed.layout.chunks
        for declaration in declarations_of(parsed.layout, chunk, keywords)
        for line in lines_of(source, declaration)
    ]
    # A list may go on below what stands inside it.
    lines.sort(key=lambda line: line.words[0].start)
    return _text(_in_columns(with_comments(source, lines, parsed.layout.comments)))


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


# ---- columns --------------------------------------------------------------------------------


def _in_columns(items: Sequence[Item]) -> list[Item]:
    """Align the lines of one run that follow each other; their continued lines do not count."""
    return [item for run in _runs(items) for item in _aligned(run)]


def _runs(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut at blank lines, at comments of their own, and where another kind of line begins."""
    start = 0
    for i in range(1, len(items) + 1):
        if i == len(items) or apart(items, i) or not _alike(items[i - 1], items[i]):
            yield items[start:i]
            start = i


def _alike(one: Item, other: Item) -> bool:
    return isinstance(one, Line) and isinstance(other, Line) and one.run == other.run


def _aligned(run: Sequence[Item]) -> Iterator[Item]:
    rows = [item for item in run if isinstance(item, Line) and not item.continued]
    gaps = iter(aligned(rows[0].kind, [(row.words, row.gaps) for row in rows]) if rows else ())
    for item in run:
        if isinstance(item, Line) and not item.continued:
            yield evolve(item, gaps=next(gaps))
        else:
            yield item


# ---- text -----------------------------------------------------------------------------------


def _text(items: Sequence[Item]) -> str:
    """Return the items one a line, with one blank line where the author had some."""
    parts: list[str] = []
    for i, (item, indent) in enumerate(zip(items, indents(items), strict=True)):
        if apart(items, i):
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
