"""Many records under two policies: counted, with the few that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import define, field, frozen

from relrules.compare.change import Direction, RecordChange, direction
from relrules.evaluate.possible import decided


@frozen
class Unfit:
    """A record that does not fit one of the policies, or either: what is wrong for each."""

    id: str
    place: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@define
class GradeTally:
    """How often each level became each other, `None` where undecided, and which way that is."""

    matrix: Counter[tuple[str | None, str | None]] = field(factory=Counter)
    directions: Counter[Direction] = field(factory=Counter)


@define
class Tally:
    """What was counted.

    `changes` are the records that change, or all of them where that was asked for: nothing is kept
    of the others.
    """

    keep_all: bool = False
    records: int = 0
    moved: int = 0
    changed: int = 0
    grades: dict[str, GradeTally] = field(factory=dict)
    changes: list[RecordChange] = field(factory=list)
    unfit: list[Unfit] = field(factory=list)

    @property
    def unchanged(self) -> int:
        """Return how many records fit both policies and do not change."""
        return self.records - self.moved - self.changed - len(self.unfit)


def tally(found: Iterable[RecordChange | Unfit], *, keep_all: bool = False) -> Tally:
    """Return records counted, in the order they came.

    `moved` counts the records with another grade, `changed` those where something else changed.
    """
    counted = Tally(keep_all)
    for record in found:
        counted.records += 1
        if isinstance(record, Unfit):
            counted.unfit.append(record)
            continue
        for grade in record.grades:
            into = counted.grades.setdefault(grade.name, GradeTally())
            before, after = (decided(side.value) for side in (grade.before, grade.after))
            into.matrix[
                None if before is None else str(before), None if after is None else str(after)
            ] += 1
            into.directions[direction(grade)] += 1
        counted.moved += record.moved
        counted.changed += record.changed and not record.moved
        if record.changed or keep_all:
            counted.changes.append(record)
    return counted
