"""The layout: declarations, continued lines, comments, what is invisible."""

import pytest

from relrules.source import Source
from relrules.syntax.layout import layout


def readings(text: str) -> list[str]:
    cut = layout(Source("policy.rel", text))
    return [cut.reading[c.start : c.end] for c in cut.chunks]


def codes(text: str) -> list[tuple[str, str]]:
    return [(d.code, d.span.text) for d in layout(Source("policy.rel", text)).diagnostics]


def test_a_reading_is_as_long_as_its_source() -> None:
    text = "policy a # c\n  x “(” (\n y)\nfact b:是 或 否\n"
    assert len(layout(Source("policy.rel", text)).reading) == len(text)


@pytest.mark.parametrize("start", ["and b", "or b", "+ b", "< b", "且 b"])
def test_lines_that_go_on(start: str) -> None:
    assert readings(f"define a = x\n   {start}\n  assume") == [f"define a = x    {start}\n  assume"]


@pytest.mark.parametrize("word", ["say", "ask", "hint", "assume", "说", "假定"])
def test_translations_go_on_long_texts(word: str) -> None:
    text = f'advice a\n  {word} "x"\n    # why\n    zh "乙"\n  de "c"\n  when b'
    assert [line.split()[0] for line in readings(text)[0].split("\n")] == ["advice", word, "when"]


@pytest.mark.parametrize("line", ["levels", 'none "None"', 'sayings "x"', 'unit "x"'])
def test_translations_do_not_go_on_anything_else(line: str) -> None:
    assert readings(f'fact a\n  {line}\n    de "Germany"')[0].count("\n") == 2


def test_a_comment_and_a_blank_line_do_not_break_a_continued_line() -> None:
    text = "define a = x\n  # why\n\n  and y\n"
    assert readings(text)[0].split() == ["define", "a", "=", "x", "and", "y"]
    assert "\n" not in readings(text)[0]


def test_parentheses_hold_lines_together() -> None:
    assert "\n" not in readings("define a = (x\n  or\n  y)")[0]


def test_other_lines_are_clauses() -> None:
    assert readings("fact a\n  yes or no\n- x\n") == ["fact a\n  yes or no", "- x"]


def test_signs_in_texts_are_left_alone() -> None:
    assert readings("fact a “b:#(”:是 或 否 # c") == ["fact a “b:#(”:是 或 否"]


def test_no_parenthesis_reaches_into_the_next_declaration() -> None:
    assert codes("define a = (x\nfact b: yes or no\n") == [("unclosed-parenthesis", "(")]
    assert len(readings("define a = (x\nfact b: yes or no\n")) == 2


@pytest.mark.parametrize("character", ["\0", "\u202e", "\u200f", "\ud800", "\x1b", "\u2028"])
def test_invisible_characters_are_refused_everywhere(character: str) -> None:
    for text in (f'policy a "x{character}y"', f"policy a # {character}", f"policy a{character}b"):
        assert ("forbidden-character", character) in codes(text)


def test_nesting_has_a_limit() -> None:
    assert codes("define a = " + "(" * 64 + "b" + ")" * 64) == []
    deep = codes("define a = " + "(" * 65 + "b" + ")" * 65)
    assert [code for code, _ in deep] == ["nesting-too-deep"]


def test_lines_before_the_first_declaration() -> None:
    assert codes("  ask\nfact a: yes or no") == [("clause-without-declaration", "ask")]
