"""Files of CSV and Parquet, made for tests of many records."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import duckdb

from both_engines import HOSTILE

TITLES = ["account", "mood", "Visits", "share", "seen", "kind", "active", "owner", "note, or “so”"]
GOOD = {
    "mood": ["cold", "Warm", "热", "", " hot ", "　warm　"],
    "Visits": ["0", "7", " 20 ", "", "5.0", "+3"],
    "share": ["0.5", "0.99", "1", "", " 0.5 ", "0.50", "0"],
    "seen": ["2026-01-01", "", " 2025-12-31 ", "2024-02-29"],
    "kind": ["big, or =small", "x", "", " y ", 'a "b" c'],
    "active": ["yes", "no", "", "TRUE", "是", " No "],
}
BAD = {"mood": "tepid", "Visits": "21", "share": "0.001", "seen": "2026-02-30", "active": "perhaps"}


def made(  # noqa: PLR0913 - all that makes one file differ from another
    path: Path, seed: int, count: int, *, bad: int = 0, delimiter: str = ",", bom: str = ""
) -> None:
    """Write a file of hostile rows, some of them bad."""
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    rows = []
    for number in range(count):
        row = {"account": f"a{number}", "owner": chance.choice(HOSTILE)}
        row |= {title: chance.choice(texts) for title, texts in GOOD.items()}
        rows.append([*(row[title] for title in TITLES[:-1]), chance.choice(HOSTILE)])
    for number in chance.sample(range(count), bad):
        title = chance.choice(list(BAD))
        rows[number][TITLES.index(title)] = BAD[title]
    written(path, [TITLES, *rows], delimiter=delimiter, bom=bom)


def written(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    delimiter: str = ",",
    end: str = "\n",
    bom: str = "",
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(bom)
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)


def as_parquet(select: str, path: str) -> None:
    duckdb.sql(f"copy ({select}) to '{path}' (format parquet)")


DECLINING = """
policy p
fact a: levels low < mid < high
fact n: number from 0 to 10 decimals 1
dimension d
  no answer when a = low
  (n / 3) points when a = mid
  2 points otherwise
score s = d
grade g by s
  good from 2
  poor otherwise
"""
