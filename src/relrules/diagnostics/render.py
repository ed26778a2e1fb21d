"""Diagnostics as text for people, as JSON for programs, as annotations for GitHub."""

import json
import unicodedata
from collections.abc import Iterable

from relrules.diagnostics.diagnostic import Diagnostic, Note
from relrules.source import Span

TAB = "    "


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics one after the other, each with its line and the wrong words marked."""
    return "\n".join(_report(diagnostic) for diagnostic in diagnostics)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics as a JSON array; lines and columns start at 1."""
    return json.dumps([_record(d) for d in diagnostics], ensure_ascii=False, indent=2)


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics as workflow commands, one a line."""
    return "\n".join(_annotation(d) for d in diagnostics)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: a Han character takes two.

    >>> columns("客户 a")
    6
    """
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) + wide - marks


def _report(diagnostic: Diagnostic) -> str:
    head = f"{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}"
    lines = [head, *_excerpt(diagnostic.span, diagnostic.help)]
    for note in diagnostic.notes:
        lines += _note(note)
    return "\n".join(lines) + "\n"


def _note(note: Note) -> list[str]:
    return [f"note: {note.message}", *_excerpt(note.span, "")]


def _excerpt(span: Span, label: str) -> list[str]:
    """Return the place of a span, its line, and carets under its words with the label beside."""
    at = span.position
    raw = span.source.line(at.line)
    first = at.column - 1
    last = min(len(raw), first + max(1, span.end - span.start))
    before, marked = raw[:first].replace("\t", TAB), raw[first:last].replace("\t", TAB)
    number = str(at.line)
    margin = " " * len(number)
    carets = "^" * max(1, columns(marked))
    place = f"{margin}--> {span.source.name}:{at.line}:{at.column}"
    if not raw.strip() and not label:
        return [place]
    under = f"{margin} | {' ' * columns(before)}{carets} {label}".rstrip()
    text = raw.replace("\t", TAB).rstrip()
    return [place, f"{margin} |", f"{number} | {text}", under]


def _record(diagnostic: Diagnostic) -> dict[str, object]:
    span = diagnostic.span
    start, end = span.position, span.source.position(span.end)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": span.source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "notes": [
            {"message": n.message, "file": n.span.source.name, "line": n.span.position.line}
            for n in diagnostic.notes
        ],
    }


def _annotation(diagnostic: Diagnostic) -> str:
    start = diagnostic.span.position
    end = diagnostic.span.source.position(diagnostic.span.end)
    fields = (
        f"file={_property(diagnostic.span.source.name)},line={start.line},endLine={end.line}"
        f",col={start.column},endColumn={end.column},title={_property(diagnostic.code)}"
    )
    tail = f" ({diagnostic.help})" if diagnostic.help else ""
    return f"::{diagnostic.severity.value} {fields}::{_data(diagnostic.message + tail)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
