"""What is confidential stays so: in every form and language, and by all that can be inferred."""

import datetime as dt
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import relrules
from relrules import ArgumentError, Result

POLICY = relrules.load_text("""
policy conf "Account" zh "客户"
fact secret "Their level" zh "层级": levels low "Lowsecret" < mid "Midsecret" < top "Topsecret"
  confidential to manager, owner
fact sum "Their sum" zh "金额": number from 0 to 9999 whole unit "SEKRETUNIT"
  confidential to manager
fact since "Since" zh "起始": date
  confidential to manager
fact memo "Memo" zh "备注": text
  confidential to manager when open_one
fact open_one "Open" zh "公开": yes or no
fact visits "Visits" zh "拜访": number from 0 to 50 whole
list people "People" zh "人员"
  fact name "Name" zh "姓名": text
    confidential to manager
  fact likes "Likes you" zh "喜欢": yes or no
  fact debt "Owes" zh "欠款": number from 0 to 9999 whole
    confidential to manager when likes
  grade rung "Rung" zh "层次"
    deep "Deeprung" when debt > 100
    flat "Flatrung" otherwise
define half "Half" zh "一半" = sum / 2
dimension hid "Hidden part" zh "隐藏"
  points by secret
    low: 0, mid: 1 because "BECAUSEMID", top: 2 because "BECAUSETOP"
dimension mix "Mixed part" zh "混合"
  3 points when secret = top and open_one because "BECAUSEMIX"
  2 points when visits > sum because "BECAUSESUM"
  1 point when open_one
  0 points otherwise
dimension plain "Plain" zh "普通"
  1 point when open_one
  0 points otherwise
dimension age "Age" zh "时长"
  1 point when days since since > 30
  0 points otherwise
dimension owed "Owed" zh "欠"
  1 point when some people have debt > 100
  0 points otherwise
score total "Total" zh "总分" = hid + 2 * mix + plain
grade g "Grade" zh "等级" by total
  good "Good" from 6
  fair "Fair" from 3
  poor "Poor" otherwise
  at most fair when secret = top because "BECAUSEGATE"
advice alone "Act alone" zh "单独"
  when secret = top
  say "ALONE {secret}"
advice partly "Act partly" zh "部分"
  when open_one and sum > 10
  say "Visits {visits}, sum {sum}, total {total}, hid {hid}, half {half}, since {since}."
advice each "Each" zh "逐个" for each people
  when not likes
  say "Hello {name}: {debt}, {rung}."
alert owing "Owing" zh "欠款" for each people
  when debt > 100
""")
TODAY = dt.date(2026, 3, 31)
FACTS: dict[str, object] = {
    "secret": "top",
    "sum": 7777,
    "since": dt.date(2030, 12, 24),
    "memo": "Zebra",
    "open_one": True,
    "visits": 5,
    "people": [
        {"name": "Quagga", "likes": False, "debt": 4321},
        {"name": "Okapi", "likes": True, "debt": 6543},
        {"name": "Tapir", "debt": 8765},
    ],
}
PLANTED = [
    "Topsecret", "7777", "SEKRETUNIT", "3888.5", "2030-12-24", "BECAUSETOP", "BECAUSEMIX",
    "BECAUSESUM", "BECAUSEGATE", "ALONE", "Zebra", "Quagga", "Okapi", "Tapir", "6543", "8765",
]  # fmt: skip
SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"


def outputs(result: Result, **audience: Any) -> Iterator[str]:  # noqa: ANN401 - one argument by keyword
    for lang in ("en", "zh"):
        yield result.explain(lang, "text", **audience)
        yield result.explain(lang, "markdown", **audience)
        yield result.explain(lang, "json", **audience)
        yield result.to_json(lang, **audience)
        yield json.dumps(result.to_dict(lang, **audience), ensure_ascii=False)


def shown(result: Result) -> str:
    """Return everything a result says of itself to the audience it is for."""
    told = [
        str(result), repr(result), *outputs(result), repr(dict(result.scores)),
        repr(dict(result.dimensions)), repr(dict(result.grades)), repr(dict(result.defines)),
        repr(dict(result.lists)), repr(result.advice), repr(result.alerts), repr(result.unknown),
        repr(result.provisional), repr(result.warnings),
    ]  # fmt: skip
    return "\n".join(told)


@pytest.mark.parametrize("open_one", [True, None])
@pytest.mark.parametrize("today", [TODAY, None])
def test_nothing_planted_is_found_anywhere(open_one: object, today: dt.date | None) -> None:
    text = shown(POLICY.evaluate({**FACTS, "open_one": open_one}, today))
    assert [word for word in PLANTED if word in text] == []


def test_who_may_see_sees_all_of_it() -> None:
    result = POLICY.evaluate(FACTS, TODAY)
    text = shown(result.seen_by("manager"))
    assert [word for word in PLANTED if word not in text] == ["BECAUSESUM", "Zebra"]
    assert list(outputs(result, audience="manager")) == list(outputs(result.seen_by(["manager"])))
    assert "BECAUSEGATE" in result.explain("en", audience=("owner", "manager"))


