"""What led to a result that an example did not expect: rows, limits and open facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relrules.check import model as m
from relrules.check.walk import lists_in, refs
from relrules.cli.settings import one_line, place, setting, type_of
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.records import record_title
from relrules.evaluate.terms import slot
from relrules.evaluate.why import VERDICTS, deciding, reading_of
from relrules.source import Span
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import Checked
from relrules.verify.rule_text import rule_text

INPUTS = (m.Kind.FACT, m.Kind.TODAY)
STATE_WORDS = {
    AdviceState.GIVEN: "holds",
    AdviceState.NOT_GIVEN: "does not hold",
    AdviceState.POSSIBLE: "is open",
}
Result = m.Define | m.Dimension | m.Score | m.Grade


def why(policy: m.CheckedPolicy, outcome: Outcome, checked: Checked) -> Iterator[str]:
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
        result = _result(policy, current)
        if current in seen or result is None or current not in outcome.values:
            continue
        seen.add(current)
        told = _rows_told(policy, outcome, current, result)
        told += _limits_told(policy, outcome, current, result)
        found = setting(current, outcome.values[current], type_of(policy, current))
        yield f"{found}: {'; '.join(told)}"
        made_of = [r.name for term in _made_of(result) for r in refs(term) if _is_result(r)]
        waiting += reversed(dict.fromkeys(made_of))


def _result(policy: m.CheckedPolicy, name: str) -> Result | None:
    return (
        policy.dimensions.get(name)
        or policy.grades.get(name)
        or policy.scores.get(name)
        or policy.defines.get(name)
    )


def _is_result(ref: m.Ref) -> bool:
    return ref.kind not in INPUTS and ref.list is None


def _made_of(result: Result) -> list[m.Expr]:
    """Return the terms whose results are told of too: what a number or grade goes by."""
    match result:
        case m.Grade(by=by) if by is not None:
            return [by]
        case m.Define(value=value) | m.Score(value=value):
            return [value]
        case _:
            return []


def _rows_told(policy: m.CheckedPolicy, outcome: Outcome, name: str, result: Result) -> list[str]:
    """Return the rows that applied, or what is unknown where several may."""
    if isinstance(result, m.Score) or (isinstance(result, m.Define) and not result.rows):
        return [f"`{one_line(result.value.span)}`"]
    rows: Sequence[m.Row | m.GradeRow | m.DefineRow] = result.rows
    traces = outcome.rows.get(name, ())
    applied = [t for t in traces if t.verdict is Verdict.APPLIES]
    open_ones = [t for t in traces if t.verdict is Verdict.MAY_APPLY]
    told = [_told(policy, rows[t.index].span) for t in applied]
    if open_ones or not told:
        told.append(_unknown(outcome, _open(rows, traces, outcome)))
    return told


def _told(policy: m.CheckedPolicy, span: Span) -> str:
    return f"`{rule_text(span)}` ({place(policy, span)})"


def _open(
    rows: Sequence[m.Row | m.GradeRow | m.DefineRow],
    traces: Sequence[RowTrace],
    outcome: Outcome,
) -> list[m.Expr]:
    """Return the smallest conditions that are open in the rows that were read."""
    reading = reading_of(outcome)
    return [
        term
        for trace in traces
        if (when := rows[trace.index].when) is not None
        for term in deciding(when, reading, trace.verdict)
    ]


def _limits_told(policy: m.CheckedPolicy, outcome: Outcome, name: str, result: Result) -> list[str]:
    """Return the caps or gates that changed the value, or may have."""
    match result:
        case m.Dimension(caps=caps) | m.Score(caps=caps):
            limits: Sequence[m.Cap | m.Gate] = caps
        case m.Grade(gates=gates):
            limits = gates
        case m.Define():
            limits = ()
    told = []
    for trace in outcome.limits.get(name, ()):
        if trace.verdict is not Verdict.DOES_NOT_APPLY:
            word = "" if trace.verdict is Verdict.APPLIES else "perhaps "
            told.append(f"{word}{_told(policy, limits[trace.index].span)}")
    return told


def _why_advice(policy: m.CheckedPolicy, outcome: Outcome, advice: m.Advice) -> Iterator[str]:
    at = place(policy, advice.span)
    if advice.for_each is None:
        yield from _condition(f"{advice.id} ({at})", outcome, advice)
        return
    if advice.for_each not in outcome.counts:
        yield f"{advice.id} ({at}): {advice.for_each} is unknown"
    for record, state in enumerate(outcome.each.get(advice.id, ())):
        title = record_title(policy, outcome, advice.for_each, record)
        yield from _condition(f"{advice.id} for {title} ({at})", outcome, advice, (record, state))


def _condition(
    name: str,
    outcome: Outcome,
    advice: m.Advice,
    at: tuple[int, AdviceState] | None = None,
) -> Iterator[str]:
    """Yield which part of a condition decided, once or for one record."""
    reading = reading_of(outcome)
    state = outcome.advice[advice.id]
    if at is not None and advice.for_each is not None:
        reading.here[advice.for_each], state = at
    found = deciding(advice.when, reading, VERDICTS[state])
    conditions = [f"`{one_line(term.span)}`" for term in found]
    if conditions:
        yield f"{name}: {' and '.join(dict.fromkeys(conditions))} {STATE_WORDS[state]}"


def _unknown(outcome: Outcome, found: Sequence[m.Expr]) -> str:
    """Return what is not known of some conditions: facts, lists, results."""
    names: dict[str, None] = {}
    others: dict[str, None] = {}
    for term in found:
        names |= dict.fromkeys(name for name in lists_in(term) if name not in outcome.counts)
        for ref in refs(term):
            if ref.list is not None:
                count = outcome.counts.get(ref.list, 0)
                places = [slot(ref.list, record, ref.name) for record in range(count)]
                if ref.kind is m.Kind.FACT:
                    names |= dict.fromkeys(p for p in places if p not in outcome.facts)
            elif ref.kind is m.Kind.TODAY:
                names |= {} if outcome.today is not None else {"today": None}
            elif ref.kind is m.Kind.FACT:
                names |= {} if ref.name in outcome.facts else {ref.name: None}
            else:
                others[ref.name] = None
    told = [f"{name} is unknown" for name in names]
    told += [f"{name} is not decided" for name in others]
    return ", ".join(told) or "not decided"
