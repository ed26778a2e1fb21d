"""The records of lists in SQL: what is asked of all of them, of lists in a column or in a table of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Protocol

from attrs import evolve, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import type_for
from relrules.batch.numbers import Number
from relrules.batch.steps import Steps
from relrules.batch.tree import Sql

Value = Number | Sql
"""A number; or whether something holds, the place of an option, a date or a text."""
ValueIn = Callable[[str], Value]
"""What something is of a record that has a name."""


class Take(Enum):
    """What is made of the values of some records; one that is null does not count."""

    COUNT = "how many there are"
    DISTINCT = "how many different ones there are"
    HIGHEST = "the highest"
    LOWEST = "the lowest"
    SUM = "their sum"
    TEXT = "texts in the order of the records, as one text"


class Listed(Protocol):
    """The records of a list. A record has a name, which may stand within the terms about it."""

    @property
    def unknown(self) -> Sql:
        """Return whether it is not known which records there are."""

    def here(self, record: str) -> Mapping[str, Value]:
        """Return the values of a record, by key."""

    def keep(self, of: Sql) -> Sql:
        """Return something about a record that is read more than once."""

    def taken(
        self, how: Take, record: str, holds: Sql | None = None, value: Sql | None = None
    ) -> Sql:
        """Return values of the records of which something holds, taken together.

        Raises `NotInSqlError`. It is null where there are none, but for counts and texts.
        """

    def with_result(self, key: str, record: str, found: Value) -> Listed:
        """Return the same records with a result of each. Raises `NotInSqlError`."""


@frozen
class InColumn:
    """A list of structures in a column; `fields` are the names of what stands in one."""

    rows: Sql
    fields: tuple[str, ...]
    values: Mapping[str, ValueIn]
    put: Callable[[Sql], Sql]

    @property
    def unknown(self) -> Sql:
        """Return whether it is not known which records there are."""
        return tree.is_null(self.rows)

    def here(self, record: str) -> Mapping[str, Value]:
        """Return the values of a record, by key."""
        return {key: value(record) for key, value in self.values.items()}

    def keep(self, of: Sql) -> Sql:
        """Return the same: a record has no columns to put something into."""
        return of

    def taken(
        self, how: Take, record: str, holds: Sql | None = None, value: Sql | None = None
    ) -> Sql:
        """Return values of the records of which something holds, taken together."""
        rows = self.rows if holds is None else tree.filtered(self.rows, record, holds)
        if how is Take.COUNT or value is None:
            return tree.length(rows)
        values = tree.transformed(rows, record, value)
        match how:
            case Take.DISTINCT:
                return tree.length(exp.ArrayDistinct(this=values))
            case Take.HIGHEST:
                return exp.ArrayMax(this=values)
            case Take.LOWEST:
                return exp.ArrayMin(this=values)
            case Take.SUM:
                return exp.ArraySum(this=values)
            case Take.TEXT:
                found = exp.ArrayToString(this=values, expression=tree.text(tree.BETWEEN))
                return exp.Coalesce(this=found, expressions=[tree.text("")])

    def with_result(self, key: str, record: str, found: Value) -> InColumn:
        """Return the same records with a result of each."""
        fields = {of: tree.field(record, of) for of in self.fields}
        own = f"r{len(fields)}"
        fields[own] = whole_of(found)
        rows = self.put(tree.transformed(self.rows, record, tree.structure(fields)))
        values = {**self.values, key: _like(found, lambda of: tree.field(of, own))}
        return evolve(self, rows=rows, fields=tuple(fields), values=values)


@frozen
class InTable:
    """A list whose records are the rows of a table: `count` is the column that says how many.

    `order` is the column that they are in the order of.
    """

    name: str
    count: Sql
    order: str | None
    steps: Steps
    values: Mapping[str, ValueIn]

    @property
    def unknown(self) -> Sql:
        """Return whether it is not known which records there are."""
        return tree.is_null(self.count)

    def here(self, record: str) -> Mapping[str, Value]:
        """Return the values of a record, by key."""
        return {key: value(record) for key, value in self.values.items()}

    def keep(self, of: Sql) -> Sql:
        """Return a column of the records that holds something. Raises `NotInSqlError`."""
        return self.steps.put_in(self.name, of)

    def taken(
        self, how: Take, record: str, holds: Sql | None = None, value: Sql | None = None
    ) -> Sql:
        """Return values of the records of which something holds, taken together."""
        del record
        if how is Take.COUNT and holds is None:
            return self.count.copy()
        of = tree.whole(1) if how is Take.COUNT or value is None else value
        if how is Take.SUM:
            of = tree.cast(of, "DECIMAL(38, 0)")
        of = self.keep(of if holds is None else tree.case([(holds, of)], tree.NULL.copy()))
        match how:
            case Take.COUNT:
                return self._put(exp.Count(this=of), tree.whole(0))
            case Take.DISTINCT:
                different = exp.Distinct(expressions=[of])
                return self._put(exp.Count(this=different), tree.whole(0))
            case Take.HIGHEST:
                return self._put(exp.Max(this=of), None)
            case Take.LOWEST:
                return self._put(exp.Min(this=of), None)
            case Take.SUM:
                return self._put(exp.Sum(this=of), None)
            case Take.TEXT:
                return self._put(self._joined(of), tree.text(""))

    def _put(self, of: Sql, otherwise: Sql | None) -> Sql:
        return self.steps.put_of_all(self.name, of, otherwise)

    def _joined(self, of: Sql) -> Sql:
        if self.order is None:
            raise NotInSqlError(
                f"the records of `{self.name}` are named in their order, and a table has none: "
                f"say with --order {self.name}=COLUMN what they are in the order of"
            )
        by = exp.Ordered(this=tree.column(self.order))
        in_order = exp.Order(this=of, expressions=[by])
        return exp.GroupConcat(this=in_order, separator=tree.text(tree.BETWEEN))

    def with_result(self, key: str, record: str, found: Value) -> InTable:
        """Return the same records with a result of each."""
        del record
        kept = self.keep(whole_of(found))
        return evolve(self, values={**self.values, key: _like(found, lambda _: kept.copy())})


def whole_of(found: Value) -> Sql:
    """Return a value as one column. Raises `NotInSqlError` for a quotient, which has two."""
    if not isinstance(found, Number):
        return found
    if found.over is not None:
        raise NotInSqlError("it is a quotient of each record")
    return tree.cast(found.whole, type_for(found.most))


def _like(found: Value, whole: Callable[[str], Sql]) -> ValueIn:
    """Return what tells a value that is kept in a column, as the same kind of value."""
    if isinstance(found, Number):
        return lambda record: evolve(found, whole=whole(record))
    return whole
