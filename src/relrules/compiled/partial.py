"""The function of a policy for records of which something is not known.

What a result can still be has the form of its type: a number is its two ends, a level the bits of the
places it can have. Between declarations no more is passed on than that, as with the interpreter; it
is asked for what has no such form.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import Exact, plain
from relrules.check.walk import refs
from relrules.compiled.asked import (
    Ask,
    Here,
    Input,
    InputList,
    Inputs,
    asking,
    asking_of_any,
    inputs_of,
)
from relrules.compiled.code import Code
from relrules.compiled.forms import (
    advised,
    as_said,
    bits_of,
    ends_of,
    place_told,
    plain_ends_of,
    possibly,
    truths,
)
from relrules.compiled.intervals import Intervals
from relrules.compiled.known import (
    Advice,
    Wanted,
    Work,
    is_whole,
    needed_keys,
    write_facts,
    write_return,
)
from relrules.compiled.left import Left, extreme
from relrules.compiled.memo import Remembered
from relrules.compiled.names import Ends, Names
from relrules.compiled.records import Records, defines_of_records, read_at_a_record, records_of
from relrules.compiled.tables import (
    Table,
    keys_asked_about,
    looked_at,
    row_table_of,
    table_of,
    truths_of,
    worked_out,
)
from relrules.compiled.terms import NotCompiledError
from relrules.evaluate.possible import Possible
from relrules.evaluate.program import Program, Rows, advice_key
from relrules.evaluate.terms import TODAY
from relrules.syntax.nodes import ComparisonOp

ORDERED = (ComparisonOp.LT, ComparisonOp.LE, ComparisonOp.GT, ComparisonOp.GE)
STRICT = (ComparisonOp.LT, ComparisonOp.GT)
Memo = Remembered[Any, Any]


def partial_function(program: Program, wanted: Wanted) -> Work:
    """Return a function like the one for what is known, for records of which not all is.

    Raises `NotCompiledError`.
    """
    code = Code()
    with code.block("try:"):
        _write(program, wanted, code)
    # An end is open after all where the checker saw that it is not: the interpreter must tell.
    code.line(f"except {code.value(NotCompiledError)}: return None")
    made: Work = code.function("facts, today")
    return made


def _write(program: Program, wanted: Wanted, code: Code) -> None:
    called: dict[str, str] = {}
    write_facts(program, code, called)
    records = records_of(program, code, called)
    writer = _Writer(read_at_a_record(program), program, code, Names(called), records)
    for key in _worked_out(program, wanted):
        writer.add(key)
    told = {key: writer.told(key) for key in wanted.results}
    advice = Advice.of(code, wanted)
    for at, name in enumerate(wanted.advice):
        writer.advise(advice_key(name), advice, at, len(wanted.advice))
    write_return(code, wanted, told, advice.told())


def _worked_out(program: Program, wanted: Wanted) -> Iterator[str]:
    """Yield what has to be worked out; the defines of records are read through as others are."""
    needed = set(needed_keys(program, wanted.results, wanted.advice))
    read_through = {*defines_of_records(program.policy)} - keys_asked_about(program, needed)
    for key in worked_out(program, needed, wanted.results):
        if key not in read_through:
            yield key


@frozen
class _Writer:
    """Writes the results of a policy into code, one after the other.

    In `program`, what is worked out for a record looks at it by keys; `written` is as the policy has it.
    """

    program: Program
    written: Program
    code: Code
    names: Names
    records: dict[str, Records]

    @property
    def _left(self) -> Left:
        return Left(self.program, self.code, self.names)

    @property
    def _intervals(self) -> Intervals:
        return Intervals(self.program, self.code, self.names)

    def _found(self, table: Table, told: Callable[[Possible], object]) -> str:
        return self._left.found(table, told)

    # ---- results ------------------------------------------------------------------------------

    def add(self, key: str) -> None:
        """Write a result, of each record if it is one of a list; and note what it is called."""
        of = self.program.rows[key].list_name
        if of is None:
            self.result_here(key)
            return
        records, code = self.records[of], self.code
        found = code.fresh("None", "l")
        with code.block(f"if {records.rows} is not None:"):
            code.line(f"{found} = []")
            head, names = records.at_each(code, self.names)
            with code.block(head):
                evolve(self, names=names).result_here(key)
                self.records[of] = records.with_result(code, key, names, found)

    def result_here(self, key: str) -> None:
        """Write a result, and note what it is called."""
        rows = self.program.rows[key]
        try:
            with self.code.attempt():
                self._worked_out(key, rows)
        except NotCompiledError:
            self._said(key, rows)

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

    def _said(self, key: str, rows: Rows) -> None:
        """Write that the interpreter tells a result, in the form of its type if that has all of it."""
        of = rows.values[0].type
        if key in self.program.static.declining:
            self.names.said[key] = self._asked(key, lambda said: said)
        elif isinstance(of, m.LevelType | m.ChoiceType | m.YesNoType):
            self.names.bits[key] = self._asked(key, bits_of(of))
        elif all(map(_is_bounded, rows.values)):
            low, high = self.code.name("r"), self.code.name("r")
            self.code.line(f"{low}, {high} = {self._asked(key, plain_ends_of)}")
            self.names.ends[key] = low, high
        else:
            self.names.said[key] = self._asked(key, lambda said: said)

    def _by_table(self, key: str, rows: Rows) -> None:
        table = table_of(self.program, key)
        of = rows.values[0].type
        if isinstance(of, m.NumberType):
            ends = self._found(table, ends_of)
            low, high = self.code.name("r"), self.code.name("r")
            self.code.line(f"{low}, {high} = {ends}")
            self.names.ends[key] = low, high
        else:
            self.names.bits[key] = self._found(table, bits_of(of))

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
        code.line(f"{names} = {code.value(memo)}[{self._left.left(found)}]")
        asked = {ref for column in found.columns for ref in looked_at(column.term)}
        for value, (low, high) in zip(rows.values, ends, strict=True):
            if _is_calculated(value):
                self._calculated_row(value, low, high, asked)
        low = extreme(code, [low for low, _ in ends], highest=False)
        high = extreme(code, [high for _, high in ends], highest=True)
        for limit in rows.limits:
            low, high = self._intervals.limited(limit, low, high)
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
            when = f"{self.names.fact(ref)} is not None and {when}"
        found = self._intervals.interval(value)
        with code.block(f"if {when}:"):
            code.line(f"{low}, {high} = {found[0]}, {found[1]}")

    def _calculated(self, key: str, rows: Rows) -> Ends:
        if rows.tangled or key in self.program.static.declining:
            raise NotCompiledError(key)
        _refuse_shared(rows)
        low, high = self._intervals.interval(rows.values[0])
        for limit in rows.limits:
            low, high = self._intervals.limited(limit, low, high)
        return low, high

    # ---- advice -------------------------------------------------------------------------------

    def advise(self, key: str, advice: Advice, at: int, count: int) -> None:
        """Write that a piece of advice is given or possible, to one record of its list at least."""
        of, code = self.program.rows[key].list_name, self.code
        if of is None:
            code.line(f"{advice.bits} |= {self.advised_here(key, at, count)}")
            return
        records, states = self.records[of], advice.started()
        with code.block(f"if {records.rows} is None:"):
            code.line(f"{advice.bits} |= {self._advised_to_any(key, at + count)}")
        with code.block("else:"):
            found = code.fresh("[]")
            head, names = records.at_each(code, self.names)
            with code.block(head):
                told = evolve(self, names=names).advised_here(key, at, count)
                code.line(f"{found}.append({told})")
            given, possible = code.value(1 << at), code.value(1 << (at + count))
            # Once it is given to one, it no longer counts to whom it may be given.
            of_some = (
                f"{given} if {given} in {found} else {possible} if {possible} in {found} else 0"
            )
            code.line(f"{advice.bits} |= {of_some}")
            if states is not None:
                code.line(f"{states} = tuple({found})")

    def advised_here(self, key: str, at: int, count: int) -> str:
        """Write the bits of a piece of advice, to the record that is looked at if it is for each."""
        told = advised(at, count)
        try:
            with self.code.attempt():
                return self._found(table_of(self.program, key), told)
        except NotCompiledError:
            pass
        rows = self.program.rows[key]
        try:
            with self.code.attempt():
                held = self._truths_of_advice(key, rows)
        except NotCompiledError:
            return self._asked(key, told)
        return f"{self.code.value((0, 1 << at, 0, 1 << (at + count)))}[{held}]"

    def _advised_to_any(self, key: str, bit: int) -> str:
        """Write the bit of advice for each record of a list that is not known: it is possible, or not."""
        inputs = [one for one in inputs_of(self.written.rows[key]) if not isinstance(one, Here)]
        return self._remembered(asking_of_any(self.written, key, inputs), inputs, possibly(bit))

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
                (low, high), (above_low, above_high) = map(self._intervals.interval, sides)
                than, beyond = ("<", ">=") if op in STRICT else ("<=", ">")
                return f"(({low} {than} {above_high}) + 2 * ({high} {beyond} {above_low}))"
            case _:
                return self._found(truths_of(self.program, condition), truths)

    # ---- what the interpreter tells -----------------------------------------------------------

    def _asked(self, key: str, told: Callable[[Possible], object]) -> str:
        """Write that the interpreter is asked for what no table has."""
        inputs = inputs_of(self.program.rows[key])
        return self._remembered(asking(self.program, key, inputs), inputs, told)

    def _remembered(self, ask: Ask, inputs: Inputs, told: Callable[[Possible], object]) -> str:
        """Write that something is asked once for the same inputs."""
        given = [self._given(one) for one in inputs]
        memo: Memo = Remembered(lambda asked: told(ask(asked)))
        key = f"({', '.join(given)},)" if given else "()"
        return self.code.fresh(f"{self.code.value(memo)}[{key}]", "r")

    def _given(self, one: Input | InputList | Here) -> str:
        if isinstance(one, Here):
            return self.names.here[one.key]
        if isinstance(one, InputList):
            return self.records[one.key].given(self.code, one)
        if one.key == TODAY:
            return "today"
        if one.is_fact:
            return self.names.facts[one.key]
        if one.key in self.names.ends:
            return f"({', '.join(self.names.ends[one.key])})"
        found = self.names.bits.get(one.key) or self.names.said.get(one.key)
        if found is None:
            raise NotCompiledError(one)
        return found

    # ---- what is told ---------------------------------------------------------------------------

    def told(self, key: str) -> str:
        """Write a result as it is told."""
        of = self.program.rows[key].values[0].type
        if key in self.names.said:
            return f"{self.code.value(Remembered(as_said(of)))}[{self.names.said[key]}]"
        if key in self.names.ends:
            return self._number_told(key)
        return f"{self.code.value(Remembered(place_told))}[{self.names.bits[key]}]"

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


def _is_bounded(value: m.Expr) -> bool:
    """Return whether a value is a number that has a lowest and a highest value."""
    of = value.type
    return isinstance(of, m.NumberType) and of.low is not None and of.high is not None


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
