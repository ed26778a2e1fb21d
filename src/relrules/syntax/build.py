"""From a parse tree of one declaration to its node.

The grammar is loose where a loose rule gives a better message: which clause may stand how often,
which line belongs to which, whether a text has its translation's original is told here.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import define, field
from lark import Token, Tree

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import reading as say_reading
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near, quoted
from relrules.source import Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.clauses import clause_at, clauses_of, misplaced
from relrules.syntax.keywords import table
from relrules.syntax.limits import MOST_DIGITS, MOST_NESTING
from relrules.syntax.names import key
from relrules.syntax.slips import type_after_a_name, type_meant

Branch = Tree[Token]
Leaf = Branch | Token
UNREADABLE_DATE = dt.date(1, 1, 1)
ESCAPED = re.compile(r"\\([\"\\])")


class TooDeepError(Exception):
    """The tree is nested beyond the limit; caught where the declaration is built."""


@define
class Builder:
    """Builds the nodes of one declaration and collects the mistakes it meets."""

    source: Source
    # Where each character of the text stands in the source; a mended text is not of its length.
    places: Sequence[int]
    damaged: bool
    diagnostics: list[Diagnostic] = field(factory=list)
    _depth: int = 0

    def declaration(self, tree: Branch) -> n.Declaration:
        """Return the node of a declaration's tree."""
        start = _branch(tree.children[0])
        before = len(self.diagnostics)
        try:
            node = DECLARATIONS[start.data](self, start)
        except TooDeepError:
            self.diagnostics.append(say_reading.nesting_too_deep(self.span(start), MOST_NESTING))
            return self.stub(start)
        # Whatever was found wrong here must not be found again by the checks of the whole.
        if len(self.diagnostics) > before:
            self.damaged = True
        return node

    def stub(self, tree: Branch) -> n.Stub:
        """Return what remains of a declaration that cannot be built."""
        names = tuple(self.name(t.children[0]) for t in _branches(tree, "heading"))
        keyword = _first(tree)
        return n.Stub(span=self.span(tree), keyword=keyword.type, names=names)

    # ---- places ---------------------------------------------------------------------------

    def span(self, leaf: Leaf) -> Span:
        """Return the span from a tree's first token to its last."""
        first, last = _first(leaf), _last(leaf)
        return Span(self.source, self.places[first.start_pos or 0], self.places[last.end_pos or 0])

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a mistake."""
        self.diagnostics.append(diagnostic)

    # ---- words ----------------------------------------------------------------------------

    def name(self, leaf: Leaf) -> n.Name:
        """Return a name; the tree is a `name` rule."""
        token = _first(leaf)
        span = self.span(leaf)
        if token.type != "BACKTICKED":
            word = str(token)
            return n.Name(span=span, key=key(word), text=word)
        text = token[1:-1].strip()
        if not key(text):
            self.report(say.empty_name(span))
        return n.Name(span=span, key=key(text), text=text)

    def new_name(self, leaf: Leaf) -> n.Name:
        """Return a name that is being declared: no value of the language."""
        name = self.name(leaf)
        if name.key in RESERVED:
            self.report(say.reserved_name(name.span))
        return name

    def string(self, leaf: Leaf) -> n.Text:
        """Return a text in quotes."""
        return n.Text(span=self.span(leaf), value=_unquoted(_first(leaf)))

    def texts(self, tree: Branch) -> n.Texts:
        """Return a text with its translations."""
        parts: list[n.Translation] = []
        for child in tree.children:
            if isinstance(child, Token):
                parts.append(n.Translation(span=self.span(child), lang="", text=_unquoted(child)))
                continue
            tag, text = (_token(c) for c in child.children)
            if not parts:
                self.report(say.translation_without_text(self.span(tag), tag))
            if any(part.lang == tag for part in parts):
                self.report(say.repeated_translation(self.span(tag), tag))
            parts.append(n.Translation(span=self.span(text), lang=str(tag), text=_unquoted(text)))
        return n.Texts(span=self.span(tree), parts=tuple(parts))

    def own_texts(self, tree: Branch) -> n.Texts:
        """Return the texts of a clause such as `ask "…" zh "…"`."""
        return self.texts(_only(tree, "texts"))

    def heading(self, tree: Branch) -> n.Heading:
        """Return a declared name with its label and citation."""
        label = _maybe(tree, "texts")
        citation = _maybe(tree, "citation")
        return n.Heading(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            citation=self.citation(citation) if citation else None,
        )

    def citation(self, tree: Branch) -> n.Citation:
        """Return `from lecture "aspect 3"`."""
        return n.Citation(
            span=self.span(tree),
            source=self.name(_only(tree, "name")),
            part=self.texts(_only(tree, "texts")),
        )

    def because(self, tree: Branch) -> n.Texts | None:
        """Return the reason at the end of a row."""
        found = _maybe(tree, "because")
        return self.own_texts(found) if found else None

    def assumptions(self, tree: Branch) -> tuple[n.Texts, ...]:
        """Return what the declaration assumes."""
        return tuple(self.own_texts(t) for t in _branches(tree, "assume"))

    def once(self, tree: Branch, rule: str) -> Branch | None:
        """Return the one clause of this kind, and report every further one."""
        found = list(_branches(tree, rule))
        for more in found[1:]:
            self.report(say.repeated_clause(self.span(more), _first(more), self.span(found[0])))
        return found[0] if found else None

    def once_texts(self, tree: Branch, rule: str) -> n.Texts | None:
        """Return the texts of the one clause of this kind."""
        found = self.once(tree, rule)
        return self.own_texts(found) if found else None

    # ---- constants ------------------------------------------------------------------------

    def number(self, leaf: Leaf) -> n.Number:
        """Return a number, with its sign if it has one."""
        tokens = list(_tokens(leaf))
        digits = tokens[-1]
        if len(digits.replace(".", "")) > MOST_DIGITS:
            self.report(say.number_too_long(self.span(leaf), MOST_DIGITS))
            return n.Number(span=self.span(leaf), value=0)
        value = Fraction(digits)
        if len(tokens) > 1 and tokens[0] == "-":
            value = -value
        return n.Number(span=self.span(leaf), value=int(value) if value.denominator == 1 else value)

    def date(self, leaf: Leaf) -> n.Date:
        """Return a date."""
        try:
            value = dt.date.fromisoformat(_first(leaf))
        except ValueError:
            self.report(say.invalid_date(self.span(leaf)))
            value = UNREADABLE_DATE
        return n.Date(span=self.span(leaf), value=value)

    def constant(self, tree: Branch) -> n.Constant:
        """Return a value that is written out."""
        match tree.data:
            case "signed" | "number":
                return self.number(tree)
            case "date":
                return self.date(tree)
            case "string":
                return self.string(tree)
            case "yes" | "no":
                return n.YesNo(span=self.span(tree), value=tree.data == "yes")
            case "unknown":
                return n.Unknown(span=self.span(tree))
            case "name":
                return self.name(tree)
            case other:
                raise AssertionError(other)

    # ---- conditions and terms -------------------------------------------------------------

    def expr(self, leaf: Leaf) -> n.Expr:
        """Return a condition or term."""
        tree = _branch(leaf)
        self._depth += 1
        if self._depth > MOST_NESTING:
            raise TooDeepError
        node = self._expr(tree)
        self._depth -= 1
        return node

    def _expr(self, tree: Branch) -> n.Expr:
        span = self.span(tree)
        parts = [c for c in tree.children if isinstance(c, Tree)]
        match tree.data:
            case "group":
                return self.expr(parts[0])
            case "or_test":
                self._refuse_mixed(tree)
                return n.Or(span=span, operands=tuple(self.expr(p) for p in parts))
            case "and_test":
                return n.And(span=span, operands=tuple(self.expr(p) for p in parts))
            case "not":
                return n.Not(span=span, operand=self.expr(parts[0]))
            case "comparison":
                op = COMPARISONS[next(c for c in tree.children if isinstance(c, Token))]
                left, right = (self.expr(p) for p in parts)
                return n.Comparison(span=span, op=op, left=left, right=right)
            case "between":
                value, low, high = (self.expr(p) for p in parts)
                return n.Between(span=span, value=value, low=low, high=high)
            case "is_one_of":
                options = tuple(self.constant(p) for p in parts[1:])
                return n.IsOneOf(span=span, value=self.expr(parts[0]), options=options)
            case "is_known" | "is_unknown":
                negated = tree.data == "is_unknown"
                return n.IsKnown(span=span, value=self.expr(parts[0]), negated=negated)
            case "sum":
                return n.Sum(span=span, terms=self._operands(tree, "-"))
            case "product":
                return n.Product(span=span, factors=self._operands(tree, "/"))
            case "negation":
                if _first(tree) == "+":
                    return self.expr(parts[0])
                return n.Negation(span=span, operand=self.expr(parts[0]))
            case "since":
                unit = _unit(_first(tree), "DAYS_SINCE")
                return n.Since(span=span, unit=unit, date=self.expr(parts[0]))
            case "days_between":
                unit = _unit(_first(tree), "DAYS_FROM")
                start, end = (self.expr(p) for p in parts)
                return n.Distance(span=span, unit=unit, start=start, end=end)
            case _:
                constant = self.constant(tree)
                if isinstance(constant, n.Unknown):
                    raise AssertionError(tree)
                return constant

    def _operands(self, tree: Branch, inverse: str) -> tuple[tuple[bool, n.Expr], ...]:
        """Return the operands of a chain, each with whether it is taken as it is."""
        found: list[tuple[bool, n.Expr]] = []
        as_is = True
        for child in tree.children:
            if isinstance(child, Token):
                as_is = child != inverse
            else:
                found.append((as_is, self.expr(child)))
        return tuple(found)

    def _refuse_mixed(self, tree: Branch) -> None:
        """Report an `and` that stands inside an `or` without parentheses, with both readings."""
        parts = [c for c in tree.children if isinstance(c, Tree)]
        mixed = [i for i, part in enumerate(parts) if part.data == "and_test"]
        if not mixed:
            return
        either = next(c for c in tree.children if isinstance(c, Token))
        both = next(c for c in parts[mixed[0]].children if isinstance(c, Token))
        words = [self.span(part).text for part in parts]
        ands_first = f" {either} ".join(
            f"({word})" if i in mixed else word for i, word in enumerate(words)
        )
        # The other reading binds the neighbours of the first `or` tightest.
        at = max(0, mixed[0] - 1) if mixed[0] else 0
        left, right = parts[at], parts[at + 1]
        ors_first = self._ors_first(left, right, either, both)
        self.report(say.mixed_and_or(self.span(tree), ands_first, ors_first))

    def _ors_first(self, left: Branch, right: Branch, either: str, both: str) -> str:
        *before, last = self._conjuncts(left)
        first, *after = self._conjuncts(right)
        return f" {both} ".join([*before, f"({last} {either} {first})", *after])

    def _conjuncts(self, tree: Branch) -> list[str]:
        if tree.data != "and_test":
            return [self.span(tree).text]
        return [self.span(c).text for c in tree.children if isinstance(c, Tree)]

    # ---- policy and fact ------------------------------------------------------------------

    def policy(self, tree: Branch) -> n.Policy:
        """Return the head of a policy file."""
        language = self.once(tree, "language")
        version = self.once(tree, "version")
        return n.Policy(
            span=self.span(tree),
            heading=self.heading(_only(tree, "heading")),
            language=self._language(language) if language else None,
            version=self.string(_token(version.children[1])) if version else None,
            question=self.once_texts(tree, "question"),
            sources=tuple(
                n.SourceClause(
                    span=self.span(t),
                    name=self.new_name(_only(t, "name")),
                    title=self.own_texts(t),
                )
                for t in _branches(tree, "source")
            ),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _language(self, tree: Branch) -> n.LanguageClause:
        version, lang = (_token(c) for c in tree.children[1:])
        if version != "1":
            self.report(say.unsupported_language_version(self.span(version)))
        return n.LanguageClause(span=self.span(tree), version=str(version), lang=str(lang))

    def fact(self, tree: Branch) -> n.Fact | n.Stub:
        """Return a fact, with the levels or choices that stand below it one a line."""
        swallowed = self._swallowed_type(tree)
        if swallowed is not None:
            return swallowed
        types = [t for t in tree.children if isinstance(t, Tree) and t.data in FACT_TYPES]
        for more in types[1:]:
            self.report(say.repeated_clause(self.span(more), _first(more), self.span(types[0])))
        headings = tuple(self.heading(t) for t in _branches(tree, "heading"))
        known = len(self.diagnostics)
        lines = self._option_lines(tree, types[0] if types else None)
        stray = len(self.diagnostics) > known
        if not types and not self.damaged and not stray:
            self.report(
                say.missing_clause(
                    headings[-1].name.span,
                    f"the type of `{headings[-1].name.text}`",
                    "say what is answered: `yes or no`, `levels …`, `choices …`, "
                    "`number`, `date` or `text`",
                )
            )
        aliases = self.once(tree, "also_called")
        missing = self.once(tree, "missing")
        return n.Fact(
            span=self.span(tree),
            headings=headings,
            type=self._fact_type(types[0], lines) if types else None,
            ask=self.once_texts(tree, "ask"),
            hint=self.once_texts(tree, "hint"),
            aliases=tuple(self.string(t) for t in _after_keyword(aliases)),
            missing=tuple(self._marker(t) for t in _after_keyword(missing)),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _swallowed_type(self, tree: Branch) -> n.Stub | None:
        """Report a type that has become part of the name because no colon is before it."""
        name = list(_branches(tree, "heading"))[-1].children[0]
        span = self.span(name)
        match = type_after_a_name().search(span.text)
        if (
            match is None
            or match.end() < len(span.text)
            or any(isinstance(t, Tree) and t.data in FACT_TYPES for t in tree.children)
        ):
            return None
        at = Span(self.source, span.start + match.start(), span.end)
        self.report(say.unreadable(at, "put a colon before it"))
        own = span.text[: match.start()].strip()
        named = n.Name(span=span, key=key(own), text=own)
        return n.Stub(span=self.span(tree), keyword="FACT", names=(named,))

    def _option_lines(self, tree: Branch, fact_type: Branch | None) -> tuple[Branch, ...]:
        """Return the levels or choices that stand one a line, deeper than the word above them.

        A misspelt clause such as `hnit "…"` has the shape of a level. Asking for deeper
        indentation keeps it from silently becoming one.
        """
        lines = tuple(_branches(tree, "option"))
        takes_lines = fact_type is not None and fact_type.data in ("levels", "choices")
        inline = fact_type is not None and _maybe(fact_type, "option") is not None
        ill_placed = inline or not takes_lines or fact_type is None
        found: list[Branch] = []
        ill_indented = False
        for line in lines:
            if not ill_placed and self._indent(line) > self._indent(fact_type or line):
                found.append(line)
                continue
            meant = self._clause_meant(line)
            if meant is not None:
                self.report(meant)
                continue
            # Answers that are indented too little follow each other: that is one mistake.
            if not ill_indented:
                self.report(self._stray_option(line, takes_lines=takes_lines))
            ill_indented = True
            found.append(line)
        return tuple(found) if takes_lines else ()

    def _clause_meant(self, line: Branch) -> Diagnostic | None:
        """Return what to tell of a line that has the shape of an answer and was no such."""
        text = self.span(line.children[0]).text
        word = text.split()[0]
        start = self.span(line.children[0]).start
        span = Span(self.source, start, start + len(word))
        clause = clause_at(text, 0)
        if clause is not None and clause.id not in clauses_of("FACT"):
            return misplaced(span, table().keywords["FACT"], clause)
        fact_words = [table().keywords[id_] for id_ in clauses_of("FACT")]
        meant = near(word, [s for k in fact_words for s in k.spellings])
        if meant and self._is_texts_only(line):
            return say.misspelt_keyword(span, meant[0])
        of_type = type_meant(text)
        if of_type:
            return say.foreign_word(self.span(line.children[0]), f"write {quoted(of_type)}")
        return None

    def _is_texts_only(self, line: Branch) -> bool:
        return _maybe(line, "texts") is not None or len(line.children) == 1

    def _stray_option(self, line: Branch, *, takes_lines: bool) -> Diagnostic:
        word = line.children[0]
        position = self.span(word).position
        above = self.source.line(position.line - 1)
        here = self.source.line(position.line)
        if not takes_lines:
            help_ = "write `levels` or `choices` on a line above, or take it out"
        elif ("\t" in _margin(above)) is not ("\t" in _margin(here)):
            help_ = "indent it like the line above: one of them uses tabs, the other spaces"
        else:
            help_ = "indent it deeper if it is an answer"
        return say.stray_line(self.span(word), help_)

    def _indent(self, leaf: Leaf) -> int:
        """Return the column at which the line of a tree starts."""
        position = self.span(leaf).position
        line = self.source.line(position.line).expandtabs(4)
        return len(line) - len(line.lstrip())

    def _marker(self, leaf: Leaf) -> n.Text | n.Number:
        tree = _branch(leaf)
        return self.string(tree) if tree.data == "string" else self.number(tree)

    def _fact_type(self, tree: Branch, lines: Sequence[Branch]) -> n.FactType:
        span = self.span(tree)
        match tree.data:
            case "levels":
                return n.LevelsType(span=span, options=self._options(tree, lines))
            case "choices":
                return n.ChoicesType(span=span, options=self._options(tree, lines))
            case "number_type":
                return self._number_type(tree)
            case "yes_or_no":
                return n.YesNoType(span=span)
            case "date_type":
                return n.DateType(span=span)
            case _:
                return n.TextType(span=span)

    def _options(self, tree: Branch, lines: Sequence[Branch]) -> tuple[n.Option, ...]:
        options = tuple(self._option(t) for t in (*_branches(tree, "option"), *lines))
        if not options and not self.damaged:
            word = _first(tree)
            self.report(
                say.missing_clause(
                    self.span(word), f"what may be answered after `{word}`", "list it, one a line"
                )
            )
        return options

    def _option(self, tree: Branch) -> n.Option:
        label, hint = _maybe(tree, "texts"), _maybe(tree, "hint")
        return n.Option(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            hint=self.own_texts(hint) if hint else None,
        )

    def _number_type(self, tree: Branch) -> n.NumberType:
        low = self.once(tree, "number_from")
        high = self.once(tree, "number_to")
        decimals = self.once(tree, "decimals")
        return n.NumberType(
            span=self.span(tree),
            low=self.number(low.children[1]) if low else None,
            high=self.number(high.children[1]) if high else None,
            whole=self.once(tree, "whole") is not None,
            decimals=self.number(_token(decimals.children[1])) if decimals else None,
            unit=self.once_texts(tree, "unit"),
        )

    # ---- define, dimension, score, grade --------------------------------------------------

    def define(self, tree: Branch) -> n.Define:
        """Return a named term or condition."""
        heading, value = _branch(tree.children[1]), tree.children[3]
        return n.Define(
            span=self.span(tree),
            heading=self.heading(heading),
            value=self.expr(value),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def dimension(self, tree: Branch) -> n.Dimension:
        """Return a dimension with its rows, and its entries under their `points by`."""
        heading = self.heading(_only(tree, "heading"))
        body: list[n.Row | n.PointsBy] = []
        for line in (c for c in tree.children[2:] if isinstance(c, Tree)):
            match str(line.data):
                case "points_by":
                    subject = self.expr(line.children[1])
                    body.append(n.PointsBy(span=self.span(line), subject=subject, entries=()))
                case "entries":
                    entries = tuple(self._entry(t) for t in _branches(line, "entry"))
                    self._add_entries(body, entries, line)
                case "row":
                    body.append(self._row(line))
                case _:
                    pass
        if not body and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"what `{heading.name.text}` is worth",
                    "add rows like `2 points when …`, or `points by …`",
                )
            )
        for part in body:
            if isinstance(part, n.PointsBy) and not part.entries and not self.damaged:
                self.report(
                    say.missing_clause(
                        part.span, "the points of each answer", "add lines like `none: 0`"
                    )
                )
        return n.Dimension(
            span=self.span(tree),
            heading=heading,
            body=tuple(body),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _add_entries(
        self, body: list[n.Row | n.PointsBy], entries: tuple[n.Entry, ...], line: Branch
    ) -> None:
        """Put entries under the `points by` above them."""
        if body and isinstance(body[-1], n.PointsBy):
            above = body[-1]
            body[-1] = n.PointsBy(
                span=above.span, subject=above.subject, entries=above.entries + entries
            )
        elif not self.damaged:
            self.report(say.stray_line(self.span(line), "write `points by …` on a line above"))

    def _entry(self, tree: Branch) -> n.Entry:
        answer = self.constant(_branch(tree.children[0]))
        if not isinstance(answer, n.Name | n.YesNo):
            raise AssertionError(answer)
        return n.Entry(
            span=self.span(tree),
            key=answer,
            points=self.number(_only(tree, "signed")),
            because=self.because(tree),
        )

    def _row(self, tree: Branch) -> n.Row:
        when = _maybe(tree, "when")
        otherwise = _maybe(tree, "otherwise")
        return n.Row(
            span=self.span(tree),
            points=self.number(_only(tree, "signed")),
            guard=self._when(when) if when else self._otherwise(otherwise or tree),
            because=self.because(tree),
        )

    def _when(self, tree: Branch) -> n.When:
        return n.When(span=self.span(tree), condition=self.expr(tree.children[1]))

    def _otherwise(self, tree: Branch) -> n.Otherwise:
        return n.Otherwise(span=self.span(tree))

    def score(self, tree: Branch) -> n.Score:
        """Return a score."""
        out_of = self.once(tree, "out_of")
        return n.Score(
            span=self.span(tree),
            heading=self.heading(_only(tree, "heading")),
            value=self.expr(tree.children[3]),
            out_of=self._out_of(out_of) if out_of else None,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _out_of(self, tree: Branch) -> n.OutOf:
        numbers = [self.number(t) for t in _branches(tree, "signed")]
        span = self.span(tree)
        low = numbers[0] if len(numbers) > 1 else n.Number(span=span, value=0)
        return n.OutOf(span=span, low=low, high=numbers[-1])

    def grade(self, tree: Branch) -> n.Grade:
        """Return a grade."""
        heading = self.heading(_only(tree, "heading"))
        by = tree.children[3] if len(tree.children) > 2 and _is(tree.children[2], "BY") else None  # noqa: PLR2004 - grade, heading, by, term
        rows = tuple(self._grade_row(t) for t in _branches(tree, "grade_row"))
        if not rows and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"the levels of `{heading.name.text}`",
                    "add rows like `strong from 10` and `weak otherwise`",
                )
            )
        return n.Grade(
            span=self.span(tree),
            heading=heading,
            by=self.expr(by) if by is not None else None,
            rows=rows,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _grade_row(self, tree: Branch) -> n.GradeRow:
        label = _maybe(tree, "texts")
        guard = next(t for t in tree.children if isinstance(t, Tree) and t.data in GUARDS)
        return n.GradeRow(
            span=self.span(tree),
            name=self.new_name(tree.children[0]),
            label=self.texts(label) if label else None,
            guard=self._guard(guard),
            because=self.because(tree),
        )

    def _guard(self, tree: Branch) -> n.Band | n.When | n.Otherwise:
        match tree.data:
            case "when":
                return self._when(tree)
            case "otherwise":
                return self._otherwise(tree)
            case _:
                return n.Band(
                    span=self.span(tree),
                    kind=GUARDS[tree.data] or n.BandKind.FROM,
                    threshold=self.number(_only(tree, "signed")),
                )

    # ---- advice, ensure, example ----------------------------------------------------------

    def advice(self, tree: Branch) -> n.Advice:
        """Return advice or an alert."""
        heading = self.heading(_only(tree, "heading"))
        when = self.once(tree, "when")
        text = self.once_texts(tree, "say")
        if when is None and not self.damaged:
            self.report(
                say.missing_clause(
                    heading.name.span,
                    f"when `{heading.name.text}` is given",
                    "add a line `when …`",
                )
            )
        return n.Advice(
            span=self.span(tree),
            heading=heading,
            when=self._when(when) if when else None,
            say=text,
            alert=tree.data == "alert",
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def ensure(self, tree: Branch) -> n.Ensure:
        """Return a law."""
        law = _branch(tree.children[2])
        return n.Ensure(
            span=self.span(tree),
            heading=self.heading(_only(tree, "heading")),
            law=self._monotone(law) if law.data == "monotone" else self._invariant(law),
            damaged=self.damaged,
        )

    def _invariant(self, tree: Branch) -> n.Invariant:
        when = _maybe(tree, "when")
        return n.Invariant(
            span=self.span(tree),
            condition=self.expr(tree.children[0]),
            when=self._when(when) if when else None,
        )

    def _monotone(self, tree: Branch) -> n.Monotone:
        result, fact = _branches(tree, "name")
        words = [c.type for c in tree.children if isinstance(c, Token)]
        return n.Monotone(
            span=self.span(tree),
            result=self.name(result),
            never_falls="NEVER_FALLS" in words,
            fact=self.name(fact),
            rises="RISES" in words,
        )

    def example(self, tree: Branch) -> n.Example:
        """Return a worked record."""
        given = [a for t in _branches(tree, "given") for a in _branches(t, "assignment")]
        expect = [e for t in _branches(tree, "expect") for e in t.children if isinstance(e, Tree)]
        title = self.texts(_only(tree, "texts"))
        if not expect and not self.damaged:
            self.report(
                say.missing_clause(
                    title.span, "what this example expects", "add a line like `expect total = 7`"
                )
            )
        return n.Example(
            span=self.span(tree),
            title=title,
            given=tuple(self._assignment(t) for t in given),
            expect=tuple(self._expectation(t) for t in expect),
            damaged=self.damaged,
        )

    def _assignment(self, tree: Branch) -> n.Assignment:
        return n.Assignment(
            span=self.span(tree),
            name=self.name(tree.children[0]),
            value=self.constant(_branch(tree.children[2])),
        )

    def _expectation(self, tree: Branch) -> n.Expectation:
        span = self.span(tree)
        match tree.data:
            case "expect_value":
                value = self.constant(_branch(tree.children[2]))
                return n.ExpectValue(span=span, name=self.name(tree.children[0]), value=value)
            case "expect_between":
                low, high = (self.number(t) for t in _branches(tree, "signed"))
                return n.ExpectBetween(
                    span=span, name=self.name(tree.children[0]), low=low, high=high
                )
            case "expect_possible":
                values = [c for c in tree.children[1:] if isinstance(c, Tree)]
                return n.ExpectPossible(
                    span=span,
                    name=self.name(tree.children[0]),
                    values=tuple(self.constant(t) for t in values),
                )
            case "expect_advice":
                word = _first(tree).type
                return n.ExpectAdvice(
                    span=span,
                    name=self.name(tree.children[1]),
                    state=ADVICE_STATES[word.removesuffix("ADVICE").removesuffix("ALERT")],
                    alert=word.endswith("ALERT"),
                )
            case _:
                names = tuple(self.name(t) for t in _branches(tree, "name"))
                return n.ExpectReasons(span=span, names=names)


RESERVED = {"yes", "no", "unknown", "是", "否", "未知"}
FACT_TYPES = {"levels", "choices", "number_type", "yes_or_no", "date_type", "text_type"}
GUARDS = {
    "from_band": n.BandKind.FROM,
    "up_to_band": n.BandKind.UP_TO,
    "under_band": n.BandKind.UNDER,
    "when": None,
    "otherwise": None,
}
ADVICE_STATES = {
    "": n.AdviceState.GIVEN,
    "POSSIBLE_": n.AdviceState.POSSIBLE,
    "NO_": n.AdviceState.NOT_GIVEN,
}
COMPARISONS = {op.value: op for op in n.ComparisonOp} | {
    "≤": n.ComparisonOp.LE,
    "≥": n.ComparisonOp.GE,
    "≠": n.ComparisonOp.NE,
}
DECLARATIONS: dict[str, Callable[[Builder, Branch], n.Declaration]] = {
    "policy": Builder.policy,
    "fact": Builder.fact,
    "define": Builder.define,
    "dimension": Builder.dimension,
    "score": Builder.score,
    "grade": Builder.grade,
    "advice": Builder.advice,
    "alert": Builder.advice,
    "ensure": Builder.ensure,
    "example": Builder.example,
}


# ---- walking the parse tree ---------------------------------------------------------------------


def _unquoted(token: str) -> str:
    inner = str(token)[1:-1]
    return ESCAPED.sub(r"\1", inner) if token[0] == '"' else inner


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _unit(token: Token, days: str) -> n.DateUnit:
    return n.DateUnit.DAYS if token.type == days else n.DateUnit.MONTHS


def _is(leaf: Leaf, terminal: str) -> bool:
    return isinstance(leaf, Token) and leaf.type == terminal


def _branch(leaf: Leaf) -> Branch:
    if isinstance(leaf, Token):
        raise AssertionError(leaf)
    return leaf


def _token(leaf: Leaf) -> Token:
    return leaf if isinstance(leaf, Token) else _first(leaf)


def _branches(tree: Branch, rule: str) -> Iterator[Branch]:
    return (c for c in tree.children if isinstance(c, Tree) and c.data == rule)


def _maybe(tree: Branch, rule: str) -> Branch | None:
    return next(_branches(tree, rule), None)


def _only(tree: Branch, rule: str) -> Branch:
    return next(_branches(tree, rule))


def _after_keyword(tree: Branch | None) -> list[Leaf]:
    return tree.children[1:] if tree else []


def _first(leaf: Leaf) -> Token:
    while isinstance(leaf, Tree):
        leaf = leaf.children[0]
    return leaf


def _last(leaf: Leaf) -> Token:
    while isinstance(leaf, Tree):
        leaf = leaf.children[-1]
    return leaf


def _tokens(leaf: Leaf) -> Iterator[Token]:
    if isinstance(leaf, Token):
        yield leaf
    else:
        for child in leaf.children:
            yield from _tokens(child)
