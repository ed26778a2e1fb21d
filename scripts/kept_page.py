"""A page that is kept in the repository although a script makes it: written, or compared."""

from __future__ import annotations

import sys
from pathlib import Path


def keep(file: Path, page: str, script: str, arguments: list[str]) -> int:
    """Write a page to its file and return the exit code.

    With `--check` nothing is written, and a page that would change is an error.
    """
    if arguments != ["--check"]:
        file.write_text(page, "utf-8")
        return 0
    if file.read_text("utf-8") == page:
        return 0
    sys.stderr.write(f"{file.name} lags behind the policies: run {Path(script).name}\n")
    return 1
