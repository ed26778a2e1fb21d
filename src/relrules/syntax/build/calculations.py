"""Sums, products, quotients and roundings.

The grammar gives a calculation as a flat list of operands and operators. Here `*` and `/` bind
tighter than `+` and `-`; `if zero` belongs to the division just before it, `rounded to` to the whole
product before it.
"""

from collections.abc import Sequence

from attrs import define
from lark import Token

from relrules.diagnostics.catalog import syntax as say
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.build import trees
from relrules.syntax.build.readings import Readings
from relrules.syntax.build.trees import Branch, Leaf


@define
class Calculations(Readings):
    """Builds what is calculated."""

    def negation(self, tree: Branch) -> n.Expr:
        """Return `-operand`; a plus before an operand says nothing."""
        operand = self.expr(tree.children[1])
        if trees.first(tree) == "+":
            return operand
        return n.Negation(span=self.span(tree), operand=operand)

    def calculation(self, tree: Branch) -> n.Expr:
        """Return a sum, product, quotient or rounding."""
        terms: list[tuple[bool, list[Leaf]]] = [(True, [])]
        for child in tree.children:
            if trees.is_token(child, "SUM_OP"):
                terms.append((child == "+", []))
            else:
                terms[-1][1].append(child)
        if len(terms) == 1:
            return self._product(terms[0][1])
        for _, chain in terms[1:]:
            if self.refuse_rounded(tree, chain):
                break
        return n.Sum(
            span=self.span(tree),
            terms=tuple((added, self._product(chain)) for added, chain in terms),
        )

    def _product(self, chain: Sequence[Leaf]) -> n.Expr:
        """Return what stands between two signs of a sum, read from left to right."""
        factors = [(True, self.expr(chain[0]))]
        at = 1
        while at < len(chain):
            word, operand = trees.token(chain[at]), chain[at + 1]
            span = self._reach(chain[0], operand)
            if word.type == "PRODUCT_OP":
                factors.append((word == "*", self.expr(operand)))
            elif word.type == "ROUNDED_TO":
                rounded = n.Rounded(
                    span=span,
                    operand=self._factors(factors, chain[:at]),
                    places=self.number(operand),
                )
                factors = [(True, rounded)]
            else:
                factors = [(True, self._quotient(factors, chain[:at], word, operand))]
            at += 2
        return self._factors(factors, chain)

    def _factors(self, factors: Sequence[tuple[bool, n.Expr]], chain: Sequence[Leaf]) -> n.Expr:
        if len(factors) == 1:
            return factors[0][1]
        return n.Product(span=self._reach(chain[0], chain[-1]), factors=tuple(factors))

    def _quotient(
        self,
        factors: Sequence[tuple[bool, n.Expr]],
        chain: Sequence[Leaf],
        if_zero: Token,
        instead: Leaf,
    ) -> n.Expr:
        """Return `dividend / divisor if zero V`: all before the last division sign is divided."""
        multiplied, divisor = factors[-1]
        if multiplied:
            self.report(say.if_zero_without_division(self.span(if_zero)))
            return self._factors(factors, chain)
        return n.Quotient(
            span=self._reach(chain[0], instead),
            dividend=self._factors(factors[:-1], chain[:-2]),
            divisor=divisor,
            if_zero=self.instead(trees.branch(instead)),
        )

    def _reach(self, first: Leaf, last: Leaf) -> Span:
        return Span(self.source, self.span(first).start, self.span(last).end)
