"""A policy as one SELECT: what `relrules score` writes of every record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum

from attrs import frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, fact_in_sql, is_looked_at, scale_of
from relrules.batch.results import Ends, Results
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import labelled, result_titles
from relrules.compiled.known import Wanted, needed_keys
from relrules.compiled.lists import standing_in
from relrules.evaluate.program import Program, advice_key
from relrules.evaluate.terms import TODAY

BETWEEN = "; "
NINE_PLACES = 10**9
POSSIBLE = " (possible)"


BAD = "bad"
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


@frozen
class Settings:
    """The day to count from, and what becomes of rows that have to be looked at."""

    today: dt.date | None = None
    bad: Bad = Bad.STOPS


@frozen
class Statement:
    """A SELECT over a relation, with the titles of its columns."""

    select: exp.Select
    columns: tuple[str, ...]


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
    if policy.lists:
        raise NotInSqlError("records of lists are not read in SQL yet")
    if any(fact.confidential is not None for fact in policy.facts.values()):
        raise NotInSqlError("what is confidential is not hidden in SQL yet")
    facts = {name: f"f{at}" for at, name in enumerate(policy.facts)}
    first = {name: fact_in_sql(policy.facts[name], source.given.get(name)) for name in facts}
    known = {name: _known(policy.facts[name], tree.column(facts[name])) for name in facts}
    results = Results(program, known, settings.today)
    wanted = Wanted(tuple(policy.scores), tuple(policy.grades), tuple(policy.advice))
    needed = {*needed_keys(program, wanted), *policy.dimensions, *labelled(policy)}
    for key in policy.order:
        if key in needed and (key not in policy.defines or key in labelled(policy)):
            results.add(key)
    told = dict(zip(result_titles(policy), _told(program, results, facts), strict=True))
    kept = [
        tree.named(tree.column(title), f"c{at}") for at, (title, _) in enumerate(source.carried)
    ]
    looked = {
        name: is_looked_at(policy.facts[name], tree.column(facts[name]))
        for name in facts
        if name in source.given
    }
    query = exp.select(*[tree.named(of, facts[name]) for name, of in first.items()], *kept).from_(
        exp.to_table(source.name, quoted=True)
    )
    step = _without_bad(exp.select("*").from_(query.subquery("s")), looked, settings.bad)
    for columns in results.steps:
        found = [tree.named(of, name) for name, of in columns.items()]
        step = exp.select(exp.Star(), *found).from_(step.subquery("s"))
    passed = [
        tree.named(tree.column(f"c{at}"), title) for at, (_, title) in enumerate(source.carried)
    ]
    titles = (*(title for _, title in source.carried), *told)
    if settings.bad is Bad.TOLD:
        is_good = tree.equal(tree.column(BAD), tree.text(""))
        told = {
            title: tree.case([(is_good.copy(), of)], tree.NULL.copy()) for title, of in told.items()
        }
        titles, told = (*titles, PROBLEMS), {**told, PROBLEMS: tree.column(BAD)}
    final = exp.select(*passed, *[tree.named(of, title) for title, of in told.items()])
    return Statement(final.from_(step.subquery("s")), titles)


def _without_bad(rows: exp.Select, looked: Mapping[str, Sql], bad: Bad) -> exp.Select:
    """Return rows, and what becomes of those that have to be looked at."""
    found = tree.any_of(list(looked.values()))
    match bad:
        case Bad.STOPS:
            stop = exp.func("ERROR", tree.text(LOOK))
            return rows.where(tree.case([(found, stop)], tree.truth(value=True)))
        case Bad.LEFT_OUT:
            return rows.where(tree.case([(found, tree.truth(value=False))], tree.truth(value=True)))
        case Bad.TOLD:
            names = [[(of, BETWEEN + name)] for name, of in looked.items()]
            return rows.select(tree.named(_listed(names), BAD))


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


def _told(program: Program, results: Results, facts: Mapping[str, str]) -> list[Sql]:
    """Return the cells of the results, in the order of their columns."""
    policy = program.policy
    found: list[Sql] = []
    for name in policy.scores:
        found += _with_ends(results.ends[name])
    found += [_decided(results.ends[name]) for name in policy.dimensions]
    for name, define in labelled(policy).items():
        of = define.value.type
        if isinstance(of, m.NumberType):
            found += _with_ends(results.ends[name])
        else:
            found += _options(results.bits[name], _names_of(of))
    for name, grade in policy.grades.items():
        found += _options(results.bits[name], grade.scale.ids)
    states = {name: results.states(advice_key(name)) for name in policy.advice}
    for alert in (True, False):
        names = [name for name, advice in policy.advice.items() if advice.alert is alert]
        found.append(_listed([_advised(policy.advice[n].id, *states[n]) for n in names]))
    unknown = [
        [(tree.is_null(tree.column(column)), BETWEEN + name)] for name, column in facts.items()
    ]
    if program.needs_today and results.today is None:
        unknown.append([(tree.truth(value=True), BETWEEN + TODAY)])
    return [*found, _listed(unknown)]


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
    return [_decided(of), _number(of.low, of.scale), _number(of.high, of.scale)]


def _decided(of: Ends) -> Sql:
    """Return a number where its ends meet."""
    return tree.case([(tree.equal(of.low, of.high), _number(of.low, of.scale))], tree.NULL.copy())


def _number(of: Sql, scale: int) -> Sql:
    """Return a number as it is told: whole, or with nine decimals."""
    if scale == 1:
        return exp.cast(of.copy(), "BIGINT")
    if NINE_PLACES % scale:
        raise NotInSqlError("a number that is told may have no end as a decimal")
    whole = exp.cast(tree.times(of, NINE_PLACES // scale), exp.DataType.build("DECIMAL(28, 0)"))
    # A product, since some databases divide decimals as binary floats.
    unit = exp.cast(tree.text("0.000000001"), exp.DataType.build("DECIMAL(10, 9)"))
    product = exp.paren(exp.Mul(this=whole, expression=unit))
    return exp.cast(product, exp.DataType.build("DECIMAL(38, 9)"))


def _options(bits: Sql, names: Sequence[str]) -> list[Sql]:
    """Return the option that is decided, and all that are possible."""
    decided = [
        (tree.equal(bits, tree.whole(1 << at)), tree.text(of)) for at, of in enumerate(names)
    ]
    possible = [[(tree.has_bits(bits, 1 << at), BETWEEN + of)] for at, of in enumerate(names)]
    every = tree.case([(when, of.copy()) for when, of in decided], _listed(possible))
    return [tree.case(decided, tree.NULL.copy()), every]


def _advised(name: str, given: Sql, may: Sql) -> list[tuple[Sql, str]]:
    return [(given, BETWEEN + name), (may, BETWEEN + name + POSSIBLE)]


def _listed(parts: Sequence[Sequence[tuple[Sql, str]]]) -> Sql:
    """Return the texts that hold, each of which begins with what stands between them."""
    found = [
        tree.case([(when, tree.text(of)) for when, of in rows], tree.text("")) for rows in parts
    ]
    if not found:
        return tree.text("")
    return exp.Substring(this=tree.joined(found), start=tree.whole(len(BETWEEN) + 1))
