"""A policy compiled: what it says of a record, as bare values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from attrs import frozen

from relrules.compiled.capture import Capture, Captured, capture_function
from relrules.compiled.known import Flat, Later, Wanted, Work, known_function
from relrules.compiled.partial import partial_function
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.program import Program


@frozen
class Compiled:
    """The functions of a policy; `capture` returns `None` where the slow way must look at a record.

    They are made when they are first needed: `flat` gives the function itself.
    """

    program: Program
    capture: Capture

    def flat(self) -> Work:
        """Return the function that works out what the policy says."""
        return _flat(self.program)


def compiled(program: Program) -> Compiled:
    """Return a policy compiled, as far as it can be."""
    return Compiled(program, capture_function(program.policy))


def _flat(program: Program) -> Work:
    policy = program.policy
    wanted = Wanted(tuple(policy.scores), tuple(policy.grades), tuple(policy.advice))
    partial = _later(lambda: partial_function(program, wanted))
    try:
        return known_function(program, wanted, partial)
    except NotCompiledError:
        return _unworked


def _later(make: Callable[[], Work]) -> Later:
    """Return a function that is made when it is first called, and tells nothing if it cannot be made."""

    def first(captured: Captured, today: dt.date | None) -> Flat | None:
        try:
            later.work = make()
        except NotCompiledError:
            later.work = _unworked
        return later.work(captured, today)

    later = Later(first)
    return later


def _unworked(_: Captured, __: dt.date | None) -> Flat | None:
    return None
