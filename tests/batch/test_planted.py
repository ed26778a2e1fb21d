"""Mistakes that a statement could have are found: each is planted, and the comparison tells it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlglot import exp

from databases import engines
from databases.cases import Shape
from databases.drawn import drawn
from relrules import load
from relrules.batch import facts, results, statement, tree
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.interval import Exact

ROWS, SEED = 120, 7
EVERY_CONSTRUCT = Path(__file__).parents[1] / "databases" / "every_construct.rel"
Plant = Callable[[pytest.MonkeyPatch], None]


def above_as_at_least(patch: pytest.MonkeyPatch) -> None:
    """Put the number that a row begins at into the row below."""
    honest = results._below

    def planted(
        value: Sql, marks: Sequence[Exact], by_place: Sequence[int], scale: int
    ) -> list[tuple[Sql, Sql]]:
        at_marks = [by_place[at - (at % 2)] for at in range(len(by_place))]
        return honest(value, marks, at_marks, scale)

    patch.setattr(results, "_below", planted)


def null_as_nought(patch: pytest.MonkeyPatch) -> None:
    """Take a number that is not known for 0."""
    honest = facts.fact_in_sql

    def planted(fact: m.Fact, given: facts.Given | None) -> Sql:
        value = honest(fact, given)
        if not isinstance(fact.type, m.NumberType):
            return value
        return exp.Coalesce(this=value, expressions=[tree.whole(0)])

    patch.setattr(statement, "fact_in_sql", planted)


def a_bit_too_far(patch: pytest.MonkeyPatch) -> None:
    """Read the bit beside the one that is meant."""
    honest = tree.has_bits
    patch.setattr(tree, "has_bits", lambda of, bits: honest(of, bits << 1))


def end_of_month_as_any_day(patch: pytest.MonkeyPatch) -> None:
    """Let the last day of a shorter month complete none."""

    def planted(start: Sql, end: Sql) -> Sql:
        years = tree.times(tree._minus(tree._part(exp.Year, end), tree._part(exp.Year, start)), 12)
        months = tree._minus(tree._part(exp.Month, end), tree._part(exp.Month, start))
        due = tree._part(exp.Day, start)
        complete = tree.compared(exp.GTE, tree._part(exp.Day, end), due)
        less = tree.case([(complete, tree.whole(0))], tree.whole(1))
        return exp.paren(tree._minus(tree.added([years, months]), less))

    patch.setattr(tree, "_whole_months", planted)


PLANTED = (above_as_at_least, null_as_nought, a_bit_too_far, end_of_month_as_any_day)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", engines.wanted())
def test_a_planted_mistake_is_found(
    name: str, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = drawn(load(EVERY_CONSTRUCT), SEED, ROWS, Shape.EXACT)
    said, engine = case.interpreted(), engines.engine(name)
    assert case.told(engine) == said
    plant(monkeypatch)
    assert case.told(engine) != said
