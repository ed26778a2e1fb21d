"""The result of one evaluation, as developers use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from attrs import frozen

from relrules.answers import Answers, Summary
from relrules.arguments import audience_of
from relrules.check import model as m
from relrules.compiled.capture import Captured
from relrules.compiled.known import Told
from relrules.errors import ArgumentError
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.explain.explain import FORMATS, Format, explanation
from relrules.explain.line import line
from relrules.explain.notes import declarations, may_warn, out_of_date, warnings
from relrules.explain.record import (
    Findings,
    Json,
    findings,
    record,
    record_after_id,
    record_json,
    record_with_id,
)
from relrules.explain.results import (
    AdviceResult,
    AdviceWord,
    DefineResult,
    DimensionResult,
    GradeResult,
    NumberResult,
    ProvisionalResult,
    RecordResult,
    State,
    advice_results,
    deciding_rows,
    define_results,
    dimension_results,
    grade_results,
    list_results,
    provisional_results,
    score_results,
    unknown_places,
)
from relrules.explain.telling import Telling
from relrules.explain.values import languages, own_language
from relrules.explain.visible import visible

__all__ = [
    "AdviceResult",
    "AdviceWord",
    "Audience",
    "DefineResult",
    "DimensionResult",
    "GradeResult",
    "NumberResult",
    "ProvisionalResult",
    "RecordResult",
    "Result",
    "State",
]

Audience = str | Iterable[str] | None
"""Who reads: one name or several that policies use in `confidential to`, or nobody in particular."""


_NOT_TOLD: Told = (None, None, (None, None))
T = TypeVar("T")
_new = object.__new__


NOBODY: frozenset[str] = frozenset()


class _kept(Generic[T]):  # noqa: N801 - a decorator
    """A part of a result that is worked out when it is first read, and then kept."""

    def __init__(self, method: Callable[[Result], T]) -> None:
        self.method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, result: None, owner: type[Result]) -> _kept[T]: ...
    @overload
    def __get__(self, result: Result, owner: type[Result]) -> T: ...
    def __get__(self, result: Result | None, owner: type[Result]) -> T | _kept[T]:
        if result is None:
            return self
        if result._parts is None:
            result._parts = {}
        name = self.method.__name__
        if name not in result._parts:
            result._parts[name] = self.method(result)
        found: T = result._parts[name]
        return found


@frozen(slots=False)
class _Interpreted:
    """Scores, grades and advice as the interpreter's outcome has them."""

    telling: Telling

    @cached_property
    def scores(self) -> Mapping[str, NumberResult]:
        return score_results(self.telling)

    @cached_property
    def grades(self) -> Mapping[str, GradeResult]:
        return grade_results(self.telling, self.telling.policy.grades)

    @cached_property
    def advice(self) -> tuple[AdviceResult, ...]:
        return advice_results(self.telling, alerts=False)

    @cached_property
    def alerts(self) -> tuple[AdviceResult, ...]:
        return advice_results(self.telling, alerts=True)


