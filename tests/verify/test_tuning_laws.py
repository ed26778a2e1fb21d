"""Laws of suggested examples and of rewritten expectations, over generated policies."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve
from hypothesis import given, settings

from generators.policies import Generated, policies
from relrules.engine import load_source, load_text
from relrules.policy import Policy
from relrules.source import FrozenDict
from relrules.verify.coverage import Reach, coverage
from relrules.verify.examples import ExampleOutcome, run_example, run_examples
from relrules.verify.suggest import suggestions
from relrules.verify.update import updates, with_rewrites

FEW = settings(max_examples=max(10, settings().max_examples // 5))


@FEW
@given(policies(examples=True))
def test_suggestions_can_be_pasted_and_reach_what_they_say(generated: Generated) -> None:
    """Domain: policies with examples; every suggestion is pasted at the end."""
    policy = generated.policy
    found = coverage(policy.program)
    suggested = suggestions(policy.program, policy.source, found)
    whole = load_text("\n".join([policy.source.text, *(s.text for s in suggested.examples)]))
    ran = run_examples(whole.program)
    assert all(outcome.ok for outcome in ran[len(policy.checked.examples) :])
    left = {
        (c.coverable.owner, c.coverable.index, c.coverable.kind)
        for c in coverage(whole.program)
        if c.reach is not Reach.SURELY
    }
    assert left == {(c.owner, c.index, c.kind) for c in suggested.not_found}


@given(policies(examples=True))
def test_rewritten_expectations_hold(generated: Generated) -> None:
    """Domain: policies with examples, whose facts are all forgotten so that much changes."""
    policy = generated.policy
    outcomes = without_facts(policy)
    rewrites, refusals = updates(policy.checked, policy.source, outcomes)
    failing = sum(not checked.ok for outcome in outcomes for checked in outcome.checked)
    assert len(rewrites) + len(refusals) == failing
    again = without_facts(load_source(with_rewrites(policy.source, rewrites)))
    for rewrite in rewrites:
        checked = again[rewrite.example].checked[rewrite.expectation]
        assert checked.ok, rewrite.text
    ok = sum(checked.ok for outcome in again for checked in outcome.checked)
    assert ok == sum(len(outcome.checked) for outcome in again) - len(refusals)


def without_facts(policy: Policy) -> Sequence[ExampleOutcome]:
    """Return the examples run with nothing known."""
    return [
        run_example(policy.program, evolve(example, given=FrozenDict({}), today=None))
        for example in policy.checked.examples
    ]
