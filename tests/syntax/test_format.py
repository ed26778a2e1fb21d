"""The formatter: what it changes, what it leaves, and its laws on the samples and on hard files."""

import pytest

from relrules.diagnostics import Diagnostic, Fix
from relrules.source import Source, Span
from relrules.syntax import tokens
from relrules.syntax.format import apply_fixes, format_source
from relrules.syntax.keywords import table
from relrules.syntax.parse import parse
from relrules.syntax.tokens import KeywordLanguage

# The design sample, in canonical form.
CUSTOMER_RELATIONSHIP = """\
# A design sample: how a shipped policy reads. One file, one rubric, top to bottom:
# who says so, what is asked, what it is worth, what it adds up to, what to do, what must hold, worked examples.

policy customer_relationship "Customer relationship score" zh "客户关系评分"
  language 1 en
  version  "1.0"
  question "How good is the relationship with this customer, really?" zh "与这个客户的关系究竟到了什么程度?"
  source   lecture "Measuring the customer relationship" zh "客户关系的定量衡量"

# ---- what is asked ---------------------------------------------------------

fact activity_space "Where you meet" zh "互动空间"
  ask "Where do you and this customer deal with each other?" zh "你与客户在哪里打交道?"
  levels
    work    "At work only"  zh "工作空间"  hint "office hours and official talk; no answer after hours"
    social  "Socially"      zh "社交空间"  hint "private number or chat, meetings outside work"
    private "Privately"     zh "私人空间"  hint "friends and family circle, speaks openly of personal needs"

fact info_quality "What you are told" zh "信息质量"
  levels
    public          "What anyone may know"   zh "公开信息"
    effective       "What helps you"         zh "有效信息"
    private_passive "Secrets, when you ask"  zh "问了才说的内情"
    private_active  "Secrets, unasked"       zh "主动相告的内情"

fact coach_level "What your coach does for you" zh "教练作用"
  levels
    none             "No coach"               zh "没有教练"
    give_info        "Keeps you informed"     zh "提供信息"
    guide_action     "Guides your next step"  zh "指导行动"
    action_commit    "Commits and acts"       zh "行动承诺"
    strong_recommend "Champions you openly"   zh "强力推荐"
  assume "the lecture starts at one point; having no coach is worth none"

fact price_primary "Price decides" zh "价格主导"
  yes or no

fact designer_spec "How the designer specifies you" zh "设计师指定"
  levels none "Not at all" zh "未指定" < multi_brand "Among several brands" zh "多品牌推荐"
       < param_model "By parameters or model" zh "参数型号指定" < sole_brand "As the only brand" zh "品牌唯一指定"
  assume "the lecture starts at one point; not being specified is worth none"

# ---- what it is worth ------------------------------------------------------

dimension interaction "Interaction" zh "互动" from lecture "aspect 1"
  points by activity space
    work: 0, social: 1, private: 2

dimension information "Information" zh "信息" from lecture "aspect 2"
  points by info quality
    public: 0, effective: 1, private_passive: 2, private_active: 3

dimension coaching "Coaching" zh "教练" from lecture "aspect 3"
  points by coach level
    none: 0, give_info: 1, guide_action: 2, action_commit: 3, strong_recommend: 4

dimension price "Price pressure" zh "价格压力" from lecture "aspect 4"
  0 points when price_primary = yes  because "they bargain with a rival's quote in hand" zh "总拿对手的报价来压价"
  1 point  otherwise

dimension specification "Specification" zh "设计" from lecture "aspect 5"
  points by designer spec
    none: 0, multi_brand: 1, param_model: 2, sole_brand: 3

# ---- what it adds up to ----------------------------------------------------

score total "Relationship score" zh "关系总分" = interaction + information + coaching + price + specification
  out of 13

grade relationship "Relationship" zh "关系等级" by total
  strong     "Strong"      zh "牢固" from 10
  developing "Developing"  zh "发展" from 6
  early      "Early"       zh "初步" from 3
  cold       "Cold"        zh "冷淡" otherwise
  assume "the lecture sets no bands"

# ---- what to do ------------------------------------------------------------

advice ask_for_the_order "Ask for the order" zh "推动签约"
  when coach level >= action_commit and price_primary = no
  say "Your coach commits to act and price is not the deciding factor: agree the closing plan with them."
      zh "教练已承诺行动,价格也不是决定因素:与其一起商定签约计划。"

# ---- what must always hold --------------------------------------------------

ensure in_range: total between 0 and 13
ensure coach_helps: total never falls when coach level rises
ensure champion_is_not_cold: relationship != cold when coach level = strong_recommend

# ---- worked examples (run as tests, shown on the site) ---------------------

example "The blunt general manager" zh "强势的总经理"
  given activity space = work, info quality = effective, coach level = action_commit
  given price_primary = no, designer spec = param_model
  expect total = 7, relationship = developing, advice ask_for_the_order

example "Friendly, but nothing is known yet" zh "态度友善,但所知甚少"
  given activity space = social, price_primary = no
  expect total between 2 and 12, relationship possible (cold, early, developing, strong)
"""

