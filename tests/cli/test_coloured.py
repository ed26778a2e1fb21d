"""Policies are in colour on a terminal that wants it, and nowhere else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from command_line import COMMAND, ENVIRONMENT, Cli
from relrules.cli.coloured import coloured, coloured_report
from relrules.diagnostics.render import as_text
from relrules.engine import check_source
from relrules.library import Library
from relrules.source import Source
from relrules.source.shipped import policy_file, policy_names
from terminal import in_terminal

STYLE = re.compile(r"\x1b\[[0-9;]*m")
POLICY = """\
policy p "P"
  language 1 en

fact seen "Seen": yes or no

score total = points
  out of 2

dimension points
  2 points when seen  # not often
  0 points otherwise
"""
WRONG = POLICY.replace("when seen", "when sen\tand (\u202eseen = no)   ")


def without_styles(text: str) -> str:
    return STYLE.sub("", text).replace("\r\n", "\n")


def words_in(text: str, style: str) -> list[str]:
    """Return what is shown in a style, word by word."""
    return re.findall(re.escape(f"\x1b[{style}m") + "(.*?)\x1b", text)


def test_a_formatted_policy_is_in_colour_on_a_terminal(cli: Cli) -> None:
    plain = cli("fmt", "-", stdin=POLICY).out
    shown = in_terminal(["fmt", "-"], POLICY)
    assert without_styles(shown) == plain
    assert words_in(shown, "35m\x1b[1") == ["policy", "fact", "score", "dimension"]
    assert {"p", "seen", "total", "points"} <= set(words_in(shown, "1"))
    assert {"yes or no", "out of", "points", "when"} <= set(words_in(shown, "35"))
    assert words_in(shown, "90") == ["# not often"]
    assert in_terminal(["fmt", "-"], POLICY, NO_COLOR="1").replace("\r\n", "\n") == plain
    assert plain.startswith('policy p "P"\n')


@pytest.mark.parametrize("command", [["check"], ["test"]])
def test_lines_of_a_report_are_in_colour_on_a_terminal(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "p.rel"
    file.write_text(WRONG, "utf-8")
    piped = subprocess.run(
        [*COMMAND, *command, str(file)], env=ENVIRONMENT, capture_output=True, check=False
    )
    plain = (piped.stdout + piped.stderr).decode()
    assert "\x1b" not in plain
    assert "2 points when sen" in plain
    shown = in_terminal([*command, str(file)])
    assert without_styles(shown) == plain
    assert words_in(shown, "35")[:2] == ["points", "when"]
    without = in_terminal([*command, str(file)], NO_COLOR="1")
    assert without.replace("\r\n", "\n") == plain


@pytest.mark.parametrize("name", policy_names())
def test_colours_change_nothing_but_the_colour(name: str) -> None:
    text = policy_file(name).read_text("utf-8")
    assert coloured(text) != text
    assert STYLE.sub("", coloured(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        WRONG,
        "score a = b  \t\u3000\n",
        WRONG.replace("seen", "看见").replace("dimension", "dimensoin"),
        "score a = (b\n  # c\n  and\x1b[31m d",
        'score a = "b\n\n\nfact\u2028 x ) # c',
        "\ud800",
    ],
)
def test_a_report_in_colour_says_what_the_plain_one_says(text: str) -> None:
    _, found = check_source(Source("p.rel", text), Library(Path()))
    assert found
    shown = coloured_report(found)
    assert STYLE.sub("", shown) == as_text(found)


def test_a_line_is_coloured_as_what_it_is_in_its_policy() -> None:
    # By itself, `score` would begin a declaration.
    text = "fact seen: yes or no\n\ngrade g\n  score when sen\n  low otherwise\n"
    _, found = check_source(Source("p.rel", text), Library(Path()))
    assert "score" not in words_in(coloured_report(found), "1")
    assert "score" in words_in(coloured("  score when sen"), "1")
