"""Terms whose facts are all known, as Python expressions.

A level or choice is the place of its option, from 0; no answer is `None`. What cannot fail is worked
out whether it is needed or not.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from relrules.check import model as m
from relrules.check.interval import rounded
from relrules.check.walk import operands
from relrules.compiled.code import Code
from relrules.compiled.gathered import (
    all_of,
    at_least,
    collected,
    count_of,
    different,
    none_of,
    share,
    some_of,
    together,
)
from relrules.evaluate.dates import distance
from relrules.syntax.nodes import ComparisonOp, DateUnit, Measure, Quantifier

OPERATORS = {
    ComparisonOp.EQ: "==",
    ComparisonOp.NE: "!=",
    ComparisonOp.LT: "<",
    ComparisonOp.LE: "<=",
    ComparisonOp.GT: ">",
    ComparisonOp.GE: ">=",
}


class NotCompiledError(Exception):
    """Something that only the interpreter works out."""


def place_in(value: m.Value, of: m.Type) -> m.Value:
    """Return a value as compiled functions have it: an option as its place."""
    match of:
        case m.LevelType(scale=scale):
            return scale.rank(str(value))
        case m.ChoiceType(ids=ids):
            return ids.index(str(value))
        case _:
            return value


def value_of(place: object, of: m.Type) -> m.Value:
    """Return a value as policies have it, from how compiled functions do: an option by its name."""
    match of, place:
        case m.LevelType(scale=scale), int():
            return scale.ids[place]
        case m.ChoiceType(ids=ids), int():
            return ids[place]
        case _:
            return place  # type: ignore[return-value]  # a value of its own


@frozen
class Listed:
    """A list in code: the name of its rows, one a record, and the keys of what stands in a row."""

    rows: str
    keys: tuple[str, ...]


@frozen
class Each:
    """How to look at each record of a list: the head of a loop, and the terms inside of it."""

    head: str
    terms: Terms


def declines(expr: m.Expr, declining: Container[str]) -> bool:
    """Return whether a term may have no answer; `declining` are the results that may have none."""
    match expr:
        case m.NoAnswer():
            return True
        case m.IsKnown():
            return False
        case m.Several(parts=parts) if all(part.known for part in parts):
            return True
        case m.Ref() if expr.kind not in (m.Kind.FACT, m.Kind.TODAY):
            return expr.key in declining
        case _:
            return any(declines(operand, declining) for operand in operands(expr))


@frozen
class _Worth:
    """What a row is worth, the name that takes it, and what else is written where it applies."""

    value: m.Expr
    name: str
    note: str | None


@frozen
class Terms:
    """Writes terms into code; `names` says what facts and results are called there, by key.

    `declining` are the results that may have no answer, and `lists` those whose records are known.
    """

    code: Code
    names: Mapping[str, str]
    declining: frozenset[str]
    lists: Mapping[str, Listed]

    def declines(self, expr: m.Expr) -> bool:
        """Return whether a term may have no answer."""
        return declines(expr, self.declining)

    def term(self, expr: m.Expr) -> str:
        """Return a term as an expression, with the statements it needs before it."""
        match expr:
            case m.Constant(value=value):
                return self.code.value(place_in(value, expr.type))
            case m.NoAnswer():
                return "None"
            case m.Ref():
                return self._ref(expr)
            case m.Answers(value=value):
                return self.term(value)
            case m.IsKnown(value=value, negated=negated):
                return self._is_known(value, wanted=not negated)
            case m.Cases(rows=rows):
                return self.first([(row.when, row.value) for row in rows])
            case m.And(operands=parts):
                return self._junction("and", parts)
            case m.Or(operands=parts):
                return self._junction("or", parts)
            case m.Several():
                return self._several(expr)
            case m.Holding(conditions=parts) if not any(map(self.declines, parts)):
                return self.code.joined("+", [self.term(part) for part in parts])
            case m.Have() | m.Count() | m.Share() | m.Collected():
                return self._of_list(expr)
            case m.Holding() | m.Gathered():
                raise NotCompiledError(expr)
            case _:
                return self._strict(expr)

    def _ref(self, ref: m.Ref) -> str:
        key = "today" if ref.kind is m.Kind.TODAY else ref.key
        if key not in self.names:
            raise NotCompiledError(ref)
        return self.names[key]

    def _is_known(self, value: m.Expr, *, wanted: bool) -> str:
        if not self.declines(value):
            return repr(wanted)
        return f"({self.term(value)} is {'not ' if wanted else ''}None)"

    def _junction(self, operator: str, parts: Sequence[m.Expr]) -> str:
        found = [self.term(part) for part in parts]
        if not any(self.declines(part) for part in parts):
            return self.code.joined(operator, found)
        # One no decides `and`, one yes `or`; else it has no answer where a part has none.
        decides = "False" if operator == "and" else "True"
        otherwise = "True" if operator == "and" else "False"
        names = [self.code.put(part) for part in found]
        some = self.code.joined("or", [f"{name} is {decides}" for name in names])
        none = self.code.joined("or", [f"{name} is None" for name in names])
        return f"({decides} if {some} else None if {none} else {otherwise})"

    def first(
        self, rows: Sequence[tuple[m.Expr | None, m.Expr]], applied: str | None = None
    ) -> str:
        """Write the value of the first row that applies, and return its name; `None` is `otherwise`.

        `applied` is the name that takes the bit of that row.
        """
        found = self.code.name("r")
        with self.code.block("while True:"):
            for at, (when, value) in enumerate(rows):
                worth = _Worth(value, found, None if applied is None else f"{applied} = {1 << at}")
                if when is None:
                    self._worth(worth)
                    break
                self._row(when, worth)
            else:
                self.code.line(f"{found} = None")
            self.code.line("break")
        return found

    def _row(self, when: m.Expr, worth: _Worth) -> None:
        code = self.code
        holds = self.term(when)
        if self.declines(when):
            holds = code.put(holds)
            with code.block(f"if {holds} is None:"):
                code.line(f"{worth.name} = None")
                code.line("break")
        with code.block(f"if {holds}:"):
            self._worth(worth)
            code.line("break")

    def _worth(self, of: _Worth) -> None:
        if of.note is not None:
            self.code.line(of.note)
        self.code.line(f"{of.name} = {self.term(of.value)}")

    # ---- lists ----------------------------------------------------------------------------------

    def _of_list(self, expr: m.Have | m.Count | m.Share | m.Collected) -> str:
        """Write what is asked of the records of a list: their values are gathered one by one."""
        code = self.code
        match expr:
            case m.Have(quantifier=quantifier, condition=condition, count=count):
                found = self._each(expr.list, condition, None)
                match quantifier:
                    case Quantifier.AT_LEAST:
                        return f"{code.value(at_least)}({found}, {count or 1})"
                    case Quantifier.ALL:
                        return f"{code.value(all_of)}({found})"
                    case Quantifier.SOME:
                        return f"{code.value(some_of)}({found})"
                    case Quantifier.NO:
                        return f"{code.value(none_of)}({found})"
            case m.Share(where=where, if_empty=if_empty):
                found = self._each(expr.list, where, None)
                return f"{code.value(share)}({found}, {self.term(if_empty)})"
            case m.Count(where=where, distinct=None):
                return f"{code.value(count_of)}({self._each(expr.list, where, None)})"
            case m.Count(where=where, distinct=value):
                return f"{code.value(different)}({self._each(expr.list, where, value)})"
            case m.Collected(where=where, value=value, measure=measure, if_empty=if_empty):
                found = self._each(expr.list, where, value)
                none = self.term(if_empty)
                return f"{code.value(collected)}({code.value(measure)}, {found}, {none})"

    def _each(self, list_name: str, where: m.Expr | None, value: m.Expr | None) -> str:
        """Write a loop over the records, and return the name of what it gathers.

        That is whether each meets the condition; or with a value, the values of those that do, and
        `None` of one of which it has no answer whether it does.
        """
        code = self.code
        found = code.fresh("[]")
        inner = self.at_each(list_name)
        with code.block(inner.head):
            holds = "True" if where is None else inner.terms.term(where)
            if value is None:
                code.line(f"{found}.append({holds})")
                return found
            holds = code.put(holds)
            code.line(f"if {holds} is None: {found}.append(None)")
            with code.block(f"elif {holds}:"):
                code.line(f"{found}.append({inner.terms.term(value)})")
        return found

    def at_each(self, list_name: str) -> Each:
        """Return how to look at the records of a list one by one."""
        if list_name not in self.lists:
            raise NotCompiledError(list_name)
        of = self.lists[list_name]
        names = {key: self.code.name("x") for key in of.keys}
        parts = ", ".join(names.values())
        head = f"for {parts}{',' if len(names) == 1 else ''} in {of.rows}:"
        if not names:
            head = f"for {self.code.name('x')} in {of.rows}:"
        return Each(head, evolve(self, names={**self.names, **names}))

    # ---- what has no answer where one of its operands has none ----------------------------------

    def _strict(self, expr: m.Expr) -> str:
        parts = operands(expr)
        if isinstance(expr, m.Quotient):
            parts = (expr.dividend, expr.divisor)
        names = {part: self.code.short(self.term(part)) for part in dict.fromkeys(parts)}
        open_ones = [part for part in names if self.declines(part)]
        for part in open_ones:
            names[part] = self.code.put(names[part])
        found = self._worked_out(expr, names)
        if not open_ones:
            return found
        none = self.code.joined("or", [f"{names[part]} is None" for part in open_ones])
        return f"(None if {none} else {found})"

    def _worked_out(self, expr: m.Expr, names: Mapping[m.Expr, str]) -> str:
        code = self.code
        match expr:
            case m.Comparison(op=op, left=left, right=right):
                return _compared(op, left, right, names)
            case m.Between(value=value, low=low, high=high):
                return f"({names[low]} <= {names[value]} <= {names[high]})"
            case m.IsOneOf(value=value, options=options):
                wanted = frozenset(place_in(option.value, option.type) for option in options)
                return f"({names[value]} in {code.value(wanted)})"
            case m.Not(operand=operand):
                return f"(not {names[operand]})"
            case m.Negation(operand=operand):
                return f"(-{names[operand]})"
            case m.Sum(terms=terms):
                if [added for added, _ in terms] == [True, False]:
                    return f"({names[terms[0][1]]} - {names[terms[1][1]]})"
                plus = [names[term] if added else f"(-{names[term]})" for added, term in terms]
                return code.joined("+", plus)
            case m.Product(factors=factors):
                one = code.value(Fraction(1))
                return code.joined(
                    "*", [names[f] if times else f"({one} / {names[f]})" for times, f in factors]
                )
            case m.Quotient(dividend=above, divisor=below, if_zero=if_zero):
                otherwise = code.short(self.term(if_zero))
                one = code.value(Fraction(1))
                return (
                    f"({one} * {names[above]} / {names[below]} if {names[below]} else {otherwise})"
                )
            case m.Rounded(operand=operand, places=places):
                return f"{code.value(rounded)}({names[operand]}, {places})"
            case m.Shifted(operand=operand, steps=steps):
                return self._shifted(expr, names[operand], names[steps])
            case m.Steps(start=start, end=end):
                return f"({names[end]} - {names[start]})"
            case m.Worth(value=value, worths=worths):
                by_answer = {place_in(answer, value.type): worth for answer, worth in worths}
                return f"{code.value(by_answer)}[{names[value]}]"
            case m.Distance():
                return self._distance(expr, names)
            case _:
                raise NotCompiledError(expr)

    def _shifted(self, expr: m.Shifted, level: str, steps: str) -> str:
        of, by = expr.type, expr.steps.type
        if not isinstance(of, m.LevelType) or not isinstance(by, m.NumberType):
            raise AssertionError(of)
        if by.low is None or by.low < 0 or not by.whole:
            raise NotCompiledError(expr)
        if expr.raised:
            return f"min({level} + {steps}, {len(of.scale.ids) - 1})"
        return f"max({level} - {steps}, 0)"

    def _distance(self, expr: m.Distance, names: Mapping[m.Expr, str]) -> str:
        start, end = names[expr.start], names[expr.end]
        if expr.unit is DateUnit.DAYS:
            found = f"({end} - {start}).days"
        else:
            code = self.code
            found = f"{code.value(distance)}({code.value(expr.unit)}, {start}, {end})"
        return f"max(0, {found})" if expr.since else found

    # ---- several values -------------------------------------------------------------------------

    def _several(self, expr: m.Several) -> str:
        code = self.code
        names = [code.put(self.term(part.value)) for part in expr.parts]
        if not any(self.declines(part.value) for part in expr.parts):
            return self._together(expr, names)
        pairs = zip(expr.parts, names, strict=True)
        parts = ", ".join(f"({name}, {code.value(p.weight)}, {p.known})" for p, name in pairs)
        measure = code.value(expr.measure)
        return f"{code.value(together)}({measure}, ({parts},))"

    def _together(self, expr: m.Several, names: Sequence[str]) -> str:
        code = self.code
        match expr.measure:
            case Measure.SUM:
                return code.joined("+", names)
            case Measure.HIGHEST | Measure.LOWEST:
                pick = "max" if expr.measure is Measure.HIGHEST else "min"
                return names[0] if len(names) == 1 else f"{pick}({', '.join(names)})"
            case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                weights = [part.weight for part in expr.parts]
                pairs = zip(names, weights, strict=True)
                parts = [n if w == 1 else f"{n} * {code.value(w)}" for n, w in pairs]
                return f"({code.joined('+', parts)} / {code.value(Fraction(sum(weights)))})"


def _compared(op: ComparisonOp, left: m.Expr, right: m.Expr, names: Mapping[m.Expr, str]) -> str:
    if isinstance(left.type, m.YesNoType) and isinstance(right, m.Constant):
        is_wanted = (op is ComparisonOp.EQ) is bool(right.value)
        return names[left] if is_wanted else f"(not {names[left]})"
    return f"({names[left]} {OPERATORS[op]} {names[right]})"
