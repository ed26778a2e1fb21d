"""Cutting what is not known into the cases a declaration tells apart.

The conditions of a declaration look at some *atoms*: a fact, the days since a date, a score. For
each atom only so many cases differ: a level or choice has its values; a number is cut at the
thresholds it is compared with, which leaves the thresholds and the open cells between. Trying one
value of each case is then as good as trying all.

The check uses this to find gaps and rows that never apply, the interpreter to be exact about
unknown facts.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.compare import compare
from relrules.check.interval import Exact, Interval, plain
from relrules.check.walk import operands, refs
from relrules.syntax.nodes import ComparisonOp

OTHER_TEXT = "another text"
FIRST_DAY, LAST_DAY = dt.date.min.toordinal(), dt.date.max.toordinal()


@frozen
class Atom:
    """Something the conditions look at, with the conditions that look at it alone.

    `opaque` atoms are conditions between two terms, of which only yes and no are told apart.
    """

    term: m.Expr
    leaves: tuple[m.Expr, ...]
    shared: bool
    opaque: bool


def atoms_of(conditions: Iterable[m.Expr]) -> tuple[Atom, ...]:
    """Return the atoms that conditions look at, in the order they are first met."""
    alone: dict[m.Expr, dict[m.Expr, None]] = {}
    shared: set[m.Expr] = set()
    opaque: set[m.Expr] = set()
    for condition in conditions:
        for leaf in leaves_of(condition):
            terms = terms_of(leaf)
            if not terms:
                continue
            if _is_opaque(terms):
                alone.setdefault(leaf, {})[leaf] = None
                opaque.add(leaf)
                continue
            for term in terms:
                found = alone.setdefault(term, {})
                if len(set(terms)) == 1:
                    found[leaf] = None
                else:
                    shared.add(term)
    return tuple(
        Atom(term, tuple(leaves), term in shared, term in opaque) for term, leaves in alone.items()
    )


def leaves_of(condition: m.Expr) -> Iterator[m.Expr]:
    """Yield the smallest conditions inside a condition."""
    waiting = [condition]
    while waiting:
        found = waiting.pop()
        match found:
            case m.And() | m.Or() | m.Not():
                waiting += reversed(operands(found))
            case m.Constant():
                pass
            case _:
                yield found


def truth(leaf: m.Expr, values: Mapping[m.Expr, m.Value]) -> bool:
    """Return whether a smallest condition holds, given the values of its atoms."""
    if leaf in values:
        return bool(values[leaf])

    def value(term: m.Expr) -> m.Value:
        return term.value if isinstance(term, m.Constant) else values[term]

    match leaf:
        case m.Comparison(op=op, left=left, right=right):
            return compare(op, value(left), value(right), left.type)
        case m.Between(value=term, low=low, high=high):
            return _between(value(term), value(low), value(high), term.type)
        case m.IsOneOf(value=term, options=options):
            return value(term) in [option.value for option in options]
        case _:
            raise AssertionError(leaf)


def is_certain(atoms: Sequence[Atom]) -> bool:
    """Return whether every combination of the atoms' cases occurs for some facts.

    That is so where every atom is a fact, or a distance of dates, and no two share a fact.
    """
    seen: set[tuple[m.Kind, str]] = set()
    for atom in atoms:
        if atom.opaque:
            return False
        match atom.term:
            case m.Ref(kind=m.Kind.FACT) | m.IsKnown(value=m.Ref(kind=m.Kind.FACT)):
                pass
            case m.Distance(start=m.Ref(kind=m.Kind.FACT), since=True):
                pass
            case m.Distance(start=m.Ref(kind=m.Kind.FACT), end=m.Ref(kind=m.Kind.FACT)):
                pass
            case _:
                return False
        if isinstance(atom.term, m.IsKnown):
            # Whether a fact is known says nothing of its value.
            continue
        used = {(r.kind, r.name) for r in refs(atom.term) if r.kind is not m.Kind.TODAY}
        if used & seen:
            return False
        seen |= used
    return True


def terms_of(leaf: m.Expr) -> tuple[m.Expr, ...]:
    """Return the terms of a smallest condition that are not written out."""
    match leaf:
        case m.Comparison() | m.Between():
            found = operands(leaf)
        case m.IsOneOf(value=value):
            found = (value,)
        case _:
            found = (leaf,)
    return tuple(term for term in found if not isinstance(term, m.Constant))


def _is_opaque(terms: tuple[m.Expr, ...]) -> bool:
    """Return whether a condition relates terms that have no list of values."""
    if len(terms) == 1:
        return False
    finite = m.LevelType | m.ChoiceType | m.YesNoType
    return not all(isinstance(term.type, finite) for term in terms)


def _between(value: m.Value, low: m.Value, high: m.Value, of: m.Type) -> bool:
    return compare(ComparisonOp.GE, value, low, of) and compare(ComparisonOp.LE, value, high, of)


def cases_of(atom: Atom, domain: m.Type | Interval | Sequence[m.Value]) -> list[m.Value]:
    """Return one value for each case of an atom, in ascending order where it has one.

    `domain` is what the atom can be: its type, an interval of a number, or values to choose from.
    """
    match domain:
        case Interval():
            of = atom.term.type
            decimals = of.decimals if isinstance(of, m.NumberType) else None
            return list(_cut(_numbers(atom), domain, decimals))
        case m.NumberType(low=low, high=high, decimals=decimals):
            return list(_cut(_numbers(atom), Interval(low, high), decimals))
        case m.YesNoType():
            return [False, True]
        case m.LevelType(scale=scale):
            return list(scale.ids)
        case m.ChoiceType():
            return list(domain.ids)
        case m.DateType():
            days = [t.toordinal() for t in _thresholds(atom) if isinstance(t, dt.date)]
            cut = _cut(days, Interval(FIRST_DAY, LAST_DAY), 0)
            return [dt.date.fromordinal(int(day)) for day in cut]
        case m.TextType():
            return [*dict.fromkeys(_thresholds(atom)), OTHER_TEXT]
        case _:
            return list(domain)


def _numbers(atom: Atom) -> list[Exact]:
    return [t for t in _thresholds(atom) if not isinstance(t, str | dt.date)]


def _thresholds(atom: Atom) -> list[m.Value]:
    """Return the constants that an atom is compared with."""
    found: list[m.Value] = []
    for leaf in atom.leaves:
        match leaf:
            case m.IsOneOf(options=options):
                found += [option.value for option in options]
            case m.Comparison() | m.Between():
                found += [t.value for t in operands(leaf) if isinstance(t, m.Constant)]
            case _:
                pass
    return found


def _cut(thresholds: Sequence[Exact], limits: Interval, decimals: int | None) -> Iterator[Exact]:
    """Yield a number for each threshold and each open cell between, within the limits.

    With `decimals` only numbers of so many places occur.
    """
    step = None if decimals is None else Fraction(1, 10**decimals)
    marks = sorted({*thresholds, *(e for e in (limits.low, limits.high) if e is not None)})
    marks = [mark for mark in marks if mark in limits]
    if not marks:
        yield 0
        return
    if limits.low is None:
        yield _below(marks[0], step)
    for i, mark in enumerate(marks):
        if step is None or (mark / step).denominator == 1:
            yield mark
        if i + 1 < len(marks):
            inside = _inside(mark, marks[i + 1], step)
            if inside is not None:
                yield inside
    if limits.high is None:
        yield _above(marks[-1], step)


def _inside(low: Exact, high: Exact, step: Fraction | None) -> Exact | None:
    """Return a number strictly between two others, or `None` where there is none."""
    if step is None:
        return plain(Fraction(low + high) / 2)
    first = _above(low, step)
    return first if first < high else None


def _above(number: Exact, step: Fraction | None) -> Exact:
    grid = step or Fraction(1)
    return plain((math.floor(number / grid) + 1) * grid)


def _below(number: Exact, step: Fraction | None) -> Exact:
    grid = step or Fraction(1)
    return plain((math.ceil(number / grid) - 1) * grid)
