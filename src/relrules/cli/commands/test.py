"""`relrules test POLICY…`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import assert_never

import click

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Interval
from relrules.check.walk import refs
from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, fail, has_colour, plural, report, write
from relrules.cli.updating import rewrite_examples
from relrules.evaluate.outcome import Outcome, Verdict
from relrules.evaluate.possible import (
    Among,
    Answered,
    Anything,
    Exactly,
    Perhaps,
    Possible,
    Unanswered,
    decided,
)
from relrules.evaluate.why import VERDICTS, deciding, reading_of
from relrules.explain.values import value_text
from relrules.policy import Policy
from relrules.source import Span
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import Checked, ExampleOutcome, run_examples
from relrules.verify.laws import Case, LawOutcome, Refuted, Tested, run_laws
from relrules.verify.rule_text import rule_text

INDENT = " " * 10
INPUTS = (m.Kind.FACT, m.Kind.TODAY)


def test_policies(names: Sequence[str], encoding: str, *, rewrite: bool, yes: bool) -> int:
    """Run the examples and laws of policies and return the exit code: 1 where one fails.

    With `rewrite`, examples that fail are first rewritten to what the policy says; with `yes`
    without asking.
    """
    codes = [0]
    for name in names:
        try:
            if rewrite:
                rewrite_examples(name, encoding, yes=yes)
            codes.append(_test(name, load_policy(name, encoding)))
        except CommandError as error:
            fail(error.message)
            codes.append(error.code)
    return max(codes)


def _test(name: str, policy: Policy) -> int:
    examples = run_examples(policy.program)
    laws = run_laws(policy.program)
    write(f"{name}\n")
    for example in examples:
        write("\n".join(_example(policy.checked, example)))
    for law in laws:
        write("\n".join(_law(policy.checked, law)))
    failed = sum(not example.ok for example in examples)
    refuted = sum(isinstance(law, Refuted) for law in laws)
    counts = f"{plural(len(examples), 'example')} run, {failed or 'none'} failed"
    counts += f"; {plural(len(laws), 'law')} tested, {refuted or 'none'} refuted"
    report(f"{name}: {counts}")
    if failed:
        report(f"if you meant it, run `relrules test {name} --update`")
    return 1 if failed or refuted else 0


def _mark(word: str, colour: str) -> str:
    """Return the word a line begins with, as wide as the others."""
    padded = f"  {word:8}"
    return click.style(padded, fg=colour) if has_colour(sys.stdout) else padded


# ---- examples -----------------------------------------------------------------------------------


def _example(policy: m.CheckedPolicy, example: ExampleOutcome) -> Iterator[str]:
    title = example.example.title.in_language(policy.lang)
    if example.ok:
        yield f"{_mark('ok', 'green')}{title}"
        return
    yield f"{_mark('FAILED', 'red')}{title}  ({_place(policy, example.example.span)})"
    told: set[str] = set()
    for checked in example.checked:
        if checked.ok:
            continue
        yield f"{INDENT}expected  {_closed(_words(checked.expectation.span))}"
        yield f"{INDENT}found     {_actual(policy, checked)}"
        for line in _why(policy, example.outcome, checked):
            if line not in told:
                yield f"{INDENT}  {line}"
            told.add(line)


def _actual(policy: m.CheckedPolicy, checked: Checked) -> str:
    """Return what the policy says, as it could stand after `expect`."""
    expectation, actual = checked.expectation, checked.actual
    match expectation:
        case m.ExpectAdvice(advice=name):
            word = "alert" if policy.advice[name].alert else "advice"
            before = {
                AdviceState.GIVEN: "",
                AdviceState.POSSIBLE: "possible ",
                AdviceState.NOT_GIVEN: "no ",
            }
            return f"{before[actual]}{word} {name}" if isinstance(actual, AdviceState) else ""
        case m.ExpectReasons():
            names = actual if isinstance(actual, tuple) else ()
            return f"reasons ({', '.join(names)})"
        case (
            m.ExpectValue(result=result)
            | m.ExpectBetween(result=result)
            | m.ExpectPossible(result=result)
            | m.ExpectNoAnswer(result=result)
        ):
            if isinstance(actual, AdviceState | tuple):
                raise AssertionError(actual)
            return _setting(result.name, actual, result.type)
        case _:
            assert_never(expectation)


def _setting(name: str, possible: Possible, of: m.Type) -> str:
    """Return what a result can be, as it would be expected in an example."""
    value = decided(possible)
    if value is not None:
        return f"{name} = {say.value(value)}"
    match possible:
        case Interval(low=low, high=high):
            return f"{name} between {say.limit(low)} and {say.limit(high)}"
        case Among(values):
            order = of.scale.ids if isinstance(of, m.LevelType) else sorted(map(say.value, values))
            words = [say.value(v) for v in sorted(values, key=lambda v: order.index(say.value(v)))]
            return f"{name} possible ({', '.join(words)})"
        case Exactly() | Anything():
            return f"{name} is unknown"
        case Unanswered():
            return f"{name} has no answer"
        case Perhaps(of=inner):
            return _perhaps(name, inner, of)


def _perhaps(name: str, inner: Answered, of: m.Type) -> str:
    """Return what a result can be that may have no answer."""
    match inner:
        case Interval(low=low, high=high):
            return f"{name} between {say.limit(low)} and {say.limit(high)} or no answer"
        case Among() if decided(inner) is None:
            return f"{_setting(name, inner, of).removesuffix(')')}, no answer)"
        case _:
            return f"{name} possible ({_setting(name, inner, of).rpartition('= ')[2]}, no answer)"


# ---- what decided -------------------------------------------------------------------------------


def _why(policy: m.CheckedPolicy, outcome: Outcome, checked: Checked) -> Iterator[str]:
    """Yield the rows and conditions that led to a result, in the policy's own words."""
    match checked.expectation:
        case m.ExpectAdvice(advice=name):
            yield from _why_advice(policy, outcome, policy.advice[name])
        case m.ExpectReasons():
            for name in policy.dimensions:
                yield from _why_result(policy, outcome, name)
        case (
            m.ExpectValue(result=result)
            | m.ExpectBetween(result=result)
            | m.ExpectPossible(result=result)
            | m.ExpectNoAnswer(result=result)
        ):
            yield from _why_result(policy, outcome, result.name)


