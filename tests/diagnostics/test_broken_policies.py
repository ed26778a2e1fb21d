"""Mistakes that people make in a sound policy: each is told once, on the wrong words, with a way out.

`customer.rel` and `客户.rel` are sound. A case makes one small edit; what is expected are the words
that are marked and a part of what is advised. Nothing else may be said.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.render import as_text
from relrules.engine import check_source
from relrules.source.encoding import text_source
from relrules.syntax.grammar import parser

POLICIES = Path(__file__).parent / "policies"


@frozen
class Broken:
    """An edit that breaks a policy: `old` becomes `new`, and `words` are what is wrong."""

    policy: str
    old: str
    new: str
    code: str
    words: str
    help: str

    @property
    def title(self) -> str:
        return f"{self.policy}: {' '.join(self.new.split())[:60] or 'left out'}"


def english(old: str, new: str, code: str, words: str, way_out: str) -> Broken:
    return Broken("customer", old, new, code, words, way_out)


def chinese(old: str, new: str, code: str, words: str, way_out: str) -> Broken:
    return Broken("客户", old, new, code, words, way_out)


WHEN = "when coach level >= action_commit and price_primary = no"
ROW = "0 points when price_primary = yes"
ENTRIES = "none: 0, give_info: 1, guide_action: 2, action_commit: 3, strong_recommend: 4"
SUM = "interaction + information + coaching + price + specification"
STRONG = '"Strong"      zh "牢固" from 10'
PRICE = 'fact price_primary "Price decides" zh "价格主导"\n  yes or no'
GIVEN = "given price_primary = no, designer spec = param_model"
EXPECT = "expect total = 7, relationship = developing, advice ask_for_the_order"
COACH_RISES = "total never falls when coach level rises"
SPECIFIED = "< multi_brand"
ZH_WHEN = "当 教练作用 >= 行动承诺 且 价格主导 = 否"

KEYWORDS = [
    english("fact price_primary", "fcat price_primary", "unknown-declaration", "fcat", "did you mean `fact`?"),
    english("policy customer", "polcy customer", "unknown-declaration", "polcy", "did you mean `policy`?"),
    english(WHEN, WHEN.replace("when", "wehn"), "misspelt-keyword", "wehn", "did you mean `when`?"),
    english('ask "Where', 'aks "Where', "misspelt-keyword", "aks", "did you mean `ask`?"),
    english('assume "the lecture sets', 'asume "the lecture sets', "misspelt-keyword", "asume", "`assume`"),
    english("out of 13", "outof 13", "misspelt-keyword", "outof", "did you mean `out of`?"),
    english(EXPECT, EXPECT.replace("expect", "expects"), "misspelt-keyword", "expects", "`expect`"),
    english("1 point  otherwise", "1 point  othrwise", "misspelt-keyword", "othrwise", "`otherwise`"),
    english("points by info", "points bye info", "misspelt-keyword", "bye", "did you mean `by`?"),
    english(WHEN, WHEN.replace("when", "if"), "misspelt-keyword", "if", "write `when`"),
    english(ROW, ROW.replace("when", "if"), "misspelt-keyword", "if", "write `when`"),
    english("1 point  otherwise", "1 point  else", "misspelt-keyword", "else", "write `otherwise`"),
    english('zh "冷淡" otherwise', 'zh "冷淡" else', "misspelt-keyword", "else", "write `otherwise`"),
    english("because", "reason", "misspelt-keyword", "reason", "write `because`"),
    english("points by info", "point by info", "misspelt-keyword", "point by", "write `points by`"),
    english("out of 13", "max 13", "misspelt-keyword", "max", "write `out of`"),
    english(COACH_RISES, COACH_RISES.replace("falls", "drops"), "misspelt-keyword", "never drops", "`never falls`"),
    english(COACH_RISES, COACH_RISES.replace("when", "if"), "misspelt-keyword", "if", "write `when`"),
    english(PRICE, PRICE.replace("yes or no", "boolean"), "misspelt-keyword", "boolean", "write `yes or no`"),
    english(PRICE, PRICE.replace("yes or no", "yes/no"), "misspelt-keyword", "yes/no", "write `yes or no`"),
    english(STRONG, STRONG.replace("from 10", ">= 10"), "misspelt-keyword", ">=", "write `from`"),
]  # fmt: skip
OPERATORS = [
    english(WHEN, WHEN.replace("= no", "== no"), "misspelt-keyword", "==", "write `=`"),
    english(WHEN, WHEN.replace(">=", "=>"), "misspelt-keyword", "=>", "write `>=`"),
    english(WHEN, WHEN.replace("and", "&&"), "misspelt-keyword", "&&", "write `and`"),
    english(WHEN, WHEN.replace("and", "||"), "misspelt-keyword", "||", "write `or`"),
    english(WHEN, WHEN.replace(" = no", " <> no"), "misspelt-keyword", "<>", "write `!=`"),
    english(WHEN, WHEN.replace(" = no", " is no"), "misspelt-keyword", "is", "write `=`"),
    english(WHEN, WHEN.replace(">=", "at least"), "misspelt-keyword", "at least", "write `>=`"),
    english(WHEN, WHEN.replace("= no", "in (no)"), "misspelt-keyword", "in", "write `is one of`"),
    english(WHEN, f"{WHEN} or designer_spec = sole_brand", "mixed-and-or", f"{WHEN[5:]} or designer_spec = sole_brand", "(price_primary = no or designer_spec = sole_brand)"),
    english(SPECIFIED, "> multi_brand", "misspelt-keyword", ">", "write `<`"),
    english(SPECIFIED, "| multi_brand", "misspelt-keyword", "|", "write `<`"),
    english(SPECIFIED, ", multi_brand", "misspelt-keyword", ",", "write `<`"),
    english(SUM, SUM.replace(" +", ","), "unexpected-text", ",", "write `+`"),
    english(SUM, f"{SUM} +", "line-ends-early", "", "expected a value"),
    english(WHEN, WHEN.removesuffix(" no"), "line-ends-early", "", "expected a value"),
]  # fmt: skip
NAMES = [
    english(WHEN, WHEN.replace("level", "lvl"), "unknown-name", "coach lvl", "did you mean `coach_level`?"),
    english(WHEN, WHEN.replace("coach level", "coach-level"), "unknown-name", "coach-level", "`coach level`"),
    english("by total", "by totl", "unknown-name", "totl", "did you mean `total`?"),
    english("price + specification", "price + specifcation", "unknown-name", "specifcation", "`specification`"),
    english('from lecture "aspect 3"', 'from lectur "aspect 3"', "unknown-source", "lectur", "`lecture`"),
    english(EXPECT, EXPECT.replace("ask_for_the", "ask_the"), "unknown-name", "ask_the_order", "`ask_for_the_order`"),
    english(EXPECT, EXPECT.replace("advice ", ""), "unexpected-text", "ask_for_the_order", "write `advice ask_for_the_order`"),
    english(EXPECT, "expect price_primary = no", "wrong-kind", "price_primary", "a result must stand here"),
    english(GIVEN, f"{GIVEN}, total = 3", "wrong-kind", "total", "a fact must stand here"),
    english("with them.", "with {coach lvl}.", "unknown-placeholder", "{coach lvl}", "did you mean `coach_level`?"),
    english("with them.", "with {total.", "unclosed-placeholder", "{", "write `{name}`"),
    english("fact activity_space", "fact activity-space", "unexpected-text", "activity-space", "write `activity_space`"),
    english("dimension price", "define coaching = yes\ndimension price", "duplicate-name", "coaching", "rename one of the two"),
    english("ensure in_range", "ensure coach_helps", "duplicate-name", "coach_helps", "rename one of the two"),
    english("ensure in_range:", "ensure when:", "reserved-name", "when", "choose another name"),
]  # fmt: skip
LEVELS = [
    english(WHEN, WHEN.replace("commit", "comit"), "unknown-level", "action_comit", "did you mean `action_commit`?"),
    english(ENTRIES, ENTRIES.replace("commit", "comit"), "unknown-level", "action_comit", "did you mean `action_commit`?"),
    english(GIVEN, GIVEN.replace("model", "modle"), "unknown-level", "param_modle", "did you mean `param_model`?"),
    english(WHEN, WHEN.replace("action_commit", "sole_brand"), "wrong-scale", "sole_brand", "use a level of `coach level`: `none`"),
    english(WHEN, WHEN.replace("action_commit", "3"), "type-mismatch", "3", "write one of its levels"),
    english(WHEN, WHEN.replace("action_commit", '"action_commit"'), "type-mismatch", '"action_commit"', "without quotes"),
    english(WHEN, WHEN.replace("= no", "= No"), "unknown-name", "No", "did you mean `no`?"),
    english(ROW, ROW.replace("yes", "true"), "unknown-name", "true", "did you mean `yes`?"),
    english(ROW, ROW.replace("yes", '"yes"'), "type-mismatch", '"yes"', "write `yes` without quotes"),
    english(WHEN, WHEN.replace("= no", "> no"), "no-order", "price_primary > no", "compare with `=`"),
    english(WHEN, WHEN.replace(" >= action_commit", ""), "not-a-condition", "coach level", "compare it"),
    english(SUM, SUM.replace("coaching", "coach_level"), "wrong-type", "coach_level", "a number must stand here"),
    english('developing "Dev', 'strong "Dev', "duplicate-name", "strong", "add a line `levels"),
    english('    give_info        "Keeps', '    none        "Keeps', "duplicate-name", "none", "rename one of the two"),
    english(f"{ENTRIES}", ENTRIES.removesuffix(", strong_recommend: 4"), "missing-entry", "coach level", "add a line for it"),
    english(f"{ENTRIES}", f"{ENTRIES}, none: 1", "duplicate-entry", "none", "keep one of the two"),
]  # fmt: skip
SIGNS = [
    english('work    "At work only" zh', 'work    "At work only zh', "unclosed-text", '"At work only', "end it with"),
    english('because "they', "because they", "unclosed-text", "they bargain with a rival's quote in hand\"", "begin it with"),
    english('"Secrets, unasked" ', '"Secrets, unasked” ', "unclosed-text", '"Secrets, unasked”', "at both ends"),
    english('"Secrets, unasked" ', '“Secrets, unasked" ', "unclosed-text", '“Secrets, unasked"', "at both ends"),
    english('"Keeps you informed"', "'Keeps you informed'", "unexpected-text", "'Keeps you informed'", 'write `"Keeps you informed"`'),
    english("in_range: total", "in_range total", "unexpected-text", "in_range", "write `in_range:`"),
    english(ENTRIES, ENTRIES.replace("none:", "none"), "unexpected-text", "0", "put a colon before it"),
    english(ENTRIES, ENTRIES.replace("info: 1,", "info: 1"), "unexpected-text", "guide_action", "expected a comma"),
    english(ENTRIES, ENTRIES.replace(":", " ="), "unexpected-text", "=", "write `:`"),
    english(ENTRIES, ENTRIES.replace(",", ";"), "unexpected-text", ";", "write a comma"),
    english(ENTRIES, ENTRIES.replace(": 1", ": 1 point"), "unexpected-text", "point", "leave it out"),
    english(GIVEN, GIVEN.replace(" =", ":"), "unexpected-text", ":", "write `=`"),
    english(EXPECT, EXPECT.replace("7,", "7 and"), "unexpected-text", "and", "write a comma"),
    english(EXPECT, EXPECT.replace("total =", "total >="), "unexpected-text", ">=", "expected `=`"),
    english("out of 13", "out of 100%", "unexpected-text", "%", "leave the percent sign out"),
    english(STRONG, STRONG.replace("10", "1,000"), "unexpected-text", "1,000", "write `1000`"),
    english(STRONG, STRONG.replace("10", "ten"), "unexpected-text", "ten", "expected a number"),
    english(STRONG, STRONG.replace(' "牢固"', ""), "unexpected-text", "from", "expected a text in quotes"),
    english(STRONG, STRONG.replace("zh", "cn"), "unknown-language", "cn", "did you mean `zh`?"),
    english(STRONG, STRONG.replace("zh ", ""), "unexpected-text", '"牢固"', 'as in `zh "牢固"`'),
    english(WHEN, WHEN.replace("coach", "(coach"), "unclosed-parenthesis", "(", "add `)`"),
    english(WHEN, WHEN.replace(" and", ") and"), "unclosed-parenthesis", ")", "add `(`"),
    english(ROW, f"{ROW},", "unexpected-text", ",", "leave it out"),
    english('from lecture "aspect 4"', 'from lecture "aspect 4":', "unexpected-text", ":", "leave it out"),
    english(GIVEN, f"{GIVEN}, today = 2026-02-30", "invalid-date", "2026-02-30", "year-month-day"),
    english(GIVEN, f"{GIVEN}, today = 31.1.2026", "unexpected-text", "31.1.2026", "`2026-01-31`"),
    english("language 1 en", "language en", "unexpected-text", "en", "write `1 en`"),
    english('version  "1.0"', "version  1.0", "unexpected-text", "1.0", 'write `"1.0"`'),
    english("policy customer", "// mine\npolicy customer", "unexpected-text", "//", "a comment begins with `#`"),
]  # fmt: skip
LINES = [
    english(PRICE, f"  {PRICE}", "indented-declaration", "fact", "start it at the left margin"),
    english("dimension price", "  dimension price", "indented-declaration", "dimension", "start it at the left margin"),
    english("score total", "  score total", "indented-declaration", "score", "start it at the left margin"),
    english(PRICE, PRICE.replace("  yes", "yes"), "unknown-declaration", "yes", "indent it"),
    english(PRICE, "fact price_primary yes or no", "unexpected-text", "yes or no", "put a colon before it"),
    english(PRICE, PRICE.replace("\n  yes or no", ""), "missing-clause", "price_primary", "say what is answered"),
    english(PRICE, PRICE.replace('"\n  yes or no', '" yes or no'), "unexpected-text", "yes or no", "put a colon before it"),
    english('    none             "No', '  none             "No', "stray-line", "none", "indent it deeper"),
    english("  levels\n    work", "\tlevels\n\t\twork", "stray-line", "social", "one of them uses tabs"),
    english("  1 point  otherwise", "  out of 13", "misplaced-clause", "out of", "it belongs under `score`"),
    english("  points by info", '  ask "How good?"\n  points by info', "misplaced-clause", "ask", "it belongs under `fact`"),
    english('  ask "Where', '  question "Where', "misplaced-clause", "question", "it belongs under `policy`"),
    english('  say "Your', '  text "Your', "misplaced-clause", "text", "it belongs under `fact`"),
    english("0 points when price_primary = yes", "when price_primary = yes: 0 points", "misplaced-clause", "when", "write the points first"),
    english(ROW, "0 when price_primary = yes", "unexpected-text", "when", "expected `points`"),
    english("by total\n", "\n", "missing-clause", "relationship", "write `grade relationship by …`"),
    english(f"  {WHEN}\n", "", "missing-clause", "ask_for_the_order", "add a line `when …`"),
]  # fmt: skip
MEANINGS = [
    english("out of 13", "out of 15", "wrong-score-range", "out of 15", "write `out of 13`"),
    english(STRONG, STRONG.replace("10", "4"), "row-never-applies", 'developing "Developing"  zh "发展" from 6', "move it up"),
    english(STRONG, STRONG.replace("from 10", "up to 10"), "mixed-bands", "up to 10", "`from …` with the best level first"),
    english("  1 point  otherwise\n", "  1 point  otherwise\n  1 point when price_primary = no\n", "row-after-otherwise", "1 point when price_primary = no", "move `otherwise` to the end"),
    english("  1 point  otherwise\n", "", "gap", "price", "add a row for that"),
    english("language 1 en", "language 2 en", "unsupported-version", "2", "write `language 1 en`"),
]  # fmt: skip
CHINESE = [
    chinese("维度 走动", "纬度 走动", "unknown-declaration", "纬度", "did you mean `维度`?"),
    chinese(ZH_WHEN, ZH_WHEN.replace("当", "如果"), "misspelt-keyword", "如果", "write `当`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("且", "并且"), "misspelt-keyword", "并且", "write `且`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("且", "和"), "misspelt-keyword", "和", "write `且`"),
    chinese(ZH_WHEN, ZH_WHEN.replace(">=", "大于"), "misspelt-keyword", "大于", "write `>`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("且", "&&"), "misspelt-keyword", "&&", "write `且`"),
    chinese("1 分 否则", "1 分 其他", "misspelt-keyword", "其他", "write `否则`"),
    chinese("牢固 达 5", "牢固 达到 5", "misspelt-keyword", "达到", "write `达`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("当 ", "当"), "keyword-in-name", "当教练作用", "`当 教练作用`"),
    chinese(ZH_WHEN, "当 教练作用>=行动承诺且价格主导=否", "keyword-in-name", "行动承诺且价格主导", "`行动承诺 且 价格主导`"),
    chinese("1 分 否则", "1分否则", "keyword-in-name", "1分否则", "`1 分 否则`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("教练作用", "教练作"), "unknown-name", "教练作", "did you mean `教练作用`"),
    chinese(ZH_WHEN, ZH_WHEN.replace("行动承诺", "行动承"), "unknown-level", "行动承", "did you mean `行动承诺`?"),
    chinese(ZH_WHEN, ZH_WHEN.replace("= 否", "= 不"), "unknown-name", "不", "did you mean `否`?"),
    chinese("没有教练: 0, 提供信息: 1,", "没有教练：0；提供信息：1；", "unexpected-text", "；", "write a comma"),
    chinese("行动承诺: 3", "行动承诺: 三", "unexpected-text", "三", "write `3`"),
    chinese("≥ 5", "≥ 5次", "unexpected-text", "次", "leave it out"),
    chinese('"总拿对手的报价来压价"', '"总拿对手的报价来压价', "unclosed-text", '"总拿对手的报价来压价', "end it with"),
    chinese('"总拿对手的报价来压价"', '“总拿对手的报价来压价"', "unclosed-text", '“总拿对手的报价来压价"', "at both ends"),
    chinese('"总拿对手的报价来压价"', "「总拿对手的报价来压价」", "unexpected-text", "「总拿对手的报价来压价」", 'write `"总拿'),
    chinese("事实 价格主导: 是或否", "事实 价格主导 是或否", "unexpected-text", "是或否", "put a colon before it"),
    chinese("数值 从 0", "数值 0", "unexpected-text", "0", "write `从 0`"),
    chinese("{总计}", "{总记}", "unknown-placeholder", "{总记}", "did you mean `总计`?"),
    chinese("满分 6", "满分 8", "wrong-score-range", "满分 8", "write `out of 6`"),
]  # fmt: skip
ALL = [*KEYWORDS, *OPERATORS, *NAMES, *LEVELS, *SIGNS, *LINES, *MEANINGS, *CHINESE]
CASES = [pytest.param(case, id=case.title) for case in ALL]


@cache
def sound(policy: str) -> str:
    return (POLICIES / f"{policy}.rel").read_text("utf-8")


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    return check_source(text_source(text, "policy.rel"))[1]


def broken(case: Broken) -> str:
    text = sound(case.policy)
    assert case.old in text
    return text.replace(case.old, case.new, 1)


@pytest.mark.parametrize("policy", ["customer", "客户"])
def test_the_policies_are_sound_before_they_are_broken(policy: str) -> None:
    assert as_text(diagnostics(sound(policy))) == ""


def test_there_are_more_than_forty() -> None:
    assert len(ALL) > 40


@pytest.mark.parametrize("case", CASES)
def test_one_mistake_is_one_error_on_the_wrong_words(case: Broken) -> None:
    found = diagnostics(broken(case))
    assert [(d.code, d.span.text) for d in found] == [(case.code, case.words)], as_text(found)
    assert case.help in found[0].help


@pytest.mark.parametrize("case", CASES)
def test_messages_are_in_words_that_people_use(case: Broken) -> None:
    for diagnostic in diagnostics(broken(case)):
        said = f"{diagnostic.message} {diagnostic.help}"
        own_words = set(re.findall(r"\w+", broken(case)))
        assert not (set(re.findall(r"\w+", said)) & machine_words()) - own_words


@cache
def machine_words() -> frozenset[str]:
    """Return the terminals of the grammar, its rules whose names are no plain words, and Python's."""
    lark = parser()
    terminals = {terminal.name for terminal in lark.terminals}
    rules = {str(rule.origin.name) for rule in lark.rules}
    odd = {name for name in rules if "_" in name}
    python = {"Traceback", "None", "Token", "Tree", "Unexpected", "Exception", "Error", "lark"}
    return frozenset(terminals | odd | python)


