"""Walking the parse tree of a declaration."""

import re
from collections.abc import Iterator

from lark import Token, Tree

from relrules.syntax import nodes as n

Branch = Tree[Token]
Leaf = Branch | Token
ESCAPED = re.compile(r"\\([\"\\])")


def unquoted(token: str) -> str:
    """Return what a text in quotes says."""
    inner = str(token)[1:-1]
    return ESCAPED.sub(r"\1", inner) if token[0] == '"' else inner


def date_unit(token: Token, days: str) -> n.DateUnit:
    """Return the unit of a distance of dates; `days` is the terminal that counts days."""
    return n.DateUnit.DAYS if token.type == days else n.DateUnit.MONTHS


def is_token(leaf: Leaf, terminal: str) -> bool:
    """Return whether a leaf is a token of this terminal."""
    return isinstance(leaf, Token) and leaf.type == terminal


def branch(leaf: Leaf) -> Branch:
    """Return a leaf that is a tree."""
    if isinstance(leaf, Token):
        raise AssertionError(leaf)
    return leaf


def token(leaf: Leaf) -> Token:
    """Return a leaf as a token: itself, or its first one."""
    return leaf if isinstance(leaf, Token) else first(leaf)


def branches(tree: Branch, rule: str) -> Iterator[Branch]:
    """Yield the trees of this rule directly inside a tree."""
    return (c for c in tree.children if isinstance(c, Tree) and c.data == rule)


def maybe(tree: Branch, rule: str) -> Branch | None:
    """Return the first tree of this rule directly inside a tree, if there is one."""
    return next(branches(tree, rule), None)


def only(tree: Branch, rule: str) -> Branch:
    """Return the tree of this rule directly inside a tree."""
    return next(branches(tree, rule))


def after_keyword(tree: Branch | None) -> list[Leaf]:
    """Return what follows the keyword of a clause; nothing where there is no clause."""
    return tree.children[1:] if tree else []


def first(leaf: Leaf) -> Token:
    """Return the first token of a tree."""
    while isinstance(leaf, Tree):
        leaf = leaf.children[0]
    return leaf


def last(leaf: Leaf) -> Token:
    """Return the last token of a tree."""
    while isinstance(leaf, Tree):
        leaf = leaf.children[-1]
    return leaf


def tokens(leaf: Leaf) -> Iterator[Token]:
    """Yield the tokens of a tree."""
    if isinstance(leaf, Token):
        yield leaf
    else:
        for child in leaf.children:
            yield from tokens(child)


def after_token(tree: Branch, terminal: str) -> Leaf | None:
    """Return what follows the first token of a terminal directly inside a tree."""
    children = iter(tree.children)
    return next((next(children) for child in children if is_token(child, terminal)), None)
