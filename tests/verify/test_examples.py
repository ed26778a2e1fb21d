"""Running examples: each kind of expectation, met and not met."""

from __future__ import annotations

import pytest

from relrules import load_text
from relrules.verify.examples import ExampleOutcome, run_examples

POLICY = """\
policy a "A"
fact visits: number from 0 to 30 whole
fact state
  levels low < mid < high
define rate = visits / 3
dimension d
  3 points when visits > 10
  0 points otherwise
dimension e
  points by state
    low: 0, mid: 1, high: 4
dimension f
  points by state
    low: 2, mid: 0, high: 1
score total = d + 2 * e - f
grade g by total
  good from 3
  bad otherwise
advice call "Call"
  when visits < 5
alert gone "Gone"
  when visits = 0
"""


def run(given: str, expect: str) -> ExampleOutcome:
    givens = f"  given {given}\n" if given else ""
    (found,) = run_examples(load_text(f'{POLICY}example "x"\n{givens}  expect {expect}\n').program)
    return found


@pytest.mark.parametrize(
    ("given", "expect", "ok"),
    [
        ("visits = 12, state = high", "total = 10", True),
        ("visits = 12, state = high", "total = 9", False),
        ("visits = 12, state = high", "g = good, d = 3, e = 4", True),
        ("visits = 12, state = high", "g = good, d = 3, e = 0", False),
        ("visits = 12", "total = 3", False),
        ("visits = 12", "total between 1 and 11", True),
        ("visits = 12", "total between 1 and 10", False),
        ("visits = 12", "total between 2 and 11", False),
        ("visits = 12", "g possible (good, bad)", True),
        ("visits = 12", "g possible (good)", False),
        ("visits = 12, state = high", "g possible (good)", True),
        ("visits = 3", "advice call, no alert gone", True),
        ("visits = 3", "no advice call", False),
        ("visits = 3", "possible advice call", False),
        ("state = low", "possible advice call, possible alert gone", True),
        ("state = low", "advice call", False),
        ("visits = 0", "alert gone", True),
        # A number is compared at the places written.
        ("visits = 10", "rate = 3.33", True),
        ("visits = 10", "rate = 3.333", True),
        ("visits = 10", "rate = 3.34", False),
        ("visits = 10", "rate = 3.30", False),
        ("visits = 10", "rate = 3", True),
        ("visits = 11", "rate = 4", True),
        ("visits = 11", "rate = 3", False),
        # What costs most comes first: e costs 2 x 4, d 3, and f, which counts against, 2.
        ("visits = 3, state = low", "reasons (e, d, f)", True),
        ("visits = 3, state = low", "reasons (d, e, f)", False),
        ("visits = 3, state = low", "reasons (e, d)", False),
        ("visits = 12, state = high", "reasons (f)", True),
        ("visits = 12, state = mid", "reasons (e)", True),
        ("visits = 12, state = mid", "reasons ()", False),
    ],
)
def test_an_expectation_is_met_or_not(given: str, expect: str, *, ok: bool) -> None:
    assert run(given, expect).ok is ok


def test_each_expectation_says_what_was_found() -> None:
    found = run("visits = 12", "total = 3, d = 3, reasons (d)")
    assert [c.ok for c in found.checked] == [False, True, False]
    assert found.checked[2].actual == ()


def test_reasons_of_dimensions_in_no_score_are_not_met() -> None:
    text = POLICY.replace("d + 2 * e - f", "d * e")
    (found,) = run_examples(load_text(f'{text}example "x"\n  expect reasons (d)\n').program)
    assert not found.ok
