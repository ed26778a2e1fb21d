"""Where the code of a long statement is cut into pieces: for engines that make code of a statement.

Spark makes one method of Java of all that happens to a row, and Java never compiles a method of more than
8,000 bytes. A step in which a function over a list stands is not part of that method: Spark makes several
short ones of it. So in some steps of a long statement one column is put into a list and taken out again,
which takes less time than a small part of the step itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from relrules.batch import tree
from relrules.batch.tree import Sql

MOST_BYTES = 7_500
"""How long one method may be, by an estimate: a little less than Java compiles."""
OF_OPERATION = 25
"""How many bytes an operation takes."""
OF_COLUMN = 40
"""How many bytes it takes to write a column where a method ends."""
FREE = (exp.Identifier, exp.Literal, exp.Star, exp.DataType, exp.Column, exp.Null)


def in_pieces(select: exp.Select) -> exp.Select:
    """Return a statement of which no method is long; one that is short as it is."""
    operations = columns = 0
    for step in [*(part.this for part in select.ctes), select]:
        columns = len(step.expressions) + (columns if step.is_star else 0)
        if any(of.find(exp.Lambda) is not None for of in step.expressions):
            operations = 0
            continue
        operations += sum(1 for of in step.expressions for _ in _operations(of))
        size = operations * OF_OPERATION + columns * OF_COLUMN
        if size > MOST_BYTES and _cut_off(step):
            operations = 0
    return select


def _operations(of: Sql) -> Iterator[Sql]:
    """Yield what takes code: not names and values, nor lists of values, which are made once."""
    if isinstance(of, FREE) or (isinstance(of, exp.Anonymous) and of.name == "ARRAY"):
        return
    if not isinstance(of, exp.Paren | exp.Alias):
        yield of
    for part in of.iter_expressions():
        yield from _operations(part)


def _cut_off(step: exp.Select) -> bool:
    """Put a column of a step into a list and take it out again, if there is one; change the step."""
    if step.args.get("group") is not None:
        return False
    for column in step.expressions:
        if isinstance(column, exp.Alias) and _is_worked_out(column.this):
            same = exp.Lambda(this=exp.to_identifier("x"), expressions=[exp.to_identifier("x")])
            inside = exp.Anonymous(this="ARRAY", expressions=[column.this])
            listed = exp.Transform(this=inside, expression=same)
            column.set("this", exp.Anonymous(this="GET", expressions=[listed, tree.whole(0)]))
            return True
    return False


def _is_worked_out(of: Sql) -> bool:
    return not isinstance(of, exp.Column) and of.find(exp.AggFunc, exp.Window) is None
