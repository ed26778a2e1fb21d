"""The JSON Schema of lists, questionnaires and data of used policies, and that it is what is read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from nested_policies import deal
from relrules import FactsError, load_text
from relrules.contract.schema import VISIBLE

POLICY = deal()
SCHEMA: dict[str, Any] = POLICY.facts_schema()
FACTS: dict[str, Any] = SCHEMA["properties"]


def as_numbers_are_written(value: object) -> dict[str, Any]:
    """Return JSON with decimals as decimals: 0.07 is then a multiple of 0.01."""
    found: dict[str, Any] = json.loads(json.dumps(value), parse_float=Decimal)
    return found


VALIDATOR = Draft202012Validator(as_numbers_are_written(SCHEMA), format_checker=FormatChecker())


def accepted(record: dict[str, Any]) -> bool:
    try:
        POLICY.evaluate(record, form="json")
    except FactsError:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    nothing = dict.fromkeys(FACTS)
    assert VALIDATOR.is_valid(nothing)
    assert POLICY.evaluate(nothing, form="json").unknown == POLICY.evaluate({}).unknown


def test_a_list_is_an_array_of_records() -> None:
    text = {"type": ["string", "null"], "pattern": VISIBLE}
    day = {
        "title": "last",
        "type": ["string", "null"],
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    }
    share = {
        "title": "share",
        "type": ["number", "null"],
        "minimum": 0,
        "maximum": 1,
        "multipleOf": 0.01,
        "default": 0.5,
    }
    assert FACTS["contacts"] == {
        "title": "Buying roles",
        "description": "Who takes part?",
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "properties": {
                "name": {"title": "Name", **text},
                "role": {"title": "role", "enum": ["buyer", "user", None]},
                "share": share,
                "last": day,
                # The list of the used policy has the same records.
                "close": {"title": "close", "type": ["boolean", "null"]},
            },
            "additionalProperties": False,
        },
    }
    chinese: Any = POLICY.facts_schema(lang="zh")["properties"]
    assert chinese["contacts"]["title"] == "联系人"
    assert chinese["contacts"]["items"]["properties"]["name"]["title"] == "姓名"


def test_what_is_shared_is_there_once_and_the_rest_under_the_used_policy() -> None:
    assert list(FACTS) == ["coach", "visits", "sad", "glad", "contacts", "calls", "trust"]
    assert FACTS["trust"] == {
        "title": "trust",
        "type": ["object", "null"],
        "properties": {
            "visits": {"title": "Visits in all", "type": ["number", "null"], "minimum": 0},
            "calls": {
                "title": "calls",
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "properties": {
                        "day": {
                            "title": "day",
                            "type": ["string", "null"],
                            "format": "date",
                            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                        }
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }
    assert POLICY.lists == ("contacts", "calls", "trust.calls")


def test_a_list_of_a_used_policy_alone_has_its_plain_name() -> None:
    used = "policy one\nlist calls\n  fact day: date\ndefine any_call = (count of calls) > 0\n"
    policy = load_text("policy two\nuse one\ndefine b = one.any_call\n", resolver={"one": used}.get)
    schema: Any = policy.facts_schema()
    assert list(schema["properties"]) == ["calls"]
    assert policy.lists == ("calls",)
    assert policy.evaluate({"calls": []}) == policy.evaluate({"one": {"calls": []}})
    policy = load_text(
        'policy two\nuse one\nfact day "calls": yes or no\ndefine b = one.any_call and day\n',
        resolver={"one": used}.get,
    )
    # The label of a fact does not take the name of a list away.
    assert policy.lists == ("calls",)


def test_a_fact_called_as_a_used_policy_leaves_it_no_place_to_nest() -> None:
    texts = {
        "inner": "policy inner\nfact a: number\ndefine d = a\n",
        "other": "policy other\nfact inner: yes or no\nfact a: date\ndefine e = inner and a > 2026-01-01\n",
    }
    policy = load_text(
        "policy two\nuse inner\nuse other\ndefine f = other.e and inner.d > 1\n",
        resolver=texts.get,
    )
    schema: Any = policy.facts_schema()
    assert list(schema["properties"]) == ["inner.a", "inner", "other"]
    record = {"inner": True, "inner.a": 2, "other": {"a": "2026-01-31"}}
    assert not policy.evaluate(record, form="json").unknown


def test_items_tell_their_questionnaire_and_what_answers_count() -> None:
    options = [
        {"const": "never", "title": "Never", "x-worth": 0},
        {"const": "sometimes", "title": "sometimes", "x-worth": 1},
        {"const": "daily", "title": "Every day", "x-worth": 2.5},
        {"const": None, "title": "not known"},
    ]
    asked = {"description": "Think of the last week.", "x-questionnaire": "moods"}
    assert FACTS["sad"] == {"title": "sad", "oneOf": options, **asked}
    assert FACTS["glad"] == {"title": "glad", "oneOf": options, **asked, "x-reversed": True}
    moods = {"title": "How often are you …?", "description": "Think of the last week."}
    assert SCHEMA["x-questionnaires"] == {"moods": moods}
    seven = load_text(
        'policy q\nquestionnaire likes "Likes"\n  answers 1 to 7\n  item a "people"\nscore s = total of likes\n'
    )
    item: Any = seven.facts_schema()["properties"]
    assert item["a"] == {
        "title": "people",
        "type": ["integer", "null"],
        "minimum": 1,
        "maximum": 7,
        "x-questionnaire": "likes",
    }


def test_defaults_are_told_and_what_is_confidential_is_asked() -> None:
    assert FACTS["visits"] == {"title": "Visited", "type": ["boolean", "null"], "default": False}
    dated = load_text(
        "policy d\nfact day: date\n  default 2026-01-31\nfact level: levels low < high\n"
        "  default high\nfact n: number\n  default 0.1\n"
        "define e = day > 2026-01-01 and level = high and n > 0\n"
    )
    facts: Any = dated.facts_schema()["properties"]
    assert [facts[name]["default"] for name in facts] == ["2026-01-31", "high", 0.1]
    assert Draft202012Validator(dated.facts_schema()).is_valid({"day": "2026-01-31", "n": 0.1})


# ---- what fits is read ----------------------------------------------------------------------


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.decimals(0, 1, places=3),
    st.sampled_from(["none", "some", "never", "buyer", "2026-01-31", "2026-02-30", "x"]),
)
RECORD = st.dictionaries(
    st.sampled_from(["name", "role", "share", "last", "close", "day", "size"]),
    SCALARS,
    max_size=3,
)
VALUES = SCALARS | RECORD | st.lists(RECORD | st.none(), max_size=3)
USED = st.dictionaries(st.sampled_from(["visits", "calls", "coach"]), VALUES, max_size=2)
NAMES = ["coach", "visits", "sad", "contacts", "calls", "trust.visits", "people"]


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3), USED | VALUES)
@example({"contacts": []}, {"calls": []})
@example({"contacts": [{}, {"share": Decimal("0.07")}]}, {"calls": [{"day": "2026-01-31"}]})
@example({"contacts": [None]}, None)
@example({"contacts": {"name": "Chen"}}, {})
@example({"contacts": [{"contacts": []}]}, {"trust": {}})
@example({"contacts": [{"last": "2026-02-30"}]}, [])
def test_what_fits_the_schema_is_read(record: dict[str, Any], used: object) -> None:
    whole = {**record, "trust": used}
    if VALIDATOR.is_valid(whole):
        assert accepted(whole)


@given(st.sampled_from(["contacts", "calls"]), st.lists(RECORD, max_size=2))
def test_records_that_are_read_under_their_names_fit(name: str, records: list[Any]) -> None:
    assert VALIDATOR.is_valid({name: records}) == accepted({name: records})


@pytest.mark.parametrize(
    "record",
    [
        {"trust.visits": 3},
        {"Trust": {"Visits in all": 3}},
        {"Buying roles": [{"Name": "Chen"}]},
        {"trust": {"contacts": [{"close": True}]}},
        {"trust": {"coach": "some"}},
    ],
)
def test_other_spellings_are_read_and_do_not_fit(record: dict[str, Any]) -> None:
    assert accepted(record)
    assert not VALIDATOR.is_valid(record)
