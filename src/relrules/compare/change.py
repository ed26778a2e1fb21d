"""One record under two policies: which results change, and which rows decided them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.possible import Possible, decided, is_decided
from relrules.syntax.nodes import AdviceState

Row = m.Row | m.GradeRow
Limit = m.Cap | m.Gate


class Direction(Enum):
    """Where a record moves in a grade.

    `OTHER` is a move between levels that have no common order, or to and from no answer; `UNDECIDED` are those that either
    policy leaves open, whether or not something changed.
    """

    UNCHANGED = "unchanged"
    UP = "up"
    DOWN = "down"
    OTHER = "other"
    UNDECIDED = "undecided"


@frozen
class Side:
    """What one policy says of a result, the rows that decided it or may, and what limits it."""

    value: Possible
    of: m.Type
    rows: tuple[Row, ...] = ()
    limits: tuple[Limit, ...] = ()


@frozen
class ResultChange:
    """A result that both policies have, before and after."""

    name: str
    before: Side
    after: Side

    @property
    def changed(self) -> bool:
        """Return whether it can be something else after than before."""
        return self.before.value != self.after.value


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
    """A record under two policies: all grades and scores that both have, and what else changed."""

    id: str
    place: str
    grades: tuple[ResultChange, ...]
    scores: tuple[ResultChange, ...]
    dimensions: tuple[ResultChange, ...]
    advice: tuple[AdviceChange, ...]

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
    policies: tuple[m.CheckedPolicy, m.CheckedPolicy],
    outcomes: tuple[Outcome, Outcome],
    id_: str,
    place: str,
) -> RecordChange:
    """Return what changes for a record between the first policy and the second."""
    old, new = policies
    dimensions = _changes(policies, outcomes, _in_both(new.dimensions, old.dimensions))
    return RecordChange(
        id=id_,
        place=place,
        grades=_changes(policies, outcomes, _in_both(new.grades, old.grades)),
        scores=_changes(policies, outcomes, _in_both(new.scores, old.scores)),
        dimensions=tuple(change for change in dimensions if change.changed),
        advice=_advice(policies, outcomes),
    )


def direction(change: ResultChange) -> Direction:
    """Return where a grade moves: by the new order of levels where both levels are in it."""
    if not (is_decided(change.before.value) and is_decided(change.after.value)):
        return Direction.UNDECIDED
    before, after = decided(change.before.value), decided(change.after.value)
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


def _changes(
    policies: tuple[m.CheckedPolicy, m.CheckedPolicy],
    outcomes: tuple[Outcome, Outcome],
    names: list[str],
) -> tuple[ResultChange, ...]:
    old, new = policies
    before, after = outcomes
    return tuple(ResultChange(n, _side(old, before, n), _side(new, after, n)) for n in names)


def _side(policy: m.CheckedPolicy, outcome: Outcome, name: str) -> Side:
    rows: tuple[Row, ...] = ()
    if name in policy.grades:
        of: m.Type = m.LevelType(policy.grades[name].scale)
        rows, limits = policy.grades[name].rows, _taken(outcome.limits, name)
        found = tuple(policy.grades[name].gates[i] for i in limits)
        return Side(outcome.values[name], of, _rows(rows, outcome, name), found)
    declared = policy.scores[name] if name in policy.scores else policy.dimensions[name]
    if isinstance(declared, m.Dimension):
        rows = _rows(declared.rows, outcome, name)
    caps = tuple(declared.caps[i] for i in _taken(outcome.limits, name))
    return Side(outcome.values[name], m.NumberType(), rows, caps)


def _rows(rows: tuple[Row, ...], outcome: Outcome, name: str) -> tuple[Row, ...]:
    return tuple(rows[i] for i in _taken(outcome.rows, name))


def _taken(traces: Mapping[str, tuple[RowTrace, ...]], name: str) -> list[int]:
    """Return which rows, caps or gates of a result apply, or may."""
    found = traces.get(name, ())
    return [trace.index for trace in found if trace.verdict is not Verdict.DOES_NOT_APPLY]


def _advice(
    policies: tuple[m.CheckedPolicy, m.CheckedPolicy], outcomes: tuple[Outcome, Outcome]
) -> tuple[AdviceChange, ...]:
    old, new = policies
    declared: Mapping[str, m.Advice] = {**old.advice, **new.advice}
    order = dict.fromkeys([*new.advice, *old.advice])
    found = []
    for name in order:
        before, after = (o.advice.get(name, AdviceState.NOT_GIVEN) for o in outcomes)
        in_both = name in old.advice and name in new.advice
        if not in_both and AdviceState.GIVEN not in (before, after):
            # That advice is new is said once; it is no news of each record that it is possible.
            continue
        if before is not after:
            found.append(AdviceChange(name, declared[name].alert, before, after))
    return tuple(found)
