"""Facts: their types, and the clauses under them."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct
from generators.heads import Declared, assume_clauses, assumptions, heading, words
from generators.names import HAN_LEVELS, LEVELS, Called, called, label, spellings, texts
from generators.scope import Meaning, Named, Record, Scope, UndecidedError
from generators.terms import ref
from generators.values import (
    Choices,
    Date,
    Levels,
    Number,
    Option,
    Text,
    Type,
    Value,
    YesNo,
    representatives,
)
from generators.words import (
    COLON,
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


def facts(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a fact, or several of one type in one declaration."""
    declaration, declared = _facts(draw, scope, None)
    return declaration, scope.with_facts(*declared)


def facts_of_record(
    draw: DrawFn, scope: Scope, list_name: str
) -> tuple[Declaration, tuple[Named, ...]]:
    """Draw a fact, or several, of the records of a list."""
    return _facts(draw, scope, list_name)


def _facts(
    draw: DrawFn, scope: Scope, list_name: str | None
) -> tuple[Declaration, tuple[Named, ...]]:
    names = [called(draw, scope)]
    if draw(st.integers(0, 4)) == 0:
        names += _more_names(draw, scope)
    types = [*(SMALL_TYPES if scope.small else FACT_TYPES)]
    if scope.scales:
        types += [_levels_of_scale] * 3
    write = draw(st.sampled_from(types))
    of, type_words, listed = write(draw, scope, names[0].id)
    head = separated([heading(draw, scope, name) for name in names])
    clauses = [Clause(option, deeper=True) for option in listed]
    own_line: bool = draw(st.booleans())
    if listed or own_line:
        clauses.insert(0, Clause(type_words))
    else:
        head = (*head, COLON, *type_words)
    markers = _markers(draw, scope, of) if scope.chance(1 / 3) else ()
    default = _default_of(draw, scope, of, markers) if scope.chance(1 / 6) else None
    extra, aliases = _fact_clauses(draw, scope, markers, single=len(names) == 1)
    clauses += extra
    if default is not None:
        clauses.append(Clause(_default(draw, scope, of, default)))
    declared = [
        Named(
            id=name.id,
            kind="fact",
            spellings=name.spellings,
            type=_owned(of, name.id),
            meaning=value_of(name.id, of, default, list_name),
            in_data=(*name.in_data, *aliases),
            missing=markers,
            default=default,
            list=list_name,
        )
        for name in names
    ]
    return Declaration((Keyword("FACT"), *head), tuple(clauses)), tuple(declared)


@construct("several facts in one declaration")
def _more_names(draw: DrawFn, scope: Scope) -> list[Called]:
    return [called(draw, scope) for _ in range(draw(st.integers(1, 2)))]


def value_of(
    name: str, of: Type, default: Value | None = None, list_name: str | None = None
) -> Meaning:
    """Return how a fact is read: as it is known, else by its default."""

    def meaning(record: Record) -> Value:
        known = record.facts
        if list_name is not None:
            known = record.lists[list_name][record.here[list_name]]
        if name in known:
            return known[name]
        if default is not None:
            return default
        only = representatives(of, ())
        if isinstance(of, Levels | Choices) and len(only) == 1:
            return only[0]
        raise UndecidedError

    return meaning


def _owned(of: Type, owner: str) -> Type:
    """Return the type as that of one fact: levels of two facts do not compare."""
    match of:
        case Choices() | Levels(shared=False):
            return evolve(of, owner=owner)
        case _:
            return of


FactType = tuple[Type, Words, list[Words]]


@construct("levels")
def _levels(draw: DrawFn, scope: Scope, owner: str) -> FactType:
    found, written = options(draw, scope, draw(st.integers(2, 3 if scope.small else 4)))
    if draw(st.booleans()):
        return Levels(owner, found), words("LEVELS"), written
    return Levels(owner, found), (*words("LEVELS"), *separated(written, Mark("<"))), []


@construct("levels of a scale")
def _levels_of_scale(draw: DrawFn, scope: Scope, _owner: str) -> FactType:
    of, names = draw(st.sampled_from(scope.scales))
    return of, levels_of_scale(names), []


def levels_of_scale(names: tuple[str, ...]) -> Words:
    """Return `levels of SCALE`."""
    return (*words("LEVELS", "OF"), Spelled(names))


