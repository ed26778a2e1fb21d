"""The results of a compiled policy as programs see them: each made once, and shared by records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from math import inf, prod
from typing import Any, Protocol

from attrs import define, evolve, field, frozen

from relrules.check import model as m
from relrules.check.columns import labelled
from relrules.check.interval import Exact, plain
from relrules.compiled.asked import options_of
from relrules.compiled.capture import Capture, Captured, given, unknown_of
from relrules.compiled.compiled import Compiled, compiled
from relrules.compiled.known import MOST_KEPT, Seen, Told, Work, is_whole
from relrules.compiled.lists import lists_given
from relrules.compiled.terms import value_of
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.program import Program, facts_of
from relrules.evaluate.terms import TODAY
from relrules.explain.phrases import put_together
from relrules.explain.results import (
    AdviceResult,
    AdviceWord,
    DefineResult,
    DimensionResult,
    FillableDimension,
    FillableNumber,
    GradeResult,
    NumberResult,
    State,
)
from relrules.explain.values import own_language
from relrules.explain.visible import Visible, visible
from relrules.source import FrozenDict

_new = object.__new__
_put = dict.__setitem__
Texts = tuple[tuple[AdviceResult, ...] | None, tuple[AdviceResult, ...] | None]
Open = tuple[Exact | None, Exact | None, bool]


@frozen
class Advised:
    """Advice or an alert that is given or possible, without its text."""

    name: str
    state: AdviceWord
    record: str | int | None = None


Pointers = tuple[tuple[Advised, ...], tuple[Advised, ...]]
"""The advice, and the alerts."""


@define(eq=False)
class Summary:
    """The results of a record that stand in a table; of dimensions it does not tell the rows."""

    scores: Mapping[str, NumberResult]
    grades: Mapping[str, GradeResult]
    dimensions: Mapping[str, NumberResult]
    defines: Mapping[str, DefineResult]
    advice: tuple[Advised, ...]
    alerts: tuple[Advised, ...]


class _Result(Protocol):
    """A declaration with all that is the same for every record."""

    @property
    def name(self) -> str:
        """Return its name in the policy."""

    def told(self, value: Any) -> Any:  # noqa: ANN401 - its bare value, and what programs see of it
        """Return what programs see of a bare value."""


@frozen
class _Number:
    """A score or dimension with all that is the same for every record."""

    name: str
    low: Exact | None
    high: Exact | None
    is_whole: bool
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

    @property
    def count(self) -> float:
        """Return how many decided values there can be."""
        if self.low is None or self.high is None or not self.is_whole:
            return inf
        return int(self.high - self.low) + 1


@frozen
class _Dimension:
    """A dimension that nobody hides, with the rows that apply."""

    number: _Number
    name: str = field(init=False)
    rows: dict[int, tuple[int, ...]] = field(factory=dict)

    @name.default
    def _name(self) -> str:
        return self.number.name

    def told(self, value: tuple[Exact | None, int]) -> DimensionResult:
        worth, bits = value
        rows = self.rows.get(bits)
        if rows is None:
            rows = _rows_of(bits)
            if len(self.rows) < MOST_KEPT:
                self.rows[bits] = rows
        found: Any = _new(FillableDimension)
        found.value = found.low = found.high = worth
        found.min = self.number.low
        found.max = self.number.high
        found.state = "no answer" if worth is None else "decided"
        found.rows = rows
        found.__class__ = DimensionResult
        made: DimensionResult = found
        return made


@frozen
class _Grade:
    """A grade with all that is the same for every record."""

    name: str
    levels: tuple[str, ...]
    hidden: bool

    def told(self, value: int | tuple[int, bool] | None) -> GradeResult:
        if self.hidden:
            return GradeResult(None, (), "hidden")
        if value is None:
            return GradeResult(None, (), "no answer")
        if isinstance(value, tuple):
            bits, may_decline = value
            levels = tuple(name for at, name in enumerate(self.levels) if bits >> at & 1)
            return GradeResult(None, levels, _open(may_decline=may_decline))
        return GradeResult(self.levels[value], (self.levels[value],))


@frozen
class _Define:
    """A define with a label; `options` are those of a condition, level or choice, by their places."""

    name: str
    options: tuple[m.Value, ...] | None
    is_number: bool
    hidden: bool

    def told(self, value: Any) -> DefineResult:  # noqa: ANN401 - of any type
        if self.hidden:
            return DefineResult(None, state="hidden")
        if value is None:
            return DefineResult(None, state="no answer")
        if isinstance(value, tuple):
            state = _open(may_decline=value[-1])
            if self.is_number:
                return DefineResult(None, value[0], value[1], state=state)
            possible = self._possible(value[0]) if self.options else ()
            return DefineResult(None, possible=possible, state=state)
        if self.is_number:
            return DefineResult(value, value, value)
        if self.options is None:
            return DefineResult(value)
        return DefineResult(self.options[value], possible=(self.options[value],))

    def _possible(self, bits: int) -> tuple[m.Value, ...]:
        options = self.options or ()
        return tuple(option for at, option in enumerate(options) if bits >> at & 1)


@frozen
class _Kind:
    """The results of a kind: what programs see of the bare values of all of them."""

    each: tuple[_Result, ...]

    def told(self, values: Any) -> Mapping[str, Any]:  # noqa: ANN401 - of any type
        """Return what programs see; `values` is the value of one, and else a row of values."""
        # Nobody has seen it yet: to fill it now takes half as long as to make it of another.
        found: FrozenDict[str, Any] = FrozenDict()
        if len(self.each) == 1:
            (of,) = self.each
            _put(found, of.name, of.told(values))
            return found
        for of, value in zip(self.each, values, strict=True):
            _put(found, of.name, of.told(value))
        return found


# No slots: what is worked out once stands beside the fields.
@define(eq=False, slots=False)
class Answers:
    """What a compiled policy answers, in the form that programs see.

    `capture` is that of the policy. `results` tells scores and grades by name, and advice with alerts.
    `seen` is what anybody may see of them; where that hangs on the record it is `None`, and nothing is
    answered.
    """

    compiled: Compiled
    capture: Capture
    seen: Visible | None
    results: Work = field(init=False)
    _table: Work = field(init=False)
    _with_rows: Work = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.results = self._first_results
        self._table = self._first_table
        self._with_rows = self._first_with_rows

    def _first_results(self, captured: Captured, today: dt.date | None) -> Told | None:
        """Have the function made, and ask it."""
        self.results = _nothing
        if self.seen is not None:
            self.results = self.compiled.results((*self._kinds, Seen(self._texts_of)))
        return self.results(captured, today)

    def _first_table(self, captured: Captured, today: dt.date | None) -> Told | None:
        self._table = _nothing
        if self.seen is not None:
            advised = Seen(self._advised_by)
            self._table = self.compiled.table((*self._kinds, *self._other_kinds, advised))
        return self._table(captured, today)

    def _first_with_rows(self, captured: Captured, today: dt.date | None) -> Told | None:
        self._with_rows = _nothing
        # Where something is confidential, which rows apply may be too.
        if self.seen is not None and not self.keeps_back:
            dimensions = tuple(
                _Dimension(of) for of in self._numbers(self.program.policy.dimensions)
            )
            keeps = _are_few(of.number for of in dimensions)
            self._with_rows = self.compiled.dimensions(Seen(_Kind(dimensions).told, keeps=keeps))
        return self._with_rows(captured, today)

    @cached_property
    def _kinds(self) -> tuple[Seen, Seen]:
        """Return what programs see of scores and of grades: the same values are told once."""
        policy = self.program.policy
        grades = tuple(
            _Grade(name, of.scale.ids, self._hides(name)) for name, of in policy.grades.items()
        )
        return _numbers_seen(self._numbers(policy.scores)), Seen(_Kind(grades).told)

    @property
    def _other_kinds(self) -> tuple[Seen, Seen]:
        """Return the same of dimensions and of labelled defines."""
        policy = self.program.policy
        defines = tuple(
            _Define(
                name,
                _options(of.value.type),
                isinstance(of.value.type, m.NumberType),
                self._hides(name),
            )
            for name, of in labelled(policy).items()
        )
        return _numbers_seen(self._numbers(policy.dimensions)), Seen(_Kind(defines).told)

    def _numbers(
        self, of: Mapping[str, m.Score] | Mapping[str, m.Dimension]
    ) -> tuple[_Number, ...]:
        return tuple(
            _Number(
                name,
                _plain(each.low),
                _plain(each.high),
                is_whole(self.program, name),
                self._hides(name),
            )
            for name, each in of.items()
        )

    def _hides(self, name: str) -> bool:
        return self.seen is None or not self.seen.result(name)

    @property
    def program(self) -> Program:
        """Return the policy that is compiled."""
        return self.compiled.program

    def summary(self, captured: Captured, today: dt.date | None) -> Summary | None:
        """Return the results of a record that stand in a table, `None` where the interpreter must tell."""
        told = self._table(captured, today)
        if told is None:
            return None
        scores, grades, dimensions, defines, pointers = told
        if self._is_for_records:
            titles = _Titles(self.program.policy, captured, self.seen)
            pointers = tuple(tuple(map(titles.of, advised)) for advised in pointers)
        return Summary(scores, grades, dimensions, defines, *pointers)

    def dimensions(
        self, captured: Captured, today: dt.date | None
    ) -> Mapping[str, DimensionResult] | None:
        """Return the dimensions of a record by name, `None` where the interpreter must tell."""
        told = self._with_rows(captured, today)
        return None if told is None else told[0]

    def defines(
        self, captured: Captured, today: dt.date | None
    ) -> Mapping[str, DefineResult] | None:
        """Return the labelled defines of a record by name, `None` where the interpreter must tell."""
        told = self._table(captured, today)
        return None if told is None else told[3]

    def knows_all(self, captured: Captured, today: dt.date | None) -> bool:
        """Return whether nothing is unknown, as far as can be told."""
        return not self.keeps_back and self.unknown(captured, today) == ()

    @cached_property
    def keeps_back(self) -> bool:
        """Return whether anything is confidential to somebody."""
        facts = facts_of(self.program.policy)
        return any(fact.confidential is not None for _, fact in facts)

    @cached_property
    def _is_for_records(self) -> bool:
        """Return whether some advice is for records of a list."""
        return any(advice.for_each is not None for advice in self.program.policy.advice.values())

    def _advised_by(self, told: tuple[int, tuple[tuple[int, ...] | None, ...]]) -> Pointers:
        """Return the advice and the alerts that bits say, and for which record of a list each is."""
        bits, each = told
        advised: tuple[list[Advised], list[Advised]] = ([], [])
        every = tuple(self.program.policy.advice.values())
        of_records = dict(
            zip((at for at, of in enumerate(every) if of.for_each), each, strict=True)
        )
        for at, is_given in self._shown(bits):
            found = advised[every[at].alert]
            records = of_records.get(at)
            if records is None:
                found.append(Advised(every[at].id, _state(is_given=is_given)))
                continue
            for record, of in enumerate(records):
                if of:
                    state = _state(is_given=of == 1 << at)
                    found.append(Advised(every[at].id, state, record + 1))
        return tuple(advised[0]), tuple(advised[1])

    def unknown(self, captured: Captured, today: dt.date | None) -> tuple[str, ...] | None:
        """Return what is not known of a record, `None` where the interpreter must tell."""
        seen = self.seen
        if seen is None:
            return None
        places = unknown_of(self.program.policy, captured)
        lacking = [TODAY] if self.program.needs_today and today is None else []
        return (*(place for key, place in places if seen.fact(key)), *lacking)

    def outcome(self, captured: Captured, today: dt.date | None) -> Outcome:
        """Return what the interpreter finds for captured facts, with every trace."""
        facts, counts = given(self.program.policy, captured)
        return evaluate(self.program, facts, today, counts)

    def _texts_of(self, bits: int) -> Texts:
        advice: list[AdviceResult] = []
        alerts: list[AdviceResult] = []
        pieces = self._pieces
        for at, is_given in self._shown(bits):
            possible, given, is_alert = pieces[at]
            found = given if is_given else possible
            if found is None:
                return None, None
            (alerts if is_alert else advice).append(found)
        return tuple(advice), tuple(alerts)

    @cached_property
    def _pieces(self) -> tuple[tuple[AdviceResult | None, AdviceResult | None, bool], ...]:
        """Return each piece of advice as possible and as given, and whether it is an alert.

        It is `None` where its text is not the same for every record.
        """
        return tuple(
            (self._piece(of, "possible"), self._piece(of, "given"), of.alert)
            for of in self.program.policy.advice.values()
        )

    def _piece(self, of: m.Advice, state: AdviceWord) -> AdviceResult | None:
        text = _constant_text(of, own_language(self.program.policy))
        return None if text is None else AdviceResult(of.id, state, text)

    def _shown(self, bits: int) -> Iterator[tuple[int, bool]]:
        """Yield the numbers of advice that may be seen, and whether it is given, or possible."""
        in_sight, count = self._in_sight, len(self.program.policy.advice)
        given = bits & ((1 << count) - 1)
        # Digits, the lowest first: a long row of bits is gone through in no time.
        digits, left = bin(given)[:1:-1], bin((given | bits >> count) & in_sight)[:1:-1]
        at = left.find("1")
        while at >= 0:
            yield at, digits[at : at + 1] == "1"
            at = left.find("1", at + 1)

    @cached_property
    def _in_sight(self) -> int:
        """Return the bits of the advice that may be seen."""
        every, seen = self.program.policy.advice.values(), self.seen
        return sum(1 << at for at, of in enumerate(every) if seen and seen.condition(of.when))


@frozen
class _Titles:
    """What the records of the lists of a record are called."""

    policy: m.CheckedPolicy
    captured: Captured
    seen: Visible | None

    def of(self, advised: Advised) -> Advised:
        """Return advice with the title of the record that it is for, if that has one."""
        list_name = self.policy.advice[advised.name].for_each
        if list_name is None or not isinstance(advised.record, int):
            return advised
        title = self.policy.lists[list_name].title
        if title is None or self.seen is None or not self.seen.fact(f"{list_name}.{title}"):
            return advised
        source = self.policy.same_records.get(list_name, list_name)
        facts = self.policy.lists[source].facts
        at = len(self.policy.facts) + lists_given(self.policy).index(source)
        place = self.captured[at][advised.record - 1][tuple(facts).index(title)]
        if place is None:
            return advised
        return evolve(advised, record=str(value_of(place, facts[title].type)))


def _state(*, is_given: bool) -> AdviceWord:
    return "given" if is_given else "possible"


def answers_of(program: Program) -> Answers:
    """Return what a policy answers, compiled."""
    made = compiled(program)
    return Answers(made, made.capture, _seen(program))


def _seen(program: Program) -> Visible | None:
    """Return what anybody may see of every record, `None` where that hangs on the record."""
    hidden = [fact for _, fact in facts_of(program.policy) if fact.confidential is not None]
    if any(fact.confidential and fact.confidential.when is not None for fact in hidden):
        return None
    # Of a list each record hides the same, so that one of which nothing is known tells for all.
    return (
        visible(program, evaluate(program, {}, None), frozenset())
        if hidden
        else Visible(program, {})
    )


def _numbers_seen(numbers: tuple[_Number, ...]) -> Seen:
    """Return what is seen of numbers; of many different ones nothing is kept.

    They hardly come back, and to keep them costs as much as to make them.
    """
    keeps = _are_few(numbers)
    if len(numbers) == 1 and not numbers[0].hidden:
        return Seen(_only(*numbers), keeps=keeps)
    return Seen(_Kind(numbers).told, keeps=keeps)


def _rows_of(bits: int) -> tuple[int, ...]:
    """Return the numbers, from 1, of the rows whose bits are set."""
    return tuple([at + 1 for at in range(bits.bit_length()) if bits >> at & 1])


def _are_few(numbers: Iterable[_Number]) -> bool:
    """Return whether all numbers together can be kept, decided ones, whatever they are."""
    return prod(number.count for number in numbers) <= MOST_KEPT


def _only(number: _Number) -> Callable[[Any], Mapping[str, NumberResult]]:
    """Return how the only number is seen, the same in the shortest time."""
    name, low, high = number.name, number.low, number.high

    def seen(value: Any) -> Mapping[str, NumberResult]:  # noqa: ANN401 - of any type
        if value is None:
            return FrozenDict({name: number.told(None)})
        # Nobody has seen it yet: to fill it now takes half as long as to make it of another.
        found: FrozenDict[str, Any] = FrozenDict()
        told: Any = _new(FillableNumber)
        if type(value) is tuple:
            told.value = None
            told.low, told.high, may_decline = value
            told.state = "open or no answer" if may_decline else "open"
        else:
            told.value = told.low = told.high = value
            told.state = "decided"
        told.min = low
        told.max = high
        # Now it is one, and frozen.
        told.__class__ = NumberResult
        _put(found, name, told)
        return found

    return seen


def _options(of: m.Type) -> tuple[m.Value, ...] | None:
    return options_of(of) if isinstance(of, m.LevelType | m.ChoiceType | m.YesNoType) else None


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
