"""The statement of a policy as text, in the SQL of an engine.

The tree is made for DuckDB. What another engine writes or means otherwise is put in its place here, and
what it cannot do exactly is refused: sqlglot writes many a thing in a dialect that has no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum

from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.lookups import looked_up
from relrules.batch.pieces import in_pieces
from relrules.batch.tree import Sql

POSTGRES_NAME = 63
"""How many bytes a name has in PostgreSQL: it cuts longer ones off, with a notice."""
CHARACTER = re.compile(r"\\x\{([0-9a-f]+)\}")


class Dialect(Enum):
    """An engine's SQL, by sqlglot's name for it."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    SNOWFLAKE = "snowflake"
    BIGQUERY = "bigquery"
    TRINO = "trino"

    @property
    def tested(self) -> bool:
        """Return whether the project's tests run its statements."""
        return self in {Dialect.DUCKDB, Dialect.POSTGRES, Dialect.SPARK}


Rule = Callable[[Sql], Sql]


def written(select: exp.Select, dialect: Dialect, *, pretty: bool = False) -> str:
    """Return a statement as the text of a dialect. Raises `NotInSqlError`."""
    _refuse_titles(select.named_selects, dialect)
    rules: dict[Dialect, Rule] = {
        Dialect.POSTGRES: _postgres,
        Dialect.SPARK: _spark,
        Dialect.SNOWFLAKE: _snowflake,
        Dialect.BIGQUERY: _bigquery,
        Dialect.TRINO: _trino,
    }
    changed = select if dialect is Dialect.DUCKDB else _changed(select, rules[dialect])
    if dialect not in {Dialect.DUCKDB, Dialect.SPARK}:
        _refuse_lists(select, dialect)
    if dialect is Dialect.SPARK:
        changed = in_pieces(changed)
    return changed.sql(dialect.value, pretty=pretty)


def _changed(select: exp.Select, rule: Rule) -> exp.Select:
    """Return a tree with a rule applied to every node, to what is inside of it first."""
    root = select.copy()
    for node in reversed(list(root.walk())):
        new = rule(node)
        if new is not node:
            node.replace(new)
    return root


def _refuse_lists(select: exp.Select, dialect: Dialect) -> None:
    if select.find(exp.Transform, exp.ArrayFilter):
        raise NotInSqlError(
            f"{dialect.value} has no functions over the records of a list in a column"
        )


def _refuse_titles(titles: Sequence[str], dialect: Dialect) -> None:
    if dialect is Dialect.POSTGRES:
        for title in titles:
            if len(title.encode()) > POSTGRES_NAME:
                raise NotInSqlError(f"PostgreSQL cuts names at 63 bytes, such as `{title}`")
        return
    if dialect is Dialect.SNOWFLAKE:
        return
    seen: dict[str, str] = {}
    for title in titles:
        other = seen.setdefault(title.lower(), title)
        if other != title:
            raise NotInSqlError(f"the columns `{other}` and `{title}` differ in case alone")


# ---- dialects that are run ---------------------------------------------------------------------


def _postgres(node: Sql) -> Sql:
    match node:
        case exp.DataType(this=exp.DType.INT128):
            return exp.DataType.build("DECIMAL(38, 0)")
        case exp.Anonymous(name="ERROR"):
            raise NotInSqlError("PostgreSQL has no way to stop at a row: let it name the problems")
        case exp.Anonymous(name=tree.CONCAT_WS):
            # It takes a hundred arguments.
            return tree.spelled_out(node)
        case exp.RegexpLike():
            # There is no character 0 in PostgreSQL.
            return _with_pattern(node, lambda code: rf"\u{max(code, 1):04x}")
        case exp.DateDiff(this=end, expression=start):
            return exp.Sub(this=end, expression=start)
        case exp.Year() | exp.Month() | exp.Day():
            part = exp.Extract(this=exp.var(node.key.upper()), expression=node.this)
            return tree.cast(part, "INT")
        case exp.LastDay(this=day):
            return _last_day(day)
        case exp.Subquery(this=exp.Select() as inner):
            # Otherwise steps are put into each other, and what is used twice is worked out twice.
            return exp.Subquery(this=inner.offset(0), alias=node.args["alias"])
        case exp.CTE(this=exp.Select() as inner):
            return exp.CTE(this=inner.offset(0), alias=node.args["alias"])
        case _:
            return node


def _last_day(of: Sql) -> Sql:
    """Return the last day of a month without a time zone: where the clock changes, days are not 24 hours."""
    first = exp.Anonymous(this="DATE_TRUNC", expressions=[tree.text("month"), _as(of, "TIMESTAMP")])
    next_month = exp.Add(this=first, expression=tree.cast(tree.text("1 month"), "INTERVAL"))
    last = exp.Sub(this=next_month, expression=tree.cast(tree.text("1 day"), "INTERVAL"))
    return _as(exp.paren(last), "DATE")


