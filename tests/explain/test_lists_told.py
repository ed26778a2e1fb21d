"""How the records of a list are counted and spoken of."""

import pytest

import relrules

POLICY = relrules.load_text("""
policy people "People"
list contacts "Contacts" zh "联系人"
  fact name "Name" zh "姓名": text
  fact team "Team" zh "部门": choices sales "Sales" zh "销售" | works "Works" zh "工厂"
  fact warm "Warm" zh "热情": yes or no
  fact talks "Talks" zh "谈话": number from 0 to 9 whole
  define counts "Counts as won" zh "已争取到" = warm and talks > 2
  define unlabelled = warm
dimension breadth "Breadth" zh "广度"
  points by count of distinct team of contacts where counts
    up to 1: 0
    above: 1
dimension won "Won" zh "争取"
  1 point when some contacts have counts
  0 points otherwise
define share "Share" zh "占比" = share of contacts where unlabelled if empty no answer
advice start "Start" zh "开始"
  when no contacts have warm
advice go_on "Go on" zh "继续"
  when at least 2 contacts have warm
advice some_warm "Some" zh "有人"
  when some contacts have warm
""")
LI = {"name": "Li", "warm": True, "team": "sales", "talks": 4}
WU = {"name": "Wu", "warm": False, "team": "works", "talks": 1}


def told(lang: str, contacts: list[dict[str, object]] | None) -> str:
    return " ".join(POLICY.evaluate({"contacts": contacts}).explain(lang).split())


@pytest.mark.parametrize(
    ("contacts", "english"),
    [
        ([LI, WU], "Different values of Team among Contacts where Counts as won: 1, up to 1"),
        ([LI, WU], "Won 1 of 1 Contacts where Counts as won: 1 of 2 (Li)"),
        # A define that is spelled out says what it looks at.
        ([LI, WU], "Share of Contacts where Warm is yes: 1 of 2 (Li)"),
        (None, "Possible – Some. Only if for at least one of Contacts, Warm is yes."),
        (None, "Possible – Start. Only if for none of Contacts, Warm is yes."),
        (None, "Possible – Go on. Only if for at least 2 of Contacts, Warm is yes."),
    ],
)
def test_in_english(contacts: list[dict[str, object]] | None, english: str) -> None:
    assert english in told("en", contacts)


@pytest.mark.parametrize(
    ("contacts", "chinese"),
    [
        ([LI, WU], "联系人（已争取到）中不同“部门”的数目：1，不超过 1"),
        ([WU], "争取 0（满分 1） 联系人（已争取到）：1 个中有 0 个"),
        ([LI, {"warm": True}], "联系人（热情为“是”）：2 个中有 2 个（Li 和第 2 个）"),
        (None, "联系人中至少有一个满足（热情为“是”）"),
        (None, "联系人中没有一个满足（热情为“是”）"),
        (None, "联系人中至少 2 个满足（热情为“是”）"),
    ],
)
def test_people_are_counted_as_people_in_chinese(
    contacts: list[dict[str, object]] | None, chinese: str
) -> None:
    # A line may break anywhere in Chinese.
    assert chinese.replace(" ", "") in told("zh", contacts).replace(" ", "")