def test_each_fact_is_for_its_own_audience() -> None:
    result = POLICY.evaluate(FACTS, TODAY).seen_by("owner")
    assert result.dimensions["hid"].value == 2
    assert result.dimensions["age"].state == "hidden"
    assert "Topsecret" in result.explain("en")
    assert "7777" not in shown(result)


def test_a_fact_is_open_where_its_when_is_surely_no() -> None:
    people = POLICY.evaluate(FACTS, TODAY).lists["people"]
    assert people is not None
    assert [dict(person.facts).get("debt") for person in people] == [4321, None, None]
    assert [person.grades["rung"].state for person in people] == ["decided", "hidden", "hidden"]
    assert [person.title for person in people] == [None, None, None]
    assert "Hello (confidential): 4321, Deeprung." in shown(POLICY.evaluate(FACTS, TODAY))


def test_what_is_hidden_says_so_and_the_rest_stays() -> None:
    result = POLICY.evaluate(FACTS, TODAY)
    english = " ".join(result.explain("en").split())
    assert "Hidden part hidden: confidential" in english
    assert "Made of: Hidden part (confidential) + 2 × Mixed part (3) + Plain 1" in english
    assert "Mixed part 3 of 3 What decides it is partly confidential" in english
    assert "Plain 1 of 1 Open: yes" in english
    assert "Total 9 of 9" in english
    assert "sum (confidential), total 9, hid (confidential), half (confidential)" in english
    assert "隐藏 保密" in " ".join(result.explain("zh").split())
    assert str(result) == "conf: total 9 of 9, g fair; alert owing; 1 unknown"
    assert result.dimensions["mix"].rows == ()
    assert [a.name for a in result.advice] == ["partly", "each", "each"]
    assert [(a.name, a.record) for a in result.alerts] == [("owing", 1)]


def test_a_hidden_fact_is_not_said_to_be_unknown() -> None:
    known = POLICY.evaluate(FACTS, TODAY)
    unknown = POLICY.evaluate({**FACTS, "memo": None, "since": None}, TODAY)
    assert known.unknown == unknown.unknown == ("people[3].likes",)
    assert shown(known).replace("Since", "") == shown(unknown).replace("Since", "")


def values(result: Result) -> str:
    """Return the results and advice in sight, without any prose."""
    told: dict[str, Any] = json.loads(result.to_json())
    del told["unknown"]
    return json.dumps(told)


def test_what_is_in_sight_tells_no_more_than_its_values() -> None:
    """Records whose results in sight are equal are told alike, whatever their hidden facts are."""
    told: dict[tuple[object, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for open_one, visits in itertools.product((True, False, None), (3, 5, None)):
        for secret, amount in itertools.product(("low", "mid", "top", None), (0, 4, 5, 40, None)):
            facts = {"secret": secret, "sum": amount, "open_one": open_one, "visits": visits}
            result = POLICY.evaluate({**facts, "people": []}, TODAY)
            told[open_one, visits][values(result)].add(shown(result))
    groups = [texts for by_values in told.values() for texts in by_values.values()]
    assert all(len(texts) == 1 for texts in groups)
    # Some records are told apart by their results alone, others are not.
    assert 9 < len(groups) < 9 * 20


def test_the_record_fits_the_schema() -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for audience in (None, "manager"):
        validator.validate(json.loads(POLICY.evaluate(FACTS, TODAY).to_json(audience=audience)))


@pytest.mark.parametrize("wrong", [3, [3], [None], 1.5])
def test_an_audience_is_a_name_or_several(wrong: Any) -> None:  # noqa: ANN401 - wrong on purpose
    with pytest.raises(ArgumentError, match="an audience is a name or several"):
        POLICY.evaluate({}).explain(audience=wrong)


@pytest.mark.parametrize("wrong", ["mangr", ["owner", "mangr"]])
def test_an_audience_nobody_speaks_of_is_refused(wrong: str | list[str]) -> None:
    result = POLICY.evaluate(FACTS, TODAY)
    with pytest.raises(
        ArgumentError,
        match="no fact is confidential to `mangr`: its audiences are `manager` and `owner`",
    ):
        result.seen_by(wrong)
    with pytest.raises(ArgumentError, match="did you mean `manager`"):
        result.to_dict(audience="manger")


def test_an_audience_is_named_in_any_case() -> None:
    result = POLICY.evaluate(FACTS, TODAY).seen_by("MANAGER")
    assert result.audience == {"manager"}
    assert result.dimensions["hid"].state != "hidden"
    assert result.seen_by(None).dimensions["hid"].state == "hidden"


def test_a_policy_that_hides_nothing_takes_any_audience() -> None:
    policy = relrules.load_text('policy p\nfact a: number\ndefine b "B" = a\n')
    assert policy.audiences == ()
    assert policy.evaluate({"a": 3}).seen_by("anybody").defines["b"].value == 3
    assert {"manager", "owner"} <= {*POLICY.audiences}
