"""Lists: records with facts and results of their own, and what is said of all records together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import conditions, levels, terms
from generators.conditions import Condition
from generators.coverage import construct, register
from generators.defines import define
from generators.dimensions import dimension
from generators.fact_types import facts_of_record
from generators.grades import grade
from generators.heads import Declared, assume_clauses, heading, words
from generators.levels import LevelTerm
from generators.names import called, texts
from generators.scope import ListNamed, Named, NoAnswerError, Record, Scope
from generators.terms import SMALL, Term, ref
from generators.values import (
    Choices,
    Exact,
    Levels,
    Number,
    Range,
    YesNo,
    hull,
    rank,
    representatives,
    whole,
)
from generators.words import Clause, Declaration, Keyword, Spelled, Words, constant, number

SOME: tuple[str, ...] = ("SOME", "ALL", "NO_RECORDS", "AT_LEAST")
MEASURES = ("HIGHEST", "LOWEST", "SUM", "AVERAGE")


@construct("list")
def list_of_records(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a list with what its records have."""
    name = called(draw, scope)
    of = ListNamed(name.id, name.spellings, name.in_data)
    members: list[Declaration] = []
    for _ in range(draw(st.integers(1, 2))):
        declared, found = facts_of_record(draw, evolve(scope, here=of.members), of.id)
        members.append(declared)
        of = evolve(of, facts=of.facts + found)
    for kind in draw(st.lists(st.sampled_from(MEMBERS), max_size=1 if scope.small else 2)):
        declared, result = kind(draw, _of_record(scope, of))
        members.append(declared)
        of = evolve(of, results=(*of.results, result))
    clauses = assume_clauses(draw, scope)
    if scope.chance(1 / 4):
        clauses = (*clauses, Clause((Keyword("ASK"), *texts(scope))))
    head = (Keyword("LIST"), *heading(draw, scope, name))
    scope = evolve(scope, lists=(*scope.lists, of), every_list=(*scope.every_list, of))
    return Declaration(head, clauses, tuple(members)), scope


def _of_record(scope: Scope, of: ListNamed) -> Scope:
    # What looks at the list itself would go round in a circle: none is declared before the list.
    return evolve(scope, here=of.members, lists=(), list_name=of.id)


Member = Callable[[DrawFn, Scope], tuple[Declaration, Named]]


def _last(declared: Declared) -> tuple[Declaration, Named]:
    return declared[0], declared[1].results[-1]


@construct("define of a record")
def _define(draw: DrawFn, scope: Scope) -> tuple[Declaration, Named]:
    return _last(define(draw, scope))


@construct("dimension of a record")
def _dimension(draw: DrawFn, scope: Scope) -> tuple[Declaration, Named]:
    return _last(dimension(draw, scope))


@construct("grade of a record")
def _grade(draw: DrawFn, scope: Scope) -> tuple[Declaration, Named]:
    return _last(grade(draw, scope))


MEMBERS: tuple[Member, ...] = (_define, _dimension, _grade)


# ---- conditions over a list -----------------------------------------------------------------


def _has_list(scope: Scope) -> bool:
    return bool(scope.lists)


def _one_of(draw: DrawFn, scope: Scope) -> ListNamed:
    return draw(st.sampled_from(scope.lists))


def _of_each(draw: DrawFn, scope: Scope, of: ListNamed) -> Condition:
    """Draw a condition about a record; it stands at the end of what it belongs to."""
    return conditions.condition(draw, scope.inside(of), 1)


