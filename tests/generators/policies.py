"""Whole policies, as text with their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from random import Random

from attrs import evolve, frozen
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from hypothesis.vendor.pretty import RepresentationPrinter

import relrules
from generators import coverage
from generators.advices import advice, ensure
from generators.defines import define
from generators.dimensions import dimension
from generators.examples import example
from generators.fact_types import facts, scale
from generators.facts import Known
from generators.grades import grade
from generators.heads import policy
from generators.layout import laid_out
from generators.lists import list_of_records
from generators.questionnaires import questionnaire
from generators.scope import (
    AdviceNamed,
    ListNamed,
    Named,
    NoAnswerError,
    Record,
    Scope,
    UndecidedError,
)
from generators.scores import score, with_range
from generators.values import Value
from generators.words import Declaration, Keyword, Spelled
from relrules import Policy, PolicyError

SEEDS = st.integers(0, 2**32 - 1)


@frozen(slots=False, repr=False)
class Generated:
    """A policy as text, with what it declares and what that means."""

    text: str
    scope: Scope

    def __repr__(self) -> str:
        """Return the text: that is what a failing example must show."""
        return f"<policy\n{self.text}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:  # noqa: FBT001 - the protocol of Hypothesis
        printer.text(repr(self))

    @cached_property
    def policy(self) -> Policy:
        """Return the policy, loaded; that it can be is what the generator promises."""
        return relrules.load_text(self.text)

    def meaning(self, known: Known) -> dict[str, Value | None]:
        """Return every result that what is known decides, by the generator's own reckoning.

        Results of records are by their slot, as in `contacts[1].rung`; `None` is no answer. Of a
        complete record every result is decided.
        """
        record = record_of(known)
        found = dict(_told(record, self.scope.results))
        for of in self.scope.every_list:
            for inner in _records(record, of):
                found |= {
                    inner.slot(of.id, name): value for name, value in _told(inner, of.results)
                }
        return found

    def advice(self, known: Known) -> dict[str, bool | tuple[bool | None, ...]]:
        """Return which advice is given, as far as what is known decides it.

        Advice for each record of a list is told of each, with `None` where it is not decided.
        """
        record = record_of(known)
        lists = {of.id: of for of in self.scope.every_list}
        found: dict[str, bool | tuple[bool | None, ...]] = {}
        for piece in self.scope.advice:
            if piece.for_each is not None:
                each = _records(record, lists[piece.for_each])
                if piece.for_each in known.lists:
                    found[piece.id] = tuple(_is_given(piece, one) for one in each)
                continue
            given = _is_given(piece, record)
            if given is not None:
                found[piece.id] = given
        return found


def record_of(known: Known) -> Record:
    """Return what is known as the generator's meanings read it."""
    return Record(known.facts, known.today, known.lists)


def _records(record: Record, of: ListNamed) -> list[Record]:
    return record.records(of.id) if of.id in record.lists else []


def _told(record: Record, results: tuple[Named, ...]) -> Iterator[tuple[str, Value | None]]:
    for named in results:
        try:
            yield named.id, named.meaning(record)
        except NoAnswerError:
            yield named.id, None
        except UndecidedError:
            pass


def _is_given(advice: AdviceNamed, record: Record) -> bool | None:
    """Return whether advice is given, `None` where what is known does not tell."""
    try:
        return advice.meaning(record)
    except NoAnswerError:
        return False
    except UndecidedError:
        return None


@st.composite
def policies(draw: DrawFn, *, examples: bool = False) -> Generated:
    """Draw a policy with some of everything, its declarations in any order."""
    head, first, scope = _started(draw, most_facts=3)
    rest: list[Declaration] = []
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))
    # Something with points comes first, so that there is something to add up.
    for kind in [dimension, *kinds]:
        declared, scope = kind(draw, scope)
        rest.append(declared)
    if draw(st.booleans()):
        rest = draw(st.permutations([*first, *rest]))
        first = []
    found = _generated(scope, [head, *first, *rest], draw(SEEDS))
    if examples:
        every = [with_range(draw, scope, one, found.policy) for one in (*first, *rest)]
        worked = [example(draw, scope, found.policy) for _ in range(draw(st.integers(1, 2)))]
        found = _generated(scope, [head, *every, *worked], draw(SEEDS))
    coverage.count(scope.met)
    return found


