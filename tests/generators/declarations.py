"""Declarations: each takes the scope, and gives its text with the scope after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators import terms
from generators.conditions import (
    Condition,
    condition,
    options_of,
)
from generators.coverage import construct
from generators.names import HAN_LEVELS, LEVELS, Called, called, label, spellings, texts
from generators.scope import AdviceNamed, Meaning, Named, Record, Scope
from generators.terms import Term, exact, ref, term, threshold
from generators.values import (
    Choices,
    Date,
    Exact,
    Levels,
    Number,
    Option,
    Range,
    Text,
    Type,
    Value,
    YesNo,
    decimal_text,
    plus,
    representatives,
    times,
)
from generators.words import (
    COLON,
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Literal,
    Mark,
    Quoted,
    Spelled,
    Tagged,
    Words,
    constant,
    number,
    separated,
)

T = TypeVar("T")
Declared = tuple[Declaration, Scope]
POINTS: st.SearchStrategy[Exact] = st.one_of(
    st.integers(0, 3), st.integers(0, 5), st.sampled_from([-2, Fraction(1, 2), Fraction(-3, 4), 10])
)
WEIGHTS: st.SearchStrategy[Exact] = st.sampled_from([2, 3, Fraction(1, 2), 0])
WITNESSES = 60
SOME_DAY = dt.date(2026, 1, 31)


def words(*ids: str) -> Words:
    """Return keywords."""
    return tuple(Keyword(id_) for id_ in ids)


# ---- policy ---------------------------------------------------------------------------------


@construct("policy header")
def policy(draw: DrawFn, scope: Scope) -> Declared:
    """Draw the head of a policy."""
    name = called(draw, scope)
    clauses: list[Words] = []
    if scope.lang == "zh" or draw(st.booleans()):
        clauses.append((Keyword("LANGUAGE"), Literal("1"), Literal(scope.lang)))
    if scope.chance(1 / 2):
        clauses.append((Keyword("VERSION"), Quoted("2.1")))
    if scope.chance(1 / 2):
        clauses.append((Keyword("QUESTION"), *texts(scope)))
    sources = [_source(draw, scope) for _ in range(2) if scope.chance(1 / 2)]
    clauses += [clause for clause, _ in sources] + _assumptions(draw, scope)
    scope = evolve(scope, sources=tuple(spellings for _, spellings in sources))
    # Without a label between them, the name would go on with the word of the clause.
    if name.label and scope.chance(1 / 5):
        joined = tuple(word for clause in clauses for word in clause)
        return Declaration((Keyword("POLICY"), *name.heading, *joined)), scope
    return Declaration((Keyword("POLICY"), *name.heading), tuple(map(Clause, clauses))), scope


@construct("source")
def _source(draw: DrawFn, scope: Scope) -> tuple[Words, tuple[str, ...]]:
    name = called(draw, scope, labelled=False)
    return (Keyword("SOURCE"), name.new, *texts(scope)), name.new.spellings


@construct("citation")
def _citation(_draw: DrawFn, scope: Scope) -> Words:
    source = Spelled(scope.rng.choice(scope.sources))
    return (Keyword("FROM"), source, *texts(scope))


@construct("assume")
def _assumption(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("ASSUME"), *texts(scope))


def _assumptions(draw: DrawFn, scope: Scope) -> list[Words]:
    return [_assumption(draw, scope) for _ in range(2) if scope.chance(1 / 5)]


def _heading(draw: DrawFn, scope: Scope, name: Called) -> Words:
    cites = scope.sources and scope.chance(1 / 3)
    return (*name.heading, *(_citation(draw, scope) if cites else ()))


def _assume_clauses(draw: DrawFn, scope: Scope) -> tuple[Clause, ...]:
    return tuple(map(Clause, _assumptions(draw, scope)))


@construct("because")
def _reason(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("BECAUSE"), *texts(scope))


def _because(draw: DrawFn, scope: Scope) -> Words:
    return _reason(draw, scope) if scope.chance(1 / 3) else ()


# ---- facts ----------------------------------------------------------------------------------


def facts(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a fact, or several of one type in one declaration."""
    names = [called(draw, scope)]
    if draw(st.integers(0, 4)) == 0:
        names += _more_names(draw, scope)
    write = draw(st.sampled_from(FACT_TYPES))
    of, type_words, options = write(draw, scope, names[0].id)
    head = separated([_heading(draw, scope, name) for name in names])
    clauses = [Clause(option, deeper=True) for option in options]
    own_line: bool = draw(st.booleans())
    if options or own_line:
        clauses.insert(0, Clause(type_words))
    else:
        head = (*head, COLON, *type_words)
    markers = _markers(draw, scope, of) if scope.chance(1 / 3) else ()
    extra, aliases = _fact_clauses(draw, scope, markers, single=len(names) == 1)
    clauses += extra
    declared = [
        Named(
            id=name.id,
            kind="fact",
            spellings=name.spellings,
            type=_owned(of, name.id),
            meaning=_value_of(name.id),
            in_data=(*name.in_data, *aliases),
            missing=markers,
        )
        for name in names
    ]
    return Declaration((Keyword("FACT"), *head), tuple(clauses)), scope.with_facts(*declared)


