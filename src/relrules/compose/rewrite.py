"""Making a tree with something else in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from attrs import evolve, fields

from relrules.syntax import nodes as n

T = TypeVar("T")


def rewritten(tree: T, change: Callable[[n.Node], n.Node]) -> T:
    """Return a tree in which each node is what `change` makes of it, what is inside it first.

    `change` returns a node that may stand in the same place, mostly the node itself.
    """
    match tree:
        case n.Node():
            inner = {
                attribute.name: new
                for attribute in fields(type(tree))
                if (new := rewritten(old := getattr(tree, attribute.name), change)) is not old
            }
            return cast("T", change(evolve(tree, **inner) if inner else tree))
        case tuple():
            items = tuple(rewritten(item, change) for item in tree)
            same = all(new is old for new, old in zip(items, tree, strict=True))
            return tree if same else cast("T", items)
        case _:
            return tree


def replaced(tree: T, old: n.Node, new: n.Node) -> T:
    """Return a tree in which another node stands in the place of one."""
    return rewritten(tree, lambda node: new if node is old else node)
