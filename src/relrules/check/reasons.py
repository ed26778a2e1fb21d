"""Which dimensions the scores of a policy are made of, for the reasons that an example expects."""

from __future__ import annotations

from collections.abc import Mapping

from relrules.check import model as m
from relrules.check.results import CheckedResult
from relrules.check.walk import refs


def dimensions_of_scores(
    results: Mapping[str, CheckedResult | None],
) -> Mapping[str, tuple[str, ...]] | None:
    """Return the dimensions that may cost each score points, in the order they are met.

    `None` where that cannot be told, since some result is mistaken. What a score looks at only in a
    condition is among them too: none is ever left out.
    """
    if None in results.values():
        return None
    return {
        name: tuple(_dimensions(name, results))
        for name, result in results.items()
        if isinstance(result, m.Score)
    }


def _dimensions(score: str, results: Mapping[str, CheckedResult | None]) -> dict[str, None]:
    """Return the dimensions below a score, through other scores and defines."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [score]
    while waiting:
        name = waiting.pop()
        result = results.get(name)
        if name in seen:
            continue
        seen.add(name)
        match result:
            case m.Score(value=value) | m.Define(value=value):
                waiting += reversed([ref.key for ref in refs(value)])
            case m.Dimension():
                found[name] = None
            case m.Grade() | None:
                pass
    return found
