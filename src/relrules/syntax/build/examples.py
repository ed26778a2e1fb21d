"""Advice, laws and worked examples."""

import re
from collections.abc import Iterator

from attrs import define, evolve
from lark import Token, Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch
from relrules.syntax.build.types import Types
from relrules.syntax.keywords import table
from relrules.syntax.names import key

NOTHING = re.compile(r"[ \t]+(?:none|empty|nothing|无|没有)$")
"""What people write after a list to say that it is empty."""
ADVICE_STATES = {
    "": n.AdviceState.GIVEN,
    "POSSIBLE_": n.AdviceState.POSSIBLE,
    "NO_": n.AdviceState.NOT_GIVEN,
}


@define
class Examples(Types):
    """Builds advice, laws and examples."""

    def advice(self, tree: Branch) -> n.Advice:
        """Return advice or an alert."""
        heading = self.heading(trees.only(tree, "heading"))
        when = self.once(tree, "when")
        text = self.once_texts(tree, "say")
        for_each = trees.maybe(tree, "for_each")
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
            when=self.when(when) if when else None,
            say=text,
            alert=tree.data == "alert",
            for_each=self.name(for_each.children[1]) if for_each else None,
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def ensure(self, tree: Branch) -> n.Ensure:
        """Return a law."""
        law = trees.branch(tree.children[2])
        return n.Ensure(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            law=self._monotone(law) if law.data == "monotone" else self._invariant(law),
            damaged=self.damaged,
        )

    def _invariant(self, tree: Branch) -> n.Invariant:
        when = trees.maybe(tree, "when")
        return n.Invariant(
            span=self.span(tree),
            condition=self.expr(tree.children[0]),
            when=self.when(when) if when else None,
        )

    def _monotone(self, tree: Branch) -> n.Monotone:
        result, fact = trees.branches(tree, "name")
        words = [c.type for c in tree.children if isinstance(c, Token)]
        return n.Monotone(
            span=self.span(tree),
            result=self.name(result),
            never_falls="NEVER_FALLS" in words,
            fact=self.name(fact),
            rises="RISES" in words,
        )

    # ---- examples ---------------------------------------------------------------------------

    def example(self, tree: Branch) -> n.Example:
        """Return a worked record."""
        in_a_list = [id(line) for line in self._given_before_records(tree)]
        given = [
            a
            for t in trees.branches(tree, "given")
            if id(t) not in in_a_list
            for a in trees.branches(t, "assignment")
        ]
        expect = [
            e for t in trees.branches(tree, "expect") for e in t.children if isinstance(e, Tree)
        ]
        title = self.texts(trees.only(tree, "texts"))
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
            given_records=self._given_records(tree),
            damaged=self.damaged,
        )

    def _given_before_records(self, tree: Branch) -> Iterator[Branch]:
        """Yield lines `given …` that stand where the first records do, and report the first.

        A fact may be called `given name`, or somebody says `given` anew before every record.
        """
        above: Branch | None = None
        told = False
        for line in (c for c in tree.children if isinstance(c, Tree)):
            if (
                above is not None
                and line.data == "given"
                and self.indent(line) > self.indent(above)
            ):
                if not told:
                    word, name = trees.first(line), trees.only(line, "assignment").children[0]
                    whole = Span(self.source, self.span(word).start, self.span(name).end)
                    self.report(say.given_before_a_record(self.span(word), whole.text))
                told = True
                yield line
            else:
                above, told = line if line.data == "given_list" else None, False

    def _given_records(self, tree: Branch) -> tuple[n.GivenRecords, ...]:
        """Return the lists given, each with the deeper lines below it."""
        found: list[n.GivenRecords] = []
        above: Branch | None = None
        for line in (c for c in tree.children if isinstance(c, Tree)):
            match str(line.data):
                case "given_none":
                    found += [
                        n.GivenRecords(span=self.span(line), list=self.name(t), records=())
                        for t in trees.branches(line, "name")
                    ]
                case "given_list":
                    self._require_records(above, found)
                    name = _list_name(self.name(trees.only(line, "name")))
                    found.append(n.GivenRecords(span=self.span(line), list=name, records=()))
                    above = line
                    continue
                case "record" if above is not None and self.indent(line) > self.indent(above):
                    record = n.GivenRecord(
                        span=self.span(line),
                        facts=tuple(
                            self._assignment(t) for t in trees.branches(line, "assignment")
                        ),
                    )
                    found[-1] = evolve(found[-1], records=(*found[-1].records, record))
                    continue
                case "record":
                    self._refuse_record(line, above)
                    above = None
                    continue
                case _:
                    pass
            self._require_records(above, found)
            above = None
        self._require_records(above, found)
        return tuple(found)

    def _require_records(self, above: Branch | None, found: list[n.GivenRecords]) -> None:
        """Report `given contacts` without a record below it."""
        if above is None or self.damaged or self.diagnostics:
            return
        records = next(r for r in found if r.span == self.span(above))
        if not records.records:
            self.report(say.records_missing(records.span, records.list.text))

    def _refuse_record(self, line: Branch, above: Branch | None) -> None:
        if self.damaged:
            return
        help_ = (
            "indent it deeper than the line above it"
            if above is not None
            else "begin it with `given`, or write `given` and the name of a list on a line above"
        )
        self.report(say.stray_line(self.span(line), help_))

    def _assignment(self, tree: Branch) -> n.Assignment:
        return n.Assignment(
            span=self.span(tree),
            name=self.name(tree.children[0]),
            value=self.constant(trees.branch(tree.children[2])),
        )

    def _expectation(self, tree: Branch) -> n.Expectation:
        span = self.span(tree)
        match tree.data:
            case "expect_value":
                value = self.constant(trees.branch(tree.children[2]))
                self._refuse_no_answer(tree, value)
                return n.ExpectValue(span=span, name=self.name(tree.children[0]), value=value)
            case "expect_between":
                low, high = (self.number(t) for t in trees.branches(tree, "signed"))
                return n.ExpectBetween(
                    span=span,
                    name=self.name(tree.children[0]),
                    low=low,
                    high=high,
                    or_no_answer=trees.maybe(tree, "no_answer") is not None,
                )
            case "expect_possible":
                values = [c for c in tree.children[1:] if isinstance(c, Tree)]
                return n.ExpectPossible(
                    span=span,
                    name=self.name(tree.children[0]),
                    values=tuple(self.constant(t) for t in values if t.data != "no_answer"),
                    or_no_answer=trees.maybe(tree, "no_answer") is not None,
                )
            case "expect_no_answer":
                return n.ExpectNoAnswer(span=span, name=self.name(tree.children[0]))
            case "expect_advice":
                return self._expect_advice(tree)
            case _:
                names = tuple(self.name(t) for t in trees.branches(tree, "name"))
                return n.ExpectReasons(span=span, names=names)

    def _refuse_no_answer(self, tree: Branch, value: n.Constant) -> None:
        """Report `x = no answer`, which reads as a level of that name."""
        spellings = table().keywords["NO_ANSWER"].spellings
        if isinstance(value, n.Name) and value.span.text in spellings:
            start = self.span(tree.children[1]).start
            keyword = table().keywords["HAS_NO_ANSWER"]
            written = keyword.in_language("en" if value.text.isascii() else "zh")
            self.report(
                say.foreign_word(Span(self.source, start, value.span.end), f"write `{written}`")
            )

    def _expect_advice(self, tree: Branch) -> n.ExpectAdvice:
        word = trees.first(tree).type
        record = trees.maybe(tree, "string")
        return n.ExpectAdvice(
            span=self.span(tree),
            name=self.name(tree.children[1]),
            state=ADVICE_STATES[word.removesuffix("ADVICE").removesuffix("ALERT")],
            alert=word.endswith("ALERT"),
            record=self.string(record) if record else None,
        )


def _list_name(name: n.Name) -> n.Name:
    """Return the name of a list that is given, without what may be said of its emptiness."""
    text = NOTHING.sub("", name.text)
    if text == name.text or name.span.text.startswith("`"):
        return name
    end = name.span.start + len(NOTHING.sub("", name.span.text))
    return n.Name(span=Span(name.span.source, name.span.start, end), key=key(text), text=text)