# ---- several mistakes in one policy -------------------------------------------------------------

FIVE = [
    pytest.param(
        "customer",
        [
            ('ask "Where', 'aks "Where'),
            (ENTRIES, ENTRIES.replace("commit", "comit")),
            ("by total", "by totl"),
            (WHEN, WHEN.replace("and", "&&")),
            (EXPECT, EXPECT.replace("total", "totale")),
        ],
        ["aks", "action_comit", "totl", "&&", "totale"],
        id="words",
    ),
    pytest.param(
        "customer",
        [
            ("fact price_primary", "fcat price_primary"),
            ('because "they', "because they"),
            (STRONG, STRONG.replace("10", "1,000")),
            ("with them.", "with {coach lvl}."),
            (GIVEN, f"{GIVEN}, today = 2026-02-30"),
        ],
        [
            "fcat",
            "they bargain with a rival's quote in hand\"",
            "1,000",
            "{coach lvl}",
            "2026-02-30",
        ],
        id="signs",
    ),
    pytest.param(
        "customer",
        [
            (PRICE, f"  {PRICE}"),
            ("dimension price", "dimension pricing"),
            ("  points by designer", '  ask "Which?"\n  points by designer'),
            (COACH_RISES, COACH_RISES.replace("when", "if")),
            ("expect total between 2", "expect total betwen 2"),
        ],
        ["fact", "ask", "price", "if", "betwen"],
        id="lines",
    ),
    pytest.param(
        "客户",
        [
            ("教练作用: 级别 没有教练", "教练作用: 级別 没有教练"),
            ("0 分 当", "0 分 如果"),
            ("牢固 达 5", "牢固 达到 5"),
            ("{总计}", "{总记}"),
            ("价格主导 = 否, 拜访", "价格主导 = 否; 拜访"),
        ],
        ["级別", "如果", "达到", "{总记}", ";"],
        id="中文",
    ),
]


@pytest.mark.parametrize(("policy", "edits", "words"), FIVE)
def test_five_mistakes_are_told_in_one_run(
    policy: str, edits: list[tuple[str, str]], words: list[str]
) -> None:
    text = sound(policy)
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    found = diagnostics(text)
    assert [d.span.text for d in found] == words, as_text(found)


def test_two_slips_in_one_line_are_both_told() -> None:
    text = sound("customer").replace(WHEN, "if coach lvl >= action_commit && price_primary == no")
    found = diagnostics(text)
    assert [d.span.text for d in found] == ["if", "coach lvl", "&&", "=="], as_text(found)


def test_a_word_that_means_nothing_is_told_once_with_its_places() -> None:
    text = sound("customer").replace("score total ", "score totals ")
    (error,) = (d for d in diagnostics(text) if d.is_error)
    assert error.code == "unknown-name"
    assert [note.span.text for note in error.notes] == ["total"] * 3
    assert "2 more places" in error.notes[-1].message
