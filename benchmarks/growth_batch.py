"""How scoring many records grows: with the rows of a table, and with the rows of a policy.

DuckDB reads a Parquet file and writes another, as in `batch.py`. All sizes take turns within one run, the
shortest time of the processors counts, all together, and the slope of log time over log size is fitted: 1 is
linear. A statement is besides written once for a policy, however many records there are.

    python benchmarks/growth_batch.py                 prints
    python benchmarks/growth_batch.py --strict        and fails where a slope is above 1.15
    python benchmarks/growth_batch.py --turns N       another number of turns
"""

# ruff: noqa: S608 - the statements are ours

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.batch import UNKNOWN, accounts, make, own_select, run_sql
from benchmarks.growth import MOST_SLOPE, ROWS_OF_A_BLOCK, policy_text, slope

from relrules import Policy, load_text
from relrules.batch.dialects import Dialect, written
from relrules.batch.facts import Given
from relrules.batch.statement import Settings, Source, statement
from relrules.batch.warehouse import given_to

RECORDS = (250_000, 500_000, 1_000_000, 2_000_000, 4_000_000)
RULES = (25, 50, 100, 200, 400)
RECORDS_OF_RULES = 200_000
TURNS = 3
Run = Callable[[], object]


def main() -> None:
    """Print how long each size takes, and how steeply that grows."""
    parser = argparse.ArgumentParser(description="Time how scoring many records grows.")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--strict", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        slopes = {
            "records": grown("records", RECORDS, by_records(Path(folder)), told.turns),
            "rules": grown("rules", RULES, by_rules(Path(folder)), told.turns),
            "statement": grown("its statement", RULES, by_statement(), told.turns),
        }
    steep = [name for name, of in slopes.items() if of > MOST_SLOPE]
    if steep:
        message = f"steeper than {MOST_SLOPE}: {', '.join(steep)}"
        if told.strict:
            raise SystemExit(message)
        print(message)


def grown(title: str, sizes: Sequence[int], runs: Sequence[Run], turns: int) -> float:
    """Print how long each run takes and return the slope; every size has its turn in each round."""
    best = [math.inf] * len(sizes)
    for _ in range(turns):
        for at, run in enumerate(runs):
            start = time.process_time()
            run()
            best[at] = min(best[at], time.process_time() - start)
    found = slope(sizes, best)
    print(f"{title:>14}" + "".join(f"{size:>11,}" for size in sizes) + "    slope")
    print(f"{'':>14}" + "".join(f"{t:>10.3f}s" for t in best) + f"{found:>9.2f}", flush=True)
    return found


def by_records(folder: Path) -> list[Run]:
    """Return a run over each number of records."""
    return [scored(folder / f"records_{rows}", own_select(), accounts(rows)) for rows in RECORDS]


def by_rules(folder: Path) -> list[Run]:
    """Return a run of a policy with each number of rows."""
    return [
        scored(folder / f"rules_{rows}", select_of(large(rows)), facts_of(rows)) for rows in RULES
    ]


def by_statement() -> list[Run]:
    """Return what writes the statement of a policy with each number of rows."""
    policies = [large(rows) for rows in RULES]
    return [lambda policy=policy: select_of(policy) for policy in policies]  # type: ignore[misc]  # a default


def scored(name: Path, select: str, records: str) -> Run:
    """Return a run over records, which are drawn into a file."""
    given = name.with_suffix(".parquet")
    make(given, records)
    return lambda: run_sql(select, given, name.with_suffix(".out.parquet"))


def large(rows: int) -> Policy:
    """Return a policy with so many rows."""
    return load_text(policy_text(rows))


def select_of(policy: Policy) -> str:
    """Return the statement of a policy over columns that are called as its facts."""
    given: dict[str, Given] = {
        name: given_to(policy.checked, name, name) for name in policy.checked.facts
    }
    source = Source("source", given, [("account", "account")])
    return written(statement(policy.program, source, Settings()).select, Dialect.DUCKDB)


def facts_of(rules: int) -> str:
    """Return a SELECT of records for a policy with so many rows: one value in ten is not known."""
    states = "list_extract(['none', 'little', 'some', 'much', 'most'], 1 + (random() * 5)::int % 5)"
    columns = [
        f"case when random() * {UNKNOWN} >= 1 then {value} end as {name}_{at}"
        for at in range(max(1, rules // ROWS_OF_A_BLOCK))
        for name, value in (
            ("visits", "(random() * 100)::int"),
            ("calm", "random() < 0.5"),
            ("state", states),
        )
    ]
    return f"select 'A' || range as account, {', '.join(columns)} from range({RECORDS_OF_RULES})"


if __name__ == "__main__":
    main()
