"""How many digits a calculation can need: what is kept exactly has a limit.

A number is a fraction. Counted are the digits before its point, those of its numerator, and those
of its denominator: none for whole numbers, two for hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.check.walk import expanded, operands, refs
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say
from relrules.diagnostics.words import listed, quoted
from relrules.syntax.limits import MOST_DIGITS, MOST_EXACT_DIGITS
from relrules.syntax.nodes import Measure

DAYS = 7
"""The digits of the longest distance between two days."""
RECORDS = 9
"""The digits of the largest number of records."""


@frozen
class Size:
    """The digits before the point, of the numerator, and of the denominator, at most.

    `decimal` says that the denominator is a power of ten.
    """

    whole: int
    top: int
    below: int
    decimal: bool = True

    @property
    def digits(self) -> int:
        """Return how many digits its fraction may need, above or below."""
        return max(self.top, self.below)


NOTHING = Size(1, 1, 0)


def _size_within(whole: int, below: int, *, decimal: bool = True) -> Size:
    return Size(whole, whole + below, below, decimal)


def size_of(expr: m.Expr, known: Mapping[str, Size]) -> Size:
    """Return the size of a number; `known` are those of results, by key."""
    found = _size(expr, known)
    whole = _whole_of_range(expr.type)
    if whole is None or whole >= found.whole:
        return found
    return Size(whole, min(found.top, whole + found.below), found.below, found.decimal)


def _size(expr: m.Expr, known: Mapping[str, Size]) -> Size:
    def inner(part: m.Expr) -> Size:
        return size_of(part, known)

    match expr:
        case m.Constant(value=value) if isinstance(expr.type, m.NumberType):
            return _size_of_number(value)
        case m.Ref():
            return known.get(expr.key) or _size_of_fact(expr.type)
        case m.Negation(operand=operand):
            return inner(operand)
        case m.Rounded(operand=operand, places=places):
            return _size_within(inner(operand).whole + 1, places)
        case m.Sum(terms=terms):
            return _added([inner(term) for _, term in terms])
        case m.Product(factors=factors):
            return _multiplied([(times, inner(factor)) for times, factor in factors])
        case m.Quotient(dividend=dividend, divisor=divisor, if_zero=if_zero):
            quotient = _multiplied([(True, inner(dividend)), (False, inner(divisor))])
            return _either([quotient, inner(if_zero)])
        case m.Distance():
            return _size_within(DAYS, 0)
        case m.Worth(worths=worths):
            return _either([_size_of_number(worth) for _, worth in worths])
        case m.Cases(rows=rows):
            return _either([inner(row.value) for row in rows])
        case m.Several(measure=measure, parts=parts):
            sizes = [inner(part.value) for part in parts]
            return _measured(measure, sizes, [part.weight for part in parts])
        case m.Collected(measure=measure, value=value, if_empty=if_empty):
            return _either([_collected(measure, inner(value)), inner(if_empty)])
        case m.Count():
            return _size_within(RECORDS, 0)
        case m.Share(if_empty=if_empty):
            return _either([_size_within(1, RECORDS, decimal=False), inner(if_empty)])
        case m.Holding(conditions=conditions):
            return _size_within(len(str(len(conditions))), 0)
        case m.Answers(value=value):
            return inner(value)
        case _:
            return NOTHING


def _size_of_number(value: object) -> Size:
    if not isinstance(value, int | Fraction):
        return NOTHING
    whole, below = _whole(value), value.denominator
    decimals = 0
    while below > 1 and (10**decimals) % below:
        decimals += 1
        if decimals > MOST_EXACT_DIGITS:
            return _size_within(whole, len(str(value.denominator)), decimal=False)
    return Size(whole, len(str(abs(value.numerator))), decimals)


def _size_of_fact(of: m.Type) -> Size:
    if not isinstance(of, m.NumberType):
        return NOTHING
    # The digits of a fact are limited all together; without a range they may stand on either side.
    below = MOST_DIGITS - 1 if of.decimals is None else of.decimals
    whole = _whole_of_range(of)
    if whole is None:
        return Size(MOST_DIGITS, MOST_DIGITS, below)
    return Size(whole, min(MOST_DIGITS, whole + below), below)


def _whole_of_range(of: m.Type) -> int | None:
    """Return the digits before the point that a range allows, `None` where it has no end."""
    if not isinstance(of, m.NumberType) or of.low is None or of.high is None:
        return None
    return max(_whole(of.low), _whole(of.high))


def _whole(value: Exact) -> int:
    """Return the digits before the point; none for less than 1."""
    whole = abs(value.numerator) // value.denominator
    return len(str(whole)) if whole else 0


def _added(parts: list[Size]) -> Size:
    if len(parts) == 1:
        return parts[0]
    below, decimal = _common(parts)
    carry = len(str(len(parts) - 1))
    whole = max(part.whole for part in parts) + carry
    fractions = [part for part in parts if part.below]
    if len(fractions) > 1:
        return _size_within(whole, below, decimal=decimal)
    # Whole numbers take the one denominator there is; the numerator of its fraction stays.
    tops = [part.top + (0 if part.below else below) for part in parts]
    return Size(whole, min(max(tops) + carry, whole + below), below, decimal)


def _common(parts: list[Size]) -> tuple[int, bool]:
    """Return the digits of a denominator that some numbers have in common."""
    decimals = max((part.below for part in parts if part.decimal), default=0)
    others = [part.below for part in parts if not part.decimal]
    return decimals + sum(others), not others


def _multiplied(parts: list[tuple[bool, Size]]) -> Size:
    whole, top, below, decimal = 0, 0, 0, True
    for times, part in parts:
        if times:
            whole, top, below = whole + part.whole, top + part.top, below + part.below
            decimal = decimal and part.decimal
        else:
            # Dividing turns a fraction round: its numerator becomes the denominator.
            whole, top, below = whole + part.below, top + part.below, below + part.top
            decimal = False
    return Size(whole, top, below, decimal)


def _either(parts: list[Size]) -> Size:
    """Return the size of a number that is one of some."""
    return max(parts, key=lambda part: (part.digits, part.whole + part.below))


def _measured(measure: Measure, parts: list[Size], weights: list[Exact]) -> Size:
    match measure:
        case Measure.HIGHEST | Measure.LOWEST:
            return _either(parts)
        case Measure.SUM:
            return _added(parts)
        case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
            weighted = [
                _multiplied([(True, part), (True, _size_of_number(weight))])
                for part, weight in zip(parts, weights, strict=True)
            ]
            total = _added([_size_of_number(weight) for weight in weights])
            return _multiplied([(True, _added(weighted)), (False, total)])


def _collected(measure: Measure, value: Size) -> Size:
    match measure:
        case Measure.SUM:
            return _size_within(value.whole + RECORDS, value.below, decimal=value.decimal)
        case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
            return _size_within(value.whole + RECORDS, value.below + RECORDS, decimal=False)
        case Measure.HIGHEST | Measure.LOWEST:
            return value


def size_of_rows(values: Sequence[m.Expr], known: Mapping[str, Size], *, take_all: bool) -> Size:
    """Return the size of what rows are worth: the largest, or with `take_all` the sum."""
    sizes = [size_of(value, known) for value in values]
    return _added(sizes) if take_all else _either(sizes)


# ---- the check ------------------------------------------------------------------------------


def report_digits(
    expr: m.Expr,
    known: Mapping[str, Size],
    read_through: Mapping[str, m.Expr],
    report: Callable[[Diagnostic], None],
) -> bool:
    """Report the smallest part of a term that may need too many digits; return whether one does.

    `read_through` holds what defines stand for: the ranges to declare are those of the facts.
    """
    found = [report_digits(part, known, read_through, report) for part in operands(expr)]
    if any(found):
        return True
    if not isinstance(expr.type, m.NumberType) or isinstance(expr, m.Ref | m.Constant):
        return False
    digits = size_of(expr, known).digits
    if digits <= MOST_EXACT_DIGITS:
        return False
    report(
        say.too_many_digits(
            expr.span, digits, MOST_EXACT_DIGITS, _way_out(expanded(expr, read_through))
        )
    )
    return True


def _way_out(expr: m.Expr) -> str:
    """Return what to declare of which facts, or to round where all is declared."""
    found = {
        ref: ref.type
        for ref in refs(expr)
        if isinstance(ref.type, m.NumberType) and ref.kind is m.Kind.FACT
    }
    no_range = [ref for ref, of in found.items() if None in (of.low, of.high)]
    no_decimals = [ref for ref, of in found.items() if of.decimals is None]
    if no_range:
        example = quoted("number from 0 to 1000000 decimals 2")
        return (
            f"say how large {_named(no_range)} can be and with how many decimals, as in {example}"
        )
    if no_decimals:
        return f"say how many decimals {_named(no_decimals)} can have, as in {quoted('decimals 2')}"
    return "round a part of it, as in `(…) rounded to 4`"


def _named(found: list[m.Ref]) -> str:
    return listed([quoted(ref.name) for ref in found[:3]], "and")
