"""An example with less in it that still does what it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from attrs import evolve

from relrules.check import model as m
from relrules.source import FrozenDict

V = TypeVar("V")


def smaller(example: m.Example, is_enough: Callable[[m.Example], bool]) -> m.Example:
    """Return an example without what is not needed: lists, then records, then facts."""
    for name in list(example.lists):
        example = _if_enough(
            example, evolve(example, lists=_without(example.lists, name)), is_enough
        )
    for name in list(example.lists):
        # From the last: the places of those before stay as they are.
        for place in reversed(range(len(example.lists[name]))):
            records = example.lists[name]
            fewer = (*records[:place], *records[place + 1 :])
            example = _if_enough(example, _with_records(example, name, fewer), is_enough)
    for name in list(example.lists):
        for place, record in enumerate(example.lists[name]):
            for fact in record:
                changed = list(example.lists[name])
                changed[place] = _without(changed[place], fact)
                fewer = tuple(changed)
                example = _if_enough(example, _with_records(example, name, fewer), is_enough)
    for fact in list(example.given):
        example = _if_enough(
            example, evolve(example, given=_without(example.given, fact)), is_enough
        )
    return example


def _if_enough(
    example: m.Example, less: m.Example, is_enough: Callable[[m.Example], bool]
) -> m.Example:
    return less if is_enough(less) else example


def _with_records(example: m.Example, name: str, records: m.Records) -> m.Example:
    return evolve(example, lists=FrozenDict({**example.lists, name: records}))


def _without(values: Mapping[str, V], name: str) -> FrozenDict[str, V]:
    return FrozenDict({n: value for n, value in values.items() if n != name})
