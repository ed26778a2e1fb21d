"""The laws of explanations, on the shipped policy `customer_relationship`."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relrules import Policy, shipped
from relrules.check import model as m
from relrules.diagnostics.render import columns
from relrules.explain.explain import Format

POLICY: Policy = shipped("customer_relationship")
CHECKED = POLICY.checked
LANGUAGES = ("en", "zh")
FORMATS = ("text", "markdown", "json")


def answers(fact: m.Fact) -> list[bool | str]:
    match fact.type:
        case m.LevelType(scale=scale):
            return list(scale.ids)
        case m.YesNoType():
            return [True, False]
        case _:
            raise AssertionError(fact)


def combinations() -> Iterator[dict[str, bool | str]]:
    facts = CHECKED.facts
    for values in itertools.product(*(answers(fact) for fact in facts.values())):
        yield dict(zip(facts, values, strict=True))


some_facts = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(answers(fact)) for name, fact in CHECKED.facts.items()}
)


def told(facts: dict[str, Any], lang: str = "en") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(POLICY.evaluate(facts).explain(lang, "json"))
    return data


def add_up(data: dict[str, Any]) -> bool:
    """Return whether the dimensions add up to the score, and each is what its rows say."""
    (score,) = data["scores"]
    for end in ("low", "high"):
        if score[end] != sum(d[end] for d in data["dimensions"]):
            return False
        if score[end] != score["constant"] + sum(p["weight"] * p[end] for p in score["parts"]):
            return False
    for dimension in data["dimensions"]:
        rows = CHECKED.dimensions[dimension["name"]].rows
        points = [rows[row - 1].points for row in dimension["rows"]]
        if (min(points), max(points)) != (dimension["low"], dimension["high"]):
            return False
    return True


def test_every_combination_is_explained_and_adds_up() -> None:
    totals = set()
    for facts in combinations():
        data = told(facts)
        assert add_up(data), facts
        (score,) = data["scores"]
        assert score["value"] == POLICY.evaluate(facts).scores["total"].value
        lost = sum(c["points"] for costs in data["costs"] for c in costs["dimensions"])
        assert lost == score["max"] - score["value"], facts
        assert data["unknown"] == []
        totals.add(score["value"])
    assert totals == set(range(14))


def test_every_combination_reads_well_in_both_languages() -> None:
    for facts in combinations():
        result = POLICY.evaluate(facts, id="甲")
        for lang in LANGUAGES:
            assert well_written(result.explain(lang), lang), facts


@given(some_facts)
def test_whatever_is_unknown_it_adds_up_and_reads_well(facts: dict[str, bool | str]) -> None:
    result = POLICY.evaluate(facts, id="甲")
    assert add_up(told(facts))
    for lang, form in itertools.product(LANGUAGES, ("text", "markdown")):
        text = result.explain(lang, "markdown" if form == "markdown" else "text")
        assert well_written(text, lang, wide=form == "markdown"), text


def well_written(text: str, lang: str, *, wide: bool = False) -> bool:
    """Return whether a text has no ids, no code, no wide lines, and one language."""
    ids = [*CHECKED.facts, *CHECKED.dimensions, *CHECKED.advice]
    ids += [o for f in CHECKED.facts.values() for o in answers(f) if isinstance(o, str)]
    has_ids = any(i in text for i in ids if "_" in i)
    has_code = re.search(r">=|<=|!=|==|\{|\}|None|True|False|Fraction", text)
    doubled = re.search(r"\.\.|。。|，，|；；|：：| ,| \.|  \S+  \n", text) if not wide else None
    is_narrow = wide or all(columns(line) <= 100 for line in text.split("\n"))
    one_language = lang != "zh" or not re.search(r"[A-Za-z]", text)
    return not has_ids and not has_code and not doubled and is_narrow and one_language


@given(some_facts)
def test_the_unknown_facts_are_those_not_given(facts: dict[str, bool | str]) -> None:
    data = told(facts)
    assert [u["name"] for u in data["unknown"]] == [f for f in CHECKED.facts if f not in facts]


@given(some_facts)
def test_what_an_unknown_fact_can_change_is_what_it_does_change(
    facts: dict[str, bool | str],
) -> None:
    for unknown in told(facts)["unknown"]:
        name = unknown["name"]
        after = [told({**facts, name: a}) for a in answers(CHECKED.facts[name])]
        scores = [data["scores"][0] for data in after]
        ends = {"low": min(s["low"] for s in scores), "high": max(s["high"] for s in scores)}
        state = "decided" if ends["low"] == ends["high"] else "open"
        assert unknown["changes"]["total"] == {**ends, "state": state}
        assert len(unknown["cases"]) >= 1
        for case in unknown["cases"]:
            assert ends["low"] <= case["results"]["total"]["low"]
            assert case["results"]["total"]["high"] <= ends["high"]
        for advice in unknown["advice"]:
            states = {case["advice"][advice] for case in unknown["cases"]}
            assert states - {"possible"}


def test_the_verdict_comes_first_with_its_distance_to_the_next_grade() -> None:
    facts = {
        "activity_space": "work",
        "info_quality": "effective",
        "coach_level": "action_commit",
        "price_primary": False,
        "designer_spec": "param_model",
    }
    result = POLICY.evaluate(facts, id="ACME")
    english, chinese = result.explain("en"), result.explain("zh")
    assert english.startswith(
        "ACME: Relationship is Developing, with 7 of 13 points, 3 points short of Strong.\n"
    )
    assert chinese.startswith(
        "ACME：关系等级为“发展中”，得 7 分（满分 13 分），距“牢固”还差 3 分。\n"
    )
    assert "3 of 4   What your coach does for you: Commits and acts\n" in english
    assert "Source: Measuring the customer relationship, aspect 3\n" in english
    assert "Points lost: Interaction 2, Information 2, Coaching 1, Specification 1." in english
    assert "失分：互动 2、信息 2、教练 1、设计指定 1。" in chinese


def test_the_grade_above_is_named_only_where_there_is_one() -> None:
    best = {n: answers(f)[-1] for n, f in CHECKED.facts.items()}
    top = POLICY.evaluate(best).explain("en")
    assert top.startswith("Relationship is Strong, the highest level, with 13 of 13 points.")
    assert "Points lost" not in top
    one_short = {**best, "activity_space": "work", "designer_spec": "multi_brand"}
    assert "9 of 13 points, 1 point short of Strong." in POLICY.evaluate(one_short).explain("en")


def test_parts_come_in_their_order() -> None:
    text = POLICY.evaluate({"price_primary": True}).explain("en")
    headings = ["Alerts", "Where the points come from", "What to do", "Still unknown"]
    places = [text.index(h) for h in (*headings, "What the policy assumes")]
    assert places == sorted(places)


def test_advice_tells_why_or_what_it_hangs_on() -> None:
    given_ = POLICY.evaluate({"coach_level": "action_commit", "price_primary": False})
    text = " ".join(given_.explain("en").split())
    assert "Why: What your coach does for you: Commits and acts; Price decides: no." in text
    possible = POLICY.evaluate({"coach_level": "action_commit"})
    text = " ".join(possible.explain("en").split())
    assert "Possible – Ask for the order:" in text
    assert "Only if Price decides is no." in text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_result_is_explained_the_same_twice(lang: str, form: Format) -> None:
    result = POLICY.evaluate({"price_primary": True})
    assert result.explain(lang, form) == result.explain(lang, form) != ""
