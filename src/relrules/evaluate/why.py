"""The smallest conditions that made a larger one hold, or kept it from holding."""

from __future__ import annotations

from relrules.check import model as m
from relrules.evaluate.outcome import Outcome, Verdict
from relrules.evaluate.possible import MAYBE, NO, YES, Among
from relrules.evaluate.terms import Reading
from relrules.syntax.nodes import AdviceState

VERDICTS = {
    AdviceState.GIVEN: Verdict.APPLIES,
    AdviceState.POSSIBLE: Verdict.MAY_APPLY,
    AdviceState.NOT_GIVEN: Verdict.DOES_NOT_APPLY,
}
"""What became of the one row that advice has."""
TURNED = {YES: NO, NO: YES, MAYBE: MAYBE}
WANTED = {Verdict.APPLIES: YES, Verdict.DOES_NOT_APPLY: NO, Verdict.MAY_APPLY: MAYBE}


def reading_of(outcome: Outcome) -> Reading:
    """Return a reading of terms under what an evaluation found out."""
    return Reading(outcome.facts, outcome.today, outcome.values, {}, counts=outcome.counts)


def deciding(condition: m.Expr, reading: Reading, verdict: Verdict) -> tuple[m.Expr, ...]:
    """Return the smallest parts of a condition that decided its verdict.

    A row may not apply although its condition holds: then a row above took the case, and nothing
    in this condition decided it.
    """
    found = tuple(dict.fromkeys(_parts(condition, reading, WANTED[verdict])))
    holds = reading.condition(condition)
    if found or (verdict is Verdict.DOES_NOT_APPLY and holds == YES):
        return found
    # Cases decided what Kleene's logic leaves open, as in `x > 3 or x <= 3`.
    return (condition,) if holds != YES or verdict is not Verdict.MAY_APPLY else ()


def _parts(condition: m.Expr, reading: Reading, wanted: Among) -> tuple[m.Expr, ...]:
    if reading.condition(condition) != wanted:
        return ()
    match condition:
        case m.Not(operand=operand):
            inner = _parts(operand, reading, TURNED[wanted])
            # `not (a = b)` reads better whole than as the part it turns around.
            return inner if isinstance(operand, m.And | m.Or | m.Not) else (condition,)
        case m.And(operands=operands) if wanted != NO:
            return tuple(p for o in operands for p in _parts(o, reading, wanted))
        case m.And(operands=operands):
            return tuple(p for o in operands for p in _parts(o, reading, NO))
        case m.Or(operands=operands):
            return tuple(p for o in operands for p in _parts(o, reading, wanted))
        case _:
            return (condition,)
