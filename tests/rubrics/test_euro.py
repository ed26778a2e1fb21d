"""Conversion by way of the euro: the fixed rates, rounded half away from zero."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest

from rubrics.published import Answer, Case, check, check_unknown

RATES = {
    "mark": Decimal("1.95583"),
    "franc": Decimal("6.55957"),
    "lira": Decimal("1936.27"),
    "schilling": Decimal("13.7603"),
    "guilder": Decimal("2.20371"),
}
AMOUNTS = ("0", "0.01", "1", "-1", "99.99", "1000", "-1000", "1955.82", "-1955.83", "123456789.01")


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def case(amount: str, currency: str, target: str) -> Case:
    with localcontext(prec=60):
        euro = Decimal(amount) / RATES[currency]
        whole_cents, on_the_way = rounded(euro, 2), rounded(euro, 3)
        converted = rounded(on_the_way * RATES[target], 2)
    said: dict[str, Answer] = {
        "in_euro": Fraction(whole_cents),
        "in_between": Fraction(on_the_way),
        "converted": Fraction(converted),
        "size": "large" if abs(whole_cents) >= 1000 else "small",
    }
    facts = {"amount": Decimal(amount), "currency": currency, "target": target}
    return Case(facts, said)


CASES = [case(*given) for given in itertools.product(AMOUNTS, RATES, RATES)]


@pytest.mark.parametrize(
    ("amount", "currency", "euro"),
    [(1000, "mark", "511.29"), (100, "franc", "15.24"), (10000, "lira", "5.16")],
)
def test_published_amounts(amount: int, currency: str, euro: str) -> None:
    check("euro", Case({"amount": amount, "currency": currency}, {"in_euro": Fraction(euro)}))


def test_all_currencies_by_way_of_the_euro() -> None:
    for one in CASES:
        check("euro", one)


@pytest.mark.parametrize(("amount", "marks"), [("2904405", "2933.75"), ("-2904405", "-2933.75")])
def test_half_a_cent_is_rounded_away_from_zero(amount: str, marks: str) -> None:
    # Exactly 1500 euro, and 1500 × 1.95583 is 2933.745.
    half = case(amount, "lira", "mark")
    assert half.said["converted"] == Fraction(marks)
    check("euro", half)


@pytest.mark.parametrize("index", range(0, len(CASES), 12))
def test_unknown_facts(index: int) -> None:
    check_unknown("euro", CASES[index])
