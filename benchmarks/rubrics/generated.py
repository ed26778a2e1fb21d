"""Policies of 10 rows and more, and the same rows as plain Python, made from one pattern.

A block has ten rows: five of conditions, five of a table, and a piece of advice. Rows are `if`s, tables
are dictionaries.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import Answer, Facts

ROWS_OF_A_BLOCK = 10
LEVELS = {"none": 0, "little": 1, "some": 2, "much": 3, "most": 4}
POINTS_OF_A_BLOCK = 13


def policy_text(rows: int) -> str:
    """Return a policy with so many rows."""
    blocks = rows // ROWS_OF_A_BLOCK
    total = " + ".join(f"contact_{i} + standing_{i}" for i in range(blocks))
    most = blocks * POINTS_OF_A_BLOCK
    return "".join(
        [
            'policy generated "Generated"\n  language 1 en\n  version "1"\n',
            *(_block(i) for i in range(blocks)),
            f"score total = {total}\n  out of {most}\n",
            "grade overall by total\n",
            f"  high from {2 * most // 3}\n  middle from {most // 3}\n  low otherwise\n",
        ]
    )


def plain_function(rows: int) -> Callable[[Facts], Answer]:
    """Return a function with the same rows, in which every condition is an `if`."""
    blocks = rows // ROWS_OF_A_BLOCK
    most = blocks * POINTS_OF_A_BLOCK
    source = "".join(
        [
            "def made(facts):\n    total = 0\n    advice = []\n",
            *(_plain_block(i) for i in range(blocks)),
            f"    if total >= {2 * most // 3}:\n        grade = 'high'\n",
            f"    elif total >= {most // 3}:\n        grade = 'middle'\n",
            "    else:\n        grade = 'low'\n",
            "    return total, grade, advice\n",
        ]
    )
    names: dict[str, Any] = {"LEVELS": LEVELS}
    exec(source, names)  # noqa: S102 - it is made here
    made: Callable[[Facts], Answer] = names["made"]
    return made


def record(rows: int, chance: random.Random) -> Facts:
    """Return a record for a policy with so many rows."""
    found: dict[str, Any] = {}
    for i in range(rows // ROWS_OF_A_BLOCK):
        found[f"visits_{i}"] = chance.randint(0, 100)
        found[f"calm_{i}"] = chance.choice((True, True, False))
        found[f"state_{i}"] = chance.choice(list(LEVELS))
    return found


def _block(i: int) -> str:
    return f"""
fact visits_{i}: number from 0 to 100 whole
fact calm_{i}: yes or no
fact state_{i}: levels {" < ".join(LEVELS)}
dimension contact_{i}
  9 points when visits_{i} >= 90 and calm_{i}
  7 points when visits_{i} >= 70 and calm_{i}
  5 points when visits_{i} >= 50
  2 points when visits_{i} >= 20 and calm_{i}
  0 points otherwise
dimension standing_{i}
  points by state_{i}
    {", ".join(f"{name}: {points}" for name, points in LEVELS.items())}
advice talk_{i} "Talk {i}"
  when contact_{i} <= 2 and state_{i} >= much
  say "Talk."
"""


def _plain_block(i: int) -> str:
    return f"""\
    visits = facts["visits_{i}"]
    calm = facts["calm_{i}"]
    state = facts["state_{i}"]
    if visits >= 90 and calm:
        contact = 9
    elif visits >= 70 and calm:
        contact = 7
    elif visits >= 50:
        contact = 5
    elif visits >= 20 and calm:
        contact = 2
    else:
        contact = 0
    total += contact + LEVELS[state]
    if contact <= 2 and (state == "much" or state == "most"):
        advice.append("talk_{i}")
"""
