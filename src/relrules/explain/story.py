"""What an explanation says, in order, already in the reader's words: data that renderers lay out."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from relrules.check import model as m
from relrules.explain.advice import AdviceTold, told_advice
from relrules.explain.from_used import UsedTold, more_of_used, told_of_used
from relrules.explain.notes import assumptions, basis, out_of_date, provisional_notes, warnings
from relrules.explain.phrases import Phrase, listed, sentence
from relrules.explain.prospects import prospects
from relrules.explain.scores import (
    CostsTold,
    DimensionTold,
    FindingTold,
    GradeTold,
    ScoreTold,
    points_lines,
    told_costs,
    told_dimension,
    told_finding,
    told_grade,
    told_score,
)
from relrules.explain.telling import Telling, record_words
from relrules.explain.unknowns import UnknownTold, told_unknown
from relrules.explain.used import read_of_used
from relrules.explain.values import one_line
from relrules.explain.verdict import verdict, verdicts
from relrules.explain.waterfall import Waterfall, waterfall

MOST_SENTENCES = 3
"""How many sentences a verdict may have that is one paragraph."""
MOST_POSSIBLE = 2
"""How many alerts that are merely possible may stand before what is decided."""


@frozen
class RecordTold:
    """What is found out about one record of a list; `number` counts from 1."""

    number: int
    title: str
    dimensions: tuple[DimensionTold, ...]
    grades: tuple[GradeTold, ...]
    findings: tuple[FindingTold, ...]

    def lines(self, lang: str) -> list[str]:
        """Return each result with why, shortly: “Rung: Deep. Likes you: yes”."""
        told = [(d.label, d.amount.in_cell(lang), d.reasons.shortly()) for d in self.dimensions]
        told += [
            (g.label, g.in_words(lang), [] if g.reasons is None else g.reasons.shortly())
            for g in self.grades
        ]
        told += [(f.label, f.value, list(f.lines)) for f in self.findings]
        space = Phrase.BETWEEN_SENTENCES.say(lang)
        return [
            space.join(
                sentence(text, lang)
                for text in (Phrase.HAS_VALUE.say(lang, name=label, value=value), *why)
            )
            for label, value, why in told
        ]


@frozen
class ListTold:
    """A list with its records; `records` is `None` where it is not known."""

    name: str
    label: str
    records: tuple[RecordTold, ...] | None


@frozen
class Story:
    """An explanation of one record.

    `verdict` is a paragraph, `verdicts` are its sentences. `waterfalls` are the scores that a picture
    can show. `more` says how to see what is left out
    of used policies.
    """

    lang: str
    id: str | None
    policy: str
    title: str
    version: str
    verdict: str
    verdicts: tuple[str, ...]
    basis: str
    scores: tuple[ScoreTold, ...]
    waterfalls: tuple[Waterfall, ...]
    grades: tuple[GradeTold, ...]
    used: tuple[UsedTold, ...]
    more: str
    dimensions: tuple[DimensionTold, ...]
    costs: tuple[CostsTold, ...]
    findings: tuple[FindingTold, ...]
    lists: tuple[ListTold, ...]
    unknown: tuple[UnknownTold, ...]
    alerts: tuple[AdviceTold, ...]
    advice: tuple[AdviceTold, ...]
    no_advice: str
    provisional: tuple[str, ...]
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]

    @property
    def first_alerts(self) -> tuple[AdviceTold, ...]:
        """Return the alerts that are told first: those given, and with them a few possible ones."""
        return tuple(a for a in self.alerts if a.is_given or not self.later_alerts)

    @property
    def later_alerts(self) -> tuple[AdviceTold, ...]:
        """Return the possible alerts, where they are so many that they would hide what is decided."""
        possible = tuple(a for a in self.alerts if not a.is_given)
        return possible if len(possible) > MOST_POSSIBLE else ()


def story(telling: Telling, id_: str | None) -> Story:
    """Return what is to be said of a record."""
    policy, lang, visible = telling.policy, telling.lang, telling.visible
    record = None if id_ is None else one_line(id_)
    advice = told_advice(telling, alerts=False)
    alerts = told_advice(telling, alerts=True)
    nothing = Phrase.NO_MORE_ADVICE if any(a.is_given for a in alerts) else Phrase.NO_ADVICE
    advises = any(not a.alert for a in policy.advice.values())
    sentences = verdicts(telling)
    tells = telling.tells
    scores = tuple(told_score(telling, s) for n, s in policy.scores.items() if tells(n))
    pictures = (waterfall(telling, score) for score in scores)
    return Story(
        lang=lang,
        id=record,
        policy=policy.id,
        title=one_line(policy.label.in_language(lang)),
        version=policy.version,
        verdict=verdict(telling, record, sentences),
        verdicts=sentences,
        basis=basis(telling, uses_today=telling.program.needs_today),
        scores=scores,
        waterfalls=tuple(picture for picture in pictures if picture is not None),
        grades=tuple(told_grade(telling, g, n) for n, g in policy.grades.items() if tells(n)),
        used=told_of_used(telling),
        more=more_of_used(telling),
        dimensions=tuple(
            told_dimension(telling, d, n) for n, d in policy.dimensions.items() if tells(n)
        ),
        costs=told_costs(telling),
        findings=tuple(
            told_finding(telling, d, n)
            for n, d in policy.defines.items()
            if d.labelled and tells(n)
        ),
        lists=tuple(_list(telling, name, of) for name, of in policy.lists.items() if tells(name)),
        unknown=tuple(
            told_unknown(telling, p)
            for p in prospects(telling.program, telling.outcome, visible, _told_keys(telling))
        ),
        alerts=alerts,
        advice=advice,
        no_advice=telling.say(nothing) if advises and not advice else "",
        provisional=provisional_notes(telling),
        warnings=(*out_of_date(telling), *warnings(telling)),
        assumptions=assumptions(telling),
    )


def _told_keys(telling: Telling) -> frozenset[str] | None:
    """Return the keys of the results that are told; `None` where all are."""
    policy = telling.policy
    if telling.in_full or not policy.uses:
        return None
    results = (policy.defines, policy.dimensions, policy.scores, policy.grades)
    found = {name for group in results for name in group if telling.tells(name)}
    for list_name, of in policy.lists.items():
        if telling.tells(list_name):
            found |= {f"{list_name}.{n}" for n in (*of.dimensions, *of.grades, *of.defines)}
    return frozenset(found) | read_of_used(policy)


def title_line(record: str, lang: str) -> str:
    """Return what a record is called, above the list of its results: “Northgate:”."""
    return Phrase.OF_RECORD.say(lang, id=record, verdict="").rstrip()


def points_told(
    story: Story, document: str = ""
) -> Iterator[tuple[DimensionTold | ScoreTold, list[str]]]:
    """Yield what the points come from, with all that is told of it: dimensions, then scores.

    Scores of which there is nothing to say are left out where there are no dimensions. Of a
    `document` that is named above them all, only the parts are named.
    """
    shown = story.dimensions or any(score.lines() for score in story.scores)
    scores = story.scores if shown else ()
    lines = points_lines(story.dimensions, scores, story.lang, document)
    yield from zip((*story.dimensions, *scores), lines, strict=True)


def unknown_lines(story: Story) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is unknown with what is told of it; those that change nothing are told together."""
    settled = [one.label for one in story.unknown if one.is_settled]
    if len(settled) <= 1:
        return [(one.label, one.lines) for one in story.unknown]
    told = [(one.label, one.lines) for one in story.unknown if not one.is_settled]
    nothing = Phrase.CHANGE_NOTHING.say(story.lang)
    return [*told, (listed(settled, story.lang), (nothing,))]


def _list(telling: Telling, name: str, of: m.List) -> ListTold:
    count = telling.outcome.counts.get(name)
    records = None if count is None else tuple(_record(telling, name, of, i) for i in range(count))
    return ListTold(name, one_line(of.label.in_language(telling.lang)), records)


def _record(telling: Telling, name: str, of: m.List, record: int) -> RecordTold:
    here = telling.at(name, record)
    return RecordTold(
        number=record + 1,
        title=record_words(telling, name, record),
        dimensions=tuple(told_dimension(here, d, f"{name}.{n}") for n, d in of.dimensions.items()),
        grades=tuple(told_grade(here, g, f"{name}.{n}") for n, g in of.grades.items()),
        findings=tuple(
            told_finding(here, d, f"{name}.{n}") for n, d in of.defines.items() if d.labelled
        ),
    )
