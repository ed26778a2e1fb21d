"""What results say in CSV and in the table: for whom advice is, labelled defines, no answer."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from command_line import Cli

RULES = """\
policy mixed "Mixed" zh "混合"
fact a "A": yes or no
fact b: number from 0 to 10
fact day "Day": date
list contacts "Contacts"
  fact name: text
  fact quiet: yes or no
questionnaire q
  answers 1 to 5
  item q1 "One"
  item q2 "Two"
define sum_ "Sum" = total of q
define part "Part"
  b when a
  no answer otherwise
define kind "Kind"
  high when b > 5
  low otherwise
define is_high "High" = b > 5
define next_ "Next"
  2026-01-31 when a
  day otherwise
define hidden_ = b
dimension x
  1 point when a
  no answer when b > 5
  0 points otherwise
score total "Total" = x + 2
grade g "Grade" by total
  top "Top" from 3
  bottom "Bottom" otherwise
advice call "Call" for each contacts
  when quiet
advice rest "Rest"
  when b > 5
"""
RECORDS = [
    {"id": "1", "a": True, "b": 7, "q1": 2, "q2": 3, "contacts": [
        {"name": "陈", "quiet": True}, {"name": "Li"}, {"quiet": True}, {"quiet": False}]},
    {"id": "2", "a": False, "b": 7, "day": "2026-02-28", "contacts": [{}]},
    {"id": "3", "b": 7, "q1": 2},
    {"id": "4", "a": False},
]  # fmt: skip


@pytest.fixture
def mixed(cli: Cli) -> Cli:
    """A policy with every kind of result, and records of which little is known."""
    Path("mixed.rel").write_text(RULES, encoding="utf-8")
    Path("a.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    return cli


def rows(cli: Cli, *options: str) -> list[dict[str, str]]:
    ran = cli("score", "mixed.rel", "a.json", "--id", "id", "--format", "csv", *options)
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_advice_for_each_record_says_for_whom(mixed: Cli) -> None:
    assert [row["advice"] for row in rows(mixed)] == [
        "call for 陈; call (possible) for Li; call for contacts[3]; rest",
        "call (possible) for contacts[1]; rest",
        "call (possible); rest",
        "call (possible); rest (possible)",
    ]


def test_labelled_defines_have_columns(mixed: Cli) -> None:
    first, second, third, fourth = rows(mixed)
    assert [first[t] for t in ("sum_", "sum__low", "sum__high")] == ["5", "5", "5"]
    assert [third[t] for t in ("sum_", "sum__low", "sum__high")] == ["", "3", "7"]
    assert (first["kind"], first["kind_possible"]) == ("high", "high")
    assert (fourth["kind"], fourth["kind_possible"]) == ("", "low; high")
    assert (first["is_high"], first["is_high_possible"]) == ("yes", "yes")
    assert (fourth["is_high"], fourth["is_high_possible"]) == ("", "no; yes")
    assert [row["next_"] for row in (first, second, third)] == ["2026-01-31", "2026-02-28", ""]
    assert not [title for title in first if title.startswith("hidden_")]


@pytest.mark.parametrize(
    ("lang", "none", "or_none"), [("en", "no answer", "or no answer"), ("zh", "无结论", "或无结论")]
)
def test_no_answer_stands_apart_from_what_is_open(
    mixed: Cli, lang: str, none: str, or_none: str
) -> None:
    first, second, third, fourth = rows(mixed, "--lang", lang)
    assert [first[t] for t in ("x", "total", "total_low", "g", "g_possible")] == [
        "1", "3", "3", "top", "top",
    ]  # fmt: skip
    assert [second[t] for t in ("x", "total", "total_low", "g", "g_possible")] == [
        none, none, "", none, none,
    ]  # fmt: skip
    assert [third[t] for t in ("x", "total", "total_low", "g", "g_possible")] == [
        or_none, or_none, "3", or_none, f"top; {none}",
    ]  # fmt: skip
    assert [fourth[t] for t in ("x", "total", "total_low", "g", "g_possible")] == [
        or_none, or_none, "2", or_none, f"bottom; {none}",
    ]  # fmt: skip
    assert [second[t] for t in ("part", "part_low")] == [none, ""]


def table(cli: Cli, lang: str) -> list[list[str]]:
    out = cli("score", "mixed.rel", "a.json", "--id", "id", "--lang", lang).out
    return [line.split("   ") for line in out.splitlines()[3:]]


def test_a_table_tells_no_answer_and_for_whom_advice_is(mixed: Cli) -> None:
    first, second, third, _ = (
        [cell.strip() for cell in row if cell.strip()] for row in table(mixed, "en")
    )
    assert first[1:4] == ["3 (2 to 3)", "Top", "Call (陈, Li?, No. 3), Rest"]
    assert second[1:4] == ["no answer", "no answer", "Call (No. 1?), Rest"]
    assert third[1:4] == ["3 (2 to 3) or no answer", "Top or no answer", "Call?, Rest"]


def test_a_table_in_chinese_is_set_as_explanations_are(mixed: Cli) -> None:
    first, second, third, _ = (
        [cell.strip() for cell in row if cell.strip()] for row in table(mixed, "zh")
    )
    assert first[1:4] == ["3（2 至 3）", "Top", "Call（陈、Li?、第 3 个）、Rest"]
    assert second[1:3] == ["无结论", "无结论"]
    assert third[1:3] == ["3（2 至 3）或无结论", "Top 或无结论"]


def test_warnings_are_in_the_language_asked_for(cli: Cli) -> None:
    Path("dated.rel").write_text(
        'policy dated "Dated" zh "日期"\nfact day "Day" zh "日子": date\n'
        "dimension d\n  1 point when days since day > 3\n  0 points otherwise\n"
        "score total = d\n",
        encoding="utf-8",
    )
    Path("a.csv").write_text("day\n2026-02-01\n")
    options = ("dated.rel", "a.csv", "--today", "2026-01-31", "--lang", "zh")
    assert "日子（2026-02-01）晚于今天（2026-01-31）。" in cli("score", *options).err
    assert "日子（2026-02-01）晚于今天（2026-01-31）。" in cli("explain", *options).err
