"""Messages about a text before its words are looked at."""

from relrules.diagnostics.diagnostic import Diagnostic
from relrules.diagnostics.words import quoted
from relrules.source import Span


def file_too_large(span: Span, most: int) -> Diagnostic:
    """Say that a text is over the limit; `most` is in bytes."""
    return Diagnostic(
        "file-too-large",
        f"a policy may have {most // (1024 * 1024)} MB at most",
        span,
        "split it into several policies",
    )


def not_utf8(span: Span, likely: str) -> Diagnostic:
    """Say that bytes are no UTF-8 and which encoding they are likely in."""
    guess = f"; it looks like {likely}" if likely else ""
    name = likely or "NAME"
    way_out = (
        f"save it as UTF-8, or read it with --encoding {name} (score, explain: --policy-encoding)"
    )
    return Diagnostic("not-utf-8", f"the file is not in UTF-8{guess}", span, way_out)


def not_in_encoding(span: Span, encoding: str) -> Diagnostic:
    """Say that bytes are not in the encoding the caller named."""
    return Diagnostic(
        "not-in-encoding",
        f"the file is not in {encoding}",
        span,
        "leave --encoding out if it is UTF-8, or name another",
    )


def forbidden_character(span: Span, name: str) -> Diagnostic:
    """Say that an invisible character stands where nobody can see it."""
    return Diagnostic(
        "forbidden-character",
        f"an invisible character is not allowed here: {name}",
        span,
        "delete it; text with such characters can read differently from what it means",
    )


def no_policy(span: Span) -> Diagnostic:
    """Say that a file declares no policy."""
    return Diagnostic(
        "no-policy",
        "a policy file begins with what it is called, and this one does not",
        span,
        "begin with a line like `policy customer_fit`",
    )


def unclosed_text(span: Span) -> Diagnostic:
    """Say that a text has no closing quote on its line."""
    return Diagnostic(
        "unclosed-text",
        "this text is not closed on its line",
        span,
        f"end it with {quoted(chr(34))}; a text stands on one line",
    )


def unopened_text(span: Span) -> Diagnostic:
    """Say that a text has a closing quote and no opening one."""
    return Diagnostic(
        "unclosed-text",
        "this text has a quote at its end and none at its beginning",
        span,
        f"begin it with {quoted(chr(34))}",
    )


def mismatched_quotes(span: Span) -> Diagnostic:
    """Say that a text opens with one kind of quote and closes with another."""
    first, last = span.text[0], span.text[-1]
    return Diagnostic(
        "unclosed-text",
        f"this text opens with {quoted(first)} and closes with {quoted(last)}",
        span,
        f"put {quoted(chr(34))} at both ends",
    )


def unclosed_name(span: Span) -> Diagnostic:
    """Say that a quoted name has no closing backtick on its line."""
    return Diagnostic(
        "unclosed-name",
        "this quoted name is not closed on its line",
        span,
        "end it with a backtick",
    )


def unclosed_parenthesis(span: Span) -> Diagnostic:
    """Say that a parenthesis is still open where the next declaration begins."""
    return Diagnostic(
        "unclosed-parenthesis",
        "this parenthesis is never closed",
        span,
        "add `)`, or take this one out",
    )


def unopened_parenthesis(span: Span) -> Diagnostic:
    """Say that a parenthesis closes that was not opened."""
    return Diagnostic(
        "unclosed-parenthesis",
        "this parenthesis was never opened",
        span,
        "add `(`, or take this one out",
    )


def nesting_too_deep(span: Span, most: int) -> Diagnostic:
    """Say that parentheses or `not` are nested beyond the limit."""
    return Diagnostic(
        "nesting-too-deep",
        f"conditions may be nested {most} deep at most",
        span,
        "give the inner part a name with `define`",
    )


def clause_without_declaration(span: Span) -> Diagnostic:
    """Say that an indented line belongs to nothing."""
    return Diagnostic(
        "clause-without-declaration",
        "this indented line belongs to no declaration",
        span,
        "start it at the left margin, or write a declaration above it",
    )
