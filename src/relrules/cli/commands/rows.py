"""`relrules rows POLICY`."""

from __future__ import annotations

from attrs import astuple

from relrules.cli.delimited import csv_text
from relrules.cli.policies import load_policy
from relrules.cli.streams import write
from relrules.cli.values import cell_text
from relrules.explain.values import languages

TITLES = ("result", "column", "bit", "row", "worth")


def write_rows(name: str, encoding: str) -> int:
    """Write what the bits of columns that tell of rows mean, as CSV, and return the exit code.

    Raises `CommandError`.
    """
    policy = load_policy(name, encoding)
    told = [policy.rows(lang) for lang in languages()]
    rows = [
        [*astuple(each[0])[: len(TITLES)], *(row.text for row in each)]
        for each in zip(*told, strict=True)
    ]
    titles = [*TITLES, *(f"text_{lang}" for lang in languages())]
    cells = [[cell_text(cell) for cell in row] for row in rows]
    write(csv_text([titles, *cells]).rstrip("\n"))
    return 0