@construct("several facts in one declaration")
def _more_names(draw: DrawFn, scope: Scope) -> list[Called]:
    return [called(draw, scope) for _ in range(draw(st.integers(1, 2)))]


def _value_of(name: str) -> Meaning:
    return lambda record: record.facts[name]


def _owned(of: Type, owner: str) -> Type:
    """Return the type as that of one fact: levels of two facts do not compare."""
    return evolve(of, owner=owner) if isinstance(of, Levels | Choices) else of


FactType = tuple[Type, Words, list[Words]]


@construct("levels")
def _levels(draw: DrawFn, scope: Scope, owner: str) -> FactType:
    options, written = _options(draw, scope, draw(st.integers(2, 4)))
    if draw(st.booleans()):
        return Levels(owner, options), words("LEVELS"), written
    return Levels(owner, options), (*words("LEVELS"), *separated(written, Mark("<"))), []


@construct("choices")
def _choices(draw: DrawFn, scope: Scope, owner: str) -> FactType:
    options, written = _options(draw, scope, draw(st.integers(1, 4)))
    if draw(st.booleans()):
        return Choices(owner, options), words("CHOICES"), written
    return Choices(owner, options), (*words("CHOICES"), *separated(written, Mark("|"))), []


def _options(draw: DrawFn, scope: Scope, count: int) -> tuple[tuple[Option, ...], list[Words]]:
    """Draw the answers of one fact or grade; another may have some of the same."""
    pool = draw(st.sampled_from([LEVELS, LEVELS, HAN_LEVELS]))
    names = draw(st.lists(st.sampled_from(pool), min_size=count, max_size=count, unique=True))
    options, written = [], []
    for name in names:
        own = spellings(name)
        texts_of = label(draw, scope) if scope.chance(1 / 3) else ()
        labels = [w.text for w in texts_of if isinstance(w, Quoted | Tagged)]
        as_written = [s for text in labels for s in spellings(text)]
        id_ = name.replace(" ", "_")
        options.append(Option(id_, (*own, *as_written), (id_, name, name.upper(), *labels)))
        written.append((Spelled(own), *texts_of, *_option_hint(draw, scope)))
    return tuple(options), written


def _option_hint(draw: DrawFn, scope: Scope) -> Words:
    return _hint(draw, scope) if scope.chance(1 / 5) else ()


@construct("hint")
def _hint(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("HINT"), *texts(scope))


