"""Conditions and terms."""

from attrs import define
from lark import Token, Tree

from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.calculations import Calculations
from relrules.syntax.build.trees import Branch, Leaf
from relrules.syntax.limits import MOST_NESTING

COMPARISONS = {op.value: op for op in n.ComparisonOp} | {
    "≤": n.ComparisonOp.LE,
    "≥": n.ComparisonOp.GE,
    "≠": n.ComparisonOp.NE,
}


CONSTANTS = {"name", "number", "date", "string", "yes", "no", "unknown"}


class TooDeepError(Exception):
    """The tree is nested beyond the limit; caught where the declaration is built."""


@define
class Terms(Calculations):
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
        # A rule is a token, which is slow to compare with a text.
        rule = str(tree.data)
        if rule in CONSTANTS:
            constant = self.constant(tree)
            if isinstance(constant, n.Unknown):
                raise AssertionError(tree)
            return constant
        match rule:
            case "group":
                return self.expr(tree.children[1])
            case "sum":
                return self.calculation(tree)
            case "negation":
                return self.negation(tree)
            case "shifted" | "since" | "days_between" | "steps":
                return self._stepped(tree)
            case "several" | "have" | "count" | "share" | "collected" | "tally":
                return self.taken_together(tree)
            case _:
                return self._condition(tree)

    def _condition(self, tree: Branch) -> n.Expr:
        span = self.span(tree)
        parts = [c for c in tree.children if isinstance(c, Tree)]
        match str(tree.data):
            case "logic":
                return self._logic(tree, parts)
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
            case _:
                negated = tree.data == "is_unknown"
                return n.IsKnown(span=span, value=self.expr(parts[0]), negated=negated)

    def _logic(self, tree: Branch, parts: list[Branch]) -> n.Expr:
        span = self.span(tree)
        operands = tuple(self.expr(p) for p in parts)
        words = [c.type for c in tree.children if isinstance(c, Token)]
        if "OR" not in words:
            return n.And(span=span, operands=operands)
        if "AND" in words:
            self.refuse_mixed(tree)
        return n.Or(span=span, operands=operands)

    def _stepped(self, tree: Branch) -> n.Expr:
        """Return levels raised or lowered, and distances of dates and levels."""
        span = self.span(tree)
        parts = [self.expr(c) for c in tree.children if isinstance(c, Tree)]
        match tree.data:
            case "shifted":
                raised = any(trees.is_token(c, "RAISED_BY") for c in tree.children)
                return n.Shifted(span=span, operand=parts[0], raised=raised, steps=parts[1])
            case "steps":
                return n.Steps(span=span, start=parts[0], end=parts[1])
            case "since":
                unit = trees.date_unit(trees.first(tree), "DAYS_SINCE")
                return n.Since(span=span, unit=unit, date=parts[0])
            case _:
                unit = trees.date_unit(trees.first(tree), "DAYS_FROM")
                return n.Distance(span=span, unit=unit, start=parts[0], end=parts[1])
