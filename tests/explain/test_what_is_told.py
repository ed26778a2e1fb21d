"""What an explanation tells of limits, of what is unknown, and of what has no answer."""

import datetime as dt

import pytest

import relrules
from relrules import Policy

LIMITED = """
policy limits "Limits"
fact price "Price decides" zh "价格主导": yes or no
fact alone "Nobody helps" zh "无人相助": yes or no
fact visits "Visits" zh "拜访": number from 0 to 10 whole
dimension effort "Effort" zh "投入"
  points by visits
    up to 2: 0
    up to 5: 4
    above: 8
dimension trust "Trust" zh "信任"
  1 point when not price
  0 points otherwise
score total "Total" zh "总分" = effort + trust
  at most 5 when price = yes
grade relationship "Relationship" zh "关系" by total
  strong "Strong" zh "牢固" from 7
  fair "Fair" zh "一般" from 4
  cold "Cold" zh "冷淡" otherwise
  at most fair when alone = yes
"""

ADVISED = """
policy advised "Advised"
list contacts "Contacts"
  fact name "Name": text
  fact last_talk "Last talk": date
  fact friendly "Friendly": yes or no
  define quiet "Quiet" = days since last_talk > 30
questionnaire habits "Habits"
  answers 1 to 5
  item listen "I listen"
  item solve "I solve"
  item ask_first "I ask"
  estimate needs 2 of 3
define habit_score "Habit score" = estimated total of habits
fact client "Client": text
fact urgent "Urgent": yes or no
advice call "Call them" for each contacts
  when quiet
  say "{name} of {client}"
advice greet "Greet them" for each contacts
  when friendly and urgent
advice press "Press them" for each contacts
  when not friendly or urgent
"""

UNANSWERED = """
policy unanswered "Unanswered"
fact sold "Sold", offered "Offered": number from 0 to 100 whole
fact coach "Coach": levels a "A" < b "B"
  default a
define rate "Rate" = sold / offered if zero no answer
list orders "Orders"
  fact pieces "Pieces": number from 0 to 100 whole
define avg "Average" = average pieces of orders if empty no answer
dimension warn "Warn"
  take all
  1 point when sold < 5
  2 points when rate < 0.5
dimension help "Help"
  points by coach
    a: 0, b: 3
score total "Total" = warn + help
score known_total "Known" = weighted average of known (warn: 1, help: 2)
grade level "Level" by total
  good "Good" from 4
  fair "Fair" from 2
  bad "Bad" otherwise
"""

NONE_SOLD = {"sold": 0, "offered": 0, "orders": []}


def told(text: str | Policy, facts: dict[str, object], lang: str = "en") -> str:
    policy = relrules.load_text(text) if isinstance(text, str) else text
    result = policy.evaluate(facts, dt.date(2026, 11, 22), form="json")
    return " ".join(result.explain(lang).split())


# ---- limits ---------------------------------------------------------------------------------------


def test_what_a_limit_takes_is_told_beside_the_points_lost() -> None:
    text = told(LIMITED, {"price": True, "alone": False, "visits": 9})
    assert "Relationship is Fair, with 5 of 9 points, held to at most 5 points." in text
    assert "Points lost: Trust 1, 3 to the limit “at most 5 points”." in text
    assert "short of" not in text


def test_it_is_told_in_chinese() -> None:
    text = told(LIMITED, {"price": True, "alone": False, "visits": 9}, "zh")
    assert "受限最高为 5 分" in text
    assert "上限“最高 5 分”扣去 3" in text


def test_a_gate_that_forbids_the_next_level_is_named_though_it_takes_nothing_yet() -> None:
    text = told(LIMITED, {"price": False, "alone": True, "visits": 4})
    assert "Relationship is Fair, with 5 of 9 points, held to at most Fair." in text


@pytest.mark.parametrize("visits", [4, None])
def test_no_gate_no_word_of_one(visits: int | None) -> None:
    text = told(LIMITED, {"price": False, "alone": False, "visits": visits})
    assert "held to" not in text
    assert ("2 points short of Strong" in text) is (visits == 4)


def test_what_is_unknown_is_named_record_by_record() -> None:
    policy = relrules.load_text(ADVISED)
    result = policy.evaluate({"contacts": [{"friendly": True}, {"name": "Li"}], "urgent": True})
    assert [place for place in result.unknown if place.startswith("contacts")] == [
        "contacts[1].name",
        "contacts[1].last_talk",
        "contacts[2].last_talk",
        "contacts[2].friendly",
    ]


