"""From an overlay and all it is based on to the tree of one policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from relrules.compose.head import language_of, merged, tagged
from relrules.compose.overlay import overlaid
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.source import FrozenDict, Source, Span
from relrules.syntax import nodes as n
from relrules.syntax.parse import Parsed

MOST_BASES = 50
Find = Callable[[n.Name], Parsed | Diagnostic]


@frozen
class Composed:
    """The tree of one policy, and what it was made of.

    `sources` are the files of the overlay, its base, the base of that … in this order.
    `diagnostics` are all mistakes in how those are written and in what they change. `removed` tells
    of each name or label that an overlay removed where it did. With `complete` off a base is
    missing, so that nothing can be said of what the tree means.
    """

    tree: n.PolicyFile
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    removed: Mapping[str, Span]
    complete: bool


def compose(parsed: Parsed, find: Find) -> Composed:
    """Return the policy of a file with everything it takes from the policies it is based on.

    `find` gives the file of a policy that a name means, or says why there is none.
    """
    chain, problem = _chain(parsed, find)
    diagnostics = [d for part in chain for d in part.diagnostics]
    sources = tuple(part.layout.source for part in chain)
    if problem is not None:
        return Composed(parsed.tree, (*diagnostics, problem), sources, FrozenDict(), complete=False)
    tree = chain[-1].tree
    head = head_of(tree)
    diagnostics += _stray_changes(tree, head)
    tree = evolve(tree, declarations=tuple(d for d in tree.declarations if not _is_change(d)))
    removed: dict[str, Span] = {}
    for part in reversed(chain[:-1]):
        tree, found, gone = _over(tree, part.tree)
        diagnostics += found
        removed |= gone
    return Composed(tree, tuple(diagnostics), sources, FrozenDict(removed), complete=True)


def head_of(tree: n.PolicyFile) -> n.Policy | None:
    """Return the head of a policy file."""
    return next((d for d in tree.declarations if isinstance(d, n.Policy)), None)


def _chain(parsed: Parsed, find: Find) -> tuple[list[Parsed], Diagnostic | None]:
    """Return a file and its bases, the last based on nothing, or why one is missing."""
    chain = [parsed]
    hops: list[tuple[str, Span]] = []
    while True:
        head = head_of(chain[-1].tree)
        if head is None or head.base is None:
            return chain, None
        hops.append((head.heading.name.key, head.base.span))
        names = [name for name, _ in hops]
        if head.base.key in names:
            circle = hops[names.index(head.base.key) :]
            return chain, say.policy_cycle(circle[0][1], circle)
        if len(chain) > MOST_BASES:
            return chain, say.too_many_policies(head.base.span, MOST_BASES)
        found = find(head.base)
        if isinstance(found, Diagnostic):
            return chain, found
        chain.append(found)


def _over(
    base: n.PolicyFile, own: n.PolicyFile
) -> tuple[n.PolicyFile, tuple[Diagnostic, ...], Mapping[str, Span]]:
    """Return the tree of an overlay over that of its base."""
    base_head, own_head = head_of(base), head_of(own)
    if own_head is None:
        raise AssertionError(own)
    if base_head is None:
        # Its own mistake, and reported as such by whoever finds the file.
        return own, (), {}
    if own_head.language is not None and language_of(own_head) != language_of(base_head):
        lang = language_of(base_head)
        base = tagged(base, lang)
        base_head = tagged(base_head, lang)
    done = overlaid(base.declarations, own, base_head.heading.name.text)
    head = merged(base_head, own_head)
    return evolve(own, declarations=(head, *done.declarations)), done.diagnostics, done.removed


def _is_change(declaration: n.Declaration) -> bool:
    return isinstance(declaration, n.Change | n.ChangeRow | n.Remove)


def _stray_changes(tree: n.PolicyFile, head: n.Policy | None) -> list[Diagnostic]:
    """Return what to say of changes in a policy that is based on no other."""
    if head is None or head.damaged:
        return []
    first = next((d for d in tree.declarations if _is_change(d)), None)
    if first is None:
        return []
    # The keyword is what the change begins with.
    width = len(first.span.text.split(maxsplit=1)[0])
    keyword = Span(first.span.source, first.span.start, first.span.start + width)
    return [say.nothing_to_change(keyword, head.heading.name.text)]
