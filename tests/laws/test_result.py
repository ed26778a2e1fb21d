"""Laws of a result as a value, as a record and in prose."""

import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generators import facts
from generators.policies import Generated, policies
from relrules import Policy, Result, shipped
from relrules.check.say import PLACES
from relrules.source.shipped import policy_names

SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def result_of(generated: Generated, data: st.DataObject) -> Result:
    known = data.draw(facts.partial(generated.scope))
    id_ = data.draw(st.sampled_from([None, "A-1", "客户"]))
    return generated.policy.evaluate(known.given, known.today, id=id_)


@given(policies(), st.data())
def test_pickling_changes_nothing(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts; the policy and the result go through pickle."""
    known = data.draw(facts.partial(generated.scope))
    result = generated.policy.evaluate(known.given, known.today)
    again = pickle.loads(pickle.dumps(result))  # noqa: S301 - pickled in the line itself
    assert again == result
    assert again.to_json() == result.to_json()
    policy: Policy = pickle.loads(pickle.dumps(generated.policy))  # noqa: S301 - the same
    other = policy.evaluate(known.given, known.today)
    assert other.outcome == result.outcome
    assert hash(policy.checked.id) == hash(generated.policy.checked.id)


@given(policies(), st.data())
def test_the_record_is_the_same_as_json_and_as_data(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy and facts, in both languages. Numbers are equal at the places written."""
    result = result_of(generated, data)
    for lang in ("en", "zh"):
        as_json = json.loads(result.to_json(lang), parse_float=float)
        assert as_json == result.to_dict(lang)
        validator().validate(as_json)


@given(policies(), st.data())
def test_numbers_in_json_are_plain_decimals(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts: no exponent, no more places than promised."""
    found: list[str] = []
    json.loads(result_of(generated, data).to_json(), parse_float=found.append)
    for number in found:
        whole, _, places = number.partition(".")
        assert whole.removeprefix("-").isdigit()
        assert places.isdigit()
        assert len(places) <= PLACES


@given(policies(), st.data())
def test_every_result_can_be_explained(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, in every language and format."""
    result = result_of(generated, data)
    for lang in ("en", "zh"):
        assert result.explain(lang, "text").strip()
        assert result.explain(lang, "markdown").strip()
        assert isinstance(json.loads(result.explain(lang, "json")), dict)


@pytest.mark.parametrize("name", policy_names())
def test_records_of_shipped_policies_fit_the_schema(name: str) -> None:
    record: Any = json.loads(shipped(name).evaluate({}).to_json())
    validator().validate(record)
    for part in ("scores", "grades", "dimensions", "advice", "unknown", "provisional"):
        assert part in record
    del record["scores"]
    assert not validator().is_valid(record)
