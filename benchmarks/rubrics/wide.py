"""A rubric of five numbers, in which hardly two records have the same score and advice.

Whoever keeps answers, or looks them up in a table, wins nothing here.
"""

# ruff: noqa: PLR2004, S311 - the numbers are those of the rubric, and the records keep no secret

from __future__ import annotations

import random
from typing import Any

from benchmarks.measuring import Answer, Facts

POLICY = """\
policy potential "Potential of an account"
  language 1 en
  version "1"

fact reach, need, budget, distance, urgency: number from 0 to 100000 whole

dimension reached = reach
dimension needed
  points by need
    up to 10000: 0
    up to 25000: 20000
    up to 50000: 45000
    up to 75000: 70000
    above: 100000
dimension funded = 2 * budget
  at most 100000
dimension near = 100000 - distance
dimension pressing
  100000 points      when urgency >= 90000 and need >= 50000
  (urgency) points when urgency >= 30000
  0 points         otherwise

score total = reached + needed + funded + near + pressing
  out of 500000

grade potential by total
  strong    from 350000
  promising from 250000
  open      from 150000
  weak      otherwise

alert far_off "Far off"
  when distance > 80000 and total >= 250000
  say "A good account, but far away."
advice find_money "Find the money"
  when budget < 25000 and need >= 50000
  say "They need it and cannot pay yet: find out who can."
advice go_now "Go now"
  when potential = strong and urgency >= 70000
  say "Go now."
advice widen "Widen"
  when reach < need
  say "They need more than you reach: meet more of them."
"""
NAMES = ("reach", "need", "budget", "distance", "urgency")


def plain(facts: Facts) -> Answer:
    """Return score, grade and advice. Nothing is validated; a missing fact is a `KeyError`."""
    reach, need, urgency = facts["reach"], facts["need"], facts["urgency"]
    budget, distance = facts["budget"], facts["distance"]
    if need <= 10000:
        needed = 0
    elif need <= 25000:
        needed = 20000
    elif need <= 50000:
        needed = 45000
    elif need <= 75000:
        needed = 70000
    else:
        needed = 100000
    if urgency >= 90000 and need >= 50000:
        pressing = 100000
    elif urgency >= 30000:
        pressing = urgency
    else:
        pressing = 0
    funded = 100000 if budget >= 50000 else 2 * budget
    score = reach + needed + funded + 100000 - distance + pressing
    if score >= 350000:
        grade = "strong"
    elif score >= 250000:
        grade = "promising"
    elif score >= 150000:
        grade = "open"
    else:
        grade = "weak"
    advice = []
    if distance > 80000 and score >= 250000:
        advice.append("far_off")
    if budget < 25000 and need >= 50000:
        advice.append("find_money")
    if grade == "strong" and urgency >= 70000:
        advice.append("go_now")
    if reach < need:
        advice.append("widen")
    return score, grade, advice


def records(count: int) -> list[Facts]:
    """Return so many records with as many different answers."""
    chance = random.Random(3)
    seen: set[tuple[Any, ...]] = set()
    found: list[Facts] = []
    while len(found) < count:
        record = _record(chance)
        score, _, advice = plain(record)
        answer = (score, *advice)
        if answer not in seen:
            seen.add(answer)
            found.append(record)
    return found


def gaps(count: int, seed: int) -> list[Facts]:
    """Return so many records, each with one or two of its five facts not known."""
    chance = random.Random(seed)
    found: list[Facts] = []
    for _ in range(count):
        record = _record(chance)
        kept = chance.sample(NAMES, chance.randint(3, 4))
        found.append({name: record[name] for name in kept})
    return found


def _record(chance: random.Random) -> dict[str, Any]:
    return {name: chance.randint(0, 100000) for name in NAMES}
