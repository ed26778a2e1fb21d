"""What stands between two words, and how a word is spelled."""

import pytest

from formatting import formatted
from relrules.source import Source
from relrules.syntax import tokens
from relrules.syntax.keywords import table
from relrules.syntax.parse import parse


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("define a=b", "define a = b"),
        ("define a = -  b- -1*(  c+2 )", "define a = -b - -1 * (c + 2)"),
        ("define a = (b)-c", "define a = (b) - c"),
        ("define a = b or-c > -1", "define a = b or -c > -1"),
        ("define a = b/c if zero no answer-1", "define a = b / c if zero no answer - 1"),
        ("define a = highest of(b,-c)-d", "define a = highest of (b, -c) - d"),
        ("define a = lowest b of c if empty-1", "define a = lowest b of c if empty -1"),
        ("define a = weighted average of known(b:2,c:- 1)",
         "define a = weighted average of known (b: 2, c: -1)"),
        ('policy a "A"language 1 en', 'policy a "A"  language 1 en'),
        ("change a:up to 40:-1", "change a: up to 40: -1"),
        ("change fact a :text", "change fact a: text"),
        ("remove fact a ,b", "remove fact a, b"),
        ("define a = 2026-01-31 > d and 2026 - 01 - 31 > e",
         "define a = 2026-01-31 > d and 2026 - 01 - 31 > e"),
        ("define a = b  is  one of(c ,d)", "define a = b is one of (c, d)"),
        ("define `a   b` = no   coach", "define `a b` = no coach"),
        ("define a_b = c\t d", "define a_b = c d"),
        ("define 教练\u3000作用 = 是", "define 教练 作用 = 是"),
        ("fact a,b , c:text", "fact a, b, c: text"),
        ("fact a: yes  or   no", "fact a: yes or no"),
        ("fact a:choices b|c", "fact a: choices b | c"),
        ("事实 a：是或否", "事实 a: 是 或 否"),
        ("fact a: number from ０ to １２．５", "fact a: number from 0 to 12.5"),
    ],
)  # fmt: skip
def test_spaces_and_spellings(typed: str, canonical: str) -> None:
    assert formatted(typed) == f"{canonical}\n"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ('"a # b"', '"a # b"'),
        (r'"say \"no\" \\ \d"', r'"say \"no\" \\ \d"'),
        ("“curly”", '"curly"'),
        ('“he said "no"”', r'"he said \"no\""'),
        (r"“a \d and \\”", r'"a \\d and \\\\"'),
        ('＂full "width" ，：＂', r'"full \"width\" ，："'),
        ('"“kept”"', '"“kept”"'),
    ],
)
def test_quotes(typed: str, canonical: str) -> None:
    assert formatted(f"fact a {typed}: date") == f"fact a {canonical}: date\n"
    before, after = (parse(Source("a", f"fact a {t}: date")).tree for t in (typed, canonical))
    assert before == after


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("dimension d\n  1 point when a", "维度 d\n  1 分 当 a"),
        ("dimension d\n  -1 point when a", "维度 d\n  -1 分 当 a"),
        ("dimension d\n  11 points when a", "维度 d\n  11 分 当 a"),
        ("dimension d\n  0.1 points otherwise", "维度 d\n  0.1 分 否则"),
        ('grade g from s "1" by t\n  a from 3', '等级 g 出自 s "1" 按 t\n  a 达 3'),
        ("score t = a\n  from -1 to 3", "总分 t = a\n  从 -1 到 3"),
        ("dimension d\n  points by a\n    from 3: 1", "维度 d\n  得分 按 a\n    达 3: 1"),
        ("change g: a from 3", "修改 g: a 达 3"),
        ("change grade g by t\n  a from 3", "修改 等级 g 按 t\n  a 达 3"),
        ("change score t = a\n  from -1 to 3", "修改 总分 t = a\n  从 -1 到 3"),
        ("change fact a: number from 1", "修改 事实 a: 数值 从 1"),
        ("define a = highest b of c", "定义 a = 最高 b 取自 c"),
        ("define a = count of distinct (b + 1) of c", "定义 a = 去重计数 (b + 1) 取自 c"),
        ("fact a: levels of b", "事实 a: 级别 取自 b"),
        (
            "questionnaire q\n  answers 1 to 9\n  item a\n  estimate needs 1 of 1",
            "问卷 q\n  答案 1 到 9\n  题目 a\n  估算须答 1 共 1",
        ),
        ("use a\n  show alerts, advice", "引用 a\n  显示 警示, 建议"),
        ("remove alert a", "删除 警示 a"),
        ("fact a: number from 1 to 3", "事实 a: 数值 从 1 到 3"),
        ("define a = days from b to c", "定义 a = 天数从 b 到 c"),
        (
            "define a = b between (c and d) and e and f between 1 and 2 and g",
            "定义 a = b 介于 (c 且 d) 与 e 且 f 介于 1 与 2 且 g",
        ),
        (
            'example "e"\n  expect t between 1 and 2, g possible (a, b), no advice c, reasons (d)',
            '示例 "e"\n  应得 t 介于 1 与 2, g 可能为 (a, b), 无建议 c, 理由 (d)',
        ),
    ],
)
def test_keywords_in_both_languages(english: str, chinese: str) -> None:
    assert formatted(english, "zh") == f"{chinese}\n"
    assert formatted(chinese, "en") == f"{english}\n"
    assert formatted(english) == f"{english}\n"
    assert formatted(chinese) == f"{chinese}\n"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("维度 d\n  得分按 a\n    b:1", "维度 d\n  得分 按 a\n    b: 1\n"),
        ("定义 a = b 介于 1 且 2 与 c", "定义 a = b 介于 1 与 2 且 c\n"),
        ("等级 g 按 t\n  a 从 3", "等级 g 按 t\n  a 达 3\n"),
        ("dimension d\n  1 points when a", "dimension d\n  1 point when a\n"),
        ("dimension d\n  2 point 当 a", "dimension d\n  2 points 当 a\n"),
    ],
)
def test_each_keyword_stays_in_its_language(typed: str, canonical: str) -> None:
    assert formatted(typed) == canonical


