"""The generator keeps its promises: its policies are sound, and between them meet everything."""

from hypothesis import Phase, given, seed, settings

from generators import coverage
from generators.policies import Generated, policies, single
from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.evaluate.possible import NO_ANSWER, Among, decided
from relrules.evaluate.reasons import costs

ROUNDS = 30
MANY = settings(max_examples=2 * settings().max_examples)


@MANY
@given(policies(examples=True))
def test_every_generated_policy_passes_the_check(generated: Generated) -> None:
    """Domain: policies with examples."""
    warnings = generated.policy.warnings
    assert not [warning for warning in warnings if warning.is_error]
    assert set(generated.policy.checked.facts) == {fact.id for fact in generated.scope.facts}
    declared = {named.id for named in generated.scope.results}
    for of in generated.scope.every_list:
        declared |= {f"{of.id}.{named.id}" for named in of.results}
    assert set(generated.policy.checked.order) == declared


@given(single())
def test_every_generated_single_declaration_passes_the_check(generated: Generated) -> None:
    """Domain: policies of one dimension, grade or advice about facts."""
    assert set(generated.policy.checked.facts) == {fact.id for fact in generated.scope.facts}


@given(policies(examples=True))
def test_examples_expect_what_the_policy_says(generated: Generated) -> None:
    """Domain: policies whose examples were written from their own results."""
    policy = generated.policy
    assert policy.checked.examples
    for example in policy.checked.examples:
        lists = {name: list(records) for name, records in example.lists.items()}
        outcome = policy.evaluate({**example.given, **lists}, example.today).outcome
        for expected in example.expect:
            match expected:
                case m.ExpectValue(result=result, value=value):
                    assert decided(outcome.values[result.name]) == value
                case m.ExpectBetween(result=result, low=low, high=high):
                    assert outcome.values[result.name] == Interval(low, high)
                case m.ExpectPossible(result=result, values=values):
                    assert outcome.values[result.name] == Among(values)
                case m.ExpectNoAnswer(result=result):
                    assert outcome.values[result.name] == NO_ANSWER
                case m.ExpectAdvice(advice=advice, state=state, record=record):
                    each = outcome.each.get(advice, ())
                    found = outcome.advice[advice] if record is None else each[int(record) - 1]
                    assert found is state
                case m.ExpectReasons(dimensions=dimensions):
                    score = next(iter(policy.checked.scores))
                    lost = costs(policy.checked, outcome, score)
                    assert dimensions == tuple(cost.dimension for cost in lost)


def test_the_generated_policies_meet_every_construct() -> None:
    """Domain: all policies of this run, and more where they do not meet every construct.

    A construct that none of them meets is not tested at all.
    """
    for number in range(ROUNDS):
        if all(coverage.CASES.values()):
            break
        draw_some(number)
    assert {name for name, cases in coverage.CASES.items() if not cases} == set()


def draw_some(number: int) -> None:
    """Draw policies; each number gives others, always the same."""

    @seed(number)
    @settings(max_examples=60, derandomize=False, database=None, phases=[Phase.generate])
    @given(policies(examples=True))
    def draw(generated: Generated) -> None:
        assert generated.text

    draw()
