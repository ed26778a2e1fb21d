"""A story as JSON: what the prose says, part by part, with names beside labels."""

from __future__ import annotations

from collections.abc import Mapping

from relrules.check.interval import Interval
from relrules.evaluate.possible import Among, Possible, answered
from relrules.explain.advice import AdviceTold
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.results import state_of
from relrules.explain.rows import Reasons
from relrules.explain.scores import Amount, DimensionTold, FindingTold, GradeTold, ScoreTold
from relrules.explain.story import ListTold, Story
from relrules.explain.unknowns import UnknownTold

FORMAT = 1


def as_json(story: Story) -> str:
    """Return a story as JSON, format 1; numbers are plain decimals."""
    return dumps(as_data(story), indent=2)


def as_data(story: Story) -> dict[str, Plain]:
    """Return a story as plain data, with exact numbers."""
    return {
        "format": FORMAT,
        "id": story.id,
        "policy": story.policy,
        "title": story.title,
        "version": story.version,
        "language": story.lang,
        "verdict": story.verdict,
        "basis": story.basis,
        "scores": [_score(score) for score in story.scores],
        "grades": [_grade(grade) for grade in story.grades],
        "dimensions": [_dimension(dimension) for dimension in story.dimensions],
        "costs": [
            {
                "score": costs.score,
                "text": costs.text,
                "dimensions": [
                    {"name": c.name, "label": c.label, "points": c.points} for c in costs.costs
                ],
            }
            for costs in story.costs
        ],
        "findings": [_finding(found) for found in story.findings],
        "lists": [_list(of) for of in story.lists],
        "unknown": [_unknown(unknown) for unknown in story.unknown],
        "provisional": list(story.provisional),
        "alerts": [_advice(alert) for alert in story.alerts],
        "advice": [_advice(advice) for advice in story.advice],
        "warnings": list(story.warnings),
        "assumptions": list(story.assumptions),
    }


def _amount(amount: Amount) -> dict[str, Plain]:
    decided = amount.low is not None and amount.low == amount.high
    return {
        "value": amount.low if decided else None,
        "low": amount.low,
        "high": amount.high,
        "min": amount.least,
        "max": amount.most,
        "state": amount.state,
    }


def _grade(grade: GradeTold) -> dict[str, Plain]:
    return {
        "name": grade.name,
        "label": grade.label,
        "value": grade.levels[0] if grade.state == "decided" else None,
        "possible": list(grade.levels),
        "labels": list(grade.labels),
        "state": grade.state,
        "reasons": None if grade.reasons is None else _reasons(grade.reasons),
    }


def _dimension(dimension: DimensionTold) -> dict[str, Plain]:
    return {
        "name": dimension.name,
        "label": dimension.label,
        **_amount(dimension.amount),
        "rows": list(dimension.rows),
        "reasons": _reasons(dimension.reasons),
    }


def _finding(found: FindingTold) -> dict[str, Plain]:
    return {
        "name": found.name,
        "label": found.label,
        "value": found.value,
        "why": list(found.lines),
    }


def _list(of: ListTold) -> dict[str, Plain]:
    records: Plain = None
    if of.records is not None:
        records = [
            {
                "number": record.number,
                "title": record.title,
                "dimensions": [_dimension(d) for d in record.dimensions],
                "grades": [_grade(g) for g in record.grades],
                "findings": [_finding(f) for f in record.findings],
            }
            for record in of.records
        ]
    return {"name": of.name, "label": of.label, "records": records}


def _score(score: ScoreTold) -> dict[str, Plain]:
    parts: Plain = None
    if score.parts is not None:
        parts = [
            {
                "name": p.name,
                "label": p.label,
                "weight": p.weight,
                "low": p.low,
                "high": p.high,
                "state": p.state,
            }
            for p in score.parts
        ]
    return {
        "name": score.name,
        "label": score.label,
        **_amount(score.amount),
        "parts": parts,
        "constant": score.constant,
        "made_of": score.made_of,
        "limits": list(score.limits),
        "source": score.source.text,
    }


def _reasons(reasons: Reasons) -> dict[str, Plain]:
    return {
        "why": reasons.why,
        "counted": list(reasons.counted),
        "calculation": reasons.calculation,
        "not_above": list(reasons.not_above),
        "declines": reasons.declines,
        "because": reasons.because,
        "limits": list(reasons.limits),
        "source": reasons.source.text,
    }


def _unknown(unknown: UnknownTold) -> dict[str, Plain]:
    return {
        "name": unknown.name,
        "label": unknown.label,
        "changes": _results(unknown.changes),
        "advice": list(unknown.advice),
        "cases": [
            {
                "values": case.values,
                "results": _results(case.results),
                "advice": {name: state.value for name, state in case.advice.items()},
            }
            for case in unknown.cases
        ],
        "text": list(unknown.lines),
    }


def _results(results: Mapping[str, Possible]) -> dict[str, Plain]:
    return {name: _possible(possible) for name, possible in results.items()}


def _possible(result: Possible) -> Plain:
    """Return what a result can be: the ends of a number, or the levels of a grade."""
    found: dict[str, Plain] = {}
    match answered(result):
        case Interval(low=low, high=high):
            found = {"low": low, "high": high}
        case Among(values):
            possible: list[Plain] = [*sorted(str(value) for value in values)]
            found = {"possible": possible}
        case _:
            pass
    return {**found, "state": state_of(result)}


def _advice(advice: AdviceTold) -> dict[str, Plain]:
    return {
        "name": advice.name,
        "label": advice.label,
        "record": advice.record or None,
        "state": "given" if advice.is_given else "possible",
        "text": advice.text,
        "why": advice.why,
    }
