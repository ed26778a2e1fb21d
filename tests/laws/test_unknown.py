"""Laws of what is not known: never too narrow, and within one declaration never too wide."""

from hypothesis import assume, given
from hypothesis import strategies as st

from generators import facts
from generators.claims import check_held, exact_value
from generators.facts import Known
from generators.policies import Generated, policies, single
from relrules.check.interval import Interval
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Among, hull, within
from relrules.syntax.nodes import AdviceState

RECORDS = 4
COMPLETIONS = 60
EVERY_COMPLETION = 3000


def outcome_of(generated: Generated, known: Known) -> Outcome:
    return generated.policy.evaluate(known.given, known.today).outcome


@given(policies(), st.data())
def test_one_more_fact_never_widens_a_firm_result(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: results and advice that are firm before the fact, or today, is learnt."""
    for _ in range(RECORDS):
        before, after = (
            outcome_of(generated, k) for k in data.draw(facts.learning(generated.scope))
        )
        for name, possible in before.values.items():
            if name not in before.provisional:
                assert within(after.values[name], possible), name
        for name, state in before.advice.items():
            if advice_key(name) in before.provisional:
                continue
            if state is not AdviceState.POSSIBLE:
                assert after.advice[name] is state, name


@given(policies(), st.data())
def test_a_firm_result_stays_firm(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, one more fact or today learnt.

    A list that is learnt brings records of its own, whose facts may be absent.
    """
    for _ in range(RECORDS):
        known = data.draw(facts.learning(generated.scope))
        if known[0].lists.keys() != known[1].lists.keys():
            continue
        before, after = (outcome_of(generated, k) for k in known)
        # A provisional one may come to read the absence of other facts: rows further down.
        assert set(after.provisional) <= set(before.provisional)


@given(policies(), st.data())
def test_no_completion_leaves_a_firm_result(generated: Generated, data: st.DataObject) -> None:
    """Domain: firm results and advice; completions by the generator's own meaning of the policy."""
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        outcome = outcome_of(generated, known)
        for completed in facts.completions(generated.scope, known, COMPLETIONS):
            check_held(generated, outcome, completed)


@given(single(), st.data())
def test_a_single_declaration_is_exact(generated: Generated, data: st.DataObject) -> None:
    """Domain: one dimension, grade or advice whose conditions compare facts with constants.

    The interval or set is that of all completions: values of levels, choices, yes and no; for
    numbers, dates and texts one value of each case that the constants tell apart.
    """
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        known = Known(known.facts, facts.TODAY[0])
        completed = list(facts.completions(generated.scope, known, EVERY_COMPLETION))
        assume(len(completed) < EVERY_COMPLETION)
        outcome = outcome_of(generated, known)
        for name, possible in outcome.values.items():
            if name in outcome.provisional:
                continue
            values = {generated.meaning(c)[name] for c in completed}
            found = hull([exact_value(name, value, generated) for value in values])
            assert isinstance(found, Interval | Among)
            assert possible == found
        for name, state in outcome.advice.items():
            if advice_key(name) in outcome.provisional:
                continue
            given_ = {generated.advice(c)[name] for c in completed}
            expected = AdviceState.GIVEN if given_ == {True} else AdviceState.NOT_GIVEN
            assert state is (AdviceState.POSSIBLE if len(given_) > 1 else expected)
