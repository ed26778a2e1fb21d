"""The cases of an unknown fact: its values, or the cells a policy cuts its values into."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.cells import FIRST_DAY, LAST_DAY, OTHER_TEXT, Atom, atoms_of
from relrules.check.interval import Exact, Interval, plain
from relrules.check.walk import operands, parts_inside, refs
from relrules.evaluate.dates import distance
from relrules.evaluate.evaluate import Program, advice_key
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import decided
from relrules.evaluate.program import Rows
from relrules.evaluate.terms import Reading
from relrules.explain.made_of import Dependencies
from relrules.explain.telling import declared, key_of, place_of
from relrules.explain.visible import Visible

TODAY = "today"


@frozen
class Cell:
    """Values of a number or date that a policy does not tell apart.

    `low` and `high` are its ends, `None` where there is none; an open end is itself no part of it.
    `sample` is one of the values. `place` to `last_place` is where it stands among all cells.
    """

    sample: Exact | dt.date
    low: Exact | dt.date | None
    high: Exact | dt.date | None
    low_open: bool = False
    high_open: bool = False
    place: int = 0
    last_place: int = 0


def cases(
    program: Program,
    outcome: Outcome,
    depends: Dependencies,
    place: str,
    visible: Visible,
) -> list[m.Value | Cell] | None:
    """Return the cases of an unknown fact, in order, or `None` where it cannot be cut.

    `depends` is what `dependencies` returns. Only what no hidden fact is part of cuts a fact. A
    list is not cut, nor are the texts of its records.
    """
    key = key_of(program.policy, place)
    fact = declared(program.policy, key)
    of = fact.type if isinstance(fact, m.Fact) else m.DateType()
    if place in program.policy.lists:
        return None
    match of:
        case m.YesNoType():
            return [True, False]
        case m.LevelType(scale=scale):
            return list(scale.ids)
        case m.ChoiceType(ids=ids):
            return list(ids)
        case _:
            pass
    rows = _rows_in_sight(program, visible)
    if isinstance(of, m.TextType):
        if place != key:
            return None
        atoms = [a for r in rows.values() for a in _atoms(r) if _is(a.term, key)]
        texts = [t.value for a in atoms for leaf in a.leaves for t in _constants(leaf)]
        return [*dict.fromkeys(texts), OTHER_TEXT]
    thresholds = _thresholds(program, outcome, depends, place, rows)
    if thresholds is None:
        return None
    if isinstance(of, m.NumberType):
        return list(_number_cells(thresholds, of))
    return list(_date_cells(thresholds))


def _rows_in_sight(program: Program, visible: Visible) -> dict[str, Rows]:
    """Return the declarations that no hidden fact is part of."""
    advice = {advice_key(name): a.when for name, a in program.policy.advice.items()}
    return {
        name: rows
        for name, rows in program.rows.items()
        if (visible.is_free_condition(advice[name]) if name in advice else visible.is_free(name))
    }


def _atoms(rows: Rows) -> tuple[Atom, ...]:
    """Return the atoms of a declaration's rows, caps and gates."""
    return atoms_of(
        when
        for conditions in (rows.conditions, [limit.when for limit in rows.limits])
        for when in conditions
        if when is not None
    )


def _number_cells(thresholds: set[Exact], of: m.NumberType) -> Iterator[Cell]:
    """Yield each threshold within the range, and the cells before, between and after them."""
    limits = Interval(of.low, of.high)
    marks = sorted(t for t in thresholds if t in limits)
    step = None if of.decimals is None else Fraction(1, 10**of.decimals)
    place = 0
    for low, high in itertools.pairwise([None, *marks, None]):
        gap = _gap(low, high, limits, step)
        if gap is not None:
            yield evolve(gap, place=place, last_place=place)
            place += 1
        if high is not None and (step is None or (high / step).denominator == 1):
            yield Cell(high, high, high, place=place, last_place=place)
            place += 1


