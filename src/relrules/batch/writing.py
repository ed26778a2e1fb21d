"""Results as DuckDB writes them: cells of CSV, columns of Parquet, and lines of NDJSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from attrs import evolve, frozen

from relrules.batch.inputs import NUMBER, literal, quoted
from relrules.batch.json_text import GAP, NEXT, escaped
from relrules.explain import record_form as form
from relrules.explain.plain_json import dumps

REST = "rest"
"""The table of results that no statement works out."""
MOST_PLACES = 6
"""How many decimals Python writes out, whatever the number."""
EXPONENT = "error('relrules: exponent')"
EMPTY = "''"
FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula."""


@frozen
class Written:
    """A SELECT whose columns are written under `titles`, with what DuckDB calls their types.

    The first are `carried` along from the file; the others are results, whose texts are names of
    the policy where it is `is_plain`.
    """

    select: str
    titles: tuple[str, ...]
    types: tuple[str, ...]
    carried: int
    is_plain: bool


def with_rest(told: Written, *, ordered: bool) -> Written:
    """Return numbered results with those of the table `rest`, which has the same columns."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    rest = [f"cast({name} as {of})" for name, of in zip(columns, told.types, strict=True)]
    named = f"({told.select}) as told({', '.join([NUMBER, *columns])})"
    both = f"select * from {named} union all select {', '.join([NUMBER, *rest])} from {REST}"
    order = f" order by {NUMBER}" if ordered else ""
    return evolve(told, select=f"select {', '.join(columns)} from ({both}){order}")


def as_cells(told: Written, header: str, path: str) -> str:
    """Return the statement that writes CSV: every cell as text, its header as it is given."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    cells, written = [], []
    for at, (name, of) in enumerate(zip(columns, told.types, strict=True)):
        is_result = at >= told.carried
        is_free = of == "VARCHAR" and not (is_result and told.is_plain)
        cells.append(f"{guarded(name) if is_free else _cell(name, of, is_result)} as {name}")
        # What is free is a column of its own before it is looked through.
        written.append(in_marks(name) if is_free else name)
    select = f"select {', '.join(cells)} from ({told.select}) as told({', '.join(columns)})"
    return _copied(f"select {', '.join(written)} from ({select})", header, path)


def _copied(select: str, header: str, path: str) -> str:
    """Return the statement that writes texts as they are, with a comma between those of a row."""
    options = "format csv, header false, delimiter ',', quote '', escape '', use_tmp_file false"
    # There is no empty header: each row then ends with its line.
    marks = f", prefix {literal(header)}, suffix {literal(chr(10))}" if header else ""
    return f"copy ({select}) to {literal(path)} ({options}{marks})"


def as_lines(told: Written, keys: Sequence[str], path: str) -> str:
    """Return the statement that writes NDJSON; what is kept stands under `keys`, or is missing."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    name, *kept, line = columns
    pairs = [
        f"case when {of} is null then '' else concat({literal(f', {dumps(key)}: ')}, {of}) end"
        for key, of in zip(keys, kept, strict=True)
    ]
    select = f"({told.select}) as told({', '.join(columns)})"
    select = f"select {name}, {line}, concat({', '.join(pairs or [EMPTY])}) as kept from {select}"
    before, after = form.before(GAP).split(GAP)
    named = f"concat({literal(before)}, {inner_json(name, told.types[0])}, {literal(after)}"
    under = (
        f"concat({literal(f', {dumps(form.KEPT)}: {{')}, substring(kept, {len(NEXT) + 1}), '}}')"
    )
    whole = f"{named}, {line}, case when kept = '' then '' else {under} end, '}}')"
    return _copied(f"select {whole} from ({select})", "", path)


def as_parquet(told: Written, path: str) -> str:
    """Return the statement that writes Parquet."""
    columns = [f"o{at}" for at in range(len(told.titles))]
    named = [f"{c} as {quoted(t)}" for c, t in zip(columns, told.titles, strict=True)]
    select = f"select {', '.join(named)} from ({told.select}) as told({', '.join(columns)})"
    return f"copy ({select}) to {literal(path)} (format parquet, use_tmp_file false)"


def _cell(column: str, of: str, is_result: bool) -> str:  # noqa: FBT001 - one of three that say what it is
    """Return a value that needs no quotation marks as the command line writes it into CSV."""
    if of.startswith("DECIMAL") and is_result:
        return _without_zeros(f"cast({column} as varchar)")
    if of in {"FLOAT", "DOUBLE"}:
        return _real_cell(column)
    return column if of == "VARCHAR" else f"cast({column} as varchar)"


def _without_zeros(text: str) -> str:
    return f"rtrim(rtrim({text}, '0'), '.')"


def _real_cell(column: str) -> str:
    """Return a binary number as text; one with an exponent would be written otherwise by Python."""
    text = f"cast({column} as varchar)"
    return (
        f"case when {column} is null or regexp_full_match({text}, '-?[0-9]+\\.[0-9]+') then {text} "
        f"else {EXPONENT} end"
    )


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run; see `safe` in the command line."""
    number = r"[+-]\p{Nd}+(?:[.,]\p{Nd}+)*%?"
    # Not `in`: DuckDB joins a list of five or more, and rows then lose their order.
    starts = f"{text} <> '' and contains({literal(FORMULA)}, left({text}, 1))"
    runs = f"{starts} and not regexp_full_match({text}, {literal(number)})"
    return f"case when {runs} then '''' || {text} else {text} end"


def in_marks(text: str) -> str:
    """Return a text in quotation marks, if it needs them in CSV."""
    needs = " or ".join(f"contains({text}, {literal(c)})" for c in _special())
    return f"""case when {needs} then '"' || replace({text}, '"', '""') || '"' else {text} end"""


def _special() -> list[str]:
    """Return the characters for which Python's writer puts a cell into quotation marks.

    A carriage return is one from some version on.
    """
    return [c for c in ',"\n\r' if _is_marked(f"a{c}b")]


def _is_marked(cell: str) -> bool:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cell])
    return out.getvalue().startswith('"')


def inner_json(column: str, of: str) -> str:
    """Return a value as it stands in JSON, a text without its quotation marks."""
    if of == "VARCHAR":
        return escaped(column)
    places = re.fullmatch(r"DECIMAL\(\d+,\s*(\d+)\)", of)
    if places is not None and int(places[1]) > MOST_PLACES:
        # Python writes a smaller one with an exponent.
        is_plain = f"{column} >= 0.000001 or {column} <= -0.000001"
        return f"case when {is_plain} then cast({column} as varchar) else {EXPONENT} end"
    return _cell(column, of, is_result=False)