def _spark(node: Sql) -> Sql:
    match node:
        case exp.Anonymous(name="ERROR"):
            return exp.Anonymous(this="RAISE_ERROR", expressions=node.expressions)
        case exp.DataType(this=exp.DType.INT128):
            return exp.DataType.build("DECIMAL(38, 0)")
        case exp.ArraySum(this=of):
            return _folded(of)
        case exp.Case(this=None):
            return looked_up(node)
        case exp.IntDiv(this=exp.Cast() as of, expression=by) if of.is_type("DECIMAL(38, 0)"):
            # `DIV` would give 64 bits. What is left over is taken off, and the rest goes in evenly.
            rest = exp.paren(exp.Mod(this=of.copy(), expression=by.copy()))
            even = exp.paren(exp.Sub(this=of.copy(), expression=rest))
            return tree.cast(exp.paren(exp.Div(this=even, expression=by.copy())), "DECIMAL(38, 0)")
        case exp.RegexpLike():
            return _with_pattern(node, None, end=r"\z")
        case exp.DateDiff(this=end, expression=start):
            # With a unit, Spark counts between moments of the session's time zone.
            return exp.Anonymous(this="DATEDIFF", expressions=[end, start])
        case exp.Cast(this=of, to=exp.DataType(this=exp.DType.VARCHAR)) if not of.is_string:
            raise NotInSqlError(
                "Spark does not write binary numbers in their shortest form: use a column of "
                "DECIMAL, or a fact with few decimals"
            )
        case _:
            return node


def _folded(of: Sql) -> Sql:
    """Return the sum of a list: what it begins with has the type that it ends with."""
    total = exp.Add(this=exp.to_identifier("a"), expression=exp.to_identifier("x"))
    names = [exp.to_identifier("a"), exp.to_identifier("x")]
    more = exp.Lambda(this=tree.cast(total, "DECIMAL(38, 0)"), expressions=names)
    none = tree.cast(tree.whole(0), "DECIMAL(38, 0)")
    return exp.Anonymous(this="AGGREGATE", expressions=[of, none, more])


# ---- dialects that are only written ------------------------------------------------------------


def _snowflake(node: Sql) -> Sql:
    match node:
        case exp.IntDiv():
            raise NotInSqlError("Snowflake rounds quotients, and has no whole ones")
        case exp.Anonymous(name="ERROR"):
            raise NotInSqlError("Snowflake has no way to stop at a row: let it name the problems")
        case exp.Anonymous(name=tree.CONCAT_WS):
            return tree.spelled_out(node)
        case exp.RegexpLike():
            # REGEXP_LIKE would ask whether the whole text is so.
            told = _with_pattern(node, lambda code: chr(max(code, 1)))
            at = exp.Anonymous(this="REGEXP_INSTR", expressions=[told.this, told.expression])
            return exp.GT(this=at, expression=tree.whole(0))
        case exp.Cast(to=exp.DataType(this=exp.DType.VARCHAR)):
            raise NotInSqlError("how Snowflake writes binary numbers is not known exactly")
        case _:
            return node


def _bigquery(node: Sql) -> Sql:
    match node:
        case exp.Anonymous(name=tree.CONCAT_WS):
            return tree.spelled_out(node)
        case exp.DataType(this=exp.DType.DECIMAL | exp.DType.INT128):
            return exp.DataType.build("BIGDECIMAL")
        case exp.Cast(to=exp.DataType(this=exp.DType.VARCHAR)):
            raise NotInSqlError("how BigQuery writes binary numbers is not known exactly")
        case exp.Ordered(this=by):
            # Within an aggregate it cannot be said where nulls stand: first, by itself.
            return exp.Ordered(this=by, nulls_first=True)
        case _:
            return node


def _trino(node: Sql) -> Sql:
    match node:
        case exp.IntDiv():
            raise NotInSqlError("Trino rounds quotients of wide numbers")
        case exp.Anonymous(name=tree.CONCAT_WS):
            return tree.spelled_out(node)
        case exp.Anonymous(name="ERROR"):
            return exp.Anonymous(this="FAIL", expressions=node.expressions)
        case exp.RegexpLike():
            return _with_pattern(node, None, end=r"\z")
        case exp.Cast(to=exp.DataType(this=exp.DType.VARCHAR)):
            raise NotInSqlError("how Trino writes binary numbers is not known exactly")
        case _:
            return node


# ---- pieces ------------------------------------------------------------------------------------


def _with_pattern(
    node: exp.RegexpLike, character: Callable[[int], str] | None, *, end: str = "$"
) -> exp.RegexpLike:
    """Return a match with its pattern as a dialect writes it: characters by code, and the end."""
    pattern = node.expression.name
    if character is not None:
        pattern = CHARACTER.sub(lambda found: character(int(found[1], 16)), pattern)
    if pattern.endswith("$"):
        pattern = pattern[:-1] + end
    return exp.RegexpLike(this=node.this, expression=tree.text(pattern))


def _as(of: Sql, type_: str) -> Sql:
    return tree.cast(of.copy(), type_)
