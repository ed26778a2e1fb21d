"""A checked policy prepared for evaluation, once for all records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from relrules.check import model as m
from relrules.check.cells import Atom, atoms_of, leaves_of
from relrules.check.interval import Exact
from relrules.check.results import terms_of_result
from relrules.check.walk import expanded, lists_in, operands, read_through, refs
from relrules.evaluate.terms import Static
from relrules.source import FrozenDict


@frozen
class Limit:
    """A cap or gate with its defines read through; `rank` is a gate's level as its place."""

    highest: bool
    limit: Exact
    when: m.Expr | None


@frozen
class Rows:
    """A declaration with its defines read through.

    `conditions` holds the rows' conditions, `None` for `otherwise`, and `values` what each row is
    worth. `absence` lists, for each row, its parts that can read the absence of a fact. `list_name`
    is the list whose records have it. In a `tangled` declaration a value mentions something twice,
    so that intervals alone may be too wide. Which row applies is `told` where there are rows to tell
    of.
    """

    conditions: tuple[m.Expr | None, ...]
    values: tuple[m.Expr, ...]
    atoms: tuple[Atom, ...]
    absence: tuple[tuple[m.Expr, ...], ...]
    take_all: bool = False
    limits: tuple[Limit, ...] = ()
    list_name: str | None = None
    tangled: bool = False
    told: bool = False


@frozen
class Program:
    """A checked policy prepared for evaluation; `rows` is by key, see `advice_key`."""

    policy: m.CheckedPolicy
    rows: Mapping[str, Rows]
    static: Static
    needs_today: bool
    # The scale of each grade, for its gates.
    scales: Mapping[str, m.Scale] = field(factory=FrozenDict)

    @property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """Return, for each result, the facts it is made of, and `today` where it counts to it."""
        return self.static.needs


Result = m.Define | m.Dimension | m.Score | m.Grade


def prepare(policy: m.CheckedPolicy) -> Program:
    """Return a policy prepared for evaluation."""
    known: dict[str, m.Expr] = {}
    results = dict(results_of(policy))
    for name in policy.order:
        result = results[name]
        if isinstance(result, m.Define):
            value = read_through(result, known)
            if value is not None:
                known[name] = value
    defaults = dict(_defaults(policy))
    reading = _Known(known, frozenset(defaults))
    prepared = {name: _prepared(result, name, reading) for name, result in results.items()}
    for name, advice in policy.advice.items():
        rows = _yes_or_no(advice.when, reading)
        prepared[advice_key(name)] = evolve(_rows(rows, reading), list_name=advice.for_each)
    needs = _needs(policy, results)
    static = Static(
        needs=FrozenDict(needs),
        defaults=FrozenDict(defaults),
        declining=_declining(policy, results),
        lists=frozenset(policy.lists),
    )
    scales = {name: r.scale for name, r in results.items() if isinstance(r, m.Grade)}
    return Program(
        policy,
        FrozenDict(prepared),
        static,
        _needs_today(policy, results),
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
    """What defines stand for, and which facts have a default, by key."""

    defines: Mapping[str, m.Expr]
    defaults: frozenset[str]


Pair = tuple[m.Expr | None, m.Expr]


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
            return _rows(_define_rows(value, known), known)
        case m.Dimension(rows=rows, take_all=take_all, caps=caps):
            prepared = _rows([(row.when, row.value) for row in rows], known, _caps(caps))
            return evolve(prepared, take_all=take_all)
        case m.Score(value=value, caps=caps):
            return _rows([(None, value)], known, _caps(caps))
        case m.Grade(scale=scale, rows=grade_rows, gates=gates):
            limits = [(g.highest, scale.rank(g.level), g.when) for g in gates]
            return _rows([(row.when, row.value) for row in grade_rows], known, limits)


def _caps(caps: Iterable[m.Cap]) -> list[tuple[bool, Exact, m.Expr | None]]:
    return [(cap.highest, cap.limit, cap.when) for cap in caps]


def _is_of_record(result: Result, name: str) -> bool:
    """Return whether a key is that of a list's result: its declaration has the last part alone."""
    return name != result.id and name.endswith(f".{result.id}")


def _define_rows(value: m.Expr, known: _Known) -> list[Pair]:
    if isinstance(value, m.Cases):
        return [(row.when, row.value) for row in value.rows]
    if isinstance(value.type, m.YesNoType):
        return _yes_or_no(value, known)
    return [(None, value)]


def _yes_or_no(condition: m.Expr, known: _Known) -> list[Pair]:
    """Return a condition as rows: the first is that it holds, the other its opposite."""
    of = m.YesNoType()
    yes = m.Constant(span=condition.span, type=of, value=True)
    no = m.Constant(span=condition.span, type=of, value=False)
    return [(expanded(condition, known.defines), yes), (None, no)]


def _rows(
    pairs: Sequence[Pair],
    known: _Known,
    limits: Iterable[tuple[bool, Exact, m.Expr | None]] = (),
) -> Rows:
    def read(expr: m.Expr | None) -> m.Expr | None:
        return None if expr is None else expanded(expr, known.defines)

    conditions = tuple(read(when) for when, _ in pairs)
    values = tuple(expanded(value, known.defines) for _, value in pairs)
    absence = tuple(
        (
            *_reading_absence_in(when, known.defaults),
            *((value,) if _can_read_absence(value, known.defaults) else ()),
        )
        for when, value in zip(conditions, values, strict=True)
    )
    return Rows(
        conditions=conditions,
        values=values,
        atoms=atoms_of(c for c in conditions if c is not None),
        absence=absence,
        limits=tuple(Limit(highest, limit, read(when)) for highest, limit, when in limits),
        tangled=any(_is_tangled(value) for value in values),
    )


def _is_tangled(value: m.Expr) -> bool:
    found = list(refs(value))
    return len(set(found)) < len(found)


def _reading_absence_in(condition: m.Expr | None, defaults: frozenset[str]) -> Iterator[m.Expr]:
    """Yield the smallest conditions that ask whether something is known, or look at a result."""
    for leaf in () if condition is None else leaves_of(condition):
        if _can_read_absence(leaf, defaults):
            yield leaf


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


def _needs(policy: m.CheckedPolicy, results: Mapping[str, Result]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in policy.order:
        needed: set[str] = set()
        for term in terms_of_result(results[name]):
            for ref in refs(term):
                needed |= found.get(ref.key, {ref.key})
            needed |= set(lists_in(term))
        found[name] = frozenset(needed)
    return found


def _declining(policy: m.CheckedPolicy, results: Mapping[str, Result]) -> frozenset[str]:
    """Return the results that may have no answer."""
    found: set[str] = set()
    for name in policy.order:
        terms = terms_of_result(results[name])
        if any(_declines(term) or {r.key for r in refs(term)} & found for term in terms):
            found.add(name)
    return frozenset(found)


def _declines(expr: m.Expr) -> bool:
    """Return whether a term says `no answer`, or takes together only what is known."""
    match expr:
        case m.NoAnswer():
            return True
        case m.Several(parts=parts) if all(part.known for part in parts):
            return True
        case _:
            return any(_declines(operand) for operand in operands(expr))


def _needs_today(policy: m.CheckedPolicy, results: Mapping[str, Result]) -> bool:
    terms = [term for result in results.values() for term in terms_of_result(result)]
    terms += [advice.when for advice in policy.advice.values()]
    return any(ref.kind is m.Kind.TODAY for term in terms for ref in refs(term))
