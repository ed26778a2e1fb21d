"""`relrules test POLICY…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from relrules.check import model as m
from relrules.cli.decided import why
from relrules.cli.lawtext import law_lines
from relrules.cli.policies import load_policy
from relrules.cli.settings import INDENT, mark, one_line, place, setting
from relrules.cli.streams import CommandError, fail, plural, report, write
from relrules.cli.updating import rewrite_examples
from relrules.policy import Policy
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import Checked, ExampleOutcome, run_examples
from relrules.verify.laws import Refuted, run_laws


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
        write("\n".join(law_lines(policy.checked, law)))
    failed = sum(not example.ok for example in examples)
    refuted = sum(isinstance(law, Refuted) for law in laws)
    counts = f"{plural(len(examples), 'example')} run, {failed or 'none'} failed"
    counts += f"; {plural(len(laws), 'law')} tested, {refuted or 'none'} refuted"
    report(f"{name}: {counts}")
    if failed:
        report(f"if you meant it, run `relrules test {name} --update`")
    return 1 if failed or refuted else 0


def _example(policy: m.CheckedPolicy, example: ExampleOutcome) -> Iterator[str]:
    title = example.example.title.in_language(policy.lang)
    if example.ok:
        yield f"{mark('ok', 'green')}{title}"
        return
    yield f"{mark('FAILED', 'red')}{title}  ({place(policy, example.example.span)})"
    told: set[str] = set()
    for checked in example.checked:
        if checked.ok:
            continue
        yield f"{INDENT}expected  {_closed(one_line(checked.expectation.span))}"
        yield f"{INDENT}found     {_actual(policy, checked)}"
        for line in why(policy, example.outcome, checked):
            if line not in told:
                yield f"{INDENT}  {line}"
            told.add(line)


def _actual(policy: m.CheckedPolicy, checked: Checked) -> str:
    """Return what the policy says, as it could stand after `expect`."""
    expectation, actual = checked.expectation, checked.actual
    match expectation:
        case m.ExpectAdvice(advice=name, record=record):
            word = "alert" if policy.advice[name].alert else "advice"
            before = {
                AdviceState.GIVEN: "",
                AdviceState.POSSIBLE: "possible ",
                AdviceState.NOT_GIVEN: "no ",
            }
            called = name if record is None else f'{name} for "{record}"'
            return f"{before[actual]}{word} {called}" if isinstance(actual, AdviceState) else ""
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
            return setting(result.name, actual, result.type)
        case _:
            assert_never(expectation)


def _closed(text: str) -> str:
    """Return a text with its parenthesis closed: the last one is no part of an expectation's span."""
    return f"{text})" if text.count("(") > text.count(")") else text
