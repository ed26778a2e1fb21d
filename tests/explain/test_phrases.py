"""The table of phrases, and that every use fills the places it has."""

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest

import relrules.explain
from relrules.check.interval import Interval
from relrules.explain import phrases
from relrules.explain.phrases import LANGUAGES, Phrase
from relrules.explain.values import languages

FOLDER = Path(relrules.explain.__file__).parent
# One language may need a place that another does without.
UNEVEN = {Phrase.LIMIT}


def slots(phrase: Phrase) -> set[str]:
    return {slot for text in phrase.value for slot in re.findall(r"\{(\w+)\}", text)}


@pytest.mark.parametrize("phrase", Phrase)
def test_a_phrase_is_there_in_every_language_with_the_same_places(phrase: Phrase) -> None:
    assert len(phrase.value) == len(LANGUAGES)
    if phrase not in UNEVEN:
        found = [set(re.findall(r"\{(\w+)\}", text)) for text in phrase.value]
        assert all(places == found[0] for places in found)
    english, chinese = phrase.value
    assert not re.search(r"[\u2e80-\u9fff]", english)
    assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", chinese))
    assert not re.search(r"[,;:!?]", chinese)


def test_every_phrase_is_used() -> None:
    sources = "".join(f.read_text("utf-8") for f in FOLDER.glob("*.py"))
    assert [p.name for p in Phrase if not re.search(rf"Phrase\.{p.name}\b", sources)] == []


def test_every_use_fills_the_places_of_its_phrase() -> None:
    wrong = []
    for file in FOLDER.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            used = filled(call)
            if used is not None and used[1] != slots(used[0]):
                wrong.append((file.name, used[0].name))
    assert wrong == []


def filled(node: ast.AST) -> tuple[Phrase, set[str]] | None:
    """Return the phrase that is said and the places that are filled, where both are written out."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != "say" or any(k.arg is None for k in node.keywords):
        return None
    for place in (node.func.value, *node.args[:1]):
        if isinstance(place, ast.Attribute) and ast.unparse(place.value) == "Phrase":
            return Phrase[place.attr], {k.arg for k in node.keywords if k.arg}
    return None


def test_languages_are_those_of_the_values() -> None:
    assert languages() == LANGUAGES


@pytest.mark.parametrize(
    ("phrase", "lang", "filled_in", "expected"),
    [
        (Phrase.AT_LEAST, "zh", {"value": "3"}, "不低于 3"),
        (Phrase.AT_LEAST, "zh", {"value": "“甲”"}, "不低于“甲”"),
        (Phrase.AT_LEAST, "zh", {"value": "目标"}, "不低于目标"),
        (Phrase.AT_LEAST, "en", {"value": "{name}"}, "at least {name}"),
    ],
)
def test_chinese_sets_only_numbers_apart(
    phrase: Phrase, lang: str, filled_in: dict[str, str], expected: str
) -> None:
    assert phrase.say(lang, **filled_in) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0 points"),
        (1, "1 point"),
        (-1, "-1 points"),
        (Fraction(5, 2), "2.5 points"),
        (Fraction(7, 3), "about 2.33 points"),
        (Fraction(1, 3000), "0.000333333 points"),
    ],
)
def test_points_are_counted_as_people_do(value: int | Fraction, expected: str) -> None:
    assert phrases.points(value, "en") == expected


@pytest.mark.parametrize(
    ("low", "high", "english", "chinese"),
    [
        (3, 3, "3", "3"),
        (2, 12, "2 to 12", "2 至 12"),
        (None, 4, "4 or less", "不高于 4"),
        (4, None, "4 or more", "不低于 4"),
        (None, None, "any number", "任意数值"),
    ],
)
def test_what_a_number_can_still_be(
    low: int | None, high: int | None, english: str, chinese: str
) -> None:
    assert phrases.interval(Interval(low, high), "en") == english
    assert phrases.interval(Interval(low, high), "zh") == chinese
