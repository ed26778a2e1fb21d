"""What is refused, and the mending of mistakes that have one sure remedy."""

import pytest

import relrules
from formatting import formatted
from relrules.diagnostics import Diagnostic, Fix
from relrules.source import Source, Span
from relrules.syntax.format import apply_fixes


def test_a_broken_file_is_not_formatted() -> None:
    with pytest.raises(ValueError, match=r"a\.rel has mistakes"):
        formatted("fact a b c d: nothing")


def test_fixes_are_applied_and_nothing_else() -> None:
    source = Source("a.rel", "fact  a: yse\nfact b: nmuber # keep\n")
    mistakes = [
        mended(source, "nmuber", "number"),
        Diagnostic("no-fix", "", Span(source, 0, 4)),
        mended(source, "yse", "yes or no"),
    ]
    assert apply_fixes(source, mistakes) == "fact  a: yes or no\nfact b: number # keep\n"


def test_of_overlapping_fixes_the_first_is_made() -> None:
    source = Source("a.rel", "abcdef")
    mistakes = [mended(source, "cd", "2"), mended(source, "abc", "1"), mended(source, "abc", "3")]
    assert apply_fixes(source, mistakes) == "1def"
    insertion = Diagnostic("x", "", Span(source, 3, 3), fix=Fix(Span(source, 3, 3), " "))
    assert apply_fixes(source, [insertion, insertion]) == "abc def"
    assert apply_fixes(source, [mended(source, "def", "!"), insertion]) == "abc def"
    assert apply_fixes(source, [mended(source, "abc", "-"), insertion]) == "- def"


def test_fixes_of_another_file_are_left_alone() -> None:
    other = Source("b.rel", "abc")
    assert apply_fixes(Source("a.rel", "abc"), [mended(other, "b", "!")]) == "abc"


def mended(source: Source, wrong: str, right: str) -> Diagnostic:
    at = source.text.index(wrong)
    span = Span(source, at, at + len(wrong))
    return Diagnostic("misspelt", "", span, fix=Fix(span, right))


@pytest.mark.parametrize("word", ["大于", "高于", "多于", "小于", "少于"])
def test_no_word_is_mended_to_its_opposite(word: str) -> None:
    text = f'策略 p "p"\n事实 拜访 "拜访": 数值\n等级 关系 按 拜访\n  牢固 {word} 3\n  薄弱 否则\n'
    with pytest.raises(relrules.PolicyError) as refused:
        relrules.load_text(text)
    told = refused.value.diagnostics
    mended_text = apply_fixes(Source("p.rel", text), list(told))
    opposite = {"大于", "高于", "多于"} if word in ("小于", "少于") else {"低于", "小于", "少于"}
    assert not any(other in mended_text or other in d.help for other in opposite for d in told)
