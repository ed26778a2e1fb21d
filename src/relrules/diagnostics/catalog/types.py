"""Messages about what kind of value stands where."""

from relrules.diagnostics.diagnostic import Diagnostic
from relrules.diagnostics.words import quoted, ranged
from relrules.source import Span


def type_mismatch(span: Span, left: str, right: str, way_out: str) -> Diagnostic:
    """Say that two values cannot be compared; `left` and `right` are like “a number”."""
    return Diagnostic("type-mismatch", f"cannot compare {left} with {right}", span, way_out)


def value_of_other_type(
    span: Span, is_type: str, name: str, its_type: str, way_out: str
) -> Diagnostic:
    """Say that a value is none of what it is given to; types are like “a number”."""
    told = f"{quoted(span.text)} is {is_type}, and {quoted(name)} is {its_type}"
    return Diagnostic("type-mismatch", told, span, way_out)


def wrong_type(span: Span, is_type: str, wanted: str) -> Diagnostic:
    """Say that a value is of one type where another is needed."""
    return Diagnostic(
        "wrong-type", f"{quoted(span.text)} is {is_type}", span, f"{wanted} must stand here"
    )


def not_a_condition(span: Span, is_type: str, way_out: str) -> Diagnostic:
    """Say that a value stands where something must be true or not."""
    return Diagnostic(
        "not-a-condition",
        f"{quoted(span.text)} is {is_type}, not a condition",
        span,
        way_out,
    )


def no_order(span: Span, what: str) -> Diagnostic:
    """Say that values without order are compared by order."""
    return Diagnostic(
        "no-order",
        f"{what} have no order, so none is less than another",
        span,
        "compare with `=`, `!=` or `is one of`",
    )


def known_of_term(span: Span) -> Diagnostic:
    """Say that `is known` asks about a calculation."""
    return Diagnostic(
        "known-of-term",
        f"whether {quoted(span.text)} is known cannot be asked",
        span,
        "ask it of a name; `define` gives a name to a calculation",
    )


def invalid_range(span: Span, low: str, high: str) -> Diagnostic:
    """Say that a range ends before it begins."""
    return Diagnostic(
        "invalid-range", f"nothing lies from {low} to {high}", span, "swap the two ends"
    )


def invalid_decimals(span: Span, most: int) -> Diagnostic:
    """Say that a number of decimal places is not usable."""
    return Diagnostic(
        "invalid-decimals",
        f"decimals are a whole number from 0 to {most}",
        span,
        "write for example `2`",
    )


def value_outside(span: Span, of: str, allowed: str) -> Diagnostic:
    """Say that an example gives a fact a value it cannot have."""
    return Diagnostic(
        "value-outside",
        f"{quoted(of)} cannot be {quoted(span.text)}",
        span,
        f"it is {allowed}",
    )


def divisor_can_be_zero(span: Span, low: str, high: str) -> Diagnostic:
    """Say that a division could be by 0; the ends are `…` where there is none."""
    told = f"{quoted(span.text)} {ranged(low, high)}, so this can divide by 0"
    if low == high != "…":
        told = f"{quoted(span.text)} is always 0, and nothing can be divided by 0"
    return Diagnostic(
        "divisor-can-be-zero",
        told,
        span,
        "say what it is then, as in `… if zero 0`, or declare a range without 0, such as `number from 1`",
    )
