"""Comparing known values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from relrules.check import model as m
from relrules.syntax.nodes import ComparisonOp

OPERATORS: Mapping[ComparisonOp, Callable[[Any, Any], bool]] = {
    ComparisonOp.EQ: operator.eq,
    ComparisonOp.NE: operator.ne,
    ComparisonOp.LT: operator.lt,
    ComparisonOp.LE: operator.le,
    ComparisonOp.GT: operator.gt,
    ComparisonOp.GE: operator.ge,
}


def compare(op: ComparisonOp, left: m.Value, right: m.Value, of: m.Type) -> bool:
    """Return whether `left op right`; levels compare by their place in the scale.

    >>> compare(ComparisonOp.GE, Fraction(1, 3) * 60, 20, m.NumberType())
    True
    """
    if isinstance(of, m.LevelType):
        return OPERATORS[op](of.scale.rank(str(left)), of.scale.rank(str(right)))
    return OPERATORS[op](left, right)


def is_number(value: object) -> bool:
    """Return whether a value is a number; yes and no are none."""
    return isinstance(value, int | Fraction) and not isinstance(value, bool)