@construct("number")
def _number(draw: DrawFn, scope: Scope, _owner: str) -> FactType:
    low = draw(st.sampled_from([None, 0, 0, 1, 1, -5]))
    high = draw(st.sampled_from([None, 5, 10, 10, 40]))
    parts: list[Words] = (
        [_number_range(draw, scope, low, high)] if (low, high) != (None, None) else []
    )
    decimals = None
    match draw(st.integers(0, 3)):
        case 0:
            decimals = 0
            parts.append(_whole(draw, scope))
        case 1:
            decimals = draw(st.integers(0, 3))
            parts.append(_decimals(draw, scope, decimals))
        case _:
            pass
    if scope.chance(1 / 3):
        parts.append(_unit(draw, scope))
    scope.rng.shuffle(parts)
    return Number(low, high, decimals), (*words("NUMBER_TYPE"), *(w for p in parts for w in p)), []


@construct("range of a number")
def _number_range(_draw: DrawFn, _scope: Scope, low: int | None, high: int | None) -> Words:
    found: Words = (Keyword("FROM"), *number(low)) if low is not None else ()
    return (*found, Keyword("TO"), *number(high)) if high is not None else found


@construct("whole")
def _whole(_draw: DrawFn, _scope: Scope) -> Words:
    return words("WHOLE")


@construct("decimals")
def _decimals(_draw: DrawFn, _scope: Scope, places: int) -> Words:
    return (Keyword("DECIMALS"), Literal(str(places)))


@construct("unit")
def _unit(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("UNIT"), *texts(scope, ("visits", "CNY", "次")))


@construct("yes or no")
def _yes_no(_draw: DrawFn, _scope: Scope, _owner: str) -> FactType:
    return YesNo(), words("YES_OR_NO"), []


@construct("date")
def _date(_draw: DrawFn, _scope: Scope, _owner: str) -> FactType:
    return Date(), words("DATE_TYPE"), []


@construct("text")
def _text(_draw: DrawFn, _scope: Scope, _owner: str) -> FactType:
    return Text(), words("TEXT_TYPE"), []


FACT_TYPES = (_levels, _choices, _number, _number, _yes_no, _date, _text)


def _fact_clauses(
    draw: DrawFn, scope: Scope, markers: tuple[Value, ...], *, single: bool
) -> tuple[list[Clause], tuple[str, ...]]:
    """Draw what a fact has beside its type; an alias is for one fact alone."""
    found: list[Words] = _assumptions(draw, scope)
    aliases: tuple[str, ...] = ()
    if scope.chance(1 / 4):
        found.append(_ask(draw, scope))
    if scope.chance(1 / 5):
        found.append(_hint(draw, scope))
    if single and scope.chance(1 / 4):
        clause, aliases = _also_called(draw, scope)
        found.append(clause)
    if markers:
        found.append(_missing(draw, scope, markers))
    scope.rng.shuffle(found)
    return [Clause(clause) for clause in found], aliases


@construct("ask")
def _ask(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("ASK"), *texts(scope))


@construct("also called")
def _also_called(draw: DrawFn, scope: Scope) -> tuple[Words, tuple[str, ...]]:
    count = scope.rng.choice([1, 2])
    names = [f"{called(draw, scope, labelled=False).id}__c" for _ in range(count)]
    return (*words("ALSO_CALLED"), *separated([(Quoted(name),) for name in names])), tuple(names)


@construct("missing")
def _missing(_draw: DrawFn, _scope: Scope, markers: tuple[Value, ...]) -> Words:
    return (Keyword("MISSING"), *separated([constant(marker) for marker in markers]))


def _markers(_draw: DrawFn, scope: Scope, of: Type) -> tuple[Value, ...]:
    pool: tuple[Value, ...] = ("n/a", "-", "Not Asked")
    if isinstance(of, Number):
        pool = (*pool, 999, -1)
    return tuple(scope.rng.sample(pool, scope.rng.choice([1, 2, 3])))


# ---- define ---------------------------------------------------------------------------------


