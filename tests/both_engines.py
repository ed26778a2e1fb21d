"""Files scored by the interpreter and by DuckDB: the same bytes, and the same words."""

from __future__ import annotations

from pathlib import Path

import duckdb

from command_line import Cli

POLICY = """
policy review "Review"
fact mood "Mood"
  levels
    cold "Cold" zh "冷"
    warm "Warm" zh "暖"
    hot  "Hot" zh "热"
fact visits "Visits": number from 0 to 20 whole
fact share "Share": number from 0 to 1 decimals 2
  missing 0.99
fact seen "Seen": date
fact kind "Kind": text
fact active "Active": yes or no
dimension contact "Contact"
  2 points when visits >= 6 and active
  1 point  when visits >= 2 or mood >= warm
  0 points otherwise
dimension portion "Portion" = share * 10
dimension sort "Sort"
  1 point  when kind = "big, or =small"
  0 points otherwise
dimension fresh "Fresh"
  1 point  when seen >= 2026-01-01
  0 points otherwise
score total "Total" = contact + portion + sort + fresh
"""
HOSTILE = [
    "plain", "", "  ", "　", "=1+1", "-5", "-5+2", "+１２", "＝cmd", "@x", "\tx", "a\tb", 'say "no"', '"',
    "a,b", "a;b", "two\nlines", "\nx", "NULL", "#c", "\\", "'", "''", "é", "客户", "👩‍👩‍👧", " lead", "trail ",
    "%s", "{x}", "$1", "; drop table rows", "\u2028", "\u00a0", "0", "007", "1e5",
]  # fmt: skip


def both(cli: Cli, *arguments: str, out: str = "out.csv", code: int = 0) -> tuple[str, str]:
    """Run a command by both engines and return what they say, once what they write is the same."""
    told, files = [], []
    for engine in ("interpreter", "duckdb"):
        Path(out).write_text("before", encoding="utf-8")
        done = cli("score", *arguments, "-o", out, "--engine", engine, "--ordered")
        assert done.code == code, done.err
        told.append(done.err)
        files.append(_held(Path(out)))
    assert files[0] == files[1]
    return told[0], told[1]


def _held(path: Path) -> object:
    """Return the bytes of a file, or the columns, types and rows of Parquet."""
    if path.suffix != ".parquet" or path.read_bytes() == b"before":
        return path.read_bytes()
    table = duckdb.read_parquet(str(path))
    return table.columns, table.types, table.fetchall()
