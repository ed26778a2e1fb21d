"""Files as authors type them, and what the formatter makes of them."""

import pytest

from formatting import comments, formatted
from relrules.source import Source
from relrules.syntax.format import format_source
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage

# Chinese keywords, with too few spaces.
CHINESE_AS_TYPED = """\
# The same language in Chinese keywords (extract).

策略 客户关系 "客户关系评分"
  语言 1 zh
  版本 "1.0"

事实 教练作用
  级别 没有教练 < 提供信息 < 指导行动 < 行动承诺 < 强力推荐
事实 价格主导
  是 或 否

维度 教练
  得分 按 教练作用
    没有教练:0, 提供信息:1, 指导行动:2, 行动承诺:3, 强力推荐:4
维度 价格压力
  0 分 当 价格主导 = 是 因为 "总拿对手的报价来压价"
  1 分 否则

总分 关系总分 = 教练 + 价格压力
  满分 5

建议 推动签约
  当 教练作用 ≥ 行动承诺 且 价格主导 = 否
  说 "教练已承诺行动,价格也不是决定因素:与其一起商定签约计划。"

示例 "教练有承诺"
  已知 教练作用 = 行动承诺, 价格主导 = 否
  应得 关系总分 = 4, 建议 推动签约
"""

CHINESE = """\
# The same language in Chinese keywords (extract).

策略 客户关系 "客户关系评分"
  语言 1 zh
  版本 "1.0"

事实 教练作用
  级别 没有教练 < 提供信息 < 指导行动 < 行动承诺 < 强力推荐
事实 价格主导
  是 或 否

维度 教练
  得分 按 教练作用
    没有教练: 0, 提供信息: 1, 指导行动: 2, 行动承诺: 3, 强力推荐: 4
维度 价格压力
  0 分 当 价格主导 = 是  因为 "总拿对手的报价来压价"
  1 分 否则

总分 关系总分 = 教练 + 价格压力
  满分 5

建议 推动签约
  当 教练作用 >= 行动承诺 且 价格主导 = 否
  说 "教练已承诺行动,价格也不是决定因素:与其一起商定签约计划。"

示例 "教练有承诺"
  已知 教练作用 = 行动承诺, 价格主导 = 否
  应得 关系总分 = 4, 建议 推动签约
"""

# Everything that is hard to keep, in one file.
TRICKY_AS_TYPED = """\


# top
policy  `Acme   rubric` "Acme # 1" zh "一"   language 1 en
\tversion "1"   source  lecture "T"
     # about the question
  question "Q?" zh "问?" # translated
＃full-width comment \x20
fact chf ,mi，pvd"P":yes    or no
fact last_visit "Last":date


fact visits:number from -3 to １０ whole decimals 2 unit “vi"si\\ts”
  also called "a","b"
  missing 999,-1, "n/a" # none
fact mood “Mood” zh “心情”:levels
                good "G" hint "h" # lowest
                `very good one` “V” zh "V" hint "hh"

                # alone
                best
  # before the ask
  ask “how?”
 zh “怎么?” # translated too
fact lv: levels no coach<a
 <b # last
fact ch
  choices
  # c
    x
    `or`  "An or"
define quiet=days  since last_visit>30 and (visits=-1
   # why
   or visits = - 3 or not(mood≥best and
visits<2)) # t1
  # t2

  and last_visit < 2026-01-31
define far "Far" = (very # inside
   # alone inside
   long   # 2
   name + 3)*-2 ≠ 4
dimension price "P" from lecture "a"
  1 points when mood=best because "#no" zh "x" # c
  -1 points when (visits between 1 and 2
     and quiet) # d
     and chf is one of ( yes , no )
  0 points otherwise

  points by chf
    yes:1,no:0 because "x"
    no coach : -2
score total=price
 +price*2
  from -3 to 3
grade g from lecture "a" by total
  a "A" zh "阿" up to 3 because "r" # e
  bbbbb under 4
  c "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC" zh "西" when chf = yes because "z"
  d "D" otherwise
   # end of grade

advice x
  when chf
  say "one" de "two"
 zh "three"
ensure y:total between 0 and 13 when not chf
example "E" zh "例"
  given chf=yes,last_visit=2026-01-31,visits=unknown
  expect total between -2 and 3,g possible(a,bbbbb),no advice x,reasons(price)
      # the end


"""

