"""What was worked out once and is worked out again after a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import define, field

T = TypeVar("T")


@define(eq=False)
class Memo(Generic[T]):
    """Values by key, each made when it is first asked for.

    They may be functions, which cannot be pickled: a copy begins again with none. Two threads that
    ask at the same time may both make a value; either serves.
    """

    _found: dict[str, T] = field(factory=dict, repr=False)

    def __reduce__(self) -> tuple[type[Memo[T]], tuple[()]]:
        """Leave the values behind."""
        return Memo, ()

    def of(self, key: str, make: Callable[[], T]) -> T:
        """Return the value of a key."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = make()
        return found
