"""Mistakes that only the syntax sees: each is told once, on the wrong words, with a way out."""

from __future__ import annotations

import pytest

from relrules.engine import check_source
from relrules.source import Source
from relrules.syntax.format import apply_fixes
from relrules.syntax.parse import parse
from syntax.shapes import told

DEFINE = "define x = "
ROW = "dimension d\n  "

GLUED = [
    ("事实拜访次数: 数值", "事实拜访次数", "事实 拜访次数"),
    ("维度联系\n  1 分 否则", "维度联系", "维度 联系"),
    ('建议打电话\n  当 甲\n  说 "x"', "建议打电话", "建议 打电话"),
    ("维度 联系\n  得分按教练\n    甲: 1", "得分按教练", "得分按 教练"),
    ("等级强弱 按 甲\n  强 否则", "等级强弱", "等级 强弱"),
    ("清单 甲\n  事实乙: 文本", "事实乙", "事实 乙"),
    ("事实 甲: 文本\n  别名x", "别名x", "别名 x"),
]


@pytest.mark.parametrize(("text", "words", "parted"), GLUED[:-1])
def test_a_chinese_keyword_without_its_space(text: str, words: str, parted: str) -> None:
    assert told(text) == [("keyword-in-name", words, f"set the keyword apart: `{parted}`")]
    source = Source("policy.rel", text)
    mended = apply_fixes(source, parse(source).diagnostics)
    assert mended == text.replace(words, parted)
    assert told(mended) == []


