"""What is told of scores and their parts: which comes first, what they are taken from, the rest."""

import json

import relrules

CITED = """
policy cited "Cited"
  source talk "The talk" zh "讲座"
fact a "A" zh "甲", b "B" zh "乙", c "C" zh "丙": yes or no
dimension one "One" zh "一" from talk "table 1" zh "表 1"
  1 point when a
  0 points otherwise
dimension two "Two" zh "二" from talk "table 1" zh "表 1"
  1 point when b
  0 points otherwise
dimension three "Three" zh "三" from talk "table 2" zh "表 2"
  1 point when c
  0 points otherwise
define weighted = 2 * three
score first "First" zh "前半" from talk "table 3" zh "表 3" = one + two
score second "Second" zh "后半" = weighted
score alone "Alone" zh "单独" = one
score total "Total" zh "总分" from talk "table 3" zh "表 3" = first + second
"""
FACTS: dict[str, object] = {"a": True, "b": False, "c": True}

OPEN = """
policy rest "Rest"
fact a "A" zh "甲", b "B" zh "乙": yes or no
fact n "N" zh "数": number from 0 to 9 whole
dimension quiet "Quiet" zh "静"
  take all
  2 points when a
  1 point when b
  0 points otherwise because "there is nothing" zh "什么都没有"
dimension grown "Grown" zh "涨"
  take all
  2 points when a
  (n) points otherwise
dimension plain "Plain" zh "平"
  take all
  2 points when a
  0 points otherwise
"""


def told(text: str, facts: dict[str, object], lang: str = "en") -> str:
    return " ".join(relrules.load_text(text).evaluate(facts).explain(lang).split())


# ---- the whole before its parts -------------------------------------------------------------------


def test_a_score_that_no_other_is_made_of_comes_before_those_it_is_made_of() -> None:
    assert told(CITED, FACTS).startswith(
        "- Alone is 1 of 1 point. - Total is 3 of 4 points. - First is 1 of 2 points. - Second is"
    )


def test_a_score_inside_two_others_is_told_once() -> None:
    text = told(CITED + 'score again "Again" = total - first\n', FACTS)
    assert text.startswith(
        "- Alone is 1 of 1 point. - Again is 2 points (scale: -2 to 4). - First is 1 of 2 points. -"
        " Second is 2 of 2 points. - Total is 3 of 4 points. By"
    )


# ---- sources --------------------------------------------------------------------------------------


def test_a_source_of_several_in_a_row_is_named_once_below_them() -> None:
    text = told(CITED, FACTS)
    assert "One 1 of 1 A: yes Two 0 of 1 B: no Source: The talk, table 1 (these 2) Three" in text
    assert "C: yes Source: The talk, table 2 First" in text
    assert "出处：讲座，表 1（以上 2 项）" in told(CITED, FACTS, "zh")


def test_a_score_names_its_source() -> None:
    text = told(CITED, FACTS)
    assert "First 1 of 2 Made of: One 1 + Two 0 Source: The talk, table 3 Second" in text
    assert "Total 3 of 4 Made of: First 1 + Second 2 Source: The talk, table 3" in text


def test_dimensions_and_the_score_below_them_may_share_a_source() -> None:
    text = told(CITED.replace("table 2", "table 3"), FACTS)
    assert "C: yes First 1 of 2 Made of: One 1 + Two 0 Source: The talk, table 3 (these 2)" in text


def test_sources_stand_in_markdown_and_json_too() -> None:
    result = relrules.load_text(CITED).evaluate(FACTS)
    markdown = result.explain("en", "markdown")
    assert "| One | 1 of 1 | A: yes. |\n" in markdown
    assert "| Two | 0 of 1 | B: no. Source: The talk, table 1 (these 2). |" in markdown
    assert (
        "| **First** | **1 of 2** | Made of: One 1 + Two 0. Source: The talk, table 3. |"
        in markdown
    )
    data = json.loads(result.explain("en", "json"))
    assert [s["source"] for s in data["scores"]] == [
        "Source: The talk, table 3",
        "",
        "",
        "Source: The talk, table 3",
    ]
    assert [d["reasons"]["source"][-7:] for d in data["dimensions"]] == [
        "table 1",
        "table 1",
        "table 2",
    ]