def _gap(
    low: Exact | None, high: Exact | None, limits: Interval, step: Fraction | None
) -> Cell | None:
    """Return the cell strictly between two thresholds, or `None` where nothing is between.

    Where only numbers of a step occur, its ends are the first and the last of them.
    """
    if step is not None:
        first = None if low is None else plain((math.floor(low / step) + 1) * step)
        last = None if high is None else plain((math.ceil(high / step) - 1) * step)
        least = limits.low if first is None else first
        most = limits.high if last is None else last
        if least is not None and most is not None and least > most:
            return None
        sample = least if least is not None else (0 if most is None else most)
        return Cell(sample, first, last)
    if low is not None and low == limits.high:
        return None
    if high is not None and high == limits.low:
        return None
    least = limits.low if low is None else low
    most = limits.high if high is None else high
    if least is None or most is None:
        inside = 0 if least is most else (least + 1 if least is not None else (most or 0) - 1)
    else:
        inside = plain(Fraction(least + most) / 2)
    return Cell(inside, low, high, low is not None, high is not None)


def _date_cells(thresholds: set[Exact]) -> Iterator[Cell]:
    """Yield the cells that begin at these days, and the one before them."""
    starts = [FIRST_DAY, *sorted(int(t) for t in thresholds if FIRST_DAY < t <= LAST_DAY)]
    for place, start in enumerate(starts):
        end = starts[place + 1] - 1 if place + 1 < len(starts) else None
        first = dt.date.fromordinal(start)
        last = None if end is None else dt.date.fromordinal(end)
        # The first cell begins with time itself, which nobody wants to read.
        low = first if place else None
        sample = first if place else last or first
        yield Cell(sample, low, last, place=place, last_place=place)


def _thresholds(
    program: Program,
    outcome: Outcome,
    depends: Dependencies,
    place: str,
    rows: Mapping[str, Rows],
) -> set[Exact] | None:
    """Return where the conditions on a number turn, or the days on which those on a date do.

    Days are ordinals. It is `None` where the fact also enters what has no thresholds.
    """
    policy = program.policy
    where = place_of(policy, place)
    name = key_of(policy, place)
    if where is not None and where[0] in policy.same_records.values():
        return None
    reading = Reading(
        outcome.facts,
        outcome.today,
        outcome.values,
        {},
        counts=outcome.counts,
        static=program.static,
    )
    points = {*policy.dimensions, *policy.scores, *policy.grades}
    found: set[Exact] = set()
    for key, of in rows.items():
        is_told = key in points or (of.list_name is not None and not _is_define(policy, key))
        values = of.values if is_told else ()
        atoms = _atoms(of)
        if where is not None:
            # What is asked of each record is asked of this one.
            terms = [*values, *(atom.term for atom in atoms)]
            asked = [c for term in terms for c in _asked_of_records(term, where[0])]
            atoms = (*(a for a in atoms if not _asks(a.term, where[0])), *atoms_of(asked))
        inside = refs if where is None else _counted_refs
        if any(_feeds(policy, depends, ref, name) for value in values for ref in inside(value)):
            return None
        for atom in atoms:
            if any(
                ref.kind is m.Kind.DEFINE and _feeds(policy, depends, ref, name)
                for ref in refs(atom.term)
            ):
                return None
            if not _mentions(atom.term, name) or isinstance(atom.term, m.IsKnown):
                continue
            if where is not None and any(r.list not in (None, where[0]) for r in refs(atom.term)):
                return None
            for looking in _readings(of, reading, where):
                turns = None if looking is None else _turns(atom, looking, name)
                if turns is None:
                    return None
                found |= turns
    return found


def _asks(term: m.Expr, list_name: str) -> bool:
    """Return whether a term takes the records of a list together by conditions alone."""
    match term:
        case m.Have(list=of) | m.Count(list=of, distinct=None) | m.Share(list=of):
            return of == list_name
        case _:
            return False


def _asked_of_records(term: m.Expr, list_name: str) -> Iterator[m.Expr]:
    """Yield the conditions on the records of a list, by which a term takes them together."""
    for part in parts_inside(term):
        if _asks(part, list_name):
            yield from (
                condition for condition in operands(part) if isinstance(condition.type, m.YesNoType)
            )


def _counted_refs(value: m.Expr) -> Iterator[m.Ref]:
    """Yield what a value is worked out from: not what is only asked of each record of a list."""
    match value:
        case m.Ref():
            yield value
        case m.Have() | m.Count(distinct=None):
            return
        case m.Share(if_empty=if_empty):
            yield from refs(if_empty)
        case _:
            for operand in operands(value):
                yield from _counted_refs(operand)


