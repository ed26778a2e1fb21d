"""What may be said of an outcome, compared with what a complete record means."""

from __future__ import annotations

import re

from generators.facts import Known
from generators.policies import Generated
from generators.values import Value
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import NO_ANSWER, Possible, exactly, within
from relrules.syntax.nodes import AdviceState

SLOT = re.compile(r"\[\d+\](?=\.)")


def key_of(name: str) -> str:
    """Return what the policy keeps a result under: that of a record without its number."""
    return SLOT.sub("", name)


def check_held(generated: Generated, outcome: Outcome, completed: Known) -> None:
    """Assert that a completion stays within every firm result and piece of advice."""
    for name, value in generated.meaning(completed).items():
        # An unknown list has no records yet, so nothing is kept of them.
        if name in outcome.values and name not in outcome.provisional:
            found = exact_value(name, value, generated)
            assert within(found, outcome.values[name]), (name, completed)
    for name, given_ in generated.advice(completed).items():
        if advice_key(name) in outcome.provisional:
            continue
        if isinstance(given_, tuple):
            states = outcome.each[name]
            for one, state in zip(given_, states, strict=False):
                assert state is not (AdviceState.NOT_GIVEN if one else AdviceState.GIVEN), name
            given_ = any(given_)
        wrong = AdviceState.NOT_GIVEN if given_ else AdviceState.GIVEN
        assert outcome.advice[name] is not wrong, (name, completed)


def exact_value(name: str, value: Value | None, generated: Generated) -> Possible:
    """Return a value of a result as what it can be; `None` is no answer."""
    if value is None:
        return NO_ANSWER
    return exactly(value, generated.policy.program.rows[key_of(name)].values[0].type)
