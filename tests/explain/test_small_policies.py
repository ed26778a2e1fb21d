"""Explanations of small policies: what a policy may lack, odd shapes, and hostile texts."""

import json
import re
from fractions import Fraction
from typing import Any

import pytest

import relrules
from relrules import Policy
from relrules.evaluate.evaluate import evaluate_again
from relrules.evaluate.outcome import Outcome
from relrules.explain.markdown import escaped

ADVICE_ONLY = """
policy rules "Call rules" zh "致电规则"
fact quiet_days "Days quiet" zh "未联系天数": number from 0 whole
fact owner "Owner" zh "负责人": text
advice call "Call them" zh "打电话"
  when quiet_days > 30 and owner != "nobody"
advice assign "Find an owner" zh "指定负责人"
  when owner = "nobody"
alert lost "Lost" zh "已流失"
  when quiet_days between 100 and 200
"""


def loaded(text: str) -> Policy:
    return relrules.load_text(text)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        (
            {"quiet_days": 120, "owner": "Li"},
            "1 alert and 1 piece of advice.",
            "1 条警示和 1 条建议。",
        ),
        (
            {"quiet_days": 1, "owner": "Li"},
            "Nothing to warn of and nothing to advise.",
            "没有警示，也没有建议。",
        ),
        (
            {"quiet_days": 50},
            "Nothing to warn of and nothing to advise, 2 more possible.",
            "没有警示，也没有建议，另有 2 条待定。",
        ),
    ],
)
def test_a_policy_of_advice_alone_counts_it(
    facts: dict[str, object], english: str, chinese: str
) -> None:
    result = loaded(ADVICE_ONLY).evaluate(facts, id="7")
    assert result.explain("en").startswith(f"7: {english}\n")
    assert result.explain("zh").startswith(f"7：{chinese}\n")
    assert "Points" not in result.explain("en")


def test_a_policy_without_verdict_says_so() -> None:
    policy = loaded(
        'policy p "P"\nfact a "A": yes or no\ndimension d "D"\n  1 point when a\n  0 points otherwise\n'
    )
    text = policy.evaluate({"a": True}).explain()
    assert text.startswith("This policy gives no score and no grade.")
    assert "D  1 of 1  A: yes" in text


def test_a_score_without_grade_is_the_verdict() -> None:
    policy = loaded(
        'policy p\nfact a: yes or no\ndimension d "D"\n  1 point when a\n  0 points otherwise\n'
        'score s "Sum" = d + 1\n'
    )
    text = policy.evaluate({"a": True}).explain()
    assert text.startswith("Sum is 2 points (scale: 1 to 2).")
    assert "Made of: D 1 + 1" in text


def test_a_text_without_translation_stays_in_the_language_of_the_policy() -> None:
    policy = loaded(
        'policy p "Nur Deutsch"\n  language 1 de\nfact a "Gut" en "Good": yes or no\n'
        'dimension d "Wert"\n  1 point when a because "es passt" zh "合适"\n  0 points otherwise\n'
        'score s "Summe" en "Sum" = d\n'
    )
    result = policy.evaluate({"a": True})
    english, chinese = one_line(result.explain("en")), one_line(result.explain("zh"))
    assert "Wert 1 of 1 Good: yes Because es passt" in english
    assert "Wert 1（满分 1） Gut：是 因为合适" in chinese
    assert result.explain() == result.explain("en")


def test_unlabelled_names_are_written_as_words() -> None:
    policy = loaded(
        "policy p\nfact coach_level: levels no_coach < some_help\ndimension my_part\n"
        "  points by coach_level\n    no_coach: 0, some_help: 1\nscore all_in = my_part\n"
    )
    text = policy.evaluate({"coach_level": "some_help"}).explain()
    assert "coach level: some help" in text
    assert "_" not in text


# ---- calculations -------------------------------------------------------------------------------

