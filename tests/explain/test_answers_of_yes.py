"""What an explanation names of a questionnaire of yes or no: what was answered no, and what is open."""

import pytest

import relrules

POLICY = relrules.load_text("""
policy known "Known"
questionnaire inside "Inside information" zh "内部信息"
  answers yes or no
  item posts "Posts" zh "职务"
  item people "Who comes and goes" zh "人事变化"
  item plans "Plans" zh "计划"
  item rivals "Rivals are in" zh "对手已在" reversed
  part basics "Basics" zh "基本情况" = posts, people
questionnaire pulse "Pulse" zh "感受"
  answers 1 to 5
  item warm "Warm" zh "热情"
  item open_minded "Open" zh "开放"
dimension depth "Depth" zh "深度" = total of inside
dimension base "Base" zh "基础"
  2 points when all of basics
  1 point when some of basics
  0 points otherwise
dimension enough "Enough" zh "够用"
  1 point when (total of inside) >= 3
  0 points otherwise
define share "Share" zh "比例" = percent of inside
define feeling "Feeling" zh "感受总分" = total of pulse
advice ask_on "Ask on" zh "继续问"
  when not (all of inside)
""")
YES = {"posts": True, "people": True, "plans": True, "rivals": False, "warm": 3, "open_minded": 4}


def told(facts: dict[str, object], lang: str = "en") -> str:
    return " ".join(POLICY.evaluate({**YES, **facts}).explain(lang).split())


@pytest.mark.parametrize(
    ("facts", "english"),
    [
        ({}, "Depth 4 of 4 Total of Inside information (4) = 4 points Base"),
        (
            {},
            "Base 2 of 2 Basics: all yes Enough 1 of 1 Total of Inside information: 4, at least 3",
        ),
        ({}, "Feeling 7 Total of Pulse"),
        ({"people": False}, "Total of Inside information (3; no: “Who comes and goes”) = 3 points"),
        (
            {"people": False},
            "Basics: at least one yes (“Posts”) Not 2 points: Basics: not all yes (1 of 2 yes; no:",
        ),
        (
            {"people": False, "plans": False},
            "Enough 0 of 1 Total of Inside information: 2 (no: “Who comes and goes” and “Plans”), below 3",
        ),
        (
            {"people": False, "posts": False},
            "Base 0 of 2 Basics: not all yes (0 of 2 yes; no: “Posts”",
        ),
        (
            {"people": False, "posts": False},
            "no: “Posts” and “Who comes and goes”); Basics: none yes",
        ),
        ({"rivals": True}, "(3; yes where no counts: “Rivals are in”) = 3 points"),
        ({"rivals": True}, "Share 75 Percentage of Inside information: 3 of 4 yes; yes where no"),
        (
            {"posts": None, "plans": False},
            "(2 to 3; 2 of 4 yes; no: “Plans”; not answered: “Posts”) = 2 to 3 points",
        ),
        ({"posts": None}, "Basics: unknown (1 of 2 yes; not answered: “Posts”)"),
        ({"warm": None}, "Total of Pulse: 1 of 2 answered; not answered: “Warm”"),
        (
            {"plans": False},
            "Ask on. Why: Inside information: not all yes (3 of 4 yes; no: “Plans”).",
        ),
    ],
)
def test_what_was_answered_no_is_named(facts: dict[str, object], english: str) -> None:
    assert english in told(facts)


@pytest.mark.parametrize(
    ("facts", "chinese"),
    [
        ({}, "基础 2（满分 2） 基本情况：全部为“是” 够用"),
        ({"people": False}, "内部信息总和（3；答“否”：“人事变化”）= 3 分"),
        ({"people": False}, "基本情况：不全为“是”（2 题中 1 题为“是”；答“否”：“人事变化”）"),
        ({"people": False}, "基本情况：至少一题为“是”（“职务”）"),
        ({"people": False, "posts": False}, "基本情况：没有一题为“是”"),
        ({"rivals": True}, "反向题答“是”：“对手已在”"),
        ({"posts": None}, "基本情况：未知（2 题中 1 题为“是”；未答：“职务”）"),
    ],
)
def test_it_is_told_in_chinese(facts: dict[str, object], chinese: str) -> None:
    # A line may break anywhere in Chinese.
    assert chinese.replace(" ", "") in told(facts, "zh").replace(" ", "")


def test_of_many_only_the_first_are_named() -> None:
    items = "\n".join(f'  item i{n} "Item {n}"' for n in range(1, 8))
    policy = relrules.load_text(
        f'policy many\nquestionnaire q "All"\n  answers yes or no\n{items}\n'
        "dimension d = total of q\n"
    )
    text = policy.evaluate({f"i{n}": False for n in range(1, 8)}).explain()
    assert "no: “Item 1”, “Item 2”, “Item 3”, “Item 4” and 3 more" in " ".join(text.split())
