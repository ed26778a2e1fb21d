"""What could be read in two ways: it is refused, and both are shown."""

from collections.abc import Sequence

from attrs import define
from lark import Tree

from relrules.diagnostics.catalog import syntax as say
from relrules.source import Span
from relrules.syntax.build import trees
from relrules.syntax.build.taken import Taken
from relrules.syntax.build.trees import Branch, Leaf


@define
class Readings(Taken):
    """Refuses what is written so that two people could read it differently."""

    def refuse_rounded(self, tree: Branch, chain: Sequence[Leaf]) -> bool:
        """Report a rounding after a sum without parentheses; return whether there is one.

        `chain` is a later term of the sum.
        """
        at = next((i for i, c in enumerate(chain) if trees.is_token(c, "ROUNDED_TO")), None)
        if at is None:
            return False
        start, end = self.span(tree).start, self.span(chain[at + 1]).end
        first, last = self.span(chain[0]).start, self.span(chain[at - 1]).end
        text = self.source.text
        before, operand, rounding = text[start:first], text[first:last], text[last:end].strip()
        self.report(
            say.two_readings(
                Span(self.source, start, end),
                f"({before}{operand}) {rounding}",
                f"{before}({operand} {rounding})",
            )
        )
        return True

    def refuse_mixed(self, tree: Branch) -> None:
        """Report `and` and `or` side by side without parentheses, with both readings."""
        either, both, conjuncts = "", "", [[""]]
        for child in tree.children:
            if isinstance(child, Tree):
                conjuncts[-1][-1] = self.span(child).text
            elif child.type == "OR":
                either = either or str(child)
                conjuncts.append([""])
            else:
                both = both or str(child)
                conjuncts[-1].append("")
        ands_first = f" {either} ".join(
            f"({f' {both} '.join(part)})" if len(part) > 1 else part[0] for part in conjuncts
        )
        # The other reading binds the neighbours of the first `or` beside an `and` tightest.
        mixed = next(i for i, part in enumerate(conjuncts) if len(part) > 1)
        at = max(0, mixed - 1)
        *before, last = conjuncts[at]
        first, *after = conjuncts[at + 1]
        ors_first = f" {both} ".join([*before, f"({last} {either} {first})", *after])
        self.report(say.mixed_and_or(self.span(tree), ands_first, ors_first))
