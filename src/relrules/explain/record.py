"""A result as a record for programs: format 1, described by `docs/record.schema.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.explain import record_form as form
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.record_form import Parts
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

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@frozen
class Findings:
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


def findings(telling: Telling) -> Findings:
    """Return what the interpreter found, as far as the audience may see it."""
    policy = telling.policy
    return Findings(
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


def record(found: Findings, id_: str | None) -> dict[str, Json]:
    """Return a result as plain data; numbers are `int`, or `float` of at most nine places."""
    return {key: _rounded(value) for key, value in exact_record(found, id_).items()}


def record_json(found: Findings, id_: str | None, indent: int | None = None) -> str:
    """Return a result as JSON; numbers are plain decimals, written exactly to nine places."""
    return dumps(exact_record(found, id_), indent)


def record_after_id(found: Findings) -> str:
    """Return what follows the name of a record in its JSON: the same for all with the same facts."""
    return dumps(exact_record(found, None)).removeprefix(form.before(None))


def record_with_id(after: str, id_: str | None) -> str:
    """Return a result as JSON from what follows its name."""
    return form.before(id_) + after


def exact_record(found: Findings, id_: str | None) -> dict[str, Plain]:
    """Return a result as data with exact numbers."""
    policy = found.policy
    parts = Parts(
        scores={name: _number(score) for name, score in found.scores.items()},
        dimensions=_dimensions(found.dimensions),
        grades=_grades(found.grades),
        defines=_defines(found.defines, policy.defines),
        lists={
            name: None if records is None else [_record(r, policy.lists[name]) for r in records]
            for name, records in found.lists.items()
        },
        advice=_advice(found.advice),
        alerts=_advice(found.alerts),
        unknown=list(found.unknown),
        provisional=[
            form.provisional(result.name, list(result.facts)) for result in found.provisional
        ],
    )
    return form.record_of(policy, id_, parts)


def _number(result: NumberResult) -> dict[str, Plain]:
    ends, limits = (result.low, result.high), (result.min, result.max)
    return form.number(result.value, ends, limits, result.state)


def _dimensions(results: Mapping[str, DimensionResult]) -> Plain:
    return {name: form.dimension(_number(of), list(of.rows)) for name, of in results.items()}


def _grades(results: Mapping[str, GradeResult]) -> Plain:
    return {
        name: form.options(of.value, list(of.possible), of.state) for name, of in results.items()
    }


def _defines(results: Mapping[str, DefineResult], defines: Mapping[str, m.Define]) -> Plain:
    return {name: _define(of, defines[name].value.type) for name, of in results.items()}


def _define(result: DefineResult, of: m.Type) -> dict[str, Plain]:
    if isinstance(of, m.NumberType):
        value = result.value if isinstance(result.value, int | Fraction) else None
        return form.number(value, (result.low, result.high), (of.low, of.high), result.state)
    possible: list[Plain] = [form.option(v) for v in result.possible]
    return form.options(form.option(result.value), possible, result.state)


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
    return [form.advice(of.name, of.record, of.state, of.text) for of in results]


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
