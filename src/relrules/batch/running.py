"""Statements run by DuckDB while somebody waits: told how far they are, and interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
from attrs import define, field

TICK = 0.1
"""How many seconds go by between two looks at a statement that runs."""
MEMORY, MEMORY_FOR_EACH = 512, 192
"""How many megabytes a run may take, and how many more for each thread."""


@define
class Running:
    """A database, and who is told how far its statements are: from 0 to 100, or -1 for not known."""

    database: duckdb.DuckDBPyConnection
    told: Callable[[float], None]
    _done: threading.Event = field(factory=threading.Event)
    _found: list[tuple[Any, ...]] = field(factory=list)
    _error: list[BaseException] = field(factory=list)

    def rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """Return the rows of a statement. Whatever interrupts the caller interrupts it too."""
        self._done.clear()
        self._error.clear()
        # DuckDB holds the thread that asks it; a signal would wait until it has finished.
        worker = threading.Thread(target=self._run, args=(sql,), daemon=True)
        worker.start()
        try:
            while not self._done.wait(TICK):
                self.told(self.database.query_progress())
        except BaseException:
            self.database.interrupt()
            worker.join()
            raise
        worker.join()
        if self._error:
            raise self._error[0]
        return self._found

    def _run(self, sql: str) -> None:
        try:
            self._found = self.database.execute(sql).fetchall()
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            self._error.append(error)
        finally:
            self._done.set()


def connected(folder: str, *, ordered: bool) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that keeps what does not fit there in a folder."""
    database = duckdb.connect()
    (threads,) = database.execute("select current_setting('threads')").fetchone() or (1,)
    settings = {
        "temp_directory": folder,
        "memory_limit": f"{MEMORY + MEMORY_FOR_EACH * int(threads)}MB",
        "preserve_insertion_order": ordered,
        # Its own bar is written to standard output.
        "enable_progress_bar": True,
        "enable_progress_bar_print": False,
    }
    for name, value in settings.items():
        database.execute(f"set {name} = ?", [value])
    return database
