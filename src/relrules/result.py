"""The result of one evaluation, as developers use it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact, Interval
from relrules.diagnostics.words import listed
from relrules.errors import ArgumentError
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Among, decided
from relrules.explain.explain import Format, explanation
from relrules.explain.notes import warnings
from relrules.explain.record import Json, fired_rows, provisional, record, record_json
from relrules.explain.values import in_order, languages, message_text
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState

State = Literal["given", "possible"]


@frozen
class NumberResult:
    """A score: `value` where it is decided, else `None`.

    `low` and `high` are what it can still be for this record, `min` and `max` its range over all
    records; `None` there is without limit. Points, exact.
    """

    value: Exact | None
    low: Exact | None
    high: Exact | None
    min: Exact | None
    max: Exact | None


@frozen
class DimensionResult(NumberResult):
    """A dimension; `rows` are the numbers, from 1, of its rows that apply or may apply."""

    rows: tuple[int, ...]


@frozen
class GradeResult:
    """A grade: the level's id where it is decided, and all levels possible, lowest first."""

    value: str | None
    possible: tuple[str, ...]


@frozen
class AdviceResult:
    """Advice or an alert that is given or possible, with its text in the policy's language."""

    name: str
    state: State
    text: str


@frozen
class ProvisionalResult:
    """A result that read the absence of facts: it may change in any way once they are known."""

    name: str
    facts: tuple[str, ...]


@frozen(slots=False, repr=False)
class Result:
    """What a policy says of one record. It does not change, and can be pickled and shared.

    `str()` is one line with its scores and grades, by their names in the policy.
    """

    program: Program
    outcome: Outcome
    id: str | None = None

    def __str__(self) -> str:
        scores = [_score_told(name, score) for name, score in self.scores.items()]
        grades = [f"{name} {listed(g.possible)}" for name, g in self.grades.items()]
        alerts = [alert.name for alert in self.alerts if alert.state == "given"]
        told = [", ".join([*scores, *grades])]
        told += [f"alert {listed(alerts, 'and')}"] if alerts else []
        told += [f"{len(self.unknown)} unknown"] if self.unknown else []
        return f"{self.id or self._policy.id}: {'; '.join(t for t in told if t) or 'no scores'}"

    def __repr__(self) -> str:
        name = "" if self.id is None else f" for {self.id}"
        return f"<Result of {self._policy.id} {self._policy.version}{name}>"

    @property
    def _policy(self) -> m.CheckedPolicy:
        return self.program.policy

    @cached_property
    def scores(self) -> Mapping[str, NumberResult]:
        """Return the scores by name."""
        return FrozenDict(
            {
                name: NumberResult(*self._limits(name), min=score.low, max=score.high)
                for name, score in self._policy.scores.items()
            }
        )

    @cached_property
    def dimensions(self) -> Mapping[str, DimensionResult]:
        """Return the dimensions by name."""
        return FrozenDict(
            {
                name: DimensionResult(
                    *self._limits(name),
                    min=dimension.low,
                    max=dimension.high,
                    rows=fired_rows(self.outcome, name),
                )
                for name, dimension in self._policy.dimensions.items()
            }
        )

    @cached_property
    def grades(self) -> Mapping[str, GradeResult]:
        """Return the grades by name."""
        found = {}
        for name, grade in self._policy.grades.items():
            possible = self.outcome.values[name]
            values = possible.values if isinstance(possible, Among) else frozenset()
            levels = tuple(str(v) for v in in_order(values, m.LevelType(grade.scale)))
            found[name] = GradeResult(levels[0] if len(levels) == 1 else None, levels)
        return FrozenDict(found)

    @cached_property
    def advice(self) -> tuple[AdviceResult, ...]:
        """Return the advice that is given or possible, in the policy's order."""
        return self._advice(alerts=False)

    @cached_property
    def alerts(self) -> tuple[AdviceResult, ...]:
        """Return the alerts that are given or possible, in the policy's order."""
        return self._advice(alerts=True)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the facts that are not known, and `today` if it is needed and was not given."""
        return self.outcome.unknown

    @cached_property
    def provisional(self) -> tuple[ProvisionalResult, ...]:
        """Return the results that read the absence of facts, with those facts."""
        return tuple(
            ProvisionalResult(name, facts)
            for name, facts in provisional(self._policy, self.outcome)
        )

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """Return what the policy assumes where its sources are silent, in its own language."""
        policy = self._policy
        declarations: list[m.Declaration] = [
            *policy.facts.values(),
            *policy.defines.values(),
            *policy.dimensions.values(),
            *policy.scores.values(),
            *policy.grades.values(),
            *policy.advice.values(),
        ]
        found = [*policy.assumptions, *(a for d in declarations for a in d.assumptions)]
        return tuple(texts.in_language(policy.lang) for texts in found)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader should know about the facts, such as a date that lies ahead."""
        return warnings(self._policy, self.outcome, self._lang(None))

    def explain(
        self,
        lang: str | None = None,
        format: Format = "text",  # noqa: A002 - the word callers expect
        *,
        width: int = 100,
    ) -> str:
        """Return the explanation in prose.

        `lang` is `en` or `zh`; by default the policy's own language. `format` is `text`,
        `markdown` or `json`; `width` is how many columns lines of text may take. Raises
        `ArgumentError` for another language or format.
        """
        if format not in ("text", "markdown", "json"):
            raise ArgumentError(f"an explanation is text, markdown or json, not {format!r}")
        return explanation(self.program, self.outcome, self.id, self._lang(lang), format, width)

    def to_dict(self, lang: str | None = None) -> dict[str, Json]:
        """Return the result as plain data, format 1; `lang` is the language of advice."""
        return record(self._policy, self.outcome, self.id, self._lang(lang))

    def to_json(self, lang: str | None = None, indent: int | None = None) -> str:
        """Return the result as JSON, format 1, with numbers as plain decimals."""
        return record_json(self._policy, self.outcome, self.id, self._lang(lang), indent)

    def _lang(self, lang: str | None) -> str:
        if lang is None:
            return self._policy.lang if self._policy.lang in languages() else "en"
        if lang not in languages():
            known = " or ".join(languages())
            raise ArgumentError(f"explanations are written in {known}, not {lang!r}")
        return lang

    def _limits(self, name: str) -> tuple[Exact | None, Exact | None, Exact | None]:
        possible = self.outcome.values[name]
        if not isinstance(possible, Interval):
            raise AssertionError(name)
        value = possible.low if decided(possible) is not None else None
        return value, possible.low, possible.high

    def _advice(self, *, alerts: bool) -> tuple[AdviceResult, ...]:
        lang = self._lang(None)
        found = []
        for name, advice in self._policy.advice.items():
            state = self.outcome.advice[name]
            if advice.alert is not alerts or state is AdviceState.NOT_GIVEN:
                continue
            text = (
                message_text(advice.say, self.outcome, lang)
                if advice.say
                else advice.label.in_language(lang)
            )
            word: State = "given" if state is AdviceState.GIVEN else "possible"
            found.append(AdviceResult(name, word, text))
        return tuple(found)


def _score_told(name: str, score: NumberResult) -> str:
    """Return a score as in `total 4 to 12 of 13`."""
    low, high = say.limit(score.low), say.limit(score.high)
    value = low if score.value is not None else f"{low} to {high}"
    whole = f" of {say.limit(score.max)}" if score.min == 0 and score.max is not None else ""
    return f"{name} {value}{whole}"
