"""One record under two policies: which results change, and which rows decided them.

What is hidden from the reader under either policy is hidden under both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.possible import Possible, decided, is_decided
from relrules.explain.visible import Visible
from relrules.syntax.nodes import AdviceState

Row = m.Row | m.GradeRow
Limit = m.Cap | m.Gate
STRENGTHS = (AdviceState.GIVEN, AdviceState.POSSIBLE)


@frozen
class Hidden:
    """Stands for what a result is where that is confidential to others than the reader."""


HIDDEN = Hidden()


class Direction(Enum):
    """Where a record moves in a grade.

    `OTHER` is a move between levels that have no common order, or to and from no answer;
    `UNDECIDED` are those that either policy leaves open, whether or not something changed;
    `CONFIDENTIAL` those that the reader may not see.
    """

    UNCHANGED = "unchanged"
    UP = "up"
    DOWN = "down"
    OTHER = "other"
    UNDECIDED = "undecided"
    CONFIDENTIAL = "confidential"


@frozen
class Side:
    """What one policy says of a result, the rows that decided it or may, and what limits it.

    Rows and limits are left out, and it is `partly_hidden`, where they look at what is hidden.
    """

    value: Possible | Hidden
    of: m.Type
    rows: tuple[Row, ...] = ()
    limits: tuple[Limit, ...] = ()
    partly_hidden: bool = False


@frozen
class ResultChange:
    """A result that both policies have, before and after."""

    name: str
    before: Side
    after: Side

    @property
    def changed(self) -> bool:
        """Return whether it can be something else after than before, as far as may be seen."""
        return self.before.value != self.after.value

    @property
    def hidden(self) -> bool:
        """Return whether the reader may not see it."""
        return isinstance(self.before.value, Hidden)


@frozen
class AdviceChange:
    """Advice whose state changes; a policy that has no such advice does not give it.

    Advice that only one of them has counts where it is given.
    """

    name: str
    alert: bool
    before: AdviceState
    after: AdviceState


@frozen
class RecordChange:
    """A record under two policies: all grades and scores that both have, and what else changed.

    `hidden` are the dimensions that the reader may not see, whether they change or not.
    """

    id: str
    place: str
    grades: tuple[ResultChange, ...]
    scores: tuple[ResultChange, ...]
    dimensions: tuple[ResultChange, ...]
    advice: tuple[AdviceChange, ...]
    hidden: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Return whether any grade changed."""
        return any(grade.changed for grade in self.grades)

    @property
    def changed(self) -> bool:
        """Return whether anything changed that a reader of results sees."""
        others = (*self.scores, *self.dimensions)
        return self.moved or bool(self.advice) or any(result.changed for result in others)


def record_change(
    seen: tuple[Visible, Visible], outcomes: tuple[Outcome, Outcome], id_: str, place: str
) -> RecordChange:
    """Return what changes for a record between the first policy and the second.

    `seen` is what the reader may see of it under each.
    """
    both = _Both(seen, outcomes)
    old, new = both.policies
    dimensions = both.changes(_in_both(new.dimensions, old.dimensions))
    return RecordChange(
        id=id_,
        place=place,
        grades=both.changes(_in_both(new.grades, old.grades)),
        scores=both.changes(_in_both(new.scores, old.scores)),
        dimensions=tuple(change for change in dimensions if change.changed),
        advice=tuple(both.advice()),
        hidden=tuple(change.name for change in dimensions if change.hidden),
    )


def direction(change: ResultChange) -> Direction:
    """Return where a grade moves: by the new order of levels where both levels are in it."""
    first, second = change.before.value, change.after.value
    if isinstance(first, Hidden) or isinstance(second, Hidden):
        return Direction.CONFIDENTIAL
    if not (is_decided(first) and is_decided(second)):
        return Direction.UNDECIDED
    before, after = decided(first), decided(second)
    if before == after:
        return Direction.UNCHANGED
    for side in (change.after, change.before):
        scale = side.of.scale.ids if isinstance(side.of, m.LevelType) else ()
        if before in scale and after in scale:
            is_up = scale.index(str(after)) > scale.index(str(before))
            return Direction.UP if is_up else Direction.DOWN
    return Direction.OTHER


