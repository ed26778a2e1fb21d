"""JSON in SQL: a text of JSON with gaps, which SQL fills record by record. For DuckDB alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from attrs import define, field
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.tree import Sql
from relrules.explain.plain_json import Plain, dumps

# Half a character: no file of UTF-8 can hold it, and so no text of a policy.
GAP = "\ud800"
FILLED = re.compile(f'"{GAP}(\\d+){GAP}"')
NEXT = ", "
"""What stands between the items of a list."""
MOST_BITS = 8
"""How many bits are looked up at once."""
ESCAPES = {chr(at): json.dumps(chr(at))[1:-1] for at in range(32)}
SPECIAL = r'[\x00-\x1f"\\]'
"""The characters that do not stand for themselves in a text of JSON."""


@define
class Gaps:
    """What fills the gaps of a text of JSON."""

    filled: list[Sql] = field(factory=list)

    def put(self, of: Sql) -> str:
        """Return what stands for SQL that is JSON itself, in a value that is yet to be written."""
        self.filled.append(of)
        return f"{GAP}{len(self.filled) - 1}{GAP}"

    def items(self, parts: Sequence[tuple[Sql, Sql]]) -> list[Plain]:
        """Return a list of the items that are there: when each is, and its JSON."""
        if not parts:
            return []
        found = [
            tree.case([(when, tree.put_together([tree.text(NEXT), of]))], tree.text(""))
            for when, of in parts
        ]
        return [self.put(without_first(tree.put_together(found)))]

    def names(self, parts: Sequence[tuple[Sql, str]]) -> list[Plain]:
        """Return a list of the names that are there."""
        if not parts:
            return []
        found = [
            tree.case([(when, tree.text(NEXT + dumps(name)))], tree.text(""))
            for when, name in parts
        ]
        return [self.put(without_first(tree.put_together(found)))]

    def filling(self, text: str) -> Sql:
        """Return a text of JSON with its gaps filled."""
        pieces = enumerate(FILLED.split(text))
        found = [self.filled[int(of)] if at % 2 else tree.text(of) for at, of in pieces]
        return tree.put_together(found)


def without_first(items: Sql) -> Sql:
    """Return items without what stands before the first."""
    return exp.Substring(this=items, start=tree.whole(len(NEXT) + 1))


def texts_of_bits(parts: Sequence[tuple[Sql, Sequence[str]]]) -> Sql:
    """Return the texts whose bits are set, with a comma between them; no bit is null."""
    if len(parts) == 1 and len(parts[0][1]) <= MOST_BITS:
        ((bits, texts),) = parts
        return _looked_up(bits, [_joined(texts, left)[len(NEXT) :] for left in _sets(texts)])
    found = []
    for bits, texts in parts:
        for first in range(0, len(texts), MOST_BITS):
            some = texts[first : first + MOST_BITS]
            mask = ((1 << len(some)) - 1) << first
            own = exp.paren(tree.both_bits([bits, tree.whole(mask)]))
            moved = exp.paren(exp.BitwiseRightShift(this=own, expression=tree.whole(first)))
            found.append(_looked_up(moved, [_joined(some, left) for left in _sets(some)]))
    return without_first(tree.put_together(found))


def _sets(texts: Sequence[str]) -> range:
    return range(1 << len(texts))


def _joined(texts: Sequence[str], chosen: int) -> str:
    return "".join(f"{NEXT}{text}" for at, text in enumerate(texts) if chosen >> at & 1)


def _looked_up(place: Sql, texts: Sequence[str]) -> Sql:
    return tree.element([tree.text(text) for text in texts], place)


def inner_text(text: str) -> str:
    """Return a text as it stands in JSON between its quotation marks."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def escaped(text: str) -> str:
    """Return SQL of a text, given as SQL, as it stands in JSON between its quotation marks."""
    found = f"replace(replace({text}, '\\', '\\\\'), '\"', '\\\"')"
    for character, written in ESCAPES.items():
        found = f"replace({found}, chr({ord(character)}), '{written}')"
    # Few texts have any of these, and DuckDB takes long to look for each.
    return f"case when regexp_matches({text}, '{SPECIAL}') then {found} else {text} end"
