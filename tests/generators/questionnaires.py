"""Questionnaires: items of one kind of answer, and what is counted of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import conditions, terms
from generators.conditions import Condition, knows
from generators.coverage import construct, register
from generators.fact_types import levels_of_scale, options, value_of, without_hint
from generators.heads import Declared, assume_clauses, chance, heading, words
from generators.levels import counts
from generators.names import Called, called
from generators.scope import Items, Named, NoAnswerError, Record, Scope
from generators.terms import Term, ref
from generators.values import Exact, Levels, Number, Range, Type, Value, YesNo, whole
from generators.words import (
    COMMA,
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Mark,
    Spelled,
    Words,
    number,
    separated,
)


@construct("questionnaire")
def questionnaire(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a questionnaire with its items, parts and what an estimate needs."""
    name = called(draw, scope)
    write = draw(
        st.sampled_from(
            [_numbers, _yes_or_no, _levels] + [_levels_of_scale] * (2 * len(scope.scales))
        )
    )
    answers = write(draw, scope)
    most = 2 if scope.small else 4
    names = [called(draw, scope) for _ in range(draw(st.integers(2, most)))]
    turned = [draw(st.integers(0, 3)) == 0 for _ in names]
    items = tuple(_item_named(found, answers.type) for found in names)
    whole_one = Items(
        spellings=name.spellings,
        items=items,
        reversed=frozenset(i.id for i, other_way in zip(items, turned, strict=True) if other_way),
        worth=answers.worth,
        low=answers.low,
        high=answers.high,
        whole=answers.whole,
        yes_no=isinstance(answers.type, YesNo),
        needed=None,
    )
    clauses = [Clause(answers.words), *answers.options]
    clauses += _item_lines(draw, scope, names, turned)
    parts, lines = _parts(draw, scope, whole_one)
    clauses += lines
    estimates = draw(st.booleans())
    if estimates:
        line, whole_one, parts = _estimate(draw, scope, whole_one, parts)
        clauses.append(Clause(line))
    body = (*clauses, *assume_clauses(draw, scope))
    declared = Declaration((Keyword("QUESTIONNAIRE"), *heading(draw, scope, name)), body)
    scope = scope.with_facts(*items)
    return declared, evolve(scope, questionnaires=(*scope.questionnaires, whole_one, *parts))


@frozen
class _Answers:
    """The answers of a questionnaire: their type, words, and what each counts."""

    type: Type
    words: Words
    options: list[Clause]
    worth: Callable[[Value], Exact]
    low: Exact
    high: Exact
    whole: bool


@construct("answers of a questionnaire: numbers")
def _numbers(draw: DrawFn, scope: Scope) -> _Answers:
    ends = [(0, 1), (1, 3)] if scope.small else [(1, 9), (0, 4), (1, 5)]
    low, high = draw(st.sampled_from(ends))
    written = (Keyword("ANSWERS"), *number(low), Keyword("TO"), *number(high))
    return _Answers(Number(low, high, 0), written, [], _as_it_is, low, high, whole=True)


def _as_it_is(value: Value) -> Exact:
    if isinstance(value, bool | str | dt.date):
        raise AssertionError(value)
    return value


@construct("answers of a questionnaire: yes or no")
def _yes_or_no(_draw: DrawFn, _scope: Scope) -> _Answers:
    return _Answers(
        YesNo(), words("ANSWERS", "YES_OR_NO"), [], lambda v: int(v is True), 0, 1, whole=True
    )


@construct("answers of a questionnaire: levels")
def _levels(draw: DrawFn, scope: Scope) -> _Answers:
    count = draw(st.integers(2, 3))
    found, written = options(draw, scope, count)
    bare = [without_hint(level) for level in written]
    of = Levels(f"questionnaire {len(scope.taken)}", found, shared=True)
    return _worthy(draw, scope, of, (*words("LEVELS"), *separated(bare, Mark("<"))))


@construct("answers of a questionnaire: levels of a scale")
def _levels_of_scale(draw: DrawFn, scope: Scope) -> _Answers:
    of, names = draw(st.sampled_from(scope.scales))
    return _worthy(draw, scope, of, levels_of_scale(names))


