"""What is told by trying all cases, and what where there are too many of them."""

from fractions import Fraction

import pytest

from relrules import load_text
from relrules.check.interval import Interval
from relrules.evaluate.grid import MOST_COMBINATIONS
from relrules.evaluate.possible import MAYBE, YES, Among, Perhaps, Possible, within


def values(text: str, **facts: object) -> dict[str, Possible]:
    return dict(load_text(f"policy p\n{text}").evaluate(facts).outcome.values)


def opposites(count: int) -> str:
    """Return a dimension that is worth 1 whatever its facts are, with so many facts."""
    names = [f"f{i}" for i in range(count)]
    first = " and ".join(names)
    return f"fact {', '.join(names)}: yes or no\ndimension d\n  1 points when {first}\n  1 points when not ({first})\n  0 points otherwise\n"


def test_as_many_combinations_as_may_be_tried_are_exact() -> None:
    assert MOST_COMBINATIONS == 2**12
    assert values(opposites(12))["d"] == Interval(1, 1)


def test_beyond_that_it_is_wider_and_still_right() -> None:
    found = values(opposites(13))["d"]
    assert found == Interval(0, 1)
    assert within(Interval(1, 1), found)
    assert values(opposites(13), f0=True)["d"] == Interval(1, 1)


COUNTED = """
list contacts
  fact friendly: yes or no
  fact debt: number from 0 to 9 whole
fact rate: number from 0 to 9 whole
dimension many
  points by count of contacts where friendly
    under 2: 0
    up to 4: 1
    above: 2
dimension owing
  1 point when (count of contacts where debt > 4 and friendly) >= 1
  2 points when (count of contacts where debt > rate) between 2 and 3
  0 points otherwise
"""


def test_a_count_of_conditions_is_exact_as_if_each_case_were_tried() -> None:
    records: list[dict[str, object]] = [{"debt": 9}, {"debt": 5}, {"friendly": True, "debt": 1}]
    found = values(COUNTED, contacts=records, rate=4)
    assert found["many"] == Interval(0, 1)
    assert found["owing"] == Interval(1, 2)
    assert values(COUNTED, contacts=records, rate=9)["owing"] == Interval(0, 1)
    settled = [{**records[0], "friendly": True}, *records[1:]]
    assert values(COUNTED, contacts=settled, rate=9)["owing"] == Interval(1, 1)
    assert values(COUNTED, contacts=settled, rate=9)["many"] == Interval(1, 1)


@pytest.mark.parametrize(
    ("sold", "points"), [([], Interval(0, 1)), ([1, 2], Interval(0, 1)), ([1, 1], Interval(1, 1))]
)
def test_a_count_of_conditions_that_may_have_no_answer(sold: list[int], points: Interval) -> None:
    text = """
list orders
  fact sold: number from 0 to 2 whole
  define rate = 4 / sold if zero no answer
dimension d
  1 point when (count of orders where rate > 3) >= 2
  0 points otherwise
"""
    known: list[dict[str, object]] = [{"sold": n} for n in sold]
    found = values(text, orders=known + [{}] * (3 - len(known)))
    assert found["d"] == Perhaps(points)


BAND = """
fact n: number from 0 to 10{}
dimension d
  points by n
    up to 3: 1
    under 7: 2
    above: 4
"""


@pytest.mark.parametrize(
    ("n", "points"), [(3, 1), (Fraction(301, 100), 2), (Fraction(699, 100), 2), (7, 4), (10, 4)]
)
def test_borders_of_bands(n: Fraction, points: int) -> None:
    assert values(BAND.format(""), n=n)["d"] == Interval(points, points)


def test_a_number_that_is_not_known_is_in_every_band_it_reaches() -> None:
    assert values(BAND.format(""))["d"] == Interval(1, 4)


def test_cells_of_whole_numbers_are_whole() -> None:
    """Between 3 and 5 there is one whole number, and it is 4."""
    text = "fact n: number from 0 to 10 whole\ndefine d\n  n when n > 3 and n < 5\n  4 otherwise\n"
    assert values(text)["d"] == Interval(4, 4)


def test_what_is_mentioned_twice_is_the_same_each_time() -> None:
    text = "fact n: number from 0 to 3 whole\ndefine d = n - n\ndefine e = n * (3 - n)\n"
    found = values(text)
    assert found["d"] == Interval(0, 0)
    assert found["e"] == Interval(0, 2)


DECLINING = """
fact v: yes or no
dimension q
  1 points when v
  no answer otherwise
"""


def test_what_has_no_answer_is_left_out_of_what_is_known_in_each_case() -> None:
    found = values(DECLINING + "define h = average of known (q, 1, q) < 2\n")
    assert found["q"] == Perhaps(Interval(1, 1))
    assert found["h"] == YES


def test_one_case_has_no_answer_and_counts_all_the_same() -> None:
    """With `q` it is 2 < 3, without `q` it is 3 < 3."""
    assert values(DECLINING + "define h = average of known (q, 3) < 3\n")["h"] == MAYBE


def test_without_an_answer_a_comparison_has_none() -> None:
    found = values(DECLINING + "define h = average of known (q, 1, q) < q\n")
    assert isinstance(found["h"], Perhaps)


def test_an_answer_that_is_declined_somewhere_does_not_decline_everywhere() -> None:
    """A calculation with too many ways to come out is looked at whole, case by case."""
    text = """
fact v: yes or no
define q
  - 2 when v
  no answer when yes
  100 otherwise
grade g by q
  levels low < none
  none under 50
  none otherwise
  at most low when average of known (q * q, - q, q) < q
"""
    found = values(text)["g"]
    assert found == Perhaps(Among(frozenset({"none"})))


def test_and_or_settle_what_has_no_answer() -> None:
    text = DECLINING + "fact w: yes or no\ndefine a = q > 5 and w\ndefine b = q > 0 or w\n"
    assert values(text, v=False, w=False)["a"] == Among(frozenset({False}))
    assert values(text, v=False, w=True)["b"] == YES
    assert values(text)["b"] == Perhaps(YES)
