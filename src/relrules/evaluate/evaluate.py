"""The interpreter: what a checked policy says of one record. Written to be obviously right.

Every declaration is evaluated once, after what it is made of. Where facts are unknown, the cases
its conditions tell apart are tried one by one, so that a declaration is exact in itself; between
declarations values are intervals and sets. Beyond 4,096 cases, Kleene's logic alone decides:
still sound, perhaps wider.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.cells import Atom, atoms_of, cases_of, leaves_of
from relrules.check.interval import Interval
from relrules.check.table import table_of
from relrules.check.walk import expanded, operands, read_through, refs
from relrules.evaluate.outcome import Outcome, RowTrace, Verdict
from relrules.evaluate.possible import NO, YES, Among, Possible, decided, exactly, hull
from relrules.evaluate.terms import Reading
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState


@frozen
class Rows:
    """The conditions of a declaration with its defines read through, `None` for `otherwise`.

    `absence` lists, for each condition, its parts that can read the absence of a fact.
    """

    conditions: tuple[m.Expr | None, ...]
    atoms: tuple[Atom, ...]
    absence: tuple[tuple[m.Expr, ...], ...]


@frozen
class Program:
    """A checked policy prepared for evaluation.

    `needs` lists, for each result, the facts it is made of, and `today` where it counts to it.
    """

    policy: m.CheckedPolicy
    rows: Mapping[str, Rows]
    needs: Mapping[str, frozenset[str]]
    needs_today: bool


def prepare(policy: m.CheckedPolicy) -> Program:
    """Return a policy prepared for evaluation, once for all records."""
    known: dict[str, m.Expr] = {}
    for name in policy.order:
        if name in policy.defines:
            value = read_through(policy.defines[name], known)
            if value is not None:
                known[name] = value

    def rows(conditions: Iterable[m.Expr | None]) -> Rows:
        read = tuple(None if c is None else expanded(c, known) for c in conditions)
        absence = tuple(() if c is None else tuple(_reading_absence(c)) for c in read)
        return Rows(read, atoms_of(c for c in read if c is not None), absence)

    prepared: dict[str, Rows] = {}
    for name, dimension in policy.dimensions.items():
        prepared[name] = rows(row.when for row in dimension.rows)
    for name, grade in policy.grades.items():
        prepared[name] = rows(row.when for row in grade.rows)
    for name, define_ in policy.defines.items():
        if isinstance(define_.value.type, m.YesNoType):
            prepared[name] = rows([known.get(name, define_.value)])
    for name, advice in policy.advice.items():
        prepared[advice_key(name)] = rows([advice.when])
    return Program(policy, FrozenDict(prepared), FrozenDict(_needs(policy)), _needs_today(policy))


def evaluate(program: Program, facts: Mapping[str, m.Value], today: dt.date | None) -> Outcome:
    """Return everything the policy says of a record; `facts` are valid and by id."""
    return _Evaluation(program, facts, today).run()


def advice_key(name: str) -> str:
    """Return under which key a piece of advice is prepared: its name may be a result's too."""
    return f"advice {name}"


