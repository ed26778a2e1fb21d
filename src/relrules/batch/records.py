"""Where the records of lists come from: a column of structures, or a table of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import GivenList, GivenTable, fact_in_sql, is_looked_at
from relrules.batch.lists import InColumn, InTable, Listed, ValueIn
from relrules.batch.results import value_of_fact
from relrules.batch.steps import PREFIX, ROW_KEY, Chain, Columns, Records, Steps, with_records
from relrules.batch.tree import Sql
from relrules.check import model as m

KNOWN, BAD, LACKS = "known", "bad", "lacks"


@frozen
class Lists:
    """The lists of a policy that have records of their own, each with where these come from.

    `names` has the column of rows of each: that of its records, or how many there are.
    """

    policy: m.CheckedPolicy
    given: Mapping[str, GivenList | GivenTable]
    names: Mapping[str, str]

    @property
    def tables(self) -> dict[str, GivenTable]:
        """Return those with a table. Raises `NotInSqlError` where others have a column."""
        found = {name: of for name, of in self.given.items() if isinstance(of, GivenTable)}
        if found and len(found) < len(self.given):
            raise NotInSqlError("some lists have a table of their own, and others do not")
        return found

    def steps(self) -> Steps:
        """Return the steps of a statement, none so far."""
        found = Steps({name: self._relation(name) for name in self.tables})
        for name, of in self.tables.items():
            found.given_in(name, self._own_columns(name, of))
        return found

    # ---- what is read ---------------------------------------------------------------------------

    def columns(self) -> Columns:
        """Return the columns of rows that are read for lists."""
        found: Columns = {}
        for name, column in self.names.items():
            match self.given.get(name):
                case None:
                    found[column] = tree.NULL.copy()
                case GivenList() as of:
                    found[column] = _structures(self.policy.lists[name], of)
                case GivenTable(known=known):
                    yes = tree.truth(value=True)
                    found[KNOWN + column] = yes if known is None else tree.column(known)
        return found

    def joined(self, chain: Chain, rows: str) -> str:
        """Put the tables of lists into a chain, and how many records each row has there."""
        taken = []
        counts: Columns = {}
        for name, of in self.tables.items():
            column, relation = self.names[name], self._relation(name)
            read = exp.select(*[tree.named(x, t) for t, x in self._own_columns(name, of).items()])
            chain.put(
                relation.relation.removeprefix(PREFIX),
                read.from_(exp.table_(of.relation, quoted=True)),
            )
            found = {
                f"n{column}": exp.Count(this=exp.Star()),
                BAD + column: _counted(self._some_bad(name)),
                LACKS + column: _counted(self._some_lacks(name)),
            }
            taken.append((relation.key, relation.relation, found))
            counts |= self._counts(column)
        return chain.put("facts", with_records(rows, taken, counts)) if taken else rows

    def _counts(self, column: str) -> Columns:
        """Return how many records a row has, null where that is not known, and how many are odd."""
        known = tree.all_of(
            [tree.opposite(tree.is_null(tree.column(ROW_KEY))), tree.column(KNOWN + column)]
        )
        count = exp.Coalesce(this=tree.column(f"n{column}"), expressions=[tree.whole(0)])
        odd = {kind + column: tree.column(kind + column) for kind in (BAD, LACKS)}
        return {column: tree.case([(known, count)], tree.NULL.copy()), **odd}

    def _own_columns(self, name: str, of: GivenTable) -> Columns:
        """Return the columns of the records of a table."""
        prefix = self.names[name]
        found = {f"{prefix}k": tree.column(of.key)}
        if of.order is not None:
            found[f"{prefix}o"] = tree.column(of.order)
        for at, (fact, fact_of) in enumerate(self.policy.lists[name].facts.items()):
            found[f"{prefix}f{at}"] = fact_in_sql(fact_of, of.facts.get(fact))
        return found

    def _relation(self, name: str) -> Records:
        column = self.names[name]
        return Records(f"{PREFIX}list_{column.removeprefix('l')}", f"{column}k")

    # ---- records that have to be looked at ------------------------------------------------------

    def bad(self, name: str) -> Sql:
        """Return whether a record has a value that is not plain to see."""
        if isinstance(self.given[name], GivenTable):
            return self._is_some(BAD, name)
        return self._some(name, self._some_bad(name))

    def lacks(self, name: str) -> Sql:
        """Return whether a record lacks a value: it would have to be told which."""
        if isinstance(self.given[name], GivenTable):
            return self._is_some(LACKS, name)
        return self._some(name, self._some_lacks(name))

    def _is_some(self, kind: str, name: str) -> Sql:
        column = self.names[name]
        some = tree.compared(exp.GT, tree.column(kind + column), tree.whole(0))
        known = tree.opposite(tree.is_null(tree.column(column)))
        return tree.case(
            [(tree.all_of([known, some]), tree.truth(value=True))], tree.truth(value=False)
        )

    def _some(self, name: str, odd: Sql) -> Sql:
        """Return whether something holds for some record of a list in a column, if it is known."""
        rows = tree.column(self.names[name])
        some = tree.compared(exp.GT, tree.length(tree.filtered(rows, "x", odd)), tree.whole(0))
        return tree.case([(tree.is_null(rows), tree.truth(value=False))], some)

    def _some_bad(self, name: str) -> Sql:
        return tree.any_of([is_looked_at(fact, value) for fact, value in self._facts_in(name)])

    def _some_lacks(self, name: str) -> Sql:
        return tree.any_of([tree.is_null(value) for _, value in self._facts_in(name)])

    def _facts_in(self, name: str) -> list[tuple[m.Fact, Sql]]:
        """Return the facts of a list, each with its value in the record that is looked at."""
        facts = self.policy.lists[name].facts.values()
        return [(fact, self._field(name, at)("x")) for at, fact in enumerate(facts)]

    # ---- what terms read ------------------------------------------------------------------------

    def _field(self, name: str, at: int) -> Callable[[str], Sql]:
        """Return what tells a fact of a record, by its place."""
        if isinstance(self.given.get(name), GivenTable):
            return lambda _: tree.column(f"{self.names[name]}f{at}")
        return lambda record: tree.field(record, f"f{at}")

    def listed(self, name: str, steps: Steps) -> Listed:
        """Return the records of a list; one may share those of another."""
        policy = self.policy
        base = policy.same_records.get(name, name)
        given = list(policy.lists[base].facts)
        values = {
            f"{name}.{fact}": _value_in(self._field(base, given.index(fact)), of.type)
            for fact, of in policy.lists[name].facts.items()
            if fact in given
        }
        if len(values) < len(policy.lists[name].facts):
            raise NotInSqlError(f"the records of `{name}` have facts that those of `{base}` lack")
        column, source = tree.column(self.names[base]), self.given.get(base)
        if isinstance(source, GivenTable):
            order = None if source.order is None else f"{self.names[base]}o"
            return InTable(base, column, order, steps, values)
        fields = tuple(f"f{at}" for at in range(len(given)))
        return InColumn(column, fields, values, steps.put)


def _value_in(field: Callable[[str], Sql], of: m.Type) -> ValueIn:
    return lambda record: value_of_fact(field(record), of)


def _structures(of: m.List, given: GivenList) -> Sql:
    """Return the records of a list as structures of the values of their facts."""
    name, fields = "x", {}
    for at, (fact, fact_of) in enumerate(of.facts.items()):
        by = given.facts.get(fact)
        raw = None if by is None else tree.field(name, by.title)
        fields[f"f{at}"] = fact_in_sql(fact_of, by, raw)
    return tree.transformed(tree.column(given.title), name, tree.structure(fields))


def _counted(holds: Sql) -> Sql:
    """Return for how many records something holds."""
    return exp.Count(this=tree.case([(holds, tree.whole(1))], tree.NULL.copy()))
