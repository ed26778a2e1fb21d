"""The command line on policies that build on others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Cli

BASE = """\
policy base "Base"
fact price: yes or no
fact visits: number from 0
dimension cost "Price"
  0 points when price
  1 point  otherwise
score total "Total" = cost
grade fit by total
  strong from 1
  weak   otherwise
ensure at_most_one: total between 0 and 1
advice visit
  when visits = 0
example "Good"
  given price = no
  expect total = 1
"""
NORTH = """\
policy north "North" based on base
change cost: 3 points otherwise
example "Better"
  given price = no, visits = 1
  expect total = 3, fit = strong
"""
TOP = """\
policy top
use base
  show advice
fact visits: yes or no
define good = base.fit = strong and visits
example "Both"
  given price = no, visits = yes
  expect good = yes
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    """Put the policies into the folder in which commands run."""
    for name, text in {"base": BASE, "north": NORTH, "top": TOP}.items():
        (tmp_path / f"{name}.rel").write_text(text, "utf-8")


def test_an_overlay_is_checked_from_any_folder(cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", "north.rel", str(tmp_path / "top.rel"))
    assert (ran.code, ran.out) == (0, "")


def test_a_mistake_is_told_in_its_own_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "base.rel").write_text(BASE.replace("when visits", "when visit"), "utf-8")
    ran = cli("check", "north.rel", "--format", "json")
    [found] = json.loads(ran.out)
    assert (ran.code, found["file"], found["line"], found["code"]) == (
        1,
        "base.rel",
        13,
        "unknown-name",
    )


def test_an_inherited_law_names_its_file(cli: Cli) -> None:
    ran = cli("test", "north.rel")
    assert ran.code == 1
    assert "REFUTED at_most_one" in " ".join(ran.out.replace("at most one", "at_most_one").split())
    assert "(line 11 of base.rel)" in ran.out
    assert "`change ensure at_most_one: …`" in ran.out
    assert "`remove ensure at_most_one`" in ran.out
    assert "change ensure" not in cli("test", "base.rel").out


def test_an_example_of_a_used_policy_is_not_run(cli: Cli) -> None:
    ran = cli("test", "top.rel")
    assert ran.code == 0
    assert "Both" in ran.out
    assert "Good" not in ran.out


def test_records_are_scored_by_full_names_and_nested_data(cli: Cli, tmp_path: Path) -> None:
    record = {"price": False, "visits": True, "base": {"visits": 0}}
    (tmp_path / "one.json").write_text(json.dumps([record]), "utf-8")
    (tmp_path / "one.csv").write_text("price,visits,base.visits\nno,yes,0\n", "utf-8")
    found = [
        json.loads(cli("score", "top.rel", f"one.{e}", "--format", "json").out)
        for e in ("json", "csv")
    ]
    assert found[0] == found[1]
    [result] = found[0]
    assert result["scores"]["base.total"]["value"] == 1
    assert [advice["name"] for advice in result["advice"]] == ["base.visit"]
    assert result["unknown"] == []


def test_an_overlay_is_explained_and_formatted(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("price,visits\nno,1\n", "utf-8")
    assert "Price  3 of 3" in cli("explain", "north.rel", "one.csv").out
    assert cli("fmt", "north.rel", "top.rel").code == 0
    assert (tmp_path / "north.rel").read_text("utf-8") == NORTH


def test_fixes_are_made_in_the_file_that_is_formatted(cli: Cli, tmp_path: Path) -> None:
    base = BASE.replace("when price\n", "when price == yes\n")
    (tmp_path / "base.rel").write_text(base, "utf-8")
    ran = cli("fmt", "--fix", "north.rel")
    assert ran.code == 0
    assert (tmp_path / "base.rel").read_text("utf-8") == base


def test_examples_of_an_overlay_are_rewritten(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "north.rel").write_text(NORTH.replace("total = 3", "total = 2"), "utf-8")
    assert cli("test", "north.rel", "--update", "--yes").code == 1
    assert (tmp_path / "north.rel").read_text("utf-8") == NORTH
    assert (tmp_path / "base.rel").read_text("utf-8") == BASE
