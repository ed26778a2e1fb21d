"""Where a load finds the policies that others build on: folders, a resolver, the shipped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from relrules.arguments import kind
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.diagnostics.words import near
from relrules.errors import ArgumentError
from relrules.source import Source, Span
from relrules.source.encoding import text_source
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.decode import decode

ENDING = ".rel"
Resolver = Callable[[str], str | None]
"""Gives the text of the policy of a name, or `None` where it has none of that name."""


@frozen
class Library:
    """What a load was told of where policies are.

    `folder` is that of the file that is loaded; `folders` are looked through after it, then
    `resolver` is asked. Files are in `encoding`, except the shipped ones.
    """

    folder: Path | None = None
    folders: tuple[Path, ...] = ()
    resolver: Resolver | None = None
    encoding: str = "utf-8"

    def file(self, name: str, folder: Path | None, span: Span) -> Path | Diagnostic | None:
        """Return the file of a policy that a file in `folder` asks for, if there is one.

        A link that leads out of its folder is refused: a policy must not be a way to read what is
        not meant for it.
        """
        for place in self._folders(folder):
            path = place / f"{name}{ENDING}"
            try:
                if not path.is_file():
                    continue
                if not _is_shipped(place) and not path.resolve().is_relative_to(place.resolve()):
                    return say.policy_outside(span, str(path))
            except OSError as error:
                return say.policy_unreadable(span, str(path), _reason(error))
            return path
        return None

    def text(self, name: str) -> Source | None:
        """Return what the resolver has under a name. Raises `ArgumentError` where it is no text."""
        found = None if self.resolver is None else self.resolver(name)
        if found is None:
            return None
        if not isinstance(found, str):
            raise ArgumentError(f"a resolver gives a text or None, not {kind(found)}")
        return text_source(found, name)

    def read(self, path: Path, span: Span) -> Source | Diagnostic:
        """Return the text of a file, or why it cannot be read."""
        encoding = "utf-8" if _is_shipped(path.parent) else self.encoding
        try:
            return decode(path.read_bytes(), str(path), encoding)
        except OSError as error:
            return say.policy_unreadable(span, str(path), _reason(error))

    def not_found(self, name: str, folder: Path | None, span: Span) -> Diagnostic:
        """Return what to say of a name that nothing has."""
        places = [*self._folders(folder)]
        stems = [path.stem for place in places for path in sorted(place.glob(f"*{ENDING}"))]
        asking = Path(span.source.name).stem
        meant = near(name, [s for s in (*stems, *policy_names()) if s != asking])
        file = f"{name}{ENDING}"
        if folder is not None:
            way_out = f"put {file} beside this file, or name the folder it is in"
        else:
            way_out = f"name the folder that has {file}, or give a resolver that knows it"
        return say.policy_not_found(span, meant, way_out)

    def _folders(self, folder: Path | None) -> Iterator[Path]:
        """Yield the folders to look through, each once."""
        first = () if folder is None else (folder,)
        yield from dict.fromkeys((*first, *self.folders))


def shipped_file(name: str) -> Path | None:
    """Return the file of a shipped policy, if there is one of this name."""
    return policy_file(name) if name in policy_names() else None


def _is_shipped(folder: Path) -> bool:
    # Installers may make links of the files of a package.
    return folder == policy_file("any").parent


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
