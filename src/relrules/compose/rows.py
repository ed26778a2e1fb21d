"""Changing one row of a declaration, found by its level, its key, its result or its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import evolve, frozen

from relrules.compose.named import a_kind, headings, kind_of, kind_word
from relrules.compose.rewrite import replaced
from relrules.compose.synonyms import Same
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import overlays as say
from relrules.diagnostics.words import listed, quoted
from relrules.syntax import nodes as n

MOST_LISTED = 8
WithRows = n.Define | n.Dimension | n.Score | n.Grade
AnyRow = n.Row | n.DefineRow | n.Entry | n.Cap | n.GradeRow | n.GradeEntry | n.Gate | n.OutOf
Key = n.Name | n.YesNo | n.Band | n.Unknown
R = TypeVar("R", bound=n.Node)


@frozen
class Wanted:
    """What an overlay says of the row it changes, for messages.

    `what` is, say, "row worth `2` points", and `known` tells of the rows there are.
    """

    change: n.ChangeRow
    declaration: WithRows
    what: str
    known: str

    @property
    def name(self) -> str:
        """Return what the declaration is called."""
        return headings(self.declaration)[0].name.text

    @property
    def whole(self) -> str:
        """Return how a line begins that changes the whole declaration."""
        return f"change {kind_word(kind_of(self.declaration))} {self.name}"


def with_row(declaration: WithRows, change: n.ChangeRow, same: Same) -> WithRows | Diagnostic:
    """Return a declaration with one row changed, or why it is not clear which."""
    row = _fitting(declaration, change.row)
    match declaration, row:
        case n.Dimension(body=body), n.Row():
            rows = [part for part in body if isinstance(part, n.Row)]
            wanted = _by_result(change, declaration, row.points, row.guard, rows)
            chosen = _chosen(wanted, _worth(rows, row))
            return _with(declaration, chosen, row)
        case n.Define(rows=rows), n.DefineRow():
            wanted = _by_result(change, declaration, row.value, row.guard, rows)
            return _with(declaration, _chosen(wanted, _worth(rows, row)), row)
        case n.Dimension(), n.Entry():
            return _with_entry(declaration, change, row, same)
        case n.Dimension(caps=caps) | n.Score(caps=caps), n.Cap():
            exact = [c for c in caps if c.highest is row.highest and c.limit == row.limit]
            alike = exact or [c for c in caps if c.highest is row.highest]
            wanted = _limit(change, declaration, row, caps)
            return _with(declaration, _chosen(wanted, alike), row)
        case n.Score(out_of=stated), n.OutOf():
            wanted = Wanted(change, declaration, "line `out of …`", "")
            return _with(declaration, _chosen(wanted, [stated] if stated else []), row)
        case _, n.OutOf():
            word = kind_word(kind_of(declaration))
            way_out = f"only a score has a range of its own: mend the points of the {word}"
            return say.other_kind(change.name.span, a_kind(kind_of(declaration)), way_out)
        case n.Grade(gates=gates), n.Gate():
            levels = [g for g in gates if g.highest is row.highest and same(g.level, row.level)]
            alike_gates = levels or [g for g in gates if g.highest is row.highest]
            wanted = _limit(change, declaration, row, gates)
            return _with(declaration, _chosen(wanted, alike_gates), row)
        case n.Grade(), n.GradeRow():
            return _with_level(declaration, change, row, same)
        case n.Grade(entries=entries), n.GradeEntry():
            found = [e for e in entries if _same_key(e.key, row.key, same)]
            wanted = _by_key(change, declaration, row.key, [e.key for e in entries])
            old = _chosen(wanted, found)
            new = row if isinstance(old, Diagnostic) else _labelled(old, row, same)
            return _with(declaration, old, new)
        case _:
            return _unfit(declaration, change)


def _fitting(declaration: WithRows, row: AnyRow) -> AnyRow:
    """Return a row as its declaration has it: `deep when C` may be of a grade or of a define.

    The form alone does not tell them apart, and what stands before the colon is only known here.
    """
    match declaration, row:
        case n.Define(), n.GradeRow(label=None, guard=n.When() | n.Otherwise() as guard):
            return n.DefineRow(span=row.span, value=row.name, guard=guard, because=row.because)
        case n.Define(), n.Row(points=n.NoAnswer() as none):
            return n.DefineRow(span=row.span, value=none, guard=row.guard, because=row.because)
        case n.Grade(), n.Row(points=n.NoAnswer() as none):
            return n.GradeRow(
                span=row.span, name=none, label=None, guard=row.guard, because=row.because
            )
        case n.Grade(), n.DefineRow(value=n.Name() | n.NoAnswer() as name):
            return n.GradeRow(
                span=row.span, name=name, label=None, guard=row.guard, because=row.because
            )
        case n.Grade(), n.Entry(points=n.NoAnswer() as name):
            return n.GradeEntry(span=row.span, key=row.key, name=name, because=row.because)
        case n.Dimension(), n.GradeEntry(name=n.NoAnswer() as points):
            return n.Entry(span=row.span, key=row.key, points=points, because=row.because)
        case _:
            return row


# ---- rows by their result -----------------------------------------------------------------------


def _worth(rows: Sequence[R], new: n.Row | n.DefineRow) -> list[R]:
    """Return the rows that a row takes the place of: of the same result, or both `otherwise`."""
    if isinstance(new.guard, n.Otherwise):
        last = [row for row in rows if _is_otherwise(row)]
        if last:
            return last
    return [row for row in rows if _result(row) == _result(new)]


def _is_otherwise(row: n.Node) -> bool:
    return isinstance(row, n.Row | n.DefineRow | n.GradeRow) and isinstance(row.guard, n.Otherwise)


def _result(row: n.Node) -> n.Node | None:
    match row:
        case n.Row(points=result) | n.DefineRow(value=result):
            return result
        case _:
            return None


def _by_result(
    change: n.ChangeRow,
    declaration: WithRows,
    result: n.Node,
    guard: n.When | n.Otherwise,
    rows: Sequence[n.Row | n.DefineRow],
) -> Wanted:
    results = [r for row in rows if (r := _result(row)) is not None]
    if isinstance(guard, n.Otherwise) and any(_is_otherwise(row) for row in rows):
        return Wanted(change, declaration, "row `otherwise`", "")
    if isinstance(declaration, n.Define):
        return Wanted(change, declaration, f"row {_words(result)}", _known("its rows are", results))
    if isinstance(result, n.NoAnswer):
        return Wanted(
            change, declaration, f"row {_words(result)}", _known("its rows are worth", results)
        )
    is_one = isinstance(result, n.Number) and result.value == 1
    points = f"{result.span.text} {'point' if is_one else 'points'}"
    known = _known("its rows are worth", results)
    return Wanted(change, declaration, f"row worth {quoted(points)}", known)


# ---- levels -------------------------------------------------------------------------------------


def _with_level(
    grade: n.Grade, change: n.ChangeRow, row: n.GradeRow, same: Same
) -> WithRows | Diagnostic:
    """Return a grade with the row of one level changed."""
    last = [r for r in grade.rows if _is_otherwise(r)] if _is_otherwise(row) else []
    found = last or [r for r in grade.rows if _same_result(r.name, row.name, same)]
    known = _known("its levels are", [r.name for r in grade.rows])
    old = _chosen(Wanted(change, grade, f"row {_words(row.name)}", known), found)
    new = row if isinstance(old, Diagnostic) else _labelled(old, row, same)
    return _with(grade, old, new)


Levelled = TypeVar("Levelled", n.GradeRow, n.GradeEntry)


def _labelled(old: Levelled, new: Levelled, same: Same) -> Levelled:
    """Return a row with the name and label its level has, where it is still the same level."""
    if not isinstance(old.name, n.Name) or not isinstance(new.name, n.Name):
        return new
    if not same(old.name, new.name):
        return new
    name = evolve(new.name, key=old.name.key, text=old.name.text)
    return evolve(new, name=name, label=new.label or old.label)


def _same_result(left: n.Name | n.NoAnswer, right: n.Name | n.NoAnswer, same: Same) -> bool:
    if isinstance(left, n.Name) and isinstance(right, n.Name):
        return same(left, right)
    return left == right


# ---- entries and limits -------------------------------------------------------------------------


def _with_entry(
    dimension: n.Dimension, change: n.ChangeRow, row: n.Entry, same: Same
) -> WithRows | Diagnostic:
    """Return a dimension with one entry changed, in whichever block it stands."""
    blocks = [part for part in dimension.body if isinstance(part, n.PointsBy)]
    entries = [entry for block in blocks for entry in block.entries]
    wanted = _by_key(change, dimension, row.key, [e.key for e in entries])
    old = _chosen(wanted, [e for e in entries if _same_key(e.key, row.key, same)])
    return _with(dimension, old, row)


def _same_key(left: Key, right: Key, same: Same) -> bool:
    if isinstance(left, n.Name) and isinstance(right, n.Name):
        return same(left, right)
    return left == right


def _by_key(change: n.ChangeRow, declaration: WithRows, wanted: Key, keys: Sequence[Key]) -> Wanted:
    return Wanted(change, declaration, f"entry {_words(wanted)}", _known("its entries are", keys))


def _limit(
    change: n.ChangeRow,
    declaration: WithRows,
    row: n.Cap | n.Gate,
    limits: Sequence[n.Cap] | Sequence[n.Gate],
) -> Wanted:
    known = listed(list(dict.fromkeys(_limit_words(limit) for limit in limits)), "and")
    has = f"it has {known}" if limits else "it has no limits"
    return Wanted(change, declaration, f"limit {_limit_words(row)}", has)


def _limit_words(row: n.Cap | n.Gate) -> str:
    limit = row.limit if isinstance(row, n.Cap) else row.level
    return quoted(f"{'at most' if row.highest else 'at least'} {limit.span.text}")


# ---- choosing and putting -----------------------------------------------------------------------


def _chosen(wanted: Wanted, found: Sequence[R]) -> R | Diagnostic:
    """Return the one row that is meant, or why it is not clear."""
    span = wanted.change.row.span
    match found:
        case []:
            return say.unknown_row(span, wanted.name, wanted.what, wanted.known, wanted.whole)
        case [one]:
            if one.span.source is wanted.change.span.source:
                what = f"the {wanted.what} of {quoted(wanted.name)}"
                return say.changed_twice(span, what, one.span)
            return one
        case several:
            rows = [row.span for row in several]
            return say.ambiguous_row(span, wanted.name, wanted.what, rows, wanted.whole)


def _with(declaration: WithRows, old: n.Node | Diagnostic, new: AnyRow) -> WithRows | Diagnostic:
    """Return a declaration in which a row is another, unless it is not clear which."""
    return old if isinstance(old, Diagnostic) else replaced(declaration, old, new)


def _unfit(declaration: WithRows, change: n.ChangeRow) -> Diagnostic:
    wanted = Wanted(change, declaration, "row of this form", "")
    return say.unknown_row(change.row.span, wanted.name, wanted.what, "", wanted.whole)


# ---- words --------------------------------------------------------------------------------------


def _known(lead: str, nodes: Sequence[n.Node]) -> str:
    words = list(dict.fromkeys(_words(node) for node in nodes))
    return f"{lead} {listed(words, 'and')}" if 0 < len(words) <= MOST_LISTED else ""


def _words(node: n.Node) -> str:
    return quoted(" ".join(node.span.text.strip("`").split()))
