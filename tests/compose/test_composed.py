"""What an overlay keeps of its base, and which facts of two policies are one."""

from __future__ import annotations

import pytest

import relrules
from relrules import Policy
from relrules.check import model as m

BASE = """\
policy base "Base" zh "基础"
  language 1 en   version "2"
  question "How good?"
  assume "one visit a month"
  source book "A book"
fact price "Price decides": yes or no
dimension cost "Cost" from book "page 1"
  0 points when price because "it is the price" zh "看价格"
  1 point otherwise
grade fit "Fit" by cost
  strong "Strong" zh "强" from 1
  weak otherwise
"""


def over(text: str) -> m.CheckedPolicy:
    return loaded(f"policy north based on base\n{text}", base=BASE).checked


def loaded(text: str, **others: str) -> Policy:
    return relrules.load_text(text, resolver=others.get)


def test_the_head_is_that_of_the_base_where_it_states_nothing() -> None:
    found = over('  version "7"\n  assume "snow"\n')
    texts = [text.in_language("en") for text in found.assumptions]
    assert (found.id, found.version, found.lang) == ("north", "7", "en")
    assert found.question is not None
    assert (found.question.in_language("en"), texts) == ("How good?", ["one visit a month", "snow"])
    assert over("").version == "0"


def test_a_level_and_a_declaration_keep_their_labels_and_lose_their_source() -> None:
    found = over("change fit: 强 from 0\nchange dimension cost = 3\n")
    strong = found.grades["fit"].scale.levels[-1]
    assert (strong.id, strong.label.in_language("zh")) == ("strong", "强")
    assert found.dimensions["cost"].label.in_language("en") == "Cost"
    assert found.dimensions["cost"].citation is None
    assert over("change fit: strong from 1\n").dimensions["cost"].citation is not None
    renamed = over('change dimension cost "Price" = 3\n')
    assert renamed.dimensions["cost"].label.in_language("en") == "Price"


def test_texts_stay_in_the_language_they_are_written_in() -> None:
    found = over('  language 1 zh\nfact visits "拜访": yes or no\ndefine a = visits\n')
    assert found.lang == "zh"
    assert dict(found.facts["price"].label.texts.by_lang) == {"en": "Price decides"}
    assert dict(found.facts["visits"].label.texts.by_lang) == {"zh": "拜访"}
    reason = found.dimensions["cost"].rows[0].because
    assert reason is not None
    assert dict(reason.by_lang) == {"en": "it is the price", "zh": "看价格"}


@pytest.mark.parametrize(
    ("mine", "is_one"),
    [
        ('levels none "Nobody" < some "Somebody"', True),
        ("levels some < none", False),
        ("levels none < some < many", False),
        ("choices none | some", False),
    ],
)
def test_levels_are_one_fact_where_their_names_and_order_are(mine: str, is_one: bool) -> None:  # noqa: FBT001 - a case of the table
    used = 'policy used\nfact coach: levels none "No" < some "Yes"\ndefine a = coach = some\n'
    policy = loaded(
        f"policy fit\nuse used\nfact coach: {mine}\ndefine b = coach = some\n", used=used
    )
    assert (list(policy.checked.facts) == ["coach"]) is is_one


@pytest.mark.parametrize(
    ("mine", "is_one"),
    [
        ("number from 0", True),
        ('number from 0\n  missing "n/a"\n  also called "visit count"', True),
        ("number", False),
        ('number from 0 unit "days"', False),
        ("number from 0\n  missing 999", False),
        ("number from 0\n  default 3", False),
    ],
)
def test_numbers_are_one_fact_where_they_mean_the_same(mine: str, is_one: bool) -> None:  # noqa: FBT001 - a case of the table
    used = "policy used\nfact visits: number from 0\ndefine a = visits > 3\n"
    policy = loaded(
        f"policy fit\nuse used\nfact visits: {mine}\ndefine b = visits > 4\n", used=used
    )
    assert (list(policy.checked.facts) == ["visits"]) is is_one


def test_what_either_keeps_confidential_stays_so() -> None:
    used = "policy used\nfact visits: number\n  confidential to manager\ndefine a = visits > 3\n"
    policy = loaded("policy fit\nuse used\nfact visits: number\ndefine b = visits > 4\n", used=used)
    [fact] = policy.checked.facts.values()
    assert fact.confidential is not None
    assert fact.confidential.audiences == ("manager",)