CALCULATED = """
policy p
fact visits, calls "Calls": number from 0 to 50 whole
fact signed_on "Signed", start_on "Start": date
fact keen, warm: yes or no
define touches = visits + calls
define ratio = (visits + 1) / (calls + 1)
define young = months from signed_on to start_on < 3
dimension d "D"
  4 points when touches >= 10 and ratio > 1 / 2
  3 points when young or visits > calls
  2 points when not (-visits < -20)
  0 points otherwise
dimension e "E"
  1 point when keen = warm
  0 points otherwise
score s "S" = (d - e) / 3
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"visits": 9, "calls": 2},
            "(visits plus 1) divided by (Calls plus 1): about 3.33, above 0.5",
        ),
        ({"visits": 2, "calls": 9, "signed_on": "2026-01-01"}, "Start: unknown"),
        (
            {"visits": 2, "calls": 1, "signed_on": "2026-01-31", "start_on": "2026-02-28"},
            "Months from Signed to Start: 1 month, below 3; visits: 2, above Calls (1)",
        ),
        ({"visits": 2, "calls": 1}, "Not 4 points: visits plus Calls: 3, below 10"),
        ({"keen": True, "warm": False}, "E 0 of 1 keen: yes, not the same as warm (no)"),
        ({"keen": False, "warm": False}, "E 1 of 1 keen: no, the same as warm (no)"),
        ({"keen": True}, "E 0 to 1 of 1 keen: yes; warm: unknown"),
        ({}, "Made of: 1/3 × D (0 to 4) - 1/3 × E (0 to 1)"),
    ],
)
def test_calculations_are_put_in_words(facts: dict[str, object], expected: str) -> None:
    text = one_line(loaded(CALCULATED).evaluate(facts, form="json").explain("en"))
    assert expected in text


def test_facts_that_count_only_together_say_so() -> None:
    text = one_line(loaded(CALCULATED).evaluate({"visits": 2}).explain("en"))
    assert "- warm By itself it can no longer change anything." in text


def test_costs_count_by_weight_and_against_the_sign() -> None:
    facts = {"visits": 1, "calls": 1, "keen": True, "warm": True}
    young = {"signed_on": "2026-01-01", "start_on": "2026-01-02"}
    result = loaded(CALCULATED).evaluate({**facts, **young}, form="json")
    (costs,) = json.loads(result.explain("en", "json"), parse_float=Fraction)["costs"]
    points = {c["name"]: round(c["points"] * 3, 6) for c in costs["dimensions"]}
    assert points == {"d": 1, "e": 1}
    assert [c["name"] for c in costs["dimensions"]] == ["d", "e"]


# ---- grades -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "of", "value", "expected"),
    [
        (
            "top from 10\n  mid from 5\n  low otherwise",
            "whole",
            7,
            "g is mid, with n at 7, 3 short of top.",
        ),
        (
            "low under 5\n  mid under 10\n  top otherwise",
            "",
            4,
            "g is low, with n at 4, 1 short of mid.",
        ),
        (
            "low up to 5\n  mid up to 9\n  top otherwise",
            "whole",
            5,
            "g is low, with n at 5, 1 short of mid.",
        ),
        (
            "low up to 5\n  mid up to 9\n  top otherwise",
            "",
            5,
            "g is low, with n at 5, just short of mid.",
        ),
        (
            "low up to 5\n  mid up to 9\n  top otherwise",
            "",
            12,
            "g is top, the highest level, with n at 12.",
        ),
        ("top when n > 9\n  low otherwise", "", 3, "g is low, with n at 3."),
    ],
)
def test_the_next_grade_begins_where_its_row_does(
    rows: str, of: str, value: int, expected: str
) -> None:
    policy = loaded(f"policy p\nfact n: number from 0 {of}\ngrade g by n\n  {rows}\n")
    text = one_line(policy.evaluate({"n": value}).explain("en"))
    assert text.startswith(expected)


def test_points_are_counted_in_singular_and_plural() -> None:
    policy = loaded(
        "policy p\nfact a: levels x < y < z\ndimension d\n  points by a\n    x: 0, y: 1, z: 2\n"
        "score s = d\ngrade g by s\n  top from 2\n  low otherwise\n"
    )
    assert "0 of 2 points, 2 points short of top" in policy.evaluate({"a": "x"}).explain()
    assert "1 of 2 points, 1 point short of top" in policy.evaluate({"a": "y"}).explain()


# ---- hostile texts ------------------------------------------------------------------------------

HOSTILE = "*a* _b_ `c` <script>x</script> | [l](http://e) # 1. & \n## heading\n- item \x1b[2J"


def test_markdown_shows_texts_as_they_are() -> None:
    policy = loaded(ADVICE_ONLY + '  say "{owner}, call."\n')
    result = policy.evaluate({"quiet_days": 120, "owner": HOSTILE.replace("\x1b", "")}, id=HOSTILE)
    text = result.explain("en", "markdown")
    assert "<script>" not in text
    assert "\x1b" not in text
    bare = re.sub(r"\\.", "", text)
    assert "[l]" not in bare
    assert "`" not in bare
    assert "_b_" not in bare
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert [h.split(" ")[0] for h in headings].count("#") == 1
    assert not any("heading" in h for h in headings[1:])
    assert not any(line.startswith("- item") for line in text.split("\n"))


def test_labels_of_a_policy_cannot_break_a_table() -> None:
    policy = loaded(
        'policy p\nfact a "A | B": yes or no\ndimension d "D | *E*"\n'
        '  1 point when a because "x | y"\n  0 points otherwise\nscore s = d\n'
    )
    lines = policy.evaluate({"a": True}).explain("en", "markdown").split("\n")
    rows = [line for line in lines if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


def test_text_has_no_characters_that_move_the_cursor() -> None:
    result = loaded(ADVICE_ONLY).evaluate({"quiet_days": 1, "owner": "x"}, id=HOSTILE)
    first = result.explain("en").split("By “Call rules”", maxsplit=1)[0]
    assert "\x1b" not in first
    assert "heading - item" in one_line(first)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. first", "1\\. first"),
        ("2) second", "2\\) second"),
        ("3 points", "3 points"),
        ("- x", "\\- x"),
        ("+ x", "\\+ x"),
        ("---", "\\---"),
        ("a-b", "a-b"),
        ("# h", "\\# h"),
        ("> q", "&gt; q"),
        ("a\\b", "a\\\\b"),
    ],
)
def test_marks_are_escaped_where_they_would_mean_something(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_forged_mark_of_an_id_stays_a_text() -> None:
    result = loaded(ADVICE_ONLY).evaluate({}, id="\x0012")
    assert json.loads(result.to_json())["id"] == "\x0012"


# ---- size ---------------------------------------------------------------------------------------


def test_many_unknown_facts_are_explained_in_bounded_time() -> None:
    names = [f"f{i}" for i in range(60)]
    rows = "".join(
        f"dimension d{i}\n  1 point when {name} >= 5\n  0 points otherwise\n"
        for i, name in enumerate(names)
    )
    total = " + ".join(f"d{i}" for i in range(len(names)))
    policy = loaded(
        f"policy p\nfact {', '.join(names)}: number from 0 to 10\n{rows}score s = {total}\n"
    )
    data = json.loads(policy.evaluate({}).explain("en", "json"))
    assert len(data["unknown"]) == len(names)
    assert all(
        u["changes"]["s"] == {"low": 0, "high": 60, "state": "open"} for u in data["unknown"]
    )


def test_many_records_of_which_little_is_known_are_explained_in_bounded_effort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = loaded("""
policy p
list contacts "Contacts"
  fact friendly: yes or no
  fact debt: number from 0 to 9999 whole
  fact note: text
  dimension worth
    points by debt
      up to 10: 0
      above: 2
dimension reach
  points by count of contacts where friendly
    under 3: 0
    above: 2
dimension depth
  1 point when (sum worth of contacts) > 5
  0 points otherwise
score s = reach + depth
""")
    tried = []

    def again(*given: Any) -> Outcome:  # noqa: ANN401 - handed on as it is
        tried.append(given[2])
        return evaluate_again(*given)

    monkeypatch.setattr("relrules.explain.prospects.evaluate_again", again)
    counts = []
    for records in (10, 150):
        tried.clear()
        data = json.loads(policy.evaluate({"contacts": [{}] * records}).explain("en", "json"))
        told = {u["name"] for u in data["unknown"]}
        assert {f"contacts[{record}].debt" for record in range(1, records + 1)} <= told
        # Nothing hangs on a note.
        assert not any("note" in place for place in told)
        assert not any("note" in place for place in tried)
        counts.append(len(tried))
    few, many = counts
    assert few == (2 + 3) * 10
    assert many <= few
