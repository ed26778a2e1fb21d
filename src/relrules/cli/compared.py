"""A comparison of two policies, as its reports need it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from relrules.compare.change import Limit, Row
from relrules.compare.differing import DeclaredChange
from relrules.compare.tally import Tally
from relrules.policy import Policy
from relrules.verify.rule_text import rule_text


@frozen
class Compared:
    """Two policies, what they declare differently, and what that does to records.

    `names` is what the user called them, the old one first. `not_given` are facts that only one of
    them asks for and no column gives, with whether that is the old one. `withheld` counts the
    declarations that differ, but may not be told of. With `all`, nothing is left out of a report.
    """

    before: Policy = field(repr=False)
    after: Policy = field(repr=False)
    names: tuple[str, str]
    declared: tuple[DeclaredChange, ...]
    not_given: tuple[tuple[str, bool], ...]
    tally: Tally = field(repr=False)
    id_title: str | None
    lang: str
    all: bool
    withheld: int = 0

    def grades(self) -> list[str]:
        """Return the grades that both policies have and readers may see, in the new one's order."""
        return self._seen(self.after.checked.grades, self.before.checked.grades)

    def scores(self) -> list[str]:
        """Return the scores that both policies have and readers may see, in the new one's order."""
        return self._seen(self.after.checked.scores, self.before.checked.scores)

    def _seen(self, after: Iterable[str], before: Iterable[str]) -> list[str]:
        """Return what both have, without what is hidden in every record."""
        both, hidden = set(before), self.tally.hidden - self.tally.seen
        return [name for name in after if name in both and name not in hidden]


def row_texts(rows: tuple[Row | Limit, ...]) -> list[str]:
    """Return rows, caps or gates in their author's words."""
    return [rule_text(row.span) for row in rows]
