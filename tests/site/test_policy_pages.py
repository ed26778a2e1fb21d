"""What the pages of policies say beyond the tables: order, what is used, where a text is from."""

from __future__ import annotations

import sys

import pytest

import relrules
from command_line import ROOT
from relrules.cli.main import relrules as command
from relrules.source.shipped import policy_names

sys.path.insert(0, str(ROOT / "scripts"))

from site_pages import commands, policies
from site_pages.documents import START, groups, in_reading_order


def test_every_policy_is_in_one_group_and_the_first_to_read_comes_first() -> None:
    listed = [name for group in groups() for name in group.policies]
    assert listed[0] == START
    assert sorted(listed) == sorted(policy_names())
    assert in_reading_order(("ripeness", "mine", START)) == (START, "ripeness", "mine")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_index_tells_groups_by_their_documents(lang: str) -> None:
    page = policies.index(lang)
    for group in groups():
        if group.title is not None:
            assert page.count(group.title.in_language(lang)) >= 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_questions_stand_under_the_policy_that_asks_them(lang: str) -> None:
    policy = relrules.shipped("account_review")
    page = policies.policy_page(policy, lang)
    parts = page[: page.index("#worked-out")].split("\n### ")[1:]
    assert [part.partition("#asked-")[2].partition(" ")[0] for part in parts] == [
        *policy.checked.uses
    ]
    for part, used in zip(parts, policy.checked.uses, strict=True):
        of = relrules.shipped(used).checked
        assert part.startswith(f"[{of.label.in_language(lang)}]({used}.md)")
        for fact in of.facts.values():
            assert policies.shown(fact.label.texts, lang) in part
    head = page[: page.index("\n## ")]
    assert all(f"({used}.md)" in head for used in policy.checked.uses)


@pytest.mark.parametrize(("lang", "marked"), [("en", " (taken as given)"), ("zh", "（直接给定）")])
def test_results_that_an_example_gives_are_marked(lang: str, marked: str) -> None:
    policy = relrules.shipped("account_review")
    page = policies.policy_page(policy, lang)
    given = sum(len(example.results) for example in policy.checked.examples)
    assert given
    assert page.count(f"{marked}</td>") == given


def test_assumptions_name_their_source_and_where_it_is_told() -> None:
    page = policies.policy_page(relrules.shipped(START), "en")
    assumed = page[page.index("#assumed") : page.index("#examples")]
    assert "“The lecture” is “Measuring the customer relationship”" in assumed
    assert "](../coverage-of-sources.md)" in assumed
    assert "“原文”指讲义《" in policies.policy_page(relrules.shipped(START), "zh")


def test_points_stand_beside_answers_that_alone_decide_them() -> None:
    page = policies.policy_page(relrules.shipped(START), "en")
    assert "- Champions you openly (4 points): *" in page
    assert "yes (0 points) or no (1 point)" in page
    chinese = policies.policy_page(relrules.shipped(START), "zh")
    assert "- 没有教练（0 分）：*" in chinese
    # Nothing is worth points there: four grades are taken over.
    assert " (0 points)" not in policies.policy_page(relrules.shipped("account_review"), "en")


def test_no_summary_of_a_command_is_cut() -> None:
    page = commands.page("en")
    summaries = page[page.index("Commands:") : page.index("## relrules check")]
    for name in command.commands:
        assert f"\n  {name} " in summaries
    assert "..." not in summaries
