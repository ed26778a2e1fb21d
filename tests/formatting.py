"""What the tests of the formatter share: its pages, and short ways to format a text."""

from pathlib import Path

from relrules.source import Source
from relrules.syntax.format import format_source
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage

FOLDER = Path(__file__).parent / "syntax" / "canonical"
# Policies in canonical form, each in English keywords (`NAME.en.rel`) and in Chinese ones.
PAGES = tuple(sorted(path.name.removesuffix(".en.rel") for path in FOLDER.glob("*.en.rel")))


def page(name: str, keywords: KeywordLanguage) -> str:
    """Return a page in canonical form, with its keywords in a language."""
    return (FOLDER / f"{name}.{keywords}.rel").read_text("utf-8")


def formatted(text: str, keywords: KeywordLanguage | None = None) -> str:
    """Return the canonical form of a text."""
    return format_source(Source("a.rel", text), keywords)


def comments(text: str) -> list[str]:
    """Return the comments of a text without their signs."""
    found = parse(Source("a.rel", text)).layout.comments
    return [comment.span.text[1:].rstrip() for comment in found]
