"""Several values taken together, compared with every choice of values and of what counts.

What is taken together is highest or lowest at an end of its intervals, so their ends are enough.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, point
from relrules.evaluate.possible import NO_ANSWER, Among, Anything, Exactly, Perhaps, hull
from relrules.evaluate.together import Member, different, strictly, together
from relrules.syntax.nodes import Measure

NUMBER = m.NumberType()
MANY = settings(max_examples=6 * settings().max_examples)
ENDS = st.integers(-3, 3)
INTERVALS = st.tuples(ENDS, ENDS).map(lambda ends: Interval(min(ends), max(ends)))
WEIGHTS: st.SearchStrategy[Exact] = st.sampled_from([1, 2, Fraction(1, 2)])
MEMBERS = st.lists(st.builds(Member, INTERVALS, st.booleans(), WEIGHTS), max_size=4)


def measured(measure: Measure, chosen: Sequence[tuple[Exact, Exact]]) -> Fraction:
    values = [Fraction(value) for value, _ in chosen]
    match measure:
        case Measure.SUM:
            return sum(values, Fraction())
        case Measure.HIGHEST:
            return max(values)
        case Measure.LOWEST:
            return min(values)
        case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
            weights = sum(Fraction(weight) for _, weight in chosen)
            return sum((value * Fraction(w) for value, w in chosen), Fraction()) / weights


def choices(members: Sequence[Member]) -> Iterator[list[tuple[Exact, Exact]]]:
    """Yield what may count, each with its weight."""
    pools: list[list[tuple[Exact, Exact] | None]] = []
    for member in members:
        assert isinstance(member.value, Interval)
        ends = [member.value.low, member.value.high]
        pool: list[tuple[Exact, Exact] | None] = [(e, member.weight) for e in ends if e is not None]
        pools.append(pool if member.surely else [*pool, None])
    for chosen in itertools.product(*pools):
        yield [one for one in chosen if one is not None]


@pytest.mark.parametrize("measure", list(Measure))
@MANY
@given(members=MEMBERS)
def test_numbers_are_those_of_every_choice(measure: Measure, members: list[Member]) -> None:
    """Domain: up to four numbers that surely or perhaps count, with weights."""
    found = [
        point(measured(measure, chosen)) if chosen else NO_ANSWER for chosen in choices(members)
    ]
    assert together(measure, members, NUMBER, NO_ANSWER) == hull([*found])


def test_nothing_is_what_stands_in_for_it() -> None:
    assert together(Measure.SUM, [], NUMBER, point(7)) == point(7)
    assert together(Measure.HIGHEST, [], NUMBER, NO_ANSWER) == NO_ANSWER


def test_numbers_without_limit() -> None:
    members = [Member(Interval(0, None), surely=True), Member(point(5), surely=True)]
    assert together(Measure.HIGHEST, members, NUMBER, NO_ANSWER) == Interval(5, None)
    assert together(Measure.LOWEST, members, NUMBER, NO_ANSWER) == Interval(0, 5)
    assert together(Measure.SUM, members, NUMBER, NO_ANSWER) == Interval(5, None)
    assert together(Measure.AVERAGE, members, NUMBER, NO_ANSWER) == Interval(Fraction(5, 2), None)


LEVELS = ("a", "b", "c")
SCALE = m.LevelType(
    m.Scale("s", tuple(m.Option(m.Label(i, m.Texts((("en", i),)))) for i in LEVELS))
)
SETS = st.frozensets(st.sampled_from(LEVELS), min_size=1).map(Among)


@pytest.mark.parametrize("measure", [Measure.HIGHEST, Measure.LOWEST])
@MANY
@given(members=st.lists(st.builds(Member, SETS, st.booleans()), min_size=1, max_size=3))
def test_levels_are_those_of_every_choice(measure: Measure, members: list[Member]) -> None:
    """Domain: up to three levels that surely or perhaps count."""
    pick = max if measure is Measure.HIGHEST else min
    found = set()
    pools: list[list[object]] = []
    for member in members:
        assert isinstance(member.value, Among)
        pools.append([*member.value.values, *([] if member.surely else [None])])
    for chosen in itertools.product(*pools):
        counted = [str(level) for level in chosen if level is not None]
        found.add(pick(counted) if counted else None)
    expected = Among(frozenset(level for level in found if level is not None))
    wanted = Perhaps(expected) if None in found else expected
    assert together(measure, members, SCALE, NO_ANSWER) == wanted


def test_dates_are_told_where_all_are_known() -> None:
    first, last = Exactly(dt.date(2026, 1, 1)), Exactly(dt.date(2026, 2, 1))
    members = [Member(last, surely=True), Member(first, surely=True)]
    assert together(Measure.HIGHEST, members, m.DateType(), NO_ANSWER) == last
    assert together(Measure.LOWEST, members, m.DateType(), NO_ANSWER) == first
    perhaps = [Member(last, surely=True), Member(first, surely=False)]
    assert together(Measure.LOWEST, perhaps, m.DateType(), NO_ANSWER) == Anything()


@MANY
@given(st.lists(st.builds(Member, SETS, st.booleans()), max_size=3))
def test_different_values_are_never_fewer_or_more(members: list[Member]) -> None:
    """Domain: up to three levels that surely or perhaps count: no choice leaves the interval."""
    found = different(members, 3)
    pools: list[list[object]] = []
    for member in members:
        assert isinstance(member.value, Among)
        pools.append([*member.value.values, *([] if member.surely else [None])])
    for chosen in itertools.product(*pools):
        assert len({level for level in chosen if level is not None}) in found


def test_without_an_answer_there_is_none_for_the_whole() -> None:
    one, none = point(1), NO_ANSWER
    assert strictly([one, none], lambda _: point(2)) == NO_ANSWER
    assert strictly([one, Perhaps(one)], lambda _: point(2)) == Perhaps(point(2))
    assert strictly([one, one], lambda _: point(2)) == point(2)
