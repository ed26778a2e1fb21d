"""What every policy that comes with the library keeps to."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import pytest

import relrules
from relrules.check import model as m
from relrules.check.labelled import called_by_labels
from relrules.evaluate.facts import find_fact
from relrules.source import Source
from relrules.source.shipped import policy_names
from relrules.syntax.format import format_source
from relrules.verify import laws
from relrules.verify.examples import run_examples

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LANGUAGES = {"en", "zh"}
# Which policy reads which sample, and the column that names its records.
SAMPLES = {
    "accounts.csv": "customer_relationship",
    "accounts_zh.csv": "customer_relationship",
    "opportunities.csv": "opportunity_ripeness",
}
TODAY = dt.date(2026, 3, 31)

shipped = pytest.mark.parametrize("name", policy_names())


@cache
def policy(name: str) -> relrules.Policy:
    return relrules.shipped(name)


def test_sixteen_policies_are_shipped() -> None:
    assert len(policy_names()) == 16


@shipped
def test_it_loads_without_a_warning(name: str) -> None:
    assert policy(name).name == name
    assert policy(name).warnings == ()


@shipped
def test_it_is_formatted(name: str) -> None:
    source = policy(name).source
    assert format_source(source) == source.text


@pytest.mark.parametrize(
    ("name", "lang"),
    [("customer_relationship", "en"), *((name, "zh") for name in policy_names())],
)
def test_it_is_the_same_in_the_keywords_and_labels_of_a_language(
    name: str, lang: Literal["en", "zh"]
) -> None:
    source = policy(name).source
    text = called_by_labels(source, policy(name).checked, lang)
    printed = format_source(Source(source.name, text), lang)
    assert printed != source.text
    assert relrules.load_text(printed).checked == policy(name).checked


def test_references_are_labels() -> None:
    name = "customer_relationship"
    text = called_by_labels(policy(name).source, policy(name).checked, "zh")
    printed = format_source(Source("policy", text), "zh")
    assert "  当 教练作用 >= 行动承诺 且 价格主导 = 否\n" in printed
    assert "    工作空间: 0, 社交空间: 1, 私人空间: 2\n" in printed
    assert "  已知 价格主导 = 否, 设计师指定 = 参数型号指定\n" in printed


@shipped
def test_every_text_is_in_english_and_chinese(name: str) -> None:
    found = list(texts(policy(name).checked))
    assert len(found) > 50
    lacking = [(where, text) for where, text in found if set(dict(text.by_lang)) != LANGUAGES]
    assert lacking == []
    empty = [where for where, text in found if not all(t.strip() for _, t in text.by_lang)]
    assert empty == []


@shipped
def test_every_fact_says_what_to_ask(name: str) -> None:
    assert [f.id for f in policy(name).checked.facts.values() if f.ask is None] == []


@shipped
def test_every_dimension_cites_a_source_the_policy_names(name: str) -> None:
    checked = policy(name).checked
    assert [d.id for d in checked.dimensions.values() if d.citation is None] == []


@shipped
def test_its_examples_hold(name: str) -> None:
    outcomes = run_examples(policy(name).program)
    failed = [
        (outcome.example.title.in_language("en"), checked.expectation.span.text, checked.actual)
        for outcome in outcomes
        for checked in outcome.checked
        if not checked.ok
    ]
    assert failed == []
    assert len(outcomes) >= 6
    assert all(outcome.checked for outcome in outcomes)


@shipped
def test_some_example_leaves_a_fact_unknown(name: str) -> None:
    checked = policy(name).checked
    assert any(is_partial(example, checked) for example in checked.examples)


def is_partial(example: m.Example, checked: m.CheckedPolicy) -> bool:
    if len(example.given) < len(checked.facts) or len(example.lists) < len(checked.lists):
        return True
    return any(
        len(record) < len(checked.lists[of].facts)
        for of, records in example.lists.items()
        for record in records
    )


@shipped
def test_its_laws_are_refuted_by_nothing(name: str) -> None:
    outcomes = laws.run_laws(policy(name).program)
    assert outcomes
    assert [o.law.id for o in outcomes if not isinstance(o, laws.Tested) or o.cases == 0] == []


@shipped
def test_every_advice_and_alert_is_given_in_some_example(name: str) -> None:
    given = {
        advice
        for outcome in run_examples(policy(name).program)
        for advice, state in outcome.outcome.advice.items()
        if state.value == "given"
    }
    # What a used policy advises is shown in its own examples.
    own = {
        a
        for a in policy(name).checked.advice
        if a.partition(".")[0] not in policy(name).checked.uses
    }
    assert own <= given


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_a_sample_scores_without_problems(file: str) -> None:
    chosen = policy(SAMPLES[file])
    records = list(rows(EXAMPLES / file))
    assert len(records) >= 5
    for record in records:
        known = {k: v for k, v in record.items() if find_fact(chosen.checked, k)}
        result = chosen.evaluate(known, TODAY, form="text")
        assert len(known) == len(chosen.checked.facts), file
        assert result.warnings == (), record


def test_the_sample_opportunities_reach_every_grade_and_all_advice() -> None:
    chosen = policy("opportunity_ripeness")
    results = [
        chosen.evaluate({k: r[k] for k in chosen.checked.facts}, TODAY, form="text")
        for r in rows(EXAMPLES / "opportunities.csv")
    ]
    for name, grade in chosen.checked.grades.items():
        assert {r.grades[name].value for r in results} == {*grade.scale.ids, None}
    given = {a.name for r in results for a in (*r.advice, *r.alerts) if a.state == "given"}
    assert given == set(chosen.checked.advice)


def test_the_sample_opportunities_follow_the_days_left_alone() -> None:
    chosen = policy("opportunity_ripeness")
    found = {
        r["opportunity_id"]: chosen.evaluate(
            {k: r[k] for k in chosen.checked.facts}, TODAY, form="text"
        ).grades["signing"]
        for r in rows(EXAMPLES / "opportunities.csv")
    }
    # Days from the last contact to 31 March 2026, counted on a calendar; see the policy for bands.
    assert {name: grade.value for name, grade in found.items()} == {
        "OP-01": "this_month",  # 14
        "OP-02": "this_month",  # 15
        "OP-03": "this_month",  # 30
        "OP-04": "next_month",  # 31
        "OP-05": "quarter",  # 61
        "OP-06": "half_year",  # 109
        "OP-07": "outlived",  # 223
        "OP-08": "not_begun",
        "OP-09": "not_begun",
        "OP-10": None,  # in talks, no day noted
        "OP-11": "closed",
        "OP-12": "closed",
        "OP-13": None,  # no stage
    }
    assert found["OP-10"].possible == (
        "outlived",
        "half_year",
        "quarter",
        "next_month",
        "this_month",
    )
    # Eleven days ago, but at what stage nobody noted.
    assert found["OP-13"].possible == ("closed", "not_begun", "this_month")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def texts(checked: m.CheckedPolicy) -> Iterator[tuple[str, m.Texts]]:
    """Yield everything a reader may be shown, and where it stands."""
    yield "policy", checked.label.texts
    if checked.question:
        yield "question", checked.question
    yield from ((f"source {name}", text) for name, text in checked.sources.items())
    yield from (("assume", text) for text in checked.assumptions)
    for declaration in declarations(checked):
        # A define without a label is spelled out, and its name is never shown.
        if not isinstance(declaration, m.Define) or declaration.labelled:
            yield declaration.id, declaration.label.texts
        yield from ((f"{declaration.id}: assume", text) for text in declaration.assumptions)
        if declaration.citation:
            yield f"{declaration.id}: from", declaration.citation.part
        yield from ((f"{declaration.id}: {what}", text) for what, text in inside(declaration))
    for one in checked.questionnaires.values():
        yield from ((f"{one.id}: part", part.label.texts) for part in one.parts.values())
    yield from (("example", example.title) for example in checked.examples)


def declarations(checked: m.CheckedPolicy) -> list[m.Declaration]:
    inner = [
        declared
        for of in checked.lists.values()
        for declared in (of, *of.facts.values(), *of.defines.values(), *of.dimensions.values())
    ]
    inner += [grade for of in checked.lists.values() for grade in of.grades.values()]
    return [
        *inner,
        *checked.questionnaires.values(),
        *checked.facts.values(),
        *checked.defines.values(),
        *checked.dimensions.values(),
        *checked.scores.values(),
        *checked.grades.values(),
        *checked.advice.values(),
        *checked.laws.values(),
    ]


def inside(declaration: m.Declaration) -> Iterator[tuple[str, m.Texts]]:
    match declaration:
        case m.Fact():
            yield from (("ask", declaration.ask),) if declaration.ask else ()
            yield from (("hint", declaration.hint),) if declaration.hint else ()
            yield from of_options(options(declaration.type))
        case m.Dimension():
            yield from (("because", row.because) for row in declaration.rows if row.because)
        case m.Grade():
            yield from of_options(declaration.scale.levels)
            yield from (("because", row.because) for row in declaration.rows if row.because)
        case m.Advice(say=m.Message(by_lang=by_lang)):
            parts = [(lang, "".join(map(str, said))) for lang, said in by_lang]
            yield "say", m.Texts(tuple(parts))
        case _:
            return


def options(of: m.Type) -> tuple[m.Option, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.levels
        case m.ChoiceType(options=choices):
            return choices
        case _:
            return ()


def of_options(found: tuple[m.Option, ...]) -> Iterator[tuple[str, m.Texts]]:
    for option in found:
        yield option.id, option.label.texts
        yield from ((f"{option.id}: hint", option.hint),) if option.hint else ()
