"""Conditions and terms."""

from attrs import define
from lark import Token, Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.build.words import Words
from relrules.syntax.limits import MOST_NESTING

COMPARISONS = {op.value: op for op in n.ComparisonOp} | {
    "≤": n.ComparisonOp.LE,
    "≥": n.ComparisonOp.GE,
    "≠": n.ComparisonOp.NE,
}


class TooDeepError(Exception):
    """The tree is nested beyond the limit; caught where the declaration is built."""


@define
class Terms(Words):
    """Builds conditions and terms."""

    _depth: int = 0

    def expr(self, leaf: Leaf) -> n.Expr:
        """Return a condition or term."""
        tree = trees.branch(leaf)
        self._depth += 1
        if self._depth > MOST_NESTING:
            raise TooDeepError
        node = self._expr(tree)
        self._depth -= 1
        return node

    def _expr(self, tree: Branch) -> n.Expr:
        span = self.span(tree)
        parts = [c for c in tree.children if isinstance(c, Tree)]
        match tree.data:
            case "group":
                return self.expr(parts[0])
            case "or_test":
                self._refuse_mixed(tree)
                return n.Or(span=span, operands=tuple(self.expr(p) for p in parts))
            case "and_test":
                return n.And(span=span, operands=tuple(self.expr(p) for p in parts))
            case "not":
                return n.Not(span=span, operand=self.expr(parts[0]))
            case "comparison":
                op = COMPARISONS[next(c for c in tree.children if isinstance(c, Token))]
                left, right = (self.expr(p) for p in parts)
                return n.Comparison(span=span, op=op, left=left, right=right)
            case "between":
                value, low, high = (self.expr(p) for p in parts)
                return n.Between(span=span, value=value, low=low, high=high)
            case "is_one_of":
                options = tuple(self.constant(p) for p in parts[1:])
                return n.IsOneOf(span=span, value=self.expr(parts[0]), options=options)
            case "is_known" | "is_unknown":
                negated = tree.data == "is_unknown"
                return n.IsKnown(span=span, value=self.expr(parts[0]), negated=negated)
            case "sum":
                return n.Sum(span=span, terms=self._operands(tree, "-"))
            case "product":
                return n.Product(span=span, factors=self._operands(tree, "/"))
            case "negation":
                if trees.first(tree) == "+":
                    return self.expr(parts[0])
                return n.Negation(span=span, operand=self.expr(parts[0]))
            case "since":
                unit = trees.date_unit(trees.first(tree), "DAYS_SINCE")
                return n.Since(span=span, unit=unit, date=self.expr(parts[0]))
            case "days_between":
                unit = trees.date_unit(trees.first(tree), "DAYS_FROM")
                start, end = (self.expr(p) for p in parts)
                return n.Distance(span=span, unit=unit, start=start, end=end)
            case _:
                constant = self.constant(tree)
                if isinstance(constant, n.Unknown):
                    raise AssertionError(tree)
                return constant

    def _operands(self, tree: Branch, inverse: str) -> tuple[tuple[bool, n.Expr], ...]:
        """Return the operands of a chain, each with whether it is taken as it is."""
        found: list[tuple[bool, n.Expr]] = []
        as_is = True
        for child in tree.children:
            if isinstance(child, Token):
                as_is = child != inverse
            else:
                found.append((as_is, self.expr(child)))
        return tuple(found)

    def _refuse_mixed(self, tree: Branch) -> None:
        """Report an `and` that stands inside an `or` without parentheses, with both readings."""
        parts = [c for c in tree.children if isinstance(c, Tree)]
        mixed = [i for i, part in enumerate(parts) if part.data == "and_test"]
        if not mixed:
            return
        either = next(c for c in tree.children if isinstance(c, Token))
        both = next(c for c in parts[mixed[0]].children if isinstance(c, Token))
        words = [self.span(part).text for part in parts]
        ands_first = f" {either} ".join(
            f"({word})" if i in mixed else word for i, word in enumerate(words)
        )
        # The other reading binds the neighbours of the first `or` tightest.
        at = max(0, mixed[0] - 1) if mixed[0] else 0
        left, right = parts[at], parts[at + 1]
        ors_first = self._ors_first(left, right, either, both)
        self.report(say.mixed_and_or(self.span(tree), ands_first, ors_first))

    def _ors_first(self, left: Branch, right: Branch, either: str, both: str) -> str:
        *before, last = self._conjuncts(left)
        first, *after = self._conjuncts(right)
        return f" {both} ".join([*before, f"({last} {either} {first})", *after])

    def _conjuncts(self, tree: Branch) -> list[str]:
        if tree.data != "and_test":
            return [self.span(tree).text]
        return [self.span(c).text for c in tree.children if isinstance(c, Tree)]
