"""The function of a policy for records of which everything is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import define, field, frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.compiled.capture import Captured
from relrules.compiled.code import Code
from relrules.compiled.lists import Lists, lists_given, standing_in
from relrules.compiled.terms import Listed, NotCompiledError, Terms, place_in
from relrules.evaluate.program import Limit, Program, Rows, advice_key
from relrules.syntax.nodes import ComparisonOp

MOST_KEPT = 4096
"""How many different answers of a kind are kept at a time."""
Told = tuple[Any, ...]
"""What is seen of each kind of results that is wanted, and last of the advice."""
Work = Callable[[Captured, dt.date | None], Told | None]
"""Works out what a policy says of captured facts, `None` where the interpreter must tell."""


@define(eq=False)
class Later:
    """A function that another calls; it may be made only when it is."""

    work: Work


@define(eq=False)
class Seen:
    """What programs see of bare values: made when it is asked for, and, if it `keeps` any, kept."""

    make: Callable[[Any], Any]
    keeps: bool = True
    kept: dict[Any, Any] = field(factory=dict)

    def of(self, values: Any) -> Any:  # noqa: ANN401 - of any type
        """Return what is seen of values that are not kept."""
        kept = self.kept
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[values] = self.make(values)
        return found


@frozen
class Wanted:
    """What a function works out: results by key, of several kinds, and advice.

    `seen` has what programs see of the bare values of each kind, and last of the advice: a row of the
    values, or the value alone where a kind has one result. Options are their places, and `None` is no
    answer. A number that is open is a row of its lowest and highest value and of whether it may have no
    answer; what has options a row of the bits of their places and of the same; a date or text a row of
    that alone. Of the advice bit `i` says that the piece numbered so is given, and bit `n + i`, of `n`
    pieces, that it is possible. `with_rows` each value is a pair, with the bits of the rows that apply.
    `of_each` the advice is a pair, with the bits for each record of each piece that is for records, in a row
    of rows; `None` stands for a list that is not known.
    """

    kinds: tuple[tuple[str, ...], ...]
    advice: tuple[str, ...]
    seen: tuple[Seen, ...]
    with_rows: bool = False
    of_each: bool = False

    @property
    def results(self) -> tuple[str, ...]:
        """Return the keys of all results."""
        return tuple(key for kind in self.kinds for key in kind)


def known_function(program: Program, wanted: Wanted, otherwise: Later) -> Work:
    """Return a function from the values of facts, and today, to what is wanted.

    Where something that counts is not known, `otherwise` is asked. Raises `NotCompiledError`.
    """
    code = Code()
    names: dict[str, str] = {"today": "today"}
    known: dict[str, Listed] = {}
    terms = Terms(code, names, program.static.declining, known)
    policy = program.policy
    unknown = f"return {code.value(otherwise)}.work(facts, today)"
    if program.needs_today:
        code.line(f"if today is None: {unknown}")
    _unpack(code, (*policy.facts, *lists_given(policy)), names)
    _refuse_unknown(program, code, names, unknown)
    _put_stand_ins(program, code, names)
    lists = Lists(program, code, terms, known)
    lists.unpack(names)
    needed = set(needed_keys(program, wanted.results, wanted.advice))
    applied: dict[str, str] = {}
    for key in policy.order:
        if key not in needed:
            continue
        rows, scale = program.rows[key], program.scales.get(key)
        if rows.list_name is None:
            if wanted.with_rows and key in wanted.results:
                applied[key] = code.name("b")
            names[key] = _rows(rows, terms, scale=scale, applied=applied.get(key))
        else:
            lists.add(rows.list_name, key, partial(_rows, rows, scale=scale))
    told = {key: _told(program, names[key], key, code) for key in wanted.results}
    told |= {key: f"({told[key]}, {bits})" for key, bits in applied.items()}
    advice = Advice.of(code, wanted)
    for at, name in enumerate(wanted.advice):
        _given(terms, policy.advice[name], code.value(1 << at), advice)
    write_return(code, wanted, told, advice.told())
    made: Work = code.function("facts, today")
    return made


@frozen
class Advice:
    """The advice in code: the name of its bits, and of the bits for each record, as far as it is wanted."""

    code: Code
    bits: str
    each: list[str] | None

    @staticmethod
    def of(code: Code, wanted: Wanted) -> Advice:
        """Write that no advice is given yet."""
        bits = code.fresh("0", "a") if wanted.advice else "0"
        return Advice(code, bits, [] if wanted.of_each else None)

    def started(self) -> str | None:
        """Write that it is not known for which records of a list advice is; `None` if nobody asks."""
        if self.each is None:
            return None
        self.each.append(self.code.fresh("None", "s"))
        return self.each[-1]

    def told(self) -> str:
        """Return how the advice is told, see `Wanted`."""
        return (
            self.bits
            if self.each is None
            else f"({self.bits}, ({''.join(f'{x}, ' for x in self.each)}))"
        )


def write_return(code: Code, wanted: Wanted, told: Mapping[str, str], advice: str) -> None:
    """Write what a function returns; `told` are the bare values of results by key."""
    kinds = [[told[key] for key in kind] for kind in wanted.kinds]
    rows = [kind[0] if len(kind) == 1 else f"({', '.join(kind)})" for kind in kinds]
    pairs = zip(wanted.seen, [*rows, advice], strict=True)
    code.line(f"return {', '.join(_seen(code, seen, row) for seen, row in pairs)},")


def _seen(code: Code, seen: Seen, row: str) -> str:
    """Write what is seen of bare values: what is the same for many records is made once."""
    if row == "()":
        return code.value(seen.make(()))
    if not seen.keeps:
        return f"{code.value(seen.make)}({row})"
    row = code.put(row)
    # One look-up: another thread may forget what is kept at any moment.
    return f"({code.value(seen.kept.get)}({row}) or {code.value(seen.of)}({row}))"


def _given(terms: Terms, of: m.Advice, bit: str, advice: Advice) -> None:
    """Write that advice is given, to one record of its list at least."""
    # Without an answer it is not given either, and `None` does not hold.
    code, note = terms.code, f"{advice.bits} |= {bit}"
    if of.for_each is None:
        with code.block(f"if {terms.term(of.when)}:"):
            code.line(note)
        return
    each, states = terms.at_each(of.for_each), advice.started()
    if states is None:
        with code.block(each.head), code.block(f"if {each.terms.term(of.when)}:"):
            code.line(note)
            code.line("break")
        return
    found = code.fresh("[]")
    with code.block(each.head):
        code.line(f"{found}.append({bit} if {each.terms.term(of.when)} else 0)")
    code.line(f"if {bit} in {found}: {note}")
    code.line(f"{states} = tuple({found})")


def write_facts(program: Program, code: Code, names: dict[str, str]) -> None:
    """Give every fact a name, and the value that stands in for it while it is not known."""
    _unpack(code, (*program.policy.facts, *lists_given(program.policy)), names)
    _put_stand_ins(program, code, names)


def _unpack(code: Code, facts: Sequence[str], names: dict[str, str]) -> None:
    for name in facts:
        names[name] = code.name("f")
    if facts:
        code.line(f"{', '.join(names[name] for name in facts)}, = facts")


def _refuse_unknown(program: Program, code: Code, names: Mapping[str, str], unknown: str) -> None:
    """Write what is done where a fact is not known for which nothing stands in."""
    policy = program.policy
    required = [names[name] for name, of in policy.facts.items() if standing_in(of) is None]
    if required:
        with code.block("if type(facts) is not tuple:"):
            lacking = [f"{name} is None" for name in required]
            code.line(f"if {code.joined('or', lacking)}: {unknown}")
    for name in lists_given(policy):
        # The records are a list, and no tuple, where something is not known of one.
        code.line(f"if type({names[name]}) is not tuple: {unknown}")


def _put_stand_ins(program: Program, code: Code, names: Mapping[str, str]) -> None:
    for name, fact in program.policy.facts.items():
        value = standing_in(fact)
        if value is not None:
            with code.block(f"if {names[name]} is None:"):
                code.line(f"{names[name]} = {code.value(value)}")


def needed_keys(program: Program, results: Iterable[str], advice: Iterable[str]) -> Iterator[str]:
    """Yield the keys of what has to be worked out, with all that it is made of."""
    waiting: list[str] = [*results]
    waiting += [advice_key(name) for name in advice]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        yield key
        written = program.rows[key].written
        read = [term for pair in written.pairs for term in pair] + [*written.limits]
        for term in read:
            if term is not None:
                waiting += [ref.key for ref in refs(term) if ref.key in program.rows]


def _told(program: Program, name: str, key: str, code: Code) -> str:
    """Return a result as it is told: whole numbers as such."""
    if not isinstance(program.rows[key].values[0].type, m.NumberType) or is_whole(program, key):
        return name
    whole = f"{name}.numerator if {name}.denominator == 1 else {name}"
    if key in program.static.declining:
        whole = f"None if {name} is None else {whole}"
    return code.put(f"({whole})")


def is_whole(program: Program, key: str) -> bool:
    """Return whether a number is whole whatever the record."""
    types = [value.type for value in program.rows[key].values]
    return all(isinstance(of, m.NumberType) and of.whole for of in types)


# ---- rows -----------------------------------------------------------------------------------


def _rows(rows: Rows, terms: Terms, *, scale: m.Scale | None, applied: str | None = None) -> str:
    """Write the rows of a declaration, and return the name of its value.

    `applied` is the name that takes the bits of the rows that apply.
    """
    written = rows.written
    for _, value in written.pairs:
        _same_scale(value.type, scale)
    if applied is not None and any(
        when is not None and terms.declines(when) for when, _ in written.pairs
    ):
        # Which rows may apply then, the interpreter tells.
        raise NotCompiledError(rows)
    if rows.take_all:
        found = _taken_together(rows, terms, applied)
    elif len(written.pairs) == 1 and written.pairs[0][0] is None and applied is None:
        found = terms.code.put(terms.term(written.pairs[0][1]), "r")
    else:
        table = None if applied is not None else _looked_up(written.pairs, terms)
        found = table or terms.first(written.pairs, applied)
    if not rows.limits:
        return found
    held = terms.code.name("r")
    terms.code.line(f"{held} = {found}")
    for limit, when in zip(rows.limits, written.limits, strict=True):
        _limit(limit, when, held, terms, may_decline=_may_decline(rows, terms))
    return held


def _same_scale(of: m.Type, scale: m.Scale | None) -> None:
    """Refuse a grade that takes its levels from elsewhere: places would mean something else."""
    if scale is not None and isinstance(of, m.LevelType) and of.scale.ids != scale.ids:
        raise NotCompiledError(of)


def _may_decline(rows: Rows, terms: Terms) -> bool:
    written = rows.written
    parts = [term for pair in written.pairs for term in pair] + [*written.limits]
    ends = any(when is None for when, _ in written.pairs)
    return not ends or any(term is not None and terms.declines(term) for term in parts)


def _looked_up(pairs: Sequence[tuple[m.Expr | None, m.Expr]], terms: Terms) -> str | None:
    """Write a look-up where each row is worth a constant for one option of the same term."""
    found: dict[m.Value, m.Value | None] = {}
    asked: set[m.Expr] = set()
    for when, value in pairs:
        match when, value:
            case m.Comparison(op=ComparisonOp.EQ, left=left, right=m.Constant() as option), (
                m.Constant() | m.NoAnswer()
            ):
                asked.add(left)
                at = place_in(option.value, option.type)
                worth = value.value if isinstance(value, m.Constant) else None
                found.setdefault(at, None if worth is None else place_in(worth, value.type))
            case _:
                return None
    (term,) = asked if len(asked) == 1 else (None,)
    if term is None or terms.declines(term):
        return None
    match term.type:
        case m.LevelType(scale=scale):
            count = len(scale.ids)
        case m.ChoiceType(ids=ids):
            count = len(ids)
        case _:
            return None
    table = tuple(found.get(at) for at in range(count))
    return terms.code.fresh(f"{terms.code.value(table)}[{terms.term(term)}]", "r")


def _taken_together(rows: Rows, terms: Terms, bits: str | None) -> str:
    """Write the sum of the rows that apply; `otherwise` where no other does.

    `bits` is the name that takes the bits of the rows that apply.
    """
    code, pairs = terms.code, rows.written.pairs
    asked = [when for when, _ in pairs if when is not None]
    total = code.fresh("0", "r")
    declined = code.fresh("False") if any(map(_or_none(terms), pairs)) else None
    applied = code.fresh("False") if len(asked) < len(pairs) else None
    if bits is not None:
        code.line(f"{bits} = 0")
    for at, (when, value) in enumerate(pairs):
        if when is None:
            holds = f"not {applied}"
            if any(map(terms.declines, asked)):
                # Where it has no answer whether a row applies, `otherwise` does not.
                holds += f" and not {declined}"
        else:
            holds = terms.term(when)
            if terms.declines(when):
                holds = code.put(holds)
                with code.block(f"if {holds} is None:"):
                    code.line(f"{declined} = True")
        with code.block(f"if {holds}:"):
            _add(terms, value, total, declined)
            if bits is not None:
                code.line(f"{bits} |= {code.value(1 << at)}")
            if applied is not None and when is not None:
                code.line(f"{applied} = True")
    if declined is not None:
        with code.block(f"if {declined}:"):
            code.line(f"{total} = None")
    return total


def _or_none(terms: Terms) -> Callable[[tuple[m.Expr | None, m.Expr]], bool]:
    return lambda pair: any(term is not None and terms.declines(term) for term in pair)


def _add(terms: Terms, value: m.Expr, total: str, declined: str | None) -> None:
    code = terms.code
    worth = terms.term(value)
    if not terms.declines(value):
        code.line(f"{total} += {worth}")
        return
    worth = code.put(worth)
    with code.block(f"if {worth} is None:"):
        code.line(f"{declined} = True")
    with code.block("else:"):
        code.line(f"{total} += {worth}")


def _limit(
    limit: Limit, when: m.Expr | None, held: str, terms: Terms, *, may_decline: bool
) -> None:
    """Write a cap or gate: it moves what lies beyond it."""
    code = terms.code
    bound = code.value(limit.limit)
    beyond = f"{held} {'>' if limit.highest else '<'} {bound}"
    if may_decline:
        beyond = f"{held} is not None and {beyond}"
    if when is None:
        with code.block(f"if {beyond}:"):
            code.line(f"{held} = {bound}")
        return
    holds = terms.term(when)
    if terms.declines(when):
        holds = code.put(holds)
        with code.block(f"if {holds} is None:"):
            code.line(f"{held} = None")
    with code.block(f"if {holds} and {beyond}:"):
        code.line(f"{held} = {bound}")
