"""The page of the command line, from what `--help` says."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.testing import CliRunner

from relrules.cli.main import relrules
from site_pages.rubric import Words

WIDTH = 78


def page(lang: str) -> str:
    """Return the page."""
    words = Words(lang)
    return "\n".join(
        [
            f"# {words('Command line', '命令行')}",
            "",
            words(
                "What `--help` says of each command. Exit codes: 0 when all is well, 1 when a policy, "
                "an example or a record is not, 2 when the command line itself is not understood.",
                "以下是每个命令的 `--help`（英文）。退出码：0 表示一切正常，1 表示策略、示例或记录有问题，"
                "2 表示命令行本身写错了。",
            ),
            "",
            *_commands(),
        ]
    )


def _commands() -> Iterator[str]:
    yield from _help("relrules", [])
    for name in relrules.list_commands(click.Context(relrules)):
        yield from _help(f"relrules {name}", [name])


def _help(title: str, arguments: list[str]) -> Iterator[str]:
    ran = CliRunner().invoke(
        relrules, [*arguments, "--help"], terminal_width=WIDTH, prog_name="relrules"
    )
    if ran.exit_code:
        raise AssertionError(ran.output)
    yield f"## {title}"
    yield ""
    yield f"```text\n{ran.output.rstrip()}\n```"
    yield ""
