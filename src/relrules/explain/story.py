"""What an explanation says, in order, already in the reader's words: data that renderers lay out."""

from __future__ import annotations

from attrs import frozen

from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.explain.advice import AdviceTold, told_advice
from relrules.explain.conditions import Telling, name_of, value_of
from relrules.explain.notes import assumptions, basis, provisional_notes, warnings
from relrules.explain.phrases import Phrase
from relrules.explain.prospects import prospects
from relrules.explain.scores import (
    CostsTold,
    DimensionTold,
    GradeTold,
    ScoreTold,
    told_costs,
    told_dimension,
    told_grade,
    told_score,
)
from relrules.explain.unknowns import UnknownTold, told_unknown
from relrules.explain.values import one_line
from relrules.explain.verdict import verdict


@frozen
class FindingTold:
    """A labelled define and its value in words."""

    name: str
    label: str
    value: str


@frozen
class Story:
    """An explanation of one record, in the order in which it is told."""

    lang: str
    id: str | None
    policy: str
    title: str
    version: str
    verdict: str
    basis: str
    scores: tuple[ScoreTold, ...]
    grades: tuple[GradeTold, ...]
    dimensions: tuple[DimensionTold, ...]
    costs: tuple[CostsTold, ...]
    findings: tuple[FindingTold, ...]
    unknown: tuple[UnknownTold, ...]
    alerts: tuple[AdviceTold, ...]
    advice: tuple[AdviceTold, ...]
    no_advice: str
    provisional: tuple[str, ...]
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]


def story(program: Program, outcome: Outcome, id_: str | None, lang: str) -> Story:
    """Return what is to be said of a record."""
    policy = program.policy
    telling = Telling(policy, outcome, lang)
    record = None if id_ is None else one_line(id_)
    advice = told_advice(telling, alerts=False)
    advises = any(not a.alert for a in policy.advice.values())
    return Story(
        lang=lang,
        id=record,
        policy=policy.id,
        title=one_line(policy.label.in_language(lang)),
        version=policy.version,
        verdict=verdict(telling, record),
        basis=basis(telling, uses_today=program.needs_today),
        scores=tuple(told_score(telling, s) for s in policy.scores.values()),
        grades=tuple(told_grade(telling, g) for g in policy.grades.values()),
        dimensions=tuple(told_dimension(telling, d) for d in policy.dimensions.values()),
        costs=told_costs(telling),
        findings=tuple(
            FindingTold(d.id, name_of(telling, d.id), value_of(telling, d.value))
            for d in policy.defines.values()
            if d.labelled
        ),
        unknown=tuple(told_unknown(telling, p) for p in prospects(program, outcome)),
        alerts=told_advice(telling, alerts=True),
        advice=advice,
        no_advice=telling.say(Phrase.NO_ADVICE) if advises and not advice else "",
        provisional=provisional_notes(telling),
        warnings=warnings(policy, outcome, lang),
        assumptions=assumptions(telling),
    )
