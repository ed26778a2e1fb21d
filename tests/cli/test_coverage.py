"""`relrules coverage`: what it shows, its formats and exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from command_line import ROOT, Cli

HALF = """\
policy half "Half"
fact visits "Visits": number from 0 whole
dimension d "D"
  3 points when visits > 10   because "busy"
  1 point  when visits > 5    # rather
  0 points otherwise
dimension e
  1 point when d = 0 and visits > 50
  0 points otherwise
score total = d + e
grade g by total
  good "Good" from 2
  bad "Bad" otherwise
advice call "Call them"
  when visits < 5 and g = bad

example "six"
  given visits = 6
  expect total = 1
"""
SHOWN = """\
half.rel
  not reached  d, `3 points when visits > 10` (line 4)
  not reached  d, `0 points otherwise` (line 6)
  not reached  e, `1 point when d = 0 and visits > 50` (line 8)
               no facts found in {tries} tries; perhaps there are none
  not reached  g, `good from 2` (line 12)
  not reached  advice call (line 14)

# to paste into the policy:

example "D: busy"
  # As “six”, but with visits = 11.
  given visits = 11
  expect d = 3, total = 3, g = good

example "D: 0 points otherwise"
  # As “six”, but with visits = 0.
  given visits = 0
  expect d = 0, total = 0, g = bad, advice call
"""


@pytest.fixture
def half(cli: Cli) -> Cli:
    Path("half.rel").write_text(HALF)
    return cli


def test_what_is_missed_is_named_with_examples_to_paste(half: Cli) -> None:
    ran = half("coverage", "half.rel")
    assert ran.code == 1
    assert ran.err == "half.rel: 3 of 8 reached by 1 example\n"
    tries = re.search(r"in (\d+) tries", ran.out)
    assert tries is not None
    assert ran.out == SHOWN.format(tries=tries[1])


def test_examples_alone_can_be_appended(half: Cli) -> None:
    examples = half("coverage", "half.rel", "--format", "examples").out
    with Path("half.rel").open("a") as file:
        file.write("\n" + examples)
    assert half("check", "half.rel", "--strict").code == 0
    assert half("test", "half.rel").code == 0
    ran = half("coverage", "half.rel")
    assert ran.err == "half.rel: 7 of 8 reached by 3 examples\n"
    assert "# to paste" not in ran.out


def test_data_follow_their_schema(half: Cli) -> None:
    ran = half("coverage", "half.rel", "customer_relationship", "--format", "json")
    assert ran.code == 1
    found = json.loads(ran.out)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "coverage.schema.json").read_text()))
    first, second = found["policies"]
    assert (first["policy"], first["file"], first["reached"], first["all"]) == (
        "half", "half.rel", 3, 8,
    )  # fmt: skip
    assert first["parts"][0] == {
        "kind": "row", "of": "d", "row": 1, "text": "3 points when visits > 10",
        "file": "half.rel", "line": 4,
        "state": "not reached", "examples": [], "perhaps": [], "suggestion": 0, "tries": None,
    }  # fmt: skip
    assert first["parts"][1]["examples"] == ["six"]
    assert first["parts"][3]["tries"] > 1
    assert first["suggestions"][0]["text"].startswith('example "D: busy"\n')
    assert second["reached"] == second["all"]


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("37", 0), ("38", 1), ("100", 1)])
def test_fail_under_sets_what_is_enough(half: Cli, least: str, code: int) -> None:
    assert half("coverage", "half.rel", "--fail-under", least).code == code


def test_all_reached_is_fine(cli: Cli) -> None:
    ran = cli("coverage", "customer_relationship", "opportunity_ripeness")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "customer_relationship",
        "  every row, grade and advice is reached by an example",
        "opportunity_ripeness",
        "  every row, grade and advice is reached by an example",
    ]


def test_a_policy_without_examples_gets_all_of_them(cli: Cli) -> None:
    Path("half.rel").write_text(HALF.split("example", maxsplit=1)[0])
    ran = cli("coverage", "half.rel")
    assert ran.code == 1
    assert ran.err == "half.rel: 0 of 8 reached by 0 examples\n"
    assert "perhaps  " not in ran.out


def test_what_cannot_be_read_does_not_keep_the_others_back(half: Cli) -> None:
    Path("bad.rel").write_text('policy bad "B"\nscore total = zz\n')
    ran = half("coverage", "bad.rel", "missing", "half.rel", "--fail-under", "0")
    assert ran.code == 2
    assert "error: bad.rel has mistakes and cannot be used\n" in ran.err
    assert "error: no policy missing" in ran.err
    assert "half.rel: 3 of 8 reached" in ran.err


@pytest.mark.parametrize("wrong", [["--fail-under", "101"], ["--format", "xml"], []])
def test_wrong_use_is_code_2(cli: Cli, wrong: list[str]) -> None:
    policies = ["customer_relationship"] if wrong else []
    assert cli("coverage", *policies, *wrong).code == 2


def test_a_row_that_a_base_declares_is_named_with_its_file(half: Cli) -> None:
    Path("over.rel").write_text(
        'policy over "Over" based on half\nchange d: 3 points when visits > 9\n'
    )
    ran = half("coverage", "over.rel", "--fail-under", "0")
    lines = ran.out.splitlines()
    assert "  not reached  d, `3 points when visits > 9` (line 2)" in lines
    assert "  not reached  d, `1 point when visits > 5` (line 5 of half.rel)" in lines
    assert "  not reached  advice call (line 14 of half.rel)" in lines
    parts = json.loads(half("coverage", "over.rel", "--format", "json").out)["policies"][0]["parts"]
    assert {(p["file"], p["line"]) for p in parts[:2]} == {("over.rel", 2), ("half.rel", 5)}
    # The suggestions go into the overlay.
    examples = half("coverage", "over.rel", "--format", "examples").out
    with Path("over.rel").open("a") as file:
        file.write("\n" + examples)
    assert half("test", "over.rel").code == 0
    assert "7 of 8 reached" in half("coverage", "over.rel").err
