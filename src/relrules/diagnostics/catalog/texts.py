"""Messages about the texts of a policy."""

from collections.abc import Sequence

from relrules.diagnostics.diagnostic import Diagnostic
from relrules.diagnostics.words import did_you_mean, quoted
from relrules.source import Span


def unknown_placeholder(span: Span, name: str, suggestions: Sequence[str]) -> Diagnostic:
    """Say that a placeholder names nothing."""
    return Diagnostic(
        "unknown-placeholder",
        f"nothing is called {quoted(name)}",
        span,
        did_you_mean(suggestions) or "name a fact or a result, or double the brace: `{{`",
    )


def placeholder_of_records(span: Span, name: str, list_name: str) -> Diagnostic:
    """Say that a placeholder names what only the records of a list have."""
    return Diagnostic(
        "unknown-placeholder",
        f"{quoted(name)} belongs to each record of {quoted(list_name)}, and means nothing here",
        span,
        f"write {quoted(f'for each {list_name}')} behind the name of the advice, or take it out",
    )


def unclosed_placeholder(span: Span) -> Diagnostic:
    """Say that a brace is opened or closed alone."""
    return Diagnostic(
        "unclosed-placeholder",
        "this brace has no partner",
        span,
        "write `{name}`, or double it for a brace: `{{` or `}}`",
    )
