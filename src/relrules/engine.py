"""The pipeline: a policy's text is parsed, checked and prepared once, then evaluated at will."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from relrules.arguments import a_text, kind, text_or_none
from relrules.assembly import Assembled, assembled
from relrules.check.model import CheckedPolicy
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.words import did_you_mean, near
from relrules.errors import (
    ArgumentError,
    PolicyError,
    PolicyMismatchError,
    UnknownPolicyError,
    UnreadableFileError,
)
from relrules.evaluate.evaluate import prepare
from relrules.library import Library, Resolver
from relrules.policy import Policy
from relrules.source import Source
from relrules.source.encoding import text_source
from relrules.source.memory import without_collecting
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.decode import decode

LOGGER = logging.getLogger("relrules")
# Silent unless the program that embeds the library asks: this is all that is ever set here.
LOGGER.addHandler(logging.NullHandler())


def load(  # noqa: PLR0913 - what a load may be told, all of it by keyword
    path: str | PathLike[str],
    *,
    encoding: str = "utf-8",
    folders: Iterable[str | PathLike[str]] = (),
    resolver: Resolver | None = None,
    version: str | None = None,
    hash: str | None = None,  # noqa: A002 - as `Policy.hash`
) -> Policy:
    """Return the policy of a file.

    A policy that it builds on is looked for in the folder of the file, then in `folders`, then
    `resolver` is asked, which gives the text of the policy of a name or `None`; then come the
    shipped policies. With `version` or `hash` a policy of another is refused. Raises `PolicyError` with every mistake
    found, `UnreadableFileError` for a file that cannot be read, `PolicyMismatchError`, or
    `ArgumentError`.
    """
    if not isinstance(path, str | PathLike):
        raise ArgumentError(f"a policy is loaded from a path, not from {kind(path)}")
    source = read_source(path, encoding=encoding)
    library = _library(Path(path).parent, folders, resolver, encoding)
    return _as_asked(load_source(source, library), version, hash)


def load_text(  # noqa: PLR0913 - as `load`
    text: str,
    *,
    name: str = "policy",
    folders: Iterable[str | PathLike[str]] = (),
    resolver: Resolver | None = None,
    version: str | None = None,
    hash: str | None = None,  # noqa: A002 - as `Policy.hash`
) -> Policy:
    """Return the policy of a text; `name` is what messages call it. Otherwise as `load`."""
    if not isinstance(text, str):
        raise ArgumentError(f"a policy is a text, not {kind(text)}")
    source = text_source(text, a_text(name, "name"))
    library = _library(None, folders, resolver, "utf-8")
    return _as_asked(load_source(source, library), version, hash)


def shipped(
    name: str,
    *,
    version: str | None = None,
    hash: str | None = None,  # noqa: A002 - as `Policy.hash`
) -> Policy:
    """Return a policy that comes with the library.

    Its results change only with its version. Raises `UnknownPolicyError`; otherwise as `load`.
    """
    if not isinstance(name, str):
        raise ArgumentError(f"a shipped policy has a name, not {kind(name)}")
    names = policy_names()
    if name not in names:
        meant = did_you_mean(near(name, names)) or "see `relrules list`"
        raise UnknownPolicyError(f"no policy `{name}` is shipped; {meant}")
    return load(policy_file(name), version=version, hash=hash)


def load_source(source: Source, library: Library | None = None) -> Policy:
    """Return the policy of a source; what it builds on is looked for in the library."""
    with without_collecting():
        made = _assembled(source, library)
        if made.policy is None:
            raise PolicyError(made.diagnostics)
        program = prepare(made.policy)
    warnings = tuple(d for d in made.diagnostics if not d.is_error)
    found = Policy(program, source, warnings, others=made.sources[1:], files=made.files)
    if LOGGER.isEnabledFor(logging.DEBUG):
        _log(found)
    return found


def check_source(
    source: Source, library: Library | None = None
) -> tuple[CheckedPolicy | None, tuple[Diagnostic, ...]]:
    """Return the checked policy of a source, if it has no mistakes, and all diagnostics."""
    with without_collecting():
        made = _assembled(source, library)
    return made.policy, made.diagnostics


def _assembled(source: Source, library: Library | None) -> Assembled:
    return assembled(source, library or Library())


def _library(
    folder: Path | None,
    folders: Iterable[str | PathLike[str]],
    resolver: Resolver | None,
    encoding: str,
) -> Library:
    """Return where to look for policies. Raises `ArgumentError`."""
    if isinstance(folders, str | bytes | PathLike) or not isinstance(folders, Iterable):
        raise ArgumentError(f"`folders` is a list of folders, not {kind(folders)}")
    places = list(folders)
    for place in places:
        if not isinstance(place, str | PathLike):
            raise ArgumentError(f"a folder is a path, not {kind(place)}")
    if resolver is not None and not callable(resolver):
        raise ArgumentError(f"`resolver` is a function, not {kind(resolver)}")
    return Library(folder, tuple(Path(place) for place in places), resolver, encoding)


def read_source(path: str | PathLike[str], *, encoding: str = "utf-8") -> Source:
    """Return the text of a policy file. Raises `PolicyError` or `UnreadableFileError`."""
    a_text(encoding, "encoding")
    try:
        source = decode(Path(path).read_bytes(), str(path), encoding)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"cannot read {path}: {reason}") from error
    except ValueError as error:
        raise UnreadableFileError(f"cannot read {path!r}: {error}") from error
    except LookupError as error:
        raise UnreadableFileError(f"there is no encoding {encoding!r}") from error
    if isinstance(source, Diagnostic):
        raise PolicyError((source,))
    return source


def _as_asked(policy: Policy, version: str | None, hash_: str | None) -> Policy:
    """Return a policy that is the one asked for. Raises `PolicyMismatchError`."""
    if text_or_none(version, "version") not in (None, policy.version):
        raise PolicyMismatchError(policy.name, "version", str(version), policy.version)
    wanted = text_or_none(hash_, "hash")
    if wanted is not None and wanted.strip().lower() != policy.hash:
        raise PolicyMismatchError(policy.name, "hash", wanted, policy.hash)
    return policy


def _log(policy: Policy) -> None:
    checked = policy.checked
    counts = (
        ("fact", "facts", len(checked.facts)),
        ("dimension", "dimensions", len(checked.dimensions)),
        ("score", "scores", len(checked.scores)),
        ("grade", "grades", len(checked.grades)),
        ("advice", "advice", len(checked.advice)),
        ("warning", "warnings", len(policy.warnings)),
    )
    LOGGER.debug(
        "loaded the policy %s, version %s, hash %s, from %s: %s",
        policy.name,
        policy.version,
        policy.hash,
        policy.source.name,
        ", ".join(f"{count} {one if count == 1 else many}" for one, many, count in counts),
    )
