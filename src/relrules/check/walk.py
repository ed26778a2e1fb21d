"""Walking typed terms: their operands, what they refer to, and defines read through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import evolve

from relrules.check import model as m
from relrules.source import FrozenDict

MOST_NODES = 2_000
MOST_DEPTH = 100
OF_LIST = m.Have | m.Count | m.Share | m.Collected
"""The terms that look at the records of a list."""


def operands(expr: m.Expr) -> tuple[m.Expr, ...]:
    """Return the terms directly inside a term."""
    # What stands in most conditions comes first: each case that does not fit takes a moment.
    match expr:
        case m.Ref() | m.Constant() | m.NoAnswer():
            return ()
        case m.Comparison(left=left, right=right):
            return (left, right)
        case m.And(operands=parts) | m.Or(operands=parts) | m.Holding(conditions=parts):
            return parts
        case m.Negation(operand=operand) | m.Not(operand=operand) | m.Rounded(operand=operand):
            return (operand,)
        case m.Sum(terms=pairs) | m.Product(factors=pairs):
            return tuple(term for _, term in pairs)
        case m.Quotient(dividend=dividend, divisor=divisor, if_zero=if_zero):
            return (dividend, divisor, if_zero)
        case m.Shifted(operand=operand, steps=steps):
            return (operand, steps)
        case m.Steps(start=start, end=end) | m.Distance(start=start, end=end):
            return (start, end)
        case m.Between(value=value, low=low, high=high):
            return (value, low, high)
        case (
            m.IsOneOf(value=value)
            | m.IsKnown(value=value)
            | m.Worth(value=value)
            | m.Answers(value=value)
        ):
            return (value,)
        case m.Cases(rows=rows):
            return tuple(_flat((row.when, row.value) for row in rows))
        case m.Several(parts=several):
            return tuple(part.value for part in several)
        case m.Have(condition=condition):
            return (condition,)
        case m.Count(where=where, distinct=distinct):
            return tuple(_flat([(where, distinct)]))
        case m.Share(where=where, if_empty=if_empty):
            return (where, if_empty)
        case m.Collected(value=value, where=where, if_empty=if_empty):
            return tuple(_flat([(where, value, if_empty)]))
        case m.Gathered(items=items, if_none=if_none):
            return (*_flat((item.when, item.value) for item in items), if_none)


def _flat(groups: Iterable[tuple[m.Expr | None, ...]]) -> Iterator[m.Expr]:
    return (expr for group in groups for expr in group if expr is not None)


def mapped(expr: m.Expr, again: Callable[[m.Expr], m.Expr]) -> m.Expr:
    """Return a term with a function applied to each term directly inside it."""

    def maybe(inner: m.Expr | None) -> m.Expr | None:
        return None if inner is None else again(inner)

    match expr:
        case m.Constant() | m.NoAnswer() | m.Ref():
            return expr
        case m.Negation() | m.Not() | m.Rounded():
            return evolve(expr, operand=again(expr.operand))
        case m.Sum():
            return evolve(expr, terms=tuple((plus, again(t)) for plus, t in expr.terms))
        case m.Product():
            return evolve(expr, factors=tuple((times, again(f)) for times, f in expr.factors))
        case m.Quotient():
            return evolve(
                expr,
                dividend=again(expr.dividend),
                divisor=again(expr.divisor),
                if_zero=again(expr.if_zero),
            )
        case m.Shifted():
            return evolve(expr, operand=again(expr.operand), steps=again(expr.steps))
        case m.Steps() | m.Distance():
            return evolve(expr, start=again(expr.start), end=again(expr.end))
        case m.Comparison():
            return evolve(expr, left=again(expr.left), right=again(expr.right))
        case m.Between():
            return evolve(expr, value=again(expr.value), low=again(expr.low), high=again(expr.high))
        case m.IsOneOf() | m.IsKnown() | m.Worth() | m.Answers():
            return evolve(expr, value=again(expr.value))
        case m.And() | m.Or():
            return evolve(expr, operands=tuple(again(o) for o in expr.operands))
        case m.Holding():
            return evolve(expr, conditions=tuple(again(c) for c in expr.conditions))
        case m.Cases():
            rows = tuple(m.Case(value=again(r.value), when=maybe(r.when)) for r in expr.rows)
            return evolve(expr, rows=rows)
        case m.Several():
            parts = tuple(evolve(part, value=again(part.value)) for part in expr.parts)
            return evolve(expr, parts=parts)
        case m.Have():
            return evolve(expr, condition=again(expr.condition))
        case m.Count():
            return evolve(expr, where=maybe(expr.where), distinct=maybe(expr.distinct))
        case m.Share():
            return evolve(expr, where=again(expr.where), if_empty=again(expr.if_empty))
        case m.Collected():
            return evolve(
                expr,
                value=again(expr.value),
                where=maybe(expr.where),
                if_empty=again(expr.if_empty),
            )
        case m.Gathered():
            items = tuple(m.Chosen(value=again(i.value), when=maybe(i.when)) for i in expr.items)
            return evolve(expr, items=items, if_none=again(expr.if_none))


def parts_inside(expr: m.Expr) -> Iterator[m.Expr]:
    """Yield a term and every term inside it, in order, as often as it stands there."""
    # One loop for all of it: generators inside generators hand each term on once for every term
    # around it.
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        yield found
        if inside := operands(found):
            waiting += inside[::-1]


def refs(expr: m.Expr) -> Iterator[m.Ref]:
    """Yield everything a term refers to, in order, as often as it does."""
    return (found for found in parts_inside(expr) if isinstance(found, m.Ref))


def lists_in(expr: m.Expr) -> Iterator[str]:
    """Yield the lists whose records a term looks at, in order, as often as it does."""
    return (found.list for found in parts_inside(expr) if isinstance(found, OF_LIST))


def expanded(expr: m.Expr, read_through: Mapping[str, m.Expr]) -> m.Expr:
    """Return a term with its defines replaced by what they stand for: naming changes nothing.

    `read_through` holds what each define stands for, itself expanded; a define that is not in it
    stays a result of its own.
    """
    if not read_through or not any(ref.key in read_through for ref in refs(expr)):
        return expr
    return _expanded(expr, read_through)


def _expanded(expr: m.Expr, read_through: Mapping[str, m.Expr]) -> m.Expr:
    match expr:
        case m.Ref(kind=m.Kind.DEFINE):
            return read_through.get(expr.key, expr)
        case m.IsKnown():
            inner = _expanded(expr.value, read_through)
            # Whether a calculation is known is asked of its name.
            return evolve(expr, value=inner) if isinstance(inner, m.Ref) else expr
        case _:
            return mapped(expr, lambda inner: _expanded(inner, read_through))


Extent = tuple[int, int]
"""How many nodes a term has, and how deep they stand inside each other."""


def read_through(
    define: m.Define, known: Mapping[str, m.Expr], extents: Mapping[str, Extent]
) -> tuple[m.Expr, Extent] | None:
    """Return what a define stands for, or `None` where that is too large to be read as one.

    `known` holds what the defines it uses stand for, `extents` how large that is. Two defines that
    each use the one before twice double in size, so there must be a limit; beyond it results stay
    sound, but are no longer exact across the define.
    """
    extent = _extent(define.value, known, extents)
    size, depth = extent
    if size > MOST_NODES or depth > MOST_DEPTH:
        return None
    return expanded(define.value, known), extent


def all_read_through(
    defines: Iterable[tuple[str, m.Define]], others: Mapping[str, m.Expr] = FrozenDict()
) -> dict[str, m.Expr]:
    """Return what defines stand for, by key, as far as they can be read through; and the `others`.

    Each comes after those that it is made of. `others` holds what more defines stand for.
    """
    known = dict(others)
    extents: dict[str, Extent] = {}
    for name, define in defines:
        found = read_through(define, known, extents)
        if found is not None:
            known[name], extents[name] = found
    return known


def _extent(expr: m.Expr, known: Mapping[str, m.Expr], extents: Mapping[str, Extent]) -> Extent:
    """Return the extent of a term with these defines in it."""
    if isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE and expr.key in known:
        found = extents.get(expr.key)
        return _extent(known[expr.key], {}, {}) if found is None else found
    inner = [_extent(operand, known, extents) for operand in operands(expr)]
    return 1 + sum(size for size, _ in inner), 1 + max((deep for _, deep in inner), default=0)