def _in_both(new: Iterable[str], old: Iterable[str]) -> list[str]:
    before = set(old)
    return [name for name in new if name in before]


@frozen
class _Both:
    """A record under both policies, the old one first: what comes out, and what may be seen of it."""

    seen: tuple[Visible, Visible]
    outcomes: tuple[Outcome, Outcome]

    @property
    def policies(self) -> tuple[m.CheckedPolicy, m.CheckedPolicy]:
        """Return the policies."""
        return self.seen[0].program.policy, self.seen[1].program.policy

    def changes(self, names: list[str]) -> tuple[ResultChange, ...]:
        """Return results that both policies have, before and after."""
        return tuple(self._change(name) for name in names)

    def _change(self, name: str) -> ResultChange:
        before, after = (
            _side(seen, outcome, name)
            for seen, outcome in zip(self.seen, self.outcomes, strict=True)
        )
        if not all(seen.result(name) for seen in self.seen):
            return ResultChange(name, Side(HIDDEN, before.of), Side(HIDDEN, after.of))
        return ResultChange(name, before, after)

    def advice(self) -> Iterator[AdviceChange]:
        """Yield the advice whose state changes, as far as may be seen."""
        old, new = self.policies
        declared: Mapping[str, m.Advice] = {**old.advice, **new.advice}
        for name in dict.fromkeys([*new.advice, *old.advice]):
            states = [
                _state(seen, outcome, name)
                for seen, outcome in zip(self.seen, self.outcomes, strict=True)
            ]
            before, after = states
            if before is None or after is None:
                continue
            in_both = name in old.advice and name in new.advice
            if not in_both and AdviceState.GIVEN not in states:
                # That advice is new is said once; it is no news of each record that it is possible.
                continue
            if before is not after:
                yield AdviceChange(name, declared[name].alert, before, after)


def _side(seen: Visible, outcome: Outcome, name: str) -> Side:
    policy = seen.program.policy
    rows: tuple[Row, ...] = ()
    limits: tuple[Limit, ...] = ()
    of: m.Type = m.NumberType()
    if name in policy.grades:
        grade = policy.grades[name]
        of, rows, limits = m.LevelType(grade.scale), grade.rows, grade.gates
    else:
        declared = policy.scores[name] if name in policy.scores else policy.dimensions[name]
        rows = declared.rows if isinstance(declared, m.Dimension) else ()
        limits = declared.caps
    # Where a row looks at what is hidden, which of them applies would tell of it.
    told_rows = all(seen.is_clear(row.when) and seen.is_clear(row.value) for row in rows)
    if not told_rows or not all(seen.is_clear(limit.when) for limit in limits):
        return Side(outcome.values[name], of, partly_hidden=True)
    return Side(
        outcome.values[name],
        of,
        tuple(rows[i] for i in _taken(outcome.rows, name)),
        tuple(limits[i] for i in _taken(outcome.limits, name)),
    )


def _taken(traces: Mapping[str, tuple[RowTrace, ...]], name: str) -> list[int]:
    """Return which rows, caps or gates of a result apply, or may."""
    found = traces.get(name, ())
    return [trace.index for trace in found if trace.verdict is not Verdict.DOES_NOT_APPLY]


def _state(seen: Visible, outcome: Outcome, name: str) -> AdviceState | None:
    """Return the state of advice, `None` where it may not be seen; what a policy lacks is not given.

    Of advice for each record of a list it is the strongest of those that may be seen.
    """
    advice = seen.program.policy.advice.get(name)
    if advice is None:
        return AdviceState.NOT_GIVEN
    list_name = advice.for_each
    if list_name is None or not outcome.counts.get(list_name):
        return outcome.advice[name] if seen.condition(advice.when) else None
    states = [
        state
        for record, state in enumerate(outcome.each.get(name, ()))
        if seen.condition(advice.when, {list_name: record})
    ]
    if not states:
        return None
    return next((strong for strong in STRENGTHS if strong in states), AdviceState.NOT_GIVEN)
