"""Laws of explanations over generated policies and facts."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generators import facts
from generators.policies import Generated, policies
from relrules import Result
from relrules.diagnostics.render import columns


def drawn(generated: Generated, data: st.DataObject) -> Result:
    known = data.draw(facts.partial(generated.scope))
    return generated.policy.evaluate(known.given, known.today)


def near(left: float, right: float) -> bool:
    """Return whether two numbers are equal as far as JSON tells: sums of nine places."""
    return abs(left - right) <= 1e-6 * max(1, abs(left), abs(right))


@given(policies(), st.data())
def test_the_parts_of_a_score_add_up(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, scores that are weighted sums of decided parts."""
    told: dict[str, Any] = json.loads(drawn(generated, data).explain("en", "json"))
    for score in told["scores"]:
        parts = score["parts"]
        if parts is None or score["value"] is None or any(p["low"] is None for p in parts):
            continue
        assert near(score["value"], score["constant"] + sum(p["weight"] * p["low"] for p in parts))


@given(policies(), st.data())
def test_a_dimension_is_worth_what_its_rows_are(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, dimensions by first rows with written points and no caps."""
    result = drawn(generated, data)
    told: dict[str, Any] = json.loads(result.explain("en", "json"))
    checked = generated.policy.checked
    for dimension in told["dimensions"]:
        of = checked.dimensions[dimension["name"]]
        points = [of.rows[row - 1].points for row in dimension["rows"]]
        written = [worth for worth in points if worth is not None]
        if of.take_all or of.caps or len(written) < len(points) or not points:
            continue
        assert near(float(min(written)), dimension["low"])
        assert near(float(max(written)), dimension["high"])
        assert dimension["min"] <= dimension["low"] <= dimension["high"] <= dimension["max"]


@given(policies(), st.data())
def test_no_line_is_wider_than_a_screen(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, both languages."""
    result = drawn(generated, data)
    for lang in ("en", "zh"):
        assert all(columns(line) <= 100 for line in result.explain(lang).split("\n"))


@given(policies(), st.data())
def test_cases_of_a_firm_result_stay_within_it(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts, scores that read no absence: no case leaves what is possible."""
    result = drawn(generated, data)
    told: dict[str, Any] = json.loads(result.explain("en", "json"))
    provisional = {p.name for p in result.provisional}
    now = {score["name"]: score for score in told["scores"]}
    for unknown in told["unknown"]:
        for case in unknown["cases"]:
            for name, then in case["results"].items():
                if name in now and name not in provisional:
                    score = now[name]
                    assert score["low"] is None or then["low"] >= score["low"]
                    assert score["high"] is None or then["high"] <= score["high"]