CUSTOMER_RELATIONSHIP_IN_CHINESE_KEYWORDS = """\
# A design sample: how a shipped policy reads. One file, one rubric, top to bottom:
# who says so, what is asked, what it is worth, what it adds up to, what to do, what must hold, worked examples.

策略 customer_relationship "Customer relationship score" zh "客户关系评分"
  语言 1 en
  版本 "1.0"
  问题 "How good is the relationship with this customer, really?" zh "与这个客户的关系究竟到了什么程度?"
  来源 lecture "Measuring the customer relationship" zh "客户关系的定量衡量"

# ---- what is asked ---------------------------------------------------------

事实 activity_space "Where you meet" zh "互动空间"
  提问 "Where do you and this customer deal with each other?" zh "你与客户在哪里打交道?"
  级别
    work    "At work only"  zh "工作空间"  提示 "office hours and official talk; no answer after hours"
    social  "Socially"      zh "社交空间"  提示 "private number or chat, meetings outside work"
    private "Privately"     zh "私人空间"  提示 "friends and family circle, speaks openly of personal needs"

事实 info_quality "What you are told" zh "信息质量"
  级别
    public          "What anyone may know"   zh "公开信息"
    effective       "What helps you"         zh "有效信息"
    private_passive "Secrets, when you ask"  zh "问了才说的内情"
    private_active  "Secrets, unasked"       zh "主动相告的内情"

事实 coach_level "What your coach does for you" zh "教练作用"
  级别
    none             "No coach"               zh "没有教练"
    give_info        "Keeps you informed"     zh "提供信息"
    guide_action     "Guides your next step"  zh "指导行动"
    action_commit    "Commits and acts"       zh "行动承诺"
    strong_recommend "Champions you openly"   zh "强力推荐"
  假定 "the lecture starts at one point; having no coach is worth none"

事实 price_primary "Price decides" zh "价格主导"
  是 或 否

事实 designer_spec "How the designer specifies you" zh "设计师指定"
  级别 none "Not at all" zh "未指定" < multi_brand "Among several brands" zh "多品牌推荐"
     < param_model "By parameters or model" zh "参数型号指定" < sole_brand "As the only brand" zh "品牌唯一指定"
  假定 "the lecture starts at one point; not being specified is worth none"

# ---- what it is worth ------------------------------------------------------

维度 interaction "Interaction" zh "互动" 出自 lecture "aspect 1"
  得分 按 activity space
    work: 0, social: 1, private: 2

维度 information "Information" zh "信息" 出自 lecture "aspect 2"
  得分 按 info quality
    public: 0, effective: 1, private_passive: 2, private_active: 3

维度 coaching "Coaching" zh "教练" 出自 lecture "aspect 3"
  得分 按 coach level
    none: 0, give_info: 1, guide_action: 2, action_commit: 3, strong_recommend: 4

维度 price "Price pressure" zh "价格压力" 出自 lecture "aspect 4"
  0 分 当 price_primary = 是  因为 "they bargain with a rival's quote in hand" zh "总拿对手的报价来压价"
  1 分 否则

维度 specification "Specification" zh "设计" 出自 lecture "aspect 5"
  得分 按 designer spec
    none: 0, multi_brand: 1, param_model: 2, sole_brand: 3

# ---- what it adds up to ----------------------------------------------------

总分 total "Relationship score" zh "关系总分" = interaction + information + coaching + price + specification
  满分 13

等级 relationship "Relationship" zh "关系等级" 按 total
  strong     "Strong"      zh "牢固" 达 10
  developing "Developing"  zh "发展" 达 6
  early      "Early"       zh "初步" 达 3
  cold       "Cold"        zh "冷淡" 否则
  假定 "the lecture sets no bands"

# ---- what to do ------------------------------------------------------------

建议 ask_for_the_order "Ask for the order" zh "推动签约"
  当 coach level >= action_commit 且 price_primary = 否
  说 "Your coach commits to act and price is not the deciding factor: agree the closing plan with them."
     zh "教练已承诺行动,价格也不是决定因素:与其一起商定签约计划。"

# ---- what must always hold --------------------------------------------------

保证 in_range: total 介于 0 与 13
保证 coach_helps: total 从不下降 当 coach level 上升
保证 champion_is_not_cold: relationship != cold 当 coach level = strong_recommend

# ---- worked examples (run as tests, shown on the site) ---------------------

示例 "The blunt general manager" zh "强势的总经理"
  已知 activity space = work, info quality = effective, coach level = action_commit
  已知 price_primary = 否, designer spec = param_model
  应得 total = 7, relationship = developing, 建议 ask_for_the_order

示例 "Friendly, but nothing is known yet" zh "态度友善,但所知甚少"
  已知 activity space = social, price_primary = 否
  应得 total 介于 2 与 12, relationship 可能为 (cold, early, developing, strong)
"""

