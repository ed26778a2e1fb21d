"""Diagnostics as text for people, as JSON for programs, as annotations for GitHub."""

import json
import unicodedata
from collections.abc import Callable, Iterable

from relrules.diagnostics.diagnostic import Diagnostic, Note
from relrules.source import Source, Span

TAB = "    "
HIDDEN = "\ufffd"
JOINERS = ("\u200c", "\u200d")

# Returns how a line is shown, by its source, its number from 1 and its text as it can be seen.
Paint = Callable[[Source, int, str], str]


def _plain(_: Source, __: int, shown: str) -> str:
    return shown


def as_text(diagnostics: Iterable[Diagnostic], paint: Paint = _plain) -> str:
    """Return the diagnostics one after the other, each with its line and the wrong words marked.

    `paint` may put colours into the lines of a policy.
    """
    return "\n".join(_report(diagnostic, paint) for diagnostic in diagnostics)


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
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) + wide - marks


def visible(text: str) -> str:
    r"""Return a text with a mark for each character that is not seen, or that moves what is seen.

    >>> visible("a\u202eb")
    'a\ufffdb'
    """
    return "".join(HIDDEN if _is_hidden(c) else c for c in text)


def _is_hidden(character: str) -> bool:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return hidden and character not in JOINERS


def _report(diagnostic: Diagnostic, paint: Paint) -> str:
    message = visible(diagnostic.message)
    head = f"{diagnostic.severity.value}[{diagnostic.code}]: {message}"
    lines = [head, *_excerpt(diagnostic.span, diagnostic.help, paint)]
    for note in diagnostic.notes:
        lines += _note(note, paint)
    return "\n".join(lines) + "\n"


def _note(note: Note, paint: Paint) -> list[str]:
    return [f"note: {visible(note.message)}", *_excerpt(note.span, "", paint)]


def _excerpt(span: Span, label: str, paint: Paint) -> list[str]:
    """Return the place of a span, its line, and carets under its words with the label beside."""
    at = span.position
    raw = span.source.line(at.line)
    first = at.column - 1
    last = min(len(raw), first + max(1, span.end - span.start))
    before = visible(raw[:first].replace("\t", TAB))
    marked = visible(raw[first:last].replace("\t", TAB))
    number = str(at.line)
    margin = " " * len(number)
    carets = "^" * max(1, columns(marked))
    place = f"{margin}--> {visible(span.source.name)}:{at.line}:{at.column}"
    if not raw.strip():
        return [place, *([f"{margin} = {visible(label)}"] if label else [])]
    under = f"{margin} | {' ' * columns(before)}{carets} {visible(label)}".rstrip()
    text = paint(span.source, at.line, visible(raw.replace("\t", TAB)).rstrip())
    return [place, f"{margin} |", f"{number} | {text}", under]


def _record(diagnostic: Diagnostic) -> dict[str, object]:
    span = diagnostic.span
    start, end = span.position, span.source.position(span.end)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": visible(diagnostic.message),
        "help": visible(diagnostic.help),
        "file": span.source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "notes": [
            {
                "message": visible(n.message),
                "file": n.span.source.name,
                "line": n.span.position.line,
            }
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
    return f"::{diagnostic.severity.value} {fields}::{_data(visible(diagnostic.message + tail))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
