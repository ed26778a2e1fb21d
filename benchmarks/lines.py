"""Many records by `relrules score`: NDJSON out beside CSV and Parquet out.

Each turn scores the same file of CSV, start-up included. Before anything is timed, DuckDB has to write the
bytes that the interpreter writes.

    python benchmarks/lines.py                      1 million rows
    python benchmarks/lines.py --rows N --turns N   another number of rows and of turns
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from relrules import shipped
from relrules.check import model as m

ROWS, TURNS, COMPARED = 1_000_000, 3, 2_000
POLICY, UNKNOWN = "customer_relationship", 10
FORMS = ("csv", "parquet", "ndjson")


def main() -> None:
    """Print the records a second of each form, and the ratio to CSV."""
    parser = argparse.ArgumentParser(description="Time what DuckDB writes.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--turns", type=int, default=TURNS)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        some, every = Path(folder) / "some.csv", Path(folder) / "every.csv"
        made(some, COMPARED)
        made(every, told.rows)
        if written(some, "ndjson", "interpreter") != written(some, "ndjson", "duckdb"):
            raise AssertionError(POLICY)
        taken: dict[str, list[float]] = {form: [] for form in FORMS}
        for _ in range(told.turns):
            for form, times in taken.items():
                start = time.perf_counter()
                score(every, form, "duckdb")
                times.append(time.perf_counter() - start)
        least = {form: min(times) for form, times in taken.items()}
        for form, seconds in least.items():
            size = every.with_suffix(f".out.{form}").stat().st_size / 1e6
            ratio = least["csv"] / seconds
            print(f"{form:<8}{told.rows / seconds:>12,.0f}/s{ratio:>8.2f}{size:>10,.0f} MB")


def made(path: Path, count: int) -> None:
    """Write records, one value in so many of which is not known."""
    chance = random.Random(20260131)  # noqa: S311 - the same records each time
    values = {name: list(options(of.type)) for name, of in shipped(POLICY).checked.facts.items()}
    with path.open("w", encoding="utf-8") as file:
        file.write(f"account,owner,{','.join(values)}\n")
        for number in range(count):
            cells = (
                "" if chance.randrange(UNKNOWN) == 0 else chance.choice(of)
                for of in values.values()
            )
            file.write(f'a{number},"Chen, {number % 997}",{",".join(cells)}\n')


def options(of: m.Type) -> Iterable[str]:
    """Return what a level, or yes or no, can be."""
    return of.scale.ids if isinstance(of, m.LevelType) else ("yes", "no")


def written(path: Path, form: str, engine: str) -> bytes:
    """Return what is written of a file in order."""
    return score(path, form, engine, "--ordered").read_bytes()


def score(path: Path, form: str, engine: str, *options: str) -> Path:
    """Score a file on the command line, and return what was written."""
    out = path.with_suffix(f".out.{form}")
    run = [sys.executable, "-m", "relrules", "score", POLICY, str(path), "--id", "account"]
    run += ["-o", str(out), "--engine", engine, *options]
    subprocess.run(run, check=True, capture_output=True)
    return out


if __name__ == "__main__":
    main()
