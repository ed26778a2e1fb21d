"""docs/tuning.md: a session, run as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from command_line import ROOT
from page_sessions import environment as environment_of
from page_sessions import run, steady

PAGE = ROOT / "docs" / "tuning.md"
BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
POLICY = "our_rubric.rel"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    commands = tmp_path / "bin"
    commands.mkdir()
    return environment_of(commands)


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
            printed = run(command, folder, environment)
            assert steady(printed) == steady(expected), command
            steps += 1
    assert steps >= 10


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
