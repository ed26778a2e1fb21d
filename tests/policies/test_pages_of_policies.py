"""The pages that are made from the policies are what their scripts make of them."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.mark.parametrize("name", sorted(path.name for path in SCRIPTS.glob("*.py")))
def test_its_page_does_not_lag_behind(name: str) -> None:
    script = [sys.executable, str(SCRIPTS / name), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_there_are_two_pages() -> None:
    assert len(list(SCRIPTS.glob("*.py"))) == 2
