"""A file of many records scored by DuckDB: looked at, written, and what is wrong with some of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from attrs import define, field, frozen
from sqlglot import exp

from relrules.batch import files, tree
from relrules.batch.errors import NotInBulkError, NotInSqlError
from relrules.batch.facts import fact_in_sql
from relrules.batch.files import ID, RECORDS, ROWS, Layout, Looked, Out
from relrules.batch.inputs import NUMBER
from relrules.batch.running import Running
from relrules.batch.statement import LOOK, PROBLEMS, Bad, Settings, Source, statement
from relrules.batch.told import Words
from relrules.batch.writing import REST, Written, with_rest
from relrules.check import model as m
from relrules.evaluate.program import Program

TRUE, LEFT_OUT = "true", "left_out"
FACT = re.compile(r"^fact(\d+)\b")
"""How a statement calls a column of `records`."""

QUOTED = re.compile(r"(['\"]).*\1")
"""What a message of DuckDB quotes, up to the last such mark: values may hold marks too."""


class LookError(Exception):
    """Some value is not plain to see, or some record has no name."""


@frozen
class Some:
    """The numbers of the first of some rows, from 1, and how many there are."""

    numbers: tuple[int, ...]
    count: int


@frozen
class Ahead:
    """The numbers of the first rows with odd dates, how many rows are good, and how many dates odd."""

    numbers: tuple[int, ...] = ()
    rows: int = 0
    dates: int = 0


@frozen
class Alike:
    """Records of one name: the numbers of the first of them, from 1, and how many there are."""

    name: str
    numbers: tuple[int, ...]
    count: int


@define
class Bulk:
    """A file that is being scored. Every method raises `NotInBulkError` for what DuckDB cannot do."""

    program: Program
    layout: Layout
    today: dt.date | None
    running: Running
    audience: frozenset[str] = frozenset()
    words: Words | None = None
    looked: dict[str, Looked] = field(factory=dict)
    reasons: bool = False
    lang: str = "en"

    # ---- values that are not plain --------------------------------------------------------------

    def look(self, *, first: bool) -> bool:
        """Look at values that are not plain to see; return whether some fit nothing.

        `first` looks at the first rows alone.
        """
        self._see(bad=TRUE)
        given = files.given_of(self.layout, self.looked)
        sql = files.looks(self.program, self.layout, given, first=first)
        *counts, nameless = self._rows(sql)[0]
        for name, count in zip(given, counts, strict=True):
            if count:
                self._look_at(name, first=first)
        if not any(counts):
            return bool(nameless)
        self._see(bad=TRUE)
        given = files.given_of(self.layout, self.looked)
        return any(self._rows(files.looks(self.program, self.layout, given, first=first))[0])

    def _look_at(self, name: str, *, first: bool) -> None:
        given = files.given_of(self.layout, self.looked)[name]
        rows = self._rows(files.odd_values(self.program, name, given, first=first))
        before = self.looked.get(name, Looked())
        values = [value for (value,) in rows]
        self.looked[name] = files.looked_at(self.program, self.layout, name, values, before)

    # ---- what is written ------------------------------------------------------------------------

    def written(self, titles: Sequence[str], bad: Bad, *, numbered: bool = False) -> Written:
        """Return the results of all rows; those with bad values stop it with `LookError`, or go.

        Where they are `numbered`, the number of a row comes first, and has no title.
        """
        self._see(bad=files.stop() if bad is Bad.STOPS else "false", numbered=numbered)
        carried = [(name, f"k{at}") for at, name in enumerate(files.carried(self.layout))]
        passed = [(NUMBER, NUMBER), *carried] if numbered else carried
        source = self._source(passed)
        try:
            settings = self._settings(bad, self.words)
            select = statement(self.program, source, settings).select.sql("duckdb")
        except NotInSqlError as error:
            raise NotInBulkError(self.with_titles(str(error))) from error
        types = tuple(str(row[1]) for row in self._rows(f"describe {select}"))[numbered:]
        policy = self.program.policy
        is_plain = not any(isinstance(d.value.type, m.TextType) for d in policy.defines.values())
        return Written(select, tuple(titles), types, len(carried), is_plain)

    def written_with(self, rest: Any, titles: Sequence[str], *, ordered: bool) -> Written:  # noqa: ANN401 - a table of Arrow
        """Return the results with the `rest`, of rows that no statement works out; bad rows go.

        The rest has numbers of rows and then the cells of `titles`.
        """
        told = self.written(titles, Bad.LEFT_OUT, numbered=True)
        self.running.database.register(REST, rest)
        return with_rest(told, ordered=ordered)

    def _settings(self, bad: Bad, words: Words | None = None) -> Settings:
        line_in = self.lang if self.layout.out is Out.LINES else None
        return Settings(self.today, bad, self.audience, words, self.reasons, line_in)

    def copy(self, sql: str) -> int:
        """Write a file and return of how many rows. Raises `LookError`."""
        return int(self._rows(sql)[0][0])

    # ---- rows that are told of ------------------------------------------------------------------

    def bad(self, most: int | None) -> Some:
        """Return which rows do not fit."""
        self._see(bad=TRUE, numbered=True)
        given = files.given_of(self.layout, self.looked)
        return self._some(files.is_bad(self.program, self.layout, given), most)

    def _some(self, condition: str, most: int | None) -> Some:
        limit = "" if most is None else f" limit {most}"
        sql = f"select {NUMBER} from {RECORDS} where {condition}"
        ((count,),) = self._rows(f"select count(*) from ({sql})")
        numbers = self._rows(f"{sql} order by {NUMBER}{limit}")
        return Some(tuple(number for (number,) in numbers), int(count))

    def asked(self) -> tuple[int, ...]:
        """Return the numbers of rows that the statement leaves to others, bad ones included."""
        self._see(bad=TRUE, numbered=True)
        source = self._source([(NUMBER, NUMBER)])
        settings = self._settings(Bad.TOLD)
        told = statement(self.program, source, settings).select.sql("duckdb")
        rows = self._rows(f"select {NUMBER} from ({told}) where {PROBLEMS} <> '' order by {NUMBER}")
        return tuple(number for (number,) in rows)

    def total(self) -> int:
        """Return how many rows there are."""
        self._see(bad=TRUE)
        return int(self._rows(f"select count(*) from {ROWS}")[0][0])

    def ahead(self, *, every: bool, most: int, left_out: Sequence[int]) -> Ahead:
        """Return rows with dates after today, or the first of all, but those that are left out."""
        self._see(bad="false", numbered=True)
        given = files.given_of(self.layout, self.looked)
        later = [] if self.today is None else list(self._later(tree.day(self.today)))
        if not (later or every):
            return Ahead()
        is_good = f"not ({files.is_bad(self.program, self.layout, given)})"
        if left_out:
            others = pa.table({NUMBER: pa.array(left_out, pa.int64())})
            self.running.database.register(LEFT_OUT, others)
            is_good += f" and {NUMBER} not in (select {NUMBER} from {LEFT_OUT})"
        asked = is_good if every else f"{is_good} and ({' + '.join(later)}) > 0"
        found = self._some(asked, most)
        if not found.count:
            return Ahead()
        dates = " + ".join(later) or "0"
        sql = f"select count(*), coalesce(sum({dates}), 0) from {RECORDS} where {is_good}"
        ((rows, ahead),) = self._rows(sql)
        return Ahead(found.numbers, int(rows), int(ahead))

    def _later(self, today: tree.Sql) -> Iterator[str]:
        """Yield how many dates after today a record has, in each fact that is not hidden."""
        policy, hidden = self.program.policy, self.layout.hidden
        for name, given in files.given_of(self.layout, self.looked).items():
            fact = policy.facts[name]
            if isinstance(fact.type, m.DateType) and self.layout.facts[name] not in hidden:
                is_later = tree.compared(exp.GT, fact_in_sql(fact, given), today).sql("duckdb")
                yield f"cast(coalesce({is_later}, false) as integer)"
        for name, rows in files.given_lists(policy, self.layout).items():
            for fact_name, given in rows.facts.items():
                fact = policy.lists[name].facts[fact_name]
                if isinstance(fact.type, m.DateType):
                    day = fact_in_sql(fact, given, tree.field("x", given.title))
                    ahead = tree.compared(exp.GT, day, today)
                    some = tree.length(tree.filtered(tree.column(rows.title), "x", ahead))
                    yield f"coalesce({some.sql('duckdb')}, 0)"

    def alike(self, most: int) -> tuple[list[Alike], int]:
        """Return the first records of one name, and how many such names there are."""
        if self.layout.id is None:
            return [], 0
        self._see(bad=TRUE)
        named = f"{ID} is not null and cast({ID} as varchar) <> ''"
        twice = f"select {ID} from {RECORDS} where {named} group by {ID} having count(*) > 1"
        self._rows(f"create or replace temp table twice as {twice}")
        ((count,),) = self._rows("select count(*) from twice")
        if not count:
            return [], 0
        self._see(bad=TRUE, numbered=True)
        found = self._rows(
            f"select cast({ID} as varchar), list({NUMBER} order by {NUMBER})[:{most}], count(*) "
            f"from {RECORDS} where {ID} in (select {ID} from twice) group by {ID} "
            f"order by min({NUMBER}) limit {most}"
        )
        return [Alike(name, tuple(numbers), many) for name, numbers, many in found], int(count)

    def cells(self, numbers: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
        """Return the cells of some rows by their numbers."""
        if not numbers:
            return {}
        self._see(bad=TRUE, numbered=True)
        names = ", ".join(f"in{at}" for at in range(len(self.layout.titles)))
        asked = ", ".join(map(str, numbers))
        rows = self._rows(f"select {NUMBER}, {names} from {ROWS} where {NUMBER} in ({asked})")
        return {number: tuple(cells) for number, *cells in rows}

    def _source(self, passed: Sequence[tuple[str, str]]) -> Source:
        """Return what the statement reads, with the columns that are passed on."""
        lists = files.given_lists(self.program.policy, self.layout)
        return Source(RECORDS, files.given_of(self.layout, self.looked), passed, lists)

    # ---- asking DuckDB --------------------------------------------------------------------------

    def _see(self, *, bad: str, numbered: bool = False) -> None:
        views = files.views(self.program, self.layout, self.looked, numbered=numbered, bad=bad)
        for view in views:
            self._rows(view)

    def _rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        try:
            return self.running.rows(sql)
        except (duckdb.IOException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error as error:
            if LOOK in str(error):
                raise LookError from error
            raise NotInBulkError(_reason(str(error))) from error

    def with_titles(self, reason: str) -> str:
        """Return why there is no statement, with columns by their titles."""
        return FACT.sub(lambda found: f"`{self.layout.titles[int(found[1])]}`", reason)


def _reason(error: str) -> str:
    """Return in a line why DuckDB cannot go on."""
    line = re.search(r"CSV Error on Line: (\d+)", error)
    if line is None:
        # What it quotes may be confidential.
        return "DuckDB says: " + QUOTED.sub("…", error.partition("\n")[0])
    said = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", error)
    if said is None:
        return f"DuckDB cannot read line {line[1]}"
    cells = "1 cell" if said[2] == "1" else f"{said[2]} cells"
    return f"line {line[1]} has {cells} under {said[1]} titles"
