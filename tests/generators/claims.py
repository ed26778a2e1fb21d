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
    for name, told in generated.advice(completed).items():
        if advice_key(name) in outcome.provisional:
            continue
        each = told if isinstance(told, tuple) else ()
        for one, state in zip(each, outcome.each.get(name, ()), strict=False):
            assert state is not _opposite(given=one is True), (name, completed)
        is_given = any(each) if isinstance(told, tuple) else told
        assert outcome.advice[name] is not _opposite(given=is_given), (name, completed)


def _opposite(*, given: bool) -> AdviceState:
    return AdviceState.NOT_GIVEN if given else AdviceState.GIVEN


def exact_value(name: str, value: Value | None, generated: Generated) -> Possible:
    """Return a value of a result as what it can be; `None` is no answer."""
    if value is None:
        return NO_ANSWER
    return exactly(value, generated.policy.program.rows[key_of(name)].values[0].type)
