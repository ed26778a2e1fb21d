"""The statement of a policy over a DataFrame of Spark, in the session that it belongs to.

Nothing is read here: Spark works the results out when they are asked for, wherever its executors are.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from relrules.batch.dialects import Dialect, written
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, GivenList, Kind
from relrules.batch.statement import Settings, Source, statement
from relrules.batch.warehouse import carried_titles, label_values
from relrules.evaluate.facts import Form
from relrules.evaluate.program import Program
from relrules.syntax.names import data_key

KINDS = {
    "string": Kind.TEXT,
    "boolean": Kind.YES_NO,
    "date": Kind.DAY,
    "tinyint": Kind.WHOLE,
    "smallint": Kind.WHOLE,
    "int": Kind.WHOLE,
    "bigint": Kind.WHOLE,
    "float": Kind.REAL,
    "double": Kind.REAL,
}
RAW_LITERALS = "spark.sql.parser.escapedStringLiterals"


def in_spark(program: Program, frame: Any, facts: Mapping[str, str], settings: Settings) -> Any:  # noqa: ANN401 - DataFrames
    """Return a DataFrame of results; `facts` has the column of each. Raises `NotInSqlError`."""
    session = frame.sparkSession
    if session.conf.get(RAW_LITERALS) == "true":
        raise NotInSqlError(f"texts are read otherwise where {RAW_LITERALS} is on")
    policy = program.policy
    given = {
        name: _given(program, name, title, frame)
        for name, title in facts.items()
        if name not in policy.lists
    }
    lists = {
        name: GivenList(title, _fields(program, name, frame.schema[title].dataType))
        for name, title in facts.items()
        if name in policy.lists
    }
    kept = [title for title in frame.columns if title not in facts.values()]
    carried = list(zip(kept, carried_titles(policy, kept, reasons=settings.reasons), strict=True))
    view = f"relrules_{uuid.uuid4().hex}"
    source = Source(view, given, carried, lists)
    select = statement(program, source, settings).select
    text = written(select, Dialect.SPARK)
    frame.createOrReplaceTempView(view)
    found = session.sql(text)
    if "connect" not in type(frame).__module__:
        # The plan has found its table by now. A remote session looks for it again.
        session.catalog.dropTempView(view)
    return found


def _given(program: Program, name: str, title: str, frame: Any) -> Given:  # noqa: ANN401 - a DataFrame
    of = dict(frame.dtypes)[title]
    kind = Kind.EXACT if of.startswith("decimal") else KINDS.get(of)
    if kind is None or name not in program.policy.facts:
        raise NotInSqlError(f"it does not read the column `{title}`, of type {of}")
    labels = label_values(program.policy, program.policy.facts[name])
    return Given(title, kind, Form.PYTHON, labels)


def _fields(program: Program, name: str, of: Any) -> dict[str, Given]:  # noqa: ANN401 - a type of Spark
    """Return the fields that give the facts of a list. Raises `NotInSqlError`."""
    found: dict[str, Given] = {}
    inside: Any = getattr(of, "elementType", None)
    if not hasattr(inside, "fields"):
        raise NotInSqlError(f"`{name}` is no array of structures")
    for field in inside.fields:
        type_ = field.dataType.simpleString()
        owners = program.policy.lists[name].keys.get(data_key(field.name), ())
        kind = Kind.EXACT if type_.startswith("decimal") else KINDS.get(type_)
        if len(owners) != 1 or owners[0] in found or kind is None:
            raise NotInSqlError(f"it does not read `{field.name}` of `{name}`, of type {type_}")
        found[owners[0]] = Given(field.name, kind, Form.PYTHON)
    return found
