"""Whether a condition on one fact holds for an answer to it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from relrules.check import model as m
from relrules.syntax.nodes import ComparisonOp


def holds_for(condition: m.Expr, answer: m.Value) -> bool | None:
    """Return whether a condition holds where the one fact it looks at has an answer.

    `None` where that takes more than comparing the answer with what stands there. The answer is one
    of yes or no, or the id of a level or choice.
    """
    match condition:
        case m.Constant(value=bool() as value):
            return value
        case m.Ref(type=m.YesNoType()):
            return bool(answer)
        case m.Not(operand=operand):
            inner = holds_for(operand, answer)
            return None if inner is None else not inner
        case m.And(operands=operands):
            held = [holds_for(operand, answer) for operand in operands]
            return None if None in held else all(held)
        case m.Or(operands=operands):
            held = [holds_for(operand, answer) for operand in operands]
            return None if None in held else any(held)
        case m.IsKnown(value=m.Ref(), negated=negated):
            return not negated
        case m.IsOneOf(value=m.Ref(), options=options):
            return answer in [option.value for option in options]
        case m.Comparison(op=op, left=m.Ref() as left, right=m.Constant(value=value)):
            return _compared(op, left.type, answer, value)
        case m.Comparison(op=op, left=m.Constant(value=value), right=m.Ref() as right):
            return _compared(op, right.type, value, answer)
        case m.Between(
            value=m.Ref() as ref, low=m.Constant(value=low), high=m.Constant(value=high)
        ):
            above = _compared(ComparisonOp.GE, ref.type, answer, low)
            below = _compared(ComparisonOp.LE, ref.type, answer, high)
            return None if above is None or below is None else above and below
        case _:
            return None


def _compared(op: ComparisonOp, of: m.Type, left: m.Value, right: m.Value) -> bool | None:
    if op is ComparisonOp.EQ:
        return left == right
    if op is ComparisonOp.NE:
        return left != right
    if not isinstance(of, m.LevelType):
        return None
    return ORDERS[op](of.scale.rank(str(left)), of.scale.rank(str(right)))


ORDERS: Mapping[ComparisonOp, Callable[[int, int], bool]] = {
    ComparisonOp.LT: operator.lt,
    ComparisonOp.LE: operator.le,
    ComparisonOp.GT: operator.gt,
    ComparisonOp.GE: operator.ge,
}