def _worthy(draw: DrawFn, scope: Scope, of: Levels, written: Words) -> _Answers:
    """Return levels that count 0, 1, 2 … from the lowest, or what is stated."""
    count = len(of.options)
    worths: list[Exact] = list(range(count))
    written = (Keyword("ANSWERS"), *written)
    if draw(st.booleans()):
        worths = draw(st.lists(WORTHS, min_size=count, max_size=count))
        written = (*written, COMMA, *_worth(draw, scope, worths))
    by_level = {option.id: w for option, w in zip(of.options, worths, strict=True)}
    is_whole = all(Fraction(w).denominator == 1 for w in worths)
    return _Answers(
        of, written, [], lambda v: by_level[str(v)], min(worths), max(worths), whole=is_whole
    )


WORTHS: st.SearchStrategy[Exact] = st.sampled_from([0, 1, 2, 3, 5, Fraction(1, 2), -1])


@construct("worth of answers")
def _worth(_draw: DrawFn, _scope: Scope, worths: Sequence[Exact]) -> Words:
    return (Keyword("WORTH"), *separated([number(w) for w in worths]))


def _item_named(name: Called, of: Type) -> Named:
    return Named(
        id=name.id,
        kind="fact",
        spellings=name.spellings,
        type=of,
        meaning=value_of(name.id, of),
        in_data=name.in_data,
    )


def _item_lines(
    draw: DrawFn, scope: Scope, names: Sequence[Called], turned: Sequence[bool]
) -> list[Clause]:
    if not any(turned) and chance(draw):
        return [_several_items(draw, scope, names)]
    return [
        Clause(_item(draw, scope, name, other_way=other_way))
        for name, other_way in zip(names, turned, strict=True)
    ]


@construct("several items on a line")
def _several_items(_draw: DrawFn, _scope: Scope, names: Sequence[Called]) -> Clause:
    return Clause((*words("ITEM"), *separated([name.heading for name in names])))


@construct("item")
def _item(draw: DrawFn, scope: Scope, name: Called, *, other_way: bool) -> Words:
    return (*words("ITEM"), *name.heading, *(_reversed(draw, scope) if other_way else ()))


@construct("reversed item")
def _reversed(_draw: DrawFn, _scope: Scope) -> Words:
    return words("REVERSED")


def _parts(draw: DrawFn, scope: Scope, of: Items) -> tuple[list[Items], list[Clause]]:
    found: list[Items] = []
    lines: list[Clause] = []
    for _ in range(draw(st.integers(0, 2))):
        name = called(draw, scope)
        words_of, items = _part(draw, scope, of)
        lines.append(Clause((Keyword("PART"), *name.heading, EQUALS, *words_of)))
        found.append(evolve(of, spellings=name.spellings, items=items))
    return found, lines


@construct("part of a questionnaire")
def _part(draw: DrawFn, _scope: Scope, of: Items) -> tuple[Words, tuple[Named, ...]]:
    other_way = tuple(item for item in of.items if item.id in of.reversed)
    plain = tuple(item for item in of.items if item.id not in of.reversed)
    chosen = tuple(draw(st.lists(st.sampled_from(of.items), min_size=1, unique=True)))
    kinds = [
        ((words("ITEMS")), of.items),
        (separated([ref(i) for i in chosen]), chosen),
    ]
    kinds += [(words("ITEMS_REVERSED"), other_way)] * bool(other_way)
    kinds += [(words("ITEMS_NOT_REVERSED"), plain)] * bool(plain)
    return draw(st.sampled_from(kinds))


@construct("estimate needs")
def _estimate(
    draw: DrawFn, scope: Scope, of: Items, parts: list[Items]
) -> tuple[Words, Items, list[Items]]:
    """Draw how many items must be answered, over all and perhaps in each part."""
    overall = draw(st.integers(1, len(of.items)))
    line = (Keyword("ESTIMATE_NEEDS"), *number(overall), Keyword("OF"), *number(len(of.items)))
    sizes = {len(part.items) for part in parts}
    if len(sizes) != 1 or draw(st.booleans()):
        own = [evolve(p, needed=((min(overall, len(p.items)), p.items),)) for p in parts]
        return line, evolve(of, needed=((overall, of.items),)), own
    size = sizes.pop()
    each = draw(st.integers(1, size))
    line = (*line, COMMA, *_in_each_part(draw, scope, each, size))
    own = [evolve(part, needed=((each, part.items),)) for part in parts]
    every = ((overall, of.items), *((each, part.items) for part in parts))
    return line, evolve(of, needed=every), own


