"""Leads scored by the people known there, against the same points counted in Python."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from fractions import Fraction

import pytest
from attrs import frozen

from rubrics.published import Answer, Case, Facts, allows, check, rubric

TODAY = dt.date(2026, 3, 31)
# What counts only the parts that are known says so, and may say something else.
BY_WHAT_IS_KNOWN = {"known_lead", "priority"}
RANKS = {"staff": 5, "manager": 10, "director": 20, "chief": 30}


@frozen
class Contact:
    """A person at the customer; `silence` is the days since somebody spoke to them."""

    role: str
    rank: str
    talks: int
    silence: int = 0

    @property
    def warmth(self) -> int:
        points = 0 if self.talks == 0 else 5 if self.talks <= 3 else 10
        return min(points, 5) if self.silence > 30 else points

    def facts(self, name: str) -> dict[str, object]:
        last = TODAY - dt.timedelta(days=self.silence)
        return {
            "name": name,
            "role": self.role,
            "rank": self.rank,
            "talks": self.talks,
            "last_talk": last,
        }


def case(*contacts: Contact, visits: int = 0) -> Case:
    warm = [person.role for person in contacts if person.warmth >= 5]
    spoken = [person for person in contacts if person.talks > 0]
    roles = {person.role for person in spoken}
    reach = 20 * ("decides" in warm) + 10 * ("pays" in warm) + 10 * (len(roles) >= 3)
    top: Answer = max((RANKS[person.rank] for person in spoken), default=None)
    close = sum(person.warmth == 10 for person in contacts)
    share = Fraction(close, len(contacts)) if contacts else Fraction(0)
    others = reach + 20 * share + (0 if visits <= 2 else 5 if visits <= 9 else 10)
    known = others + Fraction(top or 0)
    decider = any(person.role == "decides" for person in contacts)
    priority = "cold" if known < 40 else "warm" if known < 70 or not decider else "hot"
    said: dict[str, Answer] = {
        "reach": reach,
        "top": top,
        "lead": None if top is None else known,
        "known_lead": known,
        "priority": priority,
        "people": len(contacts),
        "average_warmth": None
        if not contacts
        else Fraction(sum(person.warmth for person in contacts), len(contacts)),
        "lately": min((person.silence for person in contacts), default=None),
    }
    facts = {
        "site_visits": visits,
        "contacts": [person.facts(f"Person {n}") for n, person in enumerate(contacts, 1)],
    }
    return Case(facts, said, today=TODAY)


ADA = Contact("decides", "chief", talks=4)
BEN = Contact("uses", "staff", talks=0, silence=89)
CYD = Contact("pays", "director", talks=1, silence=30)
DAN = Contact("advises", "manager", talks=3, silence=31)
EVE = Contact("decides", "manager", talks=99, silence=31)
PEOPLE = (ADA, BEN, CYD, DAN, EVE)
CASES = [
    case(*chosen, visits=visits)
    for count in range(5)
    for chosen, visits in itertools.product(itertools.combinations(PEOPLE, count), (0, 2, 3, 9, 10))
]


def check_possible(facts: Facts, today: dt.date | None, said: Mapping[str, Answer]) -> None:
    """Assert that with these facts each answer is possible, or the result is provisional."""
    outcome = rubric("leads").evaluate(facts, today).outcome
    provisional = {name for name in said if name in outcome.provisional}
    assert provisional <= BY_WHAT_IS_KNOWN
    for name, answer in said.items():
        assert name in provisional or allows(outcome.values[name], answer), (name, facts)


def test_every_set_of_people() -> None:
    assert {one.said["priority"] for one in CASES} == {"cold", "warm", "hot"}
    for one in CASES:
        check("leads", one)


def test_thirds_of_people_are_exact() -> None:
    third = case(ADA, BEN, CYD)
    # 20 + 10 for their roles, 30 for the chief, and 20 × 1/3.
    assert third.said["lead"] == Fraction(200, 3)
    check("leads", third)


@pytest.mark.parametrize("left_out", ["role", "rank", "talks", "last_talk", "name"])
def test_what_is_not_known_of_one_person_leaves_the_answer_possible(left_out: str) -> None:
    for people in itertools.combinations(PEOPLE, 3):
        complete = case(*people, visits=5)
        for index in range(3):
            records = [dict(person.facts("N")) for person in people]
            del records[index][left_out]
            facts = {"site_visits": 5, "contacts": records}
            check_possible(facts, TODAY, complete.said)


@pytest.mark.parametrize("unknown", ["contacts", "site_visits"])
def test_an_unknown_list_is_not_an_empty_one(unknown: str) -> None:
    for one in CASES[::7]:
        facts = {key: value for key, value in one.facts.items() if key != unknown}
        assert unknown in rubric("leads").evaluate(facts, TODAY).unknown
        check_possible(facts, TODAY, one.said)


def test_without_a_day_every_day_is_possible() -> None:
    for one in CASES[::7]:
        check_possible(one.facts, None, one.said)


def test_who_decides_or_pays_is_to_be_met_after_a_month_of_silence() -> None:
    outcome = rubric("leads").evaluate(case(ADA, CYD, DAN, EVE).facts, TODAY).outcome
    states = [state.value for state in outcome.each["meet"]]
    assert states == ["not given", "not given", "not given", "given"]
