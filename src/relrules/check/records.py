"""Typing what looks at the records of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from relrules.check import model as m
from relrules.check.groups import report_no_group
from relrules.check.interval import Interval, hull
from relrules.check.levels_and_numbers import (
    against_or_no_answer,
    can_be_measured,
    number_or_no_answer,
)
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import names as say_names
from relrules.syntax import nodes as n

if TYPE_CHECKING:
    from relrules.check.expressions import Typing

YES_NO = m.YesNoType()
TITLE_NAMES = ("name", "姓名", "名称")


def find_list(typing: Typing, name: n.Name) -> str | None:
    """Return the list of a name, and report one that is none."""
    top = typing.symbols.top
    match top.lists.find(name):
        case str() as found:
            typing.used.add(found)
            return found
        case None:
            if name.key in top.unreadable_groups or not name.key:
                return None
            report_no_group(typing, name, "list")
            return None
        case several:
            typing.report(say_names.ambiguous_name(name.span, several))
            return None


def title_of(facts: Mapping[str, m.Fact]) -> str | None:
    """Return the fact that a record is called by: the one called `name`, else the first text."""
    texts_ = [name for name, fact in facts.items() if isinstance(fact.type, m.TextType)]
    return next((name for name in texts_ if name in TITLE_NAMES), texts_[0] if texts_ else None)


def have(typing: Typing, node: n.Have) -> m.Expr | None:
    """Return whether records of a list have something."""
    name = find_list(typing, node.list)
    if name is None:
        return None
    condition = typing.inside(name).condition(node.condition)
    count = node.count.value if node.count else None
    if node.count is not None and (not isinstance(count, int) or count < 1):
        typing.report(say_groups.count_not_positive(node.count.span))
        return None
    if condition is None:
        return None
    return m.Have(
        span=node.span,
        type=YES_NO,
        quantifier=node.quantifier,
        list=name,
        condition=condition,
        count=count if isinstance(count, int) else None,
    )


def count(typing: Typing, node: n.Count) -> m.Expr | None:
    """Return how many records, or different values of them, there are."""
    name = find_list(typing, node.list)
    if name is None:
        return None
    inside = typing.inside(name)
    where = _where(inside, node)
    distinct = inside.term(node.distinct) if node.distinct is not None else None
    if (where is None) is not (node.where is None):
        return None
    if (distinct is None) is not (node.distinct is None):
        return None
    most = _most_different(distinct.type) if distinct is not None else None
    of = m.NumberType(0, most, 0)
    return m.Count(span=node.span, type=of, list=name, where=where, distinct=distinct)


def _where(inside: Typing, node: n.Count | n.Share | n.Collected) -> m.Expr | None:
    """Return which records count; report a number that is compared with yes or no there."""
    match node.where:
        case None:
            return None
        case n.Comparison(left=left, right=n.Number()) as where if _is_yes_or_no(inside, left):
            text, begin = node.span.source.text, node.span.start
            taken, rest = text[begin : left.span.end], text[left.span.end : where.span.end]
            inside.report(say_groups.where_takes_comparison(where.span, f"({taken}){rest}"))
            return None
        case where:
            return inside.condition(where)


def _is_yes_or_no(typing: Typing, node: n.Expr) -> bool:
    if not isinstance(node, n.Name):
        return False
    found = evolve(typing, report=lambda _: None).term(node)
    return found is not None and isinstance(found.type, m.YesNoType)


def _most_different(of: m.Type) -> int | None:
    match of:
        case m.LevelType(scale=scale):
            return len(scale.ids)
        case m.ChoiceType():
            return len(of.ids)
        case m.YesNoType():
            return 2
        case _:
            return None


def share(typing: Typing, node: n.Share) -> m.Expr | None:
    """Return the part of the records that meet a condition."""
    name = find_list(typing, node.list)
    if name is None:
        return None
    where = _where(typing.inside(name), node)
    if node.if_empty is None:
        typing.report(say_groups.if_empty_needed(node.span, node.list.text))
        return None
    if_empty = number_or_no_answer(typing, node.if_empty)
    if where is None or if_empty is None:
        return None
    limits = hull([Interval(0, 1), *_limits_of([if_empty])])
    of = m.NumberType(limits.low, limits.high)
    return m.Share(span=node.span, type=of, list=name, where=where, if_empty=if_empty)


def collected(typing: Typing, node: n.Collected) -> m.Expr | None:
    """Return a value of the records, taken together."""
    name = find_list(typing, node.list)
    if name is None:
        return None
    inside = typing.inside(name)
    value = inside.term(node.value)
    where = _where(inside, node)
    if value is None or (where is None) is not (node.where is None):
        return None
    if not can_be_measured(inside, node, value):
        return None
    if_empty = _if_empty(typing, node, value)
    if if_empty is None:
        return None
    return m.Collected(
        span=node.span,
        type=_collected_type(node.measure, value, if_empty),
        measure=node.measure,
        value=value,
        list=name,
        where=where,
        if_empty=if_empty,
    )


def _if_empty(typing: Typing, node: n.Collected, value: m.Expr) -> m.Expr | None:
    """Return what stands in without records: for a sum that is 0."""
    if node.if_empty is not None:
        return against_or_no_answer(typing, node.if_empty, value)
    if node.measure is n.Measure.SUM:
        return m.Constant(span=node.span, type=m.NumberType(0, 0, 0), value=0)
    typing.report(say_groups.if_empty_needed(node.span, node.list.text))
    return None


def _collected_type(measure: n.Measure, value: m.Expr, if_empty: m.Expr) -> m.Type:
    of = value.type
    if not isinstance(of, m.NumberType):
        return of
    limits = Interval(of.low, of.high)
    if measure is n.Measure.SUM:
        # There may be any number of records.
        limits = Interval(
            0 if of.low is not None and of.low >= 0 else None,
            0 if of.high is not None and of.high <= 0 else None,
        )
    found = hull([limits, *_limits_of([if_empty])])
    decimals = None if measure is n.Measure.AVERAGE else of.decimals
    other = if_empty.type
    if decimals is not None and isinstance(other, m.NumberType):
        no_answer = isinstance(if_empty, m.NoAnswer)
        decimals = decimals if no_answer else _more(decimals, other.decimals)
    return m.NumberType(found.low, found.high, decimals)


def _more(one: int, other: int | None) -> int | None:
    return None if other is None else max(one, other)


def _limits_of(exprs: list[m.Expr]) -> list[Interval]:
    return [
        Interval(e.type.low, e.type.high)
        for e in exprs
        if isinstance(e.type, m.NumberType) and not isinstance(e, m.NoAnswer)
    ]
