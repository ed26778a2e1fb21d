"""Why, in SQL: which rows decide a result, and which results read that a fact is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import define, field
from sqlglot import exp

from relrules.batch import tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.plain import Plain
from relrules.batch.results import Results
from relrules.batch.tree import Sql
from relrules.check import model as m
from relrules.check.columns import Mask, masks
from relrules.check.walk import lists_in, parts_inside, refs
from relrules.compiled.lists import standing_in
from relrules.compiled.tables import Table
from relrules.evaluate.program import Rows, advice_key
from relrules.evaluate.terms import TODAY
from relrules.explain.visible import Visible

MOST_NOTED = 62
"""Of how many facts the bits of one column tell whether they are absent."""
INPUTS = (m.Kind.FACT, m.Kind.TODAY)


def reason_cells(results: Results, seen: Visible, columns: Mapping[str, str]) -> list[Sql]:
    """Return the cells of reasons, in their order; `columns` are those of facts and lists.

    Call it last: it asks for more records, those of which no statement tells what is provisional.
    Raises `NotInSqlError`.
    """
    found: list[Sql] = [_rows_told(results, seen, mask) for mask in masks(results.program.policy)]
    absences = Absences(results, seen, columns)
    provisional = [[(when, tree.text(name))] for name, when, _ in absences.told()]
    return [*found, tree.named_in(provisional)]


# ---- which rows -------------------------------------------------------------------------------


def _rows_told(results: Results, seen: Visible, mask: Mask) -> Sql:
    """Return the rows that apply or may apply as bits; null where that would tell what is hidden."""
    if not rows_seen(results, seen, mask.name):
        return tree.cast(tree.NULL.copy(), "BIGINT")
    return tree.cast(row_bits(results, mask), "BIGINT")


def rows_seen(results: Results, seen: Visible, name: str) -> bool:
    """Return whether it may be told which rows of a dimension or grade decide."""
    policy = results.program.policy
    of = policy.dimensions.get(name) or policy.grades[name]
    clear = all(seen.is_clear(row.when) and seen.is_clear(row.value) for row in of.rows)
    return seen.result(name) and clear


def row_bits(results: Results, mask: Mask) -> Sql:
    """Return the rows that apply or may apply as bits. Raises `NotInSqlError`."""
    rows, read = results.program.rows[mask.name], results.read.get(mask.name)
    match read:
        case None:
            # A calculation alone: its one row applies whatever it looks at.
            return tree.whole(1)
        case Table():
            left = results.left(mask.name, read)
            return _added(mask, dict(enumerate(left.some(of) for of in read.rows)))
        case Plain() if rows.take_all:
            return _added(mask, dict(enumerate(_each_that_holds(rows, read))))
        case Plain():
            return _first_that_holds(rows, read, mask)


def _added(mask: Mask, holds: Mapping[int, Sql]) -> Sql:
    bits = [
        tree.case([(when, tree.whole(mask.bits([row])))], tree.whole(0))
        for row, when in holds.items()
        if mask.bits([row])
    ]
    return tree.added(bits)


def _each_that_holds(rows: Rows, plain: Plain) -> Iterator[Sql]:
    """Yield whether each row counts: `otherwise` does where no other does, or may."""
    others = [when for when, _ in rows.written.pairs if when is not None]
    for when, _ in rows.written.pairs:
        if when is not None:
            yield plain.condition(when)
            continue
        found = [plain.condition(other) for other in others]
        found += [tree.is_null(plain.condition(other)) for other in others if plain.declines(other)]
        yield tree.opposite(tree.any_of(found))


def _first_that_holds(rows: Rows, plain: Plain, mask: Mask) -> Sql:
    found: list[tuple[Sql, Sql]] = []
    for row, (when, _) in enumerate(rows.written.pairs):
        bit = tree.whole(mask.bits([row]))
        if when is None:
            return tree.case(found, bit)
        holds = plain.condition(when)
        if plain.declines(when):
            found.append((tree.is_null(holds), tree.whole(0)))
        found.append((holds, bit))
    return tree.case(found, tree.whole(0))


# ---- what is provisional ------------------------------------------------------------------------


@define(slots=False)
class Absences:
    """Which results read that a fact is not known: its bit, of each.

    That is read where it is asked, and where something stands in for the fact: a default, or the one
    value that it can have. Results that a statement tells where all that they are made of is known
    read no other absence. What cannot be told exactly is asked for, where such a fact is not known.
    """

    results: Results
    seen: Visible
    columns: Mapping[str, str]
    bits: dict[str, Sql] = field(factory=dict)
    reading: set[str] = field(factory=set)

    def told(self) -> Iterator[tuple[str, Sql, Sql]]:
        """Yield each result and piece of advice, when it is provisional, and the bits of the facts."""
        policy = self.results.program.policy
        for key in policy.order:
            if self._may_read(key):
                self.reading.add(key)
                self._note(key, self._of_result(key))
                if key in self.bits and self.seen.result(key):
                    yield key, self._is_some(key), self.bits[key]
        for name, advice in policy.advice.items():
            key = advice_key(name)
            if self._may_read(key):
                self._note(key, self._of_advice(key, advice))
                if key in self.bits and self.seen.condition(advice.when):
                    yield name, self._is_some(key), self.bits[key]

    def _is_some(self, key: str) -> Sql:
        return tree.compared(exp.NEQ, self.bits[key], tree.whole(0))

    def _note(self, key: str, parts: Sequence[Sql]) -> None:
        if parts:
            self.bits[key] = self.results.put(tree.any_bits(parts))

    # ---- what can read an absence -----------------------------------------------------------------

    def _may_read(self, key: str) -> bool:
        rows = self.results.program.rows[key]
        return any(self._may(leaf) for leaf in _leaves(rows))

    def _may(self, leaf: m.Expr) -> bool:
        defaults = self.results.program.static.defaults
        asks = any(_asks_what_is_known(part) for part in parts_inside(leaf))
        return asks or any(ref.key in self.reading or ref.key in defaults for ref in refs(leaf))

    # ---- of one declaration -----------------------------------------------------------------------

    def _of_result(self, key: str) -> list[Sql]:
        """Return the bits that the rows which are read of a result give."""
        program = self.results.program
        rows = program.rows[key]
        if rows.list_name is None:
            try:
                self.results.add(key)
            except NotInSqlError:
                self._ask_for(program.needs[key])
                return []
        if rows.list_name is not None or key in program.static.declining:
            self._ask_for(program.needs[key])
            return []
        found: list[Sql] = []
        for row, absence in enumerate(rows.absence):
            is_read = self._is_read(key, row)
            found += self._of_leaves(key, absence.always, is_read)
            if absence.when is None or not absence.inside:
                continue
            try:
                may = self._may_be_looked_at(absence.when)
            except NotInSqlError:
                self._ask_where_absent(key, absence.inside, is_read)
            else:
                found += self._of_leaves(key, absence.inside, tree.all_of([is_read, may]))
        whens = [limit.when for limit in rows.limits if limit.when is not None]
        return found + self._of_leaves(key, whens, tree.truth(value=True))

    def _may_be_looked_at(self, block: m.Expr) -> Sql:
        """Return whether a block is looked at: the condition that it asks for may hold.

        The interpreter reads it part by part. Of a condition that mentions nothing twice that comes
        to the same as every case. Raises `NotInSqlError` for others.
        """
        mentioned = list(refs(block))
        if len({*mentioned}) < len(mentioned):
            raise NotInSqlError("a block asks for something twice")
        return self.results.may_hold(block)

    def _of_advice(self, key: str, advice: m.Advice) -> list[Sql]:
        program = self.results.program
        found = {ref.key for ref in refs(advice.when)}
        if advice.for_each is not None or found & program.static.declining:
            needed = {name for ref in found for name in program.needs.get(ref, (ref,))}
            self._ask_for(needed | {*lists_in(advice.when)})
            return []
        leaves = program.rows[key].absence[0].always
        return self._of_leaves(advice.id, leaves, tree.truth(value=True))

    def _of_leaves(self, name: str, leaves: Sequence[m.Expr], is_read: Sql) -> list[Sql]:
        """Return the bits that terms give where they are read."""
        odd = [leaf for leaf in leaves if any(_may_be_passed(part) for part in parts_inside(leaf))]
        self._ask_where_absent(name, odd, is_read)
        bits = [bit for leaf in leaves if leaf not in odd for bit in self._of_leaf(leaf)]
        return [tree.case([(is_read, tree.any_bits(bits))], tree.whole(0))] if bits else []

    def _ask_where_absent(self, name: str, leaves: Sequence[m.Expr], is_read: Sql) -> None:
        bits = [bit for leaf in leaves for bit in self._of_leaf(leaf)]
        if bits:
            some = tree.compared(exp.NEQ, tree.any_bits(bits), tree.whole(0))
            self.results.ask_where(name, tree.all_of([is_read, some]))

    def _of_leaf(self, leaf: m.Expr) -> Iterator[Sql]:
        defaults, asked = self.results.program.static.defaults, dict(_asked_in(leaf))
        for ref in dict.fromkeys(refs(leaf)):
            if ref.key in self.bits:
                yield self.bits[ref.key]
            # That a fact is not known is read where that is asked, and where something stands in for it.
            if ref.kind in INPUTS and (ref.key in defaults or ref.key in asked):
                yield from self._bit_of(ref.key)
        for key, ref in asked.items():
            if ref.kind not in INPUTS:
                yield from self._of_parts(key, ref)

    def _of_parts(self, key: str, ref: m.Ref) -> Iterator[Sql]:
        """Yield the bits of what a result is made of, where that is asked about and not known."""
        unknown = tree.opposite(self.results.is_known(ref))
        for name in sorted(self.results.program.needs.get(key, ())):
            if name == TODAY or name in self.results.program.policy.facts:
                for bit in self._bit_of(name):
                    yield tree.case([(unknown, bit)], tree.whole(0))
            else:
                self.results.ask_where(name, unknown.copy())

    def _bit_of(self, name: str) -> Iterator[Sql]:
        noted = self.noted
        if name in noted:
            bit = tree.whole(1 << noted.index(name))
            yield tree.case([(self._is_absent(name), bit)], tree.whole(0))

    @cached_property
    def noted(self) -> list[str]:
        """Return the facts of which it may be read that they are not known, and that may be spoken of."""
        program = self.results.program
        asked = {
            name
            for rows in program.rows.values()
            for leaf in _leaves(rows)
            for key, _ in _asked_in(leaf)
            for name in (key, *program.needs.get(key, ()))
        }
        facts = program.policy.facts.items()
        found = [n for n, of in facts if standing_in(of) is not None or n in asked]
        found = sorted(name for name in (*found, TODAY) if self.seen.fact(name))
        if len(found) > MOST_NOTED:
            raise NotInSqlError(
                f"of more than {MOST_NOTED} facts it may be read that they are unknown"
            )
        return found

    def _is_absent(self, name: str) -> Sql:
        if name == TODAY:
            return tree.truth(self.results.today is None)
        if name in self.results.lists:
            return self.results.lists[name].unknown
        return tree.is_null(tree.column(self.columns[name]))

    def _is_read(self, key: str, row: int) -> Sql:
        """Return whether a row is read: no row above it surely applies."""
        rows, read = self.results.program.rows[key], self.results.read.get(key)
        match read:
            case None:
                return tree.truth(value=True)
            case Table(past=past):
                if not past[row]:
                    return tree.truth(value=True)
                return self.results.left(key, read).some(read.grid.everything & ~past[row])
            case Plain():
                above = [] if rows.take_all else rows.written.pairs[:row]
                holds = [read.condition(when) for when, _ in above if when is not None]
                return tree.opposite(tree.any_of(holds))

    def _ask_for(self, needed: Iterable[str]) -> None:
        """Ask for the records of which one of these facts or lists is not known."""
        for name in needed:
            if name == TODAY:
                if self.results.today is None:
                    self.results.ask_where(name, tree.truth(value=True))
            else:
                of = name if name in self.columns else name.rpartition(".")[0] or name
                of = self.results.program.policy.same_records.get(of, of)
                self.results.ask_where(of, self._is_absent(of))


def _leaves(rows: Rows) -> Iterator[m.Expr]:
    for absence in rows.absence:
        yield from absence.always
        yield from absence.inside
    for limit in rows.limits:
        if limit.when is not None:
            yield limit.when


def _asks_what_is_known(term: m.Expr) -> bool:
    match term:
        case m.IsKnown():
            return True
        case m.Several(parts=parts):
            return any(part.known for part in parts)
        case _:
            return False


def _asked_in(leaf: m.Expr) -> Iterator[tuple[str, m.Ref]]:
    """Yield what a term asks about whether it is known, by key."""
    for part in parts_inside(leaf):
        if isinstance(part, m.IsKnown):
            yield from ((ref.key, ref) for ref in refs(part))


def _may_be_passed(term: m.Expr) -> bool:
    """Return whether of what is inside a term some may not be looked at, or often."""
    match term:
        case m.Cases() | m.Have() | m.Count() | m.Share() | m.Collected() | m.Gathered():
            return True
        case m.Quotient(if_zero=if_zero):
            return not isinstance(if_zero, m.Constant | m.NoAnswer)
        case _:
            return False
