"""The function of a policy for records of which something is not known.

What a result can still be has the form of its type: a number is its two ends, a level the bits of the
places it can have. Between declarations no more is passed on than that, as with the interpreter; it
is asked for what has no such form.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from relrules.check import model as m
from relrules.check.interval import Exact, Interval, plain
from relrules.check.walk import refs
from relrules.compiled.asked import Input, asking, inputs_of
from relrules.compiled.code import Code
from relrules.compiled.known import Wanted, Work, is_whole, needed_keys, write_facts, write_return
from relrules.compiled.memo import Remembered
from relrules.compiled.tables import (
    Table,
    days_of,
    looked_at,
    marks_of,
    row_table_of,
    table_of,
    texts_of,
    truths_of,
    worked_out,
)
from relrules.compiled.terms import NotCompiledError, Terms, place_in
from relrules.evaluate.grid import Column
from relrules.evaluate.possible import (
    Among,
    Possible,
    answered,
    decided,
    may_be_unanswered,
)
from relrules.evaluate.program import Limit, Program, Rows, advice_key
from relrules.evaluate.terms import TODAY
from relrules.syntax.nodes import ComparisonOp, Measure

ORDERED = (ComparisonOp.LT, ComparisonOp.LE, ComparisonOp.GT, ComparisonOp.GE)
STRICT = (ComparisonOp.LT, ComparisonOp.GT)
MOST_VALUES = 2048
"""How many values a number may have for each to be looked up by itself."""
MOST_ENDS = 32
"""How many values a result may have for its ends to be looked up together."""
Ends = tuple[str, str]
Memo = Remembered[Any, Any]


@frozen
class Names:
    """What results are called: a number by its ends, anything else by its bits.

    `said` are those that the interpreter tells, as it does.
    """

    facts: Mapping[str, str]
    ends: dict[str, Ends] = field(factory=dict)
    bits: dict[str, str] = field(factory=dict)
    said: dict[str, str] = field(factory=dict)


def partial_function(program: Program, wanted: Wanted) -> Work:
    """Return a function like the one for what is known, for records of which not all is.

    Raises `NotCompiledError`.
    """
    code = Code()
    called: dict[str, str] = {}
    write_facts(program, code, called)
    names = Names(called)
    needed = set(needed_keys(program, wanted.results, wanted.advice))
    writer = _Writer(program, code, names)
    for key in worked_out(program, needed, wanted.results):
        writer.result(key)
    told = {key: writer.told(key) for key in wanted.results}
    advice = "0"
    if wanted.advice:
        advice = code.fresh("0", "a")
        for at, name in enumerate(wanted.advice):
            state = writer.advised(advice_key(name), at, len(wanted.advice))
            code.line(f"{advice} |= {state}")
    write_return(code, wanted, told, advice)
    made: Work = code.function("facts, today")
    return made


@frozen
class _Writer:
    """Writes the results of a policy into code, one after the other."""

    program: Program
    code: Code
    names: Names

    def result(self, key: str) -> None:
        """Write a result, and note what it is called."""
        rows = self.program.rows[key]
        try:
            with self.code.attempt():
                self._worked_out(key, rows)
        except NotCompiledError:
            self.names.said[key] = self._asked(key, lambda said: said)

    def _worked_out(self, key: str, rows: Rows) -> None:
        if len(rows.values) == 1 and rows.conditions[0] is None and _is_calculated(rows.values[0]):
            self.names.ends[key] = self._calculated(key, rows)
            return
        try:
            with self.code.attempt():
                self._by_table(key, rows)
        except NotCompiledError:
            if not any(map(_is_calculated, rows.values)):
                raise
            self.names.ends[key] = self._by_rows(key, rows)

    def _by_table(self, key: str, rows: Rows) -> None:
        table = table_of(self.program, key)
        of = rows.values[0].type
        if isinstance(of, m.NumberType):
            ends = self.found(table, _ends)
            low, high = self.code.name("r"), self.code.name("r")
            self.code.line(f"{low}, {high} = {ends}")
            self.names.ends[key] = low, high
        else:
            self.names.bits[key] = self.found(table, _bits_of(of))

    def _by_rows(self, key: str, rows: Rows) -> Ends:
        """Write the ends of a number some of whose rows are calculated.

        What is known of a record says which rows may be the first that applies. Each has its ends: from
        the table, or calculated where what it looks at is known, or decides nothing else.
        """
        if rows.take_all or rows.tangled or key in self.program.static.declining:
            raise NotCompiledError(key)
        _refuse_shared(rows)
        found, code = row_table_of(self.program, key), self.code
        found.ends(found.grid.everything)
        memo: Memo = Remembered(lambda left: _flat_ends(found.ends(left)))
        ends = [(code.name("r"), code.name("r")) for _ in rows.values]
        names = ", ".join(name for pair in ends for name in pair)
        code.line(f"{names} = {code.value(memo)}[{self._left(found)}]")
        asked = {ref for column in found.columns for ref in looked_at(column.term)}
        for value, (low, high) in zip(rows.values, ends, strict=True):
            if _is_calculated(value):
                self._calculated_row(value, low, high, asked)
        low = code.fresh(f"min({', '.join(low for low, _ in ends)}, {ends[0][0]})", "r")
        high = code.fresh(f"max({', '.join(high for _, high in ends)}, {ends[0][1]})", "r")
        for limit in rows.limits:
            low, high = self._limited(limit, low, high)
        return low, high

    def _calculated_row(self, value: m.Expr, low: str, high: str, asked: set[m.Ref]) -> None:
        """Write that a row that may apply is worth what is calculated."""
        code, inside = self.code, frozenset(refs(value))
        when = f"{low} <= {high}"
        if inside & asked:
            # In some of its cases it is worth less: only the whole value, or nothing, is known here.
            (ref,) = inside if len(inside) == 1 else (None,)
            if ref is None or ref.kind is not m.Kind.FACT:
                raise NotCompiledError(value)
            when = f"{self._fact(ref)} is not None and {when}"
        found = self._interval(value)
        with code.block(f"if {when}:"):
            code.line(f"{low}, {high} = {found[0]}, {found[1]}")

    def advised(self, key: str, at: int, count: int) -> str:
        """Write the bits of a piece of advice."""
        told = _advised(at, count)
        try:
            return self.found(table_of(self.program, key), told)
        except NotCompiledError:
            pass
        rows = self.program.rows[key]
        try:
            with self.code.attempt():
                truths = self._truths_of_advice(key, rows)
        except NotCompiledError:
            return self._asked(key, told)
        return f"{self.code.value((0, 1 << at, 0, 1 << (at + count)))}[{truths}]"

    def _truths_of_advice(self, key: str, rows: Rows) -> str:
        when = rows.conditions[0]
        if when is None or key in self.program.static.declining:
            raise NotCompiledError(key)
        return self._truths(when)

    def _truths(self, condition: m.Expr) -> str:
        """Write what a condition can be: 1 where it may hold, and 2 where it may not.

        Where nothing is mentioned twice, its parts tell nothing about each other.
        """
        _refuse_twice(condition)
        code = self.code
        match condition:
            case m.Not(operand=operand):
                return f"{code.value((0, 2, 1, 3))}[{self._truths(operand)}]"
            case m.And(operands=parts) | m.Or(operands=parts):
                found = [code.put(self._truths(part)) for part in parts]
                both, either = code.put(code.joined("&", found)), code.put(code.joined("|", found))
                may, may_not = (both, either) if isinstance(condition, m.And) else (either, both)
                return f"({may} & 1 | {may_not} & 2)"
            case m.Comparison(op=op, left=left, right=right) if op in ORDERED and not (
                isinstance(left, m.Constant) or isinstance(right, m.Constant)
            ):
                sides = (left, right) if op in (ComparisonOp.LT, ComparisonOp.LE) else (right, left)
                (low, high), (above_low, above_high) = map(self._interval, sides)
                than, beyond = ("<", ">=") if op in STRICT else ("<=", ">")
                return f"(({low} {than} {above_high}) + 2 * ({high} {beyond} {above_low}))"
            case _:
                return self.found(truths_of(self.program, condition), _truths)

    def _asked(self, key: str, told: Callable[[Possible], object]) -> str:
        """Write that the interpreter is asked for what no table has, once for the same inputs."""
        inputs = inputs_of(self.program.policy, self.program.rows[key])
        ask = asking(self.program, key, inputs)
        given = ", ".join(f"{self._given(one)}" for one in inputs)
        memo: Memo = Remembered(lambda asked: told(ask(asked)))
        return self.code.fresh(f"{self.code.value(memo)}[({given},)]" if given else "None", "r")

    def _given(self, one: Input) -> str:
        if one.key == TODAY:
            return "today"
        if isinstance(one.of, m.List):
            rows = self.names.facts[one.key]
            return f"None if {rows} is None else tuple({rows})"
        if one.is_fact:
            return self.names.facts[one.key]
        if one.key in self.names.ends:
            return f"({', '.join(self.names.ends[one.key])})"
        return self.names.bits.get(one.key) or self.names.said[one.key]

    def found(self, table: Table, told: Callable[[Possible], object]) -> str:
        """Write what a table has for the cases that are left."""
        for _, part in table.parts:
            # What cannot be told of one part is refused now, not when a record comes to it.
            told(part)
        if not table.columns:
            return self.code.value(told(table.possible(table.grid.everything)))
        if len(table.columns) == 1 and self._is_of_few(table.columns[0]):
            (column,) = table.columns
            by_case = self._by_place(table, column)
            by_place = {place: told(table.possible(left)) for place, left in by_case.items()}
            return self.code.fresh(f"{self.code.value(by_place)}[{self._fact(column.term)}]", "r")
        memo: Memo = Remembered(lambda left: told(table.possible(left)))
        return self.code.fresh(f"{self.code.value(memo)}[{self._left(table)}]", "r")

    def _left(self, table: Table) -> str:
        """Write the cases that what is known leaves."""
        if not table.columns:
            return self.code.value(table.grid.everything)
        return self.code.joined("&", [self._cases(table, column) for column in table.columns])

    @staticmethod
    def _is_of_few(column: Column) -> bool:
        """Return whether a column is a fact that is one of a few options."""
        return (
            isinstance(column.term, m.Ref)
            and column.term.kind is m.Kind.FACT
            and isinstance(column.term.type, m.LevelType | m.ChoiceType | m.YesNoType)
        )

    @staticmethod
    def _by_place(table: Table, column: Column) -> dict[m.Value | None, int]:
        """Return the cases that are left for each option of a fact, and while it is not known."""
        found: dict[m.Value | None, int] = {}
        for case, mask in zip(column.cases, table.masks(column), strict=True):
            if case.value is None:
                raise NotCompiledError(column.term)
            found[place_in(case.value, column.term.type)] = mask
        return found | {None: sum(found.values())}

    # ---- which cases of a column are left -----------------------------------------------------

    def _cases(self, table: Table, column: Column) -> str:
        term = column.term
        if self._is_of_few(column):
            return f"{self.code.value(self._by_place(table, column))}[{self._fact(term)}]"
        match term:
            case m.Ref(type=m.NumberType()):
                return self._cases_of_number(_Numbers.of(column, table.masks(column)), term)
            case m.Ref(type=m.LevelType() | m.ChoiceType() | m.YesNoType()):
                places = self._by_place(table, column)
                memo: Memo = Remembered(lambda bits: _united(bits, places))
                return f"{self.code.value(memo)}[{self._bits_of(term)}]"
            case m.Ref(kind=m.Kind.FACT, type=m.TextType()):
                texts, others = texts_of(column, table.masks(column))
                by_text = {**texts, None: others + sum(texts.values())}
                return (
                    f"{self.code.value(by_text)}.get({self._fact(term)}, {self.code.value(others)})"
                )
            case m.Ref(kind=m.Kind.FACT, type=m.DateType()):
                days = _Days(days_of(column, table.masks(column)))
                return f"{self.code.value(Remembered(days.left))}[{self._fact(term)}]"
            case m.IsKnown(value=m.Ref() as ref):
                masks = table.masks(column)
                by_known = {
                    case.value: mask for case, mask in zip(column.cases, masks, strict=True)
                }
                return f"{self.code.value((by_known[False], by_known[True]))}[{self._known(ref)}]"
            case m.Distance():
                numbers = _Numbers.of(column, table.masks(column))
                return f"{self.code.value(Remembered(numbers.of_fact))}[{self._distance(term)}]"
            case _:
                raise NotCompiledError(term)

    def _cases_of_number(self, numbers: _Numbers, ref: m.Ref) -> str:
        """Write the cases of a number that are left."""
        code = self.code
        if ref.kind is m.Kind.FACT:
            fact, few = self._fact(ref), _few_values(ref.type)
            if few is not None:
                by_value = {value: numbers.of_fact(value) for value in (None, *few)}
                return f"{code.value(by_value)}[{fact}]"
            at = self._place(numbers, fact)
            by_place = code.value(tuple(numbers.masks))
            return f"({code.value(numbers.everything)} if {fact} is None else {by_place}[{at}])"
        low, high = self._ends_of(ref)
        if self._has_few_ends(ref):
            return f"{code.value(Remembered(numbers.of_ends))}[{low}, {high}]"
        above, below = numbers.from_either_end()
        at_low, at_high = self._place(numbers, low), self._place(numbers, high)
        return f"({code.value(above)}[{at_low}] & {code.value(below)}[{at_high}])"

    def _place(self, numbers: _Numbers, value: str) -> str:
        """Write which case a number is: those of one value lie between those of several."""
        marks = self.code.value(tuple(numbers.marks))
        left, right = self.code.value(bisect_left), self.code.value(bisect_right)
        return f"{left}({marks}, {value}) + {right}({marks}, {value})"

    def _has_few_ends(self, ref: m.Ref) -> bool:
        """Return whether a result has few whole values, so that the same ends come again."""
        policy = self.program.policy
        of = policy.scores.get(ref.key) or policy.dimensions.get(ref.key)
        if of is None or of.low is None or of.high is None or not is_whole(self.program, ref.key):
            return False
        return of.high - of.low < MOST_ENDS

    def _distance(self, expr: m.Distance) -> str:
        """Write how far apart two days are, `None` where one is not known."""
        days = [part for part in (expr.start, expr.end) if isinstance(part, m.Ref)]
        names = {**self.names.facts, TODAY: TODAY}
        terms = Terms(self.code, names, frozenset(), {})
        unknown = [f"{terms.term(day)} is None" for day in days]
        found = terms.term(expr)
        return self.code.put(f"None if {' or '.join(unknown)} else {found}")

    def _known(self, ref: m.Ref) -> str:
        """Write whether a fact is known, or a result decided."""
        if ref.kind is m.Kind.FACT:
            return f"{self._fact(ref)} is not None"
        if ref.key in self.names.ends:
            low, high = self.names.ends[ref.key]
            return f"{low} == {high}"
        bits = self._bits_of(ref)
        return f"not {bits} & ({bits} - 1)"

    def _fact(self, ref: m.Expr) -> str:
        if not isinstance(ref, m.Ref):
            raise AssertionError(ref)
        return self.names.facts[ref.name]

    def _ends_of(self, ref: m.Ref) -> Ends:
        if ref.key not in self.names.ends:
            raise NotCompiledError(ref)
        return self.names.ends[ref.key]

    def _bits_of(self, ref: m.Ref) -> str:
        if ref.key not in self.names.bits:
            raise NotCompiledError(ref)
        return self.names.bits[ref.key]

    # ---- calculations -------------------------------------------------------------------------

    def _calculated(self, key: str, rows: Rows) -> Ends:
        if rows.tangled or key in self.program.static.declining:
            raise NotCompiledError(key)
        _refuse_shared(rows)
        low, high = self._interval(rows.values[0])
        for limit in rows.limits:
            low, high = self._limited(limit, low, high)
        return low, high

    def _limited(self, limit: Limit, low: str, high: str) -> Ends:
        """Write the ends under a cap: where it may apply, only one of them moves."""
        code = self.code
        pick, bound = "min" if limit.highest else "max", code.value(limit.limit)
        held = [f"{pick}({end}, {bound})" for end in (low, high)]
        if limit.when is not None:
            truths = self.found(truths_of(self.program, limit.when), _truths)
            # It surely applies, or it may: for the end that it moves inwards, both are the same.
            sure, may = f"{truths} == 1", f"{truths} & 1"
            asked = (may, sure) if limit.highest else (sure, may)
            ends = zip(held, asked, (low, high), strict=True)
            held = [f"{moved} if {when} else {end}" for moved, when, end in ends]
        found = [code.put(end, "r") for end in held]
        return found[0], found[1]

    def _interval(self, expr: m.Expr) -> Ends:
        """Write the ends of a number."""
        code = self.code
        match expr:
            case m.Constant(value=value):
                return code.value(value), code.value(value)
            case m.Ref(kind=m.Kind.FACT) if isinstance(expr.type, m.NumberType):
                return self._ends_of_fact(expr, expr.type)
            case m.Ref() if isinstance(expr.type, m.NumberType):
                return self._ends_of(expr)
            case m.Answers(value=value):
                return self._interval(value)
            case m.Worth(value=m.Ref(kind=m.Kind.FACT, list=None) as ref, worths=worths):
                found: dict[m.Value | None, tuple[Exact, Exact]] = {}
                found |= {place_in(answer, ref.type): (of, of) for answer, of in worths}
                every = [worth for _, worth in worths]
                found[None] = min(every), max(every)
                low, high = code.name("r"), code.name("r")
                code.line(f"{low}, {high} = {code.value(found)}[{self._fact(ref)}]")
                return low, high
            case m.Negation(operand=operand):
                low, high = self._interval(operand)
                return code.put(f"-{high}"), code.put(f"-{low}")
            case m.Sum(terms=terms):
                ends = [(plus, self._interval(term)) for plus, term in terms]
                lows = [low if plus else f"(-{high})" for plus, (low, high) in ends]
                highs = [high if plus else f"(-{low})" for plus, (low, high) in ends]
                return code.put(code.joined("+", lows), "r"), code.put(code.joined("+", highs), "r")
            case m.Product(factors=factors):
                return self._product(factors)
            case m.Several(measure=measure, parts=parts):
                return self._several(measure, parts)
            case _:
                raise NotCompiledError(expr)

    def _ends_of_fact(self, ref: m.Ref, of: m.NumberType) -> Ends:
        if of.low is None or of.high is None:
            raise NotCompiledError(ref)
        fact = self._fact(ref)
        ends = [
            self.code.fresh(f"{self.code.value(end)} if {fact} is None else {fact}")
            for end in (of.low, of.high)
        ]
        return ends[0], ends[1]

    def _product(self, factors: Sequence[tuple[bool, m.Expr]]) -> Ends:
        """Write a term times constants."""
        code = self.code
        constant = Fraction(1)
        terms: list[m.Expr] = []
        for times, factor in factors:
            match factor:
                case m.Constant(value=int() | Fraction() as value):
                    constant = constant * value if times else constant / value
                case _ if times:
                    terms.append(factor)
                case _:
                    raise NotCompiledError(factor)
        if len(terms) != 1:
            raise NotCompiledError(factors)
        low, high = self._interval(terms[0])
        by = code.value(plain(constant))
        ends = (low, high) if constant >= 0 else (high, low)
        return code.put(f"{ends[0]} * {by}", "r"), code.put(f"{ends[1]} * {by}", "r")

    def _several(self, measure: Measure, parts: Sequence[m.Part]) -> Ends:
        code = self.code
        if any(part.known for part in parts):
            raise NotCompiledError(parts)
        ends = [self._interval(part.value) for part in parts]
        weights = [part.weight for part in parts]
        found = []
        for side in (0, 1):
            names = [end[side] for end in ends]
            match measure:
                case Measure.SUM:
                    text = code.joined("+", names)
                case Measure.HIGHEST | Measure.LOWEST:
                    pick = "max" if measure is Measure.HIGHEST else "min"
                    text = f"{pick}({', '.join(names)}, {names[0]})"
                case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                    pairs = zip(names, weights, strict=True)
                    total = code.joined("+", [f"{n} * {code.value(w)}" for n, w in pairs])
                    text = f"{total} / {code.value(Fraction(sum(weights)))}"
            found.append(code.put(text, "r"))
        return found[0], found[1]

    # ---- what is told ---------------------------------------------------------------------------

    def told(self, key: str) -> str:
        """Write a result as it is told."""
        of = self.program.rows[key].values[0].type
        if key in self.names.said:
            return f"{self.code.value(Remembered(_said(of)))}[{self.names.said[key]}]"
        if key in self.names.ends:
            return self._number_told(key)
        return f"{self.code.value(Remembered(_place))}[{self.names.bits[key]}]"

    def _number_told(self, key: str) -> str:
        """Write a number as it is told: one value where its ends meet."""
        low, high = self.names.ends[key]
        if not is_whole(self.program, key):
            whole = self.code.value(plain)
            low, high = self.code.put(f"{whole}({low})"), self.code.put(f"{whole}({high})")
        return self.code.put(f"{low} if {low} == {high} else ({low}, {high}, False)")


def _is_calculated(value: m.Expr) -> bool:
    """Return whether a value is a number that is calculated from something that may be open."""
    return isinstance(value.type, m.NumberType) and any(True for _ in refs(value))


def _few_values(of: m.Type) -> range | None:
    """Return the values of a whole number that has not too many."""
    if not isinstance(of, m.NumberType) or not of.whole or of.low is None or of.high is None:
        return None
    found = range(math.ceil(of.low), math.floor(of.high) + 1)
    return found if len(found) <= MOST_VALUES else None


def _refuse_shared(rows: Rows) -> None:
    """Refuse rows that look at what a cap looks at: neither can then be told by itself."""
    terms = [*rows.values, *(when for when in rows.conditions if when is not None)]
    asked = [frozenset(ref for term in terms for ref in looked_at(term))]
    asked += [frozenset(looked_at(limit.when)) for limit in rows.limits if limit.when is not None]
    if len(frozenset().union(*asked)) < sum(map(len, asked)):
        raise NotCompiledError(rows)


def _refuse_twice(condition: m.Expr) -> None:
    """Refuse a condition that mentions something twice: its parts tell something about each other."""
    found = [*looked_at(condition)]
    if len(set(found)) < len(found):
        raise NotCompiledError(condition)


def _flat_ends(ends: Sequence[tuple[Exact, Exact] | None]) -> tuple[Exact | float, ...]:
    """Return the ends of rows one after the other, the wrong way round where one does not apply."""
    never = (math.inf, -math.inf)
    return tuple(end for pair in ends for end in (never if pair is None else pair))


# ---- tables at run time -----------------------------------------------------------------------


@frozen
class _Numbers:
    """The cases of a number: `marks` are those of one value, in order, and the others lie between."""

    marks: list[Exact]
    masks: list[int]
    everything: int

    @staticmethod
    def of(column: Column, masks: Sequence[int]) -> _Numbers:
        """Return the cases of a column. Raises `NotCompiledError` where one has no answer."""
        marks, found = marks_of(column, masks)
        return _Numbers(marks, found, sum(masks))

    def at(self, value: Exact) -> int:
        """Return which case a value is."""
        at = bisect_left(self.marks, value)
        return 2 * at + (at < len(self.marks) and self.marks[at] == value)

    def from_either_end(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the cases at each place or above, and those at each or below."""
        below = tuple(itertools.accumulate(self.masks, operator.or_))
        above = tuple(itertools.accumulate(self.masks[::-1], operator.or_))[::-1]
        return above, below

    def of_fact(self, value: Exact | None) -> int:
        """Return the cases of a number that is known or not."""
        return self.everything if value is None else self.masks[self.at(value)]

    def of_ends(self, ends: tuple[Exact, Exact]) -> int:
        """Return the cases of a number between two ends."""
        left = self.masks[self.at(ends[0]) : self.at(ends[1]) + 1]
        return functools.reduce(operator.or_, left)


