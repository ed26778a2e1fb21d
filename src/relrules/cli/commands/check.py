"""`relrules check POLICY…`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from relrules.cli.policies import diagnostics_text, find_policy, library_of, read_policy
from relrules.cli.streams import CommandError, fail, has_colour, plural, report, write
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.render import as_github, as_json
from relrules.engine import check_source
from relrules.errors import PolicyError


def check_policies(names: Sequence[str], form: str, encoding: str, *, strict: bool) -> int:
    """Write every mistake of the policies and return the exit code.

    A file that cannot be read is reported, and the others are checked all the same.
    """
    found: list[Diagnostic] = []
    unreadable = 0
    for name in names:
        try:
            found += diagnostics_of(name, encoding)
        except CommandError as error:
            fail(error.message)
            unreadable += 1
    _show(found, form)
    errors = sum(d.is_error for d in found)
    warnings = len(found) - errors
    if form == "text":
        report(_summary(len(names) - unreadable, errors, warnings))
    if unreadable:
        return 2
    return 1 if errors or (warnings and strict) else 0


def diagnostics_of(name: str, encoding: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with one policy."""
    try:
        file = find_policy(name)
        source = read_policy(file, encoding)
        _, diagnostics = check_source(source, library_of(file, encoding))
    except PolicyError as error:
        return error.diagnostics
    return diagnostics


def _show(found: Sequence[Diagnostic], form: str) -> None:
    match form:
        case "json":
            write(as_json(found))
        case "github":
            write(as_github(found))
        case _:
            text = diagnostics_text(found, colour=has_colour(sys.stdout))
            write(f"{text}\n" if text else "")


def _summary(checked: int, errors: int, warnings: int) -> str:
    counts = [plural(errors, "error")] if errors else []
    counts += [plural(warnings, "warning")] if warnings else []
    what = " and ".join(counts) or "no mistakes"
    return f"{plural(checked, 'policy', 'policies')} checked: {what}"
