"""What a policy's examples reach: its rows, advice and alerts, and those no example speaks of."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.source import Span
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import run_examples


class Kind(Enum):
    """What can be reached."""

    ROW = "row"
    GRADE_ROW = "grade row"
    CAP = "cap"
    GATE = "gate"
    ADVICE = "advice"
    ALERT = "alert"


class Reach(Enum):
    """Whether a record reaches something: surely, only perhaps, or not."""

    SURELY = "reached"
    PERHAPS = "perhaps"
    NOT = "not reached"


@frozen
class Coverable:
    """Something that an example should reach.

    `owner` is the dimension, grade or advice it belongs to, `index` its place in it, from 0.
    """

    kind: Kind
    owner: str
    index: int
    span: Span


@frozen
class Coverage:
    """Something that an example should reach, with those that do, surely or only perhaps."""

    coverable: Coverable
    surely: tuple[m.Example, ...]
    perhaps: tuple[m.Example, ...]

    @property
    def reach(self) -> Reach:
        """Return the best that any example does."""
        if self.surely:
            return Reach.SURELY
        return Reach.PERHAPS if self.perhaps else Reach.NOT


def coverage(program: Program) -> tuple[Coverage, ...]:
    """Return everything of a policy that examples should reach, in its order, and who does."""
    examples = program.policy.examples
    outcomes = [ran.outcome for ran in run_examples(program)]
    found = []
    for coverable in coverables(program.policy):
        by: dict[Reach, list[m.Example]] = {reach: [] for reach in Reach}
        for example, outcome in zip(examples, outcomes, strict=True):
            by[reach_of(coverable, outcome)].append(example)
        found.append(Coverage(coverable, tuple(by[Reach.SURELY]), tuple(by[Reach.PERHAPS])))
    return tuple(found)


def coverables(policy: m.CheckedPolicy) -> tuple[Coverable, ...]:
    """Return everything of a policy that examples should reach: what it is worth, then advice."""
    found: list[Coverable] = []
    for name, dimension in policy.dimensions.items():
        found += [Coverable(Kind.ROW, name, i, r.span) for i, r in enumerate(dimension.rows)]
        found += [Coverable(Kind.CAP, name, i, c.span) for i, c in enumerate(dimension.caps)]
    for name, score in policy.scores.items():
        found += [Coverable(Kind.CAP, name, i, c.span) for i, c in enumerate(score.caps)]
    for name, grade in policy.grades.items():
        found += [Coverable(Kind.GRADE_ROW, name, i, r.span) for i, r in enumerate(grade.rows)]
        found += [Coverable(Kind.GATE, name, i, g.span) for i, g in enumerate(grade.gates)]
    for name, advice in policy.advice.items():
        kind = Kind.ALERT if advice.alert else Kind.ADVICE
        found.append(Coverable(kind, name, 0, advice.span))
    # What a used policy declares has examples in its own file.
    return tuple(c for c in found if c.owner.partition(".")[0] not in policy.uses)


def reach_of(coverable: Coverable, outcome: Outcome) -> Reach:
    """Return whether a record reaches something."""
    match coverable.kind:
        case Kind.ROW:
            return _trace(coverable, outcome.rows[coverable.owner])
        case Kind.GRADE_ROW:
            return _grade_row(coverable, outcome)
        case Kind.CAP | Kind.GATE:
            return _trace(coverable, outcome.limits.get(coverable.owner, ()))
        case Kind.ADVICE | Kind.ALERT:
            return {
                AdviceState.GIVEN: Reach.SURELY,
                AdviceState.POSSIBLE: Reach.PERHAPS,
                AdviceState.NOT_GIVEN: Reach.NOT,
            }[outcome.advice[coverable.owner]]
        case _:
            assert_never(coverable.kind)


def _grade_row(coverable: Coverable, outcome: Outcome) -> Reach:
    """Return whether a row decides a grade: one whose level a gate changes does not."""
    reach = _trace(coverable, outcome.rows[coverable.owner])
    limits = {trace.verdict for trace in outcome.limits.get(coverable.owner, ())}
    if reach is Reach.NOT or Verdict.APPLIES in limits:
        return Reach.NOT
    return Reach.PERHAPS if Verdict.MAY_APPLY in limits else reach


def _trace(coverable: Coverable, traces: tuple[RowTrace, ...]) -> Reach:
    for trace in traces:
        if trace.index == coverable.index:
            return {
                Verdict.APPLIES: Reach.SURELY,
                Verdict.MAY_APPLY: Reach.PERHAPS,
                Verdict.DOES_NOT_APPLY: Reach.NOT,
            }[trace.verdict]
    return Reach.NOT
