"""What is left of lists and questionnaires once all that is known is put in."""

from fractions import Fraction

import pytest

from relrules import load_text
from relrules.check.interval import Interval
from relrules.evaluate.possible import MAYBE, NO, NO_ANSWER, YES, Among, Perhaps, Possible

HALF = Fraction(1, 2)
LIST = """policy p
fact limit: number from 0 to 3 whole
list contacts
  fact met: yes or no
  fact level: levels low < mid < high
  fact n: number from 0 to 4 whole
"""


def value(define: str, records: list[dict[str, object]] | None, **facts: object) -> Possible:
    given = {**facts, "contacts": records}
    return load_text(f"{LIST}define d = {define}\n").evaluate(given).outcome.values["d"]


def test_a_record_that_is_not_known_counts_or_not() -> None:
    assert value("count of contacts where met", [{"met": True}, {}]) == Interval(1, 2)
    assert value("some contacts have met", [{"met": False}, {}]) == MAYBE
    assert value("all contacts have met", [{"met": False}, {}]) == NO


@pytest.mark.parametrize(
    ("define", "expected"),
    [
        ("count of contacts", Interval(0, 0)),
        ("some contacts have met", NO),
        ("all contacts have met", YES),
        ("no contacts have met", YES),
        ("at least 1 contacts have met", NO),
        ("share of contacts where met if empty 0.5", Interval(HALF, HALF)),
        ("share of contacts where met if empty no answer", NO_ANSWER),
        ("sum n of contacts", Interval(0, 0)),
        ("highest n of contacts if empty 7", Interval(7, 7)),
        ("average n of contacts if empty no answer", NO_ANSWER),
        ("highest level of contacts if empty mid", Among(frozenset({"mid"}))),
        ("count of distinct level of contacts", Interval(0, 0)),
    ],
)
def test_an_empty_list(define: str, expected: Possible) -> None:
    assert value(define, []) == expected


def test_an_unknown_list_is_not_an_empty_one() -> None:
    assert value("count of contacts", None) == Interval(0, None)
    assert value("some contacts have met", None) == MAYBE
    assert value("highest n of contacts if empty 7", None) == Interval(0, 7)
    assert value("average n of contacts if empty no answer", None) == Perhaps(Interval(0, 4))


def test_records_share_what_is_not_known_of_the_policy() -> None:
    """The limit is the same for both records, so both meet it or neither does."""
    records: list[dict[str, object]] = [{"n": 2}, {"n": 2}]
    assert value("count of contacts where n > limit", records) == Interval(0, 2)
    assert value("(count of contacts where n > limit) = 1", records) == NO


def test_more_open_records_than_are_tried_are_still_counted_right() -> None:
    found = value("count of contacts where met", [{}] * 9 + [{"met": True}])
    assert found == Interval(1, 10)


def test_where_is_read_before_what_is_taken() -> None:
    records: list[dict[str, object]] = [{"n": 4, "met": False}, {"n": 1}, {"n": 2}]
    assert value("highest n of contacts where met if empty 0", records) == Interval(0, 2)
