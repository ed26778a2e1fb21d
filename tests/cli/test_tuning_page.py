"""docs/tuning.md: a session, run as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import ENVIRONMENT, ROOT

PAGE = ROOT / "docs" / "tuning.md"
BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
POLICY = "our_rubric.rel"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `relrules` is this checkout's, and git knows who commits."""
    command = tmp_path / "bin" / "relrules"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m relrules "$@"\n')
    command.chmod(0o755)
    name = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")}  # fmt: skip
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    return {**ENVIRONMENT, **name, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}


def test_the_session_runs_as_it_stands(tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copy(ROOT / "examples" / "accounts.csv", folder)
    steps = 0
    for kind, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind == "diff":
            change(folder / POLICY, text)
            continue
        for command, expected in STEP.findall(text):
            done = subprocess.run(  # noqa: S602 - a page of ours, with pipes as a reader types them
                command,
                shell=True,
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            assert without_counts(done.stdout.decode()) == without_counts(expected), command
            steps += 1
    assert steps >= 10


def without_counts(text: str) -> str:
    """Return an output without what a better choice of test cases would change."""
    return re.sub(r"on [\d,]+ cases", "on … cases", text)


def change(policy: Path, diff: str) -> None:
    """Change lines of a policy as a diff says: each `-` becomes the `+` lines after it."""
    text = policy.read_text("utf-8")
    for part in re.findall(r"(?:^-.*\n)*(?:^[+].*\n)+", diff, re.MULTILINE):
        old, new = (
            "".join(f"{line[1:]}\n" for line in part.splitlines() if line[0] == mark)
            for mark in "-+"
        )
        if old:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        else:
            marker = "# ---- what must always hold"
            assert text.count(marker) == 1
            text = text.replace(marker, f"{new}\n{marker}")
    policy.write_text(text, "utf-8")
