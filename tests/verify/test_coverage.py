"""What examples reach, and the examples suggested for the rest."""

from __future__ import annotations

import pytest

from relrules.engine import load_text, shipped
from relrules.policy import Policy
from relrules.source.shipped import policy_file, policy_names
from relrules.verify.coverage import Kind, Reach, coverage
from relrules.verify.examples import run_examples
from relrules.verify.suggest import Suggestions, suggestions

HEAD = """\
policy t "T"
fact visits: number from 0 to 100 whole
fact mood: choices good | bad
fact who: text
"""


def missed(policy: Policy) -> list[tuple[str, int, Reach]]:
    """Return what is not surely reached: whose it is, its row from 1, and whether perhaps."""
    found = coverage(policy.program)
    return [
        (c.coverable.owner, c.coverable.index + 1, c.reach)
        for c in found
        if c.reach is not Reach.SURELY
    ]


def suggested(policy: Policy) -> Suggestions:
    return suggestions(policy.program, policy.source, coverage(policy.program))


def pasted(policy: Policy, text: str = "") -> Policy:
    """Return a policy with all suggestions pasted at its end; it must check."""
    text = text or policy.source.text
    return load_text("\n".join([text, *(s.text for s in suggested(policy).examples)]))


@pytest.mark.parametrize("name", policy_names())
def test_the_shipped_policies_reach_all_they_have(name: str) -> None:
    assert missed(shipped(name)) == []


# A suggestion is an example with a few facts changed. What takes many at once is told, and left to
# people: every dimension at its best, two people who differ in all, one fact known beside an unknown.
BEYOND = {
    "pipeline_sowing": {"cycle"},
    "prospect_priority": {"touch", "gone_quiet"},
    "relationship_breadth": {"stage", "propose_alliance"},
}


# Two policies from every side, the others from one: searching takes a while.
SMALL = ("customer_relationship", "opportunity_ripeness")
KEPT = [(name, kept) for name in policy_names() for kept in (0, 1, 3) if kept == 1 or name in SMALL]


@pytest.mark.parametrize(("name", "kept"), KEPT)
def test_suggestions_pasted_make_a_policy_whole(name: str, kept: int) -> None:
    examples = policy_file(name).read_text("utf-8").split("\nexample ")
    policy = load_text("\nexample ".join(examples[: kept + 1]) + "\n")
    assert missed(policy), "some examples must be missing for this test to say anything"
    whole = pasted(policy)
    assert whole.warnings == policy.warnings
    assert all(example.ok for example in run_examples(whole.program))
    assert {owner for owner, _, _ in missed(whole)} <= BEYOND.get(name, set())


def test_sure_and_perhaps_are_told_apart() -> None:
    policy = load_text(
        HEAD + "dimension d\n  3 points when visits > 10\n  1 point when visits > 5\n"
        "  0 points otherwise\nadvice call\n  when mood = bad\nalert stop\n  when visits > 50\n"
        'example "one"\n  given visits = 7\n  expect d = 1\n'
        'example "two"\n  given mood = good\n  expect d between 0 and 3\n'
    )
    assert missed(policy) == [
        ("d", 1, Reach.PERHAPS),
        ("d", 3, Reach.PERHAPS),
        ("call", 1, Reach.PERHAPS),
        ("stop", 1, Reach.PERHAPS),
    ]
    kinds = {c.coverable.owner: c.coverable.kind for c in coverage(policy.program)}
    assert kinds == {"d": Kind.ROW, "call": Kind.ADVICE, "stop": Kind.ALERT}


def test_an_example_changed_in_one_fact_comes_first() -> None:
    policy = load_text(
        HEAD + "dimension d\n  3 points when visits > 10 and mood = good\n  0 points otherwise\n"
        'example "A quiet year"\n  given visits = 10, mood = good, who = "Ann"\n  expect d = 0\n'
    )
    assert [s.text for s in suggested(policy).examples] == [
        (
            'example "d: 3 points when visits > 10 and mood = good"\n'
            "  # As “A quiet year”, but with visits = 11.\n"
            '  given visits = 11, mood = good, who = "Ann"\n'
            "  expect d = 3\n"
        )
    ]


