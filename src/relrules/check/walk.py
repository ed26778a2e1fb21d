"""Walking typed terms: their operands, what they refer to, and defines read through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from relrules.check import model as m

MOST_NODES = 2_000
MOST_DEPTH = 100


def operands(expr: m.Expr) -> tuple[m.Expr, ...]:
    """Return the terms directly inside a term."""
    match expr:
        case m.Constant() | m.Ref():
            return ()
        case m.Negation(operand=operand) | m.Not(operand=operand):
            return (operand,)
        case m.Sum(terms=pairs) | m.Product(factors=pairs):
            return tuple(term for _, term in pairs)
        case m.Distance(start=start, end=end):
            return (start, end)
        case m.Comparison(left=left, right=right):
            return (left, right)
        case m.Between(value=value, low=low, high=high):
            return (value, low, high)
        case m.IsOneOf(value=value) | m.IsKnown(value=value):
            return (value,)
        case m.And(operands=parts) | m.Or(operands=parts):
            return parts


def refs(expr: m.Expr) -> Iterator[m.Ref]:
    """Yield everything a term refers to, in order, as often as it does."""
    if isinstance(expr, m.Ref):
        yield expr
    for operand in operands(expr):
        yield from refs(operand)


def expanded(expr: m.Expr, read_through: Mapping[str, m.Expr]) -> m.Expr:
    """Return a term with its defines replaced by what they stand for: naming changes nothing.

    `read_through` holds what each define stands for, itself expanded; a define that is not in it
    stays a result of its own.
    """

    def again(inner: m.Expr) -> m.Expr:
        return expanded(inner, read_through)

    match expr:
        case m.Ref(kind=m.Kind.DEFINE, name=name):
            return read_through.get(name, expr)
        case m.Constant() | m.Ref():
            return expr
        case m.Negation() | m.Not():
            return evolve(expr, operand=again(expr.operand))
        case m.Sum():
            return evolve(expr, terms=tuple((plus, again(t)) for plus, t in expr.terms))
        case m.Product():
            return evolve(expr, factors=tuple((times, again(f)) for times, f in expr.factors))
        case m.Distance():
            return evolve(expr, start=again(expr.start), end=again(expr.end))
        case m.Comparison():
            return evolve(expr, left=again(expr.left), right=again(expr.right))
        case m.Between():
            return evolve(expr, value=again(expr.value), low=again(expr.low), high=again(expr.high))
        case m.IsOneOf():
            return evolve(expr, value=again(expr.value))
        case m.IsKnown():
            inner = again(expr.value)
            # Whether a calculation is known is asked of its name.
            return evolve(expr, value=inner) if isinstance(inner, m.Ref) else expr
        case m.And() | m.Or():
            return evolve(expr, operands=tuple(again(o) for o in expr.operands))


def read_through(define: m.Define, known: Mapping[str, m.Expr]) -> m.Expr | None:
    """Return what a define stands for, or `None` where that is too large to be read as one.

    `known` holds what the defines it uses stand for. Two defines that each use the one before
    twice double in size, so there must be a limit; beyond it results stay sound, but are no longer
    exact across the define.
    """
    size, depth = _extent(define.value, {n: _extent(e, {}) for n, e in _used(define, known)})
    return None if size > MOST_NODES or depth > MOST_DEPTH else expanded(define.value, known)


def _used(define: m.Define, known: Mapping[str, m.Expr]) -> list[tuple[str, m.Expr]]:
    names = {r.name for r in refs(define.value) if r.kind is m.Kind.DEFINE}
    return [(name, known[name]) for name in sorted(names) if name in known]


def _extent(expr: m.Expr, defines: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Return how many nodes a term has, and how deep it is, with these defines in it."""
    if isinstance(expr, m.Ref) and expr.kind is m.Kind.DEFINE and expr.name in defines:
        return defines[expr.name]
    inner = [_extent(operand, defines) for operand in operands(expr)]
    return 1 + sum(size for size, _ in inner), 1 + max((deep for _, deep in inner), default=0)
