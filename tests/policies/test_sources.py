"""Every statement of the documents is answered: by a declaration that exists, or by a reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

import relrules
from relrules.check import model as m
from relrules.source.shipped import policy_names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage-of-sources.md"
ROW = re.compile(r"\| (?P<document>\d{3})-(?P<number>\d{2,3}) \| (?P<says>.+?) \| (?P<held>.+?) \|")
LEFT_OUT = "left out: "
DOCUMENTS = ("000", "001", "002", "003", "004")
SHORTEST_REASON = 20


@frozen
class Statement:
    document: str
    number: int
    says: str
    held: str

    def __str__(self) -> str:
        return f"{self.document}-{self.number:02}"

    @property
    def references(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.held)


@cache
def statements() -> tuple[Statement, ...]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    found = [ROW.fullmatch(line) for line in lines]
    assert [line for line, row in zip(lines, found, strict=True) if row is None] == []
    return tuple(
        Statement(row["document"], int(row["number"]), row["says"], row["held"])
        for row in found
        if row is not None
    )


@cache
def declared(name: str) -> frozenset[str]:
    """Return the names of everything a shipped policy declares; of records as `list.member`."""
    checked = relrules.shipped(name).checked
    found = {
        *checked.facts,
        *checked.defines,
        *checked.dimensions,
        *checked.scores,
        *checked.grades,
        *checked.advice,
        *checked.laws,
        *checked.lists,
        *checked.questionnaires,
        *(part for one in checked.questionnaires.values() for part in one.parts),
        *checked.scales,
    }
    for name_, of in checked.lists.items():
        found |= {f"{name_}.{member}" for member in members(of)}
    return frozenset(found)


def members(of: m.List) -> list[str]:
    return [*of.facts, *of.defines, *of.dimensions, *of.grades]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_numbers_of_a_document_run_without_a_gap(document: str) -> None:
    numbers = [one.number for one in statements() if one.document == document]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 20


def test_no_other_document_is_listed() -> None:
    assert {one.document for one in statements()} == set(DOCUMENTS)


@pytest.mark.parametrize("statement", statements() if PAGE.exists() else (), ids=str)
def test_a_statement_is_held_or_left_out_for_a_reason(statement: Statement) -> None:
    if statement.held.startswith(LEFT_OUT):
        assert len(statement.held.removeprefix(LEFT_OUT)) >= SHORTEST_REASON
        assert statement.references == []
        return
    assert statement.references
    # What stands between the references is commas alone: a reason is no reference.
    assert re.sub(r"`[^`]+`", "", statement.held).strip(", ") == ""
    for reference in statement.references:
        policy, _, declaration = reference.partition(".")
        assert policy in policy_names(), reference
        assert not declaration or declaration in declared(policy), reference


def test_every_policy_holds_a_statement() -> None:
    held = {reference.partition(".")[0] for one in statements() for reference in one.references}
    # The review only puts together what the others say.
    assert held == set(policy_names()) - {"account_review"}
