"""Comparisons by the million: `make soak`.

Rounds of rows drawn by a seed, until `RELRULES_ROWS` rows of policies with a statement are compared (a
million unless it says more): for policies with every construct, for those that ship, and for generated
ones. `RELRULES_SEED` is where the seeds begin. The first difference ends it, and is printed with what
brings it back.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from databases import constructs, engines
from databases.cases import Case, Shape, asked_for
from databases.drawn import drawn
from generators.policies import Generated, policies
from relrules import Policy, load, shipped
from relrules.batch.errors import NotInSqlError
from relrules.source.shipped import policy_names

ROWS, GENERATED_ROWS, GENERATED = 500, 50, 20
EVERY = [Path(__file__).parent / f"every_{name}.rel" for name in ("construct", "known", "list")]


def main() -> int:
    """Compare rows until there are enough, and return the exit code."""
    wanted = int(os.environ.get("RELRULES_ROWS", "1000000"))
    first = int(os.environ.get("RELRULES_SEED", time.time_ns() % 10**9))
    own = [*map(load, EVERY), *map(shipped, policy_names())]
    compared = 0
    for at in itertools.count(first):
        _say(f"seed {at}: {compared} of {wanted} rows so far, in {', '.join(engines.wanted())}")
        for policy in (*own, *_generated(at)):
            rows = ROWS if policy in own else GENERATED_ROWS
            for shape in Shape:
                case = drawn(policy, at, rows, shape)
                engines_that_say, difference = _compared(case)
                if difference is not None:
                    _say(f"seed {at}, {shape.name}: {difference}\n{policy.source.text}")
                    return 1
                compared += rows if engines_that_say else 0
        if compared >= wanted:
            break
    _say(f"{compared} rows said the same")
    for line in constructs.lines():
        _say(line)
    return 0


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


def _compared(case: Case) -> tuple[int, str | None]:
    """Return how many engines have a statement, and the first row of which one says otherwise."""
    said: list[list[str]] = []
    count = 0
    for name in engines.wanted():
        try:
            told = case.told(engines.engine(name))
        except NotInSqlError:
            continue
        count += 1
        said = said or case.interpreted()
        constructs.count(name, case, said)
        for row, right, found in zip(case.rows, said, told, strict=True):
            if right != found and not asked_for(right, found):
                told_of = f"of {dict(row)}, counting to {case.today}"
                return count, f"{name} says {found}\nthe interpreter {right}\n{told_of}"
    return count, None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
