"""What a policy's examples reach: its rows, advice and alerts, and those no example speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import assert_never

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.terms import slot
from relrules.source import Span
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import run_examples

Row = m.DefineRow | m.Row | m.Cap | m.GradeRow | m.Gate


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

    `owner` is the define, dimension, score, grade or advice it belongs to, `index` its place in it,
    from 0. With `list` the owner is a result of that list's records, as in `contacts.rung`.
    """

    kind: Kind
    owner: str
    index: int
    span: Span
    list: str | None = None


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
    """Return everything of a policy that examples should reach: what it is worth, then advice.

    What a used policy declares has examples in its own file. Where lists alone have results, no
    example can expect anything.
    """
    if not policy.advice and all(name.rpartition(".")[0] in policy.lists for name in policy.order):
        return ()
    found = [
        c for name, of in policy.lists.items() if _is_own(policy, name) for c in _rows(of, name)
    ]
    found += [c for c in _rows(policy) if _is_own(policy, c.owner)]
    for name, advice in policy.advice.items():
        if _is_own(policy, name):
            kind = Kind.ALERT if advice.alert else Kind.ADVICE
            found.append(Coverable(kind, name, 0, advice.span))
    return tuple(found)


def _is_own(policy: m.CheckedPolicy, name: str) -> bool:
    return name.partition(".")[0] not in policy.uses


def _rows(of: m.CheckedPolicy | m.List, list_: str | None = None) -> Iterator[Coverable]:
    """Yield the rows of a policy, or of the records of a list, and what limits them."""

    def each(kind: Kind, name: str, rows: Sequence[Row]) -> Iterator[Coverable]:
        owner = name if list_ is None else f"{list_}.{name}"
        for index, row in enumerate(rows):
            yield Coverable(kind, owner, index, row.span, list_)

    for name, define in of.defines.items():
        yield from each(Kind.ROW, name, define.rows)
    for name, dimension in of.dimensions.items():
        yield from each(Kind.ROW, name, dimension.rows)
        yield from each(Kind.CAP, name, dimension.caps)
    for name, score in of.scores.items() if isinstance(of, m.CheckedPolicy) else ():
        yield from each(Kind.CAP, name, score.caps)
    for name, grade in of.grades.items():
        yield from each(Kind.GRADE_ROW, name, grade.rows)
        yield from each(Kind.GATE, name, grade.gates)


def reach_of(coverable: Coverable, outcome: Outcome) -> Reach:
    """Return whether a record reaches something; of the records of a list one is enough."""
    if coverable.list is None:
        return _reach_at(coverable.owner, coverable, outcome)
    if coverable.list not in outcome.counts:
        # It may have such a record.
        return Reach.PERHAPS
    name = coverable.owner.rpartition(".")[2]
    places = [slot(coverable.list, i, name) for i in range(outcome.counts[coverable.list])]
    found = {_reach_at(place, coverable, outcome) for place in places}
    return next((reach for reach in Reach if reach in found), Reach.NOT)


def _reach_at(place: str, coverable: Coverable, outcome: Outcome) -> Reach:
    """Return whether a record reaches something of what is kept at a place."""
    match coverable.kind:
        case Kind.ROW:
            return _trace(coverable, outcome.rows[place])
        case Kind.GRADE_ROW:
            return _grade_row(coverable, outcome.rows[place], outcome.limits.get(place, ()))
        case Kind.CAP | Kind.GATE:
            return _trace(coverable, outcome.limits.get(place, ()))
        case Kind.ADVICE | Kind.ALERT:
            return {
                AdviceState.GIVEN: Reach.SURELY,
                AdviceState.POSSIBLE: Reach.PERHAPS,
                AdviceState.NOT_GIVEN: Reach.NOT,
            }[outcome.advice[place]]
        case _:
            assert_never(coverable.kind)


def _grade_row(
    coverable: Coverable, rows: tuple[RowTrace, ...], gates: tuple[RowTrace, ...]
) -> Reach:
    """Return whether a row decides a grade: one whose level a gate changes does not."""
    reach = _trace(coverable, rows)
    limits = {trace.verdict for trace in gates}
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
