"""Which rows decide, as bits, and what is provisional: told by a statement as the interpreter does."""

from __future__ import annotations

import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from databases.cases import Case, Shape
from databases.drawn import drawn
from databases.engines import DuckDB
from relrules import ArgumentError, Policy, load_text, shipped
from relrules.check.columns import mask_titles, result_titles
from relrules.source.shipped import policy_names

SEED, ROWS = 11, 60
LONG = "\n".join(
    [
        "policy long",
        "fact visits: number from 0 to 200 whole",
        "dimension band",
        *(f"  {100 - at} points when visits >= {100 - at}" for at in range(99)),
        "  0 points otherwise",
    ]
)
DEFAULTS = """
policy with_defaults
fact size: number from 0 to 9 whole
fact open: yes or no
  default no
fact days: number from 0 to 30 whole
  default 3
fact town: text
fact only: choices one
define quiet = not open
define slow = days > 5
dimension first
  3 points when size > 5
  2 points when open
  0 points otherwise
dimension every
  take all
  2 points when quiet
  1 point when size < 3
dimension late
  4 points when slow
  points by size when open
    up to 3: 0
    above: 1
  2 points when days > 1
  0 points otherwise
dimension by_days
  points by days when size > 2
    up to 3: 0
    above: 1
  points by days when town = "x" or open
    up to 4: 0
    above: 2
  5 points otherwise
dimension asks
  1 point when town is known and not open
  2 points when open
  0 points otherwise
dimension share = size / (days + 1) if zero 0
dimension single
  1 point when only is known and size > 3
  2 points when only = one
score total = first + every
  at most 4 when slow
grade worth by total
  high from 3
  low otherwise
advice call "Call"
  when worth = high
advice wait "Wait"
  when size > 2 and days < 3
"""


def told(case: Case) -> list[list[str]]:
    """Compare a case with the interpreter, and return the rows that a statement tells."""
    said, found = case.interpreted(), case.told(DuckDB())
    rows = [(a, b) for a, b in zip(said, found, strict=True) if not b[-1] or b[-1] == a[-1]]
    assert [a for a, _ in rows] == [b for _, b in rows]
    return [b for _, b in rows if not b[-1]]


def column(policy: Policy, title: str) -> int:
    """Return the place of a column."""
    return result_titles(policy.checked, reasons=True).index(title)


def test_more_rows_than_bits_have_further_columns() -> None:
    policy = load_text(LONG)
    assert mask_titles(policy.checked) == ["band_rows", "band_rows_2"]
    rows: list[dict[str, object]] = [{"visits": str(at)} for at in (0, 2, 38, 39, 100, 200)]
    cells = told(Case(policy, None, Shape.TEXT, [*rows, {}]))
    at = column(policy, "band_rows")
    everything = (2**62 - 1, 2**38 - 1)
    expected = [(0, 2**37), (0, 2**36), (0, 1), (2**61, 0), (1, 0), (1, 0), everything]
    assert [(int(row[at]), int(row[at + 1])) for row in cells] == expected


@pytest.mark.parametrize("shape", Shape)
def test_what_is_provisional_is_named_as_the_interpreter_does(shape: Shape) -> None:
    policy = load_text(DEFAULTS)
    found = [row for seed in range(SEED) for row in told(drawn(policy, seed, ROWS, shape))]
    assert len({row[column(policy, "provisional")] for row in found}) > 4


def test_what_is_hidden_has_no_bits() -> None:
    policy = load_text(
        "policy kept\nfact pay: yes or no\n  confidential to owner\nfact open: yes or no\n"
        "dimension both\n  2 points when pay and open\n  0 points otherwise\n"
        "dimension own\n  1 point when open\n  0 points otherwise\n"
    )
    table = pd.DataFrame([{"pay": True, "open": True}, {"pay": None, "open": None}])
    found = policy.score_table(table, reasons=True, columns=["both_rows", "own_rows"])
    assert found["both_rows"].isna().all()
    assert list(found["own_rows"]) == [1, 3]


def test_rows_that_no_statement_tells_have_the_same_columns() -> None:
    policy = load_text(DEFAULTS)
    # The town is asked for, and in the second row it is not known.
    rows = [
        {"size": 4, "open": True, "days": 6, "town": "x", "only": "one"},
        {"size": 9, "days": 6, "only": "one"},
    ]
    found = policy.score_table(pd.DataFrame(rows), reasons=True)
    assert list(found["first_rows"]) == [2, 1]
    assert list(found["asks_rows"]) == [2, 4]
    # What reads that `open` is not known is provisional, and what reads that.
    expected = "quiet; every; asks; total; worth; call"
    assert list(found["provisional"]) == ["", expected]


def test_without_being_asked_for_there_are_no_reasons() -> None:
    policy, row = shipped("customer_relationship"), {"coach_level": "none"}
    plain = policy.score_table(pd.DataFrame([row]))
    full = policy.score_table(pd.DataFrame([row]), reasons=True)
    assert list(full.columns)[: len(plain.columns)] == list(plain.columns)
    assert not {*mask_titles(policy.checked), "provisional"} & {*plain.columns}


def test_columns_say_what_their_bits_mean() -> None:
    policy = load_text(LONG)
    rows = policy.rows()
    assert [row.bit for row in rows] == [*range(62), *range(38)]
    assert [row.row for row in rows] == [*range(1, 101)]
    (first,) = policy.rows_in("band_rows", 1)
    assert (first.worth, first.text) == ("100", "visits is at least 100")
    (last,) = policy.rows_in("band_rows_2", 1 << 37, "zh")
    assert (last.worth, last.text) == ("0", "其他情况")
    assert policy.rows_in("band_rows", 0) == ()


def test_a_cell_of_a_table_says_what_it_means() -> None:
    policy = shipped("customer_relationship")
    told = policy.score_table(pd.DataFrame({"price_primary": [True]}), reasons=True)
    (row,) = policy.rows_in("price_rows", told["price_rows"].iloc[0])
    assert (row.result, row.worth) == ("price", "0")


def test_a_wrong_column_or_mask_is_refused() -> None:
    policy = load_text(LONG)
    with pytest.raises(
        ArgumentError, match="no column `band` tells of rows; these do: `band_rows`"
    ):
        policy.rows_in("band", 1)
    with pytest.raises(ArgumentError, match="`band_rows_2` has 38 bits, and so no value"):
        policy.rows_in("band_rows_2", 1 << 38)
    with pytest.raises(ArgumentError, match=r"has 38 bits, and so no value 1\.0"):
        policy.rows_in("band_rows_2", 1.0)  # type: ignore[arg-type]  # that is what is tried


def test_no_row_says_anything_of_a_record() -> None:
    for name in policy_names():
        for lang in ("en", "zh"):
            texts = [row.text + row.worth for row in shipped(name).rows(lang)]
            assert not [text for text in texts if "(unknown" in text or "（未知" in text]
