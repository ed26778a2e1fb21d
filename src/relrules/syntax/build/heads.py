"""The head of a policy, and what it uses, changes and removes of others."""

import re
from functools import cache

from attrs import define, evolve
from lark import Token, Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch
from relrules.syntax.build.words import Words
from relrules.syntax.keywords import one_of, table
from relrules.syntax.names import key

FOR_BASED_ON = re.compile(
    r"[ \t]+(extends|extending|inherits|overrides|overlays|builds on|继承|扩展)[ \t]+"
)


@cache
def _clause_in_a_name() -> re.Pattern[str]:
    """Return the beginning of a clause in a name; `whole` is one that needs no text after it."""
    keywords = table().keywords
    words = {
        i: one_of(keywords[i].spellings) for i in ("LANGUAGE", "VERSION", "QUESTION", "SOURCE")
    }
    tags = "|".join(table().languages)
    alone = f"{words['VERSION']}|{words['QUESTION']}"
    return re.compile(
        rf"[ \t]((?P<whole>{words['LANGUAGE']}[ \t]+\d+[ \t]+(?:{tags}))"
        rf"|{alone}|{words['SOURCE']}[ \t]+\w+)$"
    )


@define
class Heads(Words):
    """Builds the head of a policy."""

    def policy(self, tree: Branch) -> n.Policy:
        """Return the head of a policy file."""
        self._refuse_swallowed(trees.only(tree, "heading"))
        language = self.once(tree, "language")
        version = self.once(tree, "version")
        based_on = trees.maybe(tree, "based_on")
        heading, base = self.heading(trees.only(tree, "heading")), None
        if based_on is not None:
            base = self.name(based_on.children[1])
        else:
            heading, base = self._swallowed_base(heading)
        return n.Policy(
            span=self.span(tree),
            heading=heading,
            language=self._language(language) if language else None,
            version=self.string(trees.token(version.children[1])) if version else None,
            question=self.once_texts(tree, "question"),
            sources=tuple(
                n.SourceClause(
                    span=self.span(t),
                    name=self.new_name(trees.only(t, "name")),
                    title=self.own_texts(t),
                )
                for t in trees.branches(tree, "source")
            ),
            assumptions=self.assumptions(tree),
            base=base,
            effective_from=self._once_date(tree, "effective_from"),
            review_by=self._once_date(tree, "review_by"),
            damaged=self.damaged,
        )

    def _refuse_swallowed(self, heading: Branch) -> None:
        """Report a clause on the first line that has become part of the name.

        Only what would be well written as a clause is taken for one.
        """
        name = heading.children[0]
        match = _clause_in_a_name().search(self.span(name).text)
        if match is None:
            return
        labelled = trees.maybe(heading, "texts") is not None
        if labelled or match.group("whole"):
            start = self.span(name).start
            span = Span(self.source, start + match.start(1), start + match.end(1))
            self.report(say.unreadable(span, "put it on a line of its own"))

    def _swallowed_base(self, heading: n.Heading) -> tuple[n.Heading, n.Name | None]:
        """Report `north extends customer_fit`, which reads as one name, and take it apart."""
        text = heading.name.span.text
        match = FOR_BASED_ON.search(text)
        if match is None or text.startswith("`"):
            return heading, None
        start = heading.name.span.start
        written = table().keywords["BASED_ON"].in_language("en" if match[1].isascii() else "zh")
        at = Span(self.source, start + match.start(1), start + match.end(1))
        self.report(say.foreign_word(at, f"write {quoted(written)}"))
        own, of = (
            n.Name(span=Span(self.source, start + a, start + b), key=key(text[a:b]), text=text[a:b])
            for a, b in ((0, match.start()), (match.end(), len(text)))
        )
        return evolve(heading, name=own), of

    def _language(self, tree: Branch) -> n.LanguageClause:
        version, lang = (trees.token(c) for c in tree.children[1:])
        if version != "1":
            self.report(say.unsupported_language_version(self.span(version)))
        return n.LanguageClause(span=self.span(tree), version=str(version), lang=str(lang))

    def _once_date(self, tree: Branch, rule: str) -> n.Date | None:
        found = self.once(tree, rule)
        return self.date(found.children[1]) if found else None

    def use(self, tree: Branch) -> n.Use:
        """Return which other policy is used, and what of it is passed on."""
        show = self.once(tree, "show")
        return n.Use(
            span=self.span(tree),
            name=self.name(trees.only(tree, "name")),
            shown=tuple(self._shown(t) for t in trees.after_keyword(show) if isinstance(t, Tree)),
            damaged=self.damaged,
        )

    def _shown(self, tree: Branch) -> n.Name:
        """Return what is passed on: all advice and all alerts go by their English words."""
        if tree.data == "name":
            return self.name(tree)
        word = trees.first(tree)
        key = "advice" if word.type == "ADVICE" else "alerts"
        return n.Name(span=self.span(tree), key=key, text=str(word))

    def remove(self, tree: Branch) -> n.Remove:
        """Return which declarations of the policy below are left out."""
        kind = next(c for c in tree.children[1:] if isinstance(c, Token))
        return n.Remove(
            span=self.span(tree),
            keyword=kind.type,
            names=tuple(self.name(t) for t in trees.branches(tree, "name")),
            damaged=self.damaged,
        )
