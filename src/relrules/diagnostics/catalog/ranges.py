"""Messages about the ranges of scores and the thresholds in them."""

from relrules.diagnostics.diagnostic import Diagnostic, Severity
from relrules.diagnostics.words import quoted, ranged
from relrules.source import Span


def wrong_score_range(span: Span, name: str, low: str, high: str) -> Diagnostic:
    """Say that a score's parts do not add up to the range that is stated."""
    way_out = f"`out of {high}`" if low == "0" else f"`from {low} to {high}`"
    return Diagnostic(
        "wrong-score-range",
        f"{quoted(name)} goes from {low} to {high}",
        span,
        f"write {way_out}, or mend the points",
    )


def unbounded_score(span: Span, name: str) -> Diagnostic:
    """Say that a score has a stated range, but no range by its parts."""
    return Diagnostic(
        "unbounded-score",
        f"{quoted(name)} has no largest or smallest value, so it is out of nothing",
        span,
        "declare ranges for the numbers it is made of, or leave this line out",
    )


def unreachable_threshold(span: Span, name: str, low: str, high: str) -> Diagnostic:
    """Warn that a number never reaches a threshold."""
    return Diagnostic(
        "unreachable-threshold",
        f"{quoted(name)} {ranged(low, high)} and never gets here",
        span,
        "move the threshold, or mend the points",
        Severity.WARNING,
    )


def baseline_outside(span: Span, low: str, high: str) -> Diagnostic:
    """Say that a baseline is no number of points that the dimension can give."""
    return Diagnostic(
        "baseline-outside",
        f"the points here {_run(low, high)}",
        span,
        "choose a baseline inside that range, or leave it out: the best is meant then",
    )


def cap_without_effect(span: Span, low: str, high: str) -> Diagnostic:
    """Say that a cap lies outside what it caps."""
    return Diagnostic(
        "cap-without-effect",
        f"this never changes anything: without it the points {_run(low, high)}",
        span,
        "take it out, or choose a limit inside that range",
        Severity.WARNING,
    )


def _run(low: str, high: str) -> str:
    """Return what points can be, `…` where an end is open."""
    if "…" in (low, high):
        return ranged(low, high).replace("is", "are", 1).replace("has", "have", 1)
    return f"run from {low} to {high}"
