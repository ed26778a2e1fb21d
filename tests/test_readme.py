"""What the README shows is what happens."""

import re
import subprocess

import pytest

from command_line import COMMAND, ENVIRONMENT, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_scored_account_is_printed_as_shown() -> None:
    match = re.search(r"`relrules (explain [^`]+)` prints:\n\n```text\n(.*?)```", README, re.DOTALL)
    assert match is not None
    done = subprocess.run(  # the command as the README writes it
        [*COMMAND, *match.group(1).split()],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == match.group(2)


def test_the_program_runs_as_shown(capsys: pytest.CaptureFixture[str]) -> None:
    match = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert match is not None
    assert len(match.group(1).strip().splitlines()) <= 12
    exec(compile(match.group(1), "README.md", "exec"), {})  # noqa: S102 - our own README
    printed = capsys.readouterr().out
    shown = re.search(r"It prints `([^`]+)`", README)
    assert shown is not None
    assert printed.startswith(shown.group(1) + "\n")
