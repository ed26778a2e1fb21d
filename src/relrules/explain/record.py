"""A result as a record for programs: format 1, described by `docs/record.schema.json`."""

from __future__ import annotations

from fractions import Fraction

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome, Verdict
from relrules.evaluate.possible import Among, Possible, decided
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.values import in_order, message_text
from relrules.syntax.nodes import AdviceState

FORMAT = 1
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def record(
    policy: m.CheckedPolicy, outcome: Outcome, id_: str | None, lang: str
) -> dict[str, Json]:
    """Return a result as plain data; numbers are `int`, or `float` of at most nine places."""
    found = exact_record(policy, outcome, id_, lang)
    return {key: _rounded(value) for key, value in found.items()}


def record_json(
    policy: m.CheckedPolicy, outcome: Outcome, id_: str | None, lang: str, indent: int | None = None
) -> str:
    """Return a result as JSON; numbers are plain decimals, written exactly to nine places."""
    return dumps(exact_record(policy, outcome, id_, lang), indent)


def exact_record(
    policy: m.CheckedPolicy, outcome: Outcome, id_: str | None, lang: str
) -> dict[str, Plain]:
    """Return a result as data with exact numbers."""

    def limits(possible: Possible, low: Exact | None, high: Exact | None) -> dict[str, Plain]:
        if not isinstance(possible, Interval):
            raise AssertionError(possible)
        value = decided(possible)
        exact = value if isinstance(value, int | Fraction) else None
        return {
            "value": exact,
            "low": possible.low,
            "high": possible.high,
            "min": low,
            "max": high,
        }

    found: dict[str, Plain] = {
        "format": FORMAT,
        "id": id_,
        "policy": policy.id,
        "version": policy.version,
        "scores": {
            name: limits(outcome.values[name], score.low, score.high)
            for name, score in policy.scores.items()
        },
        "dimensions": {
            name: {
                **limits(outcome.values[name], dimension.low, dimension.high),
                "rows": list(fired_rows(outcome, name)),
            }
            for name, dimension in policy.dimensions.items()
        },
        "grades": {
            name: _set(outcome.values[name], m.LevelType(grade.scale))
            for name, grade in policy.grades.items()
        },
    }
    labelled = {name: d for name, d in policy.defines.items() if d.labelled}
    if labelled:
        found["defines"] = {
            name: limits(outcome.values[name], None, None)
            if isinstance(outcome.values[name], Interval)
            else _set(outcome.values[name], define.value.type)
            for name, define in labelled.items()
        }
    for key, alerts in (("advice", False), ("alerts", True)):
        found[key] = [
            {
                "name": name,
                "state": outcome.advice[name].value,
                "text": message_text(advice.say, outcome, lang)
                if advice.say
                else advice.label.in_language(lang),
            }
            for name, advice in policy.advice.items()
            if advice.alert is alerts and outcome.advice[name] is not AdviceState.NOT_GIVEN
        ]
    found["unknown"] = list(outcome.unknown)
    found["provisional"] = [
        {"name": name, "facts": list(facts)} for name, facts in provisional(policy, outcome)
    ]
    return found


def fired_rows(outcome: Outcome, name: str) -> tuple[int, ...]:
    """Return the numbers, from 1, of the rows of a dimension or grade that apply or may apply."""
    return tuple(
        trace.index + 1
        for trace in outcome.rows[name]
        if trace.verdict is not Verdict.DOES_NOT_APPLY
    )


def provisional(policy: m.CheckedPolicy, outcome: Outcome) -> list[tuple[str, tuple[str, ...]]]:
    """Return the results and advice that read the absence of facts, with those facts."""
    names = [*policy.order, *(advice_key(name) for name in policy.advice)]
    return [
        (name.removeprefix("advice "), outcome.provisional[name])
        for name in names
        if name in outcome.provisional
    ]


def _set(possible: Possible, of: m.Type) -> dict[str, Plain]:
    value = decided(possible)
    values = possible.values if isinstance(possible, Among) else frozenset()
    return {"value": _plain(value), "possible": [_plain(v) for v in in_order(values, of)]}


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
