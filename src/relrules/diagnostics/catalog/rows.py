"""Messages about rows: what no row covers, and rows that never apply."""

from relrules.diagnostics.diagnostic import Diagnostic, Note, Severity
from relrules.diagnostics.words import quoted
from relrules.source import Span


def gap(span: Span, name: str, witness: str) -> Diagnostic:
    """Say that no row applies for some facts, with such facts."""
    return Diagnostic(
        "gap",
        f"no row of {quoted(name)} applies when {witness}",
        span,
        "add a row for that, or end with an `otherwise` row",
    )


def otherwise_needed(span: Span, name: str, why: str) -> Diagnostic:
    """Say that it cannot be shown that some row always applies."""
    return Diagnostic(
        "otherwise-needed",
        f"{quoted(name)} may lack a row: {why}",
        span,
        "end with an `otherwise` row",
    )


def missing_entry(span: Span, missing: str, what: str) -> Diagnostic:
    """Say that an answer has no entry in a table; `what` it would give is points or a level."""
    return Diagnostic(
        "missing-entry",
        f"{quoted(span.text)} can be {missing}, which has no {what} here",
        span,
        "add a line for it",
    )


def row_never_applies(
    span: Span, covered: Span | None, why: str = "its condition contradicts itself"
) -> Diagnostic:
    """Say that a row can never apply; `covered` is a row above that takes its cases, or else `why`."""
    if covered is None:
        return Diagnostic(
            "row-never-applies",
            f"this row never applies: {why}",
            span,
            "mend its condition, or take the row out",
        )
    return Diagnostic(
        "row-never-applies",
        "this row never applies: the rows above it take all its cases",
        span,
        "move it up, mend its condition, or take it out",
        notes=(Note("this row comes first", covered),),
    )


def unreachable_row(span: Span) -> Diagnostic:
    """Warn that a row applies to no facts in their declared ranges."""
    return Diagnostic(
        "unreachable-row",
        "this row never applies to facts in their declared ranges",
        span,
        "mend its condition or the ranges, or take it out",
        Severity.WARNING,
    )


def otherwise_never_applies(span: Span) -> Diagnostic:
    """Warn that nothing is left for `otherwise`."""
    return Diagnostic(
        "otherwise-never-applies",
        "the rows above already take every case",
        span,
        "take this row out",
        Severity.WARNING,
    )


def row_after_otherwise(span: Span, otherwise: Span) -> Diagnostic:
    """Say that rows stand below `otherwise`."""
    return Diagnostic(
        "row-after-otherwise",
        "this row never applies: `otherwise` above it takes every case",
        span,
        "move `otherwise` to the end",
        notes=(Note("`otherwise` stands here", otherwise),),
    )


def never_given(span: Span, name: str) -> Diagnostic:
    """Warn that advice can never be given."""
    return Diagnostic(
        "never-given",
        f"{quoted(name)} is never given: its condition holds for no facts",
        span,
        "mend the condition, or take it out",
        Severity.WARNING,
    )


def mixed_bands(span: Span) -> Diagnostic:
    """Say that thresholds run both ways in one grade."""
    return Diagnostic(
        "mixed-bands",
        "thresholds of one grade run one way",
        span,
        "use `from …` with the best level first, or `up to …` and `under …` with the lowest first",
    )


def entry_is_no_band(span: Span, of: str) -> Diagnostic:
    """Say that a number is looked up by a word."""
    return Diagnostic(
        "entry-is-no-band",
        f"{quoted(of)} is a number, and this is no band of it",
        span,
        "write `up to 10`, `under 10` or `above` before the colon",
    )


def band_meant(span: Span, of: str, band: str) -> Diagnostic:
    """Say that an entry of a table of numbers is a band in other words."""
    told = f"{quoted(of)} is a number, and this is no band of it"
    return Diagnostic("entry-is-no-band", told, span, f"write {quoted(band)}")


def band_without_border(span: Span) -> Diagnostic:
    """Say that `above` has no band before it that tells where it begins."""
    return Diagnostic(
        "band-without-border",
        "nothing says where this begins",
        span,
        "put a band such as `up to 10` on the line above",
    )


def nothing_answered(span: Span, name: str) -> Diagnostic:
    """Say that every row declines to answer."""
    return Diagnostic(
        "nothing-answered",
        f"no row of {quoted(name)} gives an answer",
        span,
        "add a row with a value, or take the declaration out",
    )
