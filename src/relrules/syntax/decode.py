"""From the bytes of a file to a source."""

from __future__ import annotations

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import reading as say
from relrules.source import Source, Span
from relrules.source.encoding import likely_encoding, text_source
from relrules.syntax.limits import MOST_BYTES


def decode(data: bytes, name: str, encoding: str) -> Source | Diagnostic:
    """Return the source of a file's bytes, or why they cannot be read.

    Raises `LookupError` for an encoding that does not exist.
    """
    if len(data) > MOST_BYTES:
        return say.file_too_large(Span(Source(name, ""), 0, 0), MOST_BYTES)
    try:
        return text_source(data.decode(encoding), name)
    except UnicodeDecodeError as error:
        readable = text_source(data[: error.start].decode(encoding, "replace"), name)
        end = len(readable.text)
        if encoding.replace("_", "-").lower() not in ("utf-8", "utf8"):
            return say.not_in_encoding(Span(readable, end, end), encoding)
        return say.not_utf8(Span(readable, end, end), likely_encoding(data))
