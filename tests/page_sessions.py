"""Pages of the documentation as sessions: what a reader would type, run in order in one folder.

Fenced blocks are run from the top:

`console`
    Lines `$ command` with what each prints below it, on both streams, to the letter. `relrules` is
    this checkout's. The sample files of `examples/` lie in the folder.
`diff FILE`
    A change of that file: each run of `-` lines becomes the `+` lines after it.
`relrules FILE`, `python FILE`, `csv FILE`, `json FILE`
    A file of that name, written to the folder.
`relrules FILE excerpt`
    Lines that stand in that file just so, one after another.
`python`
    A program. A `text` block that follows is what it prints.
`pycon`
    A session in Python; those of a page share their names.

Blocks of other kinds are run by other tests, or show what nobody runs: `text` and `yaml`.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from attrs import frozen
from click.testing import CliRunner

from command_line import ENVIRONMENT, ROOT
from relrules.cli import main as cli

BLOCK = re.compile(
    r"^```(?P<kind>[a-z]+)(?: (?P<file>\S+?)(?P<excerpt> excerpt)?)?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
# What only a shell does.
SHELL = re.compile(r"[|<>;&$*?~\\`]")
RUN = ("console", "diff", "python", "pycon")
WRITTEN = ("relrules", "csv", "json", "python")


@frozen
class Block:
    """A fenced block: what it is, the file it is about if it names one, and its text.

    `excerpt` says that the text is a part of that file, not all of it.
    """

    kind: str
    file: str
    body: str
    excerpt: bool = False


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page that say what they are."""
    found = BLOCK.finditer(page.read_text("utf-8"))
    return [Block(b["kind"], b["file"] or "", b["body"], b["excerpt"] is not None) for b in found]


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `relrules` is this checkout's, and git knows who commits."""
    command = folder / "relrules"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m relrules "$@"\n')
    command.chmod(0o755)
    who = {
        f"GIT_{role}_{what}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**ENVIRONMENT, **who, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}


def disagreements(page: Path, folder: Path, env: dict[str, str]) -> Iterator[str]:
    """Run a page in a folder and yield what is not as the page shows it."""
    for sample in (ROOT / "examples").glob("*.csv"):
        shutil.copy(sample, folder)
    for sample in (ROOT / "examples").glob("*.json"):
        shutil.copy(sample, folder)
    names: dict[str, object] = {}
    left = blocks(page)
    while left:
        block = left.pop(0)
        match block.kind:
            case "console":
                for command, shown in STEP.findall(block.body):
                    printed = run(command, folder, env)
                    if steady(printed) != steady(shown):
                        yield f"$ {command}\nprints\n{printed}and the page shows\n{shown}"
            case "diff":
                change(folder / block.file, block.body)
            case _ if block.excerpt:
                if not is_part(block.body, (folder / block.file).read_text("utf-8")):
                    yield f"{block.file} has nowhere\n{block.body}"
            case kind if kind in WRITTEN and block.file:
                path = folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.body, encoding="utf-8")
            case "python":
                program = folder / "program.py"
                program.write_text(block.body, encoding="utf-8")
                printed = run("python program.py", folder, env)
                shown = left.pop(0).body if left and left[0].kind == "text" else ""
                if printed != shown:
                    yield f"the program\n{block.body}prints\n{printed}and the page shows\n{shown}"
            case "pycon":
                yield from session(block.body, names, page)
            case _:
                pass


def is_part(lines: str, text: str) -> bool:
    """Return whether whole lines stand in a text, in this order, with nothing between them."""
    return f"\n{lines}" in f"\n{text}"


def run(command: str, folder: Path, env: dict[str, str]) -> str:
    """Return what a command line prints on both streams, as a reader types it, with pipes.

    A command of ours alone is run without a process of its own, which is much faster.
    """
    if command.startswith("relrules ") and not SHELL.search(command):
        with contextlib.chdir(folder), CliRunner().isolation() as (_, _, both):
            for stream in (sys.stdout, sys.stderr):
                # What is printed first comes first, on whichever stream.
                cast("io.TextIOWrapper", stream).reconfigure(write_through=True)
            cli.run(shlex.split(command)[1:])
            sys.stdout.flush()
            sys.stderr.flush()
            return both.getvalue().decode()
    done = subprocess.run(  # noqa: S602 - a page of ours
        command,
        shell=True,
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def session(body: str, names: dict[str, object], page: Path) -> Iterator[str]:
    """Run a session in Python and yield where it goes otherwise."""
    test = doctest.DocTestParser().get_doctest(body, names, page.stem, str(page), 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    yield from said


def steady(text: str) -> str:
    """Return an output without what a better choice of test cases would change."""
    return re.sub(r"on [\d,]+ cases", "on … cases", text)


def change(file: Path, diff: str) -> None:
    """Change a file as a diff says: each run of `-` lines becomes the `+` lines after it."""
    text = file.read_text("utf-8")
    for part in re.findall(r"(?:^-.*\n)+(?:^[+].*\n)*", diff, re.MULTILINE):
        old, new = (
            "".join(f"{line[1:]}\n" for line in part.splitlines() if line[0] == mark)
            for mark in "-+"
        )
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
