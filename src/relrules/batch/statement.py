"""A policy as one SELECT: what `relrules score` writes of every record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from attrs import field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import (
    Given,
    GivenList,
    GivenTable,
    always_fits,
    fact_in_sql,
    is_looked_at,
    scale_of,
)
from relrules.batch.lines import LINE, line_after_name
from relrules.batch.reasons import reason_cells
from relrules.batch.records import Lists
from relrules.batch.results import Results
from relrules.batch.steps import ROW_KEY, Chain
from relrules.batch.told import Telling, Words, told_cells
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import labelled, result_titles
from relrules.compiled.known import needed_keys
from relrules.compiled.lists import lists_given, standing_in
from relrules.compiled.tables import worked_out
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.program import Program, facts_of
from relrules.explain.visible import Visible, visible

BETWEEN = tree.BETWEEN


BAD, ASKED, FITS = "bad", "asked", "fits"
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
    """A relation: its name, which columns give facts, and which are passed on under which titles.

    `key` is the column by which records in tables of their own belong to a row.
    """

    name: str
    given: Mapping[str, Given]
    carried: Sequence[tuple[str, str]] = ()
    lists: Mapping[str, GivenList | GivenTable] = field(factory=dict)
    key: str | None = None


@frozen
class Settings:
    """The day to count from, what becomes of rows that have to be looked at, and who reads.

    With `words` a number that may have no answer, or that is hidden, is a text. With `reasons` the
    columns that say which rows decide, and what is provisional, follow the results. With `line_in`, a
    language, there is one column instead: all that JSON tells after the name of a record.
    """

    today: tree.Day | None = None
    bad: Bad = Bad.STOPS
    audience: frozenset[str] = frozenset()
    words: Words | None = None
    reasons: bool = False
    line_in: str | None = None


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


@frozen
class _Names:
    """What the columns of facts and lists are called within a statement."""

    facts: Mapping[str, str]
    lists: Mapping[str, str]

    @property
    def all(self) -> Mapping[str, str]:
        """Return the columns of both."""
        return {**self.facts, **self.lists}


def statement(program: Program, source: Source, settings: Settings) -> Statement:
    """Return the statement of a policy over a relation. Raises `NotInSqlError`."""
    policy = program.policy
    seen = _seen(program, settings.audience)
    names = _Names(
        {name: f"f{at}" for at, name in enumerate(policy.facts)},
        {name: f"l{at}" for at, name in enumerate(lists_given(policy))},
    )
    lists = Lists(policy, source.lists, names.lists)
    results = _results(program, names, settings, lists)
    told = _told(results, seen, names.all, settings)
    asked = _asked(results, source, lists)
    chain, bad = Chain(), [BAD]
    rows = _rows(chain, policy, source, names, lists, settings.bad)
    rows = results.steps.over(chain, rows)
    if asked:
        rest = _without_bad(exp.select("*").from_(rows), asked, settings.bad, ASKED)
        rows = chain.put("results", rest)
        bad.append(ASKED)
    if settings.bad is Bad.TOLD:
        # What a row with a bad value lacks besides is not told: all of it would be looked at again.
        named = [(_has_text(name), tree.column(name)) for name in bad[:-1]]
        problems = tree.case(named, tree.column(bad[-1]))
        fits = tree.all_of([tree.equal(tree.column(name), tree.text("")) for name in bad])
        rows = chain.put("fitting", exp.select("*", tree.named(fits, FITS)).from_(rows))
        told = {**{title: _if_it_fits(of) for title, of in told.items()}, PROBLEMS: problems}
    passed = {title: tree.column(f"c{at}") for at, (_, title) in enumerate(source.carried)}
    final = exp.select(*[tree.named(of, title) for title, of in (*passed.items(), *told.items())])
    return Statement(chain.closed(final.from_(rows)), (*passed, *told), tuple(asked))


def _told(
    results: Results, seen: Visible, columns: Mapping[str, str], settings: Settings
) -> dict[str, Sql]:
    """Return what is told, by its titles. Raises `NotInSqlError`."""
    telling = Telling(results, seen, settings.words)
    if settings.line_in is not None:
        return {LINE: line_after_name(telling, columns, settings.line_in)}
    cells = told_cells(telling, columns)
    if settings.reasons:
        cells += reason_cells(results, seen, columns)
    titles = result_titles(results.program.policy, reasons=settings.reasons)
    return dict(zip(titles, cells, strict=True))


def _asked(results: Results, source: Source, lists: Lists) -> dict[str, Sql]:
    """Return what a row may lack, and whether it does."""
    no = tree.truth(value=False)
    asked = results.asked | {
        name: tree.any_of([lists.lacks(name), results.asked.get(name, no)])
        for name in lists.names
        if name in source.lists
    }
    if results.steps.looks_back:
        # Records would be joined to each of two rows with one key, and count twice.
        rows = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[tree.column(ROW_KEY)])
        twice = tree.compared(exp.GT, results.put(rows), tree.whole(1))
        known = tree.opposite(tree.is_null(tree.column(ROW_KEY)))
        asked[str(source.key)] = tree.all_of([known, twice])
    return asked


def _results(program: Program, names: _Names, settings: Settings, lists: Lists) -> Results:
    """Return everything that is told, worked out. Raises `NotInSqlError`."""
    policy = program.policy
    known = {
        name: _known(policy.facts[name], tree.column(column))
        for name, column in names.facts.items()
    }
    steps = lists.steps()
    listed = {name: lists.listed(name, steps) for name in policy.lists}
    results = Results(program, known, settings.today, listed, steps)
    asked = needed_keys(program, (*policy.scores, *policy.grades), policy.advice)
    told = {*labelled(policy), *(() if settings.line_in is None else _spoken_of(policy))}
    needed = {*asked, *policy.dimensions, *told}
    for key in worked_out(program, needed, told):
        results.add(key)
    return results


def _spoken_of(policy: m.CheckedPolicy) -> Iterator[str]:
    """Yield the defines that advice speaks of."""
    says = [advice.say for advice in policy.advice.values() if advice.say is not None]
    for ref in (ref for say in says for ref in say.refs()):
        if ref.kind is m.Kind.DEFINE and ref.list is None:
            yield ref.key


def _rows(  # noqa: PLR0913, PLR0917 - what rows are made of
    chain: Chain,
    policy: m.CheckedPolicy,
    source: Source,
    names: _Names,
    lists: Lists,
    bad: Bad,
) -> str:
    """Put the rows of a relation into a chain, with facts as values that a policy works with."""
    values = {
        column: fact_in_sql(policy.facts[name], source.given.get(name))
        for name, column in names.facts.items()
    }
    values |= lists.columns()
    values |= {f"c{at}": tree.column(title) for at, (title, _) in enumerate(source.carried)}
    if source.key is not None:
        values[ROW_KEY] = tree.column(source.key)
    looked = {
        name: is_looked_at(policy.facts[name], tree.column(names.facts[name]))
        for name in names.facts
        if name in source.given and not always_fits(policy.facts[name], source.given[name])
    }
    looked |= {name: lists.bad(name) for name in names.lists if name in source.lists}
    given = exp.select(*[tree.named(of, name) for name, of in values.items()])
    rows = chain.put("given", given.from_(exp.to_table(source.name, quoted=True)))
    rows = lists.joined(chain, rows)
    return chain.put("good", _without_bad(exp.select("*").from_(rows), looked, bad, BAD))


def _has_text(name: str) -> Sql:
    return tree.compared(exp.NEQ, tree.column(name), tree.text(""))


def _if_it_fits(of: Sql) -> Sql:
    return tree.case([(tree.column(FITS), of)], tree.NULL.copy())


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


# ---- rows that have to be looked at -------------------------------------------------------------


def _without_bad(rows: exp.Select, looked: Mapping[str, Sql], bad: Bad, title: str) -> exp.Select:
    """Return rows, and what becomes of those that have to be looked at."""
    found = tree.any_of([of.copy() for of in looked.values()])
    match bad:
        case _ if not looked and bad is not Bad.TOLD:
            return rows
        case Bad.STOPS:
            stop = exp.func("ERROR", tree.text(LOOK))
            return rows.where(tree.case([(found, stop)], tree.truth(value=True)))
        case Bad.LEFT_OUT:
            return rows.where(tree.case([(found, tree.truth(value=False))], tree.truth(value=True)))
        case Bad.TOLD:
            # Nearly every row fits: the names are put together only where one does not.
            names = tree.named_in([[(of, tree.text(name))] for name, of in looked.items()])
            told = tree.case([(found, names)], tree.text(""))
            return rows.select(tree.named(told, title))


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
