"""The results of one evaluation as programs see them: typed, and only what an audience may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.evaluate.evaluate import advice_key
from relrules.evaluate.outcome import Outcome, Verdict
from relrules.evaluate.possible import (
    Among,
    Possible,
    Unanswered,
    answered,
    decided,
    may_be_unanswered,
)
from relrules.evaluate.program import facts_of
from relrules.evaluate.reasons import parts_of
from relrules.evaluate.terms import slot
from relrules.explain.messages import advice_text
from relrules.explain.telling import Telling, place_of, title_of
from relrules.explain.values import in_order
from relrules.explain.visible import places
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState

State = Literal["decided", "open", "open or no answer", "no answer", "hidden"]
"""Whether a result has a value, can still have several, or has none: because the policy declines
to answer, or because it is confidential to others than the audience."""
AdviceWord = Literal["given", "possible"]


@frozen
class NumberResult:
    """A number: `value` where it is decided, else `None`.

    `low` and `high` are what it can still be for this record, `min` and `max` its range over all
    records; `None` there is without limit. Points, exact. A number that has no answer or is hidden,
    as `state` says, has no `low` and `high`.
    """

    value: Exact | None
    low: Exact | None
    high: Exact | None
    min: Exact | None
    max: Exact | None
    state: State = "decided"


@frozen
class DimensionResult(NumberResult):
    """A dimension; `rows` are the numbers, from 1, of its rows that apply or may apply.

    Of a dimension whose rows look at what is hidden they are left out.
    """

    rows: tuple[int, ...] = ()


class FillableNumber(NumberResult):
    """What becomes a `NumberResult` when its `__class__` is set, once it is filled.

    A frozen class takes four times as long to fill itself.
    """

    __slots__ = ()
    # Python sets at once only where it deletes at once too.
    __setattr__, __delattr__ = object.__setattr__, object.__delattr__


class FillableDimension(DimensionResult):
    """The same for a `DimensionResult`."""

    __slots__ = ()
    __setattr__, __delattr__ = object.__setattr__, object.__delattr__


@frozen
class GradeResult:
    """A grade: the level's id where it is decided, and all levels possible, lowest first.

    None is possible where there is no answer, or where the grade is hidden: see `state`.
    """

    value: str | None
    possible: tuple[str, ...]
    state: State = "decided"


@frozen
class DefineResult:
    """A define with a label.

    `value` is what it is where that is decided. `low` and `high` are what a number can still be,
    `possible` what a condition, level or choice can; neither says anything of a date or text.
    """

    value: m.Value | None
    low: Exact | None = None
    high: Exact | None = None
    possible: tuple[m.Value, ...] = ()
    state: State = "decided"


@frozen
class AdviceResult:
    """Advice or an alert that is given or possible, with its text in the policy's language.

    `record` is the title of the record of a list it is for, or its number, from 1, where it has
    none; `None` for advice that is for no record, or for a list that is not known.
    """

    name: str
    state: AdviceWord
    text: str
    record: str | int | None = None


@frozen
class RecordResult:
    """What is found out about one record of a list; `number` counts from 1.

    `facts` holds the known facts by id, `unknown` the ids of the others; facts that are hidden are
    in neither. `title` is what the record calls itself.
    """

    number: int
    title: str | None
    facts: Mapping[str, m.Value]
    unknown: tuple[str, ...]
    dimensions: Mapping[str, DimensionResult]
    grades: Mapping[str, GradeResult]
    defines: Mapping[str, DefineResult]


@frozen
class ProvisionalResult:
    """A result that read the absence of facts: it may change in any way once they are known."""

    name: str
    facts: tuple[str, ...]
    place: str = field(default="", eq=False, repr=False)


def state_of(possible: Possible) -> State:
    """Return whether a value is decided or open, or has no answer, or perhaps has none."""
    if isinstance(possible, Unanswered):
        return "no answer"
    if may_be_unanswered(possible):
        return "open or no answer"
    return "open" if decided(possible) is None else "decided"


# ---- numbers, grades, defines ---------------------------------------------------------------------


def dimension_results(
    telling: Telling, dimensions: Mapping[str, m.Dimension], list_name: str | None = None
) -> Mapping[str, DimensionResult]:
    """Return dimensions by name: of the policy, or of the record of a list that is looked at."""
    found = {}
    for name, dimension in dimensions.items():
        key = name if list_name is None else f"{list_name}.{name}"
        number = _number(telling, key, dimension.low, dimension.high)
        rows = fired_rows(telling, key, dimension.rows) if number.state != "hidden" else None
        found[name] = DimensionResult(
            number.value,
            number.low,
            number.high,
            number.min,
            number.max,
            number.state,
            rows or (),
        )
    return FrozenDict(found)


def score_results(telling: Telling) -> Mapping[str, NumberResult]:
    """Return the scores by name."""
    scores = telling.policy.scores
    return FrozenDict(
        {n: _number(telling, n, score.low, score.high) for n, score in scores.items()}
    )


def grade_results(
    telling: Telling, grades: Mapping[str, m.Grade], list_name: str | None = None
) -> Mapping[str, GradeResult]:
    """Return grades by name."""
    found = {}
    for name, grade in grades.items():
        key = name if list_name is None else f"{list_name}.{name}"
        if not telling.visible.result(key, telling.here):
            found[name] = GradeResult(None, (), "hidden")
            continue
        possible = telling.outcome.values[telling.place(key)]
        levels = tuple(str(v) for v in options(possible, m.LevelType(grade.scale)))
        state = state_of(possible)
        value = levels[0] if state == "decided" else None
        found[name] = GradeResult(value, levels, state)
    return FrozenDict(found)


def define_results(
    telling: Telling, defines: Mapping[str, m.Define], list_name: str | None = None
) -> Mapping[str, DefineResult]:
    """Return the defines that have a label, by name."""
    found = {}
    for name, declared in defines.items():
        if not declared.labelled:
            continue
        key = name if list_name is None else f"{list_name}.{name}"
        of = declared.value.type
        if not telling.visible.result(key, telling.here):
            found[name] = DefineResult(None, state="hidden")
            continue
        possible = telling.outcome.values[telling.place(key)]
        limits = answered(possible)
        low, high = (limits.low, limits.high) if isinstance(limits, Interval) else (None, None)
        found[name] = DefineResult(
            value=decided(possible),
            low=low,
            high=high,
            possible=tuple(options(possible, of)),
            state=state_of(possible),
        )
    return FrozenDict(found)


def options(possible: Possible, of: m.Type) -> list[m.Value]:
    """Return what a condition, level or choice can be, in its order."""
    found = answered(possible)
    return in_order(found.values, of) if isinstance(found, Among) else []


def fired_rows(
    telling: Telling, key: str, rows: Sequence[m.Row | m.GradeRow]
) -> tuple[int, ...] | None:
    """Return the numbers, from 1, of the rows of a declaration that apply or may apply.

    `None` where a row looks at what is hidden: which rows apply would tell of it.
    """
    if not all(telling.is_clear(row.when) and telling.is_clear(row.value) for row in rows):
        return None
    return tuple(
        trace.index + 1
        for trace in telling.outcome.rows.get(telling.place(key), ())
        if trace.verdict is not Verdict.DOES_NOT_APPLY
    )


def deciding_rows(telling: Telling) -> Mapping[str, tuple[int, ...] | None]:
    """Return the rows of each dimension and grade that apply or may apply, `None` for hidden ones."""
    policy = telling.policy
    by_rows: Mapping[str, m.Dimension | m.Grade] = {**policy.dimensions, **policy.grades}
    return {
        name: fired_rows(telling, name, of.rows) if telling.visible.result(name) else None
        for name, of in by_rows.items()
    }


def _number(telling: Telling, key: str, low: Exact | None, high: Exact | None) -> NumberResult:
    low, high = (None if end is None else plain(end) for end in (low, high))
    if not telling.visible.result(key, telling.here):
        return NumberResult(None, None, None, low, high, "hidden")
    possible = telling.outcome.values[telling.place(key)]
    limits = answered(possible)
    value = decided(possible)
    return NumberResult(
        value if isinstance(value, int | Fraction) else None,
        limits.low if isinstance(limits, Interval) else None,
        limits.high if isinstance(limits, Interval) else None,
        low,
        high,
        state_of(possible),
    )


# ---- records --------------------------------------------------------------------------------------


def list_results(telling: Telling) -> Mapping[str, tuple[RecordResult, ...] | None]:
    """Return the records of each list; `None` for a list that is not known."""
    counts = telling.outcome.counts
    return FrozenDict(
        {
            name: None
            if name not in counts
            else tuple(_record(telling.at(name, i), of, name, i) for i in range(counts[name]))
            for name, of in telling.policy.lists.items()
        }
    )


def _record(telling: Telling, of: m.List, list_name: str, record: int) -> RecordResult:
    places = {fact: slot(list_name, record, fact) for fact in of.facts}
    seen = {fact: place for fact, place in places.items() if telling.visible.fact(place)}
    known = telling.outcome.facts
    return RecordResult(
        number=record + 1,
        title=title_of(telling.program, telling.outcome, telling.visible, list_name, record),
        facts=FrozenDict({fact: known[place] for fact, place in seen.items() if place in known}),
        unknown=tuple(fact for fact, place in seen.items() if place not in known),
        dimensions=dimension_results(telling, of.dimensions, list_name),
        grades=grade_results(telling, of.grades, list_name),
        defines=define_results(telling, of.defines, list_name),
    )


# ---- advice, what is unknown ----------------------------------------------------------------------


@frozen
class Advised:
    """Advice that is given or possible, for one record of a list or for none."""

    advice: m.Advice
    state: AdviceState
    telling: Telling
    record: int | None = None


def advised(telling: Telling, *, alerts: bool) -> Iterator[Advised]:
    """Yield the advice, or the alerts, that is given or possible and may be seen."""
    for name, advice in telling.policy.advice.items():
        if advice.alert is not alerts:
            continue
        for found in _each(telling, name, advice):
            shown = found.state is not AdviceState.NOT_GIVEN
            if shown and telling.visible.condition(advice.when, found.telling.here):
                yield found


def _each(telling: Telling, name: str, advice: m.Advice) -> Iterator[Advised]:
    list_name = advice.for_each
    if list_name is None or list_name not in telling.outcome.counts:
        yield Advised(advice, telling.outcome.advice[name], telling)
        return
    for record, state in enumerate(telling.outcome.each.get(name, ())):
        yield Advised(advice, state, telling.at(list_name, record), record)


def advice_results(telling: Telling, *, alerts: bool) -> tuple[AdviceResult, ...]:
    """Return the advice, or the alerts, in the policy's order."""
    return tuple(
        AdviceResult(
            found.advice.id,
            "given" if found.state is AdviceState.GIVEN else "possible",
            advice_text(found.telling, found.advice),
            _record_key(telling, found),
        )
        for found in advised(telling, alerts=alerts)
    )


