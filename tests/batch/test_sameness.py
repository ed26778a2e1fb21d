"""What a statement gives is what the interpreter says, cell by cell, in every database that runs."""

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases import constructs, engines
from databases.cases import Case, Shape, asked_for, in_column
from databases.drawn import drawn
from generators import facts
from generators.facts import Known
from generators.policies import Generated, policies
from relrules import Policy, load, load_text, shipped
from relrules.batch.errors import NotInSqlError
from relrules.source.shipped import policy_names

RECORDS, ROWS, SEED = 5, 40, 20260131
HERE = Path(__file__).parents[1] / "databases"
EVERY = ("every_construct", "every_known", "every_list", "every_asked")
NOT_TOLD: Counter[str] = Counter()


@cache
def policy_of(name: str) -> Policy:
    """Return one of the policies that between them have everything that SQL has."""
    return load(HERE / f"{name}.rel")


def agree(case: Case) -> list[str]:
    """Compare every engine with the interpreter, and return those that have a statement."""
    expected = case.interpreted()
    has_lists = bool(case.policy.checked.lists)
    return [
        name
        for name in engines.wanted()
        for in_tables in engines.forms(name, has_lists=has_lists)
        if _agrees(case, name, expected, in_tables=in_tables)
    ]


def _agrees(case: Case, name: str, expected: list[list[str]], *, in_tables: bool) -> bool:
    """Compare one engine, and return whether it has a statement that told some row."""
    try:
        told = case.told(engines.engine(name), in_tables=in_tables)
    except NotInSqlError as reason:
        NOT_TOLD[f"{name}: {reason}"] += 1
        return False
    asked = [asked_for(said, cells) for said, cells in zip(expected, told, strict=True)]
    for said, cells, is_asked in zip(expected, told, asked, strict=True):
        assert is_asked or cells == said, f"{name} says otherwise than the interpreter"
    if all(asked):
        return False
    constructs.count(constructs.form(name, in_tables=in_tables), case, expected)
    return True


def test_generated_policies_say_the_same() -> None:
    """The law says little if hardly any policy has a statement."""
    found: list[str] = []

    @given(policies(), st.data())
    def say_the_same(generated: Generated, data: st.DataObject) -> None:
        """Domain: any policy and facts; those with no statement say why."""
        known: list[Known] = [data.draw(facts.partial(generated.scope)) for _ in range(RECORDS)]
        shape = data.draw(st.sampled_from(Shape))
        rows = [{n: in_column(v, shape) for n, v in one.given.items()} for one in known]
        reasons = data.draw(st.booleans())
        found.extend(agree(Case(generated.policy, known[0].today, shape, rows, reasons)))

    say_the_same()
    assert set(found) == set(engines.wanted()), NOT_TOLD


@pytest.mark.parametrize("name", policy_names())
def test_shipped_policies_say_the_same(name: str) -> None:
    for at, shape in enumerate(Shape):
        agree(drawn(shipped(name), SEED + at, ROWS // 2, shape))


@pytest.mark.parametrize("shape", Shape)
def test_whether_something_is_known_is_told_of_every_row(shape: Shape) -> None:
    """It is a column of the table of cases, and leaves no row to the interpreter."""
    case = drawn(policy_of("every_asked"), SEED, ROWS, shape)
    expected = case.interpreted()
    for name in engines.wanted():
        told = case.told(engines.engine(name))
        assert not any(map(asked_for, expected, told)), name


def test_every_construct_is_tried_in_every_engine() -> None:
    """What no engine meets is not compared, however often the others say the same."""
    for shape in Shape:
        for name in EVERY:
            agree(drawn(policy_of(name), SEED, ROWS, shape))
    missed = {
        form: [each for each in wanted if not constructs.MET[form][each]]
        for name in engines.wanted()
        for form, wanted in constructs.wanted(name).items()
    }
    assert missed == {form: [] for form in missed}


NO_RECORDS = """\
policy p
fact risk: levels half_way < best
list contacts
  fact n: number from 0 to 10 whole
  grade seen
    much when risk is known
    no answer otherwise
    levels none < much
grade g by risk
  half_way: none, best: none
  at most none when no contacts have seen >= none
"""


def test_that_no_record_has_what_may_have_no_answer_is_no_answer_where_it_has_none() -> None:
    """`NOT x IS NULL` asks of x, and not of what does not hold."""
    rows = [
        {"risk": level, "contacts": [{"n": Decimal(8)}] * many}
        for level in ("half_way", "best")
        for many in range(2)
    ]
    assert agree(Case(load_text(NO_RECORDS), None, Shape.EXACT, rows))
