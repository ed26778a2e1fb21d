"""Encodings, byte order marks and line ends."""

from __future__ import annotations

from relrules.source.text import Source

BOM = "\ufeff"
GUESSES = ("gb18030", "big5", "shift_jis", "cp1252")
UTF_16_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
HAN_START, HAN_END = "\u4e00", "\u9fff"


def text_source(text: str, name: str) -> Source:
    """Return a source: without a byte order mark, with line feeds as its line ends."""
    text = text.removeprefix(BOM)
    newline = "\r\n" if "\r\n" in text else "\n"
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"), newline)


def likely_encoding(data: bytes) -> str:
    """Return the encoding that bytes, which are no UTF-8, are likely in, or an empty text.

    >>> likely_encoding("客户关系等级".encode("gb18030"))
    'gb18030'
    """
    if data[:2] in UTF_16_MARKS:
        return UTF_16_MARKS[data[:2]]
    for encoding in GUESSES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        others = [c for c in text if not c.isascii()]
        han = sum(HAN_START <= c <= HAN_END or c in ",。:;()“”、?!" for c in others)
        if encoding == "cp1252" or han * 2 > len(others):
            return encoding
    return ""
