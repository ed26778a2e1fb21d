"""The form of a record for programs, format 1: which words its parts stand under.

What a part is may be a value, or what stands for one in a text that is filled in later.
"""

from __future__ import annotations

from attrs import frozen

from relrules.check import model as m
from relrules.explain.plain_json import Plain, dumps

FORMAT = 1
KEPT = "columns"
"""What the columns of a file stand under that a record carries along."""


@frozen
class Parts:
    """The parts of a record that hang on its facts; a policy may have no defines, and no lists."""

    scores: Plain
    dimensions: Plain
    grades: Plain
    defines: Plain
    lists: Plain
    advice: Plain
    alerts: Plain
    unknown: Plain
    provisional: Plain


def record_of(policy: m.CheckedPolicy, id_: str | None, parts: Parts) -> dict[str, Plain]:
    """Return a record of its parts; defines and lists are there where a policy has some."""
    found: dict[str, Plain] = {
        "format": FORMAT,
        "id": id_,
        "policy": policy.id,
        "version": policy.version,
        "scores": parts.scores,
        "dimensions": parts.dimensions,
        "grades": parts.grades,
    }
    if parts.defines:
        found["defines"] = parts.defines
    if policy.lists:
        found["lists"] = parts.lists
    return {
        **found,
        "advice": parts.advice,
        "alerts": parts.alerts,
        "unknown": parts.unknown,
        "provisional": parts.provisional,
    }


def before(id_: str | None) -> str:
    """Return what of a record's JSON is its name, and stands before all that its facts tell."""
    return dumps({"format": FORMAT, "id": id_})[:-1] + ", "


def number(
    value: Plain, ends: tuple[Plain, Plain], limits: tuple[Plain, Plain], state: Plain
) -> dict[str, Plain]:
    """Return a number: its value, what it can be for this record, and over all records."""
    return {
        "value": value,
        "low": ends[0],
        "high": ends[1],
        "min": limits[0],
        "max": limits[1],
        "state": state,
    }


def dimension(of: dict[str, Plain], rows: Plain) -> dict[str, Plain]:
    """Return a dimension: a number, and the rows that decide it."""
    return {**of, "rows": rows}


def options(value: Plain, possible: Plain, state: Plain) -> dict[str, Plain]:
    """Return a level, a choice, or yes or no: what it is, and what it can be."""
    return {"value": value, "possible": possible, "state": state}


def option(value: m.Value | None) -> Plain:
    """Return what an option, a date or a text is in a record."""
    return value if isinstance(value, bool | str) or value is None else str(value)


def advice(name: str, record: str | int | None, state: Plain, text: Plain) -> dict[str, Plain]:
    """Return a piece of advice; `record` is the one of a list that it is for."""
    told: dict[str, Plain] = {"name": name}
    if record is not None:
        told["record"] = record
    return {**told, "state": state, "text": text}


def provisional(name: str, facts: Plain) -> dict[str, Plain]:
    """Return a result that reads the absence of facts."""
    return {"name": name, "facts": facts}
