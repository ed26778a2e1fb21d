"""From a tree to a checked policy, and every mistake in what it says.

Declarations are checked in the order of what they need. Which that is cannot be told from names
alone, since a word may be a level here and a score there; so a declaration that meets one not yet
checked is put back until that one is done. Meeting itself again, it is a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.declarations import Declarations
from relrules.check.examples import Examples
from relrules.check.expressions import Typing, places
from relrules.check.symbols import Symbol, Symbols, collect
from relrules.check.texts import label, maybe_texts, texts
from relrules.check.walk import read_through, refs
from relrules.diagnostics import Diagnostic, once_each
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import reading as say_reading
from relrules.source import FrozenDict, Span
from relrules.syntax import nodes as n
from relrules.syntax.names import data_key

DEFAULT_LANGUAGE = "en"
DEFAULT_VERSION = "0"
Computed = n.Define | n.Dimension | n.Score | n.Grade
CheckedResult = m.Define | m.Dimension | m.Score | m.Grade


@frozen
class Checked:
    """A policy, if nothing is wrong with it, and everything that is to be said."""

    policy: m.CheckedPolicy | None
    diagnostics: tuple[Diagnostic, ...]


class NeedsFirstError(Exception):
    """A declaration refers to one that is not checked yet; caught in this module."""

    def __init__(self, name: str, span: Span) -> None:
        super().__init__(name)
        self.name = name
        self.span = span


def check(tree: n.PolicyFile) -> Checked:
    """Return the checked policy of a tree, and every mistake in what it says."""
    return _Check.of(tree).run()


@define
class _Check:
    """The state of checking one policy."""

    tree: n.PolicyFile
    head: n.Policy | None
    lang: str
    symbols: Symbols
    found: list[Diagnostic]
    facts: dict[str, m.Fact] = field(factory=dict)
    fact_types: dict[str, m.Type] = field(factory=dict)
    results: dict[str, CheckedResult | None] = field(factory=dict)
    read_through: dict[str, m.Expr] = field(factory=dict)
    spelled_out: dict[str, int] = field(factory=dict)
    unsure: set[str] = field(factory=set)
    order: list[str] = field(factory=list)
    used: set[str] = field(factory=set)

    @classmethod
    def of(cls, tree: n.PolicyFile) -> _Check:
        heads = [d for d in tree.declarations if isinstance(d, n.Policy)]
        head = heads[0] if heads else None
        lang = head.language.lang if head and head.language else DEFAULT_LANGUAGE
        symbols, found = collect(tree.declarations)
        return cls(tree, head, lang, symbols, found)

    def run(self) -> Checked:
        self._check_head()
        sources = self._sources()
        self._check_facts(sources)
        for symbol in self.symbols.values.values():
            if isinstance(symbol.node, Computed):
                self._check_with_needs(symbol, sources)
        advice = self._check_advice(sources)
        laws = self._check_laws(sources)
        examples = self._check_examples(sources, advice)
        self._report_unused()
        policy = None
        if not any(d.is_error for d in self.found) and self.head is not None:
            policy = self._policy(self.head, sources, advice, laws, examples)
        ordered = sorted(self.found, key=lambda d: (d.span.start, d.span.end))
        return Checked(policy, once_each(ordered))

    # ---- head -----------------------------------------------------------------------------

    def _check_head(self) -> None:
        declarations = self.tree.declarations
        broken = any(isinstance(d, n.Stub) and d.keyword == "POLICY" for d in declarations)
        if self.head is None:
            if not broken:
                at = declarations[0].span.start if declarations else 0
                self.found.append(say_reading.no_policy(Span(self.tree.span.source, at, at)))
            return
        for extra in [d for d in declarations if isinstance(d, n.Policy)][1:]:
            first_name = self.head.heading.name.span
            self.found.append(say_names.second_policy(extra.heading.name.span, first_name))
        first = next(d for d in declarations if not isinstance(d, n.Stub))
        if first is not self.head and not broken:
            self.found.append(say_names.policy_not_first(self.head.heading.name.span))

    def _sources(self) -> dict[str, m.Texts]:
        if self.head is None:
            return {}
        firsts: dict[str, n.SourceClause] = {}
        for source in self.head.sources:
            first = firsts.setdefault(source.name.key, source)
            if first is not source:
                self.found.append(say_names.duplicate_name(source.name.span, first.name.span))
        return {name: texts(source.title, self.lang) for name, source in firsts.items()}

    # ---- facts ----------------------------------------------------------------------------

    def _check_facts(self, sources: dict[str, m.Texts]) -> None:
        declarations = self._declarations(sources, self.found, set())
        for symbol in self.symbols.values.values():
            if not isinstance(symbol.node, n.Fact) or symbol.heading is None:
                continue
            of = declarations.fact_type(symbol.heading, symbol.node)
            if of is None or _has_no_options(of):
                continue
            self.fact_types[symbol.id] = of
            self.facts[symbol.id] = declarations.fact(symbol.heading, symbol.node, of)

    # ---- define, dimension, score, grade --------------------------------------------------

    def _check_with_needs(self, symbol: Symbol, sources: dict[str, m.Texts]) -> None:
        """Check a declaration, after everything it turns out to need."""
        waiting: list[tuple[Symbol, Span | None]] = [(symbol, None)]
        while waiting:
            current = waiting[-1][0]
            if current.id in self.results:
                waiting.pop()
                continue
            attempt: list[Diagnostic] = []
            used: set[str] = set()
            try:
                result = self._check_one(current, sources, attempt, used)
            except NeedsFirstError as needed:
                names = [s.id for s, _ in waiting]
                if needed.name in names:
                    self._report_cycle(waiting[names.index(needed.name) :], needed.span)
                else:
                    waiting.append((self.symbols.values[needed.name], needed.span))
                continue
            self.results[current.id] = result
            if self._is_unsure(current, result, attempt):
                self.unsure.add(current.id)
            if isinstance(result, m.Define):
                self.spelled_out[current.id] = 0 if result.told_by_name else result.depth
                value = read_through(result, self.read_through)
                if value is not None:
                    self.read_through[current.id] = value
            self.found += attempt
            self.used |= used
            self.order.append(current.id)

    def _is_unsure(
        self, symbol: Symbol, result: CheckedResult | None, attempt: Sequence[Diagnostic]
    ) -> bool:
        """Return whether a mistake leaves the range of a result open, so that none is claimed."""
        if any(d.is_error for d in attempt) or (symbol.node and symbol.node.damaged):
            return True
        return isinstance(result, m.Define | m.Score) and any(
            ref.name in self.unsure for ref in refs(result.value)
        )

    def _report_cycle(
        self, members: Sequence[tuple[Symbol, Span | None]], last: Span | None
    ) -> None:
        """Report a circle, and take its members as mistaken."""
        # The place where a member needs the next is noted with the next.
        spans = [span for _, span in members[1:]] + [last]
        hops = [
            (symbol.id, span)
            for (symbol, _), span in zip(members, spans, strict=True)
            if span is not None
        ]
        first = members[0][0]
        if first.heading is not None and hops:
            self.found.append(say_names.cycle(hops[0][1], hops))
        for symbol, _ in members:
            self.results[symbol.id] = None
            self.used |= self._mentioned(symbol)

    def _mentioned(self, symbol: Symbol) -> set[str]:
        """Return everything a declaration seems to mention, so that it counts as used."""
        stack: list[n.Node] = [symbol.node] if symbol.node else []
        found: set[str] = set()
        while stack:
            node = stack.pop()
            if isinstance(node, n.Name):
                found.add(node.key)
            stack += n.children(node)
        return found

    def _check_one(
        self,
        symbol: Symbol,
        sources: dict[str, m.Texts],
        found: list[Diagnostic],
        used: set[str],
    ) -> CheckedResult | None:
        declarations = self._declarations(sources, found, used)
        match symbol.node:
            case n.Define() as node:
                result: CheckedResult | None = declarations.define(node)
            case n.Dimension() as node:
                result = declarations.dimension(node)
            case n.Score() as node:
                result = declarations.score(node)
            case n.Grade() as node:
                result = declarations.grade(node)
            case _:
                result = None
        # A line that could not be read may have used anything, and may mean anything.
        if symbol.node is not None and symbol.node.damaged:
            used |= self._mentioned(symbol)
        return result

    def _declarations(
        self,
        sources: dict[str, m.Texts],
        found: list[Diagnostic],
        used: set[str],
    ) -> Declarations:
        typing = Typing(self.symbols, self._type_of, found.append, used)
        return Declarations(
            self.lang,
            self.symbols,
            sources,
            typing,
            self.read_through,
            self.spelled_out,
            self.unsure,
            found.append,
        )

    def _type_of(self, symbol: Symbol, span: Span) -> m.Type | None:
        """Return a symbol's type; ask for its check first where that is not done."""
        if symbol.kind is m.Kind.TODAY:
            return m.DateType()
        if symbol.kind is m.Kind.FACT:
            return self.fact_types.get(symbol.id)
        if symbol.id not in self.results:
            raise NeedsFirstError(symbol.id, span)
        of = result_type(self.results[symbol.id])
        unsure = symbol.id in self.unsure and isinstance(of, m.NumberType)
        return m.NumberType() if unsure else of

    # ---- advice, laws, examples -----------------------------------------------------------

    def _check_advice(self, sources: dict[str, m.Texts]) -> dict[str, m.Advice]:
        declarations = self._declarations(sources, self.found, self.used)
        checked = {name: declarations.advice(node) for name, node in self.symbols.advice.items()}
        return {name: advice for name, advice in checked.items() if advice is not None}

    def _check_laws(self, sources: dict[str, m.Texts]) -> dict[str, m.Law]:
        # What only a law looks at changes nothing.
        declarations = self._declarations(sources, self.found, set())
        laws = {}
        for node in self.tree.declarations:
            if isinstance(node, n.Ensure):
                law = declarations.law(node)
                if law is not None:
                    laws[law.id] = law
        return laws

    def _check_examples(
        self, sources: dict[str, m.Texts], advice: dict[str, m.Advice]
    ) -> tuple[m.Example, ...]:
        typing = self._declarations(sources, self.found, set()).typing
        examples = Examples(self.lang, self.symbols, typing, self.facts, advice, self.found.append)
        nodes = [d for d in self.tree.declarations if isinstance(d, n.Example)]
        checked = [examples.example(node) for node in nodes]
        return tuple(example for example in checked if example is not None)

    def _report_unused(self) -> None:
        """Report facts that change nothing, unless a mistake may have hidden a use of them."""
        if any(d.is_error for d in self.found) or any(
            isinstance(d, n.Stub) or d.damaged for d in self.tree.declarations
        ):
            return
        for name, fact in self.facts.items():
            if name not in self.used:
                self.found.append(say_names.unused_fact(fact.span))

    # ---- the whole ------------------------------------------------------------------------

    def _policy(
        self,
        head: n.Policy,
        sources: dict[str, m.Texts],
        advice: dict[str, m.Advice],
        laws: dict[str, m.Law],
        examples: tuple[m.Example, ...],
    ) -> m.CheckedPolicy:
        results = {name: r for name, r in self.results.items() if r is not None}
        in_file_order = [name for name in self.symbols.values if name in results]
        return m.CheckedPolicy(
            label=label(head.heading.name, head.heading.label, self.lang),
            span=head.heading.name.span,
            lang=self.lang,
            version=head.version.value if head.version else DEFAULT_VERSION,
            question=maybe_texts(head.question, self.lang),
            sources=FrozenDict(sources),
            assumptions=tuple(texts(a, self.lang) for a in head.assumptions),
            facts=FrozenDict(self.facts),
            defines=FrozenDict(
                {k: r for k in in_file_order if isinstance(r := results[k], m.Define)}
            ),
            dimensions=FrozenDict(
                {k: r for k in in_file_order if isinstance(r := results[k], m.Dimension)}
            ),
            scores=FrozenDict(
                {k: r for k in in_file_order if isinstance(r := results[k], m.Score)}
            ),
            grades=FrozenDict(
                {k: r for k in in_file_order if isinstance(r := results[k], m.Grade)}
            ),
            advice=FrozenDict(advice),
            laws=FrozenDict(laws),
            examples=examples,
            order=tuple(name for name in self.order if name in results),
            keys=FrozenDict(spellings(self.facts)),
        )


