"""A policy as one SELECT: what `relrules score` writes of every record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from attrs import field, frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, GivenList, fact_in_sql, is_looked_at, scale_of
from relrules.batch.plain import Listed, Value
from relrules.batch.results import Results, value_of_fact
from relrules.batch.told import Telling, Words, told_cells
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import labelled, result_titles
from relrules.compiled.known import Wanted, needed_keys
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
    """A relation: its name, which columns give facts, and which are passed on under which titles."""

    name: str
    given: Mapping[str, Given]
    carried: Sequence[tuple[str, str]] = ()
    lists: Mapping[str, GivenList] = field(factory=dict)


@frozen
class Settings:
    """The day to count from, what becomes of rows that have to be looked at, and who reads.

    With `words` a number that may have no answer, or that is hidden, is a text.
    """

    today: tree.Day | None = None
    bad: Bad = Bad.STOPS
    audience: frozenset[str] = frozenset()
    words: Words | None = None


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
    results = _results(program, names, settings.today)
    cells = told_cells(Telling(results, seen, settings.words), names.all)
    told = dict(zip(result_titles(policy), cells, strict=True))
    step, bad = _rows(policy, source, names, settings.bad), [BAD]
    for columns in results.steps:
        found = [tree.named(of, name) for name, of in columns.items()]
        step = exp.select(exp.Star(), *found).from_(step.subquery("s"))
    no = tree.truth(value=False)
    asked = results.asked | {
        name: tree.any_of(
            [_lacks(policy.lists[name], tree.column(column)), results.asked.get(name, no)]
        )
        for name, column in names.lists.items()
        if name in source.lists
    }
    if asked:
        rest = exp.select("*").from_(step.subquery("s"))
        step = _without_bad(rest, asked, settings.bad, ASKED)
        bad.append(ASKED)
    if settings.bad is Bad.TOLD:
        # What a row with a bad value lacks besides is not told: all of it would be looked at again.
        named = [(_has_text(name), tree.column(name)) for name in bad[:-1]]
        problems = tree.case(named, tree.column(bad[-1]))
        fits = tree.all_of([tree.equal(tree.column(name), tree.text("")) for name in bad])
        step = exp.select(exp.Star(), tree.named(fits, FITS)).from_(step.subquery("s"))
        told = {**{title: _if_it_fits(of) for title, of in told.items()}, PROBLEMS: problems}
    passed = {title: tree.column(f"c{at}") for at, (_, title) in enumerate(source.carried)}
    final = exp.select(*[tree.named(of, title) for title, of in (*passed.items(), *told.items())])
    return Statement(final.from_(step.subquery("s")), (*passed, *told), tuple(asked))


def _results(program: Program, names: _Names, today: tree.Day | None) -> Results:
    """Return everything that is told, worked out. Raises `NotInSqlError`."""
    policy = program.policy
    known = {
        name: _known(policy.facts[name], tree.column(column))
        for name, column in names.facts.items()
    }
    lists = {name: _listed(program, name, names.lists) for name in policy.lists}
    results = Results(program, known, today, lists)
    wanted = Wanted(tuple(policy.scores), tuple(policy.grades), tuple(policy.advice))
    needed = {*needed_keys(program, wanted), *policy.dimensions, *labelled(policy)}
    for key in worked_out(program, needed, labelled(policy)):
        results.add(key)
    return results


def _rows(policy: m.CheckedPolicy, source: Source, names: _Names, bad: Bad) -> exp.Select:
    """Return the rows of a relation, with facts as values that a policy works with."""
    values = {
        column: fact_in_sql(policy.facts[name], source.given.get(name))
        for name, column in names.facts.items()
    }
    values |= {
        column: _records(policy.lists[name], source.lists.get(name))
        for name, column in names.lists.items()
    }
    values |= {f"c{at}": tree.column(title) for at, (title, _) in enumerate(source.carried)}
    looked = {
        name: is_looked_at(policy.facts[name], tree.column(names.facts[name]))
        for name in names.facts
        if name in source.given
    }
    looked |= {
        name: _is_looked_at_in(policy.lists[name], tree.column(names.lists[name]))
        for name in names.lists
        if name in source.lists
    }
    given = exp.select(*[tree.named(of, name) for name, of in values.items()])
    read = given.from_(exp.to_table(source.name, quoted=True))
    return _without_bad(exp.select("*").from_(read.subquery("s")), looked, bad, BAD)


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
    """Return whether a record has a value that is not plain to see."""
    return _some(rows, [is_looked_at(fact, value) for fact, value in _facts_in(of)])


def _lacks(of: m.List, rows: Sql) -> Sql:
    """Return whether a record lacks a value: it would have to be told which."""
    return _some(rows, [tree.is_null(value) for _, value in _facts_in(of)])


def _facts_in(of: m.List) -> list[tuple[m.Fact, Sql]]:
    """Return the facts of a list, each with its value in the record that is looked at."""
    return [(fact, tree.field("x", f"f{at}")) for at, fact in enumerate(of.facts.values())]


def _some(rows: Sql, parts: Sequence[Sql]) -> Sql:
    """Return whether one of these holds for some record of a list, if it is known."""
    count = tree.length(tree.filtered(rows, "x", tree.any_of(parts)))
    some = tree.compared(exp.GT, count, tree.whole(0))
    return tree.case([(tree.is_null(rows), tree.truth(value=False))], some)


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