def test_without_an_example_near_few_facts_are_given() -> None:
    policy = load_text(
        HEAD + "dimension e\n  1 point when who is known\n  0 points otherwise\n"
        "dimension d\n  3 points when visits > 10\n  0 points otherwise\nscore s = d + e\n"
        "grade g by s\n  high from 4\n  mid from 3\n  low otherwise\n"
    )
    texts = [s.text for s in suggested(policy).examples]
    assert (
        'example "g: high"\n  given visits = 11, who = "who"\n  expect s = 4, g = high\n' in texts
    )
    assert missed(pasted(policy)) == []


def test_facts_that_are_not_needed_are_not_given() -> None:
    policy = load_text(
        HEAD + 'advice call\n  when not (mood = good and visits > 10) and who = "Ann"\n'
        'example "none"\n  given visits = 11, mood = good, who = "Bob"\n  expect no advice call\n'
    )
    (one,) = suggested(policy).examples
    assert '  given visits = 0, who = "Ann"\n' in one.text


def test_one_suggestion_serves_all_that_it_reaches() -> None:
    policy = load_text(
        HEAD + "dimension d\n  3 points when visits > 10\n  0 points otherwise\n"
        "advice call\n  when visits > 10\n"
        'example "no"\n  given visits = 1\n  expect d = 0\n'
    )
    (one,) = suggested(policy).examples
    assert [c.owner for c in one.reaches] == ["d", "call"]
    assert one.text.endswith("  expect d = 3, advice call\n")


def test_what_asks_for_an_unknown_fact_is_found() -> None:
    policy = load_text(
        HEAD + "dimension d\n  2 points when who is unknown and visits > 3\n  0 points otherwise\n"
        'example "known"\n  given who = "Ann", visits = 9\n  expect d = 0\n'
    )
    (one,) = suggested(policy).examples
    assert "  # As “known”, but with who = unknown.\n  given visits = 9\n" in one.text
    assert missed(pasted(policy)) == []


def test_what_nothing_reaches_is_said_to_be_not_found() -> None:
    policy = load_text(
        HEAD + "dimension d\n  3 points when visits > 10\n  0 points otherwise\n"
        "dimension e\n  1 point when d = 0 and visits > 50\n  0 points otherwise\n"
    )
    found = suggested(policy)
    ((about, not_found),) = found.not_found.items()
    assert (about.owner, about.index) == ("e", 0)
    assert not_found.tries > 1


WIDE = """\
policy n "New"
fact visits: number from 0 to 100 whole
fact trust: levels low < mid < high
fact vip: yes or no
fact weight: number from 0 to 10 decimals 1
dimension pulse
  points by visits when vip
    up to 40: 3
    up to 90: 0
    above: 2
    unknown: 1
  2 points otherwise
dimension extra
  take all
  1 point when vip
  2 points when trust >= mid
  at most 2 when visits > 50
dimension calc = 0.5 * weight
  at most 4
score total = pulse + extra + calc
grade g by total
  top from 8
  middle from 4
  base otherwise
  at most middle when trust = low
grade look by trust
  high: full, mid: half, low: none
example "one"
  given vip = yes, visits = 20, weight = 2, trust = low
  expect total = 5
"""


def test_bands_unknown_entries_caps_gates_and_look_ups_are_reached() -> None:
    policy = load_text(WIDE)
    kinds = {c.coverable.kind for c in coverage(policy.program)}
    assert kinds == {Kind.ROW, Kind.CAP, Kind.GRADE_ROW, Kind.GATE}
    assert len(missed(policy)) == 12
    whole = pasted(policy)
    assert all(example.ok for example in run_examples(whole.program))
    assert missed(whole) == []


def test_a_row_whose_level_a_gate_changes_does_not_decide_the_grade() -> None:
    lowered = "  given vip = yes, visits = 20, weight = 10, trust = low\n  expect g = middle\n"
    policy = load_text(f'{WIDE}example "lowered"\n{lowered}')
    found = {
        (c.coverable.owner, c.coverable.kind, c.coverable.index): c.reach
        for c in coverage(policy.program)
    }
    assert found["g", Kind.GRADE_ROW, 0] is Reach.NOT
    assert found["g", Kind.GATE, 0] is Reach.SURELY
    assert found["calc", Kind.CAP, 0] is Reach.SURELY


