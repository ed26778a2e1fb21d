"""What a function gave for each key, kept while there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST_KEPT = 1 << 16
"""How many values are kept at a time."""
K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """What a function gives for each key that it was asked for; with `most` of them it begins again.

    A key that the function refuses with `KeyError` is refused again without asking it.
    """

    __slots__ = ("make", "most", "refused")

    def __init__(self, make: Callable[[K], V], most: int = MOST_KEPT) -> None:
        super().__init__()
        self.make = make
        self.most = most
        self.refused: set[K] = set()

    def __missing__(self, key: K) -> V:
        if key in self.refused:
            raise KeyError(key)
        if len(self) + len(self.refused) >= self.most:
            self.clear()
            self.refused.clear()
        try:
            found = self[key] = self.make(key)
        except KeyError:
            self.refused.add(key)
            raise
        return found
