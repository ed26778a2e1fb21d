"""Wrapping by columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relrules.diagnostics.render import columns
from relrules.explain.layout import CLOSING, OPENING, padded, wrapped

texts = st.text(st.sampled_from("ab cd，。（教练作用”“ 12"), max_size=60)


@given(texts, st.integers(min_value=6, max_value=30))
def test_lines_are_never_wider_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines


words = st.lists(st.sampled_from(["教练，", "（作用）", "得", "分。", "abc"]), max_size=20)


@given(words.map("".join), st.integers(min_value=12, max_value=30))
def test_marks_stay_with_their_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert not any(line[0] in CLOSING for line in lines[1:])
    assert not any(line[-1] in OPENING for line in lines[:-1])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("教练，作用", 5, ["教", "练，", "作用"]),
        ("（教练）", 6, ["（教", "练）"]),
        ("Luck 2, Price 1.", 15, ["Luck 2,", "Price 1."]),
        ("Luck (1), Recent 6 (3 × 2).", 17, ["Luck (1),", "Recent 6 (3 × 2)."]),
        ("失分：价格 1，压力 10。", 14, ["失分：价格 1，", "压力 10。"]),
        ("可能是第 1 项", 9, ["可能是", "第 1 项"]),
        ("a name too long 12.", 8, ["a name", "too", "long 12."]),
        ("得 7 分", 4, ["得 7", "分"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_padding_counts_columns() -> None:
    assert padded("教练", 6) == "教练  "
    assert set("，。）").issubset(CLOSING)
