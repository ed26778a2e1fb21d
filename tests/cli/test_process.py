"""The command as a process: how fast it starts, how it ends, and what it never shows."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT, ROOT, Cli
from relrules.diagnostics.render import columns as width
from terminal import in_terminal

ACCOUNTS = str(ROOT / "examples" / "accounts.csv")
SCORE = ["score", "customer_relationship", ACCOUNTS, "--id", "account"]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["score", "--help"], ["explain", "--help"], ["--version"]]
)
def test_help_imports_neither_the_engine_nor_rich(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "relrules", *arguments],
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
    )
    imported = set(re.findall(r"\| +(\S+)$", done.stderr.decode(), re.MULTILINE))
    assert "click" in imported
    assert not imported & {"lark", "attr", "rich"}
    ours = {name for name in imported if name.startswith("relrules.")}
    assert ours == {"relrules.cli", "relrules.cli.main", "relrules.cli.streams"}


def test_results_and_messages_are_apart() -> None:
    done = subprocess.run(
        [*COMMAND, "explain", "customer_relationship", ACCOUNTS, "--only", "Nothgate"],
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"has no record `Nothgate`" in done.stderr


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    with subprocess.Popen(
        [*COMMAND, *SCORE, "--format", "ndjson"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.wait(timeout=60) == 141
        assert child.stderr.read() == b""


# Where these tests run in the background, what they start would be deaf to interrupts.
LISTENING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "relrules", *sys.argv[1:]])
"""


def test_an_interrupt_ends_the_run_quietly(tmp_path: Path) -> None:
    command = ["score", "customer_relationship", "-", "-o", "out.json"]
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING, *command],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        # More than a pipe holds: once it is written, the command is reading, and waits for more.
        child.stdin.write(b"account,coach_level\n" * 50_000)
        child.stdin.flush()
        # A signal between two reads is seen after the second, which waits: so press twice.
        for _ in range(5):
            child.send_signal(signal.SIGINT)
            try:
                # Long enough to end on a busy machine: a signal to one that is ending would kill it.
                child.wait(timeout=10)
                break
            except subprocess.TimeoutExpired:
                continue
        assert child.returncode == 130
        assert child.stderr.read().strip() == b""
    assert list(tmp_path.iterdir()) == []


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[" in in_terminal(SCORE)
    assert "\x1b[" not in in_terminal(SCORE, NO_COLOR="1")
    piped = subprocess.run([*COMMAND, *SCORE], env=ENVIRONMENT, capture_output=True, check=True)
    assert b"\x1b[" not in piped.stdout


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_fits_the_terminal(columns: int, lang: str) -> None:
    shown = in_terminal([*SCORE, "--lang", lang], COLUMNS=str(columns), NO_COLOR="1")
    table = [line for line in shown.splitlines() if not line.startswith("note:")]
    assert max(width(line) for line in table) <= columns
    assert len(table) <= 8 + 4
    assert any(
        "Northgate" in line and ("6–9 of 13" in line or "6–9 / 13" in line) for line in table
    )


@pytest.mark.parametrize("columns", [20, 34, 60, 70])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_narrow_terminal_gets_lines_and_no_word_is_broken(columns: int, lang: str) -> None:
    shown = in_terminal([*SCORE, "--lang", lang], COLUMNS=str(columns), NO_COLOR="1")
    lines = [line for line in shown.splitlines() if not line.startswith("note:")]
    assert max(width(line) for line in lines) <= columns
    if lang == "en":
        words = {"Northgate", "Developing", "Relationship", "Unknown"}
        assert words <= {word.strip(":") for word in shown.split()}
    else:
        assert "Northgate" in shown.split()


@pytest.mark.parametrize("columns", [80, 90, 100, 130])
def test_no_word_of_a_table_is_broken(columns: int) -> None:
    shown = in_terminal(SCORE, COLUMNS=str(columns), NO_COLOR="1")
    words = {"Northgate", "Developing", "Relationship", "Redbrick", "Unknown"}
    assert words <= set(shown.split())


@pytest.mark.parametrize("target", ["/dev/stdout", "-"])
@pytest.mark.parametrize("to_file", [False, True])
def test_results_may_go_to_standard_output_by_name(
    tmp_path: Path,
    target: str,
    to_file: bool,  # noqa: FBT001 - a case of the test
) -> None:
    command = [*COMMAND, *SCORE, "--format", "csv", "-o", target]
    if to_file:
        file = tmp_path / "out"
        file.write_text("before\n")
        with file.open("a") as out:
            subprocess.run(command, env=ENVIRONMENT, stdout=out, stderr=subprocess.PIPE, check=True)
        before, text = file.read_text().split("\n", 1)
        assert before == "before"
    else:
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
        text = done.stdout.decode()
    assert text.startswith("account,owner,total,")
    assert len(text.splitlines()) == 9


def test_a_workbook_is_not_shown_on_a_terminal() -> None:
    shown = in_terminal([*SCORE, "--format", "xlsx"])
    assert "name a file with -o FILE.xlsx" in shown


def mistakes() -> list[list[str]]:
    """Return what users do wrong, none of which may show a traceback."""
    shipped = "customer_relationship"
    return [
        [],
        ["scor"],
        ["score", shipped],
        ["score", shipped, "missing.csv"],
        ["score", shipped, "."],
        ["score", "no_such_policy", ACCOUNTS],
        ["score", ".", ACCOUNTS],
        ["score", "x" * 5000, ACCOUNTS],
        ["score", shipped, "x" * 5000],
        ["score", shipped, ACCOUNTS, "--today", "tomorrow"],
        ["score", shipped, ACCOUNTS, "--encoding", "hex"],
        ["score", shipped, ACCOUNTS, "--policy-encoding", "nope"],
        ["score", shipped, ACCOUNTS, "-o", "/no/such/folder/out.csv"],
        ["score", ACCOUNTS, ACCOUNTS],
        ["explain", shipped, ACCOUNTS, "--only", "99"],
        ["check", "/"],
        ["test", "missing.rel"],
        ["fmt", "missing.rel"],
        ["fmt", ACCOUNTS],
        ["copy", "../x"],
        ["copy", shipped, "--as", ".."],
    ]


@pytest.mark.parametrize("arguments", mistakes(), ids=lambda a: " ".join(a)[:60] or "nothing")
def test_no_mistake_shows_a_traceback(arguments: list[str], cli: Cli) -> None:
    ran = cli(*arguments)
    assert ran.code in {1, 2}
    assert ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
