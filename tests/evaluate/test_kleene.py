"""Edges of rows, caps, take all and estimates."""

from fractions import Fraction

import pytest

from relrules import load_text
from relrules.check.interval import Interval
from relrules.evaluate.possible import NO_ANSWER, Perhaps, Possible

POLICY = """policy p
fact a, b, c: yes or no
fact n: number from 0 to 5 whole
dimension declined
  no answer when a
  2 points otherwise
"""


def value(declared: str, **facts: object) -> Possible:
    return load_text(POLICY + declared).evaluate(facts).outcome.values["d"]


TAKE_ALL = """dimension d
  take all
  1 point when a
  2 points when b
  4 points otherwise
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"a": True, "b": True}, Interval(3, 3)),
        ({"a": True, "b": False}, Interval(1, 1)),
        ({"a": False, "b": False}, Interval(4, 4)),
        ({"a": True}, Interval(1, 3)),
        ({"a": False}, Interval(2, 4)),
        ({}, Interval(1, 4)),
    ],
)
def test_otherwise_counts_where_no_other_row_does(
    facts: dict[str, object], expected: Possible
) -> None:
    assert value(TAKE_ALL, **facts) == expected


CAPS = """dimension d = n
  at most 3 when b
  at least 2
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"n": 5, "b": True}, Interval(3, 3)),
        ({"n": 5, "b": False}, Interval(5, 5)),
        ({"n": 5}, Interval(3, 5)),
        ({"n": 0}, Interval(2, 2)),
        ({"b": True}, Interval(2, 3)),
        ({}, Interval(2, 5)),
    ],
)
def test_caps_apply_in_the_order_written(facts: dict[str, object], expected: Possible) -> None:
    assert value(CAPS, **facts) == expected


def test_a_row_without_an_answer_ends_the_reading() -> None:
    rows = "dimension d\n  1 point when declined > 1\n  0 points otherwise\n"
    assert value(rows, a=True) == NO_ANSWER
    assert value(rows, a=False) == Interval(1, 1)
    assert value(rows) == Perhaps(Interval(1, 1))


def test_a_row_below_one_that_applies_is_not_read() -> None:
    rows = "dimension d\n  3 points when b\n  1 point when declined > 1\n  0 points otherwise\n"
    assert value(rows, a=True, b=True) == Interval(3, 3)


def test_a_cap_without_an_answer_leaves_none() -> None:
    assert value("dimension d = n\n  at most 3 when declined > 1\n", a=True, n=5) == NO_ANSWER


def test_a_quotient_by_what_may_be_0() -> None:
    assert value("define d = 6 / n if zero no answer\n", n=0) == NO_ANSWER
    assert value("define d = 6 / n if zero 9\n", n=0) == Interval(9, 9)
    assert value("define d = 6 / n if zero 9\n") == Interval(Fraction(6, 5), 9)


QUESTIONNAIRE = """policy p
questionnaire q
  answers 1 to 5
  item q1
  item q2 reversed
  item q3
  estimate needs 2 of 3
define d = estimated total of q
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"q1": 5, "q2": 1, "q3": 3}, Interval(13, 13)),
        ({"q1": 5, "q2": 1}, Interval(15, 15)),
        ({"q1": 5, "q3": 2}, Interval(Fraction(21, 2), Fraction(21, 2))),
        ({"q1": 5}, NO_ANSWER),
        ({}, NO_ANSWER),
    ],
)
def test_an_estimate_is_the_person_mean_of_all_items(
    facts: dict[str, object], expected: Possible
) -> None:
    found = load_text(QUESTIONNAIRE).evaluate(facts).outcome.values["d"]
    assert found == expected


def test_zero_times_what_is_not_known_is_zero() -> None:
    assert value("define d = 0 * n\n") == Interval(0, 0)
