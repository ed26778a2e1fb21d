"""Rows and clauses in their author's words, without what only explains them."""

from __future__ import annotations

import re
from functools import cache

from relrules.source import Span
from relrules.syntax.keywords import one_of, table

TEXT = r'(?:"(?:[^"\\\n]|\\[^\n])*"|\u201c[^\u201d\n]*\u201d|\uff02[^\uff02\n]*\uff02)'
COMMENT = re.compile(rf"({TEXT})|[#\uff03][^\n]*")


def rule_text(span: Span) -> str:
    r"""Return a row or clause on one line, without labels, reasons and comments.

    >>> from relrules.source import Source
    >>> source = Source("a.rel", 'strong  "Strong" zh "牢固" from 10 because "it pays"')
    >>> rule_text(Span(source, 0, len(source.text)))
    'strong from 10'
    """
    text = COMMENT.sub(lambda found: found[1] or "", span.text)
    text = _explains().sub("", text)
    return " ".join(text.split())


@cache
def _explains() -> re.Pattern[str]:
    """Return what reasons and labels look like: a text after a word, where a value has a sign."""
    because = one_of(table().keywords["BECAUSE"].spellings)
    tag = rf"(?:{'|'.join(table().languages)})"
    texts = rf"{TEXT}(?:\s*{tag}\s*{TEXT})*"
    return re.compile(rf"(?:\s+{because}\s*{texts})|(?:(?<=[\w`])\s*{texts})")
