"""A nightly batch: accounts in, results out, one JSON object a line.

    python examples/nightly.py customer_relationship.rel accounts.ndjson results.ndjson \
        --today 2026-01-31 --rejects rejects.ndjson --hash 5b1c…

Records go through a pool of processes in parts. A record that does not fit is written to the
rejects with its problems, and stops nothing. The policy's version and hash stand in every line; with
`--hash` the run refuses any other policy before it reads a record. Results are written beside the
old file and take its place at the end. Exit codes: 0, 1 for rejects, 2 when nothing was written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import relrules

PART = 500
"""How many records a process takes at a time."""
Line = tuple[bool, dict[str, object]]


def parts_of(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines in parts."""
    left = iter(lines)
    while part := list(itertools.islice(left, PART)):
        yield part


def parsed(line: str) -> object:
    """Return the record of a line; what is no JSON is handed on as text, and refused as such."""
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return line


def score(policy: relrules.Policy, today: dt.date, lines: list[str]) -> list[Line]:
    """Return for each line whether it fits, and what is to be written of it."""
    records = [parsed(line) for line in lines]
    found: list[Line] = []
    for line, result in zip(
        lines, policy.evaluate_many(records, today, id="id", form="json"), strict=True
    ):
        if isinstance(result, relrules.BadRecord):
            problems = [problem.message for problem in result.problems]
            found.append((False, {"record": line.rstrip("\n"), "problems": problems}))
        else:
            found.append((True, {"hash": policy.hash, **result.to_dict()}))
    return found


def run(arguments: argparse.Namespace) -> int:
    """Score a file, and return the exit code."""
    try:
        policy = relrules.load(arguments.policy, hash=arguments.hash)
        source = arguments.records.open(encoding="utf-8")
    except (relrules.RelrulesError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    results = arguments.results.with_suffix(".part")
    rejects = arguments.rejects.with_suffix(".part")
    counts = {True: 0, False: 0}
    # A fresh interpreter for each process, so that the batch runs the same on every system.
    spawn = multiprocessing.get_context("spawn")
    with (
        source,
        results.open("w", encoding="utf-8") as good,
        rejects.open("w", encoding="utf-8") as bad,
        ProcessPoolExecutor(arguments.processes, mp_context=spawn) as pool,
    ):
        parts = (part for part in parts_of(line for line in source if line.strip()))
        policies, days = itertools.repeat(policy), itertools.repeat(arguments.today)
        for fits, line in itertools.chain.from_iterable(pool.map(score, policies, days, parts)):
            counts[fits] += 1
            (good if fits else bad).write(json.dumps(line, ensure_ascii=False) + "\n")
    results.replace(arguments.results)
    rejects.replace(arguments.rejects)
    print(f"{policy.name} {policy.version}: {counts[True]} scored, {counts[False]} rejected")
    return 1 if counts[False] else 0


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="Score accounts, one JSON object a line.")
    parser.add_argument("policy", type=Path)
    parser.add_argument("records", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--rejects", type=Path, default=Path("rejects.ndjson"))
    parser.add_argument("--today", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--hash", help="refuse any other policy than the one with this hash")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