def _readings(
    of: Rows, reading: Reading, where: tuple[str, int, str] | None
) -> Iterator[Reading | None]:
    """Yield how a declaration is read: of a list, at each record; `None` where these are not known.

    For a fact of a record at `where`, at this record.
    """
    if where is not None:
        yield evolve(reading, here={where[0]: where[1]}, absent=set())
    elif of.list_name is None:
        yield reading
    elif of.list_name not in reading.counts:
        yield None
    else:
        for record in range(reading.counts[of.list_name]):
            yield evolve(reading, here={of.list_name: record}, absent=set())


def _is_define(policy: m.CheckedPolicy, key: str) -> bool:
    return isinstance(declared(policy, key), m.Define)


def _feeds(policy: m.CheckedPolicy, depends: Dependencies, ref: m.Ref, name: str) -> bool:
    """Return whether a term takes a fact's number itself, not only what rows make of it."""
    if ref.kind in (m.Kind.FACT, m.Kind.TODAY):
        return ref.key == name
    if ref.kind is m.Kind.DEFINE:
        define = declared(policy, ref.key)
        of = define.value.type if isinstance(define, m.Define) else None
        return not isinstance(of, m.YesNoType) and name in depends[ref.key]
    return False


def _turns(atom: Atom, reading: Reading, name: str) -> set[Exact] | None:
    """Return where the conditions on one atom turn, as a fact in it changes."""
    term = atom.term
    if _is(term, name):
        limits = [t.value for leaf in atom.leaves for t in _constants(leaf)]
        return _cuts(limits)
    if atom.opaque:
        others = [t for t in operands(term) if not _is(t, name)]
        if any(_mentions(t, name) for t in others):
            return None
        known = [decided(reading.term(t)) for t in others]
        return None if None in known else _cuts([k for k in known if k is not None])
    if isinstance(term, m.Distance):
        return _turning_days(term, atom, reading, name)
    return None


def _cuts(limits: Iterable[m.Value]) -> set[Exact]:
    """Return numbers as they are, and of each day the beginning and the end."""
    found: set[Exact] = set()
    for limit in limits:
        if isinstance(limit, dt.date):
            found |= {limit.toordinal(), limit.toordinal() + 1}
        elif isinstance(limit, int | Fraction):
            found.add(limit)
    return found


def _turning_days(term: m.Distance, atom: Atom, reading: Reading, name: str) -> set[Exact] | None:
    """Return the days from which on a distance reaches or leaves what it is compared with."""
    other = term.end if _is(term.start, name) else term.start
    day = decided(reading.term(other))
    if not isinstance(day, dt.date) or not (_is(term.start, name) or _is(term.end, name)):
        return None
    found: set[Exact] = set()
    limits = {t.value for leaf in atom.leaves for t in _constants(leaf)}
    for limit in limits:
        if isinstance(limit, int | Fraction):
            for least in (math.ceil(limit), math.floor(limit) + 1):
                turn = _turn(_reaches(term, day, name, least))
                found |= set() if turn is None else {turn}
    return found


def _reaches(term: m.Distance, day: dt.date, name: str, least: int) -> Callable[[int], bool]:
    """Return whether the distance is at least so much, by the day that a fact may be."""

    def holds(ordinal: int) -> bool:
        tried = dt.date.fromordinal(ordinal)
        start, end = (tried, day) if _is(term.start, name) else (day, tried)
        found = distance(term.unit, start, end)
        return (max(0, found) if term.since else found) >= least

    return holds


def _turn(holds: Callable[[int], bool]) -> int | None:
    """Return the first day on which something that turns once is no longer as on the first day."""
    low, high = FIRST_DAY, LAST_DAY
    at_first = holds(low)
    if holds(high) is at_first:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) is at_first else (low, middle)
    return high


def _constants(leaf: m.Expr) -> list[m.Constant]:
    if isinstance(leaf, m.IsOneOf):
        return list(leaf.options)
    return [o for o in operands(leaf) if isinstance(o, m.Constant)]


def _is(term: m.Expr, name: str) -> bool:
    """Return whether a term is this fact, or today."""
    return isinstance(term, m.Ref) and term.kind in (m.Kind.FACT, m.Kind.TODAY) and term.key == name


def _mentions(term: m.Expr, name: str) -> bool:
    return any(_is(ref, name) for ref in refs(term))
