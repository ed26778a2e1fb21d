"""What to tell of a line that cannot be read."""

import re
from functools import cache

from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import syntax as say
from relrules.source import Source, Span
from relrules.syntax.clauses import (
    WORD,
    clause_at,
    clauses_of,
    header_keyword,
    length_at,
    misplaced,
    near_declarations,
)
from relrules.syntax.expected import HAN, accepted_terminals, expected_words
from relrules.syntax.keywords import one_of, table
from relrules.syntax.reading import Reading
from relrules.syntax.slips import COMMENTS, LANGUAGES
from relrules.syntax.text_lines import indent_width, line_around
from relrules.syntax.thresholds import FROM

QUOTES = ('"', "\u201c", "\u201d", "\uff02")
QUOTED_TEXT = re.compile(r'"[^"\n]*"|\u201c[^\u201d\n]*\u201d|`[^`\n]*`')

LEVEL = re.compile(rf"(?:[^\W\d][\w \t]*|`[^`]*`)(?:[ \t]*(?:{QUOTED_TEXT.pattern}))?")


def explained(reading: Reading, error: UnexpectedInput) -> Diagnostic:
    """Return what to tell about a line that cannot be read."""
    text, at = reading.text, error_offset(reading.text, error)
    if at == 0:
        return unknown_declaration(reading.cut.source, reading.chunk.start, text)
    told = (
        _misplaced_clause(reading, at)
        or _sign_before_a_line(reading, at)
        or _out_of_place(reading, at)
    )
    if told is not None:
        return told
    accepted = accepted_terminals(text, error)
    expected = expected_words(text, accepted)
    line_end = line_around(text, at)[1]
    if not text[at:line_end].strip():
        before = len(text[:at].rstrip())
        level = _level_alone(text, at)
        if level is not None:
            return say.level_without_guard(reading.span(before, before), *level)
        return say.line_ends_early(reading.span(before, before), expected)
    if {"LPAR", "KNOWN"} & accepted and text[:at].rstrip().endswith(_before_values()):
        return say.values_missing(reading.span(at, line_end))
    found = _word_at(text, at, error)
    span = reading.span(at, at + len(found))
    if found[0] in QUOTES:
        if accepted <= {"NAME", "BACKTICKED"}:
            return say.name_missing(span)
        if text[:at].rstrip()[-1:] in QUOTES and "LANG" in accepted:
            return say.language_missing(span)
    follows = text[at + len(found) :].lstrip()[:1]
    if follows and follows in QUOTES and found.isalpha() and "LANG" in accepted:
        return say.unknown_language(span, table().languages, LANGUAGES.get(found.casefold(), ""))
    return say.unexpected_text(span, expected)


def _misplaced_clause(reading: Reading, at: int) -> Diagnostic | None:
    """Return what to tell of a line that belongs under another declaration."""
    text = reading.text
    start = line_around(text, at)[0]
    declaration = header_keyword(text)
    if start == 0 or declaration is None:
        return None
    first = start + indent_width(text[start:])
    clause = clause_at(text, first)
    if clause is None or clause.id in clauses_of(declaration.id):
        return None
    end = first + length_at(clause, text, first)
    return misplaced(reading.span(first, end), declaration, clause)


def _out_of_place(reading: Reading, at: int) -> Diagnostic | None:
    """Return what to tell of what is well written, but on another line than it belongs on."""
    text = reading.text
    header = header_keyword(text)
    start, end = line_around(text, at)
    if header is None:
        return None
    for_each, based_on = table().keywords["FOR_EACH"], table().keywords["BASED_ON"]
    if header.id in ("ADVICE", "ALERT") and start + indent_width(text[start:end]) == at:
        length = length_at(for_each, text, at)
        if length:
            return say.unreadable(
                reading.span(at, at + length), "write it on the first line, after the name"
            )
    if header.id == "SCALE" and start == 0 and text[at : at + 1] in (":", "="):
        return say.unreadable(
            reading.span(at, at + 1), "write the levels on a line below, the lowest first"
        )
    if header.id == "POLICY" and start and (length := length_at(based_on, text, at)):
        return say.base_on_another_line(reading.span(at, at + length))
    clause = clause_at(text, at)
    if clause is not None and clause.id in clauses_of(header.id) and text[start:at].strip():
        length = length_at(clause, text, at)
        return say.unreadable(reading.span(at, at + length), "start a new line before it")
    return None


def _level_alone(text: str, at: int) -> tuple[str, str] | None:
    """Return a row of a grade that is nothing but a level, with an `otherwise` after it."""
    header = header_keyword(text)
    start, end = line_around(text, at)
    level = text[start:end].strip()
    if header is None or header.id != "GRADE" or not start or not LEVEL.fullmatch(level):
        return None
    lang = "zh" if HAN.match(text) else "en"
    keywords = table().keywords
    examples = (f"{FROM[lang]} 10", keywords["OTHERWISE"].in_language(lang))
    first, last = (f"{level} {example}" for example in examples)
    return first, last


def _sign_before_a_line(reading: Reading, at: int) -> Diagnostic | None:
    """Return what to tell of a line that is meant to go on a calculation above it."""
    text = reading.text
    start, end = line_around(text, at)
    first = start + indent_width(text[start:end])
    head = QUOTED_TEXT.sub("", text[: line_around(text, 0)[1]])
    if not start or "=" not in head or text[first : first + 1] not in ("-", "*", "/"):
        return None
    return say.line_begins_with_sign(reading.span(first, first + 1))


def change_of_nothing(reading: Reading) -> Diagnostic | None:
    """Return what to tell of `change grade: …`, which does not say which grade."""
    match = _nameless().match(reading.text)
    return say.change_of_nothing(reading.span(*match.span(1))) if match else None


@cache
def _nameless() -> re.Pattern[str]:
    keywords = table().keywords
    kinds = one_of(tuple(s for k in table().declarations() for s in k.spellings))
    return re.compile(rf"{one_of(keywords['CHANGE'].spellings)}[ \t]+({kinds})[ \t]*:")


def unknown_declaration(source: Source, offset: int, text: str) -> Diagnostic:
    """Return what to tell of a line that begins with no declaration."""
    match = WORD.match(text)
    word = match.group() if match else text[:1]
    span = Span(source, offset, offset + len(word))
    if begins_comment(text):
        return say.unreadable(span, "a comment begins with `#`")
    return say.unknown_declaration(span, near_declarations(text))


def begins_comment(text: str) -> bool:
    """Return whether a text begins as comments do in other languages."""
    return text.startswith(COMMENTS)


@cache
def _before_values() -> tuple[str, ...]:
    keywords = table().keywords.values()
    return tuple(s for k in keywords if k.group == "several" for s in k.spellings)


def _word_at(text: str, at: int, error: UnexpectedInput) -> str:
    """Return the words that could not be read."""
    if isinstance(error, UnexpectedToken) and isinstance(error.token, Token):
        token = str(error.token)
        if token and text.startswith(token, at):
            return token
    match = WORD.match(text, at)
    return match.group() if match else text[at : at + 1]


def error_offset(text: str, error: UnexpectedInput) -> int:
    """Return where in the text the parser stopped."""
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text)
    if isinstance(error, UnexpectedToken) and error.token.type == "_NL":
        return error.token.start_pos or 0
    at: int | None = error.pos_in_stream
    return len(text) if at is None else at
