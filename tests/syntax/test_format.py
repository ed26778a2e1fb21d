"""The pages of the formatter: every construct, in canonical form and in both keyword languages."""

import re
from collections.abc import Callable

import pytest
from lark.grammar import Rule

from formatting import PAGES, comments, formatted, page
from relrules.source import Source
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import layout
from relrules.syntax.members import members, own_reading
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage

pages = pytest.mark.parametrize("name", PAGES)
languages = pytest.mark.parametrize("keywords", ["en", "zh"])
# Between these the formatter changes nothing but spaces.
KEPT = re.compile(r"""("[^"]*"|`[^`]*`|#.*)""")


# ---- the pages ------------------------------------------------------------------------------


@pages
@languages
def test_a_page_is_canonical(name: str, keywords: KeywordLanguage) -> None:
    text = page(name, keywords)
    assert formatted(text) == text
    assert formatted(text, keywords) == text


@pages
def test_a_page_is_the_same_in_both_languages(name: str) -> None:
    english, chinese = page(name, "en"), page(name, "zh")
    assert formatted(english, "zh") == chinese
    assert formatted(chinese, "en") == english


@pages
def test_both_languages_have_one_tree(name: str) -> None:
    english, chinese = (parse(Source("a.rel", page(name, k))) for k in ("en", "zh"))
    assert english.diagnostics == chinese.diagnostics == ()
    assert english.tree == chinese.tree


@pages
def test_comments_are_the_same_in_both_languages(name: str) -> None:
    assert comments(page(name, "en")) == comments(page(name, "zh"))


def test_the_pages_hold_every_keyword() -> None:
    words = [word for name in PAGES for text in readings(name) for word in tokens(text)]
    assert set(table().keywords) <= set(words)


def test_the_pages_hold_every_construct() -> None:
    trees = [parser().parse(text) for name in PAGES for text in readings(name)]
    found = {str(tree.data) for whole in trees for tree in whole.iter_subtrees()}
    rules = {str(rule.alias or rule.origin.name) for rule in parser().rules if is_shown(rule)}
    assert rules <= found


def is_shown(rule: Rule) -> bool:
    """Return whether a rule makes a node of its own: `_rule` and `?rule` with one part make none."""
    return not rule.origin.name.startswith("_") and not (rule.options.expand1 and not rule.alias)


def readings(name: str) -> list[str]:
    cut = layout(Source("a.rel", page(name, "en")))
    inside = [member for chunk in cut.chunks for member in members(cut, chunk).chunks]
    return [
        *(own_reading(cut, chunk) for chunk in cut.chunks),
        *(cut.reading[member.start : member.end] for member in inside),
    ]


def tokens(text: str) -> list[str]:
    return [token.type for token in parser().parse_interactive(text).iter_parse()]


# ---- the same, typed otherwise --------------------------------------------------------------


def stretched(text: str) -> str:
    return each_line(text, lambda margin: margin * 3, lambda words: words.replace(" ", "   "))


def squeezed(text: str) -> str:
    return each_line(text, str, lambda words: re.sub(r" *([,:|<=*]) *| +", one_sign, words))


def in_tabs(text: str) -> str:
    return each_line(
        text, lambda margin: margin.replace("  ", "\t"), lambda w: w.replace(" ", "\t")
    )


def full_width(text: str) -> str:
    signs = str.maketrans(",:()|<=> ", "，：（）｜＜＝＞\u3000")
    return each_line(text, str, lambda words: words.translate(signs))


def one_sign(found: re.Match[str]) -> str:
    return found[1] or " "


def each_line(text: str, margin: Callable[[str], str], words: Callable[[str], str]) -> str:
    """Change the margins of lines, and what stands between their texts, names and comments."""
    return "\n".join(
        margin(" " * (len(line) - len(line.lstrip())))
        + "".join(
            part if KEPT.fullmatch(part) else words(part) for part in KEPT.split(line.lstrip())
        )
        for line in text.split("\n")
    )


@pytest.mark.parametrize("retyped", [stretched, squeezed, in_tabs, full_width])
@pages
@languages
def test_spaces_and_signs_are_typed_as_one_likes(
    name: str, keywords: KeywordLanguage, retyped: Callable[[str], str]
) -> None:
    text = page(name, keywords)
    assert retyped(text) != text
    assert formatted(retyped(text)) == text
