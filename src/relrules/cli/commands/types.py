"""`relrules types POLICY`."""

from __future__ import annotations

from relrules.arguments import language_of
from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, write
from relrules.contract.types_module import types_module
from relrules.errors import ArgumentError


def write_types(name: str, lang: str | None, encoding: str) -> int:
    """Write a Python module with the types of a policy's facts and return the exit code.

    Raises `CommandError`.
    """
    policy = load_policy(name, encoding)
    try:
        found = language_of(policy.checked, lang)
    except ArgumentError as error:
        raise CommandError(str(error)) from error
    write(types_module(policy.checked, found, policy.hash))
    return 0
