"""Parquet in and out: columns that have types, read and written by DuckDB."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relrules.batch.globs import exactly
from relrules.cli.jsondata import json_value_of
from relrules.cli.records import Kind, Record, Records
from relrules.cli.rows import Rows
from relrules.cli.streams import CommandError
from relrules.cli.values import cell_text
from relrules.result_cells import Cell
from relrules.tables import TypedColumn

if TYPE_CHECKING:
    import duckdb

MISSING = "Parquet takes the extra `batch`: pip install 'relrules[batch]'"
REAL = ("FLOAT", "DOUBLE")
BIGGEST = 2**63


def read_parquet(file: str) -> Records:
    """Return the records of Parquet: each as JSON would hold it. Raises `CommandError`."""
    columns = described(file)
    titles, types = tuple(columns), list(columns.values())
    rows = _rows(file, f"select {_cells(columns)} from read_parquet(?)")
    records = tuple(
        Record(number, None, dict(zip(titles, cells_of(row, types), strict=True)))
        for number, row in enumerate(rows, 1)
    )
    if not records:
        raise CommandError(f"{file}: there are columns, but no records in them")
    return Records(file, Kind.PARQUET, titles, records)


def described(file: str) -> Mapping[str, str]:
    """Return the titles of a file's columns, with what DuckDB calls their types."""
    rows = _rows(file, "describe select * from read_parquet(?)")
    return {str(title): str(of) for title, of, *_ in rows}


def cells_of(row: Sequence[Any], types: Sequence[str]) -> list[object]:
    """Return the cells of a row as JSON holds them: numbers exactly, by their shortest form."""
    return [_cell(value, of) for value, of in zip(row, types, strict=True)]


def parquet_of(rows: Rows, results: Sequence[TypedColumn], *, as_texts: bool) -> bytes:
    """Return results as Parquet; `as_texts` where the columns carried along hold texts only."""
    import pyarrow as pa

    database = _connected()
    before = len(rows.titles) - len(results)
    table = {}
    for at, cells in enumerate(_columns(rows)):
        if at < before:
            table[f"o{at}"] = _carried(cells, as_texts=as_texts and at > 0)
        else:
            table[f"o{at}"] = results[at - before].array(cells)
    database.register("told", pa.table(table))
    named = ", ".join(
        f'o{at} as "{title.replace(chr(34), chr(34) * 2)}"' for at, title in enumerate(rows.titles)
    )
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "results.parquet"
        database.execute(f"copy (select {named} from told) to '{part}' (format parquet)")
        return part.read_bytes()


def rest_of(numbers: Sequence[int], rows: Rows, results: Sequence[TypedColumn]) -> Any:  # noqa: ANN401 - a table of Arrow
    """Return results with the numbers of their rows, the columns carried along as texts."""
    import pyarrow as pa

    before = len(rows.titles) - len(results)
    table = {"number": pa.array(numbers, pa.int64())}
    for at, cells in enumerate(_columns(rows)):
        table[f"o{at}"] = _texts(cells) if at < before else results[at - before].array(cells)
    return pa.table(table)


def _columns(rows: Rows) -> Sequence[Sequence[Cell]]:
    return list(zip(*rows.cells, strict=True)) or [()] * len(rows.titles)


def _texts(cells: Sequence[Cell]) -> Any:  # noqa: ANN401 - an array of Arrow
    import pyarrow as pa

    return pa.array([None if cell is None else cell_text(cell) for cell in cells], pa.string())


def _carried(cells: Sequence[Cell], *, as_texts: bool) -> Any:  # noqa: ANN401 - an array of Arrow
    """Return a column of the file as one of the type that all its values have, else as texts."""
    import pyarrow as pa

    known = [cell for cell in cells if cell is not None]
    for of, kind in ((bool, pa.bool_()), (int, pa.int64()), (dt.date, pa.date32())):
        if known and not as_texts and all(type(cell) is of for cell in known):
            if of is int and any(abs(int(str(cell))) >= BIGGEST for cell in known):
                break
            return pa.array(cells, kind)
    if known and not as_texts and all(isinstance(cell, Decimal) for cell in known):
        with contextlib.suppress(pa.ArrowInvalid):
            return pa.array(cells)
    return _texts(cells)


def _connected() -> duckdb.DuckDBPyConnection:
    """Return a database of its own. Raises `CommandError` where DuckDB is not installed."""
    try:
        import duckdb
        import pyarrow as pa  # noqa: F401 - tables go to DuckDB with it
    except ImportError as error:
        raise CommandError(MISSING) from error
    return duckdb.connect()


def _rows(file: str, sql: str) -> list[tuple[Any, ...]]:
    database = _connected()
    import duckdb

    if not Path(file).is_file():
        there = "is a folder: name a file in it" if Path(file).is_dir() else ""
        raise CommandError(
            f"{file} {there}" if there else f"cannot read {file}: there is no such file"
        )
    try:
        return database.execute(sql, [exactly(file)]).fetchall()
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise CommandError(f"{file} cannot be read as Parquet: {reason}") from error


def _cells(columns: Mapping[str, str]) -> str:
    """Return columns as SQL: what JSON has no value for as text, and what holds others as JSON."""
    from relrules.batch.inputs import is_nested, kind_of, quoted

    found = []
    for title, of in columns.items():
        name = quoted(title)
        if is_nested(of):
            found.append(f"to_json({name})::varchar")
        else:
            found.append(name if kind_of(of) and of not in REAL else f"{name}::varchar")
    return ", ".join(found)


def _cell(value: object, of: str) -> object:
    from relrules.batch.inputs import is_nested

    if value is None:
        return None
    if of in REAL:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        return number if number.is_finite() else float(number)
    return json_value_of(str(value)) if is_nested(of) else value
