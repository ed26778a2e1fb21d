"""A policy compiled: what it says of a record, as bare values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from attrs import frozen

from relrules.check.columns import labelled
from relrules.compiled.capture import Capture, Captured, capture_function
from relrules.compiled.known import Later, Seen, Told, Wanted, Work, known_function
from relrules.compiled.partial import partial_function
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.program import Program


@frozen
class Compiled:
    """The functions of a policy; `capture` returns `None` where the slow way must look at a record.

    They are made when they are first needed: `results` and `table` give the functions themselves.
    """

    program: Program
    capture: Capture

    def results(self, seen: tuple[Seen, ...]) -> Work:
        """Return the function that works out scores, grades and advice, in this order.

        `seen` is what programs see of the bare values of each, see `Wanted`.
        """
        policy = self.program.policy
        return self._work((tuple(policy.scores), tuple(policy.grades)), seen)

    def table(self, seen: tuple[Seen, ...]) -> Work:
        """Return the function that works out scores, grades, dimensions, labelled defines and advice.

        The advice is told of each record that it is for.
        """
        policy = self.program.policy
        return self._work(
            (
                tuple(policy.scores),
                tuple(policy.grades),
                tuple(policy.dimensions),
                tuple(labelled(policy)),
            ),
            seen,
            of_each=True,
        )

    def dimensions(self, seen: Seen) -> Work:
        """Return the function that works out dimensions, each with the bits of its rows that apply.

        It tells nothing where not everything that counts is known.
        """
        keys = tuple(self.program.policy.dimensions)
        wanted = Wanted((keys,), (), (seen, Seen(_no_advice)), with_rows=True)
        try:
            return known_function(self.program, wanted, Later(_unworked))
        except NotCompiledError:
            return _unworked

    def _work(
        self,
        kinds: tuple[tuple[str, ...], ...],
        seen: tuple[Seen, ...],
        *,
        of_each: bool = False,
    ) -> Work:
        program = self.program
        wanted = Wanted(kinds, tuple(program.policy.advice), seen, of_each=of_each)
        partial = _later(lambda: partial_function(program, wanted))
        try:
            return known_function(program, wanted, partial)
        except NotCompiledError:
            return _unworked


def compiled(program: Program) -> Compiled:
    """Return a policy compiled, as far as it can be."""
    return Compiled(program, capture_function(program.policy))


def _later(make: Callable[[], Work]) -> Later:
    """Return a function that is made when it is first called, and tells nothing if it cannot be made."""

    def first(captured: Captured, today: dt.date | None) -> Told | None:
        try:
            later.work = make()
        except NotCompiledError:
            later.work = _unworked
        return later.work(captured, today)

    later = Later(first)
    return later


def _unworked(_: Captured, __: dt.date | None) -> Told | None:
    return None


def _no_advice(_: int) -> bool:
    return True
