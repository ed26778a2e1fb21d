"""Questionnaires."""

from attrs import define, evolve
from lark import Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch
from relrules.syntax.build.types import Types
from relrules.syntax.keywords import table
from relrules.syntax.names import key

KINDS = {
    "ITEMS": n.ItemsKind.ALL,
    "ITEMS_REVERSED": n.ItemsKind.REVERSED,
    "ITEMS_NOT_REVERSED": n.ItemsKind.NOT_REVERSED,
}
# What people write after an item to say that its answers count the other way round.
REVERSE = dict.fromkeys(("inverted", "inverse", "negative", "flipped"), "reversed") | dict.fromkeys(
    ("反向题", "反向计分", "反转", "逆向"), "反向"
)


@define
class Questionnaires(Types):
    """Builds questionnaires."""

    def questionnaire(self, tree: Branch) -> n.Questionnaire:
        """Return a questionnaire with its items and parts."""
        heading = self.heading(trees.only(tree, "heading"))
        answers = self.once(tree, "answers")
        estimate = self.once(tree, "estimate")
        items = tuple(self._item(t) for t in trees.branches(tree, "item"))
        self._require(heading, answers=answers is not None, items=bool(items))
        return n.Questionnaire(
            span=self.span(tree),
            heading=heading,
            answers=self._answers(answers) if answers else None,
            items=items,
            parts=tuple(self._part_of_items(t) for t in trees.branches(tree, "part")),
            estimate=self._estimate(estimate) if estimate else None,
            ask=self.once_texts(tree, "ask"),
            hint=self.once_texts(tree, "hint"),
            assumptions=self.assumptions(tree),
            damaged=self.damaged,
        )

    def _require(self, heading: n.Heading, *, answers: bool, items: bool) -> None:
        if self.damaged:
            return
        name = heading.name
        if not answers:
            self.report(
                say.missing_clause(
                    name.span,
                    f"how the items of `{name.text}` are answered",
                    "add a line such as `answers 1 to 9` or `answers yes or no`",
                )
            )
        elif not items:
            self.report(
                say.missing_clause(
                    name.span, f"an item of `{name.text}`", 'add a line like `item q1 "…"`'
                )
            )

    def _answers(self, tree: Branch) -> n.AnswersType:
        kind = next(t for t in tree.children if isinstance(t, Tree) and t.data != "worth")
        worth = trees.maybe(tree, "worth")
        if worth is not None and kind.data not in ("levels", "levels_of"):
            self.report(say.worth_without_levels(self.span(worth)))
        match kind.data:
            case "answer_range":
                low, high = (self.number(t) for t in trees.branches(kind, "signed"))
                return n.AnswerRange(span=self.span(tree), low=low, high=high)
            case "yes_or_no":
                return n.YesNoType(span=self.span(tree))
            case _:
                return n.AnswerLevels(
                    span=self.span(tree),
                    levels=self.levels(kind),
                    worth=tuple(self.number(t) for t in trees.after_keyword(worth)),
                )

    def _item(self, tree: Branch) -> n.Item:
        """Return the items of a line; a label after `reversed` is that of the last of them."""
        headings = [self.heading(t) for t in trees.branches(tree, "heading")]
        reverse = trees.maybe(tree, "reversed")
        if reverse is None:
            headings[-1] = self._refuse_reverse(headings[-1])
        if reverse is not None and len(reverse.children) > 1:
            label, citation = trees.maybe(reverse, "texts"), trees.maybe(reverse, "citation")
            last = headings[-1]
            if last.label is not None and label is not None:
                self.report(
                    say.repeated_clause(self.span(label), self.span(label).text, last.label.span)
                )
            headings[-1] = n.Heading(
                span=last.span,
                name=last.name,
                label=self.texts(label) if label else last.label,
                citation=self.citation(citation) if citation else last.citation,
            )
        return n.Item(span=self.span(tree), headings=tuple(headings), reversed=reverse is not None)

    def _refuse_reverse(self, heading: n.Heading) -> n.Heading:
        """Report `item q3 reverse`, which reads as one name, and take that word out of it."""
        text = heading.name.span.text
        own, _, word = text.rpartition(" ")
        spellings = table().keywords["REVERSED"].spellings
        meant = next(iter(near(word, spellings)), "") or REVERSE.get(word.casefold(), "")
        if not own.strip() or not meant or text.startswith("`"):
            return heading
        start, end = heading.name.span.start, heading.name.span.end
        self.report(say.misspelt_keyword(Span(self.source, end - len(word), end), meant))
        own = own.rstrip()
        span = Span(self.source, start, start + len(own))
        return evolve(heading, name=n.Name(span=span, key=key(own), text=own))

    def _part_of_items(self, tree: Branch) -> n.ItemPart:
        which = tree.children[3]
        kind = n.ItemsKind.NAMED if isinstance(which, Tree) else KINDS[which.type]
        return n.ItemPart(
            span=self.span(tree),
            heading=self.heading(trees.only(tree, "heading")),
            kind=kind,
            items=tuple(self.name(t) for t in trees.branches(tree, "name")),
        )

    def _estimate(self, tree: Branch) -> n.Estimate:
        counts = [self._out_of_items(t) for t in trees.branches(tree, "out_of_items")]
        return n.Estimate(
            span=self.span(tree),
            overall=counts[0],
            each_part=counts[1] if len(counts) > 1 else None,
        )

    def _out_of_items(self, tree: Branch) -> n.OutOfItems:
        needed, of = (self.number(c) for c in tree.children if not trees.is_token(c, "OF"))
        return n.OutOfItems(span=self.span(tree), needed=needed, of=of)
