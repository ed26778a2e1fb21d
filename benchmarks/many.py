"""Many records, one after the other: the compiled policy beside the interpreter.

Each record is read, scored, and written as the cells that stand in CSV. Values are Python's own, or
texts as CSV has them. The ratios are taken within one run; the rows a second hang on the machine.

    python benchmarks/many.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Facts
from benchmarks.rubrics import relationship, wide

import relrules
from relrules import BadRecord, Policy
from relrules.answers import Answers, answers_of
from relrules.evaluate.facts import Form
from relrules.many import evaluate_each
from relrules.result_cells import Cell, result_cells, state_words

RECORDS = 2_000
ROUNDS = 3
WORDS = state_words("hidden", "en")


def main() -> None:
    """Print how many rows a second each takes, and the ratio."""
    shipped = relrules.shipped("customer_relationship")
    own = relrules.load_text(wide.POLICY)
    print(f"{'':<42}{'interpreter':>14}{'compiled':>12}   ratio")
    report("customer_relationship", shipped, relationship.records(RECORDS))
    report("customer_relationship, some unknown", shipped, relationship.gaps(RECORDS))
    report("five numbers", own, wide.records(RECORDS))
    report("five numbers, some unknown", own, wide.gaps(RECORDS, seed=4))


def report(name: str, policy: Policy, records: Sequence[Facts]) -> None:
    """Print the rows a second of some records."""
    texts = [{key: as_text(value) for key, value in record.items()} for record in records]
    for kind, given, form in ((name, records, Form.PYTHON), ("  as texts", texts, Form.TEXT)):
        slow, fast = times(policy, given, form)
        count = len(records)
        print(f"{kind:<42}{count / slow:>12,.0f}/s{count / fast:>10,.0f}/s{slow / fast:>8.1f}")


def as_text(value: object) -> str:
    """Return a value as it stands in CSV."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def times(policy: Policy, records: Sequence[Facts], form: Form) -> tuple[float, float]:
    """Return how long the interpreter and the compiled policy take, the shortest of several runs."""
    if rows(policy, records, form, None) != rows(policy, records, form, answers_of(policy.program)):
        raise AssertionError(policy.name)
    found: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        # Compiled anew for each round, which counts: what was told before is of no use.
        for compiles, taken in zip((False, True), found, strict=True):
            start = time.perf_counter()
            of = answers_of(policy.program) if compiles else None
            rows(policy, records, form, of)
            taken.append(time.perf_counter() - start)
    return min(found[0]), min(found[1])


def rows(
    policy: Policy, records: Sequence[Facts], form: Form, answers: Answers | None
) -> list[tuple[Cell, ...]]:
    """Return the cells of all records."""
    found = []
    for result in evaluate_each(policy.program, records, None, None, form, answers):
        if isinstance(result, BadRecord):
            raise TypeError(str(result))
        found.append(result_cells(result, WORDS))
    return found


if __name__ == "__main__":
    main()