def define(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a name for a condition, for a number, or for something declared."""
    return draw(st.sampled_from(DEFINES))(draw, scope)


@construct("define a condition")
def _define_condition(draw: DrawFn, scope: Scope) -> Declared:
    found = condition(draw, scope)
    return _defined(draw, scope, found.words, YesNo(), found.holds)


@construct("define a number")
def _define_number(draw: DrawFn, scope: Scope) -> Declared:
    found = term(draw, scope)
    return _defined(draw, scope, found.words, Number(*found.range), found.meaning)


@construct("define another name")
def _define_alias(draw: DrawFn, scope: Scope) -> Declared:
    named = draw(st.sampled_from(scope.values))
    return _defined(draw, scope, ref(named), named.type, named.meaning)


def _defined(draw: DrawFn, scope: Scope, value: Words, of: Type, meaning: Meaning) -> Declared:
    name = called(draw, scope)
    named = Named(name.id, "define", name.spellings, of, meaning)
    head = (Keyword("DEFINE"), *_heading(draw, scope, name), EQUALS, *value)
    return Declaration(head, _assume_clauses(draw, scope)), scope.with_result(named)


DEFINES = (_define_condition, _define_condition, _define_number, _define_number, _define_alias)


# ---- rows -----------------------------------------------------------------------------------


def applying(scope: Scope, candidates: Sequence[tuple[Condition, T]]) -> list[tuple[Condition, T]]:
    """Return the rows for which some record is known that no row above takes.

    A row without such a record may be one that never applies, which the check refuses.
    """
    records = _records(scope)
    found = []
    for candidate in candidates:
        taken = [record for record in records if candidate[0].holds(record)]
        if taken:
            found.append(candidate)
            records = [record for record in records if record not in taken]
    return found


def _records(scope: Scope) -> list[Record]:
    rng = scope.rng
    constants = sorted(scope.constants, key=repr)
    pools = {fact.id: representatives(fact.type, constants) for fact in scope.facts}
    return [
        Record(
            {name: rng.choice(pool) for name, pool in pools.items()},
            SOME_DAY + dt.timedelta(rng.randrange(-60, 400)),
            frozenset(named.id for named in scope.values if rng.random() < 1 / 2),
        )
        for _ in range(WITNESSES)
    ]


def _first(rows: Sequence[tuple[Condition, T]], otherwise: T, record: Record) -> T:
    return next((value for guard, value in rows if guard.holds(record)), otherwise)


def _two_ways(draw: DrawFn, scope: Scope) -> tuple[Condition, Condition] | None:
    """Draw two conditions of which always one holds, if one can be shown to apply each way."""
    one = condition(draw, scope, 2)
    closed = one.words if one.binds == "not" else one.closed
    other = Condition((Keyword("NOT"), *closed), lambda record: not one.holds(record), "not")
    return (one, other) if len(applying(scope, [(one, 0), (other, 1)])) == 2 else None


# ---- dimension ------------------------------------------------------------------------------


def dimension(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a dimension."""
    kinds = [_dimension_by_rows, _dimension_by_rows, _dimension_without_otherwise]
    if scope.of_type(Levels, Choices, YesNo):
        kinds += [_dimension_by_answers] * 2
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("dimension by rows with otherwise")
def _dimension_by_rows(draw: DrawFn, scope: Scope) -> Declared:
    candidates = [(condition(draw, scope), draw(POINTS)) for _ in range(draw(st.integers(1, 3)))]
    rows = applying(scope, candidates)
    rest = draw(POINTS)
    clauses = [_row(draw, scope, points, guard) for guard, points in rows]
    clauses.append(_row(draw, scope, rest, None))
    values = [points for _, points in rows] + [rest]
    return _dimension(draw, scope, clauses, values, lambda record: _first(rows, rest, record))


@construct("dimension by rows without otherwise")
def _dimension_without_otherwise(draw: DrawFn, scope: Scope) -> Declared:
    pair = _two_ways(draw, scope)
    if pair is None:
        return _dimension_by_rows(draw, scope)
    one, other = draw(POINTS), draw(POINTS)
    clauses = [_row(draw, scope, one, pair[0]), _row(draw, scope, other, pair[1])]
    return _dimension(
        draw, scope, clauses, [one, other], lambda record: _first([(pair[0], one)], other, record)
    )


@construct("row of a dimension")
def _row(draw: DrawFn, scope: Scope, points: Exact, guard: Condition | None) -> Clause:
    when = words("OTHERWISE") if guard is None else (Keyword("WHEN"), *guard.words)
    return Clause((*number(points), Keyword("POINTS"), *when, *_because(draw, scope)))


@construct("points by")
def _dimension_by_answers(draw: DrawFn, scope: Scope) -> Declared:
    named = draw(st.sampled_from(scope.of_type(Levels, Choices, YesNo)))
    options = () if isinstance(named.type, YesNo) else options_of(named)
    answers = representatives(named.type, ())
    scope.rng.shuffle(answers)
    points = {answer: draw(POINTS) for answer in answers}
    entries = [
        (*constant(a, options), COLON, *number(points[a]), *_because(draw, scope)) for a in answers
    ]
    clauses = [Clause((Keyword("POINTS_BY"), *ref(named)))]
    if draw(st.booleans()):
        clauses += [Clause(entry, deeper=True) for entry in entries]
    else:
        clauses.append(Clause(separated(entries), deeper=True))
    return _dimension(
        draw, scope, clauses, list(points.values()), lambda record: points[named.meaning(record)]
    )


def _dimension(
    draw: DrawFn,
    scope: Scope,
    clauses: list[Clause],
    points: Sequence[Exact],
    meaning: Callable[[Record], Exact],
) -> Declared:
    name = called(draw, scope)
    of = Number(min(points), max(points))
    named = Named(name.id, "dimension", name.spellings, of, meaning)
    head = (Keyword("DIMENSION"), *_heading(draw, scope, name))
    body = (*clauses, *_assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)


# ---- score ----------------------------------------------------------------------------------


def score(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a score: mostly a sum of dimensions, else any number."""
    dimensions = [named for named in scope.results if named.kind == "dimension"]
    adds_up = draw(st.integers(0, 3)) > 0
    sums = dimensions and adds_up
    found = _sum_of(draw, scope, dimensions) if sums else _any_number(draw, scope)
    name = called(draw, scope)
    clauses = [Clause(stated) for stated in _out_of(draw, scope, found.range)]
    head = (Keyword("SCORE"), *_heading(draw, scope, name), EQUALS, *found.words)
    named = Named(name.id, "score", name.spellings, Number(*found.range), found.meaning)
    body = (*clauses, *_assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)


@construct("score of dimensions")
def _sum_of(draw: DrawFn, scope: Scope, dimensions: Sequence[Named]) -> Term:
    """Draw a sum of dimensions, some of them weighted."""
    chosen = draw(st.lists(st.sampled_from(dimensions), min_size=1, unique=True))
    total: Term | None = None
    for named in chosen:
        part = Term(ref(named), terms.range_of(named), exact(named.meaning))
        part = draw(st.sampled_from([_as_it_is, _weighted]))(draw, scope, part)
        total = part if total is None else _added(total, part)
    if total is None:
        raise AssertionError(dimensions)
    return total


def _as_it_is(_draw: DrawFn, _scope: Scope, part: Term) -> Term:
    return part


@construct("weighted dimension")
def _weighted(draw: DrawFn, _scope: Scope, part: Term) -> Term:
    weight = draw(WEIGHTS)
    return Term(
        (*number(weight), Mark("*"), *part.words),
        times((weight, weight), part.range),
        lambda record: weight * part.meaning(record),
    )


def _added(one: Term, other: Term) -> Term:
    return Term(
        (*one.words, Mark("+"), *other.words),
        plus(one.range, other.range),
        lambda record: one.meaning(record) + other.meaning(record),
    )


@construct("score of any number")
def _any_number(draw: DrawFn, scope: Scope) -> Term:
    return term(draw, scope)


def _out_of(draw: DrawFn, scope: Scope, limits: Range) -> list[Words]:
    low, high = limits
    if low is None or high is None or decimal_text(low) is None or decimal_text(high) is None:
        return []
    if not draw(st.integers(0, 3)):
        return []
    if low == 0 and draw(st.integers(0, 3)):
        return [_stated_high(draw, scope, high)]
    return [_stated_range(draw, scope, low, high)]


@construct("out of")
def _stated_high(_draw: DrawFn, _scope: Scope, high: Exact) -> Words:
    return (Keyword("OUT_OF"), *number(high))


@construct("from … to … of a score")
def _stated_range(_draw: DrawFn, _scope: Scope, low: Exact, high: Exact) -> Words:
    return (Keyword("FROM"), *number(low), Keyword("TO"), *number(high))


# ---- grade ----------------------------------------------------------------------------------


def grade(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a grade."""
    kinds = [_grade_by_conditions]
    if scope.of_type(Number):
        kinds += [_grade_from, _grade_up_to, _grade_mixed]
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("grade by conditions")
def _grade_by_conditions(draw: DrawFn, scope: Scope) -> Declared:
    return _graded(draw, scope, (), _guards(draw, scope, 3), lowest_first=False)


def _guards(draw: DrawFn, scope: Scope, most: int) -> list[tuple[Condition, Words]]:
    found = [condition(draw, scope) for _ in range(draw(st.integers(1, most)))]
    return [(guard, (Keyword("WHEN"), *guard.words)) for guard in found]


@construct("grade by a number, from")
def _grade_from(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    limits = _limits(draw, scope, by)[::-1]
    guards = [(_at_least(by, limit), (Keyword("FROM"), *number(limit))) for limit in limits]
    return _graded(draw, scope, (Keyword("BY"), *by.words), guards, lowest_first=False)


@construct("grade by a number and conditions")
def _grade_mixed(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    limit = threshold(draw, scope, by)
    guards = [
        (_at_least(by, limit), (Keyword("FROM"), *number(limit))),
        *_guards(draw, scope, 2),
    ]
    return _graded(
        draw, scope, (Keyword("BY"), *by.words), draw(st.permutations(guards)), lowest_first=False
    )


@construct("grade by a number, up to and under")
def _grade_up_to(draw: DrawFn, scope: Scope) -> Declared:
    by = _by(draw, scope)
    guards = [_band(draw, scope, by, limit) for limit in _limits(draw, scope, by)]
    return _graded(draw, scope, (Keyword("BY"), *by.words), guards, lowest_first=True)


def _band(draw: DrawFn, _scope: Scope, by: Term, limit: Exact) -> tuple[Condition, Words]:
    if draw(st.booleans()):
        up_to = Condition((), lambda record: by.meaning(record) <= limit)
        return up_to, (Keyword("UP_TO"), *number(limit))
    under = Condition((), lambda record: by.meaning(record) < limit)
    return under, (Keyword("UNDER"), *number(limit))


def _at_least(by: Term, limit: Exact) -> Condition:
    return Condition((), lambda record: by.meaning(record) >= limit)


def _by(draw: DrawFn, scope: Scope) -> Term:
    plain = scope.exact or draw(st.integers(0, 2))
    return terms.reference(draw, scope) if plain else term(draw, scope)


def _limits(draw: DrawFn, scope: Scope, by: Term) -> list[Exact]:
    return sorted({threshold(draw, scope, by) for _ in range(draw(st.integers(1, 3)))})


def _graded(
    draw: DrawFn,
    scope: Scope,
    by: Words,
    guards: Sequence[tuple[Condition, Words]],
    *,
    lowest_first: bool,
) -> Declared:
    rows = applying(scope, guards)
    options, written = _options(draw, scope, len(rows) + 1)
    guarded = [*(guard for _, guard in rows), words("OTHERWISE")]
    # A level of a grade has no hint, so what follows its name and label is its guard.
    clauses = [
        Clause((*_without_hint(level), *guard, *_because(draw, scope)))
        for level, guard in zip(written, guarded, strict=True)
    ]
    name = called(draw, scope)
    of = Levels(name.id, options if lowest_first else options[::-1])
    results = [(guard, option.id) for (guard, _), option in zip(rows, options, strict=False)]
    named = Named(
        name.id,
        "grade",
        name.spellings,
        of,
        lambda record: _first(results, options[-1].id, record),
    )
    head = (Keyword("GRADE"), *_heading(draw, scope, name), *by)
    body = (*clauses, *_assume_clauses(draw, scope))
    return Declaration(head, body), scope.with_result(named)


def _without_hint(level: Words) -> Words:
    hints = [i for i, word in enumerate(level) if word == Keyword("HINT")]
    return level[: hints[0]] if hints else level


# ---- advice ---------------------------------------------------------------------------------


def advice(draw: DrawFn, scope: Scope) -> Declared:
    """Draw advice or an alert."""
    return draw(st.sampled_from([_plain_advice, _alert]))(draw, scope)


@construct("advice")
def _plain_advice(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, alert=False)


@construct("alert")
def _alert(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, alert=True)


def _advice(draw: DrawFn, scope: Scope, *, alert: bool) -> Declared:
    name = called(draw, scope)
    guard = condition(draw, scope)
    clauses = [Clause((Keyword("WHEN"), *guard.words))]
    if draw(st.booleans()):
        clauses.append(Clause(_say(draw, scope)))
    clauses += _assume_clauses(draw, scope)
    head = (Keyword("ALERT" if alert else "ADVICE"), *_heading(draw, scope, name))
    found = AdviceNamed(name.id, alert, name.spellings, guard.holds)
    scope.rng.shuffle(clauses)
    return Declaration(head, tuple(clauses)), scope.with_advice(found)


@construct("say with placeholders")
def _say(draw: DrawFn, scope: Scope) -> Words:
    first = draw(st.sampled_from(["", "At {{once}}: ", 'Say "go" — ']))
    found = [Quoted(first + _placeholders(draw, scope))]
    if scope.lang != "zh" and draw(st.booleans()):
        return (Keyword("SAY"), *found, Tagged("zh", "请注意:" + _placeholders(draw, scope)))
    return (Keyword("SAY"), *found)


def _placeholders(draw: DrawFn, scope: Scope) -> str:
    chosen = draw(st.lists(st.sampled_from(scope.values), max_size=2))
    names = [named.spellings[0].strip("`") for named in chosen]
    return " ".join(f"{{{name}}} is it." for name in names)


# ---- ensure ---------------------------------------------------------------------------------


def ensure(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a law; whether it holds is another matter."""
    ordered = [n for n in scope.results if isinstance(n.type, Number | Levels)]
    moving = [n for n in scope.facts if isinstance(n.type, Number | Levels | YesNo | Date)]
    name = called(draw, scope)
    moves: bool = draw(st.booleans())
    if ordered and moving and moves:
        law = _monotone(draw, scope, draw(st.sampled_from(ordered)), draw(st.sampled_from(moving)))
    else:
        law = _invariant(draw, scope)
    return Declaration((Keyword("ENSURE"), *_heading(draw, scope, name), COLON, *law)), scope


@construct("ensure a condition")
def _invariant(draw: DrawFn, scope: Scope) -> Words:
    found = condition(draw, scope).words
    if draw(st.booleans()):
        found = (*found, Keyword("WHEN"), *condition(draw, scope, 1).words)
    return found


@construct("ensure that a result never falls or rises")
def _monotone(draw: DrawFn, _scope: Scope, result: Named, fact: Named) -> Words:
    never = draw(st.sampled_from(["NEVER_FALLS", "NEVER_RISES"]))
    moves = draw(st.sampled_from(["RISES", "FALLS"]))
    return (
        *ref(result),
        Keyword(never),
        Keyword("WHEN"),
        *ref(fact),
        Keyword(moves),
    )