class Result:
    """What a policy says of one record. It does not change, and can be pickled and shared.

    What is confidential to others than the `audience` is hidden: by default that is everything
    confidential. `seen_by` gives the result as others see it. `outcome` has all of it, for code that
    may see all. `str()` is one line with its scores and grades, by their names in the policy.

    Scores, grades and advice come from the compiled policy where it can tell them, and where all is
    known dimensions and defines too; everything else from the interpreter, when it is first read.
    """

    # Slots, and no `__setattr__` that refuses: making a result must cost next to nothing. What can be
    # read of it are properties, which cannot be set.
    __slots__ = (
        "__weakref__",
        "_answers",
        "_audience",
        "_captured",
        "_id",
        "_parts",
        "_today",
        "_told",
    )
    _answers: Answers | None
    _audience: frozenset[str]
    _captured: Captured
    _id: str | None
    _parts: dict[str, Any] | None
    _today: dt.date | None
    # Scores, grades, and advice with alerts: `None` is what the interpreter must tell.
    _told: Told | None

    def __init__(
        self,
        program: Program,
        outcome: Outcome,
        id: str | None = None,  # noqa: A002 - the word of the record
        *,
        audience: frozenset[str] = NOBODY,
    ) -> None:
        self._answers = None
        self._audience = audience
        self._captured = ()
        self._id = id
        self._parts = {"program": program, "outcome": outcome}
        self._today = outcome.today
        self._told = _NOT_TOLD

    @_kept
    def program(self) -> Program:
        """Return the policy, prepared for evaluation."""
        return self._asked.program

    @_kept
    def outcome(self) -> Outcome:
        """Return all that the interpreter finds out, whoever may see it."""
        return self._asked.outcome(self._captured, self._today)

    @property
    def id(self) -> str | None:
        """Return what the record is called."""
        return self._id

    @property
    def audience(self) -> frozenset[str]:
        """Return for whom the result is: by default nobody in particular."""
        return self._audience

    @property
    def _asked(self) -> Answers:
        if self._answers is None:
            raise AssertionError
        return self._answers

    def __eq__(self, other: object) -> bool:
        return self._whole == other._whole if isinstance(other, Result) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._whole)

    @property
    def _whole(self) -> tuple[Program, Outcome, str | None, frozenset[str]]:
        return self.program, self.outcome, self.id, self.audience

    def __reduce__(self) -> tuple[Callable[..., Result], tuple[object, ...]]:
        return _restored, self._whole

    def __str__(self) -> str:
        return line(self._telling(), self.id)

    def __repr__(self) -> str:
        name = "" if self.id is None else f" for {self.id}"
        return f"<Result of {self._policy.id} {self._policy.version}{name}>"

    @property
    def _policy(self) -> m.CheckedPolicy:
        return self.program.policy

    def seen_by(self, audience: Audience) -> Result:
        """Return the same result as an audience sees it, instead of the one it was for.

        `audience` is a name that the policy uses in `confidential to`, or several. Raises
        `ArgumentError` for anything else; a policy in which nothing is confidential takes any name.
        """
        names = audience_of(self._policy, audience)
        return Result(self.program, self.outcome, self.id, audience=names)

    def _work_out(self) -> Told:
        """Ask the compiled policy, and keep what it tells."""
        answers = self._answers
        if answers is None:
            raise AssertionError
        told = self._told = answers.results(self._captured, self._today) or _NOT_TOLD
        return told

    @property
    def is_compiled(self) -> bool:
        """Return whether the compiled policy tells the scores and grades; the same either way."""
        return (self._told or self._work_out())[0] is not None

    @_kept
    def _interpreted(self) -> _Interpreted:
        return _Interpreted(self._own_telling)

    @property
    def scores(self) -> Mapping[str, NumberResult]:
        """Return the scores by name."""
        found = (self._told or self._work_out())[0]
        return self._interpreted.scores if found is None else found

    @_kept
    def dimensions(self) -> Mapping[str, DimensionResult]:
        """Return the dimensions by name."""
        if self._answers is not None:
            found = self._answers.dimensions(self._captured, self._today)
            if found is not None:
                return found
        return dimension_results(self._own_telling, self._policy.dimensions)

    @property
    def grades(self) -> Mapping[str, GradeResult]:
        """Return the grades by name."""
        found = (self._told or self._work_out())[1]
        return self._interpreted.grades if found is None else found

    @_kept
    def defines(self) -> Mapping[str, DefineResult]:
        """Return the defines that have a label, by name."""
        if self._answers is not None:
            found = self._answers.defines(self._captured, self._today)
            if found is not None:
                return found
        return define_results(self._own_telling, self._policy.defines)

    @_kept
    def lists(self) -> Mapping[str, tuple[RecordResult, ...] | None]:
        """Return what is found out about the records of each list, in the order given.

        An empty list has no records; of a list that is not known it is `None`.
        """
        return list_results(self._own_telling)

    @property
    def advice(self) -> tuple[AdviceResult, ...]:
        """Return the advice that is given or possible, in the policy's order.

        Advice for each record of a list is there once for each record that it is for.
        """
        found = (self._told or self._work_out())[2][0]
        return self._interpreted.advice if found is None else found

    @property
    def alerts(self) -> tuple[AdviceResult, ...]:
        """Return the alerts that are given or possible, in the policy's order."""
        found = (self._told or self._work_out())[2][1]
        return self._interpreted.alerts if found is None else found

    @_kept
    def unknown(self) -> tuple[str, ...]:
        """Return the facts that are not known, and `today` if it is needed and was not given.

        A fact of a list's record is named as in `contacts[2].role`, a list that is not known by its
        own name.
        """
        if self._answers is not None:
            found = self._answers.unknown(self._captured, self._today)
            if found is not None:
                return found
        return unknown_places(self._own_telling)

    @_kept
    def provisional(self) -> tuple[ProvisionalResult, ...]:
        """Return the results that read the absence of facts, with those facts."""
        if self._answers is not None and self._answers.knows_all(self._captured, self._today):
            return ()
        return provisional_results(self._own_telling)

    @_kept
    def assumptions(self) -> tuple[str, ...]:
        """Return what the policy assumes where its sources are silent, in its own language."""
        policy = self._policy
        found = [*policy.assumptions, *(a for d in declarations(policy) for a in d.assumptions)]
        return tuple(dict.fromkeys(texts.in_language(policy.lang) for texts in found))

    @_kept
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader should know about the facts, such as a date that lies ahead."""
        if not may_warn(self._policy, self._today):
            return ()
        telling = self._telling()
        return (*out_of_date(telling), *warnings(telling))

    def explain(
        self,
        lang: str | None = None,
        format: Format = "text",  # noqa: A002 - the word callers expect
        *,
        width: int = 100,
        audience: Audience = None,
        in_full: bool = False,
    ) -> str:
        """Return the explanation in prose.

        `lang` is `en` or `zh`; by default the policy's own language. `format` is `text`,
        `markdown`, `json`, `html`, which is a page that stands by itself, or `html-part`, an article
        for a page of your own; `width` is how many columns lines of text may take. `audience` is who
        reads it, by default whom the result is for, see `seen_by`. Of policies that the policy
        uses, text and Markdown tell only what it reads itself, and of their assumptions how many
        there are, unless they are to tell everything `in_full`. Raises `ArgumentError` for another
        language, format or audience.
        """
        if format not in FORMATS:
            known = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
            raise ArgumentError(f"an explanation is {known}, not {format!r}")
        return explanation(self._telling(lang, audience), self.id, format, width, in_full=in_full)

    def to_dict(self, lang: str | None = None, *, audience: Audience = None) -> dict[str, Json]:
        """Return the result as plain data, format 1; `lang` is the language of advice.

        `audience` as in `explain`.
        """
        return record(self._findings(lang, audience), self.id)

    def to_json(
        self, lang: str | None = None, indent: int | None = None, *, audience: Audience = None
    ) -> str:
        """Return the result as JSON, format 1, with numbers as plain decimals."""
        if indent is not None:
            return record_json(self._findings(lang, audience), self.id, indent)
        # Results of the same facts in one run share it, and differ by their names alone.
        if self._parts is None:
            self._parts = {}
        names = self.audience if audience is None else audience_of(self._policy, audience)
        key = f"JSON {self._lang(lang)} {sorted(names)}"
        if key not in self._parts:
            self._parts[key] = record_after_id(self._findings(lang, names))
        return record_with_id(self._parts[key], self.id)

    def _findings(self, lang: str | None, audience: Audience) -> Findings:
        """Return all that stands in a record of the result."""
        names = self.audience if audience is None else audience_of(self._policy, audience)
        if names != self.audience or self._lang(lang) != own_language(self._policy):
            return findings(self._telling(lang, names))
        return Findings(
            self._policy,
            self.scores,
            self.dimensions,
            self.grades,
            self.defines,
            self.lists if self._policy.lists else {},
            self.advice,
            self.alerts,
            self.unknown,
            self.provisional,
        )

    @_kept
    def _own_telling(self) -> Telling:
        """Return what tells the result to whom it is for, in the policy's own language."""
        return self._telling()

    def _telling(self, lang: str | None = None, audience: Audience = None) -> Telling:
        names = self.audience if audience is None else audience_of(self._policy, audience)
        seen = visible(self.program, self.outcome, names)
        return Telling(self.program, self.outcome, self._lang(lang), seen)

    def _lang(self, lang: str | None) -> str:
        if lang is None:
            return own_language(self._policy)
        if lang not in languages():
            known = " or ".join(languages())
            raise ArgumentError(f"explanations are written in {known}, not {lang!r}")
        return lang


