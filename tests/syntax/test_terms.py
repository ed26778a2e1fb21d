"""Conditions and terms: each text, and the tree it is read as."""

from __future__ import annotations

import pytest

from syntax.shapes import condition, told

ENGLISH = [
    ("a * b / c if zero 0 * d", "Product(factors=[Quotient(dividend=Product(factors=[a, b]), divisor=c, if_zero=0), d])"),
    ("a / b if zero no answer", "Quotient(dividend=a, divisor=b, if_zero=no-answer)"),
    ("a / b if zero -1 / c if zero 2", "Quotient(dividend=Quotient(dividend=a, divisor=b, if_zero=-1), divisor=c, if_zero=2)"),
    ("2 / (a + b) if zero 0 + 1", "Sum(terms=[Quotient(dividend=2, divisor=Sum(terms=[a, b]), if_zero=0), 1])"),
    ("a * b rounded to 2", "Rounded(operand=Product(factors=[a, b]), places=2)"),
    ("a / b rounded to 2 + c", "Sum(terms=[Rounded(operand=Product(factors=[a, -b]), places=2), c])"),
    ("(a + b) rounded to 2", "Rounded(operand=Sum(terms=[a, b]), places=2)"),
    ("a / b if zero 0 rounded to 1", "Rounded(operand=Quotient(dividend=a, divisor=b, if_zero=0), places=1)"),
    ("-a * b - -2", "Sum(terms=[Product(factors=[Negation(operand=a), b]), -Negation(operand=2)])"),
    ("state raised by 1 >= deep", "Comparison(op=>=, left=Shifted(operand=state, raised, steps=1), right=deep)"),
    ("(state) lowered by months since last_visit", "Shifted(operand=state, steps=Since(unit=months, date=last_visit))"),
    ("steps from early to stage > 2", "Comparison(op=>, left=Steps(start=early, end=stage), right=2)"),
    ("days from a to b + months since (c)", "Sum(terms=[Distance(unit=days, start=a, end=b), Since(unit=months, date=c)])"),
    ("highest of (a, b + 1)", "Several(measure=highest, parts=[Part(value=a), Part(value=Sum(terms=[b, 1]))])"),
    ("weighted average of known (a: 2, known b: 0.5)", "Several(measure=weighted average, parts=[Part(value=a, weight=2), Part(value=b, weight=1/2, known)], known)"),
    ("sum of (a) + lowest of (known a, b) - average of (known)", "Sum(terms=[Several(measure=sum, parts=[Part(value=a)]), Several(measure=lowest, parts=[Part(value=a, known), Part(value=b)]), -Several(measure=average, parts=[Part(value=known)])])"),
    ("count of contacts >= 3", "Comparison(op=>=, left=Count(list=contacts), right=3)"),
    ("count of contacts where role = a and b", "Count(list=contacts, where=And(operands=[Comparison(op==, left=role, right=a), b]))"),
    ("1 + 2 * count of distinct role of contacts where not a", "Sum(terms=[1, Product(factors=[2, Count(list=contacts, where=Not(operand=a), distinct=role)])])"),
    ("count of distinct (a + b) of contacts = 2", "Comparison(op==, left=Count(list=contacts, distinct=Sum(terms=[a, b])), right=2)"),
    ("share of contacts where a if empty no answer", "Share(list=contacts, where=a, if_empty=no-answer)"),
    ("highest rung of contacts > deep", "Comparison(op=>, left=Collected(measure=highest, value=rung, list=contacts), right=deep)"),
    ("average (a * b) of contacts where some others have b if empty 0", "Collected(measure=average, value=Product(factors=[a, b]), list=contacts, where=Have(quantifier=some, list=others, condition=b), if_empty=0)"),
    ("lowest f of contacts if empty -1", "Collected(measure=lowest, value=f, list=contacts, if_empty=-1)"),
    ("sum visits of contacts", "Collected(measure=sum, value=visits, list=contacts)"),
    ("(count of contacts where a) > 2 and b", "And(operands=[Comparison(op=>, left=Count(list=contacts, where=a), right=2), b])"),
    ("a and some contacts have b and c or_d", "And(operands=[a, Have(quantifier=some, list=contacts, condition=And(operands=[b, c_or_d]))])"),
    ("not no contacts have a = b", "Not(operand=Have(quantifier=no, list=contacts, condition=Comparison(op==, left=a, right=b)))"),
    ("all contacts have count_of = 2", "Have(quantifier=all, list=contacts, condition=Comparison(op==, left=count_of, right=2))"),
    ("at least 3 big contacts have a", "Have(quantifier=at least, list=big_contacts, condition=a, count=3)"),
    ("some `a b` have c", "Have(quantifier=some, list=a_b, condition=c)"),
    ("x = count of contacts where a", "Comparison(op==, left=x, right=Count(list=contacts, where=a))"),
    ("x between 1 and 2 * count of contacts where a", "Between(value=x, low=1, high=Product(factors=[2, Count(list=contacts, where=a)]))"),
    ("a or some contacts have no others have b", "Or(operands=[a, Have(quantifier=some, list=contacts, condition=Have(quantifier=no, list=others, condition=b))])"),
    ("total of q + mean of q - percent of part", "Sum(terms=[Answers(tally=total, of=q), Answers(tally=mean, of=q), -Answers(tally=percent, of=part)])"),
    ("estimated total of q > 3", "Comparison(op=>, left=Answers(tally=total, of=q, estimated), right=3)"),
    ("answered of q = 2 and all of q or_else", "And(operands=[Comparison(op==, left=Answers(tally=answered, of=q), right=2), Answers(tally=all, of=q_or_else)])"),
    ("some of q", "Answers(tally=some, of=q)"),
    ("total + mean + percent + answered + estimated + count + share", "Sum(terms=[total, mean, percent, answered, estimated, count, share])"),
    ("some + all + no_thing + highest + lowest + sum + average + known", "Sum(terms=[some, all, no_thing, highest, lowest, sum, average, known])"),
    ("some and count of contacts > 1", "And(operands=[some, Comparison(op=>, left=Count(list=contacts), right=1)])"),
    ("highest and count of contacts > 1", "And(operands=[highest, Comparison(op=>, left=Count(list=contacts), right=1)])"),
    ("default + fixed + items + part + effort + baseline + show", "Sum(terms=[default, fixed, items, part, effort, baseline, show])"),
    ("no coach = no", "Comparison(op==, left=no_coach, right=no)"),
    ("trust_ladder.stage = deep", "Comparison(op==, left=trust_ladder.stage, right=deep)"),
    ("a.b.c > 3 and x.coach level = d", "And(operands=[Comparison(op=>, left=a.b.c, right=3), Comparison(op==, left=x.coach_level, right=d)])"),
]  # fmt: skip
CHINESE = [
    ("甲 / 乙 为零则取 无结论", "a / b if zero no answer"),
    ("甲 * 乙 保留小数 2", "a * b rounded to 2"),
    ("甲 上调 1 >= 乙", "a raised by 1 >= b"),
    ("甲 下调 距今月数 乙", "a lowered by months since b"),
    ("级差从 甲 到 乙", "steps from a to b"),
    ("最高值 (甲, 乙)", "highest of (a, b)"),
    ("加权平均 已知 (甲: 2, 乙: 1)", "weighted average of known (a: 2, b: 1)"),
    ("求和 (已知 甲, 乙)", "sum of (known a, b)"),
    ("计数 甲 其中 乙 且 丙", "count of a where b and c"),
    ("去重计数 甲 取自 乙", "count of distinct a of b"),
    ("占比 甲 其中 乙 为空则取 0", "share of a where b if empty 0"),
    ("最高 甲 取自 乙 为空则取 无结论", "highest a of b if empty no answer"),
    ("合计 甲 取自 乙 其中 丙", "sum a of b where c"),
    ("平均 (甲 + 乙) 取自 丙", "average (a + b) of c"),
    ("有 甲 满足 乙 = 丙", "some a have b = c"),
    ("每个 甲 满足 乙", "all a have b"),
    ("没有 甲 满足 乙", "no a have b"),
    ("至少 3 甲 满足 乙", "at least 3 a have b"),
    ("总和 甲 + 均值 甲 + 得分率 乙", "total of a + mean of a + percent of b"),
    ("估算 总和 甲", "estimated total of a"),
    ("已答数 甲 + 乙", "answered of a + b"),
    ("全部答是 甲 或 任一答是 乙", "all of a or some of b"),
    # Words of the language that stay names where nothing follows that makes them such.
    ("最高 + 合计 + 总和 + 计数 + 估算", "e + f + g + h + i"),
    ("有 且 每个 且 没有", "j and k and l"),
]
NAMES = dict(zip("甲乙丙", "abc", strict=True)) | dict(
    zip(["最高", "合计", "总和", "计数", "估算", "没有", "有", "每个"], "efghiljk", strict=True)
)


