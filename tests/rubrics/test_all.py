"""What holds for every rubric here: no warning, the canonical form, examples and laws that hold."""

from __future__ import annotations

import pytest

from relrules.syntax.format import format_source
from relrules.verify import laws
from relrules.verify.examples import run_examples
from rubrics.published import RUBRICS, rubric

each = pytest.mark.parametrize("name", RUBRICS)


@each
def test_it_loads_without_a_warning(name: str) -> None:
    assert rubric(name).warnings == ()


@each
def test_it_is_formatted(name: str) -> None:
    source = rubric(name).source
    assert format_source(source) == source.text


@each
def test_its_examples_hold(name: str) -> None:
    outcomes = run_examples(rubric(name).program)
    failed = [
        (outcome.example.title.in_language("en"), checked.expectation.span.text, checked.actual)
        for outcome in outcomes
        for checked in outcome.checked
        if not checked.ok
    ]
    assert failed == []
    assert len(outcomes) >= 2
    assert all(outcome.checked for outcome in outcomes)


@each
def test_its_laws_are_refuted_by_nothing(name: str) -> None:
    outcomes = laws.run_laws(rubric(name).program)
    assert [o.law.id for o in outcomes if not isinstance(o, laws.Tested) or o.cases == 0] == []


@each
def test_it_has_a_table_of_its_own(name: str, request: pytest.FixtureRequest) -> None:
    assert (request.path.parent / f"test_{name}.py").is_file()
