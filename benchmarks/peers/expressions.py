"""The two rubrics as expressions with `? :`, `&&` and `||`, as CEL has them.

Points are chains of conditions: every peer takes these faster than a literal map with a look-up.
"""

from __future__ import annotations

from attrs import frozen
from benchmarks.rubrics import relationship


@frozen
class Written:
    """A rubric. `grade`, `conditions` and `advice` may read `score`.

    `conditions` are those of advice by its name. The lists in `advice`, put together, are the names of
    all advice that holds.
    """

    score: str
    grade: str
    conditions: dict[str, str]
    advice: tuple[str, ...]

    @property
    def row(self) -> str:
        """Return score, grade and advice as a list; lists are joined with `+`."""
        return f"[score, {self.grade}, {' + '.join(self.advice)}]"


def spelled(expression: str) -> str:
    """Return an expression with `and` and `or` spelled out."""
    return expression.replace("&&", "and").replace("||", "or")


def _points(fact: str, table: dict[str, int]) -> str:
    *others, (_, least) = sorted(table.items(), key=lambda item: -item[1])
    return "(" + "".join(f'{fact} == "{x}" ? {n} : ' for x, n in others) + f"{least})"


_COMMITTED = '(coach_level == "action_commit" || coach_level == "strong_recommend")'
_NESTED = (
    f'(price_primary ? ({_COMMITTED} ? ["undercut", "show_your_worth"] : ["show_your_worth"])'
    f' : ({_COMMITTED} ? ["ask_for_the_order"] : []))'
)

RELATIONSHIP = Written(
    score=" + ".join(_points(fact, of) for fact, of in relationship.TABLES.items())
    + " + (price_primary ? 0 : 1)",
    grade='(score >= 10 ? "strong" : score >= 6 ? "developing" : score >= 3 ? "early" : "cold")',
    conditions={
        "undercut": f"price_primary && {_COMMITTED}",
        "ask_for_the_order": f"!price_primary && {_COMMITTED}",
        "show_your_worth": "price_primary",
    },
    # One nested condition is faster than three lists that are joined.
    advice=(_NESTED,),
)

_WIDE_CONDITIONS = {
    "far_off": "distance > 80000 && score >= 250000",
    "find_money": "budget < 25000 && need >= 50000",
    "go_now": "score >= 350000 && urgency >= 70000",
    "widen": "reach < need",
}
WIDE = Written(
    score=(
        "reach + (need <= 10000 ? 0 : need <= 25000 ? 20000 : need <= 50000 ? 45000 : need <= 75000 ? 70000"
        " : 100000) + (budget >= 50000 ? 100000 : 2 * budget) + (100000 - distance)"
        " + (urgency >= 90000 && need >= 50000 ? 100000 : urgency >= 30000 ? urgency : 0)"
    ),
    grade='(score >= 350000 ? "strong" : score >= 250000 ? "promising" : score >= 150000 ? "open" : "weak")',
    conditions=_WIDE_CONDITIONS,
    advice=tuple(f'({when} ? ["{name}"] : [])' for name, when in _WIDE_CONDITIONS.items()),
)

BY_NAME = {"relationship": RELATIONSHIP, "wide": WIDE}