@pytest.mark.parametrize(("text", "tree"), ENGLISH)
def test_a_text_is_read_as_this_tree(text: str, tree: str) -> None:
    assert condition(text) == tree


@pytest.mark.parametrize(("text", "english"), CHINESE)
def test_chinese_reads_as_english_does(text: str, english: str) -> None:
    tree = condition(text)
    for name, letter in NAMES.items():
        tree = tree.replace(name, letter)
    assert tree == condition(english)


TWO_READINGS = [
    (
        "a + b rounded to 2",
        "write `(a + b) rounded to 2` or `a + (b rounded to 2)`",
    ),
    (
        "a - b * c rounded to 2 + d",
        "write `(a - b * c) rounded to 2` or `a - (b * c rounded to 2)`",
    ),
    (
        "count of contacts where role = a > 2",
        (
            "write `(count of contacts where role = a) > 2` "
            "or `count of contacts where role = (a > 2)`"
        ),
    ),
    (
        "count of l where a = b = 1 and c",
        "write `(count of l where a = b) = 1` or `count of l where a = (b = 1)`",
    ),
    (
        "some contacts have rung = deep = yes",
        (
            "write `(some contacts have rung = deep) = yes` "
            "or `some contacts have rung = (deep = yes)`"
        ),
    ),
    (
        "share of l where a if empty 0 > 0.5",
        (
            "write `(share of l where a if empty 0) > 0.5` "
            "or `share of l where a if empty (0 > 0.5)`"
        ),
    ),
    (
        "计数 甲 其中 乙 = 丙 > 2",
        "write `(计数 甲 其中 乙 = 丙) > 2` or `计数 甲 其中 乙 = (丙 > 2)`",
    ),
]


