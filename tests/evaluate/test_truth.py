"""Conditions with three outcomes: yes, no, no answer. Every set of them is tried."""

import itertools
from collections.abc import Callable, Sequence

import pytest

from relrules.evaluate.possible import NO_ANSWER, Among, Perhaps
from relrules.evaluate.truth import (
    EITHER,
    NO_ONLY,
    YES_ONLY,
    Truths,
    both,
    either,
    opposite,
    possible,
    truths,
)

OUTCOMES = (True, False, None)
SETS = [frozenset(found) for n in (1, 2, 3) for found in itertools.combinations(OUTCOMES, n)]


def one_and(values: Sequence[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def one_or(values: Sequence[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


@pytest.mark.parametrize(("taken", "one"), [(both, one_and), (either, one_or)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_and_and_or_are_those_of_every_combination(
    taken: Callable[[Sequence[Truths]], Truths],
    one: Callable[[Sequence[bool | None]], bool | None],
    count: int,
) -> None:
    for parts in itertools.product(SETS, repeat=count):
        expected = {one(values) for values in itertools.product(*parts)}
        assert taken(parts) == expected, parts


def test_and_of_nothing_is_yes_and_or_of_nothing_is_no() -> None:
    assert both([]) == YES_ONLY
    assert either([]) == NO_ONLY


@pytest.mark.parametrize("found", SETS)
def test_not_turns_yes_and_no_and_leaves_no_answer(found: Truths) -> None:
    assert opposite(found) == {None if value is None else not value for value in found}


@pytest.mark.parametrize("found", SETS)
def test_what_a_condition_can_be_goes_there_and_back(found: Truths) -> None:
    assert truths(possible(found)) == found


def test_what_a_value_can_be_as_a_condition() -> None:
    assert truths(NO_ANSWER) == {None}
    assert truths(Perhaps(Among(frozenset({True})))) == {True, None}
    assert truths(Among(frozenset({True, False}))) == EITHER
