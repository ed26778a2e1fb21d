"""`relrules schema POLICY`."""

from __future__ import annotations

import json

from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, write
from relrules.errors import ArgumentError


def write_schema(name: str, lang: str | None, encoding: str) -> int:
    """Write the JSON Schema of a policy's facts and return the exit code. Raises `CommandError`."""
    policy = load_policy(name, encoding)
    try:
        schema = policy.facts_schema(lang)
    except ArgumentError as error:
        raise CommandError(str(error)) from error
    write(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