def result_of(
    answers: Answers,
    captured: Captured,
    today: dt.date | None,
    name: str | None,
    parts: dict[str, Any] | None = None,
) -> Result:
    """Return the result of captured facts. Results of the same facts may share their `parts`."""
    result = _new(Result)
    result._answers = answers
    result._audience = NOBODY
    result._captured = captured
    result._id = name
    result._parts = parts
    result._today = today
    result._told = None
    return result


def addressed(result: Result, name: str, audience: frozenset[str]) -> Result:
    """Return a result of the same facts for an audience, under another name."""
    if result._answers is None or result._answers.keeps_back:
        return Result(result.program, result.outcome, name, audience=audience)
    found = result_of(result._answers, result._captured, result._today, name, result._parts)
    found._audience = audience
    return found


def shared_by(result: Result) -> int:
    """Return what is the same for results that are there at once and share what is worked out."""
    return id(result) if result._parts is None else id(result._parts)


def has_warnings(result: Result) -> bool:
    """Return whether there can be anything to warn of."""
    return may_warn(result.program.policy, result._today)


def rows_of(result: Result) -> Mapping[str, tuple[int, ...] | None]:
    """Return the rows, from 1, of each dimension and grade that apply or may apply.

    `None` where they are hidden from those whom the result is for.
    """
    return deciding_rows(result._telling())


def summary(result: Result) -> Summary | Result:
    """Return the results that stand in a table: as the compiled policy tells them, or the result."""
    answers = result._answers
    if answers is None:
        return result
    return answers.summary(result._captured, result._today) or result


def _restored(
    program: Program, outcome: Outcome, name: str | None, audience: frozenset[str]
) -> Result:
    """Return a result that was pickled."""
    return Result(program, outcome, name, audience=audience)
