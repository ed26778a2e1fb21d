"""Policies in colour, for terminals.

Pygments is imported here and nowhere else in the command line: import this where colours are on.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String, Token

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.render import TAB, as_text, visible
from relrules.highlight import Piece, pieces
from relrules.source import Source

# These can be read on light and on dark. Red and yellow are left to errors and warnings.
COLOURS = {
    Token: None,
    Comment: "bright_black",
    Keyword: "magenta",
    Keyword.Constant: "cyan",
    Operator: None,
    Operator.Word: "magenta",
    String: "green",
    String.Interpol: "cyan",
    Number: "cyan",
    Literal.Date: "cyan",
}
BOLD = (Keyword.Declaration, Name.Function)


def coloured(text: str) -> str:
    """Return a policy in colour."""
    return "".join(_styled(text[p[0] : p[1]], p) for p in pieces(text, 0, len(text)))


def coloured_report(diagnostics: Iterable[Diagnostic]) -> str:
    """Return diagnostics as text, with the lines they show in colour."""
    return as_text(diagnostics, _coloured_line)


def _coloured_line(source: Source, number: int, shown: str) -> str:
    """Return a line of a policy in colour, as long as what is to be shown of it."""
    start = source.line_starts[number - 1]
    end = start + len(source.line(number))
    left = len(shown)
    parts: list[str] = []
    for piece in pieces(source.text, start, end):
        text = visible(source.text[piece[0] : piece[1]].replace("\t", TAB))[:left]
        left -= len(text)
        parts.append(_styled(text, piece))
    return "".join(parts)


def _styled(text: str, piece: Piece) -> str:
    kind = piece[2]
    is_bold = kind in BOLD
    while kind not in COLOURS:
        kind = kind.parent or Token
    colour = COLOURS[kind]
    if not text.strip() or not (colour or is_bold):
        return text
    return click.style(text, fg=colour, bold=is_bold or None)
