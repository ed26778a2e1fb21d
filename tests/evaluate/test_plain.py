"""What is worked out from known facts alone is what the interpreter says, to the last detail."""

import pickle
from unittest import mock

import attrs
from hypothesis import given
from hypothesis import strategies as st

from generators import facts
from generators.facts import Known
from generators.policies import Generated, policies
from relrules.evaluate import evaluate
from relrules.evaluate.outcome import Outcome

RECORDS = 4


def outcome_of(generated: Generated, known: Known) -> Outcome:
    return generated.policy.evaluate(known.given, known.today).outcome


def read_through(generated: Generated, known: Known) -> Outcome:
    """Return what the interpreter says by itself."""
    with mock.patch.object(evaluate, "read_plainly", return_value=None):
        return outcome_of(generated, known)


def details(outcome: Outcome) -> dict[str, object]:
    """Return all that an outcome tells, in words: 1 and a fraction of 1 are not the same."""
    left_out = ("plain",)
    return {
        field.name: repr(getattr(outcome, field.name))
        for field in attrs.fields(Outcome)
        if field.name not in left_out
    }


@given(policies(), st.data())
def test_complete_facts_are_read_plainly_and_alike(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy, all facts and today known. Every result is worked out plainly."""
    for _ in range(RECORDS):
        known = data.draw(facts.complete(generated.scope))
        found = outcome_of(generated, known)
        assert details(found) == details(read_through(generated, known))
        assert set(found.plain) == set(found.values)


@given(policies(), st.data())
def test_partial_facts_are_read_alike(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, also with defaults and questions whether something is known."""
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        assert details(outcome_of(generated, known)) == details(read_through(generated, known))


@given(policies(), st.data())
def test_a_copy_of_a_policy_says_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy that was asked before, pickled."""
    known = data.draw(facts.partial(generated.scope))
    found = outcome_of(generated, known)
    copy = pickle.loads(pickle.dumps(generated.policy))  # noqa: S301 - made here
    assert details(copy.evaluate(known.given, known.today).outcome) == details(found)
