"""Checking examples: what is given fits the facts, what is expected fits the results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from attrs import define

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.compare import is_number
from relrules.check.expressions import Typing
from relrules.check.symbols import Symbols, Unreadable
from relrules.check.texts import texts
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.diagnostics.catalog import types as say
from relrules.diagnostics.words import near
from relrules.source import FrozenDict
from relrules.syntax import nodes as n

RESULTS = (m.Kind.DEFINE, m.Kind.DIMENSION, m.Kind.SCORE, m.Kind.GRADE)


@define
class Examples:
    """Checks the examples of one policy."""

    lang: str
    symbols: Symbols
    typing: Typing
    facts: Mapping[str, m.Fact]
    advice: Mapping[str, m.Advice]
    report: Callable[[Diagnostic], None]

    def example(self, node: n.Example) -> m.Example | None:
        """Return an example, or `None` where something in it is mistaken."""
        given: dict[str, m.Value] = {}
        firsts: dict[str, n.Assignment] = {}
        today: dt.date | None = None
        sound = True
        for assignment in node.given:
            ref = self.typing.reference(assignment.name)
            if ref is None:
                sound = False
                continue
            first = firsts.setdefault(ref.name, assignment)
            if first is not assignment:
                name = assignment.name.text
                self.report(say_syntax.repeated_clause(assignment.name.span, name, first.name.span))
                continue
            if ref.kind not in (m.Kind.FACT, m.Kind.TODAY):
                self.report(
                    say_names.wrong_kind(assignment.name.span, f"a {ref.kind.value}", "a fact")
                )
                sound = False
                continue
            if isinstance(assignment.value, n.Unknown):
                continue
            value = self.typing.constant(assignment.value, ref)
            if value is None or not self._is_allowed(value, ref):
                sound = False
            elif ref.kind is m.Kind.TODAY and isinstance(value.value, dt.date):
                today = value.value
            else:
                given[ref.name] = value.value
        expected = [self._expectation(e) for e in node.expect]
        if not sound or None in expected:
            return None
        return m.Example(
            span=node.title.span,
            title=texts(node.title, self.lang),
            given=FrozenDict(given),
            today=today,
            expect=tuple(e for e in expected if e is not None),
        )

    def _is_allowed(self, value: m.Constant, ref: m.Ref) -> bool:
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
                    span=node.span, result=result, low=low.value, high=high.value
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
                )
            case n.ExpectAdvice(name=name, state=state, alert=alert):
                return self._advice(node, name, state, alert=alert)
            case n.ExpectReasons(names=names):
                found = [self._dimension(name) for name in names]
                if None in found:
                    return None
                return m.ExpectReasons(
                    span=node.span, dimensions=tuple(d for d in found if d is not None)
                )

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
                if found not in self.advice:
                    return None
                return m.ExpectAdvice(span=node.span, advice=found, state=state)
            case Unreadable():
                return None
            case None:
                names = [a.heading.name.text for a in self.symbols.advice.values()]
                self.report(say_names.unknown_name(name.span, near(name.text, names)))
                return None
            case several:
                self.report(say_names.ambiguous_name(name.span, several))
                return None


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
