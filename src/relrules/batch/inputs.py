"""Files that DuckDB reads: what their columns are, and their rows as SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import duckdb
from attrs import frozen

from relrules.batch import tree
from relrules.batch.facts import DIGITS_OF_REAL, Given, Kind
from relrules.batch.globs import exactly
from relrules.batch.plain_csv import Plain
from relrules.check import model as m
from relrules.evaluate.facts import Form
from relrules.syntax.names import data_key

NUMBER = "number"
"""The column that numbers rows, from 1."""
BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
"""What Python takes for blank, and strips."""
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
KINDS = {
    **dict.fromkeys([*WHOLE, *(f"U{name}" for name in WHOLE)], Kind.WHOLE),
    "VARCHAR": Kind.TEXT,
    "BOOLEAN": Kind.YES_NO,
    "DATE": Kind.DAY,
    "FLOAT": Kind.REAL,
    "DOUBLE": Kind.REAL,
}
"""What DuckDB's types hold, besides decimal numbers; any other type is read as a text."""


def literal(text: str) -> str:
    """Return a text as SQL has it."""
    return tree.text(text).sql("duckdb")


def quoted(name: str) -> str:
    """Return the name of a column as SQL has it."""
    return tree.column(name).sql("duckdb")


def stripped(text: str) -> str:
    """Return a text without the blanks around it, as Python strips it."""
    # Most texts have none, and DuckDB takes long to look for so many.
    found = f"regexp_matches({text}, {literal(f'^[{BLANKS}]|[{BLANKS}]$')})"
    return f"case when {found} then trim({text}, {literal(BLANKS)}) else {text} end"


def is_blank(text: str) -> str:
    """Return whether a text is empty or blank."""
    begins = f"{text} >= '!' and {text} < chr(127)"
    return f"case when {begins} then false else trim({text}, {literal(BLANKS)}) = '' end"


def kind_of(of: str) -> Kind | None:
    """Return what a column of a type holds, `None` for what is read as text."""
    return Kind.EXACT if of.startswith("DECIMAL") else KINDS.get(of)


def is_nested(of: str) -> bool:
    """Return whether values of a type hold others."""
    return of.endswith("]") or of.startswith(("STRUCT(", "MAP(", "UNION("))


def fields_of(of: Any) -> dict[str, str] | None:  # noqa: ANN401 - a type of DuckDB, whose stubs say little
    """Return the fields of lists of structures with their types, `None` for any other type."""
    if of.id != "list" or of.children[0][1].id != "struct":
        return None
    return {title: str(inside) for title, inside in of.children[0][1].children}


def given_fields(of: m.List, fields: Mapping[str, str], form: Form) -> dict[str, Given] | None:
    """Return the fields, by their types, that give the facts of a list; `None` where one does not.

    A field without a type is one of which nothing is known.
    """
    found: dict[str, Given] = {}
    named = set()
    for title, inside in fields.items():
        owners, kind = of.keys.get(data_key(title), ()), kind_of(inside)
        if len(owners) != 1 or owners[0] in named or (inside and kind is None):
            return None
        named.add(owners[0])
        if kind is not None:
            found[owners[0]] = Given(title, kind, form)
    return found


# ---- files -----------------------------------------------------------------------------------


@frozen
class Kept:
    """A column that is carried along, as SQL, and what DuckDB calls its type."""

    sql: str
    of: str


@frozen
class Rows:
    """A column of lists, as SQL: each of structures, whose fields have these types."""

    sql: str
    fields: Mapping[str, str]


@frozen
class CsvFile:
    """CSV that is plain: see `plain_csv`. `width` is how many columns it has."""

    path: str
    delimiter: str
    plain: Plain
    width: int

    def types(self) -> tuple[str, ...]:
        """Return the types of its columns."""
        return ("VARCHAR",) * self.width

    def kept(self, at: int, *, typed: bool) -> Kept:  # noqa: ARG002 - texts have no other type
        """Return a column as it is carried along."""
        return Kept(f"in{at}", "VARCHAR")

    def rows(self, at: int) -> Rows | None:  # noqa: ARG002 - a text is no list to DuckDB
        """Return a column of lists."""
        return None

    def select(self, *, numbered: bool) -> str:
        """Return a SELECT of its rows that are not blank, with their numbers where they are asked for."""
        columns = ", ".join(f"'in{at}': 'VARCHAR'" for at in range(self.width))
        options = {
            "auto_detect": "false",
            "header": "false",
            "skip": "1",
            "delim": literal(self.delimiter),
            "quote": "'\"'",
            "escape": "'\"'",
            "strict_mode": "true",
            "columns": f"{{{columns}}}",
            # Two threads could take the end of a line in a cell for the end of a row.
            "parallel": "false" if self.plain.has_long_cells else "true",
        }
        told = ", ".join(f"{name} = {value}" for name, value in options.items())
        cells = ", ".join(f"coalesce(in{at}, '') as in{at}" for at in range(self.width))
        blank = " and ".join(is_blank(f"in{at}") for at in range(self.width))
        read = f"read_csv({literal(exactly(self.path))}, {told})"
        found = f"select * from (select {cells} from {read}) where not ({blank})"
        # Rows are numbered by one thread, one after another.
        number = f"row_number() over () as {NUMBER}"
        return f"select *, {number} from ({found})" if numbered else found


