"""A mapping that does not change."""

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dictionary that does not change, keeps its order, and can be hashed and pickled.

    >>> FrozenDict({"total": 7})["total"]
    7
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"FrozenDict({super().__repr__()})"

    def __hash__(self) -> int:  # type: ignore[override]  # a dictionary has none since it changes
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type["FrozenDict[K, V]"], tuple[dict[K, V]]]:
        return FrozenDict, (dict(self),)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - whatever a dictionary takes
        raise TypeError("this mapping does not change")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
