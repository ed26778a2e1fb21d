"""Facts from objects: attrs classes, dataclasses and pydantic models."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import ClassVar, NamedTuple

import attrs
import pydantic
import pytest

from relrules import FactsError, Policy, load_text
from relrules.check.model import Value
from relrules.evaluate.fields import Record

POLICY: Policy = load_text("""\
policy deal
fact coach_level "Your coach": levels none < some < commits
fact visits: number from 0 to 10 whole
fact last_visit: date
  also called "class"
define all_of_it = coach_level = none and visits > 3 and last_visit > 2026-01-01
""")
LISTED = """\
policy deal
list contacts
  fact warm: yes or no
define people = count of contacts where warm
"""
DAY = dt.date(2026, 1, 31)
EXPECTED = {"coach_level": "some", "visits": 3, "last_visit": DAY}


class Level(Enum):
    SOME = "some"


@dataclasses.dataclass
class Plain:
    coach_level: str | None
    visits: int
    last_visit: dt.date | None = None
    kind: ClassVar[str] = "deal"
    _cache: str = "mine"

    @property
    def total(self) -> int:
        raise AssertionError("properties are not read")


@dataclasses.dataclass(slots=True, frozen=True)
class Slotted:
    coach_level: Level
    visits: int
    last_visit: dt.date


@attrs.define
class Attrs:
    coach_level: str
    visits: int
    last_visit: dt.date
    _hidden: int = 7


class Model(pydantic.BaseModel):
    coach_level: str
    visits: int
    last_visit: dt.date
    _hidden: int = 7


class OpenModel(Model):
    model_config = pydantic.ConfigDict(extra="allow")


@pydantic.dataclasses.dataclass
class Validated:
    coach_level: str
    visits: int
    last_visit: dt.date


def read(record: Record) -> Mapping[str, Value]:
    return dict(POLICY.evaluate(record).outcome.facts)


def problems(record: object, policy: Policy = POLICY) -> list[tuple[str, str, str]]:
    with pytest.raises(FactsError) as caught:
        policy.evaluate(record)  # type: ignore[arg-type]  # wrong on purpose
    return [(p.path, p.code, p.message) for p in caught.value.problems]


@pytest.mark.parametrize(
    "record",
    [
        Plain("some", 3, DAY),
        Slotted(Level.SOME, 3, DAY),
        Attrs("some", 3, DAY),
        Model(coach_level="some", visits=3, last_visit=DAY),
        OpenModel(coach_level="some", visits=3, last_visit=DAY),
        Validated("some", 3, DAY),
    ],
    ids=lambda record: type(record).__name__,
)
def test_the_fields_of_an_object_are_facts(record: Record) -> None:
    assert read(record) == EXPECTED


def test_none_in_a_field_is_unknown() -> None:
    assert read(Plain(None, 3)) == {"visits": 3}


@pytest.mark.parametrize(
    "made",
    [
        dataclasses.make_dataclass("Made", ["coach_lvl"])("some"),
        attrs.make_class("Made", ["coach_lvl"])("some"),
        pydantic.create_model("Made", coach_lvl=(str, ...))(coach_lvl="some"),
        OpenModel(coach_level="some", visits=3, last_visit=DAY, coach_lvl="some"),  # type: ignore[call-arg]
    ],
    ids=["dataclass", "attrs", "pydantic", "extra"],
)
def test_a_field_that_is_no_fact_is_refused_as_a_key_is(made: object) -> None:
    message = "this policy has no fact `coach_lvl`; did you mean `coach_level`?"
    assert problems(made) == [("coach_lvl", "unknown-fact", message)]


def test_a_value_of_a_field_is_held_to_the_fact() -> None:
    assert [(p, c) for p, c, _ in problems(Plain("sum", 30))] == [
        ("coach_level", "unknown-value"),
        ("visits", "out-of-range"),
    ]


def test_a_field_that_cannot_be_read_costs_nothing_else() -> None:
    record = Attrs.__new__(Attrs)
    record.visits = 30
    assert problems(record) == [
        ("coach_level", "wrong-type", "`coach_level` cannot be read: a value of type `AttributeError`"),
        ("visits", "out-of-range", "`visits` is a whole number from 0 to 10, not 30"),
        ("last_visit", "wrong-type", "`last_visit` cannot be read: a value of type `AttributeError`"),
    ]  # fmt: skip


def test_a_class_is_no_record() -> None:
    [(path, code, message)] = problems(Plain)
    assert (path, code) == ("", "wrong-type")
    assert message == (
        "facts are a mapping, or an object of an attrs class, a dataclass or a pydantic model, "
        "not the class `Plain` itself"
    )


def test_an_object_that_makes_its_own_mapping_is_sent_there() -> None:
    class Series:
        def to_dict(self) -> dict[str, object]:
            raise AssertionError("not called")

    [(_, _, message)] = problems(Series())
    assert message.endswith("not a value of type `Series`; use its `.to_dict()`")


def test_a_mapping_that_raises_is_a_problem_of_its_record() -> None:
    class Broken(Mapping[str, object]):
        def __getitem__(self, key: str) -> object:
            raise RuntimeError(key)

        def __iter__(self) -> Iterator[str]:
            return iter(["visits"])

        def __len__(self) -> int:
            return 1

    message = "the facts cannot be read: a value of type `RuntimeError`"
    assert problems(Broken()) == [("", "wrong-type", message)]


def test_a_record_of_a_list_is_named() -> None:
    policy = load_text(LISTED)
    for record, seen in ((None, "None"), ("Wu", "`Wu`")):
        with pytest.raises(FactsError) as caught:
            policy.evaluate({"contacts": [{"warm": True}, record]})
        [problem] = caught.value.problems
        assert problem.path == "contacts[2]"
        assert problem.message.startswith("`contacts[2]` is a record: a mapping, or an object of ")
        assert problem.message.endswith(f", not {seen}")


def test_a_named_tuple_is_sent_to_its_mapping() -> None:
    class Row(NamedTuple):
        warm: bool

    policy = load_text(LISTED)
    for given in (Row(warm=True), {"contacts": [Row(warm=True)]}):
        with pytest.raises(FactsError, match=r"not a value of type `Row`; use its `\._asdict\(\)`"):
            policy.evaluate(given)  # type: ignore[arg-type]  # wrong on purpose


def test_a_table_is_sent_to_its_records() -> None:
    class Table:
        def __iter__(self) -> Iterator[str]:
            raise AssertionError("not called")

        def iterrows(self) -> None:
            raise AssertionError("not called")

        def to_dict(self, how: str) -> None:
            raise AssertionError(how)

    policy = load_text(LISTED)
    with pytest.raises(FactsError) as caught:
        policy.evaluate({"contacts": Table()})
    [problem] = caught.value.problems
    assert (problem.path, problem.message) == (
        "contacts",
        '`contacts` is a list of records, not a value of type `Table`; use its `.to_dict("records")`',
    )
    with pytest.raises(FactsError, match=r'a table has its records in `\.to_dict\("records"\)`'):
        policy.evaluate(Table())  # type: ignore[arg-type]  # wrong on purpose
