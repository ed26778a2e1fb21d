"""The JSON Schema of facts: what it says, and that it agrees with what is read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from relrules import FactsError, Policy, load_text, shipped
from relrules.contract.schema import VISIBLE
from relrules.evaluate.facts import Form, read_facts
from relrules.source.shipped import policy_names

POLICY = load_text("""\
policy deal "A deal" zh "一笔生意"
  version "1.2"
  question "How ripe is it?" zh "有多成熟？"
fact coach_level "Your coach" zh "教练作用"
  ask "What does your coach do?" zh "教练做什么？"
  hint "the one who speaks for you"
  levels
    none "No coach" zh "没有教练" hint "nobody speaks for you"
    some
  also called "Coach__c"
fact mood: choices friendly | hostile
fact visits: number from 0 to 10 whole unit "visits" zh "次"
fact margin: number from -0.5 decimals 2
fact any_number: number
fact price_primary: yes or no
fact last_visit: date
fact town: text
  missing "-"
fact class: yes or no
define all_of_it = coach_level = none and mood = hostile and visits > 3 and margin > 3 and class
  and any_number > 3 and price_primary and last_visit > 2026-01-01 and town = "Bonn"
""")

SCHEMA: dict[str, Any] = POLICY.facts_schema()
FACTS = list(POLICY.checked.facts)


def as_numbers_are_written(value: object) -> dict[str, Any]:
    """Return JSON with decimals as decimals: 0.07 is then a multiple of 0.01."""
    found: dict[str, Any] = json.loads(json.dumps(value), parse_float=Decimal)
    return found


VALIDATOR = Draft202012Validator(as_numbers_are_written(SCHEMA), format_checker=FormatChecker())


def test_the_schema_in_full() -> None:
    expected = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A deal",
        "description": "How ripe is it?",
        "type": "object",
        "properties": {
            "coach_level": {
                "title": "Your coach",
                "description": "What does your coach do?\nthe one who speaks for you",
                "oneOf": [
                    {
                        "const": "none",
                        "title": "No coach",
                        "description": "nobody speaks for you",
                    },
                    {"const": "some", "title": "some"},
                    {"const": None, "title": "not known"},
                ],
            },
            "mood": {"title": "mood", "enum": ["friendly", "hostile", None]},
            "visits": {
                "title": "visits",
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 10,
                "x-unit": "visits",
            },
            "margin": {
                "title": "margin",
                "type": ["number", "null"],
                "minimum": -0.5,
                "multipleOf": 0.01,
            },
            "any_number": {"title": "any number", "type": ["number", "null"]},
            "price_primary": {"title": "price primary", "type": ["boolean", "null"]},
            "last_visit": {
                "title": "last visit",
                "type": ["string", "null"],
                "format": "date",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            },
            # What may stand in a text is a long list; below it is compared with what is read.
            "town": {"title": "town", "type": ["string", "null"], "pattern": VISIBLE},
            "class": {"title": "class", "type": ["boolean", "null"]},
        },
        "additionalProperties": False,
        "x-relrules": {"policy": "deal", "version": "1.2", "hash": POLICY.hash},
    }
    assert expected == SCHEMA
    assert list(SCHEMA["properties"]) == FACTS


def test_titles_and_descriptions_in_another_language() -> None:
    schema: dict[str, Any] = POLICY.facts_schema(lang="zh")
    coach = schema["properties"]["coach_level"]
    assert (schema["title"], schema["description"]) == ("一笔生意", "有多成熟？")
    assert (coach["title"], coach["description"]) == (
        "教练作用",
        "教练做什么？\nthe one who speaks for you",
    )
    assert [option["title"] for option in coach["oneOf"]] == ["没有教练", "some", "未知"]
    assert schema["properties"]["visits"]["x-unit"] == "次"
    # A language without explanations is a language all the same.
    assert POLICY.facts_schema(lang="de") == SCHEMA


@pytest.mark.parametrize("policy", [POLICY, *map(shipped, policy_names())], ids=lambda p: p.name)
def test_the_schema_is_one(policy: Policy) -> None:
    schema = policy.facts_schema()
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert Draft202012Validator(schema).is_valid({})
    assert Draft202012Validator(schema).is_valid(dict.fromkeys(policy.checked.facts))


def accepted(record: dict[str, object]) -> bool:
    try:
        POLICY.evaluate(record, form="json")
    except FactsError:
        return False
    return True


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.decimals(-1, 11, places=3),
    st.sampled_from(["none", "some", "friendly", "hostile", "No coach", "nonsense", "", "-"]),
    st.dates().map(str),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=1),
)


@given(st.dictionaries(st.sampled_from([*FACTS, "Coach__c", "weather"]), VALUES, max_size=4))
@example({"margin": Decimal("0.07"), "visits": Decimal("3.0")})
@example({"town": "two\r\nlines"})
@example({"town": "a\x0bb"})
@example({"town": "a\u202eb"})
@example({"last_visit": "2026-02-30"})
def test_what_fits_the_schema_is_read(record: dict[str, object]) -> None:
    if VALIDATOR.is_valid(record):
        assert accepted(record)


@given(st.sampled_from(FACTS), VALUES)
@example("margin", Decimal("0.07"))
@example("margin", Decimal("0.075"))
@example("town", "two\r\nlines")
@example("last_visit", "2026-02-30")
def test_what_is_read_under_a_name_fits_the_schema(name: str, value: object) -> None:
    # Wider by design: labels of levels, any case, spaces around, and declared markers.
    if name in ("coach_level", "mood", "last_visit") and isinstance(value, str):
        value = value.strip().lower()
        if value == "no coach":
            return
    assert VALIDATOR.is_valid({name: value}) == accepted({name: value})


def test_the_same_characters_may_stand_in_a_text() -> None:
    codes = [*range(0x300), *range(0x600, 0x640), *range(0x2000, 0x2080), 0xFEFF, 0x1F600]
    for text in (f"a{chr(code)}b" for code in codes):
        reading = read_facts(POLICY.checked, {"town": text}, Form.JSON)
        assert VALIDATOR.is_valid({"town": text}) is not bool(reading.problems), ascii(text)


def test_labels_and_aliases_are_read_and_do_not_fit() -> None:
    for record in ({"Coach__c": "none"}, {"Your coach": "none"}, {"coach_level": "No coach"}):
        assert accepted({**record})
        assert not VALIDATOR.is_valid(record)
