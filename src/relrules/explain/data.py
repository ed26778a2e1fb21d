"""A story as JSON: what the prose says, part by part, with names beside labels."""

from __future__ import annotations

from collections.abc import Mapping

from relrules.check.interval import Interval
from relrules.evaluate.possible import Among, Possible
from relrules.explain.advice import AdviceTold
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.rows import Reasons
from relrules.explain.scores import Amount, ScoreTold
from relrules.explain.story import Story
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
        "grades": [
            {
                "name": g.name,
                "label": g.label,
                "value": g.levels[0] if len(g.levels) == 1 else None,
                "possible": list(g.levels),
                "labels": list(g.labels),
                "reasons": None if g.reasons is None else _reasons(g.reasons),
            }
            for g in story.grades
        ],
        "dimensions": [
            {
                "name": d.name,
                "label": d.label,
                **_amount(d.amount),
                "rows": list(d.rows),
                "reasons": _reasons(d.reasons),
            }
            for d in story.dimensions
        ],
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
        "findings": [{"name": f.name, "label": f.label, "value": f.value} for f in story.findings],
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
    }


def _score(score: ScoreTold) -> dict[str, Plain]:
    parts: Plain = None
    if score.parts is not None:
        parts = [
            {"name": p.name, "label": p.label, "weight": p.weight, "low": p.low, "high": p.high}
            for p in score.parts
        ]
    return {
        "name": score.name,
        "label": score.label,
        **_amount(score.amount),
        "parts": parts,
        "constant": score.constant,
    }


def _reasons(reasons: Reasons) -> dict[str, Plain]:
    return {
        "why": reasons.why,
        "not_above": list(reasons.not_above),
        "because": reasons.because,
        "source": reasons.source,
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
    match result:
        case Interval(low=low, high=high):
            return {"low": low, "high": high}
        case Among(values):
            possible: list[Plain] = [*sorted(str(value) for value in values)]
            return {"possible": possible}
        case _:
            return None


def _advice(advice: AdviceTold) -> dict[str, Plain]:
    return {
        "name": advice.name,
        "label": advice.label,
        "state": "given" if advice.is_given else "possible",
        "text": advice.text,
        "why": advice.why,
    }