def _why_result(policy: m.CheckedPolicy, outcome: Outcome, name: str) -> Iterator[str]:
    """Yield how a result came about, and then, each once, how what it is made of did."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if current in outcome.rows:
            yield _line(policy, outcome, current, _fired(policy, outcome, current))
            by = policy.grades[current].by if current in policy.grades else None
        else:
            of = policy.scores.get(current) or policy.defines[current]
            yield _line(policy, outcome, current, f"`{_words(of.value.span)}`")
            by = of.value
        made_of = [] if by is None else [r.name for r in refs(by) if r.kind not in INPUTS]
        waiting += reversed(dict.fromkeys(made_of))


def _line(policy: m.CheckedPolicy, outcome: Outcome, name: str, why: str) -> str:
    return f"{_setting(name, outcome.values[name], _type(policy, name))}: {why}"


def _fired(policy: m.CheckedPolicy, outcome: Outcome, name: str) -> str:
    """Return the row that applied, or what is unknown where several may."""
    rows = (policy.dimensions.get(name) or policy.grades[name]).rows
    for trace in outcome.rows[name]:
        if trace.verdict is Verdict.APPLIES:
            span = rows[trace.index].span
            return f"`{rule_text(span)}` ({_place(policy, span)})"
    reading = reading_of(outcome)
    open_terms = [
        ref
        for trace in outcome.rows[name]
        if (when := rows[trace.index].when) is not None
        for term in deciding(when, reading, trace.verdict)
        for ref in refs(term)
    ]
    return _unknown(outcome, open_terms)


def _why_advice(policy: m.CheckedPolicy, outcome: Outcome, advice: m.Advice) -> Iterator[str]:
    place = _place(policy, advice.span)
    state = outcome.advice[advice.id]
    found = deciding(advice.when, reading_of(outcome), VERDICTS[state])
    conditions = [f"`{_words(term.span)}`" for term in found]
    if not conditions:
        return
    listed = " and ".join(dict.fromkeys(conditions))
    match state:
        case AdviceState.GIVEN:
            yield f"{advice.id} ({place}): {listed} holds"
        case AdviceState.NOT_GIVEN:
            yield f"{advice.id} ({place}): {listed} does not hold"
        case AdviceState.POSSIBLE:
            yield f"{advice.id} ({place}): {listed} is open"


def _unknown(outcome: Outcome, found: Sequence[m.Ref]) -> str:
    names = dict.fromkeys(
        ref.name
        for ref in found
        if (ref.kind is m.Kind.FACT and ref.name not in outcome.facts)
        or (ref.kind is m.Kind.TODAY and outcome.today is None)
    )
    others = dict.fromkeys(ref.name for ref in found if ref.kind not in INPUTS)
    words = [f"{name} is unknown" for name in names] + [f"{name} is not decided" for name in others]
    return ", ".join(words) or "not decided"


def _type(policy: m.CheckedPolicy, name: str) -> m.Type:
    if name in policy.grades:
        return m.LevelType(policy.grades[name].scale)
    if name in policy.defines:
        return policy.defines[name].value.type
    return m.NumberType()


# ---- laws ---------------------------------------------------------------------------------------


def _law(policy: m.CheckedPolicy, found: LawOutcome) -> Iterator[str]:
    name = found.law.label.in_language(policy.lang)
    match found:
        case Tested(cases=0):
            yield f"{_mark('open', 'yellow')}{name}: no case was found in which it says anything"
        case Tested(cases=cases):
            yield f"{_mark('tested', 'green')}{name} on {plural(cases, 'case')}"
        case Refuted(witness=witness, neighbour=neighbour):
            yield f"{_mark('REFUTED', 'red')}{name}  ({_place(policy, found.law.span)})"
            yield from _witness(policy, witness)
            if neighbour is not None:
                yield from _neighbour(policy, witness, neighbour)


def _witness(policy: m.CheckedPolicy, case: Case) -> Iterator[str]:
    yield f"{INDENT}with      {_facts(policy, case, list(case.facts)) or 'any facts'}"
    if case.today is not None:
        yield f"{INDENT}          today = {case.today}"
    yield f"{INDENT}found     {_results(policy, case)}"


def _neighbour(policy: m.CheckedPolicy, witness: Case, neighbour: Case) -> Iterator[str]:
    changed = [k for k, v in neighbour.facts.items() if witness.facts.get(k) != v]
    yield f"{INDENT}but with  {_facts(policy, neighbour, changed)}"
    yield f"{INDENT}found     {_results(policy, neighbour)}"


def _facts(policy: m.CheckedPolicy, case: Case, names: Sequence[str]) -> str:
    facts = [policy.facts[name] for name in policy.facts if name in names]
    settings = [
        f"{f.label.in_language(policy.lang)} = {value_text(case.facts[f.id], f.type, policy.lang)}"
        for f in facts
    ]
    return f",\n{INDENT}          ".join(settings)


def _results(policy: m.CheckedPolicy, case: Case) -> str:
    return ", ".join(
        _setting(name, possible, _type(policy, name)) for name, possible in case.results.items()
    )


def _words(span: Span) -> str:
    return " ".join(span.text.split())


def _closed(text: str) -> str:
    """Return a text with its parenthesis closed: the last one is no part of an expectation's span."""
    return f"{text})" if text.count("(") > text.count(")") else text


def _place(policy: m.CheckedPolicy, span: Span) -> str:
    """Return the line of a place, with its file where that is not the policy's own."""
    line = f"line {span.position.line}"
    return line if span.source == policy.span.source else f"{line} of {span.source.name}"