def result_type(result: CheckedResult | None) -> m.Type | None:
    """Return the type of a declaration's result."""
    match result:
        case m.Define(value=value):
            return value.type
        case m.Dimension(low=low, high=high, rows=rows):
            return m.NumberType(low, high, max(places(row.points) for row in rows))
        case m.Score(value=value):
            return value.type
        case m.Grade(scale=scale):
            return m.LevelType(scale)
        case None:
            return None


def spellings(facts: dict[str, m.Fact]) -> dict[str, tuple[str, ...]]:
    """Return every spelling of a fact in data, with the facts so called.

    A name goes before labels and aliases: a label that is another fact's name means that fact.
    """
    found: dict[str, list[str]] = {}
    for name, fact in facts.items():
        others = [text for _, text in fact.label.texts.by_lang] + list(fact.aliases)
        for text in others:
            owners = found.setdefault(data_key(text), [])
            if name not in owners:
                owners.append(name)
    names: dict[str, list[str]] = {}
    for name in facts:
        names.setdefault(data_key(name), []).append(name)
    found |= names
    return {spelling: tuple(owners) for spelling, owners in found.items()}


def _has_no_options(of: m.Type) -> bool:
    match of:
        case m.LevelType(scale=scale):
            return not scale.levels
        case m.ChoiceType(options=options):
            return not options
        case _:
            return False
