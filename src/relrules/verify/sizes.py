"""How many records to try a list with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from relrules.check import model as m
from relrules.check.walk import operands

MOST_RECORDS = 12
USUAL = (1, 0, 2, 3)


def sizes(terms: Iterable[m.Expr]) -> tuple[int, ...]:
    """Return how many records may tell: a few, and those that something is compared with."""
    asked = {n for term in terms for n in _asked(term)}
    return (*USUAL, *sorted(n for n in asked if max(USUAL) < n <= MOST_RECORDS))


def _asked(term: m.Expr) -> Iterator[int]:
    """Yield the counts of records that a term tells apart, and those beside them."""
    match term:
        case m.Have(count=int(count)):
            yield count
        case m.Comparison() | m.Between() | m.IsOneOf() if _counts(term):
            numbers = [p.value for p in operands(term) if isinstance(p, m.Constant)]
            numbers += [o.value for o in term.options] if isinstance(term, m.IsOneOf) else []
            for number in numbers:
                if isinstance(number, int) and not isinstance(number, bool):
                    yield from (number, number + 1)
        case _:
            pass
    for operand in operands(term):
        yield from _asked(operand)


def _counts(term: m.Expr) -> bool:
    return isinstance(term, m.Count) or any(_counts(operand) for operand in operands(term))