def test_the_records_of_lists_are_given_again() -> None:
    policy = load_text(
        'policy l "L"\nfact who: text\nlist contacts\n  fact name: text\n  fact met: yes or no\n'
        "list visits\n  fact day: date\n"
        'dimension e\n  1 point when who = "x" and some contacts have met\n  0 points otherwise\n'
        'example "one"\n  given who = "y"\n  given contacts\n    name = "Chen", met = yes\n'
        "    met = no\n  given no visits\n  expect e = 0\n"
    )
    (one,) = suggested(policy).examples
    assert (
        '  given contacts\n    name = "Chen", met = yes\n    met = no\n  given no visits\n'
        in one.text
    )
    assert missed(pasted(policy)) == []


def test_a_chinese_policy_gets_chinese_examples() -> None:
    policy = load_text(
        '策略 t "测试"\n  语言 1 zh\n事实 拜访 "拜访次数": 数值 从 0 整数\n事实 急: 是 或 否\n'
        "维度 热度\n  3 分 当 拜访 > 10 且 急\n  0 分 否则\n建议 打电话\n  当 拜访 < 5\n"
        '示例 "闲时"\n  已知 拜访 = 12, 急 = 否\n  应得 热度 = 0\n'
    )
    assert [s.text for s in suggested(policy).examples] == [
        (
            '示例 "热度：3 分 当 拜访 > 10 且 急"\n  # 与示例“闲时”相同，只是 急 = 是。\n'
            "  已知 拜访 = 12, 急 = 是\n  应得 热度 = 3\n"
        ),
        (
            '示例 "打电话"\n  # 与示例“闲时”相同，只是 拜访 = 0。\n'
            "  已知 拜访 = 0, 急 = 否\n  应得 建议 打电话\n"
        ),
    ]
    assert missed(pasted(policy)) == []


def test_names_that_are_no_bare_names_and_titles_that_are_taken() -> None:
    policy = load_text(
        'policy t "T"\nfact `by`: levels `a-b` < `when`\nfact `say "so"`: text\n'
        'dimension `a+b` "Say \\"it\\""\n'
        '  1 point when `by` = `when` and `say "so"` = "a \\"b\\" \\\\"\n  0 points otherwise\n'
        'example "Say \\"it\\": 0 points otherwise"\n  given `by` = unknown\n'
        "  expect `a+b` between 0 and 1\n"
    )
    whole = pasted(policy)
    assert all(example.ok for example in run_examples(whole.program))
    assert missed(whole) == []
    titles = [e.title.in_language("en") for e in whole.checked.examples]
    assert 'Say "it": 0 points otherwise (2)' in titles


DEFINED = """\
policy t "T"
fact risk: levels low < high
define rate
  0.6 when risk = high
  0.3 otherwise
score total = rate
example "high"
  given risk = high
  expect total = 0.6
"""


def test_rows_of_defines_are_reached() -> None:
    policy = load_text(DEFINED)
    assert missed(policy) == [("rate", 2, Reach.NOT)]
    assert [s.title for s in suggested(policy).examples] == ["rate: 0.3 otherwise"]
    assert missed(pasted(policy)) == []


LISTS = """\
policy lists "L"
fact urgent: yes or no
list contacts "Buying roles"
  fact name: text
  fact role: choices boss | user
  fact met: yes or no
  fact size: number from 0 to 5 decimals 1
  define weight
    2 when role = boss because "the one who decides"
    1 otherwise
  dimension worth
    2 points when role = boss and met
    1 point  when met
    0 points otherwise
    at most 1 when urgent
  grade rung
    deep when worth = 2
    mid  when size > 3
    low  otherwise
    at most mid when weight = 2 and size < 1
define many
  3 when all contacts have met and (count of contacts) >= 2
  2 when (count of contacts where rung = mid) >= 4
  0 otherwise
score total = many
grade breadth
  none   when (count of contacts) = 0
  wide   when (count of distinct role of contacts) = 2
  narrow otherwise
advice meet for each contacts
  when met = no
  say "meet {name}"
example "One"
  given contacts
    name = "Chen", role = user, met = yes, size = 2
    name = "Li", role = user, met = no
  expect total = 0
"""


