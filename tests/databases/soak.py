"""Comparisons by the million: `make soak`.

Rounds of rows drawn by a seed, until `RELRULES_ROWS` rows of policies with a statement are compared (a
million unless it says more): for policies with every construct, for those that ship, and for generated
ones. `RELRULES_SEED` is where the seeds begin. The first difference ends it, and is printed with what
brings it back.

The interpreter takes milliseconds for a row, so that it tells a sample of them: those at the beginning,
which are drawn as any others. Compiled evaluation and DuckDB are compared on every row, and PostgreSQL and
Spark, into which rows are written one by one, on the first few hundred of each policy. Rows that compiled
evaluation leaves to the interpreter are counted; of a policy that has many of them there are fewer.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from attrs import evolve
from hypothesis import HealthCheck, Phase, given, seed, settings

from databases import constructs, engines
from databases.cases import Case, Shape, asked_for
from databases.drawn import drawn
from generators.policies import Generated, policies
from relrules import Policy, load, shipped
from relrules.batch.errors import NotInSqlError
from relrules.evaluate.evaluate import evaluate
from relrules.source.shipped import policy_names

ROWS, GENERATED_ROWS, GENERATED = 5_000, 250, 20
INTERPRETED = 25
"""How many rows of each case the interpreter tells."""
FIRST = {"postgres": 250, "spark": 250}
"""How many rows of each case an engine is given where it does not get all of them."""
INTERPRETER, COMPILED, LEFT = "interpreter", "compiled", "left to the interpreter"
TOLD_EVERY = 50_000
"""After how many rows it is said how many there are."""
MOST_LEFT = 0.1
"""Which part of the first rows may be left to the interpreter where more are drawn."""
EVERY = [
    Path(__file__).parent / f"every_{name}.rel" for name in ("asked", "construct", "known", "list")
]


def main() -> int:
    """Compare rows until there are enough, and return the exit code."""
    wanted = int(os.environ.get("RELRULES_ROWS", "1000000"))
    first = int(os.environ.get("RELRULES_SEED", time.time_ns() % 10**9))
    own = [*map(load, EVERY), *map(shipped, policy_names())]
    fast = [policy for policy in own if _is_fast(policy, first)]
    compared: Counter[str] = Counter()
    told = 0
    for at in itertools.count(first):
        _say(f"seed {at}: {compared[COMPILED]} of {wanted} rows so far, {_counts(compared)}")
        for policy in (*own, *_generated(at)):
            for shape in Shape:
                difference = _compare(drawn(policy, at, GENERATED_ROWS, shape), compared)
                if difference is None and policy in fast:
                    difference = _compare(drawn(policy, -at, ROWS, shape), compared)
                if compared[COMPILED] >= (told + 1) * TOLD_EVERY:
                    told = compared[COMPILED] // TOLD_EVERY
                    _say(_counts(compared))
                if difference is not None:
                    _say(f"seed {at}, {shape.name}: {difference}\n{policy.source.text}")
                    return 1
        if compared[COMPILED] >= wanted:
            break
    _say(f"said the same: {_counts(compared)}")
    for line in constructs.lines():
        _say(line)
    return 0


def _counts(compared: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {rows}" for name, rows in compared.items())


def _generated(at: int) -> list[Policy]:
    """Return generated policies, the same for the same seed."""
    found: list[Policy] = []

    @seed(at)
    @settings(
        max_examples=GENERATED,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(policies())
    def gather(generated: Generated) -> None:
        found.append(generated.policy)

    gather()
    return found


def _is_fast(policy: Policy, at: int) -> bool:
    """Return whether compiled evaluation leaves few rows to the interpreter."""
    case = drawn(policy, at, GENERATED_ROWS, Shape.EXACT)
    return _told(case)[1] <= MOST_LEFT * len(case.rows)


def _told(case: Case) -> tuple[list[list[str]], int]:
    """Return what compiled evaluation says, and how often it asked the interpreter."""
    with patch("relrules.answers.evaluate", wraps=evaluate) as asked:
        return case.compiled(), asked.call_count


def _compare(case: Case, compared: Counter[str]) -> str | None:
    """Count the rows that were compared, and return the first of which something is said otherwise."""
    said, left = _told(case)
    sample = evolve(case, rows=case.rows[:INTERPRETED])
    difference = _first(case, INTERPRETER, said, sample.interpreted())
    if difference is not None:
        return difference
    compared[INTERPRETER] += len(sample.rows)
    compared[COMPILED] += len(case.rows) - left
    compared[LEFT] += left
    for name in engines.wanted():
        part = evolve(case, rows=case.rows[: FIRST.get(name)])
        for in_tables in engines.forms(name, has_lists=bool(case.policy.checked.lists)):
            form = constructs.form(name, in_tables=in_tables)
            try:
                told = part.told(engines.engine(name), in_tables=in_tables)
            except NotInSqlError:
                continue
            difference = _first(case, form, said, told)
            if difference is not None:
                return difference
            compared[form] += len(part.rows)
            constructs.count(form, part, said)
    return None


def _first(
    case: Case, name: str, said: Sequence[Sequence[str]], told: Sequence[Sequence[str]]
) -> str | None:
    """Return the first row of which something else is told than compiled evaluation says."""
    for row, right, found in zip(case.rows, said, told, strict=False):
        if right != found and not asked_for(right, found):
            told_of = f"of {dict(row)}, counting to {case.today}"
            return f"{name} says {found}\n{COMPILED} evaluation {right}\n{told_of}"
    return None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