INSIDE = """
policy inside "Inside"
fact price "Price", known_price "Known price": yes or no
fact visits "Visits": number from 0 to 9 whole
dimension effort "Effort"
  8 points when visits > 5
  0 points otherwise
dimension luck "Luck"
  points by price
    yes: 1, no: 0, unknown: 1
score trust "Trust" zh "信任" = effort + luck
  at most 5
score burden "Burden" = 0 - effort
  at least -2
score total "Total" zh "总分" = 2 * trust - burden
  at most 11 when known_price
"""


def test_what_the_limit_of_a_score_inside_takes_counts_as_often_as_the_score() -> None:
    text = told(INSIDE, {"price": True, "known_price": True, "visits": 9})
    assert (
        "Points lost: 8 to the limit “at most 5 points” of Trust, 6 to the limit “at least -2"
        " points” of Burden, 1 to the limit “at most 11 points”."
    ) in text


def test_a_limit_inside_is_told_in_chinese() -> None:
    text = told(INSIDE, {"price": True, "known_price": False, "visits": 9}, "zh")
    assert "信任的上限“最高 5 分”扣去 8" in text


def test_what_a_limit_takes_from_a_provisional_score_is_taken_for_now() -> None:
    text = told(INSIDE, {"known_price": False, "visits": 9})
    assert "Lost for now (provisional): 8 to the limit “at most 5 points” of Trust." in text


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [
        ("en", "Relationship is Strong, the highest level, with 9 of 9 points."),
        ("zh", "关系为“强”，已是最高一级，得 9 分（满分 9 分）。"),
    ],
)
def test_the_level_is_the_highest_and_not_the_points(lang: str, verdict: str) -> None:
    text = told(LIMITED.replace("牢固", "强"), {"price": False, "alone": False, "visits": 9}, lang)
    assert text.startswith(verdict)


# ---- what is unknown ------------------------------------------------------------------------------


def test_a_missing_item_of_a_provisional_total_still_counts() -> None:
    text = told(ADVISED, {"listen": 5, "solve": 4, "contacts": [], "client": "A"})
    assert "- I ask Habit score: 13.5 (provisional)." in text
    assert "I ask It can no longer" not in text


def test_a_fact_of_a_record_is_asked_for_where_advice_hangs_on_it() -> None:
    contacts = [{"name": "Chen", "last_talk": "2026-01-01", "friendly": False}, {"name": "Li"}]
    text = told(ADVISED, {"contacts": contacts, "urgent": False})
    assert (
        "- Li: Last talk If it is 2026-10-22 or earlier: “Call them” applies."
        " If it is 2026-10-23 or later: “Call them” does not apply."
    ) in text


def test_a_fact_on_which_advice_for_some_records_hangs_may_change_something() -> None:
    contacts = [
        {"name": "Chen", "last_talk": "2026-01-01", "friendly": True},
        {"name": "Li", "last_talk": "2026-01-01", "friendly": None},
    ]
    text = told(ADVISED, {"contacts": contacts, "urgent": True, "client": "A"})
    assert "- Li: Friendly If it is yes: “Greet them” applies." in text
    assert "If it is no: “Greet them” does not apply." in text


def test_a_fact_may_change_advice_for_one_record_though_it_is_given_for_another() -> None:
    contacts = [
        {"name": "Chen", "last_talk": "2026-11-20", "friendly": False},
        {"name": "Li", "last_talk": "2026-11-20", "friendly": True},
    ]
    greeted, pressed = contacts[1:], contacts
    assert "- Urgent If it is yes: “Greet them”" in told(ADVISED, {"contacts": greeted})
    without = ADVISED.replace("friendly and urgent", "friendly")
    assert "- Urgent Hangs on it: “Press them”." in told(without, {"contacts": pressed})


def test_a_fact_that_only_a_text_names_is_told_so() -> None:
    contacts = [{"name": "Chen", "last_talk": "2026-01-01", "friendly": False}]
    assert "- Client Named in the text of “Call them”." in told(ADVISED, {"contacts": contacts})
    assert "- Client and Urgent They can no longer change anything." in told(
        ADVISED, {"contacts": []}
    )


def test_a_result_that_is_settled_hands_no_unknown_fact_on() -> None:
    policy = """
policy reasons "Reasons"
fact need "Need", extra "Extra", urgent "Urgent": yes or no
dimension willing "Willing"
  2 points when need or extra
  0 points otherwise
dimension urgency "Urgency"
  2 points when urgent
  0 points otherwise
define weakest "Weakest" = lowest of (willing, urgency)
"""
    text = told(policy, {"need": True})
    assert "- Extra It can no longer change anything." in text
    assert "- Urgent Urgency: 0 to 2 points." in text
    assert "- Extra Willing: 0 to 2 points." in told(policy, {})


def test_what_is_unknown_of_records_is_told_record_by_record() -> None:
    contacts = [{"name": "Chen", "friendly": True}, {"name": "Li"}]
    text = told(ADVISED, {"contacts": contacts})
    places = ["- Chen: Last talk", "- Li: Last talk", "- Li: Friendly"]
    assert [text.count(place) for place in places] == [1, 1, 1]
    assert sorted(places, key=text.index) == places