@define
class _Evaluation:
    """The state of evaluating one record."""

    program: Program
    facts: Mapping[str, m.Value]
    today: dt.date | None
    values: dict[str, Possible] = field(factory=dict)
    traces: dict[str, tuple[RowTrace, ...]] = field(factory=dict)
    advice: dict[str, AdviceState] = field(factory=dict)
    provisional: dict[str, frozenset[str]] = field(factory=dict)

    def run(self) -> Outcome:
        policy = self.program.policy
        for name in policy.order:
            self._result(name)
        for name in policy.advice:
            self._advice(name)
        unknown = [name for name in policy.facts if name not in self.facts]
        if self.program.needs_today and self.today is None:
            unknown.append("today")
        return Outcome(
            facts=FrozenDict(self.facts),
            today=self.today,
            values=FrozenDict(self.values),
            rows=FrozenDict(self.traces),
            advice=FrozenDict(self.advice),
            provisional=FrozenDict(
                {name: tuple(sorted(absent)) for name, absent in self.provisional.items() if absent}
            ),
            unknown=tuple(unknown),
        )

    def _reading(self) -> Reading:
        needs = self.program.needs
        return Reading(self.facts, self.today, self.values, self.provisional, needs=needs)

    # ---- results --------------------------------------------------------------------------

    def _result(self, name: str) -> None:
        policy = self.program.policy
        if name in policy.dimensions:
            rows = policy.dimensions[name].rows
            number = m.NumberType()
            self._by_rows(name, [exactly(row.points, number) for row in rows])
        elif name in policy.grades:
            grade = policy.grades[name]
            of = m.LevelType(grade.scale)
            self._by_rows(name, [exactly(row.level, of) for row in grade.rows])
        elif name in policy.defines:
            self._define(name, policy.defines[name])
        else:
            reading = self._reading()
            self.values[name] = reading.number(policy.scores[name].value)
            self.provisional[name] = frozenset(reading.absent)

    def _define(self, name: str, define_: m.Define) -> None:
        reading = self._reading()
        if isinstance(define_.value.type, m.YesNoType):
            fired = self._fired(self.program.rows[name], reading)
            # Row 0 is the define's condition; no row is its opposite.
            self.values[name] = hull([YES if row == 0 else NO for row in fired])
        else:
            self.values[name] = reading.term(define_.value)
        self.provisional[name] = frozenset(reading.absent)

    def _by_rows(self, name: str, results: Sequence[Possible]) -> None:
        reading = self._reading()
        prepared = self.program.rows[name]
        fired = self._fired(prepared, reading)
        self.values[name] = hull([results[row] for row in fired if row is not None])
        self.provisional[name] = frozenset(reading.absent)
        self.traces[name] = tuple(self._trace(fired))

    def _trace(self, fired: set[int | None]) -> Iterator[RowTrace]:
        """Yield what became of each row, down to the last that may apply."""
        last = max(row for row in fired if row is not None)
        for index in range(last + 1):
            if fired == {index}:
                verdict = Verdict.APPLIES
            elif index in fired:
                verdict = Verdict.MAY_APPLY
            else:
                verdict = Verdict.DOES_NOT_APPLY
            yield RowTrace(index, verdict)

    def _advice(self, name: str) -> None:
        reading = self._reading()
        fired = self._fired(self.program.rows[advice_key(name)], reading)
        if fired == {0}:
            self.advice[name] = AdviceState.GIVEN
        elif fired == {None}:
            self.advice[name] = AdviceState.NOT_GIVEN
        else:
            self.advice[name] = AdviceState.POSSIBLE
        self.provisional[advice_key(name)] = frozenset(reading.absent)

    # ---- rows -----------------------------------------------------------------------------

    def _fired(self, rows: Rows, reading: Reading) -> set[int | None]:
        """Return the rows that can be the first to apply; `None` where no row may apply.

        `reading` notes whose absence is read down to the last of them.
        """
        table = table_of({atom: self._cases(atom) for atom in rows.atoms})
        if table is None:
            return self._first(rows, reading)
        found: set[int | None] = set()
        left = table.everything
        for index, condition in enumerate(rows.conditions):
            for leaf in rows.absence[index]:
                reading.term(leaf)
            here = left if condition is None else left & table.where(condition)
            if here:
                found.add(index)
                left &= ~here
            if not left:
                return found
        return found | {None}

    def _cases(self, atom: Atom) -> list[m.Value]:
        """Return the cases of an atom: its value where that is decided."""
        possible = self._reading().term(atom.term)
        value = decided(possible)
        if value is not None:
            return [value]
        match possible:
            case Interval():
                return cases_of(atom, possible)
            case Among(values):
                return cases_of(atom, sorted(values, key=_in_scale(atom.term.type)))
            case _:
                return cases_of(atom, atom.term.type)

    def _first(self, rows: Rows, reading: Reading) -> set[int | None]:
        """Return the rows that can be the first to apply, by Kleene's logic."""
        found: set[int | None] = set()
        for index, condition in enumerate(rows.conditions):
            holds = YES if condition is None else reading.condition(condition)
            if holds != NO:
                found.add(index)
            if holds == YES:
                return found
        return found | {None}


def _reading_absence(condition: m.Expr) -> Iterator[m.Expr]:
    """Yield the smallest conditions that ask whether something is known, or look at a result."""
    for leaf in leaves_of(condition):
        if _can_read_absence(leaf):
            yield leaf


def _can_read_absence(expr: m.Expr) -> bool:
    """Return whether a term asks whether something is known, or looks at a result.

    The question may stand inside, as in `(x is unknown) = yes`.
    """
    if isinstance(expr, m.IsKnown):
        return True
    if isinstance(expr, m.Ref):
        return expr.kind is not m.Kind.FACT
    return any(_can_read_absence(operand) for operand in operands(expr))


def _in_scale(of: m.Type) -> Callable[[m.Value], int]:
    """Return the order in which values are tried, so that results do not depend on hashing."""
    match of:
        case m.LevelType(scale=scale):
            return lambda value: scale.rank(str(value))
        case m.ChoiceType(ids=ids):
            return lambda value: ids.index(str(value))
        case _:
            return bool


def _needs(policy: m.CheckedPolicy) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name in policy.order:
        needed: set[str] = set()
        for ref in (ref for term in _terms(policy, name) for ref in refs(term)):
            needed |= found.get(ref.name, {ref.name})
        found[name] = frozenset(needed)
    return found


def _terms(policy: m.CheckedPolicy, name: str) -> list[m.Expr]:
    """Return everything a result is made of."""
    if name in policy.defines:
        return [policy.defines[name].value]
    if name in policy.scores:
        return [policy.scores[name].value]
    rows: Sequence[m.Row | m.GradeRow] = (
        policy.grades[name].rows if name in policy.grades else policy.dimensions[name].rows
    )
    return [row.when for row in rows if row.when is not None]


def _needs_today(policy: m.CheckedPolicy) -> bool:
    terms: list[m.Expr] = [d.value for d in policy.defines.values()]
    terms += [s.value for s in policy.scores.values()]
    conditions = [row.when for d in policy.dimensions.values() for row in d.rows]
    conditions += [row.when for g in policy.grades.values() for row in g.rows]
    terms += [condition for condition in conditions if condition is not None]
    terms += [advice.when for advice in policy.advice.values()]
    return any(ref.kind is m.Kind.TODAY for term in terms for ref in refs(term))
