"""Checking one declaration: from its node to what the interpreter reads.

A declaration whose parts are mistaken gives `None`: its mistakes are reported, and what refers to
it stays silent.
"""

from __future__ import annotations

from attrs import define, evolve

from relrules.check import model as m
from relrules.check import say as words
from relrules.check.grades import Grades
from relrules.check.lint import report_empty_lists
from relrules.check.records import find_list
from relrules.check.rows import coverage
from relrules.check.texts import message
from relrules.check.walk import expanded
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import rows as say_rows
from relrules.diagnostics.catalog import types as say_types
from relrules.syntax import nodes as n


@define
class Declarations(Grades):
    """Checks the declarations of one policy, or of a list's records."""

    # ---- advice, laws ---------------------------------------------------------------------

    def advice(self, node: n.Advice) -> m.Advice | None:
        """Return advice or an alert."""
        if node.for_each is None:
            return self.advice_of(node, None)
        name = find_list(self.typing, node.for_each)
        if name is None:
            return None
        typing = self.typing.inside(name)
        return evolve(self, typing=typing, symbols=typing.symbols).advice_of(node, name)

    def advice_of(self, node: n.Advice, for_each: str | None) -> m.Advice | None:
        """Return advice that is asked once, or of every record of a list."""
        when = self.typing.condition(node.when.condition) if node.when else None
        text = (
            message(node.say, self.lang, self.symbols, self.typing.type_of, self.report)
            if node.say
            else None
        )
        if text is not None:
            self.typing.used |= {ref.key for ref in text.refs()}
        if when is None:
            return None
        report_empty_lists([when], self.read_through, self.report)
        found = coverage([expanded(when, self.read_through)])
        if found is not None and found.never and not node.damaged and node.when:
            span = node.when.condition.span
            self.report(say_rows.never_given(span, node.heading.name.text))
        return m.Advice(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            assumptions=self.assumptions(node.assumptions),
            when=when,
            say=text,
            alert=node.alert,
            for_each=for_each,
        )

    def law(self, node: n.Ensure) -> m.Law | None:
        """Return a law."""
        match node.law:
            case n.Invariant(condition=condition, when=when):
                typed = self.typing.condition(condition)
                guard = self.typing.condition(when.condition) if when else None
                if typed is None or (when is not None and guard is None):
                    return None
                law: m.Invariant | m.Monotone = m.Invariant(condition=typed, when=guard)
            case n.Monotone() as node_law:
                monotone = self._monotone(node_law)
                if monotone is None:
                    return None
                law = monotone
        return m.Law(
            label=self.label(node.heading),
            span=node.heading.name.span,
            citation=self.citation(node.heading),
            law=law,
        )

    def _monotone(self, node: n.Monotone) -> m.Monotone | None:
        result = self.typing.reference(node.result)
        fact = self.typing.reference(node.fact)
        if result is None or fact is None:
            return None
        ordered = m.NumberType | m.LevelType
        if not isinstance(result.type, ordered):
            self.report(
                say_types.wrong_type(
                    node.result.span, words.a_type(result.type), "a number or level"
                )
            )
            return None
        if fact.kind is not m.Kind.FACT:
            self.report(say_names.wrong_kind(node.fact.span, f"a {fact.kind.value}", "a fact"))
            return None
        if not isinstance(fact.type, m.NumberType | m.LevelType | m.YesNoType | m.DateType):
            self.report(
                say_types.wrong_type(
                    node.fact.span, words.a_type(fact.type), "something that rises and falls"
                )
            )
            return None
        return m.Monotone(
            result=result, never_falls=node.never_falls, fact=fact.name, rises=node.rises
        )