@conditions.further(_has_list)
@construct("some have, all have, no have, at least n have")
def have(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Ask how many records meet a condition."""
    of = _one_of(draw, scope)
    quantifier = draw(st.sampled_from(SOME))
    scope.met.add(HAVES[quantifier])
    wanted = draw(st.integers(1, 2))
    each = _of_each(draw, scope, of)
    count = number(wanted) if quantifier == "AT_LEAST" else ()
    written = (Keyword(quantifier), *count, Spelled(of.spellings), Keyword("HAVE"), *each.words)

    def holds(record: Record) -> bool:
        parts = [(each.holds, one) for one in record.records(of.id)]
        match quantifier:
            case "SOME":
                return conditions.settled("or", parts)
            case "NO_RECORDS":
                return not conditions.settled("or", parts)
            case "ALL":
                return conditions.settled("and", parts)
            case _:
                return sum([holds_here(one) for holds_here, one in parts]) >= wanted

    return Condition(written, holds, "open")


HAVES = {quantifier: register(f"quantifier {quantifier}") for quantifier in SOME}


# ---- numbers over a list --------------------------------------------------------------------


def _where(
    draw: DrawFn, scope: Scope, of: ListNamed, *, always: bool = False
) -> tuple[Words, Callable[[Record], list[Record]]]:
    """Draw `where C`, or nothing, with the records that are left then."""
    if not always and draw(st.booleans()):
        return (), lambda record: record.records(of.id)
    each = _of_each(draw, scope, of)

    def chosen(record: Record) -> list[Record]:
        return [one for one in record.records(of.id) if each.holds(one)]

    return (Keyword("WHERE"), *each.words), chosen


@terms.further(_has_list)
@construct("count of")
def count(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw how many records there are, or meet a condition."""
    of = _one_of(draw, scope)
    where, chosen = _where(draw, scope, of)
    words = (Keyword("COUNT_OF"), Spelled(of.spellings), *where)
    return Term(words, (0, None), lambda record: len(chosen(record)), open=bool(where))


@terms.further(_has_list)
@construct("count of distinct")
def count_distinct(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw how many different values the records have."""
    of = _one_of(draw, scope)
    field = draw(st.sampled_from(of.members))
    where, chosen = _where(draw, scope, of)
    words = (
        *(Keyword("COUNT_OF_DISTINCT"), *ref(field), Keyword("OF"), Spelled(of.spellings)),
        *where,
    )
    most = None
    if isinstance(field.type, Levels | Choices | YesNo):
        most = len(representatives(field.type, ()))

    def meaning(record: Record) -> Exact:
        return len({field.meaning(one) for one in chosen(record)})

    return Term(words, (0, most), meaning, open=bool(where))


@terms.further(_has_list)
@construct("share of")
def share(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw the part of the records that meet a condition."""
    of = _one_of(draw, scope)
    where, chosen = _where(draw, scope, of, always=True)
    instead = _instead(draw, scope)

    def meaning(record: Record) -> Exact:
        every = len(record.records(of.id))
        return Fraction(len(chosen(record)), every) if every else instead.number()

    words = (Keyword("SHARE_OF"), Spelled(of.spellings), *where, *instead.words)
    return Term(words, instead.range((0, 1)), meaning, open=True)


@terms.further(lambda scope: any(_numbers(of) for of in scope.lists))
@construct("highest, lowest, sum, average over a list")
def collected(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw a number of the records taken together."""
    of = draw(st.sampled_from([of for of in scope.lists if _numbers(of)]))
    measure = draw(st.sampled_from(MEASURES))
    scope.met.add(COLLECTED[measure])
    field = draw(st.sampled_from(_numbers(of)))
    inside = scope.inside(of)
    value = Term(ref(field), terms.range_of(field), terms.exact(field.meaning))
    if draw(st.integers(0, 3)) == 0:
        value = terms.total(draw, inside, terms.DEEPEST)
    where, chosen = _where(draw, scope, of)
    must = measure != "SUM" or draw(st.booleans())
    instead = _instead(draw, scope) if must else _Instead((), 0)

    def meaning(record: Record) -> Exact:
        found = [value.meaning(one) for one in chosen(record)]
        if not found:
            return instead.number()
        match measure:
            case "HIGHEST":
                return max(found)
            case "LOWEST":
                return min(found)
            case "SUM":
                return sum(found)
            case _:
                return whole(Fraction(sum(found)) / len(found))

    words = (
        *(Keyword(measure), *value.closed, Keyword("OF"), Spelled(of.spellings)),
        *where,
        *instead.words,
    )
    limits = _sum_range(value.range) if measure == "SUM" else value.range
    return Term(words, instead.range(limits), meaning, open=bool(where or instead.words))


COLLECTED = {measure: register(f"measure over a list {measure}") for measure in MEASURES}


def _numbers(of: ListNamed) -> list[Named]:
    return [named for named in of.members if isinstance(named.type, Number)]


def _sum_range(limits: Range) -> Range:
    low, high = limits
    return (
        0 if low is not None and low >= 0 else None,
        0 if high is not None and high <= 0 else None,
    )


@frozen
class _Instead:
    """`if empty V`: a number, or `None` for no answer."""

    words: Words
    value: Exact | None

    def number(self) -> Exact:
        if self.value is None:
            raise NoAnswerError
        return self.value

    def range(self, limits: Range) -> Range:
        return limits if self.value is None else hull([limits, (self.value, self.value)])


def _instead(draw: DrawFn, scope: Scope) -> _Instead:
    if draw(st.integers(0, 2)) == 0:
        return _no_answer(draw, scope)
    return _number_instead(draw, scope)


@construct("if empty no answer")
def _no_answer(_draw: DrawFn, _scope: Scope) -> _Instead:
    return _Instead(words("IF_EMPTY", "NO_ANSWER"), None)


@construct("if empty")
def _number_instead(draw: DrawFn, _scope: Scope) -> _Instead:
    value = draw(SMALL)
    return _Instead((Keyword("IF_EMPTY"), *number(value)), value)


# ---- levels over a list -----------------------------------------------------------------------


@construct("highest, lowest level over a list")
def _collected_level(draw: DrawFn, scope: Scope, fields: Sequence[Named]) -> LevelTerm:
    field = draw(st.sampled_from(fields))
    of = next(of for of in scope.lists if of.id == field.list)
    scale = conditions.levels_of(field)
    highest = draw(st.booleans())
    where, chosen = _where(draw, scope, of)
    declines = draw(st.booleans())
    level = draw(st.sampled_from(scale.options))
    instead = words("NO_ANSWER") if declines else constant(level.id, scale.options)

    def meaning(record: Record) -> str:
        found = [levels.level_of(field)(one) for one in chosen(record)]
        if found:
            return (max if highest else min)(found, key=lambda one: rank(scale, one))
        if declines:
            raise NoAnswerError
        return level.id

    written = (
        *(Keyword("HIGHEST" if highest else "LOWEST"), *ref(field)),
        *(Keyword("OF"), Spelled(of.spellings), *where, Keyword("IF_EMPTY"), *instead),
    )
    return LevelTerm(written, scale, meaning, open=True)


def collected_level(draw: DrawFn, scope: Scope) -> LevelTerm | None:
    """Draw the highest or lowest level of the records, if any have levels."""
    fields = [n for of in scope.lists for n in of.members if isinstance(n.type, Levels)]
    return _collected_level(draw, scope, fields) if fields else None


levels.FURTHER.append(collected_level)