def test_rows_are_reached_in_any_record_of_a_list() -> None:
    found = {
        (c.coverable.owner, c.coverable.kind, c.coverable.index): c.reach
        for c in coverage(load_text(LISTS).program)
    }
    assert found["contacts.weight", Kind.ROW, 0] is Reach.NOT
    assert found["contacts.weight", Kind.ROW, 1] is Reach.SURELY
    assert found["contacts.worth", Kind.ROW, 1] is Reach.SURELY
    assert found["contacts.worth", Kind.ROW, 2] is Reach.SURELY
    assert found["contacts.worth", Kind.CAP, 0] is Reach.NOT
    # The size of the second is not known.
    assert found["contacts.rung", Kind.GRADE_ROW, 1] is Reach.PERHAPS
    assert found["contacts.rung", Kind.GRADE_ROW, 2] is Reach.SURELY
    assert found["contacts.rung", Kind.GATE, 0] is Reach.NOT
    assert found["meet", Kind.ADVICE, 0] is Reach.SURELY


def test_records_of_a_list_that_is_not_known_are_perhaps_reached() -> None:
    policy = load_text(
        'policy l "L"\nlist contacts\n  fact met: yes or no\n  dimension d\n'
        "    1 point when met\n    0 points otherwise\n"
        "define friends = some contacts have d = 1\n"
        'example "unknown"\n  given contacts\n    met = no\n  expect friends = no\n'
        'example "none"\n  given no contacts\n  expect friends = no\n'
    )
    assert missed(policy) == [("contacts.d", 1, Reach.NOT)]
    text = policy.source.text.replace("  given no contacts\n", "").replace(
        "expect friends = no\n", "expect friends possible (yes, no)\n"
    )
    assert missed(load_text(text)) == [("contacts.d", 1, Reach.PERHAPS)]


def test_suggestions_give_records() -> None:
    policy = load_text(LISTS)
    texts = {s.title: s.text for s in suggested(policy).examples}
    assert texts["weight: the one who decides"] == (
        'example "weight: the one who decides"\n'
        "  # As “One”, but with role = boss for record 1 of contacts.\n"
        "  given contacts\n"
        '    name = "Chen", role = boss, met = yes, size = 2\n'
        '    name = "Li", role = user, met = no\n'
        "  expect total = 0, breadth = wide\n"
    )
    assert "  given no contacts\n" in "".join(texts.values())
    # Four records, since the policy asks for as many.
    assert any(text.count("size = ") == 4 for text in texts.values())
    whole = pasted(policy)
    assert all(example.ok for example in run_examples(whole.program))
    assert missed(whole) == []


def test_without_an_example_records_hold_what_is_needed() -> None:
    policy = load_text(LISTS.split("example", maxsplit=1)[0])
    whole = pasted(policy)
    assert all(example.ok for example in run_examples(whole.program))
    assert missed(whole) == []
    texts = "".join(s.text for s in suggested(policy).examples)
    assert "    role = boss\n" in texts


def test_a_chinese_policy_gets_records_in_chinese() -> None:
    policy = load_text(
        '策略 t "测试"\n  语言 1 zh\n清单 联系人\n  事实 见过: 是或否\n'
        "定义 有熟人 = 有 联系人 满足 见过\n建议 拜访\n  当 非 有熟人\n"
        '示例 "见过"\n  已知 联系人\n    见过 = 是\n  应得 有熟人 = 是\n'
    )
    (one,) = suggested(policy).examples
    assert one.text == (
        '示例 "拜访"\n  # 与示例“见过”相同，只是 联系人 第 1 条的 见过 = 否。\n'
        "  已知 联系人\n    见过 = 否\n  应得 建议 拜访\n"
    )


USED = {
    "trust": "policy trust\nfact coach: levels none < some\nlist contacts\n  fact close: yes or no\n"
    "grade stage\n  deep when coach = some and some contacts have close\n  shallow otherwise\n"
}


def test_what_a_used_policy_asks_of_shared_records_is_found() -> None:
    policy = load_text(
        'policy fit "Fit"\nuse trust\nlist contacts\n  fact met: yes or no\n'
        "grade care\n  warm when trust.stage = deep and some contacts have met\n  cold otherwise\n",
        resolver=USED.get,
    )
    assert missed(policy) == [("care", 1, Reach.NOT), ("care", 2, Reach.NOT)]
    text = "\n".join([policy.source.text, *(s.text for s in suggested(policy).examples)])
    whole = load_text(text, resolver=USED.get)
    assert all(example.ok for example in run_examples(whole.program))
    assert missed(whole) == []


def test_where_nothing_can_be_expected_there_is_nothing_to_reach() -> None:
    policy = load_text(
        "policy l\nlist contacts\n  fact met: yes or no\n  define d\n    1 when met\n    0 otherwise\n"
    )
    assert coverage(policy.program) == ()