# The Chinese design sample as its author typed it, and in canonical form.
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
  question "Q?"
  zh "问?" # translated
＃full-width comment \x20
fact chf ,mi，pvd"P":yes    or no
fact last_visit "Last":date


fact visits:number from -3 to １０ whole decimals 2 unit “vi"si\\ts”
  also called "a","b"
  missing 999,-1, "n/a" # none
fact mood “Mood”
           zh “心情”:levels
                good "G" hint "h" # lowest
                `very good one` “V”
                  zh "V" hint "hh"

                # alone
                best
  # before the ask
  ask "how?"
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
example "E"
zh "例"
  given chf=yes,last_visit=2026-01-31,visits=unknown
  expect total between -2 and 3,g possible(a,bbbbb),no advice x,reasons(price)
      # the end


"""

TRICKY = """\
# top
policy `Acme rubric` "Acme # 1" zh "一" language 1 en
  version "1" source lecture "T"
  # about the question
  question "Q?"
           zh "问?"  # translated
#full-width comment
fact chf, mi, pvd "P": yes or no
fact last_visit "Last": date

fact visits: number from -3 to 10 whole decimals 2 unit "vi\\"si\\\\ts"
  also called "a", "b"
  missing 999, -1, "n/a"  # none
fact mood "Mood"
          zh "心情": levels
            good            "G"  hint "h"  # lowest
            `very good one` "V"
                            zh "V" hint "hh"

            # alone
            best
  # before the ask
  ask "how?"
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
example "E"
        zh "例"
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
事实 教练作用: 级别 没有教练 < 提供信息 < 行动承诺
事实 价格主导, 急需: 是 或 否
事实 次数: 数值 从 -1 到 10 整数 单位 "次 \\"回\\""
事实 心情: 选项 好 | 坏
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

