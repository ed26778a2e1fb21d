"""What a peer offers to be timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen
from benchmarks.measuring import Answer, Run


@frozen
class Way:
    """A way to evaluate a record: `run` is timed, `answer` reads what it returned and is not."""

    name: str
    run: Run
    answer: Callable[[Any], Answer]


def in_a_row(found: Any) -> Answer:  # noqa: ANN401 - from outside
    """Return the answer in a list of score, grade and advice."""
    score, grade, advice = found
    return score, grade, list(advice)