@st.composite
def single(draw: DrawFn) -> Generated:
    """Draw a policy of one dimension, grade or advice about facts alone.

    Its conditions compare facts with constants, so that the interpreter must be exact.
    """
    head, first, scope = _started(draw, most_facts=3, groups=False)
    scope = evolve(scope, exact=True)
    kind = draw(st.sampled_from([dimension, grade, advice]))
    declared, scope = kind(draw, scope)
    coverage.count(scope.met)
    return _generated(scope, [head, *first, declared], draw(SEEDS))


@st.composite
def small(draw: DrawFn) -> Generated:
    """Draw a policy of few facts with few values each, so that all completions can be tried."""
    seed = draw(SEEDS)
    scope = Scope(rng=Random(seed), plain=True, small=True)  # noqa: S311 - no secret: one seed gives one policy
    head: list[Declaration] = []
    kinds = draw(st.lists(st.sampled_from([facts, *GROUPS]), min_size=1, max_size=3))
    scales = [kind for kind in kinds if kind is scale][:1]
    for kind in [*scales, facts, *(kind for kind in kinds if kind is not scale)]:
        declared, scope = kind(draw, scope)
        head.append(declared)
    for kind in draw(st.lists(st.sampled_from(SMALL_KINDS), min_size=1, max_size=4)):
        declared, scope = kind(draw, scope)
        head.append(declared)
    coverage.count(scope.met)
    return _generated(scope, [Declaration((Keyword("POLICY"), Spelled(("p",)))), *head], 0)


def _started(
    draw: DrawFn, most_facts: int, *, groups: bool = True
) -> tuple[Declaration, list[Declaration], Scope]:
    lang = draw(st.sampled_from(["en", "en", "zh"]))
    seed = draw(SEEDS)
    scope = Scope(lang=lang, rng=Random(seed), plain=seed == 0)  # noqa: S311 - no secret: one seed gives one policy
    head, scope = policy(draw, scope)
    found: list[Declaration] = []
    kinds: list[Declare] = [facts] * draw(st.integers(1, most_facts))
    if groups:
        drawn = draw(st.lists(st.sampled_from(GROUPS), max_size=3))
        kinds = [*(kind for kind in drawn if kind is scale), *kinds]
        kinds += [kind for kind in drawn if kind is not scale]
    for kind in kinds:
        declared, scope = kind(draw, scope)
        found.append(declared)
    return head, found, scope


def _generated(scope: Scope, declared: list[Declaration], seed: int) -> Generated:
    text, met = laid_out(declared, seed)
    scope.met.update(met)
    found = Generated(text, scope)
    try:
        if any(line.lstrip().startswith("+") for line in found.text.splitlines()):
            # A row whose value begins with a plus would go on the line above.
            reject()
        _ = found.policy
    except PolicyError as error:
        if any(d.code == "too-many-digits" for d in error.diagnostics):
            # How many digits a calculation may need is left to the check.
            reject()
        raise
    return found


Declare = Callable[[DrawFn, Scope], tuple[Declaration, Scope]]
GROUPS: tuple[Declare, ...] = (scale, scale, questionnaire, list_of_records, list_of_records)
KINDS: tuple[Declare, ...] = (
    define,
    define,
    dimension,
    dimension,
    dimension,
    score,
    score,
    grade,
    grade,
    grade,
    advice,
    advice,
    ensure,
    list_of_records,
)
"""What follows the facts of a policy, as often as it is worth having."""
SMALL_KINDS: tuple[Declare, ...] = (define, dimension, dimension, grade, grade, score, advice)
