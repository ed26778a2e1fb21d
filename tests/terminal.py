"""Running a command whose output is a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Sequence

from command_line import COMMAND, ENVIRONMENT


def in_terminal(arguments: Sequence[str], stdin: str | None = None, **settings: str) -> str:
    """Run a command in a terminal, and return what it shows.

    Its input is the terminal too, or a pipe with a short text.
    """
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs if stdin is None else subprocess.PIPE,
        stdout=theirs,
        stderr=theirs,
        env={**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "100", **settings},
    ) as child:
        os.close(theirs)
        if child.stdin is not None:
            child.stdin.write((stdin or "").encode())
            child.stdin.close()
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        child.wait(timeout=60)
    os.close(ours)
    return shown.decode()
