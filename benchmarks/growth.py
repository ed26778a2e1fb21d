"""How parse, check and evaluation grow with a policy, and how long a large one takes.

Policies of 125 to 2,000 rows are made from one pattern: dimensions by rows, by levels and by bands,
a list, scores, grades and advice. For each stage the slope of log time over log rows is fitted: 1 is
linear. Times are of the processor, the best of several rounds; the slopes are ratios of times within
this run, so they hold on a slow machine too.

    python benchmarks/growth.py            prints
    python benchmarks/growth.py --strict   and fails where a slope is above 1.15
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Callable, Sequence

from relrules import Policy
from relrules.check.check import check
from relrules.check.model import CheckedPolicy, Value
from relrules.engine import load_source
from relrules.evaluate.evaluate import evaluate, prepare
from relrules.source import Source
from relrules.syntax.grammar import parser
from relrules.syntax.parse import parse

ROWS = (125, 250, 500, 1_000, 2_000)
ROWS_OF_A_BLOCK = 25
MOST_SLOPE = 1.15
ROUNDS = 7
LEAST_TOTAL = 0.02


def policy_text(rows: int) -> str:
    """Return a policy with so many rows, in blocks of 25."""
    parts = ['policy large "Large"\n  language 1 en\n  version "1"\n']
    blocks = max(1, rows // ROWS_OF_A_BLOCK)
    parts += [_block(index) for index in range(blocks)]
    names = " + ".join(f"rows_{i} + levels_{i} + bands_{i}" for i in range(blocks))
    parts.append(f"score total = {names}\n  out of {blocks * 17}\n")
    parts.append("grade overall by total\n  high from 10\n  middle from 5\n  low otherwise\n")
    return "".join(parts)


def _block(i: int) -> str:
    rows = "".join(
        f"  {9 - n} points when visits_{i} >= {90 - 10 * n} and calm_{i}\n" for n in range(9)
    )
    return f"""
fact visits_{i} "Visits {i}": number from 0 to 100 whole
fact calm_{i}: yes or no
fact state_{i}: levels none < little < some < much < most
dimension rows_{i} "Rows {i}"
{rows}  0 points otherwise
dimension levels_{i}
  points by state_{i}
    none: 0, little: 1, some: 2, much: 3, most: 4
dimension bands_{i}
  points by visits_{i}
    up to 20: 0
    up to 50: 2
    up to 80: 3
    above: 4
grade stage_{i} by rows_{i}
  late from 7
  middle from 3
  early otherwise
advice talk_{i} "Talk {i}"
  when stage_{i} = early and state_{i} <= little
  say "Only {{visits_{i}}} visits."
"""


def timed(run: Callable[[], object]) -> float:
    """Return how long a run takes, in seconds; what is short is run until it adds up.

    Garbage is not collected meanwhile, as with `timeit`: how long that takes depends on all that was
    made before.
    """
    runs, total = 0, 0.0
    gc.collect()
    gc.disable()
    while total < LEAST_TOTAL:
        start = time.process_time()
        run()
        total += time.process_time() - start
        runs += 1
    gc.enable()
    return total / runs


def slope(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return the slope of log time over log size, by least squares."""
    xs, ys = [math.log(x) for x in sizes], [math.log(y) for y in times]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - middle_x) ** 2 for x in xs)


def checked(source: Source) -> CheckedPolicy:
    policy = check(parse(source).tree).policy
    if policy is None:
        raise AssertionError(source.name)
    return policy


def stages(rows: int) -> dict[str, Callable[[], object]]:
    """Return what is timed of a policy with so many rows."""
    source = Source("large.rel", policy_text(rows))
    tree = parse(source).tree
    program, policy = prepare(checked(source)), load_source(source)
    blocks = rows // ROWS_OF_A_BLOCK
    known: dict[str, Value] = {f"visits_{i}": 35 for i in range(blocks)}
    known |= {f"calm_{i}": i % 2 == 0 for i in range(blocks)}
    known |= {f"state_{i}": "some" for i in range(blocks)}
    return {
        "parse": lambda: parse(source),
        "check": lambda: check(tree),
        "interpret": lambda: evaluate(program, known, None),
        "nothing known": lambda: evaluate(program, {}, None),
        "compiled": lambda: read(policy, known),
    }


def read(policy: Policy, facts: dict[str, Value]) -> object:
    """Read the score, the grade and the advice of a record from its result."""
    result = policy.evaluate(facts)
    return result.scores["total"].value, result.grades["overall"].value, len(result.advice)


def main() -> None:
    """Print how long each stage takes at each size, and how steeply that grows."""
    parser()
    found = [stages(rows) for rows in ROWS]
    times = {stage: [math.inf] * len(ROWS) for stage in found[0]}
    # The machine is faster now and slower then: every size has its turn in each round.
    for _ in range(ROUNDS):
        for place, runs in enumerate(found):
            for stage, run in runs.items():
                times[stage][place] = min(times[stage][place], timed(run))
    print(f"{'rows':>14}" + "".join(f"{rows:>9}" for rows in ROWS) + "    slope")
    failed = []
    for stage, best in times.items():
        steep = slope(ROWS, best)
        print(f"{stage:>14}" + "".join(f"{t * 1000:>7.1f}ms" for t in best) + f"{steep:>9.2f}")
        if steep > MOST_SLOPE:
            failed.append(stage)
    large = Source("large.rel", policy_text(1_000))
    loading = min(timed(lambda: load_source(large)) for _ in range(ROUNDS))
    print(f"a policy of 1,000 rows loads in {loading:.2f} s, the parser being built already")
    if failed:
        message = f"steeper than {MOST_SLOPE}: {', '.join(failed)}"
        if "--strict" in sys.argv:
            raise SystemExit(message)
        print(message)


if __name__ == "__main__":
    main()
