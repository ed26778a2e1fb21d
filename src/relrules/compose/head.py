"""The head of an overlay, and texts of a base that is written in another language."""

from __future__ import annotations

from typing import TypeVar

from attrs import evolve

from relrules.compose.rewrite import rewritten
from relrules.syntax import nodes as n

DEFAULT_LANGUAGE = "en"
N = TypeVar("N")


def language_of(head: n.Policy) -> str:
    """Return the language of the untagged texts of a policy."""
    return head.language.lang if head.language else DEFAULT_LANGUAGE


def merged(base: n.Policy, own: n.Policy) -> n.Policy:
    """Return the head of an overlay with what it takes from its base.

    Its name, label and version are its own. A question, a language and the dates that it does not
    state are those of the base; sources and assumptions are added to those of the base.
    """
    sources = {source.name.key: source for source in base.sources}
    added = [s for s in own.sources if s.name.key not in sources]
    replaced = {s.name.key: s for s in own.sources if s.name.key in sources}
    return evolve(
        own,
        language=own.language or base.language,
        question=own.question or base.question,
        sources=(*(replaced.get(name, s) for name, s in sources.items()), *added),
        assumptions=(*base.assumptions, *own.assumptions),
        effective_from=own.effective_from or base.effective_from,
        review_by=own.review_by or base.review_by,
        base=None,
        damaged=own.damaged or base.damaged,
    )


def tagged(tree: N, lang: str) -> N:
    """Return a tree in which every untagged text says that it is in this language."""

    def tag(node: n.Node) -> n.Node:
        if isinstance(node, n.Translation) and not node.lang:
            return evolve(node, lang=lang)
        return node

    return rewritten(tree, tag)
