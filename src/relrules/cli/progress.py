"""A progress bar for long runs, where somebody looks."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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


@contextlib.contextmanager
def percent_bar(what: str) -> Iterator[Callable[[float], None]]:
    """Yield who is to be told how far a run is, from 0 to 100: a bar where somebody looks."""
    if not is_terminal(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, no_color=not has_colour(sys.stderr))
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(what, total=100)
        # A statement that does not know yet how far it is says so by a negative number.
        yield lambda percent: bar.update(task, completed=max(percent, 0))
