"""A progress bar for long runs, where somebody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from relrules.cli.streams import has_colour, is_terminal

T = TypeVar("T")
LARGE = 500


def with_progress(items: Sequence[T], what: str) -> Iterable[T]:
    """Return the items, with a bar on standard error where that is a terminal and they are many."""
    if len(items) < LARGE or not is_terminal(sys.stderr):
        return items
    return _with_bar(items, what)


def _with_bar(items: Sequence[T], what: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True, no_color=not has_colour(sys.stderr))
    yield from track(items, description=what, console=console, transient=True)
