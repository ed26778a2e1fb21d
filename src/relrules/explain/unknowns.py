"""What is unknown and what it could still change, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.cells import OTHER_TEXT
from relrules.check.interval import Interval
from relrules.evaluate.possible import Possible, decided
from relrules.explain import phrases
from relrules.explain.cuts import TODAY, Cell
from relrules.explain.phrases import Phrase, listed
from relrules.explain.prospects import Case, Prospect
from relrules.explain.results import absent_facts
from relrules.explain.telling import Declared, Telling, declared, key_of, name_of
from relrules.explain.terms import option_quoted, points_in_words, possible_in_words, quantity
from relrules.explain.values import one_line
from relrules.explain.verdict import grade_words
from relrules.syntax.nodes import AdviceState


@frozen
class CaseTold:
    """What the fact can turn out to be, in words, and what then follows."""

    values: str
    results: Mapping[str, Possible]
    advice: Mapping[str, AdviceState]
    text: str


@frozen
class UnknownTold:
    """An unknown fact, or today: what it alone could change.

    `changes` holds what results can be once it is known, `advice` what hangs on it; `lines` say it
    all in sentences. `is_settled` says that nothing can change any more.
    """

    name: str
    label: str
    changes: Mapping[str, Possible]
    advice: tuple[str, ...]
    cases: tuple[CaseTold, ...]
    lines: tuple[str, ...]
    is_settled: bool = False


def told_unknown(telling: Telling, prospect: Prospect) -> UnknownTold:
    """Return what could change once a fact is known."""
    cases = tuple(_case(telling, prospect, case) for case in prospect.cases)
    return UnknownTold(
        name=prospect.fact,
        label=name_of(telling, prospect.fact),
        changes=prospect.changes,
        advice=prospect.advice,
        cases=cases,
        lines=tuple(_lines(telling, prospect, cases)),
        is_settled=not prospect.matters and not prospect.veiled,
    )


def _lines(telling: Telling, prospect: Prospect, cases: tuple[CaseTold, ...]) -> list[str]:
    if not prospect.matters:
        veiled = Phrase.CHANGE_CONFIDENTIAL if prospect.veiled else Phrase.CHANGES_NOTHING
        return [telling.say(veiled)]
    if not prospect.changes and not prospect.advice and prospect.findings:
        return [phrases.sentence(_findings(telling, prospect), telling.lang)]
    if not prospect.changes and not prospect.advice and prospect.said_in:
        names = [_advice_name(telling, name) for name in prospect.said_in]
        return [telling.say(Phrase.SAID_IN, advice=listed(names, telling.lang))]
    if not prospect.changes and not prospect.advice:
        veiled = Phrase.CHANGE_CONFIDENTIAL if prospect.veiled else Phrase.ONLY_TOGETHER
        return [telling.say(veiled)]
    lines: list[str] = []
    points = _points(telling, prospect)
    if points:
        lines.append(phrases.sentence(points, telling.lang))
    if len(cases) > 1:
        return lines + [case.text for case in cases]
    regrades = any(isinstance(_of(telling, name), m.Grade) for name in prospect.changes)
    if cases and (prospect.advice or regrades):
        # Whatever it is, that it is known decides: nothing but `is known` does that.
        then = _consequences(telling, prospect, prospect.cases[0])
        return [*lines, telling.say(Phrase.ONCE_KNOWN, then=then)]
    lines += [
        telling.say(Phrase.IN_ANY_CASE, grade=name_of(telling, name), levels=words)
        for name, words in _settled_grades(telling, prospect)
    ]
    if prospect.advice:
        names = [_advice_name(telling, name) for name in prospect.advice]
        lines.append(telling.say(Phrase.HANGS_ON_IT, advice=listed(names, telling.lang)))
    return lines


def _points(telling: Telling, prospect: Prospect) -> str:
    """Return which dimensions a fact decides, and the points they can bring."""
    changed = [n for n in prospect.changes if isinstance(_of(telling, n), m.Dimension)]
    scores = [n for n in prospect.changes if isinstance(_of(telling, n), m.Score)]
    told = []
    for name in changed or scores:
        now, then = telling.outcome.values[name], prospect.changes[name]
        label = name_of(telling, name)
        after = points_in_words(then, telling.lang)
        if now == then:
            told.append(telling.say(Phrase.HAS_VALUE, name=label, value=after))
        else:
            before = points_in_words(now, telling.lang)
            told.append(telling.say(Phrase.NOW_THEN, name=label, now=before, then=after))
    if not prospect.cases:
        told += [
            telling.say(
                Phrase.HAS_VALUE,
                name=name_of(telling, name),
                value=grade_words(telling, grade, possible),
            )
            for name, possible in prospect.changes.items()
            if isinstance(grade := _of(telling, name), m.Grade) and not (changed or scores)
        ]
    return telling.say(Phrase.SEMICOLON).join(told)


def _findings(telling: Telling, prospect: Prospect) -> str:
    """Return the labelled defines that hang on a fact, with what they can still be."""
    told = []
    for name in prospect.findings:
        found = telling.outcome.values[name]
        value = possible_in_words(telling, telling.policy.defines[name].value, found)
        mark = telling.say(Phrase.PROVISIONAL_MARK) if absent_facts(telling, name) else ""
        told.append(telling.say(Phrase.HAS_VALUE, name=name_of(telling, name), value=value) + mark)
    return telling.say(Phrase.SEMICOLON).join(told)


def _of(telling: Telling, place: str) -> Declared | None:
    return declared(telling.policy, key_of(telling.policy, place))


def _settled_grades(telling: Telling, prospect: Prospect) -> list[tuple[str, str]]:
    """Return the grades by a changing score that stay what they are in every case."""
    found = []
    for name, grade in telling.policy.grades.items():
        possible = telling.outcome.values[name]
        goes_by = grade.by.name if isinstance(grade.by, m.Ref) else ""
        if name in prospect.changes or not telling.visible.is_free(name):
            continue
        if decided(possible) is not None and goes_by in prospect.changes:
            found.append((name, grade_words(telling, grade, possible)))
    return found


def _case(telling: Telling, prospect: Prospect, case: Case) -> CaseTold:
    values = _values(telling, prospect.fact, case)
    then = _consequences(telling, prospect, case)
    text = telling.say(Phrase.IF_IT_IS, value=values, then=then) if then else ""
    kept = {name: case.results[name] for name in prospect.changes}
    states = {name: case.advice[name] for name in prospect.advice}
    return CaseTold(values, kept, states, text)


def _consequences(telling: Telling, prospect: Prospect, case: Case) -> str:
    """Return what follows in one case: scores, grades and advice."""
    policy, lang = telling.policy, telling.lang
    told = []
    for name in prospect.changes:
        result, of = case.results[name], _of(telling, name)
        label = name_of(telling, name)
        if isinstance(of, m.Score):
            points = points_in_words(result, lang)
            alone = len(policy.scores) == 1
            told.append(
                points if alone else telling.say(Phrase.SCORE_IS, name=label, points=points)
            )
        if isinstance(of, m.Grade):
            levels = grade_words(telling, of, result)
            alone = len(policy.grades) == 1 and name in policy.grades
            told.append(
                levels if alone else telling.say(Phrase.GRADE_IS, grade=label, levels=levels)
            )
    results = telling.say(Phrase.COMMA).join(told)
    clauses = [*([results] if results else []), *_advice_settled(telling, prospect, case)]
    return telling.say(Phrase.SEMICOLON).join(clauses) or telling.say(Phrase.STAYS_OPEN)


def _advice_settled(telling: Telling, prospect: Prospect, case: Case) -> list[str]:
    """Return which advice a case decides, and how, as one clause."""

    def named(state: AdviceState) -> list[str]:
        return [_advice_name(telling, a) for a in prospect.advice if case.advice[a] is state]

    given, not_given = named(AdviceState.GIVEN), named(AdviceState.NOT_GIVEN)
    told = []
    if given:
        phrase = Phrase.APPLIES if len(given) == 1 else Phrase.APPLY
        told.append(telling.say(phrase, advice=listed(given, telling.lang)))
    if not_given:
        one, several = Phrase.DOES_NOT_APPLY_ALONE, Phrase.DO_NOT_APPLY_ALONE
        if given:
            one, several = Phrase.DOES_NOT_APPLY, Phrase.DO_NOT_APPLY
        phrase = one if len(not_given) == 1 else several
        told.append(telling.say(phrase, advice=listed(not_given, telling.lang)))
    return [telling.say(Phrase.COMMA).join(told)] if told else []


def _advice_name(telling: Telling, name: str) -> str:
    label = telling.policy.advice[name].label.in_language(telling.lang)
    return telling.say(Phrase.TITLE, title=one_line(label))


# ---- values -------------------------------------------------------------------------------------


def _values(telling: Telling, fact: str, case: Case) -> str:
    """Return what a fact can be in a case: “At work only or Socially”, “at least 10 visits”."""
    ref = _ref(telling, fact)
    options = [v for v in case.values if not isinstance(v, Cell)]
    words = [
        telling.say(Phrase.ANYTHING_ELSE)
        if v == OTHER_TEXT and isinstance(ref.type, m.TextType)
        else option_quoted(telling, v, ref)
        for v in options
    ]
    told = [telling.say(Phrase.EXACTLY, value=listed(words, telling.lang, Phrase.OR))]
    cells = [_cell(telling, ref, v) for v in case.values if isinstance(v, Cell)]
    return listed([*(told if words else []), *cells], telling.lang, Phrase.OR)


def _ref(telling: Telling, place: str) -> m.Ref:
    span = telling.policy.span
    fact = _of(telling, place)
    if not isinstance(fact, m.Fact):
        return m.Ref(span=span, type=m.DateType(), kind=m.Kind.TODAY, name=TODAY)
    return m.Ref(span=span, type=fact.type, kind=m.Kind.FACT, name=fact.id)


def _cell(telling: Telling, ref: m.Ref, cell: Cell) -> str:
    """Return a cell of a number or a date in words."""

    def end(of: object) -> str:
        if isinstance(of, dt.date):
            return of.isoformat()
        if not isinstance(of, int | Fraction):
            raise AssertionError(of)
        return quantity(telling, ref, Interval(of, of))

    low, high = cell.low, cell.high
    if low is None and high is None:
        return telling.say(Phrase.EXACTLY, value=telling.say(Phrase.ANY_NUMBER))
    if low == high:
        return telling.say(Phrase.EXACTLY, value=end(low))
    if isinstance(low, dt.date) and high is None:
        return telling.say(Phrase.DAY_OR_LATER, day=end(low))
    if isinstance(high, dt.date) and low is None:
        return telling.say(Phrase.DAY_OR_EARLIER, day=end(high))
    if low is not None and high is not None and not cell.low_open and not cell.high_open:
        start = low.isoformat() if isinstance(low, dt.date) else phrases.number(low, telling.lang)
        return telling.say(Phrase.RANGE, low=start, high=end(high))
    told = []
    if low is not None:
        phrase = Phrase.ABOVE if cell.low_open else Phrase.AT_LEAST
        told.append(telling.say(phrase, value=end(low)))
    if high is not None:
        phrase = Phrase.BELOW if cell.high_open else Phrase.AT_MOST
        told.append(telling.say(phrase, value=end(high)))
    return phrases.joined(told, telling.lang, Phrase.BOTH)