@frozen
class _Days:
    """The cases of a date, by the days at which they begin."""

    cases: list[tuple[dt.date, int]]

    def left(self, day: dt.date | None) -> int:
        """Return the cases of a day that is known or not."""
        if day is None:
            return sum(mask for _, mask in self.cases)
        return self.cases[bisect_right(self.cases, day, key=lambda case: case[0]) - 1][1]


def _united(bits: int, places: Mapping[m.Value | None, int]) -> int:
    """Return the cases of all places whose bits are set."""
    of_places = ((place, mask) for place, mask in places.items() if place is not None)
    return sum(mask for place, mask in of_places if bits >> int(place) & 1)  # type: ignore[misc,arg-type]  # places


# ---- what a table tells -------------------------------------------------------------------------


def _ends(found: Possible) -> tuple[Exact, Exact]:
    match found:
        case Interval(int() | Fraction() as low, int() | Fraction() as high):
            return low, high
        case _:
            raise NotCompiledError(found)


def _bits_of(of: m.Type) -> Callable[[Possible], int]:
    """Return a function that gives the bits of a level, choice, or yes or no."""
    if not isinstance(of, m.LevelType | m.ChoiceType | m.YesNoType):
        raise NotCompiledError(of)

    def bits(found: Possible) -> int:
        inner = answered(found)
        if may_be_unanswered(found) or not isinstance(inner, Among):
            raise NotCompiledError(found)
        return sum(1 << int(place_in(value, of)) for value in inner.values)  # type: ignore[misc,arg-type]  # places

    return bits


