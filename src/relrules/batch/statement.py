"""A policy as one SELECT: what `relrules score` writes of every record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from attrs import field, frozen
from sqlglot import exp

from relrules.batch import numbers, tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, GivenList, fact_in_sql, is_looked_at, scale_of
from relrules.batch.numbers import Number
from relrules.batch.plain import Listed, Value
from relrules.batch.results import Ends, Results, value_of_fact
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import labelled, result_titles
from relrules.compiled.known import Wanted, needed_keys
from relrules.compiled.lists import lists_given, standing_in
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.program import Program, advice_key, facts_of
from relrules.evaluate.terms import TODAY
from relrules.explain.values import UNANSWERED
from relrules.explain.visible import Visible, visible

BETWEEN = tree.BETWEEN
NINE_PLACES = 10**9
MOST_TOLD = 9 * 10**18
"""What numbers that are told stay below: a whole one fits into 64 bits."""
POSSIBLE = " (possible)"


BAD, ASKED = "bad", "asked"
LOOK = "relrules: look"
"""What the statement fails with where a value is not plain to see."""


PROBLEMS = "problems"
"""The column that names the facts whose values are not plain to see."""


class Bad(Enum):
    """What becomes of rows with a value that is not plain to see."""

    STOPS = "the statement fails with `LOOK`"
    LEFT_OUT = "they are left out"
    TOLD = "a column `problems` names the facts, and the row has no results"


@frozen
class Source:
    """A relation: its name, which columns give facts, and which are passed on under which titles."""

    name: str
    given: Mapping[str, Given]
    carried: Sequence[tuple[str, str]] = ()
    lists: Mapping[str, GivenList] = field(factory=dict)


@frozen
class Settings:
    """The day to count from, what becomes of rows that have to be looked at, and who reads."""

    today: tree.Day | None = None
    bad: Bad = Bad.STOPS
    audience: frozenset[str] = frozenset()


@frozen
class Statement:
    """A SELECT over a relation, with the titles of its columns.

    A row that lacks one of `needed` is one that has to be looked at.
    """

    select: exp.Select
    columns: tuple[str, ...]
    needed: tuple[str, ...] = ()


def looked_at(program: Program, name: str, given: Given, source: str) -> exp.Select:
    """Return a SELECT of the values of a fact that are not plain to see, each once."""
    fact = program.policy.facts[name]
    value = exp.select(
        tree.named(fact_in_sql(fact, given), "value"), tree.named(tree.column(given.title), "raw")
    ).from_(exp.to_table(source, quoted=True))
    found = exp.select(tree.column("raw")).from_(value.subquery("s")).distinct()
    return found.where(is_looked_at(fact, tree.column("value")))


def statement(program: Program, source: Source, settings: Settings) -> Statement:
    """Return the statement of a policy over a relation. Raises `NotInSqlError`."""
    policy = program.policy
    seen = _seen(program, settings.audience)
    facts = {name: f"f{at}" for at, name in enumerate(policy.facts)}
    first = {name: fact_in_sql(policy.facts[name], source.given.get(name)) for name in facts}
    known = {name: _known(policy.facts[name], tree.column(facts[name])) for name in facts}
    rows_of = {name: f"l{at}" for at, name in enumerate(lists_given(policy))}
    lists = {name: _listed(program, name, rows_of) for name in policy.lists}
    results = Results(program, known, settings.today, lists)
    wanted = Wanted(tuple(policy.scores), tuple(policy.grades), tuple(policy.advice))
    needed = {*needed_keys(program, wanted), *policy.dimensions, *labelled(policy)}
    for key in policy.order:
        if key in needed and (key not in policy.defines or key in labelled(policy)):
            results.add(key)
    told = dict(zip(result_titles(policy), _told(results, facts, rows_of, seen), strict=True))
    kept = [
        tree.named(tree.column(title), f"c{at}") for at, (title, _) in enumerate(source.carried)
    ]
    looked = {
        name: is_looked_at(policy.facts[name], tree.column(facts[name]))
        for name in facts
        if name in source.given
    }
    records = {
        rows_of[name]: _records(policy.lists[name], source.lists.get(name)) for name in rows_of
    }
    looked |= {
        name: _is_looked_at_in(policy.lists[name], tree.column(rows_of[name]))
        for name in rows_of
        if name in source.lists
    }
    values = {facts[name]: of for name, of in first.items()} | records
    query = exp.select(*[tree.named(of, name) for name, of in values.items()], *kept).from_(
        exp.to_table(source.name, quoted=True)
    )
    step = _without_bad(exp.select("*").from_(query.subquery("s")), looked, settings.bad, BAD)
    for columns in results.steps:
        found = [tree.named(of, name) for name, of in columns.items()]
        step = exp.select(exp.Star(), *found).from_(step.subquery("s"))
    bad = [BAD]
    if results.asked:
        rest = exp.select("*").from_(step.subquery("s"))
        step = _without_bad(rest, results.asked, settings.bad, ASKED)
        bad.append(ASKED)
    passed = [
        tree.named(tree.column(f"c{at}"), title) for at, (_, title) in enumerate(source.carried)
    ]
    titles = (*(title for _, title in source.carried), *told)
    if settings.bad is Bad.TOLD:
        # What a row with a bad value lacks besides is not told: all of it would be looked at again.
        problems = tree.case([(_has_text(name), tree.column(name)) for name in bad], tree.text(""))
        told = {title: _if_good(of, bad) for title, of in told.items()}
        titles, told = (*titles, PROBLEMS), {**told, PROBLEMS: problems}
    final = exp.select(*passed, *[tree.named(of, title) for title, of in told.items()])
    return Statement(final.from_(step.subquery("s")), titles, tuple(results.asked))


def _has_text(name: str) -> Sql:
    return tree.compared(exp.NEQ, tree.column(name), tree.text(""))


def _if_good(of: Sql, bad: Sequence[str]) -> Sql:
    good = tree.all_of([tree.equal(tree.column(name), tree.text("")) for name in bad])
    return tree.case([(good, of)], tree.NULL.copy())


def _seen(program: Program, audience: frozenset[str]) -> Visible:
    """Return what an audience may see of every record. Raises `NotInSqlError`."""
    hidden = [
        fact.confidential
        for _, fact in facts_of(program.policy)
        if fact.confidential is not None and not audience.intersection(fact.confidential.audiences)
    ]
    if any(of.when is not None for of in hidden):
        raise NotInSqlError("what is confidential hangs on the record")
    if hidden and program.policy.lists:
        raise NotInSqlError("what is confidential may be in the records of a list")
    return visible(program, evaluate(program, {}, None), audience)


# ---- the records of lists ---------------------------------------------------------------------


def _records(of: m.List, given: GivenList | None) -> Sql:
    """Return the records of a list as structures of the values of their facts."""
    if given is None:
        return tree.NULL.copy()
    name = "x"
    fields = {}
    for at, (fact, fact_of) in enumerate(of.facts.items()):
        by = given.facts.get(fact)
        raw = None if by is None else tree.field(name, by.title)
        fields[f"f{at}"] = fact_in_sql(fact_of, by, raw)
    return tree.transformed(tree.column(given.title), name, tree.structure(fields))


def _is_looked_at_in(of: m.List, rows: Sql) -> Sql:
    """Return whether a record has a value that is not plain to see, or lacks one.

    Where something is not known of one, it would have to be told of which.
    """
    name = "x"
    parts = []
    for at, fact in enumerate(of.facts.values()):
        value = tree.field(name, f"f{at}")
        parts += [tree.is_null(value), is_looked_at(fact, value)]
    count = tree.length(tree.filtered(rows, name, tree.any_of(parts)))
    return tree.case(
        [(tree.is_null(rows), tree.truth(value=False))], tree.compared(exp.GT, count, tree.whole(0))
    )


def _listed(program: Program, name: str, rows_of: Mapping[str, str]) -> Listed:
    """Return the records of a list; one may share those of another."""
    policy = program.policy
    base = policy.same_records.get(name, name)
    given = list(policy.lists[base].facts)
    fields = tuple(f"f{at}" for at in range(len(given)))
    values = {
        f"{name}.{fact}": _value_in(of.type, f"f{given.index(fact)}")
        for fact, of in policy.lists[name].facts.items()
        if fact in given
    }
    if len(values) < len(policy.lists[name].facts):
        raise NotInSqlError(f"the records of `{name}` have facts that those of `{base}` lack")
    return Listed(tree.column(rows_of[base]), fields, values)


def _value_in(of: m.Type, name: str) -> Callable[[str], Value]:
    return lambda record: value_of_fact(tree.field(record, name), of)


# ---- rows that have to be looked at -------------------------------------------------------------


def _without_bad(rows: exp.Select, looked: Mapping[str, Sql], bad: Bad, title: str) -> exp.Select:
    """Return rows, and what becomes of those that have to be looked at."""
    found = tree.any_of(list(looked.values()))
    match bad:
        case Bad.STOPS:
            stop = exp.func("ERROR", tree.text(LOOK))
            return rows.where(tree.case([(found, stop)], tree.truth(value=True)))
        case Bad.LEFT_OUT:
            return rows.where(tree.case([(found, tree.truth(value=False))], tree.truth(value=True)))
        case Bad.TOLD:
            names = [[(of, tree.text(BETWEEN + name))] for name, of in looked.items()]
            return rows.select(tree.named(tree.named_in(names), title))


def _known(fact: m.Fact, value: Sql) -> Sql:
    """Return a fact with what stands in for it while it is not known."""
    other = standing_in(fact)
    if other is None:
        return value
    match other:
        case str():
            stands_in = tree.text(other)
        case dt.date():
            stands_in = tree.day(other)
        case _:
            scale = scale_of(fact.type) if isinstance(fact.type, m.NumberType) else 1
            stands_in = tree.whole(int(other * scale))
    return tree.case([(tree.is_null(value), stands_in)], value)


def _told(
    results: Results, facts: Mapping[str, str], rows_of: Mapping[str, str], seen: Visible
) -> list[Sql]:
    """Return the cells of the results, in the order of their columns."""
    program = results.program
    policy = program.policy
    found: list[Sql] = []
    for name in policy.scores:
        found += _with_ends(results.ends[name]) if seen.result(name) else _hidden(policy, name, 3)
    for name in policy.dimensions:
        is_seen = seen.result(name)
        found += [_decided(results.ends[name])] if is_seen else _hidden(policy, name, 1)
    for name, define in labelled(policy).items():
        of = define.value.type
        if isinstance(of, m.NumberType):
            found += _with_ends(results.ends[name]) if seen.result(name) else [_null(of)] * 3
        elif isinstance(of, m.DateType | m.TextType):
            raise NotInSqlError("dates and texts are not told in SQL yet")
        else:
            names, declines = _names_of(of), name in program.static.declining
            found += _options(results.bits[name], names, declines) if seen.result(name) else _NONE
    for name, grade in policy.grades.items():
        declines = name in program.static.declining
        found += (
            _options(results.bits[name], grade.scale.ids, declines) if seen.result(name) else _NONE
        )
    for alert in (True, False):
        found.append(tree.named_in(list(_advice(results, seen, alert=alert))))
    columns = {**facts, **rows_of}
    unknown = [
        [(tree.is_null(tree.column(column)), tree.text(BETWEEN + name))]
        for name, column in columns.items()
        if seen.fact(name)
    ]
    if program.needs_today and results.today is None:
        unknown.append([(tree.truth(value=True), tree.text(BETWEEN + TODAY))])
    return [*found, tree.named_in(unknown)]


_NONE: list[Sql] = [tree.text(""), tree.text("")]


def _hidden(policy: m.CheckedPolicy, name: str, count: int) -> list[Sql]:
    """Return the cells of a number that is hidden."""
    of = (
        policy.scores[name].value.type
        if name in policy.scores
        else policy.dimensions[name].rows[0].value.type
    )
    return [_null(of) for _ in range(count)]


def _null(of: m.Type) -> Sql:
    whole = isinstance(of, m.NumberType) and of.whole
    return tree.cast(tree.NULL.copy(), "BIGINT" if whole else "DECIMAL(38, 9)")


def _advice(results: Results, seen: Visible, *, alert: bool) -> Iterator[list[tuple[Sql, Sql]]]:
    """Yield, of each piece of advice, when it is named, and how."""
    for name, advice in results.program.policy.advice.items():
        if advice.alert is not alert or not seen.condition(advice.when):
            continue
        if advice.for_each is not None:
            names = results.given_for(name)
            some = tree.compared(exp.NEQ, names, tree.text(""))
            yield [(some, tree.joined([tree.text(BETWEEN), names]))]
            continue
        given, may = results.states(advice_key(name))
        yield [
            (given, tree.text(BETWEEN + advice.id)),
            (may, tree.text(BETWEEN + advice.id + POSSIBLE)),
        ]


def _names_of(of: m.Type) -> tuple[str, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType(ids=ids):
            return ids
        case m.YesNoType():
            return ("no", "yes")
        case _:
            raise NotInSqlError("dates and texts are not told in SQL yet")


def _with_ends(of: Ends) -> list[Sql]:
    return [_decided(of), _number(of.low, of), _number(of.high, of)]


def _decided(of: Ends) -> Sql:
    """Return a number where its ends meet."""
    if of.most >= of.scale * MOST_TOLD:
        raise NotInSqlError("a number that is told may have more digits than its column")
    return tree.case([(tree.equal(of.low, of.high), _number(of.low, of))], tree.NULL.copy())


def _number(end: Sql, of: Ends) -> Sql:
    """Return a number as it is told: whole, or with nine decimals."""
    if of.scale == 1 and of.over is None:
        return tree.cast(end.copy(), "BIGINT")
    number = Number(end, of.scale, of.most, of.over, of.most_over)
    told = numbers.scaled(numbers.rounded(number, numbers.TOLD_PLACES), NINE_PLACES)
    whole = tree.cast(told.whole.copy(), exp.DataType.build("DECIMAL(28, 0)"))
    # Wide before it grows, and as narrow as it can be afterwards: some databases keep 38 digits of a
    # product by leaving its last decimals out. A product, since some databases divide decimals as binary floats.
    unit = tree.cast(tree.text("0.000000001"), exp.DataType.build("DECIMAL(9, 9)"))
    product = exp.paren(exp.Mul(this=whole, expression=unit))
    return tree.cast(product, exp.DataType.build("DECIMAL(38, 9)"))


def _options(bits: Sql, names: Sequence[str], declines: bool) -> list[Sql]:  # noqa: FBT001 - a fact
    """Return the option that is decided, and all that are possible."""
    decided = [
        (tree.equal(bits, tree.whole(1 << at)), tree.text(of)) for at, of in enumerate(names)
    ]
    possible = [
        [(tree.has_bits(bits, 1 << at), tree.text(BETWEEN + of))] for at, of in enumerate(names)
    ]
    none = [(tree.is_null(bits), tree.text(UNANSWERED["en"]))] if declines else []
    pairs = [*none, *decided]
    every = tree.case([(when, of.copy()) for when, of in pairs], tree.named_in(possible))
    return [tree.case(pairs, tree.NULL.copy()), every]
