"""Many records under two policies: counted, with the few that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import define, field, frozen

from relrules.compare.change import Direction, Hidden, RecordChange, Side, direction
from relrules.evaluate.possible import Unanswered, decided

# No name of a level holds a space.
NO_ANSWER = "no answer"
NOT_TOLD = "kept confidential"


@frozen
class Unfit:
    """A record that does not fit one of the policies, or either: what is wrong for each."""

    id: str
    place: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@define
class GradeTally:
    """How often each level became each other, and which way that is.

    A level is `None` where it is undecided, `NO_ANSWER` where the rubric declines to answer, and
    `NOT_TOLD` where the reader may not see it.
    """

    matrix: Counter[tuple[str | None, str | None]] = field(factory=Counter)
    directions: Counter[Direction] = field(factory=Counter)


@define
class Tally:
    """What was counted.

    `changes` are the records that change, or all of them where that was asked for: nothing is kept
    of the others. `hidden` are the grades and scores that the reader may not see of some record,
    `seen` those that it may of some.
    """

    keep_all: bool = False
    records: int = 0
    moved: int = 0
    changed: int = 0
    grades: dict[str, GradeTally] = field(factory=dict)
    changes: list[RecordChange] = field(factory=list)
    unfit: list[Unfit] = field(factory=list)
    hidden: set[str] = field(factory=set)
    seen: set[str] = field(factory=set)

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
        for result in (*record.grades, *record.scores):
            (counted.hidden if result.hidden else counted.seen).add(result.name)
        for grade in record.grades:
            into = counted.grades.setdefault(grade.name, GradeTally())
            into.matrix[_level(grade.before), _level(grade.after)] += 1
            into.directions[direction(grade)] += 1
        counted.moved += record.moved
        counted.changed += record.changed and not record.moved
        if record.changed or keep_all:
            counted.changes.append(record)
    return counted


def _level(side: Side) -> str | None:
    if isinstance(side.value, Hidden):
        return NOT_TOLD
    if isinstance(side.value, Unanswered):
        return NO_ANSWER
    level = decided(side.value)
    return None if level is None else str(level)
