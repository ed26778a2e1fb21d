"""Typing terms and conditions.

Every function returns the typed term, or `None` where it is mistaken; the mistake is then already
reported, and whoever called stays silent about what follows from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from attrs import define, evolve, field

from relrules.check import levels_and_numbers, questionnaires, records
from relrules.check import model as m
from relrules.check import say as words
from relrules.check.compare import compare
from relrules.check.groups import no_value
from relrules.check.interval import Exact, Interval, added, divided, multiplied, negated
from relrules.check.phrases import asked_of_records, with_sign, without
from relrules.check.symbols import KIND_WORDS, Symbol, Symbols, Unreadable, ValueNode
from relrules.check.walk import refs
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.catalog import syntax as say_syntax
from relrules.diagnostics.catalog import types as say
from relrules.diagnostics.words import near, quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.keywords import table
from relrules.syntax.names import key
from relrules.syntax.slips import comparisons_in, value_meant
from relrules.syntax.split import split_at_keywords

ORDERED = (n.ComparisonOp.LT, n.ComparisonOp.LE, n.ComparisonOp.GT, n.ComparisonOp.GE)
Optioned = m.LevelType | m.ChoiceType
OptionedNode = ValueNode | n.Scale
NEXT_DECLARATION = re.compile(r"\n(?=[^ \t\n#])")


@define
class Typing:
    """Types terms of one declaration; `type_of` gives the type of a symbol, if it has one.

    The range of what is `unsure` is lost through a mistake, which is told where it stands.
    """

    symbols: Symbols
    type_of: Callable[[Symbol, Span], m.Type | None]
    report: Callable[[Diagnostic], None]
    used: set[str] = field(factory=set)
    unsure: AbstractSet[str] = frozenset()

    # ---- what stands where ----------------------------------------------------------------

    def condition(self, node: n.Expr) -> m.Expr | None:
        """Return a condition."""
        if isinstance(node, n.Name) and self.symbols.find(node) is None:
            # A level alone: `coach = strong or some`.
            owner = self._fact_with(node.key)
            if owner is not None:
                ways = [f"{owner} = {node.text}"]
                self.report(say_names.words_as_name(node.span, ways))
                return None
        typed = self.term(node)
        if typed is None or isinstance(typed.type, m.YesNoType):
            return typed
        self.report(
            say.not_a_condition(node.span, words.a_type(typed.type), _compare_it(node, typed.type))
        )
        return None

    def number(self, node: n.Expr) -> m.Expr | None:
        """Return a term that is a number."""
        return self._of_type(node, m.NumberType, "a number")

    def date(self, node: n.Expr) -> m.Expr | None:
        """Return a term that is a date."""
        return self._of_type(node, m.DateType, "a date")

    def _of_type(self, node: n.Expr, wanted: type[m.Type], word: str) -> m.Expr | None:
        typed = self.term(node)
        if typed is None or isinstance(typed.type, wanted):
            return typed
        self.report(say.wrong_type(node.span, words.a_type(typed.type), word))
        return None

    # ---- terms ----------------------------------------------------------------------------

    def term(self, node: n.Expr) -> m.Expr | None:
        """Return any term or condition."""
        span = node.span
        match node:
            case n.Number(value=number):
                return m.Constant(span=span, type=_exact(number), value=number)
            case n.Date(value=day):
                return m.Constant(span=span, type=m.DateType(), value=day)
            case n.Text(value=text):
                return m.Constant(span=span, type=m.TextType(), value=text)
            case n.YesNo(value=yes):
                return m.Constant(span=span, type=m.YesNoType(), value=yes)
            case n.Name():
                return self.reference(node)
            case n.Negation(operand=operand):
                return self._negation(span, operand)
            case n.Sum(terms=terms):
                return self._sum(span, terms)
            case n.Product(factors=factors):
                return self._product(span, factors)
            case n.Quotient():
                return levels_and_numbers.quotient(self, node)
            case n.Rounded():
                return levels_and_numbers.rounded_to(self, node)
            case n.Shifted():
                return levels_and_numbers.shifted(self, node)
            case n.Steps():
                return levels_and_numbers.steps(self, node)
            case n.Several():
                return levels_and_numbers.several(self, node)
            case n.Have():
                return records.have(self, node)
            case n.Count():
                return records.count(self, node)
            case n.Share():
                return records.share(self, node)
            case n.Collected():
                return records.collected(self, node)
            case n.Answers():
                return questionnaires.answers(self, node)
            case n.Since(unit=unit, date=date):
                return self._since(span, unit, date)
            case n.Distance(unit=unit, start=start, end=end):
                return self._distance(span, unit, start, end)
            case n.Comparison():
                return self._comparison(node)
            case n.Between():
                return self._between(node)
            case n.IsOneOf():
                return self._is_one_of(node)
            case n.IsKnown():
                return self._is_known(node)
            case n.Not(operand=operand):
                typed = self.condition(operand)
                return typed and m.Not(span=span, type=m.YesNoType(), operand=typed)
            case n.And(operands=operands) | n.Or(operands=operands):
                parts = all_of([self.condition(operand) for operand in operands])
                if parts is None:
                    return None
                kind = m.And if isinstance(node, n.And) else m.Or
                return kind(span=span, type=m.YesNoType(), operands=parts)

    def reference(self, name: n.Name) -> m.Ref | None:
        """Return what a name refers to, and report a name that refers to nothing."""
        symbol = self.find(name)
        if symbol is None:
            return None
        self.used.add(symbol.key)
        of = self.type_of(symbol, name.span)
        if of is None:
            return None
        return m.Ref(
            span=name.span, type=of, kind=symbol.kind, name=symbol.id, list=symbol.list_name
        )

    def inside(self, name: str) -> Typing:
        """Return how terms are typed that look at a record of a list."""
        return evolve(self, symbols=self.symbols.inside(name))

    def find(self, name: n.Name) -> Symbol | None:
        """Return the symbol of a name; report one that is unknown or means two things."""
        match self.symbols.find(name):
            case Symbol() as symbol:
                return symbol
            case Unreadable():
                return None
            case None:
                self.report(self._unknown(name))
                return None
            case several:
                self.report(say_names.ambiguous_name(name.span, [s.id for s in several]))
                return None

    def _unknown(self, name: n.Name) -> Diagnostic:
        type_called = partial(self._type_called, name.span)
        value = value_meant(name.text)
        if value:
            return say_names.unknown_name(name.span, [value])
        if name.key in {key(spelling) for spelling in table().keywords["NO_ANSWER"].spellings}:
            return say_names.no_answer_as_value(name.span)
        for start, end, written in comparisons_in(name.span.text):
            before, after = name.span.text[:start].strip(), name.span.text[end:].strip()
            if self._is_declared(before or after):
                at = name.span.start
                word = Span(name.span.source, at + start, at + end)
                return say_syntax.foreign_word(word, f"write {quoted(written)}")
        meant = without(name.text, self._is_declared, type_called)
        if meant:
            # Suggesting the name alone would turn the meaning round.
            return say_names.unknown_name(name.span, [meant])
        meant = with_sign(name.text, type_called)
        ways = [meant] if meant else asked_of_records(self.symbols, name.text)
        if ways:
            return say_names.words_as_name(name.span, ways)
        parted = split_at_keywords(name.text, self._is_declared)
        if parted:
            return say_names.keyword_in_name(name.span, parted)
        return no_value(self.symbols, name) or say_names.unknown_name(
            name.span, near(name.text, self.symbols.spellings())
        )

    def _type_called(self, at: Span, text: str) -> m.Type | None:
        """Return the type of what a name or label means, if it means one thing."""
        symbol = self.symbols.find(n.Name(span=at, key=key(text), text=text))
        return self.type_of(symbol, at) if isinstance(symbol, Symbol) else None

    def _is_declared(self, text: str) -> bool:
        word = key(text)
        found: Symbols | None = self.symbols
        while found is not None:
            if word in found.values or word in found.labels:
                return True
            found = found.around
        return False

    # ---- arithmetic -----------------------------------------------------------------------

    def _negation(self, span: Span, operand: n.Expr) -> m.Expr | None:
        typed = self.number(operand)
        if typed is None:
            return None
        limits = negated(bounds(typed))
        of = m.NumberType(limits.low, limits.high, decimals_of(typed))
        return m.Negation(span=span, type=of, operand=typed)

    def _sum(self, span: Span, terms: Sequence[tuple[bool, n.Expr]]) -> m.Expr | None:
        hyphenated = self._hyphenated(span, terms)
        if hyphenated is not None:
            self.report(say_names.unknown_name(span, [hyphenated]))
            return None
        typed = all_of([self.number(term) for _, term in terms])
        if typed is None:
            return None
        limits = Interval(0, 0)
        for (plus, _), term in zip(terms, typed, strict=True):
            limits = added(limits, bounds(term) if plus else negated(bounds(term)))
        decimals = [decimals_of(term) for term in typed]
        most = None if None in decimals else max(d for d in decimals if d is not None)
        return m.Sum(
            span=span,
            type=m.NumberType(limits.low, limits.high, most),
            terms=tuple((plus, term) for (plus, _), term in zip(terms, typed, strict=True)),
        )

    def _hyphenated(self, span: Span, terms: Sequence[tuple[bool, n.Expr]]) -> str | None:
        """Return the name that is meant by a subtraction of nothing from nothing: `coach-level`."""
        names = [term for _, term in terms if isinstance(term, n.Name)]
        if len(names) < len(terms) or all(self._is_declared(name.text) for name in names):
            return None
        meant = span.text.replace("-", " ")
        return meant if self._is_declared(meant) else None

    def _product(self, span: Span, factors: Sequence[tuple[bool, n.Expr]]) -> m.Expr | None:
        typed = all_of([self.number(factor) for _, factor in factors])
        if typed is None:
            return None
        limits = Interval(1, 1)
        decimals: int | None = 0
        for (times, node), factor in zip(factors, typed, strict=True):
            inner = bounds(factor)
            if times:
                limits = multiplied(limits, inner)
                more = decimals_of(factor)
                decimals = None if decimals is None or more is None else decimals + more
            elif 0 in inner:
                if not any(ref.key in self.unsure for ref in refs(factor)):
                    low, high = words.limit(inner.low), words.limit(inner.high)
                    self.report(say.divisor_can_be_zero(node.span, low, high))
                return None
            else:
                limits = divided(limits, inner)
                decimals = None
        return m.Product(
            span=span,
            type=m.NumberType(limits.low, limits.high, decimals),
            factors=tuple((times, f) for (times, _), f in zip(factors, typed, strict=True)),
        )

    def _since(self, span: Span, unit: n.DateUnit, date: n.Expr) -> m.Expr | None:
        start = self.date(date)
        if start is None:
            return None
        today = m.Ref(span=span, type=m.DateType(), kind=m.Kind.TODAY, name="today")
        of = m.NumberType(0, None, 0)
        return m.Distance(span=span, type=of, unit=unit, start=start, end=today, since=True)

    def _distance(self, span: Span, unit: n.DateUnit, start: n.Expr, end: n.Expr) -> m.Expr | None:
        both = all_of([self.date(start), self.date(end)])
        if both is None:
            return None
        of = m.NumberType(None, None, 0)
        first, last = both
        return m.Distance(span=span, type=of, unit=unit, start=first, end=last, since=False)

    # ---- conditions -----------------------------------------------------------------------

    def _comparison(self, node: n.Comparison) -> m.Expr | None:
        both = self.sides(node.left, node.right)
        if both is None:
            return None
        left, right = both
        if node.op in ORDERED and isinstance(left.type, m.ChoiceType | m.TextType | m.YesNoType):
            what = {m.ChoiceType: "choices", m.TextType: "texts"}.get(
                type(left.type), "`yes` and `no`"
            )
            self.report(say.no_order(node.span, what))
            return None
        return m.Comparison(span=node.span, type=m.YesNoType(), op=node.op, left=left, right=right)

    def sides(self, left: n.Expr, right: n.Expr) -> tuple[m.Expr, m.Expr] | None:
        """Return both sides of a comparison.

        A level is looked up in the scale of the other side, so the side that is no level goes
        first: the left one where it is declared, else the right one.
        """
        if isinstance(left, n.Name) and self.symbols.find(left) is None:
            if self._is_unknown_beside(left, right):
                self.report(self._unknown(left))
                return None
            anchor = self.term(right)
            other = anchor and self.against(left, anchor)
            return (other, anchor) if anchor and other else None
        anchor = self.term(left)
        other = anchor and self.against(right, anchor)
        return (anchor, other) if anchor and other else None

    def _is_unknown_beside(self, left: n.Name, right: n.Expr) -> bool:
        """Return whether it is the left side that is mistaken where neither side is declared.

        A level stands beside what has levels. So where the right side is a level of something, the
        left one is meant to have it; and the other way round.
        """
        if not isinstance(right, n.Name) or self.symbols.find(right) is not None:
            return False
        return self._scale_with(right.key) is not None or self._scale_with(left.key) is None

    def against(self, node: n.Expr, anchor: m.Expr, *, compared: bool = True) -> m.Expr | None:
        """Return a term of the type of `anchor`: compared with it, or a further value beside it."""
        of = anchor.type
        if isinstance(node, n.Name) and isinstance(of, Optioned):
            typed = self._level_or_reference(node, of, anchor)
        else:
            typed = self.term(node)
        if typed is not None and not comparable(of, typed.type):
            mistake = self._mismatch if compared else self._misplaced
            self.report(mistake(node, typed, anchor))
            return None
        return typed

    def _level_or_reference(self, name: n.Name, of: Optioned, anchor: m.Expr) -> m.Expr | None:
        symbol = self.symbols.find(name)
        if find_options(of, name.key):
            if isinstance(symbol, Symbol):
                word = KIND_WORDS[symbol.kind].split(" ", 1)[1]
                self.report(say_names.level_shadows(name.span, word))
            return self._option(name, of, anchor)
        if symbol is None:
            self._report_unknown_level(name, of, anchor)
            return None
        return self.reference(name)

    def _option(self, name: n.Name, of: Optioned, anchor: m.Expr) -> m.Constant | None:
        """Return the level or choice of this name or label."""
        found = find_options(of, name.key)
        if len(found) == 1:
            return m.Constant(span=name.span, type=of, value=found[0])
        if found:
            self.report(say_names.ambiguous_name(name.span, found))
        else:
            self._report_unknown_level(name, of, anchor)
        return None

    def _report_unknown_level(self, name: n.Name, of: Optioned, anchor: m.Expr) -> None:
        if not any(may_be_lost(node, name.key) for node in self._owners(key(_owner(of)))):
            self.report(self._unknown_level(name, of, anchor))

    def _owners(self, name: str) -> list[OptionedNode]:
        """Return the declarations that may have the levels of this owner."""
        found: list[OptionedNode] = [
            s.node for s in self.symbols.top.all_values() if s.id == name and s.node is not None
        ]
        scale = self.symbols.top.scales.nodes.get(name)
        return [*found, scale] if isinstance(scale, n.Scale) else found

    def _unknown_level(self, name: n.Name, of: Optioned, anchor: m.Expr) -> Diagnostic:
        """Return what to say of a word that is no level of what it is compared with."""
        options = of.scale.ids if isinstance(of, m.LevelType) else of.ids
        shown = words.term(anchor)
        elsewhere = self._scale_with(name.key)
        if elsewhere is not None:
            return say_names.wrong_scale(name.span, shown, elsewhere, options)
        known = [*options, *(text for o in _options(of) for _, text in o.label.texts.by_lang)]
        parted = split_at_keywords(name.text, lambda t: self._is_declared(t) or t in known)
        if parted:
            return say_names.keyword_in_name(name.span, parted)
        return say_names.unknown_level(name.span, shown, options, near(name.text, known))

    def _scale_with(self, word: str) -> str | None:
        """Return a fact, grade or scale that has a level of this name."""
        top = self.symbols.top
        scales = [node for node in top.scales.nodes.values() if isinstance(node, n.Scale)]
        owners: list[tuple[n.Heading | None, OptionedNode | None]] = [
            *((s.heading, s.node) for s in top.all_values()),
            *((node.heading, node) for node in scales),
        ]
        for heading, node in owners:
            if heading is None or (isinstance(node, n.Define) and self._takes_levels(node)):
                continue
            if word in _level_words(node):
                return heading.name.text
        return None

    def _fact_with(self, word: str) -> str | None:
        """Return the only fact here that has a level or choice of this name."""
        facts = [s for s in self.symbols.values.values() if s.kind is m.Kind.FACT and s.heading]
        found = [s.heading.name.text for s in facts if s.heading and word in _level_words(s.node)]
        return found[0] if len(found) == 1 else None

    def _takes_levels(self, node: n.Define) -> bool:
        """Return whether the rows of a define take levels from elsewhere, so that it has none."""
        names = [row.value for row in node.rows if isinstance(row.value, n.Name)]
        return node.levels is None and any(self.symbols.find(name) for name in names)

    def _misplaced(self, node: n.Expr, typed: m.Expr, anchor: m.Expr) -> Diagnostic:
        """Return what to say of a value of another type than those it stands among."""
        left, right = words.a_type(anchor.type), words.a_type(typed.type)
        if isinstance(anchor.type, Optioned) and isinstance(typed.type, Optioned):
            return self._mismatch(node, typed, anchor)
        return say.wrong_type(node.span, right, f"{left}, like the others,")

    def _mismatch(self, node: n.Expr, typed: m.Expr, anchor: m.Expr) -> Diagnostic:
        left, right = words.a_type(anchor.type), words.a_type(typed.type)
        if isinstance(anchor.type, Optioned) and isinstance(typed.type, Optioned):
            left, right = _of_its_owner(anchor.type), _of_its_owner(typed.type)
        return say.type_mismatch(node.span, left, right, self._way_out(node, anchor, typed))

    def _way_out(self, node: n.Expr, anchor: m.Expr, typed: m.Expr) -> str:
        match anchor.type, node:
            case ((m.LevelType() | m.ChoiceType()), n.Text(value=text)):
                return f"write {quoted(text)} without quotes"
            case m.YesNoType(), n.Text(value=text) if value_meant(text):
                return f"write {quoted(value_meant(text))} without quotes"
            case m.ChoiceType(options=options), _:
                return f"write one of its choices, such as {quoted(options[-1].id)}"
            case m.LevelType(scale=scale), _:
                way_out = f"write one of its levels, such as {quoted(scale.ids[-1])}"
                if isinstance(typed.type, m.LevelType):
                    return f"{way_out}, or declare both as `levels of` one scale"
                return way_out
            case m.YesNoType(), _:
                return "write `yes` or `no`"
            case m.TextType(), _:
                return "put the text in quotes"
            case _:
                return f"{words.a_type(anchor.type)} must stand here"

    def _between(self, node: n.Between) -> m.Expr | None:
        value = self.term(node.value)
        if value is None:
            return None
        if isinstance(value.type, m.ChoiceType | m.TextType | m.YesNoType):
            self.report(say.no_order(node.value.span, f"values of {quoted(words.term(value))}"))
            return None
        ends = all_of([self.against(node.low, value), self.against(node.high, value)])
        if ends is None:
            return None
        low, high = ends
        if (
            isinstance(low, m.Constant)
            and isinstance(high, m.Constant)
            and compare(n.ComparisonOp.GT, low.value, high.value, value.type)
        ):
            span = node.low.span.to(node.high.span)
            self.report(say.invalid_range(span, words.value(low.value), words.value(high.value)))
            return None
        return m.Between(span=node.span, type=m.YesNoType(), value=value, low=low, high=high)

    def _is_one_of(self, node: n.IsOneOf) -> m.Expr | None:
        value = self.term(node.value)
        if value is None:
            return None
        options = [self.constant(option, value) for option in node.options]
        sound = tuple(option for option in options if option is not None)
        if len(sound) < len(options):
            return None
        return m.IsOneOf(span=node.span, type=m.YesNoType(), value=value, options=sound)

    def constant(self, node: n.Constant, anchor: m.Expr) -> m.Constant | None:
        """Return a value that is written out, for something of the anchor's type."""
        if isinstance(node, n.Unknown):
            self.report(say.wrong_type(node.span, "no value", words.a_type(anchor.type)))
            return None
        if isinstance(node, n.Name):
            if isinstance(anchor.type, Optioned):
                return self._option(node, anchor.type, anchor)
            if isinstance(anchor.type, m.YesNoType) and value_meant(node.text):
                self.report(self._unknown(node))
                return None
            self.report(
                say.wrong_type(node.span, "a name", f"{words.a_type(anchor.type)}, written out,")
            )
            return None
        typed = self.term(node)
        if typed is not None and not comparable(anchor.type, typed.type):
            types = (words.a_type(typed.type), words.term(anchor), words.a_type(anchor.type))
            way_out = self._way_out(node, anchor, typed)
            self.report(say.value_of_other_type(node.span, *types, way_out))
            return None
        return typed if isinstance(typed, m.Constant) else None

    def _is_known(self, node: n.IsKnown) -> m.Expr | None:
        if not isinstance(node.value, n.Name):
            self.report(say.known_of_term(node.value.span))
            return None
        value = self.reference(node.value)
        if value is None:
            return None
        return m.IsKnown(span=node.span, type=m.YesNoType(), value=value, negated=node.negated)