@construct("estimate needs, in each part")
def _in_each_part(_draw: DrawFn, _scope: Scope, each: int, size: int) -> Words:
    return (Keyword("IN_EACH_PART"), *number(each), Keyword("OF"), *number(size))


# ---- what is counted ------------------------------------------------------------------------


def _has_questionnaire(scope: Scope) -> bool:
    return bool(scope.questionnaires)


def _counted(of: Items, item: Named, record: Record) -> Exact:
    """Return what an answer counts, after reversal."""
    worth = of.worth(item.meaning(record))
    return of.low + of.high - worth if item.id in of.reversed else worth


@terms.further(_has_questionnaire)
@construct("total, mean, percent, answered of")
def tally(draw: DrawFn, scope: Scope, _depth: int = 0) -> Term:
    """Draw what is counted of a questionnaire or part."""
    of = draw(st.sampled_from(scope.questionnaires))
    kind = draw(st.sampled_from(["TOTAL_OF", "MEAN_OF", "PERCENT_OF", "ANSWERED_OF"]))
    scope.met.add(TALLIES[kind])
    if kind == "ANSWERED_OF":
        return Term(
            (Keyword(kind), Spelled(of.spellings)),
            (0, len(of.items)),
            lambda record: sum(knows(item, record) for item in of.items),
        )
    if of.needed is not None and draw(st.booleans()):
        return _estimated(draw, scope, of, kind)
    return Term(
        (Keyword(kind), Spelled(of.spellings)),
        _tally_range(of, kind),
        lambda record: _tallied(of, kind, [_counted(of, item, record) for item in of.items]),
    )


TALLIES = {
    kind: register(f"tally {kind}") for kind in ("TOTAL_OF", "MEAN_OF", "PERCENT_OF", "ANSWERED_OF")
}


@construct("estimated total, mean, percent of")
def _estimated(_draw: DrawFn, _scope: Scope, of: Items, kind: str) -> Term:
    """Estimate from the items that are answered, where enough are."""

    def meaning(record: Record) -> Exact:
        for needed, items in of.needed or ():
            if sum(counts(item, record) for item in items) < needed:
                raise NoAnswerError
        known = [_counted(of, item, record) for item in of.items if counts(item, record)]
        mean = Fraction(sum(known)) / len(known)
        return _tallied(of, kind, [mean] * len(of.items))

    words = (Keyword("ESTIMATED"), Keyword(kind), Spelled(of.spellings))
    return Term(words, _tally_range(of, kind), meaning)


def _tallied(of: Items, kind: str, found: Sequence[Exact]) -> Exact:
    total = Fraction(sum(found))
    mean = total / len(found)
    match kind:
        case "TOTAL_OF":
            return whole(total)
        case "MEAN_OF":
            return whole(mean)
        case _ if of.high == of.low:
            return 0
        case _:
            return whole((mean - of.low) / (of.high - of.low) * 100)


def _tally_range(of: Items, kind: str) -> Range:
    match kind:
        case "TOTAL_OF":
            return of.low * len(of.items), of.high * len(of.items)
        case "MEAN_OF":
            return of.low, of.high
        case _:
            return (0, 100) if of.high > of.low else (0, 0)


@conditions.further(lambda scope: any(of.yes_no for of in scope.questionnaires))
@construct("all of, some of")
def all_or_some(draw: DrawFn, scope: Scope, _depth: int = 0) -> Condition:
    """Ask whether every or any item is answered yes, after reversal."""
    of = draw(st.sampled_from([of for of in scope.questionnaires if of.yes_no]))
    every = draw(st.booleans())

    def meets(item: Named) -> Callable[[Record], bool]:
        return lambda record: _counted(of, item, record) == 1

    return Condition(
        (Keyword("ALL_OF" if every else "SOME_OF"), Spelled(of.spellings)),
        lambda record: conditions.settled(
            "and" if every else "or", [(meets(item), record) for item in of.items]
        ),
    )
