"""Laws of many records: the compiled policy tells each as the interpreter does, in every form."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators import facts
from generators.by_hand import EVERY_RECORD, partly_hidden, records_of
from generators.policies import Generated, policies
from relrules import BadRecord, Policy, Result, load_text
from relrules.answers import answers_of
from relrules.evaluate.facts import Form
from relrules.many import evaluate_each
from relrules.result import summary
from relrules.result_cells import result_cells, state_words

RECORDS = 6
WORDS = state_words("hidden", "en")
ODD = ("", " ", "7", "007", "+3", "-2", "2.50", "1e3", "５", "yes", "No", "2026-02-30", "2026-01-31",
       " a", "x\u200b", "a\rb", "\0")  # fmt: skip
SUMMED: Counter[bool] = Counter()


def assert_same(
    policy: Policy, records: Sequence[object], today: dt.date | None, form: Form
) -> None:
    """Compare the results of many records with those of the interpreter."""
    given_ = policy.program, records, today, None, form
    told, wanted = (
        list(evaluate_each(*given_, answers_of(policy.program))),
        list(evaluate_each(*given_, None)),
    )
    for own, other in zip(told, wanted, strict=True):
        if isinstance(own, BadRecord) or isinstance(other, BadRecord):
            assert own == other
            continue
        cells = result_cells(own, WORDS)
        assert cells == result_cells(other, WORDS)
        assert [*map(type, cells)] == [*map(type, result_cells(other, WORDS))]
        SUMMED[not isinstance(summary(own), Result)] += 1
        assert own.unknown == other.unknown
        assert own.warnings == other.warnings
        assert own == other


def test_records_however_spelled_give_the_same() -> None:
    """The law says little if the compiled policy hardly ever tells."""
    SUMMED.clear()
    records_however_spelled_give_the_same()
    assert SUMMED[True] * 4 > SUMMED.total()


@given(policies(), st.data())
def records_however_spelled_give_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy; records of Python's values, some of them twice."""
    scope = generated.scope
    known = [data.draw(facts.complete(scope) | facts.partial(scope)) for _ in range(RECORDS)]
    records = [data.draw(facts.spelled(scope, one)) for one in [*known, known[0]]]
    assert_same(generated.policy, records, known[0].today, Form.PYTHON)


@given(policies(), st.data())
def test_records_of_texts_give_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy; records as from CSV or JSON, some of their values odd."""
    scope = generated.scope
    known = [data.draw(facts.complete(scope) | facts.partial(scope)) for _ in range(RECORDS)]
    records = [as_texts(data.draw(facts.spelled(scope, one))) for one in known]
    for record in records:
        for title in record:
            if not data.draw(st.integers(0, 9)):
                record[title] = data.draw(st.sampled_from(ODD))
    for form in Form:
        assert_same(generated.policy, records, known[0].today, form)


def as_texts(record: dict[str, object]) -> dict[str, object]:
    """Return a record as it may stand in CSV."""
    return {title: _text(value) for title, value in record.items()}


def _text(value: object) -> object:
    match value:
        case list():
            return [as_texts(one) for one in value]
        case bool():
            return "yes" if value else "no"
        case dt.date() | int() | float():
            return str(value)
        case _:
            return value


EACH = {"open": load_text(EVERY_RECORD), "hidden": load_text(partly_hidden())}


@pytest.mark.parametrize("which", EACH)
@given(st.lists(records_of(EACH["open"]), min_size=10, max_size=10))
def test_what_records_have_of_their_own_gives_the_same(
    which: str, records: list[dict[str, object]]
) -> None:
    """Advice for each record is told with the title of the record, or its number if that is hidden."""
    SUMMED.clear()
    for today in (None, dt.date(2026, 6, 30)):
        assert_same(EACH[which], records, today, Form.PYTHON)
    assert not SUMMED[False]


def test_a_title_in_two_spellings_is_not_read_at_once() -> None:
    policy = load_text('policy p\nfact visits "Visits": number\nscore total = visits\n')
    records = [{"visits": "1", "Visits": "2"}, {"visits": None, "VISITS": None}, {"visits": 3}]
    for form in Form:
        assert_same(policy, records, None, form)


def test_values_that_are_equal_and_not_the_same_are_told_apart() -> None:
    """`1 == True == 1.0`, and a fact that takes one of them need not take another."""
    policy = load_text(
        "policy p\nfact met: yes or no\nfact visits: number from 0 to 9\n"
        "dimension d\n  1 point when met\n  0 points otherwise\nscore total = visits + d\n"
    )
    values: list[object] = [True, 1, 1.0, "1", "yes", 0, False, "0", None, ""]
    records = [{"met": one, "visits": other} for one in values for other in values]
    for form in Form:
        assert_same(policy, [*records, *records], None, form)
