"""A checked policy prepared for evaluation, once for all records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.check.results import terms_of_result
from relrules.check.walk import (
    OF_LIST,
    all_read_through,
    expanded,
    lists_in,
    operands,
    parts_inside,
    refs,
)
from relrules.evaluate.memo import Memo
from relrules.evaluate.terms import Static
from relrules.source import FrozenDict

Pair = tuple[m.Expr | None, m.Expr]
"""The condition of a row, `None` for `otherwise`, and its value."""


@frozen
class Limit:
    """A cap or gate with its defines read through; `rank` is a gate's level as its place."""

    highest: bool
    limit: Exact
    when: m.Expr | None


@frozen
class Absence:
    """The parts of a row that can read the absence of a fact.

    `always` are looked at wherever the row is; `inside` belong to an entry of a look-up that asks
    for `when` first, and are looked at unless that surely fails: a block that does not apply
    decides nothing.
    """

    always: tuple[m.Expr, ...] = ()
    inside: tuple[m.Expr, ...] = ()
    when: m.Expr | None = None


@frozen
class Written:
    """The rows of a declaration as they stand: conditions and values, and what limits ask."""

    pairs: tuple[Pair, ...]
    limits: tuple[m.Expr | None, ...]


@frozen
class Rows:
    """A declaration with its defines read through.

    `conditions` holds the rows' conditions, `None` for `otherwise`, and `values` what each row is
    worth. `absence` says, for each row, which of its parts can read the absence of a fact. `list_name`
    is the list whose records have it. In a `tangled` declaration a value mentions something twice,
    so that intervals alone may be too wide. Which row applies is `told` where there are rows to tell
    of. `over` names the lists that its terms look at, as often as they do; `written` has the rows
    with their defines by name.
    """

    conditions: tuple[m.Expr | None, ...]
    values: tuple[m.Expr, ...]
    absence: tuple[Absence, ...]
    take_all: bool = False
    limits: tuple[Limit, ...] = ()
    list_name: str | None = None
    tangled: bool = False
    told: bool = False
    over: tuple[str, ...] = ()
    written: Written = field(kw_only=True)


@frozen
class Program:
    """A checked policy prepared for evaluation; `rows` is by key, see `advice_key`."""

    policy: m.CheckedPolicy
    rows: Mapping[str, Rows]
    static: Static
    needs_today: bool
    # The scale of each grade, for its gates.
    scales: Mapping[str, m.Scale] = field(factory=FrozenDict)
    # The rows as functions, see `plain_rows`, which come later than this.
    plain: Memo[object] = field(factory=Memo, eq=False, repr=False)

    @property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """Return, for each result, the facts it is made of, and `today` where it counts to it."""
        return self.static.needs


Result = m.Define | m.Dimension | m.Score | m.Grade


def prepare(policy: m.CheckedPolicy) -> Program:
    """Return a policy prepared for evaluation."""
    known = all_read_through(defines_of(policy))
    results = dict(results_of(policy))
    defaults = dict(_defaults(policy))
    reading = _Known(known, frozenset(defaults), has_lists=bool(policy.lists))
    prepared = {name: _prepared(result, name, reading) for name, result in results.items()}
    for name, advice in policy.advice.items():
        rows = _rows(_yes_or_no(advice.when), reading)
        prepared[advice_key(name)] = evolve(rows, list_name=advice.for_each)
    made_of = {name: _made_of(result) for name, result in results.items()}
    static = Static(
        needs=FrozenDict(_needs(policy.order, made_of)),
        defaults=FrozenDict(defaults),
        declining=_declining(policy.order, made_of),
        lists=frozenset(policy.lists),
    )
    scales = {name: r.scale for name, r in results.items() if isinstance(r, m.Grade)}
    return Program(
        policy,
        FrozenDict(prepared),
        static,
        any(of.counts_to_today for of in made_of.values())
        or any(_is_today(part) for a in policy.advice.values() for part in parts_inside(a.when)),
        FrozenDict(scales),
    )


def advice_key(name: str) -> str:
    """Return under which key a piece of advice is prepared: its name may be a result's too."""
    return f"advice {name}"


