"""A policy with confidential facts, and files for it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb

POLICY = """
policy renewals
fact visits: number from 0 to 50 whole
fact discount
  levels none < usual < high
  confidential to manager
fact loss: number from 0 to 100 decimals 1
  confidential to manager, owner
fact offered: date
  confidential to owner
fact seen: date
dimension care
  2 points when visits >= 6
  0 points otherwise
dimension price
  points by discount
    none: 2, usual: 1, high: 0
dimension cost = loss / 3
dimension fresh
  1 point when offered >= 2026-01-01 or seen >= 2026-01-01
  0 points otherwise
score total = care + price + fresh
score burden = cost
grade outlook by burden
  bad from 20
  good otherwise
advice match
  when discount < high
advice call
  when visits < 3
"""
VALUES = {
    "visits": [0, 7, 50, None],
    "discount": ["none", "usual", "high", None],
    "loss": [0, 33.3, 100, 0.5, None],
    "offered": ["2026-01-31", "2025-01-01", None],
    "seen": ["2026-02-01", "2025-01-01", None],
    "discuont": ["high", None],
    "owner": ["Chen", "", None],
}
BAD = {"discount": "secret", "loss": 123.4, "offered": "2026-02-30", "visits": 51}
AUDIENCES = [[], ["--audience", "manager"], ["--audience", "owner"], ["--lang", "zh"]]


def made(path: Path, *, bad: int = 0) -> None:
    """Write records, some of them bad; CSV and Parquet are made of NDJSON."""
    chance = random.Random(bad)  # noqa: S311 - the same records each time
    rows = []
    for number in range(80):
        row: dict[str, object] = {"account": f"a{number}"}
        row |= {title: chance.choice(of) for title, of in VALUES.items()}  # type: ignore[arg-type]  # of several kinds
        rows.append(row)
    for row in chance.sample(rows, bad):
        title = chance.choice(list(BAD))
        row[title] = BAD[title]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    Path("made.ndjson").write_text(text, "utf-8")
    if path.suffix == ".ndjson":
        path.write_text(text, "utf-8")
    else:
        form = "header" if path.suffix == ".csv" else "format parquet"
        told = ", ".join(f"{title}: 'VARCHAR'" for title in ("offered", "seen", "discuont"))
        told = f"columns = {{account: 'VARCHAR', visits: 'INTEGER', discount: 'VARCHAR', loss: 'DECIMAL(6,1)', {told}, owner: 'VARCHAR'}}"
        duckdb.sql(f"copy (from read_json('made.ndjson', {told})) to '{path}' ({form})")
