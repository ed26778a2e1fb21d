"""A policy compiled: what it says of a record, as bare values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from attrs import evolve, frozen

from relrules.check.columns import labelled
from relrules.compiled.capture import Capture, Captured, capture_function
from relrules.compiled.known import Flat, Later, Wanted, Work, known_function
from relrules.compiled.partial import partial_function
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.program import Program


@frozen
class Compiled:
    """The functions of a policy; `capture` returns `None` where the slow way must look at a record.

    They are made when they are first needed: `flat` and `whole` give the functions themselves.
    """

    program: Program
    capture: Capture

    def flat(self) -> Work:
        """Return the function that works out scores, grades and advice."""
        return _work(self.program, _wanted(self.program))

    def whole(self) -> Work:
        """Return the function that works out dimensions and labelled defines too, for tables."""
        policy = self.program.policy
        dimensions, defines = tuple(policy.dimensions), tuple(labelled(policy))
        wanted = evolve(_wanted(self.program), dimensions=dimensions, defines=defines)
        return _work(self.program, wanted)


def compiled(program: Program) -> Compiled:
    """Return a policy compiled, as far as it can be."""
    return Compiled(program, capture_function(program.policy))


def _wanted(program: Program) -> Wanted:
    policy = program.policy
    return Wanted(tuple(policy.scores), tuple(policy.grades), tuple(policy.advice))


def _work(program: Program, wanted: Wanted) -> Work:
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
