"""Policies of the past: `REV:path`, read by the git command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from relrules.cli.streams import CommandError

NO_REPOSITORY = "not a git repository"
NOT_RUNNING_GIT = (FileNotFoundError, PermissionError, NotADirectoryError)


def is_in_git(name: str) -> bool:
    """Return whether a name has the form `REV:path`."""
    revision, colon, path = name.partition(":")
    return bool(revision and colon and path)


def file_of_revision(name: str) -> bytes:
    """Return the file that `REV:path` names, as it was committed. Raises `CommandError`.

    As in `git show`, a path counts from the top of the repository, and one that begins with `./` or
    `../` from this folder.
    """
    revision, _, path = name.partition(":")
    if revision.startswith("-"):
        raise CommandError(f"{name}: no revision begins with `-`")
    _asked(name, ["rev-parse", "--git-dir"])
    if not _is(f"{revision}^{{commit}}") and not _is(f"{revision}^{{tree}}"):
        raise CommandError(
            f"{name}: git knows no revision {revision}; see `git log --oneline` or `git tag`"
        )
    if not _is(name):
        raise CommandError(f"{name}: there is no {path} in {revision}{_way_out(revision, path)}")
    if _git(["cat-file", "-t", name]).stdout.strip() != b"blob":
        raise CommandError(f"{name} is a folder: name a policy file in it")
    return _asked(name, ["cat-file", "blob", name])


def file_if_there(name: str) -> bytes | None:
    """Return the file that `REV:path` names, or `None` where there is none."""
    done = _git(["cat-file", "blob", name])
    return done.stdout if done.returncode == 0 else None


def _way_out(revision: str, path: str) -> str:
    here = f"./{path}"
    if not path.startswith(".") and _is(f"{revision}:{here}"):
        return f"; a path counts from the top of the repository: for this folder, say {revision}:{here}"
    if _is(f"HEAD:{path}"):
        return ", although there is one in HEAD"
    return f"; see `git ls-tree -r --name-only {revision}`"


def _is(what: str) -> bool:
    """Return whether git finds an object."""
    return _git(["rev-parse", "--verify", "--quiet", what]).returncode == 0


def _asked(name: str, arguments: Sequence[str]) -> bytes:
    done = _git(arguments)
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if any(NO_REPOSITORY in line for line in said):
        raise CommandError(f"{name}: this folder is in no git repository, and no file is called so")
    why = said[0].removeprefix("fatal: ") if said else f"git ended with {done.returncode}"
    raise CommandError(f"{name}: git says: {why}")


def _git(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - git, with arguments that are not read by a shell
            ["git", *arguments],  # noqa: S607 - the git that the user has
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        )
    except NOT_RUNNING_GIT as error:
        raise CommandError(
            "git is not there to be asked: install it, or give --against a file"
        ) from error
