"""Engines that run a statement over a few rows, each started once for all tests.

`RELRULES_ENGINES` names those that are compared with the interpreter: DuckDB alone unless it says more.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from attrs import field, frozen
from sqlglot import exp

from databases.postgres import throw_away
from relrules.batch import tree
from relrules.batch.dialects import Dialect, written
from relrules.batch.facts import Kind

ENGINES_WANTED = "RELRULES_ENGINES"
SOURCE = "source"
STACK = ExitStack()
atexit.register(STACK.close)

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.WHOLE: "BIGINT",
    Kind.EXACT: "DECIMAL(38, 18)",
    Kind.REAL: "DOUBLE",
    Kind.YES_NO: "BOOLEAN",
    Kind.DAY: "DATE",
}
ARROW = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.EXACT: pa.decimal128(38, 18),
    Kind.REAL: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.DAY: pa.date32(),
}
Cells = Sequence[tuple[Any, ...]]
Of = Kind | Mapping[str, Kind]
"""What a column holds: values of a kind, or lists of records with fields of these kinds."""


@frozen
class Rows:
    """A relation for an engine to make: its columns by title, and what stands in them.

    `tables` are other relations beside it.
    """

    columns: Mapping[str, Of]
    values: Sequence[Sequence[object]]
    tables: Mapping[str, Rows] = field(factory=dict)

    def every(self) -> Mapping[str, Rows]:
        """Return all relations by name."""
        return {SOURCE: self, **self.tables}

    def types(self, dialect: Dialect) -> list[tuple[str, str]]:
        """Return each column as the dialect names it, with its type."""
        return [
            (tree.column(title).sql(dialect.value), _type(of, dialect))
            for title, of in self.columns.items()
        ]

    def in_arrow(self) -> pa.Table:
        """Return them as a table of Arrow."""
        columns = zip(*self.values, strict=True) if self.values else [()] * len(self.columns)
        arrays = [
            pa.array(cells, _arrow(of))
            for of, cells in zip(self.columns.values(), columns, strict=True)
        ]
        return pa.table(arrays, names=list(self.columns))


def _arrow(of: Of) -> pa.DataType:
    if isinstance(of, Kind):
        return ARROW[of]
    return pa.list_(pa.struct([(name, ARROW[kind]) for name, kind in of.items()]))


def _type(of: Of, dialect: Dialect) -> str:
    if isinstance(of, Kind):
        return exp.DataType.build(TYPES[of]).sql(dialect.value)
    inside = [
        (exp.to_identifier(name, quoted=True).sql(dialect.value), _type(kind, dialect))
        for name, kind in of.items()
    ]
    if dialect is Dialect.SPARK:
        return f"ARRAY<STRUCT<{', '.join(f'{name}: {kind}' for name, kind in inside)}>>"
    return f"STRUCT({', '.join(f'{name} {kind}' for name, kind in inside)})[]"


class Engine(Protocol):
    """A database that runs statements."""

    dialect: Dialect

    def run(self, sql: str, rows: Rows) -> Cells:
        """Return what a statement over the relation `source` gives."""


@frozen
class DuckDB:
    """DuckDB, in this process."""

    dialect = Dialect.DUCKDB

    def run(self, sql: str, rows: Rows) -> Cells:
        """Return what a statement gives."""
        with duckdb.connect() as database:
            for name, relation in rows.every().items():
                made = ", ".join(f"{title} {of}" for title, of in relation.types(self.dialect))
                database.execute(f'create table "{name}" ({made})')
                database.register("rows", relation.in_arrow())
                database.execute(f'insert into "{name}" from rows')
            return database.execute(sql).fetchall()


@frozen
class Postgres:
    """A PostgreSQL of our own."""

    connection: Any
    dialect = Dialect.POSTGRES

    def run(self, sql: str, rows: Rows) -> Cells:
        """Return what a statement gives; nothing of it is kept."""
        try:
            with self.connection.cursor() as cursor:
                for name, relation in rows.every().items():
                    made = ", ".join(f"{title} {of}" for title, of in relation.types(self.dialect))
                    marks = ", ".join(["%s"] * len(relation.columns))
                    cursor.execute(f'create temp table "{name}" ({made})')
                    insert = f'insert into "{name}" values ({marks})'  # noqa: S608 - marks
                    cursor.executemany(insert, [list(row) for row in relation.values])
                found: Cells = cursor.execute(sql).fetchall()
                return found
        finally:
            self.connection.rollback()


@frozen
class Spark:
    """A local Spark."""

    session: Any
    dialect = Dialect.SPARK

    def run(self, sql: str, rows: Rows) -> Cells:
        """Return what a statement gives."""
        for name, relation in rows.every().items():
            schema = ", ".join(f"{title} {of}" for title, of in relation.types(self.dialect))
            data = self.session.createDataFrame([tuple(row) for row in relation.values], schema)
            data.createOrReplaceTempView(f"`{name}`")
        return [tuple(row) for row in self.session.sql(sql).collect()]


def spark_session() -> Any:  # noqa: ANN401 - of a library that need not be there
    """Return a session of local Spark for few rows: one core, no plans compiled."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - it need not be there

    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@cache
def _postgres() -> Engine:
    import psycopg  # noqa: PLC0415 - it need not be there

    return Postgres(STACK.enter_context(psycopg.connect(STACK.enter_context(throw_away()))))


@cache
def _spark() -> Engine:
    session = spark_session()
    STACK.callback(session.stop)
    return Spark(session)


_STARTED: Mapping[str, Callable[[], Engine]] = {
    "duckdb": DuckDB,
    "postgres": _postgres,
    "spark": _spark,
}


def wanted() -> list[str]:
    """Return the names of the engines that this run compares."""
    found = [name for name in os.environ.get(ENGINES_WANTED, "duckdb").split(",") if name]
    unknown = set(found) - set(_STARTED)
    if unknown:
        raise ValueError(f"{ENGINES_WANTED} names {sorted(unknown)}; there are {list(_STARTED)}")
    return found


def forms(name: str, *, has_lists: bool) -> tuple[bool, ...]:
    """Return how an engine is given lists: in tables of their own, or not, or both in turn."""
    if not has_lists:
        return (False,)
    return (True,) if engine(name).dialect is Dialect.POSTGRES else (False, True)


def left_out() -> list[str]:
    """Return the names of the engines that this run does without."""
    return [name for name in _STARTED if name not in wanted()]


def engine(name: str) -> Engine:
    """Return an engine, started."""
    return _STARTED[name]()


def run(select: exp.Select, rows: Rows, of: Engine) -> Cells:
    """Return what a statement gives. Raises `NotInSqlError`."""
    return of.run(written(select, of.dialect), rows)
