"""POLICY on the command line: a file, or the name of a shipped policy."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from relrules.cli.streams import CommandError, has_colour, note, report_clean, shaded
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.render import as_text
from relrules.diagnostics.words import did_you_mean, near
from relrules.engine import load_source, read_source
from relrules.errors import PolicyError, RelrulesError
from relrules.library import Library
from relrules.policy import Policy
from relrules.source import Source
from relrules.source.shipped import policy_file, policy_names

ENDING = ".rel"


@frozen
class PolicyFile:
    """A policy's file; `name` is what the user called it."""

    name: str
    path: Path
    shipped: bool


def find_policy(name: str) -> PolicyFile:
    """Return the file that POLICY means: a path that exists wins over a shipped name."""
    path = Path(name)
    try:
        if path.is_dir():
            raise CommandError(f"{name} is a folder: name a policy file in it")
        if path.exists():
            return PolicyFile(name, path, shipped=False)
    except OSError as error:
        raise CommandError(f"no policy can be called {name!r}") from error
    if name in policy_names():
        beside = Path(f"{name}{ENDING}")
        if beside.exists():
            note(f"this is the shipped policy; for the file in this folder, say {beside}")
        return PolicyFile(name, policy_file(name), shipped=True)
    raise CommandError(_not_found(path, name))


def load_policy(name: str, encoding: str) -> Policy:
    """Return the policy that POLICY means; its mistakes are reported as a command's error."""
    try:
        file = find_policy(name)
        return load_source(read_policy(file, encoding), library_of(file, encoding))
    except PolicyError as error:
        report_diagnostics(d for d in error.diagnostics if d.is_error)
        raise CommandError(f"{name} has mistakes and cannot be used", 1) from error


def library_of(file: PolicyFile, encoding: str) -> Library:
    """Return where the policies are looked for that a policy builds on: beside it."""
    return Library(file.path.parent, encoding=encoding)


def read_policy(file: PolicyFile, encoding: str) -> Source:
    """Return the text of a policy. Raises `PolicyError` where it is no text in this encoding."""
    try:
        return read_source(file.path, encoding=encoding)
    except PolicyError:
        raise
    except RelrulesError as error:
        raise CommandError(str(error)) from error


def report_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Write diagnostics to standard error."""
    report_clean(diagnostics_text(diagnostics, colour=has_colour(sys.stderr)))


def diagnostics_text(diagnostics: Iterable[Diagnostic], *, colour: bool) -> str:
    """Return diagnostics as text that has nothing unseen in it but colours."""
    if not colour:
        return as_text(diagnostics)
    from relrules.cli.coloured import coloured_report

    return shaded(coloured_report(diagnostics), colour=True)


def _not_found(path: Path, name: str) -> str:
    shipped = policy_names()
    folder = path.parent
    files = [str(found) for found in sorted(folder.glob(f"*{ENDING}"))] if folder.is_dir() else []
    stem = name.removesuffix(ENDING)
    meant = [*near(name, files), *near(stem, shipped)]
    if path.suffix != ENDING and f"{name}{ENDING}" in files:
        meant = [f"{name}{ENDING}"]
    if not path.suffix and path.name == name:
        return f"no policy {name}: no file and no shipped policy is called so{_tail(meant)}"
    return f"no policy {name}: there is no such file{_tail(meant)}"


def _tail(meant: list[str]) -> str:
    return f"; {did_you_mean(meant[:3]) or 'see `relrules list`'}"
