"""Checking scales, facts and questionnaires."""

from __future__ import annotations

from attrs import define

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.examples import allowed
from relrules.check.headings import YES_NO, Headings
from relrules.check.questionnaires import (
    answer_worths,
    item_called,
    item_names,
    part_items,
    reversed_items,
    worth_limits,
)
from relrules.check.texts import label, maybe_texts
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import types as say_types
from relrules.diagnostics.words import near
from relrules.source import FrozenDict
from relrules.syntax import nodes as n
from relrules.syntax.limits import MOST_DIGITS


@define
class Facts(Headings):
    """Checks what is asked."""

    def scale(self, node: n.Scale) -> m.Scale:
        """Return a scale."""
        return m.Scale(node.heading.name.text, self.options(node.options))

    def fact_type(self, heading: n.Heading, node: n.Fact | n.Questionnaire) -> m.Type | None:
        """Return the type of a fact, or of an item."""
        owner = heading.name.text
        if isinstance(node, n.Questionnaire):
            return self._answer_type(node)
        match node.type:
            case n.LevelsType() | n.LevelsOf():
                scale = self.scale_of(node.type, owner)
                return None if scale is None else m.LevelType(scale)
            case n.ChoicesType(options=options):
                return m.ChoiceType(owner, self.options(options))
            case n.NumberType():
                return self._number_type(node.type)
            case n.YesNoType():
                return YES_NO
            case n.DateType():
                return m.DateType()
            case n.TextType():
                return m.TextType()
            case None:
                return None

    def _answer_type(self, node: n.Questionnaire) -> m.Type | None:
        match node.answers:
            case n.AnswerRange(low=low, high=high):
                return m.NumberType(low.value, high.value, 0)
            case n.AnswerLevels(levels=levels):
                scale = self.scale_of(levels, node.heading.name.text)
                return None if scale is None else m.LevelType(scale)
            case n.YesNoType():
                return YES_NO
            case None:
                return None

    def _number_type(self, node: n.NumberType) -> m.NumberType:
        low = node.low.value if node.low else None
        high = node.high.value if node.high else None
        if node.low and node.high and node.low.value > node.high.value:
            span = node.low.span.to(node.high.span)
            self.report(
                say_types.invalid_range(
                    span, words.number(node.low.value), words.number(node.high.value)
                )
            )
        decimals = 0 if node.whole else None
        if node.decimals:
            places = node.decimals.value
            if not isinstance(places, int) or places > MOST_DIGITS:
                self.report(say_types.invalid_decimals(node.decimals.span, MOST_DIGITS))
            elif decimals is None:
                decimals = places
        return m.NumberType(low, high, decimals, maybe_texts(node.unit, self.lang))

    def fact(self, heading: n.Heading, node: n.Fact | n.Questionnaire, of: m.Type) -> m.Fact:
        """Return a fact; `confidential` is added once its condition can be typed."""
        if isinstance(node, n.Questionnaire):
            return m.Fact(
                label=self.label(heading),
                span=heading.name.span,
                citation=self.citation(heading),
                type=of,
                ask=maybe_texts(node.ask, self.lang),
            )
        return m.Fact(
            label=self.label(heading),
            span=heading.name.span,
            citation=self.citation(heading),
            assumptions=self.assumptions(node.assumptions),
            type=of,
            ask=maybe_texts(node.ask, self.lang),
            hint=maybe_texts(node.hint, self.lang),
            aliases=tuple(alias.value for alias in node.aliases),
            missing=tuple(marker.value for marker in node.missing),
            default=self._default(heading, node, of),
            effort=node.effort.value if node.effort else 1,
            fixed=node.fixed,
        )

    def _default(self, heading: n.Heading, node: n.Fact, of: m.Type) -> m.Value | None:
        if node.default is None:
            return None
        anchor = m.Ref(span=heading.name.span, type=of, kind=m.Kind.FACT, name=heading.name.key)
        value = self.typing.constant(node.default, anchor)
        if value is None:
            return None
        if not allowed(value.value, of):
            self.report(say_types.value_outside(value.span, anchor.name, words.domain(of)))
            return None
        return value.value

    def confidential(self, node: n.Fact) -> m.Confidential | None:
        """Return who may see a fact."""
        found = node.confidential
        if found is None:
            return None
        when = self.typing.condition(found.when.condition) if found.when else None
        return m.Confidential(audiences=tuple(name.key for name in found.audiences), when=when)

    def questionnaire(
        self, node: n.Questionnaire, types: dict[str, m.Type]
    ) -> m.Questionnaire | None:
        """Return a questionnaire; `types` are the types of its items."""
        items = item_names(node)
        known = [types[name.key] for name in items if name.key in types]
        if not known or len(known) < len(items):
            return None
        names = {name.key for name in items}
        parts: dict[str, m.ItemPart] = {}
        for part in node.parts:
            for name in part.items:
                # An item that is declared twice is called by its name, though it has two places.
                if item_called(node, name) is None and name.key not in names:
                    suggestions = near(name.text, [i.text for i in items])
                    self.report(say_groups.unknown_group(name.span, "item", suggestions))
            found = tuple(name.key for name in part_items(node, part) if name.key in names)
            if not found and not part.items and not node.damaged:
                name_ = node.heading.name.text
                self.report(say_groups.empty_part(part.heading.name.span, name_))
            parts[part.heading.name.key] = m.ItemPart(label=self.label(part.heading), items=found)
        self._check_range(node)
        self._check_worth(node, known[0])
        self._check_estimate(node, {name: len(part.items) for name, part in parts.items()})
        low, high = worth_limits(node, known[0])
        estimate = node.estimate
        return m.Questionnaire(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            items=tuple(name.key for name in items),
            reversed=frozenset(reversed_items(node)),
            parts=FrozenDict(parts),
            low=low,
            high=high,
            worths=answer_worths(node, known[0]),
            needed=int(estimate.overall.needed.value) if estimate else None,
            needed_in_each_part=(
                int(estimate.each_part.needed.value) if estimate and estimate.each_part else None
            ),
            ask=maybe_texts(node.ask, self.lang),
            hint=maybe_texts(node.hint, self.lang),
        )

    def _check_range(self, node: n.Questionnaire) -> None:
        """Report answers whose lowest is above their highest."""
        match node.answers:
            case n.AnswerRange(low=low, high=high) if low.value > high.value:
                ends = words.number(low.value), words.number(high.value)
                self.report(say_types.invalid_range(low.span.to(high.span), *ends))
            case _:
                pass

    def _check_worth(self, node: n.Questionnaire, of: m.Type) -> None:
        """Report a worth too few or too many."""
        if not isinstance(node.answers, n.AnswerLevels) or not isinstance(of, m.LevelType):
            return
        stated, levels = node.answers.worth, of.scale.ids
        if stated and len(stated) != len(levels):
            span = stated[0].span.to(stated[-1].span)
            self.report(say_groups.wrong_worths(span, len(stated), len(levels)))

    def _check_estimate(self, node: n.Questionnaire, parts: dict[str, int]) -> None:
        """Report a count of items that is not the one there is, or a minimum above it."""
        estimate = node.estimate
        if estimate is None or node.damaged:
            return
        count = len(item_names(node))
        name = node.heading.name.text
        self._check_out_of(estimate.overall, name, count)
        if estimate.each_part is not None:
            for part, items in parts.items():
                self._check_out_of(estimate.each_part, part, items)

    def _check_out_of(self, node: n.OutOfItems, name: str, count: int) -> None:
        if node.of.value != count:
            self.report(say_groups.wrong_item_count(node.of.span, name, count))
        elif not isinstance(node.needed.value, int) or not 1 <= node.needed.value <= count:
            self.report(say_groups.wrong_item_minimum(node.needed.span, count))

    def option_label(self, name: n.Name, texts: n.Texts | None) -> m.Label:
        """Return the label of a level that a row declares."""
        return label(name, texts, self.lang)
