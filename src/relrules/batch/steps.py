"""The steps of a statement: relations, each made of those before it, with columns that are worked out once.

Rows are one chain of steps. The records of a list that have a table of their own are another, joined to
the rows by a key: what is made of all records of a row becomes a column of the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.tree import Sql

ROW_KEY = "k"
"""The column of rows by which records belong to one."""
PREFIX = "relrules_"
ROWS = "s"
Columns = dict[str, Sql]


@frozen
class Records:
    """The relation of the records of a list, and its column by which they belong to a row."""

    relation: str
    key: str


@define
class Chain:
    """Relations under names of ours, in an order in which each is made of earlier ones."""

    parts: list[tuple[str, exp.Select]] = field(factory=list)

    def put(self, name: str, select: exp.Select) -> str:
        """Add a relation, and return its name in the statement."""
        self.parts.append((PREFIX + name, select))
        return PREFIX + name

    def closed(self, last: exp.Select) -> exp.Select:
        """Return the last SELECT with all that it is made of."""
        for name, select in self.parts:
            last = last.with_(name, as_=select, copy=False)
        return last


@define
class _Step:
    """Columns that are made in one go: of rows, of records by list, and of all records of a row."""

    of_rows: Columns = field(factory=dict)
    of_each: dict[str, Columns] = field(factory=dict)
    of_all: dict[str, Columns] = field(factory=dict)


@define
class Steps:
    """Columns, each in the step after those that it is made of.

    `records` are the lists with a table of their own. `looks_back` says whether some record is compared
    with something of its row: then no two rows may have one key.
    """

    records: Mapping[str, Records] = field(factory=dict)
    looks_back: bool = False
    _steps: list[_Step] = field(factory=list)
    _depth: dict[str, int] = field(factory=dict)
    _list_of: dict[str, str] = field(factory=dict)
    _kept_as: dict[Sql, str] = field(factory=dict)

    def given_in(self, list_name: str, columns: Iterable[str]) -> None:
        """Tell which columns the records of a list have from the beginning."""
        self._list_of |= dict.fromkeys(columns, list_name)

    def put(self, of: Sql) -> Sql:
        """Return a column of rows that holds something. Raises `NotInSqlError`."""
        lists = self._lists_in(of)
        if lists:
            raise NotInSqlError(f"it looks at one record of `{min(lists)}` beside others")
        if of in self._kept_as:
            return tree.column(self._kept_as[of])
        name = self._kept_as[of] = self._name("r")
        self._step_of(name, of).of_rows[name] = of
        return tree.column(name)

    def put_in(self, list_name: str, of: Sql) -> Sql:
        """Return a column of the records of a list that holds something. Raises `NotInSqlError`."""
        if isinstance(of, exp.Column) and self._list_of.get(of.name) == list_name:
            return of
        others = self._lists_in(of) - {list_name}
        if others:
            raise NotInSqlError(f"it compares records of `{list_name}` and `{min(others)}`")
        name = self._name("x")
        self._list_of[name] = list_name
        self._step_of(name, of).of_each.setdefault(list_name, {})[name] = of
        self.looks_back = self.looks_back or self._looks_back(list_name, of)
        return tree.column(name)

    def put_of_all(self, list_name: str, aggregate: Sql, otherwise: Sql | None) -> Sql:
        """Return a column of rows that holds what is made of all records; `otherwise` of none."""
        name = self._name("r")
        step = self._step_of(name, aggregate)
        step.of_all.setdefault(list_name, {})[f"a{name}"] = aggregate
        found: Sql = tree.column(f"a{name}")
        if otherwise is not None:
            found = exp.Coalesce(this=found, expressions=[otherwise])
        step.of_rows[name] = found
        return tree.column(name)

    def _name(self, kind: str) -> str:
        return f"{kind}{len(self._depth)}"

    def _step_of(self, name: str, of: Sql) -> _Step:
        """Return the step of a column, which is the one after all that it is made of."""
        depth = max((self._depth.get(c.name, -1) for c in of.find_all(exp.Column)), default=-1) + 1
        self._depth[name] = depth
        while len(self._steps) <= depth:
            self._steps.append(_Step())
        return self._steps[depth]

    def _lists_in(self, of: Sql) -> set[str]:
        return {self._list_of[c.name] for c in of.find_all(exp.Column) if c.name in self._list_of}

    def _looks_back(self, list_name: str, of: Sql) -> bool:
        return any(self._list_of.get(c.name) != list_name for c in of.find_all(exp.Column))

    # ---- as relations ---------------------------------------------------------------------------

    def over(self, chain: Chain, rows: str) -> str:
        """Put the steps over a relation of rows into a chain, and return the name of the last."""
        records = {name: of.relation for name, of in self.records.items()}
        for depth, step in enumerate(self._steps, start=1):
            wider = {
                name: chain.put(
                    f"{self.records[name].relation.removeprefix(PREFIX)}_step_{depth}",
                    self._wider_records(name, records[name], rows, columns),
                )
                for name, columns in step.of_each.items()
            }
            if step.of_rows:
                rows = chain.put(f"step_{depth}", self._wider_rows(rows, records, step))
            records |= wider
        return rows

    def _wider_rows(self, rows: str, records: Mapping[str, str], step: _Step) -> exp.Select:
        taken = [
            (self.records[name].key, records[name], columns)
            for name, columns in step.of_all.items()
        ]
        return with_records(rows, taken, step.of_rows)

    def _wider_records(
        self, name: str, records: str, rows: str, columns: Mapping[str, Sql]
    ) -> exp.Select:
        found = exp.select(_all_of("x"), *_named(columns)).from_(_table(records, "x"))
        if not any(self._looks_back(name, of) for of in columns.values()):
            return found
        own = tree.equal(_of("x", self.records[name].key), _row_key())
        return found.join(_table(rows, ROWS), on=own)


def with_records(
    rows: str, taken: Iterable[tuple[str, str, Mapping[str, Sql]]], columns: Mapping[str, Sql]
) -> exp.Select:
    """Return rows with more columns, some of them of what is made of all records of a list.

    `taken` has, of each list, the key and the relation of its records, and what is made of them.
    """
    found = exp.select(_all_of(ROWS), *_named(columns)).from_(_table(rows, ROWS))
    for at, (key, relation, aggregates) in enumerate(taken):
        grouped = exp.select(tree.column(key), *_named(aggregates)).from_(relation)
        grouped = grouped.group_by(tree.column(key))
        own = tree.equal(_of(f"t{at}", key), _row_key())
        found = found.join(grouped.subquery(f"t{at}"), on=own, join_type="left")
    return found


def _named(columns: Mapping[str, Sql]) -> Iterator[Sql]:
    return (tree.named(of, name) for name, of in columns.items())


def _row_key() -> Sql:
    return _of(ROWS, ROW_KEY)


def _of(relation: str, column: str) -> Sql:
    """Return a column of a relation, whose name of ours stands without quotation marks everywhere."""
    return exp.Column(
        this=exp.to_identifier(column, quoted=True), table=exp.to_identifier(relation)
    )


def _all_of(name: str) -> Sql:
    return exp.Column(this=exp.Star(), table=exp.to_identifier(name))


def _table(name: str, alias: str) -> exp.Table:
    return exp.Table(
        this=exp.to_identifier(name), alias=exp.TableAlias(this=exp.to_identifier(alias))
    )
