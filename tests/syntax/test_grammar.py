"""The grammar has no conflict, and the keyword table is sound."""

import logging

import lark
import pytest
from lark import Lark, Token, Tree

from relrules.source.shipped import grammar_file
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.terminals import terminals


def names_in(tree: Tree[Token]) -> list[str]:
    return [str(t) for t in tree.scan_values(lambda t: isinstance(t, Token) and t.type == "NAME")]


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    text = grammar_file("relrules.lark").read_text("utf-8")
    lark.logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger="lark"):
            Lark(f"{text}\n{terminals()}\n", parser="lalr", lexer="contextual", debug=True)
    finally:
        lark.logger.setLevel(logging.CRITICAL)
    conflicts = [r.getMessage() for r in caplog.records if "conflict" in r.getMessage().lower()]
    assert conflicts == []


def test_a_conflict_would_be_noticed(caplog: pytest.LogCaptureFixture) -> None:
    lark.logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger="lark"):
            Lark('start: a\na: "x" a? | a "x"', parser="lalr", debug=True)
    except lark.exceptions.GrammarError:
        return
    finally:
        lark.logger.setLevel(logging.CRITICAL)
    assert any("conflict" in r.getMessage().lower() for r in caplog.records)


def test_every_keyword_has_both_languages() -> None:
    for keyword in table().keywords.values():
        assert keyword.english.isascii(), keyword.id
        assert not keyword.chinese.isascii(), keyword.id


def test_no_spelling_of_a_group_means_two_things() -> None:
    for group in {k.group for k in table().keywords.values()}:
        spellings = [s for k in table().keywords.values() if k.group == group for s in k.spellings]
        assert len(spellings) == len(set(spellings)), group


def test_every_keyword_is_used_by_the_grammar() -> None:
    used = {t.name for t in parser().terminals}
    assert set(table().keywords) <= used


@pytest.mark.parametrize(
    "name", ["no coach", "cost_of_sales", "当前阶段", "分数", "否认", "possible gain"]
)
def test_words_near_keywords_stay_names(name: str) -> None:
    tree = parser().parse(f"fact {name}: yes or no")
    assert names_in(tree) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "define x = coach level >= action_commit and price_primary = no",
            ["x", "coach level", "action_commit", "price_primary"],
        ),
        ("define x = a-b", ["x", "a", "b"]),
        ("define x = (a)且(b)", ["x", "a", "b"]),
        ("define x = no coach = no", ["x", "no coach"]),
        ("ensure e: total never falls when coach level rises", ["e", "total", "coach level"]),
        (
            'example "e"\n expect relationship possible (cold, early)',
            ["relationship", "cold", "early"],
        ),
    ],
)
def test_where_names_end(text: str, names: list[str]) -> None:
    tree = parser().parse(text)
    assert names_in(tree) == names
