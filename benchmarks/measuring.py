"""Cases timed side by side: in short rounds, one after the other, so that noise meets all alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median
from typing import Any

from attrs import field, frozen

Facts = Mapping[str, Any]
Run = Callable[[Any], object]
Answer = tuple[Any, Any, list[str]]
"""The score, the grade, and the names of advice and alerts."""

MOST_SECONDS = 0.003
"""How long one case may take in one round; a slow one runs fewer of the records."""


@frozen
class Case:
    """What is timed: `run` on each of the records. `answer` reads what it returned, untimed.

    `goal` is the most it should take, as a multiple of the yardstick. What keeps answers runs the
    `whole` of its records: of a part of them it might know the answers when they come back. What runs
    each record only `once` knows no answer at all.
    """

    name: str
    run: Run
    records: Sequence[Facts]
    answer: Callable[[Any], Answer] | None = None
    goal: float | None = field(default=None, kw_only=True)
    whole: bool = field(default=False, kw_only=True)
    once: bool = field(default=False, kw_only=True)


def seconds_per_record(run: Run, records: Sequence[Facts]) -> float:
    """Return how long a run takes on average. Garbage is not collected meanwhile, as with `timeit`."""
    gc.disable()
    start = time.perf_counter()
    for facts in records:
        run(facts)
    taken = time.perf_counter() - start
    gc.enable()
    return taken / len(records)


def side_by_side(cases: Sequence[Case], chunks: int, passes: int) -> list[float]:
    """Return how long each case takes for one record, in seconds.

    The records of a case are cut into chunks. In each turn every case runs a chunk, so that every
    record has its turn before the first comes again. Of each chunk the shortest time over all passes
    counts, and of these the mean. Where each record runs `once`, the shortest would be that of the
    easiest records: there it is the median of all turns.
    """
    turns = [_turns(case, chunks, passes) for case in cases]
    times: list[list[float]] = [[] for _ in cases]
    for turn in range(passes * chunks):
        for case, of_case, found in zip(cases, turns, times, strict=True):
            found.append(seconds_per_record(case.run, of_case[turn % len(of_case)]))
        gc.collect(0)
    return [
        median(found) if case.once else fmean(min(found[at::chunks]) for at in range(chunks))
        for case, found in zip(cases, times, strict=True)
    ]


def _turns(case: Case, chunks: int, passes: int) -> list[Sequence[Facts]]:
    """Return the records of each turn; after the last the first comes again."""
    count = chunks * passes if case.once else chunks
    size = len(case.records) // count
    most = size
    if not case.whole and not case.once:
        each = min(seconds_per_record(case.run, case.records[:2]) for _ in range(3))
        most = max(1, min(size, int(MOST_SECONDS / each)))
    return [case.records[at * size : at * size + most] for at in range(count)]