def test_a_hidden_score_names_its_source_and_no_more() -> None:
    hidden = CITED.replace(
        'c "C" zh "丙": yes or no', 'c "C" zh "丙": yes or no\n  confidential to me'
    )
    text = told(hidden.replace("= weighted", 'from talk "p 9" = weighted'), FACTS)
    assert "Second hidden: confidential Source: The talk, p 9" in text


# ---- rows that all count, and the rest ------------------------------------------------------------


def test_the_rest_is_told_as_what_follows_otherwise_while_it_is_open() -> None:
    text = told(OPEN, {"n": 3})
    assert (
        "Perhaps 2 points: A: unknown Perhaps 1 point: B: unknown Otherwise 0 points, because there"
        " is nothing Grown"
    ) in text
    assert "Because" not in text
    assert "Perhaps 2 points: A: unknown Otherwise 3 points Plain" in text
    doubled = told(OPEN.replace("(n) points", "(2 * n) points"), {"n": 3})
    assert "Otherwise 2 times N (3) = 6 points Plain" in doubled
    assert text.count("Otherwise") == 2


def test_it_is_told_so_in_chinese() -> None:
    text = told(OPEN, {}, "zh")
    assert "可能 1 分：乙：未知 否则 0 分，因为什么都没有" in text


def test_once_it_is_decided_its_reason_is_a_fact() -> None:
    text = told(OPEN, {"a": False, "b": False, "n": 3})
    assert "Quiet 0 of 3 A: no; B: no Because there is nothing" in text
    assert "Otherwise" not in text


# ---- rows above -----------------------------------------------------------------------------------

PLACE = """
policy place "Place"
fact need "Need" zh "需要": yes or no
fact merits "Merit" zh "优点": number from 0 to 9
fact a "A" zh "甲": choices x "X" | y "Y" | z "Z"
list people "People" zh "人"
  fact name "Name" zh "姓名": text
  fact warm "Warm" zh "热情": yes or no
grade standing "Standing" zh "位置"
  main "Main" zh "主要" when need and merits >= 6
  regular "Regular" zh "一般" when need and merits >= 3
  aside "Aside" zh "不论" otherwise
dimension support "Support" zh "支持"
  2 points when all people have warm
  1 point when some people have warm
  0 points otherwise
advice go "Go" zh "去"
  when a is one of (x, y) and need
advice stay "Stay" zh "留"
  when not (a is one of (x, y)) and need
"""


def test_a_level_that_a_row_above_takes_is_not_explained_by_a_condition_that_holds() -> None:
    text = told(PLACE, {"merits": 6})
    assert "Standing Aside or Main Need: unknown Where the points come from" in text
    assert "Not Regular" not in text
    assert "Not Main: Merit below 6" in told(PLACE, {"merits": 4, "need": True})


def test_the_same_is_not_said_twice() -> None:
    people: list[object] = [{"name": "A", "warm": True}, {"name": "B", "warm": False}]
    text = told(PLACE, {"people": people})
    assert "Support 1 of 2 People where Warm is yes: 1 of 2 (A) What to do" in text
    assert "Not 2 points" not in text


def test_alternatives_inside_a_condition_with_and_stand_in_brackets() -> None:
    text = told(PLACE, {"merits": 1})
    assert "Only if (A is “X” or “Y”) and Need is yes." in text
    assert "Only if A is not “X” or “Y” and Need is yes." in text
    chinese = told(PLACE, {"merits": 1}, "zh").replace(" ", "")
    assert "条件：（甲为“X”或“Y”）且需要为“是”。" in chinese