@construct("scale")
def scale(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a scale that facts, grades and defines can share."""
    name = called(draw, scope)
    found, written = options(draw, scope, draw(st.integers(2, 3 if scope.small else 4)))
    of = Levels(f"scale {name.id}", found, shared=True)
    clause = Clause(separated(written, Mark("<")))
    body = (clause, *assume_clauses(draw, scope))
    declared = Declaration((Keyword("SCALE"), *heading(draw, scope, name)), body)
    return declared, evolve(scope, scales=(*scope.scales, (of, name.spellings)))


@construct("choices")
def _choices(draw: DrawFn, scope: Scope, owner: str) -> FactType:
    count = draw(st.integers(2, 3) if scope.small else st.integers(1, 4))
    found, written = options(draw, scope, count)
    if draw(st.booleans()):
        return Choices(owner, found), words("CHOICES"), written
    return Choices(owner, found), (*words("CHOICES"), *separated(written, Mark("|"))), []


def options(draw: DrawFn, scope: Scope, count: int) -> tuple[tuple[Option, ...], list[Words]]:
    """Draw the answers of one fact or grade; another may have some of the same."""
    pool = draw(st.sampled_from([LEVELS, LEVELS, HAN_LEVELS]))
    names = draw(st.lists(st.sampled_from(pool), min_size=count, max_size=count, unique=True))
    found, written = [], []
    for name in names:
        own = spellings(name)
        texts_of = label(draw, scope) if scope.chance(1 / 3) else ()
        labels = [w.text for w in texts_of if isinstance(w, Quoted | Tagged)]
        as_written = [s for text in labels for s in spellings(text)]
        id_ = name.replace(" ", "_")
        found.append(Option(id_, (*own, *as_written), (id_, name, name.upper(), *labels)))
        written.append((Spelled(own), *texts_of, *_option_hint(draw, scope)))
    return tuple(found), written


def _option_hint(draw: DrawFn, scope: Scope) -> Words:
    return hint(draw, scope) if scope.chance(1 / 5) else ()


@construct("hint")
def hint(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("HINT"), *texts(scope))


@construct("number")
def _number(draw: DrawFn, scope: Scope, _owner: str) -> FactType:
    if scope.small:
        return _small_number(draw, scope)
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


def _small_number(draw: DrawFn, scope: Scope) -> FactType:
    """Draw a number of few values."""
    low, high = draw(st.sampled_from([(0, 2), (0, 3), (-1, 1), (1, 3), (2, 3)]))
    written = (*words("NUMBER_TYPE"), *_number_range(draw, scope, low, high), *_whole(draw, scope))
    return Number(low, high, 0), written, []


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


SMALL_TYPES = (_levels, _choices, _number, _number, _yes_no, _yes_no)
FACT_TYPES = (_levels, _choices, _number, _number, _yes_no, _date, _text)


def _fact_clauses(
    draw: DrawFn, scope: Scope, markers: tuple[Value, ...], *, single: bool
) -> tuple[list[Clause], tuple[str, ...]]:
    """Draw what a fact has beside its type; an alias is for one fact alone."""
    found: list[Words] = assumptions(draw, scope)
    aliases: tuple[str, ...] = ()
    if scope.chance(1 / 4):
        found.append(_ask(draw, scope))
    if scope.chance(1 / 5):
        found.append(hint(draw, scope))
    if single and scope.chance(1 / 4):
        clause, aliases = _also_called(draw, scope)
        found.append(clause)
    if scope.chance(1 / 8):
        found.append(_confidential(draw, scope))
    if scope.chance(1 / 8):
        found.append(_effort(draw, scope))
    elif scope.chance(1 / 8):
        found.append(_fixed(draw, scope))
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


@construct("confidential to")
def _confidential(draw: DrawFn, scope: Scope) -> Words:
    names = [(Spelled((name,)),) for name in scope.rng.choice([("manager",), ("team", "主管")])]
    known = [n for n in scope.facts if isinstance(n.type, YesNo)]
    when = ref(draw(st.sampled_from(known))) if known and not scope.here else ()
    condition = (Keyword("WHEN"), *when) if when and scope.chance(1 / 2) else ()
    return (Keyword("CONFIDENTIAL_TO"), *separated(names), *condition)


@construct("effort")
def _effort(_draw: DrawFn, scope: Scope) -> Words:
    return (Keyword("EFFORT"), Literal(scope.rng.choice(["2", "0.5"])))


@construct("fixed")
def _fixed(_draw: DrawFn, _scope: Scope) -> Words:
    return words("FIXED")


@construct("default")
def _default(_draw: DrawFn, _scope: Scope, of: Type, value: Value) -> Words:
    listed = of.options if isinstance(of, Levels | Choices) else ()
    return (Keyword("DEFAULT"), *constant(value, listed))


def _default_of(draw: DrawFn, _scope: Scope, of: Type, markers: tuple[Value, ...]) -> Value | None:
    """Draw a value to stand in for a fact, `None` where there is none to write out."""
    pool = [v for v in representatives(of, ()) if v not in markers and _is_short(v)]
    return draw(st.sampled_from(pool)) if pool else None


def _is_short(value: Value) -> bool:
    return not isinstance(value, Fraction) or 1000 % value.denominator == 0


def without_hint(level: Words) -> Words:
    """Return a level as it stands where it may have no hint."""
    hints = [i for i, word in enumerate(level) if word == Keyword("HINT")]
    return level[: hints[0]] if hints else level
