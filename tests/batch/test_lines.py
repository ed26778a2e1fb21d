"""A line of NDJSON by DuckDB is the one that the interpreter writes, byte by byte."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.cases import Case, Shape, in_column
from databases.drawn import drawn
from generators import facts
from generators.facts import Known
from generators.policies import Generated, policies
from relrules import Policy, load, shipped
from relrules.batch.errors import NotInSqlError
from relrules.explain.values import languages

RECORDS, ROWS, SEED = 5, 20, 20260131
HERE = Path(__file__).parents[1] / "databases"
EVERY = ("every_construct", "every_known", "every_asked")
WITHOUT_LISTS = [
    "benefit_and_trust", "customer_orientation", "customer_readiness", "customer_relationship",
    "opportunity_ripeness", "pipeline_sowing", "prospect_priority", "ripeness", "seller_reputation",
    "strategic_account",
]  # fmt: skip


@cache
def policy_of(name: str) -> Policy:
    return load(HERE / f"{name}.rel")


def agree(case: Case, lang: str) -> int:
    """Compare the lines of a case, and return how many rows the statement told."""
    expected, told = case.interpreted_lines(lang), case.lines(lang)
    for said, line in zip(expected, told, strict=True):
        assert line is None or line == said
    return sum(line is not None for line in told)


def test_generated_policies_say_the_same() -> None:
    """The law says little if hardly any policy has lines."""
    told, refused = 0, Counter[str]()

    @given(policies(), st.sampled_from(languages()), st.data())
    def say_the_same(generated: Generated, lang: str, data: st.DataObject) -> None:
        """Domain: any policy and facts, and both languages; those with no statement say why."""
        nonlocal told
        known: list[Known] = [data.draw(facts.partial(generated.scope)) for _ in range(RECORDS)]
        shape = data.draw(st.sampled_from(Shape))
        rows = [{n: in_column(v, shape) for n, v in one.given.items()} for one in known]
        try:
            told += agree(Case(generated.policy, known[0].today, shape, rows), lang)
        except NotInSqlError as reason:
            refused[str(reason)] += 1

    say_the_same()
    assert told > refused.total(), refused


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", WITHOUT_LISTS)
def test_shipped_policies_say_the_same(name: str, lang: str) -> None:
    cases = [drawn(shipped(name), SEED + at, ROWS, shape) for at, shape in enumerate(Shape)]
    assert sum(agree(case, lang) for case in cases)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", EVERY)
def test_every_construct_says_the_same(name: str, lang: str) -> None:
    for shape in Shape:
        assert agree(drawn(policy_of(name), SEED, 2 * ROWS, shape), lang)