EVERY_FILE = {
    "sample": CUSTOMER_RELATIONSHIP,
    "sample in Chinese keywords": CUSTOMER_RELATIONSHIP_IN_CHINESE_KEYWORDS,
    "chinese": CHINESE_AS_TYPED,
    "tricky": TRICKY_AS_TYPED,
    "full width": FULL_WIDTH_AS_TYPED,
    "empty": "",
    "only comments": "\n  # one\n\n\n# two  ",
}
files = pytest.mark.parametrize("text", EVERY_FILE.values(), ids=EVERY_FILE.keys())
languages = pytest.mark.parametrize("keywords", [None, "en", "zh"])


def formatted(text: str, keywords: KeywordLanguage | None = None) -> str:
    return format_source(Source("a.rel", text), keywords)


def comments(text: str) -> list[str]:
    found = parse(Source("a.rel", text)).layout.comments
    return [comment.span.text[1:].rstrip() for comment in found]


# ---- laws -----------------------------------------------------------------------------------


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


# ---- whole files ----------------------------------------------------------------------------


def test_the_sample_is_canonical() -> None:
    assert formatted(CUSTOMER_RELATIONSHIP) == CUSTOMER_RELATIONSHIP


def test_the_sample_in_chinese_keywords() -> None:
    assert formatted(CUSTOMER_RELATIONSHIP, "zh") == CUSTOMER_RELATIONSHIP_IN_CHINESE_KEYWORDS


def test_the_chinese_sample() -> None:
    assert formatted(CHINESE_AS_TYPED) == CHINESE


def test_the_tricky_file() -> None:
    assert formatted(TRICKY_AS_TYPED) == TRICKY


def test_full_width_punctuation_becomes_ascii() -> None:
    assert formatted(FULL_WIDTH_AS_TYPED) == FULL_WIDTH


def test_the_result_ends_its_lines_in_line_feeds_whatever_the_file_had() -> None:
    source = Source("a.rel", "fact a: date\nfact b : date\n", newline="\r\n")
    assert format_source(source) == "fact a: date\nfact b: date\n"


# ---- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("define a=b", "define a = b"),
        ("define a = -  b- -1*(  c+2 )", "define a = -b - -1 * (c + 2)"),
        ("define a = (b)-c", "define a = (b) - c"),
        ("define a = b or-c > -1", "define a = b or -c > -1"),
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


def test_the_chinese_spellings_by_use_are_in_the_keyword_table() -> None:
    keywords = table().keywords
    assert tokens.AND_OF_BETWEEN in keywords["AND"].spellings
    assert tokens.FROM_OF_A_CITATION in keywords["FROM"].spellings
    assert tokens.FROM_OF_A_THRESHOLD in keywords["FROM"].spellings


# ---- lines ----------------------------------------------------------------------------------


def test_a_translation_stands_under_its_text_unless_that_is_far_right() -> None:
    near = 'advice a\n  when b\n  say "c"\n zh "d"\n de "e"\n'
    assert formatted(near) == 'advice a\n  when b\n  say "c"\n      zh "d"\n      de "e"\n'
    far = f'dimension d\n  1 point when {"a" * 40} because "r"\n zh "s"\n'
    assert formatted(far).splitlines()[-1] == '    zh "s"'


def test_levels_that_go_on_stand_under_the_first() -> None:
    typed = "fact a: levels b\n<c\n<d\nfact e\n levels f\n  <g"
    canonical = (
        "fact a: levels b\n             < c\n             < d\nfact e\n  levels f\n       < g\n"
    )
    assert formatted(typed) == canonical


def test_lines_in_parentheses_stand_deeper() -> None:
    typed = "advice a\n  when (b\nor (c\nand d))\nand e\nand f is one of (\ng,\nh\n)\n"
    assert formatted(typed) == (
        "advice a\n"
        "  when (b\n"
        "      or (c\n"
        "        and d))\n"
        "    and e\n"
        "    and f is one of (\n"
        "      g,\n"
        "      h\n"
        "    )\n"
    )


