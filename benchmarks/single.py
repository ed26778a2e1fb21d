"""One record at a time: relrules beside a plain Python function and beside other engines.

All times of a table are taken within one run, side by side, and each is the shortest of many; where
every record is a new one, it is the median. The ratios hold on a slow or noisy machine, the
microseconds do not.

    python benchmarks/single.py              prints the tables, in less than three minutes
    python benchmarks/single.py --json FILE  and writes them to a file

The other engines are the dependency group `bench`: `pip install --group bench`. What is not installed
is named and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from attrs import asdict, frozen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import loading
from benchmarks.measuring import Answer, Case, Facts, seconds_per_record, side_by_side
from benchmarks.rubrics import generated, relationship, shipped, wide

import relrules
from relrules.source.shipped import policy_names

PEERS = {
    "datalogic-py": "datalogic",
    "zen-engine": "zen",
    "cel-expr-python": "cel_cpp",
    "common-expression-language": "cel_rust",
    "rule-engine": "rule_engine",
    "panzi-json-logic": "json_logic",
}
RECORDS = 6_000
CHUNKS = 24
PASSES = 12
COMPARED = 300
NEW_IN_A_TURN = 12

SIZES = (10, 100, 1_000)
GROWTH_ROUNDS = 170
ROWS_OF_A_ROUND = 25_000

SHIPPED_CHUNKS = 4
SHIPPED_PASSES = 12
SHIPPED_IN_A_TURN = 8
UNKNOWN = 0.15

ROWS_TO_LOAD = 5_000
GOALS = {"not read": 2.5, "read": 4.5, "unknown": 8.0, "1,000 rows": 2.0}
GOAL_LOAD = 2.0
GOAL_IMPORT = 0.060


@frozen
class Row:
    """A line of a table. `ratio` is to the yardstick; `goal` is the most that the ratio should be."""

    case: str
    microseconds: float
    ratio: float
    goal: float | None


@frozen
class Startup:
    """A time in seconds that has no yardstick, and the most it should be."""

    what: str
    seconds: float
    goal: float | None


@frozen
class Rubric:
    """A rubric that everybody evaluates; the names are those in its policy.

    Of records with `gaps` some facts are not known. Where there are so many that none need come back,
    `new_gaps` has enough for each to be evaluated once.
    """

    name: str
    policy: relrules.Policy
    score: str
    grade: str
    plain: Callable[[Facts], Answer]
    records: list[Facts]
    gaps: list[Facts]
    new_gaps: list[Facts]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the evaluation of single records.")
    parser.add_argument("--json", metavar="FILE", type=Path)
    told = parser.parse_args()
    packages, missing = installed()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {number}" for name, number in packages.items()) or "no peers")
    if missing:
        print("not measured: " + ", ".join(f"{name} (not installed)" for name in missing))
    tables = {
        "customer_relationship, one record": rubric_rows(of_relationship(), packages),
        "five numbers, no two records alike": rubric_rows(of_wide(), packages),
        "generated policies against the same rows as plain ifs": growth_rows(),
        "shipped policies, facts not known against all known": shipped_rows(),
    }
    for title, rows in tables.items():
        print_table(title, rows)
    started = startup()
    print_startup(started)
    if told.json:
        found = {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "packages": packages,
            "not_measured": missing,
            "tables": {title: [asdict(row) for row in rows] for title, rows in tables.items()},
            "startup": [asdict(one) for one in started],
        }
        told.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


# ---- the two rubrics ------------------------------------------------------------------------


def of_relationship() -> Rubric:
    return Rubric(
        "relationship",
        relrules.shipped("customer_relationship"),
        "total",
        "relationship",
        relationship.plain,
        relationship.records(RECORDS),
        relationship.gaps(RECORDS),
        [],
    )


def of_wide() -> Rubric:
    return Rubric(
        "wide",
        relrules.load_text(wide.POLICY),
        "total",
        "potential",
        wide.plain,
        wide.records(RECORDS),
        wide.gaps(RECORDS, seed=4),
        wide.gaps(CHUNKS * PASSES * NEW_IN_A_TURN, seed=5),
    )


def rubric_rows(rubric: Rubric, packages: dict[str, str]) -> list[Row]:
    """Return what everybody takes for a rubric, after seeing that all find the same."""
    cases = [
        Case("plain Python", rubric.plain, rubric.records, lambda found: found),
        *own_cases(rubric),
    ]
    for package in packages:
        ways = import_module(f"benchmarks.peers.{PEERS[package]}").ways(rubric.name)
        cases += [Case(way.name, way.run, rubric.records, way.answer) for way in ways]
    compare(rubric, cases)
    return rows_of(cases, side_by_side(cases, CHUNKS, PASSES))


def own_cases(rubric: Rubric) -> list[Case]:
    """Return what relrules is asked. It always validates: there is no other way to call it."""
    policy, score, grade = rubric.policy, rubric.score, rubric.grade

    def read(facts: Facts) -> object:
        result = policy.evaluate(facts)
        return (
            result.scores[score].value,
            result.grades[grade].value,
            result.advice,
            result.alerts,
        )

    def rows(facts: Facts) -> object:
        result = policy.evaluate(facts)
        return (
            result.scores[score].value,
            result.grades[grade].value,
            result.advice,
            result.alerts,
            [each.rows for each in result.dimensions.values()],
        )

    def as_json(facts: Facts) -> object:
        return policy.evaluate(facts).to_json()

    def explain(facts: Facts) -> object:
        return policy.evaluate(facts).explain()

    some = "relrules, some unknown, read"
    goal = GOALS["unknown"]
    unknown = [Case(some, read, rubric.gaps, goal=goal, whole=True)]
    if rubric.new_gaps:
        unknown = [
            Case(f"{some}, records all new", read, rubric.new_gaps, goal=goal, once=True),
            Case(f"{some}, seen before", read, rubric.gaps, goal=goal, whole=True),
        ]
    return [
        Case("relrules, not read", policy.evaluate, rubric.records, goal=GOALS["not read"]),
        Case("relrules, read", read, rubric.records, own_answer, goal=GOALS["read"], whole=True),
        *unknown,
        Case("relrules, read with the rows that decided", rows, rubric.records, whole=True),
        Case("relrules, as JSON with all that", as_json, rubric.records),
        Case("relrules, explained in prose", explain, rubric.records),
    ]


def own_answer(found: Any) -> Answer:  # noqa: ANN401 - what `read` returned
    score, grade, advice, alerts = found
    return score, grade, [one.name for one in (*alerts, *advice)]


def compare(rubric: Rubric, cases: Sequence[Case]) -> None:
    """Raise an error where a case does not find what the yardstick does."""
    for facts in rubric.records[:COMPARED]:
        score, grade, names = rubric.plain(facts)
        for case in cases:
            if case.answer is None:
                continue
            found, level, told = case.answer(case.run(facts))
            if (found, level, sorted(told)) != (score, grade, sorted(names)):
                raise AssertionError(case.name, facts, found, level, told)


def installed() -> tuple[dict[str, str], list[str]]:
    """Return the versions of the peers that are there, and the names of those that are not."""
    there: dict[str, str] = {}
    missing: list[str] = []
    for package in PEERS:
        try:
            there[package] = version(package)
        except PackageNotFoundError:
            missing.append(package)
    return there, missing


# ---- how it grows ---------------------------------------------------------------------------


def growth_rows() -> list[Row]:
    """Return what relrules takes at each size, with the same rows as plain Python before it.

    The median of all rounds.
    """
    return [row for rows in SIZES for row in _of_size(rows)]


def _of_size(rows: int) -> list[Row]:
    policy, plain = relrules.load_text(generated.policy_text(rows)), generated.plain_function(rows)

    def read(facts: Facts) -> object:
        result = policy.evaluate(facts)
        return result.scores["total"].value, result.grades["overall"].value, result.advice, ()

    goal = GOALS.get(f"{rows:,} rows")
    cases = [
        Case(f"{rows:,} rows, plain ifs", plain, [], lambda found: found),
        Case(f"{rows:,} rows, relrules, not read", policy.evaluate, []),
        Case(f"{rows:,} rows, relrules, read", read, [], own_answer, goal=goal),
    ]
    chance = random.Random(rows)  # noqa: S311 - nothing secret
    times: list[list[float]] = [[] for _ in cases]
    # Every round has records of its own: answers that are kept from earlier ones are of no use.
    for _ in range(GROWTH_ROUNDS):
        records = [generated.record(rows, chance) for _ in range(ROWS_OF_A_ROUND // rows)]
        for case, found in zip(cases, times, strict=True):
            found.append(seconds_per_record(case.run, records))
        if own_answer(read(records[0])) != plain(records[0]):
            raise AssertionError(rows)
    return rows_of(cases, [median(found) for found in times])


# ---- shipped policies, where something is not known -------------------------------------------


def shipped_rows() -> list[Row]:
    """Return what records of each shipped policy take: scores and grades read, nothing explained."""
    return [row for name in policy_names() for row in _of_shipped(name)]


def _of_shipped(name: str) -> list[Row]:
    policy = relrules.shipped(name)

    def read(facts: Facts) -> object:
        result = policy.evaluate(facts, today=shipped.TODAY)
        return result.scores, result.grades

    chunks, passes = SHIPPED_CHUNKS, SHIPPED_PASSES
    few = chunks * SHIPPED_IN_A_TURN
    known = shipped.records(policy, few, 0, seed=1)
    again = shipped.records(policy, few, UNKNOWN, seed=2)
    new = shipped.records(policy, few * passes, UNKNOWN, seed=3)
    cases = [
        Case(f"{name}, all known", read, known, whole=True),
        Case(f"{name}, some unknown, again", read, again, whole=True),
        Case(f"{name}, some unknown, all new", read, new, once=True),
    ]
    return rows_of(cases, side_by_side(cases, chunks, passes))


def startup() -> list[Startup]:
    bare, ready = loading.imports(10)
    loaded, first = loading.load(ROWS_TO_LOAD, 2)
    return [
        Startup(f"load a policy of {ROWS_TO_LOAD:,} rows", loaded, GOAL_LOAD),
        Startup("and its first evaluation, which compiles it", first, None),
        Startup("import relrules", bare, GOAL_IMPORT),
        Startup("import relrules, and the first use of relrules.load", ready, None),
    ]


# ---- printing -------------------------------------------------------------------------------


def rows_of(cases: Sequence[Case], seconds: Sequence[float]) -> list[Row]:
    """Return the lines of a table; the first case is the yardstick."""
    return [
        Row(case.name, each * 1e6, each / seconds[0], case.goal)
        for case, each in zip(cases, seconds, strict=True)
    ]


def print_table(title: str, rows: Sequence[Row]) -> None:
    print(f"\n{title}")
    print(f"  {'case':<46}{'microseconds':>14}{'ratio':>10}   goal")
    for row in rows:
        told = "" if row.goal is None else verdict(row.ratio, row.goal, "")
        line = f"  {row.case:<46}{row.microseconds:>14,.2f}{row.ratio:>10,.2f}   {told}"
        print(line.rstrip())


def print_startup(started: Sequence[Startup]) -> None:
    print("\nstarting")
    for one in started:
        told = "" if one.goal is None else verdict(one.seconds, one.goal, " s")
        print(f"  {one.what:<54}{one.seconds:>8.3f} s   {told}".rstrip())


def verdict(found: float, goal: float, unit: str) -> str:
    return f"{'met' if found <= goal else 'missed'}: at most {goal:g}{unit}"


if __name__ == "__main__":
    main()
