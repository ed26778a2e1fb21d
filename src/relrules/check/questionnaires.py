"""Questionnaires: their items are facts, and what is counted of them is spelled out over these."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from relrules.check import model as m
from relrules.check.groups import report_no_group
from relrules.check.interval import Exact, Interval, added, plain
from relrules.check.symbols import PartOf, label_keys
from relrules.diagnostics.catalog import groups as say
from relrules.diagnostics.catalog import names as say_names
from relrules.source import Span
from relrules.syntax import nodes as n

if TYPE_CHECKING:
    from relrules.check.expressions import Typing

YES_NO = m.YesNoType()


def answers(typing: Typing, node: n.Answers) -> m.Expr | None:
    """Return what is counted of a questionnaire or one of its parts."""
    found = find_items(typing, node.of)
    if found is None:
        return None
    questionnaire, names, part = found
    yes_or_no = isinstance(questionnaire.answers, n.YesNoType)
    if node.tally in (n.Tally.ALL, n.Tally.SOME) and not yes_or_no:
        typing.report(say.answers_not_yes_or_no(node.span, node.of.text))
        return None
    if node.estimated and questionnaire.estimate is None:
        # A line that could not be read may have been meant to say it.
        if not questionnaire.damaged:
            typing.report(say.estimate_not_declared(node.span, questionnaire.heading.name.text))
        return None
    items = [_item(typing, questionnaire, name) for name in names]
    refs = [item for item in items if item is not None]
    if len(refs) < len(items) or not refs:
        return None
    tallying = _Tallying(node.span, refs, questionnaire)
    value = _tally(tallying, node.tally)
    if node.estimated:
        wanted = _conditions(typing, tallying, questionnaire, part)
        value = None if wanted is None else tallying.estimate(node.tally, wanted)
    if value is None:
        return None
    return m.Answers(
        span=node.span,
        type=value.type,
        tally=node.tally,
        of=(part or questionnaire).heading.name.key,
        estimated=node.estimated,
        value=value,
    )


def find_items(
    typing: Typing, name: n.Name
) -> tuple[n.Questionnaire, list[n.Name], n.ItemPart | None] | None:
    """Return the questionnaire of a name, its items, and which of its parts is meant."""
    top = typing.symbols.top
    match top.questionnaires.find(name):
        case str() as found:
            node = top.questionnaires.nodes[found]
        case None:
            if name.key not in top.unreadable_groups and name.key:
                report_no_group(typing, name, "questionnaire")
            return None
        case several:
            typing.report(say_names.ambiguous_name(name.span, several))
            return None
    match node:
        case n.Questionnaire():
            return node, item_names(node), None
        case PartOf(questionnaire=questionnaire, part=part):
            return questionnaire, part_items(questionnaire, part), part
        case _:
            return None


def item_names(node: n.Questionnaire) -> list[n.Name]:
    """Return the items of a questionnaire."""
    return [heading.name for item in node.items for heading in item.headings]


def reversed_items(node: n.Questionnaire) -> set[str]:
    """Return the items that count the other way round."""
    return {h.name.key for item in node.items if item.reversed for h in item.headings}


def part_items(node: n.Questionnaire, part: n.ItemPart) -> list[n.Name]:
    """Return the items of a part."""
    names, other_way = item_names(node), reversed_items(node)
    match part.kind:
        case n.ItemsKind.ALL:
            return names
        case n.ItemsKind.REVERSED:
            return [name for name in names if name.key in other_way]
        case n.ItemsKind.NOT_REVERSED:
            return [name for name in names if name.key not in other_way]
        case n.ItemsKind.NAMED:
            return [item_called(node, name) or name for name in part.items]


def item_called(node: n.Questionnaire, name: n.Name) -> n.Name | None:
    """Return the item of this name, or of this label where only one has it."""
    headings = [heading for item in node.items for heading in item.headings]
    own = [heading.name for heading in headings if heading.name.key == name.key]
    labelled = [heading.name for heading in headings if name.key in label_keys(heading)]
    found = own or labelled
    return found[0] if len(found) == 1 else None


def _item(typing: Typing, questionnaire: n.Questionnaire, name: n.Name) -> m.Ref | None:
    symbol = typing.symbols.top.values.get(name.key)
    if symbol is None or symbol.node is not questionnaire:
        return None
    typing.used.add(symbol.key)
    of = typing.type_of(symbol, name.span)
    if of is None:
        return None
    return m.Ref(span=name.span, type=of, kind=m.Kind.FACT, name=symbol.id)


class _Tallying:
    """Spells out what is counted of some items."""

    def __init__(self, span: Span, refs: Sequence[m.Ref], questionnaire: n.Questionnaire) -> None:
        self.span = span
        self.refs = refs
        self.other_way = reversed_items(questionnaire)
        self.worths = answer_worths(questionnaire, refs[0].type)
        self.low, self.high = worth_limits(questionnaire, refs[0].type)

    def constant(self, value: Exact) -> m.Constant:
        return m.Constant(span=self.span, type=m.NumberType(value, value), value=value)

    def worth(self, ref: m.Ref) -> m.Expr:
        """Return what an item counts, after reversal."""
        of = m.NumberType(self.low, self.high, 0 if self._is_whole() else None)
        counted: m.Expr = ref
        if self.worths is not None:
            counted = m.Worth(span=self.span, type=of, value=ref, worths=self.worths)
        if ref.name not in self.other_way:
            return counted
        ends = self.constant(plain(Fraction(self.low + self.high)))
        return m.Sum(span=self.span, type=of, terms=((True, ends), (False, counted)))

    def _is_whole(self) -> bool:
        worths = [worth for _, worth in self.worths or ()]
        return all(worth.denominator == 1 for worth in worths)

    def total(self) -> m.Expr:
        limits = Interval(0, 0)
        for _ in self.refs:
            limits = added(limits, Interval(self.low, self.high))
        of = m.NumberType(limits.low, limits.high, 0 if self._is_whole() else None)
        return m.Sum(span=self.span, type=of, terms=tuple((True, self.worth(r)) for r in self.refs))

    def scaled(self, value: m.Expr, by: Exact, plus: Exact) -> m.Expr:
        """Return `value * by + plus`."""
        low = (self.low_of(value)) * by + plus
        high = (self.high_of(value)) * by + plus
        of = m.NumberType(plain(Fraction(low)), plain(Fraction(high)))
        product = m.Product(
            span=self.span, type=of, factors=((True, value), (True, self.constant(by)))
        )
        if not plus:
            return product
        return m.Sum(span=self.span, type=of, terms=((True, product), (True, self.constant(plus))))

    def low_of(self, value: m.Expr) -> Exact:
        low = value.type.low if isinstance(value.type, m.NumberType) else None
        return 0 if low is None else low

    def high_of(self, value: m.Expr) -> Exact:
        high = value.type.high if isinstance(value.type, m.NumberType) else None
        return 0 if high is None else high

    def mean(self) -> m.Expr:
        return self.scaled(self.total(), Fraction(1, len(self.refs)), 0)

    def percent_of_mean(self, mean: m.Expr) -> m.Expr:
        """Return where the mean lies between the lowest answer, 0, and the highest, 100."""
        factor = Fraction(100) / (self.high - self.low) if self.high > self.low else Fraction(0)
        return self.scaled(mean, factor, plain(-self.low * factor))

    def answered(self, refs: Sequence[m.Ref]) -> m.Holding:
        known = tuple(
            m.IsKnown(span=self.span, type=YES_NO, value=ref, negated=False) for ref in refs
        )
        of = m.NumberType(0, len(refs), 0)
        return m.Holding(span=self.span, type=of, conditions=known)

    def conditions(self) -> tuple[m.Expr, ...]:
        """Return each item as a condition, after reversal."""
        return tuple(
            m.Not(span=self.span, type=YES_NO, operand=ref) if ref.name in self.other_way else ref
            for ref in self.refs
        )

    def known_mean(self) -> m.Expr:
        """Return the mean of the items that are answered."""
        of = m.NumberType(self.low, self.high)
        parts = tuple(m.Part(value=self.worth(ref), weight=1, known=True) for ref in self.refs)
        return m.Several(span=self.span, type=of, measure=n.Measure.AVERAGE, parts=parts)

    def estimate(self, tally: n.Tally, wanted: Sequence[m.Expr]) -> m.Expr:
        """Return a tally of the person mean where enough is answered, else no answer."""
        mean = self.known_mean()
        match tally:
            case n.Tally.MEAN:
                value = mean
            case n.Tally.PERCENT:
                value = self.percent_of_mean(mean)
            case _:
                value = self.scaled(mean, len(self.refs), 0)
        enough: m.Expr = (
            wanted[0]
            if len(wanted) == 1
            else m.And(span=self.span, type=YES_NO, operands=tuple(wanted))
        )
        nothing = m.NoAnswer(span=self.span, type=value.type)
        rows = (m.Case(value=value, when=enough), m.Case(value=nothing, when=None))
        return m.Cases(span=self.span, type=value.type, rows=rows)


def _tally(tallying: _Tallying, tally: n.Tally) -> m.Expr | None:
    match tally:
        case n.Tally.TOTAL:
            return tallying.total()
        case n.Tally.MEAN:
            return tallying.mean()
        case n.Tally.PERCENT:
            return tallying.percent_of_mean(tallying.mean())
        case n.Tally.ANSWERED:
            return tallying.answered(tallying.refs)
        case n.Tally.ALL:
            return m.And(span=tallying.span, type=YES_NO, operands=tallying.conditions())
        case n.Tally.SOME:
            return m.Or(span=tallying.span, type=YES_NO, operands=tallying.conditions())


def _conditions(
    typing: Typing,
    tallying: _Tallying,
    questionnaire: n.Questionnaire,
    part: n.ItemPart | None,
) -> list[m.Expr] | None:
    """Return what must hold for an estimate: enough answers, over all and in each part."""
    estimate = questionnaire.estimate
    if estimate is None:
        return None
    wanted: list[tuple[list[n.Name], n.Number]] = []
    if part is None:
        wanted.append((item_names(questionnaire), estimate.overall.needed))
        if estimate.each_part is not None:
            parts = [part_items(questionnaire, p) for p in questionnaire.parts]
            wanted += [(names, estimate.each_part.needed) for names in parts]
    elif estimate.each_part is not None:
        wanted.append((part_items(questionnaire, part), estimate.each_part.needed))
    else:
        wanted.append((part_items(questionnaire, part), estimate.overall.needed))
    found: list[m.Expr] = []
    for names, needed in wanted:
        refs = [_item(typing, questionnaire, name) for name in names]
        known = [ref for ref in refs if ref is not None]
        if len(known) < len(refs):
            return None
        found.append(
            m.Comparison(
                span=tallying.span,
                type=YES_NO,
                op=n.ComparisonOp.GE,
                left=tallying.answered(known),
                right=tallying.constant(min(needed.value, len(known))),
            )
        )
    return found


def answer_worths(node: n.Questionnaire, of: m.Type) -> tuple[tuple[m.Value, Exact], ...] | None:
    """Return what each answer counts before reversal; `None` where it is the number itself."""
    match node.answers, of:
        case n.AnswerLevels(worth=worth), m.LevelType(scale=scale):
            stated = [number.value for number in worth]
            counted = stated if len(stated) == len(scale.ids) else range(len(scale.ids))
            return tuple(zip(scale.ids, counted, strict=True))
        case n.YesNoType(), _:
            return ((True, 1), (False, 0))
        case _:
            return None


def worth_limits(node: n.Questionnaire, of: m.Type) -> tuple[Exact, Exact]:
    """Return the least and the most that an answer counts."""
    if isinstance(of, m.NumberType):
        return of.low or 0, of.high or 0
    counted = [worth for _, worth in answer_worths(node, of) or ((True, 1), (False, 0))]
    return min(counted), max(counted)
