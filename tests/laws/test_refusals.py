"""Only the library's own error escapes, whatever text is loaded and whatever facts are given."""

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generators import facts
from generators.policies import Generated, policies
from relrules import FactsError, Policy, PolicyError, RelrulesError, load, load_text
from relrules.syntax.keywords import table

MORE = settings(max_examples=2 * settings().max_examples)
WORDS = [s for keyword in table().keywords.values() for s in keyword.spellings]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(list(' \n\n\t(),:=<>+-*/|{}`"“”＂（）：，＃#.0123456789年')),
    st.sampled_from(
        ["\n  ", "x", "y", "fact x: ", "when x", '"t"', "zh", "2026-02-30", "\r", "\0"]
    ),
    st.text(st.characters(exclude_categories=()), max_size=3),
)


def load_or_refuse(text: str) -> None:
    """Load a text; where it is refused, its diagnostics can be shown, and point into it."""
    try:
        found = load_text(text).warnings
    except PolicyError as error:
        found = error.diagnostics
        shown = str(error)
        refused = any(d.is_error for d in found)
        if not (shown and refused):
            raise AssertionError(text) from error
    for diagnostic in found:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end
        assert diagnostic.span.end <= len(diagnostic.span.source.text)


@MORE
@given(st.text(st.characters(exclude_categories=())))
@example("policy p\n  yes  or  no\n")
def test_any_text_is_loaded_or_refused(text: str) -> None:
    """Domain: any text, lone surrogates included."""
    load_or_refuse(text)


@MORE
@given(st.lists(PIECES, max_size=60))
def test_any_words_are_loaded_or_refused(pieces: list[str]) -> None:
    """Domain: words of the language and marks in any order."""
    text = "".join(pieces)
    load_or_refuse(text)
    load_or_refuse(" ".join(pieces))


@MORE
@given(policies(examples=True), st.data())
def test_a_mutated_policy_is_loaded_or_refused(generated: Generated, data: st.DataObject) -> None:
    """Domain: sound policies in which lines or words were dropped, doubled, swapped or replaced."""
    text = generated.text
    for _ in range(data.draw(st.integers(1, 4))):
        text = data.draw(mutated(text))
    load_or_refuse(text)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    between = draw(st.sampled_from(["\n", " ", ""]))
    parts = (text.split(between) if between else list(text)) or [""]
    places = st.integers(0, len(parts) - 1)
    at, other = draw(places), draw(places)
    match draw(st.sampled_from(["drop", "double", "swap", "replace", "cut"])):
        case "drop":
            del parts[at]
        case "double":
            parts.insert(other, parts[at])
        case "swap":
            parts[at], parts[other] = parts[other], parts[at]
        case "cut":
            parts = parts[:at]
        case _:
            parts[at] = draw(PIECES)
    return between.join(parts)


ENCODINGS = ("utf-8", "UTF8", "utf-16", "gb18030", "big5", "latin-1", "ascii", "utf-8-sig")
STRANGE = ("hex", "rot13", "idna", "punycode", "undefined", "zlib", "unicode_escape", "", "no such")


@given(data=st.data())
def test_any_file_is_loaded_or_refused(tmp_path_factory: Any, data: st.DataObject) -> None:  # noqa: ANN401 - pytest's own
    """Domain: any bytes, and policies in any encoding, read in any encoding."""
    text = 'policy p "策略"\nfact x "é": yes or no\nadvice a\n  when x\n'
    encoded = st.sampled_from(ENCODINGS).map(lambda e: text.encode(e, "replace"))
    content = data.draw(st.one_of(st.binary(max_size=200), encoded))
    path = Path(tmp_path_factory.mktemp("laws")) / "p.rel"
    path.write_bytes(content)
    encoding = data.draw(st.sampled_from([*ENCODINGS, *STRANGE, "a\0b", "\ud800"]))
    try:
        said = load(path, encoding=encoding).name
    except RelrulesError as error:
        said = str(error)
    assert said


@pytest.mark.parametrize("path", ["", ".", "no such file", "a\0b", "\ud800", "x" * 5000])
def test_any_path_is_refused(path: str) -> None:
    with pytest.raises(RelrulesError):
        load(path)


# ---- facts ----------------------------------------------------------------------------------


class TrapError(Exception):
    """Raised by objects that run code when they are looked at."""


def spring(*_args: object) -> NoReturn:
    raise TrapError


class Hostile:
    """Everything that Python may ask of a value raises."""

    __eq__ = __hash__ = __str__ = __repr__ = __bool__ = __len__ = __iter__ = spring
    __int__ = __float__ = __index__ = __format__ = __lt__ = __call__ = spring


class HostileClass:
    """An object that raises when it is asked for its class."""

    @property  # type: ignore[misc] # the point of it
    def __class__(self) -> NoReturn:  # type: ignore[override] # the same
        raise TrapError


