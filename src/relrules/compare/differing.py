"""A declaration that two policies do not have in common, clause by clause."""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class Fate(Enum):
    """What became of a declaration."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@frozen
class DeclaredChange:
    """A declaration that differs: its clauses that are gone, and those that are new.

    What belongs to the records of a list is named with it, as in `contacts.rung`. Where there are as
    many clauses of the one as of the other, they stand in the same order. Those that the reader may
    not see are left out, and it is `partly_hidden`.
    """

    kind: str
    name: str
    fate: Fate
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    partly_hidden: bool = False

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what each clause became; nothing where that is not clear."""
        if self.partly_hidden or len(self.gone) != len(self.new):
            return ()
        return tuple(zip(self.gone, self.new, strict=True))
