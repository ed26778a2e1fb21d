"""A PostgreSQL of one's own: on loopback, in a folder that goes away with it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
"""Who runs it where the tests run as root, since PostgreSQL refuses to."""


@contextmanager
def throw_away() -> Iterator[str]:
    """Yield where a new cluster is reached, which is stopped and removed afterwards."""
    folder = tempfile.mkdtemp(prefix="relrules-postgres-")
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        data, port = Path(folder) / "data", _free_port()
        _run("initdb", ["-D", str(data), "-A", "trust", "-U", "tests", "-E", "UTF8",
                        "--locale=C", "--no-sync"], folder)  # fmt: skip
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
        options += " -c fsync=off -c jit=off"
        log = ["-l", str(Path(folder) / "log")]
        _run("pg_ctl", ["-D", str(data), "-w", *log, "-o", options, "start"], folder)
        try:
            yield f"host=127.0.0.1 port={port} user=tests dbname=postgres"
        finally:
            _run("pg_ctl", ["-D", str(data), "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder)


def _run(program: str, arguments: Sequence[str], folder: str) -> None:
    done = subprocess.run(
        [_found(program), *arguments],
        user=OWNER if os.geteuid() == 0 else None,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr}")


def _found(program: str) -> str:
    """Return a program of PostgreSQL: Debian keeps them apart, by version."""
    found = shutil.which(program)
    apart = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    if found is None and not apart:
        raise RuntimeError(f"{program} is not there: `make test-engines` installs PostgreSQL")
    return found or str(apart[-1])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
