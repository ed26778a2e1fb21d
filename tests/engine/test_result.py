"""The result as programs use it: states, lists, labelled defines, advice for each record."""

import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import relrules
from relrules import DefineResult, Result

POLICY = relrules.load_text("""
policy p
fact orders, target: number from 0 to 100 whole
fact risk: levels low < high
list contacts
  fact name: text
  fact likes: yes or no
  define warm "Warm" = likes
  define hidden_one = likes
  dimension worth
    1 point when likes
    0 points otherwise
  grade rung
    up when likes
    down otherwise
define cover "Cover" = orders / target if zero no answer
define open_risk "Open risk" = risk = high
define unlabelled = orders * 2
define rate "Rate"
  0.5 when risk = high
  no answer otherwise
dimension paid
  2 points when rate > 0
  0 points otherwise
score s = paid + 1
grade g by s
  good from 3
  poor otherwise
advice win for each contacts
  when likes = no
  say "{name}!"
""")
SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"
CONTACTS = [{"name": "Chen", "likes": False}, {"likes": False}, {"name": "Wu", "likes": True}, {}]


def result(**facts: object) -> Result:
    return POLICY.evaluate(facts)


@pytest.mark.parametrize(
    ("risk", "state", "value", "limits"),
    [
        ("high", "decided", 3, (3, 3)),
        ("low", "no answer", None, (None, None)),
        (None, "open or no answer", None, (3, 3)),
    ],
)
def test_no_answer_is_told_apart_from_open(
    risk: str | None, state: str, value: int | None, limits: tuple[int | None, int | None]
) -> None:
    found = result(risk=risk)
    score, dimension, grade = found.scores["s"], found.dimensions["paid"], found.grades["g"]
    assert (score.state, score.value, (score.low, score.high)) == (state, value, limits)
    assert (dimension.state, grade.state) == (state, state)
    assert (score.min, score.max) == (1, 3)
    assert grade.possible == (() if state == "no answer" else ("good",))
    assert grade.value == ("good" if state == "decided" else None)


def test_an_open_result_is_open() -> None:
    policy = relrules.load_text("policy q\nfact n: number from 0 to 9\nscore s = n\n")
    assert policy.evaluate({}).scores["s"].state == "open"


def test_defines_with_a_label_are_results() -> None:
    found = result(orders=1, target=3).defines
    assert set(found) == {"cover", "open_risk", "rate"}
    assert found["cover"] == DefineResult(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))
    assert (found["open_risk"].value, found["open_risk"].possible) == (None, (False, True))
    assert found["rate"].state == "open or no answer"
    assert result(orders=1, target=0).defines["cover"] == DefineResult(None, state="no answer")


def test_records_of_a_list_are_results() -> None:
    records = result(contacts=CONTACTS).lists["contacts"]
    assert records is not None
    assert [(r.number, r.title) for r in records] == [(1, "Chen"), (2, None), (3, "Wu"), (4, None)]
    assert dict(records[0].facts) == {"name": "Chen", "likes": False}
    assert records[3].unknown == ("name", "likes")
    assert [r.grades["rung"].value for r in records] == ["down", "down", "up", None]
    assert records[3].grades["rung"].possible == ("down", "up")
    assert [r.dimensions["worth"].value for r in records] == [0, 0, 1, None]
    assert records[2].dimensions["worth"].rows == (1,)
    assert {name: d.value for name, d in records[2].defines.items()} == {"warm": True}


def test_an_empty_list_is_none_of_an_unknown_one() -> None:
    assert result(contacts=[]).lists["contacts"] == ()
    assert result().lists["contacts"] is None
    assert "contacts" in result().unknown


def test_advice_is_there_for_each_record() -> None:
    found = result(contacts=CONTACTS)
    told = [(a.record, a.state, a.text) for a in found.advice]
    assert told == [
        ("Chen", "given", "Chen!"),
        (2, "given", "(name: unknown)!"),
        (4, "possible", "(name: unknown)!"),
    ]
    assert [(a.record, a.state) for a in result().advice] == [(None, "possible")]


@pytest.mark.parametrize("facts", [{}, {"contacts": CONTACTS}, {"contacts": [], "risk": "low"}])
def test_the_record_has_all_of_it_and_fits_the_schema(facts: dict[str, object]) -> None:
    record: dict[str, Any] = json.loads(POLICY.evaluate(facts).to_json())
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(record)
    assert set(record["defines"]) == {"cover", "open_risk", "rate"}
    if facts.get("contacts") == CONTACTS:
        first, _, _, last = record["lists"]["contacts"]
        assert first["grades"]["rung"]["value"] == "down"
        assert last["unknown"] == ["name", "likes"]
        assert [a["record"] for a in record["advice"]] == ["Chen", 2, 4]
    else:
        assert record["lists"]["contacts"] == facts.get("contacts")


def test_a_line_says_no_answer() -> None:
    assert str(result(risk="low")).startswith("p: s no answer, g no answer; ")
    assert str(result()).startswith("p: s 3 or no answer, g good or no answer; ")


def test_a_line_is_in_the_language_of_the_policy() -> None:
    policy = relrules.load_text(
        "策略 试\n  语言 1 zh\n事实 甲: 是 或 否\n维度 一\n  1 分 当 甲\n  0 分 否则\n总分 总 = 一\n"
        "等级 级 按 总\n  高 达 1\n  低 否则\n"
    )
    assert str(policy.evaluate({})) == "试：总为 0 至 1（满分 1），级为低或高；1 项未知"


def test_a_view_for_an_audience_is_a_result_too() -> None:
    found = result(contacts=CONTACTS).seen_by(["manager", "team"])
    assert found.audience == frozenset({"manager", "team"})
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own
    assert found != result(contacts=CONTACTS)
