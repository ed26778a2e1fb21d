"""Worked examples: what is expected is what the engine says of what is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct
from generators.facts import partial
from generators.names import texts
from generators.scope import AdviceNamed, ListNamed, Named, Scope
from generators.terms import ref
from generators.values import Choices, Levels, Option, Text, Value, decimal_text
from generators.words import (
    EQUALS,
    Clause,
    Declaration,
    Keyword,
    Quoted,
    Spelled,
    Words,
    constant,
    in_parentheses,
    number,
    separated,
)
from relrules import Policy, Result
from relrules.check.interval import Interval
from relrules.evaluate.possible import NO_ANSWER, Among, Possible, decided
from relrules.evaluate.reasons import costs
from relrules.syntax.nodes import AdviceState

STATES = {
    AdviceState.GIVEN: "",
    AdviceState.POSSIBLE: "POSSIBLE_",
    AdviceState.NOT_GIVEN: "NO_",
}


@construct("example")
def example(draw: DrawFn, scope: Scope, policy: Policy) -> Declaration:
    """Draw a record, and expect what the policy says of it."""
    known = draw(partial(scope))
    result = policy.evaluate(known.given, known.today)
    given = [_given(draw, scope, fact, known.facts.get(fact.id)) for fact in scope.facts]
    if known.today is not None:
        given.append((Spelled(("today",)), EQUALS, *constant(known.today)))
    expected = [_expected(draw, scope, named, result) for named in scope.results]
    expected += [_expected_advice(draw, scope, i, result) for i in range(len(scope.advice))]
    clauses = _lines(draw, "GIVEN", given)
    for of in scope.every_list:
        if of.id in known.lists:
            clauses += _given_records(draw, scope, of, known.lists[of.id])
    clauses += _lines(draw, "EXPECT", expected)
    scores = [named for named in scope.results if named.kind == "score"]
    if len(scores) == 1:
        lost = costs(policy.checked, result.outcome, scores[0].id)
        clauses.append(_reasons(draw, scope, [cost.dimension for cost in lost]))
    if not any(clause.words[0] == Keyword("EXPECT") for clause in clauses):
        # Nothing of it can be written out: an example must expect something.
        reject()
    return Declaration((Keyword("EXAMPLE"), *texts(scope)), tuple(clauses))


def _lines(draw: DrawFn, keyword: str, parts: list[Words]) -> list[Clause]:
    """Put parts on one line, or each on its own."""
    found = [part for part in parts if part]
    if draw(st.booleans()):
        return [Clause((Keyword(keyword), *part)) for part in found]
    return [Clause((Keyword(keyword), *separated(found)))] if found else []


def _given_records(
    draw: DrawFn, scope: Scope, of: ListNamed, records: Sequence[Mapping[str, Value]]
) -> list[Clause]:
    if not records:
        return [_given_none(draw, scope, of)]
    if not all(records):
        # A record of which nothing is known has no line of its own.
        reject()
    return _given_list(draw, scope, of, records)


@construct("given no records")
def _given_none(_draw: DrawFn, _scope: Scope, of: ListNamed) -> Clause:
    return Clause((Keyword("GIVEN_NO"), *(Spelled(of.spellings),)))


@construct("given records")
def _given_list(
    draw: DrawFn, scope: Scope, of: ListNamed, records: Sequence[Mapping[str, Value]]
) -> list[Clause]:
    lines = [Clause((Keyword("GIVEN"), Spelled(of.spellings)))]
    for record in records:
        parts = [_given(draw, scope, fact, record.get(fact.id)) for fact in of.facts]
        # A record of which nothing is known must still be a line.
        found = [part for part in parts if part] or [_given_unknown(draw, scope, of.facts[0])]
        lines.append(Clause(separated(found), deeper=True))
    return lines


@construct("given")
def _given(draw: DrawFn, scope: Scope, fact: Named, value: Value | None) -> Words:
    if value is None:
        return _given_unknown(draw, scope, fact) if draw(st.booleans()) else ()
    if not _is_written(value):
        raise AssertionError(value)
    return (*ref(fact), EQUALS, *constant(value, _options(fact)))


@construct("given unknown")
def _given_unknown(_draw: DrawFn, _scope: Scope, fact: Named) -> Words:
    return (*ref(fact), EQUALS, Keyword("UNKNOWN"))


def _expected(draw: DrawFn, scope: Scope, named: Named, result: Result) -> Words:
    """Return what is expected of a result; nothing where that cannot be written out."""
    possible: Possible = result.outcome.values[named.id]
    if possible == NO_ANSWER:
        return _expected_no_answer(draw, scope, named)
    value = decided(possible)
    if value is not None:
        return _expected_value(draw, scope, named, value) if _is_written(value) else ()
    match possible:
        case Among(values):
            return _expected_possible(draw, scope, named, sorted(values, key=str))
        case Interval(low, high) if low is not None and high is not None:
            if _is_written(low) and _is_written(high):
                return _expected_between(draw, scope, named, low, high)
        case _:
            pass
    return ()


@construct("expect a value")
def _expected_value(_draw: DrawFn, _scope: Scope, named: Named, value: Value) -> Words:
    return (*ref(named), EQUALS, *constant(value, _options(named)))


@construct("expect no answer")
def _expected_no_answer(_draw: DrawFn, _scope: Scope, named: Named) -> Words:
    return (*ref(named), Keyword("HAS_NO_ANSWER"))


@construct("expect between")
def _expected_between(
    _draw: DrawFn, _scope: Scope, named: Named, low: int | Fraction, high: int | Fraction
) -> Words:
    return (*ref(named), Keyword("BETWEEN"), *number(low), Keyword("AND"), *number(high))


@construct("expect possible")
def _expected_possible(_draw: DrawFn, _scope: Scope, named: Named, values: list[Value]) -> Words:
    listed = separated([constant(value, _options(named)) for value in values])
    return (*ref(named), Keyword("POSSIBLE"), *in_parentheses(listed))


@construct("expect advice")
def _expected_advice(draw: DrawFn, scope: Scope, index: int, result: Result) -> Words:
    advice = scope.advice[index]
    state = STATES[result.outcome.advice[advice.id]]
    of = next((of for of in scope.every_list if of.id == advice.for_each), None)
    each = result.outcome.each.get(advice.id, ())
    # Records of a list without a text have no title, and are called by their number.
    if of is None or not each or any(isinstance(fact.type, Text) for fact in of.facts):
        return (_advice_word(advice, state), Spelled(advice.spellings))
    return _expected_of_record(draw, scope, advice, each)


@construct("expect advice for a record")
def _expected_of_record(
    draw: DrawFn, _scope: Scope, advice: AdviceNamed, each: Sequence[AdviceState]
) -> Words:
    at = draw(st.integers(0, len(each) - 1))
    word = _advice_word(advice, STATES[each[at]])
    return (word, Spelled(advice.spellings), Keyword("FOR"), Quoted(str(at + 1)))


def _advice_word(advice: AdviceNamed, state: str) -> Keyword:
    return Keyword(state + ("ALERT" if advice.alert else "ADVICE"))


@construct("expect reasons")
def _reasons(_draw: DrawFn, scope: Scope, dimensions: Sequence[str]) -> Clause:
    by_name = {named.id: named for named in scope.results}
    listed = separated([ref(by_name[name]) for name in dimensions])
    return Clause((Keyword("EXPECT"), Keyword("REASONS"), *in_parentheses(listed)))


def _options(named: Named) -> tuple[Option, ...]:
    return named.type.options if isinstance(named.type, Levels | Choices) else ()


def _is_written(value: Value) -> bool:
    """Return whether a value can be written out exactly."""
    if isinstance(value, bool | str | dt.date):
        return True
    return decimal_text(value) is not None