def _record_key(telling: Telling, found: Advised) -> str | int | None:
    list_name = found.advice.for_each
    if list_name is None or found.record is None:
        return None
    title = title_of(telling.program, telling.outcome, telling.visible, list_name, found.record)
    return found.record + 1 if title is None else title


def unknown_places(telling: Telling) -> tuple[str, ...]:
    """Return what is not known and may be spoken of."""
    return tuple(p for p in telling.outcome.unknown if telling.visible.fact(p))


def provisional_results(telling: Telling) -> tuple[ProvisionalResult, ...]:
    """Return the results and advice that read the absence of facts, with those in sight."""
    policy, outcome = telling.policy, telling.outcome
    found = []
    for name in _result_places(policy, outcome):
        absent = absent_facts(telling, name)
        if absent and may_be_seen(telling, name):
            found.append(ProvisionalResult(name.removeprefix("advice "), absent, name))
    return tuple(found)


def absent_facts(telling: Telling, place: str) -> tuple[str, ...]:
    """Return the facts in sight whose absence a result read."""
    absent = telling.outcome.provisional.get(place, ())
    if absent and _stays_unanswered(telling, place):
        return ()
    return tuple(fact for fact in absent if telling.visible.fact(fact))


def _stays_unanswered(telling: Telling, place: str) -> bool:
    """Return whether a score or grade has no answer because of a part that no fact can change."""
    policy, outcome = telling.policy, telling.outcome
    left, seen = [place], {place}
    while left:
        name = left.pop()
        if not isinstance(outcome.values.get(name), Unanswered):
            continue
        if not outcome.provisional.get(name):
            return True
        new = _parts_answering(policy, name) - seen
        seen |= new
        left += new
    return False


