"""Policies of several files: written into a folder of their own for as long as they are needed."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


@contextlib.contextmanager
def in_folder(files: Mapping[str, str]) -> Iterator[tuple[Path, ...]]:
    """Work in a folder with these files, by path; yields it and the folders of its files.

    Without files nothing changes, and there are no folders.
    """
    if not files:
        yield ()
        return
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        yield (Path(), *dict.fromkeys(Path(name).parent for name in files if "/" in name))
