"""Laws of results where everything is known: the generator says what each policy means."""

import datetime as dt
import decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generators import facts
from generators.facts import Known
from generators.policies import Generated, policies
from generators.values import days_between, months_between
from relrules import FactsError, Result
from relrules.check.interval import Interval
from relrules.evaluate.dates import distance
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import NO_ANSWER, Possible, decided
from relrules.syntax.nodes import AdviceState, DateUnit

RECORDS = 4


def evaluated(generated: Generated, known: Known) -> Result:
    return generated.policy.evaluate(known.given, known.today)


def numbers(possible: Possible) -> list[object]:
    return [possible.low, possible.high] if isinstance(possible, Interval) else []


@given(policies(), st.data())
def test_complete_facts_give_what_the_policy_means(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy, all facts and today known. Every result is decided, firm, and right."""
    for _ in range(RECORDS):
        known = data.draw(facts.complete(generated.scope))
        result = evaluated(generated, known)
        outcome = result.outcome
        assert {name: told(possible) for name, possible in outcome.values.items()} == (
            generated.meaning(known)
        )
        assert advice_told(generated, outcome) == generated.advice(known)
        assert AdviceState.POSSIBLE not in set(outcome.advice.values())
        assert not result.provisional
        assert not result.unknown


@given(policies(), st.data())
def test_what_is_known_decides_what_it_can(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts. What the generator works out from them without the others.

    That is where defaults, entries for `unknown`, estimates and means of the known count.
    """
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        outcome = evaluated(generated, known).outcome
        for name, value in generated.meaning(known).items():
            assert told(outcome.values[name]) == value, name
        found = advice_told(generated, outcome)
        for name, given_ in generated.advice(known).items():
            if not isinstance(given_, tuple):
                assert found[name] is given_, name
                continue
            told_each = found[name]
            assert isinstance(told_each, tuple)
            for one, other in zip(told_each, given_, strict=True):
                assert other is None or one is other, name


UNDECIDED = object()


def told(possible: Possible) -> object:
    """Return the one value, `None` for no answer, or that it is not decided."""
    if possible == NO_ANSWER:
        return None
    value = decided(possible)
    return UNDECIDED if value is None else value


def advice_told(generated: Generated, outcome: Outcome) -> dict[str, object]:
    """Return whether each advice is given, `None` where that is not decided."""
    each = {a.id for a in generated.scope.advice if a.for_each is not None}
    found: dict[str, object] = {n: STATES[s] for n, s in outcome.advice.items() if n not in each}
    return found | {name: tuple(STATES[s] for s in outcome.each[name]) for name in each}


STATES = {AdviceState.GIVEN: True, AdviceState.NOT_GIVEN: False, AdviceState.POSSIBLE: None}


@settings(max_examples=10 * settings().max_examples)
@given(
    st.dates(dt.date(2023, 12, 1), dt.date(2024, 4, 1)),
    st.dates(dt.date(2023, 12, 1), dt.date(2025, 4, 1)),
)
@example(dt.date(2026, 1, 31), dt.date(2026, 2, 28))
def test_distances_of_dates_are_what_counting_gives(start: dt.date, end: dt.date) -> None:
    """Domain: two days around the end of a leap year's February, either first."""
    assert distance(DateUnit.DAYS, start, end) == days_between(start, end)
    assert distance(DateUnit.MONTHS, start, end) == months_between(start, end)


@given(policies(), st.data())
def test_a_checked_policy_never_fails(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy, any of its facts known, today given or not. Numbers are exact."""
    for _ in range(RECORDS):
        result = evaluated(generated, data.draw(facts.partial(generated.scope)))
        found = {*result.scores, *result.dimensions, *result.grades}
        assert found <= set(result.outcome.values)
        given_ = {advice.name for advice in (*result.advice, *result.alerts)}
        assert given_ <= {advice.id for advice in generated.scope.advice}
        # What belongs to a record of a list is told with that record, and what is hidden is not.
        assert len(result.provisional) <= len(result.outcome.provisional)
        assert result.to_dict()["format"] == 1
        for possible in result.outcome.values.values():
            assert all(isinstance(n, int | Fraction | None) for n in numbers(possible))
            assert not any(isinstance(n, bool) for n in numbers(possible))


@given(policies(), st.data())
def test_how_a_record_is_spelled_changes_nothing(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts; names, labels, aliases, kinds of number, markers, any order."""
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        spelled = data.draw(facts.spelled(generated.scope, known))
        other = generated.policy.evaluate(spelled, known.today)
        assert other.outcome == evaluated(generated, known).outcome


@given(policies(), st.data())
def test_the_order_of_facts_changes_nothing(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts; the mapping in another order."""
    known = data.draw(facts.partial(generated.scope))
    turned = Known(dict(reversed(list(known.facts.items()))), known.today, known.lists)
    one, other = evaluated(generated, known), evaluated(generated, turned)
    assert one.outcome == other.outcome
    assert one.to_json() == other.to_json()


@given(policies(), st.data())
def test_the_callers_decimal_context_changes_nothing(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy and facts; a context of one digit in which every inexact step is fatal."""
    known = data.draw(facts.partial(generated.scope))
    spelled = data.draw(facts.spelled(generated.scope, known))
    before = evaluated(generated, known).to_json()
    with decimal.localcontext(decimal.Context(prec=1, traps=[decimal.Inexact, decimal.Rounded])):
        inside = generated.policy.evaluate(spelled, known.today).to_json()
    assert inside == before


@given(policies(), st.data())
def test_facts_are_captured_at_the_call(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts; the caller changes the mapping afterwards."""
    known = data.draw(facts.partial(generated.scope))
    mine = known.given
    result = generated.policy.evaluate(mine, known.today)
    before = evaluated(generated, known).to_json()
    mine.clear()
    mine["no fact at all"] = 1
    assert result.to_json() == before


@given(policies(), st.data())
def test_a_value_outside_its_type_is_refused(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy; one fact is given something that no fact can be."""
    known = data.draw(facts.partial(generated.scope))
    fact = data.draw(st.sampled_from(generated.scope.facts))
    wrong = data.draw(st.sampled_from([float("nan"), float("inf"), [], {}, b"yes", 1j, object()]))
    with pytest.raises(FactsError) as caught:
        generated.policy.evaluate({**known.given, fact.id: wrong}, known.today)
    assert [problem.path for problem in caught.value.problems] == [fact.id]