def _place(bits: int) -> int | tuple[int, bool]:
    """Return the one place that is left, or the bits of all."""
    return bits.bit_length() - 1 if bits & (bits - 1) == 0 else (bits, False)


def _said(of: m.Type) -> Callable[[Possible], object]:
    """Return a function that gives a result as it is told, from what the interpreter said."""
    match of:
        case m.NumberType():
            return _number_said
        case m.LevelType() | m.ChoiceType() | m.YesNoType():
            return _option_said(of)
        case m.DateType() | m.TextType():
            return _value_said


def _value_said(found: Possible) -> m.Value | tuple[bool] | None:
    if answered(found) is None:
        return None
    value = decided(found)
    return (may_be_unanswered(found),) if value is None else value


def _number_said(found: Possible) -> Exact | tuple[Exact | None, Exact | None, bool] | None:
    """Return a number as it is told, from what the interpreter said."""
    inner = answered(found)
    if inner is None:
        return None
    if not isinstance(inner, Interval):
        raise AssertionError(found)
    value = decided(found)
    if isinstance(value, int | Fraction):
        return plain(value)
    low, high = (None if end is None else plain(end) for end in (inner.low, inner.high))
    return low, high, may_be_unanswered(found)


def _option_said(of: m.Type) -> Callable[[Possible], int | tuple[int, bool] | None]:
    """Return a function that gives one of some options as it is told, from what the interpreter said."""

    def said(found: Possible) -> int | tuple[int, bool] | None:
        inner = answered(found)
        if inner is None:
            return None
        if not isinstance(inner, Among):
            raise AssertionError(found)
        bits = sum(1 << int(place_in(value, of)) for value in inner.values)  # type: ignore[misc,arg-type]  # places
        return (bits, True) if may_be_unanswered(found) else _place(bits)

    return said


def _truths(found: Possible) -> int:
    """Return the bits of a condition: 1 where it may hold, 2 where it may not."""
    inner = answered(found)
    if may_be_unanswered(found) or not isinstance(inner, Among):
        raise NotCompiledError(found)
    return (True in inner.values) + 2 * (False in inner.values)


def _advised(at: int, count: int) -> Callable[[Possible], int]:
    """Return a function that gives the bit of a piece of advice that is given, or possible."""

    def state(found: Possible) -> int:
        inner = answered(found)
        if not isinstance(inner, Among) or True not in inner.values:
            return 0
        return 1 << at if decided(found) is True else 1 << (at + count)

    return state
