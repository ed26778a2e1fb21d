"""The ends of a number that is calculated from what may be open."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact, plain
from relrules.compiled.code import Code
from relrules.compiled.forms import truths
from relrules.compiled.left import Left, extreme
from relrules.compiled.names import Ends, Names
from relrules.compiled.tables import truths_of
from relrules.compiled.terms import NotCompiledError, place_in
from relrules.evaluate.program import Limit, Program
from relrules.syntax.nodes import Measure


@frozen
class Intervals:
    """Writes the ends of numbers. All of it raises `NotCompiledError` for what it cannot write."""

    program: Program
    code: Code
    names: Names

    def limited(self, limit: Limit, low: str, high: str) -> Ends:
        """Write the ends under a cap: where it may apply, only one of them moves."""
        code = self.code
        bound = code.value(limit.limit)
        held = [extreme(code, (end, bound), highest=not limit.highest) for end in (low, high)]
        if limit.when is not None:
            holds = Left(self.program, code, self.names).found(
                truths_of(self.program, limit.when), truths
            )
            # It surely applies, or it may: for the end that it moves inwards, both are the same.
            sure, may = f"{holds} == 1", f"{holds} & 1"
            asked = (may, sure) if limit.highest else (sure, may)
            ends = zip(held, asked, (low, high), strict=True)
            held = [f"{moved} if {when} else {end}" for moved, when, end in ends]
        found = [code.put(end, "r") for end in held]
        return found[0], found[1]

    def interval(self, expr: m.Expr) -> Ends:
        """Write the ends of a number."""
        code = self.code
        match expr:
            case m.Constant(value=value):
                return code.value(value), code.value(value)
            case m.Ref(kind=m.Kind.FACT) if isinstance(expr.type, m.NumberType):
                return self._ends_of_fact(expr, expr.type)
            case m.Ref() if isinstance(expr.type, m.NumberType):
                return self.names.ends_of(expr)
            case m.Answers(value=value):
                return self.interval(value)
            case m.Worth(value=m.Ref(kind=m.Kind.FACT, list=None) as ref, worths=worths):
                found: dict[m.Value | None, tuple[Exact, Exact]] = {}
                found |= {place_in(answer, ref.type): (of, of) for answer, of in worths}
                every = [worth for _, worth in worths]
                found[None] = min(every), max(every)
                low, high = code.name("r"), code.name("r")
                code.line(f"{low}, {high} = {code.value(found)}[{self.names.fact(ref)}]")
                return low, high
            case m.Negation(operand=operand):
                low, high = self.interval(operand)
                return code.put(f"-{high}"), code.put(f"-{low}")
            case m.Sum(terms=terms):
                ends = [(plus, self.interval(term)) for plus, term in terms]
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
        fact = self.names.fact(ref)
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
        low, high = self.interval(terms[0])
        by = code.value(plain(constant))
        ends = (low, high) if constant >= 0 else (high, low)
        return code.put(f"{ends[0]} * {by}", "r"), code.put(f"{ends[1]} * {by}", "r")

    def _several(self, measure: Measure, parts: Sequence[m.Part]) -> Ends:
        code = self.code
        if any(part.known for part in parts):
            raise NotCompiledError(parts)
        ends = [self.interval(part.value) for part in parts]
        weights = [part.weight for part in parts]
        found = []
        for side in (0, 1):
            names = [end[side] for end in ends]
            match measure:
                case Measure.SUM:
                    text = code.joined("+", names)
                case Measure.HIGHEST | Measure.LOWEST:
                    text = extreme(code, names, highest=measure is Measure.HIGHEST)
                case Measure.AVERAGE | Measure.WEIGHTED_AVERAGE:
                    pairs = zip(names, weights, strict=True)
                    total = code.joined("+", [f"{n} * {code.value(w)}" for n, w in pairs])
                    text = f"{total} / {code.value(Fraction(sum(weights)))}"
            found.append(code.put(text, "r"))
        return found[0], found[1]