def bounds(expr: m.Expr) -> Interval:
    """Return the range of a number."""
    of = expr.type
    return Interval(of.low, of.high) if isinstance(of, m.NumberType) else Interval(None, None)


def comparable(left: m.Type, right: m.Type) -> bool:
    """Return whether two values can be compared: of one kind, and levels of one scale."""
    match left, right:
        case m.LevelType(), m.LevelType():
            return left.scale == right.scale
        case m.ChoiceType(), m.ChoiceType():
            return left.owner == right.owner
        case _:
            return type(left) is type(right)


def find_options(of: Optioned, word: str) -> tuple[str, ...]:
    """Return the ids of the levels or choices with this name or label: more than one is unclear."""
    return (of.scale if isinstance(of, m.LevelType) else of).words.get(word, ())


def may_be_lost(owner: OptionedNode | None, word: str) -> bool:
    """Return whether a level is missing only because of a mistake where it is declared.

    That is so where a line that could not be read speaks of it, or where two levels have one name.
    """
    names = _level_names(owner)
    if owner is None or not names:
        return False
    if len(set(names)) < len(names) and not _may_repeat(owner):
        return True
    return owner.damaged and word in key(_declaration_text(owner.span))


def _may_repeat(owner: OptionedNode) -> bool:
    """Return whether several rows may name one level."""
    match owner:
        case n.Define():
            return True
        case n.Grade(levels=levels, entries=entries):
            return levels is not None or bool(entries)
        case _:
            return False


