"""The lexer marks as a keyword what the parser reads as one, and takes any text."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal as Choice

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    _TokenType,
    is_token_subtype,
)

from command_line import ENVIRONMENT, ROOT
from generators.policies import Generated, policies
from relrules.highlight import KINDS, RelrulesLexer
from relrules.source import Source
from relrules.source.encoding import text_source
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.format import format_source
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import layout
from relrules.syntax.tokens import words_of

MORE = settings(max_examples=10 * settings().max_examples)
WORDS = [s for keyword in table().keywords.values() for s in keyword.spellings]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(list(' \n\n\t\r(),:=<>+-*/|{}`"“”＂（）：，＃＠　#@.0123456789年')),
    st.sampled_from(
        ["\n  ", "\nlist l\n  fact f\n", "x", 'say "', "{x}", "zh", "2026-02-30", "\0"]
    ),
    st.text(st.characters(exclude_categories=()), max_size=3),
)
Found = tuple[_TokenType, str]


def tokens(text: str) -> list[Found]:
    """Return the tokens of a text, each where it says it is, and all of them the whole text."""
    found = list(RelrulesLexer().get_tokens_unprocessed(text))
    at = 0
    for start, _, value in found:
        assert value
        assert start == at
        at += len(value)
    assert "".join(value for _, _, value in found) == text
    return [(kind, value) for _, kind, value in found]


def kinds_of(text: str, word: str) -> list[_TokenType]:
    """Return what each token is that has this text."""
    return [kind for kind, value in tokens(text) if value == word]


def is_keyword(kind: _TokenType) -> bool:
    return is_token_subtype(kind, Keyword) or is_token_subtype(kind, Operator.Word)


def as_the_parser_reads(text: str) -> Iterator[tuple[int, int, _TokenType | None]]:
    """Yield the words of a policy without mistakes: keywords with what they are, others with none."""
    cut = layout(Source("policy", text))
    keywords = table().keywords
    for chunk in cut.chunks:
        for word in words_of(cut, chunk, None):
            if word.terminal in keywords:
                yield word.start, word.end, KINDS.get(keywords[word.terminal].group, Keyword)
            else:
                yield word.start, word.end, None


def disagreements(text: str) -> list[str]:
    """Return where the lexer takes a word for something else than the parser does."""
    kinds: list[_TokenType] = [kind for kind, value in tokens(text) for _ in value]
    wrong = [text[i : i + 20] for i, kind in enumerate(kinds) if kind is Error]
    words = list(as_the_parser_reads(text))
    for start, end, meant in words:
        marked = {kind for i, kind in enumerate(kinds[start:end], start) if not text[i].isspace()}
        marked -= {Comment.Single}
        if meant is not None and marked != {meant}:
            wrong.append(f"{text[start:end]!r} is {meant}, not {marked}")
        if meant is None and any(is_keyword(kind) for kind in marked - {Keyword.Type}):
            wrong.append(f"{text[start:end]!r} is no keyword, but {marked}")
    return wrong if words else ["no words"]


# ---- the language as it is read -------------------------------------------------------------


@pytest.mark.parametrize("keywords", ["en", "zh"])
@pytest.mark.parametrize("name", policy_names())
def test_shipped_policies_are_marked_as_they_are_read(
    name: str, keywords: Choice["en", "zh"]
) -> None:
    source = text_source(policy_file(name).read_text("utf-8"), name)
    assert disagreements(format_source(source, keywords)) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "syntax").rglob("*.rel")), ids=lambda path: path.name
)
def test_policies_with_every_construct_are_marked_as_they_are_read(path: Path) -> None:
    assert disagreements(path.read_text("utf-8")) == []


@given(policies(examples=True))
def test_any_policy_is_marked_as_it_is_read(generated: Generated) -> None:
    """Domain: policies in any layout, with comments anywhere and keywords of either language."""
    assert disagreements(text_source(generated.text, "policy").text) == []


def test_every_kind_is_of_a_group_or_a_terminal() -> None:
    groups = {keyword.group for keyword in table().keywords.values()}
    assert set(KINDS) <= groups | {terminal.name for terminal in parser().terminals}


# ---- single words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("score total = a", "score", Keyword.Declaration),
        ("score total = a", "total", Name.Function),
        ("score total = a", "=", Operator),
        ("总分 合 = 甲", "总分", Keyword.Declaration),
        ("define a = score", "score", Name),
        ("fact `a b`, c: yes or no", "`a b`", Name.Function),
        ("fact `a b`, c: yes or no", "c", Name.Function),
        ("fact `a b`, c: yes or no", "yes or no", Keyword),
        ('fact a from law "§ 3"', "law", Name),
        ("grade g by points", "points", Name),
        ("define a = cost_of_sales > 1", "cost_of_sales", Name),
        ("定义 甲 = 分数", "分数", Name),
        ("define a = b = yes", "yes", Keyword.Constant),
        ("define a = b = no coach", "no coach", Name),
        ("define a = b is not one of (c)", "is", Error),
        ("define a = b is one of (c)", "is one of", Operator.Word),
        ("define a = b is  one of (c)", "is  one of", Operator.Word),
        ("define a = count of distinct b of c", "count of distinct", Operator.Word),
        ("define a = some of us", "some of", Operator.Word),
        ("define a = some things", "some things", Name),
        ("define a = all", "all", Name),
        ("define a = all things have b", "all", Operator.Word),
        ("define a = highest of known (b, c)", "known", Operator.Word),
        ("define a = known + 1", "known", Name),
        ("define a = highest of (known b, c)", "known", Operator.Word),
        ("fact a: number\n  effort 3", "effort", Keyword),
        ("fact a: levels\n  effort < more", "effort", Name),
        ("fact a: yes or no\n  fixed", "fixed", Keyword),
        ("fact a: yes or no\n  fixed # so it is", "fixed", Keyword),
        ('fact a: choices\n  fixed "Fixed"', "fixed", Name),
        ("dimension a\n  points by b\n    above: 3", "above", Keyword),
        ("grade a by b\n  above from 3", "above", Name),
        ('example "e"\n  given no coach', "given no", Keyword),
        ('example "e"\n  given no coach = yes', "given", Keyword),
        ('example "e"\n  given no coach = yes', "no coach", Name),
        ("dimension a\n  2 points when b", "points", Keyword),
        ("dimension a\n  2 points when b", "2", Number),
        ("dimension a\n  2 points when b", "when", Operator.Word),
        ("维度 甲\n  2 分 当 乙", "分", Keyword),
        ("维度 甲\n  2 分 当（乙）", "（", Punctuation),
        ("维度 甲：乙", "：", Error),
        ("事实 甲：日期", "：", Punctuation),
        ('fact a "A" zh "甲"', "zh", Keyword.Type),
        ('fact a "A" zh "甲"', '"甲"', String),
        ("fact a “A”", "“A”", String),
        ('fact a "{b}"', '"{b}"', String),
        ("define a = b > 2026-01-31", "2026-01-31", Literal.Date),
        ("define a = b # not c", "# not c", Comment.Single),
        ("定义 甲 = 乙 ＃ 非", "＃ 非", Comment.Single),
        ("list l\n  fact a\n    ask “b”\n  ask “c”", "ask", Keyword),
    ],
)
def test_a_word_in_its_place(text: str, word: str, kind: _TokenType) -> None:
    if kind is Error:
        assert all(not is_keyword(k) for k in kinds_of(text, word))
    else:
        assert set(kinds_of(text, word)) == {kind}


def test_placeholders_stand_in_what_is_said() -> None:
    text = 'advice a\n  when b\n  say "c {d}{{e}}" zh "丙｛丁｝"'
    assert kinds_of(text, "{d}") == kinds_of(text, "｛丁｝") == [String.Interpol]
    assert kinds_of(text, "{{") == kinds_of(text, "}}") == [String.Escape]


def test_a_comment_inside_a_clause_stays_one() -> None:
    text = "define a = (b # and (\n  and no # or )\n  coach)"
    assert kinds_of(text, "# and (") == kinds_of(text, "# or )") == [Comment.Single]
    assert kinds_of(text, "no") == kinds_of(text, "coach") == [Name]
    assert kinds_of(text, "and") == [Operator.Word]


def test_carriage_returns_are_blanks() -> None:
    text = "fact a: yes or no\n  fixed\n  ask “b”\n\ngrade b by (c\n  + d)\n  e from 3\n"
    words = [found for found in tokens(text) if not found[1].isspace()]
    assert [t for t in tokens(text.replace("\n", "\r\n")) if not t[1].isspace()] == words


# ---- texts that are no policies -------------------------------------------------------------


def test_a_mistake_spoils_nothing_but_the_rest_of_its_clause() -> None:
    text = "dimension a\n  2 points @ when b or effort 2\n  1 points when b"
    assert kinds_of(text, "points") == [Keyword, Keyword]
    assert kinds_of(text, "@") == [Error]
    assert kinds_of(text, "when") == [Operator.Word, Operator.Word]
    assert kinds_of(text, "or") == [Operator.Word]
    assert kinds_of(text, "effort") == [Name]
    # A word that the parser knows, but not here.
    assert kinds_of("questionnaire a\n  answers 1 to 3 unit", "unit") == [Name]


def test_a_declaration_where_none_may_stand_is_one() -> None:
    assert kinds_of("dimension a\n  fact b: yes or no", "fact") == [Keyword.Declaration]


def test_what_is_not_closed_is_wrong_to_the_end_of_its_line() -> None:
    text = 'fact a\n  ask "b # c\n  hint "d"'
    assert kinds_of(text, '"b # c') == [Error]
    assert kinds_of(text, "hint") == [Keyword]
    assert kinds_of("score a = (b))", ")") == [Punctuation, Error]


@pytest.mark.parametrize(
    ("excerpt", "keywords"),
    [
        ("2 points when coach >= strong", ["points", "when"]),
        ("  none: 0, some: 1 because “b”\n  at most 4", ["because", "at most"]),
        ("some contacts have phone", ["some", "have"]),
        ("count of contacts where phone and not fax", ["count of", "where", "and", "not"]),
        (
            "    fact a: yes or no\n      ask “b”\n    advice c",
            ["fact", "yes or no", "ask", "advice"],
        ),
        ("    list l\n      fact a\n    grade b by c", ["list", "fact", "grade", "by"]),
    ],
)
def test_an_excerpt_is_read_as_what_it_can_be(excerpt: str, keywords: list[str]) -> None:
    assert [value for kind, value in tokens(excerpt) if is_keyword(kind)] == keywords


@MORE
@given(st.text(st.characters(exclude_categories=())))
@example("\r\n\ufeff score")
def test_any_text_is_its_tokens(text: str) -> None:
    """Domain: any text, lone surrogates included."""
    tokens(text)


@MORE
@given(st.lists(PIECES, max_size=60))
@example(["fact", " x\n", " is", "\r", "one of"])
def test_any_words_are_their_tokens(pieces: list[str]) -> None:
    """Domain: words of the language and marks in any order."""
    tokens("".join(pieces))


# ---- where it is found ----------------------------------------------------------------------


def test_pygments_is_told_of_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, name = project["entry-points"]["pygments.lexers"]["relrules"].split(":")
    assert (module, name) == (RelrulesLexer.__module__, RelrulesLexer.__name__)
    assert (RelrulesLexer.name, *RelrulesLexer.aliases) == ("relrules", "relrules", "rel")


def test_the_library_does_without_pygments() -> None:
    program = """
import sys, relrules
relrules.shipped("customer_relationship").evaluate({}).explain("en")
assert "pygments" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)
