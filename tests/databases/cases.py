"""Cases to compare: a policy with a few rows of data, and what the interpreter says of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from attrs import frozen

from databases.engines import Engine, Of, Rows, engine, run
from relrules import Policy, Result
from relrules.answers import answers_of
from relrules.batch.facts import Given, GivenList, GivenTable, Kind
from relrules.batch.statement import BETWEEN, Bad, Settings, Source, statement
from relrules.check import model as m
from relrules.check.columns import result_titles, result_types
from relrules.cli.values import cell_text
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.facts import Form, Problem, read_facts
from relrules.explain.record_form import before
from relrules.many import BadRecord, evaluate_each
from relrules.result_cells import result_cells, state_words

WORDS = state_words("", "en")
LIST_OF = re.compile(r"\[.*")
KEY = "row"
OF, AT, KNOWN = "of row", "at", "knows"
"""Columns of the table of a list: the row of a record, and its place; and that of rows that knows it."""


class Shape(Enum):
    """How a table holds facts that are no texts."""

    TEXT = "as text, as in CSV"
    EXACT = "in types of their own, numbers as decimals"
    REAL = "in types of their own, numbers as binary floating point"

    @property
    def form(self) -> Form:
        """Return how the interpreter reads such values."""
        return Form.TEXT if self is Shape.TEXT else Form.PYTHON


@frozen
class Case:
    """A policy, a day, and rows of values by fact, in the shape of a table.

    With `reasons` the columns that tell of rows, and of what is provisional, are compared too.
    """

    policy: Policy
    today: dt.date | None
    shape: Shape
    rows: Sequence[Mapping[str, object]]
    reasons: bool = True

    def interpreted(self) -> list[list[str]]:
        """Return the cells of every row as the interpreter finds them, and what is wrong with it."""
        return [self._interpreted(row) for row in self.rows]

    def _interpreted(self, row: Mapping[str, object]) -> list[str]:
        return self._cells(*self._result(row))

    def _result(self, row: Mapping[str, object]) -> tuple[Result, Sequence[Problem]]:
        """Return the result of a row by the interpreter, and what is wrong with it."""
        reading = read_facts(self.policy.checked, row, self.shape.form)
        outcome = evaluate(self.policy.program, reading.facts, self.today, reading.counts)
        return Result(self.policy.program, outcome), reading.problems

    def interpreted_lines(self, lang: str) -> list[str | None]:
        """Return what JSON has of every row after its name; nothing of one with bad values."""
        found = [self._result(row) for row in self.rows]
        return [
            None if problems else result.to_json(lang).removeprefix(before(None)).removesuffix("}")
            for result, problems in found
        ]

    def compiled(self) -> list[list[str]]:
        """Return the same as compiled evaluation finds it."""
        program = self.policy.program
        found = evaluate_each(
            program, self.rows, self.today, None, self.shape.form, answers_of(program)
        )
        return [
            self._cells(None, result.problems)
            if isinstance(result, BadRecord)
            else self._cells(result, ())
            for result in found
        ]

    def _cells(self, result: Result | None, problems: Sequence[Problem]) -> list[str]:
        """Return the cells of a row; one with a value that does not fit has its problems alone."""
        titles = result_titles(self.policy.checked, reasons=self.reasons)
        if problems or result is None:
            bad = {LIST_OF.sub("", problem.path) for problem in problems}
            places = (*self.policy.checked.facts, *self.policy.checked.lists)
            return [*[""] * len(titles), BETWEEN.join(name for name in places if name in bad)]
        told = result_cells(result, WORDS, reasons=self.reasons)
        types = result_types(self.policy.checked, reasons=self.reasons)
        cells = [
            # A column of numbers has no words: what has no answer is null there.
            "" if isinstance(of, m.NumberType) and isinstance(cell, str) else cell_text(cell)
            for cell, of in zip(told, types, strict=True)
        ]
        return [*cells, ""]

    def told(self, by: Engine, *, in_tables: bool = False) -> list[list[str]]:
        """Return the cells of every row as an engine finds them; lists may be in tables of their own.

        Raises `NotInSqlError`.
        """
        settings = Settings(self.today, Bad.TOLD, reasons=self.reasons)
        found = self._run(settings, by, in_tables=in_tables)
        return [["" if cell is None else _plain(cell) for cell in row] for row in found]

    def lines(self, lang: str) -> list[str | None]:
        """Return the lines of all rows by DuckDB; one that it does not tell has none.

        Raises `NotInSqlError`.
        """
        settings = Settings(self.today, Bad.TOLD, line_in=lang)
        found = self._run(settings, engine("duckdb"), in_tables=False)
        return [None if line is None else str(line) for line, _ in found]

    def _run(self, settings: Settings, by: Engine, *, in_tables: bool) -> list[list[object]]:
        given = self._given(self.policy.checked.facts)
        lists = {
            name: self._given(of.facts)
            for name, of in self.policy.checked.lists.items()
            if name not in self.policy.checked.same_records
        }
        source = Source(
            "source", given, [(KEY, KEY)], _given_lists(lists, in_tables=in_tables), KEY
        )
        select = statement(self.policy.program, source, settings).select
        found = run(select, self._rows_of(given, lists, in_tables=in_tables), by)
        return [list(row[1:]) for row in sorted(found, key=lambda row: int(row[0]))]

    def _rows_of(
        self,
        given: Mapping[str, Given],
        lists: Mapping[str, Mapping[str, Given]],
        *,
        in_tables: bool,
    ) -> Rows:
        columns: dict[str, Of] = {KEY: Kind.WHOLE, **_kinds(given)}
        values = [
            [at, *(row.get(name) for name in given), *_lists_of(row, lists, in_tables=in_tables)]
            for at, row in enumerate(self.rows)
        ]
        if not in_tables:
            return Rows(columns | {name: _kinds(of) for name, of in lists.items()}, values)
        columns |= {f"{KNOWN} {name}": Kind.YES_NO for name in lists}
        tables = {
            name: Rows(
                {OF: Kind.WHOLE, AT: Kind.WHOLE, **_kinds(of)}, list(self._records(name, of))
            )
            for name, of in lists.items()
        }
        return Rows(columns, values, tables)

    def _records(self, name: str, of: Mapping[str, Given]) -> Iterator[list[object]]:
        """Yield the records of a list as the rows of its table, the last first."""
        for row, values in reversed(list(enumerate(self.rows))):
            records = values.get(name)
            for at, record in reversed(
                list(enumerate(records if isinstance(records, list) else []))
            ):
                yield [row, at, *(record.get(fact) for fact in of)]

    def _given(self, facts: Mapping[str, m.Fact]) -> dict[str, Given]:
        return {
            name: Given(name, self._kind(fact), self.shape.form) for name, fact in facts.items()
        }

    def _kind(self, fact: m.Fact) -> Kind:
        if self.shape is Shape.TEXT:
            return Kind.TEXT
        match fact.type:
            case m.YesNoType():
                return Kind.YES_NO
            case m.DateType():
                return Kind.DAY
            case m.NumberType():
                return Kind.REAL if self.shape is Shape.REAL else Kind.EXACT
            case _:
                return Kind.TEXT


def _kinds(given: Mapping[str, Given]) -> dict[str, Kind]:
    return {name: of.kind for name, of in given.items()}


def _given_lists(
    lists: Mapping[str, Mapping[str, Given]], *, in_tables: bool
) -> dict[str, GivenList | GivenTable]:
    if not in_tables:
        return {name: GivenList(name, of) for name, of in lists.items()}
    return {name: GivenTable(name, OF, of, AT, f"{KNOWN} {name}") for name, of in lists.items()}


def _lists_of(
    row: Mapping[str, object], lists: Iterable[str], *, in_tables: bool
) -> Iterator[object]:
    """Yield the records of every list, or whether they are known."""
    for name in lists:
        records = row.get(name)
        yield isinstance(records, list) if in_tables else records


def asked_for(said: Sequence[str], told: Sequence[str]) -> bool:
    """Return whether a statement leaves a row to the interpreter, of which it says what is open."""
    return told[-1] != said[-1] == "" and not any(told[:-1])


def _plain(cell: object) -> str:
    if isinstance(cell, Decimal):
        return cell_text(cell.normalize() if cell else Decimal(0))
    return cell_text(cell)


def in_column(value: object, shape: Shape) -> object:
    """Return a value as a column holds it."""
    if isinstance(value, list):
        return [{name: in_column(of, shape) for name, of in record.items()} for record in value]
    number = isinstance(value, int | Fraction) and not isinstance(value, bool)
    if shape is Shape.TEXT:
        match value:
            case bool():
                return "yes" if value else "no"
            case dt.date():
                return value.isoformat()
            case int() | Fraction():
                return cell_text(Decimal(value.numerator) / value.denominator)
            case _:
                return value
    if number and isinstance(value, int | Fraction):
        exact = Decimal(value.numerator) / value.denominator
        return float(exact) if shape is Shape.REAL else exact
    return value


def bad_value(fact: m.Fact, shape: Shape) -> object:
    """Return a value that no fact of a type can have, `None` where a column cannot hold one."""
    match fact.type:
        case m.TextType():
            return "a\u200bb"
        case m.YesNoType() | m.DateType() if shape is not Shape.TEXT:
            return None
        case m.DateType():
            return "2026-02-30"
        case m.NumberType(high=high):
            return in_column((10**18 if high is None else int(high)) + 1, shape)
        case _:
            return "no'; --\\"
