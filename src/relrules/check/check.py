"""From a tree to a checked policy, and every mistake in what it says.

Declarations are checked in the order of what they need. Which that is cannot be told from names
alone, since a word may be a level here and a score there; so a declaration that meets one not yet
checked is put back until that one is done. Meeting itself again, it is a circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, evolve, field, frozen

from relrules.check import model as m
from relrules.check.declarations import Declarations
from relrules.check.digits import NOTHING, Size, report_digits, size_of, size_of_rows
from relrules.check.examples import Examples
from relrules.check.expressions import Typing
from relrules.check.foreign import Names, Used, add_names, is_wanted, mistaken_names, with_data
from relrules.check.label_in_name import labels_in_names
from relrules.check.lint import report_empty_lists
from relrules.check.reasons import dimensions_of_scores
from relrules.check.records import title_of
from relrules.check.results import (
    CheckedResult,
    reached_levels,
    result_type,
    terms_of_result,
)
from relrules.check.symbols import Symbol, Symbols, collect
from relrules.check.texts import label, maybe_texts, texts
from relrules.check.told import report_told_facts
from relrules.check.walk import Extent, read_through, refs
from relrules.diagnostics import Diagnostic, once_each
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.diagnostic import Note
from relrules.source import FrozenDict, Span
from relrules.syntax import nodes as n
from relrules.syntax.limits import MOST_EXACT_DIGITS
from relrules.syntax.names import data_key

DEFAULT_LANGUAGE = "en"
DEFAULT_VERSION = "0"
Computed = n.Define | n.Dimension | n.Score | n.Grade


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


def check(tree: n.PolicyFile, used: Used | None = None) -> Checked:
    """Return the checked policy of a tree, and every mistake in what it says.

    What it uses of other policies, it speaks of by their names: `used.joined` makes one of them.
    """
    return _Check.of(tree, used or Used()).run()


@define
class _Check:
    """The state of checking one policy."""

    tree: n.PolicyFile
    head: n.Policy | None
    lang: str
    symbols: Symbols
    elsewhere: Used
    names: Names
    found: list[Diagnostic]
    scales: dict[str, m.Scale] = field(factory=dict)
    # Facts and results are kept by key: those of a list's records have the list's name before them.
    facts: dict[str, m.Fact] = field(factory=dict)
    fact_types: dict[str, m.Type] = field(factory=dict)
    results: dict[str, CheckedResult | None] = field(factory=dict)
    read_through: dict[str, m.Expr] = field(factory=dict)
    extents: dict[str, Extent] = field(factory=dict)
    spelled_out: dict[str, int] = field(factory=dict)
    unsure: set[str] = field(factory=set)
    reaching: dict[str, frozenset[m.Value]] = field(factory=dict)
    sizes: dict[str, Size] = field(factory=dict)
    order: list[str] = field(factory=list)
    used: set[str] = field(factory=set)
    by_key: dict[str, Symbol] = field(factory=dict)

    @classmethod
    def of(cls, tree: n.PolicyFile, used: Used) -> _Check:
        heads = [d for d in tree.declarations if isinstance(d, n.Policy)]
        head = heads[0] if heads else None
        lang = head.language.lang if head and head.language else DEFAULT_LANGUAGE
        symbols, found = collect(tree.declarations)
        names = add_names(symbols, used)
        found += [*mistaken_names(tree), *labels_in_names(tree)]
        read = dict(names.read_through)
        return cls(tree, head, lang, symbols, used, names, found, read_through=read)

    def run(self) -> Checked:
        self._check_head()
        sources = self._sources()
        self._check_scales(sources)
        self._check_facts(sources)
        questionnaires = self._check_questionnaires(sources)
        for symbol in self.symbols.all_values():
            if isinstance(symbol.node, Computed):
                self._check_with_needs(symbol, sources)
        self._check_confidential(sources)
        advice = self._check_advice(sources)
        laws = self._check_laws(sources)
        examples = self._check_examples(sources, advice)
        self._report_unused()
        self._report_told()
        policy = None
        if not any(d.is_error for d in self.found) and self.head is not None:
            policy = self._policy(self.head, sources)
            policy = evolve(
                policy,
                advice=FrozenDict(advice),
                laws=FrozenDict(laws),
                examples=examples,
                questionnaires=FrozenDict(questionnaires),
            )
        self.found[:] = [self._for_overlays(d) for d in self.found]
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

    def _check_scales(self, sources: dict[str, m.Texts]) -> None:
        declarations = self._declarations(sources, self.found, set())
        for name, node in self.symbols.scales.nodes.items():
            if isinstance(node, n.Scale):
                self.scales[name] = declarations.scale(node)

    def _check_facts(self, sources: dict[str, m.Texts]) -> None:
        for symbol in self.symbols.all_values():
            node, heading = symbol.node, symbol.heading
            if not isinstance(node, n.Fact | n.Questionnaire) or heading is None:
                continue
            declarations = self._declarations(sources, self.found, set(), symbol.list_name)
            of = declarations.fact_type(heading, node)
            if of is None or _has_no_options(of):
                continue
            self.fact_types[symbol.key] = of
            self.facts[symbol.key] = declarations.fact(heading, node, of)

    def _check_questionnaires(self, sources: dict[str, m.Texts]) -> dict[str, m.Questionnaire]:
        declarations = self._declarations(sources, self.found, set())
        found: dict[str, m.Questionnaire] = {}
        for name, node in self.symbols.questionnaires.nodes.items():
            if isinstance(node, n.Questionnaire):
                checked = declarations.questionnaire(node, self.fact_types)
                if checked is not None:
                    found[name] = checked
        return found

    def _check_confidential(self, sources: dict[str, m.Texts]) -> None:
        """Add who may see a fact: the condition may look at any result."""
        for symbol in self.symbols.all_values():
            node = symbol.node
            if isinstance(node, n.Fact) and node.confidential and symbol.key in self.facts:
                declarations = self._declarations(sources, self.found, set(), symbol.list_name)
                found = declarations.confidential(node)
                self.facts[symbol.key] = evolve(self.facts[symbol.key], confidential=found)

    # ---- define, dimension, score, grade --------------------------------------------------

    def _check_with_needs(self, symbol: Symbol, sources: dict[str, m.Texts]) -> None:
        """Check a declaration, after everything it turns out to need."""
        waiting: list[tuple[Symbol, Span | None]] = [(symbol, None)]
        while waiting:
            current = waiting[-1][0]
            if current.key in self.results:
                waiting.pop()
                continue
            attempt: list[Diagnostic] = []
            used: set[str] = set()
            try:
                result = self._check_one(current, sources, attempt, used)
            except NeedsFirstError as needed:
                names = [s.key for s, _ in waiting]
                if needed.name in names:
                    self._report_cycle(waiting[names.index(needed.name) :], needed.span)
                else:
                    waiting.append((self._symbol(needed.name), needed.span))
                continue
            self._keep(current, result, attempt)
            self.found += attempt
            self.used |= used

    def _keep(
        self, symbol: Symbol, result: CheckedResult | None, attempt: Sequence[Diagnostic]
    ) -> None:
        """Keep a result, after all that it needs."""
        name = symbol.key
        self.results[name] = result
        self.order.append(name)
        if self._is_unsure(symbol, result, attempt):
            self.unsure.add(name)
        if result is not None:
            self.sizes[name] = _size_of_result(result, self.sizes)
        if isinstance(result, m.Grade):
            self.reaching |= reached_levels(name, result)
        if isinstance(result, m.Define):
            self.spelled_out[name] = 0 if result.told_by_name else result.depth
            found = read_through(result, self.read_through, self.extents)
            if found is not None:
                self.read_through[name], self.extents[name] = found

    def _symbol(self, name: str) -> Symbol:
        """Return the symbol that is kept under a key."""
        if not self.by_key:
            self.by_key = {symbol.key: symbol for symbol in self.symbols.all_values()}
        return self.by_key[name]

    def _is_unsure(
        self, symbol: Symbol, result: CheckedResult | None, attempt: Sequence[Diagnostic]
    ) -> bool:
        """Return whether a mistake leaves the range of a result open, so that none is claimed."""
        if any(d.is_error for d in attempt) or (symbol.node and symbol.node.damaged):
            return True
        return any(ref.key in self.unsure for value in _values(result) for ref in refs(value))

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
            self.results[symbol.key] = None
            self.used |= self._mentioned(symbol)

    def _mentioned(self, symbol: Symbol) -> set[str]:
        """Return everything a declaration seems to mention, so that it counts as used."""
        stack: list[n.Node] = [symbol.node] if symbol.node else []
        words: set[str] = set()
        while stack:
            node = stack.pop()
            if isinstance(node, n.Name):
                words.add(node.key)
            stack += n.children(node)
        return {s.key for s in self.symbols.all_values() if s.id in words}

    def _check_one(
        self,
        symbol: Symbol,
        sources: dict[str, m.Texts],
        found: list[Diagnostic],
        used: set[str],
    ) -> CheckedResult | None:
        declarations = self._declarations(sources, found, used, symbol.list_name)
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
        if result is not None:
            for term in terms_of_result(result):
                report_digits(term, self.sizes, self.read_through, found.append)
            report_empty_lists(terms_of_result(result), self.read_through, found.append)
        # A line that could not be read may have used anything, and may mean anything.
        if symbol.node is not None and symbol.node.damaged:
            used |= self._mentioned(symbol)
        return result

    def _declarations(
        self,
        sources: dict[str, m.Texts],
        found: list[Diagnostic],
        used: set[str],
        list_name: str | None = None,
    ) -> Declarations:
        symbols = self.symbols if list_name is None else self.symbols.inside(list_name)
        typing = Typing(symbols, self._type_of, found.append, used, self.unsure)
        return Declarations(
            self.lang,
            symbols,
            sources,
            {**self.names.scales, **self.scales},
            typing,
            self.read_through,
            self.spelled_out,
            self.unsure,
            self.reaching,
            found.append,
        )

    def _type_of(self, symbol: Symbol, span: Span) -> m.Type | None:
        """Return a symbol's type; ask for its check first where that is not done."""
        if symbol.kind is m.Kind.TODAY:
            return m.DateType()
        if symbol.key in self.names.types:
            return self.names.types[symbol.key]
        if symbol.kind is m.Kind.FACT:
            return self.fact_types.get(symbol.key)
        if symbol.key not in self.results:
            raise NeedsFirstError(symbol.key, span)
        of = result_type(self.results[symbol.key])
        unsure = symbol.key in self.unsure and isinstance(of, m.NumberType)
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
        symbols = self.symbols
        if self.elsewhere.reached:
            symbols = with_data(symbols, self.names, self.elsewhere)
            typing = evolve(typing, symbols=symbols)
            advice = {**advice, **self.elsewhere.advice}
        nodes = [d for d in self.tree.declarations if isinstance(d, n.Example)]
        has_reasons = any(isinstance(e, n.ExpectReasons) for node in nodes for e in node.expect)
        costing = dimensions_of_scores(self.results) if has_reasons else None
        examples = Examples(
            self.lang, symbols, typing, self.facts, advice, costing, self.found.append
        )
        checked = [examples.example(node) for node in nodes]
        return tuple(example for example in checked if example is not None)

    def _report_unused(self) -> None:
        """Report facts that change nothing, unless a mistake may have hidden a use of them."""
        if any(d.is_error for d in self.found) or any(
            isinstance(d, n.Stub) or d.damaged for d in self.tree.declarations
        ):
            return
        titles = {self._title_of(name) for name in self.symbols.lists.nodes}
        for name, fact in self.facts.items():
            title = name in titles
            # A fact that a used policy wants too changes what that says.
            needed = name in self.used or is_wanted(self.elsewhere, name, fact)
            if not needed and not title:
                self.found.append(say_names.unused_fact(fact.span))

    def _for_overlays(self, found: Diagnostic) -> Diagnostic:
        """Return what to tell of a range that stands in the base of an overlay.

        Whoever changes points in an overlay cannot mend the base, but can change the range too.
        """
        of_base = self.head is not None and found.span.source != self.head.span.source
        if self.head is None or found.code != "wrong-score-range" or not of_base:
            return found
        score = next(
            d
            for d in self.tree.declarations
            if isinstance(d, n.Score) and d.out_of is not None and d.out_of.span == found.span
        )
        return evolve(
            found,
            span=self.head.heading.name.span,
            help=found.help.replace("`", f"`change {score.heading.name.span.text}: ", 1),
            notes=(*found.notes, Note("its range is stated here", found.span)),
        )

    def _report_told(self) -> None:
        """Report confidential facts that visible results tell, unless a mistake hides what is what."""
        if any(d.is_error for d in self.found):
            return
        results = {name: r for name, r in self.results.items() if r is not None}
        report_told_facts(
            self.facts,
            {name: r for name, r in results.items() if isinstance(r, m.Dimension)},
            {name: r for name, r in results.items() if isinstance(r, m.Score)},
            self.read_through,
            self.found.append,
        )

    def _title_of(self, list_name: str) -> str:
        """Return the key of the fact that a list's records are called by."""
        members = self.symbols.members.get(list_name)
        values = members.values if members else {}
        facts = {k: self.facts[s.key] for k, s in values.items() if s.key in self.facts}
        return f"{list_name}.{title_of(facts)}"

    # ---- the whole ------------------------------------------------------------------------

    def _policy(self, head: n.Policy, sources: dict[str, m.Texts]) -> m.CheckedPolicy:
        """Return the policy with everything that has a value."""
        results = {name: r for name, r in self.results.items() if r is not None}
        in_file_order = [name for name in self.symbols.values if name in results]
        facts = {name: self.facts[name] for name in self.symbols.values if name in self.facts}
        lists = self._lists(sources)
        return m.CheckedPolicy(
            label=label(head.heading.name, head.heading.label, self.lang),
            span=head.heading.name.span,
            lang=self.lang,
            version=head.version.value if head.version else DEFAULT_VERSION,
            question=maybe_texts(head.question, self.lang),
            sources=FrozenDict(sources),
            assumptions=tuple(texts(a, self.lang) for a in head.assumptions),
            facts=FrozenDict(facts),
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
            advice=FrozenDict(),
            laws=FrozenDict(),
            examples=(),
            order=tuple(name for name in self.order if name in results),
            keys=FrozenDict(spellings({**facts, **lists})),
            lists=FrozenDict(lists),
            scales=FrozenDict(self.scales),
            effective_from=head.effective_from.value if head.effective_from else None,
            review_by=head.review_by.value if head.review_by else None,
        )

    def _lists(self, sources: dict[str, m.Texts]) -> dict[str, m.List]:
        """Return the lists, with what belongs to their records."""
        declarations = self._declarations(sources, self.found, set())
        found: dict[str, m.List] = {}
        for name, node in self.symbols.lists.nodes.items():
            if not isinstance(node, n.List):
                continue
            members = self.symbols.members[name].values
            facts = {k: self.facts[s.key] for k, s in members.items() if s.key in self.facts}
            results = {k: r for k, s in members.items() if (r := self.results.get(s.key))}
            found[name] = m.List(
                label=declarations.label(node.heading),
                span=node.heading.name.span,
                citation=declarations.citation(node.heading),
                assumptions=declarations.assumptions(node.assumptions),
                facts=FrozenDict(facts),
                defines=FrozenDict({k: r for k, r in results.items() if isinstance(r, m.Define)}),
                dimensions=FrozenDict(
                    {k: r for k, r in results.items() if isinstance(r, m.Dimension)}
                ),
                grades=FrozenDict({k: r for k, r in results.items() if isinstance(r, m.Grade)}),
                order=tuple(results),
                keys=FrozenDict(spellings(facts)),
                title=title_of(facts),
                ask=maybe_texts(node.ask, self.lang),
                hint=maybe_texts(node.hint, self.lang),
                aliases=tuple(alias.value for alias in node.aliases),
            )
        return found


def _values(result: CheckedResult | None) -> list[m.Expr]:
    """Return the terms that a result takes its numbers from."""
    match result:
        case m.Define(value=value) | m.Score(value=value):
            return [value]
        case m.Dimension(rows=rows):
            return [row.value for row in rows]
        case _:
            return []


def _size_of_result(result: CheckedResult, known: Mapping[str, Size]) -> Size:
    """Return how many digits a result can need; nothing follows from one that needs too many."""
    match result:
        case m.Define(value=value) | m.Score(value=value):
            values, take_all = [value], False
        case m.Dimension(rows=rows, take_all=take_all):
            values = [row.value for row in rows]
        case m.Grade():
            return NOTHING
    if any(size_of(value, known).digits > MOST_EXACT_DIGITS for value in values):
        return NOTHING
    return size_of_rows(values, known, take_all=take_all)


def spellings(facts: Mapping[str, m.Fact | m.List]) -> dict[str, tuple[str, ...]]:
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
