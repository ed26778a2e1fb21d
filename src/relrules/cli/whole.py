"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from relrules.cli.streams import CommandError

NEW_FILE = 0o666
STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files so that each is there complete, or all are as they were.

    Each goes to a temporary file beside its target, reaches the disk, and is then renamed. What is
    no regular file, such as a pipe, is written directly. Raises `CommandError`.
    """
    with contextlib.ExitStack() as stack:
        ready: list[tuple[Path, Path]] = []
        try:
            for path, data in files.items():
                # A link stays a link: what it leads to is replaced.
                target = path.resolve()
                if is_stream(path):
                    _write_stream(path, data)
                elif _is_device(target):
                    target.write_bytes(data)
                else:
                    ready.append((stack.enter_context(_temporary(target, data)), target))
            for temporary, target in ready:
                temporary.replace(target)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CommandError(f"cannot write {path}: {reason}") from error


def writable(path: Path) -> None:
    """Find out early whether a file can be written. Raises `CommandError` where it cannot."""
    if is_stream(path):
        return
    target = path.resolve()
    if target.is_dir():
        raise CommandError(f"cannot write {path}: it is a folder")
    if not target.parent.is_dir():
        raise CommandError(f"cannot write {path}: there is no folder {path.parent}")


def is_stream(path: Path) -> bool:
    """Return whether a path is one of this process's open streams, such as `/dev/stdout`.

    Where such a path leads may be a pipe without a name, or a file that others write to as well:
    it is written to as it is, and never replaced.
    """
    return path.as_posix().startswith(STREAMS)


def _write_stream(path: Path, data: bytes) -> None:
    # What was written before stands before it.
    sys.stdout.flush()
    with path.open("ab") as stream:
        stream.write(data)


@contextlib.contextmanager
def _temporary(target: Path, data: bytes) -> Iterator[Path]:
    """Yield a file beside the target that holds the data; it is gone afterwards, or renamed."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(_mode(target))
        yield path
    finally:
        path.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """Return the permissions the file has, or those that new files get."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return NEW_FILE & ~mask


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()
