"""What the page on records shows is what happens."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT, ROOT
from workbooks import grid

PAGE = (ROOT / "docs" / "records.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(folder: Path, line: str) -> str:
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "relrules", line
    done = subprocess.run(
        [*COMMAND, *words[1:]], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    for option in ("-o", "--rejects"):
        if option in words:
            assert (folder / words[words.index(option) + 1]).exists(), line
    return done.stdout.decode()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][17:60])
def test_every_command_runs(folder: Path, block: str) -> None:
    shown = [run(folder, line) for line in block.splitlines()]
    assert any(shown) or any(folder.glob("*.csv")) or any(folder.glob("*.xlsx"))


def test_a_worksheet_with_every_column_is_scored_to_the_same_results(folder: Path) -> None:
    (block,) = [block for block in BLOCKS if "again.xlsx" in block]
    first, _, again = (run(folder, line) for line in block.splitlines())
    assert first == again
    titles = grid(folder / "again.xlsx")[0]
    assert titles[:3] == ["account", "activity_space", "info_quality"]


def test_every_option_that_the_page_names_is_one() -> None:
    help_ = subprocess.run(
        [*COMMAND, "score", "--help"], env=ENVIRONMENT, capture_output=True, check=True
    ).stdout.decode()
    of_explain = {"--only", "--in-full"}
    options = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", PAGE)) - of_explain
    assert options
    assert {option for option in options if option not in help_} == set()