@frozen
class ParquetFile:
    """Parquet: the titles of its columns, with what DuckDB calls their types."""

    path: str
    columns: Mapping[str, str]

    def types(self) -> tuple[str, ...]:
        """Return the types its columns are read as."""
        return tuple(of if kind_of(of) else "VARCHAR" for of in self.columns.values())

    def kept(self, at: int, *, typed: bool) -> Kept:  # noqa: ARG002 - its types are those there are
        """Return a column as it is carried along."""
        return Kept(f"in{at}", self.types()[at])

    def rows(self, at: int) -> Rows | None:
        """Return a column of lists of structures, `None` where it is none."""
        fields = fields_of(duckdb.sqltype(list(self.columns.values())[at]))
        # As JSON, which the reader of small files makes of it, longer ones would lose digits.
        if fields is None or any(_digits(of) > DIGITS_OF_REAL for of in fields.values()):
            return None
        return Rows(f"nested{at}", fields)

    def select(self, *, numbered: bool) -> str:
        """Return a SELECT of its rows, with their numbers where they are asked for."""
        cells = ", ".join(
            _read(at, title, of) for at, (title, of) in enumerate(self.columns.items())
        )
        number = f", file_row_number + 1 as {NUMBER}" if numbered else ""
        read = f"read_parquet({literal(exactly(self.path))}, file_row_number = {str(numbered).lower()})"
        return f"select {cells}{number} from {read}"


def _read(at: int, title: str, of: str) -> str:
    """Return a column of Parquet as it is read: what is nested as JSON too, other types as texts."""
    name = quoted(title)
    if is_nested(of):
        return f"to_json({name})::VARCHAR as in{at}, {name} as nested{at}"
    return f"{name} as in{at}" if kind_of(of) else f"{name}::VARCHAR as in{at}"


def _digits(of: str) -> int:
    found = re.match(r"DECIMAL\((\d+)", of)
    return int(found[1]) if found else 0


@frozen
class JsonColumn:
    """The values of one key, over all records.

    `of` is what DuckDB calls the type that facts are read from; it is empty where nothing is known, or
    where that is `refused`: why. `typed` is the type that they are carried along with in Parquet, if
    that is sure. With `has_json` the values stand in a column of their own as JSON too, null where the
    key is missing.
    """

    of: str = ""
    typed: str | None = "VARCHAR"
    refused: str = ""
    is_nested: bool = False
    fields: Mapping[str, JsonColumn] | None = None
    has_json: bool = False


@frozen
class JsonFile:
    """NDJSON whose cells stand, as CSV would have them, in files of Parquet in a folder.

    Their columns are `c0`, `c1` and so on, those of lists with a list of cells for each record, in the
    order of the fields; as JSON values are `j0`, `j1` and so on. `number` counts the records, and `count`
    is how many there are.
    """

    folder: str
    columns: Mapping[str, JsonColumn]
    count: int

    def types(self) -> tuple[str, ...]:
        """Return the types its columns are read as."""
        return tuple(column.of or "VARCHAR" for column in self.columns.values())

    def kept(self, at: int, *, typed: bool) -> Kept:
        """Return a column as it is carried along: numbers as they are written, if not `typed`."""
        of = list(self.columns.values())[at].typed if typed else None
        return Kept(f"cast(c{at} as {of})", of) if of else Kept(f"c{at}", "VARCHAR")

    def rows(self, at: int) -> Rows | None:
        """Return a column of lists of objects, `None` where it is none or some key is refused."""
        column = list(self.columns.values())[at]
        if column.fields is None or any(inside.refused for inside in column.fields.values()):
            return None
        places = {title: number for number, title in enumerate(column.fields, 1)}
        fields = {title: inside.of for title, inside in column.fields.items()}
        cells = [
            f"{quoted(title)} := cast(x[{places[title]}] as {of})"
            for title, of in fields.items()
            if of
        ]
        # There is no structure without fields.
        packed = f"struct_pack({', '.join(cells or ['nothing := null'])})"
        return Rows(f"list_transform(c{at}, lambda x: {packed})", fields)

    def select(self, *, numbered: bool) -> str:  # noqa: ARG002 - its records are numbered anyway
        """Return a SELECT of its records, with their numbers."""
        cells = [f"c{at}, cast(c{at} as {of}) as in{at}" for at, of in enumerate(self.types())]
        cells += [f"j{at}" for at, column in enumerate(self.columns.values()) if column.has_json]
        read = f"read_parquet({literal(f'{exactly(str(self.folder))}/*.parquet')}, union_by_name = true)"
        return f"select {', '.join([*cells, NUMBER])} from {read}"


File = CsvFile | ParquetFile | JsonFile