TRICKY = """\
# top
policy `Acme rubric` "Acme # 1" zh "一"  language 1 en
  version "1"  source lecture "T"
  # about the question
  question "Q?" zh "问?"  # translated
#full-width comment
fact chf, mi, pvd "P": yes or no
fact last_visit "Last": date

fact visits: number from -3 to 10 whole decimals 2 unit "vi\\"si\\\\ts"
  also called "a", "b"
  missing 999, -1, "n/a"  # none
fact mood "Mood" zh "心情": levels
    good            "G"          hint "h"  # lowest
    `very good one` "V"  zh "V"  hint "hh"

    # alone
    best
  # before the ask
  ask "how?"
      zh "怎么?"  # translated too
fact lv: levels no coach < a
              < b  # last
fact ch
  choices
    # c
    x
    `or` "An or"
define quiet = days since last_visit > 30 and (visits = -1
      # why
      or visits = -3 or not (mood >= best and
        visits < 2))  # t1
    # t2

    and last_visit < 2026-01-31
# inside
# alone inside
# 2
define far "Far" = (very long name + 3) * -2 != 4
dimension price "P" from lecture "a"
  1 point  when mood = best  because "#no" zh "x"  # c
  -1 point when (visits between 1 and 2
      and quiet)  # d
    and chf is one of (yes, no)
  0 points otherwise

  points by chf
    yes: 1, no: 0 because "x"
    no coach: -2
score total = price
    + price * 2
  from -3 to 3
grade g from lecture "a" by total
  a "A"  zh "阿" up to 3  because "r"  # e
  bbbbb          under 4
  c "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"  zh "西" when chf = yes  because "z"
  d "D"          otherwise
  # end of grade

advice x
  when chf
  say "one" de "two"
      zh "three"
ensure y: total between 0 and 13 when not chf
example "E" zh "例"
  given chf = yes, last_visit = 2026-01-31, visits = unknown
  expect total between -2 and 3, g possible (a, bbbbb), no advice x, reasons (price)
  # the end
"""

FULL_WIDTH_AS_TYPED = """\
策略\u3000客户关系\u3000“客户关系评分”
\u3000语言\u3000１\u3000zh
＃ 全角\u3000
事实 教练作用：级别 没有教练＜提供信息＜行动承诺
事实 价格主导，急需：是或否
事实 次数：数值 从 －１ 到 １０ 整数 单位 ＂次 "回"＂
事实 心情：选项 好｜坏
维度 教练 出自 讲义“方面一”
  得分按 教练作用
    没有教练：0、提供信息：１，行动承诺：－２
维度 价格
  0分 当（价格主导＝是 且 次数 介于 1 与 3）或 心情≠好 因为“他们压价”
  １分 否则
总分 总=教练＋价格
等级 关系 按 总
  牢固 达 ３ 因为 “够了” en "enough"
  冷淡 否则
保证 范围：总≥－２ 且 总≤１
"""

FULL_WIDTH = """\
策略 客户关系 "客户关系评分"
  语言 1 zh
# 全角
事实 教练作用:       级别 没有教练 < 提供信息 < 行动承诺
事实 价格主导, 急需: 是 或 否
事实 次数:           数值 从 -1 到 10 整数 单位 "次 \\"回\\""
事实 心情:           选项 好 | 坏
维度 教练 出自 讲义 "方面一"
  得分 按 教练作用
    没有教练: 0, 提供信息: 1, 行动承诺: -2
维度 价格
  0 分 当 (价格主导 = 是 且 次数 介于 1 与 3) 或 心情 != 好  因为 "他们压价"
  1 分 否则
总分 总 = 教练 + 价格
等级 关系 按 总
  牢固 达 3  因为 "够了" en "enough"
  冷淡 否则
保证 范围: 总 >= -2 且 总 <= 1
"""

AS_TYPED = {
    "chinese": CHINESE_AS_TYPED,
    "tricky": TRICKY_AS_TYPED,
    "full width": FULL_WIDTH_AS_TYPED,
    "empty": "",
    "only comments": "\n  # one\n\n\n# two  ",
}
files = pytest.mark.parametrize("text", AS_TYPED.values(), ids=AS_TYPED.keys())
languages = pytest.mark.parametrize("keywords", [None, "en", "zh"])


@files
@languages
def test_the_tree_stays(text: str, keywords: KeywordLanguage | None) -> None:
    before, after = parse(Source("a.rel", text)), parse(Source("a.rel", formatted(text, keywords)))
    assert before.diagnostics == after.diagnostics == ()
    assert after.tree == before.tree


@files
@languages
def test_formatting_twice_changes_nothing(text: str, keywords: KeywordLanguage | None) -> None:
    once = formatted(text, keywords)
    assert formatted(once, keywords) == once
    assert formatted(once) == once


@files
@languages
def test_every_comment_stays_in_order(text: str, keywords: KeywordLanguage | None) -> None:
    assert comments(formatted(text, keywords)) == comments(text)


@files
def test_a_round_trip_through_the_other_language_is_lossless(text: str) -> None:
    assert formatted(formatted(text, "zh"), "en") == formatted(text, "en")
    assert formatted(formatted(text, "en"), "zh") == formatted(text, "zh")


@files
@languages
def test_lines_are_clean(text: str, keywords: KeywordLanguage | None) -> None:
    result = formatted(text, keywords)
    assert all(line == line.rstrip() for line in result.split("\n"))
    assert "\n\n\n" not in result
    assert "\t" not in result
    assert not result.startswith("\n")
    assert result == "" or (result.endswith("\n") and not result.endswith("\n\n"))


def test_the_chinese_file() -> None:
    assert formatted(CHINESE_AS_TYPED) == CHINESE


def test_the_tricky_file() -> None:
    assert formatted(TRICKY_AS_TYPED) == TRICKY


def test_full_width_punctuation_becomes_ascii() -> None:
    assert formatted(FULL_WIDTH_AS_TYPED) == FULL_WIDTH


def test_the_result_ends_its_lines_in_line_feeds_whatever_the_file_had() -> None:
    source = Source("a.rel", "fact a: date\nfact b : date\n", newline="\r\n")
    assert format_source(source) == "fact a: date\nfact b: date\n"
