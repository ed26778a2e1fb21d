"""Rows: which of them can apply, and what they come to."""

from __future__ import annotations

def applying(scope: Scope, candidates: Sequence[tuple[Condition, T]]) -> list[tuple[Condition, T]]:
    """Return the rows for which some record is known that no row above takes.

    A row without such a record may be one that never applies, which the check refuses.
    """
    records = witnesses(scope)
    found = []
    for candidate in candidates:
        taken = [record for record in records if candidate[0].holds(record)]
        if taken:
            found.append(candidate)
            records = [record for record in records if record not in taken]
    return found


def witnesses(scope: Scope) -> list[Record]:
    rng = scope.rng
    constants = sorted(scope.constants, key=repr)
    pools = {fact.id: representatives(fact.type, constants) for fact in scope.facts}
    return [
        Record(
            {name: rng.choice(pool) for name, pool in pools.items()},
            SOME_DAY + dt.timedelta(rng.randrange(-60, 400)),
            frozenset(named.id for named in scope.values if rng.random() < 1 / 2),
        )
        for _ in range(WITNESSES)
    ]


def first(rows: Sequence[tuple[Condition, T]], otherwise: T, record: Record) -> T:
    return next((value for guard, value in rows if guard.holds(record)), otherwise)


def two_ways(draw: DrawFn, scope: Scope) -> tuple[Condition, Condition] | None:
    """Draw two conditions of which always one holds, if one can be shown to apply each way."""
    one = condition(draw, scope, 2)
    closed = one.words if one.binds == "not" else one.closed
    other = Condition((Keyword("NOT"), *closed), lambda record: not one.holds(record), "not")
    return (one, other) if len(applying(scope, [(one, 0), (other, 1)])) == 2 else None
