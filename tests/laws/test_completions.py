"""Brute force: what is not known is filled in every way, and compared with what is told of it.

The policies are small, and so are what their facts can be; a list that is not known is completed
with no, one and two records.
"""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from generators import facts
from generators.claims import check_held, exact_value, key_of
from generators.facts import Known
from generators.policies import Generated, small
from relrules.check import model as m
from relrules.check.walk import lists_in, refs
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import hull
from relrules.syntax.nodes import AdviceState

MOST_COMPLETIONS = 200
RECORDS = 3
MANY = settings(max_examples=15 * settings().max_examples)


@MANY
@given(small(), st.data())
def test_completions_are_held_and_facts_alone_are_exact(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: small policies; firm results. Those that look at facts alone are exact."""
    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        known = facts.few(
            generated.scope, Known(known.facts, facts.TODAY[0], known.lists), MOST_COMPLETIONS
        )
        outcome = generated.policy.evaluate(known.given, known.today).outcome
        completed = list(facts.completions(generated.scope, known, MOST_COMPLETIONS))
        for one in completed:
            check_held(generated, outcome, one)
        check_exact(generated, outcome, known, completed)


def check_exact(
    generated: Generated, outcome: Outcome, known: Known, completed: list[Known]
) -> None:
    """Assert that what looks at facts alone is told exactly: all that it can be, and no more."""
    meanings = [generated.meaning(one) for one in completed]
    for name, possible in outcome.values.items():
        if name not in outcome.provisional and looks_at_facts(generated, key_of(name), known):
            found = hull([exact_value(name, meaning[name], generated) for meaning in meanings])
            assert possible == found, (name, known)
    given_ = [generated.advice(one) for one in completed]
    for name, state in outcome.advice.items():
        key = advice_key(name)
        if key in outcome.provisional or not looks_at_facts(generated, key, known):
            continue
        if name not in outcome.each:
            assert state is STATES[frozenset(one[name] is True for one in given_)], (name, known)
            continue
        for at, each in enumerate(outcome.each[name]):
            states = {told[at] is True for one in given_ if isinstance(told := one[name], tuple)}
            assert each is STATES[frozenset(states)], (name, at, known)


STATES = {
    frozenset({True}): AdviceState.GIVEN,
    frozenset({False}): AdviceState.NOT_GIVEN,
    frozenset({True, False}): AdviceState.POSSIBLE,
}


def looks_at_facts(generated: Generated, key: str, known: Known) -> bool:
    """Return whether a declaration looks at facts alone, and at no list that is not known."""
    terms = list(terms_of(generated, key))
    kinds = {ref.kind for term in terms for ref in refs(term)}
    lists = {name for term in terms for name in lists_in(term)}
    of_each = generated.policy.program.rows[key].list_name
    lists |= {of_each} if of_each is not None else set()
    return kinds <= {m.Kind.FACT} and lists <= set(known.lists)


def terms_of(generated: Generated, key: str) -> Iterator[m.Expr]:
    """Yield all that a declaration is made of, its defines read through."""
    rows = generated.policy.program.rows[key]
    yield from (when for when in rows.conditions if when is not None)
    yield from rows.values
    yield from (limit.when for limit in rows.limits if limit.when is not None)
