"""`relrules explain`: which records, in which form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Cli
from relrules.diagnostics.render import columns as width

POLICY = "customer_relationship"
RECORDS = "account,coach_level,price_primary\nA,none,no\nB,action_commit,no\nA,none,yes\n"


def explain(cli: Cli, *options: str) -> tuple[int, str, str]:
    Path("a.csv").write_text(RECORDS)
    ran = cli("explain", POLICY, "a.csv", "--id", "account", *options)
    return ran.code, ran.out, ran.err


def test_all_records_are_explained_one_after_the_other(cli: Cli) -> None:
    code, out, err = explain(cli)
    assert (code, err) == (0, "warning: a.csv: line 2 and line 4 are both called `A`\n")
    assert [line[:2] for line in out.splitlines() if line[:2] in {"A:", "B:"}] == ["A:", "B:", "A:"]


def test_only_the_records_of_a_name_are_explained(cli: Cli) -> None:
    _, out, _ = explain(cli, "--only", "B")
    assert out.startswith("B: ")
    assert "\nA: " not in out
    _, out, _ = explain(cli, "--only", "A", "--format", "json")
    assert len(json.loads(out)) == 2


def test_markdown_has_a_rule_between_records(cli: Cli) -> None:
    _, out, _ = explain(cli, "--format", "markdown")
    assert out.count("\n\n---\n\n") == 2


def test_json_is_an_array_also_of_one(cli: Cli) -> None:
    _, out, _ = explain(cli, "--only", "B", "--format", "json")
    assert len(json.loads(out)) == 1


def test_the_language_is_chosen(cli: Cli) -> None:
    _, out, _ = explain(cli, "--only", "B", "--lang", "zh")
    assert "关系等级" in out


def test_a_name_that_is_not_there_suggests_one_that_is(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nNorthgate,none\nLakeside,none\n")
    ran = cli("explain", POLICY, "a.csv", "--id", "account", "--only", "Nothgate")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: a.csv has no record `Nothgate`; did you mean `Northgate`?\n"
    ran = cli("explain", POLICY, "a.csv", "--id", "account", "--only", "zzzzzzz")
    assert ran.err.endswith("its records are `Northgate` and `Lakeside`\n")
    ran = cli("explain", POLICY, "a.csv", "--only", "Northgate")
    assert ran.err.endswith("it is in the column `account`: add --id account\n")


def test_a_bad_row_stops_only_those_who_asked_for_it(cli: Cli) -> None:
    Path("a.csv").write_text("account,coach_level\nA,none\nB,nonne\n")
    ran = cli("explain", POLICY, "a.csv", "--id", "account")
    assert (ran.code, ran.out) == (1, "")
    assert "line 3 (B): `coach_level` is never `nonne`; did you mean `none`?" in ran.err
    assert cli("explain", POLICY, "a.csv", "--id", "account", "--only", "A").code == 0


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_is_as_wide_as_the_terminal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    _, out, _ = explain(cli, "--lang", lang)
    assert max(width(line) for line in out.splitlines()) <= columns
    monkeypatch.setenv("COLUMNS", "300")
    _, wide, _ = explain(cli, "--lang", lang)
    monkeypatch.delenv("COLUMNS")
    _, usual, _ = explain(cli, "--lang", lang)
    assert wide == usual
    assert "".join(out.split()) == "".join(usual.split())


def test_json_and_markdown_are_as_wide_as_ever(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = explain(cli, "--format", "markdown")
    monkeypatch.setenv("COLUMNS", "30")
    assert explain(cli, "--format", "markdown") == usual
