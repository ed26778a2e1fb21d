"""Notching: an issue's rating from its issuer's, down by rank, up by recovery, under a ceiling."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Case, allows, check, check_unknown, rubric

# Highest last, as the agency writes them.
LADDER = (
    *("D", "C", "CC", "CCC-", "CCC", "CCC+", "B-", "B", "B+", "BB-", "BB", "BB+"),
    *("BBB-", "BBB", "BBB+", "A-", "A", "A+", "AA-", "AA", "AA+", "AAA"),
)
INVESTMENT = LADDER.index("BBB-")
RANKS = ("senior_secured", "senior", "subordinated", "junior")


def level(place: int) -> str:
    return LADDER[place].lower().replace("+", "_plus").replace("-", "_minus")


def step(place: int, steps: int) -> int:
    return min(max(place + steps, 0), len(LADDER) - 1)


def case(issuer: str, rank: str, recovery: int, country: str, *, guaranteed: bool) -> Case:
    own, above = LADDER.index(issuer), LADDER.index(country)
    firm = own >= INVESTMENT
    down = {"subordinated": 1 if firm else 2, "junior": 2 if firm else 3}.get(rank, 0)
    up = (recovery >= 70) + (recovery >= 90) if rank == "senior_secured" else 0
    notched = step(step(own, up), -down)
    issue = notched if guaranteed else min(notched, above)
    facts = {
        "issuer": issuer,
        "rank": rank,
        "recovery": recovery,
        "country": country,
        "guaranteed_abroad": guaranteed,
    }
    said = {
        "notched": level(notched),
        "issue": level(issue),
        "market": "investment" if issue >= INVESTMENT else "junk",
        "below_issuer": own - issue,
    }
    return Case(facts, said, given=("fallen",) if firm and issue < INVESTMENT else ())


CASES = [
    case(issuer, rank, recovery, country, guaranteed=guaranteed)
    for issuer, rank in itertools.product(LADDER, RANKS)
    for recovery, country, guaranteed in (
        (69, "AAA", False),
        (70, "BB", False),
        (89, "AAA", False),
        (90, "BB", True),
    )
]


def test_every_issuer_in_every_rank() -> None:
    assert {one.said["issue"] for one in CASES} == {level(place) for place in range(len(LADDER))}
    for one in CASES:
        check("bond_rating", one)


@pytest.mark.parametrize("index", range(0, len(CASES), 25))
def test_unknown_facts(index: int) -> None:
    check_unknown("bond_rating", CASES[index])


def test_an_unknown_rank_reaches_exactly_its_notches() -> None:
    facts = {key: value for key, value in CASES[0].facts.items() if key != "rank"}
    for issuer in LADDER:
        found = rubric("bond_rating").evaluate({**facts, "issuer": issuer}).outcome
        reached = {
            one.said["notched"]
            for rank in RANKS
            for one in [case(issuer, rank, 0, "AAA", guaranteed=False)]
        }
        possible = {v for v in map(level, range(22)) if allows(found.values["notched"], v)}
        assert possible == reached, issuer