def test_in_chinese_nothing_is_added_to_none() -> None:
    policy = """
policy p "P"
  language 1 zh
list contacts "联系人"
  fact friendly "友好": yes or no
dimension reach "覆盖"
  points by count of contacts where friendly
    up to 1: 0
    above: 2
"""
    none_sure = told(policy, {"contacts": [{}, {}]}, "zh")
    assert "可能是第 1 个和第 2 个" in none_sure
    assert "可能还有第 2 个" in told(policy, {"contacts": [{"friendly": True}, {}]}, "zh")


# ---- no answer ------------------------------------------------------------------------------------


def test_a_row_without_answer_is_why_all_rows_have_none() -> None:
    text = told(UNANSWERED, NONE_SOLD)
    assert "No answer, as there is none for Rate" in text
    assert "Not 2 points" not in text


def test_no_points_are_lost_of_what_has_no_answer() -> None:
    assert "lost" not in told(UNANSWERED, NONE_SOLD)


def test_provisional_points_are_not_lost_yet() -> None:
    text = told(UNANSWERED, {"sold": 9, "offered": 10, "orders": []})
    assert "Points already lost in Total: Warn 3. Lost for now (provisional): Help 3." in text
    best = told(UNANSWERED, {"sold": 1, "offered": 10, "orders": []})
    assert "Lost for now in Total (provisional): Help 3." in best
    assert "Points already lost" not in best
    given = told(UNANSWERED, {"sold": 9, "offered": 10, "orders": [], "coach": "a"})
    assert "Points lost in Total: Warn 3, Help 3." in given


def test_what_no_fact_can_change_is_not_provisional() -> None:
    text = told(UNANSWERED, NONE_SOLD)
    assert "Level has no answer." in text
    assert "Help: worked out without knowing Coach" in text.replace("Help and Known", "Help")
    assert "Total and Level" not in text


def test_what_has_no_answer_is_named_once() -> None:
    text = told(UNANSWERED, NONE_SOLD)
    assert "Level no answer No answer, as there is none for Total" in text
    assert "Total: no answer" not in text


def test_no_brackets_in_brackets_and_no_two_colons() -> None:
    text = told(UNANSWERED, NONE_SOLD)
    assert "without Warn)" in text
    assert "))" not in text
    assert "Average Pieces in Orders: no Orders" in text


def test_levels_or_no_answer_are_one_list() -> None:
    text = told(UNANSWERED, {"coach": "a", "sold": 3})
    assert "Bad, Fair or no answer" in text
    assert "or Fair or" not in text


def test_one_point_of_a_scale_below_zero_is_one_point() -> None:
    policy = """
policy p "P"
fact warm "Warm": yes or no
dimension d "D"
  1 point when warm
  -1 points otherwise
score s "S" = d
"""
    assert "S is 1 point (scale: -1 to 1)." in told(policy, {"warm": True})


# ---- what is confidential -------------------------------------------------------------------------

VEILED = """
policy veiled "Veiled"
list contacts "Contacts"
  fact fee "Fee": number from 0 to 99
    confidential to manager
  fact open_fee "Open": yes or no
fact idle "Idle": yes or no
fact visits "Visits": number from 0 to 9 whole
dimension contact "Contact"
  1 point when visits > 3
  0 points otherwise
advice dear "Dear" for each contacts
  when fee > 50 and open_fee
advice visit "Visit"
  when idle and visits < 2
"""


@pytest.mark.parametrize(
    ("lang", "word", "nothing"),
    [
        (
            "en",
            "- Contacts Whether it can still change anything is confidential.",
            "- Idle It can no longer change anything.",
        ),
        ("zh", "- Contacts 它是否还会改变结果，属于保密内容。", "- Idle 已不会改变任何结果。"),
    ],
)
def test_what_hidden_facts_have_a_part_in_is_not_denied(lang: str, word: str, nothing: str) -> None:
    text = told(VEILED, {"visits": 7}, lang)
    assert word in text
    assert nothing in text


FOR_ANYBODY = """
policy p
fact a: yes or no
list contacts
  fact role: levels low < high
  fact warm: yes or no
    default no
advice first for each contacts
  when a is known
advice second for each contacts
  when role is known
advice third for each contacts
  when warm
"""


def test_advice_for_records_that_are_not_known_is_provisional_where_it_reads_an_absence() -> None:
    result = relrules.load_text(FOR_ANYBODY).evaluate({})
    told = {each.name: each.facts for each in result.provisional}
    assert told == {"first": ("a",), "second": ("contacts",), "third": ("contacts",)}
