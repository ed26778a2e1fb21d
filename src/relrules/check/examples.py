"""Checking examples: what is given fits the facts, what is expected fits the results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from attrs import define, field

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.compare import is_number
from relrules.check.expressions import Typing
from relrules.check.groups import list_with
from relrules.check.records import find_list, title_of
from relrules.check.symbols import Foreign, Symbols, Unreadable
from relrules.check.texts import texts
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.diagnostics.catalog import types as say
from relrules.diagnostics.words import near
from relrules.source import FrozenDict
from relrules.syntax import nodes as n

GIVEN = (m.Kind.FACT, m.Kind.TODAY)
RESULTS = (m.Kind.DEFINE, m.Kind.DIMENSION, m.Kind.SCORE, m.Kind.GRADE)


@define
class Examples:
    """Checks the examples of one policy.

    `costing` are the dimensions that may cost each score points, where that is known.
    """

    lang: str
    symbols: Symbols
    typing: Typing
    facts: Mapping[str, m.Fact]
    advice: Mapping[str, m.Advice]
    costing: Mapping[str, tuple[str, ...]] | None
    report: Callable[[Diagnostic], None]

    def example(self, node: n.Example) -> m.Example | None:
        """Return an example, or `None` where something in it is mistaken."""
        reading = _Given(self, self.typing)
        for assignment in node.given:
            reading.add(assignment)
        lists: dict[str, m.Records] = {}
        sound = True
        firsts: dict[str, n.GivenRecords] = {}
        for given in node.given_records:
            name = find_list(self.typing, given.list)
            if name is not None and firsts.setdefault(name, given) is not given:
                earlier = firsts[name].list.span
                self.report(say_syntax.repeated_clause(given.list.span, given.list.text, earlier))
                sound = False
                continue
            records = None if name is None else self._records(name, given)
            if name is None or records is None:
                sound = False
            else:
                lists[name] = records
        expected = [self._expectation(e) for e in node.expect]
        sound = self._check_titles(node, lists) and sound
        if not sound or not reading.sound or None in expected:
            return None
        return m.Example(
            span=node.title.span,
            title=texts(node.title, self.lang),
            given=FrozenDict(reading.facts),
            today=reading.today,
            expect=tuple(e for e in expected if e is not None),
            lists=FrozenDict(lists),
            results=FrozenDict(reading.results),
        )

    def _check_titles(self, node: n.Example, lists: Mapping[str, m.Records]) -> bool:
        """Report advice that is expected for a record the example does not give."""
        sound = True
        if node.damaged:
            return sound
        for expectation in node.expect:
            if not isinstance(expectation, n.ExpectAdvice) or expectation.record is None:
                continue
            found = self.symbols.find_advice(expectation.name)
            checked = self.advice.get(found) if isinstance(found, str) else None
            list_name = checked.for_each if checked else None
            if list_name is None or isinstance(self.symbols.lists.nodes.get(list_name), Foreign):
                # What a used policy calls a record is seen where its facts are.
                continue
            titles = self._titles(list_name, lists.get(list_name, ()))
            wanted = expectation.record
            if wanted.value not in titles:
                self.report(say_groups.unknown_record(wanted.span, list_name, titles))
                sound = False
        return sound

    def _titles(self, list_name: str, records: m.Records) -> list[str]:
        """Return what the records of a list are called."""
        members = self.symbols.members[list_name].values
        facts = {k: self.facts[s.key] for k, s in members.items() if s.key in self.facts}
        title = title_of(facts)
        called = [None if title is None else record.get(title) for record in records]
        return [str(at if name is None else name) for at, name in enumerate(called, 1)]

    def _records(self, name: str, node: n.GivenRecords) -> m.Records | None:
        """Return the records that are given of a list."""
        typing = self.typing.inside(name)
        found: list[Mapping[str, m.Value]] = []
        sound = True
        for record in node.records:
            reading = _Given(self, typing, name)
            for assignment in record.facts:
                reading.add(assignment)
            sound = sound and reading.sound
            found.append(FrozenDict(reading.facts))
        return tuple(found) if sound else None

    def is_allowed(self, value: m.Constant, ref: m.Ref) -> bool:
        """Report a value that the fact cannot have."""
        if ref.kind is m.Kind.FACT and not allowed(value.value, ref.type):
            self.report(say.value_outside(value.span, ref.name, words.domain(ref.type)))
            return False
        return True

    def _expectation(self, node: n.Expectation) -> m.Expectation | None:
        match node:
            case n.ExpectValue(name=name, value=value):
                result = self._result(name)
                constant = self.typing.constant(value, result) if result else None
                if result is None or constant is None:
                    return None
                return m.ExpectValue(span=node.span, result=result, value=constant.value)
            case n.ExpectBetween(name=name, low=low, high=high):
                result = self._result(name)
                if result is None:
                    return None
                if not isinstance(result.type, m.NumberType):
                    self.report(say.wrong_type(name.span, words.a_type(result.type), "a number"))
                    return None
                return m.ExpectBetween(
                    span=node.span,
                    result=result,
                    low=low.value,
                    high=high.value,
                    or_no_answer=node.or_no_answer,
                )
            case n.ExpectPossible(name=name, values=values):
                result = self._result(name)
                if result is None:
                    return None
                constants = [self.typing.constant(v, result) for v in values]
                if None in constants:
                    return None
                return m.ExpectPossible(
                    span=node.span,
                    result=result,
                    values=frozenset(c.value for c in constants if c is not None),
                    or_no_answer=node.or_no_answer,
                )
            case n.ExpectAdvice(name=name, state=state, alert=alert):
                return self._advice(node, name, state, alert=alert)
            case n.ExpectNoAnswer(name=name):
                result = self._result(name)
                return None if result is None else m.ExpectNoAnswer(span=node.span, result=result)
            case n.ExpectReasons(names=names):
                if not self._has_score():
                    self.report(say_names.no_reasons(node.span))
                    return None
                return self._reasons(node, names)

    def _reasons(self, node: n.ExpectReasons, names: Sequence[n.Name]) -> m.ExpectReasons | None:
        """Return expected reasons, and report dimensions that no score is made of."""
        found = [self._dimension(name) for name in names]
        dimensions = tuple(d for d in found if d is not None)
        if len(dimensions) < len(found):
            return None
        if self.costing and not self._can_cost(node, names, dimensions):
            return None
        return m.ExpectReasons(span=node.span, dimensions=dimensions)

    def _can_cost(
        self, node: n.ExpectReasons, names: Sequence[n.Name], dimensions: Sequence[str]
    ) -> bool:
        """Report dimensions that no score is made of, or none of all of them."""
        scores = self.costing or {}
        # What a used policy calls its scores and dimensions is known there.
        is_foreign = any("." in dimension for dimension in dimensions)
        is_unsure = is_foreign or bool(self.symbols.unreadable)
        if is_unsure or any({*dimensions} <= {*below} for below in scores.values()):
            return True
        score, made_of = max(scores.items(), key=lambda pair: len({*pair[1]} & {*dimensions}))
        stray = [
            name.span
            for name, dimension in zip(names, dimensions, strict=True)
            if not any(dimension in below for below in scores.values())
        ]
        for span in stray:
            self.report(say_names.costs_no_score(span, score, made_of))
        if not stray:
            self.report(say_names.no_score_of_all(node.span, score, made_of))
        return False

    def _has_score(self) -> bool:
        """Return whether there is a score, or may be one in a line that could not be read."""
        kinds = [symbol.kind for symbol in self.symbols.values.values()]
        return m.Kind.SCORE in kinds or bool(self.symbols.unreadable)

    def _result(self, name: n.Name) -> m.Ref | None:
        ref = self.typing.reference(name)
        if ref is not None and ref.kind not in RESULTS:
            is_kind = "a fact" if ref.kind is m.Kind.FACT else "the day of the evaluation"
            self.report(say_names.wrong_kind(name.span, is_kind, "a result"))
            return None
        return ref

    def _dimension(self, name: n.Name) -> str | None:
        ref = self._result(name)
        if ref is not None and ref.kind is not m.Kind.DIMENSION:
            self.report(say_names.wrong_kind(name.span, f"a {ref.kind.value}", "a dimension"))
            return None
        return ref.name if ref else None

    def _advice(
        self, node: n.ExpectAdvice, name: n.Name, state: n.AdviceState, *, alert: bool
    ) -> m.Expectation | None:
        match self.symbols.find_advice(name):
            case str() as found:
                is_alert = self.symbols.advice[found].alert
                if is_alert is not alert:
                    is_kind, wanted = ("an alert", "advice") if is_alert else ("advice", "an alert")
                    self.report(say_names.wrong_kind(name.span, is_kind, wanted))
                    return None
                checked = self.advice.get(found)
                if checked is None:
                    return None
                record = node.record.value if node.record else None
                if node.record is not None and checked.for_each is None:
                    self.report(say_groups.not_for_each(node.record.span, found))
                    return None
                return m.ExpectAdvice(span=node.span, advice=found, state=state, record=record)
            case Unreadable():
                return None
            case None:
                names = [a.heading.name.text for a in self.symbols.advice.values()]
                self.report(say_names.unknown_name(name.span, near(name.text, names)))
                return None
            case several:
                self.report(say_names.ambiguous_name(name.span, several))
                return None


@define
class _Given:
    """What an example gives: the facts of a policy, or of one record of a list."""

    examples: Examples
    typing: Typing
    list_name: str | None = None
    facts: dict[str, m.Value] = field(factory=dict)
    results: dict[str, m.Value] = field(factory=dict)
    today: dt.date | None = None
    firsts: dict[str, n.Assignment] = field(factory=dict)
    sound: bool = True

    def add(self, node: n.Assignment) -> None:
        """Add `name = value`, unless something in it is mistaken."""
        report = self.examples.report
        misplaced = self._misplaced(node.name)
        if misplaced is not None:
            report(misplaced)
            self.sound = False
            return
        ref = self.typing.reference(node.name)
        if ref is None:
            self.sound = False
            return
        first = self.firsts.setdefault(ref.key, node)
        if first is not node:
            report(say_syntax.repeated_clause(node.name.span, node.name.text, first.name.span))
            return
        stands_in = "." in ref.name and ref.kind in RESULTS
        if ref.list != self.list_name or not (ref.kind in GIVEN or stands_in):
            kind = f"a {ref.kind.value}" if ref.list == self.list_name else "a fact of the policy"
            wanted = "a fact" if self.list_name is None else f"a fact of `{self.list_name}`"
            report(say_names.wrong_kind(node.name.span, kind, wanted))
            self.sound = False
            return
        if isinstance(node.value, n.Unknown):
            return
        value = self.typing.constant(node.value, ref)
        if value is None or not self.examples.is_allowed(value, ref):
            self.sound = False
        elif ref.kind is m.Kind.TODAY and isinstance(value.value, dt.date):
            self.today = value.value
        elif ref.kind is m.Kind.FACT:
            self.facts[ref.name] = value.value
        else:
            self.results[ref.name] = value.value

    def _misplaced(self, name: n.Name) -> Diagnostic | None:
        """Return what to say of a list, or of a fact of its records, that is given like a fact."""
        symbols = self.typing.symbols
        if symbols.find(name) is not None:
            return None
        if isinstance(symbols.top.lists.find(name), str):
            return say_syntax.records_missing(name.span, name.text)
        list_name = list_with(symbols, name)
        if list_name is None or list_name == self.list_name:
            return None
        return say_groups.given_outside_a_record(name.span, list_name)


def allowed(value: m.Value, of: m.Type) -> bool:
    """Return whether a value lies in the range of its type.

    >>> allowed(3, m.NumberType(0, 10, 0))
    True
    >>> allowed(11, m.NumberType(0, 10, 0))
    False
    """
    if not isinstance(of, m.NumberType) or not is_number(value):
        return True
    if isinstance(value, str | dt.date):
        return False
    low = of.low is None or value >= of.low
    high = of.high is None or value <= of.high
    places = of.decimals is None or (value * 10**of.decimals).denominator == 1
    return low and high and places
