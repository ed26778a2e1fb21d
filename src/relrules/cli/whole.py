"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from relrules.cli.streams import CommandError

NEW_FILE = 0o666
PARTS, PART, LOCK = ".parts", "part", "lock"
JUST_MADE = 5
"""For how many seconds a folder may have no lock yet."""
STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")


def write_whole(files: Mapping[Path, bytes | Path]) -> None:
    """Write files so that each is there complete, or all are as they were.

    Each goes to a temporary file beside its target, reaches the disk, and is then renamed; a path
    is such a file, written already. What is no regular file, such as a pipe, is written directly.
    Raises `CommandError`.
    """
    with contextlib.ExitStack() as stack:
        ready: list[tuple[Path, Path]] = []
        try:
            for path, data in files.items():
                # A link stays a link: what it leads to is replaced.
                target = path.resolve()
                if isinstance(data, Path):
                    _reach_disk(data, target)
                    ready.append((data, target))
                elif is_stream(path):
                    _write_stream(path, data)
                elif _is_device(target):
                    target.write_bytes(data)
                else:
                    ready.append((stack.enter_context(_temporary(path, data)), target))
            for temporary, target in ready:
                temporary.replace(target)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CommandError(f"cannot write {path}: {reason}") from error


@contextlib.contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Yield a folder beside a target, for what is to be renamed to it; it is gone afterwards.

    Folders that runs left which were killed go first. Raises `CommandError`.
    """
    target = path.resolve()
    try:
        _remove_strays(target)
        made = tempfile.mkdtemp(prefix=f".{target.name}.", suffix=PARTS, dir=target.parent)
        folder = Path(made)
        lock = (folder / LOCK).open("wb")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CommandError(f"cannot write {path}: {reason}") from error
    try:
        with lock:
            _hold(lock.fileno())
            yield folder
    finally:
        # Some systems remove no file that is open.
        shutil.rmtree(folder, ignore_errors=True)


def _remove_strays(target: Path) -> None:
    """Remove folders beside a target that no run holds any more, where one may look."""
    beside: list[Path] = []
    with contextlib.suppress(PermissionError):
        beside = list(target.parent.iterdir())
    for folder in beside:
        name = folder.name
        if name.startswith(f".{target.name}.") and name.endswith(PARTS) and not _is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("ab") as lock:
            return not _hold(lock.fileno())
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime < JUST_MADE
    except OSError:
        return True


def _hold(handle: int) -> bool:
    """Lock a file until this process ends, however it ends; return whether nobody else has it."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - on Windows nobody can tell, and strays stay
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _reach_disk(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.chmod(_mode(target))


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
def _temporary(path: Path, data: bytes) -> Iterator[Path]:
    """Yield a file beside a target that holds the data; it is gone afterwards, or renamed."""
    with folder_beside(path) as folder:
        part = folder / PART
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(path.resolve()))
        yield part


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
