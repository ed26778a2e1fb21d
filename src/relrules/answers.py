"""The results of a compiled policy as programs see them: each made once, and shared by records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.interval import Exact, plain
from relrules.compiled.capture import Capture, Captured, given
from relrules.compiled.compiled import Compiled, compiled
from relrules.compiled.known import Flat, Work
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.program import Program, facts_of
from relrules.explain.phrases import put_together
from relrules.explain.results import AdviceResult, GradeResult, NumberResult, State
from relrules.explain.values import own_language
from relrules.explain.visible import Visible, visible
from relrules.source import FrozenDict

Texts = tuple[tuple[AdviceResult, ...] | None, tuple[AdviceResult, ...] | None]
Open = tuple[Exact | None, Exact | None, bool]
MOST_KEPT = 4096
"""How many different answers are kept at a time."""


# Not frozen: what is made for every answer must cost little.
@define(eq=False)
class Told:
    """Scores and grades by name, advice and alerts; these are `None` where a text is not always the same."""

    scores: Mapping[str, NumberResult]
    grades: Mapping[str, GradeResult]
    advice: tuple[AdviceResult, ...] | None
    alerts: tuple[AdviceResult, ...] | None


@frozen
class _Score:
    """A score with all that is the same for every record."""

    name: str
    low: Exact | None
    high: Exact | None
    hidden: bool

    def told(self, value: Exact | Open | None) -> NumberResult:
        if self.hidden:
            return NumberResult(None, None, None, self.low, self.high, "hidden")
        if value is None:
            return NumberResult(None, None, None, self.low, self.high, "no answer")
        if isinstance(value, tuple):
            least, most, may_decline = value
            state = _open(may_decline=may_decline)
            return NumberResult(None, least, most, self.low, self.high, state)
        return NumberResult(value, value, value, self.low, self.high)


@frozen
class _Grade:
    """A grade, and what was told of it so far by its bare value."""

    name: str
    levels: tuple[str, ...]
    hidden: bool
    kept: dict[int | tuple[int, bool] | None, GradeResult] = field(factory=dict)

    def told(self, value: int | tuple[int, bool] | None) -> GradeResult:
        if value not in self.kept:
            self.kept[value] = self._made(value)
        return self.kept[value]

    def _made(self, value: int | tuple[int, bool] | None) -> GradeResult:
        if self.hidden:
            return GradeResult(None, (), "hidden")
        if value is None:
            return GradeResult(None, (), "no answer")
        if isinstance(value, tuple):
            bits, may_decline = value
            levels = tuple(name for at, name in enumerate(self.levels) if bits >> at & 1)
            return GradeResult(None, levels, _open(may_decline=may_decline))
        return GradeResult(self.levels[value], (self.levels[value],))


@define(eq=False)
class Answers:
    """What a compiled policy answers, in the form that programs see.

    `capture` and `flat` are those of the policy. `seen` is what anybody may see of its results; where
    that hangs on the record it is `None`, and `flat` answers nothing. `kept` are the answers so far, by the
    bare values.
    """

    compiled: Compiled
    capture: Capture
    seen: Visible | None
    flat: Work = field(init=False)
    kept: dict[Flat | None, Told] = field(factory=dict)
    _scores: tuple[_Score, ...] = field(init=False)
    _grades: tuple[_Grade, ...] = field(init=False)
    _texts: dict[int, Texts] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.flat = self._first
        policy, seen = self.program.policy, self.seen
        self._scores = tuple(
            _Score(name, _plain(of.low), _plain(of.high), seen is None or not seen.result(name))
            for name, of in policy.scores.items()
        )
        self._grades = tuple(
            _Grade(name, of.scale.ids, seen is None or not seen.result(name))
            for name, of in policy.grades.items()
        )

    def _first(self, captured: Captured, today: dt.date | None) -> Flat | None:
        """Have the function made, and ask it."""
        self.flat = _nothing if self.seen is None else self.compiled.flat()
        return self.flat(captured, today)

    @property
    def program(self) -> Program:
        """Return the policy that is compiled."""
        return self.compiled.program

    def keep(self, flat: Flat | None) -> Told | None:
        """Return what programs see of bare values, and keep it for the next record with the same."""
        if flat is None or self.seen is None:
            return None
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        told = self.kept[flat] = self._made(flat, self.seen)
        return told

    def outcome(self, captured: Captured, today: dt.date | None) -> Outcome:
        """Return what the interpreter finds for captured facts, with every trace."""
        facts, counts = given(self.program.policy, captured)
        return evaluate(self.program, facts, today, counts)

    def _made(self, flat: Flat, seen: Visible) -> Told:
        count = len(self._scores)
        scores = {of.name: of.told(value) for of, value in zip(self._scores, flat, strict=False)}
        grades = {
            of.name: of.told(value) for of, value in zip(self._grades, flat[count:], strict=False)
        }
        bits = flat[-1]
        if bits not in self._texts:
            if len(self._texts) >= MOST_KEPT:
                self._texts.clear()
            self._texts[bits] = self._texts_of(bits, seen)
        return Told(FrozenDict(scores), FrozenDict(grades), *self._texts[bits])

    def _texts_of(self, bits: int, seen: Visible) -> Texts:
        policy = self.program.policy
        shown: tuple[list[AdviceResult], list[AdviceResult]] = ([], [])
        for at, advice in enumerate(policy.advice.values()):
            is_given = bits >> at & 1
            if not is_given and not bits >> (at + len(policy.advice)) & 1:
                continue
            if not seen.condition(advice.when):
                continue
            text = _constant_text(advice, own_language(policy))
            if text is None:
                return None, None
            shown[advice.alert].append(
                AdviceResult(advice.id, "given" if is_given else "possible", text)
            )
        return tuple(shown[0]), tuple(shown[1])


def answers_of(program: Program) -> Answers:
    """Return what a policy answers, compiled."""
    made = compiled(program)
    return Answers(made, made.capture, _seen(program))


def _seen(program: Program) -> Visible | None:
    """Return what anybody may see of every record, `None` where that hangs on the record."""
    hidden = [fact for _, fact in facts_of(program.policy) if fact.confidential is not None]
    if any(fact.confidential and fact.confidential.when is not None for fact in hidden):
        return None
    if hidden and program.policy.lists:
        return None
    return (
        visible(program, evaluate(program, {}, None), frozenset())
        if hidden
        else Visible(program, {})
    )


def _nothing(_: Captured, __: dt.date | None) -> None:
    return None


def _plain(end: Exact | None) -> Exact | None:
    return None if end is None else plain(end)


def _constant_text(advice: m.Advice, lang: str) -> str | None:
    """Return the text of advice where it is the same for every record."""
    if advice.for_each is not None:
        return None
    if advice.say is None:
        return advice.label.in_language(lang)
    parts = advice.say.in_language(lang)
    if not all(isinstance(part, str) for part in parts):
        return None
    return put_together([str(part) for part in parts], lang)


def _open(*, may_decline: bool) -> State:
    return "open or no answer" if may_decline else "open"