def results_of(policy: m.CheckedPolicy) -> Iterator[tuple[str, Result]]:
    """Yield every result by its key, those of records included."""
    groups: list[Mapping[str, Result]] = [
        policy.defines,
        policy.dimensions,
        policy.scores,
        policy.grades,
    ]
    for group in groups:
        yield from group.items()
    for list_name, of in policy.lists.items():
        members: list[Mapping[str, Result]] = [of.defines, of.dimensions, of.grades]
        for group in members:
            for name, result in group.items():
                yield f"{list_name}.{name}", result


def defines_of(policy: m.CheckedPolicy) -> Iterator[tuple[str, m.Define]]:
    """Yield every define by its key, each after those that it is made of."""
    results = dict(results_of(policy))
    for name in policy.order:
        result = results[name]
        if isinstance(result, m.Define):
            yield name, result


def facts_of(policy: m.CheckedPolicy) -> Iterator[tuple[str, m.Fact]]:
    """Yield every fact by its key, those of records included."""
    yield from policy.facts.items()
    for list_name, of in policy.lists.items():
        for name, fact in of.facts.items():
            yield f"{list_name}.{name}", fact


def _defaults(policy: m.CheckedPolicy) -> Iterator[tuple[str, m.Value]]:
    for key, fact in facts_of(policy):
        if fact.default is not None:
            yield key, fact.default


# ---- rows -----------------------------------------------------------------------------------


@frozen
class _Known:
    """What defines stand for, and which facts have a default, by key; and whether there are lists."""

    defines: Mapping[str, m.Expr]
    defaults: frozenset[str]
    has_lists: bool


def _prepared(result: Result, name: str, known: _Known) -> Rows:
    """Return a result with its defines read through."""
    rows = _prepared_rows(result, known)
    told = not isinstance(result, m.Score) and (
        not isinstance(result, m.Define) or isinstance(result.value, m.Cases)
    )
    list_name = name.rpartition(".")[0] if _is_of_record(result, name) else None
    return evolve(rows, list_name=list_name, told=told)


def _prepared_rows(result: Result, known: _Known) -> Rows:
    match result:
        case m.Define(value=value):
            return _rows(_define_rows(value), known)
        case m.Dimension(rows=rows, take_all=take_all, caps=caps):
            blocks = [_block_of(row) for row in rows]
            pairs = [(row.when, row.value) for row in rows]
            return evolve(_rows(pairs, known, _caps(caps), blocks), take_all=take_all)
        case m.Score(value=value, caps=caps):
            return _rows([(None, value)], known, _caps(caps))
        case m.Grade(scale=scale, rows=grade_rows, gates=gates):
            limits = [(g.highest, scale.rank(g.level), g.when) for g in gates]
            return _rows([(row.when, row.value) for row in grade_rows], known, limits)


def _block_of(row: m.Row) -> m.Expr | None:
    """Return what a look-up asks for before the entry of a row is looked at."""
    is_entry = row.entry is not None or row.band is not None or row.for_unknown
    match row.when:
        case m.And(operands=(*_, m.And(operands=(when, _)))) if is_entry:
            # Where every row that applies counts, an entry first asks that none above it does.
            return when
        case m.And(operands=(when, *_)) if is_entry:
            return when
        case _:
            return None


def _caps(caps: Iterable[m.Cap]) -> list[tuple[bool, Exact, m.Expr | None]]:
    return [(cap.highest, cap.limit, cap.when) for cap in caps]


def _is_of_record(result: Result, name: str) -> bool:
    """Return whether a key is that of a list's result: its declaration has the last part alone."""
    return name != result.id and name.endswith(f".{result.id}")


def _define_rows(value: m.Expr) -> list[Pair]:
    if isinstance(value, m.Cases):
        return [(row.when, row.value) for row in value.rows]
    if isinstance(value.type, m.YesNoType):
        return _yes_or_no(value)
    return [(None, value)]


def _yes_or_no(condition: m.Expr) -> list[Pair]:
    """Return a condition as rows: the first is that it holds, the other its opposite."""
    of = m.YesNoType()
    yes = m.Constant(span=condition.span, type=of, value=True)
    no = m.Constant(span=condition.span, type=of, value=False)
    return [(condition, yes), (None, no)]


def rows_of_condition(condition: m.Expr) -> Rows:
    """Return a condition, with its defines read through, as rows: that it holds, and its opposite."""
    return _rows(_yes_or_no(condition), _Known({}, frozenset(), has_lists=False))


