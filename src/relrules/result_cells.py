"""The results of a record as cells of CSV and worksheets, and the titles they stand under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from attrs import frozen

from relrules.answers import Advised
from relrules.check import model as m
from relrules.check.columns import labelled, masks
from relrules.explain.values import UNANSWERED
from relrules.result import (
    AdviceResult,
    DefineResult,
    NumberResult,
    Result,
    State,
    rows_of,
    summary,
)

Cell = None | bool | int | Decimal | Fraction | str | dt.date
Named = AdviceResult | Advised
BETWEEN = "; "
OR_UNANSWERED = {"en": "or no answer", "zh": "或无结论"}


class Stated(Protocol):
    """What is known of a result besides its value."""

    @property
    def state(self) -> State:
        """Return whether it is decided, open, without an answer or hidden."""


@frozen
class StateWords:
    """What stands in a cell instead of a value that is hidden, or has or may have no answer."""

    hidden: str
    unanswered: str
    or_unanswered: str

    def cell(self, of: Stated, value: Cell) -> Cell:
        """Return the cell of a result: its value, and nothing where that is only open."""
        match of.state:
            case "hidden":
                return self.hidden
            case "no answer":
                return self.unanswered
            case "open or no answer":
                return self.or_unanswered
            case "open" | "decided":
                return value

    def possible(self, of: Stated, values: Sequence[str]) -> str:
        """Return all that a result can still be, no answer included."""
        may_be_unanswered = of.state in ("no answer", "open or no answer")
        return BETWEEN.join([*values, *([self.unanswered] if may_be_unanswered else [])])


def state_words(hidden: str, lang: str) -> StateWords:
    """Return the words of a language; `hidden` is the one for what is confidential."""
    return StateWords(hidden, UNANSWERED[lang], OR_UNANSWERED[lang])


def result_cells(result: Result, words: StateWords, *, reasons: bool = False) -> tuple[Cell, ...]:
    """Return the results of a record, under the titles of `check.columns`."""
    policy, told = result.program.policy, summary(result)
    row: list[Cell] = []
    for score in told.scores.values():
        row += _ends(score, words, score.value)
    row += [words.cell(dimension, dimension.value) for dimension in told.dimensions.values()]
    for name, define in labelled(policy).items():
        row += _define(told.defines[name], define.value.type, words)
    for grade in told.grades.values():
        row += [words.cell(grade, grade.value), words.possible(grade, grade.possible)]
    row += [_names(policy, told.alerts), _names(policy, told.advice)]
    row.append(BETWEEN.join(result.unknown))
    return (*row, *_reasons(result)) if reasons else tuple(row)


def _reasons(result: Result) -> Iterator[Cell]:
    """Yield the rows that apply or may apply, as bits, and what is provisional.

    What is hidden has no bits; where no row applies, none of them is set.
    """
    deciding = rows_of(result)
    for mask in masks(result.program.policy):
        rows = deciding[mask.name]
        yield None if rows is None else mask.bits(row - 1 for row in rows)
    yield BETWEEN.join(found.name for found in result.provisional)


def _ends(of: NumberResult | DefineResult, words: StateWords, value: Cell) -> list[Cell]:
    return [words.cell(of, value), of.low, of.high]


def _define(result: DefineResult, of: m.Type, words: StateWords) -> list[Cell]:
    value = None if result.value is None else _plain(result.value)
    match of:
        case m.NumberType():
            return _ends(result, words, value)
        case m.YesNoType() | m.LevelType() | m.ChoiceType():
            possible = [str(_plain(each)) for each in result.possible]
            return [words.cell(result, value), words.possible(result, possible)]
        case m.DateType() | m.TextType():
            return [words.cell(result, value)]


def _plain(value: m.Value) -> Cell:
    """Return a value as a policy spells it."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _names(policy: m.CheckedPolicy, advice: Sequence[Named]) -> str:
    """Return advice by name, with the record of a list that each is for."""
    return BETWEEN.join(" ".join(_name(policy, each)) for each in advice)


def _name(policy: m.CheckedPolicy, advice: Named) -> Iterator[str]:
    yield advice.name
    if advice.state == "possible":
        yield "(possible)"
    match advice.record:
        case None:
            return
        case str():
            yield f"for {advice.record}"
        case int():
            # Without a title it is called as among what is unknown.
            yield f"for {policy.advice[advice.name].for_each}[{advice.record}]"
