"""A result as a record for programs: format 1, described by `docs/record.schema.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.results import (
    AdviceResult,
    DefineResult,
    DimensionResult,
    GradeResult,
    NumberResult,
    ProvisionalResult,
    RecordResult,
    advice_results,
    define_results,
    dimension_results,
    grade_results,
    list_results,
    provisional_results,
    score_results,
    unknown_places,
)
from relrules.explain.telling import Telling

FORMAT = 1
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@frozen
class Parts:
    """All that stands in a record of a result."""

    policy: m.CheckedPolicy
    scores: Mapping[str, NumberResult]
    dimensions: Mapping[str, DimensionResult]
    grades: Mapping[str, GradeResult]
    defines: Mapping[str, DefineResult]
    lists: Mapping[str, tuple[RecordResult, ...] | None]
    advice: tuple[AdviceResult, ...]
    alerts: tuple[AdviceResult, ...]
    unknown: tuple[str, ...]
    provisional: tuple[ProvisionalResult, ...]


def parts_of(telling: Telling) -> Parts:
    """Return what the interpreter found, as far as the audience may see it."""
    policy = telling.policy
    return Parts(
        policy,
        score_results(telling),
        dimension_results(telling, policy.dimensions),
        grade_results(telling, policy.grades),
        define_results(telling, policy.defines),
        list_results(telling),
        advice_results(telling, alerts=False),
        advice_results(telling, alerts=True),
        unknown_places(telling),
        provisional_results(telling),
    )


def record(parts: Parts, id_: str | None) -> dict[str, Json]:
    """Return a result as plain data; numbers are `int`, or `float` of at most nine places."""
    return {key: _rounded(value) for key, value in exact_record(parts, id_).items()}


def record_json(parts: Parts, id_: str | None, indent: int | None = None) -> str:
    """Return a result as JSON; numbers are plain decimals, written exactly to nine places."""
    return dumps(exact_record(parts, id_), indent)


def record_after_id(parts: Parts) -> str:
    """Return what follows the name of a record in its JSON: the same for all with the same facts."""
    return dumps(exact_record(parts, None)).removeprefix(_before(None))


def record_with_id(after: str, id_: str | None) -> str:
    """Return a result as JSON from what follows its name."""
    return _before(id_) + after


def _before(id_: str | None) -> str:
    return dumps({"format": FORMAT, "id": id_})[:-1] + ", "


def exact_record(parts: Parts, id_: str | None) -> dict[str, Plain]:
    """Return a result as data with exact numbers."""
    policy = parts.policy
    found: dict[str, Plain] = {
        "format": FORMAT,
        "id": id_,
        "policy": policy.id,
        "version": policy.version,
        "scores": {name: _number(score) for name, score in parts.scores.items()},
        "dimensions": _dimensions(parts.dimensions),
        "grades": _grades(parts.grades),
    }
    if parts.defines:
        found["defines"] = _defines(parts.defines, policy.defines)
    if policy.lists:
        found["lists"] = {
            name: None if records is None else [_record(r, policy.lists[name]) for r in records]
            for name, records in parts.lists.items()
        }
    found["advice"] = _advice(parts.advice)
    found["alerts"] = _advice(parts.alerts)
    found["unknown"] = list(parts.unknown)
    found["provisional"] = [
        {"name": result.name, "facts": list(result.facts)} for result in parts.provisional
    ]
    return found


def _number(result: NumberResult) -> dict[str, Plain]:
    return {
        "value": result.value,
        "low": result.low,
        "high": result.high,
        "min": result.min,
        "max": result.max,
        "state": result.state,
    }


def _dimensions(results: Mapping[str, DimensionResult]) -> Plain:
    return {name: {**_number(of), "rows": list(of.rows)} for name, of in results.items()}


def _grades(results: Mapping[str, GradeResult]) -> Plain:
    return {
        name: {
            "value": of.value,
            "possible": list(of.possible),
            "state": of.state,
        }
        for name, of in results.items()
    }


def _defines(results: Mapping[str, DefineResult], defines: Mapping[str, m.Define]) -> Plain:
    return {name: _define(of, defines[name].value.type) for name, of in results.items()}


def _define(result: DefineResult, of: m.Type) -> dict[str, Plain]:
    if isinstance(of, m.NumberType):
        value = result.value if isinstance(result.value, int | Fraction) else None
        ends: dict[str, Plain] = {"low": result.low, "high": result.high}
        return {"value": value, **ends, "min": of.low, "max": of.high, "state": result.state}
    possible: list[Plain] = [_plain(v) for v in result.possible]
    return {"value": _plain(result.value), "possible": possible, "state": result.state}


def _record(result: RecordResult, of: m.List) -> dict[str, Plain]:
    found: dict[str, Plain] = {"number": result.number, "title": result.title}
    if of.dimensions:
        found["dimensions"] = _dimensions(result.dimensions)
    if of.grades:
        found["grades"] = _grades(result.grades)
    if result.defines:
        found["defines"] = _defines(result.defines, of.defines)
    found["unknown"] = list(result.unknown)
    return found


def _advice(results: Sequence[AdviceResult]) -> Plain:
    found: list[Plain] = []
    for result in results:
        told: dict[str, Plain] = {"name": result.name}
        if result.record is not None:
            told["record"] = result.record
        found.append({**told, "state": result.state, "text": result.text})
    return found


def _plain(value: m.Value | None) -> Plain:
    return value if isinstance(value, bool | str) or value is None else str(value)


def _rounded(value: Plain) -> Json:
    """Return data with each number as Python's `json` module can write it."""
    match value:
        case Fraction():
            nearest = Fraction(say.number(value))
            return int(nearest) if nearest.denominator == 1 else float(nearest)
        case list():
            return [_rounded(item) for item in value]
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case _:
            return value
