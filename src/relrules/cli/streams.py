"""Standard output for results, standard error for messages."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TextIO

import click

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
HEAD = re.compile(r"^(error|warning|note)(\[[\w-]+\])?:", re.MULTILINE)
# What could move the cursor or turn text around, so that a terminal shows something else.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


class CommandError(Exception):
    """A command that cannot go on: `message` says why and what to do; `code` is its exit code."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NoReaderError(Exception):
    """Nobody reads standard output any more, as after `| head`."""


def set_up() -> None:
    """Let every text be written: UTF-8 into pipes and files, `?` for what a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if is_terminal(stream):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether somebody looks at the stream."""
    return stream is not None and stream.isatty()


def has_colour(stream: TextIO) -> bool:
    """Return whether colour may be used: only on terminals, and never against NO_COLOR."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def write(text: str) -> None:
    """Write a result to standard output, ending its last line."""
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        # As an error of its own: click would take a broken pipe for a failure.
        raise NoReaderError from error


def write_bytes(data: bytes) -> None:
    """Write a result that is no text, such as a workbook, to standard output."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise NoReaderError from error


def report(text: str) -> None:
    """Write a message to standard error."""
    text = UNSEEN.sub("?", text)
    report_clean(shaded(text, colour=has_colour(sys.stderr)))


def report_clean(text: str) -> None:
    """Write a message to standard error that has nothing unseen in it but colours."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def fail(message: str) -> None:
    """Write an error to standard error."""
    report(f"error: {message}")


def warn(message: str) -> None:
    """Write a warning to standard error."""
    report(f"warning: {message}")


def note(message: str) -> None:
    """Write a note to standard error."""
    report(f"note: {message}")


def shaded(text: str, *, colour: bool) -> str:
    """Return messages with the words that begin them in colour."""
    if not colour:
        return text
    return HEAD.sub(lambda m: click.style(m[0], fg=COLOURS[m[1]], bold=True), text)


def on_one_line(text: str) -> str:
    """Return a text that takes one line of a terminal and does nothing else to it."""
    return UNSEEN.sub("\ufffd", text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> plural(1, "row"), plural(3, "row")
    ('1 row', '3 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
