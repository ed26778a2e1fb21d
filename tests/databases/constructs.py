"""What a case tries of the language, so that each engine is seen to have met all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from databases import engines
from databases.cases import Case, Shape
from relrules.check import model as m
from relrules.check.walk import parts_inside
from relrules.evaluate.program import Rows
from relrules.syntax.nodes import DateUnit, Measure

MET: dict[str, Counter[str]] = {}
"""How many cases each engine met of each construct, in this run."""

CONDITIONS = {
    m.Comparison: "compared",
    m.Between: "between",
    m.IsOneOf: "one of",
}
KINDS = {
    m.LevelType: "level",
    m.ChoiceType: "choice",
    m.NumberType: "number",
    m.YesNoType: "yes or no",
    m.DateType: "date",
    m.TextType: "text",
}
ALL = (
    "advice", "and, or", "average", "cap", "choice compared", "condition on a result", "date compared",
    "days", "dimension", "fact with a default", "grade", "highest, lowest", "level between",
    "level compared", "level one of", "months", "not", "number between", "number compared",
    "number in fractions", "product", "sum", "text compared", "take all", "value that is not the fact's",
    "unknown choice", "unknown date", "unknown level", "unknown number", "unknown text",
    "unknown yes or no", "worth of answers", "yes or no alone", *(shape.value for shape in Shape),
)  # fmt: skip


ALL += (
    "known or not", "level moved", "no answer", "of what is known", "quotient", "rounded",
    "steps between levels",
)  # fmt: skip
OF_LISTS = (
    "advice for each record", "count of distinct", "count of records", "result of a record",
    "share of records", "some, all or no records", "values of records",
)  # fmt: skip


def form(engine: str, *, in_tables: bool) -> str:
    """Return what an engine is called where lists are in tables of their own, or are not."""
    return f"{engine}, tables" if in_tables else engine


def wanted(engine: str) -> dict[str, tuple[str, ...]]:
    """Return what an engine has to meet, by how it is given lists."""
    found = {engine: ALL, form(engine, in_tables=True): OF_LISTS}
    for in_tables in engines.forms(engine, has_lists=True):
        name = form(engine, in_tables=in_tables)
        found[name] = tuple(dict.fromkeys((*found[name], *OF_LISTS)))
    return found


def count(engine: str, case: Case, said: Sequence[Sequence[str]]) -> None:
    """Count a case that an engine worked out, of which the interpreter says this."""
    found = set(constructs(case))
    if any(cells[-1] for cells in said):
        found.add("value that is not the fact's")
    MET.setdefault(engine, Counter()).update(found)


def lines() -> Iterator[str]:
    """Yield a table of how many cases each engine met of each construct."""
    width = max(len(name) for name in (*ALL, *OF_LISTS))
    yield f"{'':{width}} " + " ".join(f"{engine:>16}" for engine in MET)
    for name in (*ALL, *OF_LISTS):
        yield f"{name:{width}} " + " ".join(f"{met[name]:16}" for met in MET.values())


def constructs(case: Case) -> Iterator[str]:
    """Yield what a case tries, with repetitions."""
    policy = case.policy.checked
    yield case.shape.value
    yield from ("dimension" for _ in policy.dimensions)
    yield from ("grade" for _ in policy.grades)
    yield from ("advice" for _ in policy.advice)
    yield from ("advice for each record" for of in policy.advice.values() if of.for_each)
    for rows in case.policy.program.rows.values():
        yield from _of_rows(rows)
    for name, fact in policy.facts.items():
        if fact.default is not None:
            yield "fact with a default"
        if isinstance(fact.type, m.NumberType) and fact.type.decimals != 0:
            yield "number in fractions"
        if any(row.get(name) is None for row in case.rows):
            yield f"unknown {KINDS[type(fact.type)]}"


def _of_rows(rows: Rows) -> Iterator[str]:
    if rows.take_all:
        yield "take all"
    if rows.list_name is not None:
        yield "result of a record"
    yield from ("cap" for _ in rows.limits)
    conditions = [*rows.conditions, *(limit.when for limit in rows.limits)]
    for condition in conditions:
        for term in () if condition is None else parts_inside(condition):
            yield from _of_condition(term)
    for value in rows.values:
        for term in parts_inside(value):
            yield from _of_term(term)


def _of_condition(term: m.Expr) -> Iterator[str]:
    yield from _of_term(term)
    match term:
        case m.Comparison(left=of) | m.Between(value=of) | m.IsOneOf(value=of):
            yield f"{KINDS[type(of.type)]} {CONDITIONS[type(term)]}"
            if isinstance(of, m.Ref) and of.kind not in {m.Kind.FACT, m.Kind.TODAY}:
                yield "condition on a result"
        case m.Not():
            yield "not"
        case m.And() | m.Or():
            yield "and, or"
        case m.Ref(type=m.YesNoType()):
            yield "yes or no alone"
        case _:
            pass


def _of_term(term: m.Expr) -> Iterator[str]:
    match term:
        case m.Quotient():
            yield "quotient"
        case m.Rounded():
            yield "rounded"
        case m.Steps():
            yield "steps between levels"
        case m.Shifted():
            yield "level moved"
        case m.NoAnswer():
            yield "no answer"
        case m.IsKnown():
            yield "known or not"
        case m.Have():
            yield "some, all or no records"
        case m.Count(distinct=distinct):
            yield "count of records" if distinct is None else "count of distinct"
        case m.Share():
            yield "share of records"
        case m.Collected():
            yield "values of records"
        case m.Several(parts=parts) if any(part.known for part in parts):
            yield "of what is known"
        case m.Sum():
            yield "sum"
        case m.Product():
            yield "product"
        case m.Worth():
            yield "worth of answers"
        case m.Distance(unit=unit):
            yield "days" if unit is DateUnit.DAYS else "months"
        case m.Several(measure=Measure.HIGHEST | Measure.LOWEST):
            yield "highest, lowest"
        case m.Several(measure=Measure.AVERAGE | Measure.WEIGHTED_AVERAGE):
            yield "average"
        case _:
            pass
