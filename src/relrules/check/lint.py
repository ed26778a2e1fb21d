"""Asking whether something that is allowed was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from relrules.check import model as m
from relrules.check.walk import expanded, lists_in, operands, parts_inside
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say
from relrules.syntax.nodes import Quantifier


def report_empty_lists(
    conditions: Sequence[m.Expr],
    read_through: Mapping[str, m.Expr],
    report: Callable[[Diagnostic], None],
) -> None:
    """Report `all L have C` that is also yes for an empty list, unless the author thought of that.

    Any other look at the list, in the same row or one before it, shows that; so does one through a
    define, of which `read_through` tells what it stands for.
    """
    if not any(isinstance(part, m.Have) for when in conditions for part in parts_inside(when)):
        return
    seen: set[str] = set()
    for condition in conditions:
        # What an `all … have` itself looks at says nothing of an empty list: it has no records.
        asked = list(_all_have(condition))
        inside = Counter(
            name for found in asked for name in lists_in(expanded(found, read_through))
        )
        mentioned = Counter(lists_in(expanded(condition, read_through)))
        for found in asked:
            if found.list not in seen and mentioned[found.list] == inside[found.list]:
                report(say.empty_list_meets_all(found.span, found.list))
        seen |= set(mentioned)


def _all_have(expr: m.Expr) -> Iterator[m.Have]:
    """Yield every `all … have` that stands in no other."""
    if isinstance(expr, m.Have) and expr.quantifier is Quantifier.ALL:
        yield expr
        return
    for operand in operands(expr):
        yield from _all_have(operand)