TOLD = [
    # ---- words that mean something elsewhere
    ("事实 态度: 选项 友好、中立", "misspelt-keyword", "、", "write `|`"),
    ("fact mood: choices good, bad, ugly", "misspelt-keyword", ",", "write `|`"),
    ("fact mood: choices good or bad", "misspelt-keyword", "or", "write `|`"),
    ("事实 态度: 等级 友好 < 中立", "misspelt-keyword", "等级", "write `级别`"),
    ("事实 态度\n  等级 友好 < 中立", "misspelt-keyword", "等级", "write `级别`"),
    (f"{DEFINE}mood is knwon", "misspelt-keyword", "knwon", "did you mean `known`?"),
    (f"{DEFINE}some l where a", "misspelt-keyword", "where", "write `have`"),
    (f"{DEFINE}count of l with a = b", "misspelt-keyword", "with", "write `where`"),
    (f"{DEFINE}count of l have a = b", "misspelt-keyword", "have", "write `where`"),
    (f"{DEFINE}highest (a, b) > 3", "misspelt-keyword", "highest", "write `highest of`"),
    (f"{DEFINE}max(a, b) > 3", "misspelt-keyword", "max", "write `highest of`"),
    (f"{DEFINE}average(a, b)", "misspelt-keyword", "average", "write `average of`"),
    (f"{DEFINE}any l have a", "misspelt-keyword", "any", "write `some`"),
    (f"{DEFINE}every l have a", "misspelt-keyword", "every", "write `all`"),
    (f"{DEFINE}a / b if zreo 0", "misspelt-keyword", "zreo", "did you mean `zero`?"),
    ("advice a for every l\n  when b", "misspelt-keyword", "for every", "write `for each`"),
    (f"{ROW}points coach\n    a: 1", "misspelt-keyword", "points", "write `points by`"),
    ('example "e"\n  expect a = no answer', "misspelt-keyword", "= no answer", "write `has no answer`"),
    # ---- signs
    (f"{ROW}1,5 points when a", "unexpected-text", "1,5", "write `1.5`, with a point"),
    (f"{ROW}points by a\n    b: 1,5, c: 2", "unexpected-text", "1,5", "write `1.5`, with a point"),
    ("fact a: yes or no  // mine", "unexpected-text", "// mine", "a comment begins with `#`"),
    ("fact a: yes or no -- mine", "unexpected-text", "-- mine", "a comment begins with `#`"),
    ("fact a\u200bb: yes or no", "forbidden-character", "\u200b", "delete it"),
    (f"{DEFINE}a / b if zero: 0", "unexpected-text", ":", "leave it out"),
    (f"{ROW}points by a\n    0: 1", "unexpected-text", "0", "`up to 0`"),
    (f"{ROW}2 * a points when b", "unexpected-text", "2 * a", "in parentheses: `(2 * a)`"),
    ("define a = b\n  * 2", "unexpected-text", "*", "put parentheses around both lines"),
    ("define a = b\n  - 2", "unexpected-text", "-", "put parentheses around both lines"),
    (
        "questionnaire q\n  answers levels of s worth 0, 1\n  item a",
        "unexpected-text", "worth", "put a comma before it",
    ),
    # ---- lines
    ("scale s: a < b", "unexpected-text", ":", "write the levels on a line below"),
    ("advice a\n  for each l\n  when b", "unexpected-text", "for each", "on the first line"),
    ("fact a: number from 0 default 3", "unexpected-text", "default", "start a new line"),
    ('fact a: yes or no ask "?"', "unexpected-text", "ask", "start a new line before it"),
    (f"{DEFINE}highest of contacts", "unexpected-text", "contacts", "`highest visits of contacts`"),
    (
        "questionnaire q\n  answer 1 to 9\n  item a",
        "misspelt-keyword", "answer", "did you mean `answers`?",
    ),
    (
        "questionnaire q\n  answers 1 to 9\n  items a, b",
        "misspelt-keyword", "items", "write `item`",
    ),
    # ---- names
    (
        "fact price Price of the deal: number",
        "unexpected-text", "Price of the deal", 'put a label in quotes: `"Price of the deal"`',
    ),
    (
        "dimension fit How well it fits with us\n  1 point otherwise",
        "unexpected-text", "How well it fits with us", "put a label in quotes",
    ),
    ('policy abc source q "x"', "unexpected-text", "source q", "put it on a line of its own"),
    ("policy abc language 1 en", "unexpected-text", "language 1 en", "on a line of its own"),
    ('policy abc version "1.0"', "unexpected-text", "version", "on a line of its own"),
    ("scale s\n  levels a < b", "unexpected-text", "levels", "leave the word out"),
    ('scale s\n  a\n  asume "x"', "misspelt-keyword", "asume", "did you mean `assume`?"),
    # ---- lists in examples
    ('example "e"\n  given l\n  expect a = 1', "records-missing", "given l", "`given no l`"),
    ('example "e"\n  given l none\n  expect a = 1', "records-missing", "given l none", "`given no l`"),
    ('example "e"\n  given l\n  b = 1\n  expect a = 1', "stray-line", "b = 1", "indent it deeper"),
    ('example "e"\n  b = 1\n  expect a = 1', "stray-line", "b = 1", "begin it with `given`"),
    # ---- what is missing
    ("define a", "missing-clause", "a", "write it after `=`"),
    ("scale a", "missing-clause", "a", "list them on the lines below"),
    ("questionnaire q\n  item a", "missing-clause", "q", "`answers 1 to 9`"),
    ("questionnaire q\n  answers 1 to 9", "missing-clause", "q", "like `item q1"),
    ("define a = b\n  1 when c", "stray-line", "1 when c", "take out either"),
    ("dimension a = b\n  1 point otherwise", "stray-line", "1 point otherwise", "take out either"),
    ("grade a = b\n  c otherwise", "stray-line", "c otherwise", "take out either"),
    (
        "questionnaire q\n  answers 1 to 9, worth 1, 2\n  item a",
        "unexpected-text", "worth 1, 2", "leave it out",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "words", "help_"), TOLD)
def test_a_mistake_is_told_once(text: str, code: str, words: str, help_: str) -> None:
    ((found, marked, way_out),) = told(text)
    assert (found, marked) == (code, words)
    assert help_ in way_out


# ---- names that mean nothing, told by the checks --------------------------------------------------

POLICY = """\
policy p
fact last_visit: date
fact 最近拜访: date
fact mood: choices good | bad
fact 态度: choices 友好 | 中立
"""
UNKNOWN = [
    ("define x = day since last_visit > 3", "day since", "write `days since`"),
    ("定义 x = 态度 是 友好", "是", "write `=`"),
    ("定义 x = 距今天数最近拜访 > 3", "距今天数最近拜访", "`距今天数 最近拜访`"),
]


@pytest.mark.parametrize(("line", "words", "help_"), UNKNOWN)
def test_a_name_that_holds_a_word_of_the_language(line: str, words: str, help_: str) -> None:
    found = [d for d in check_source(Source("p.rel", POLICY + line))[1] if d.is_error]
    assert [d.span.text for d in found] == [words]
    assert help_ in found[0].help


def test_a_range_upside_down_is_one_mistake() -> None:
    text = "policy p\nfact a: number from 0 to -20\ndefine b = a > -5\n"
    found = [d.code for d in check_source(Source("p.rel", text))[1] if d.is_error]
    assert found == ["invalid-range"]