def _rows(
    pairs: Sequence[Pair],
    known: _Known,
    limits: Iterable[tuple[bool, Exact, m.Expr | None]] = (),
    blocks: Sequence[m.Expr | None] = (),
) -> Rows:
    """Return rows read through; `blocks` holds what the block of each asks for, if any does."""

    def read(expr: m.Expr | None) -> m.Expr | None:
        return None if expr is None else expanded(expr, known.defines)

    limits = tuple(limits)
    conditions = tuple(read(when) for when, _ in pairs)
    values = tuple(expanded(value, known.defines) for _, value in pairs)
    guards = [read(block) for block in blocks] or [None] * len(conditions)
    absence = tuple(
        _absence(when, value, guard, known.defaults)
        for when, value, guard in zip(conditions, values, guards, strict=True)
    )
    return Rows(
        conditions=conditions,
        values=values,
        absence=absence,
        limits=tuple(Limit(highest, limit, read(when)) for highest, limit, when in limits),
        tangled=any(_is_tangled(value) for value in values),
        over=tuple(
            name
            for term in ((*conditions, *values) if known.has_lists else ())
            if term is not None
            for name in lists_in(term)
        ),
        written=Written(tuple(pairs), tuple(when for _, _, when in limits)),
    )


def _is_tangled(value: m.Expr) -> bool:
    found = list(refs(value))
    return len(set(found)) < len(found)


def _absence(
    when: m.Expr | None, value: m.Expr, guard: m.Expr | None, defaults: frozenset[str]
) -> Absence:
    """Return what in a row can read an absence; `guard` is the condition of its block."""
    in_value = (value,) if _can_read_absence(value, defaults) else ()
    found = (*_reading_absence_in(when, defaults), *in_value)
    if guard is None or not found:
        return Absence(found)
    return Absence(tuple(_reading_absence_in(guard, defaults)), found, guard)


def _reading_absence_in(condition: m.Expr | None, defaults: frozenset[str]) -> Iterator[m.Expr]:
    """Yield the smallest conditions that ask whether something is known, or look at a result."""
    waiting = [] if condition is None else [condition]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        # Defines read through share their parts: each is looked at once.
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, m.And | m.Or | m.Not):
            waiting += reversed(operands(found))
        elif _can_read_absence(found, defaults):
            yield found


def _can_read_absence(expr: m.Expr, defaults: frozenset[str]) -> bool:
    """Return whether a term asks whether something is known, or looks at a result.

    The question may stand inside, as in `(x is unknown) = yes`.
    """
    match expr:
        case m.IsKnown():
            return True
        case m.Several(parts=parts) if any(part.known for part in parts):
            return True
        case m.Ref():
            return expr.kind not in (m.Kind.FACT, m.Kind.TODAY) or expr.key in defaults
        case _:
            return any(_can_read_absence(operand, defaults) for operand in operands(expr))


# ---- what results are made of ---------------------------------------------------------------


@frozen
class _MadeOf:
    """What the terms of a result look at, and whether one may itself have no answer."""

    keys: frozenset[str]
    lists: frozenset[str]
    declines: bool
    counts_to_today: bool


def _made_of(result: Result) -> _MadeOf:
    parts = [part for term in terms_of_result(result) for part in parts_inside(term)]
    return _MadeOf(
        frozenset(part.key for part in parts if isinstance(part, m.Ref)),
        frozenset(part.list for part in parts if isinstance(part, OF_LIST)),
        any(_declines(part) for part in parts),
        any(_is_today(part) for part in parts),
    )


def _is_today(part: m.Expr) -> bool:
    return isinstance(part, m.Ref) and part.kind is m.Kind.TODAY


def _needs(order: Sequence[str], made_of: Mapping[str, _MadeOf]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in order:
        needed = set(made_of[name].lists)
        for key in made_of[name].keys:
            needed |= found.get(key, {key})
        found[name] = frozenset(needed)
    return found


def _declining(order: Sequence[str], made_of: Mapping[str, _MadeOf]) -> frozenset[str]:
    """Return the results that may have no answer."""
    found: set[str] = set()
    for name in order:
        if made_of[name].declines or not found.isdisjoint(made_of[name].keys):
            found.add(name)
    return frozenset(found)


def _declines(part: m.Expr) -> bool:
    """Return whether a part of a term is `no answer`, or takes together only what is known."""
    match part:
        case m.NoAnswer():
            return True
        case m.Several(parts=parts):
            return all(part.known for part in parts)
        case _:
            return False