class HostileText(str):
    __slots__ = ()
    __eq__ = __hash__ = __str__ = __len__ = __iter__ = __getitem__ = __contains__ = spring
    strip = casefold = replace = spring


class HostileWhole(int):
    __int__ = __eq__ = __hash__ = __abs__ = __str__ = __lt__ = __ge__ = __index__ = spring


class HostileDay(dt.date):
    __eq__ = __hash__ = __lt__ = __gt__ = __sub__ = isoformat = __str__ = spring


class Kind(enum.Enum):
    TEXT = "none"
    NUMBER = 3


class HostileMapping(Mapping[str, object]):
    """A mapping that raises in one of its methods."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __getitem__(self, key: str) -> object:
        return spring() if self.where == "getitem" else 1

    def __iter__(self) -> Iterator[str]:
        return spring() if self.where == "iter" else iter(["x"])

    def __len__(self) -> int:
        return spring() if self.where == "len" else 1


class Nested(dict[str, object]):
    """A dictionary whose items are no pairs."""

    def items(self) -> Any:  # noqa: ANN401 - deliberately wrong
        return [(1, 2, 3), None]


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=()), max_size=10),
    st.binary(max_size=5),
    st.decimals(),
    st.fractions(),
    st.dates(),
    st.datetimes(),
    st.complex_numbers(),
    st.builds(Hostile),
    st.builds(HostileClass),
    st.builds(HostileText, st.just("x")),
    st.builds(HostileWhole, st.just(3)),
    st.builds(HostileDay, st.just(2026), st.just(1), st.just(31)),
    st.sampled_from([*Kind, Decimal("sNaN"), Decimal("1e999999"), Decimal("-0"), int, Hostile]),
    # Built late: Python refuses to write numbers of so many digits, and so to show the strategy.
    st.builds(lambda sign: sign * 10**5000, st.sampled_from([1, -1])),
    st.builds(lambda top: Fraction(top, 3**9000), st.sampled_from([1, 10])),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner), max_leaves=5
)
MAPPINGS = st.sampled_from(["getitem", "iter", "len"]).map(HostileMapping) | st.builds(Nested)


def weigh(policy: Policy, given_: Any, today: Any) -> None:  # noqa: ANN401 - any object at all
    """Evaluate; what is not accepted is refused, with problems that can be shown."""
    for form in ("python", "json", "text"):
        try:
            said = policy.evaluate(given_, today, form=form).to_json()
        except FactsError as error:
            said = str(error)
            problems = error.problems
        else:
            problems = ()
        assert said
        for problem in problems:
            assert {type(problem.path), type(problem.message)} == {str}


@MORE
@given(policies(), st.data())
def test_any_value_of_a_fact_is_read_or_refused(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy; any object as the value of its facts, and as today."""
    names = [fact.id for fact in generated.scope.facts]
    names += [of.id for of in generated.scope.every_list]
    given_ = {name: data.draw(VALUES) for name in names}
    weigh(generated.policy, given_, data.draw(st.none() | VALUES))


@MORE
@given(data=st.data())
def test_any_object_is_read_or_refused_as_facts(data: st.DataObject) -> None:
    """Domain: one policy; any object in place of the facts, and any object as a key."""
    policy = load_text("policy p\nfact x: number\nadvice a\n  when x > 3")
    keys = SCALARS.filter(has_hash)
    given_ = data.draw(st.one_of(VALUES, MAPPINGS, st.dictionaries(keys, VALUES, max_size=3)))
    weigh(policy, given_, None)


def has_hash(key: object) -> bool:
    """Return whether an object can be a key at all, and be looked at while it is drawn."""
    if type(key) is HostileClass:
        return False
    try:
        hash(key)
    except (TypeError, TrapError):
        return False
    return True


def test_a_key_that_turns_hostile_is_refused() -> None:
    class Pairs(dict[object, object]):
        def items(self) -> Any:  # noqa: ANN401 - deliberately wrong
            return [(HostileText("x"), 1), (Hostile(), 2), (HostileClass(), 3)]

    policy = load_text("policy p\nfact x: number\nadvice a\n  when x > 3")
    with pytest.raises(RelrulesError) as caught:
        policy.evaluate(Pairs())  # type: ignore[arg-type]
    assert str(caught.value)


@given(policies(), st.data())
def test_an_unknown_key_is_refused_beside_good_ones(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy and facts, with a key that no fact has."""
    known = data.draw(facts.partial(generated.scope))
    stranger = data.draw(st.text(st.characters(exclude_categories=()), max_size=8))
    with pytest.raises(FactsError) as caught:
        generated.policy.evaluate({**known.given, f"~{stranger}": 1}, known.today)
    assert [problem.code for problem in caught.value.problems] == ["unknown-fact"]
