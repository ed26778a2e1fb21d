"""The result of one evaluation, as developers use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from relrules.arguments import audience_of
from relrules.check import model as m
from relrules.errors import ArgumentError
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.explain.explain import FORMATS, Format, explanation
from relrules.explain.line import line
from relrules.explain.notes import declarations, out_of_date, warnings
from relrules.explain.record import Json, record, record_json
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
    define_results,
    dimension_results,
    grade_results,
    list_results,
    provisional_results,
    score_results,
    unknown_places,
)
from relrules.explain.telling import Telling
from relrules.explain.values import languages
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


@frozen(slots=False, repr=False)
class Result:
    """What a policy says of one record. It does not change, and can be pickled and shared.

    What is confidential to others than the `audience` is hidden: by default that is everything
    confidential. `seen_by` gives the result as others see it. `outcome` has all of it, for code that
    may see all. `str()` is one line with its scores and grades, by their names in the policy.
    """

    program: Program
    outcome: Outcome
    id: str | None = None
    audience: frozenset[str] = field(default=frozenset(), kw_only=True)

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
        return evolve(self, audience=audience_of(self._policy, audience))

    @cached_property
    def scores(self) -> Mapping[str, NumberResult]:
        """Return the scores by name."""
        return score_results(self._telling())

    @cached_property
    def dimensions(self) -> Mapping[str, DimensionResult]:
        """Return the dimensions by name."""
        return dimension_results(self._telling(), self._policy.dimensions)

    @cached_property
    def grades(self) -> Mapping[str, GradeResult]:
        """Return the grades by name."""
        return grade_results(self._telling(), self._policy.grades)

    @cached_property
    def defines(self) -> Mapping[str, DefineResult]:
        """Return the defines that have a label, by name."""
        return define_results(self._telling(), self._policy.defines)

    @cached_property
    def lists(self) -> Mapping[str, tuple[RecordResult, ...] | None]:
        """Return what is found out about the records of each list, in the order given.

        An empty list has no records; of a list that is not known it is `None`.
        """
        return list_results(self._telling())

    @cached_property
    def advice(self) -> tuple[AdviceResult, ...]:
        """Return the advice that is given or possible, in the policy's order.

        Advice for each record of a list is there once for each record that it is for.
        """
        return advice_results(self._telling(), alerts=False)

    @cached_property
    def alerts(self) -> tuple[AdviceResult, ...]:
        """Return the alerts that are given or possible, in the policy's order."""
        return advice_results(self._telling(), alerts=True)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Return the facts that are not known, and `today` if it is needed and was not given.

        A fact of a list's record is named as in `contacts[2].role`, a list that is not known by its
        own name.
        """
        return unknown_places(self._telling())

    @cached_property
    def provisional(self) -> tuple[ProvisionalResult, ...]:
        """Return the results that read the absence of facts, with those facts."""
        return provisional_results(self._telling())

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """Return what the policy assumes where its sources are silent, in its own language."""
        policy = self._policy
        found = [*policy.assumptions, *(a for d in declarations(policy) for a in d.assumptions)]
        return tuple(dict.fromkeys(texts.in_language(policy.lang) for texts in found))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader should know about the facts, such as a date that lies ahead."""
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
        return record(self._telling(lang, audience), self.id)

    def to_json(
        self, lang: str | None = None, indent: int | None = None, *, audience: Audience = None
    ) -> str:
        """Return the result as JSON, format 1, with numbers as plain decimals."""
        return record_json(self._telling(lang, audience), self.id, indent)

    def _telling(self, lang: str | None = None, audience: Audience = None) -> Telling:
        names = self.audience if audience is None else audience_of(self._policy, audience)
        seen = visible(self.program, self.outcome, names)
        return Telling(self.program, self.outcome, self._lang(lang), seen)

    def _lang(self, lang: str | None) -> str:
        if lang is None:
            return self._policy.lang if self._policy.lang in languages() else "en"
        if lang not in languages():
            known = " or ".join(languages())
            raise ArgumentError(f"explanations are written in {known}, not {lang!r}")
        return lang