def test_names_and_texts_are_no_keywords() -> None:
    text = 'fact `when` "when": yes or no\n'
    assert formatted(text, "zh") == '事实 `when` "when": 是 或 否\n'


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        # Bare, these would say something else: `given no visits`, `count of distinct kinds`.
        (
            '示例 "e"\n  已知 no visits\n    a = 1\n  应得 b = 1',
            'example "e"\n  given `no visits`\n    a = 1\n  expect b = 1\n',
            '示例 "e"\n  已知 `no visits`\n    a = 1\n  应得 b = 1\n',
        ),
        (
            'example "e"\n  given 没有 访问\n    a = 1\n  expect b = 1',
            'example "e"\n  given `没有 访问`\n    a = 1\n  expect b = 1\n',
            '示例 "e"\n  已知 `没有 访问`\n    a = 1\n  应得 b = 1\n',
        ),
        (
            "定义 a = 计数 distinct kinds",
            "define a = count of `distinct kinds`\n",
            "定义 a = 计数 `distinct kinds`\n",
        ),
        (
            'example "e"\n  given no coach = yes\n  expect b = 1',
            'example "e"\n  given no coach = yes\n  expect b = 1\n',
            '示例 "e"\n  已知 no coach = 是\n  应得 b = 1\n',
        ),
    ],
)
def test_names_never_become_keywords(typed: str, english: str, chinese: str) -> None:
    assert formatted(typed, "en") == english
    assert formatted(typed, "zh") == chinese
    tree = parse(Source("a.rel", typed)).tree
    for text in (english, chinese):
        assert parse(Source("a.rel", text)).tree == tree


def test_the_chinese_spellings_by_use_are_in_the_keyword_table() -> None:
    keywords = table().keywords
    assert tokens.AND_OF_BETWEEN in keywords["AND"].spellings
    assert tokens.FROM_OF_A_CITATION in keywords["FROM"].spellings
    assert tokens.FROM_OF_A_THRESHOLD in keywords["FROM"].spellings
    assert tokens.OF_OF_A_COUNT in keywords["OF"].spellings
