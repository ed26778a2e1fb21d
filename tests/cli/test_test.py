"""`relrules test`: what is said of examples and laws."""

from __future__ import annotations

from pathlib import Path

from command_line import Cli
from relrules.source.shipped import policy_names

MESS = """\
policy mess "Mess"
fact visits "Visits": number from 0 whole
dimension d
  3 points when visits > 10
  0 points otherwise
score total = d
grade g by total
  good from 2
  bad otherwise
advice call "Call them"
  when visits < 5 and g = bad
ensure up "More visits never cost": total never rises when visits rises
ensure big: g = good when visits > 5
ensure void: g = good when visits > 5 and visits < 3
"""


def test_the_shipped_policies_hold_what_they_promise(cli: Cli) -> None:
    ran = cli("test", *policy_names())
    assert ran.code == 0
    assert "FAILED" not in ran.out
    assert "REFUTED" not in ran.out
    assert "  tested  A better coach never costs points on " in ran.out


def test_a_failed_example_shows_what_decided(cli: Cli) -> None:
    Path("m.rel").write_text(
        MESS + 'example "one"\n  given visits = 12\n  expect total = 0, g = bad, advice call\n'
    )
    ran = cli("test", "m.rel")
    assert ran.code == 1
    assert (
        """\
m.rel
  FAILED  one  (line 15)
          expected  total = 0
          found     total = 3
            total = 3: `d`
            d = 3: `3 points when visits > 10` (line 4)
          expected  g = bad
          found     g = good
            g = good: `good from 2` (line 8)
          expected  advice call
          found     no advice call
            call (line 10): `visits < 5` and `g = bad` does not hold
"""
        in ran.out
    )
    assert ran.err == (
        "m.rel: 1 example run, 1 failed; 3 laws tested, 2 refuted\n"
        "if you meant it, run `relrules test m.rel --update`\n"
    )


def test_an_undecided_result_shows_what_is_unknown(cli: Cli) -> None:
    Path("m.rel").write_text(
        MESS + 'example "none"\n  expect total between 0 and 2, g possible (good)\n'
    )
    out = cli("test", "m.rel").out
    assert "found     total between 0 and 3\n" in out
    assert "d between 0 and 3: visits is unknown\n" in out
    assert "expected  g possible (good)\n" in out
    assert "found     g possible (bad, good)\n" in out


def test_laws_are_refuted_with_a_witness_or_tested(cli: Cli) -> None:
    Path("m.rel").write_text(MESS)
    out = cli("test", "m.rel").out
    assert (
        """\
  REFUTED More visits never cost  (line 12)
          with      Visits = 10
          found     total = 0
          but with  Visits = 11
          found     total = 3
  REFUTED big  (line 13)
          with      Visits = 6
          found     g = bad
  open    void: no case was found in which it says anything
"""
        in out
    )


def test_a_policy_with_mistakes_does_not_keep_the_others_from_being_tested(cli: Cli) -> None:
    Path("a.rel").write_text('policy a "A"\nscore total = zz\n')
    Path("m.rel").write_text(MESS.replace("rises when", "falls when").split("ensure big")[0])
    ran = cli("test", "a.rel", "m.rel")
    assert ran.code == 1
    assert "error: a.rel has mistakes and cannot be used\n" in ran.err
    assert "  tested  More visits never cost on " in ran.out
