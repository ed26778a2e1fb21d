"""The pages that are made from the policies are what their scripts make of them."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


KEPT = ("explained_page.py", "policies_readme.py")


@pytest.mark.parametrize("name", KEPT)
def test_its_page_does_not_lag_behind(name: str) -> None:
    script = [sys.executable, str(SCRIPTS / name), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_script_that_keeps_a_page_is_tried() -> None:
    keeping = {p.name for p in SCRIPTS.glob("*.py") if "import keep" in p.read_text("utf-8")}
    assert keeping == set(KEPT)
