"""A long run that is killed, interrupted, or has no room left: the old file stays, or the new is whole."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT

# `make kills` asks for fifty; each is a process of its own.
KILLS = int(os.environ.get("KILLS", "2"))
ROWS = 120_000
OLD = b"what stood here before\n"
SCORE = ["score", "customer_relationship", "in.csv", "--id", "account", "-o", "out.csv"]
SCORE += ["--engine", "duckdb", "--ordered"]
# Where these tests run in the background, what they start would be deaf to interrupts.
LISTENING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "relrules", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a file of many rows."""
    found = tmp_path_factory.mktemp("kills")
    levels = ["action_commit", "", "none"]
    with (found / "in.csv").open("w", encoding="utf-8") as file:
        file.write("account,coach_level,price_primary,owner\n")
        for number in range(ROWS):
            file.write(f'a{number},{levels[number % 3]},yes,"Chen, {number}"\n')
    return found


def started(folder: Path) -> subprocess.Popen[bytes]:
    (folder / "out.csv").write_bytes(OLD)
    command = [sys.executable, "-c", LISTENING, *SCORE]
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def has_begun(folder: Path, child: subprocess.Popen[bytes]) -> None:
    """Wait until the run has a folder of its own to write into."""
    while not any((each / "results").exists() for each in folder.glob(".out.csv.*")):
        assert child.poll() is None
        time.sleep(0.01)


def test_a_run_that_is_killed_leaves_the_old_file_or_the_new(folder: Path) -> None:
    began = time.monotonic()
    with started(folder) as child:
        assert child.wait() == 0
    lasts = time.monotonic() - began
    new = (folder / "out.csv").read_bytes()
    assert new.count(b"\n") == ROWS + 1
    chance = random.Random(20260131)  # noqa: S311 - the same moments each time
    left = set()
    for _ in range(KILLS):
        with started(folder) as child:
            try:
                child.wait(chance.uniform(0, lasts))
            except subprocess.TimeoutExpired:
                child.kill()
            child.wait()
        assert (folder / "out.csv").read_bytes() in {OLD, new}
        left |= names(folder) - {"in.csv", "out.csv"}
    with started(folder) as child:
        assert child.wait() == 0
    assert (folder / "out.csv").read_bytes() == new
    assert names(folder) == {"in.csv", "out.csv"}
    # With that few kills none may hit the time when there is something to leave.
    assert left or KILLS < 10


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_to_end_leaves_nothing_behind(
    folder: Path, sent: signal.Signals, code: int
) -> None:
    with started(folder) as child:
        has_begun(folder, child)
        child.send_signal(sent)
        assert child.wait(timeout=60) == code
        assert child.stderr is not None
        assert child.stderr.read().strip() == b""
    assert (folder / "out.csv").read_bytes() == OLD
    assert names(folder) == {"in.csv", "out.csv"}


def test_a_folder_of_a_run_that_goes_on_stays(folder: Path) -> None:
    with started(folder) as child:
        has_begun(folder, child)
        child.send_signal(signal.SIGSTOP)
        held = set(folder.glob(".out.csv.*"))
        done = subprocess.run([*COMMAND, *SCORE], cwd=folder, env=ENVIRONMENT, check=False)
        assert done.returncode == 0
        assert set(folder.glob(".out.csv.*")) == held
        child.kill()


def test_a_full_disk_is_told_and_the_old_file_stays(folder: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    (folder / "out.csv").write_bytes(OLD)
    done = subprocess.run(
        [*COMMAND, *SCORE], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False,
        preexec_fn=little_room,
    )  # fmt: skip
    assert done.stderr == b"error: cannot write out.csv: file too large\n"
    assert done.returncode == 2
    assert (folder / "out.csv").read_bytes() == OLD
    assert names(folder) == {"in.csv", "out.csv"}
