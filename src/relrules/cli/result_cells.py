"""The results of a record as cells of CSV and worksheets, and the titles they stand under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from relrules.check import model as m
from relrules.cli.records import counted
from relrules.cli.values import Cell
from relrules.explain.values import UNANSWERED
from relrules.result import AdviceResult, DefineResult, NumberResult, Result, State

BETWEEN = "; "
INPUT = " (input)"
"""What the title of a column of the file ends in where a result needs the bare one."""
LAST = ("alerts", "advice", "unknown")
"""The columns that stand after all others, whatever the policy."""
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


def result_titles(policy: m.CheckedPolicy) -> list[str]:
    """Return the titles of results, each of its own: those of `result_cells`, in their order.

    Scores and labelled numbers have their `_low` and `_high`, grades and what else has few values
    what is `_possible`; dimensions have their value alone.
    """
    found: list[str] = []
    for name in policy.scores:
        found += _with_ends(name)
    found += policy.dimensions
    for name, define in _labelled(policy).items():
        match define.value.type:
            case m.NumberType():
                found += _with_ends(name)
            case m.YesNoType() | m.LevelType() | m.ChoiceType():
                found += [name, f"{name}_possible"]
            case m.DateType() | m.TextType():
                found.append(name)
    for name in policy.grades:
        found += [name, f"{name}_possible"]
    return counted([*found, *LAST])


def result_cells(result: Result, words: StateWords) -> tuple[Cell, ...]:
    """Return the results of a record, under the titles of `result_titles`."""
    policy = result.program.policy
    row: list[Cell] = []
    for score in result.scores.values():
        row += _ends(score, words, score.value)
    row += [words.cell(dimension, dimension.value) for dimension in result.dimensions.values()]
    for name, define in _labelled(policy).items():
        row += _define(result.defines[name], define.value.type, words)
    for grade in result.grades.values():
        row += [words.cell(grade, grade.value), words.possible(grade, grade.possible)]
    row += [_names(policy, result.alerts), _names(policy, result.advice)]
    return (*row, BETWEEN.join(result.unknown))


def _labelled(policy: m.CheckedPolicy) -> Mapping[str, m.Define]:
    return {name: define for name, define in policy.defines.items() if define.labelled}


def _with_ends(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


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


def _names(policy: m.CheckedPolicy, advice: Sequence[AdviceResult]) -> str:
    """Return advice by name, with the record of a list that each is for."""
    return BETWEEN.join(" ".join(_name(policy, each)) for each in advice)


def _name(policy: m.CheckedPolicy, advice: AdviceResult) -> Iterator[str]:
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
