"""Values as NumPy and pandas hold them."""

from __future__ import annotations

import datetime as dt
import importlib
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from command_line import ENVIRONMENT
from relrules import FactsError, load_text

# Without the types of pandas, which are a package of their own.
pd: Any = importlib.import_module("pandas")

POLICY = load_text("""\
policy deal
fact level: levels none < some
  missing "n/a"
fact visits: number from 0 to 1000 whole
  missing 999
fact margin: number
fact price_primary: yes or no
fact last_visit: date
fact town: text
define all_of_it = level = none and visits > 3 and margin > 3 and price_primary
  and last_visit > 2026-01-01 and town = "Bonn"
""")
DAY = dt.date(2026, 1, 31)


def read(name: str, value: object) -> object:
    """Return what is read; unknown facts give `None`."""
    return POLICY.evaluate({name: value}).outcome.facts.get(name)


def refused(name: str, value: object) -> str:
    with pytest.raises(FactsError) as caught:
        POLICY.evaluate({name: value})
    [problem] = caught.value.problems
    assert (problem.path, problem.code) == (name, "wrong-type")
    return problem.message


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("visits", np.int64(3), 3),
        ("visits", np.uint8(3), 3),
        ("visits", np.float64(3.0), 3),
        ("visits", np.int16(999), None),
        ("margin", np.float64(0.1), Fraction(1, 10)),
        ("margin", np.float32(0.1), Fraction(1, 10)),
        ("margin", np.float16(0.1), Fraction(1, 10)),
        ("margin", np.longdouble("0.1"), Fraction(1, 10)),
        ("margin", np.float32(1e-7), Fraction(1, 10**7)),
        ("price_primary", np.bool_(True), True),  # noqa: FBT003 - the value
        ("price_primary", np.False_, False),
        ("level", np.str_("some"), "some"),
        ("level", np.str_("n/a"), None),
        ("town", np.str_("Bonn"), "Bonn"),
        ("last_visit", np.datetime64("2026-01-31"), DAY),
        ("last_visit", np.datetime64("2026-01-31T00:00:00"), DAY),
        ("last_visit", np.datetime64("2026-01-31T00:00:00.000000000"), DAY),
        ("last_visit", pd.Timestamp("2026-01-31"), DAY),
    ],
    ids=repr,
)  # fmt: skip
def test_a_scalar_is_what_it_stands_for(name: str, value: object, expected: object) -> None:
    found = read(name, value)
    assert found == expected
    assert type(found) is type(expected)


NAMES = ["level", "visits", "margin", "price_primary", "last_visit", "town"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [
        pd.NA,
        pd.NaT,
        np.float64("nan"),
        np.float32("nan"),
        np.datetime64("NaT"),
        np.datetime64("NaT", "ns"),
    ],
    ids=["NA", "NaT", "float64", "float32", "datetime64", "datetime64[ns]"],
)
def test_what_they_have_for_missing_is_unknown(name: str, value: object) -> None:
    assert read(name, value) is None
    assert name in POLICY.evaluate({name: value}).unknown


def test_the_nan_of_python_is_an_error_that_names_the_way_out() -> None:
    assert refused("margin", float("nan")) == (
        "`margin` is a number, not nan: if it is not known, leave it out or give None"
    )
    assert refused("town", float("nan")).endswith("leave it out or give None")
    assert refused("visits", np.float64("inf")).endswith("leave it out or give None")


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2026-01-31 09:30"),
        pd.Timestamp("2026-01-31 00:00:00.000000001"),
        pd.Timestamp("2026-01-31", tz="Europe/Berlin"),
        np.datetime64("2026-01-31T09:30"),
        np.datetime64("2026-01-31T00:00:00.000000001"),
        dt.datetime(2026, 1, 31),  # noqa: DTZ001 - a moment without a zone
    ],
    ids=repr,
)
def test_a_time_of_day_is_no_date(value: object) -> None:
    assert refused("last_visit", value) == (
        "`last_visit` is a date such as 2026-01-31, not a date with a time: "
        "a date has no time of day; use `.date()`"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("last_visit", np.datetime64("2026-01")),
        ("last_visit", np.datetime64("2026")),
        ("last_visit", np.datetime64("10000-01-01")),
        ("last_visit", np.timedelta64(3, "D")),
        ("visits", np.complex128(3)),
        ("visits", np.bool_(True)),  # noqa: FBT003 - the value
        ("visits", np.array(3)),
        ("visits", np.str_("3")),
        ("price_primary", np.int64(1)),
        ("town", np.bytes_(b"Bonn")),
    ],
    ids=repr,
)
def test_other_scalars_are_refused(name: str, value: object) -> None:
    assert f"`{name}` is " in refused(name, value)


def test_today_may_be_a_timestamp_at_midnight() -> None:
    days: list[Any] = [pd.Timestamp("2026-01-31"), np.datetime64("2026-01-31")]
    for day in days:
        assert POLICY.evaluate({}, today=day).outcome.today == DAY
    assert POLICY.evaluate({}, today=pd.NaT).outcome.today is None
    with pytest.raises(FactsError, match="not a date with a time"):
        POLICY.evaluate({}, today=pd.Timestamp("2026-01-31 09:30"))


def test_the_records_of_a_table() -> None:
    frame = pd.DataFrame({
        "level": ["some", None],
        "visits": pd.array([3, None], dtype="Int64"),
        "price_primary": pd.array([True, None], dtype="boolean"),
        "last_visit": pd.to_datetime(["2026-01-31", None]),
        "margin": [0.5, float("nan")],
    })  # fmt: skip
    # What the page on embedding tells to do with columns of plain floats and objects.
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    first, second = (POLICY.evaluate(record) for record in records)
    assert dict(first.outcome.facts) == {
        "level": "some", "visits": 3, "price_primary": True, "last_visit": DAY,
        "margin": Fraction(1, 2),
    }  # fmt: skip
    assert dict(second.outcome.facts) == {}


def test_numbers_of_any_kind_are_equal() -> None:
    values = [3, 3.0, Decimal(3), Fraction(3), np.int8(3), np.float16(3)]
    assert {read("margin", value) for value in values} == {3}


def test_neither_library_is_imported() -> None:
    script = (
        "import sys, relrules\n"
        "policy = relrules.shipped('customer_relationship')\n"
        "list(policy.evaluate_many([{}, {'price_primary': True}]))\n"
        "policy.facts_schema()\n"
        "print(sorted({'numpy', 'pandas', 'pydantic', 'click', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=ENVIRONMENT, capture_output=True, check=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
