"""Caps and gates that change a value, or may: the value before, the limit, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.evaluate.kleene import limited
from relrules.evaluate.outcome import Verdict
from relrules.evaluate.possible import Possible, answered, hull
from relrules.evaluate.why import deciding
from relrules.explain import phrases
from relrules.explain.phrases import Phrase, sentence
from relrules.explain.statements import statements
from relrules.explain.telling import Telling
from relrules.explain.terms import points_in_words, possible_in_words
from relrules.explain.values import one_line

PHRASES = {
    (Verdict.APPLIES, True): Phrase.AT_MOST_INSTEAD,
    (Verdict.APPLIES, False): Phrase.AT_LEAST_INSTEAD,
    (Verdict.MAY_APPLY, True): Phrase.PERHAPS_AT_MOST,
    (Verdict.MAY_APPLY, False): Phrase.PERHAPS_AT_LEAST,
}


@frozen
class _Limit:
    """A cap or gate: the limit in words, when it holds, and the policy's own reason."""

    highest: bool
    words: str
    when: m.Expr | None
    because: m.Texts | None


def told_limits(telling: Telling, key: str, of: m.Dimension | m.Score | m.Grade) -> tuple[str, ...]:
    """Return each cap or gate that changes the value or may, one sentence or two each."""
    place = telling.place(key)
    declared = _limits(telling, of)
    before = telling.outcome.unlimited.get(place)
    if not all(telling.is_clear(limit.when) for limit in declared):
        return (telling.say(Phrase.PARTLY_CONFIDENTIAL),)
    if before is None:
        return ()
    scale = of.scale if isinstance(of, m.Grade) else None
    found = []
    for trace in telling.outcome.limits.get(place, ()):
        if trace.verdict is Verdict.DOES_NOT_APPLY:
            continue
        found.append(_told(telling, declared[trace.index], trace.verdict, before, of))
        inner = answered(before)
        if inner is not None:
            held = limited(inner, telling.program.rows[key].limits[trace.index], scale)
            before = held if trace.verdict is Verdict.APPLIES else hull([held, before])
    return tuple(found)


def limit_costs(
    telling: Telling, score: m.Score, weight: Exact = 1, name: str = ""
) -> tuple[str, ...]:
    """Return what the limits of a score surely take: “7 to the limit …”.

    `weight` is what one of its points adds to the score that is told of, and `name` what it is
    called, where it is part of that score.
    """
    before = telling.outcome.unlimited.get(score.id)
    if before is None or not all(telling.is_clear(cap.when) for cap in score.caps):
        return ()
    found = []
    for trace in telling.outcome.limits.get(score.id, ()):
        inner = answered(before)
        if trace.verdict is Verdict.DOES_NOT_APPLY or not isinstance(inner, Interval):
            continue
        cap = score.caps[trace.index]
        sure = trace.verdict is Verdict.APPLIES
        taken = _taken(cap, inner) if sure and (weight > 0) is cap.highest else 0
        if taken:
            words = points_in_words(_point(cap.limit), telling.lang)
            limit = Phrase.LIMIT_HIGHEST if cap.highest else Phrase.LIMIT_LOWEST
            slots = {
                "points": phrases.number(
                    plain(taken * Fraction(max(weight, -weight))), telling.lang
                ),
                "limit": telling.say(limit, limit=words),
            }
            found.append(
                telling.say(Phrase.LIMIT_COST_OF, name=name, **slots)
                if name
                else telling.say(Phrase.LIMIT_COST, **slots)
            )
        held = limited(inner, telling.program.rows[score.id].limits[trace.index], None)
        before = held if sure else hull([held, before])
    return tuple(found)


def _taken(cap: m.Cap, value: Interval) -> Exact:
    """Return by how many points a limit surely moves a value."""
    end = value.low if cap.highest else value.high
    if end is None:
        return 0
    return max(0, end - cap.limit if cap.highest else cap.limit - end)


def held_words(
    telling: Telling, of: m.Score | m.Grade, is_too_low: Callable[[m.Cap | m.Gate], bool]
) -> str | None:
    """Return the upper limit, in words, that surely holds and is too low; `None` for none.

    It is empty where the reader may not be told of it.
    """
    limits: Sequence[m.Cap | m.Gate] = of.gates if isinstance(of, m.Grade) else of.caps
    told = _limits(telling, of)
    for limit, said in zip(limits, told, strict=True):
        holds = limit.when is None or telling.reading.truths(limit.when) == frozenset({True})
        if holds and limit.highest and is_too_low(limit):
            # A limit that does not hold the value down yet is no less in the way of more.
            return said.words if telling.is_clear(limit.when) else ""
    return None


def _limits(telling: Telling, of: m.Dimension | m.Score | m.Grade) -> list[_Limit]:
    if isinstance(of, m.Grade):
        labels = {o.id: one_line(o.label.in_language(telling.lang)) for o in of.scale.levels}
        return [
            _Limit(g.highest, telling.say(Phrase.LEVEL, level=labels[g.level]), g.when, g.because)
            for g in of.gates
        ]
    return [
        _Limit(c.highest, points_in_words(_point(c.limit), telling.lang), c.when, c.because)
        for c in of.caps
    ]


def _point(limit: Exact) -> Possible:
    return Interval(limit, limit)


def _told(
    telling: Telling,
    limit: _Limit,
    verdict: Verdict,
    before: Possible,
    of: m.Dimension | m.Score | m.Grade,
) -> str:
    lang = telling.lang
    phrase = PHRASES[verdict, limit.highest]
    if verdict is Verdict.APPLIES:
        text = telling.say(phrase, limit=limit.words, before=_before(telling, before, of))
    else:
        text = telling.say(phrase, limit=limit.words)
    if limit.when is not None:
        holds = telling.reading.truths(limit.when)
        state = Verdict.APPLIES if holds == frozenset({True}) else Verdict.MAY_APPLY
        parts = deciding(limit.when, telling.reading, state)
        told = [s.in_words(lang) for part in parts for s in statements(telling, part)]
        why = telling.say(Phrase.SEMICOLON).join(dict.fromkeys(told))
        text = telling.say(Phrase.HAS_VALUE, name=text, value=why) if why else text
    if limit.because is None:
        return text
    reason = one_line(limit.because.in_language(lang))
    because = telling.say(Phrase.BECAUSE, reason=reason)
    return telling.say(Phrase.BETWEEN_SENTENCES).join([sentence(text, lang), because])


def _before(telling: Telling, before: Possible, of: m.Dimension | m.Score | m.Grade) -> str:
    if not isinstance(of, m.Grade):
        return points_in_words(before, telling.lang)
    value = of.rows[0].value
    return telling.say(Phrase.LEVEL, level=possible_in_words(telling, value, before))
