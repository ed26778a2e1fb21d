"""What tests of the command line share: how a command is run, and what it did."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "relrules"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


@frozen
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


# Runs a command with these arguments; `stdin=` is what it reads.
Cli = Callable[..., Ran]
