"""The exceptions of the library; only the engine raises them."""

from __future__ import annotations

from typing import Literal

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.render import as_text
from relrules.diagnostics.words import quoted
from relrules.evaluate.facts import Problem


class RelrulesError(Exception):
    """Anything this library refuses."""


class PolicyError(RelrulesError):
    """A policy that cannot be used; `diagnostics` holds every mistake, and the warnings too."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return as_text(d for d in self.diagnostics if d.is_error).rstrip("\n")


class FactsError(RelrulesError):
    """A record that does not fit its policy; `problems` holds all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(problem.message for problem in self.problems)


class ArgumentError(RelrulesError, TypeError):
    """An argument of another kind than the function takes, or a word it does not know."""


class PolicyMismatchError(RelrulesError):
    """A policy of another version or content than the one asked for.

    `policy` is its name, `kind` is `version` or `hash`, `expected` what was asked for and `found`
    what the policy has.
    """

    def __init__(
        self, policy: str, kind: Literal["version", "hash"], expected: str, found: str
    ) -> None:
        super().__init__(policy, kind, expected, found)
        self.policy = policy
        self.kind = kind
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"the policy {quoted(self.policy)} has the {self.kind} {quoted(self.found)}, "
            f"not {quoted(self.expected)}, which was asked for"
        )


class UnknownPolicyError(RelrulesError):
    """No policy of this name is shipped."""


class UnreadableFileError(RelrulesError):
    """A file that is not there or cannot be read."""