def _level_names(owner: OptionedNode | None) -> list[str]:
    return [name for name, _ in _declared_levels(owner)]


def _of_its_owner(of: Optioned) -> str:
    """Return a level or choice and what has it, as in “a level of `coach`”."""
    return f"{words.a_type(of)} of {quoted(_owner(of))}"


def _level_words(owner: OptionedNode | None) -> set[str]:
    """Return the names and labels of the levels that a declaration declares."""
    found = _declared_levels(owner)
    labels = {key(part.text) for _, label in found if label for part in label.parts}
    return {name for name, _ in found} | labels


def _declared_levels(owner: OptionedNode | None) -> list[tuple[str, n.Texts | None]]:
    match owner:
        case (
            n.Scale(options=options)
            | n.Fact(type=n.LevelsType(options=options) | n.ChoicesType(options=options))
            | n.Grade(levels=n.LevelsType(options=options))
            | n.Define(levels=n.LevelsType(options=options))
        ):
            return [(option.name.key, option.label) for option in options]
        case n.Grade(rows=rows, entries=entries, levels=None):
            every: tuple[n.GradeRow | n.GradeEntry, ...] = (*rows, *entries)
            return [(r.name.key, r.label) for r in every if isinstance(r.name, n.Name)]
        case n.Define(rows=rows, levels=None):
            return [(r.value.key, None) for r in rows if isinstance(r.value, n.Name)]
        case _:
            return []


