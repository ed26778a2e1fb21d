"""Which columns are facts, and what is said of those that are nearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Cli

POLICY = "customer_relationship"


def score(cli: Cli, text: str, *options: str) -> tuple[int, str, str]:
    Path("a.csv").write_text(text)
    ran = cli("score", POLICY, "a.csv", *options)
    return ran.code, ran.out, ran.err


def test_titles_are_names_labels_or_any_spelling_of_them(cli: Cli) -> None:
    text = "Coach Level,价格主导,WHERE YOU MEET\nnone,是,Privately\n"
    code, out, err = score(cli, text, "--format", "csv")
    assert (code, err) == (0, "")
    assert out.splitlines()[1].startswith("1,,2,")
    assert "info_quality; designer_spec" in out


def test_two_columns_for_one_fact_are_refused(cli: Cli) -> None:
    code, _, err = score(cli, "coach_level,教练作用\nnone,没有教练\n")
    assert code == 2
    assert err == (
        "error: a.csv: the columns `coach_level` and `教练作用` are both the fact `coach_level`; "
        "remove one\n"
    )


def test_two_keys_for_one_fact_make_a_bad_record(cli: Cli) -> None:
    Path("a.json").write_text('[{"coach_level": "none", "教练作用": "没有教练"}]')
    ran = cli("score", POLICY, "a.json")
    assert ran.code == 1
    assert "record 1: `coach_level` and `教练作用` are the same fact" in ran.err


def test_no_column_that_is_a_fact_is_refused_with_the_facts(cli: Cli) -> None:
    code, _, err = score(cli, "account,coach\na,none\n")
    assert code == 2
    assert "a.csv: no column is a fact of customer_relationship, whose facts are" in err
    assert err.endswith("perhaps `coach` is meant to be `coach_level`\n")


@pytest.mark.parametrize("title", ["coach_lvl", "Coach-Level", "教练的作用", "my coach level"])
def test_a_title_really_near_a_fact_is_warned_about(cli: Cli, title: str) -> None:
    code, _, err = score(cli, f"price_primary,{title}\nyes,none\n")
    assert code == 0
    assert err.startswith(f"warning: the column `{title}` is no fact; did you mean `")


@pytest.mark.parametrize("title", ["coach", "price", "owner", "level", "互动"])
def test_a_title_that_shares_a_word_is_not(cli: Cli, title: str) -> None:
    _, _, err = score(cli, f"designer_spec,{title}\nnone,1\n")
    assert err == ""


def test_no_near_miss_is_seen_in_the_id_column_or_beside_the_fact_itself(cli: Cli) -> None:
    _, _, err = score(cli, "coach_lvl,price_primary\na,yes\n", "--id", "coach_lvl")
    assert err == ""
    _, _, err = score(cli, "coach_lvl,coach_level\na,none\n")
    assert err == ""


def test_strict_makes_a_warning_count(cli: Cli) -> None:
    code, out, err = score(cli, "price_primary,coach_lvl\nyes,none\n", "--strict")
    assert code == 1
    assert "warning: " in err
    assert "13" in out


def test_a_column_of_days_is_pointed_to_the_option(cli: Cli) -> None:
    _, _, err = score(cli, "price_primary,Today\nyes,2026-01-31\n")
    assert err == ("warning: the column `Today` is not used; the day to count from is --today\n")


def test_an_unknown_id_column_is_refused_with_a_suggestion(cli: Cli) -> None:
    code, _, err = score(cli, "account,price_primary\na,yes\n", "--id", "acount")
    assert code == 2
    assert err == "error: a.csv has no column `acount` for --id; did you mean `account`?\n"


def test_the_id_column_is_found_in_any_case(cli: Cli) -> None:
    code, out, _ = score(
        cli, "Account,price_primary\nN,yes\n", "--id", "account", "--format", "csv"
    )
    assert code == 0
    assert out.splitlines()[0].startswith("Account,total,")
    assert out.splitlines()[1].startswith("N,")


# ---- columns that results keep ----------------------------------------------------------------

KEEP = "Account,owner,region,coach_level\nN,Lin,North,none\n"


def kept(cli: Cli, *options: str) -> list[str]:
    code, out, err = score(cli, KEEP, "--id", "account", "--format", "csv", *options)
    assert (code, err) == (0, "")
    titles = out.splitlines()[0].split(",")
    return titles[: titles.index("total")]


def test_columns_that_are_no_facts_are_kept_unless_others_are_asked_for(cli: Cli) -> None:
    assert kept(cli) == ["Account", "owner", "region"]
    assert kept(cli, "--keep", "Region") == ["Account", "region"]
    assert kept(cli, "--keep", "coach level", "--keep", "owner") == [
        "Account",
        "coach_level",
        "owner",
    ]
    assert kept(cli, "--keep", "all") == ["Account", "owner", "region", "coach_level"]
    assert kept(cli, "--keep", "account") == ["Account"]


def test_json_keeps_what_is_asked_for(cli: Cli) -> None:
    _, out, _ = score(cli, KEEP, "--format", "ndjson", "--keep", "region", "--keep", "coach_level")
    assert '"columns": {"region": "North", "coach_level": "none"}' in out


def test_a_column_that_is_not_there_cannot_be_kept(cli: Cli) -> None:
    code, _, err = score(cli, KEEP, "--keep", "ownr")
    assert code == 2
    assert err == "error: a.csv has no column `ownr` for --keep; did you mean `owner`?\n"
