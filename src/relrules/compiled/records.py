"""The records of lists in code where some facts may not be known: what is worked out of each.

A record is looked at like a record of the policy: its facts and results have names there, by their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from operator import itemgetter

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.walk import mapped
from relrules.compiled.asked import InputList, looks_at_all
from relrules.compiled.code import Code
from relrules.compiled.lists import columns_of, lists_given
from relrules.compiled.names import Names
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.program import Program, Rows
from relrules.source import FrozenDict


class Form(Enum):
    """How something stands in a row."""

    FACT = auto()
    ENDS = auto()
    BITS = auto()
    SAID = auto()


@frozen
class Records:
    """A list in code: the name of its rows, which is `None` if they are not known; and what stands in each."""

    key: str
    rows: str
    columns: tuple[tuple[str, Form], ...]

    def at_each(self, code: Code, names: Names) -> tuple[str, Names]:
        """Return the head of a loop over the rows, and what all is called inside of it."""
        inside = Names(dict(names.facts), dict(names.ends), dict(names.bits), dict(names.said))
        facts = dict(names.facts)
        parts: list[str] = []
        for key, form in self.columns:
            name = code.name("x")
            parts.append(name)
            match form:
                case Form.FACT:
                    facts[key] = name
                case Form.ENDS:
                    inside.ends[key] = name, code.name("x")
                    parts[-1] = f"({', '.join(inside.ends[key])})"
                case Form.BITS:
                    inside.bits[key] = name
                case Form.SAID:
                    inside.said[key] = name
        at, row = code.name("n"), ", ".join(parts)
        head = f"for {at}, ({row}{',' if row else ''}) in enumerate({self.rows}):"
        return head, evolve(inside, facts=facts, here={self.key: at})

    def with_result(self, code: Code, key: str, names: Names, found: str) -> Records:
        """Write a row with one more result, at the end of a loop; return the list with these rows."""
        columns = (*self.columns, (key, _form(key, names)))
        code.line(f"{found}.append(({', '.join(_in_row(*one, names) for one in columns)},))")
        return Records(self.key, found, columns)

    def given(self, code: Code, of: InputList) -> str:
        """Write what is looked at of each record, as a key to be remembered by."""
        keys = [key for key, _ in self.columns]
        if not all(one.key in keys for one in of.inside):
            raise NotCompiledError(of)
        picked = code.value(_picked([keys.index(one.key) for one in of.inside]))
        return f"None if {self.rows} is None else {picked}({self.rows})"


def _form(key: str, names: Names) -> Form:
    if key in names.ends:
        return Form.ENDS
    return Form.BITS if key in names.bits else Form.SAID


def _in_row(key: str, form: Form, names: Names) -> str:
    match form:
        case Form.FACT:
            return names.facts[key]
        case Form.ENDS:
            return f"({', '.join(names.ends[key])})"
        case Form.BITS:
            return names.bits[key]
        case Form.SAID:
            return names.said[key]


def _picked(places: Sequence[int]) -> Callable[[Sequence[Sequence[object]]], tuple[object, ...]]:
    """Return a function that gives some columns of rows."""
    match places:
        case []:
            return lambda rows: ((),) * len(rows)
        case [place]:
            return lambda rows: tuple([(row[place],) for row in rows])
        case _:
            pick = itemgetter(*places)
            return lambda rows: tuple(map(pick, rows))


def records_of(program: Program, code: Code, called: dict[str, str]) -> dict[str, Records]:
    """Write the rows of every list, with what stands in for facts; `called` is what is given."""
    policy = program.policy
    found: dict[str, Records] = {}
    sources = {name: name for name in lists_given(policy)} | dict(policy.same_records)
    for name, source in sources.items():
        facts, rows = policy.lists[name].facts, called[source]
        pick = columns_of(facts, tuple(policy.lists[source].facts))
        if pick is not None:
            picked = f"{code.value(pick)}({rows})"
            rows = code.fresh(f"None if {rows} is None else {picked}")
        found[name] = Records(name, rows, tuple((f"{name}.{fact}", Form.FACT) for fact in facts))
    return found


# ---- rows that are read for one record ------------------------------------------------------


def read_at_a_record(program: Program) -> Program:
    """Return a program in which results and advice of records look at what a record has by its key.

    Rows that look at all records of its list stay as they are.
    """
    rows = {
        key: of if of.list_name is None or looks_at_all(of) else _of_record(of, of.list_name)
        for key, of in program.rows.items()
    }
    return evolve(program, rows=FrozenDict(rows))


def _of_record(rows: Rows, list_name: str) -> Rows:
    def read(expr: m.Expr | None) -> m.Expr | None:
        return None if expr is None else _at_record(expr, list_name)

    return evolve(
        rows,
        conditions=tuple(map(read, rows.conditions)),
        values=tuple(_at_record(value, list_name) for value in rows.values),
        limits=tuple(evolve(limit, when=read(limit.when)) for limit in rows.limits),
    )


def _at_record(expr: m.Expr, list_name: str) -> m.Expr:
    """Return a term that looks at one record of a list as at what is no list's."""
    if isinstance(expr, m.Ref) and expr.list == list_name:
        return evolve(expr, list=None, name=expr.key)
    return mapped(expr, lambda inner: _at_record(inner, list_name))


def defines_of_records(policy: m.CheckedPolicy) -> Iterator[str]:
    """Yield the keys of the defines of records."""
    for name, of in policy.lists.items():
        yield from (f"{name}.{define}" for define in of.defines)