def _declaration_text(span: Span) -> str:
    """Return the text of a declaration with the lines at its end that could not be read."""
    text = span.source.text
    end = NEXT_DECLARATION.search(text, span.start)
    return text[span.start : end.start() if end else len(text)]


def _options(of: Optioned) -> tuple[m.Option, ...]:
    return of.scale.levels if isinstance(of, m.LevelType) else of.options


def _owner(of: Optioned) -> str:
    return of.scale.owner if isinstance(of, m.LevelType) else of.owner


def _exact(number: Exact) -> m.NumberType:
    return m.NumberType(number, number, places(number))


def places(number: Exact) -> int:
    """Return how many decimals a written number has.

    >>> from fractions import Fraction
    >>> places(Fraction(1, 4))
    2
    """
    found, scaled = 0, number
    while scaled.denominator != 1:
        found, scaled = found + 1, scaled * 10
    return found


def decimals_of(expr: m.Expr) -> int | None:
    """Return how many decimals a number has at most, `None` where that is not bounded."""
    return expr.type.decimals if isinstance(expr.type, m.NumberType) else None


def _compare_it(node: n.Expr, of: m.Type) -> str:
    match of:
        case m.LevelType() | m.ChoiceType() if isinstance(node, n.Name):
            return f"compare it: {quoted(f'{node.text} = {_options(of)[-1].id}')}"
        case m.NumberType() if isinstance(node, n.Name):
            return f"compare it: {quoted(f'{node.text} > 0')}"
        case _:
            return "compare it with something"


def all_of(parts: Sequence[m.Expr | None]) -> tuple[m.Expr, ...] | None:
    """Return the parts if all of them are sound."""
    sound = tuple(part for part in parts if part is not None)
    return sound if len(sound) == len(parts) else None
