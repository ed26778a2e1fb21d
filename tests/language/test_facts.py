"""What is read from data: every kind of value, every spelling of a fact, and every problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import pytest

from relrules import FactsError, Policy, load_text
from relrules.check.model import Value
from relrules.policy import FactsForm

POLICY = load_text("""\
policy deal
fact coach_level "Your coach" zh "教练作用" de "Dein Coach"
  levels
    none "No coach" zh "没有教练"
    some "Helps you" zh "有些帮助"
    commits
  also called "Coach__c", "coach (new)"
  missing "n/a", "无", 99
fact mood: choices friendly "Friendly" | hostile
fact visits "Visits" zh "拜访次数": number from 0 to 10 whole unit "visits"
  missing 999, -1, "keine"
fact margin: number decimals 2
fact any_number: number
fact price_primary "Price decides" zh "价格主导": yes or no
  missing "unsure"
fact last_visit: date
fact town: text
  missing "-"
define everything = coach_level = none and mood = hostile and visits > 3 and margin > 3
  and any_number > 3 and price_primary and last_visit > 2026-01-01 and town = "Bonn"
""")

AMBIGUOUS = load_text("""\
policy twice
fact first "Visits": number
fact second "Visits": number
fact third "first": number
fact size: levels small "Size" < large "Size"
define sum = first + second + third > 3 and size = large
""")


class Mood(Enum):
    HOSTILE = "hostile"


class Anything:
    def __repr__(self) -> str:
        raise AssertionError("a refused value is not asked how it looks")


def read(facts: Mapping[str, object], form: FactsForm = "python") -> dict[str, Value]:
    return dict(POLICY.evaluate(facts, form=form).outcome.facts)


def problems(
    facts: Mapping[str, object], form: FactsForm = "python", policy: Policy = POLICY
) -> list[tuple[str, str, str]]:
    with pytest.raises(FactsError) as caught:
        policy.evaluate(facts, form=form)
    return [(p.path, p.code, p.message) for p in caught.value.problems]


# ---- spellings of a fact --------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        "coach_level",
        "coach level",
        "Coach  Level",
        "COACH_LEVEL",
        "Your coach",
        "YOUR COACH",
        "教练作用",
        "教练 作用",
        "dein coach",
        "Coach__c",
        "coach__C",
        "coach (new)",
        " coach_level ",
    ],
)
def test_every_spelling_of_a_fact_is_read(spelling: str) -> None:
    assert read({spelling: "some"}) == {"coach_level": "some"}


@pytest.mark.parametrize("value", ["some", "Some", "SOME", "Helps you", "helps YOU", "有些帮助"])
def test_every_spelling_of_a_level_is_read(value: str) -> None:
    assert read({"coach_level": value}) == {"coach_level": "some"}


def test_a_name_goes_before_the_label_of_another() -> None:
    assert dict(AMBIGUOUS.evaluate({"first": 4}).outcome.facts) == {"first": 4}


def test_names_that_differ_in_case_alone_are_told_apart_by_their_exact_spelling() -> None:
    policy = load_text(
        "policy p\nfact Visits, visits: number\nfact size: levels S < s\n"
        "define d = Visits > visits and size = s\n"
    )
    facts = {"Visits": 1, "visits": 2, "size": "S"}
    assert dict(policy.evaluate(facts).outcome.facts) == facts
    assert problems({"VISITS": 1, "SIZE": "ſ"}, policy=policy) == [
        ("VISITS", "ambiguous-fact", "`VISITS` is the label of `Visits` and `visits`: use the name of one"),
        ("SIZE", "unknown-value", "`ſ` is the label of `S` and `s`: use the name of one"),
    ]  # fmt: skip


def test_a_label_of_two_facts_or_levels_is_refused() -> None:
    assert problems({"visits": 4, "size": "Size"}, policy=AMBIGUOUS) == [
        ("visits", "ambiguous-fact", "`visits` is the label of `first` and `second`: use the name of one"),
        ("size", "unknown-value", "`Size` is the label of `small` and `large`: use the name of one"),
    ]  # fmt: skip


@pytest.mark.parametrize("second", ["coach level", "Your coach", "教练作用", "Coach__c"])
def test_a_fact_is_given_once_under_all_its_spellings(second: str) -> None:
    assert problems({"coach_level": "some", second: "some"}) == [
        (second, "given-twice", f"`coach_level` and `{second}` are the same fact: give it once")
    ]


def test_a_key_that_no_fact_has_is_refused_with_a_suggestion() -> None:
    assert problems({"coach lvl": "some", "weather": 1, "today": dt.date(2026, 1, 1), 3: 4}) == [  # type: ignore[dict-item]
        ("coach lvl", "unknown-fact", "this policy has no fact `coach lvl`; did you mean `coach_level`?"),
        ("weather", "unknown-fact", "this policy has no fact `weather`"),
        ("today", "unknown-fact", "this policy has no fact `today`; the day of the evaluation is given apart, as `today`"),
        ("3", "unknown-fact", "the name of a fact must be a text"),
    ]  # fmt: skip


# ---- what is not known ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["python", "json", "text"])
def test_none_and_a_missing_key_are_unknown(form: FactsForm) -> None:
    assert read({"visits": None, "town": None, "last_visit": None}, form) == {}
    assert read({}, form) == {}


@pytest.mark.parametrize("cell", ["", " ", "\t \u3000"])
def test_an_empty_cell_is_unknown(cell: str) -> None:
    facts = dict.fromkeys(["coach_level", "visits", "price_primary", "last_visit", "town"], cell)
    assert read(facts, "text") == {}


def test_an_empty_text_is_a_text_where_there_are_no_cells() -> None:
    assert read({"town": ""}) == {"town": ""}
    assert read({"town": ""}, "json") == {"town": ""}
    assert problems({"coach_level": ""}) == [
        ("coach_level", "unknown-value", "`coach_level` is never ``; it is `none`, `some` or `commits`")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "form"),
    [
        ({"coach_level": "n/a", "visits": 999, "price_primary": "unsure", "town": "-"}, "python"),
        ({"coach_level": "N/A", "visits": -1, "price_primary": "Unsure"}, "python"),
        ({"coach_level": "无", "visits": Decimal("999.0")}, "json"),
        ({"coach_level": 99, "visits": 999.0}, "json"),
        ({"coach_level": "99", "visits": "999", "town": "-"}, "text"),
        ({"coach_level": "99.0", "visits": " -1 "}, "text"),
        ({"visits": "keine"}, "python"),
    ],
)
def test_declared_markers_are_unknown(facts: Mapping[str, object], form: FactsForm) -> None:
    assert read(facts, form) == {}


def test_a_marker_of_one_fact_is_none_of_another() -> None:
    assert read({"any_number": 999, "town": "n/a"}) == {"any_number": 999, "town": "n/a"}
    assert [code for _, code, _ in problems({"margin": "n/a", "mood": "-"}, "text")] == [
        "wrong-type",
        "unknown-value",
    ]


# ---- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (-3, -3),
        (3.0, 3),
        (0.1, Fraction(1, 10)),
        (1e-7, Fraction(1, 10**7)),
        (2.675, Fraction(2675, 1000)),
        (1e17, 10**17),
        (-0.0, 0),
        (Decimal("0.10"), Fraction(1, 10)),
        (Decimal("1E+3"), 1000),
        (Fraction(1, 3), Fraction(1, 3)),
        (10**18 - 1, 10**18 - 1),
    ],
)
def test_a_number_is_read_exactly(value: object, expected: Value) -> None:
    assert read({"any_number": value}) == {"any_number": expected}


def test_tenths_add_up() -> None:
    policy = load_text("policy p\nfact a, b: number\ndefine sum = a + b = 0.3\n")
    assert policy.evaluate({"a": 0.1, "b": 0.2}).to_dict()["unknown"] == []
    assert str(policy.evaluate({"a": 0.1, "b": 0.2}).outcome.values["sum"]) == (
        "Among(values=frozenset({True}))"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", 3), ("3.5", Fraction(7, 2)), (" -0.25 ", Fraction(-1, 4)), ("+4", 4), ("007", 7)],
)
def test_a_number_is_read_from_text_in_text_sources_only(text: str, expected: Value) -> None:
    assert read({"any_number": text}, "text") == {"any_number": expected}
    for form in ("python", "json"):
        assert [code for _, code, _ in problems({"any_number": text}, form)] == ["wrong-type"]


@pytest.mark.parametrize(
    "text",
    ["three", "1,5", "1.000,5", "1e3", "0x10", "3.", ".5", "--3", "3 visits", "½", "NaN", "inf"],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    assert problems({"any_number": text}, "text") == [
        ("any_number", "wrong-type", f"`any_number` is a number, not `{text}`")
    ]


@pytest.mark.parametrize("form", ["python", "json", "text"])
@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_never_numbers(value: bool, form: FactsForm) -> None:  # noqa: FBT001 - a parameter of the test
    word = "yes" if value else "no"
    assert problems({"any_number": value, "visits": value}, form) == [
        ("any_number", "wrong-type", f"`any_number` is a number, not {word}"),
        ("visits", "wrong-type", f"`visits` is a whole number from 0 to 10, not {word}"),
    ]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("Infinity")]
)
def test_what_is_not_finite_is_refused(value: float | Decimal) -> None:
    [(path, code, message)] = problems({"any_number": value})
    assert (path, code) == ("any_number", "wrong-type")
    assert message.startswith(f"`any_number` is a number, not {value}")


@pytest.mark.parametrize(
    "value",
    [10**18, pytest.param(10**5000, id="huge"), 1e18, 1e-18, 1e300, Decimal("1E+999999999")],
)
def test_a_number_of_too_many_digits_is_refused(value: object) -> None:
    [(_, code, message)] = problems({"any_number": value})
    assert code == "wrong-type"
    assert message.endswith(": numbers have 18 digits at most")


@pytest.mark.parametrize("value", [0, 10, 10.0, Decimal(10)])
def test_the_ends_of_a_range_are_in_it(value: object) -> None:
    assert read({"visits": value}) == {"visits": int(str(value).split(".")[0])}


@pytest.mark.parametrize("value", [11, 10.5, -2, 2.5])
def test_a_number_out_of_its_range_is_refused_and_not_unknown(value: float) -> None:
    assert problems({"visits": value}) == [
        ("visits", "out-of-range", f"`visits` is a whole number from 0 to 10, not {value}")
    ]


def test_a_number_has_no_more_places_than_it_may() -> None:
    assert read({"margin": Decimal("0.250")}) == {"margin": Fraction(1, 4)}
    assert problems({"margin": 0.125}) == [
        ("margin", "out-of-range", "`margin` is a number with at most 2 decimals, not 0.125")
    ]


# ---- yes and no, levels, dates, texts -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [("yes", True), ("No", False), (" YES ", True), ("是", True), ("否", False), ("TRUE", True), ("false", False)],
)  # fmt: skip
def test_yes_and_no_are_read_from_text_in_text_sources_only(text: str, expected: Value) -> None:
    assert read({"price_primary": text}, "text") == {"price_primary": expected}
    for form in ("python", "json"):
        assert problems({"price_primary": text}, form) == [
            ("price_primary", "wrong-type", f"`price_primary` is yes or no, not `{text}`: use true or false")
        ]  # fmt: skip


@pytest.mark.parametrize("value", [0, 1, 1.0, "1", "maybe"])
def test_nothing_else_is_yes_or_no(value: object) -> None:
    assert [code for _, code, _ in problems({"price_primary": value}, "text")] == ["wrong-type"]


def test_levels_are_texts_or_enums_of_texts() -> None:
    assert read({"mood": Mood.HOSTILE}) == {"mood": "hostile"}
    assert problems({"mood": 1, "coach_level": True}) == [
        ("mood", "wrong-type", "`mood` is `friendly` or `hostile`, not 1"),
        ("coach_level", "wrong-type", "`coach_level` is `none`, `some` or `commits`, not yes"),
    ]
    assert problems({"mood": "frendly", "coach_level": "strong"}) == [
        ("mood", "unknown-value", "`mood` is never `frendly`; did you mean `friendly`?"),
        ("coach_level", "unknown-value", "`coach_level` is never `strong`; it is `none`, `some` or `commits`"),
    ]  # fmt: skip


def test_a_date_is_a_date_and_an_iso_text_outside_python() -> None:
    day = dt.date(2026, 1, 31)
    assert read({"last_visit": day}) == {"last_visit": day}
    assert read({"last_visit": "2026-01-31"}, "json") == {"last_visit": day}
    assert read({"last_visit": " 2026-01-31 "}, "text") == {"last_visit": day}
    [(_, code, message)] = problems({"last_visit": "2026-01-31"})
    assert code == "wrong-type"
    assert message == (
        "`last_visit` is a date such as 2026-01-31, not `2026-01-31`: "
        "use `datetime.date`, or say that the values come from JSON or text"
    )


@pytest.mark.parametrize(
    "text", ["31.01.2026", "2026-02-30", "20260131", "2026-1-31", "2026-01-31T10:00", "2026-W05-6"]
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert problems({"last_visit": text}, "text") == [
        ("last_visit", "wrong-type", f"`last_visit` is a date such as 2026-01-31, not `{text}`")
    ]


def test_a_date_has_no_time() -> None:
    noon = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
    [(_, code, message)] = problems({"last_visit": noon})
    assert code == "wrong-type"
    assert message == (
        "`last_visit` is a date such as 2026-01-31, not a date with a time: "
        "a date has no time of day; use `.date()`"
    )
    with pytest.raises(
        FactsError, match="`today` is a date without a time, not a date with a time"
    ):
        POLICY.evaluate({}, today=noon)


def test_a_text_stays_as_it_is() -> None:
    assert read({"town": "  Bonn\n"}, "text") == {"town": "  Bonn\n"}
    assert problems({"town": 3}) == [("town", "wrong-type", "`town` is a text, not 3")]
    [(_, code, message)] = problems({"town": "Bo\u202enn"})
    assert code == "invalid-text"
    assert "U+202E" in message


# ---- a whole record -------------------------------------------------------------------------


def test_all_problems_of_a_record_are_told_at_once() -> None:
    facts = {"visits": 11, "nobody": 1, "mood": "hostile", "town": 3, "last_visit": Anything()}
    assert [(path, code) for path, code, _ in problems(facts)] == [
        ("visits", "out-of-range"),
        ("nobody", "unknown-fact"),
        ("town", "wrong-type"),
        ("last_visit", "wrong-type"),
    ]
    with pytest.raises(FactsError) as caught:
        POLICY.evaluate(facts)
    assert str(caught.value).count(";") == 3


@pytest.mark.parametrize("facts", [None, 3, [("visits", 3)], "visits"])
def test_facts_are_a_mapping(facts: object) -> None:
    [(path, code, message)] = problems(facts)  # type: ignore[arg-type]
    assert (path, code) == ("", "wrong-type")
    assert message.startswith("facts are a mapping, or an object of ")


def test_facts_are_captured_at_the_call() -> None:
    facts: dict[str, object] = {"visits": 3}
    result = POLICY.evaluate(facts)
    facts["visits"] = 4
    assert dict(result.outcome.facts) == {"visits": 3}
