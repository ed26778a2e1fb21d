"""Laws of the formatter and the parser."""

from hypothesis import given

from generators.policies import Generated, policies
from relrules.source.encoding import text_source
from relrules.syntax.format import format_source
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage


def formatted(text: str, keywords: KeywordLanguage | None = None) -> str:
    return format_source(text_source(text, "policy"), keywords)


@given(policies(examples=True))
def test_formatting_leaves_the_tree_as_it_is(generated: Generated) -> None:
    """Domain: policies in any layout, with keywords as written, in English and in Chinese."""
    tree = parse(text_source(generated.text, "policy")).tree
    for keywords in (None, "en", "zh"):
        again = formatted(generated.text, keywords)
        assert parse(text_source(again, "policy")).tree == tree


@given(policies(examples=True))
def test_formatting_keeps_every_comment(generated: Generated) -> None:
    """Domain: policies in any layout, with comments wherever one may stand."""
    assert comments(formatted(generated.text)) == comments(generated.text)


def comments(text: str) -> list[str]:
    found = parse(text_source(text, "policy")).layout.comments
    return [comment.span.text.rstrip().replace("＃", "#", 1) for comment in found]


@given(policies(examples=True))
def test_formatting_twice_changes_nothing_more(generated: Generated) -> None:
    """Domain: policies in any layout."""
    once = formatted(generated.text)
    assert formatted(once) == once


@given(policies(examples=True))
def test_keywords_go_to_chinese_and_back(generated: Generated) -> None:
    """Domain: policies in any layout and with keywords of either language."""
    english = formatted(generated.text, "en")
    assert formatted(formatted(english, "zh"), "en") == english
