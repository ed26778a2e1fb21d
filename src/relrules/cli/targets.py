"""Files that a command is to write: found out early what cannot be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relrules.cli.streams import CommandError
from relrules.cli.whole import writable


def check_targets(read: Sequence[str], out: Path | None, aside: Path | None) -> None:
    """Refuse to write over what is read, and what cannot be written. Raises `CommandError`."""
    if aside is not None and str(aside) == "-":
        raise CommandError(
            "--rejects takes the name of a file, and - is none: for standard output say /dev/stdout"
        )
    named = {"-o": out, "--rejects": aside}
    taken = [Path(name).resolve() for name in read if name != "-"]
    for option, path in named.items():
        if path is None:
            continue
        if path.resolve() in taken:
            raise CommandError(f"{option} {path} would write over what is read")
        writable(path)
    if out is not None and aside is not None and out.resolve() == aside.resolve():
        raise CommandError(f"-o and --rejects are both {out}: give each a file of its own")