def _parts_answering(policy: m.CheckedPolicy, name: str) -> set[str]:
    """Return what a score or grade has no answer without."""
    if name in policy.scores:
        linear = parts_of(policy, policy.scores[name].value)
        return set() if linear is None else {ref.key for ref in linear.weights}
    grade = policy.grades.get(name)
    if grade is None or not isinstance(grade.by, m.Ref) or grade.by.kind is not m.Kind.SCORE:
        return set()
    by_thresholds = all(row.when is None or row.threshold is not None for row in grade.rows)
    return {grade.by.name} if by_thresholds else set()


def may_be_seen(telling: Telling, place: str) -> bool:
    """Return whether a result at a place, or advice under its key, may be seen."""
    advice = telling.policy.advice.get(place.removeprefix("advice "))
    if advice is not None and place == advice_key(advice.id):
        return telling.visible.condition(advice.when)
    where = place_of(telling.policy, place)
    if where is None:
        return telling.visible.result(place)
    list_name, record, name = where
    return telling.visible.result(f"{list_name}.{name}", {list_name: record})


def _result_places(policy: m.CheckedPolicy, outcome: Outcome) -> Iterator[str]:
    for key in policy.order:
        list_name, _, name = key.rpartition(".")
        if list_name in policy.lists:
            yield from (slot(list_name, i, name) for i in range(outcome.counts.get(list_name, 0)))
        else:
            yield key
    yield from (advice_key(name) for name in policy.advice)


def dates_ahead(telling: Telling) -> Iterator[tuple[str, dt.date]]:
    """Yield the facts in sight that are dates after today."""
    today, facts = telling.outcome.today, telling.outcome.facts
    for key, _ in facts_of(telling.policy):
        for place in places(telling.policy, telling.outcome.counts, key):
            day = facts.get(place)
            is_ahead = today is not None and isinstance(day, dt.date) and day > today
            if isinstance(day, dt.date) and is_ahead and telling.visible.fact(place):
                yield place, day