@pytest.mark.parametrize(("text", "help_"), TWO_READINGS)
def test_two_readings_are_shown(text: str, help_: str) -> None:
    ((code, _, way_out),) = told(f"define x = {text}")
    assert (code, way_out) == ("two-readings", help_)


def test_both_readings_can_be_written() -> None:
    assert condition("(count of l where a = b) = 1") != condition("count of l where a = (b = 1)")
    assert condition("(a + b) rounded to 2") != condition("a + (b rounded to 2)")


def test_have_takes_all_that_follows() -> None:
    last = condition("some l have c and d")
    assert last == "Have(quantifier=some, list=l, condition=And(operands=[c, d]))"
    inner = condition("(some l have c) and d")
    assert inner == "And(operands=[Have(quantifier=some, list=l, condition=c), d])"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "count of l where share of m where b > 0.5",
            "share of m where b",
        ),
        ("some l have count of m where b > 1 and c", "count of m where b"),
        ("计数 甲 其中 占比 乙 其中 丙 > 1", "占比 乙 其中 丙"),
    ],
)
def test_a_number_over_a_list_inside_where_needs_parentheses(text: str, words: str) -> None:
    ((code, marked, way_out),) = told(f"define x = {text}")
    assert code == "unexpected-text"
    assert marked.startswith(words)
    assert way_out.startswith(f"put it in parentheses: `({words}")


def test_a_number_over_a_list_inside_where_in_parentheses() -> None:
    assert "Share(" in condition("count of l where (share of m where b) > 0.5")


@pytest.mark.parametrize("text", ["a * b if zero 0", "a if zero 0"])
def test_if_zero_belongs_to_a_division(text: str) -> None:
    assert told(f"define x = {text}")[0][1] == "if zero"


def test_long_chains_are_flat() -> None:
    words = [f"a{i}" for i in range(2_000)]
    assert condition(" + ".join(words)) == f"Sum(terms=[{', '.join(words)}])"
    assert condition(" or ".join(words)) == f"Or(operands=[{', '.join(words)}])"
    assert condition(" * ".join(words)) == f"Product(factors=[{', '.join(words)}])"


@pytest.mark.parametrize(
    "deep",
    [
        "not " * 100 + "a",
        "some l have " * 100 + "a",
        "-" * 100 + "a",
        "days since " * 100 + "a",
    ],
)
def test_nesting_has_a_limit(deep: str) -> None:
    assert [code for code, _, _ in told(f"define x = {deep}")] == ["nesting-too-deep"]
