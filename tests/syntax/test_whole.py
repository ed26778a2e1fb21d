"""Every construct and every word of the language, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lark import Token

from relrules.source import Source
from relrules.syntax import nodes as n
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import Chunk, Layout
from relrules.syntax.members import members, own_reading
from relrules.syntax.parse import parse

WHOLE = Path(__file__).parent / "policies" / "whole.rel"


@cache
def whole() -> str:
    return WHOLE.read_text("utf-8")


def classes(node: n.Node) -> set[type[n.Node]]:
    return {type(node)}.union(*(classes(child) for child in n.children(node)))


def test_the_policy_has_no_mistakes() -> None:
    assert [d.message for d in parse(Source("whole.rel", whole())).diagnostics] == []


def test_it_has_every_node() -> None:
    every = {c for c in vars(n).values() if isinstance(c, type) and issubclass(c, n.Node)}
    assert classes(parse(Source("whole.rel", whole())).tree) == every - {n.Node, n.Stub}


def test_it_has_every_word_of_the_language() -> None:
    met = {token.type for chunk in all_chunks() for token in tokens(own_reading(cut(), chunk))}
    assert set(table().keywords) - met == set()


def test_in_chinese_it_is_the_same_policy() -> None:
    assert parse(Source("whole.rel", in_chinese())).tree == parse(Source("whole.rel", whole())).tree


# ---- from English to Chinese --------------------------------------------------------------------


@cache
def cut() -> Layout:
    return parse(Source("whole.rel", whole())).layout


def all_chunks() -> list[Chunk]:
    return [c for chunk in cut().chunks for c in (chunk, *members(cut(), chunk).chunks)]


def tokens(text: str) -> list[Token]:
    return list(parser().parse_interactive(text).iter_parse())


def in_chinese() -> str:
    """Return the policy with each keyword in its first Chinese spelling."""
    text = cut().reading
    edits = []
    for chunk in all_chunks():
        for token in tokens(own_reading(cut(), chunk)):
            keyword = table().keywords.get(token.type)
            if keyword is not None:
                start = chunk.start + (token.start_pos or 0)
                edits.append((start, start + len(token), keyword.chinese))
    for start, end, spelling in sorted(edits, reverse=True):
        text = f"{text[:start]}{spelling}{text[end:]}"
    return text
