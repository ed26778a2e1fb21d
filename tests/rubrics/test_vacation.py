"""The vacation days of the challenge, for all ages and years of service at the borders."""

from __future__ import annotations

import itertools

import pytest

from rubrics.published import Case, check, check_span, check_unknown

AGES = (14, 17, 18, 44, 45, 59, 60, 100)
SERVICE = (0, 14, 15, 29, 30, 80)
# Age, years of service, and the days that the words of the challenge give.
PUBLISHED = [(16, 1, 27), (25, 5, 22), (44, 20, 24), (44, 30, 30), (50, 20, 24), (60, 20, 30)]


def days(age: int, service: int) -> int:
    five = age < 18 or age >= 60 or service >= 30
    three = age >= 60 or service >= 30
    two = not five and (15 <= service < 30 or age >= 45)
    return 22 + 5 * five + 3 * three + 2 * two


@pytest.mark.parametrize(("age", "service", "published"), PUBLISHED)
def test_published_answers(age: int, service: int, published: int) -> None:
    case = Case({"age": age, "service": service}, {"days": published})
    check("vacation", case)
    check_unknown("vacation", case)


def test_all_borders() -> None:
    for age, service in itertools.product(AGES, SERVICE):
        check("vacation", Case({"age": age, "service": service}, {"days": days(age, service)}))


@pytest.mark.parametrize("service", SERVICE)
def test_an_unknown_age_spans_exactly_its_days(service: int) -> None:
    check_span("vacation", {"service": service}, "age", AGES, "days")


@pytest.mark.parametrize("age", AGES)
def test_unknown_years_of_service_span_exactly_their_days(age: int) -> None:
    check_span("vacation", {"age": age}, "service", SERVICE, "days")