def test_options_stand_deeper_than_a_continued_header() -> None:
    typed = 'fact a "A"\n zh "甲": levels\n                 b\n                 c\n'
    assert formatted(typed) == 'fact a "A"\n       zh "甲": levels\n         b\n         c\n'


def test_a_comment_stands_as_deep_as_what_follows_it() -> None:
    typed = "# a\nfact b\n# c\n  choices\n# d\n# e\n      f\n  # g\n\nfact h: date\n      # i"
    assert formatted(typed) == (
        "# a\nfact b\n  # c\n  choices\n    # d\n    # e\n    f\n# g\n\nfact h: date\n# i\n"
    )


def test_a_comment_inside_a_name_moves_above_it() -> None:
    typed = "define a = (no # one\n# two\n  coach) # three\n"
    assert formatted(typed) == "# one\n# two\ndefine a = (no coach)  # three\n"
    below = "fact b: date # zero\n\ndefine a = (no\n  # one\n\n  coach)\ndefine c = (no\n# two\n coach)\n"
    assert formatted(below) == (
        "fact b: date  # zero\n\n# one\ndefine a = (no coach)\n# two\ndefine c = (no coach)\n"
    )


def test_no_line_is_joined_or_split_between_words() -> None:
    typed = "define a = b and (\n\n\nc # d\n or e) and f\n\n  and g\n"
    assert formatted(typed) == (
        "define a = b and (\n\n      c  # d\n      or e) and f\n\n    and g\n"
    )


def test_declarations_without_blank_lines_stay_together() -> None:
    assert formatted("fact a: date\nfact b: date\n\n\nfact c: date") == (
        "fact a: date\nfact b: date\n\nfact c: date\n"
    )


# ---- columns --------------------------------------------------------------------------------


def test_rows_are_in_columns_and_han_characters_count_two() -> None:
    typed = 'grade g by t\n  a "甲" zh "z" from 3 because "x"\n  bbb "bbb" otherwise\n'
    assert formatted(typed) == (
        'grade g by t\n  a   "甲"  zh "z" from 3  because "x"\n  bbb "bbb"        otherwise\n'
    )


@pytest.mark.parametrize("between", ["\n", "  # alone\n", '  assume "c"\n'])
def test_columns_end_where_the_author_made_a_break(between: str) -> None:
    typed = f"dimension d\n  10 points when a\n{between}  0 points otherwise\n"
    assert formatted(typed) == typed


def test_columns_go_on_after_a_continued_row() -> None:
    typed = "dimension d\n  10 points when a\n    and b\n  0 points otherwise\n"
    assert formatted(typed) == (
        "dimension d\n  10 points when a\n    and b\n  0 points  otherwise\n"
    )


def test_a_very_wide_cell_pushes_nobody() -> None:
    wide = "w" * 45
    typed = f'fact a\n  levels\n    b "{wide}" zh "x"\n    ccc "c" zh "y"\n    d "dd" zh "z"\n'
    assert formatted(typed) == (
        f'fact a\n  levels\n    b   "{wide}"  zh "x"\n    ccc "c"   zh "y"\n    d   "dd"  zh "z"\n'
    )


def test_a_cell_is_measured_by_itself_and_not_by_its_place() -> None:
    long, name = "l" * 30, "n" * 30
    typed = f'fact a\n  levels\n    b "{long}" zh "x" hint "h"\n    {name} "c" zh "yy" hint "i"\n'
    assert formatted(typed) == (
        f'fact a\n  levels\n    {"b":30} "{long}"  zh "x"   hint "h"\n'
        f'    {name} "c"{"":29}  zh "yy"  hint "i"\n'
    )


def test_texts_in_a_condition_are_no_columns() -> None:
    typed = 'grade g\n  aa when b = "x" because "y" zh "z"\n  a "A" otherwise\n'
    assert formatted(typed) == (
        'grade g\n  aa    when b = "x"  because "y" zh "z"\n  a "A" otherwise\n'
    )


# ---- what is refused ------------------------------------------------------------------------


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
