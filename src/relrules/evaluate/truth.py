"""Three-valued logic with no answer as a further value.

A condition is yes, no, or has no answer; where that is not decided, a set of these says what it can
still be. `NONE` stands for no answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from relrules.evaluate.possible import NO_ANSWER, Among, Perhaps, Possible, Unanswered

NONE = None
YES, NO = True, False
Truths = frozenset[bool | None]
"""What a condition can be: yes, no, no answer."""

YES_ONLY: Truths = frozenset({True})
NO_ONLY: Truths = frozenset({False})
EITHER: Truths = frozenset({True, False})


def truths(possible: Possible) -> Truths:
    """Return what a condition can be."""
    match possible:
        case Among(values):
            return frozenset(bool(value) for value in values)
        case Unanswered():
            return frozenset({NONE})
        case Perhaps(of):
            return truths(of) | {NONE}
        case _:
            raise AssertionError(possible)


def possible(found: Truths) -> Possible:
    """Return a condition's truths as what a value can be."""
    values = frozenset(value for value in found if value is not NONE)
    if not values:
        return NO_ANSWER
    return Perhaps(Among(values)) if NONE in found else Among(values)


def opposite(found: Truths) -> Truths:
    """Return `not x`; without an answer there is none to turn around."""
    return frozenset(None if value is None else not value for value in found)


def both(parts: Sequence[Truths]) -> Truths:
    """Return `and`: no where one is no, else no answer where one has none, else yes.

    >>> sorted(both([EITHER, NO_ONLY]))
    [False]
    """
    found: set[bool | None] = set()
    if any(False in part for part in parts):
        found.add(NO)
    if all(True in part for part in parts):
        found.add(YES)
    if any(NONE in part for part in parts) and all(part - NO_ONLY for part in parts):
        found.add(NONE)
    return frozenset(found)


def either(parts: Sequence[Truths]) -> Truths:
    """Return `or`: yes where one is yes, else no answer where one has none, else no."""
    return opposite(both([opposite(part) for part in parts]))
