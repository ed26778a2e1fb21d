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

fact reach, need, budget, distance, urgency: number from 0 to 1000 whole

dimension reached = reach
dimension needed
  points by need
    up to 100: 0
    up to 250: 200
    up to 500: 450
    up to 750: 700
    above: 1000
dimension funded = 2 * budget
  at most 1000
dimension near = 1000 - distance
dimension pressing
  1000 points      when urgency >= 900 and need >= 500
  (urgency) points when urgency >= 300
  0 points         otherwise

score total = reached + needed + funded + near + pressing
  out of 5000

grade potential by total
  strong    from 3500
  promising from 2500
  open      from 1500
  weak      otherwise

alert far_off "Far off"
  when distance > 800 and total >= 2500
  say "A good account, but far away."
advice find_money "Find the money"
  when budget < 250 and need >= 500
  say "They need it and cannot pay yet: find out who can."
advice go_now "Go now"
  when potential = strong and urgency >= 700
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
    if need <= 100:
        needed = 0
    elif need <= 250:
        needed = 200
    elif need <= 500:
        needed = 450
    elif need <= 750:
        needed = 700
    else:
        needed = 1000
    if urgency >= 900 and need >= 500:
        pressing = 1000
    elif urgency >= 300:
        pressing = urgency
    else:
        pressing = 0
    funded = 1000 if budget >= 500 else 2 * budget
    score = reach + needed + funded + 1000 - distance + pressing
    if score >= 3500:
        grade = "strong"
    elif score >= 2500:
        grade = "promising"
    elif score >= 1500:
        grade = "open"
    else:
        grade = "weak"
    advice = []
    if distance > 800 and score >= 2500:
        advice.append("far_off")
    if budget < 250 and need >= 500:
        advice.append("find_money")
    if grade == "strong" and urgency >= 700:
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
    return {name: chance.randint(0, 1000) for name in NAMES}
